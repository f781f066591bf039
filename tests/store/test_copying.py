"""Everything moves from one engine to the other and back, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.audit_check import check
from collections_tui.domain.errors import Refused, StoreError
from collections_tui.services import calls, disputes, find, invoices, queue
from collections_tui.services.copying import copy_everything
from collections_tui.services.demo import make_demo
from collections_tui.services.sign_in import open_desk
from collections_tui.store import copying, open_store
from collections_tui.store.contract import Store
from collections_tui.store.copying import TABLES, copy
from tests import postgres
from tests.build import NOON, HandClock
from tests.engines import ENGINES, on, place
from tests.services.billing import draft, issued, operation
from tests.services.entries import entry
from tests.sound import search_is_sound, tables

_OWN = {"operation", "import_seen", "collections_tui_schema", "_sqlite_migrations", "_sqlite_utils_migrations"}


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with on("postgres"):
        yield


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "demo.db"
    make_demo(path, accounts=300, clock=FixedClock(NOON))
    store = open_store(str(path))
    yield store
    store.close()


def quiet(done: int, total: int) -> None:
    """Tell nobody."""


@pytest.mark.parametrize("name", ENGINES)
def test_no_table_is_left_out(tmp_path: Path, name: str) -> None:
    store = open_store(str(tmp_path / "x.db") if name == "sqlite" else place(tmp_path), create=True)
    with store.read() as tx:
        assert set(tables(tx)) - _OWN == set(TABLES)
    store.close()


def test_the_tables_have_the_same_columns_on_both_engines(tmp_path: Path) -> None:
    file, server = open_store(str(tmp_path / "x.db"), create=True), open_store(place(tmp_path), create=True)
    with file.read() as here, server.read() as there:
        for table in TABLES:
            assert here.sql.columns(table) == there.sql.columns(table)
    file.close()
    server.close()


def test_there_and_back_again_and_work_goes_on(tmp_path: Path, demo: Store) -> None:
    assert [bill(demo), bill(demo, void=True)] == ["INV-2026-00001", "INV-2026-00002"]
    server = open_store(place(tmp_path), create=True)
    told: list[tuple[int, int]] = []
    held = copy(demo, server, lambda *done: told.append(done))
    assert held["account"].rows == 300
    assert told[-1][0] == told[-1][1]
    with server.write() as tx:
        search_is_sound(tx)
    with server.read() as tx:  # so that what is counted from an index alone looks no row up
        seen = tx.sql.all("SELECT relname FROM pg_class WHERE relname IN ('account', 'customer') AND relallvisible > 0")
    assert len(seen) == 2
    back = open_store(str(tmp_path / "back.db"), create=True)
    assert copy(server, back, quiet) == held
    with demo.read() as here, server.read() as there:
        found = check(there.audit.links, here.audit.head())
        assert (found.good, found.bad) == (held["audit"].rows, None)
    with back.write() as tx:
        search_is_sound(tx)
        assert tx.sql.all("PRAGMA foreign_key_check") == []
    for store in (server, back):
        desk = open_desk(store.where, "ana", HandClock(NOON))
        claimed = queue.next_account(desk, leave=0)
        calls.log_call(desk, entry(desk, claimed.account_id))  # type: ignore[union-attr]
        assert find.find(desk, claimed.number)  # type: ignore[union-attr]
        with store.read() as tx:
            found = check(tx.audit.links, tx.audit.head())
            assert found.bad is None
            assert found.good > held["audit"].rows
        desk.close()
        assert bill(store, void=True) == "INV-2026-00003", "numbers go on"
        store.close()


def bill(store: Store, *, void: bool = False) -> str:
    """Issue an invoice, dispute it, and void it if so wished; a draft stays. Its number."""
    with store.read() as tx:
        account = tx.sql.value("SELECT min(id) FROM account WHERE status = 'open'")
        boss = tx.sql.value("SELECT login FROM collector c JOIN collector_role r ON r.collector_id = c.id "
                            "WHERE r.role = 'supervisor' ORDER BY c.id LIMIT 1")  # fmt: skip
    with closing(open_desk(store.where, boss, HandClock(NOON))) as desk:
        found = issued(desk, account)
        draft(desk, account)
        disputes.open(desk, found.invoice_id, 1, "never had it")
        if void:
            invoices.void(desk, found.invoice_id, "by mistake", operation())
    return found.number


def test_what_was_interrupted_goes_on(tmp_path: Path, demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    server = open_store(place(tmp_path), create=True)
    monkeypatch.setattr(copying, "CHUNK", 100)
    for stop_after in (3, 9, 20):
        steps = 0

        def stop(done: int, total: int, last: int = stop_after) -> None:
            nonlocal steps
            steps += 1
            if steps == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            copy(demo, server, stop)
    assert copy(demo, server, quiet)["account"].rows == 300
    with server.write() as tx:
        search_is_sound(tx)
    server.close()


def test_a_copy_that_goes_on_takes_the_entries_made_meanwhile(tmp_path: Path, demo: Store) -> None:
    server = open_store(place(tmp_path), create=True)

    def stop(done: int, total: int) -> None:
        if 2 * done == total:  # all rows have arrived, and nothing is compared yet
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(demo, server, stop)
    with demo.write() as tx:
        tx.audit.add(NOON, None, "note")
    copy(demo, server, quiet)
    with demo.read() as here, server.read() as there:
        assert check(there.audit.links, there.audit.head()).head == here.audit.head()
    server.close()


def test_a_copy_of_an_audit_that_somebody_has_been_at_says_so(tmp_path: Path, demo: Store) -> None:
    with demo.write() as tx:
        tx.sql.run("DROP TRIGGER audit_keeps")
        tx.sql.run("UPDATE audit SET details = '' WHERE id = 1")
    desk = open_desk(demo.where, "dolores", HandClock(NOON))
    desk.person = desk.person._replace(roles=("admin",))
    where = place(tmp_path)
    with pytest.raises(Refused, match=r"^Everything was copied .* Entry 1 was changed after it was written\. Ask "):
        copy_everything(desk, where)
    desk.close()
    copied = open_store(where)
    with copied.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM account") == 300
        assert tx.sql.value("SELECT action FROM audit ORDER BY id DESC") == "export database"
    copied.close()


def test_a_database_with_people_in_it_is_left_alone(tmp_path: Path, demo: Store) -> None:
    server = open_store(place(tmp_path), create=True)
    with server.write() as tx:
        tx.people.add("eve", "Eve", ("collector",))
    with pytest.raises(StoreError, match="is not empty"):
        copy(demo, server, quiet)
    server.close()


def test_a_difference_is_told(tmp_path: Path, demo: Store) -> None:
    server = open_store(place(tmp_path), create=True)

    def meddle(done: int, total: int) -> None:
        if done * 2 == total:  # all rows have arrived
            with server.write() as tx:
                tx.sql.run("UPDATE account SET balance_cents = balance_cents + 1 WHERE id = 7")

    with pytest.raises(StoreError, match="account is not the same"):
        copy(demo, server, meddle)
    server.close()


def test_a_demo_on_a_server_takes_the_place_of_a_demo_alone(tmp_path: Path) -> None:
    where = postgres.server().new(empty=True)
    try:
        for accounts in (40, 60):
            report = make_demo(where, accounts=accounts, clock=FixedClock(NOON))
            store = open_store(where)
            with store.read() as tx:
                assert tx.sql.value("SELECT count(*) FROM account") == accounts
                assert tx.people.by_login(report.login) is not None
            with store.write() as tx:
                search_is_sound(tx)
            store.close()
        store = open_store(where)
        with store.write() as tx:
            tx.settings.forget("demo")
        store.close()
        with pytest.raises(Exception, match="is not a demo and will not be replaced"):
            make_demo(where, accounts=10, clock=FixedClock(NOON))
    finally:
        postgres.server().drop(where)
