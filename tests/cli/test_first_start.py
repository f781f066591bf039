"""Commands on a database that is not there yet: what is made, what is refused without a trace, what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.store import open_store
from tests.cli.conftest import Shell

GOOD = "account,name,balance,due_on\nN-1,Rosa Rivera,10.00,2026-09-01\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, with a file to import beside it."""
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "latin.csv").write_bytes(GOOD.replace("Rosa", "Ros\u00e1").encode("latin-1"))
    made = tmp_path / "folder"
    made.mkdir()
    return made


@pytest.fixture
def first(folder: Path) -> Shell:
    """Ana, before there is a database."""
    return Shell(folder / "new.db")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("users", "add", "bad name", "--name", "B"), "cannot be a login"),
        (("clients", "add", "X/Y", "--name", "X"), "no slash"),
        (("clients", "add", "X", "--name", "X", "--currency", "DOLLAR"), "no currency"),
        (("import", "accounts", "nofile.csv", "--client", "X"), "There is no file nofile.csv"),
        (("import", "accounts", "{}/../good.csv", "--client", "X", "--map", "missing.toml"), "missing.toml"),
        (("import", "accounts", "nofile.csv", "--client", "X", "--map", "receivables-invoices"), "no file nofile.csv"),
        (("import", "accounts", "{}/../good.csv", "--client", "X/Y"), "no slash"),
        (("import", "accounts", "{}/../good.csv", "--client", "X", "--worklist", "none"), "no worklist none"),
        (("import", "accounts", "{}/../latin.csv", "--client", "X"), "UTF-8"),
    ],
)
def test_what_is_refused_leaves_no_database(
    first: Shell, folder: Path, words: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert sentence in first.refused(*(word.format(folder) for word in words))
    assert list(folder.iterdir()) == []


def test_a_wrong_book_is_told_of_before_a_database_is_made(first: Shell, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outcomes.toml").write_text("nonsense = 1\n")
    assert "outcomes.toml" in first.refused("--config", str(tmp_path), "users", "add", "ben", "--name", "Ben")
    assert list(folder.iterdir()) == []


def test_what_others_put_in_is_never_taken_back(first: Shell) -> None:
    first.run("clients", "add", "X", "--name", "X")
    first.refused("clients", "add", "X", "--name", "again")
    assert [client["code"] for client in first.json("clients")] == ["X"]


def test_who_adds_themselves_to_a_new_database_is_its_first_user_with_the_name_they_gave(first: Shell) -> None:
    said = first.run("users", "add", "ana", "--name", "Ana Ruiz").stdout
    assert said == "You are the first user of this database, Ana Ruiz, and so its admin and supervisor.\n"
    assert [(one["login"], one["name"], one["roles"]) for one in first.json("users")] == [
        ("ana", "Ana Ruiz", ["admin", "supervisor"])
    ]
    assert "already signs in as ana" in first.refused("users", "add", "ana", "--name", "Ana")


def test_a_database_without_people_says_how_to_become_its_first(first: Shell) -> None:
    open_store(str(first.database), create=True).close()
    assert "start collections-tui once to be its first user" in first.refused("next")
    assert first.json("users", "add", "ana", "--name", "Ana")["roles"] == ["admin", "supervisor"]
    assert "callable" in first.run("next").stdout or first.json("next")["account"] is None


# -- the person's own place -----------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this person's programs keep their data."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_on_a_fresh_machine_the_advice_is_to_start_the_program_once(data: Path) -> None:
    said = Shell("").refused("next")
    assert "start collections-tui once to make it" in said
    assert str(data) in said
    assert not data.exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.touch()
    assert "cannot be made (" in Shell("").refused("clients", "add", "X", "--name", "X")
    assert "start collections-tui once" in Shell("").refused("next")
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/nope")
    assert "/proc/nope/collections-tui cannot be made (" in Shell("").refused("clients", "add", "X", "--name", "X")
