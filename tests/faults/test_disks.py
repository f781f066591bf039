"""Disks that are full, faulty or may only be read, at every write of a call.

What was acknowledged stays, nothing else is there, and the person is told.
"""

from __future__ import annotations

import itertools
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.build import Office, office
from tests.faults.disks import PAGE, failing_beyond, filled, image, small
from tests.faults.script import check_sound, check_steps, go_through, steps
from tests.services.facts import check_everything

FRAME = PAGE + 24  # https://www.sqlite.org/walformat.html
FULL, FAULTY = "is full; nothing was saved: free some space", "reported an error; nothing was saved: check the disk"


def at_every_write(work: Office, fault: Callable[[int], AbstractContextManager[object]], sentence: str) -> Counter[str]:
    """Make call after call, each with one write more until the disk fails; how often each step was the one refused."""
    refused: Counter[str] = Counter()
    ana = work.desk("ana")
    for writes in itertools.count():
        account = work.accounts[writes]
        told = go_through(ana, account, f"call-{writes}", lambda: _from_the_start(ana, fault, writes))  # noqa: B023
        if told is None:
            break
        refused[told[0]] += 1
        assert sentence in told[1]
    check_sound(work.boss)
    check_everything(work.boss)
    return refused


@contextmanager
def _from_the_start(desk: Desk, fault: Callable[[int], AbstractContextManager[object]], writes: int) -> Iterator[None]:
    """With nothing left in the write-ahead log, so that every write needs room of its own."""
    with desk.store.read() as tx:
        sql = tx.sql
    sql.all("PRAGMA wal_checkpoint(TRUNCATE)")
    with fault(writes):
        yield


def test_a_disk_that_is_full_at_every_write_of_a_call(tmp_path: Path) -> None:
    with small(tmp_path / "disk") as disk, office(disk, accounts=150) as work:
        refused = at_every_write(work, lambda writes: filled(disk, writes * PAGE), FULL)
    print(refused)
    assert set(refused) == {"claim", "dial", "draft", "outcome", "note", "payment"}
    assert refused["outcome"] > 10


def test_a_disk_with_errors_at_every_write_of_a_call(tmp_path: Path) -> None:
    with office(tmp_path, accounts=150) as work:
        refused = at_every_write(work, lambda writes: failing_beyond(FRAME // 2 + writes * FRAME), FAULTY)
    print(refused)
    assert set(refused) == {"claim", "dial", "draft", "outcome", "note", "payment"}
    assert refused["outcome"] > 10


@pytest.mark.parametrize("after", [3, 4])
def test_a_disk_that_may_only_be_read_from_a_moment_on(tmp_path: Path, after: int) -> None:
    """The system stops writing to a disk with faults: in the middle of a call, or right behind its outcome."""
    with image(tmp_path) as made:
        work = office(made.disk, accounts=2)
        ana = work.desk("ana")
        every = list(steps(ana, work.accounts[0], "mark"))
        for step in every[:after]:
            step.do()
        made.stop_writing()
        with pytest.raises(StoreError, match=r"reported an error; nothing was saved|cannot be written"):
            every[after].do()
        with ana.store.read() as tx:
            check_steps(tx, every[:after], 1)
        work.__exit__(None, None, None)
        made.take_out()
        made.put_in()
        with closing(open_desk(work.where, "ana", work.clock, session=ana.session)) as again:
            check_sound(again)
            with again.store.read() as tx:
                check_steps(tx, every[:after], 1)
                check_steps(tx, every[after : after + 1], 0)
            for step in steps(again, work.accounts[1], "again"):
                step.do()


def test_a_disk_that_takes_a_write_and_loses_it(tmp_path: Path) -> None:
    """It is told when the write is waited for: a call is acknowledged only after that."""
    with small(tmp_path / "under") as under, image(under) as made:
        work = office(made.disk, accounts=12)
        ana, done = work.desk("ana"), list[str]()
        subprocess.run(["sync", "-f", str(made.disk)], check=True)

        def call_all() -> None:
            for account in work.accounts:
                for step in steps(ana, account, f"call-{account}"):
                    step.do()
                done.append(f"call-{account}")

        with filled(under, 40 * PAGE), pytest.raises(StoreError, match="reported an error; nothing was saved"):
            call_all()
        assert len(done) < len(work.accounts)
        work.__exit__(None, None, None)
        made.take_out()
        subprocess.run(["e2fsck", "-fy", str(made.file)], capture_output=True, check=False)
        made.put_in()
        with closing(open_desk(work.where, "ana", work.clock)) as again:
            check_sound(again)
            with again.store.read() as tx:
                stored = {row[0] for row in tx.sql.all("SELECT operation_id FROM call")}
        assert set(done) <= stored
