"""The gate: turns in order of arrival, also when the file is tidied away, and none kept by a process that died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from collections_tui.store.sqlite.gate import Gate


def _wait_until_queued(gate_file: Path, how_many: int) -> None:
    """Return when so many wait at the gate, as the system tells; where it does not, after a moment."""
    locks, inode = Path("/proc/locks"), f":{gate_file.stat().st_ino} "
    if not locks.exists():
        time.sleep(0.1)
        return
    while sum("->" in line and inode in line for line in locks.read_text().splitlines()) < how_many:
        time.sleep(0.005)


def test_those_who_wait_get_their_turn_in_order_of_arrival(tmp_path: Path) -> None:
    database = tmp_path / "work.db"
    order: list[int] = []
    first = Gate(database)

    def wait(number: int) -> None:
        gate = Gate(database)
        with gate:
            order.append(number)
        gate.close()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    with first:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _wait_until_queued(Path(f"{database}-gate"), number)
    for thread in threads:
        thread.join()
    first.close()
    assert order == list(range(8))


def test_only_one_is_inside_also_when_the_file_is_deleted_again_and_again(tmp_path: Path) -> None:
    database = tmp_path / "work.db"
    inside, most, turns = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, turns
        gate = Gate(database)
        for _ in range(40):
            with gate:
                inside += 1
                most = max(most, inside)
                turns += 1
                time.sleep(0)
                inside -= 1
                Path(f"{database}-gate").unlink(missing_ok=True)  # whoever waits now must not go in beside newcomers
        gate.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, turns) == (1, 240)


_HOLD = """
import sys, time
from pathlib import Path
from collections_tui.store.sqlite.gate import Gate
with Gate(Path(sys.argv[1])):
    print("inside", flush=True)
    time.sleep(600)
"""


def test_a_turn_ends_with_the_process_that_has_it(tmp_path: Path) -> None:
    database = tmp_path / "work.db"
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(database)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "inside\n"
    killer = threading.Timer(0.2, os.kill, (holder.pid, signal.SIGKILL))
    killer.start()
    gate = Gate(database)
    with gate:
        assert holder.wait(timeout=10) == -signal.SIGKILL
    gate.close()
    holder.stdout.close()


def test_a_turn_can_be_taken_again_and_again(tmp_path: Path) -> None:
    gate = Gate(tmp_path / "work.db")
    for _ in range(3):
        with gate:
            pass
    gate.close()
    with gate:
        pass
    gate.close()
