"""The figures of money: promised and kept, collected, how old it is, how well it comes in. Currency by currency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from collections_tui.domain.aging import BUCKETS
from collections_tui.domain.figures import (
    Balances,
    Rate,
    balances,
    days_outstanding,
    effectiveness,
    month_ends,
    months_of,
    roll_rates,
)
from collections_tui.services.figures_views import ALL, Column, Ground, Line, Value
from collections_tui.store.subjects.figures import DayOf, Entered, Owed

CREDITED = timedelta(days=30)
"""For how long money is put down to whoever reached the right party."""

PROMISES = (
    Column("made", "count"),
    Column("promised", "money"),
    Column("due", "count"),
    Column("due_amount", "money"),
    Column("kept", "count"),
    Column("kept_in_part", "count"),
    Column("kept_rate", "share", "promises fallen due"),
    Column("paid", "money"),
    Column("kept_rate_by_amount", "share", "the amount fallen due", of_money=True),
)
MONEY = (
    Column("paid", "money"),
    Column("returned", "money"),
    Column("collected", "money"),
    Column("insurers", "money"),
    Column("calls", "count"),
    Column("collected_per_call", "money_per", "calls"),
)
AGING = (
    *(Column(bucket, "money") for bucket in BUCKETS),
    Column("unapplied", "money"),
    Column("total", "money"),
    *(
        Column(f"roll_to_{bucket}", "share", f"{before} a month before", of_money=True)
        for bucket, before in zip(BUCKETS[1:], (*BUCKETS[:3], "61_90 and over_90"), strict=True)
    ),
)
EFFECTIVENESS = (
    Column("begin", "money"),
    Column("sales", "money"),
    Column("end", "money"),
    Column("end_current", "money"),
    Column("months", "count"),
    Column("effectiveness", "share", "what could be collected, times the months", of_money=True),
    Column("days_outstanding", "number", "sales", of_money=True),
)
_Key = tuple[str, str]  # what the line is of, and the currency


def _lines(
    sums: dict[_Key, Counter[str]], values: Callable[[Counter[str]], tuple[Value, ...]], *, total: bool
) -> list[Line]:
    """The lines in order, and for each currency one of everything."""
    lines = [Line(key, values(sums[key])) for key in sorted(sums) if key[0] != ALL]
    for currency in sorted({currency for _, currency in sums}) if total else ():
        whole = Counter[str]()
        for key, one in sums.items():
            if key[1] == currency:
                whole.update(one)
        lines.append(Line((ALL, currency), values(whole)))
    return lines


def promises(ground: Ground) -> list[Line]:
    """Promises made in these days, and of those that fell due in them which were kept."""
    sums, asked = defaultdict[_Key, Counter[str]](Counter), ground.asked
    for made in ground.tx.figures.promised(ground.span, ground.width):
        key = ground.key(person=made.person_id, slot=made.slot, client=made.client_id)
        sums[key, made.currency].update(made=made.promises, promised=made.cents)
    for due in ground.tx.figures.fallen_due(asked.first, asked.last, ground.desk.today(), asked.person_id):
        key = ground.key(person=due.person_id, client=due.client_id, on=due.due_on)
        sums[key, due.currency].update(
            due=due.promises, due_amount=due.cents, kept=due.kept, in_part=due.in_part, paid=due.paid_cents
        )
    return _lines(sums, _promise_values, total=True)


def _promise_values(one: Counter[str]) -> tuple[Value, ...]:
    return (
        one["made"], one["promised"], one["due"], one["due_amount"], one["kept"], one["in_part"],
        Rate(one["kept"], one["due"]), one["paid"], Rate(one["paid"], one["due_amount"]),
    )  # fmt: skip


def money(ground: Ground) -> list[Line]:
    """What customers paid, less what came back; and how much that is for each call made."""
    figures, asked = ground.tx.figures, ground.asked
    if asked.by in ("person", "team") or asked.person_id is not None:
        days = [asked.first + timedelta(days=one) for one in range((asked.last - asked.first).days + 1)]
        returned = figures.days_of_returned(asked.first, asked.last)
        days += [day for day in returned if not asked.first <= day <= asked.last]
        paid = figures.paid_by_person(asked.first, asked.last, _told(ground, days))
    else:
        paid = figures.paid(asked.first, asked.last)
    sums = defaultdict[_Key, Counter[str]](Counter)
    for cell in paid:
        if asked.person_id in (None, cell.person_id):
            key = ground.key(person=cell.person_id, client=cell.client_id, on=cell.on)
            sums[key, cell.currency].update(
                paid=cell.paid_cents, returned=cell.returned_cents, insurers=cell.insurer_cents
            )
    for made in figures.made(ground.span, ground.told_apart, ground.width):
        sums[ground.key_of(made.key), made.currency].update(calls=made.calls)
    return _lines(sums, _money_values, total=True)


def _told(ground: Ground, days: Iterable[date]) -> list[DayOf]:
    desk = ground.desk
    ends = ((day, desk.start_of(day + timedelta(days=1))) for day in days)
    return [DayOf(day, end - CREDITED, end) for day, end in ends]


def _money_values(one: Counter[str]) -> tuple[Value, ...]:
    collected = one["paid"] - one["returned"]
    return one["paid"], one["returned"], collected, one["insurers"], one["calls"], Rate(collected, one["calls"])


class Receivables:
    """What is owed, and what was owed on any day from ``first`` on: entries made since are taken off again."""

    def __init__(self, ground: Ground, first: date) -> None:
        self._now = defaultdict[_Key, list[Owed]](list)
        self._since = defaultdict[_Key, list[Entered]](list)
        for owed in ground.tx.figures.owed():
            self._now[ground.key(client=owed.client_id), owed.currency].append(owed)
        for entered in ground.tx.figures.entered_since(first):
            self._since[ground.key(client=entered.client_id), entered.currency].append(entered)

    def keys(self) -> list[_Key]:
        """Whose, and in which currency."""
        return sorted(self._now)

    def at(self, keys: Iterable[_Key], on: date) -> Balances:
        """What was owed at the end of a day, altogether."""
        cents = list[tuple[date | None, int]]()
        for key in keys:
            cents += [(one.due_on, one.cents) for one in self._now[key]]
            cents += [(one.due_on, -one.cents) for one in self._since[key] if one.on > on]
        return balances(on, cents)

    def sales(self, keys: Iterable[_Key], first: date, last: date) -> int:
        """What was charged in these days."""
        return sum(one.sales for key in keys for one in self._since[key] if first <= one.on <= last)

    def groups(self) -> list[tuple[_Key, list[_Key]]]:
        """What there is a line for: each key; and all of a currency, where there is more than that."""
        groups = [(key, [key]) for key in self.keys() if key[0] != ALL]
        for currency in sorted({key[1] for key in self.keys()}):
            groups.append(((ALL, currency), [key for key in self.keys() if key[1] == currency]))
        return groups


def aging(ground: Ground) -> list[Line]:
    """How old what is owed was at each month's end, and how much of it had grown older since the one before."""
    ends = month_ends(ground.asked.first, ground.asked.last)
    owed, lines = Receivables(ground, ends[0]), list[Line]()
    for key, members in owed.groups():
        before: Balances | None = None
        for on in ends:
            now = owed.at(members, on)
            whole = before is not None and (on + timedelta(days=1)).day == 1
            rolled: tuple[Value, ...] = roll_rates(before, now) if whole and before else (None,) * (len(BUCKETS) - 1)
            lines.append(Line((*key, on.isoformat()), (*now.buckets, now.loose, now.total, *rolled)))
            before = now
    return lines


def collected_well(ground: Ground) -> list[Line]:
    """The collection effectiveness index, and days sales outstanding."""
    first, last = ground.asked.first, ground.asked.last
    days, lines = (last - first).days + 1, list[Line]()
    owed, months = Receivables(ground, first), months_of(days)
    for key, members in owed.groups():
        begin, end = owed.at(members, first - timedelta(days=1)), owed.at(members, last)
        sales = owed.sales(members, first, last)
        well, outstanding = effectiveness(begin, end, sales, months), days_outstanding(end, sales, days)
        lines.append(Line(key, (begin.total, sales, end.total, end.current, months, well, outstanding)))
    return lines
