"""The schema gains what a later version adds while programs of this one are open: they go on working."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg

from collections_tui.domain.errors import StoreError
from collections_tui.services import calls, find, lists, queue
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry, Claimed, ListQuery
from collections_tui.store import open_store
from collections_tui.store.contract import ADDRESSES
from tests.build import Office
from tests.services.facts import check_everything

# A step as a later version would have it: a table, columns with defaults on busy tables, an index.
LATER = (
    "CREATE TABLE skill (id INTEGER PRIMARY KEY, code TEXT NOT NULL)",
    "ALTER TABLE account ADD COLUMN skill_id INTEGER REFERENCES skill (id)",
    "ALTER TABLE account ADD COLUMN warmth INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE call ADD COLUMN channel TEXT NOT NULL DEFAULT 'telephone'",
    "ALTER TABLE lease ADD COLUMN channel TEXT NOT NULL DEFAULT 'telephone'",
    "CREATE INDEX account_by_warmth ON account (warmth, id)",
)


def bring_up_to_date(where: str) -> None:
    """Do what the first program of the later version does: all of it at once, and the number of its schema."""
    if where.startswith(ADDRESSES):
        with psycopg.connect(where) as sql:
            for step in LATER:
                sql.execute(step.encode())
            sql.execute("INSERT INTO collections_tui_schema (version, step) VALUES (999, 'later')")
        return
    with closing(sqlite3.connect(where)) as file:
        file.executescript(f"BEGIN; {'; '.join(LATER)}; PRAGMA user_version = 999; COMMIT")


def work_once(desk: Desk) -> int:
    """Claim, record, and look around; whom it was about."""
    claimed = queue.next_account(desk, leave=0)
    assert isinstance(claimed, Claimed)
    calls.log_call(desk, CallEntry(claimed.account_id, "no_answer", f"{desk.person.login}-{claimed.account_id}"))
    assert find.find(desk, "lovelace")
    assert lists.page(desk, ListQuery(1, "all"))
    return claimed.account_id


def test_an_open_program_goes_on_while_the_schema_gains_a_table_columns_and_an_index(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    before = [work_once(ana) for _ in range(6)]  # more often than a statement is prepared after
    bring_up_to_date(work.where)
    after = [work_once(desk) for _ in range(5) for desk in (ana, ben)]
    assert len({*before, *after}) == 16
    with ana.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM call WHERE channel = 'telephone'") == 16
    check_everything(work.boss)


def test_one_that_starts_afterwards_is_refused(work: Office) -> None:
    bring_up_to_date(work.where)
    try:
        open_store(work.where)
    except StoreError as refused:
        told = str(refused)
    assert "newer version" in told
