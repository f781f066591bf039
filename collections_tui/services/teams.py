"""Teams: people who work together, and share worklists."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.store.subjects.teams import Team
from collections_tui.store.transaction import Transaction

LONGEST_CODE = 32


def every(desk: Desk) -> list[Team]:
    """All teams by their codes, with who is in them."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.teams.every()


def add(desk: Desk, code: str, name: str = "") -> Team:
    """A new team, with nobody in it.

    Raises:
        Refused: no permission, or a code that cannot be one or is taken.
    """
    desk.permit("manage people")
    code, name = clean(code).strip(), clean(name).strip()
    if not 0 < len(code) <= LONGEST_CODE:
        raise Refused(f"A team's code has 1 to {LONGEST_CODE} characters.")
    with desk.store.write() as tx:
        tx.people.alone()
        if tx.teams.by_code(code) is not None:
            raise Refused(f"There already is a team {code}: choose another code.")
        team = tx.teams.add(code, name or code)
        desk.note(tx, "add team", details=code, about=f"team {code}")
    return team


def named(tx: Transaction, code: str) -> Team:
    """The team of that code, in the caller's transaction.

    Raises:
        Refused: there is none.
    """
    team = tx.teams.by_code(code)
    if team is None:
        have = ", ".join(one.code for one in tx.teams.every()) or "none"
        raise Refused(f"There is no team {clean(code)[:LONGEST_CODE]}: there are {have}.")
    return team
