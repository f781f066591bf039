"""Everything a database says about its accounts, and what must always be true of it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from collections_tui.domain.aging import OpenItem, oldest_open
from collections_tui.domain.audit_check import check
from collections_tui.domain.strategy import best_hour
from collections_tui.services import accounts, contact
from collections_tui.services.arrangement_life import rejudge
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction
from tests.build import taken_back

Row = dict[str, Any]

COLUMNS = (
    "id, client_id, customer_id, number, currency, opened_on, status, closed_reason, balance_cents, oldest_due_on, "
    "disputed, promise_due_on, promise_until, last_call_at, last_outcome, last_contact_at, call_count, "
    "best_hour, worklist_id, window_id, score, scored_at, urgent, next_action_at, next_action, ready, wake_at"
)


def account_row(tx: Transaction, account_id: int) -> Row:
    """Every column of an account but its revision, which counts changes and never goes back."""
    values = tx.sql.one(f"SELECT {COLUMNS} FROM account WHERE id = :id", {"id": account_id})
    assert values is not None
    return dict(zip(COLUMNS.split(", "), values, strict=True))


def around(tx: Transaction, account_id: int) -> Row:
    """What belongs to an account besides its own row: the numbers, the holds in force, the open promises."""
    return {
        "phones": tx.sql.all(
            "SELECT p.* FROM phone p JOIN account a ON a.customer_id = p.customer_id WHERE a.id = :id ORDER BY p.id",
            {"id": account_id},
        ),
        "holds": tx.sql.all(
            "SELECT * FROM hold WHERE account_id = :id AND lifted_at IS NULL ORDER BY id", {"id": account_id}
        ),
        "promises": tx.sql.all(
            "SELECT * FROM promise WHERE account_id = :id AND status <> 'cancelled' ORDER BY id", {"id": account_id}
        ),
    }


def check_everything(desk: Desk) -> None:
    """Recompute whatever an account caches, and whether it can get lost."""
    with desk.store.read() as tx:
        for (account_id,) in tx.sql.all("SELECT id FROM account ORDER BY id"):
            row = account_row(tx, account_id)
            _check_queue(tx, row, desk.now())
            _check_move(tx, account_id)
            _check_contact(tx, desk, account_id)
            _check_calls(tx, row)
            _check_promise(tx, row)
            _check_money(tx, row)
            _check_status(tx, row)
        _check_agreed(tx)
        _check_unmatched(tx)
        assert check(tx.audit.links, tx.audit.head()).bad is None
        check_counts(tx)
    _check_what_follows(desk)
    _check_scores(desk)


def _check_queue(tx: Transaction, row: Row, now: datetime) -> None:
    if row["status"] == "open" and row["worklist_id"] is not None:
        assert row["ready"] == 1 or row["wake_at"] is not None, "lost"
    else:
        assert row["ready"] == 0
    leased = tx.queue.holder(row["id"], now)
    if leased is not None:
        assert row["ready"] == 0, "somebody is working on it"
    if row["ready"]:
        assert row["next_action_at"] is None or datetime.fromisoformat(row["next_action_at"]) <= now


def _check_move(tx: Transaction, account_id: int) -> None:
    """An account that is to move waits for the end of a claim, which may have run out unseen, and for nothing else."""
    ready, moves_to = tx.sql.one("SELECT ready, moves_to FROM account WHERE id = :id", {"id": account_id}) or (0, None)
    claim = tx.sql.one("SELECT 1 FROM lease WHERE account_id = :id", {"id": account_id})
    assert moves_to is None or (ready == 0 and claim is not None), "it would never move"


def _check_contact(tx: Transaction, desk: Desk, account_id: int) -> None:
    """What is stored of the contact rules never lets an account sleep longer than they say now."""
    account, now = tx.accounts.get(account_id), desk.now()
    assert account is not None
    if account.status == "open" and account.may_call_at is not None and account.may_call_at > now:
        assert account.may_call_at <= contact.may_call(contact.case_of(tx, desk, account, now), now)


def _check_calls(tx: Transaction, row: Row) -> None:
    standing = tx.sql.all(
        "SELECT k.started_at, k.outcome, o.right_party FROM call k JOIN outcome_code o ON o.code = k.outcome "
        "WHERE k.account_id = :id AND k.id NOT IN (SELECT call_id FROM call_correction WHERE kind = 'undo') "
        "ORDER BY k.started_at, k.id",
        {"id": row["id"]},
    )
    contacts = [at for at, _, right_party in standing if right_party]
    assert row["call_count"] == len(standing)
    assert row["last_call_at"] == (standing[-1][0] if standing else None)
    assert row["last_outcome"] == (standing[-1][1] if standing else "")
    assert row["last_contact_at"] == (contacts[-1] if contacts else None)
    zones = tx.sql.value("SELECT zones FROM call_window WHERE id = :id", {"id": row["window_id"]})
    there = ZoneInfo(zones.split(",")[0])
    assert row["best_hour"] == best_hour(datetime.fromisoformat(at).astimezone(there).hour for at in contacts)


def _check_promise(tx: Transaction, row: Row) -> None:
    """An account waits for the next instalment of what runs, for what broke it last, or for the last promise."""
    assert (row["promise_due_on"], row["promise_until"]) == _awaited(tx, row["id"])


def _awaited(tx: Transaction, account_id: int) -> tuple[str | None, str | None]:
    promise = tx.sql.one(
        "SELECT due_on, last_day, made_at FROM promise WHERE account_id = :id AND status = 'open' "
        "ORDER BY made_at DESC, id DESC",
        {"id": account_id},
    )
    ran = [
        one for one in tx.arrangements.of_account(account_id) if one.status not in ("proposed", "refused", "cancelled")
    ]
    if ran and ran[0].status in ("active", "broken"):
        dues = tx.arrangements.instalments([ran[0].id])[ran[0].id]
        missed = tx.sql.value("SELECT missed FROM arrangement WHERE id = :id", {"id": ran[0].id})
        if ran[0].status == "active":
            due = next(one for one in dues if one.paid_cents < one.amount_cents)
        else:
            due = next(one for one in dues if one.number == missed)
        if ran[0].status == "active" or promise is None or promise[2] < f"{due.last_day}T23:59:59Z":
            return due.due_on.isoformat(), due.last_day.isoformat()
    return (None, None) if promise is None else (promise[0], promise[1])


def _check_money(tx: Transaction, row: Row) -> None:
    owed = tx.sql.value("SELECT sum(amount_cents) FROM ledger_entry WHERE account_id = :id", {"id": row["id"]})
    assert row["balance_cents"] == (owed or 0)
    items = [OpenItem(due_on, cents) for due_on, cents in tx.accounts.open_items(row["id"])]
    credit = max(0, sum(item.open_cents for item in items) - row["balance_cents"])
    oldest = oldest_open(items, credit)
    assert row["oldest_due_on"] == (None if oldest is None else oldest.isoformat())


def _check_status(tx: Transaction, row: Row) -> None:
    holds = tx.accounts.holds(row["id"])
    assert (row["status"] == "held") == bool(holds) or row["status"] == "closed"


def check_counts(tx: Transaction) -> None:
    """The counts that reports are made of are what comes of counting every call and every entry, one by one."""
    assert _rows(tx, "call_count", 4, texts=3) == _calls_counted(tx)
    assert _rows(tx, "ledger_sum", 4) == _ledger_summed(tx)


def _rows(tx: Transaction, table: str, key: int, texts: int = 0) -> dict[Any, tuple[Any, ...]]:
    """The rows that hold anything. What was taken away again from a list is no longer in it."""
    found = {}
    for row in tx.sql.all(f"SELECT * FROM {table}"):
        numbers, lists = row[key : len(row) - texts], [Counter(one.split()) for one in row[len(row) - texts :]]
        told = [Counter({one: n - of[f"-{one}"] for one, n in of.items() if one[0] != "-"}) for of in lists]
        if any(numbers):
            found[row[:key]] = (*numbers, *(+one for one in told))
    return found


def _calls_counted(tx: Transaction) -> dict[Any, tuple[Any, ...]]:
    flags = {row[0]: row[1:] for row in tx.sql.all("SELECT code, connected, right_party, promise FROM outcome_code")}
    accounts = {row[0]: row[1:] for row in tx.sql.all("SELECT id, client_id, currency FROM account")}
    undone = {row[0] for row in tx.sql.all("SELECT call_id FROM call_correction WHERE kind = 'undo'")}
    found: dict[Any, list[Any]] = {}
    for call, account, person, direction, outcome, started, ended, logged, chosen in tx.sql.all(
        "SELECT id, account_id, collector_id, direction, outcome, started_at, ended_at, logged_at, outcome_at FROM call"
    ):
        if call in undone:
            continue
        of = found.setdefault((started[:13], person, *accounts[account]), [0] * 7 + [Counter(), Counter(), Counter()])
        connected, right_party, promise = flags[outcome]
        for place, one in zip(
            (0, 2, 3, 4) if direction == "outbound" else (1, 5, 6),
            (1, connected, right_party, promise) if direction == "outbound" else (1, right_party, promise),
            strict=True,
        ):
            of[place] += one
        if direction == "outbound":
            of[9][str(account)] += 1
        if logged:
            of[7][str(_seconds(started, ended))] += 1
            begun = chosen or (ended if ended < logged else None)
            if begun and 0 <= _seconds(begun, logged) <= 900:
                of[8][str(_seconds(begun, logged))] += 1
    return {key: tuple(of) for key, of in found.items()}


def _seconds(first: str, last: str) -> int:
    return int((datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds())


def _ledger_summed(tx: Transaction) -> dict[Any, tuple[Any, ...]]:
    accounts = {row[0]: row[1:] for row in tx.sql.all("SELECT id, client_id, currency FROM account")}
    due = dict[int | None, str](tx.sql.all("SELECT id, due_on FROM invoice"))
    entries = tx.sql.all(
        "SELECT id, account_id, invoice_id, kind, amount_cents, entry_on, method, reverses_id FROM ledger_entry"
    )
    by_id = {row[0]: row for row in entries}
    found: dict[Any, list[int]] = {}
    for _, account, invoice, kind, cents, on, method, reverses in entries:
        of = found.setdefault((on, *accounts[account], due.get(invoice, "")), [0] * 5)
        was, by = (by_id[reverses][3], by_id[reverses][6]) if reverses else (kind, method)
        of[0] += cents
        of[1] += cents if was == "charge" else 0
        if was == "payment" and by == "insurer":
            of[4] -= cents
        elif was == "payment":
            of[3 if reverses else 2] += cents if reverses else -cents
    return {key: tuple(of) for key, of in found.items() if any(of)}


def _check_agreed(tx: Transaction) -> None:
    """Instalments add up to what was agreed, and an account has one arrangement and one request at most."""
    assert (
        tx.sql.all(
            "SELECT r.id FROM arrangement r LEFT JOIN instalment i ON i.arrangement_id = r.id GROUP BY r.id "
            "HAVING coalesce(sum(i.amount_cents), 0) <> max(r.total_cents)"
        )
        == []
    ), "instalments add up"
    assert tx.sql.all("SELECT id FROM promise WHERE paid_cents < 0 OR paid_cents > amount_cents") == []
    assert tx.sql.all("SELECT number FROM instalment WHERE paid_cents < 0 OR paid_cents > amount_cents") == []
    assert (
        tx.sql.all(
            "SELECT account_id FROM arrangement WHERE status IN ('active', 'proposed') GROUP BY account_id, status "
            "HAVING count(*) > 1"
        )
        == []
    ), "one of each"
    assert (
        tx.sql.all(
            "SELECT a.id FROM account a JOIN arrangement r ON r.account_id = a.id "
            "WHERE r.status = 'active' AND a.balance_cents <= 0"
        )
        == []
    ), "nothing is owed, and something is still waited for"


def _check_unmatched(tx: Transaction) -> None:
    """A payment that is off the list is in the ledger to its last cent, or somebody said why not."""
    settled = tx.sql.all(
        "SELECT amount_cents, entry_id, settled_as FROM unmatched_payment WHERE settled_at IS NOT NULL"
    )
    for cents, entry_id, settled_as in settled:
        if entry_id is None:
            assert settled_as, "nobody knows what became of it"
            continue
        first = tx.ledger.get(entry_id)
        assert first is not None
        assert -sum(one.entry.amount_cents for one in tx.ledger.together(first)) == cents


FOLLOWS = (
    "SELECT id, status, paid_cents FROM promise ORDER BY id",
    "SELECT id, status, missed, ended_at, ended_reason FROM arrangement ORDER BY id",
    "SELECT arrangement_id, number, paid_cents FROM instalment ORDER BY arrangement_id, number",
    "SELECT id, account_id, kind, amount_cents FROM ledger_entry ORDER BY id",
    "SELECT id, status, balance_cents, promise_due_on, promise_until, next_action_at, next_action FROM account "
    "ORDER BY id",
)


def _check_what_follows(desk: Desk) -> None:
    """Promises and arrangements stand as the payments and the day say: to judge them again changes nothing.

    On a day whose morning was not done yet an arrangement may still have to break.
    """
    with taken_back(desk.store) as tx:
        every = [row[0] for row in tx.sql.all("SELECT id FROM account ORDER BY id")]
        were = [tx.sql.all(sql) for sql in FOLLOWS]
        tx.promises.judge(every, desk.zone)
        if not tx.standing.run_out(desk.today()):
            assert rejudge(tx, desk, every, desk.now()) == []
        assert [tx.sql.all(sql) for sql in FOLLOWS] == were


def _check_scores(desk: Desk) -> None:
    """The reasons add up to the score in the list, as of when it was made."""
    with desk.store.read() as tx:
        stored = tx.sql.all("SELECT id, score FROM account WHERE worklist_id IS NOT NULL")
    for account_id, score in stored:
        shown = accounts.preview(desk, account_id)
        assert sum(reason.points for reason in shown.why) == shown.score == score
        seen = accounts.view(desk, account_id)
        assert sum(reason.points for reason in seen.why) == seen.score


def bodies(tx: Transaction) -> list[tuple[int, dict[str, str]]]:
    """Account and content of every draft."""
    return [(row[0], json.loads(row[1])) for row in tx.sql.all("SELECT account_id, body FROM draft ORDER BY 1")]


def day(text: str) -> date:
    """A date, shortly."""
    return date.fromisoformat(text)
