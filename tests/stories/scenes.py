"""Offices in which something has happened already."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from collections_tui.services import calls, queue
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry
from tests.build import NOON, HandClock, Office, office

EASTERN = ("America/New_York",)
PACIFIC = ("America/Los_Angeles",)


def log(desk: Desk, account_id: int, outcome: str, **more: object) -> None:
    """Log a call of this minute; its operation is named after account and outcome."""
    queue.open_account(desk, account_id)
    entry = CallEntry(account_id, outcome, f"{account_id} {outcome} {desk.now()}", phone="+12015550101")
    calls.log_call(desk, entry._replace(**more))  # type: ignore[arg-type]


def working_week(folder: Path) -> Office:
    """Three worklists, coast to coast, and a week of calls: promises kept in mind and broken, call-backs, a dispute."""
    clock = HandClock(NOON - timedelta(days=7))  # so that whoever was spoken with then may be called again
    work = office(folder, accounts=45, lists=("hospital", "dental", "utility"), zones=(EASTERN, PACIFIC), clock=clock)
    ana, ben = work.desk("ana", "early"), work.desk("ben", "early")
    hospital = work.accounts[::3]
    log(ana, hospital[14], "promised", amount_cents=500_00, promised_on=date(2026, 11, 17), note="After payday.")
    log(ana, hospital[13], "no_answer")
    log(ben, hospital[12], "voicemail_left")
    log(ana, hospital[11], "disputes", note="Says the second visit was never made.")
    clock.at = NOON - timedelta(hours=20)
    log(ana, hospital[10], "call_back", moment=NOON - timedelta(minutes=10), note="Asked for noon.")
    log(ana, hospital[9], "no_answer")
    log(ben, hospital[8], "paid_already", note="Sent a cheque on the 12th.")
    clock.at = NOON
    queue.wake_due(work.boss)
    return work
