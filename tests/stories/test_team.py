"""A supervisor looks at the floor: who is in a call, how the day is going; and listens in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.geometry import Region

from collections_tui.services import calls, clients, dialling, people, queue, worklists
from collections_tui.tui.screens.account import AccountScreen
from collections_tui.tui.screens.team import TeamScreen
from collections_tui.tui.widgets.virtual_list import VirtualList
from tests.build import HandClock, Office, add_account, office
from tests.services.paying import pay
from tests.stories.driver import Driver, sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.scenes import log

PHONE = "+12015550101"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Noon: ana has called and been paid, ben is in a call, cem has an account open, dora's worklist is nobody's."""
    people = ("ana", "ben", "cem", "dora", "sue:supervisor", "olga:auditor")
    with office(tmp_path, people=people, accounts=9, clock=HandClock()) as made:
        worklists.add(made.boss, "doras", "Dora's own", members=["dora"])
        with made.boss.store.write() as tx:
            tx.sql.run("UPDATE collector SET disabled = 1 WHERE login = 'dora'")
            rivera = add_account(tx, number="H-20417", name="Maria Rivera", worklist_id=2)
        made.accounts.append(rivera)
        ana, ben = made.desk("ana", "early"), made.desk("ben", "early")
        log(ana, made.accounts[0], "promised", amount_cents=5_00, promised_on=date(2026, 11, 27), note="After payday.")
        log(ana, made.accounts[1], "no_answer")
        pay(ana, made.accounts[0], 3_00)
        log(ben, made.accounts[2], "no_answer")
        queue.open_account(ben, made.accounts[3])
        dialling.dial(ben, made.accounts[3], PHONE)
        queue.open_account(made.desk("cem", "early"), made.accounts[4])
        assert isinstance(made.clock, HandClock)
        made.clock.forward(timedelta(minutes=4))
        yield made


async def look_again(ui: Driver) -> None:
    """Let the time pass after which the screen looks again by itself."""
    screen = ui.app.screen
    assert isinstance(screen, TeamScreen | AccountScreen)
    if isinstance(screen, TeamScreen):
        screen.look_again()
    else:
        screen.follow()
    await ui.idle()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_floor(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, "sue", size=size) as ui:
        await ui.do("everywhere.team")
        golden(ui, "team")
        await ui.do("team.filter")
        await ui.type("main calling")
        golden(ui, "team-filter")
        await ui.press("escape")
        calls.save_draft(
            work.desk("ben", "early"),
            work.accounts[3],
            {"phone": PHONE, "outcome": "promised", "amount": "40", "day": "fri", "note": "Paid on the 27th. " * 4},
        )
        await ui.do("team.sort")
        await ui.press("home", "enter")
        golden(ui, "listening")


async def test_it_is_sorted_and_filtered_and_the_cursor_stays_with_a_person(work: Office) -> None:
    async with sitting(work, "olga") as ui:
        await ui.do("everywhere.team")
        ui.sees("Team · by name", "1 RPC", "$5.00 promised", "1 in a call", "nobody")
        await ui.press("down")
        ui.cursor_on("ben")
        await ui.do("team.sort")
        ui.sees("Team · who is in a call")
        ui.cursor_on("ben")
        await ui.press("home")
        ui.cursor_on("4m A-0004")
        await ui.do("team.filter")
        await ui.type("doras")
        await ui.press("enter")
        ui.sees("nobody", "Dora's own", "only “doras”")
        ui.misses("ben")
        await ui.press("enter")
        assert ui.message == "Nobody works doras: R gives its accounts to somebody."
        await ui.press("f", *["backspace"] * 5, *"xyz", "enter")
        ui.sees("Nobody fits the filter. f changes it.")


async def test_what_changes_is_drawn_and_nothing_else(work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Region] = []
    refresh = VirtualList.refresh

    def counted(self: VirtualList[object], *regions: Region, **kwargs: bool) -> object:
        drawn.extend(regions)
        return refresh(self, *regions, **kwargs)

    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.team")
        monkeypatch.setattr(VirtualList, "refresh", counted)
        await look_again(ui)
        await ui.do("team.refresh")
        assert drawn == [], "nothing has changed"
        queue.leave(work.desk("cem", "early"), work.accounts[4])
        await look_again(ui)
        lines = {region.y for region in drawn}
        assert len(lines) == 1, "only what cem does is another"
        ui.misses("at A-0005")


async def test_listening_follows_what_is_typed_and_claims_nothing(work: Office) -> None:
    ben, number = work.desk("ben", "early"), work.accounts[3]
    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.team")
        await ui.press("down", "enter")
        ui.sees("Listening in · account A-0004", "ben is in a call since 12:00 (4 min)", "number (201) 555-0101")
        calls.save_draft(ben, number, {"phone": PHONE, "outcome": "promised", "note": "Wants a letter first [/]"})
        await look_again(ui)
        ui.sees("outcome Promised a payment", "“Wants a letter first [/]”")
        await ui.press("c")
        ui.sees("ben is working on this account: look, but leave it to them.")
        await ui.minute()
        log(ben, number, "no_answer", note="Rang out.")
        queue.leave(ben, number)
        await look_again(ui)
        ui.sees("ben has left this account.", "Rang out.")
        await ui.minute()  # when a claim on an account of one's own is renewed
        await ui.press("c")
        ui.sees("You only listen")
        assert queue.open_account(work.desk("ana"), number) is not None
        await ui.press("escape")
        ui.sees("Team · by name")
        await ui.press("enter")
        assert ui.message == "ben has no account open."


async def test_of_another_clients_account_nothing_is_told(work: Office) -> None:
    clients.add(work.boss, "LAKE", "Lakeside Dental")
    worklists.change(work.boss, "main", members=("ana", "ben", "cem"))  # what is everybody's is hers too
    people.set_scope(work.boss, "sue", ["LAKE"])
    async with sitting(work, "sue", size=(120, 40)) as ui:
        await ui.do("everywhere.team")
        ui.sees(" 4 min, another client ", " at another client ")
        ui.misses("A-0004")
        await ui.press("down", "enter")
        assert ui.message == "ben works on another client's account: an admin says whose accounts you see."


async def test_what_nobody_works_is_given_to_somebody_from_there(work: Office) -> None:
    async with sitting(work, "sue") as ui:
        await ui.do("everywhere.team")
        await ui.press("end")
        ui.cursor_on("Dora's own")
        await ui.do("team.reassign")
        ui.sees("Reassign", "doras")
        await ui.type("ben")
        ui.sees("doras → ben")
        await ui.press("enter")
        assert "moved, doras to ben" in ui.message
        assert ui.line_with("ben ").split()[3:4] == ["10"], ui.screen_text


async def test_a_collector_does_not_see_the_team(work: Office) -> None:
    async with sitting(work, "ana") as ui:
        await ui.do("everywhere.team")
        assert ui.message.startswith("! ana may not see the team: ask")
        await ui.press("/", *"A-0004", "enter")
        ui.sees("ben is working on this account since 12:00: look, don't call.")
