"""What the tests of hostile text share: an office whose every text came in from files that mean no good."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from collections_tui.cli.main import cli
from tests.naughty.strings import NAUGHTY

NOW = "2026-11-23T17:00:00Z"
"""Noon in New York, where everybody who is called lives."""

NUMBERS = {name: f"N{position:03}" for position, name in enumerate(NAUGHTY)}
"""The account whose every text is the string of this name."""


class Files(NamedTuple):
    """A folder with a database and the files that came into it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "work.db"

    def run(self, *words: str, login: str = "boss") -> Result:
        """Run a command in this process."""
        return CliRunner().invoke(cli, [*self.who(login), *words])

    def who(self, login: str = "boss") -> list[str]:
        """The words that say which database, who, and when."""
        return ["--db", str(self.database), "--as", login, "--now", NOW]

    def write(self, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        """Write a CSV file; its path."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([titles, *rows])
        return str(path)


ACCOUNTS = (
    *("account", "customer", "name", "street", "city", "state", "postcode", "country", "email", "language"),
    *("phone", "home_phone", "due_on", "balance"),
)
CUSTOMERS = ("customer", "name", "street", "city", "email", "work_phone")
PAYMENTS = ("account", "invoice", "paid_on", "amount", "reference")
CALLS = ("account", "started_at", "duration", "outcome", "direction", "phone", "spoke_with", "note")


def _accounts() -> Iterable[Sequence[str]]:
    for position, (name, text) in enumerate(NAUGHTY.items()):
        number = NUMBERS[name]
        who = (number, f"C-{number}", text, text, text, text, text, "", text, text)
        yield *who, f"(212) 555-0{position:03}", text, "2026-09-01", f"{100 + position}.00"


def _fill(files: Files) -> None:
    numbers = [(NUMBERS[name], text) for name, text in NAUGHTY.items()]
    imports = {
        "accounts": (ACCOUNTS, _accounts()),
        "customers": (CUSTOMERS, ((f"C-{number}", text, text, text, text, text) for number, text in numbers)),
        "payments": (PAYMENTS, ((number, number, "2026-10-01", "1.00", text) for number, text in numbers)),
        "calls": (
            CALLS,
            ((number, "2026-11-23T16:00:00Z", "30", "no_answer", "", text, text, text) for number, text in numbers),
        ),
    }
    for kind, (titles, rows) in imports.items():
        result = files.run("import", kind, files.write(f"{kind}.csv", titles, rows), "--client", "HOSP")
        assert result.exit_code == 0, result.output[-2000:]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The office, filled by the command line from files with every string in every column of text. Only to be read."""
    files = Files(tmp_path_factory.mktemp("naughty"))
    hospital = NAUGHTY["clipboard"] + NAUGHTY["markup"]
    assert files.run("clients", "add", "HOSP", "--name", hospital).exit_code == 0
    assert files.run("worklists", "add", "HOSP", "--name", NAUGHTY["click"]).exit_code == 0
    _fill(files)
    return files


@pytest.fixture
def files(filled: Files, tmp_path: Path) -> Files:
    """The same office, to be changed."""
    for name in ("work.db", "work.db-wal"):
        if (filled.folder / name).exists():
            shutil.copy(filled.folder / name, tmp_path / name)
    return Files(tmp_path)
