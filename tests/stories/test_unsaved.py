"""Notes, dates and additions that are being typed survive whatever happens to the program, as calls do."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from collections_tui.domain.records import Unsaved
from collections_tui.services import accounts, calls, queue, unsaved
from tests.build import Office, office
from tests.services.entries import entry
from tests.stories.driver import Driver, sitting
from tests.terminal import Terminal

CALLED = "A-0003"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Three accounts; ana has called the last one."""
    with office(tmp_path, accounts=3) as work:
        ana = work.desk("ana")
        queue.open_account(ana, work.accounts[2])
        calls.log_call(ana, entry(ana, work.accounts[2]))
        yield work


def kept(work: Office, kind: str) -> list[str]:
    """What ana typed and did not save, of one kind."""
    with work.boss.store.read() as tx:
        return [row[0] for row in tx.sql.all("SELECT body FROM unsaved WHERE kind = :kind", {"kind": kind})]


# How each dialog is opened from a fresh start, and what is typed there.
WAYS: dict[str, tuple[str, ...]] = {
    "note": ("n", "m"),
    "plan": ("n", "d"),
    "addendum": ("l", "+"),
    "addendum from the call": ("l", "enter", "+"),
}


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_being_typed_is_there_after_leaving_in_the_middle_of_a_word(work: Office, way: str) -> None:
    async with sitting(work, session="before") as ui:
        await ui.press(*WAYS[way])
        await ui.leave(*"10 nov after pay")
    async with sitting(work, session="after") as ui:
        await ui.press(*WAYS[way])
        ui.sees("10 nov after pay", "This was typed before and is not saved yet.")


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_typed_is_offered_again_after_going_back(work: Office, way: str) -> None:
    async with sitting(work) as ui:
        await ui.press(*WAYS[way])
        await ui.type("fri")
        await ui.press("escape")
        ui.sees("is not saved; it is kept: ")
        await ui.press("escape", "w")
        await ui.press(*WAYS[way])
        assert "fri" in ui.screen_text
        await ui.press(*["backspace"] * 3, "escape")
        ui.misses("is not saved")
    assert kept(work, way.partition(" ")[0]) == []


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_saved_is_not_offered_again(work: Office, way: str) -> None:
    async with sitting(work) as ui:
        await ui.press(*WAYS[way])
        await ui.type("27 nov")
        await ui.press("enter")
        assert kept(work, way.partition(" ")[0]) == []
        await ui.press("escape", "w")
        await ui.press(*WAYS[way])
        ui.misses("typed before")


async def test_both_fields_of_a_date_are_kept_as_they_stand(work: Office) -> None:
    async with sitting(work, session="before") as ui:
        await ui.press("n", "d", *"someday", "tab")
        await ui.leave(*"ask for the invoice")
    async with sitting(work, session="after") as ui:
        await ui.press("n", "d")
        ui.sees("someday", "ask for the invoice", "is not a day")


async def test_a_date_that_cannot_be_saved_stays_as_it_was_typed(work: Office) -> None:
    async with sitting(work) as ui:
        await ui.press("n", "d", *"fri")
        with work.boss.store.write() as tx:
            tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL")
        await ui.press("enter")
        ui.sees("is closed: it has no next action", "fri")
        await ui.press("escape")
        ui.sees("The date is not saved; it is kept: d goes on with it.")


async def test_each_account_and_each_person_has_a_text_of_its_own(work: Office) -> None:
    async with sitting(work) as ui:
        await open_note(ui, "A-0001")
        await ui.press(*"hers", "escape", "w")
        await open_note(ui, "A-0002")
        ui.misses("hers")
    async with sitting(work, "ben", session="ben") as ui:
        await open_note(ui, "A-0001")
        ui.misses("hers")
    assert unsaved.begun(work.desk("ana"), Unsaved("note", work.accounts[0])) == {"text": "hers"}


async def open_note(ui: Driver, number: str) -> None:
    """Begin a note on an account."""
    await ui.do("everywhere.find")
    await ui.type(number)
    await ui.press("enter", "m")


async def test_a_note_from_elsewhere_leaves_the_one_that_is_being_typed(work: Office) -> None:
    async with sitting(work) as ui:
        await ui.press("n", "m", *"half a", "escape")
        ana, account = work.desk("ana"), work.accounts[1]
        accounts.add_note(ana, account, "another")
        queue.set_next_action(ana, account, ana.today())
        await ui.press("m")
        ui.sees("half a")


async def test_a_paste_is_kept_too(work: Office) -> None:
    async with sitting(work) as ui:
        await ui.press("n", "m")
        await ui.paste("first line\nsecond line")
    assert kept(work, "note") == ['{"text": "first line\\nsecond line"}']


async def test_who_may_not_write_is_told_before_anything_is_typed(work: Office) -> None:
    with work.boss.store.write() as tx:
        tx.people.add("olga", "Olga", ("auditor",))
    async with sitting(work, "olga") as ui:
        await ui.press("l", "e", "+")
        ui.sees("You may look at calls but not add to them")
        ui.misses("Add to the call")


ENDS: dict[str, Callable[[int], None]] = {
    "kill -9": lambda pid: os.kill(pid, signal.SIGKILL),
    "a dropped line": lambda pid: os.kill(pid, signal.SIGHUP),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_note_survives_the_program(work: Office, end: str) -> None:
    program = [sys.executable, "-m", "collections_tui", "--db", work.where, "--as", "ana"]
    program += ["--now", "2026-11-23T17:00:00Z"]
    with Terminal(program, 80, 24) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("n", until="Account A-0002")
        terminal.press("m", until="About A-0002")
        terminal.press(*"rings at noon", until="rings at noon")
        terminal.settle()
        ENDS[end](terminal.pid)
        terminal.wait()
    with Terminal(program, 80, 24) as terminal:
        terminal.wait_for("(?s)About A-0002.*rings at noon")
