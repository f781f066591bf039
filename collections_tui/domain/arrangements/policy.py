"""A client's policy for paying in parts, read from TOML: a file that ships, or a table in the client's own file.

``docs/arrangements.md`` explains every field. Refuses to judge anything by it: ``check`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast, get_args

from collections_tui.domain.arrangements.records import AidBand, ArrangementPolicy, Band, Moved, Rounding
from collections_tui.domain.config import BadField, Fields
from collections_tui.domain.money import MOST_CENTS, parse_cents
from collections_tui.domain.records import Role

KIND = "arrangements"
TABLE = "arrangements"
"""What the table is called in a client's own file."""
_MOST_DAYS = 366
_MOST_MONTHS = 600
_GIVES: tuple[Role, ...] = ("collector", "supervisor")

Like = Callable[[str], ArrangementPolicy]
"""Finds the policy that another one starts from, by its name."""


def parse_arrangement_policy(
    raw: Mapping[str, object], source: str, *, name: str, like: Like, title: str = ""
) -> ArrangementPolicy:
    """Return a policy from parsed TOML: that of a file, or with a ``title`` that of a table in a client's own file.

    Raises:
        ConfigError: a field is missing, unknown or wrong.
    """
    fields = Fields(dict(raw), source)
    if not title:
        fields.choice("kind", (KIND,))
        title = fields.text("title")
    base = like(fields.text("like", longest=60)) if "like" in fields else ArrangementPolicy(name, title)
    policy = _read(fields, base._replace(name=name, title=title))
    fields.done()
    if not policy.allowed and not policy.refusal:
        raise fields.wrong("refusal", "must say why there are no arrangements, such as “discretionary service”")
    return policy


def policy_in(raw: Mapping[str, object], source: str, *, name: str, like: Like) -> ArrangementPolicy | None:
    """Return the policy for arrangements in a client's own file; None where it says nothing of them.

    Raises:
        ConfigError: a field of it is missing, unknown or wrong.
    """
    if TABLE not in raw:
        return None
    table = raw[TABLE]
    if not isinstance(table, dict):
        raise BadField(source, f"{TABLE} must be a table, written as [{TABLE}]", field=TABLE)
    try:
        return parse_arrangement_policy(table, source, name=name, like=like, title=str(raw.get("title") or name))
    except BadField as error:
        raise _within(error) from None


def _within(error: BadField) -> BadField:
    """The same error with its entry named as it is in the client's file: ``[[arrangements.band]]``."""
    if not error.table:
        return error
    table = f"{TABLE}.{error.table}"
    where = {"entry": f"{table} {error.number}", "field": error.field, "table": table, "number": error.number}
    return BadField(error.source, error.reason, **where)  # type: ignore[arg-type]


def _read(fields: Fields, base: ArrangementPolicy) -> ArrangementPolicy:
    def days(name: str, most: int = _MOST_DAYS) -> int:
        return fields.whole(name, int(getattr(base, name)), least=0, most=most)

    for name in ("band", "settlement", "aid"):
        fields.value(name, ())
    return base._replace(
        allowed=fields.flag("allowed", base.allowed),
        refusal=fields.text("refusal", base.refusal),
        bands=_bands(fields) if "band" in fields else base.bands,
        down_percent=days("down_percent", 99),
        down_cents=_cents(fields, "down", base.down_cents),
        first_within_days=days("first_within_days"),
        grace_days=days("grace_days", 60),
        promise_grace_days=days("promise_grace_days", 60),
        settlement_percent=_settlements(fields) if "settlement" in fields else base.settlement_percent,
        settlement_days=days("settlement_days"),
        broken_before_approval=days("broken_before_approval", 99),
        rounding=cast(Rounding, fields.choice("rounding", get_args(Rounding), base.rounding)),
        larger_last=fields.flag("larger_last", base.larger_last),
        off_days=cast(Moved, fields.choice("off_days", get_args(Moved), base.off_days)),
        move_days=days("move_days", 60),
        moves=days("moves", _MOST_MONTHS),
        reminder_days=days("reminder_days", 60),
        approval_days=days("approval_days", 60),
        aid=_aid(fields) if "aid" in fields else base.aid,
        means_from_cents=_cents(fields, "means_from", base.means_from_cents),
    )


def _cents(fields: Fields, name: str, default: int | None = None) -> int:
    """An amount in minor units: a whole number of the currency's units, or text such as "12.50"."""
    if name not in fields and default is not None:
        fields.value(name, default)
        return default
    value = fields.value(name)
    if isinstance(value, str):
        try:
            cents = parse_cents(value)
        except ValueError:
            raise fields.wrong(name, 'must be an amount such as 50 or "12.50"') from None
    elif isinstance(value, int) and not isinstance(value, bool):
        cents = value * 100
    else:
        raise fields.wrong(name, 'must be an amount such as 50 or "12.50"')
    if not 0 <= cents <= MOST_CENTS:
        raise fields.wrong(name, "must be an amount that somebody can owe")
    return cents


def _bands(fields: Fields) -> tuple[Band, ...]:
    bands: list[Band] = []
    for entry in fields.tables("band"):
        up_to = _cents(entry, "up_to") if "up_to" in entry else None
        if bands and bands[-1].up_to_cents is None:
            raise entry.wrong("", "the band above it has no up_to, so nothing is left for this one")
        if bands and up_to is not None and up_to <= (bands[-1].up_to_cents or 0):
            raise entry.wrong("up_to", "must be more than that of the band above it")
        months = entry.whole("months", least=0, most=_MOST_MONTHS)
        bands.append(Band(up_to, months, _cents(entry, "least", 0)))
        entry.done()
    return tuple(bands)


def _settlements(fields: Fields) -> tuple[tuple[Role, int], ...]:
    given = fields.replaced(fields.table("settlement"))
    found = tuple((role, given.whole(role, 0, least=0, most=99)) for role in _GIVES)
    given.done()
    return found


def _aid(fields: Fields) -> tuple[AidBand, ...]:
    bands: list[AidBand] = []
    for entry in fields.tables("aid"):
        up_to = entry.whole("up_to_percent", least=1, most=10_000)
        if bands and up_to <= bands[-1].up_to_percent:
            raise entry.wrong("up_to_percent", "must be more than that of the band above it")
        bands.append(AidBand(up_to, entry.whole("off_percent", least=1, most=100)))
        entry.done()
    return tuple(bands)
