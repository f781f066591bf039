"""High availability, shown: the primary dies while sixteen people work, its standby takes over, and nothing is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import psycopg
import pytest

from collections_tui.clock import FixedClock
from collections_tui.services.demo import make_demo
from collections_tui.store import open_store
from tests.build import NOON
from tests.engines import SKIPPED
from tests.postgres import USER, Cluster, NoPostgres, open_folder
from tests.stress.processes import answer, await_ready, in_words, start

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("stress")]

PEOPLE = 16
SETTINGS = {
    "wal_level": "replica",
    "max_connections": "80",
    "synchronous_commit": "on",
    "synchronous_standby_names": "FIRST 1 (standby)",
    "log_min_messages": "fatal",
}


class Pair(NamedTuple):
    """A primary, the standby that has everything the primary has acknowledged, and the address of both."""

    primary: Cluster
    standby: Cluster
    url: str


@pytest.fixture
def pair() -> Iterator[Pair]:
    try:
        folder = open_folder()
        primary, standby = Cluster(folder / "primary"), Cluster(folder / "standby")
        primary.make(SETTINGS | {"synchronous_standby_names": ""})
        primary.start()
    except NoPostgres as why:
        pytest.skip(f"{SKIPPED}: {why}")
    standby.copy_of(primary, "standby")
    standby.set({"synchronous_standby_names": ""})  # once it is the primary it waits for nobody
    standby.start()
    primary.set({"synchronous_standby_names": SETTINGS["synchronous_standby_names"]})
    primary.reload()
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    yield Pair(primary, standby, f"postgresql://{USER}@{hosts}/floor?target_session_attrs=read-write")
    primary.kill()
    standby.kill()


def follows(primary: Cluster) -> bool:
    with psycopg.connect(primary.url()) as sql:
        row = sql.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone()
    return row == (1,)


def test_a_dead_primary_loses_nothing_that_was_acknowledged(pair: Pair) -> None:
    while not follows(pair.primary):
        time.sleep(0.1)
    pair.primary.sql("CREATE DATABASE floor")
    make_demo(pair.url, accounts=6_000, clock=FixedClock(NOON))
    logins = _staff(pair.url)
    crew = [start("failover", pair.url, login) for login in logins]
    await_ready(crew)
    time.sleep(4)
    pair.primary.kill()
    died = time.monotonic()
    pair.standby.promote()
    took = time.monotonic() - died
    before = _recorded(pair.standby)
    time.sleep(6)
    for one in crew:
        assert one.stdin is not None
        one.stdin.close()
        one.stdin = None
    answers = [answer(one) for one in crew]
    done = [(account, operation) for said in answers for account, operation in said["done"]]
    waits = [wait for said in answers for wait in said["waits"]]
    with closing(open_store(pair.url)) as store, store.read() as tx:
        stored = tx.sql.all("SELECT account_id, operation_id FROM call WHERE operation_id LIKE 'c%-%'")
    lost = set(done) - set(stored)
    print(
        f"\n{len(done):,} calls acknowledged by {PEOPLE} people around the death of the primary, {len(lost)} lost; "
        f"promoted after {took:.1f} s, longest gap {max(waits) / 1000:.1f} s; {in_words(waits)}"
    )
    assert lost == set()
    assert max(Counter(operation for _, operation in stored).values()) == 1
    assert max(Counter(account for account, _ in stored).values()) == 1
    assert len(stored) - len(done) <= PEOPLE  # at the end one each may be stored and not yet acknowledged
    assert 0 < before < len(stored), "people worked before, and went on afterwards"


def _recorded(standby: Cluster) -> int:
    """How many of their calls the new primary has had from the old one, give or take what came in meanwhile."""
    with psycopg.connect(standby.url("floor")) as sql:
        row = sql.execute("SELECT count(*) FROM call WHERE operation_id LIKE 'c%-%'").fetchone()
    return row[0] if row else 0


def _staff(url: str) -> list[str]:
    store = open_store(url)
    logins = [f"c{number}" for number in range(PEOPLE)]
    with store.write() as tx:
        people = [tx.people.add(login, login.upper(), ("collector",)) for login in logins]
        tx.sql.many(
            "INSERT INTO worklist_member (worklist_id, collector_id) VALUES (:list, :person)",
            [{"list": one.id, "person": person.id} for one in tx.worklists.every() for person in people],
        )
    store.close()
    return logins
