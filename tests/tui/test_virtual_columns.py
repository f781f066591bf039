"""Columns: they fill the width exactly, the least important leave first, and runs of style are few."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collections_tui.tui.widgets.virtual_columns import Column, Fitted, Tone, fit_columns, heading, runs

TONES: st.SearchStrategy[Tone] = st.sampled_from(["", "dim", "accent"])


def column(
    width: int, priority: int = 0, *, flexible: bool = False, tone: Tone = "", text: str = "text"
) -> Column[str]:
    return Column(f"n{width}", width, lambda row: text, tone=lambda row: tone, priority=priority, flexible=flexible)


COLUMNS = st.lists(
    st.builds(column, st.integers(1, 30), st.integers(0, 5), flexible=st.booleans(), tone=TONES, text=st.text()),
    max_size=10,
)


@given(columns=COLUMNS, cells=st.integers(0, 150))
def test_a_row_and_its_heading_are_exactly_as_wide_as_the_screen(columns: list[Column[str]], cells: int) -> None:
    fitted = fit_columns(columns, cells)
    assert cell_len("".join(text for _, text in runs(fitted, "row", cells))) == cells
    assert cell_len(heading(fitted, cells)) == cells
    assert bool(fitted) == bool(columns)


@given(columns=COLUMNS, cells=st.integers(0, 150))
def test_what_leaves_matters_less_than_what_stays(columns: list[Column[str]], cells: int) -> None:
    stays = [each.column for each in fit_columns(columns, cells)]
    assert [each for each in columns if each in stays] == stays
    gone = [each for each in columns if each not in stays]
    if gone:
        assert max(each.priority for each in gone) <= min(each.priority for each in stays)
    if len(stays) > 1:
        assert sum(each.width + 1 for each in stays) - 1 <= cells


def test_the_first_flexible_column_takes_the_room_that_is_left() -> None:
    columns = [column(5), column(6, flexible=True), column(7, flexible=True)]
    assert [each.width for each in fit_columns(columns, 40)] == [5, 26, 7]
    assert [each.width for each in fit_columns(columns, 20)] == [5, 6, 7]


def test_neighbours_of_one_tone_are_one_run_and_blank_cells_change_nothing() -> None:
    columns = [column(4), column(4, tone="dim"), column(4, tone="accent", text=""), column(4, tone="dim"), column(4)]
    fitted = [Fitted(each, each.width) for each in columns]
    assert runs(fitted, "row", 26) == [("", "text "), ("dim", "text      text "), ("", "text  ")]
