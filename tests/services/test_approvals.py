"""Approvals: what is asked of supervisors besides arrangements, what they answer, and what comes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.money import format_cents
from collections_tui.services import (
    accounts,
    approval_news,
    approvals,
    arrangements,
    calls,
    dialling,
    flags,
    ledger,
    queue,
)
from collections_tui.services.approval_views import Approval, Change, Wanted
from collections_tui.services.dialling import NotNow
from collections_tui.services.views import CallEntry
from tests.build import HandClock, Office

PHONE = "+12015550103"  # of the account that is asked for


@pytest.fixture
def stopped(work: Office) -> Office:
    """One of the customers has an attorney, so that nobody may be called there without a supervisor's reason."""
    flags.set_flag(work.boss, work.accounts[2], "attorney", {"name": "Otto Law", "phones": "212 555 0199"})
    return work


def forward(work: Office, minutes: int) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=minutes))


def ask_call(work: Office, login: str = "ana", operation: str = "one") -> str:
    return approvals.ask(
        work.desk(login), Wanted("override", work.accounts[2], "She asked for it", e164=PHONE), operation
    )


def one(work: Office, ref: str = "R1") -> Approval:
    return approvals.get(work.boss, ref)


def balance(work: Office, at: int = 0) -> int:
    return accounts.alone(work.boss, work.accounts[at]).balance_cents


def test_a_call_that_is_approved_begins_once_to_that_number_by_who_asked(stopped: Office) -> None:
    account = stopped.accounts[2]
    ana, ben, sue = stopped.desk("ana"), stopped.desk("ben"), stopped.desk("sue")
    with pytest.raises(NotNow):
        dialling.dial(ana, account, PHONE)
    said = ask_call(stopped)
    assert said == "A-0003: R1, call (201) 555-0103, waits for a supervisor. Q shows the answer."
    with pytest.raises(NotNow):
        dialling.dial(ana, account, PHONE)
    assert approvals.answer(sue, "R1", True, "be brief") == ("A-0003: R1 is approved, call (201) 555-0103 until 12:30.")
    assert approval_news.news(ana) == "sue lets you call (201) 555-0103 (A-0003) once until today 12:30: be brief."
    assert approval_news.news(ana) == "", "it is told once"
    with pytest.raises(NotNow):
        dialling.dial(ben, account, PHONE)
    assert dialling.dial(ana, account, PHONE).verdict == "block"
    assert one(stopped).status == "used"
    entry = CallEntry(account, "no_answer", "call", phone=PHONE)
    logged = calls.log_call(ana, entry)
    line, call = calls.get(stopped.boss, logged.call.id)
    assert (line.override_by, call.override_reason, call.by) == ("sue", "She asked for it", "ana")
    with pytest.raises(NotNow):
        dialling.dial(ana, account, PHONE)


def test_a_call_that_was_approved_serves_the_command_line_too_and_runs_out(stopped: Office) -> None:
    account, ana, sue = stopped.accounts[2], stopped.desk("ana"), stopped.desk("sue")
    ask_call(stopped)
    approvals.answer(sue, "R1", True, change=Change(minutes=10))
    forward(stopped, 10)
    with pytest.raises(NotNow):
        dialling.dial(ana, account, PHONE)
    assert one(stopped).status == "run out"
    ask_call(stopped, operation="two")
    approvals.answer(sue, "R2", True)
    queue.open_account(ana, account)
    logged = calls.log_call(ana, CallEntry(account, "no_answer", "call", phone=PHONE))
    assert calls.get(ana, logged.call.id)[0].override_by == "sue"
    assert one(stopped, "R2").status == "used"


def test_what_nobody_may_override_and_what_is_allowed_is_not_asked_for(stopped: Office) -> None:
    account, ana, sue = stopped.accounts[2], stopped.desk("ana"), stopped.desk("sue")
    ask_call(stopped)
    with pytest.raises(Refused, match=r"You asked for that already \(R1\)"):
        ask_call(stopped, operation="again")
    assert ask_call(stopped) == ask_call(stopped), "the same operation is stored once"
    flags.set_flag(sue, account, "bankruptcy", {})
    with pytest.raises(Refused, match="Nobody may override this: Bankruptcy"):
        approvals.answer(sue, "R1", True)
    with pytest.raises(Refused, match="Nobody may override this: Bankruptcy"):
        ask_call(stopped, "ben", "bens")
    with pytest.raises(Refused, match="has no number"):
        approvals.ask(ana, Wanted("override", account, "x", e164="+12015550199"), "odd")
    with pytest.raises(Refused, match="it needs nobody's approval"):
        approvals.ask(ana, Wanted("override", stopped.accounts[1], "x", e164="+12015550102"), "allowed")


def test_a_rule_that_nobody_looked_at_blocks_all_the_same(stopped: Office) -> None:
    account, sue = stopped.accounts[2], stopped.desk("sue")
    ask_call(stopped)
    approvals.answer(sue, "R1", True)
    flags.set_flag(sue, account, "do_not_call", {}, phone=PHONE)
    with pytest.raises(NotNow):
        dialling.dial(stopped.desk("ana"), account, PHONE)
    assert one(stopped).status == "approved", "it is not used up"


def test_a_write_off_is_booked_when_it_is_approved_and_with_a_change(work: Office) -> None:
    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    owed = balance(work)
    wanted = Wanted("write_off", account, "A small remainder", cents=5_00)
    assert approvals.ask(ana, wanted, "one").startswith("A-0001: R1, write off $5.00, waits")
    assert balance(work) == owed
    assert [request.ref for request in accounts.view(ana, account).requests] == ["R1"]
    said = approvals.answer(sue, "r1", True, "no more than that", Change(cents=3_00))
    assert said == "A-0001: R1 is approved with a change, write off $3.00, not $5.00."
    assert balance(work) == owed - 3_00
    entry = ledger.entries(ana, account)[0]
    assert (entry.kind, entry.amount_cents, entry.by, entry.reason) == (
        "write_off", -3_00, "sue", "A small remainder (asked for by ana)",
    )  # fmt: skip
    assert approval_news.news(ana) == (
        "sue approved with a change R1, write off $3.00, not $5.00 (A-0001): no more than that."
    )
    with pytest.raises(Refused, match="R1 waits for no answer: it was approved by sue"):
        approvals.answer(sue, "R1", True)
    assert balance(work) == owed - 3_00


def test_an_adjustment_has_a_sign_and_a_refusal_a_reason(work: Office) -> None:
    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    owed = balance(work)
    approvals.ask(ana, Wanted("adjustment", account, "Billed twice", cents=-4_00, invoice="A-0001-1"), "one")
    approvals.ask(ana, Wanted("write_off", account, "Old", cents=2_00), "two")
    with pytest.raises(Refused, match="Say why it is refused"):
        approvals.answer(sue, "R2", False)
    assert approvals.answer(sue, "R2", False, "not old") == "A-0001: R2 is refused, write off $2.00."
    approvals.answer(sue, "R1", True)
    assert balance(work) == owed - 4_00
    assert approval_news.news(ana) == (
        "sue approved R1, adjust by -$4.00 on A-0001-1 (A-0001). sue refused R2, write off $2.00 (A-0001): not old."
    )


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted("write_off", 1, "x", cents=99_999_00), "is more than the"),
        (Wanted("write_off", 1, "x", cents=-1), "must be more than nothing"),
        (Wanted("adjustment", 1, "x"), "must be more than nothing"),
        (Wanted("write_off", 1, " ", cents=1_00), "needs a reason"),
        (Wanted("write_off", 1, "4111 1111 1111 1111", cents=1_00), "payment card"),
        (Wanted("adjustment", 1, "x", cents=1_00, invoice="nope"), "has no invoice nope"),
    ],
)
def test_what_cannot_be_is_not_asked_for(work: Office, wanted: Wanted, why: str) -> None:
    with pytest.raises(Refused, match=why):
        approvals.ask(work.desk("ana"), wanted._replace(account_id=work.accounts[0]), "one")
    assert approvals.waiting(work.boss) == []


def test_what_was_paid_meanwhile_is_not_written_off(work: Office) -> None:
    from tests.services.paying import pay

    ana, sue, account = work.desk("ana"), work.desk("sue"), work.accounts[0]
    approvals.ask(ana, Wanted("write_off", account, "All of it", cents=balance(work)), "one")
    pay(work.boss, account, 2_00)
    with pytest.raises(Refused, match="another amount has to be written off"):
        approvals.answer(sue, "R1", True)
    assert approvals.answer(sue, "R1", True, change=Change(cents=balance(work))).endswith("not $12.00.")
    assert balance(work) == 0


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(minutes=5), "has no minutes"),
        (Change(terms=Terms(0, Every("months"), date(2026, 12, 1), 3)), "Only an arrangement has terms"),
    ],
)
def test_a_change_has_to_fit(work: Office, change: Change, why: str) -> None:
    approvals.ask(work.desk("ana"), Wanted("write_off", work.accounts[0], "x", cents=1_00), "one")
    sue = work.desk("sue")
    with pytest.raises(Refused, match=why):
        approvals.answer(sue, "R1", True, change=change)
    with pytest.raises(Refused, match="has no change"):
        approvals.answer(sue, "R1", False, "no", Change(cents=1))


def test_all_kinds_wait_in_one_queue_and_are_answered_in_one_way(work: Office) -> None:
    ana, ben, sue = work.desk("ana"), work.desk("ben"), work.desk("sue")
    months = Every("months")
    arrangements.arrange(ana, work.accounts[4], Terms(0, months, date(2026, 12, 23), 30), "1")
    forward(work, 1)
    approvals.ask(ben, Wanted("write_off", work.accounts[0], "x", cents=1_00), "2")
    forward(work, 1)
    settled = Settlement(90_00, date(2026, 12, 15))
    arrangements.arrange(ana, work.accounts[5], Terms(0, months, date(2026, 12, 1), 1, settlement=settled), "3")
    every = approvals.waiting(sue)
    assert [(request.ref, request.kind, request.by) for request in every] == [
        ("A1", "arrangement", "ana"), ("R1", "write_off", "ben"), ("A2", "settlement", "ana"),
    ]  # fmt: skip
    assert [request.ref for request in approvals.waiting(ana)] == ["A1", "A2"], "mine alone"
    assert "off" in every[2].what
    assert every[0].rules, "it says what of the policy it does not keep"
    terms = Terms(0, months, date(2026, 12, 23), 3)
    assert "approved with a change" in approvals.answer(sue, "1", True, "shorter", Change(terms=terms))
    assert approvals.answer(sue, "A2", False, "too much off") == "A-0006: arrangement 2 is refused."
    with pytest.raises(Refused, match="changed by other terms"):
        approvals.answer(sue, "A1", True, change=Change(cents=1))
    assert [request.ref for request in approvals.waiting(sue)] == ["R1"]
    told = approval_news.news(ana)
    changed = approvals.get(sue, "A1")
    assert f"sue approved with a change A1, {changed.what}, not 30 × " in told
    assert "sue refused A2" in told
    assert [(request.ref, request.status) for request in approvals.answered(ana)] == [
        ("A2", "refused"), ("A1", "changed"),
    ]  # fmt: skip
    assert approvals.answered(ben) == []
    forward(work, 8 * 24 * 60)
    assert approvals.answered(sue) == []


def test_a_change_of_an_arrangement_says_what_was_asked_for(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    months, first, account = Every("months"), date(2026, 12, 23), work.accounts[5]
    owed = balance(work, 5)
    asked = Terms(0, months, first, 25)
    as_asked = "25 × $7.99 monthly on the 23rd"
    fifth = Settlement(20_00, date(2026, 12, 31))
    answers: dict[str, tuple[Terms, str, str]] = {
        "as it is": (asked, as_asked, ""),
        "down": (
            asked._replace(down_cents=50_00),
            "$50.00 down, 25 × $5.99 monthly on the 23rd",
            "nothing down, 25 × $7.99",
        ),
        "later": (asked._replace(first_on=date(2027, 1, 23)), f"{as_asked}, from 23 Jan 2027", "from 23 Dec 2026"),
        "weekly": (asked._replace(every=Every("weeks")), "25 × $7.99 every week on Wednesday", "monthly on the 23rd"),
        "less": (
            asked._replace(number=1, settlement=fifth),
            f"$20.00 off, 1 × {format_cents(owed - 20_00, 'USD')} monthly on the 23rd, until 31 Dec 2026",
            "nothing off, 25 × $7.99",
        ),
    }
    for number, (name, (terms, what, instead)) in enumerate(answers.items(), 1):
        arrangements.arrange(ana, account, asked, name, instead_of=number - 1 or None)
        assert approvals.get(sue, f"A{number}").what == as_asked
        said = approvals.answer(sue, f"A{number}", True, change=Change(terms=terms))
        found = approvals.get(sue, f"A{number}")
        assert (found.what, found.instead_of, found.asked_cents) == (what, instead, owed), name
        assert (found.status, "with a change" in said) == (("changed", True) if instead else ("approved", False)), name
        assert found.cents == terms._replace(owed_cents=owed).total_cents


def test_who_asked_may_take_it_back_and_nobody_else(work: Office) -> None:
    ana, ben, sue = work.desk("ana"), work.desk("ben"), work.desk("sue")
    approvals.ask(ana, Wanted("write_off", work.accounts[0], "x", cents=1_00), "1")
    with pytest.raises(Refused, match="only they can take it back"):
        approvals.take_back(ben, "R1")
    assert approvals.take_back(ana, "R1", "they paid") == "A-0001: the request R1 is taken back."
    with pytest.raises(Refused, match="it was taken back"):
        approvals.answer(sue, "R1", True)
    assert approvals.waiting(sue) == []


def test_only_a_supervisor_answers_and_only_who_works_asks(work: Office) -> None:
    approvals.ask(work.desk("ben"), Wanted("write_off", work.accounts[0], "x", cents=1_00), "1")
    arrangements.arrange(work.desk("ben"), work.accounts[4], Terms(0, Every("months"), date(2026, 12, 23), 30), "2")
    for login in ("ana", "olga", "adam"):
        for ref in ("R1", "A1", "nonsense"):
            with pytest.raises(NotPermitted):
                approvals.answer(work.desk(login), ref, True)
    for login in ("olga", "adam"):
        with pytest.raises(NotPermitted):
            approvals.ask(work.desk(login), Wanted("write_off", work.accounts[1], "x", cents=1_00), "3")
    for ref in ("R9", "A9", "Q", "R²"):
        with pytest.raises(Refused, match="There is no"):
            approvals.answer(work.desk("sue"), ref, True)
        with pytest.raises(Refused, match="There is no request"):
            approvals.get(work.desk("sue"), ref)
