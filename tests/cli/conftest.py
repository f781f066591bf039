"""What the tests of the command line share: an office with a database, and a shell that types commands into it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from collections_tui.cli.main import cli
from tests.build import Office, office

NOW = "2026-11-23T17:00:00Z"
"""The office's noon, as --now takes it."""


class Shell:
    """Types commands for one person at one instant. ``run`` stays in this process, ``start`` makes a real one.

    Without a database it is the one that the program finds by itself.
    """

    def __init__(self, database: Path | str, login: str = "ana", now: str = NOW) -> None:
        self.database = Path(database)
        self._where = ["--db", str(database)] if database else []
        self.login = login
        self.now = now

    def run(self, *words: str, exit_code: int = 0) -> Result:
        """Run a command; it has to leave with the exit code."""
        result = CliRunner().invoke(cli, [*self._who(), *words])
        assert result.exit_code == exit_code, (result.output, result.exception)
        return result

    def refused(self, *words: str) -> str:
        """Run a command that is refused; the one sentence it leaves on standard error."""
        result = self.run(*words, exit_code=1)
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("collections-tui: ").rstrip("\n")

    def json(self, *words: str) -> Any:
        """Run a command with --json and return what it says."""
        return json.loads(self.run(*words, "--json").stdout)

    def start(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a process of its own."""
        return subprocess.run(
            [*python(), *self._who(), *words], capture_output=True, text=True, check=False, timeout=120
        )

    def _who(self) -> list[str]:
        return [*self._where, "--as", self.login, "--now", self.now]


def python() -> list[str]:
    """Return the words that start the program in a process of its own."""
    return [sys.executable, "-m", "collections_tui"]


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """An office at noon in New York: 20 accounts, collectors ana and ben, olga who audits, boss."""
    with office(tmp_path, people=("ana", "ben", "olga:auditor")) as made:
        yield made


@pytest.fixture
def shell(work: Office) -> Shell:
    """Ana at her shell."""
    return Shell(work.where)


@pytest.fixture
def boss(work: Office) -> Shell:
    """The boss at a shell of their own."""
    return Shell(work.where, "boss")


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer stands in New York."""
    import time

    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def nobodys_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
