"""The plot: round numbers beside it, names that have room, and the only file that knows the library."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collections_tui
from collections_tui.tui.widgets.plot import room, ticks


@pytest.mark.parametrize(
    ("highest", "expected"),
    [(0, [0, 0.1]), (3, [0, 1, 2, 3]), (12, [0, 5, 10]), (100, [0, 20, 40, 60, 80, 100]), (1234, [0, 500, 1000])],
)
def test_numbers_beside_it_are_round(highest: float, expected: list[float]) -> None:
    assert ticks(highest) == pytest.approx(expected)


@given(st.floats(0, 1e12))
def test_there_are_a_few_of_them_and_none_is_too_high(highest: float) -> None:
    found = ticks(highest)
    assert 2 <= len(found) <= 6
    assert found[-1] <= max(highest * 1.001, 0.1)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=60), st.integers(1, 120))
def test_names_that_are_shown_stand_side_by_side(names: list[str], cells: int) -> None:
    every = room(names, cells)
    assert every == 1 or max(map(len, names)) + 2 <= every * cells / len(names) or every >= len(names)


def test_only_the_plot_imports_the_library() -> None:
    house = Path(collections_tui.__file__).parent
    assert [path.name for path in house.rglob("*.py") if "textual_plotext import" in path.read_text("utf-8")] == [
        "plot.py"
    ]
    users = {path.name for path in house.rglob("*.py") if "widgets.plot import" in path.read_text("utf-8")}
    assert users == {"reports.py", "reports_words.py"}
    travel = (house / "tui" / "travel.py").read_text("utf-8")
    assert "\nfrom collections_tui.tui.screens.reports" not in travel, "only when it is asked for"
