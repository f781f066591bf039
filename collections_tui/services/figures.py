"""Reports: the figures that run the floor, by person, team, client, day or hour. docs/figures.md defines them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, cast, get_args

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.csv_out import rows_as_bytes
from collections_tui.services import figures_calls as floor
from collections_tui.services import figures_claims as claims
from collections_tui.services import figures_money as money
from collections_tui.services.desk import Desk
from collections_tui.services.exports import exported, place_for
from collections_tui.services.figures_text import csv_rows
from collections_tui.services.figures_views import Asked, By, Column, Ground, Line, Report, first_day
from collections_tui.services.permissions import allowed
from collections_tui.store.transaction import Transaction

MOST_DAYS = 3_660
"""Ten years: no report is of more."""

_BY_DAY: tuple[By, ...] = ("", "person", "team", "client", "week", "day")


class Kind(NamedTuple):
    """One report: what it may be by, its columns, and what makes its lines. ``keys`` come after that of the lines.

    ``of_people`` is one of which a person has a part of their own. Where ``days`` is given, that many last days are
    meant when nothing is said; else the month up to today, with those before it, ``months`` in all. What is ``of_now``
    cannot be told of other days.
    """

    words: str
    by: tuple[By, ...]
    columns: tuple[Column, ...]
    lines: Callable[[Ground], list[Line]]
    keys: tuple[str, ...] = ()
    of_people: bool = True
    days: int = 0
    months: int = 1
    of_now: bool = False


KINDS: dict[str, Kind] = {
    "calls": Kind("calls, whom they reached and what was promised", get_args(By), floor.CALLS, floor.calls),
    "wrap-up": Kind("how long calls took, and their wrap-up", get_args(By), floor.WRAP_UP, floor.wrap_up),
    "promises": Kind(
        "promises made, fallen due and kept", _BY_DAY, money.PROMISES,
        money.promises, ("currency",),
    ),
    "money": Kind(
        "money collected, and for each call", _BY_DAY, money.MONEY, money.money,
        ("currency",),
    ),
    "penetration": Kind(
        "how much of the stock was called", ("", "person", "team", "client"), floor.PENETRATION, floor.penetration
    ),
    "aging": Kind(
        "how old what is owed is, and how it grows older", ("", "client"), money.AGING, money.aging,
        ("currency", "on"), of_people=False,
    ),
    "effectiveness": Kind(
        "collection effectiveness index and days sales outstanding", ("", "client"), money.EFFECTIVENESS,
        money.collected_well, ("currency",), of_people=False,
    ),
    "claim-aging": Kind(
        "what insurers are asked for now, by the days since the service", ("", "client"), claims.AGING, claims.aging,
        claims.KEYS, of_people=False, of_now=True,
    ),
    "denials": Kind(
        "what insurers refused, and what of it was won", ("", "client"), claims.DENIALS, claims.denials,
        claims.DENIAL_KEYS, of_people=False, months=12,
    ),
    "underpayments": Kind(
        "what insurers paid less than agreed", ("", "client"), claims.UNDERPAYMENTS, claims.underpayments,
        claims.KEYS, of_people=False, of_now=True,
    ),
    "exhaustion": Kind("for how many hours each worklist lasts", ("",), floor.EXHAUSTION, floor.exhaustion, days=14),
}  # fmt: skip


def report(
    desk: Desk,
    name: str,
    by: str = "",
    first: date | None = None,
    last: date | None = None,
    person: str | None = None,
) -> Report:
    """The figures of a report. A collector sees their own; supervisors and auditors everybody's.

    Args:
        desk: who asks.
        name: one of ``KINDS``.
        by: what there is a line for: ``person``, ``team``, ``client``, ``week``, ``day``, ``hour``; '' for
            one line of everything.
        first: the first day; None for what is usual for the report.
        last: the last day, today at the latest; None for today.
        person: the login of whose figures alone it is.

    Raises:
        Refused: no permission, no such report or person, what it cannot be by, days that cannot be, or any days for
            what is of now.
    """
    desk.permit("see")
    kind = _kind(name, by)
    if not allowed("see everybody's figures", desk.person.roles):
        if not kind.of_people or person not in (None, desk.person.login):
            desk.permit("see everybody's figures")
        person = desk.person.login
    elif person is not None and not kind.of_people:
        raise Refused(f"The report {name} is of all people together: leave out the person.")
    if kind.of_now and (first is not None or last is not None):
        raise Refused(f"The report {name} is of now: leave out the days.")
    begin, end = _days(desk, kind, first, last)
    with desk.store.read() as tx:
        asked = Asked(cast(By, by), begin, end, None if person is None else _person(tx, person))
        ground = Ground(tx, desk, asked)
        lines = kind.lines(ground)
    keys = ("worklist",) if name == "exhaustion" else ground.keys(*kind.keys)
    return Report(name, asked.by, begin, end, keys, kind.columns, tuple(lines))


def export(desk: Desk, made: Report, path: Path) -> str:
    """Write a report that was made into a file as CSV, in place of what is there; a sentence that says so.

    Raises:
        Refused: no permission, or the file cannot be written.
    """
    desk.permit("see")
    about = f"{made.name}{f' by {made.by}' if made.by else ''}, {made.days}"
    place = place_for(desk, path)
    exported(desk, "report", about)
    place.write(rows_as_bytes(csv_rows(made)))
    return f"{len(made.lines):,} {'line' if len(made.lines) == 1 else 'lines'} of {about} are in {place}."


def _kind(name: str, by: str) -> Kind:
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(f"There is no report “{clean(name)[:40]}”: choose one of {', '.join(KINDS)}.")
    if by not in kind.by:
        choices = " or ".join(one for one in kind.by if one) or "nothing, as it has its own lines"
        raise Refused(f"The report {name} cannot be by “{clean(by)[:40]}”: it can be by {choices}.")
    return kind


def _days(desk: Desk, kind: Kind, first: date | None, last: date | None) -> tuple[date, date]:
    today = desk.today()
    end = min(last or today, today)
    if first is None:
        first = end - timedelta(days=kind.days - 1) if kind.days else first_day(end, kind.months)
    if first > end:
        raise Refused("The report would be of no day: check --from and --to, none of which may be to come.")
    if (end - first).days >= MOST_DAYS:
        raise Refused("A report is of ten years at most: choose a later --from.")
    return (end, end) if kind.of_now else (first, end)


def _person(tx: Transaction, login: str) -> int:
    found = tx.people.by_login(login)
    if found is None:
        raise Refused(f"Nobody signs in as {clean(login)[:64]}: see `collections-tui users list`.")
    return found.id
