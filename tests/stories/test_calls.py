"""From one account to the next: the call, how it ended, and what the program made of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from collections_tui.domain.records import Call
from collections_tui.services import calls, figures, queue
from tests.build import NOON, PACIFIC, HandClock, Office, add_account, office
from tests.stories.driver import Driver, sitting


def logged(work: Office) -> list[Call]:
    """Every call there is, the latest first."""
    with work.boss.store.read() as tx:
        found = [call for account in work.accounts for call in tx.calls.of_account(account, 100)]
    return sorted(found, key=lambda call: call.id, reverse=True)


def clock(work: Office) -> HandClock:
    """The hands of the office's clock."""
    assert isinstance(work.clock, HandClock)
    return work.clock


async def test_no_answer_takes_two_keys_from_one_account_to_the_next(tmp_path: Path) -> None:
    with office(tmp_path, accounts=5) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.next")
            ui.sees("Account A-0005")
            await ui.press("c", "n")
            ui.sees("Account A-0004", "No answer: A-0005 Søren", "back tomorrow 17:30", "u undoes")
        (call,) = logged(work)
        assert (call.account_id, call.outcome, call.by) == (work.accounts[4], "no_answer", "ana")
        assert call.phone == "+12015550105"


async def test_a_call_is_wrapped_up_from_the_moment_its_outcome_was_chosen(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2, clock=HandClock()) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.next")
            await ui.press("c", "p")
            clock(work).forward(timedelta(seconds=40))
            await ui.press(*"20", "tab", *"fri", "enter")
        (made,) = figures.report(work.boss, "wrap-up").lines
        assert made.values[-3:] == (1, 40, 40)


async def test_keys_typed_ahead_land_on_the_accounts_they_were_meant_for(tmp_path: Path) -> None:
    with office(tmp_path, accounts=6) as work:
        async with sitting(work) as ui:
            await ui.press_at_once("n", *"cncbcn", "c", "p", *"50", "tab", *"fri", "enter", *"cn")
            ui.sees("Account A-0001")
        ended = [(call.account_id, call.outcome) for call in reversed(logged(work))]
        order = list(reversed(work.accounts))[:5]
        assert ended == list(zip(order, ["no_answer", "busy", "no_answer", "promised", "no_answer"], strict=True))


async def test_a_promise_says_back_what_it_understood(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.next")
            await ui.press("c", "p")
            ui.sees("Promised a payment")
            await ui.type("20")
            ui.sees("$20.00 of $49.51")
            await ui.press("tab")
            await ui.type("fri")
            ui.sees("Fri 27 Nov, in 4 days")
            await ui.press("enter")
            ui.sees("Account A-0001", ": A-0002 Łukasz", "Promised $")
            account = work.accounts[1]
        with work.boss.store.read() as tx:
            (promise,) = tx.accounts.promises(account, date(2026, 11, 23))
        assert (promise.amount_cents, promise.due_on) == (20_00, date(2026, 11, 27))


async def test_what_is_missing_is_asked_for_and_what_was_typed_stays(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "p")
            await ui.type("20")
            await ui.press("enter")
            ui.sees("Not saved yet. By when: needed", "$20.00 of $49.51")
            await ui.type("someday")
            await ui.press("enter")
            ui.sees("is not a day")
            assert logged(work) == []
            await ui.press(*["backspace"] * 7)
            await ui.type("eom")
            await ui.press("enter")
        assert [call.outcome for call in logged(work)] == ["promised"]


async def test_a_note_of_several_lines_goes_with_the_call(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("will ask")
            await ui.press("ctrl+j")
            await ui.paste("her husband\nand ring\x1b[31m back")
            await ui.press("enter")
            await ui.press("r")
            ui.sees("Refuses to pay: A-0002")
        (call,) = logged(work)
        assert call.note == "will ask\nher husband\nand ring␛[31m back"
        assert call.outcome == "refuses"


async def test_a_call_back_is_agreed_in_the_customers_time(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=[PACIFIC]) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "c")
            await ui.type("2pm")
            ui.sees("today 14:00 Pacific, 17:00 here")
            await ui.press("enter")
        (call,) = logged(work)
        assert call.next_action_at == NOON + timedelta(hours=5)


async def test_digits_choose_the_number_and_it_is_handed_to_the_softphone(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with work.boss.store.write() as tx:
            work.accounts.append(
                add_account(tx, number="B-1", name="Two Phones", phones=["+12125550101", "+12125550102"])
            )
        async with sitting(work) as ui:
            await ui.press("n")
            ui.sees("1 (212) 555-0101", "2 (212) 555-0102")
            await ui.press("2")
            ui.sees("Call to Two Phones")
            assert "(212) 555-0102" in ui.line_with("began 12:00")
            assert ui.app.clipboard == "+12125550102"
            await ui.press("1")
            assert "(212) 555-0101" in ui.line_with("began 12:00")
            assert ui.app.clipboard == "+12125550101"
            await ui.press("3")
            ui.sees("There is no number 3.")
            await ui.press("2", "n")
        (call,) = logged(work)
        assert call.phone == "+12125550102"


async def test_a_slip_of_the_finger_does_nothing_during_a_call(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "n", "c")
            await ui.press("u", "o", "q", "/", "[")
            ui.sees("How did it end?", "[ is the key of no outcome")
        assert [call.undone for call in logged(work)] == [False]


async def test_they_called_us(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            await ui.do("outcome.inbound")
            ui.sees("Call from", "Asked a question")
            ui.misses("No answer")
            await ui.press("q")
            await ui.type("when is it due")
            await ui.press("enter")
        (call,) = logged(work)
        assert (call.direction, call.outcome, call.note) == ("inbound", "inbound_question", "when is it due")


async def test_stay_on_the_account_after_saving(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            await ui.do("outcome.stay")
            ui.sees("stays here")
            await ui.press("n")
            ui.sees("Account A-0003", "No answer", "c call")
            assert queue.open_account(work.desk("ben"), work.accounts[2]) is None


async def test_the_last_account_leads_back_to_the_worklist_with_a_reason(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "n")
            ui.sees("Worklist", "No answer: A-0001")
            assert "u undoes. Nobody may be called right now" in ui.message


async def test_undo_brings_the_account_and_the_call_back(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("rang twice")
            await ui.press("enter", "n")
            ui.sees("Account A-0002")
            await ui.do("everywhere.undo")
            ui.sees("Account A-0003", "Taken back: No answer", "is not finished: c continues it", "(taken back)")
            await ui.press("c")
            ui.sees("How did it end?", "rang twice")
            await ui.press("b")
            ui.sees("Account A-0002")
        assert [(call.outcome, call.undone, call.note) for call in logged(work)] == [
            ("busy", False, "rang twice"),
            ("no_answer", True, "rang twice"),
        ]


async def test_a_call_back_taken_back_is_the_same_moment_again(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2, zones=[PACIFIC]) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "c", *"+3h", "enter", "u")
            clock(work).forward(timedelta(hours=1))
            await ui.press("c")
            ui.sees("today 12:00 Pacific, 15:00 here")
            await ui.press("enter")
        assert [(call.undone, call.seconds, call.next_action_at) for call in logged(work)] == [
            (False, 0, NOON + timedelta(hours=3)),
            (True, 0, NOON + timedelta(hours=3)),
        ]


async def test_undo_is_refused_on_another_day_and_says_what_to_do(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "n")
            clock(work).forward(timedelta(days=9))
            await ui.do("everywhere.undo")
            ui.sees("! Your last call was Mon 23 Nov, not today: add an addendum in the call log.")
        assert [call.undone for call in logged(work)] == [False]


async def test_undo_is_refused_once_somebody_worked_on_the_account(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "n")
            ben = work.desk("ben")
            queue.open_account(ben, work.accounts[1])
            queue.set_next_action(ben, work.accounts[1], date(2026, 11, 30))
            queue.leave(ben, work.accounts[1])
            await ui.do("everywhere.undo")
            ui.sees("has been worked on since your call")
            ui.sees("Account A-0001")
        assert [call.undone for call in logged(work)] == [False]


async def test_a_call_that_cannot_be_saved_loses_nothing(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "space")
            await ui.type("long story")
            await ui.press("enter")
            # The claim ran out during a long pause, and somebody else took the account.
            clock(work).forward(timedelta(minutes=16))
            assert queue.open_account(work.desk("ben"), work.accounts[1]) is not None
            await ui.press("n")
            ui.sees("ben has been working on A-0002", "How did it end?", "long story")
            assert logged(work) == []
            await ui.press("escape")
            ui.sees("ben is working on this account", "is not finished")
            (draft,) = calls.drafts(work.desk("ana"))
            assert draft.draft.body["note"] == "long story"


async def test_next_is_the_next_one_also_with_an_account_open_behind(tmp_path: Path) -> None:
    with office(tmp_path, accounts=3) as work:
        async with sitting(work) as ui:
            await ui.press("n", "l", "n")
            ui.sees("Account A-0002")
            assert queue.open_account(work.desk("ben"), work.accounts[2]) is not None
            await ui.press("l", "n")
            ui.sees("Account A-0001")
            await ui.press("l", "escape")
            ui.sees("Account A-0001")


async def test_leaving_gives_the_account_back_as_it_was(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "escape")
            ui.sees("Worklist", "A-0002 went back to the worklist as it was.")
            assert queue.open_account(work.desk("ben"), work.accounts[1]) is not None


async def test_somebody_elses_account_may_be_looked_at(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        queue.open_account(work.desk("ben"), work.accounts[1])
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0002")
            ui.sees("! ben is working on this account since 12:00: look, don't call.")
            for command_id in ("account.call", "account.note", "account.day"):
                await ui.do(command_id)
                ui.sees("ben is working on this account: look, but leave it to them.")
        assert calls.drafts(work.desk("ana")) == []


async def test_an_auditor_looks_and_claims_nothing(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "olga:auditor"), accounts=2) as work:
        async with sitting(work, "olga") as ui:
            await open_by_finding(ui, "A-0002")
            ui.sees("Account A-0002")
            await ui.do("account.call")
            ui.sees("You may look at accounts, not work on them")
            assert queue.open_account(work.desk("ana"), work.accounts[1]) is not None


async def open_by_finding(ui: Driver, number: str) -> None:
    """Open an account as somebody would who has its number on paper."""
    await ui.do("everywhere.find")
    await ui.type(number)
    await ui.press("enter")


async def test_undo_takes_a_promise_back_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "p", "5", "tab", *"fri", "enter")
            ui.sees("Account A-0001")
            await ui.do("everywhere.undo")
            ui.sees("Account A-0002", "Taken back: Promised a payment", "is not finished")
            await ui.press("c")
            ui.sees("$5.00 of $49.51", "Fri 27 Nov, in 4 days")
            ui.misses("is not finished", "Taken back: Promised")
            await ui.press("escape", "escape")
            ui.sees("is not finished")
        with work.boss.store.read() as tx:
            (promise,) = tx.accounts.promises(work.accounts[1], date(2026, 11, 23))
        assert promise.status == "cancelled"


async def test_the_mouse_chooses_an_outcome(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c")
            await click(ui, "Busy")
            ui.sees("Account A-0001", "Busy: A-0002")


async def test_the_mouse_opens_what_it_is_clicked_on_twice(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "i")
            await click(ui, "A-0002-1")
            await click(ui, "A-0002-1")
            ui.sees("no lines came with this invoice")


async def click(ui: Driver, text: str) -> None:
    """Click on a text that is on the screen."""
    y, line = next((y, line) for y, line in enumerate(ui.screen_lines()) if text in line)
    await ui.pilot.click(offset=(line.index(text) + 1, y))
    await ui.idle()


async def test_help_during_a_call_shows_the_keys_of_a_call(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "?")
            ui.sees("Show every key, also where text is typed.")
            ui.misses("Take the next account")
            await ui.press("escape")
            ui.sees("How did it end?")
            await ui.do("everywhere.palette")
            ui.sees("How did it end?")
            await ui.press("space", *"is she in?", "enter", "n")
        assert [call.note for call in logged(work)] == ["is she in?"]
