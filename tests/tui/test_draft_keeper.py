"""One write at a time, the newest wins, the last state is always written."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from collections_tui.tui.screens.draft_keeper import DraftKeeper


class Slow:
    """Somewhere to write that takes as long as it is told to."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.under_way = 0
        self.go_on = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def write(self, account_id: int, body: dict[str, str]) -> None:
        self.under_way += 1
        assert self.under_way == 1
        await self.go_on.wait()
        self.under_way -= 1
        if body["note"] == "bad":
            raise OSError("the disk is full")
        self.written.append(body["note"])

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))


async def test_the_newest_wins_and_the_last_is_written() -> None:
    slow = Slow()
    keeper = DraftKeeper(slow.write, slow.run)
    keeper.keep(1, {"note": "a"})
    await asyncio.sleep(0)
    for note in ("ab", "abc", "abcd"):
        keeper.keep(1, {"note": note})
    slow.go_on.set()
    await keeper.settled()
    assert slow.written == ["a", "abcd"]


async def test_what_is_forgotten_is_not_written() -> None:
    slow = Slow()
    keeper = DraftKeeper(slow.write, slow.run)
    keeper.keep(1, {"note": "a"})
    await asyncio.sleep(0)
    keeper.keep(1, {"note": "b"})
    keeper.forget()
    slow.go_on.set()
    await keeper.settled()
    assert slow.written == ["a"]


async def test_a_write_that_fails_does_not_stop_the_next() -> None:
    slow = Slow()
    slow.go_on.set()
    keeper = DraftKeeper(slow.write, slow.run)
    keeper.keep(1, {"note": "bad"})
    await keeper.settled()
    with pytest.raises(OSError, match="the disk is full"):
        await slow.tasks[0]
    keeper.keep(1, {"note": "good"})
    await keeper.settled()
    assert slow.written == ["good"]
