"""What the screen of reports shows: which days, the columns of its table, and the bars beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.figures import Rate
from collections_tui.domain.money import decimals_of
from collections_tui.services.figures_text import cells, currency_of
from collections_tui.services.figures_views import ALL, By, Line, Report, Value, first_day
from collections_tui.tui.widgets.virtual_columns import Column

if TYPE_CHECKING:
    from collections_tui.tui.widgets.plot import Bars

_LONGEST_KEY = 16


class Shown(NamedTuple):
    """How a report is shown at first: by what, of how many months, and which columns are drawn."""

    name: str
    by: By
    months: int
    drawn: tuple[str, ...]
    title: str


SHOWN: tuple[Shown, ...] = (
    Shown("calls", "hour", 1, ("calls", "right_party"), "calls, and right-party contacts"),
    Shown("wrap-up", "person", 1, ("wrap_up_median", "wrap_up_p90"), "wrap-up in seconds: median and p90"),
    Shown("promises", "week", 3, ("due", "kept"), "promises fallen due, and kept"),
    Shown("money", "week", 3, ("collected",), "collected"),
    Shown("penetration", "client", 1, ("penetration",), "accounts called, in percent"),
    Shown("aging", "", 3, (), "owed by days past due"),
    Shown("effectiveness", "client", 3, ("effectiveness",), "collection effectiveness index, in percent"),
    Shown("exhaustion", "", 1, ("hours_left",), "hours of work left"),
    Shown("denials", "", 12, ("denied", "won"), "refused by insurers, and won"),
    Shown("claim-aging", "", 1, ("total",), "asked of insurers"),
    Shown("underpayments", "", 1, ("missing",), "paid less than agreed"),
)


def days_of(shown: Shown, month: date, today: date) -> tuple[date, date]:
    """Return the days of a report: up to the end of ``month`` or to today, from as many months as it is of."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first_day(month, shown.months), min(following - timedelta(days=1), today)


def another_month(month: date, by: int) -> date:
    """Return the first day of the month before or after."""
    first = month.replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)


def columns_of(made: Report) -> list[Column[Line]]:
    """Return the columns of a report's table. Where there is little room what is the same in every line stays away,
    then the last ones.
    """
    columns = [_key_column(made, at, name) for at, name in enumerate(made.keys)]
    for at, _ in enumerate(made.columns):
        columns.append(_value_column(made, at))
    return columns


def more_words(left_out: Sequence[Column[Line]], *, plot: bool) -> str:
    """Return that some columns have no room, and what shows them: without the ``plot`` beside the table there is more.

    What is the same in every line is not missed.
    """
    names = [column.name for column in left_out if column.priority]
    if not names:
        return ""
    many = "1 column" if len(names) == 1 else f"{len(names)} columns"
    return f"No room for {many}: {'z hides the plot, ' if plot else ''}X writes all of them ({', '.join(names)})."


def _key_column(made: Report, at: int, name: str) -> Column[Line]:
    width = max([len(name), *(len(line.key[at]) for line in made.lines)])
    same = len(made.keys) > 1 and len({line.key[at] for line in made.lines}) == 1 and name in ("of", "currency")
    return Column(name, min(width, _LONGEST_KEY), lambda line: line.key[at], priority=0 if same else 1_000)


def _value_column(made: Report, at: int) -> Column[Line]:
    column = made.columns[at]

    def said(line: Line) -> str:
        told = cells(column, line.values[at], currency_of(made, line))
        return f"{told[0]} of {told[1]}" if len(told) > 1 and told[0] and told[0] != "–" else told[0]

    name = column.name.replace("_", "–" if column.name[0].isdigit() else " ")
    width = max([len(name), *(len(said(line)) for line in made.lines)])
    # The total, and of insurers the rate, are what the report is for: they stay where others have no room.
    sums_up = name == "total" or ("payer" in made.keys and bool(column.of))
    return Column(name, width, said, "right", priority=(200 if sums_up else 100) - at)


# -- bars -----------------------------------------------------------------------------------------------------------


def bars_of(made: Report, shown: Shown) -> Bars:
    """Return what is drawn of a report: of amounts, those of the first currency there is."""
    from collections_tui.tui.widgets.plot import Bars

    currencies = sorted({currency_of(made, line) for line in made.lines})
    currency = currencies[0] if currencies else ""
    lines = [line for line in made.lines if currency_of(made, line) == currency]
    title = f"{shown.title}, {currency}" if currency else shown.title
    if made.name == "aging":
        return Bars(title, *_aging(made, lines, currency))
    if "payer" in made.keys:
        return Bars(title, *_by_payer(made, shown, lines, currency))
    several = [line for line in lines if line.key[0] != ALL] or lines
    names = tuple(_name(made, line) for line in several)
    places = [at for at, column in enumerate(made.columns) if column.name in shown.drawn]
    series = tuple(
        (made.columns[at].name.replace("_", " "), tuple(_height(made, at, line, currency) for line in several))
        for at in places
    )
    return Bars(title, names, series if names else ())


def _aging(
    made: Report, lines: list[Line], currency: str
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[float, ...]], ...]]:
    """The buckets at the end of the last two months."""
    of_all = [line for line in lines if line.key[0] == ALL][-2:]
    buckets = [at for at, column in enumerate(made.columns) if column.kind == "money" and column.name != "total"]
    names = tuple(made.columns[at].name.replace("_", "–").replace("over–", "over ") for at in buckets)
    series = tuple((line.key[-1], tuple(_height(made, at, line, currency) for at in buckets)) for line in of_all)
    return (names, series) if of_all else ((), ())


def _by_payer(
    made: Report, shown: Shown, lines: list[Line], currency: str
) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[float, ...]], ...]]:
    """What there is of each insurer, whatever else tells lines apart."""
    at_payer = made.keys.index("payer")
    payers = tuple(dict.fromkeys(line.key[at_payer] for line in lines))
    places = [at for at, column in enumerate(made.columns) if column.name in shown.drawn]
    series = tuple(
        (
            made.columns[at].name.replace("_", " "),
            tuple(
                sum(_height(made, at, line, currency) for line in lines if line.key[at_payer] == payer)
                for payer in payers
            ),
        )
        for at in places
    )
    return payers, series if payers else ()


def _name(made: Report, line: Line) -> str:
    key = line.key[0] or "nobody"
    if made.by in ("day", "week"):
        day = date.fromisoformat(key)
        return f"{day.day} {day:%b}"
    return key.removesuffix(":00") if made.by == "hour" else key


def _height(made: Report, at: int, line: Line, currency: str) -> float:
    value: Value = line.values[at]
    kind = made.columns[at].kind
    exact = value.value if isinstance(value, Rate) else value
    if exact is None:
        return 0.0
    scale: dict[str, Callable[[], float]] = {
        "share": lambda: 100.0,
        "money": lambda: 1 / 10 ** decimals_of(currency),
        "money_per": lambda: 1 / 10 ** decimals_of(currency),
    }
    return float(exact) * scale.get(kind, lambda: 1.0)()
