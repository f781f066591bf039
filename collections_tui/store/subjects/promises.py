"""Promises: made, cancelled, and judged anew by the domain's rule whenever what was paid may have changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from collections_tui.domain.promises import Paid, Pledge, paid_in_time
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, instant, to_day, to_day_or_none, to_instant

MOST_GRACE = timedelta(days=62)  # more than any policy gives a promise

_IDS = "SELECT value FROM json_each(:ids)"

# A promise for all accounts of a customer is kept by payments on any of them: then all of them are judged together,
# after it was cancelled too, since what was paid for it is free for another.
_TOGETHER = f"""
SELECT o.id, o.customer_id FROM account o WHERE o.customer_id IN (
    SELECT c.customer_id FROM (SELECT DISTINCT a.customer_id FROM account a WHERE a.id IN ({_IDS})) c
    WHERE EXISTS (SELECT 1 FROM account s JOIN promise p ON p.account_id = s.id
                  WHERE s.customer_id = c.customer_id AND p.everywhere = 1))
"""
_STANDING = f"""
SELECT id, account_id, made_at, due_on, last_day, amount_cents, everywhere, status, paid_cents FROM promise
WHERE account_id IN ({_IDS}) AND status <> 'cancelled'
"""
# What an insurer pays is not what the customer has promised to pay.
PAID = f"""
SELECT e.account_id, e.entry_on, -e.amount_cents, e.entered_at FROM ledger_entry e
WHERE e.account_id IN ({_IDS}) AND e.kind = 'payment' AND e.method <> 'insurer'
  AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)
"""

# What an account waits for. The next instalment of an arrangement that runs goes before any promise, and the one that
# was missed, of an arrangement that is broken, before promises made until then.
AWAITED = """
SELECT s.due_on, s.last_day FROM (
    SELECT i.due_on, i.last_day, i.last_day AS place, i.number AS number,
           CASE r.status WHEN 'active' THEN '9999' ELSE i.last_day || 'T23:59:59Z' END AS since
    FROM arrangement r JOIN instalment i ON i.arrangement_id = r.id
    WHERE r.account_id = {account} AND (
        r.status = 'active' AND i.paid_cents < i.amount_cents
        OR r.status = 'broken' AND i.number = r.missed AND NOT EXISTS (
            SELECT 1 FROM arrangement n
            WHERE n.account_id = r.account_id AND n.id > r.id AND n.status NOT IN ('proposed', 'refused', 'cancelled')))
    UNION ALL
    SELECT p.due_on, p.last_day, '', -p.id, p.made_at FROM promise p
    WHERE p.account_id = {account} AND p.status = 'open') s
ORDER BY s.since DESC, s.place, s.number LIMIT 1
"""
_PROMISED = f"""
UPDATE account SET (promise_due_on, promise_until) = ({AWAITED.format(account="account.id")})
WHERE id IN ({_IDS})
"""


class Promises:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def awaited(self, account_id: int) -> tuple[date | None, date | None]:
        """The day of the promise or instalment that an account waits for, and the last day on which it counts."""
        row = self._sql.one(AWAITED.format(account=":id"), {"id": account_id})
        return (None, None) if row is None else (to_day_or_none(row[0]), to_day_or_none(row[1]))

    def await_anew(self, accounts: Iterable[int]) -> None:
        """Make what accounts cache of ``awaited`` follow from their promises and arrangements."""
        self._sql.run(_PROMISED, {"ids": Ids(sorted(set(accounts)))})

    def arrangement_broken(self, account_id: int) -> bool:
        """Whether what an account waited for was an instalment of the arrangement that it broke last."""
        return (
            self._sql.one(
                "SELECT 1 FROM account a JOIN arrangement r ON r.account_id = a.id AND r.status = 'broken' "
                "JOIN instalment i ON i.arrangement_id = r.id AND i.number = r.missed "
                "WHERE a.id = :id AND i.due_on = a.promise_due_on AND i.last_day = a.promise_until",
                {"id": account_id},
            )
            is not None
        )

    def of_operation(self, operation_id: str) -> int | None:
        """The id of the promise that was stored under it."""
        found: int | None = self._sql.value("SELECT id FROM promise WHERE operation_id = :op", {"op": operation_id})
        return found

    def account_of(self, promise_id: int) -> int | None:
        """The account of a promise; None where there is no such promise."""
        found: int | None = self._sql.value("SELECT account_id FROM promise WHERE id = :id", {"id": promise_id})
        return found

    def run_out(self, first: date, last: date) -> list[int]:
        """The accounts with open promises whose last day is one of these."""
        rows = self._sql.all(
            "SELECT DISTINCT account_id FROM promise WHERE status = 'open' AND due_on BETWEEN :due AND :last "
            "AND last_day BETWEEN :first AND :last ORDER BY account_id",
            {"due": (first - MOST_GRACE).isoformat(), "first": first.isoformat(), "last": last.isoformat()},
        )
        return [row[0] for row in rows]

    def add(
        self,
        account_id: int,
        call_id: int | None,
        by: int,
        cents: int,
        due_on: date,
        last_day: date,
        made_at: datetime,
        *,
        everywhere: bool = False,
        operation_id: str | None = None,
    ) -> int:
        """A promise, made in a call or without one; its id. ``by`` is the id of who took it down."""
        return self._sql.add(
            "INSERT INTO promise (account_id, client_id, currency, call_id, made_by, amount_cents, due_on, last_day, "
            "made_at, everywhere, operation_id) SELECT a.id, a.client_id, a.currency, CAST(:call AS bigint), "
            "CAST(:by AS bigint), :amount, :due, :last, :made, :everywhere, :operation "
            "FROM account a WHERE a.id = :account",
            {
                "account": account_id,
                "call": call_id,
                "by": by,
                "amount": cents,
                "due": due_on.isoformat(),
                "last": last_day.isoformat(),
                "made": instant(made_at),
                "everywhere": int(everywhere),
                "operation": operation_id,
            },
        )

    def judge(self, accounts: Iterable[int], zone: tzinfo | None) -> set[int]:
        """Write what was paid of promises and which are kept, and make the date that their accounts cache follow.

        Returns the accounts of the promises that stand otherwise now: other accounts of the customers may be among
        them, of whose scores the caller has to think.

        A promise counts from the day in ``zone`` (None: the computer's own) on which it was made: in the evening the
        database's, in UTC, is another, and what was paid at once would not count.
        """
        ids, standing, changed = self._misjudged(accounts, zone)
        if changed:
            self._sql.many("UPDATE promise SET status = :status, paid_cents = :paid WHERE id = :id", changed)
        self._sql.run(_PROMISED, ids)
        otherwise = {one["id"] for one in changed}
        return {account for promise, account, *_ in standing if promise in otherwise}

    def misjudged(self, accounts: Iterable[int], zone: tzinfo | None) -> list[tuple[int, str, int]]:
        """The promises that stand otherwise than they are stored: id, status and cents paid as they should be."""
        return [(one["id"], one["status"], one["paid"]) for one in self._misjudged(accounts, zone)[2]]

    def _misjudged(
        self, accounts: Iterable[int], zone: tzinfo | None
    ) -> tuple[dict[str, Ids], list[Row], list[dict[str, Any]]]:
        """The accounts whose promises are judged together with these, the promises, and what is to be written."""
        asked = sorted(set(accounts))
        together: dict[int, int] = dict(self._sql.all(_TOGETHER, {"ids": Ids(asked)}))
        ids = {"ids": Ids(sorted({*asked, *together}))}
        standing = self._sql.all(_STANDING, ids)
        return ids, standing, self._changed(standing, together, zone) if standing else []

    def _changed(
        self,
        standing: list[Row],
        together: dict[int, int],
        zone: tzinfo | None,
    ) -> list[dict[str, Any]]:
        """What is to be written, of the promises that stand otherwise than they are stored."""
        pledges: dict[int, list[Pledge]] = {}
        for promise, account, made_at, due_on, last_day, cents, everywhere, _, _ in standing:
            made = to_instant(made_at)
            one = Pledge(
                promise, account, made.astimezone(zone).date(), to_day(due_on), to_day(last_day), cents,
                everywhere == 1, made,
            )  # fmt: skip
            pledges.setdefault(-together.get(account, -account), []).append(one)
        payments: dict[int, list[Paid]] = {}
        payers = set(together) | {one.account for group in pledges.values() for one in group}
        for account, on, cents, entered in self._sql.all(PAID, {"ids": Ids(sorted(payers))}):
            group = -together.get(account, -account)
            payments.setdefault(group, []).append(Paid(account, to_day(on), cents, to_instant(entered)))
        found: dict[int, int] = {}
        for group, theirs in pledges.items():
            found |= paid_in_time(theirs, payments.get(group, ()))
        return [
            {"id": promise, "status": status, "paid": found[promise]}
            for promise, _, _, _, _, cents, _, was, paid in standing
            if (status := "kept" if found[promise] == cents else "open") != was or paid != found[promise]
        ]
