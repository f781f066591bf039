"""Worklists: named queues of accounts."""

from __future__ import annotations

from collections.abc import Sequence

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Worklist
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.services.views import WorklistCount
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


def add(desk: Desk, code: str, name: str, *, strategy: str = "balanced", members: Sequence[str] = ()) -> Worklist:
    """A new worklist, for the people named; without members it is everybody's.

    Raises:
        Refused: no permission, a code that is taken, an unknown strategy or person.
    """
    desk.permit("manage worklists")
    code, name = clean(code).strip(), clean(name).strip()
    if not 0 < len(code) <= 32:
        raise Refused("A worklist's code has 1 to 32 characters.")
    desk.books.strategy(strategy)
    with desk.store.write() as tx:
        if tx.worklists.by_code(code) is not None:
            raise Refused(f"There already is a worklist {code}: choose another code.")
        people = [(login, tx.people.by_login(login)) for login in members]
        unknown = [login for login, person in people if person is None]
        if unknown:
            raise Refused(f"Nobody signs in as {unknown[0]}: see `collections-tui users list`.")
        ids = [person.id for _, person in people if person is not None]
        worklist = tx.worklists.add(code, name or code, strategy, ids[0] if len(ids) == 1 else None, ids)
        after = worklist._asdict() | {"members": list(members)}
        desk.note(tx, "add worklist", details=code, about=f"worklist {worklist.id}", after=after)
    return worklist


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
