"""What ``counts`` keeps, made anew from what it counts: where a database was filled, and when outcomes change."""

from __future__ import annotations

from collections_tui.store.contract import Sql
from collections_tui.store.subjects.counts import ALL_ENTRIES, STANDS, call_cells, into_calls, into_ledger


def count_calls(sql: Sql) -> None:
    """Make ``call_count`` anew. On a server nobody logs a call meanwhile."""
    _keep_still(sql, "call, call_correction, call_count")
    sql.run("DELETE FROM call_count")
    sql.run(into_calls(call_cells(sql.engine, "call k", STANDS)))


def sum_ledger(sql: Sql) -> None:
    """Make ``ledger_sum`` anew. On a server nobody enters anything meanwhile."""
    _keep_still(sql, "ledger_entry, invoice, ledger_sum")
    sql.run("DELETE FROM ledger_sum")
    sql.run(into_ledger(ALL_ENTRIES))


def _keep_still(sql: Sql, tables: str) -> None:
    if sql.engine == "postgres":
        sql.run(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
