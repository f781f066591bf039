"""Work moves between people: while somebody is ill, to share it fairly, and while everybody works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.services import calls, day, queue, reassign, scoring, worklists
from collections_tui.services.views import Claimed
from tests.build import HandClock, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_everything
from tests.services.test_reassign import on
from tests.stories.driver import sitting


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Office]:
    """Ana has nine accounts, ben and eva a worklist of their own without any; sue leads them."""
    with office(tmp_path, people=("ana", "ben", "eva", "sue:supervisor"), accounts=0, lists=()) as made:
        mine = [worklists.add(made.boss, who, who.title(), owner=who).id for who in ("ana", "ben", "eva")]
        with made.boss.store.write() as tx:
            for number in range(1, 10):
                bills = [(date(2026, 10, 1), 10_00 * number)]
                made.accounts.append(
                    add_account(
                        tx, number=f"A-{number:04d}", worklist_id=mine[0], name=f"Number {number}", invoices=bills
                    )
                )
        scoring.rescore(made.boss)
        yield made


async def test_sick_leave_and_return(floor: Office) -> None:
    """Ana is ill until Friday: ben has her accounts, and she has them again on Monday."""
    async with sitting(floor, "sue") as ui:
        await ui.press("R")
        ui.sees("Every open account of Ana")
        await ui.type("ben")
        ui.sees("9 accounts of 9 customers would move.", "ana → ben")
        await ui.press("tab", "tab")
        await ui.type("fri")
        await ui.press("enter")
        assert ui.message == "9 accounts moved, ana to ben, until Fri 27 Nov."
        ui.misses("A-0001")
    async with sitting(floor, "ben", session="ben") as ui:
        ui.sees("A-0009", "Number 9")
        await ui.do("everywhere.next")
        ui.sees("Account A-0009")
    assert isinstance(floor.clock, HandClock)
    floor.clock.forward(timedelta(days=7))
    async with sitting(floor, "ana", session="ana") as ui:
        await ui.until(lambda: "A-0001" in ui.screen_text and "A-0008" in ui.screen_text)
        assert on(floor.boss, "ben") == []
    check_everything(floor.boss)


async def test_spread_by_balance_shows_who_gets_what_and_can_be_taken_back(floor: Office) -> None:
    async with sitting(floor, "sue") as ui:
        await ui.press("R")
        await ui.type("ben, eva")
        await ui.press("tab")
        await ui.type("bal")
        assert ui.line_with("ana → ben").split()[4:6] == ["5", "$230.00"]
        assert ui.line_with("ana → eva").split()[4:6] == ["4", "$220.00"]
        assert ui.line_with("│ ana  ").split()[2:-1] == ["9", "$450.00", "0", "nothing"]
        await ui.press("enter")
        assert ui.message == "9 accounts moved, ana to ben, eva, by balance."
        assert (len(on(floor.boss, "ben")), len(on(floor.boss, "eva"))) == (5, 4)
        await ui.press("R", "ctrl+r")
        ui.sees("ctrl+r again takes back: sue moved 9: ana to ben, eva, by balance.")
        await ui.press("ctrl+r")
        assert ui.message == "Taken back: 9 accounts are where they were."
        assert len(on(floor.boss, "ana")) == 9


async def test_marked_accounts_alone_move(floor: Office) -> None:
    async with sitting(floor, "sue") as ui:
        await ui.press("space", "down", "space")
        ui.sees("· 2 marked")
        assert [line[:1] for line in ui.screen_lines() if "A-000" in line][:4] == ["*", " ", "*", "▸"]
        await ui.press("up", "up", "space", "up")
        assert [line[:1] for line in ui.screen_lines() if "A-000" in line][:3] == ["*", "»", "*"]
        await ui.press("R")
        ui.sees("3 marked accounts")
        await ui.type("eva")
        await ui.press("enter")
        assert ui.message == "3 accounts moved, 3 marked to eva."
        ui.misses("marked ·", "*  ")
        assert on(floor.boss, "eva") == ["07", "08", "09"]
        await ui.press("space")
        ui.sees("· 1 marked")
        await ui.press("escape")
        ui.misses("· 1 marked")


async def test_whom_marks_would_divide_is_seen_and_the_rest_taken_along(floor: Office) -> None:
    with floor.boss.store.write() as tx:
        account = tx.accounts.get(floor.accounts[8])
        assert account is not None
        add_account(tx, number="B-0001", customer_id=account.customer_id, worklist_id=account.worklist_id)
    async with sitting(floor, "sue") as ui:
        await ui.press("space", "R", *"eva")
        ui.sees("1 customer would be divided: 1 account of theirs stays behind. ctrl+t")
        await ui.do("reassign.together")
        ui.sees("2 accounts of 1 customer would move.", "1 of them because others of the same customer do")
        await ui.do("reassign.together")
        ui.sees("1 customer would be divided")
        await ui.press("ctrl+t", "enter")
        assert ui.message == "2 accounts moved, 1 marked to eva, whole customers."
        assert on(floor.boss, "eva") == ["09", "01"]


async def test_what_cannot_be_understood_is_said_and_nothing_moves(floor: Office) -> None:
    async with sitting(floor, "sue") as ui:
        await ui.press("R", "enter")
        ui.sees("! Say to whom: logins, or codes of worklists.")
        await ui.type("nobody")
        ui.sees("There is neither a person nor a worklist nobody")
        await ui.press("enter")
        ui.sees("neither a person nor a worklist nobody")
        await ui.press("tab", *"age", "enter")
        ui.sees("“age” is none of count, balance, score.")
        await ui.press("escape")
        ui.sees("A-0001")
    assert reassign.every(floor.boss) == []
    async with sitting(floor, "ana", session="ana") as ui:
        await ui.press("space", "R")
        assert "may not reassign accounts" in ui.message
        ui.misses("marked")


async def test_reassign_while_three_collectors_are_working(floor: Office) -> None:
    """What each of them has stays with them to the end of it; the rest is ben's and eva's at once."""
    crew = [floor.desk("ana", session) for session in ("one", "two", "three")]
    have = []
    for desk in crew:
        claimed = queue.next_account(desk)
        assert isinstance(claimed, Claimed)
        have.append(claimed)
    async with sitting(floor, "sue") as ui:
        await ui.press("R")
        await ui.type("ben,eva")
        ui.sees("9 accounts of 9 customers would move; 3 once nobody works on them.")
        await ui.press("enter")
        assert ui.message == "9 accounts moved, ana to ben, eva, by count, 3 of them once nobody works on them."
    assert sorted(on(floor.boss, "ana")) == sorted(one.number[-2:] for one in have)
    calls.log_call(crew[0], entry(crew[0], have[0].account_id))
    queue.leave(crew[1], have[1].account_id)
    assert queue.renew(crew[2], have[2].account_id)
    assert on(floor.boss, "ana") == [have[2].number[-2:]]
    _, following = calls.log_and_next(crew[2], entry(crew[2], have[2].account_id))
    assert not isinstance(following, Claimed), "ana has nothing left"
    assert on(floor.boss, "ana") == []
    assert len(on(floor.boss, "ben")) + len(on(floor.boss, "eva")) == 9
    assert day.run(floor.boss).returned == 0
    check_everything(floor.boss)
