"""A pooler in transaction mode before the server: whoever works through it notices nothing, however small the pool."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.errors import StoreError, StoreFault
from collections_tui.services import calls, find, lists, queue
from collections_tui.services.copying import copy_everything
from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed, ListQuery
from collections_tui.store import open_store
from tests import pgbouncer, postgres
from tests.build import NOON, Office, office
from tests.engines import on
from tests.pgbouncer import Bouncer
from tests.services.facts import check_everything
from tests.services.importing import Importer
from tests.store.test_postgres import kill_everybody

pytestmark = [
    pytest.mark.xdist_group("pgbouncer"),
    pytest.mark.skipif(pgbouncer.program() is None, reason=pgbouncer.SKIPPED),
]

PEOPLE, ACCOUNTS, POOL = 8, 64, 2
LOGINS = tuple(f"c{number}" for number in range(PEOPLE))


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with on("postgres"):
        yield


@pytest.fixture
def empty() -> Iterator[str]:
    """A database without anything in it, past the pooler."""
    url = postgres.server().new(empty=True)
    yield url
    postgres.server().drop(url)


@pytest.fixture
def bouncer(empty: str) -> Iterator[Bouncer]:
    with Bouncer({"floor": empty}, POOL) as made:
        yield made


@pytest.fixture
def work(bouncer: Bouncer) -> Iterator[Office]:
    """An office whose people all come through the pooler."""
    with office(bouncer.url(), people=LOGINS, accounts=ACCOUNTS) as made:
        yield made


def again(act: Callable[[], object]) -> object:
    return keep_trying(act, patience=30)


def work_through(desk: Desk, login: str, told: Callable[[], object] = lambda: None) -> list[tuple[int, str]]:
    """Claim and record until nobody is left, and look around between two calls; what was acknowledged."""
    done: list[tuple[int, str]] = []
    claimed = again(lambda: queue.next_account(desk, leave=0))
    while isinstance(claimed, Claimed):
        entry = CallEntry(claimed.account_id, "no_answer", f"{login}-{len(done)}")
        claimed = again(lambda entry=entry: calls.log_and_next(desk, entry)[1])  # type: ignore[misc]
        done.append((entry.account_id, entry.operation_id))
        assert again(lambda: find.find(desk, "lovelace"))
        assert again(lambda: lists.page(desk, ListQuery(1, "all")))
        again(lambda: sees_one_moment(desk))
        told()
    return done


def sees_one_moment(desk: Desk) -> None:
    """A reading transaction does not move on while others record."""
    with desk.store.read() as tx:
        before = tx.sql.value("SELECT count(*) FROM call")
        tx.sql.value("SELECT sum(score) FROM account")
        assert tx.sql.value("SELECT count(*) FROM call") == before


def seated(work: Office) -> list[Desk]:
    """Everybody at a desk of their own."""
    return [work.desk(login) for login in LOGINS]


def all_work(desks: list[Desk], told: Callable[[], object] = lambda: None) -> list[tuple[int, str]]:
    """What all of them together had acknowledged."""
    with ThreadPoolExecutor(PEOPLE) as threads:
        done = threads.map(lambda both: work_through(both[0], both[1], told), zip(desks, LOGINS, strict=True))
        return [one for part in done for one in part]


def stored(work: Office) -> list[tuple[int, str]]:
    with work.boss.store.read() as tx:
        return [(row[0], row[1]) for row in tx.sql.all("SELECT account_id, operation_id FROM call")]


def test_eight_people_on_two_connections_lose_nothing_and_call_nobody_twice(work: Office, empty: str) -> None:
    seen: list[int] = []
    desks = seated(work)
    over = threading.Event()

    def count() -> None:
        theirs = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(empty, autocommit=True) as sql:
            while not over.wait(0.02):
                row = sql.execute(theirs).fetchone()
                seen.append(row[0] if row else 0)

    watch = threading.Thread(target=count)
    watch.start()
    try:
        done = all_work(desks)
    finally:
        over.set()
        watch.join()
    assert sorted(stored(work)) == sorted(done)
    assert len({account for account, _ in done}) == len(done) == ACCOUNTS
    assert max(seen) == POOL
    check_everything(work.boss)


def test_connections_of_the_pooler_killed_again_and_again_lose_nothing(work: Office, empty: str) -> None:
    over = threading.Event()
    kills: list[bool] = []
    desks = seated(work)

    def kill() -> None:
        while len(kills) < 15 and not over.wait(0.3):  # an end, as on a busy machine nobody would ever get through
            kill_everybody(empty)
            kills.append(True)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        done = all_work(desks)
    finally:
        over.set()
        killer.join()
    assert kills
    assert sorted(stored(work)) == sorted(done)
    assert len({account for account, _ in done}) == len(done) == ACCOUNTS


def test_a_pooler_that_dies_and_comes_back_is_waited_for(work: Office, bouncer: Bouncer) -> None:
    calls_made = threading.Semaphore(0)
    died: list[bool] = []
    desks = seated(work)

    def die() -> None:
        for _ in range(ACCOUNTS // 4):
            calls_made.acquire(timeout=60)
        bouncer.kill()
        died.append(True)
        bouncer.start()

    killer = threading.Thread(target=die)
    killer.start()
    done = all_work(desks, calls_made.release)
    killer.join()
    assert died
    assert sorted(stored(work)) == sorted(done)
    assert len({account for account, _ in done}) == len(done) == ACCOUNTS


def test_programs_that_start_together_make_the_database_once(bouncer: Bouncer) -> None:
    with ThreadPoolExecutor(PEOPLE) as threads:
        for store in threads.map(lambda _: open_store(bouncer.url(), create=True), range(PEOPLE)):
            store.close()
    with closing(open_store(bouncer.url())) as store, store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM collections_tui_schema") == 1


def test_files_are_imported_and_everything_is_copied_through_it(empty: str, tmp_path: Path) -> None:
    other = postgres.server().new(empty=True)
    try:
        with Bouncer({"floor": empty, "other": other}, POOL) as bouncer, office(bouncer.url(), accounts=0) as work:
            importer = Importer(work, tmp_path)
            taken = importer.run(
                "accounts", "account number,name,balance\nA-1,Ada Lovelace,12.00\nA-2,Wei Zhang,3.50\n"
            )
            assert taken.ok
            importer.check()
            held = copy_everything(work.boss, bouncer.url("other"))
            assert held["account"].rows == 2
            with closing(open_desk(bouncer.url("other"), "boss", FixedClock(NOON))) as there:
                copy_everything(there, str(tmp_path / "back.db"))
    finally:
        postgres.server().drop(other)


def test_nobody_s_statement_is_taken_for_another_s(work: Office, bouncer: Bouncer) -> None:
    """The same statement often enough to be prepared, if it were, and others with other statements beside."""

    def ask(number: int) -> None:
        with closing(open_store(bouncer.url())) as store:
            for turn in range(20):
                with store.read() as tx:
                    assert tx.sql.one(f"SELECT {number}, :turn + 0", {"turn": turn}) == (number, turn)
                    assert tx.sql.value("SELECT count(*) FROM pg_prepared_statements") == 0

    with ThreadPoolExecutor(PEOPLE) as threads:
        list(threads.map(ask, range(PEOPLE)))


def test_whoever_insists_on_prepared_statements_is_told_what_to_do(work: Office, bouncer: Bouncer) -> None:
    url = bouncer.url(query="?prepared_statements=on")
    stores = [open_store(url) for _ in range(4)]

    def ask(number: int) -> None:
        for turn in range(40):
            with stores[number].read() as tx:
                tx.sql.all(f"SELECT {number}, :turn + 0, pg_sleep(0.002)", {"turn": turn})

    try:
        with (
            pytest.raises(StoreError, match=r"leave out prepared_statements=on") as refused,
            ThreadPoolExecutor(4) as threads,
        ):
            list(threads.map(ask, range(4)))
        assert not isinstance(refused.value, StoreFault)
    finally:
        for store in stores:
            store.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "s3cret-word"}, "does not know that user and password"),
        ({"user": "ghost", "password": "s3cret-word"}, "does not know that user and password"),
        ({"name": "no_such_database"}, "is not there"),
        ({"query": "?options=-csearch_path%3Dours"}, "takes no options"),
    ],
)
def test_what_the_pooler_refuses_is_a_sentence(bouncer: Bouncer, change: dict[str, str], words: str) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        open_store(bouncer.url(**change))
    assert "s3cret-word" not in str(refused.value)
    assert pgbouncer.PASSWORD not in str(refused.value)


def test_the_one_that_may_be_written_to_is_found_through_poolers(bouncer: Bouncer) -> None:
    """One pooler that does not run, one before a database that may only be read, and the right one."""
    standby = postgres.server().new()
    try:
        postgres.server().run(f"ALTER DATABASE {standby.rpartition('/')[2]} SET default_transaction_read_only = on")
        with Bouncer({"floor": standby}, POOL) as other:
            with pytest.raises(StoreError, match="may not be written to"):
                open_store(other.url())
            url = bouncer.url(query="?target_session_attrs=read-write")
            before = f"127.0.0.1:{postgres.free_port()},127.0.0.1:{other.port}"
            with closing(open_store(url.replace("@", f"@{before},"), create=True)) as store, store.write() as tx:
                tx.settings.set("a", "1")
    finally:
        postgres.server().drop(standby)


def test_a_server_that_has_gone_behind_the_pooler_is_a_sentence(tmp_path: Path) -> None:
    cluster = postgres.Cluster(postgres.open_folder() / "gone")
    cluster.make({"fsync": "off"})
    cluster.start()
    with Bouncer({"floor": cluster.url()}, POOL, query_wait_timeout="2") as bouncer:
        open_store(bouncer.url(), create=True).close()
        cluster.kill()
        with pytest.raises(StoreError, match=r"does not answer|connection to .* was lost") as refused:
            _open_until_it_fails(bouncer.url())
        assert not isinstance(refused.value, StoreFault)


def _open_until_it_fails(url: str) -> None:
    """What the dead server was doing lives on for a moment, and may tell that it is going before it is gone."""
    for _ in range(10_000):
        try:
            open_store(url).close()
        except StoreError as error:
            if "is starting or stopping" not in str(error):
                raise
