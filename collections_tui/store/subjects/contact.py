"""What the contact rules need to know of a customer: past calls, and flags that somebody has set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast

from collections_tui.domain.contact.records import Flag, FlagKind, Number, PastCall
from collections_tui.domain.records import PhoneKind, PhoneStatus
from collections_tui.store.contract import Engine, Row, Sql
from collections_tui.store.subjects.queue import SETTLE_FORGOTTEN
from collections_tui.store.values import Ids, instant, instant_or_none, to_instant, to_instant_or_none


class SetFlag(NamedTuple):
    """A flag with who set it and when, as the account shows it. ``by`` is a login, '' for a file."""

    flag: Flag
    set_at: datetime
    by: str
    call_id: int | None = None


class Ground(NamedTuple):
    """What the rules need of an account's client and customer, read in one way over the line."""

    party: Literal["first", "third"]
    policy: str
    client_states: tuple[str, ...]
    sector: str
    state: str
    postcode: str
    country: str
    client: str
    """Its code."""
    numbers: tuple[Number, ...]
    """The customer's, good ones first, in the order in which they became known."""
    flagged: bool
    """Whether any flag of the customer is in force or was and has not been lifted."""


# Each number as id, E.164, kind, status and zones with bars between, and spaces between the numbers.
_NUMBER = "CAST(p.id AS text) || '|' || p.e164 || '|' || p.kind || '|' || p.status || '|' || p.zones"
_NUMBERS: dict[Engine, str] = {
    "sqlite": f"(SELECT group_concat({_NUMBER}, ' ') FROM phone p WHERE p.customer_id = a.customer_id)",
    "postgres": f"(SELECT string_agg({_NUMBER}, ' ') FROM phone p WHERE p.customer_id = a.customer_id)",
}


def _ground(engine: Engine) -> str:
    return f"""
SELECT a.id, l.party, l.policy, l.states, l.sector, c.state, c.postcode, c.country, l.code, {_NUMBERS[engine]},
    EXISTS (SELECT 1 FROM flag f WHERE f.customer_id = a.customer_id AND f.lifted_at IS NULL)
FROM account a JOIN client l ON l.id = a.client_id JOIN customer c ON c.id = a.customer_id"""


GROUND: dict[Engine, str] = {"sqlite": _ground("sqlite"), "postgres": _ground("postgres")}


def ground_of(row: Row) -> Ground:
    """A row of ``GROUND``."""
    states = tuple(row[3].split(",")) if row[3] else ()
    return Ground._make((*row[1:3], states, *row[4:9], _numbers(row[9] or ""), bool(row[10])))


# The accounts a call was about besides its own, joined by commas.
ALSO: dict[Engine, str] = {
    "sqlite": "(SELECT group_concat(d.account_id) FROM call_debt d WHERE d.call_id = k.id)",
    "postgres": "(SELECT string_agg(CAST(d.account_id AS text), ',') FROM call_debt d WHERE d.call_id = k.id)",
}


STANDS = "NOT EXISTS (SELECT 1 FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'undo')"


# Limits may be on a person, so the calls of all accounts count. A company may have thousands of accounts: the index
# gives those that were called since, so what is read is the calls that there were, and never an account without one.
def _past(engine: Engine) -> str:
    return f"""
SELECT k.started_at, k.direction, k.phone, k.account_id, {ALSO[engine]}, o.counts, o.right_party, o.connected,
       p.kind, p.status
FROM account a
JOIN call k ON k.account_id = a.id AND k.started_at >= :since
JOIN outcome_code o ON o.code = k.outcome
LEFT JOIN phone p ON p.customer_id = :customer AND p.e164 = k.phone
WHERE a.customer_id = :customer AND a.last_call_at >= :since AND {STANDS}
ORDER BY k.started_at DESC, k.id DESC"""


PAST: dict[Engine, str] = {"sqlite": _past("sqlite"), "postgres": _past("postgres")}

FLAG = """
SELECT f.id, f.kind, f.since, f.until, f.account_id, f.e164, f.details, f.set_at, f.call_id, coalesce(p.login, ''),
       f.customer_id
FROM flag f LEFT JOIN collector p ON p.id = f.collector_id"""

FLAGS = f"{FLAG} WHERE f.customer_id = :customer AND f.lifted_at IS NULL ORDER BY f.since DESC, f.id DESC"


def _numbers(text: str) -> tuple[Number, ...]:
    rows = [one.split("|") for one in text.split()]
    rows.sort(key=lambda row: (row[3] != "good", int(row[0])))
    return tuple(
        [
            Number(e164, cast(PhoneKind, kind), cast(PhoneStatus, status), tuple(zones.split(",")) if zones else ())
            for _, e164, kind, status, zones in rows
        ]
    )


def past_call(row: Row) -> PastCall:
    """A call as a row of ``PAST`` has it."""
    also = map(int, row[4].split(",")) if row[4] else ()
    outbound = row[1] == "outbound"
    return PastCall(
        at=to_instant(row[0]),
        outbound=outbound,
        e164=row[2],
        debts=frozenset((row[3], *also)),
        reached=bool(row[5]) if outbound else True,
        conversation=bool(row[6]),
        kind=row[8] or "other",
        not_theirs=row[9] == "wrong",
        third_party=bool(row[7]) and not row[6],
    )


def flag_of(row: Row) -> SetFlag:
    """A flag as a row of ``FLAG`` has it."""
    kind, details = cast(FlagKind, row[1]), json.loads(row[6])
    flag = Flag(kind, to_instant(row[2]), to_instant_or_none(row[3]), row[4], row[5], details, row[0])
    return SetFlag(flag, to_instant(row[7]), row[9], row[8])


class Contact:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def ground(self, account_id: int) -> Ground:
        row = self._sql.one(f"{GROUND[self._sql.engine]} WHERE a.id = :id", {"id": account_id})
        assert row is not None, "the caller has looked it up"
        return ground_of(row)

    def grounds(self, customer_id: int) -> dict[int, Ground]:
        """The same of each account of a customer, by its id."""
        rows = self._sql.all(f"{GROUND[self._sql.engine]} WHERE a.customer_id = :id", {"id": customer_id})
        return {row[0]: ground_of(row) for row in rows}

    def calls(self, customer_id: int, since: datetime) -> list[PastCall]:
        """All calls with a customer that still stand, on whichever account, the latest first."""
        rows = self._sql.all(PAST[self._sql.engine], {"customer": customer_id, "since": instant(since)})
        return [past_call(row) for row in rows]

    def flags(self, customer_id: int) -> list[SetFlag]:
        """What is known about contact with a customer and nobody has lifted, the latest first."""
        return [flag_of(row) for row in self._sql.all(FLAGS, {"customer": customer_id})]

    def flag(self, flag_id: int) -> tuple[int, SetFlag] | None:
        """The customer's id and the flag, unless it has been lifted."""
        row = self._sql.one(f"{FLAG} WHERE f.id = :id AND f.lifted_at IS NULL", {"id": flag_id})
        if row is None:
            return None
        return int(row[10]), flag_of(row)

    def set(self, customer_id: int, flag: Flag, person_id: int | None, call_id: int | None, now: datetime) -> int:
        """Store a flag, whose own ``id`` is ignored; the new id."""
        return self._sql.add(
            "INSERT INTO flag (customer_id, account_id, e164, kind, since, until, details, set_at, collector_id, "
            "call_id) VALUES (:customer, :account, :e164, :kind, :since, :until, :details, :now, :person, :call)",
            {
                "customer": customer_id,
                "account": flag.account_id,
                "e164": flag.e164,
                "kind": flag.kind,
                "since": instant(flag.since),
                "until": instant_or_none(flag.until),
                "details": details_text(flag.details),
                "now": instant(now),
                "person": person_id,
                "call": call_id,
            },
        )

    def lift(self, flag_ids: Iterable[int], person_id: int, now: datetime) -> None:
        """End flags; they stay in the history."""
        self._sql.run(
            "UPDATE flag SET lifted_at = :now, lifted_by = :person "
            "WHERE lifted_at IS NULL AND id IN (SELECT value FROM json_each(:ids))",
            {"now": instant(now), "person": person_id, "ids": Ids(flag_ids)},
        )

    def of_call(self, call_id: int) -> list[int]:
        """The ids of the flags that a call has set and nobody has lifted."""
        rows = self._sql.all(
            "SELECT f.id FROM flag f JOIN call k ON k.id = :call "
            "JOIN account a ON a.id = k.account_id "
            "WHERE f.customer_id = a.customer_id AND f.call_id = k.id AND f.lifted_at IS NULL",
            {"call": call_id},
        )
        return [row[0] for row in rows]

    def about(self, call_id: int, account_ids: Iterable[int]) -> None:
        """Say which accounts a call was about besides its own."""
        self._sql.many(
            "INSERT INTO call_debt (call_id, account_id) VALUES (:call, :account) "
            "ON CONFLICT (call_id, account_id) DO NOTHING",
            [{"call": call_id, "account": account} for account in account_ids],
        )

    def same_debt(self, account_id: int) -> frozenset[int]:
        """The accounts that count as one debt with this one (serviced under one number for one client), and itself."""
        rows = self._sql.all(
            "SELECT b.id FROM account a JOIN account b ON b.customer_id = a.customer_id AND b.client_id = a.client_id "
            "AND b.serviced_as = a.serviced_as WHERE a.id = :id AND a.serviced_as <> ''",
            {"id": account_id},
        )
        return frozenset((account_id, *(row[0] for row in rows)))

    def forget_rest(self, customer_ids: Iterable[int], now: datetime) -> None:
        """Let the contact rules be asked again before anybody gets an account of these customers.

        For many at once, after something was learned that may allow a call: each is judged when it is to be claimed.
        """
        self._sql.run(
            f"{SETTLE_FORGOTTEN} WHERE may_call_at IS NOT NULL "
            "AND customer_id IN (SELECT value FROM json_each(:customers))",
            {"customers": Ids(customer_ids), "now": instant(now)},
        )

    def resting(self, after: int, limit: int) -> list[int]:
        """The ids of accounts that the contact rules let rest, from just above an id on."""
        rows = self._sql.all(
            "SELECT id FROM account WHERE id > :after AND may_call_at IS NOT NULL ORDER BY id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        return [row[0] for row in rows]

    def rest(self, account_id: int, until: datetime | None) -> None:
        """Let nobody call before an instant; the queue must be settled afterwards."""
        self._sql.run(
            "UPDATE account SET may_call_at = :until WHERE id = :id",
            {"id": account_id, "until": instant_or_none(until)},
        )


def details_text(details: Mapping[str, Any]) -> str:
    """What a flag's kind asks for, as stored."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
