"""The cursor of a short list is always in view, whatever is done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collections_tui.tui.widgets.item_scroll import CURSOR_MARK, Item, ItemScroll
from collections_tui.tui.widgets.lines import text_line

HEIGHTS = st.lists(st.integers(1, 12), max_size=15)
DOINGS = st.lists(
    st.tuples(st.sampled_from(["move", "page"]), st.integers(-3, 3))
    | st.tuples(st.sampled_from(["home", "end"]), st.just(0))
    | st.tuples(st.just("resize"), st.integers(1, 20)),
    max_size=25,
)


def items(heights: list[int]) -> list[Item]:
    """Items of so many lines each; a line says whose it is."""
    return [Item(n, [text_line(f"{n}.{y}") for y in range(height)], n) for n, height in enumerate(heights)]


def do(scroll: ItemScroll, doing: str, amount: int) -> None:
    if doing in ("home", "end"):
        getattr(scroll, doing)()
    else:
        getattr(scroll, doing)(amount)


def shown(scroll: ItemScroll) -> list[str]:
    return ["".join(run.text for run in line).rstrip() for line in scroll.lines(active=False)]


@given(HEIGHTS, DOINGS)
def test_some_of_the_cursors_item_is_in_view(heights: list[int], doings: list[tuple[str, int]]) -> None:
    scroll = ItemScroll()
    scroll.resize(5)
    scroll.fill(items(heights))
    for doing, amount in doings:
        do(scroll, doing, amount)
        lines = shown(scroll)
        assert len(lines) == scroll.height
        if heights:
            own = {f"{scroll.cursor}.{y}" for y in range(heights[scroll.cursor])}
            assert own & {line.strip(f" {CURSOR_MARK}") for line in lines}
            assert 0 <= scroll.top <= max(0, sum(heights) - scroll.height)
        else:
            assert scroll.current is None


@given(HEIGHTS)
def test_every_line_can_be_read_by_going_down(heights: list[int]) -> None:
    scroll = ItemScroll()
    scroll.resize(5)
    scroll.fill(items(heights))
    seen: set[str] = set()
    for _ in range(sum(heights) + 1):
        seen |= {line.strip(f" {CURSOR_MARK}") for line in shown(scroll)}
        scroll.move(1)
    assert {f"{n}.{y}" for n, height in enumerate(heights) for y in range(height)} <= seen


def test_the_cursor_stays_on_its_item_when_others_come_and_go() -> None:
    scroll = ItemScroll()
    scroll.resize(4)
    scroll.fill(items([1] * 6))
    scroll.move(3)
    kept = [item for item in items([1] * 6) if item.key in (1, 3, 5)]
    scroll.fill(kept, keep=True)
    assert scroll.current is not None
    assert scroll.current.key == 3
    scroll.fill(items([1]), keep=True)
    assert scroll.cursor == 0
    scroll.fill(items([1] * 6))
    assert (scroll.cursor, scroll.top) == (0, 0)


def test_reading_scrolls_and_has_nothing_to_choose() -> None:
    scroll = ItemScroll(reading=True)
    scroll.resize(3)
    scroll.fill(items([1] * 8))
    scroll.move(2)
    assert shown(scroll) == [" 2.0", " 3.0", " 4.0"]
    assert scroll.current is None
    assert not scroll.choose(0)
    assert scroll.more == (2, 3)


def test_a_click_chooses_the_item_under_it() -> None:
    scroll = ItemScroll()
    scroll.resize(5)
    scroll.fill(items([2, 3, 1]))
    assert scroll.choose(3)
    assert scroll.cursor == 1
    assert not scroll.choose(9)
