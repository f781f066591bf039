"""Who may do what. One table, read from top to bottom; every service function names one line of it."""

from __future__ import annotations

from typing import Literal

from collections_tui.domain.records import Person, Role

Permission = Literal[
    "see",
    "work",
    "correct any call",
    "see everybody's calls",
    "see everybody's figures",
    "see the team",
    "listen in",
    "override contact rules",
    "lift any flag",
    "approve arrangements",
    "answer requests",
    "manage worklists",
    "import",
    "match payments",
    "adjust the ledger",
    "rescore",
    "begin the day",
    "manage clients",
    "manage outcomes",
    "manage people",
    "copy the database",
]

#                             collector  supervisor  auditor  admin
_TABLE = """
see                           yes        yes         yes      yes
work                          yes        yes         -        -
correct any call              -          yes         -        -
see everybody's calls         -          yes         yes      -
see everybody's figures       -          yes         yes      -
see the team                  -          yes         yes      -
listen in                     -          yes         yes      -
override contact rules        -          yes         -        -
lift any flag                 -          yes         -        -
approve arrangements          -          yes         -        -
answer requests               -          yes         -        -
manage worklists              -          yes         -        yes
import                        -          yes         -        yes
match payments                yes        yes         -        yes
adjust the ledger             -          yes         -        yes
rescore                       -          yes         -        yes
begin the day                 yes        yes         -        yes
manage clients                -          yes         -        yes
manage outcomes               -          yes         -        yes
manage people                 -          -           -        yes
copy the database             -          -           -        yes
"""

_ROLES: tuple[Role, ...] = ("collector", "supervisor", "auditor", "admin")


def _read(table: str) -> dict[str, frozenset[Role]]:
    rows = (line.rsplit(maxsplit=len(_ROLES)) for line in table.strip().splitlines())
    return {name: frozenset(r for r, mark in zip(_ROLES, marks, strict=True) if mark == "yes") for name, *marks in rows}


PERMISSIONS = _read(_TABLE)


def allowed(permission: Permission, roles: tuple[Role, ...]) -> bool:
    """Whether somebody with these roles may."""
    return not PERMISSIONS[permission].isdisjoint(roles)


def addendum_refused(person: Person, by: str) -> str:
    """Why somebody may not add to a call made by ``by``, in a sentence; '' when they may."""
    if not allowed("work", person.roles):
        return "You may look at calls but not add to them: that takes the role of collector."
    if by != person.login and not allowed("correct any call", person.roles):
        return f"This call was made by {by}: they, or a supervisor, may add to it."
    return ""
