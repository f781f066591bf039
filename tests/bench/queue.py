"""Next account: fresh, worn, and when nobody may be called; and sixty-four collectors at once."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.services import calls, queue, scoring
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed, NothingNow
from tests.bench.report import Line, spread

CLAIMS = 1_000
COLLECTORS = 64
CROWD_SECONDS = 10.0
RESCORE_COLLECTORS = 16
START_SECONDS = 3.0  # until all sixteen are at work
SMALL, PAUSE, SMALL_PAUSE = 100_000, 0.5, 0.05


def next_account(database: Path, login: str, now: datetime, accounts: str) -> list[Line]:
    """Three lines: the same claim on a fresh queue, a worn one, and with nobody to call."""
    desk = open_desk(str(database), login, FixedClock(now))
    fresh = _claims(desk)
    _wear(desk)
    worn = _claims(desk)
    desk.close()
    night = open_desk(str(database), login, FixedClock(_night(now)))
    queue.wake_due(night)
    nobody = [ms for ms, answer in (_timed(night) for _ in range(200)) if isinstance(answer, NothingNow)]
    night.close()
    budget = "p50 ≤ 1 ms, p99 ≤ 10 ms"
    return [
        Line("next account, durable, fresh queue", accounts, spread(fresh, 2), budget),
        Line("next account, durable, worn queue", accounts, spread(worn, 2), budget),
        Line("next account, nobody may be called (with the reason in words)", accounts, spread(nobody, 2), budget),
    ]


def _claims(desk: Desk) -> list[float]:
    """How long claims take; of a small queue that is worked off, as many as there are."""
    took: list[float] = []
    while len(took) < CLAIMS:
        ms, answer = _timed(desk)
        if isinstance(answer, NothingNow):
            break
        took.append(ms)
    return took


def _timed(desk: Desk) -> tuple[float, Claimed | NothingNow]:
    start = time.perf_counter()
    answer = queue.next_account(desk, leave=0)
    return (time.perf_counter() - start) * 1000, answer


def _wear(desk: Desk) -> None:
    """Work the best accounts away: they sleep, as after a morning of calls."""
    for _ in range(CLAIMS):
        answer = queue.next_account(desk, leave=0)
        if isinstance(answer, NothingNow):
            break
        calls.log_call(desk, CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex))


def _night(now: datetime) -> datetime:
    """An hour at which it is night from Puerto Rico to Hawaii."""
    return (now + timedelta(days=1)).replace(hour=9, minute=30, second=0)


# -- many at once --------------------------------------------------------------------------------------------------


def crowd(database: Path, logins: list[str], now: datetime, accounts: str) -> list[Line]:
    """Sixty-four collectors claim and record flat out; nothing may be claimed twice or lost."""
    results = _run_crowd(database, logins, now, COLLECTORS, CROWD_SECONDS)
    logged = [account for result in results for account in result["logged"]]
    errors = [error for result in results for error in result["errors"]]
    waits = [wait for result in results for wait in result["waits"]]
    kept = _kept(database, logins[0], now, [op for result in results for op in result["operations"]])
    figure = (
        f"{len(logged) / CROWD_SECONDS:.0f} calls/s, {len(logged) - len(set(logged))} claimed twice, "
        f"{len(logged) - kept} lost, {len(errors)} errors, worst wait {max(waits, default=0):.0f} ms"
    )
    budget = "no double claim, none lost, no error"
    return [Line(f"{COLLECTORS} collectors claiming and recording flat out", accounts, figure, budget)]


def _run_crowd(database: Path, logins: list[str], now: datetime, people: int, seconds: float) -> list[dict[str, list]]:  # type: ignore[type-arg]
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(people), context.Queue()
    jobs = [(str(database), logins[i % len(logins)], now, seconds, ready, answers) for i in range(people)]
    processes = [context.Process(target=_collector, args=job) for job in jobs]
    for process in processes:
        process.start()
    results = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return results


def _collector(database, login, now, seconds, ready, answers) -> None:  # type: ignore[no-untyped-def]
    """One collector in a process of their own; starts when all have come."""
    result: dict[str, list] = {"logged": [], "operations": [], "waits": [], "errors": []}  # type: ignore[type-arg]
    desk = open_desk(database, login, FixedClock(now))
    ready.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        try:
            answer = queue.next_account(desk, leave=0)
            if isinstance(answer, NothingNow):
                break
            operation = uuid.uuid4().hex
            calls.log_call(desk, CallEntry(answer.account_id, "no_answer", operation))
        except Exception as error:
            result["errors"].append(str(error))
            continue
        result["waits"].append((time.perf_counter() - start) * 1000)
        result["logged"].append(answer.account_id)
        result["operations"].append(operation)
    desk.close()
    answers.put(result)


def _kept(database: Path, login: str, now: datetime, operations: list[str]) -> int:
    desk = open_desk(str(database), login, FixedClock(now))
    with desk.store.read() as tx:
        kept = sum(tx.calls.id_of_operation(operation) is not None for operation in operations)
    desk.close()
    return kept


# -- rescoring beside people who work --------------------------------------------------------------------------------


def rescore(database: Path, boss: str, logins: list[str], now: datetime, accounts: int) -> list[Line]:
    """Score everything a month later, so that most scores change, beside sixteen people working at a human pace.

    A small set is scored before anybody at that pace would ask twice: beside one they are quicker.
    """
    pause = PAUSE if accounts >= SMALL else SMALL_PAUSE
    later = now + timedelta(days=31)
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    waits = context.Queue()
    people = [
        context.Process(target=_pace, args=(str(database), logins[i % len(logins)], now, pause, stop, waits))
        for i in range(RESCORE_COLLECTORS)
    ]
    for person in people:
        person.start()
    time.sleep(START_SECONDS)
    desk = open_desk(str(database), boss, FixedClock(later))
    start = time.perf_counter()
    changed = scoring.rescore(desk)
    took = time.perf_counter() - start
    desk.close()
    stop.set()
    claims = [wait for _ in people for wait in waits.get()]
    for person in people:
        person.join()
    figure = f"{took:.1f} s, {changed:,} scores changed; {len(claims):,} claims, {spread(claims, 0)}"
    return [Line("rescore beside 16 collectors", f"{accounts:,}", figure, "≤ 30 s at 1,000,000; claims p99 ≤ 100 ms")]


def _pace(database: str, login: str, now: datetime, pause: float, stop, waits) -> None:  # type: ignore[no-untyped-def]
    desk = open_desk(database, login, FixedClock(now))
    took = []
    while not stop.is_set():
        start = time.perf_counter()
        queue.next_account(desk, leave=0)
        took.append((time.perf_counter() - start) * 1000)
        time.sleep(pause)
    desk.close()
    waits.put(took[1:])
