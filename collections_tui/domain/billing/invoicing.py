"""How a client's invoices are numbered, when they are due, and which taxes are on them, read from TOML.

``docs/invoices.md`` explains every field. The standard file ships; a client's own file says in [invoices] what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from collections_tui.domain.billing.records import WHOLE, BillKind, Tax
from collections_tui.domain.billing.typed import parse_rate
from collections_tui.domain.config import BadField, Fields, is_whole

KIND = "invoices"
TABLE = "invoices"
"""What the table is called in a client's own file."""
_LONGEST_PREFIX = 24


class Invoicing(NamedTuple):
    """A client's terms. ``year`` says whether numbers begin anew each year, with the year in them."""

    due_days: int = 30
    prefix: str = "INV-"
    credit_prefix: str = "CN-"
    year: bool = True
    digits: int = 5
    taxes: tuple[Tax, ...] = ()

    @property
    def rates(self) -> dict[str, int]:
        """The taxes by their names, in parts of a million."""
        return {one.name: one.ppm for one in self.taxes}

    def series(self, year: int) -> int:
        """The year of the series that a number of this year is in; 0 for one that runs on."""
        return year if self.year else 0

    def number(self, kind: BillKind, year: int, count: int) -> str:
        """The number of the ``count``-th invoice or credit note of a year: ``INV-2026-00012``."""
        prefix = self.prefix if kind == "invoice" else self.credit_prefix
        return f"{prefix}{f'{year}-' if self.year else ''}{count:0{self.digits}d}"


def parse_invoicing(raw: Mapping[str, object], source: str) -> Invoicing:
    """Return the standard terms from a file of their own.

    Raises:
        ConfigError: a field is missing, unknown or wrong.
    """
    fields = Fields(dict(raw), source)
    fields.choice("kind", (KIND,))
    fields.text("title")
    return _read(fields, Invoicing())


def invoicing_in(raw: Mapping[str, object], source: str, base: Invoicing) -> Invoicing:
    """Return the terms in a client's own file, which start from ``base``; that itself where it says nothing of them.

    Raises:
        ConfigError: a field of it is unknown or wrong.
    """
    if TABLE not in raw:
        return base
    table = raw[TABLE]
    if not isinstance(table, dict):
        raise BadField(source, f"{TABLE} must be a table, written as [{TABLE}]", field=TABLE)
    try:
        return _read(Fields(table, source), base)
    except BadField as error:
        raise _within(error) from None


def _within(error: BadField) -> BadField:
    """The same error with its entry named as it is in the client's file: ``[[invoices.tax]]``."""
    if not error.table:
        return error
    table = f"{TABLE}.{error.table}"
    return BadField(
        error.source, error.reason, entry=f"{table} {error.number}", field=error.field, table=table,
        number=error.number,
    )  # fmt: skip


def _read(fields: Fields, base: Invoicing) -> Invoicing:
    fields.value("tax", ())
    found = Invoicing(
        fields.whole("due_days", base.due_days, least=0, most=366),
        _prefix(fields, "prefix", base.prefix),
        _prefix(fields, "credit_prefix", base.credit_prefix),
        fields.flag("year", base.year),
        fields.whole("digits", base.digits, least=1, most=12),
        _taxes(fields) if "tax" in fields else base.taxes,
    )
    fields.done()
    if found.prefix == found.credit_prefix:
        raise fields.wrong("credit_prefix", "must be another than prefix, or two papers could have one number")
    return found


def _prefix(fields: Fields, name: str, default: str) -> str:
    """What stands before a number. A slash would part it from a client's code, and a blank from its rest."""
    text = fields.text(name, default, longest=_LONGEST_PREFIX)
    if "/" in text or text != text.strip():
        raise fields.wrong(name, "must have no slash in it and no blanks around it")
    return text


def _taxes(fields: Fields) -> tuple[Tax, ...]:
    taxes: list[Tax] = []
    for entry in fields.tables("tax"):
        name = entry.text("name", longest=32)
        if name != name.strip():
            raise entry.wrong("name", "must have no blanks around it")
        if any(one.name == name for one in taxes):
            raise entry.wrong("name", "is that of a tax above it")
        taxes.append(Tax(name, _ppm(entry)))
        entry.done()
    return tuple(taxes)


def _ppm(entry: Fields) -> int:
    """A rate in per cent, as 8 or "8.875", in parts of a million. Never a float: 8.875 without quotes is one."""
    value = entry.value("percent")
    what = 'must be a rate such as 8 or "8.875", of at most four decimals'
    if not isinstance(value, str) and not is_whole(value):
        raise entry.wrong("percent", what)
    try:
        ppm = parse_rate(str(value))
    except ValueError:
        raise entry.wrong("percent", what) from None
    if ppm > WHOLE:
        raise entry.wrong("percent", what)
    return ppm
