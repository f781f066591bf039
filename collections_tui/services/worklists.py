"""Worklists: named queues of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from collections_tui.domain.audit import differing
from collections_tui.domain.errors import Refused
from collections_tui.domain.filters import Filter, from_json, to_json
from collections_tui.domain.records import Person, Worklist
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.services.views import WorklistCount
from collections_tui.store.subjects.rules import WorklistSetting
from collections_tui.store.transaction import Transaction


def mine(desk: Desk) -> list[Worklist]:
    """The worklists I may work, my own first; all of them for those who only look."""
    desk.permit("see")
    with desk.store.read() as tx:
        return of_person(tx, desk)


def counts(desk: Desk) -> list[WorklistCount]:
    """My worklists with how many accounts can be called now, are ready, asleep, held."""
    desk.permit("see")
    now = desk.now()
    with desk.store.read() as tx:
        windows = desk.open_windows(tx.worklists.windows(), now)
        nobodys = tx.worklists.ownerless()
        return [WorklistCount(w, *tx.queue.counts(w.id, windows), w.id in nobodys) for w in of_person(tx, desk)]


class Setting(NamedTuple):
    """Who works a worklist, and what comes to it by itself. ``rule`` asks nothing where there is none."""

    worklist: Worklist
    owner: str
    """Whose own it is, by login, also of somebody who may not sign in any more; '' for nobody."""
    team: str
    members: tuple[str, ...]
    rule: Filter | None
    place: int
    """Among those with a rule: where an account fits several, the one with the least takes it."""


def settings(desk: Desk) -> list[Setting]:
    """Every worklist, by name."""
    desk.permit("see")
    with desk.store.read() as tx:
        return [_setting(one) for one in tx.rules.settings()]


def add(
    desk: Desk,
    code: str,
    name: str,
    *,
    strategy: str = "balanced",
    members: Sequence[str] = (),
    owner: str = "",
    team: str = "",
    rule: Filter | None = None,
    place: int = 0,
) -> Worklist:
    """A new worklist, for the people named; without owner, team and members it is everybody's.

    One member alone is its owner. With a rule accounts come to it by themselves, every morning and when asked.

    Raises:
        Refused: no permission, a code that is taken, an unknown strategy, person, team or client.
    """
    desk.permit("manage worklists")
    code, name = clean(code).strip(), clean(name).strip()
    if not 0 < len(code) <= 32:
        raise Refused("A worklist's code has 1 to 32 characters.")
    desk.books.strategy(strategy)
    with desk.store.write() as tx:
        if tx.worklists.by_code(code) is not None:
            raise Refused(f"There already is a worklist {code}: choose another code.")
        ids = [_person(tx, login).id for login in members]
        owner_id = _person(tx, owner).id if owner else ids[0] if len(ids) == 1 else None
        team_id = _team(tx, team)
        kept = _rule(tx, rule)
        worklist = tx.worklists.add(code, name or code, strategy, owner_id, ids)
        tx.rules.put(worklist.id, worklist.name, owner_id, team_id, kept, place)
        after = worklist._asdict() | {"members": list(members), "team": team, "rule": kept}
        desk.note(tx, "add worklist", details=code, about=f"worklist {worklist.id}", after=after)
    return worklist


def change(
    desk: Desk,
    code: str,
    *,
    name: str | None = None,
    owner: str | None = None,
    team: str | None = None,
    members: Sequence[str] | None = None,
    rule: Filter | None = None,
    place: int | None = None,
) -> Setting:
    """Say otherwise who works a worklist and what comes to it; None leaves what it is, '' or a rule that asks nothing
    takes it away. What came by a rule that is taken away stays on it.

    Raises:
        Refused: no permission, no such worklist, an unknown person, team or client.
    """
    desk.permit("manage worklists")
    with desk.store.write() as tx:
        was = next((one for one in tx.rules.settings() if one.code == code), None)
        if was is None:
            raise Refused(f"There is no worklist {clean(code)[:40]}: see worklists list.")
        new_owner, new_team = was.owner if owner is None else owner, was.team if team is None else team
        tx.rules.put(
            was.id,
            was.name if name is None else clean(name).strip() or was.name,
            _person(tx, new_owner).id if new_owner else None,
            _team(tx, new_team),
            was.rule if rule is None else _rule(tx, rule),
            was.place if place is None else place,
        )
        if members is not None:
            tx.rules.put_members(was.id, [_person(tx, login).id for login in members if login])
        now = next(one for one in tx.rules.settings() if one.id == was.id)
        changed = differing(was._asdict(), now._asdict())
        desk.note(tx, "change worklist", details=code, about=f"worklist {was.id}", **changed._asdict())
    return _setting(now)


def _setting(one: WorklistSetting) -> Setting:
    worklist = Worklist(one.id, one.code, one.name, one.strategy, one.owner or None)
    rule = from_json(one.rule) if one.rule else None
    return Setting(worklist, one.owner, one.team, one.members, rule, one.place)


def _person(tx: Transaction, login: str) -> Person:
    person = tx.people.by_login(login)
    if person is None:
        raise Refused(f"Nobody signs in as {clean(login)[:64]}: see `collections-tui users list`.")
    return person


def _team(tx: Transaction, code: str) -> int | None:
    if not code:
        return None
    found = tx.rules.team(code)
    if found is None:
        raise Refused(f"There is no team {clean(code)[:32]}: see `collections-tui teams list`.")
    return found


def _rule(tx: Transaction, rule: Filter | None) -> str:
    """As it is kept. Words are looked for in an index, account by account: no rule has any."""
    if rule is None or not rule.asks:
        return ""
    if rule.words is not None:
        raise Refused("A rule has no words: give it a client, an age, amounts or a state.")
    if rule.client is not None and tx.clients.by_code(rule.client) is None:
        raise Refused(f"There is no client {clean(rule.client)[:32]}: see `collections-tui clients list`.")
    return to_json(rule)


def of_person(tx: Transaction, desk: Desk) -> list[Worklist]:
    """The worklists of whoever sits at the desk, in the caller's transaction.

    Those who work but are limited to some clients have the ones they work, whatever else they are.
    """
    me = desk.person
    if "collector" in me.roles or (me.scope and allowed("work", me.roles)):
        return tx.worklists.of(me.id)
    return tx.worklists.every()


def named(lists: list[Worklist], code: str | None) -> list[Worklist]:
    """Of my worklists the one with that code, or all of them.

    Raises:
        Refused: there is none of that code, or it is somebody else's.
    """
    if code is None:
        return lists
    chosen = [worklist for worklist in lists if worklist.code == code]
    if not chosen:
        have = ", ".join(worklist.code for worklist in lists) or "none"
        raise Refused(f"You have no worklist {clean(code)}: yours are {have}.")
    return chosen
