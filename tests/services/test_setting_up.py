"""Setting up: the first person, more people, clients and worklists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from collections_tui.domain.errors import Refused, StoreError
from collections_tui.services import clients, people, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import default_database, open_desk, system_login
from tests.build import HandClock, Office, office


def test_the_first_person_of_a_new_database_runs_it(tmp_path: Path) -> None:
    asked: list[str] = []

    def name(login: str) -> str:
        asked.append(login)
        return " Ana\x1b[31m María "

    where = str(tmp_path / "work.db")
    desk = open_desk(where, "ana", HandClock(), create=True, ask_name=name)
    assert asked == ["ana"]
    assert desk.person.roles == ("admin", "supervisor")
    assert desk.person.name == "Ana␛[31m María"
    desk.close()
    again = open_desk(where, "ana", HandClock(), create=True, ask_name=name)
    assert asked == ["ana"], "asked once"
    assert again.person == desk.person
    again.close()


@pytest.mark.parametrize("name", ["", "   "])
def test_the_login_serves_for_a_name_that_is_not_told(tmp_path: Path, name: str) -> None:
    desk = open_desk(str(tmp_path / "work.db"), "ana", HandClock(), create=True, ask_name=lambda login: name)
    assert desk.person.name == "ana"
    desk.close()


def test_an_unknown_login_is_told_the_command_that_adds_it(work: Office) -> None:
    with pytest.raises(Refused, match="collections-tui users add zoe --name NAME --role collector"):
        work.desk("zoe")


def test_nobody_is_added_to_a_database_that_is_not_to_be_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no database"):
        open_desk(str(tmp_path / "work.db"), "ana", HandClock())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("login", ["a b", "x" * 65, "a/b", "a\x1b", "\ud800", "'--"])
def test_a_login_that_cannot_be_one_is_refused_before_anything_is_made(tmp_path: Path, login: str) -> None:
    with pytest.raises(Refused, match="cannot be a login"):
        open_desk(str(tmp_path / "work.db"), login, HandClock(), create=True)
    assert list(tmp_path.iterdir()) == []


def test_without_a_login_it_is_the_operating_systems_user(tmp_path: Path) -> None:
    desk = open_desk(str(tmp_path / "work.db"), None, HandClock(), create=True)
    assert desk.person.login == system_login()
    desk.close()


def test_without_a_path_it_is_the_persons_own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    desk = open_desk(None, "ana", HandClock(), create=True)
    assert Path(desk.store.where) == default_database()
    assert default_database().is_file()
    desk.close()


_FIRST = """
import sys
from collections_tui.clock import SystemClock
from collections_tui.services.sign_in import open_desk
sys.stdin.readline()
desk = open_desk(sys.argv[1], "ana", SystemClock(), create=True)
print(desk.person.login, *desk.person.roles)
"""


def test_two_windows_of_the_first_person_that_open_at_once_both_get_in(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    windows = [
        subprocess.Popen(
            [sys.executable, "-c", _FIRST, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("go\n")
        window.stdin.flush()
    assert [window.communicate(timeout=60) for window in windows] == [("ana admin supervisor\n", "")] * 6


# -- people -------------------------------------------------------------------------------------------------------


def test_people_are_added_and_listed(work: Office) -> None:
    zoe = people.add(work.boss, "zoe", " Zoë ", ("collector", "collector", "auditor"))
    assert (zoe.name, zoe.roles) == ("Zoë", ("collector", "auditor"))
    assert [person.login for person in people.everyone(work.boss)] == sorted(
        ["boss", "ana", "ben", "olga", "adam", "sue", "zoe"]
    )
    assert work.desk("zoe").person == zoe


@pytest.mark.parametrize(
    ("login", "roles", "words"),
    [("ana", ("collector",), "already signs in"), ("a b", ("collector",), "cannot be a login"), ("zoe", (), "--role")],
)
def test_a_person_who_cannot_be_added(work: Office, login: str, roles: tuple[()], words: str) -> None:
    with pytest.raises(Refused, match=words):
        people.add(work.boss, login, "Name", roles)


# -- clients ------------------------------------------------------------------------------------------------------


def test_clients_are_added_and_listed(work: Office) -> None:
    added = clients.add(work.boss, " DENT ", " Dental\x07 ", party="first", sector="medical", currency="eur")
    assert (added.code, added.name, added.party, added.currency) == ("DENT", "Dental␇", "first", "EUR")
    assert [client.code for client in clients.every(work.boss)] == ["DENT", "HOSP"]


@pytest.mark.parametrize(
    ("code", "options", "words"),
    [
        ("HOSP", {}, "already is a client"),
        ("", {}, "1 to 32"),
        ("x" * 33, {}, "1 to 32"),
        ("X/Y", {}, "no slash"),
        ("two\nlines", {}, "can be printed"),
        ("C", {"party": "second"}, "first or third"),
        ("C", {"sector": "piracy"}, "sector is one of"),
        ("C", {"currency": "DOLLAR"}, "no currency"),
        ("C", {"currency": "€€€"}, "no currency"),
    ],
)
def test_a_client_that_cannot_be_added(work: Office, code: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        clients.add(work.boss, code, "Name", **options)  # type: ignore[arg-type]
    assert len(clients.every(work.boss)) == 1


# -- worklists ----------------------------------------------------------------------------------------------------


def codes(desk: Desk) -> list[str]:
    """My worklists."""
    return [worklist.code for worklist in worklists.mine(desk)]


def test_a_worklist_is_for_the_people_named_or_for_everybody(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "ben", "olga:auditor"), accounts=0, lists=()) as work:
        worklists.add(work.boss, "all", "All")
        worklists.add(work.boss, "anas", "Ana's", members=("ana",), strategy="promises-first")
        worklists.add(work.boss, "both", "Both", members=("ana", "ben"))
        assert codes(work.desk("ana")) == ["anas", "all", "both"]
        assert codes(work.desk("ben")) == ["all", "both"]
        assert codes(work.desk("olga")) == codes(work.boss) == ["all", "anas", "both"]


@pytest.mark.parametrize(
    ("code", "options", "words"),
    [
        ("main", {}, "already is a worklist"),
        ("", {}, "1 to 32"),
        ("x" * 33, {}, "1 to 32"),
        ("new", {"strategy": "none"}, "no strategy none: those that ship are balanced"),
        ("new", {"strategy": "../secret"}, "not the name of a strategy"),
        ("new", {"members": ("ana", "zoe")}, "Nobody signs in as zoe"),
    ],
)
def test_a_worklist_that_cannot_be_added(work: Office, code: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        worklists.add(work.boss, code, "Name", **options)
    assert codes(work.boss) == ["main"]
