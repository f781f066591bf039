"""Whatever is typed at a workstation that was opened from afar: nothing is started, nothing is written elsewhere."""

from __future__ import annotations

import random
import string
from pathlib import Path

import psutil
import pytest

from collections_tui.clock import SystemClock
from collections_tui.services import ssh_keys
from tests.build import office
from tests.ssh_samples import GOOD
from tests.sshd import start_of
from tests.terminal import KEYS, Terminal

SEED, KEYSTROKES, AT_ONCE = 20_261_201, 2_000, 8
BACK = "\x7f" * 60
PATHS = [
    "/../../taken",
    "../taken",
    "/tmp/taken",
    "~/taken",
    "taken.csv",
    "taken.pdf",
    "$(touch taken)",
    "; touch taken",
]
LEAVES, LOCKS = 17, 24  # ctrl+q and ctrl+x, after which there is nothing more to type at
ANY = [
    *KEYS.values(),
    *string.printable[:94],
    *(chr(code) for code in range(1, 32) if code not in (LEAVES, LOCKS)),
    *(f"S\x1bSX{BACK}{path}\r" for path in PATHS),
    *(f"{BACK}{path}\r" for path in PATHS),
]


@pytest.mark.slow
def test_any_keys_start_nothing_and_write_nowhere_else(tmp_path: Path) -> None:
    chance, (key, fingerprint) = random.Random(SEED), GOOD["ed25519"]
    books = tmp_path / "books"
    books.mkdir()
    with office(tmp_path, people=("ana:supervisor",), accounts=12, clock=SystemClock()) as work:
        ssh_keys.add(work.boss, "ana", key)
        start = start_of(work.where, books)
        words = [*start.words("ssh", "session"), "--key", fingerprint, "--as", "ana"]
        home = tmp_path / "home"
        home.mkdir()
        typed = opened = 0
        while typed < KEYSTROKES:
            opened += 1
            with Terminal(words, 100, 30, environment={"HOME": str(home)}, cwd=str(home)) as terminal:
                terminal.wait_for("Ana|PIN")
                while typed < KEYSTROKES and not terminal.over:
                    keys = chance.choices(ANY, k=AT_ONCE)
                    typed += len(keys)
                    try:
                        terminal.send(*keys)
                    except OSError:
                        break
                    terminal.settle(0.05, 1.0)
                    assert _started(terminal.pid) == [], f"by {keys!r}"
    assert opened < KEYSTROKES / AT_ONCE
    found = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
    assert {name for name in found if not name.startswith("work.db")} == {"exports"}, "some had good names"
    assert not Path("/tmp/taken").exists()


def _started(pid: int) -> list[str]:
    try:
        return [child.name() for child in psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
