"""The team in words: its columns, its order, which of it a filter keeps, and what it all comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from collections_tui.domain.floor import say_minutes
from collections_tui.domain.money import format_cents
from collections_tui.services.team import in_call
from collections_tui.services.team_views import Money, Ownerless, Seat, Team
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.virtual_columns import Column, Tone

Row = Seat | Ownerless

WIDE = 100
"""Cells from which on there is room for whom somebody talks with."""
NOBODY = "nobody"
ANOTHER, OTHER = "another client", "other client"
"""Instead of an account that may not be seen, as there is room."""
EMPTY = "Nobody fits the filter. f changes it."


class Order(NamedTuple):
    """One way to sort: what it is called, and what comes first."""

    words: str
    key: Callable[[Row], object]


def _most(of: Callable[[Seat], int]) -> Callable[[Row], object]:
    """The most first; worklists that nobody works below everybody."""
    return lambda row: (0, -of(row), row.login) if isinstance(row, Seat) else (1, 0, row.code)


def _size(which: int) -> Callable[[Row], object]:
    """The most first, worklists that nobody works among them."""
    return lambda row: (-row.size[which], isinstance(row, Ownerless), _name(row))


def _call(row: Row) -> object:
    """Calls first, the longest on top; then who has an account open."""
    if not isinstance(row, Seat) or row.having is None:
        return (2, "", _name(row))
    since = row.having.call_since
    return (0, since.isoformat(), row.login) if since else (1, row.having.since.isoformat(), row.login)


ORDERS: dict[str, Order] = {
    "name": Order("by name", lambda row: (isinstance(row, Ownerless), _name(row))),
    "call": Order("who is in a call", _call),
    "queue": Order("by queue", _size(0)),
    "due": Order("by what is due", _size(1)),
    "callable": Order("by callable now", _size(2)),
    "worked": Order("by worked", _most(lambda seat: seat.worked)),
    "rpc": Order("by RPC", _most(lambda seat: seat.right_party)),
    "promised": Order("by promised", _most(lambda seat: sum(cents for _, cents in seat.promised))),
    "collected": Order("by collected", _most(lambda seat: sum(cents for _, cents in seat.collected))),
}


def row_key(row: Row) -> object:
    """Return what tells rows apart."""
    return ("person", row.person_id) if isinstance(row, Seat) else ("worklist", row.worklist_id)


def rows_of(team: Team, order: str, words: str) -> list[Row]:
    """Return what a filter keeps of the team, in an order."""
    every: list[Row] = [*team.seats, *team.ownerless]
    kept = [row for row in every if _fits(row, words)]
    return sorted(kept, key=ORDERS[order].key)  # type: ignore[arg-type]  # every order compares with itself


def team_columns(here: Callable[[], Here], cells: int, *, teams: bool) -> list[Column[Row]]:
    """Return the columns for a list so wide; that of the teams only where there are some."""
    wide = cells >= WIDE
    team = Column[Row]("team", 8, lambda row: row.team if isinstance(row, Seat) else "", tone=_dim, priority=2)
    doing = Column[Row]("in a call with" if wide else "in a call", 20 if wide else 14, _doing(here, wide), tone=_tone)
    return [
        Column("who", 9, lambda row: row.login if isinstance(row, Seat) else NOBODY, priority=10, tone=_who_tone),
        *([team] if teams else []),
        doing._replace(priority=9, flexible=True),
        Column("queue", 7, lambda row: _count(row.size.accounts), "right", priority=6),
        Column("due", 5, lambda row: _count(row.size.due), "right", priority=5),
        Column("now", 5, lambda row: _count(row.size.callable_now), "right", priority=7),
        Column("worked", 6, _of(lambda seat: _count(seat.worked)), "right", priority=8),
        Column("RPC", 4, _of(lambda seat: _count(seat.right_party)), "right", priority=8),
        Column("promised", 10, _of(lambda seat: _money(seat.promised)), "right", priority=7),
        Column("collected", 10, _of(lambda seat: _money(seat.collected)), "right", priority=7),
        Column("last", 21, _last(here), tone=_dim, priority=1),
    ]


def totals_words(kept: Sequence[Row], cells: int) -> str:
    """Return what those in view come to; on a narrow screen without how many they are, which one sees."""
    seats = [row for row in kept if isinstance(row, Seat)]
    people = "1 person" if len(seats) == 1 else f"{len(seats)} people"
    parts = [
        f"{f'{people}, ' if cells >= WIDE else ''}{in_call(seats)} in a call",
        f"{sum(seat.worked for seat in seats):,} worked",
        f"{sum(seat.right_party for seat in seats):,} RPC",
        f"{_money(_all(seat.promised for seat in seats)) or 'nothing'} promised",
        f"{_money(_all(seat.collected for seat in seats)) or 'nothing'} collected",
    ]
    return " · ".join(parts)


def _all(amounts: Iterable[Money]) -> Money:
    total = Counter[str]()
    for one in amounts:
        total.update(dict(one))
    return tuple(sorted(total.items()))


def _fits(row: Row, words: str) -> bool:
    if isinstance(row, Seat):
        calling = "calling" if row.having is not None and row.having.call_since else ""
        told = [row.login, row.name, row.team, calling, *row.roles, *row.worklists]
        told += [row.having.shown, row.having.customer] if row.having is not None else []
    else:
        told = [NOBODY, row.code, row.name]
    text = " ".join(told).casefold()
    return all(word in text for word in words.casefold().split())


def _name(row: Row) -> str:
    return row.login if isinstance(row, Seat) else row.code


def _of(render: Callable[[Seat], str]) -> Callable[[Row], str]:
    return lambda row: render(row) if isinstance(row, Seat) else ""


def _count(number: int) -> str:
    """A number where there is one: what is nothing leaves the eye to the rest."""
    return f"{number:,}" if number else "·"


def _money(amounts: Money) -> str:
    return " + ".join(format_cents(cents, currency) for currency, cents in amounts)


def _doing(here: Callable[[], Here], wide: bool) -> Callable[[Row], str]:
    def words(row: Row) -> str:
        if isinstance(row, Ownerless):
            return row.name
        having = row.having
        if having is None:
            return "" if "collector" in row.roles else row.roles[0]
        who = f"{having.number} {having.customer}" if wide else having.number
        if not having.number:
            who = ANOTHER if wide else OTHER
        if having.call_since is None:
            return f"at {who}"
        # What has no room is cut at its end: the minutes stand before the name.
        lasts = say_minutes(having.call_since, here().now)
        return f"{lasts}, {who}" if wide else f"{lasts.replace(' min', 'm').replace(' h ', ':')} {who}"

    return words


def _last(here: Callable[[], Here]) -> Callable[[Row], str]:
    def words(row: Row) -> str:
        did = row.did if isinstance(row, Seat) else None
        return "" if did is None else f"{here().since(did.at)} {did.action} {did.number}".rstrip()

    return words


def _dim(row: Row) -> Tone:
    return "dim"


def _who_tone(row: Row) -> Tone:
    return "accent" if isinstance(row, Ownerless) else ""


def _tone(row: Row) -> Tone:
    calling = isinstance(row, Seat) and row.having is not None and row.having.call_since is not None
    return "" if calling or isinstance(row, Ownerless) else "dim"
