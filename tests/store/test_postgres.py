"""What only a server can do to us: drop the line, at any moment, and refuse to let us in."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from collections_tui.domain.audit_check import check
from collections_tui.domain.errors import ConnectionLost, NotPermitted, Refused, StoreError
from collections_tui.services import accounts, calls, queue, scoring
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry, Claimed
from collections_tui.store import open_store
from collections_tui.store.contract import Row, Store
from collections_tui.store.postgres.url import Address
from tests import postgres
from tests.build import HandClock, Office, office
from tests.engines import on, place

SECRET = "s3cret-word"


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with on("postgres"):
        yield


@pytest.fixture
def url(tmp_path: Path) -> str:
    return place(tmp_path)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, accounts=120) as made:
        yield made


def kill_everybody(url: str) -> None:
    """End every connection to a database, as a server that goes would."""
    with psycopg.connect(url, autocommit=True) as sql:
        sql.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def again(act: Callable[[], object]) -> object:
    return keep_trying(act, patience=60)


# -- the line drops -----------------------------------------------------------------------------------------------


def test_a_line_that_dropped_meanwhile_is_not_even_noticed(url: str) -> None:
    store = open_store(url, create=True)
    kill_everybody(url)
    with store.write() as tx:
        tx.settings.set("a", "1")
    kill_everybody(url)
    with store.read() as tx:
        assert tx.settings.get("a") == "1"
    store.close()


def test_a_change_that_was_under_way_is_taken_back_and_can_be_done_again(url: str) -> None:
    store = open_store(url, create=True)
    tries = []

    def change() -> None:
        with store.write() as tx:
            tries.append(tx.settings.get("a"))
            tx.settings.set("a", "1")
            if len(tries) == 1:
                kill_everybody(url)
            tx.settings.set("b", "1")

    with pytest.raises(ConnectionLost, match="nothing was saved"):
        change()
    change()
    assert tries == [None, None]
    store.close()


def test_a_change_on_a_connection_that_went_unnoticed_does_not_pass_for_stored(url: str) -> None:
    """Somebody swallowed the error inside the turn: the commit must not be made on another connection."""
    store = open_store(url, create=True)

    def change() -> None:
        with store.write() as tx:
            tx.settings.set("a", "1")
            store._sql.connection.close()  # type: ignore[attr-defined]

    with pytest.raises(ConnectionLost):
        change()
    with store.read() as tx:
        assert tx.settings.get("a") is None
    store.close()


def test_changes_of_days_ago_are_asked_after_no_more(url: str) -> None:
    store = open_store(url, create=True)
    with store.write() as tx:
        tx.sql.run("INSERT INTO operation (id, at) VALUES (gen_random_uuid(), now() - interval '3 days')")
    store.close()
    store = open_store(url)
    with store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM operation") == 1
    store.close()


def test_whoever_waits_is_told_so_and_told_when_it_is_over(url: str) -> None:
    store = open_store(url, create=True)
    told: list[bool] = []
    failing = iter([True, True, False])

    def change() -> None:
        with store.write() as tx:
            if next(failing):
                kill_everybody(url)
            tx.settings.set("a", "1")

    keep_trying(change, patience=20, lost=told.append)
    assert told == [True, False]
    store.close()


@pytest.mark.parametrize("seed", range(4))
def test_connections_killed_at_any_moment_lose_nothing_and_store_nothing_twice(work: Office, seed: int) -> None:
    ana, chance, over = work.desk("ana"), random.Random(seed), threading.Event()

    def kill() -> None:
        for _ in range(150):  # an end, as on a busy machine nobody would ever get through
            if over.wait(chance.uniform(0.02, 0.2)):
                return
            kill_everybody(work.where)

    killer = threading.Thread(target=kill)
    killer.start()
    done: list[str] = []
    called: list[int] = []
    try:
        claimed = again(lambda: queue.next_account(ana, leave=0))
        for number in range(60):
            assert isinstance(claimed, Claimed)
            operation = f"op-{seed}-{number}"
            entry = CallEntry(claimed.account_id, "no_answer", operation)
            called.append(claimed.account_id)
            claimed = again(lambda entry=entry: calls.log_and_next(ana, entry)[1])  # type: ignore[misc]
            done.append(operation)
    finally:
        over.set()
        killer.join()
    assert len(set(called)) == len(called)
    with work.boss.store.read() as tx:
        stored = [row[0] for row in tx.sql.all("SELECT operation_id FROM call ORDER BY id")]
        audited = tx.sql.value("SELECT count(*) FROM audit WHERE action = 'call'")
        claims = tx.sql.value("SELECT count(*) FROM audit WHERE action = 'claim'")
        assert check(tx.audit.links, tx.audit.head()).bad is None
    assert stored == done
    assert audited == len(done)
    assert claims == len(called) + 1


def test_a_commit_of_which_nobody_heard_is_found_out(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit arrives, its answer does not; or neither does."""
    store = open_store(url, create=True)
    for name, arrives in (("heard", True), ("lost", False)):
        tries = 0

        def change(name: str = name, arrives: bool = arrives) -> str:
            nonlocal tries
            tries += 1
            with store.write() as tx:
                tx.settings.set(name, str(tries))
                if tries == 1:
                    _cut_line(store, arrives)
            return f"try {tries}"

        assert again(change) == ("try 1" if arrives else "try 2")
        with store.read() as tx:
            assert tx.settings.get(name) == ("1" if arrives else "2")
    store.close()


@pytest.mark.parametrize("arrives", [True, False])
def test_a_refusal_whose_commit_nobody_heard_of_is_entered_once(work: Office, arrives: bool) -> None:
    """It has a transaction of its own; where that did not happen, the whole is refused again."""
    ana, tries = work.desk("ana"), 0

    def refuse() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            _cut_commit(ana.store, 1, arrives)
        scoring.rescore(ana)

    with pytest.raises(NotPermitted):
        again(refuse)
    assert tries == (1 if arrives else 2)
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'refused'") == 1
        assert check(tx.audit.links, tx.audit.head()).bad is None


@pytest.mark.parametrize("arrives", [True, False])
def test_a_look_whose_commit_nobody_heard_of_is_entered_once(work: Office, arrives: bool) -> None:
    ana = work.desk("ana")
    queue.wake_due(ana)
    _cut_commit(ana.store, 2, arrives)  # the first one is that of the snapshot it is read from
    for _ in range(3):
        again(lambda: accounts.view(ana, work.accounts[0]))
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'view'") == 1


def _cut_commit(store: Store, which: int, arrives: bool) -> None:
    """As ``_cut_line``, with no transaction open: for the first commit that comes, or the second."""
    connection = store._sql.connection  # type: ignore[attr-defined]
    execute, commits = connection.execute, 0

    def cut(query: object, *more: object) -> object:
        nonlocal commits
        commits += query == "COMMIT"
        if commits < which:
            return execute(query, *more)
        connection.execute = execute
        if arrives:
            execute(query)
        connection.close()
        raise psycopg.OperationalError("the line was cut")

    connection.execute = cut


def _cut_line(store: Store, arrives: bool) -> None:
    """Let the next COMMIT reach the server or not, and in both cases cut the line before the answer comes."""
    sql = store._sql  # type: ignore[attr-defined]
    connection = sql.connection
    execute = connection.execute

    def cut(query: object, *more: object) -> object:
        if query == "COMMIT" and arrives:
            execute(query)
        connection.close()
        raise psycopg.OperationalError("the line was cut")

    connection.execute = cut


@pytest.mark.parametrize("arrives", [True, False])
def test_the_answer_to_the_question_may_be_lost_too(url: str, monkeypatch: pytest.MonkeyPatch, arrives: bool) -> None:
    """The line is cut while committing, and again behind each of the next two questions, which the server has heard."""
    from collections_tui.store.postgres import engine as ours
    from collections_tui.store.postgres.connection import connect

    store = open_store(url, create=True)
    cuts = iter([True, True, False])

    def cutting(where: Address) -> psycopg.Connection[Row]:
        connection = connect(where)
        execute = connection.execute

        def cut(query: object, *more: object) -> object:
            answer = execute(query, *more)  # type: ignore[call-overload]
            if query == ours._ASK and next(cuts):
                connection.close()
                raise psycopg.OperationalError("the line was cut")
            return answer

        connection.execute = cut  # type: ignore[method-assign, assignment]
        return connection

    monkeypatch.setattr(ours, "connect", cutting)
    tries = 0

    def change() -> None:
        nonlocal tries
        tries += 1
        with store.write() as tx:
            tx.settings.set("a", str(tries))
            if tries == 1:
                _cut_line(store, arrives)

    again(change)
    assert tries == (1 if arrives else 2)
    with store.read() as tx:
        assert tx.settings.get("a") == str(tries)
    store.close()


# -- who is not let in --------------------------------------------------------------------------------------------


def _with(url: str, **parts: str) -> str:
    return urlunsplit(urlsplit(url)._replace(**parts))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda url: _with(url, path="/no_such_database"), "is not there"),
        (lambda url: _with(url, netloc=f"ana:{SECRET}@127.0.0.1:{postgres.free_port()}"), "does not answer"),
        (lambda url: _with(url, netloc=f"nobody:{SECRET}@{urlsplit(url).netloc.partition('@')[2]}"), "is not there"),
        (lambda url: f"postgresql://ana:{SECRET}@no-such-host.invalid/x", "nobody knows"),
        (lambda url: f"postgresql://ana:{SECRET}@[::1/x", "no address"),
        (lambda url: f"postgresql://ana:{SECRET}@h/x?no_such_option=1", "no address"),
        (lambda url: f"postgresql://ana:{SECRET}@h/x?prepared_statements=maybe", "neither on nor off"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence_without_a_password(
    url: str, change: Callable[[str], str], words: str
) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        open_store(change(url))
    told = str(refused.value)
    assert told.endswith(".")
    assert "\n" not in told
    assert SECRET not in told


def test_an_empty_database_is_made_one_of_ours_only_when_asked() -> None:
    empty = postgres.server().new(empty=True)
    try:
        with pytest.raises(StoreError, match="is empty"):
            open_store(empty)
        open_store(empty, create=True).close()
        open_store(empty).close()
    finally:
        postgres.server().drop(empty)


def test_another_programs_database_and_a_newer_one_are_left_alone(url: str) -> None:
    other = postgres.server().new(empty=True)
    try:
        with psycopg.connect(other, autocommit=True) as sql:
            sql.execute("CREATE TABLE theirs (a int)")
        with pytest.raises(StoreError, match="another program"):
            open_store(other, create=True)
    finally:
        postgres.server().drop(other)
    with psycopg.connect(url, autocommit=True) as sql:
        sql.execute("INSERT INTO collections_tui_schema (version, step) VALUES (999, 'later')")
    with pytest.raises(StoreError, match="newer version"):
        open_store(url, create=True)


def test_programs_that_start_together_make_the_database_once() -> None:
    empty = postgres.server().new(empty=True)
    errors: list[BaseException] = []

    def start() -> None:
        try:
            open_store(empty, create=True).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    postgres.server().drop(empty)
    assert errors == []


def test_without_prepared_statements_everything_works_too(tmp_path: Path) -> None:
    where = f"{place(tmp_path)}?prepared_statements=off"
    with office(where, accounts=12) as made:
        ana = made.desk("ana")
        for _ in range(8):  # more often than psycopg would need to prepare a statement
            claimed = queue.next_account(ana, leave=0)
            assert isinstance(claimed, Claimed)
            calls.log_call(ana, CallEntry(claimed.account_id, "no_answer", f"op{claimed.account_id}"))
        with ana.store.read() as tx:
            assert tx.sql.value("SELECT count(*) FROM pg_prepared_statements") == 0
            assert tx.sql.value("SELECT count(*) FROM call") == 8


def test_claims_side_by_side_never_meet(work: Office) -> None:
    desks = [work.desk(login, session=f"{login}{n}") for n in range(6) for login in ("ana", "ben")]
    taken: list[int] = []
    lock = threading.Lock()

    def claim(number: int) -> None:
        for _ in range(10):
            claimed = again(lambda: queue.next_account(desks[number], leave=0))
            assert isinstance(claimed, Claimed)
            entry = CallEntry(claimed.account_id, "no_answer", f"call {claimed.account_id}")
            again(lambda entry=entry: calls.log_call(desks[number], entry))  # type: ignore[misc]
            with lock:
                taken.append(claimed.account_id)

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(len(desks))]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 120
    assert time.monotonic() - started < 60


def test_a_database_without_people_is_named_without_its_password(url: str) -> None:
    secret = _with(url, netloc=urlsplit(url).netloc.replace("@", f":{SECRET}@"))
    with pytest.raises(Refused, match="Nobody works in postgresql://") as refused:
        open_desk(secret, "ana", HandClock())
    assert SECRET not in str(refused.value)
