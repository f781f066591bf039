"""What the worklist says of an account, of itself, and of being empty; the tabs; the pane beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collections_tui.domain.aging import Aging
from collections_tui.domain.records import CallWindow, ListRow, Worklist
from collections_tui.domain.strategy import Why
from collections_tui.services.views import ListQuery, Preview, TimelineItem, WorklistCount
from collections_tui.tui.here import Here
from collections_tui.tui.screens.worklist_columns import (
    BESIDE,
    PREVIEW,
    ClosedNow,
    columns_for,
    last_touch,
    time_there,
    tone_of,
    why_now,
    worklist_columns,
)
from collections_tui.tui.screens.worklist_preview import preview_lines
from collections_tui.tui.screens.worklist_words import (
    SORTS,
    VIEWS,
    empty_words,
    filter_words,
    following,
    list_words,
    outcome_words,
)
from collections_tui.tui.widgets.aging_bar import aging_bars
from collections_tui.tui.widgets.lines import line_cells
from collections_tui.tui.widgets.tabs import Tab, place_tabs
from collections_tui.tui.widgets.virtual_columns import fit_columns

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HERE = Here(NOW, UTC)
WINDOWS = {1: CallWindow(1, ("America/Los_Angeles",)), 2: CallWindow(2, ("America/New_York", "America/Denver"))}

ROW = ListRow(
    account_id=1,
    number="A-1",
    customer="Ada",
    client="HOSP",
    currency="USD",
    balance_cents=100_00,
    oldest_due_on=date(2026, 11, 3),
    score=12,
    urgent=False,
    status="open",
    window_id=1,
    state="NY",
    last_call_at=NOW - timedelta(days=3),
    last_outcome="no_answer",
    next_action_at=None,
    promise_due_on=None,
    promise_until=None,
    disputed=False,
    ready=True,
)


@pytest.mark.parametrize(
    ("row", "words", "tone"),
    [
        (ROW, "20 days late", ""),
        (ROW._replace(oldest_due_on=date(2026, 12, 1)), "not due yet", ""),
        (ROW._replace(last_call_at=None), "never called", ""),
        (ROW._replace(disputed=True), "disputed", ""),
        (ROW._replace(promise_due_on=TODAY), "promise due", "accent"),
        (ROW._replace(promise_due_on=date(2026, 11, 20), promise_until=date(2026, 11, 20)), "promise broken", "accent"),
        (ROW._replace(urgent=True, promise_until=date(2026, 11, 20)), "call-back due", "accent"),
        (ROW._replace(next_action="arrangement approved with a change: tell them"), "request approved", "accent"),
        (
            ROW._replace(next_action="arrangement broken: $75.00", promise_until=date(2026, 11, 20)),
            "missed payment",
            "accent",
        ),
        (ROW._replace(next_action="remind of $75.00", next_action_at=NOW + timedelta(days=2)), "sleeps to Wed", "dim"),
        (ROW._replace(next_action_at=NOW + timedelta(hours=2)), "sleeps to 19:00", "dim"),
        (ROW._replace(next_action_at=NOW + timedelta(days=2)), "sleeps to Wed", "dim"),
        (ROW._replace(next_action_at=NOW + timedelta(days=30)), "sleeps to 23 Dec", "dim"),
        (ROW._replace(next_action_at=NOW - timedelta(hours=2)), "20 days late", ""),
        (ROW._replace(status="held", urgent=True), "on hold", "dim"),
        (ROW._replace(status="closed"), "closed", "dim"),
        (ROW._replace(taken_by="ben", taken_until=NOW + timedelta(minutes=15)), "with ben", "dim"),
        (ROW._replace(taken_by="ben", taken_until=NOW), "20 days late", ""),
        (ROW._replace(status="held", taken_by="ben", taken_until=NOW + timedelta(minutes=15)), "on hold", "dim"),
    ],
)
def test_why_now(row: ListRow, words: str, tone: str) -> None:
    assert why_now(row, HERE) == words
    assert tone_of(row, HERE) == tone


def test_the_time_there_is_the_earliest_it_may_be() -> None:
    assert time_there(ROW, WINDOWS, NOW) == "09:00 Pacific"
    assert time_there(ROW._replace(window_id=2), WINDOWS, NOW) == "10:00+Mountain"
    assert time_there(ROW._replace(window_id=9), WINDOWS, NOW) == "unknown"


def test_the_last_touch_says_when_and_what() -> None:
    assert last_touch(ROW, HERE, outcome_words) == "3d no answer"
    assert last_touch(ROW._replace(last_call_at=NOW), HERE, outcome_words) == "17:00 no answer"
    assert last_touch(ROW._replace(last_call_at=None), HERE, outcome_words) == "never called"
    assert outcome_words("inbound_paid_already") == "paid already"


def test_why_not_now_is_when_the_hours_begin() -> None:
    night = NOW + timedelta(hours=14)
    closed = ClosedNow(lambda: WINDOWS | {3: CallWindow(3, ())})
    assert closed.words(1, NOW) == closed.words(2, NOW) == closed.words(9, NOW) == ""
    assert closed.words(1, NOW - timedelta(hours=2)) == "opens 08:00"
    assert closed.words(2, night) == "opens 08:00"
    assert closed.words(3, NOW) == "hours unknown"
    assert why_now(ROW, HERE, "opens 08:00") == "opens 08:00"
    assert tone_of(ROW._replace(urgent=True), HERE, "opens 08:00") == "dim"
    asleep = ROW._replace(next_action_at=NOW + timedelta(hours=2))
    assert why_now(asleep, HERE, "opens 08:00") == "sleeps to 19:00"


MARK_AND_BAR = 2
"""Cells of a list that are for no column."""
ALL = ["score", "account", "name", "owed", "late", "client", "there", "last touch", "why now"]


def columns_in(width: int, *, preview: bool = True) -> list[str]:
    """The names of the columns in a window of this width."""
    offered = columns_for(worklist_columns(lambda: HERE, lambda: WINDOWS, outcome_words), width, preview=preview)
    beside = PREVIEW if preview and width >= BESIDE else 0
    return [column.name for column, _ in fit_columns(offered, width - beside - MARK_AND_BAR)]


@pytest.mark.parametrize("preview", [True, False])
def test_a_wider_window_never_shows_fewer_columns(preview: bool) -> None:
    shown = [columns_in(width, preview=preview) for width in range(60, 220)]
    assert all(set(narrow) <= set(wide) for narrow, wide in pairwise(shown))
    assert {"account", "name", "owed", "why now"} <= set(shown[0])
    assert shown[-1] == ALL


def test_at_the_usual_sizes_the_columns_are_these() -> None:
    assert columns_in(80) == ["score", "account", "name", "owed", "late", "there", "why now"]
    assert columns_in(120) == ["score", "account", "name", "owed", "late", "client", "there", "why now"]
    assert columns_in(120, preview=False) == columns_in(138) == ALL


def test_the_next_order_after_the_last_is_the_first() -> None:
    words: dict[str, str] = {sort: sort for sort in SORTS}
    seen = ["rank"]
    for _ in SORTS:
        seen.append(following(words, seen[-1]))
    assert seen == [*SORTS, "rank"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (ListQuery(1), "Worklist · callable now"),
        (ListQuery(1, show="open", sort="balance"), "Worklist · all open · by amount owed"),
        (ListQuery(1, bucket="31_60", at_least_cents=700_00), "Callable now · only 31–60 days, from 700"),
        (ListQuery(1, bucket="current", at_most_cents=99_50), "Callable now · only not due, to 99.50"),
        (ListQuery(1, at_least_cents=1, at_most_cents=1_400_00, state="NY"), "Callable now · only 0.01–1,400, NY"),
        (ListQuery(1, client="HOSP", text="smith"), "Callable now · only HOSP, “smith”"),
    ],
)
def test_the_line_on_top_says_what_is_shown(query: ListQuery, words: str) -> None:
    assert list_words(query) == words


def test_a_filtered_list_says_how_many_it_keeps() -> None:
    query = ListQuery(1, bucket="31_60", sort="name")
    assert list_words(query, 1_400) == "Callable now (1,400) · only 31–60 days · by name"
    assert list_words(ListQuery(1), 1_400) == "Worklist · callable now"


def test_no_filter_is_no_words() -> None:
    assert filter_words(ListQuery(1)) == ""


def count(now: int, ready: int, asleep: int, held: int) -> WorklistCount:
    return WorklistCount(Worklist(1, "main", "Main", "balanced"), now, ready, asleep, held)


def test_an_empty_list_says_why_and_what_next() -> None:
    words = empty_words(ListQuery(1), count(0, 3, 12, 1))
    assert "3 outside the hours" in words
    assert "12 asleep" in words
    assert "1 on hold" in words
    assert "v shows all" in words
    assert "import" in empty_words(ListQuery(1), count(0, 0, 0, 0))
    assert "import" in empty_words(ListQuery(1), None)
    assert "f changes it" in empty_words(ListQuery(1, text="x"), count(0, 3, 0, 0))


tabs = st.lists(st.builds(Tab, st.text(max_size=30), st.none() | st.integers(0, 10**6)), min_size=1, max_size=12)


@given(tabs, st.data(), st.integers(20, 200))
def test_the_current_tab_is_always_in_the_line(found: list[Tab], data: st.DataObject, width: int) -> None:
    current = data.draw(st.integers(0, len(found) - 1))
    placed = place_tabs(found, current, width)
    assert current in [tab.at for tab in placed]
    assert [tab.at for tab in placed] == list(range(placed[0].at, placed[0].at + len(placed)))
    for left, right in pairwise(placed):
        assert left.end < right.start
    assert len(placed) == 1 or placed[-1].end <= width


def test_no_tabs_is_an_empty_line() -> None:
    assert place_tabs([], 0, 80) == []


SHOWN = Preview(
    account_id=1,
    number="A-1",
    customer="Ada [bold]\x1b[2J",
    why=(Why("days", 12, "42 days past due"), Why("never", -3, "called a lot")),
    score=9,
    aging=Aging(0, 0, 724_69, 0, 0),
    currency="USD",
    touches=(
        *(
            TimelineItem("call", NOW - timedelta(days=n), "ana", f"No answer {n}", "word " * 60, None, n)
            for n in range(5)
        ),
        TimelineItem("payment", NOW, "", "Paid", "", -50_00, 9),
    ),
)


@given(st.integers(24, 80))
def test_the_pane_keeps_to_its_width_and_shows_three_touches(cells: int) -> None:
    lines = preview_lines(SHOWN, HERE, cells)
    assert all(line_cells(line) <= cells for line in lines)
    text = "\n".join("".join(run.text for run in line) for line in lines)
    assert "Ranks here with 9" in text
    assert "No answer 2" in text.replace("\n", " ") or cells < 40
    assert "No answer 3" not in text
    assert "\x1b" not in text


def test_a_day_has_no_time_of_day_and_money_its_amount() -> None:
    paid = SHOWN._replace(touches=SHOWN.touches[-1:])
    text = "\n".join("".join(run.text for run in line) for line in preview_lines(paid, HERE, 60))
    assert "today  Paid $50.00" in text


def test_a_pane_without_reasons_and_touches_says_so() -> None:
    bare = SHOWN._replace(why=(), touches=())
    text = "\n".join("".join(run.text for run in line) for line in preview_lines(bare, HERE, 40))
    assert "No rule holds." in text
    assert "Nothing yet." in text


@given(st.tuples(*[st.integers(-(10**9), 10**9)] * 5), st.integers(10, 100))
def test_bars_are_as_long_as_their_share(cents: tuple[int, int, int, int, int], cells: int) -> None:
    bars = [cell_len(line[-1].text) for line in aging_bars(Aging(*cents), "USD", cells)]
    room = max(0, cells - 23)
    assert max(bars) <= room
    for amount, bar in zip(cents, bars, strict=True):
        assert (bar > 0) == (amount > 0 and room > 0)
    if max(cents) > 0 and room:
        assert bars[cents.index(max(cents))] == room


def test_every_view_has_words() -> None:
    assert set(VIEWS) == {"now", "open", "all"}
