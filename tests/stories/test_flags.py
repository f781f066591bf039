"""What customers say about being contacted is noted with one key, stands on the account, and is lifted again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collections_tui.services import accounts, flags, numbers
from tests.build import Office, add_account, office
from tests.naughty.strings import SHORT, driving
from tests.stories.driver import Driver, sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.test_calls import open_by_finding


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """A customer with two accounts, the first of which has two numbers; ana, and sue, who supervises."""
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=0) as made:
        with made.boss.store.write() as tx:
            account = add_account(
                tx, number="H-1", name="Maria Rivera", phones=["+12125550160", "+12015550161"], state="NY"
            )
            known = tx.accounts.get(account)
            assert known is not None
            bills = [(date(2026, 9, 1), 77_00)]
            made.accounts += [account, add_account(tx, number="H-2", customer_id=known.customer_id, invoices=bills)]
        yield made


def set_on(work: Office, account: int = 0) -> list[str]:
    """What is set on an account."""
    return [one.statement for one in accounts.view(work.desk("ben"), work.accounts[account]).flags]


async def flag(ui: Driver, key: str) -> None:
    """Begin a flag from the account."""
    await ui.do("account.flags")
    await ui.press(key)


async def test_an_attorney_is_noted_read_back_and_stands_in_one_line(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await ui.do("account.flags")
        ui.sees("Nothing is set", "A Has an attorney", "T Times that do not suit", "# Wrong number")
        await ui.press("a")
        ui.sees("Has an attorney", "12 CFR 1006.6(b)(2) · puts the account on hold")
        await ui.press("enter")
        ui.sees("Not set yet. Attorney’s name: needed")
        await ui.type("Jane Roe")
        await ui.press("tab", *"212.555.0199")
        ui.sees("(212) 555-0199", "enter sets: Has an attorney: Jane Roe, (212) 555-0199, since today")
        await ui.press("enter")
        assert ui.message == "H-1: attorney: Jane Roe, (212) 555-0199, since today."
        ui.sees("! Has an attorney: Jane Roe, (212) 555-0199, since today", "· held")
        assert [line for line in ui.screen_lines() if "do not collect" in line] == []
    assert set_on(work) == ["Has an attorney: Jane Roe, (212) 555-0199, since today"]
    assert set_on(work, 1) == []


async def test_on_all_accounts_of_the_customer(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "W")
        ui.sees("On this account alone. ctrl+t: on all 2 accounts of the customer.")
        await ui.press("ctrl+t")
        ui.sees("On all 2 accounts of the customer. ctrl+t: on this one alone.")
        await ui.press("enter")
    assert set_on(work) == set_on(work, 1) == ["Wrote that we must stop: since today"]


async def test_the_day_of_death_is_typed_and_a_later_word_takes_its_place(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "D")
        await ui.press("enter")
        assert set_on(work) == ["Has died: since today"]
        await flag(ui, "D")
        await ui.type("3 nov")
        await ui.press("enter")
    assert set_on(work) == set_on(work, 1) == ["Has died: died on Tue 3 Nov, since today"]


async def test_times_are_said_back_while_they_are_typed(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "T")
        await ui.type("weekdays except 3-5pm")
        ui.sees("not Mon–Fri 15:00–17:00; Sat–Sun, so may be called Mon–Fri 08:00–15:00 and")
        await ui.press(*["backspace"] * 30)
        await ui.type("after 6 pm")
        ui.sees("! It is not plain whether that is convenient")
        await ui.press("home", *"not ", "tab", *"31 jan")
        ui.sees("so may be called Mon–Sun 08:00–18:00", "Sun 31 Jan 2027")
        await ui.press("enter")
        ui.sees("Contact: not not after 6 pm, since today, until the end of Sun 31 Jan 2027")


async def test_a_flag_about_a_number_asks_which_by_its_digit(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "N")
        ui.sees("its digit: 1 (212) 555-0160")
        await ui.press("enter")
        ui.sees("Not set yet. Which number: needed: its digit chooses it")
        await ui.press("3")
        ui.sees("! there is no number 3")
        await ui.press("backspace", "2")
        ui.sees("(201) 555-0161, other")
        await ui.press("enter")
        ui.sees("Contact: do not call: (201) 555-0161")
        await flag(ui, "#")
        await ui.press("1", "enter")
        ui.sees("(212) 555-0160: wrong number.")
    phones = {one.phone.e164: one.phone.status for one in accounts.view(work.desk("ben"), work.accounts[0]).phones}
    assert phones == {"+12125550160": "wrong", "+12015550161": "good"}


async def test_what_was_typed_is_there_after_going_back_and_after_leaving(work: Office) -> None:
    async with sitting(work, session="before") as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "A")
        await ui.type("Jane")
        await ui.press("escape", "Z", *"said no", "escape", "escape")
        ui.sees("The flag is not saved; it is kept: F goes on with it.")
        await ui.do("account.flags")
        ui.sees("said no", "This was typed before and is not saved yet.")
        await ui.press("escape", "A")
        await ui.leave(*" Roe")
    async with sitting(work, session="after") as ui:
        await open_by_finding(ui, "H-1")
        await ui.do("account.flags")
        ui.sees("Has an attorney", "Jane Roe")
        await ui.press("enter")
        # What was typed of another flag is still there.
        await ui.do("account.flags")
        ui.sees("Asked us to stop calling", "said no")
        await ui.press(*["backspace"] * 7, "escape", "escape")
        ui.misses("is not saved")
    assert set_on(work) == ["Has an attorney: Jane Roe, since today"]


async def test_lifting_is_asked_twice_and_only_of_whoever_may(work: Office) -> None:
    flags.set_flag(work.desk("ben"), work.accounts[0], "attorney", {"name": "Jane Roe"})
    flags.set_flag(work.desk("ben"), work.accounts[0], "place", {"place": "work"})
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await ui.do("account.flags")
        ui.sees("1 Has an attorney: Jane Roe", "2 A place that does not suit: at work", "ben")
        await ui.press("2")
        ui.sees("2 again lifts this: A place that does not suit: at work, since today.")
        await ui.press("3")
        ui.sees("There is no flag 3 that you may lift.")
        await ui.press("1")
        ui.sees("1 again lifts this, with a supervisor’s PIN: Has an attorney: Jane Roe")
        await ui.press("1")
        ui.sees("It takes a supervisor to lift any flag.")
        await ui.press("escape")
        ui.sees("ana may not lift any flag: ask a supervisor.")
        await ui.press("2", "2")
        ui.sees("H-1: “A place that does not suit” is lifted.")
        ui.misses("at work")
        await ui.press("escape", "escape")  # the account is nobody's again
    async with sitting(work, "sue") as ui:
        await open_by_finding(ui, "H-1")
        ui.sees("! Has an attorney")
        await ui.do("account.flags")
        await ui.press("1", "1", "escape")
        ui.misses("Has an attorney", "· held")
    assert set_on(work) == []


async def test_what_is_said_during_a_call_is_noted_while_talking(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await ui.press("c", "space", *"she said")
        await ui.do("outcome.flags_here")
        await ui.press("T", *"mornings", "enter")
        ui.sees("Call to Maria Rivera", "she said", "Contact: not mornings")
        ui.misses("is not finished")
        await ui.type(" so")
        await ui.press("escape")
        await ui.do("outcome.flags")
        await ui.press("K")
        ui.sees("Which number                  1", "(212) 555-0160")
        await ui.press("enter", "c", *"fri 4pm", "enter")
        ui.sees("Call back at: H-1")
    notes = [one.text for one in accounts.view(work.desk("ben"), work.accounts[0]).timeline if one.kind == "call"]
    assert any("she said so" in note for note in notes)


async def test_has_an_attorney_asks_for_the_name_and_says_what_it_understood(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await ui.press("c", "A")
        ui.sees("attorney’s name and number")
        await ui.press("enter")
        ui.sees("Not saved yet. Note: needed, attorney’s name and number")
        await ui.type("lawyer is Jane Roe")
        ui.sees("attorney: Jane Roe, no number yet")
        await ui.type(", 212 555 0199")
        ui.sees("attorney: Jane Roe, (212) 555-0199")
        await ui.press("enter")
        ui.sees("Has an attorney: H-1", " · attorney: Jane Roe, (212) 555-0199 · u undoes")
        await ui.do("everywhere.undo")
        ui.sees("Account H-1")
        ui.misses("! Has an attorney")
        await ui.press("c")
        ui.sees("lawyer is Jane Roe, 212 555 0199")
    assert set_on(work) == []


async def test_a_note_typed_before_the_outcome_is_shown_as_it_was_understood(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await ui.press("c", "space", *"Jane Roe", "escape", "A")
        ui.sees("attorney: Jane Roe, no number yet")
        await ui.press("enter")
    assert set_on(work) == ["Has an attorney: Jane Roe, since today"]


async def test_the_gravest_first_and_what_stops_nobody_apart(work: Office) -> None:
    desk, account = work.desk("ben"), work.accounts[0]
    flags.set_flag(desk, account, "consent", {"days": "3"})
    flags.set_flag(desk, account, "dispute", {"about": "was not there"})
    flags.set_flag(desk, account, "attorney", {"name": "Jane Roe"})
    async with sitting(work, size=(120, 40)) as ui:
        await open_by_finding(ui, "H-1")
        ui.sees("Known about contact", "Agrees to more calls: given today, until")
        lines = ui.screen_lines()
        grave = [line for line in lines if "! " in line]
        assert "Has an attorney: Jane Roe" in grave[0]
        assert "Disputes the debt: not in writing, was not there" in grave[1]


async def test_who_only_looks_is_told_so(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "olga:auditor"), accounts=1) as work:
        async with sitting(work, "olga") as ui:
            await open_by_finding(ui, "A-0001")
            await ui.do("account.flags")
            ui.sees("You may look at accounts, not work on them")


async def test_an_account_without_a_number_has_none_to_flag(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with work.boss.store.write() as tx:
            work.accounts.append(add_account(tx, number="B-1", name="No Number", phones=[]))
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await flag(ui, "N")
            ui.sees("No number is known: + on the account adds one.")


async def test_hostile_text_is_text(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        await flag(ui, "A")
        for text in SHORT.values():
            await ui.press("home", "ctrl+k")
            await ui.paste(text)
            assert driving(ui.screen_text.replace("\n", "")) == []
        await ui.press("home", *"Jane ", "enter")
        assert driving(ui.screen_text.replace("\n", "")) == []
        await ui.do("account.flags")
        assert driving(ui.screen_text.replace("\n", "")) == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_flags_as_they_look(work: Office, golden: Golden, size: tuple[int, int]) -> None:
    desk, account = work.desk("ana"), work.accounts[0]
    numbers.mark(desk, account, "2015550161", "good", "mobile")
    flags.set_flag(desk, account, "attorney", {"name": "Jane Roe", "phones": "2125550199"})
    flags.set_flag(desk, account, "times", {"times": "weekdays 15-17, weekends"})
    async with sitting(work, size=size) as ui:
        await open_by_finding(ui, "H-1")
        golden(ui, "account-flags")
        await ui.do("account.flags")
        golden(ui, "flags")
        await ui.press("T", *"weekdays except 3-5pm")
        golden(ui, "flag-times")
        await ui.press("escape", "O", *"2", "tab", *"her sister")
        golden(ui, "flag-number")


async def test_a_validation_notice_stands_on_the_account_until_its_period_is_over(work: Office) -> None:
    for account, sent in zip(work.accounts, ("today", "1 sep"), strict=True):
        flags.set_flag(work.boss, account, "notice", {"sent_on": sent, "how": "mail"})
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-1")
        ui.sees("Contact: validation notice", "(in the validation period)")
    async with sitting(work) as ui:
        await open_by_finding(ui, "H-2")
        ui.misses("validation")
        await ui.do("account.flags")
        ui.sees("Validation notice sent: by mail")
