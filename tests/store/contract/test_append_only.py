"""The ledger, the calls and the audit are never changed, whoever asks."""

from __future__ import annotations

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.services import calls
from collections_tui.services.views import CallEntry
from tests.build import Office


@pytest.mark.parametrize("table", ["ledger_entry", "call", "audit"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}", "UPDATE {} SET account_id = NULL"]
)
def test_what_happened_stays_as_it_was_written(work: Office, table: str, change: str) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, CallEntry(work.accounts[0], "no_answer", "op"))
    store = ana.store

    def tamper() -> None:
        with store.write() as tx:
            tx.sql.run(change.format(table))

    with store.read() as tx:
        before = tx.sql.all(f"SELECT * FROM {table} ORDER BY id")
    assert before
    with pytest.raises(StoreError, match=r"never (changed|deleted)"):
        tamper()
    with store.read() as tx:
        assert tx.sql.all(f"SELECT * FROM {table} ORDER BY id") == before


@pytest.mark.parametrize("table", ["ledger_entry", "call", "audit"])
def test_nothing_that_happened_is_replaced_by_another_of_the_same_id(work: Office, table: str) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, CallEntry(work.accounts[0], "no_answer", "op"))
    store = ana.store

    def replace() -> None:
        with store.write() as tx:
            tx.sql.run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    with store.read() as tx:
        before = tx.sql.value(f"SELECT count(*) FROM {table}")
    with pytest.raises(StoreError):
        replace()
    with store.read() as tx:
        assert tx.sql.value(f"SELECT count(*) FROM {table}") == before
