"""When what is due, and how much of it: the dates and the amounts of an arrangement.

``python-dateutil`` counts the months: the 31st is the last day of a shorter month, and the 31st again after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from collections_tui.domain.arrangements.records import Due, Every, Moved, Rounding, Settlement, Terms
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import MOST_CENTS, format_cents

if TYPE_CHECKING:
    from dateutil.rrule import rrule

EVERY_FORMS = "month, month:31, month-end, week, 2weeks, semimonth, semimonth:5,20 or 10-days"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_INSTALMENTS = 600
MOST_DAYS = 366
_MOST_WEEKS = 52
_APART = 7  # days between the two days of a half-monthly arrangement, so that February parts them too
_FIXED: dict[str, Every] = {
    "month": Every("months"),
    "monthly": Every("months"),
    "month-end": Every("month ends"),
    "week": Every("weeks"),
    "weekly": Every("weeks"),
    "semimonth": Every("half months"),
}


def parse_every(text: str) -> Every:
    """Return how often an instalment falls due, as people type it: one of ``EVERY_FORMS``.

    ``month`` and ``semimonth`` alone take their days from the first date.

    Raises:
        ValueError: it is none of them; one sentence.
    """
    words = re.sub(r"[\s_]+", "-", text.strip().lower())[:40]
    if words in _FIXED:
        return _FIXED[words]
    if found := re.fullmatch(r"([0-9]{1,3})-?(day|week)s?", words):
        step, unit = int(found[1]), found[2]
        most = MOST_DAYS if unit == "day" else _MOST_WEEKS
        if not 1 <= step <= most:
            raise ValueError(f"Instalments are 1 to {most} {unit}s apart, not {step}: write another number.")
        return Every("days" if unit == "day" else "weeks", step)
    if found := re.fullmatch(r"month:([0-9]{1,2})", words):
        if not 1 <= int(found[1]) <= 31:
            raise ValueError(f"No month has a day {found[1]}: write 1 to 31.")
        return Every("months", 1, (int(found[1]),))
    if found := re.fullmatch(r"semimonth:([0-9]{1,2}),-?([0-9]{1,2})", words):
        first, second = sorted((int(found[1]), int(found[2])))
        if first < 1 or second > 31 or second - first < _APART:
            raise ValueError(f"Twice a month takes two days from 1 to 31, {_APART} or more apart, such as 5,20.")
        return Every("half months", 1, (first, second))
    raise ValueError(f"{_shown(text)} is not how often something is due: write {EVERY_FORMS}.")


def form_of(every: Every) -> str:
    """Return what ``parse_every`` reads as this."""
    if every.unit in ("days", "weeks"):
        plain = every.unit == "weeks" and every.step == 1
        return "week" if plain else f"{every.step}{'-' if every.unit == 'days' else ''}{every.unit}"
    if every.unit == "month ends":
        return "month-end"
    days = ",".join(map(str, every.days))
    return ("month" if every.unit == "months" else "semimonth") + (f":{days}" if days else "")


def say_every(every: Every, first_on: date | None = None) -> str:
    """Return how often it is, in words: ``every 2 weeks``, ``monthly on the 31st``, ``twice a month``."""
    if every.unit == "days":
        return "every day" if every.step == 1 else f"every {every.step} days"
    if every.unit == "weeks":
        often = "every week" if every.step == 1 else f"every {every.step} weeks"
        return often if first_on is None else f"{often} on {_WEEKDAYS[first_on.weekday()]}"
    if every.unit == "month ends":
        return "monthly on the last day"
    days = every.days or (days_of(every, first_on) if first_on is not None else ())
    often = "monthly" if every.unit == "months" else "twice a month"
    return f"{often} on the {' and the '.join(map(_ordinal, days))}" if days else often


def days_of(every: Every, first_on: date) -> tuple[int, ...]:
    """Return the days of the month on which instalments fall that begin on a date; () where they count otherwise.

    Twice a month without days is the date's own and one half a month from it: the 1st goes with the 15th, and the 15th
    with the last day.
    """
    if every.unit not in ("months", "half months") or every.days:
        return every.days
    day = first_on.day
    if every.unit == "months":
        return (day,)
    if day == 1:
        return (1, 15)
    if day == 15 or (first_on + timedelta(days=1)).day == 1:
        return (15, 31)
    return tuple(sorted((day, day + 15 if day < 15 else day - 15)))


def first_day(every: Every, today: date) -> date:
    """Return when the first instalment is due where nobody says so: one step from today."""
    if every.unit == "days":
        return today + timedelta(days=every.step)
    if every.unit == "weeks":
        return today + timedelta(weeks=every.step)
    days = every.days or ((1, 15) if every.unit == "half months" else ())
    if days or every.unit == "month ends":
        return next(_dates(every._replace(days=days), today + timedelta(days=1)))
    return next(islice(_dates(every, today), 1, None))


def schedule(
    terms: Terms,
    *,
    rounding: Rounding = "spread",
    off_days: Moved = "as it falls",
    closed: Callable[[date], bool] = lambda day: False,
    not_before: date | None = None,
    currency: str = "USD",
) -> tuple[Due, ...]:
    """Return what is due when: the down payment as number 0, if there is one, and the instalments from 1.

    The amounts add up to ``terms.total_cents``. The dates rise strictly, also where they are moved.

    Args:
        terms: what is agreed.
        rounding: where the cents go that do not divide.
        off_days: where an instalment goes that falls on a day that is ``closed``.
        closed: whether a day is a weekend or a holiday.
        not_before: no instalment is moved to a day before it, but to one after its own instead.
        currency: of the amounts, for what is said of them.

    Raises:
        ValueError: the terms cannot be met; one sentence.
    """
    _check(terms, currency)
    amounts = _amounts(terms, rounding, currency)
    dates = islice(_dates(terms.every, terms.first_on), len(amounts))
    dues = []
    if terms.down_cents:
        assert terms.down_on is not None, "it was checked"
        dues.append(Due(0, terms.down_on, terms.down_cents))
    after = date.min if not_before is None else not_before - timedelta(days=1)
    if dues:
        after = max(after, dues[0].due_on)
    moved = _moved(dates, off_days, closed, after)
    dues += [Due(number, on, cents) for number, (on, cents) in enumerate(zip(moved, amounts, strict=True), start=1)]
    _check_end(terms, dues)
    return tuple(dues)


def _check(terms: Terms, currency: str) -> None:
    """Pass if the sums can be ones.

    Raises:
        ValueError: they cannot.
    """
    if terms.owed_cents <= 0:
        raise ValueError("Nothing is owed: there is nothing to arrange.")
    if terms.owed_cents > MOST_CENTS:
        raise ValueError("That is too large to be an amount that somebody owes: check it.")
    owed = format_cents(terms.owed_cents, currency)
    if terms.settlement is not None and not 0 < terms.settlement.off_cents < terms.owed_cents:
        raise ValueError(f"A settlement takes something off, and less than the {owed} owed: check how much.")
    total = format_cents(terms.total_cents, currency)
    if terms.down_cents < 0:
        raise ValueError("A down payment is more than nothing: write an amount such as 100.00.")
    if terms.down_cents >= terms.total_cents:
        down = format_cents(terms.down_cents, currency)
        raise ValueError(f"A down payment of {down} leaves nothing of {total} to be paid in instalments: lower it.")
    if terms.down_cents and terms.down_on is None:
        raise ValueError("Say when the down payment is due.")
    if terms.each_cents is not None and terms.each_cents <= 0:
        raise ValueError("An instalment is more than nothing: write an amount such as 75.00.")
    if terms.number is not None and terms.number <= 0:
        raise ValueError("There is at least one instalment: write a number such as 6.")
    if terms.number is None and terms.each_cents is None:
        raise ValueError("Say how many instalments there are, or how much one is.")


def _amounts(terms: Terms, rounding: Rounding, currency: str) -> Sequence[int]:
    """What each instalment is, in cents.

    Raises:
        ValueError: there would be too many, or more than there are cents.
    """
    rest, number, each = terms.total_cents - terms.down_cents, terms.number, terms.each_cents
    if each is not None and number is not None:
        last = rest - each * (number - 1)
        if last <= 0:
            enough, one = -(-rest // each), format_cents(each, currency)
            raise ValueError(
                f"{number} instalments of {one} are more than the {format_cents(rest, currency)} to be paid: "
                f"{enough} {'is' if enough == 1 else 'are'} enough."
            )
        _check_number(number)
        return [each] * (number - 1) + [last]
    if each is not None:
        number = -(-rest // each)
        _check_number(number)
        return [each] * (number - 1) + [rest - each * (number - 1)]
    assert number is not None, "it was checked"
    base, over = divmod(rest, number)
    if base == 0:
        raise ValueError(
            f"{format_cents(rest, currency)} cannot be paid in {number} instalments: there are more than cents."
        )
    _check_number(number)
    if rounding == "last":
        return [base] * (number - 1) + [base + over]
    return [base + 1] * over + [base] * (number - over)


def _check_number(number: int) -> None:
    if number > MOST_INSTALMENTS:
        raise ValueError(f"{number:,} instalments are more than anybody pays: {MOST_INSTALMENTS} is the most.")


def _dates(every: Every, first_on: date) -> Iterator[date]:
    """The days on which instalments fall, from the first that is not before a date; without end."""
    if every.unit in ("days", "weeks"):
        step = timedelta(days=every.step * (7 if every.unit == "weeks" else 1))
        day = first_on
        while True:
            yield day
            day += step
    from heapq import merge

    days = (31,) if every.unit == "month ends" else days_of(every, first_on)
    for moment in merge(*(_monthly(first_on, day) for day in days)):
        yield moment.date()


def _monthly(first_on: date, day: int) -> rrule:
    """One day of every month, which is the last one of a month that is too short for it."""
    from dateutil.rrule import MONTHLY, rrule

    # Of the day itself and the month's last day the earlier one: both are the same where the month has no such day.
    return rrule(MONTHLY, dtstart=datetime.combine(first_on, time()), bymonthday=(day, -1), bysetpos=1)


def _moved(dates: Iterable[date], off_days: Moved, closed: Callable[[date], bool], after: date) -> Iterator[date]:
    """The days on which instalments are due, off the days that are closed, in their order and after a day."""
    one = timedelta(days=1)
    for day in dates:
        due = day
        if off_days == "before":
            while due > after and closed(due):
                due -= one
        if off_days != "as it falls" and (due <= after or closed(due)):
            due = max(day, after + one)
            while closed(due):
                due += one
        yield due
        after = max(due, after)


def _check_end(terms: Terms, dues: Sequence[Due]) -> None:
    """Pass if the down payment comes first, and a settlement is paid before it ends.

    Raises:
        ValueError: it does not, or is not.
    """
    if terms.down_cents and dues[1].due_on <= dues[0].due_on:
        raise ValueError("The down payment comes before the first instalment: choose an earlier day for it.")
    until = terms.settlement.until if terms.settlement else None
    if until is not None and dues[-1].due_on > until:
        last, end = say_day(dues[-1].due_on, date.min), say_day(until, date.min)
        raise ValueError(f"The last instalment would be due {last}, and the settlement ends {end}: take fewer.")


# -- as it is stored ------------------------------------------------------------------------------------------------


def terms_json(terms: Terms) -> str:
    """Return terms as JSON, which ``terms_from`` reads again."""
    settlement = terms.settlement
    return json.dumps(
        {
            "owed_cents": terms.owed_cents,
            "every": form_of(terms.every),
            "first_on": terms.first_on.isoformat(),
            "number": terms.number,
            "each_cents": terms.each_cents,
            "down_cents": terms.down_cents,
            "down_on": None if terms.down_on is None else terms.down_on.isoformat(),
            "off_cents": None if settlement is None else settlement.off_cents,
            "until": None if settlement is None else settlement.until.isoformat(),
        }
    )


def terms_from(text: str) -> Terms:
    """Return the terms of which ``terms_json`` made this text."""
    raw = json.loads(text)
    down_on = raw["down_on"]
    settlement = None
    if raw["off_cents"] is not None:
        settlement = Settlement(raw["off_cents"], date.fromisoformat(raw["until"]))
    return Terms(
        raw["owed_cents"],
        parse_every(raw["every"]),
        date.fromisoformat(raw["first_on"]),
        raw["number"],
        raw["each_cents"],
        raw["down_cents"],
        None if down_on is None else date.fromisoformat(down_on),
        settlement,
    )


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
