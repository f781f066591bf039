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
    "lend authority",
    "see the team",
    "listen in",
    "override contact rules",
    "lift any flag",
    "approve arrangements",
    "answer requests",
    "manage worklists",
    "reassign accounts",
    "import",
    "import payments",
    "match payments",
    "adjust the ledger",
    "prepare invoices",
    "issue invoices",
    "void invoices",
    "manage prices",
    "send documents",
    "deliver mail",
    "manage payers",
    "work claims",
    "see diagnoses",
    "manage contracts",
    "rescore",
    "begin the day",
    "manage clients",
    "manage outcomes",
    "manage people",
    "manage keys",
    "copy the database",
    "back up the database",
    "restore the database",
    "read the audit",
    "check the database",
    "repair the database",
]

#                             collector  supervisor  auditor  admin
_TABLE = """
see                           yes        yes         yes      yes
work                          yes        yes         -        -
correct any call              -          yes         -        -
see everybody's calls         -          yes         yes      -
see everybody's figures       -          yes         yes      -
lend authority                -          yes         -        -
see the team                  -          yes         yes      -
listen in                     -          yes         yes      -
override contact rules        -          yes         -        -
lift any flag                 -          yes         -        -
approve arrangements          -          yes         -        -
answer requests               -          yes         -        -
manage worklists              -          yes         -        yes
reassign accounts             -          yes         -        -
import                        -          yes         -        yes
import payments               -          yes         -        -
match payments                yes        yes         -        -
adjust the ledger             -          yes         -        -
prepare invoices              yes        yes         -        -
issue invoices                yes        yes         -        -
void invoices                 -          yes         -        -
manage prices                 -          yes         -        yes
send documents                yes        yes         -        -
deliver mail                  -          yes         -        yes
manage payers                 yes        yes         -        -
work claims                   yes        yes         -        -
see diagnoses                 yes        yes         -        -
manage contracts              -          yes         -        yes
rescore                       -          yes         -        yes
begin the day                 yes        yes         -        yes
manage clients                -          yes         -        yes
manage outcomes               -          yes         -        yes
manage people                 -          -           -        yes
manage keys                   -          -           -        yes
copy the database             -          -           -        yes
back up the database          -          -           -        yes
restore the database          -          -           -        yes
read the audit                -          yes         yes      yes
check the database            -          yes         yes      yes
repair the database           -          -           -        yes
"""

LENT: frozenset[Permission] = frozenset(
    {
        "correct any call",
        "override contact rules",
        "lift any flag",
        "approve arrangements",
        "answer requests",
        "adjust the ledger",
        "void invoices",
    }
)
"""What a supervisor's PIN lets a collector do once, at the collector's own keyboard: decisions about one account."""

_ROLES: tuple[Role, ...] = ("collector", "supervisor", "auditor", "admin")


def _read(table: str) -> dict[str, frozenset[Role]]:
    rows = (line.rsplit(maxsplit=len(_ROLES)) for line in table.strip().splitlines())
    return {name: frozenset(r for r, mark in zip(_ROLES, marks, strict=True) if mark == "yes") for name, *marks in rows}


PERMISSIONS = _read(_TABLE)


def allowed(permission: Permission, roles: tuple[Role, ...]) -> bool:
    """Whether somebody with these roles may."""
    return not PERMISSIONS[permission].isdisjoint(roles)


def ask_whom(permission: Permission) -> str:
    """Who may, as an advice: ``ask a supervisor``."""
    who = " or ".join(sorted(PERMISSIONS[permission]))
    return f"ask {'an' if who.startswith('a') else 'a'} {who}"


def addendum_refused(person: Person) -> str:
    """Why somebody may add to no call, in a sentence; '' when they may, with a supervisor to calls of others."""
    if not allowed("work", person.roles):
        return "You may look at calls but not add to them: that takes the role of collector."
    return ""
