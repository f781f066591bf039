"""What an import says of accounts that outlasts it: holds, closing, and numbers that are not the customer's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from collections_tui.domain.records import HoldKind, PhoneStatus
from collections_tui.store.contract import Sql
from collections_tui.store.staged import NewHold, PastHold
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.values import Ids, day_or_none, instant, to_instant_or_none

_IDS = "SELECT value FROM json_each(:ids)"
FLAG = "Hold"  # how the note on a customer begins that puts every later account of theirs on hold


class BulkHolds:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def of(self, accounts: Iterable[int]) -> dict[tuple[int, HoldKind], list[PastHold]]:
        """Every hold these accounts have or had, by account and kind."""
        rows = self._sql.all(
            f"SELECT h.account_id, h.kind, h.note, h.lifted_at FROM hold h WHERE h.account_id IN ({_IDS})",
            {"ids": Ids(sorted(set(accounts)))},
        )
        found: dict[tuple[int, HoldKind], list[PastHold]] = {}
        for account, kind, note, lifted in rows:
            found.setdefault((account, kind), []).append(PastHold(note, to_instant_or_none(lifted)))
        return found

    def add(self, holds: Iterable[NewHold], now: datetime) -> None:
        """Put accounts on hold. One that is closed stays so."""
        holds = list(holds)
        self._sql.many(
            "INSERT INTO hold (account_id, kind, note, since, until, call_id) VALUES (?, ?, ?, ?, ?, ?)",
            [(*hold[:3], instant(hold.since), day_or_none(hold.until), hold.call_id) for hold in holds],
        )
        params = {"ids": Ids(sorted({hold.account_id for hold in holds})), "now": instant(now)}
        self._sql.run(
            "UPDATE account SET status = CASE status WHEN 'open' THEN 'held' ELSE status END, "
            f"ready = 0, revision = revision + 1 WHERE id IN ({_IDS})",
            params,
        )
        self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", params)

    def close(self, accounts: Iterable[tuple[int, str]]) -> None:
        """Close accounts that are not closed yet: account, reason."""
        self._sql.many(
            "UPDATE account SET status = 'closed', closed_reason = :reason, ready = 0, wake_at = NULL, "
            "next_action_at = NULL, revision = revision + 1 WHERE id = :account AND status <> 'closed'",
            [{"account": account, "reason": reason} for account, reason in accounts],
        )

    def mark_phones(self, marks: Iterable[tuple[int, str, PhoneStatus]]) -> None:
        """Mark good numbers of the customers of accounts: account, number, mark."""
        self._sql.many(
            "UPDATE phone SET status = :mark WHERE e164 = :e164 AND status = 'good' "
            "AND customer_id = (SELECT a.customer_id FROM account a WHERE a.id = :account)",
            [{"account": account, "e164": e164, "mark": mark} for account, e164, mark in marks],
        )

    # -- customers, whose accounts may come later ---------------------------------------------------------------

    def accounts_of(self, customers: Iterable[int]) -> dict[int, list[int]]:
        """The accounts of these customers."""
        rows = self._sql.all(
            f"SELECT a.customer_id, a.id FROM account a WHERE a.customer_id IN ({_IDS})",
            {"ids": Ids(sorted(set(customers)))},
        )
        found: dict[int, list[int]] = {}
        for customer, account in rows:
            found.setdefault(customer, []).append(account)
        return found

    def flagged(self, customers: Iterable[int]) -> list[tuple[int, str]]:
        """The notes on these customers that put every account of theirs on hold: customer, text."""
        rows = self._sql.all(
            f"SELECT n.customer_id, n.text FROM customer_note n WHERE n.customer_id IN ({_IDS}) "
            "AND substr(n.text, 1, CAST(:length AS INTEGER)) = :flag ORDER BY n.id",
            {"ids": Ids(sorted(set(customers))), "length": len(FLAG), "flag": FLAG},
        )
        return [(row[0], row[1]) for row in rows]
