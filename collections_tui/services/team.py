"""The team: who works what, who is in a call, how the day is going. ``docs/team.md`` says what every figure is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from collections_tui.domain.floor import Did, Having, Size
from collections_tui.services import figures_calls, figures_money
from collections_tui.services.desk import Desk
from collections_tui.services.figures_views import ALL, Asked, Column, Ground, Line, Value
from collections_tui.services.scope import seen_by
from collections_tui.services.team_views import Money, Ownerless, Seat, Team
from collections_tui.store.subjects.floor import WorklistLine
from collections_tui.store.transaction import Transaction

COUNTED_FOR = timedelta(minutes=1)
"""How long the sizes of worklists stand: counting a million accounts takes longer than all the rest."""
_NOTHING = Size(0, 0, 0)


def look(desk: Desk, before: Team | None = None, *, recount: bool = False) -> Team | None:
    """The team as it is now; None where nothing has changed since ``before``, which costs next to nothing to ask.

    Args:
        desk: who asks.
        before: what was seen last. Sizes of worklists that were counted within the last minute are taken from it.
        recount: count them again all the same, and hand back the team whether it changed or not.

    Raises:
        Refused: no permission.
    """
    desk.permit("see the team")
    now = desk.now()
    with desk.store.read() as tx:
        head = tx.floor.head()
        if before is not None and not recount and head == before.head and _minute(now) == _minute(before.at):
            return None
        if before is None or recount or not timedelta(0) <= now - before.counted_at < COUNTED_FOR:
            counted_at, sizes = now, _sizes(tx, desk, now)
        else:
            counted_at, sizes = before.counted_at, before.sizes
        worklists = tx.floor.worklists()
        seats = _seats(tx, desk, now, worklists, sizes)
    left = (Ownerless(one.id, one.code, one.name, sizes.get(one.id, _NOTHING)) for one in worklists if one.nobody)
    return Team(now, counted_at, head, tuple(seats), tuple(left), sizes)


def _minute(at: datetime) -> datetime:
    # How long a call has taken is told in minutes, and windows open and days begin at full ones.
    return at.replace(second=0, microsecond=0)


def _sizes(tx: Transaction, desk: Desk, now: datetime) -> dict[int, Size]:
    windows = desk.open_windows(tx.worklists.windows(), now)
    return tx.floor.sizes(frozenset(windows), desk.start_of(desk.today() + timedelta(days=1)))


def _seats(
    tx: Transaction, desk: Desk, now: datetime, worklists: list[WorklistLine], sizes: dict[int, Size]
) -> Iterable[Seat]:
    today = desk.today()
    ground = Ground(tx, desk, Asked("person", today, today, None))
    calls = _by_login(figures_calls.calls(ground), figures_calls.CALLS)
    promised = _money(figures_money.promises(ground), figures_money.PROMISES, "promised")
    collected = _money(figures_money.money(ground), figures_money.MONEY, "collected")
    codes = {one.id: one.code for one in worklists}
    teams, theirs = tx.floor.teams(), tx.floor.worked_by()
    having, did = _seen(tx, desk, tx.floor.having(now), tx.floor.did())
    worked = tx.floor.worked(ground.span.first, ground.span.before)
    for person in (one for one in tx.people.everyone() if not one.disabled):
        own = theirs.get(person.id, [])
        told = calls.get(person.login, {})
        yield Seat(
            person.id,
            person.login,
            person.name,
            teams.get(person.id, ""),
            person.roles,
            tuple(sorted(codes[one] for one in own)),
            _sum(sizes.get(one, _NOTHING) for one in own),
            having.get(person.id),
            did.get(person.id),
            worked.get(person.id, 0),
            told.get("calls", 0) + told.get("received", 0),
            told.get("right_party", 0) + told.get("received_right_party", 0),
            promised.get(person.login, ()),
            collected.get(person.login, ()),
        )


def _seen(
    tx: Transaction, desk: Desk, having: dict[int, Having], did: dict[int, Did]
) -> tuple[dict[int, Having], dict[int, Did]]:
    """What everybody has and did last, without the accounts that whoever looks may not see: what they have themselves
    they may.
    """
    who, me = seen_by(tx, desk), desk.person.id
    if who is None:
        return having, did
    accounts = {one.account_id for one in having.values()} | {one.account_id for one in did.values()}
    may = {None, *tx.floor.seen([one for one in accounts if one is not None], who)}
    return (
        {
            person: one
            if person == me or one.account_id in may
            else one._replace(account_id=None, number="", customer="")
            for person, one in having.items()
        },
        {
            person: one if person == me or one.account_id in may else one._replace(number="")
            for person, one in did.items()
        },
    )


def _sum(sizes: Iterable[Size]) -> Size:
    total = [0, 0, 0]
    for one in sizes:
        total = [a + b for a, b in zip(total, one, strict=True)]
    return Size(*total)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _named(line: Line, columns: tuple[Column, ...]) -> dict[str, int]:
    return {column.name: _whole(value) for column, value in zip(columns, line.values, strict=True)}


def _by_login(lines: Iterable[Line], columns: tuple[Column, ...]) -> dict[str, dict[str, int]]:
    return {line.key[0]: _named(line, columns) for line in lines if line.key[0] != ALL}


def _money(lines: Iterable[Line], columns: tuple[Column, ...], name: str) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for line in lines:
        login, currency = line.key
        cents = _named(line, columns)[name]
        if login != ALL and cents:
            found[login] = (*found.get(login, ()), (currency, cents))
    return found


def in_call(seats: Iterable[Seat]) -> int:
    """How many of these are in a call."""
    return sum(one.having is not None and one.having.call_since is not None for one in seats)
