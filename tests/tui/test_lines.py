"""Lines are exactly as wide as they should be, whatever is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collections_tui.tui.widgets.lines import Run, beside, ends, fit_line, line_cells, text_line, wrapped

ANY_TEXT = st.text(max_size=40) | st.sampled_from(
    ["日本語のテキスト", "e\u0301\u0301\u0301", "\x1b]0;x\x07", "👩‍👩‍👧", ""]
)
LINES = st.lists(st.builds(Run, ANY_TEXT), max_size=5).map(tuple)


@given(line=LINES, cells=st.integers(0, 60))
def test_a_fitted_line_has_the_width_asked_for(line: tuple[Run, ...], cells: int) -> None:
    fitted = fit_line(line, cells)
    assert line_cells(fitted) == cells
    assert "\x1b" not in "".join(run.text for run in fitted)


def test_what_is_cut_off_is_marked() -> None:
    assert fit_line((Run("abc"), Run("defgh", "dim")), 6) == (Run("abc"), Run("de…", "dim"))
    assert fit_line((Run("abc"), Run("defgh", "dim")), 3) == (Run("ab…"),)
    assert fit_line((Run("abc"), Run("   ")), 3) == (Run("abc"),)


def test_a_wide_sign_is_not_halved() -> None:
    (only,) = fit_line((Run("日本"), Run("x")), 4)
    assert only.text == "日 …"


@given(left=LINES, right=st.text("abc$,.0123456789", max_size=12), cells=st.integers(1, 60))
def test_two_ends_fill_the_line_and_the_left_gives_way(left: tuple[Run, ...], right: str, cells: int) -> None:
    line = ends(left, text_line(right), cells)
    assert line_cells(line) == cells
    if len(right) < cells and right:
        assert "".join(run.text for run in line).endswith(right)


@given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=4), st.integers(1, 30))
def test_columns_stand_beside_each_other(left: list[tuple[Run, ...]], right: list[tuple[Run, ...]], cells: int) -> None:
    lines = beside(left, right, cells, " │")
    assert len(lines) == max(len(left), len(right))
    for line in lines:
        texts = [run.text for run in line]
        at = texts.index(" │")
        assert line_cells(line[:at]) == cells


@given(st.text(max_size=300), st.integers(1, 40), st.integers(1, 6) | st.none())
def test_wrapped_text_stays_inside(text: str, cells: int, most: int | None) -> None:
    lines = wrapped(text, cells, most)
    assert most is None or len(lines) <= most
    for line in lines:
        assert cell_len(line) <= cells or len(line) == 1 or cells == 1


def test_wrapping_keeps_line_ends_and_marks_what_is_missing() -> None:
    assert wrapped("one two\n\nthree", 20) == ["one two", "", "three"]
    assert wrapped("a b c d e f g h", 3, 2) == ["a b", "c …"]
    assert wrapped("", 10) == []


def test_blanks_beyond_the_edge_are_no_text_that_is_cut() -> None:
    assert "".join(run.text for run in fit_line((Run("ab"), Run(" " * 300)), 6)) == "ab    "
