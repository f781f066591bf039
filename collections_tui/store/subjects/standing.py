"""What arrangements are judged by, and what is written of it. Judging itself is the domain's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.records import ArrangementStatus
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.promises import PAID
from collections_tui.store.values import Ids, instant_or_none, to_day, to_day_or_none, to_instant, to_instant_or_none

NOTHING_OWED = "nothing was owed any more"
"""Why an arrangement ended before it was paid. That stands, whatever comes later."""


class Ran(NamedTuple):
    """An arrangement that runs, or ran and was neither replaced nor cancelled.

    ``off_cents`` is what a settlement forgives. ``next_made_at`` is when the account's next one was made, None for its
    latest. ``balance_cents`` is what is owed on the account now.
    """

    id: int
    account_id: int
    made_at: datetime
    status: ArrangementStatus
    until: date | None
    off_cents: int
    missed: int | None
    next_made_at: datetime | None
    balance_cents: int
    currency: str


class Payment(NamedTuple):
    """A payment of the customer that was not reversed, with when it was entered."""

    on: date
    cents: int
    entered_at: datetime


_RAN = f"""
SELECT r.id, r.account_id, r.made_at, r.status, r.until, r.owed_cents - r.total_cents, r.missed,
       (SELECT min(n.made_at) FROM arrangement n
        WHERE n.account_id = r.account_id AND n.id > r.id AND n.status NOT IN ('proposed', 'refused', 'cancelled')),
       a.balance_cents, a.currency
FROM arrangement r JOIN account a ON a.id = r.account_id
WHERE r.account_id IN (SELECT value FROM json_each(:ids))
  AND r.status IN ('active', 'kept', 'paid_early', 'broken') AND r.ended_reason <> '{NOTHING_OWED}'
ORDER BY r.account_id, r.id
"""


class Standing:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def ran(self, accounts: Iterable[int]) -> list[Ran]:
        """The arrangements of accounts that what was paid may still say something about, the oldest first."""
        rows = self._sql.all(_RAN, {"ids": Ids(sorted(set(accounts)))})
        return [
            Ran(
                row[0], row[1], to_instant(row[2]), row[3], to_day_or_none(row[4]), row[5], row[6],
                to_instant_or_none(row[7]), row[8], row[9],
            )
            for row in rows
        ]  # fmt: skip

    def payments(self, accounts: Iterable[int]) -> dict[int, list[Payment]]:
        """What the customers paid on accounts; what insurers paid is left out."""
        found: dict[int, list[Payment]] = {}
        for account, on, cents, entered in self._sql.all(PAID, {"ids": Ids(sorted(set(accounts)))}):
            found.setdefault(account, []).append(Payment(to_day(on), cents, to_instant(entered)))
        return found

    def put_paid(self, arrangement_id: int, paid: Mapping[int, int]) -> None:
        """Write what was paid of instalments, by their numbers."""
        self._sql.many(
            "UPDATE instalment SET paid_cents = :cents WHERE arrangement_id = :id AND number = :number",
            [{"id": arrangement_id, "number": number, "cents": cents} for number, cents in paid.items()],
        )

    def put_status(
        self, arrangement_id: int, status: ArrangementStatus, ended_at: datetime | None, reason: str, missed: int | None
    ) -> None:
        """Write what became of an arrangement, since when and why, and the instalment that was missed."""
        self._sql.run(
            "UPDATE arrangement SET status = :status, ended_at = :ended, ended_reason = :reason, missed = :missed "
            "WHERE id = :id",
            {
                "id": arrangement_id,
                "status": status,
                "ended": instant_or_none(ended_at),
                "reason": reason,
                "missed": missed,
            },
        )

    def run_out(self, today: date) -> list[int]:
        """The accounts with an arrangement that runs though the last day of an instalment has passed.

        A settlement ends no earlier than its last instalment, so that is how its end is found too.
        """
        rows = self._sql.all(
            "SELECT DISTINCT r.account_id FROM instalment i CROSS JOIN arrangement r "
            "WHERE r.id = i.arrangement_id AND i.paid_cents < i.amount_cents AND i.due_on < :today "
            "AND i.last_day < :today AND r.status = 'active' "
            "ORDER BY r.account_id",
            {"today": today.isoformat()},
        )
        return [row[0] for row in rows]
