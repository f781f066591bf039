"""An office that people reach over SSH, and the sshd they come in by: one for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from collections_tui.clock import SystemClock
from collections_tui.services import ssh_keys
from collections_tui.services.remote import Start
from tests import sshd
from tests.build import Office, office
from tests.sshd import Sshd

KEEP = ("report", "export", "find", "arrange", "ssh")  # "ssh" though it is never run from afar


class Afar(NamedTuple):
    """An office, how sshd starts the program on it, and who has which key, by login; zed has one that nobody knows."""

    work: Office
    start: Start
    keys: dict[str, Path]
    folder: Path


def afar_in(folder: Path) -> Iterator[Afar]:
    """An office to come to from afar, whose keys are in the database and in a file, ``authorized_keys``."""
    config = folder / "the books"
    config.mkdir()
    listed = ", ".join(f'"{name}"' for name in KEEP)
    (config / "site.toml").write_text(f'[remote]\naccount = "{sshd.account()}"\ncommands = [{listed}]\n')
    with office(folder, people=("ana", "ben", "gone", "olga:auditor"), accounts=6, clock=SystemClock()) as work:
        start = sshd.start_of(work.where, config)
        keys = {login: folder / login for login in ("ana", "ben", "gone", "zed")}
        for login, file in keys.items():
            public = sshd.make_key(file)
            if login != "zed":
                ssh_keys.add(work.boss, login, public)
        ssh_keys.install(work.boss, start, folder / "authorized_keys")
        yield Afar(work, start, keys, folder)


@pytest.fixture(scope="module")
def afar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afar]:
    """The office on a SQLite file."""
    yield from afar_in(tmp_path_factory.mktemp("afar off"))


@pytest.fixture(scope="module")
def host(afar: Afar) -> Iterator[Sshd]:
    """An sshd that reads keys from the file."""
    with Sshd(afar.start, afar.folder / "authorized_keys") as running:
        yield running
