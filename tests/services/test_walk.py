"""Everything that the services offer asks first whether the person may, and for every role it is as the table says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

import collections_tui
from collections_tui.clock import FixedClock
from collections_tui.domain.errors import NotPermitted
from collections_tui.domain.records import Person, Role
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import LENT, PERMISSIONS, Permission
from tests.services.walk import (
    ASKED_BY_ALL,
    INNER,
    LOOKS,
    Service,
    everything,
    names,
    needed,
    reached_in,
    used_in,
    why_not,
)

ROLES: tuple[Role, ...] = ("collector", "supervisor", "auditor", "admin")
SERVICES = everything()
ROOT = Path(collections_tui.__file__).parent


@pytest.fixture
def engine() -> None:
    """No database is asked."""


class Asked(Exception):
    """The service went beyond asking for permission."""


class Nothing:
    """A store and books of which nothing can be had; refusals may be entered in the audit."""

    busy = False

    def __getattr__(self, name: str) -> Any:
        if name == "enter":
            return lambda *entry: None
        raise Asked(name)


def desk_of(*roles: Role) -> Desk:
    nothing = cast(Any, Nothing())
    clock = FixedClock(datetime(2026, 11, 23, 17, tzinfo=UTC))
    return Desk(nothing, Person(1, "pat", "Pat", roles), clock, nothing, "session", UTC)


def ask(service: Service, desk: Desk) -> Exception | None:
    """Ask with arguments that nothing can be done with; what stopped it."""
    given = [object() for one in needed(service) if one.kind is not one.KEYWORD_ONLY]
    named = {one.name: object() for one in needed(service) if one.kind is one.KEYWORD_ONLY}
    try:
        service(desk, *given, **named)
    except Exception as error:
        return error
    return None


def first_asked(name: str) -> Permission:
    stopped = ask(SERVICES[name], desk_of())
    assert isinstance(stopped, NotPermitted), f"{name} does not begin with desk.permit: {stopped!r}"
    assert stopped.permission in PERMISSIONS
    return cast(Permission, stopped.permission)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_asks_first_and_lets_in_who_may(name: str) -> None:
    permission = first_asked(name)
    for role in ROLES:
        stopped = ask(SERVICES[name], desk_of(role))
        refused = isinstance(stopped, NotPermitted) and stopped.permission == permission
        assert refused is (role not in PERMISSIONS[permission]), f"{name} for the role {role}: {stopped!r}"


def test_whoever_is_disabled_is_let_in_nowhere() -> None:
    for name, service in SERVICES.items():
        desk = desk_of("supervisor", "admin")
        desk.person = desk.person._replace(disabled=True)
        stopped = ask(service, desk)
        assert isinstance(stopped, NotPermitted), f"{name} answers somebody who is disabled"
        assert stopped.permission == "sign in"


def test_a_service_that_asks_for_nothing_is_found_out() -> None:
    def forgetful(desk: Desk, account_id: int) -> object:
        with desk.store.read() as tx:
            return tx.accounts.get(account_id)

    assert isinstance(ask(forgetful, desk_of()), Asked)


def test_what_answers_nobody_is_still_there() -> None:
    assert INNER.keys() <= names(), "take out of INNER what is gone"
    assert len(SERVICES) > 80


ROOMS = [file for room in ("cli", "tui") for file in sorted((ROOT / room).rglob("*.py"))]


def test_screens_and_commands_use_services_and_no_parts_of_them() -> None:
    used = {name: file for file in ROOMS for name in used_in(file.read_text("utf-8"))}
    assert {f"{file.name}: {name} {why_not(name)}" for name, file in used.items() if why_not(name)} == set()
    assert used.keys() & INNER.keys() >= ASKED_BY_ALL
    assert len([name for name in used if name in SERVICES]) > 80
    # The thread asks its store for nothing but whether it has to be opened anew.
    reached = {file.name for file in ROOMS if reached_in(file.read_text("utf-8"))}
    assert reached == {"thread.py"}


def test_a_part_of_a_service_that_is_used_outside_is_found_out() -> None:
    hidden = """
def act(desk, now):
    from collections_tui.services import moving as others, promises, queue
    from collections_tui.services.scope import account_of
    others.settle_begun(now, desk)
    return desk.ask(queue.wake_some), promises.make, Morning().step(desk)
"""
    used = used_in(hidden)
    assert used == {"moving.settle_begun", "scope.account_of", "queue.wake_some", "promises.make"}
    assert {name for name in used if why_not(name)} == used - {"promises.make"}
    assert reached_in(hidden) == {"step"}
    assert reached_in("desk.store.read()") == {"store"}


def test_authority_is_lent_by_supervisors_and_for_what_collectors_lack() -> None:
    assert PERMISSIONS["lend authority"] == {"supervisor"}
    for permission in LENT:
        assert "supervisor" in PERMISSIONS[permission]
        assert "collector" not in PERMISSIONS[permission]


def test_admins_have_people_and_settings_and_no_money() -> None:
    money: tuple[Permission, ...] = (
        "work",
        "match payments",
        "import payments",
        "adjust the ledger",
        "approve arrangements",
    )
    assert not any("admin" in PERMISSIONS[one] for one in money)


def test_auditors_see_everything_and_change_nothing() -> None:
    assert {name for name, roles in PERMISSIONS.items() if "auditor" in roles} == LOOKS
