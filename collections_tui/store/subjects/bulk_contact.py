"""What the contact rules need of many customers at once, and when their accounts may be called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.contact.records import Flag, PastCall
from collections_tui.domain.records import Account, Hold
from collections_tui.store.contract import Engine, Sql
from collections_tui.store.subjects.accounts import ACCOUNT_COLUMNS, account_of
from collections_tui.store.subjects.contact import (
    ALSO,
    FLAG,
    GROUND,
    STANDS,
    Ground,
    details_text,
    flag_of,
    ground_of,
    past_call,
)
from collections_tui.store.subjects.queue import SETTLE
from collections_tui.store.values import Ids, instant, instant_or_none, to_day_or_none, to_instant

_IDS = "SELECT value FROM json_each(:ids)"


def _past(engine: Engine) -> str:
    return f"""
SELECT k.started_at, k.direction, k.phone, k.account_id, {ALSO[engine]}, o.counts, o.right_party, o.connected,
       p.kind, p.status, a.customer_id
FROM json_each(:ids) j CROSS JOIN account a
JOIN call k ON k.account_id = a.id AND k.started_at >= :since
JOIN outcome_code o ON o.code = k.outcome
LEFT JOIN phone p ON p.customer_id = a.customer_id AND p.e164 = k.phone
WHERE a.customer_id = j.value AND {STANDS}
ORDER BY a.customer_id, k.started_at DESC, k.id DESC"""


PAST: dict[Engine, str] = {"sqlite": _past("sqlite"), "postgres": _past("postgres")}


class FileFlag(NamedTuple):
    """A flag that a file says of a customer. Nobody here set it; ``call_id`` is that of the call which says so."""

    customer_id: int
    flag: Flag
    call_id: int | None = None
    person_id: int | None = None


class BulkContact:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def owners(self, accounts: Iterable[int]) -> dict[int, int]:
        """The customer of each of these accounts."""
        rows = self._sql.all(f"SELECT id, customer_id FROM account WHERE id IN ({_IDS})", _ids(accounts))
        return {row[0]: row[1] for row in rows}

    def accounts_of(self, customers: Iterable[int]) -> list[Account]:
        """Every account of these customers that is not closed."""
        rows = self._sql.all(
            f"SELECT {ACCOUNT_COLUMNS} FROM account WHERE customer_id IN ({_IDS}) AND status <> 'closed' ORDER BY id",
            _ids(customers),
        )
        return list(map(account_of, rows))

    def accounts(self, ids: Iterable[int]) -> list[Account]:
        """Those of these accounts that are not closed."""
        rows = self._sql.all(
            f"SELECT {ACCOUNT_COLUMNS} FROM account WHERE id IN ({_IDS}) AND status <> 'closed' ORDER BY id", _ids(ids)
        )
        return list(map(account_of, rows))

    def grounds(self, accounts: Iterable[int]) -> dict[int, Ground]:
        """What the rules need of the client and the customer of each account."""
        rows = self._sql.all(f"{GROUND[self._sql.engine]} WHERE a.id IN ({_IDS})", _ids(accounts))
        return {row[0]: ground_of(row) for row in rows}

    def flags(self, customers: Iterable[int]) -> dict[int, list[Flag]]:
        """What is known about contact with each customer and nobody has lifted, the latest first."""
        rows = self._sql.all(
            f"{FLAG} WHERE f.customer_id IN ({_IDS}) AND f.lifted_at IS NULL "
            "ORDER BY f.customer_id, f.since DESC, f.id DESC",
            _ids(customers),
        )
        found: dict[int, list[Flag]] = {}
        for row in rows:
            found.setdefault(row[10], []).append(flag_of(row).flag)
        return found

    def calls(self, customers: Iterable[int], since: datetime) -> dict[int, list[PastCall]]:
        """The calls with each customer that still stand, the latest first."""
        rows = self._sql.all(PAST[self._sql.engine], {**_ids(customers), "since": instant(since)})
        found: dict[int, list[PastCall]] = {}
        for row in rows:
            found.setdefault(row[10], []).append(past_call(row))
        return found

    def holds(self, accounts: Iterable[int]) -> dict[int, list[Hold]]:
        """The holds of each account that are in force."""
        rows = self._sql.all(
            "SELECT id, account_id, kind, note, since, until FROM hold "
            f"WHERE account_id IN ({_IDS}) AND lifted_at IS NULL ORDER BY account_id, since",
            _ids(accounts),
        )
        found: dict[int, list[Hold]] = {}
        for row in rows:
            found.setdefault(row[1], []).append(Hold._make((*row[:4], to_instant(row[4]), to_day_or_none(row[5]))))
        return found

    def ever(self, customers: Iterable[int]) -> set[tuple[int, str, int | None, str, str]]:
        """Every flag that these customers have or had: customer, kind, account, number, details as stored."""
        rows = self._sql.all(
            f"SELECT customer_id, kind, account_id, e164, details FROM flag WHERE customer_id IN ({_IDS})",
            _ids(customers),
        )
        return {(row[0], row[1], row[2], row[3], row[4]) for row in rows}

    def add_flags(self, flags: Iterable[FileFlag], now: datetime) -> None:
        """Store flags, whose own ids are ignored."""
        self._sql.many(
            "INSERT INTO flag (customer_id, account_id, e164, kind, since, until, details, set_at, collector_id, "
            "call_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.customer_id,
                    one.flag.account_id,
                    one.flag.e164,
                    one.flag.kind,
                    instant(one.flag.since),
                    instant_or_none(one.flag.until),
                    details_text(one.flag.details),
                    instant(now),
                    one.person_id,
                    one.call_id,
                )
                for one in flags
            ],
        )

    def serviced_as(self, numbers: Iterable[tuple[int, str]]) -> int:
        """Write the number under which accounts are serviced: account, number; how many are another than before."""
        return self._sql.many(
            "UPDATE account SET serviced_as = :number, revision = revision + 1 "
            "WHERE id = :account AND serviced_as <> :number",
            [{"account": account, "number": number} for account, number in numbers],
        )

    def rest(self, accounts: Iterable[tuple[int, datetime | None, int]], now: datetime) -> None:
        """Write when accounts may be called again and their call window, and settle them: account, instant, window."""
        changed = list(accounts)
        self._sql.many(
            "UPDATE account SET may_call_at = ?, window_id = ? WHERE id = ?",
            [(instant_or_none(until), window, account) for account, until, window in changed],
        )
        self._sql.run(
            f"{SETTLE} WHERE id IN ({_IDS})", {**_ids(account for account, _, _ in changed), "now": instant(now)}
        )

    def asleep(self, client_id: int, window_id: int, after: int, limit: int) -> list[Account]:
        """Accounts of a client that the contact rules let rest, or that are in a window; from just above an id on."""
        rows = self._sql.all(
            f"SELECT {ACCOUNT_COLUMNS} FROM account WHERE client_id = :client AND id > :after AND status <> 'closed' "
            "AND (may_call_at IS NOT NULL OR window_id = :window) ORDER BY id LIMIT :limit",
            {"client": client_id, "window": window_id, "after": after, "limit": limit},
        )
        return list(map(account_of, rows))


def _ids(values: Iterable[int]) -> dict[str, Ids]:
    return {"ids": Ids(sorted(set(values)))}
