"""The history of the schema.

A step is one file of ``schema/``; each is applied once, in order, through sqlite-utils, in a transaction that also
records it. ``user_version`` in the file's header is the number of steps, so that opening a database that is up to date
costs one look and not the import of sqlite-utils.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x434F4C4C  # "COLL"
STEPS = ("0001_ground",)
VERSION = len(STEPS)


def statements(script: str) -> Iterator[str]:
    """The script's statements one by one. ``executescript`` would commit between them."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _apply_file(name: str) -> Callable[[Database], None]:
    def step(database: Database) -> None:
        script = (Path(__file__).parent / "schema" / f"{name}.sql").read_text("utf-8")
        for statement in statements(script):
            database.conn.execute(statement)

    return step


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date. The caller holds the gate; nothing changes if any step fails."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    history = Migrations("collections-tui")
    for name in STEPS:
        history(name=name)(_apply_file(name))
    connection.execute("BEGIN IMMEDIATE")
    try:
        history.apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
