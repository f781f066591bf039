"""The ledger, the calls and the audit are never changed, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.services import calls, flags
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


CONTACT = {"flag": "customer_id", "call_debt": "account_id", "call_correction": "call_id"}


@pytest.mark.parametrize("years", [0, 2, 4])
@pytest.mark.parametrize("table", CONTACT)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1} + 1000", "DELETE FROM {0}"])
def test_what_is_known_of_contact_is_kept(work: Office, table: str, change: str, years: int) -> None:
    """12 CFR 1006.100 asks for three years from the last activity; here nothing is ever deleted."""
    ana = work.desk("ana")
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET customer_id = (SELECT min(customer_id) FROM account)")
    call = calls.log_call(ana, CallEntry(work.accounts[0], "no_answer", "op", about=(work.accounts[1],))).call
    calls.add_addendum(ana, call.id, "it rang twice")
    flags.set_flag(ana, work.accounts[0], "no_calls", {})
    work.clock.forward(timedelta(days=365 * years))  # type: ignore[attr-defined]

    def tamper() -> None:
        with ana.store.write() as tx:
            tx.sql.run(change.format(table, CONTACT[table]))

    with ana.store.read() as tx:
        before = tx.sql.all(f"SELECT * FROM {table}")
    assert before
    with pytest.raises(StoreError, match=r"never (changed|deleted)"):
        tamper()
    with ana.store.read() as tx:
        assert tx.sql.all(f"SELECT * FROM {table}") == before
