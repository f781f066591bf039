"""The call log: the floor's own days, mine or everybody's, paged and added up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collections_tui.domain.errors import Trouble
from collections_tui.services import call_log, calls
from collections_tui.services.views import CallFilter
from tests.build import TODAY, HandClock, Office
from tests.services.entries import entry


def at(work: Office, moment: datetime) -> None:
    """Set the clock."""
    assert isinstance(work.clock, HandClock)
    work.clock.at = moment


def test_a_day_is_the_floors_day(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    # 23:59:59 on Monday and 00:00:00 on Tuesday in New York
    for moment in (datetime(2026, 11, 24, 4, 59, 59, tzinfo=UTC), datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)):
        at(work, moment)
        calls.log_call(ana, entry(ana, account))
    monday, tuesday = TODAY, TODAY + timedelta(days=1)
    for first, last, count in ((monday, monday, 1), (tuesday, tuesday, 1), (monday, tuesday, 2), (tuesday, monday, 0)):
        chosen = CallFilter(first, last, "ana")
        assert call_log.count(ana, chosen) == len(call_log.page(ana, chosen)) == count
        assert call_log.totals(ana, chosen).calls == count


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 11, 1), 25), (date(2026, 3, 8), 23), (date(2026, 11, 23), 24)])
def test_a_day_on_which_clocks_are_changed_is_longer_or_shorter(work: Office, day: date, hours: int) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    start = datetime(day.year, day.month, day.day, tzinfo=ana.zone).astimezone(UTC)
    at(work, start + timedelta(days=2))
    for hour in range(-1, 26):
        began = start + timedelta(hours=hour)
        calls.log_call(ana, entry(ana, account, started_at=began))
    assert call_log.count(ana, CallFilter(day, day, "ana")) == hours


def test_pages_meet_and_the_last_page_is_the_end(work: Office) -> None:
    ana = work.desk("ana")
    for number in range(7):
        calls.log_call(ana, entry(ana, work.accounts[number % 3]))
    chosen = CallFilter(TODAY, TODAY, "ana")
    top = call_log.page(ana, chosen, limit=3)
    rest = call_log.page(ana, chosen, after=top[-1], limit=50)
    assert [line.call_id for line in [*top, *rest]] == list(range(7, 0, -1))
    assert call_log.page(ana, chosen, before=rest[0], limit=50) == top
    assert call_log.last_page(ana, chosen, limit=2) == rest[-2:]
    assert call_log.page(ana, chosen, after=rest[-1]) == []


def test_totals_leave_out_what_was_taken_back(work: Office) -> None:
    ana, ben, sue = work.desk("ana"), work.desk("ben"), work.desk("sue")
    clock = work.clock
    assert isinstance(clock, HandClock)
    calls.save_draft(ana, work.accounts[0], {})
    clock.forward(timedelta(seconds=90))
    calls.log_call(ana, entry(ana, work.accounts[0], "promised", amount_cents=11_34))
    calls.log_call(ben, entry(ben, work.accounts[1], "promised", amount_cents=1_00))
    calls.log_call(ben, entry(ben, work.accounts[2], "promised", amount_cents=50_00))
    calls.undo_last(ben)
    calls.log_call(ben, entry(ben, work.accounts[3], "busy"))
    everybody = call_log.totals(sue, CallFilter(TODAY, TODAY, None))
    assert (everybody.calls, everybody.right_party, everybody.promises) == (3, 2, 2)
    assert (everybody.promised, everybody.seconds) == ((("USD", 12_34),), 90)
    assert call_log.count(sue, CallFilter(TODAY, TODAY, None)) == 4
    mine = call_log.totals(ana, CallFilter(TODAY, TODAY, "ana"))
    assert (mine.calls, mine.promised) == (1, (("USD", 11_34),))


def test_the_log_is_filtered_by_outcome_and_client(work: Office) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, entry(ana, work.accounts[0], "busy"))
    calls.log_call(ana, entry(ana, work.accounts[1], "refuses"))
    for outcome, client, count in (("busy", None, 1), ("refuses", "HOSP", 1), (None, "HOSP", 2), (None, "X", 0)):
        assert call_log.count(ana, CallFilter(TODAY, TODAY, "ana", outcome, client)) == count


@pytest.mark.parametrize("login", ["nobody", "", "\x1b[31m", "\ud800", "x" * 1_000])
def test_calls_of_nobody_are_a_sentence(work: Office, login: str) -> None:
    with pytest.raises(Trouble, match=r"Nobody signs in as|broken character"):
        call_log.page(work.desk("sue"), CallFilter(TODAY, TODAY, login))
