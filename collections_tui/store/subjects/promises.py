"""Whether promises were kept: judged anew, by the domain's rule, whenever what was paid may have changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from collections_tui.domain.promises import Pledge, kept
from collections_tui.store.contract import Sql
from collections_tui.store.values import Ids, to_day, to_instant

_IDS = "SELECT value FROM json_each(:ids)"

_STANDING = f"""
SELECT account_id, id, made_at, due_on, amount_cents, status FROM promise
WHERE account_id IN ({_IDS}) AND status <> 'cancelled'
"""
_PAID = f"""
SELECT e.account_id, e.entry_on, -e.amount_cents FROM ledger_entry e
WHERE e.account_id IN ({_IDS}) AND e.kind = 'payment'
  AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.account_id = e.account_id AND r.reverses_id = e.id)
"""
_PROMISED = f"""
UPDATE account SET (promise_due_on, promise_until) = (
    SELECT p.due_on, p.last_day FROM promise p WHERE p.account_id = account.id AND p.status = 'open'
    ORDER BY p.made_at DESC, p.id DESC LIMIT 1)
WHERE id IN ({_IDS})
"""


class Promises:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def judge(self, accounts: Iterable[int], zone: tzinfo | None) -> None:
        """Mark promises as kept, or as not kept any more, and make the date that their accounts cache follow.

        A promise counts from the day in ``zone`` (None: the computer's own) on which it was made: in the evening the
        database's, in UTC, is another, and what was paid at once would not count.
        """
        ids = {"ids": Ids(sorted(set(accounts)))}
        standing = self._sql.all(_STANDING, ids)
        if standing:
            changed = self._changed(standing, zone)
            self._sql.many("UPDATE promise SET status = :status WHERE id = :id", changed)
        self._sql.run(_PROMISED, ids)

    def _changed(
        self, standing: list[tuple[int, int, str, str, int, str]], zone: tzinfo | None
    ) -> list[dict[str, object]]:
        pledges: dict[int, list[Pledge]] = {}
        for account, promise, made_at, due_on, cents, _ in standing:
            made_on = to_instant(made_at).astimezone(zone).date()
            pledges.setdefault(account, []).append(Pledge(promise, made_on, to_day(due_on), cents))
        paid: dict[int, list[tuple[date, int]]] = {}
        for account, on, cents in self._sql.all(_PAID, {"ids": Ids(sorted(pledges))}):
            paid.setdefault(account, []).append((to_day(on), cents))
        good = {promise for account, theirs in pledges.items() for promise in kept(theirs, paid.get(account, ()))}
        return [
            {"id": promise, "status": status}
            for _, promise, _, _, _, was in standing
            if (status := "kept" if promise in good else "open") != was
        ]
