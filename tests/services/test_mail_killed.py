"""Senders that are killed at any moment: nothing arrives twice, and nothing is lost without anybody knowing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from collections_tui.domain.post import STATES
from collections_tui.services import deliveries
from collections_tui.services.bookshelf import Books
from collections_tui.services.sender import CLAIM, LOST
from tests.build import NOON, Office
from tests.mailserver import MailServer
from tests.services.posting import outgoing, post

MANY = 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_nothing_arrives_twice_and_nothing_is_lost(work: Office, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with MailServer() as server:
        server.before = lambda at: time.sleep(0.002)
        config = server.settings(tmp_path / "config")
        work.boss.books = Books(config)
        for number in range(MANY):
            post(work.boss, work.accounts[number % 6], outgoing(f"Bill {number}"), to=f"c{number}@example.org")
        now = NOON
        for _ in range(100):
            at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
            words = ["--db", work.where, "--as", "boss", "--now", at, "--config", str(config), "mail", "deliver"]
            senders = [
                subprocess.Popen(
                    [sys.executable, "-m", "collections_tui", *words, "--limit", "20"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )
                for _ in range(2)
            ]  # fmt: skip
            begun = len(server.taken)
            until = time.monotonic() + 20
            while len(server.taken) < begun + 3 and any(one.poll() is None for one in senders):
                if time.monotonic() > until:
                    break
                time.sleep(0.001)
            for one in senders:
                time.sleep(chance.random() * 0.02)
                one.send_signal(signal.SIGKILL)
                one.wait(60)
            now += CLAIM + LOST
            with work.boss.store.read() as tx:
                if not tx.deliveries.due(now):
                    break
        taken = Counter(one.to[0] for one in server.taken)
    found = deliveries.listed(work.boss, STATES)
    assert len(found) == MANY
    assert max(taken.values()) == 1, "nothing arrives twice"
    assert {one.state for one in found} <= {"sent", "unsure"}
    for delivery in found:
        assert delivery.state == "unsure" or taken[delivery.address] == 1, "what is sent has arrived"
    assert sum(one.state == "sent" for one in found) > MANY / 2, "a sender that dies costs one message at most"
