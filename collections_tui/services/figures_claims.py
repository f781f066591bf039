"""Reports about claims: how old they are, what was refused and won back, what is paid less than agreed."""

from __future__ import annotations

from collections.abc import Iterable

from collections_tui.domain.figures import Rate
from collections_tui.services.figures_views import Column, Ground, Line
from collections_tui.store.subjects.claim_figures import Whose

KEYS = ("payer", "currency")
AGING = (
    Column("claims", "count"),
    Column("to_30", "money"),
    Column("to_60", "money"),
    Column("to_90", "money"),
    Column("to_120", "money"),
    Column("older", "money"),
    Column("total", "money"),
)
DENIAL_KEYS = ("payer", "kind", "currency")
DENIALS = (
    Column("claims", "count"),
    Column("denied", "money"),
    Column("won", "money"),
    Column("given_up", "money"),
    Column("open", "money"),
    Column("won_of_decided", "share", "decided", of_money=True),
)
UNDERPAYMENTS = (
    Column("claims", "count"),
    Column("agreed", "money"),
    Column("missing", "money"),
    Column("contested", "money"),
)


def aging(ground: Ground) -> list[Line]:
    """What insurers are asked for at this moment, by the days since the service."""
    sums = (
        (_key(ground, one.whose), (one.claims, *one.cents, sum(one.cents)))
        for one in ground.tx.claim_figures.aging(ground.desk.today(), ground.desk.person.scope)
    )
    return [Line(key, values) for key, values in _added(sums)]


def denials(ground: Ground) -> list[Line]:
    """What was refused in the days of the report by insurer and kind of reason, and what became of it."""
    codes, asked = ground.desk.books.codes, ground.asked

    def kind(reasons: str) -> str:
        first = reasons.partition(",")[0]
        return codes.kind(first) if first else "no reason told"

    sums = (
        (
            _key(ground, one.whose, kind(one.reasons)),
            (one.claims, one.denied_cents, one.won_cents, one.lost_cents, one.open_cents),
        )
        for one in ground.tx.claim_figures.denials(asked.first, asked.last, ground.desk.person.scope)
    )
    return [Line(key, (*values, Rate(values[2], values[2] + values[3]))) for key, values in _added(sums)]


def underpayments(ground: Ground) -> list[Line]:
    """What was paid less than agreed with each insurer, and not given up."""
    sums = (
        (_key(ground, one.whose), (one.claims, one.expected_cents, one.short_cents, one.contested_cents))
        for one in ground.tx.claim_figures.underpaid(ground.desk.person.scope)
    )
    return [Line(key, values) for key, values in _added(sums)]


def _key(ground: Ground, whose: Whose, *more: str) -> tuple[str, ...]:
    return (ground.key(client=whose.client_id), whose.payer, *more, whose.currency)


def _added(sums: Iterable[tuple[tuple[str, ...], tuple[int, ...]]]) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Sums with the same key added up, in the order of the keys."""
    found: dict[tuple[str, ...], list[int]] = {}
    for key, values in sums:
        before = found.get(key)
        found[key] = (
            list(values) if before is None else [one + other for one, other in zip(before, values, strict=True)]
        )
    return [(key, tuple(found[key])) for key in sorted(found)]
