"""From whom to whom, and who gets what: a reassignment worked out. Nothing here stores anything."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Person, Worklist
from collections_tui.domain.spreading import groups_of, spread
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.lists import spec_of
from collections_tui.services.permissions import allowed
from collections_tui.services.reassign_views import Asked, Load, Money, Move, Plan, Side
from collections_tui.services.scope import seen_by
from collections_tui.services.views import ListQuery
from collections_tui.store.subjects.moves import Candidate
from collections_tui.store.transaction import Transaction

MOST_MARKED = 10_000
"""Accounts that can be named one by one."""


class Target(NamedTuple):
    """Who gets accounts. ``id`` is 0 where the worklist has to be made for ``person``."""

    id: int
    code: str
    name: str
    owner: str
    strategy: str
    person: Person | None = None


class Planned(NamedTuple):
    """A plan, with the worklists that get something and what goes where: account, from, and which of ``targets``."""

    plan: Plan
    targets: list[Target]
    lines: list[tuple[int, int | None, int]]


def work_out(tx: Transaction, desk: Desk, asked: Asked) -> Planned:
    """Who would get what, as everything is at this moment.

    Raises:
        Refused: nobody of that name, nobody to give to, a day that has passed, or nothing to move.
    """
    if asked.until is not None and asked.until < desk.today():
        raise Refused(f"{say_day(asked.until, desk.today())} has passed: give today or a later day.")
    by_id = {one.id: one for one in tx.worklists.every()}
    sources = _sources(tx, asked, by_id)
    targets = _targets(tx, asked, by_id, sources)
    found = _candidates(tx, desk, asked, sources)
    there = {target.id for target in targets}
    found = [one for one in found if one[5] not in there]
    if not found:
        raise Refused(_nothing(asked))
    words = _words(desk, asked, sources, targets, len(found))
    others = _others(tx, desk, asked, found)
    if asked.together:
        found += others
    groups = groups_of(one[:5] for one in found)
    shares = spread(groups, len(targets), asked.by)
    share_of = {account: share for group, share in zip(groups, shares, strict=True) for account in group.accounts}
    lines = [(one[0], one[5], share_of[one[0]]) for one in found]
    moves, sides = _told(tx, by_id, targets, found, share_of)
    leased = sum(one[6] for one in found)
    plan = Plan(asked, words, len(found), len(groups), leased, moves, sides)
    if asked.together:
        plan = plan._replace(along=len(others))
    else:
        plan = plan._replace(divided=len({one[1] for one in others}), behind=len(others))
    return Planned(plan, targets, lines)


# -- from whom, to whom -------------------------------------------------------------------------------------------


def _sources(tx: Transaction, asked: Asked, by_id: dict[int, Worklist]) -> list[Worklist]:
    """The worklists that give. Named twice, each gives once."""
    if asked.accounts:
        return []
    if not asked.sources:
        given = by_id.get(asked.within.worklist_id) if asked.within is not None else None
        if given is None:
            raise Refused("Say from whom: a person's login, or the code of a worklist.")
        return [given]
    found: dict[int, Worklist] = {}
    for name in asked.sources:
        person, worklist = named(tx, name, by_id)
        if worklist is not None:
            found[worklist.id] = worklist
        elif person is not None:
            own = tx.rules.owned(person.id)
            if not own:
                raise Refused(f"{person.login} has no worklist of their own: name the code of one.")
            found |= {id_: by_id[id_] for id_ in own}
    return list(found.values())


def _targets(tx: Transaction, asked: Asked, by_id: dict[int, Worklist], sources: list[Worklist]) -> list[Target]:
    if not asked.to:
        raise Refused("Say to whom: logins, or codes of worklists, with commas between them.")
    ruled = {one.id for one in tx.rules.settings() if one.rule}
    found: dict[str, Target] = {}
    for name in asked.to:
        person, worklist = named(tx, name, by_id)
        if worklist is not None and worklist.id in ruled:
            raise Refused(f"Worklist {worklist.code} is filled by its rule: give to another one.")
        if person is not None and worklist is None:
            if person.disabled or not allowed("work", person.roles):
                raise Refused(f"{person.login} does not work accounts: give to somebody else.")
            own = [by_id[id_] for id_ in tx.rules.owned(person.id) if id_ not in ruled]
            target = _of_list(own[0]) if own else _to_make(person, by_id, sources)
        else:
            assert worklist is not None, "it is one of the two"
            target = _of_list(worklist)
        found.setdefault(target.code, target)
    return list(found.values())


def named(tx: Transaction, name: str, by_id: dict[int, Worklist]) -> tuple[Person | None, Worklist | None]:
    """Whom or what a name means: the person, the worklist, or a person whose own worklist has their name.

    Raises:
        Refused: it is nobody's, or somebody's and that of a worklist which is not theirs.
    """
    kind, _, bare = name.rpartition(":")
    person = tx.people.by_login(bare) if kind != "list" else None
    worklist = next((one for one in by_id.values() if one.code == bare), None) if kind != "person" else None
    if person is None and worklist is None:
        raise Refused(
            f"There is neither a person nor a worklist {clean(name)[:40]}: see users list and worklists list."
        )
    if person is not None and worklist is not None:
        if worklist.id not in tx.rules.owned(person.id):
            raise Refused(f"{bare} is a person and somebody else's worklist: write person:{bare} or list:{bare}.")
        return person, None
    return person, worklist


def _of_list(worklist: Worklist) -> Target:
    return Target(worklist.id, worklist.code, worklist.name, worklist.owner or "", worklist.strategy)


def _to_make(person: Person, by_id: dict[int, Worklist], sources: list[Worklist]) -> Target:
    """A first worklist of their own, ranked as the one that it is filled from."""
    codes = {one.code for one in by_id.values()}
    code, number = person.login[:32], 2
    while code in codes:
        code, number = f"{person.login[:28]}-{number}", number + 1
    strategy = sources[0].strategy if sources else "balanced"
    return Target(0, code, person.name, person.login, strategy, person)


# -- which accounts -----------------------------------------------------------------------------------------------


def _candidates(tx: Transaction, desk: Desk, asked: Asked, sources: list[Worklist]) -> list[Candidate]:
    now = desk.now()
    if asked.accounts:
        if len(asked.accounts) > MOST_MARKED:
            raise Refused(f"That is more than {MOST_MARKED:,} accounts one by one: name a worklist, or use a filter.")
        return tx.moves.these(asked.accounts, now, seen_by(tx, desk))
    query = asked.within or ListQuery(0)
    found: list[Candidate] = []
    for source in sources:
        spec = spec_of(tx, desk, query._replace(worklist_id=source.id, show="open", sort="rank"))
        found += tx.moves.candidates(spec, now)
    return found


def _others(tx: Transaction, desk: Desk, asked: Asked, found: list[Candidate]) -> list[Candidate]:
    """What is left out of the accounts of the customers whose others move; of a whole worklist nothing is."""
    if not asked.accounts and (asked.within is None or not asked.within.filtered):
        return []
    return tx.moves.others([one[0] for one in found], desk.now(), seen_by(tx, desk))


def _nothing(asked: Asked) -> str:
    if asked.accounts:
        return "None of these accounts can move: they are closed, on their way already, or where they would go."
    if asked.within is not None and asked.within.filtered:
        return "No open account fits the filter: nothing would move."
    return "There is no open account on it: nothing would move."


# -- what it would do ---------------------------------------------------------------------------------------------


def _told(
    tx: Transaction,
    by_id: dict[int, Worklist],
    targets: list[Target],
    found: list[Candidate],
    share_of: dict[int, int],
) -> tuple[tuple[Move, ...], tuple[Side, ...]]:
    """What moves from where to where, and what every worklist has before and after."""
    accounts: Counter[tuple[int, int]] = Counter()
    leased: Counter[tuple[int, int]] = Counter()
    customers: dict[tuple[int, int], set[int]] = {}
    cents: dict[tuple[int, int], Money] = {}
    for account, customer, currency, amount, _, worklist, taken in found:
        way = (worklist or 0, share_of[account])
        accounts[way] += 1
        leased[way] += taken
        customers.setdefault(way, set()).add(customer)
        money = cents.setdefault(way, {})
        money[currency] = money.get(currency, 0) + amount
    codes = {id_: one.code for id_, one in by_id.items()}
    moves = tuple(
        Move(codes.get(way[0], ""), targets[way[1]].code, accounts[way], len(customers[way]), cents[way], leased[way])
        for way in sorted(accounts, key=lambda way: (codes.get(way[0], ""), way[1]))
    )
    giving = [by_id[id_] for id_ in sorted({way[0] for way in accounts} - {0}, key=lambda id_: codes[id_])]
    gone = [Side(one.code, one.name, one.owner or "", *_change(tx, one.id, one.code, moves)) for one in giving]
    gets = [
        Side(one.code, one.name, one.owner, *_change(tx, one.id, one.code, moves), new=not one.id) for one in targets
    ]
    return moves, (*gone, *gets)


def _change(tx: Transaction, worklist_id: int, code: str, moves: tuple[Move, ...]) -> tuple[Load, Load]:
    rows = tx.moves.load(worklist_id) if worklist_id else []
    count, cents = sum(row[1] for row in rows), {row[0]: row[2] for row in rows}
    after = dict(cents)
    left = count
    for move in moves:
        sign = (move.target == code) - (move.source == code)
        left += sign * move.accounts
        for currency, amount in move.cents.items():
            after[currency] = after.get(currency, 0) + sign * amount
    return Load(count, cents), Load(left, {currency: amount for currency, amount in after.items() if amount or left})


def _words(desk: Desk, asked: Asked, sources: list[Worklist], targets: list[Target], count: int) -> str:
    whose = ", ".join(asked.sources or [one.code for one in sources]) or f"{count:,} marked"
    parts = [f"{whose} to {', '.join(asked.to)}"]
    if len(targets) > 1:
        parts.append(f"by {asked.by}")
    if asked.within is not None and asked.within.filtered:
        parts.append("filtered")
    if asked.together:
        parts.append("whole customers")
    if asked.until is not None:
        parts.append(f"until {say_day(asked.until, desk.today())}")
    return ", ".join(parts)
