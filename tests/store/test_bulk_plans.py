"""No statement of an import walks through a whole table: what it costs depends on the file, not on the database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from collections_tui.store.sqlite.engine import SqliteStore
from tests.build import office
from tests.services.importing import Importer

# Others are small: clients, people, worklists, windows, and whatever is staged.
LARGE = frozenset(
    ("account", "customer", "customer_reference", "phone", "invoice", "ledger_entry", "call", "promise", "note")
) | frozenset(("customer_note", "hold", "audit"))

FILES = (
    ("customers", "customer,name,phone\nC1,Ann,(212) 555-0160\nC2,Bob,none\n"),
    ("invoices", "account,customer,invoice,amount,due_on\nA,C1,I1,5.00,2026-09-01\nB,C2,I2,5.00,2026-09-01\n"),
    ("invoices", "account,customer,invoice,amount,due_on\nA,C1,I1,5.00,2026-10-01\nB,C2,I3,5.00,2026-09-01\n"),
    ("customers", "customer,name,phone,state\nC1,Ann Lee,(415) 555-0161,CA\n"),
    ("payments", "account,paid_on,amount\nA,2026-09-05,9.00\nB,2026-09-05,1.00\n"),
    ("calls", "account,started,outcome\nA,2026-11-18T22:10:00Z,promised\n"),
)


def test_no_statement_of_an_import_walks_through_a_large_table(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0, lists=()) as made:
        importer = Importer(made, tmp_path)
        connection = cast(SqliteStore, importer.desk.store).connection
        said: set[str] = set()
        connection.set_trace_callback(said.add)
        for _ in range(2):
            for kind, text in FILES:
                assert importer.run(kind, text).read
        connection.set_trace_callback(None)
        connection.execute("PRAGMA foreign_keys = OFF")  # its checks are no part of the statement
        plans = {
            sql: [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            for sql in said
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql) and "account_search_" not in sql
        }
    assert len(plans) > 40
    walks = {
        sql: steps for sql, lines in plans.items() if (steps := [line for line in lines if _walked(sql, line) in LARGE])
    }
    assert walks == {}


def _walked(sql: str, step: str) -> str:
    """The table that a step of a plan walks through; '' when it is a search, a given list, or a part result."""
    if not step.startswith("SCAN ") or "VIRTUAL TABLE" in step:
        return ""
    name = step.split()[1]
    source = re.search(rf"\b(?:FROM|JOIN)\s+([\w.]+)\s+(?:AS\s+)?{name}\b", sql)
    return source[1] if source else name
