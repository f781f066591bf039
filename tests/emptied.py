"""Makes a PostgreSQL database that a test is done with as it was when it was new, so that the next test may have it.

Making one costs the server nine megabytes of files, a tenth of a second and more where the disk is busy; emptying one
costs a tenth of that. Only what is in rows is taken back: where a test has changed anything else (the schema, its
statistics, a setting of the database), or has filled it, `emptied` says no, and the database has to go.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import psycopg

_MOST_PAGES = 200  # of one table: to sweep up after a test that filled it takes longer than a new one

# Every row of the catalogs says which transaction wrote it, and a copy keeps that. Of pg_class only what VACUUM does
# not rewrite. What the server brought along has smaller numbers, and nobody changes it.
_SCHEMA = """
SELECT (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_attribute WHERE attrelid >= 16384),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_proc WHERE oid >= 16384),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_type WHERE oid >= 16384),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_constraint WHERE oid >= 16384),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_trigger),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_namespace WHERE nspname !~ '^pg_'),
    (SELECT count(*)::text || ' ' || max(xmin::text::bigint) FROM pg_extension),
    (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
    (SELECT md5(string_agg(concat_ws(' ', oid, relname, relkind, relowner, relacl, reloptions), ',' ORDER BY oid))
        FROM pg_class WHERE oid >= 16384),
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        WHERE d.datname = current_database())
"""
_TABLES = """
SELECT relname, pg_relation_size(oid) / 8192 FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'collections_tui_schema' ORDER BY relname
"""
_OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_SEQUENCES = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences
WHERE last_value IS NOT NULL
"""


class Untouched(NamedTuple):
    """What a database that nobody has used yet looks like."""

    schema: tuple[Any, ...]
    history: tuple[Any, ...]


def untouched(connection: psycopg.Connection[Any]) -> Untouched:
    """What this database looks like now, but for the rows of our tables: there are none yet."""
    return Untouched(_row(connection, _SCHEMA), _history(connection))


def emptied(url: str, new: Untouched) -> bool:
    """Take every row out of a database, and say whether it is as good as new; if not, it has to be dropped."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            return _empty(connection, new)
    except psycopg.Error:
        return False


def _empty(connection: psycopg.Connection[Any], new: Untouched) -> bool:
    if connection.execute(_OTHERS).fetchall():
        # Whoever has said goodbye needs a moment to go; nobody else may stay.
        gone = "SELECT bool_and(pg_terminate_backend(pid, 5000)) FROM (" + _OTHERS + ") others"
        connection.execute(cast(Any, gone))
        if connection.execute(_OTHERS).fetchall():
            return False
    if untouched(connection) != new:
        return False
    tables = connection.execute(_TABLES).fetchall()
    used = [name for name, pages in tables if pages]
    if any(pages > _MOST_PAGES for _, pages in tables):
        return False
    if used:
        with connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")  # else what only grows would stay
            connection.execute(cast(Any, ";".join(f"DELETE FROM {name}" for name in used)))
        connection.execute(cast(Any, f"VACUUM (PARALLEL 0, INDEX_CLEANUP ON) {', '.join(used)}"))
        # The planner guesses from these, and of a new table it knows nothing.
        clear = ";".join(f"SELECT pg_clear_relation_stats('public', '{name}')" for name in used)
        connection.execute(cast(Any, clear))
    connection.execute(cast(Any, _SEQUENCES))
    return not any(pages for _, pages in connection.execute(_TABLES).fetchall())


def _history(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    return _row(connection, "SELECT count(*), max(version), max(xmin::text::bigint) FROM collections_tui_schema")


def _row(connection: psycopg.Connection[Any], sql: str) -> tuple[Any, ...]:
    row = connection.execute(cast(Any, sql)).fetchone()
    assert row is not None, "it always answers"
    return tuple(row)
