"""Every outcome is on screen once, under its group, and can be reached by arrows and mouse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.outcomes import Outcome, OutcomeBook
from collections_tui.domain.records import Direction
from collections_tui.resources import data_path
from collections_tui.services.books import load_outcomes
from collections_tui.tui.dialogs.outcome_grid import GAP, grid_lines, lay_out, neighbour, outcome_at
from collections_tui.tui.widgets.lines import line_cells

BOOK: OutcomeBook = load_outcomes(data_path("outcomes.toml"))
WIDTHS = st.integers(58, 200)
DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(["outbound", "inbound"])


@given(DIRECTIONS, WIDTHS)
def test_every_outcome_is_there_once_inside_the_width(direction: Direction, cells: int) -> None:
    outcomes = BOOK.for_direction(direction)
    grid = lay_out(outcomes, cells)
    assert sorted(one.code for one in grid.outcomes) == sorted(one.code for one in outcomes)
    assert all(line_cells(line) <= cells for line in grid_lines(grid, None))


@given(WIDTHS)
def test_a_group_is_not_torn_apart(cells: int) -> None:
    grid = lay_out(BOOK.for_direction("outbound"), cells)
    for column in grid.columns:
        heading = ""
        for cell in column:
            heading = cell if isinstance(cell, str) else heading
            assert not isinstance(cell, Outcome) or cell.group == heading


def test_eighty_columns_show_all_of_them_in_eleven_lines() -> None:
    assert lay_out(BOOK.for_direction("outbound"), 78).height <= 11


@given(DIRECTIONS, WIDTHS)
def test_down_and_down_again_comes_past_every_outcome(direction: Direction, cells: int) -> None:
    grid = lay_out(BOOK.for_direction(direction), cells)
    cursor = neighbour(grid, None, 0, 1)
    seen = [cursor]
    for _ in grid.outcomes[1:]:
        cursor = neighbour(grid, cursor, 0, 1)
        seen.append(cursor)
    assert seen == grid.outcomes
    assert neighbour(grid, cursor, 0, 1) == cursor


@given(WIDTHS, st.data())
def test_right_and_left_stay_level_as_far_as_they_can(cells: int, data: st.DataObject) -> None:
    grid = lay_out(BOOK.for_direction("outbound"), cells)
    start = data.draw(st.sampled_from(grid.outcomes))
    right = neighbour(grid, start, 1, 0)
    columns = [i for i, column in enumerate(grid.columns) for one in (start, right) if one in column]
    assert columns[1] - columns[0] in (0, 1)
    assert isinstance(neighbour(grid, right, -1, 0), Outcome)


@given(DIRECTIONS, WIDTHS)
def test_the_mouse_finds_what_is_drawn(direction: Direction, cells: int) -> None:
    grid = lay_out(BOOK.for_direction(direction), cells)
    left = 0
    for column, width in zip(grid.columns, grid.widths, strict=True):
        for y, cell in enumerate(column):
            expected = cell if isinstance(cell, Outcome) else None
            assert outcome_at(grid, left, y) == outcome_at(grid, left + width - 1, y) == expected
        assert outcome_at(grid, left, len(column)) is None
        left += width + GAP


def test_the_cursor_is_marked() -> None:
    grid = lay_out(BOOK.for_direction("outbound"), 78)
    cursor = grid.outcomes[3]
    marked = [run for line in grid_lines(grid, cursor) for run in line if run.tone == "cursor"]
    assert [run.text.strip() for run in marked] == [f"{cursor.key} {cursor.words}"]


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_no_outcome_takes_a_key_that_a_call_needs(direction: Direction) -> None:
    assert not {one.key for one in BOOK.for_direction(direction)} & set(" ?/jk123456789")
