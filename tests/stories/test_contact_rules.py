"""What the contact rules do at the workstation: who may be called, who may not and why, and what can be done then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.contact.flags import BY_KIND
from collections_tui.services import calls, flags, queue
from collections_tui.services.views import CallEntry
from tests.build import EASTERN, NOON, PACIFIC, Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.test_calls import clock, logged, open_by_finding

PHONES = ("+12125550101", "+12125550102")
SIZES = ((80, 24), (120, 40))


def with_attorney(work: Office, *, phones: tuple[str, ...] = PHONES) -> int:
    """The only account of an office, whose customer has an attorney."""
    account = one(work, phones=phones)
    flags.set_flag(work.boss, account, "attorney", {"name": "Jane Roe", "phones": "212 555 0160"})
    return account


def one(work: Office, *, number: str = "B-1", phones: tuple[str, ...] = PHONES, state: str = "NY") -> int:
    with work.boss.store.write() as tx:
        work.accounts.append(add_account(tx, number=number, name="Maria Rivera", phones=phones, state=state))
    return work.accounts[-1]


def rang(work: Office, account: int, times: int) -> None:
    """So many calls of ben's that nobody answered, one each hour, of which the last was an hour ago."""
    ben = work.desk("ben")
    for number in range(times):
        at = clock(work).now() - timedelta(hours=times - number)
        queue.open_account(ben, account)
        entry = CallEntry(account, "no_answer", f"{account} {number}", phone=PHONES[0], started_at=at, ended_at=at)
        calls.log_call(ben, entry)
    queue.leave(ben, account)


async def test_a_number_that_is_blocked_is_not_called(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with_attorney(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("1 (212) 555-0101 other  ✗ never (attorney: Jane Roe, (212) 555-0160)")
            for key in ("c", "2", "c"):
                await ui.press(key)
                ui.misses("How did it end?")
            assert ui.message == (
                "! (212) 555-0101: never to be called. Attorney: Jane Roe, (212) 555-0160 (12 "
                "CFR 1006.6(b)(2)). y shows why · ! asks a supervisor · C: they called us"
            )
            assert ui.app.clipboard == "", "a softphone is told nothing"
        assert calls.drafts(work.desk("ana")) == []
        assert logged(work) == []


async def test_keys_typed_ahead_of_a_refusal_do_what_they_say_on_the_account(tmp_path: Path) -> None:
    """The letter behind the refused call is a command of the account: it ends no call."""
    with office(tmp_path, accounts=2) as work:
        flags.set_flag(work.boss, work.accounts[1], "attorney", {"name": "Jane Roe"})
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0002")
            await ui.press_at_once("c", "n")
            ui.sees("Account A-0001")
            await ui.press_at_once("c", "n")
        assert [(call.account_id, call.outcome) for call in logged(work)] == [(work.accounts[0], "no_answer")]


async def test_a_supervisor_calls_all_the_same_with_a_reason_that_is_kept(tmp_path: Path) -> None:
    with office(tmp_path, people=("ana", "sue:supervisor"), accounts=0) as work:
        account = with_attorney(work)
        async with sitting(work, "sue") as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("2")
            ui.sees("(212) 555-0102: never to be called.", "! calls all the same")  # a key stays beside its words
            await ui.do("account.override")
            ui.sees("Call all the same", "(212) 555-0102: the reason", "2 The attorney agrees that we speak")
            await ui.press("enter")
            ui.sees("Say why")
            await ui.press("2")
            await ui.type(" By letter of 20 Nov.")
            await ui.press("enter")
            ui.sees("How did it end?", "(212) 555-0102 other · ! overridden (The attorney agrees")
            await ui.press("n")
        (call,) = logged(work)
        assert (call.account_id, call.phone, call.verdict, call.override_by) == (account, PHONES[1], "block", "sue")
        assert call.override_reason.startswith("The attorney agrees that we speak with the customer")
        assert call.override_reason.endswith("By letter of 20 Nov.")
        async with sitting(work, "sue", size=(120, 40)) as ui:
            await ui.press("l", "enter")
            ui.sees("✗ Made although the contact rules blocked it", "Overridden  by sue: The attorney agrees")
            ui.sees("✗ The customer has an attorney: Jane Roe", "12 CFR 1006.6(b)(2)")


async def test_a_collector_overrides_nothing(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        with_attorney(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("2")
            ui.sees("(212) 555-0102: never to be called.", "! asks a supervisor")
            await ui.do("account.override")
            ui.sees("Ask a supervisor", "a supervisor reads the reason")
            ui.misses("Call all the same")


async def test_what_nobody_may_override_is_said(tmp_path: Path) -> None:
    with office(tmp_path, people=("sue:supervisor",), accounts=0) as work:
        account = one(work)
        flags.set_flag(work.boss, account, "bankruptcy", {})
        async with sitting(work, "sue") as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("✗ never (bankruptcy)")
            await ui.press("c")
            ui.misses("calls all the same")
            await ui.do("account.override")
            ui.sees("Nobody may override this: Bankruptcy", "11 U.S.C. 362(a)(6)")


async def test_a_customer_who_may_not_be_called_calls_us(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = with_attorney(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.called")
            ui.sees("Call from Maria Rivera", "How did it end?")
            assert ui.app.clipboard == "", "nothing is dialled"
            await ui.press("2")
            ui.sees("(212) 555-0102 other")
            await ui.do("outcome.inbound")
            ui.sees("Call from Maria Rivera", "never to be called")
            await ui.press("q")
            await ui.type("wants the address")
            await ui.press("enter")
        (call,) = logged(work)
        assert (call.account_id, call.direction, call.phone, call.verdict) == (account, "inbound", PHONES[1], "")


async def test_seven_calls_and_then_a_wait(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one(work)
        clock(work).forward(timedelta(hours=5))
        rang(work, account, 6)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("may call until 21:00")
            await ui.press("c", "ctrl+o", "n")
            ui.sees("◷ wait until Mon 08:00 (7 calls since today)")
            await ui.press("c")
            assert "not before Mon 08:00 their time. 7 of 7 calls about this debt since Mon 23 Nov" in ui.message
            assert "12 CFR 1006.14(b)(2)(i)(A)" in ui.message
        assert len(logged(work)) == 7


async def test_during_a_call_another_number_that_is_blocked_is_not_dialled(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one(work)
        flags.set_flag(work.boss, account, "do_not_call", {}, phone=PHONES[1])
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("✗ never (asked us not to call this number)")
            await ui.press("c", "2")
            ui.sees("How did it end?", "(212) 555-0102: never to be called. They asked us")
            assert "(212) 555-0101 other · ✓ may call" in ui.line_with("began 12:00")
            assert ui.app.clipboard == PHONES[0]
            await ui.press_at_once("2", "1", "n")
        (call,) = logged(work)
        assert (call.phone, call.verdict, call.outcome) == (PHONES[0], "allow", "no_answer")


@pytest.mark.parametrize("size", SIZES)
async def test_why_lists_every_rule_what_blocks_first(tmp_path: Path, size: tuple[int, int]) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one(work)
        flags.set_flag(work.boss, account, "do_not_call", {}, phone=PHONES[1])
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.why")
            ui.sees("▸1 (212) 555-0101", "✓ allows")
            ui.misses("blocks")
            await ui.press("2")
            ui.sees("▸2 (212) 555-0102", "✗ blocks  They asked us today not to call this number.")
            ui.sees("12 CFR 1006.14(h)(1), comment 14(h)(1)-2 · does not end by itself")
            await ui.press("9")
            ui.sees("There is no number 9.")
            for _ in range(8):
                await ui.press("pagedown")
            ui.sees("calls about this debt since")
            await ui.press("escape", "c", "y")
            ui.sees("▸1 (212) 555-0101")
            await ui.press("escape")
            ui.sees("How did it end?")


@pytest.mark.parametrize("size", SIZES)
async def test_the_hours_there_are_part_of_the_verdict(tmp_path: Path, size: tuple[int, int]) -> None:
    with office(tmp_path, accounts=0, zones=[PACIFIC]) as work:
        with work.boss.store.write() as tx:
            add_account(tx, number="B-1", name="Maria Rivera", phones=["+12135550101"], zones=PACIFIC, state="CA")
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("✓ may call until 21:00", "their time 09:00 Pacific")
            clock(work).forward(timedelta(hours=14))
            await ui.minute()
            ui.sees("◷ wait until tomorrow 08:00", "their time 23:00 Pacific")
            ui.misses("Not an hour to call")
            await ui.press("c")
            assert "not before tomorrow 08:00 their time" in ui.message


@pytest.mark.parametrize("size", SIZES)
async def test_signs_and_words_say_it_without_colour(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with office(tmp_path, accounts=0) as work:
        account = one(work)
        flags.set_flag(work.boss, account, "time_barred", {name.name: "today" for name in BY_KIND["time_barred"].asks})
        flags.set_flag(work.boss, account, "do_not_call", {}, phone=PHONES[1])
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "B-1")
            ui.sees("! may call until 21:00", "too old to be sued over")
            ui.sees("✗ never", "asked us not to call this number")
            await ui.do("account.script")
            ui.sees("! ", "no lawsuit")


async def test_a_call_that_goes_on_is_not_judged_anew(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("c", "space", *"hello", "escape", "escape")
            clock(work).forward(timedelta(hours=11))
            await ui.minute()
            ui.sees("◷ wait until tomorrow 08:00")
            await ui.press("c")
            ui.sees("How did it end?", "✓ allowed when it was dialled", "hello")
            await ui.press("n")
        (call,) = logged(work)
        assert (call.verdict, call.started_at) == ("allow", NOON)


async def test_a_window_that_changes_in_the_middle_of_a_call_keeps_the_verdict_and_what_was_typed(
    tmp_path: Path,
) -> None:
    """Clocks give way first, then the note's room; the number, its verdict and what was typed stay on the screen."""
    both = (*EASTERN, *PACIFIC)
    with office(tmp_path, accounts=0, zones=[both]) as work:
        with work.boss.store.write() as tx:
            phones = ("+12125550101", "+12135550102")
            found = add_account(tx, number="B-1", name="Maria Rivera", phones=phones, zones=both, state="NY")
            work.accounts.append(found)
        said, long = (
            "(213) 555-0102 other · ✓ may call until 18:00 Pacific",
            "  their time 09:00 Pacific, 12:00 Eastern",
        )
        async with sitting(work, size=(140, 40)) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("2")
            ui.sees(said + long)
            await ui.press("p")
            await ui.type("25")
            await ui.press("tab")
            await ui.type("+3d")
            for columns, lines, clocks in ((120, 40, long), (80, 24, "       "), (140, 40, long)):
                await ui.resize(columns, lines)
                ui.sees(said + clocks, "Promised a payment", "25", "+3d")
            await ui.resize(30, 8)
            await ui.resize(80, 24)
            ui.sees(said, "+3d")
            await ui.press("enter")
        (call,) = logged(work)
        assert (call.outcome, call.phone, call.verdict) == ("promised", phones[1], "allow")


async def test_no_verdict_is_shown_on_a_call_from_the_customer(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        one(work)
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.do("account.called")
            ui.sees("Call from Maria Rivera")
            assert ui.line_with("began").split() == ["(212)", "555-0101", "other", "began", "12:00"]


async def test_a_conversation_about_several_debts_counts_for_each(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        account = one(work)
        with work.boss.store.write() as tx:
            found = tx.accounts.get(account)
            assert found is not None
            for number in ("C-77", "C-88"):
                work.accounts.append(add_account(tx, number=number, customer_id=found.customer_id))
        async with sitting(work) as ui:
            await open_by_finding(ui, "B-1")
            await ui.press("c", "o", "enter", "down", "enter")
            ui.sees("also about 2 others", "talked about")
            await ui.press("up", "enter")
            ui.sees("also about 1 other ")
            # Put down and taken up again, it is still known.
            await ui.press("escape", "escape", "c")
            ui.sees("also about 1 other ")
            await ui.press("r", *"no", "enter")
        assert [call.outcome for call in logged(work)] == ["refuses"]
        async with sitting(work) as ui:
            await open_by_finding(ui, "C-88")
            ui.sees("◷ wait until Mon 08:00 (spoken with today)")
            await ui.press("escape")
            await open_by_finding(ui, "C-77")
            ui.sees("may call until 21:00")


async def test_a_hold_that_is_no_contact_rule_is_asked_about_once(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=[EASTERN]) as work:
        with work.boss.store.write() as tx:
            tx.accounts.add_hold(work.accounts[0], "supervisor", "", clock(work).now(), None, None)
        async with sitting(work) as ui:
            await open_by_finding(ui, "A-0001")
            await ui.press("c")
            ui.misses("How did it end?")
            await ui.press("c")
            ui.sees("How did it end?")
