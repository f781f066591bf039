"""Accounts that an import has touched: their cached figures follow from what they are made of, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import NamedTuple

from collections_tui.domain.records import NOTHING_BILLED, Facts
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.promises import Promises
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.subjects.scores import FACTS, Days, to_facts
from collections_tui.store.values import Ids, instant

_IDS = "SELECT value FROM json_each(:ids)"

# What is disputed of an invoice line by line, and whether all of it is, as far as anybody said so here.
ARGUED = """coalesce((SELECT sum(d.cents) FROM dispute d
    WHERE d.invoice_id = {invoice} AND d.settled_at IS NULL AND d.position IS NOT NULL), 0)"""
ALL_ARGUED = """coalesce((SELECT 1 FROM dispute d
    WHERE d.invoice_id = {invoice} AND d.settled_at IS NULL AND d.position IS NULL), 0)"""
# The ledger says what is open on an invoice, and no more than that is disputed of it. (Every invoice has an entry, its
# charge, but for credit notes: nothing is ever open on those.)
_OPEN = f"""
UPDATE invoice SET open_cents = e.cents, disputed_cents = e.argued,
    disputed = CASE e.all_argued WHEN 1 THEN 1 ELSE invoice.disputed END
FROM (SELECT s.id, s.cents, s.all_argued,
             CASE WHEN s.cents <= 0 THEN 0 WHEN s.argued < s.cents THEN s.argued ELSE s.cents END AS argued
      FROM (SELECT x.invoice_id AS id, sum(x.amount_cents) AS cents, {ARGUED.format(invoice="x.invoice_id")} AS argued,
                   {ALL_ARGUED.format(invoice="x.invoice_id")} AS all_argued
            FROM ledger_entry x WHERE x.account_id IN ({_IDS}) AND x.invoice_id IS NOT NULL GROUP BY x.invoice_id) s) e
WHERE invoice.id = e.id AND (invoice.open_cents <> e.cents OR invoice.disputed_cents <> e.argued
    OR invoice.disputed < e.all_argued)
"""

BALANCE = "coalesce((SELECT sum(e.amount_cents) FROM ledger_entry e WHERE e.account_id = account.id), 0)"
DISPUTED = "coalesce((SELECT max(i.disputed) FROM invoice i WHERE i.account_id = account.id AND i.open_cents > 0), 0)"
_FIGURES = f"""
UPDATE account SET
    balance_cents = {BALANCE},
    disputed = {DISPUTED},
    revision = revision + 1
WHERE id IN ({_IDS})
"""

# As ``domain.aging.oldest_open`` has it: what was paid or credited beyond the invoices pays the oldest due first.
# (``reached`` is what is open on all that were due by then.)
OLDEST = """(
    SELECT min(o.due_on) FROM (
        SELECT i.due_on, i.open_cents, sum(i.open_cents) OVER () AS open_in_all,
               sum(CASE WHEN i.open_cents > 0 THEN i.open_cents ELSE 0 END) OVER () AS owed_in_all,
               sum(CASE WHEN i.open_cents > 0 THEN i.open_cents ELSE 0 END) OVER (ORDER BY i.due_on) AS reached
        FROM invoice i WHERE i.account_id = account.id) o
    WHERE o.open_cents > 0 AND o.reached > o.owed_in_all
        - CASE WHEN o.open_in_all < account.balance_cents THEN o.open_in_all ELSE account.balance_cents END)"""
_OLDEST = f"UPDATE account SET oldest_due_on = {OLDEST} WHERE id IN ({_IDS})"

# What is owed no more is closed; what had been paid, or never billed, and is owed now is taken up.
_CLOSE = f"""
UPDATE account SET status = 'closed', closed_reason = 'paid', ready = 0, wake_at = NULL
WHERE id IN ({_IDS}) AND balance_cents <= 0 AND status <> 'closed'
"""
_REOPEN = f"""
UPDATE account SET
    status = CASE WHEN EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)
        THEN 'held' ELSE 'open' END,
    closed_reason = '', wake_at = :now
WHERE id IN ({_IDS}) AND balance_cents > 0 AND status = 'closed'
    AND closed_reason IN ('paid', '{NOTHING_BILLED}')
"""

# Most accounts have no claim. Of few accounts it costs no question of its own, of many it is asked once for all.
_CLAIMED = """EXISTS (SELECT 1 FROM claim c WHERE c.account_id = {account}
    AND (c.status NOT IN ('paid', 'closed') OR c.hold_id IS NOT NULL))"""
_FIGURES_AND_CLAIMS = f"{_FIGURES} RETURNING id, {_CLAIMED.format(account='account.id')}"
_WITH_CLAIMS = f"SELECT j.value FROM json_each(:ids) j WHERE {_CLAIMED.format(account='j.value')}"
_FEW = 100


class Refreshed(NamedTuple):
    """Which accounts need another look: those of promises that stand otherwise now, and those with open claims."""

    promised: set[int]
    claimed: list[int]


class BulkTouched:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def refresh(self, accounts: Iterable[int], now: datetime, zone: tzinfo | None = None) -> Refreshed:
        """Make balances, due dates, disputes, promises and status follow from invoices and ledger; a new revision.

        Promises count from the day in ``zone`` (None: the computer's own) on which they were made.
        """
        touched = sorted(set(accounts))
        ids = {"ids": Ids(touched)}
        params = {**ids, "now": instant(now)}
        self._sql.run(_OPEN, ids)
        claimed = self._figures(touched)
        self._sql.run(_OLDEST, ids)
        otherwise = Promises(self._sql).judge(touched, zone)
        self._sql.run(_CLOSE, ids)
        self._sql.run(_REOPEN, params)
        self._sql.run(f"{SETTLE} WHERE id IN ({_IDS})", params)
        return Refreshed(otherwise, claimed)

    def _figures(self, touched: list[int]) -> list[int]:
        """Let the figures of accounts follow; those of them that have claims which are open, or are held for one."""
        ids = {"ids": Ids(touched)}
        if len(touched) <= _FEW:
            return [row[0] for row in self._sql.all(_FIGURES_AND_CLAIMS, ids) if row[1]]
        self._sql.run(_FIGURES, ids)
        return [row[0] for row in self._sql.all(_WITH_CLAIMS, ids)]

    def facts(self, accounts: Iterable[int], zone: tzinfo | None) -> list[tuple[int | None, Facts]]:
        """What the scoring rules may look at, each with the account's worklist."""
        rows = self._sql.all(f"{FACTS} WHERE a.id IN ({_IDS})", {"ids": Ids(sorted(set(accounts)))})
        days = Days(zone)
        return [(row[15], to_facts(row, days)) for row in rows]
