"""The history of the schema: the same steps as on SQLite, each in this engine's words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import errors, sql

from collections_tui.domain.errors import StoreError
from collections_tui.store.contract import Row

STEPS = ("0001_ground",)
VERSION = len(STEPS)
FUNCTIONS = ("never", "unixepoch")
"""What the steps make beside tables and what hangs on them."""
_LOCK = 0x434F4C4C  # "COLL"; held until the transaction ends, so that programs that start together migrate one by one

_HISTORY = """
CREATE TABLE IF NOT EXISTS collections_tui_schema (
    version    integer PRIMARY KEY,
    step       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""


def look(connection: psycopg.Connection[Row], name: str, *, create: bool) -> bool:
    """Whether the database is ours and up to date; false when it is empty, or older.

    Raises:
        StoreError: it is empty (and ``create`` is false), another program's, or newer than this program.
    """
    version = _version(connection)
    if version == VERSION:
        return True
    if version > VERSION:
        raise StoreError(
            f"{name} was written by a newer version of collections-tui (schema {version}, this one knows {VERSION}): "
            "install the newer version."
        )
    if version == 0:
        if not is_empty(connection):
            if _version(connection):  # somebody has made it between the two looks
                return look(connection, name, create=create)
            raise StoreError(f"{name} is a database of another program: check --db.")
        if not create:
            raise StoreError(f"{name} is empty: start collections-tui once to make a database of it, or check --db.")
    return False


def migrate(connection: psycopg.Connection[Row]) -> None:
    """Bring the schema up to date; nothing changes if any step fails."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_HISTORY)
        done = _version(connection)
        for version, step in enumerate(STEPS[done:], done + 1):
            connection.execute(cast(Any, _script(step)))
            connection.execute("INSERT INTO collections_tui_schema (version, step) VALUES (%s, %s)", (version, step))


def _script(step: str) -> str:
    return (Path(__file__).parent / "schema" / f"{step}.sql").read_text("utf-8")


def clear(connection: psycopg.Connection[Row]) -> None:
    """Drop all that the steps have made."""
    with connection.transaction():
        names = connection.execute(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (name,) in names:
            connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
        for function in FUNCTIONS:
            connection.execute(sql.SQL("DROP FUNCTION IF EXISTS {}").format(sql.Identifier(function)))


def _version(connection: psycopg.Connection[Row]) -> int:
    try:
        row = connection.execute("SELECT coalesce(max(version), 0) FROM collections_tui_schema").fetchone()
    except errors.UndefinedTable:
        return 0
    return int(row[0]) if row else 0


def is_empty(connection: psycopg.Connection[Row]) -> bool:
    """Whether there is no table at all."""
    row = connection.execute(
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) LIMIT 1"
    ).fetchone()
    return row is None
