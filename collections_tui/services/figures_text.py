"""Reports as text: for spreadsheets, and as people read them. Beside every rate stands what it is of."""

from __future__ import annotations

from fractions import Fraction

from collections_tui.domain.figures import Rate
from collections_tui.domain.money import decimals_of, format_cents, plain_amount
from collections_tui.services.figures_views import Column, Line, Report, Value

PLACES = 6  # of a rate, as programs and spreadsheets get it


def csv_rows(made: Report) -> list[list[object]]:
    """Return a report as rows for a spreadsheet: beside every rate a column with what it is of."""
    titles: list[object] = list(made.keys)
    for column in made.columns:
        titles += [column.name, f"{column.name}_of"] if column.of else [column.name]
    return [titles, *(_csv_row(made, line) for line in made.lines)]


def _csv_row(made: Report, line: Line) -> list[object]:
    currency, row = currency_of(made, line), list[object](line.key)
    for column, value in zip(made.columns, line.values, strict=True):
        row += _csv_cells(column, value, currency)
    return row


def _csv_cells(column: Column, value: Value, currency: str) -> list[object]:
    if isinstance(value, Rate):
        exact = value.value
        if exact is not None and column.kind == "money_per":
            exact /= 10 ** decimals_of(currency)
        rate = "" if exact is None else _decimal(exact)
        return [rate, plain_amount(value.denominator, currency) if column.of_money else value.denominator]
    if column.of:
        return ["", ""]
    if column.kind == "money" and value is not None:
        return [plain_amount(value, currency)]
    return ["" if value is None else value]


def _decimal(value: Fraction) -> str:
    """A number as a spreadsheet reads it, without an exponent."""
    return f"{float(round(value, PLACES)):.{PLACES}f}".rstrip("0").rstrip(".")


def currency_of(made: Report, line: Line) -> str:
    """Return the currency of a line's amounts; '' where it has none."""
    return line.key[made.keys.index("currency")] if "currency" in made.keys else ""


def cells(column: Column, value: Value, currency: str) -> list[str]:
    """Return a figure as people read it; behind a rate, what it is of."""
    if isinstance(value, Rate):
        return [_rate(column, value, currency), _of(column, value, currency)]
    if column.of:
        return ["", ""]
    if value is None:
        return ["–"]
    if column.kind == "money":
        return [format_cents(value, currency)]
    return [f"{value // 60}:{value % 60:02d}" if column.kind == "seconds" else f"{value:,}"]


def _rate(column: Column, value: Rate, currency: str) -> str:
    exact = value.value
    if exact is None:
        return "–"
    if column.kind == "share":
        return f"{float(exact):.1%}"
    return format_cents(round(exact), currency) if column.kind == "money_per" else f"{float(exact):,.1f}"


def _of(column: Column, value: Rate, currency: str) -> str:
    if column.of_money:
        return format_cents(value.denominator, currency)
    return f"{value.denominator:,}"
