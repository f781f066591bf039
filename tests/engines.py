"""Which database engine the test at hand runs on, and where its databases are.

A test that asks for the fixture ``engine`` (most do without knowing, by the conftest of their folder) runs once on
each. Whatever makes a database in a folder asks ``place``, and gets a file in that folder or the address of a new
database on the server.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest

from collections_tui.store import open_store
from tests import postgres

ENGINES = ("sqlite", "postgres")
SKIPPED = "PostgreSQL is not tested here"

_places: dict[Path, str] = {}
_current = "sqlite"


def place(folder: Path, name: str = "work.db") -> str:
    """Where the database of that name in a folder is, on the engine of this test; the same whenever it is asked."""
    file = folder / name
    if _current == "sqlite":
        return str(file)
    if file not in _places:
        _places[file] = postgres.server().new()
    return _places[file]


def prepare(where: str) -> None:
    """Let there be an empty database of ours, as a server has one for every test: to make its tables takes longest."""
    file = Path(where)
    if _current == "sqlite" and file.parent.is_dir() and not file.exists():
        file.write_bytes(_empty_file())


@lru_cache(maxsize=1)
def _empty_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        open_store(str(file), create=True).close()
        return file.read_bytes()


def copied(folder: Path, to: Path) -> str:
    """A copy of the database that was made in a folder: where it is. Nobody may have the first one open."""
    if _current == "sqlite":
        shutil.copytree(folder, to, dirs_exist_ok=True)
        return place(to)
    _places[to / "work.db"] = postgres.server().new(like=place(folder))
    return place(to)


@contextmanager
def for_an_example(folders: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder for one of very many examples: what it needed of the server is free for the next one."""
    folder = folders.mktemp("example")
    try:
        yield folder
    finally:
        for file in [file for file in _places if folder in file.parents]:
            postgres.server().take_back(_places.pop(file))
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def on(engine: str) -> Iterator[None]:
    """Let databases be made on this engine meanwhile."""
    global _current
    if engine == "postgres":
        try:
            postgres.server()
        except postgres.NoPostgres as why:
            pytest.skip(f"{SKIPPED}: {why}")
    before, _current = _current, engine
    try:
        yield
    finally:
        _current = before
        for url in _places.values():
            postgres.server().take_back(url)
        _places.clear()
