"""No call of a demo was made against the contact rules, and its accounts rest as long as the program lets them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.records import Case, Flag, Number, PastCall
from collections_tui.domain.records import PhoneStatus
from collections_tui.services.contact import case_of, may_call
from collections_tui.services.demo import make_demo
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.domain.contact.checker import forbids, minute

# A demo is made in a file; tests/store/test_copying.py has it on a server.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DEMOS = [
    (20_260, datetime(2026, 11, 19, 16, 30, tzinfo=UTC)),
    (7, datetime(2026, 11, 4, 16, 30, tzinfo=UTC)),  # the clocks were changed three days ago
    (11, datetime(2027, 3, 19, 15, 30, tzinfo=UTC)),
]
LAWS = {"WA": ("206", "253", "360", "425", "509"), "MA": ("617", "857", "508", "413")}
_CALLS = """
SELECT k.started_at, k.direction, k.phone, k.account_id, o.counts, o.right_party, o.connected, p.kind, p.status,
       a.customer_id, k.id, k.ended_at
FROM call k JOIN account a ON a.id = k.account_id JOIN outcome_code o ON o.code = k.outcome
JOIN phone p ON p.customer_id = a.customer_id AND p.e164 = k.phone ORDER BY k.started_at"""


def test_no_call_of_a_demo_broke_a_rule(tmp_path: Path) -> None:
    """By the checker that shares no code with the rules; a number is held to be good until a call finds it bad."""
    judged = 0
    for seed, now in DEMOS:
        path = tmp_path / f"{seed}.db"
        make_demo(path, accounts=1_000, seed=seed, clock=FixedClock(now))
        judged += _judge_all(path)
    assert judged > 3_000


def _judge_all(path: Path) -> int:
    db = sqlite3.connect(path)
    people = {
        row[0]: row[1:]
        for row in db.execute(
            "SELECT a.id, l.party, c.state, w.zones FROM account a JOIN client l ON l.id = a.client_id "
            "JOIN customer c ON c.id = a.customer_id JOIN call_window w ON w.id = a.window_id"
        )
    }
    phones, flags = defaultdict(list), defaultdict(list)
    for customer, e164, kind in db.execute("SELECT customer_id, e164, kind FROM phone"):
        phones[customer].append(Number(e164, kind, "good"))
    for customer, kind, since, until, account, details in db.execute(
        "SELECT customer_id, kind, since, until, account_id, details FROM flag"
    ):
        ends = None if until is None else datetime.fromisoformat(until)
        since = minute(datetime.fromisoformat(since))
        flags[customer].append(Flag(kind, since, ends, account, "", json.loads(details)))
    before: dict[int, list[PastCall]] = defaultdict(list)
    bad: dict[tuple[int, str], PhoneStatus] = {}
    judged = 0
    for started, direction, e164, account, counts, spoke, connected, kind, status, customer, call, _ in db.execute(
        _CALLS
    ):
        party, state, zones = people[account]
        at, outbound = minute(datetime.fromisoformat(started)), direction == "outbound"
        numbers = tuple(one._replace(status=bad.get((customer, one.e164), "good")) for one in phones[customer])
        said = tuple(flag for flag in flags[customer] if flag.since < at)
        case = Case(account, party, Policy("", (), ()), tuple(zones.split(",")), True, numbers, calls=(), flags=said)
        case = case._replace(calls=tuple(before[customer]))
        law = {name for name, areas in LAWS.items() if state == name or any(n.e164[2:5] in areas for n in numbers)}
        if party == "first":
            law &= {"MA"}  # what Washington asks for is asked of agencies
        if outbound:
            judged += 1
            broken = forbids(case, e164, at, frozenset(law))
            assert not broken, f"call {call} on account {account} at {started} to {e164}: {broken}"
        before[customer].append(
            PastCall(at, outbound, e164, frozenset((account,)), bool(counts) or not outbound, bool(spoke), kind,
                     third_party=bool(connected) and not spoke)
        )  # fmt: skip
        if status != "good" and outbound and not spoke:
            found = db.execute("SELECT outcome FROM call WHERE id = ?", (call,)).fetchone()[0]
            if found in ("wrong_number", "disconnected"):
                bad[customer, e164] = status
    db.close()
    return judged


def test_accounts_of_a_demo_rest_as_the_program_would_let_them(tmp_path: Path) -> None:
    resting = 0
    for seed, now in DEMOS:
        path = tmp_path / f"{seed}.db"
        make_demo(path, accounts=700, seed=seed, clock=FixedClock(now))
        desk = open_desk(str(path), "dolores", FixedClock(now))
        resting += _check_rest(desk, path, now)
        desk.close()
    assert resting > 60


def _check_rest(desk: Desk, path: Path, now: datetime) -> int:
    """Each was judged when the latest call with its customer ended, and is looked at again when that is over."""
    with sqlite3.connect(path) as db:
        ended = dict(
            db.execute(
                "SELECT a.customer_id, max(k.ended_at) FROM call k JOIN account a ON a.id = k.account_id GROUP BY 1"
            )
        )
        ids = [row[0] for row in db.execute("SELECT id FROM account WHERE status <> 'closed'")]
    db.close()
    resting = 0
    with desk.store.read() as tx:
        for account_id in ids:
            account = tx.accounts.get(account_id)
            assert account is not None
            last = ended.get(account.customer_id)
            expected = None
            if last is not None:
                at = datetime.fromisoformat(last)
                expected = may_call(case_of(tx, desk, account, at), at)
                expected = expected if expected > now else None
            assert account.may_call_at == expected, f"{account.number} of {account_id}"
            resting += expected is not None
    return resting
