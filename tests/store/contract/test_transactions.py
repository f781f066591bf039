"""A transaction: readers see one moment, writers take turns, an error leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from collections_tui.domain.errors import StoreError, Trouble
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from tests.build import Office

Opened = Callable[[], Store]


def test_a_reader_sees_the_moment_at_which_it_began(opened: Opened) -> None:
    reader, writer = opened(), opened()
    with writer.write() as tx:
        tx.settings.set("a", "1")
        tx.settings.set("b", "1")
    with reader.read() as seen:
        assert seen.settings.get("a") == "1"
        with writer.write() as tx:  # not held up by the reader either
            tx.settings.set("a", "2")
            tx.settings.set("b", "2")
        assert (seen.settings.get("a"), seen.settings.get("b")) == ("1", "1")
    with reader.read() as seen:
        assert (seen.settings.get("a"), seen.settings.get("b")) == ("2", "2")


def test_a_reader_does_not_wait_for_a_writer_nor_see_half_of_its_work(opened: Opened) -> None:
    reader, writer = opened(), opened()
    with writer.write() as tx:
        tx.settings.set("a", "1")
        with reader.read() as seen:
            assert seen.settings.get("a") is None
        tx.settings.set("b", "1")
    with reader.read() as seen:
        assert (seen.settings.get("a"), seen.settings.get("b")) == ("1", "1")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Trouble])
def test_an_error_leaves_nothing_behind_and_the_store_in_order(opened: Opened, error: type[BaseException]) -> None:
    store, other = opened(), opened()

    def fail() -> None:
        with store.write() as tx:
            tx.settings.set("a", "1")
            raise error

    with pytest.raises(error):
        fail()
    with store.read() as seen:
        assert seen.settings.get("a") is None
    for turn, each in enumerate((other, store)):
        with each.write() as tx:
            tx.settings.set("turn", str(turn))


def test_an_error_while_reading_ends_the_snapshot(opened: Opened) -> None:
    reader, writer = opened(), opened()

    def fail() -> None:
        with reader.read() as seen:
            assert seen.settings.get("a") is None
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        fail()
    with writer.write() as tx:
        tx.settings.set("a", "1")
    with reader.read() as seen:
        assert seen.settings.get("a") == "1"


def test_what_was_committed_is_there_when_the_database_is_opened_again(store_url: str) -> None:
    first = open_store(store_url, create=True)
    with first.write() as tx:
        tx.settings.set("a", "1")
    first.close()
    second = open_store(store_url)
    with second.read() as seen:
        assert seen.settings.get("a") == "1"
    second.close()


def test_writers_take_turns_and_no_turn_is_lost(opened: Opened) -> None:
    stores = [opened() for _ in range(4)]
    with stores[0].write() as tx:
        tx.settings.set("n", "0")

    def count(store: Store) -> None:
        for _ in range(50):
            with store.write() as tx:
                tx.settings.set("n", str(int(tx.settings.get("n") or "") + 1))

    threads = [threading.Thread(target=count, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].read() as seen:
        assert seen.settings.get("n") == "200"


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("INSERT INTO client (code, name, sector) VALUES ('C', 'C', 'nonsense')", {}),
        ("INSERT INTO customer_reference (client_id, reference, customer_id) VALUES (1, 'r', 99)", {}),
        ("INSERT INTO collector (login, name) VALUES ('ana', 'Ana')", {}),
        ("UPDATE account SET balance_cents = :huge", {"huge": 2**63}),
        ("UPDATE customer SET name = :half", {"half": "\ud800"}),
        ("UPDATE account SET balance_cents = 'a lot'", {}),
        ("UPDATE account SET customer_id = NULL", {}),
    ],
)
def test_what_the_database_forbids_is_one_sentence(work: Office, sql: str, params: dict[str, object]) -> None:
    def forbidden() -> None:
        with work.boss.store.write() as tx:
            tx.settings.set("half", "done")
            tx.sql.run(sql, params)

    with pytest.raises(StoreError) as refused:
        forbidden()
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
    with work.boss.store.read() as seen:
        assert seen.settings.get("half") is None


def test_a_window_that_was_never_stored_is_not_remembered(opened: Opened) -> None:
    store = opened()

    def fail() -> int:
        with store.write() as tx:
            window = tx.worklists.window(("Asia/Tokyo",))
            assert tx.worklists.window_of(window).zones == ("Asia/Tokyo",)
            raise ValueError(window)

    with pytest.raises(ValueError, match=r"\d") as failed:
        fail()
    number = int(str(failed.value))
    with store.write() as tx:
        # SQLite gives the same number again, to whatever comes next.
        tx.sql.run("INSERT INTO call_window (id, zones) VALUES (:id, 'Asia/Kolkata')", {"id": number})
        assert tx.worklists.window_of(number).zones == ("Asia/Kolkata",)
    with store.read() as tx:
        assert tx.worklists.window_of(number).zones == ("Asia/Kolkata",)
