"""Past calls by the chunk, and what accounts cache from all their calls."""

from __future__ import annotations

from collections.abc import Iterable

from collections_tui.store.contract import Sql
from collections_tui.store.staged import NewCall, Standing
from collections_tui.store.subjects.accounts import TouchFigures
from collections_tui.store.subjects.counts import Counts
from collections_tui.store.values import Ids, Texts, instant, instant_or_none, to_instant

_IMPORTED = "import-"  # before the key of a call that was made elsewhere: together they are its operation


class BulkCalls:
    def __init__(self, sql: Sql, counts: Counts) -> None:
        self._sql, self._counts = sql, counts

    def known(self, marks: Iterable[str]) -> dict[str, set[str]]:
        """The keys of imported calls that have been stored, by the mark a key begins with."""
        rows = self._sql.all(
            "SELECT k.operation_id FROM json_each(:starts) j CROSS JOIN call k "
            "WHERE k.operation_id > j.value AND k.operation_id < j.value || '~'",
            {"starts": Texts(sorted({f"{_IMPORTED}{mark}-" for mark in marks}))},
        )
        found: dict[str, set[str]] = {}
        for (operation,) in rows:
            key = operation.removeprefix(_IMPORTED)
            found.setdefault(key.partition("-")[0], set()).add(key)
        return found

    def add(self, calls: Iterable[NewCall]) -> dict[int, NewCall]:
        """Store calls; by the ids they got."""
        calls = list(calls)
        new = dict(enumerate(calls, start=self._sql.reserve("call", len(calls))))
        self._sql.many(
            "INSERT INTO call (id, account_id, collector_id, direction, started_at, ended_at, phone, spoke_with, "
            "outcome, note, operation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (one, *call[:3], instant(call.started_at), instant(call.ended_at), *call[5:9], _IMPORTED + call.key)
                for one, call in new.items()
            ),
        )
        self._counts.logged(new)
        return new

    def standing(self, accounts: Iterable[int]) -> list[Standing]:
        """Every call of these accounts that has not been undone, account by account, the latest first."""
        rows = self._sql.all(
            "SELECT k.id, k.account_id, a.window_id, k.started_at, k.outcome, o.right_party, k.phone "
            "FROM json_each(:ids) j CROSS JOIN account a JOIN call k ON k.account_id = a.id "
            "JOIN outcome_code o ON o.code = k.outcome "
            "WHERE a.id = j.value "
            "AND NOT EXISTS (SELECT 1 FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'undo') "
            "ORDER BY k.account_id, k.started_at DESC, k.id DESC",
            {"ids": Ids(sorted(set(accounts)))},
        )
        return [Standing._make((*row[:3], to_instant(row[3]), row[4], bool(row[5]), row[6])) for row in rows]

    def set_figures(self, figures: Iterable[tuple[int, TouchFigures]]) -> None:
        """Write what accounts cache from their calls; a new revision."""
        self._sql.many(
            "UPDATE account SET last_call_at = ?, last_outcome = ?, last_contact_at = ?, call_count = ?, "
            "best_hour = ?, revision = revision + 1 WHERE id = ?",
            (
                (
                    instant_or_none(one.last_call_at),
                    one.last_outcome,
                    instant_or_none(one.last_contact_at),
                    one.call_count,
                    one.best_hour,
                    account,
                )
                for account, one in figures
            ),
        )
