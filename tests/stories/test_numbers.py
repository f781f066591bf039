"""Telephone numbers: a call says which was dialled, and whoever talks to people keeps them right."""

from __future__ import annotations

from pathlib import Path

from collections_tui.services import accounts
from tests.build import Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.test_calls import logged, open_by_finding


def numberless(work: Office) -> int:
    """An account whose customer has no number, awake all the same."""
    with work.boss.store.write() as tx:
        work.accounts.append(add_account(tx, number="B-1", name="No Number", phones=[]))
    return work.accounts[-1]


def phones(work: Office, account: int) -> list[tuple[str, str, str]]:
    """The numbers of an account: which, of what kind, how good."""
    seen = accounts.view(work.desk("ben"), account).phones
    return [(one.phone.e164, one.phone.kind, one.phone.status) for one in seen]


async def test_a_call_that_reached_nobody_says_which_number_was_dialled(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = numberless(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("No number is known: + adds one.")
            await ui.press("c", "n")
            ui.sees("no number known", "Which number was dialled? Its digit chooses it, + adds one.")
            assert logged(work) == []
            await ui.do("outcome.numbers")
            await ui.type("213.555.0177")
            ui.sees("(213) 555-0177, new")
            await ui.press("tab", *"mob", "enter")
            ui.sees("(213) 555-0177: added.", "(213) 555-0177 mobile · ✓ may call until 18:00 Pacific")
            await ui.press("n")
            ui.sees("No answer: B-1")
        assert phones(work, account) == [("+12135550177", "mobile", "good")]
        assert [call.phone for call in logged(work)] == ["+12135550177"]


async def test_a_call_from_somebody_without_a_number_needs_none(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        numberless(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("c", "ctrl+t", "q", *"when is it due", "enter")
        assert [(call.outcome, call.phone) for call in logged(work)] == [("inbound_question", "")]


async def test_after_the_only_number_was_wrong_the_account_needs_a_number(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work) as ui:
            await ui.press("n", "c", "#")
            ui.sees("Account A-0001", "Wrong number: A-0002", "needs a number by Mon 30 Nov · u undoes")
            await open_by_finding(ui, "A-0002")
            ui.sees("wrong number", "Next: Mon 30 Nov 08:00 · needs a number")


async def test_a_number_is_corrected_on_the_account(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n")
            await ui.do("account.numbers")
            ui.sees("Telephone number", "1 (201) 555-0101  other  good")
            await ui.press("1", "enter")
            ui.sees("is known as good: say what is to change.")
            await ui.press("tab", "w", "tab", "d")
            ui.sees("(201) 555-0101: work, disconnected")
            await ui.press("enter")
            ui.sees("(201) 555-0101: disconnected.")
            assert "disconnected" in ui.line_with("1 (201) 555-0101")
            await ui.press("+", "1", "enter")
            ui.sees("(201) 555-0101: good.")
        assert phones(work, work.accounts[0]) == [("+12015550101", "work", "good")]


async def test_what_is_no_number_stays_in_the_dialog(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work) as ui:
            await ui.press("n", "+", *"ask Bob", "enter")
            ui.sees("! “ask Bob” is no telephone number: write it with its area code.")
            await ui.press("escape")
            ui.misses("Telephone number")
