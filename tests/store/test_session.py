"""What an open workstation keeps at the server: one connection, and nothing open on it while nobody does anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from collections_tui.domain.errors import StoreError, TryAgain
from collections_tui.services import calls, find, lists, queue
from collections_tui.services.views import CallEntry, Claimed, ListQuery
from collections_tui.store import open_store
from tests.build import Office, office
from tests.engines import on, place


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with on("postgres"):
        yield


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def sessions(url: str) -> list[str]:
    """The state of each of our sessions."""
    with psycopg.connect(url, autocommit=True) as sql:
        rows = sql.execute(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND application_name = 'collections-tui'"
        ).fetchall()
    return [row[0] for row in rows]


def test_an_idle_workstation_has_one_session_and_no_transaction_open(work: Office) -> None:
    before = len(sessions(work.where))
    ana = work.desk("ana")
    assert sessions(work.where) == ["idle"] * (before + 1)
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    calls.log_call(ana, CallEntry(claimed.account_id, "no_answer", "op"))
    find.find(ana, "lovelace")
    lists.page(ana, ListQuery(1))
    with pytest.raises(TryAgain), ana.store.write():
        raise TryAgain("somebody was in the way.")
    with ana.store.read() as tx:
        next(iter(tx.sql.stream("SELECT id FROM account")))  # and nobody reads to the end
    assert sessions(work.where) == ["idle"] * (before + 1)


def test_a_change_that_may_not_even_begin_leaves_nothing_open_and_work_goes_on_later(tmp_path: Path) -> None:
    url = place(tmp_path)
    store = open_store(url, create=True)

    def change() -> None:
        with store.write() as tx:
            tx.settings.set("a", "1")

    with psycopg.connect(url, autocommit=True) as sql:
        sql.execute("ALTER TABLE operation RENAME TO away")
        with pytest.raises(StoreError):
            change()
        assert sessions(url) == ["idle"]
        sql.execute("ALTER TABLE away RENAME TO operation")
    change()
    with store.read() as tx:
        assert tx.settings.get("a") == "1"
    store.close()
