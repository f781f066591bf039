"""Who works here: added, given roles, a team and clients, disabled, and let in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Person, Role
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import check_login
from collections_tui.services.teams import named
from collections_tui.store.transaction import Transaction


def add(desk: Desk, login: str, name: str, roles: tuple[Role, ...]) -> Person:
    """Let somebody sign in. The first user of a new database who adds themselves is there already, and comes back.

    Raises:
        Refused: no permission, no role, a login that cannot be one or is taken.
    """
    desk.permit("manage people")
    check_login(login)
    name = clean(name).strip() or login
    if not roles:
        raise Refused(f"Say what {login} does with --role collector, supervisor, auditor or admin.")
    if desk.first and login == desk.person.login:
        return desk.person
    with desk.store.write() as tx:
        if tx.people.by_login(login) is not None:
            raise Refused(f"Somebody already signs in as {login}: choose another login.")
        person = tx.people.add(login, name, tuple(dict.fromkeys(roles)))
        after = {"login": login, "name": name, "roles": person.roles}
        desk.note(tx, "add person", details=f"{login}: {', '.join(roles)}", about=f"person {person.id}", after=after)
    return person


def everyone(desk: Desk) -> list[Person]:
    """Everybody, by login."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.people.everyone()


def set_roles(desk: Desk, login: str, roles: Sequence[Role]) -> Person:
    """Give somebody these roles instead of those they had.

    Raises:
        Refused: no permission, nobody of that login, no role, or nobody would be admin any more.
    """
    desk.permit("manage people")
    new = tuple(dict.fromkeys(roles))
    if not new:
        raise Refused(f"Say what {clean(login)[:64]} does with --role collector, supervisor, auditor or admin.")
    with desk.store.write() as tx:
        person = somebody(tx, login)
        if "admin" not in new:
            _refuse_last_admin(tx, person)
        tx.people.set_roles(person.id, new)
        _enter(tx, desk, "roles", person, list(person.roles), list(new))
    return person._replace(roles=new)


def set_scope(desk: Desk, login: str, clients: Iterable[str]) -> Person:
    """Limit what somebody sees to the accounts of these clients and those on their worklists; without any, to nothing.

    Raises:
        Refused: no permission, nobody of that login, or no such client.
    """
    desk.permit("manage people")
    with desk.store.write() as tx:
        person = somebody(tx, login)
        known = {client.code: client.id for client in tx.clients.every()}
        codes = list(dict.fromkeys(clients))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise Refused(f"There is no client {clean(unknown[0])[:64]}: see `collections-tui clients`.")
        scope = tuple(sorted(known[code] for code in codes))
        tx.people.set_scope(person.id, scope)
        names = {number: code for code, number in known.items()}
        _enter(tx, desk, "scope", person, [names[one] for one in person.scope], [names[one] for one in scope])
    return person._replace(scope=scope)


def set_team(desk: Desk, login: str, team: str) -> Person:
    """Put somebody into a team, by its code; into none with ''.

    Raises:
        Refused: no permission, nobody of that login, or no such team.
    """
    desk.permit("manage people")
    with desk.store.write() as tx:
        person = somebody(tx, login)
        found = named(tx, team) if team else None
        tx.people.set_team(person.id, None if found is None else found.id)
        _enter(tx, desk, "team", person, person.team, team)
    return person._replace(team=team)


def disable(desk: Desk, login: str) -> Person:
    """Let somebody sign in no more. What they had claimed is free again; their worklists are nobody's meanwhile.

    Workstations that they have open are refused from that moment on. What they had begun to type is kept.

    Raises:
        Refused: no permission, nobody of that login, oneself, or nobody would be admin any more.
    """
    desk.permit("manage people")
    now = desk.now()
    with desk.store.write() as tx:
        person = somebody(tx, login)
        if person.id == desk.person.id:
            raise Refused("You cannot disable yourself: another admin does.")
        _refuse_last_admin(tx, person)
        tx.people.set_disabled(person.id, True)
        tx.sessions.end_all(person.id)
        for account_id in tx.queue.claimed_by(person.id):
            tx.accounts.get(account_id)  # before its claim, as everybody does who works on it
            tx.queue.release(account_id, now)
        _enter(tx, desk, "disable", person, person.disabled, True)
    return person._replace(disabled=True)


def enable(desk: Desk, login: str) -> Person:
    """Let somebody who was disabled sign in again, as who they were.

    Raises:
        Refused: no permission, or nobody of that login.
    """
    desk.permit("manage people")
    with desk.store.write() as tx:
        person = somebody(tx, login)
        tx.people.set_disabled(person.id, False)
        _enter(tx, desk, "enable", person, person.disabled, False)
    return person._replace(disabled=False)


# -- inside a transaction -------------------------------------------------------------------------------------------


def somebody(tx: Transaction, login: str) -> Person:
    """Whoever has that login, whom nobody else changes until this transaction is over; nor their keys.

    Raises:
        Refused: nobody has.
    """
    tx.people.alone()
    person = tx.people.by_login(login)
    if person is None:
        raise Refused(f"Nobody signs in as {clean(login)[:64]}: see `collections-tui users list`.")
    return person


def _refuse_last_admin(tx: Transaction, person: Person) -> None:
    """Pass if somebody else could still change people.

    Raises:
        Refused: nobody could.
    """
    others = (one for one in tx.people.everyone() if one.id != person.id and not one.disabled)
    if "admin" in person.roles and not any("admin" in one.roles for one in others):
        raise Refused(f"{person.login} is the only admin: make somebody else one first.")


def _enter(tx: Transaction, desk: Desk, what: str, person: Person, before: Any, after: Any) -> None:
    """Enter in the audit what was changed about a person."""
    desk.note(
        tx, f"{what} of person", details=person.login, about=f"person {person.login}",
        before={what: before}, after={what: after},
    )  # fmt: skip
