"""Accounts that an import has touched: their cached figures follow from what they are made of, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from collections_tui.domain.records import Facts
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.subjects.scores import FACTS, Days, to_facts
from collections_tui.store.values import Ids, instant, to_instant

_IDS = "SELECT value FROM json_each(:ids)"

# The ledger says what is open on an invoice. (Every invoice has an entry: its charge.)
_OPEN = f"""
UPDATE invoice SET open_cents = e.cents
FROM (SELECT x.invoice_id AS id, sum(x.amount_cents) AS cents FROM ledger_entry x
      WHERE x.account_id IN ({_IDS}) AND x.invoice_id IS NOT NULL GROUP BY x.invoice_id) e
WHERE invoice.id = e.id AND invoice.open_cents <> e.cents
"""

_FIGURES = f"""
UPDATE account SET
    balance_cents = coalesce((SELECT sum(e.amount_cents) FROM ledger_entry e WHERE e.account_id = account.id), 0),
    oldest_due_on = (SELECT min(i.due_on) FROM invoice i WHERE i.account_id = account.id AND i.open_cents > 0),
    disputed = coalesce(
        (SELECT max(i.disputed) FROM invoice i WHERE i.account_id = account.id AND i.open_cents > 0), 0),
    revision = revision + 1
WHERE id IN ({_IDS})
"""

# What is owed no more is closed; what had been paid and is owed again is taken up again.
_CLOSE = f"""
UPDATE account SET status = 'closed', closed_reason = 'paid', ready = 0, wake_at = NULL
WHERE id IN ({_IDS}) AND balance_cents <= 0 AND status <> 'closed'
"""
_REOPEN = f"""
UPDATE account SET
    status = CASE WHEN EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)
        THEN 'held' ELSE 'open' END,
    closed_reason = '', wake_at = :now
WHERE id IN ({_IDS}) AND balance_cents > 0 AND status = 'closed' AND closed_reason = 'paid'
"""

# A promise is kept when what was paid since the day it was made reaches its amount. That day is the floor's: in the
# evening the database's, in UTC, is another, and what was paid at once would not count.
_RUNNING = f"SELECT id, made_at FROM promise WHERE account_id IN ({_IDS}) AND status = 'open'"
_KEEP = """
UPDATE promise SET status = 'kept'
WHERE id = :id AND amount_cents <= -coalesce((
    SELECT sum(e.amount_cents) FROM ledger_entry e
    WHERE e.account_id = promise.account_id AND e.kind = 'payment' AND e.entry_on >= :day
      AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.account_id = e.account_id AND r.reverses_id = e.id)), 0)
"""
_PROMISED = f"""
UPDATE account SET promise_due_on = (
    SELECT p.due_on FROM promise p WHERE p.account_id = account.id AND p.status = 'open'
    ORDER BY p.made_at DESC, p.id DESC LIMIT 1)
WHERE id IN ({_IDS})
"""


class BulkTouched:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def refresh(self, accounts: Iterable[int], now: datetime, zone: tzinfo | None = None) -> None:
        """Make balances, due dates, disputes, promises and status follow from invoices and ledger; a new revision.

        Promises count from the day in ``zone`` (None: the computer's own) on which they were made.
        """
        ids = {"ids": Ids(sorted(set(accounts)))}
        params = {**ids, "now": instant(now)}
        self._sql.run(_OPEN, ids)
        self._sql.run(_FIGURES, ids)
        running = self._sql.all(_RUNNING, ids)
        self._sql.many(
            _KEEP,
            [{"id": promise, "day": to_instant(made).astimezone(zone).date().isoformat()} for promise, made in running],
        )
        self._sql.run(_PROMISED, ids)
        self._sql.run(_CLOSE, ids)
        self._sql.run(_REOPEN, params)
        self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", params)

    def facts(self, accounts: Iterable[int], zone: tzinfo | None) -> list[tuple[int | None, Facts]]:
        """What the scoring rules may look at, each with the account's worklist."""
        rows = self._sql.all(f"{FACTS} WHERE a.id IN ({_IDS})", {"ids": Ids(sorted(set(accounts)))})
        days = Days(zone)
        return [(row[14], to_facts(row, days)) for row in rows]
