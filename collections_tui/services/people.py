"""The people who work here."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Person, Role
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import check_login


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
