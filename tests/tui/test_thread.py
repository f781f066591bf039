"""The desk's thread: one thing at a time in the order asked, and an answer for everybody."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.errors import Refused
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.tui.thread import DeskThread, Front
from tests.build import NOON, Office, office


def own(work: Office) -> Desk:
    return open_desk(work.where, "ana", work.clock)


async def test_work_is_done_in_order_in_one_thread(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        thread = DeskThread(lambda: own(work))
        done: list[tuple[int, int]] = []

        def note(desk: Desk, number: int) -> int:
            time.sleep(0.01 * (number % 2))
            done.append((number, threading.get_ident()))
            return number

        answers = await asyncio.gather(*(thread.call(note, number) for number in range(8)))
        thread.close()
        assert answers == list(range(8))
        assert [number for number, _ in done] == list(range(8))
        assert {ident for _, ident in done} != {threading.get_ident()}
        assert len({ident for _, ident in done}) == 1


async def test_an_error_reaches_who_asked_and_nobody_else(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        thread = DeskThread(lambda: own(work))

        def refuse(desk: Desk) -> None:
            raise Refused("No.")

        with pytest.raises(Refused, match="No"):
            await thread.call(refuse)
        assert await thread.call(lambda desk: desk.person.login) == "ana"
        thread.close()


async def test_what_nobody_waits_for_any_more_is_not_begun(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        thread = DeskThread(lambda: own(work))
        done: list[str] = []
        gate = threading.Event()

        def begin(desk: Desk) -> None:
            gate.wait()
            done.append("first")

        first = thread.submit(begin)
        waiting = asyncio.create_task(thread.call(lambda desk: done.append("given up")))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gate.set()
        first.result()
        thread.close()
        assert done == ["first"]


async def test_closing_does_what_was_asked_before(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        thread = DeskThread(lambda: own(work))
        done: list[int] = []
        for number in range(5):
            thread.submit(lambda desk, number=number: done.append(number))  # type: ignore[misc]
        thread.close()
        thread.close()
        assert done == [0, 1, 2, 3, 4]


async def test_a_desk_that_does_not_open_says_why_to_everybody(tmp_path: Path) -> None:
    def fail() -> Desk:
        raise Refused("Nobody signs in by that name.")

    thread = DeskThread(fail)
    early = thread.submit(lambda desk: desk.person)
    with pytest.raises(Refused, match="Nobody"):
        thread.wait()
    with pytest.raises(Refused, match="Nobody"):
        early.result()
    with pytest.raises(Refused, match="Nobody"):
        await thread.call(lambda desk: desk.person)
    thread.close()


def test_what_the_desk_asks_is_asked_by_who_waits_for_it(tmp_path: Path) -> None:
    front, asked_in = Front(), list[threading.Thread]()

    def name(login: str) -> str:
        asked_in.append(threading.current_thread())
        return login.title()

    asks = front.asks(name)
    thread = DeskThread(lambda: open_desk(str(tmp_path / "x.db"), "ana", FixedClock(NOON), create=True, ask_name=asks))
    front.serve(thread.opened)
    assert thread.wait().person.name == "Ana"
    assert asked_in == [threading.current_thread()]
    thread.close()


def test_who_interrupts_the_question_is_not_kept(tmp_path: Path) -> None:
    front = Front()

    def interrupt(login: str) -> str:
        raise KeyboardInterrupt

    asks = front.asks(interrupt)
    thread = DeskThread(lambda: open_desk(str(tmp_path / "x.db"), "ana", FixedClock(NOON), create=True, ask_name=asks))
    with pytest.raises(KeyboardInterrupt):
        front.serve(thread.opened)
    thread.close()
    with pytest.raises(KeyboardInterrupt):
        thread.wait()
    assert list(tmp_path.iterdir()) == []
