"""What the processes of the stress tests do: ``python -m tests.stress.worker DUTY DATABASE …``.

Each prints one JSON line when it is done, or one line for every call as soon as it is stored. Times are milliseconds.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from collections_tui.clock import FixedClock
from collections_tui.domain.errors import Refused, Trouble
from collections_tui.services import calls, queue, scoring
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed, NothingNow
from tests.build import FLOOR, NOON, own_phone
from tests.services.entries import entry

# Every kind of change a call can make: the queue alone, a number, a promise, a hold, a call-back.
OUTCOMES = ("no_answer", "wrong_number", "promised", "refuses", "call_back", "disconnected", "will_pay_full")


_Answer = TypeVar("_Answer")


def sit(where: str, login: str) -> Desk:
    """A desk at noon."""
    desk = open_desk(where, login, FixedClock(NOON))
    desk.zone = FLOOR
    return desk


def timed(waits: list[float], act: Callable[[], _Answer]) -> _Answer:
    """Do it, and note how long it took."""
    started = time.perf_counter()
    answer = act()
    waits.append((time.perf_counter() - started) * 1_000)
    return answer


def _get_ready(desk: Desk) -> None:
    """Read what is read once, before the clock runs."""
    _ = desk.books.outcomes, desk.books.strategy("balanced")
    print("ready", flush=True)


def work_flat_out(where: str, login: str) -> None:
    """Claim and record without a pause until nobody is left to call."""
    desk, waits, done = sit(where, login), list[float](), list[tuple[int, str]]()
    _get_ready(desk)
    sys.stdin.readline()
    answer: Claimed | NothingNow = timed(waits, lambda: queue.next_account(desk))
    while isinstance(answer, Claimed):
        said = CallEntry(answer.account_id, "no_answer", f"{login}-{len(done)}")
        done.append((answer.account_id, said.operation_id))
        _, answer = timed(waits, lambda said=said: calls.log_and_next(desk, said))  # type: ignore[misc]
    print(json.dumps({"done": done, "waits": waits}))


def work_through_a_failover(where: str, login: str) -> None:
    """Claim and record until standard input ends, whatever becomes of the server; say what was acknowledged."""
    desk, done, waits = sit(where, login), list[tuple[int, str]](), list[float]()
    told = threading.Event()
    threading.Thread(target=_until_told, args=(told,), daemon=True).start()
    _get_ready(desk)
    answer = patiently(lambda: queue.next_account(desk, leave=0))
    while isinstance(answer, Claimed) and not told.is_set():
        said = CallEntry(answer.account_id, "no_answer", f"{login}-{len(done)}")
        called = answer.account_id
        answer = timed(waits, lambda said=said: patiently(lambda: calls.log_and_next(desk, said)[1]))  # type: ignore[misc]
        done.append((called, said.operation_id))
    print(json.dumps({"done": done, "waits": waits}))


def patiently(act: Callable[[], _Answer]) -> _Answer:
    """Do it as often as it takes, as the workstation does."""
    return keep_trying(act, patience=120)


def _until_told(told: threading.Event) -> None:
    sys.stdin.read()
    told.set()


def work_until_told(where: str, login: str, pause: str) -> None:
    """Claim and record until standard input ends, with a pause between."""
    desk, waits = sit(where, login), list[float]()
    told = threading.Event()
    threading.Thread(target=_until_told, args=(told,), daemon=True).start()
    _get_ready(desk)
    answer = timed(waits, lambda: queue.next_account(desk))
    while isinstance(answer, Claimed) and not told.wait(float(pause)):
        said = CallEntry(answer.account_id, "no_answer", uuid.uuid4().hex)
        _, answer = timed(waits, lambda said=said: calls.log_and_next(desk, said))  # type: ignore[misc]
    print(json.dumps({"waits": waits}))


def rescore(where: str, login: str) -> None:
    """Score everything."""
    desk = sit(where, login)
    sys.stdin.readline()
    started = time.perf_counter()
    changed = scoring.rescore(desk)
    print(json.dumps({"changed": changed, "seconds": time.perf_counter() - started}))


def log_until_killed(where: str, login: str, accounts: str, mark: str) -> None:
    """Log calls of all kinds one after the other, and say so of each as soon as it is stored."""
    desk, number = sit(where, login), 0
    mine = [int(account) for account in accounts.split(",")]
    while True:
        account, code = mine[number % len(mine)], OUTCOMES[number // len(mine) % len(OUTCOMES)]
        said = entry(desk, account, code, operation_id=f"{mark}-{number}", phone=own_phone(account))
        calls.log_call(desk, said)
        os.write(1, f"{said.operation_id}\n".encode())
        number += 1


def issue(where: str, login: str, accounts: str, mark: str, times: str, shared: str) -> None:
    """Issue invoices one after the other, so many or until killed, and say so of each as soon as it is stored.

    Everybody begins with the same draft, which one of them issues.
    """
    from collections_tui.services import invoice_drafts, invoices
    from tests.services.billing import line

    desk, number = sit(where, login), 0
    with suppress(Refused):
        said = patiently(lambda: invoices.issue(desk, int(shared), f"{mark}-shared"))
        os.write(1, f"{mark}-shared {said.number}\n".encode())
    mine = [int(account) for account in accounts.split(",")]
    while number < int(times):
        operation, account = f"{mark}-{number}", mine[number % len(mine)]
        what = [line(1_00 + number, f"Visit {operation}")]
        draft = patiently(
            lambda: invoice_drafts.begin(desk, account, lines=what, operation_id=f"{operation} draft")  # noqa: B023
        )
        found = patiently(lambda: invoices.issue(desk, draft.id, operation))  # noqa: B023
        os.write(1, f"{operation} {found.number}\n".encode())
        number += 1


def make_until_killed(where: str, _login: str, folder_count: str) -> None:
    """Make one new database after the other."""
    for number in range(int(folder_count)):
        os.write(1, f"{number}\n".encode())
        open_desk(f"{where}{number}.db", "boss", FixedClock(NOON), create=True).close()


DUTIES: dict[str, Callable[..., None]] = {
    "flat out": work_flat_out,
    "work": work_until_told,
    "failover": work_through_a_failover,
    "rescore": rescore,
    "log": log_until_killed,
    "make": make_until_killed,
    "issue": issue,
}


def nurse() -> None:
    """Fork a child for every duty that comes in as a line of JSON; children start at once, all being imported.

    A line in, a line out: the child's process id; and another when the child is no more.
    """
    _ = Books().outcomes, Books().strategy("balanced")  # for the modules that this imports
    for line in sys.stdin:
        orders = [json.loads(order) for order in json.loads(line)]
        children = [_child(duty, out, rest) for duty, out, *rest in orders]
        print(json.dumps(children), flush=True)
        for child in children:
            os.waitpid(child, 0)
        print("gone", flush=True)


def _child(duty: str, out: str, rest: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
        try:
            DUTIES[duty](*rest)
        finally:
            os._exit(0)
    return child


if __name__ == "__main__":
    if sys.argv[1] == "nurse":
        nurse()
    else:
        try:
            DUTIES[sys.argv[1]](*sys.argv[2:])
        except Trouble as trouble:
            sys.exit(f"{trouble}")
