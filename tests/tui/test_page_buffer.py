"""The window of rows against the whole list: whatever is asked, and whenever rows arrive, both show the same."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.tui.widgets.virtual_rows import PAGES_KEPT, Motion, PageBuffer, Want


class Whole(NamedTuple):
    """The same list with all its rows at hand: what the window has to agree with."""

    length: int
    height: int
    cursor: int = 0
    top: int = 0

    def apply(self, motion: Motion) -> "Whole":
        half, page = max(1, self.height // 2), max(1, self.height - 1)
        cursor, top = self.cursor, self.top
        match motion.kind:
            case "rows":
                cursor = self._inside(cursor + motion.amount)
                if cursor >= top + self.height:
                    top = max(top + half, cursor - self.height + 1)
                elif cursor < top:
                    top = min(top - half, cursor)
            case "pages":
                cursor, top = cursor + motion.amount * page, top + motion.amount * page
            case "scroll":
                top = max(0, min(top + motion.amount, self.length - self.height))
                cursor = max(top, min(cursor, top + self.height - 1))
            case "home":
                cursor, top = 0, 0
            case "end":
                cursor, top = self.length - 1, self.length - self.height
        return self._show(self._inside(cursor), top)

    def resize(self, height: int) -> "Whole":
        return self._replace(height=height)._show(self.cursor, self.top)

    def visible(self) -> list[int]:
        return list(range(self.top, min(self.length, self.top + self.height)))

    def _inside(self, cursor: int) -> int:
        return max(0, min(cursor, self.length - 1))

    def _show(self, cursor: int, top: int) -> "Whole":
        top = max(0, min(top, self.length - self.height))
        return self._replace(cursor=cursor, top=min(cursor, max(top, cursor - self.height + 1)))


def serve(buffer: PageBuffer[int], rows: Sequence[int], want: Want) -> None:
    """Fetch what is wanted, as the widget does."""
    limit = buffer.limit
    match want:
        case "home":
            buffer.load_home(list(rows[:limit]), limit)
        case "end":
            buffer.load_end(list(rows[-limit:]), limit)
        case "after":
            start = rows.index(buffer.rows[-1]) + 1
            buffer.load_after(list(rows[start : start + limit]), limit)
        case "before":
            end = rows.index(buffer.rows[0])
            buffer.load_before(list(rows[max(0, end - limit) : end]), limit)


def do(buffer: PageBuffer[int], rows: Sequence[int], motion: Motion) -> None:
    """Do one motion, fetching what it waits for."""
    for _ in range(20):
        want = buffer.apply(motion)
        if want is None:
            return
        serve(buffer, rows, want)
        if want in ("home", "end"):
            return
    pytest.fail(f"{motion} still waits for rows after twenty loads")


def fetch_ahead(buffer: PageBuffer[int], rows: Sequence[int]) -> None:
    for _ in range(20):
        want = buffer.wanted()
        if want is None:
            return
        serve(buffer, rows, want)
    pytest.fail("never enough rows")


MOTIONS = st.one_of(
    st.builds(Motion, st.just("rows"), st.sampled_from([1, -1])),
    st.builds(Motion, st.just("pages"), st.sampled_from([1, -1])),
    st.builds(Motion, st.just("scroll"), st.sampled_from([3, -3])),
    st.builds(Motion, st.sampled_from(["home", "end"])),
)


@given(
    count=st.integers(0, 2000),
    height=st.integers(1, 60),
    steps=st.lists(st.tuples(MOTIONS, st.integers(1, 60), st.booleans()), max_size=60),
)
def test_any_walk_ends_where_it_would_in_the_whole_list(
    count: int, height: int, steps: list[tuple[Motion, int, bool]]
) -> None:
    rows = range(count)
    buffer, whole = PageBuffer[int](lambda row: row), Whole(count, height)
    buffer.resize(height)
    serve(buffer, rows, "home")
    for motion, repeat, ahead in steps:
        for _ in range(repeat):
            do(buffer, rows, motion)
            whole = whole.apply(motion)
        if ahead:
            fetch_ahead(buffer, rows)
        assert buffer.cursor_row == (whole.cursor if count else None)
        assert buffer.visible == whole.visible()
        assert len(buffer.rows) <= (PAGES_KEPT + 1) * buffer.limit
        assert buffer.rows == list(range(buffer.rows[0], buffer.rows[-1] + 1)) if count else not buffer.rows


@given(
    count=st.integers(1, 500), heights=st.lists(st.integers(1, 80), min_size=2, max_size=6), down=st.integers(0, 600)
)
def test_a_new_height_keeps_the_cursor_in_view(count: int, heights: list[int], down: int) -> None:
    rows = range(count)
    buffer, whole = PageBuffer[int](lambda row: row), Whole(count, heights[0])
    buffer.resize(heights[0])
    serve(buffer, rows, "home")
    for _ in range(down):
        do(buffer, rows, Motion("rows", 1))
        whole = whole.apply(Motion("rows", 1))
    for height in heights[1:]:
        buffer.resize(height)
        fetch_ahead(buffer, rows)
        assert buffer.cursor_row == min(down, count - 1)
        assert buffer.cursor_row in buffer.visible


def test_nothing_moves_before_its_rows_are_here() -> None:
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(10)
    buffer.load_home(list(range(100)), 100)
    for _ in range(10):
        assert buffer.apply(Motion("pages", 1)) is None
    assert (buffer.cursor, buffer.apply(Motion("pages", 1)), buffer.cursor) == (90, "after", 90)
    buffer.load_after(list(range(100, 200)), 100)
    assert (buffer.apply(Motion("pages", 1)), buffer.cursor_row) == (None, 99)


def test_the_cursor_scrolls_by_half_a_page_at_an_edge() -> None:
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(10)
    buffer.load_home(list(range(100)), 100)
    tops = []
    for _ in range(16):
        buffer.apply(Motion("rows", 1))
        tops.append(buffer.top)
    assert tops == [0] * 9 + [5] * 5 + [10] * 2
    for _ in range(7):
        buffer.apply(Motion("rows", -1))
    assert (buffer.cursor, buffer.top) == (9, 5)


def test_the_count_gives_way_to_what_is_seen() -> None:
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(10)
    buffer.load_home(list(range(100)), 100)
    buffer.learn_total(90)
    assert buffer.total == 101, "there are a hundred, and there may be more"
    buffer.load_after(list(range(100, 130)), 100)
    assert buffer.total == 130
    buffer.learn_total(500)
    assert buffer.total == 130, "the end was seen"


@pytest.mark.parametrize("guess", [150, 1000, None])
def test_a_place_counted_from_the_end_is_put_right_at_the_top(guess: int | None) -> None:
    rows = range(400)
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(10)
    serve(buffer, rows, "home")
    buffer.learn_total(guess)
    do(buffer, rows, Motion("end"))
    assert buffer.position == (None if guess is None else guess - 1)
    while not buffer.at_top:
        do(buffer, rows, Motion("pages", -1))
    for _ in range(400):
        do(buffer, rows, Motion("rows", -1))
    assert buffer.position == 0


@given(
    count=st.integers(0, 400),
    at=st.integers(0, 500),
    line=st.integers(0, 9),
    gone=st.booleans(),
)
def test_rows_around_one_keep_the_cursor_on_it_or_where_it_was(count: int, at: int, line: int, gone: bool) -> None:
    rows = [row for row in range(count) if not (gone and row == at)]
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(10)
    above, below = [r for r in rows if r < at][-100:], [r for r in rows if r >= at][:100]
    buffer.load_around(above, below, 100, at, line, at)
    expected = next((row for row in rows if row >= at), rows[-1] if rows else None)
    assert buffer.cursor_row == expected
    if expected is not None:
        assert expected in buffer.visible
        if line <= rows.index(expected) and rows.index(expected) + 10 - line <= len(rows):
            assert buffer.visible.index(expected) == line


def test_the_thumb_touches_an_end_only_there() -> None:
    rows = range(5000)
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(20)
    serve(buffer, rows, "home")
    assert buffer.thumb() is None, "nobody has counted yet"
    buffer.learn_total(5000)
    assert buffer.thumb() == (0, 1)
    do(buffer, rows, Motion("pages", 1))
    assert buffer.thumb() == (1, 1)
    do(buffer, rows, Motion("end"))
    assert buffer.thumb() == (19, 1)
    do(buffer, rows, Motion("pages", -1))
    assert buffer.thumb() == (18, 1)


def test_a_short_list_needs_no_thumb() -> None:
    buffer = PageBuffer[int](lambda row: row)
    buffer.resize(20)
    buffer.load_home(list(range(20)), 100)
    assert (buffer.total, buffer.thumb()) == (20, None)


def test_a_row_is_replaced_by_its_key() -> None:
    buffer = PageBuffer[tuple[int, str]](lambda row: row[0])
    buffer.load_home([(1, "a"), (2, "b")], 100)
    assert buffer.replace((2, "new"))
    assert not buffer.replace((3, "c"))
    assert buffer.rows == [(1, "a"), (2, "new")]
