"""What reports about claims are made of: sums by client, insurer and currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.claims import OUTSTANDING, UNDERPAID
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
