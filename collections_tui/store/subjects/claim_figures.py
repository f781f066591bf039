"""What is counted of claims: sums by client, insurer and currency, the work there is, what does not add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.claim_sums import OUTSTANDING, UNDERPAID
from collections_tui.store.subjects.claims import through
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids

AGES = (30, 60, 90, 120)


class Whose(NamedTuple):
    """Of whom a sum is."""

    client_id: int
    payer: str
    currency: str


class Aged(NamedTuple):
    """How much insurers are asked for, by the days since the service: up to each of ``AGES``, and more."""

    whose: Whose
    claims: int
    cents: tuple[int, ...]


class Denied(NamedTuple):
    """What was refused for some reasons: how many claims, how much, and what of it was won, given up, or is open."""

    whose: Whose
    reasons: str
    claims: int
    denied_cents: int
    won_cents: int
    lost_cents: int
    open_cents: int


class Short(NamedTuple):
    """What was paid less than agreed: how many claims, what was agreed for them, what is missing, what is contested."""

    whose: Whose
    claims: int
    expected_cents: int
    short_cents: int
    contested_cents: int


_WHOSE = "c.client_id, y.name, a.currency"
_FROM = "FROM claim c JOIN payer y ON y.id = c.payer_id JOIN account a ON a.id = c.account_id"
_SCOPED = " AND c.client_id IN (SELECT value FROM json_each(:clients))"


class ClaimFigures:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def aging(self, on: date, clients: Sequence[int]) -> list[Aged]:
        """What is asked of insurers now; ``clients`` are those it is limited to, none for all."""
        bounds = {f"day{at}": (on - timedelta(days=days)).isoformat() for at, days in enumerate(AGES)}
        edges = [None, *bounds, None]
        cents = OUTSTANDING.format(c="c")
        cases = []
        for newer, older in pairwise(edges):
            tests = [f"c.service_to < :{newer}"] if newer else []
            tests += [f"c.service_to >= :{older}"] if older else []
            cases.append(f"sum(CASE WHEN {' AND '.join(tests)} THEN {cents} ELSE 0 END)")
        rows = self._sql.all(
            f"SELECT {_WHOSE}, count(*), {', '.join(cases)} {_FROM} WHERE c.status NOT IN ('paid', 'closed')"
            f"{_SCOPED if clients else ''} GROUP BY {_WHOSE} ORDER BY {_WHOSE}",
            bounds | {"clients": Ids(clients)},
        )
        return [Aged(Whose(*row[:3]), row[3], tuple(row[4:])) for row in rows]

    def denials(self, first: date, last: date, clients: Sequence[int]) -> list[Denied]:
        """What was refused in these days, by the reasons for it."""
        rows = self._sql.all(
            f"SELECT {_WHOSE}, c.refusal, count(*), sum(c.denied_cents), sum(c.denied_cents - c.refused_cents), "
            "sum(CASE WHEN c.status = 'closed' THEN c.refused_cents ELSE 0 END), "
            "sum(CASE WHEN c.status = 'closed' THEN 0 ELSE c.refused_cents END) "
            f"{_FROM} WHERE c.refused_on BETWEEN :first AND :last{_SCOPED if clients else ''} "
            f"GROUP BY {_WHOSE}, c.refusal ORDER BY {_WHOSE}, c.refusal",
            {"first": first.isoformat(), "last": last.isoformat(), "clients": Ids(clients)},
        )
        return [Denied(Whose(*row[:3]), *row[3:]) for row in rows]

    def underpaid(self, clients: Sequence[int]) -> list[Short]:
        """What was paid less than agreed and not given up."""
        short = UNDERPAID.format(c="c")
        rows = self._sql.all(
            f"SELECT {_WHOSE}, count(*), sum(c.expected_cents), sum({short}), "
            f"sum(CASE WHEN c.status = 'appealed' THEN {short} ELSE 0 END) "
            f"{_FROM} WHERE c.status <> 'closed' AND {short} > 0{_SCOPED if clients else ''} "
            f"GROUP BY {_WHOSE} ORDER BY {_WHOSE}",
            {"clients": Ids(clients)},
        )
        return [Short(Whose(*row[:3]), *row[3:]) for row in rows]

    # -- the work, and whether it adds up ----------------------------------------------------------------------------

    def counts(
        self, who: Seen | None, today: date, *, client_id: int | None = None, payer_id: int | None = None
    ) -> dict[tuple[str, str], tuple[int, int]]:
        """By part of the work and currency: how many claims, and what is asked of insurers for them, in cents.

        Of what is over nothing is asked any more: it is counted without a look at every account.
        """
        also, params = seen(who)
        also += "" if client_id is None else " AND c.client_id = :client"
        also += "" if payer_id is None else " AND c.payer_id = :payer"
        told = {"today": today.isoformat(), "client": client_id, "payer": payer_id} | params
        rows = self._sql.all(
            "SELECT (CASE WHEN c.next_on <= :today THEN 'due' ELSE 'waiting' END), a.currency, count(*), "
            f"sum({OUTSTANDING.format(c='c')}) FROM claim c CROSS JOIN account a "
            f"WHERE a.id = c.account_id AND c.next_on IS NOT NULL{also} GROUP BY 1, 2",
            told,
        )
        found = {(when, currency): (count, int(cents)) for when, currency, count, cents in rows}
        over = self._sql.value(f"SELECT count(*) FROM claim c{through(who)} AND c.next_on IS NULL{also}", told)
        return found | {("over", ""): (over, 0)}

    def of_payers(self, who: Seen | None) -> list[tuple[int, str, int, int]]:
        """By payer and currency: how many claims are not over, and what is asked of it for them, in cents."""
        also, params = seen(who)
        rows = self._sql.all(
            f"SELECT c.payer_id, a.currency, count(*), sum({OUTSTANDING.format(c='c')}) "
            f"FROM claim c JOIN account a ON a.id = c.account_id WHERE c.next_on IS NOT NULL{also} "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            params,
        )
        return [(payer, currency, count, int(cents)) for payer, currency, count, cents in rows]

    def misadded(self) -> list[tuple[str, int, int, int]]:
        """Claims that charge something else than their lines: name, what is kept, the sum of the lines, the account."""
        rows = self._sql.all(
            "SELECT c.id, c.charge_cents, s.cents, c.account_id FROM claim c JOIN (SELECT claim_id, "
            "sum(charge_cents) AS cents FROM claim_line GROUP BY claim_id) s ON s.claim_id = c.id "
            "WHERE s.cents <> c.charge_cents ORDER BY c.id"
        )
        return [(f"C{row[0]}", row[1], row[2], row[3]) for row in rows]

    def misanswered(self) -> list[tuple[str, int, int, int]]:
        """Claims of which remittances say something else: name, what is kept, their sum, the account.

        What they paid; else how much of the charge they are about, which may be less where one took back what was
        never told here. Those that decide nothing (23, 25) are told to no claim.
        """
        rows = self._sql.all(
            "SELECT c.id, CASE WHEN s.cents <> c.paid_cents THEN c.paid_cents ELSE c.decided_cents END, "
            "CASE WHEN s.cents <> c.paid_cents THEN s.cents ELSE s.about END, c.account_id FROM (SELECT r.claim_id, "
            "CAST(sum(r.paid_cents) AS bigint) AS cents, CAST(sum(CASE WHEN r.status_code IN ('23', '25') THEN 0 "
            "ELSE r.charge_cents END) AS bigint) AS about FROM remittance_claim r WHERE r.claim_id IS NOT NULL "
            "AND r.settled_at IS NOT NULL GROUP BY r.claim_id) s JOIN claim c ON c.id = s.claim_id "
            "WHERE s.cents <> c.paid_cents OR s.about > c.decided_cents ORDER BY c.id"
        )
        return [(f"C{row[0]}", row[1], row[2], row[3]) for row in rows]
