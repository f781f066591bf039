"""A screen that is locked shows nothing of what is behind it; a banner is read before anything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import authority
from tests.build import HandClock, Office, office
from tests.stories.driver import Driver, sitting
from tests.stories.frames import Golden

PIN = "270461"

# What the database has to do with it is told in tests/services/test_authority.py, on both engines.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, accounts=3) as made:
        yield made


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A host that locks after ten minutes."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "site.toml").write_text("[screen]\nlock_after_minutes = 10\n")
    return folder


async def idle(ui: Driver, work: Office, minutes: int) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=minutes))
    await ui.minute()


def locked(ui: Driver) -> None:
    """Check that nothing can be read but the lock."""
    ui.sees("Locked", "PIN")
    ui.misses("A-000", "Lovelace", "Wójcik", "Núñez", "$", "555", "Worklist", "rings")


async def test_the_screen_is_locked_after_ten_idle_minutes_and_opened_by_the_pin(
    work: Office, rules: Path, golden: Golden
) -> None:
    authority.set_pin(work.desk("ana"), PIN)
    async with sitting(work, config=rules) as ui:
        await ui.press("n", "m", *"rings at noon")
        await idle(ui, work, 9)
        ui.sees("rings at noon")
        ui.send("x")
        await idle(ui, work, 9)
        ui.sees("rings at noonx")
        await ui.press("backspace")
        await idle(ui, work, 10)
        locked(ui)
        golden(ui, "locked")
        ui.app.say("A-0002: what you asked for is approved.")
        await ui.press("escape", "ctrl+p", "ctrl+x", *"n/?", "enter")
        locked(ui)
        await ui.press(*PIN, "enter")
        ui.sees("Account A-0003", "rings at noon", "A-0002: what you asked for is approved.")


async def test_five_wrong_pins_lock_it_and_signing_in_again_finds_everything(work: Office) -> None:
    authority.set_pin(work.desk("ana"), PIN)
    async with sitting(work, session="before") as ui:
        await ui.press("n", "m", *"rings at", "ctrl+x")
        locked(ui)
        for left in ("4 more", "3 more", "2 more", "one more"):
            await ui.press(*"270462", "enter")
            ui.sees(f"That is not your PIN: {left}")
        await ui.press(*"270462", "enter")
        ui.sees("Your PIN is locked until 12:15 after five wrong ones")
        await ui.press(*PIN, "enter")
        locked(ui)
        await ui.leave()
    async with sitting(work, session="after") as ui:
        ui.sees("Account A-0003", "rings at")


async def test_whoever_has_no_pin_is_told_what_to_do(work: Office, rules: Path) -> None:
    async with sitting(work, config=rules) as ui:
        await ui.press("ctrl+x")
        ui.sees("You have no PIN to open the screen with")
        await idle(ui, work, 10)
        locked(ui)
        ui.sees("You have no PIN yet: ctrl+q leaves, and you sign in again")
        await ui.press(*PIN, "enter")
        locked(ui)
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'wrong PIN'") == 0


async def test_work_that_ends_behind_the_lock_brings_nothing_to_the_front(work: Office) -> None:
    authority.set_pin(work.desk("ana"), PIN)
    async with sitting(work) as ui:
        await ui.press("n", "ctrl+x")
        ui.app.attempt(ui.app.travel.to_next())
        await ui.idle()
        locked(ui)
        ui.app.attempt(ui.app.travel.to_worklist())
        await ui.idle()
        locked(ui)
        await ui.press(*PIN, "enter")
        ui.misses("Locked")


async def test_the_banner_is_read_before_anything_else(work: Office, tmp_path: Path, golden: Golden) -> None:
    words = "Authorised use only. Calls and screens are recorded (18 U.S.C. 1030)."
    (tmp_path / "site.toml").write_text(f'[screen]\nbanner = "{words}"\n')
    async with sitting(work, session="before", config=tmp_path) as ui:
        ui.sees("Authorised use only.")
        ui.misses("A-000", "Worklist")
        golden(ui, "banner")
        await ui.press("escape", "n")
        ui.sees("Authorised use only.")
        await ui.press("enter", "n", "m", *"half")
        ui.sees("Account A-0003")
        ui.app.hang_up()
        await ui.ended()
    async with sitting(work, session="after", config=tmp_path) as ui:
        ui.sees("Authorised use only.")
        ui.misses("A-0003", "half")
        await ui.press("enter")
        ui.sees("Account A-0003", "half")
