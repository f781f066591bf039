"""What has to hold in any demo database, whenever and however large it was made. Each check reads the file itself."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.domain.arrangements.check import check, needs_approval
from collections_tui.domain.arrangements.records import Due, History
from collections_tui.domain.arrangements.schedule import terms_from
from collections_tui.domain.outcomes import OutcomeBook
from collections_tui.domain.places import zones_for
from collections_tui.domain.records import CallWindow
from collections_tui.domain.strategy import best_hour
from collections_tui.domain.windows import is_open, zone
from collections_tui.services import audit
from collections_tui.services.arrangement_life import rejudge
from collections_tui.services.arrangement_next import planned
from collections_tui.services.bookshelf import Books
from collections_tui.services.demo_calendar import OFFICE
from collections_tui.services.grace import last_day_of, policy_of
from collections_tui.services.scoring import rescore
from collections_tui.services.sign_in import open_desk
from collections_tui.store import open_store
from collections_tui.store.subjects.bulk_touched import BulkTouched
from tests.sound import search_is_sound

# Each of these finds what is wrong: no row is right.
WRONG = {
    "an invoice is the sum of its lines": """
        SELECT i.id FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
        GROUP BY i.id HAVING sum(l.amount_cents) <> i.amount_cents""",
    "an invoice has lines and one charge": """
        SELECT i.id FROM invoice i WHERE NOT EXISTS (SELECT 1 FROM invoice_line l WHERE l.invoice_id = i.id) OR
        (SELECT count(*) FROM ledger_entry e WHERE e.invoice_id = i.id AND e.kind = 'charge'
         AND e.amount_cents = i.amount_cents AND e.entry_on = i.issued_on AND e.account_id = i.account_id)
        <> (i.id NOT IN (SELECT m.invoice_id FROM invoice_made m WHERE m.kind = 'credit_note'))""",
    "a line is quantity times price, and less than nothing on a credit note alone": """
        SELECT id FROM invoice_line WHERE quantity_milli * unit_cents <> amount_cents * 1000 OR amount_cents = 0
        OR (amount_cents < 0) <> (invoice_id IN (SELECT invoice_id FROM invoice_made WHERE kind = 'credit_note'))""",
    "what a credit note credits is void, and nothing else is": """
        SELECT i.id FROM invoice i LEFT JOIN invoice_made m ON m.credits_id = i.id LEFT JOIN invoice n
        ON n.id = m.invoice_id WHERE (i.status = 'void') <> (n.amount_cents IS NOT NULL)
        OR n.amount_cents <> -i.amount_cents""",
    "what is open on an invoice is the sum of its entries": """
        SELECT i.id FROM invoice i JOIN ledger_entry e ON e.invoice_id = i.id
        GROUP BY i.id HAVING sum(e.amount_cents) <> i.open_cents""",
    "the first statement of the latest care in a hospital is known, and of nobody else's": """
        SELECT a.id FROM account a JOIN client c ON c.id = a.client_id LEFT JOIN assistance s ON s.account_id = a.id
        WHERE (s.statement_on IS NOT NULL) <> (c.hospital = 1)""",
    "no invoice is paid more than it asks for": "SELECT id FROM invoice WHERE open_cents < 0",
    "a balance is the sum of the ledger": """
        SELECT a.id FROM account a JOIN ledger_entry e ON e.account_id = a.id
        GROUP BY a.id HAVING sum(e.amount_cents) <> a.balance_cents""",
    "an account has an invoice": "SELECT id FROM account WHERE id NOT IN (SELECT account_id FROM invoice)",
    "what is owed is open or held, and what is not is closed": """
        SELECT id FROM account WHERE (balance_cents > 0) <> (status <> 'closed') OR balance_cents < 0""",
    "money does not move before the bill or in the future": """
        SELECT e.id FROM ledger_entry e JOIN invoice i ON i.id = e.invoice_id
        WHERE e.entry_on < i.issued_on OR e.entry_on > :today""",
    "a held account has a hold, an open one has none": """
        SELECT a.id FROM account a WHERE (a.status = 'held') <>
        EXISTS (SELECT 1 FROM hold h WHERE h.account_id = a.id AND h.lifted_at IS NULL)""",
    "a hold points at the call that set it": """
        SELECT h.id FROM hold h JOIN call k ON k.id = h.call_id
        WHERE k.account_id <> h.account_id OR k.started_at <> h.since""",
    "a promise points at the call in which it was made": """
        SELECT p.id FROM promise p LEFT JOIN call k ON k.id = p.call_id
        WHERE p.everywhere = 0 AND (k.id IS NULL OR k.account_id <> p.account_id OR k.started_at <> p.made_at)""",
    "a flag points at the call that set it": """
        SELECT f.id FROM flag f LEFT JOIN call k ON k.id = f.call_id LEFT JOIN account a ON a.id = k.account_id
        WHERE a.id IS NULL OR a.customer_id <> f.customer_id OR f.since <> k.ended_at
        OR coalesce(f.account_id, a.id) <> a.id EXCEPT SELECT id FROM flag WHERE kind = 'notice'""",
    "of every debt that we collect for others a validation notice went out": """
        SELECT a.id FROM account a JOIN client c ON c.id = a.client_id WHERE (c.party = 'third') <>
        EXISTS (SELECT 1 FROM flag f WHERE f.account_id = a.id AND f.kind = 'notice' AND f.since <= :now)""",
    "a call-back that was agreed is consent to it": """
        SELECT k.id FROM call k WHERE k.outcome LIKE '%call_back'
        AND NOT EXISTS (SELECT 1 FROM flag f WHERE f.call_id = k.id AND f.kind = 'consent')""",
    "nobody is ready on whom the contact rules let nobody call": """
        SELECT id FROM account WHERE ready = 1 AND may_call_at > :now""",
    "every call with a promise has one": """
        SELECT k.id FROM call k JOIN outcome_code o ON o.code = k.outcome
        WHERE (k.outcome LIKE '%promised' OR k.outcome LIKE '%will_pay_full' OR k.outcome LIKE '%arrangement')
        <> EXISTS (SELECT 1 FROM promise p WHERE p.call_id = k.id)""",
    "a promise is kept if and only if what was paid since by its date reaches it": """
        SELECT p.id FROM promise p WHERE p.everywhere = 0 AND p.status <> 'cancelled'
        AND (p.status = 'kept') <> (p.amount_cents <= -coalesce((
            SELECT sum(e.amount_cents) FROM ledger_entry e WHERE e.account_id = p.account_id AND e.kind = 'payment'
            AND e.entry_on >= substr(p.made_at, 1, 10) AND e.entry_on <= p.last_day AND e.id NOT IN (
            SELECT r.reverses_id FROM ledger_entry r WHERE r.reverses_id IS NOT NULL)), 0))""",
    "an open account is ready or wakes, on a worklist": """
        SELECT id FROM account WHERE status = 'open'
        AND (worklist_id IS NULL OR (ready = 1) = (coalesce(wake_at, '') > :now))""",
    "a closed account wakes no more, a held one when its hold ends": """
        SELECT a.id FROM account a WHERE a.status <> 'open' AND (a.ready = 1 OR coalesce(substr(a.wake_at, 1, 10), '')
        <> coalesce((SELECT h.until FROM hold h WHERE h.account_id = a.id AND h.lifted_at IS NULL), ''))""",
    "a hold that is over is lifted": """
        SELECT id FROM hold WHERE until <= :today AND lifted_at IS NULL AND substr(:now, 12) >= '10'""",
    "last call, outcome and count are those of the calls": """
        SELECT a.id FROM account a LEFT JOIN call k ON k.account_id = a.id GROUP BY a.id
        HAVING count(k.id) <> a.call_count OR max(k.started_at) IS NOT a.last_call_at
        OR a.last_outcome <> coalesce((SELECT x.outcome FROM call x WHERE x.account_id = a.id
                                       ORDER BY x.started_at DESC LIMIT 1), '')""",
    "last contact is that of the calls": """
        SELECT a.id FROM account a WHERE a.last_contact_at IS NOT (SELECT max(k.started_at) FROM call k
        JOIN outcome_code o ON o.code = k.outcome WHERE k.account_id = a.id AND o.right_party = 1)""",
    "an open account without a good number rests and says so": """
        SELECT a.id FROM account a WHERE a.status = 'open' AND NOT EXISTS
        (SELECT 1 FROM phone p WHERE p.customer_id = a.customer_id AND p.status = 'good')
        AND (a.ready = 1 OR a.wake_at <= :now)""",
    "only such an account needs a number": """
        SELECT a.id FROM account a WHERE a.next_action = 'needs a number' AND EXISTS
        (SELECT 1 FROM phone p WHERE p.customer_id = a.customer_id AND p.status = 'good')""",
    "the next action is that of the last call, unless a number is needed or something was agreed, asked of an insurer "
    "or returned since": """
        SELECT a.id FROM account a JOIN call k ON k.account_id = a.id AND k.started_at = a.last_call_at
        WHERE a.status <> 'closed' AND a.next_action_at IS NOT k.next_action_at
        AND a.next_action <> 'needs a number'
        AND a.id NOT IN (SELECT r.account_id FROM arrangement r)
        AND a.id NOT IN (SELECT c.account_id FROM claim c)
        AND a.id NOT IN (SELECT e.account_id FROM ledger_entry e WHERE e.kind = 'reversal')
        AND a.customer_id NOT IN (SELECT o.customer_id FROM account o JOIN promise p ON p.account_id = o.id
                                  WHERE p.everywhere = 1)""",
    "a payment says how and with what reference it came": """
        SELECT id FROM ledger_entry WHERE kind = 'payment' AND (method = '' OR reference = '')""",
    "only a request is outside its policy": """
        SELECT id FROM arrangement WHERE status <> 'refused' AND (status = 'proposed') <> (asked <> '[]')""",
    "an instalment was not paid in the future": """
        SELECT r.id FROM arrangement r WHERE r.made_at > :now OR r.ended_at > :now""",
    "no call lies in the future": "SELECT id FROM call WHERE ended_at > :now",
    "a call used a number of the customer": """
        SELECT k.id FROM call k JOIN account a ON a.id = k.account_id WHERE NOT EXISTS
        (SELECT 1 FROM phone p WHERE p.customer_id = a.customer_id AND p.e164 = k.phone)""",
    "a bad number was found to be bad in a call, a good one was not": """
        SELECT p.id FROM phone p WHERE p.status <> coalesce(
        (SELECT CASE k.outcome WHEN 'disconnected' THEN 'disconnected' WHEN 'wrong_number' THEN 'wrong' END
         FROM call k JOIN account a ON a.id = k.account_id WHERE a.customer_id = p.customer_id
         AND k.phone = p.e164 AND k.outcome IN ('disconnected', 'wrong_number')), 'good')""",
    "numbers are kept for fiction": "SELECT id FROM phone WHERE e164 NOT GLOB '+1[2-9][0-9][0-9]55501[0-9][0-9]'",
    "so are those of clients": "SELECT id FROM client WHERE phone NOT GLOB '+1[2-9][0-9][0-9]55501[0-9][0-9]'",
    "nobody gets mail": """
        SELECT id FROM customer WHERE email <> '' AND email NOT GLOB '*[a-z0-9]@example.[a-z]*'""",
    "a note has what it speaks of": "SELECT id FROM call WHERE note LIKE '%{%' OR spoke_with LIKE '%{%'",
}


def check_demo(path: Path | str, now: datetime, *, crowded: bool = False) -> None:
    """Fail with the first thing that does not hold; ``crowded``: more accounts than six people can call."""
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        today = now.astimezone(OFFICE).date().isoformat()
        for right, sql in WRONG.items():
            wrong = db.execute(sql, {"now": stamp(now), "today": today}).fetchall()
            assert not wrong, f"{right}: {len(wrong)} times not, as for {wrong[0]}"
        books = Books()
        _check_windows(db, books)
        _check_calls(db, books.outcomes)
        if not crowded:
            _check_one_call_at_a_time(db)
    db.close()
    _check_figures(path, now)
    _check_scores(path, now)
    _check_agreed(path, now)


def stamp(instant: datetime) -> str:
    """The instant as the database writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_windows(db: sqlite3.Connection, books: Books) -> None:
    rows = db.execute(
        "SELECT w.zones, c.state, c.postcode, group_concat(p.e164) FROM account a "
        "JOIN call_window w ON w.id = a.window_id JOIN customer c ON c.id = a.customer_id "
        "JOIN phone p ON p.customer_id = c.id GROUP BY a.id"
    )
    for zones, state, postcode, phones in rows:
        found = zones_for(books.places, phones.split(","), state, zip3=postcode[:3])
        assert zones == ",".join(found), (state, postcode, phones)


def _check_calls(db: sqlite3.Connection, outcomes: OutcomeBook) -> None:
    """Calls are made on business days, when they are lawful, and not too often."""
    rows = db.execute(
        "SELECT k.account_id, k.started_at, k.ended_at, k.outcome, w.zones, a.best_hour, k.direction FROM call k "
        "JOIN account a ON a.id = k.account_id JOIN call_window w ON w.id = a.window_id ORDER BY 1, 2"
    )
    by_account: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    hours: dict[int, list[int]] = defaultdict(list)
    best: dict[int, int | None] = {}
    for account, started, ended, outcome, zones, hour, direction in rows:
        window, start = CallWindow(1, tuple(zones.split(","))), datetime.fromisoformat(started)
        assert is_open(window, start), (account, started, zones)
        assert is_open(window, datetime.fromisoformat(ended)), (account, ended, zones)
        assert start.astimezone(OFFICE).weekday() < 5
        assert direction == outcomes.by_code[outcome].direction
        by_account[account].append((start, outcome))
        best[account] = hour
        if outcomes.by_code[outcome].right_party:
            hours[account].append(start.astimezone(zone(window.zones[0])).hour)
    for account, calls in by_account.items():
        assert best[account] == best_hour(hours[account])
        _check_frequency(calls, outcomes)


def _check_frequency(calls: list[tuple[datetime, str]], outcomes: OutcomeBook) -> None:
    """12 CFR 1006.14(b)(2)(i): seven calls in seven days, and seven days after a conversation, unless it was agreed."""
    for seventh, later in zip(calls, calls[7:], strict=False):
        assert later[0] - seventh[0] > timedelta(days=7)
    for (start, outcome), (again, second) in pairwise(calls):
        ended = outcomes.by_code[outcome]
        agreed = ended.promises or ended.next.kind == "moment" or outcomes.by_code[second].direction == "inbound"
        assert not ended.right_party or agreed or again.date() - start.date() >= timedelta(days=7), (start, outcome)


def _check_one_call_at_a_time(db: sqlite3.Connection) -> None:
    numbered = db.execute("SELECT started_at FROM call ORDER BY id").fetchall()
    assert numbered == sorted(numbered)
    rows = db.execute("SELECT collector_id, started_at, ended_at FROM call ORDER BY 1, 2").fetchall()
    for (person, _, ended), (other, started, _) in pairwise(rows):
        assert person != other or ended < started, f"collector {person} is on two calls at {started}"


def _check_figures(path: Path | str, now: datetime) -> None:
    """Making all cached figures follow from what they are made of changes none of them."""
    figures = (
        "SELECT id, status, closed_reason, balance_cents, oldest_due_on, disputed, promise_due_on, ready, wake_at, "
        "promise_until "
        "FROM account ORDER BY id"
    )
    promises, invoices = (
        "SELECT id, status, paid_cents FROM promise ORDER BY id",
        "SELECT id, open_cents FROM invoice ORDER BY id",
    )
    store = open_store(str(path))
    with store.read() as tx:
        before = [tx.sql.all(sql) for sql in (figures, promises, invoices)]
    with store.write() as tx:
        BulkTouched(tx.sql).refresh([row[0] for row in before[0]], now)
        for sql, was in zip((figures, promises, invoices), before, strict=True):
            changed = [pair for pair in zip(tx.sql.all(sql), was, strict=True) if pair[0] != pair[1]]
            assert not changed, f"{len(changed)} are not what they follow from, as {changed[0]}"
        search_is_sound(tx)
    store.close()


def _check_scores(path: Path | str, now: datetime) -> None:
    """Scoring everything again changes nothing."""
    desk = open_desk(str(path), "dolores", FixedClock(now))
    assert audit.verify(desk).bad is None
    assert rescore(desk) == 0
    desk.close()


def _check_agreed(path: Path | str, now: datetime) -> None:
    """Judging arrangements again changes nothing, and the policies say of them what is stored."""
    desk = open_desk(str(path), "dolores", FixedClock(now))
    plans = "SELECT id, next_action_at, next_action, urgent, promise_due_on, promise_until FROM account ORDER BY id"
    rows = ("SELECT * FROM arrangement ORDER BY id", "SELECT * FROM instalment ORDER BY 1, 2", plans)
    with desk.store.write() as tx:
        before = [tx.sql.all(sql) for sql in rows]
        ids = [row[0] for row in before[2]]
        assert rejudge(tx, desk, ids, now) == []
        tx.promises.await_anew(ids)
        assert [tx.sql.all(sql) for sql in rows] == before
        for promise, due_on, last_day, account in tx.sql.all("SELECT id, due_on, last_day, account_id FROM promise"):
            found = tx.accounts.get(account)
            assert found is not None
            assert last_day == last_day_of(tx, desk, found, date.fromisoformat(due_on)).isoformat(), promise
        for arrangement, account, status in tx.sql.all("SELECT id, account_id, status FROM arrangement"):
            made = tx.arrangements.get(arrangement)
            found = tx.accounts.get(account)
            assert made is not None
            assert found is not None
            policy, terms = policy_of(tx, desk, found), terms_from(made.terms)
            dues = tx.arrangements.instalments([arrangement])[arrangement]
            plain = [Due(one.number, one.due_on, one.amount_cents) for one in dues]
            assert sum(one.amount_cents for one in plain) == made.total_cents == terms.total_cents
            history = History(desk.local(made.made_at).date(), ("collector",), 0)
            asks = needs_approval(check(policy, terms, plain, history))
            assert asks == (status == "proposed"), (arrangement, status)
            if status == "active":
                expected = planned(dues, policy, desk.local(made.made_at).date(), "USD")
                now_planned = planned(dues, policy, desk.today(), "USD")
                assert found.next_action in {one.words for one in (expected, now_planned) if one}, arrangement
    desk.close()


def days_between(first: str, second: date) -> int:
    """Days from an ISO day to a day."""
    return (second - date.fromisoformat(first)).days
