"""What somebody can pay: a short worksheet of their household, and what follows from it.

The categories are those of the monthly living expenses of IRS Form 433-F, taken together where that form asks more than
a telephone call should. A suggestion, and never more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from collections_tui.domain.arrangements.records import AidBand
from collections_tui.domain.config import Fields
from collections_tui.domain.money import MOST_CENTS, format_cents

CATEGORIES: Mapping[str, str] = {
    "housing": "rent or mortgage, taxes and insurance of the home",
    "utilities": "electricity, heating, water, telephone",
    "food": "food, clothing, household, personal care",
    "transport": "car, fuel, insurance, public transport",
    "medical": "health insurance, medicines, treatment",
    "care": "care of children and dependents",
    "taxes": "taxes that are due, and student loans",
    "court": "alimony, child support, what a court has ordered",
    "other": "life insurance, union dues, anything else that must be paid",
}
"""What essential spending is asked by, with what belongs to it."""
MOST_PEOPLE = 30


class Worksheet(NamedTuple):
    """What a household has and needs. Amounts are cents a month."""

    household: int
    income_cents: int
    spending: tuple[tuple[str, int], ...] = ()
    """By the names in ``CATEGORIES``."""

    @property
    def spending_cents(self) -> int:
        """All essential spending of a month."""
        return sum(cents for _, cents in self.spending)


class Guideline(NamedTuple):
    """The poverty guideline of some states, by the year: without ``states`` of all that have none of their own."""

    place: str
    states: frozenset[str]
    first_cents: int
    further_cents: int

    def of(self, household: int) -> int:
        """Cents a year for a household of that size."""
        return self.first_cents + self.further_cents * (household - 1)


class Guidelines(NamedTuple):
    """All of them, with where they come from."""

    year: int
    source: str
    every: tuple[Guideline, ...]
    share_percent: int = 100
    standard: Mapping[str, tuple[int, ...]] = {}
    """The most that counts as a month's spending, by category and size of the household; the last for larger ones."""

    def of_state(self, state: str) -> Guideline:
        """That of a state; where nothing is known of it, that of most."""
        return next((one for one in self.every if state in one.states), self.every[0])


class Means(NamedTuple):
    """What a worksheet says. ``left_cents`` is a month's income less essential spending, and may be negative."""

    left_cents: int
    affordable_cents: int
    """A month, in whole units of the currency."""
    percent_of_poverty: int
    """A year's income as a share of the guideline, rounded down."""
    aid: AidBand | None
    """The band of the client's financial assistance that they fall in."""
    year: int
    source: str
    place: str


def assess(worksheet: Worksheet, guidelines: Guidelines, aid: Sequence[AidBand], state: str = "") -> Means:
    """Return what a worksheet says, by the guideline of a state.

    Of each category the lower counts of what they spend and the standard, where there is one (as IRS Form 433-F does).

    Raises:
        ValueError: the worksheet cannot be one; one sentence.
    """
    _check(worksheet)
    guideline = guidelines.of_state(state)
    spent = sum(
        min(cents, _standard(guidelines, name, worksheet.household, cents)) for name, cents in worksheet.spending
    )
    left = worksheet.income_cents - spent
    affordable = max(0, left) * guidelines.share_percent // 100 // 100 * 100
    percent = worksheet.income_cents * 12 * 100 // guideline.of(worksheet.household)
    # Income of 200.5% is above a band that ends at 200.
    over = worksheet.income_cents * 12 * 100
    band = next((one for one in aid if over <= one.up_to_percent * guideline.of(worksheet.household)), None)
    return Means(left, affordable, percent, band, guidelines.year, guidelines.source, guideline.place)


def say_means(means: Means, currency: str = "USD") -> str:
    """Return what a worksheet says, in a line."""
    left, affordable = (format_cents(cents, currency) for cents in (means.left_cents, means.affordable_cents))
    words = (
        f"{left} left a month, {affordable} can be paid; income is {means.percent_of_poverty}% of the poverty guideline"
    )
    if means.aid is not None:
        words += f": {means.aid.off_percent}% aid on application, up to {means.aid.up_to_percent}%"
    return f"{words} ({means.year}, {means.source}, {means.place})"


def means_json(worksheet: Worksheet, means: Means) -> str:
    """Return a worksheet and what it said as JSON, to be stored with an arrangement."""
    told = {
        "household": worksheet.household,
        "income_cents": worksheet.income_cents,
        "spending_cents": dict(worksheet.spending),
        "left_cents": means.left_cents,
        "affordable_cents": means.affordable_cents,
        "percent_of_poverty": means.percent_of_poverty,
        "aid_percent": None if means.aid is None else means.aid.off_percent,
        "guideline": {"year": means.year, "source": means.source, "place": means.place},
    }
    return json.dumps(told, ensure_ascii=False)


def worksheet_from(text: str) -> Worksheet | None:
    """Return the worksheet in what ``means_json`` made; None for ''."""
    if not text:
        return None
    raw = json.loads(text)
    return Worksheet(raw["household"], raw["income_cents"], tuple(raw["spending_cents"].items()))


def parse_guidelines(raw: Mapping[str, object], source: str) -> Guidelines:
    """Return the guidelines of parsed TOML.

    Raises:
        ConfigError: a field is missing, unknown or wrong.
    """
    fields = Fields(dict(raw), source)
    fields.choice("kind", ("means",))
    fields.text("title")
    year, where = fields.whole("year", least=1970, most=2199), fields.text("source")
    share = fields.whole("share_percent", 100, least=1, most=100)
    every: list[Guideline] = []
    for entry in fields.tables("guideline"):
        states = frozenset(entry.words("states"))
        if bool(every) is not bool(states):
            raise entry.wrong(
                "states", "must be left out of the first guideline, which holds elsewhere, and of no other"
            )
        first, further = (entry.whole(name, least=1, most=1_000_000) * 100 for name in ("first", "further"))
        every.append(Guideline(entry.text("place"), states, first, further))
        entry.done()
    standard = fields.replaced(fields.table("standard"))
    known = {name: _steps(standard, name) for name in CATEGORIES if name in standard}
    standard.done()
    fields.done()
    return Guidelines(year, where, tuple(every), share, known)


def _steps(fields: Fields, name: str) -> tuple[int, ...]:
    """Amounts of a month by the size of the household, from one person on."""
    value = fields.value(name)
    if not isinstance(value, list) or not value or not all(type(one) is int and 0 <= one < 10**6 for one in value):
        raise fields.wrong(name, "must be a list of whole amounts a month, by the size of the household")
    return tuple(one * 100 for one in value)


def _standard(guidelines: Guidelines, name: str, household: int, actual: int) -> int:
    steps = guidelines.standard.get(name)
    return actual if steps is None else steps[min(household, len(steps)) - 1]


def _check(worksheet: Worksheet) -> None:
    if not 1 <= worksheet.household <= MOST_PEOPLE:
        raise ValueError(f"A household has 1 to {MOST_PEOPLE} people: write how many live on the income.")
    if not 0 <= worksheet.income_cents <= MOST_CENTS:
        raise ValueError("Income is a month's, and not less than nothing: write an amount such as 2400.")
    for name, cents in worksheet.spending:
        if name not in CATEGORIES:
            raise ValueError(f"There is no spending “{name[:40]}”: it is one of {', '.join(CATEGORIES)}.")
        if not 0 <= cents <= MOST_CENTS:
            raise ValueError(
                f"Spending on {name} is a month's, and not less than nothing: write an amount such as 600."
            )
    if len({name for name, _ in worksheet.spending}) < len(worksheet.spending):
        raise ValueError("The same spending is said twice: add the amounts up.")
