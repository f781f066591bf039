"""Arrangements: agreed within the policy, asked for outside it, answered, changed, moved, renegotiated, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.means import Worksheet
from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.records import Account
from collections_tui.services import accounts, arrangements, ledger, queue
from collections_tui.services.arrangement_answers import answer
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.arrangements import arrange, cancel, ground, move, of_account, preview
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed
from tests.build import TODAY, Office, add_account, office

MONTH = Every("months")
FIRST = date(2026, 12, 15)
PLAN = Terms(0, MONTH, FIRST, 6)
LONG = PLAN._replace(number=14)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """One account that owes $600.00 to a hospital; ana works, sue supervises, and so does boss."""
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=0) as made:
        with made.boss.store.write() as tx:
            made.accounts.append(add_account(tx, number="A-1", invoices=[(date(2026, 9, 1), 600_00)]))
            made.accounts.append(add_account(tx, number="A-2", invoices=[(date(2026, 9, 1), 6_000_00)]))
        yield made


def _claimed(desk: Desk) -> int:
    got = queue.next_account(desk)
    assert isinstance(got, Claimed)
    return got.account_id


def account(work: Office, position: int = 0) -> Account:
    with work.boss.store.read() as tx:
        found = tx.accounts.get(work.accounts[position])
    assert found is not None
    return found


def latest(desk: Desk, work: Office, position: int = 0) -> ArrangementView:
    return of_account(desk, work.accounts[position])[0]


def test_within_the_policy_it_is_active_and_the_account_leaves_the_queue(work: Office) -> None:
    ana = work.desk("ana")
    laid = preview(ana, work.accounts[0], PLAN)
    assert (laid.total_cents, laid.needs_approval, laid.terms.owed_cents) == (60_000, False, 60_000)
    made = arrange(ana, work.accounts[0], PLAN, "op-1")
    assert (made.status, made.preview) == ("active", laid)
    assert made.words == (
        "A-1: arrangement 1, 6 instalments, $600.00 in all; next Sat 12 Dec: remind of $100.00 due Tue 15 Dec"
    )
    view = latest(ana, work)
    assert [due.due_on for due in view.dues] == [due.due_on for due in laid.dues]
    assert view.dues[0].last_day == FIRST + timedelta(days=5)
    assert (view.arrangement.by, view.arrangement.policy, view.asked) == ("ana", "medical", ())
    stored = account(work)
    assert (stored.promise_due_on, stored.promise_until) == (FIRST, FIRST + timedelta(days=5))
    assert stored.next_action_at == ana.start_of(date(2026, 12, 12))
    assert work.number(_claimed(work.desk("ben"))) == "A-2"
    assert ground(ana, work.accounts[0]).running == view


def test_the_account_comes_back_when_the_down_payment_is_late(work: Office) -> None:
    ana = work.desk("ana")
    made = arrange(ana, work.accounts[0], PLAN._replace(down_cents=100_00), "op-1")
    assert made.words.endswith("next Sun 29 Nov: check $100.00 due Mon 23 Nov")
    assert account(work).next_action_at == ana.start_of(date(2026, 11, 29))
    assert (account(work).promise_due_on, account(work).promise_until) == (TODAY, date(2026, 11, 28))
    soon = arrange(ana, work.accounts[1], PLAN._replace(first_on=TODAY + timedelta(days=3)), "op-2")
    assert soon.words.endswith("next Wed 2 Dec: check $1,000.00 due Thu 26 Nov")


def test_the_same_operation_twice_is_one_arrangement(work: Office) -> None:
    ana = work.desk("ana")
    first = arrange(ana, work.accounts[0], PLAN, "op-1")
    again = arrange(ana, work.accounts[0], PLAN, "op-1")
    assert (again.arrangement_id, again.status, again.preview.dues) == (1, "active", first.preview.dues)
    assert len(of_account(ana, work.accounts[0])) == 1
    with pytest.raises(Refused, match="on another account"):
        arrange(ana, work.accounts[1], PLAN, "op-1")


def test_outside_the_policy_it_is_asked_and_approved(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    made = arrange(ana, work.accounts[1], LONG, "op-1")
    assert made.status == "proposed"
    assert made.words.endswith("next Wed 25 Nov: arrangement waits for a supervisor")
    (request,) = arrangements.requests(sue)
    assert (request.number, request.client, request.view.asked[0].text) == (
        "A-2", "HOSP", "14 months – the policy allows 12: needs a supervisor",
    )  # fmt: skip
    assert account(work, 1).promise_due_on is None
    with pytest.raises(Refused, match="ana may not approve arrangements: ask a supervisor"):
        answer(ana, made.arrangement_id, True)
    assert "approved" in answer(sue, made.arrangement_id, True, "has always paid")
    view = latest(ana, work, 1)
    assert (view.arrangement.status, view.arrangement.answered_by, view.arrangement.answer) == (
        "active", "sue", "has always paid",
    )  # fmt: skip
    assert account(work, 1).promise_due_on == FIRST
    assert arrangements.requests(sue) == []
    with pytest.raises(Refused, match="waits for no answer: it is active"):
        answer(sue, made.arrangement_id, True)


def test_a_supervisor_approves_with_a_change_and_the_collector_is_told(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    made = arrange(ana, work.accounts[1], LONG, "op-1", means=Worksheet(2, 250_000, (("housing", 200_000),)))
    answer(sue, made.arrangement_id, True, "twelve is enough", PLAN._replace(number=12))
    view = latest(ana, work, 1)
    assert (len(view.dues), view.asked, view.terms.number) == (12, (), 12)
    assert view.worksheet == Worksheet(2, 250_000, (("housing", 200_000),))
    stored = account(work, 1)
    assert stored.next_action == "arrangement approved with a change: tell them (twelve is enough)"
    assert stored.next_action_at == ana.now()


def test_a_supervisor_refuses_with_a_reason_and_it_comes_back_at_once(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    made = arrange(ana, work.accounts[1], LONG, "op-1")
    with pytest.raises(Refused, match="Say why it is refused"):
        answer(sue, made.arrangement_id, False, " ")
    with pytest.raises(Refused, match="has no other terms"):
        answer(sue, made.arrangement_id, False, "no", PLAN)
    answer(sue, made.arrangement_id, False, "too long: offer 12")
    view = latest(ana, work, 1)
    assert (view.arrangement.status, view.arrangement.ended_reason) == ("refused", "too long: offer 12")
    assert account(work, 1).next_action == "arrangement refused: too long: offer 12"
    assert account(work, 1).next_action_at == ana.now()


def test_a_supervisors_own_limit_holds_for_what_they_approve(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    terms = PLAN._replace(number=1, settlement=Settlement(180_00, TODAY + timedelta(days=25)))
    made = arrange(ana, work.accounts[0], terms, "op-1")
    assert [line.id for line in latest(ana, work).asked] == ["settlement"]
    with pytest.raises(Refused, match="You may forgive at most 25% by the policy medical, and this takes 30% off"):
        answer(sue, made.arrangement_id, True)
    less = terms._replace(settlement=Settlement(150_00, TODAY + timedelta(days=25)))
    answer(sue, made.arrangement_id, True, terms=less)
    view = latest(ana, work)
    assert (view.arrangement.total_cents, view.arrangement.until) == (450_00, TODAY + timedelta(days=25))


def test_a_settlement_without_an_end_ends_with_its_last_instalment_or_the_policys_days(work: Office) -> None:
    ana = work.desk("ana")
    terms = arrangements.preview(ana, work.accounts[0], _settled(1)).terms
    assert terms.settlement == Settlement(30_00, TODAY + timedelta(days=30))
    laid = arrangements.preview(ana, work.accounts[0], _settled(6))
    assert laid.terms.settlement == Settlement(30_00, date(2027, 5, 15))
    assert [line.id for line in laid.lines if not line.ok] == ["until"]


def _settled(number: int) -> Terms:
    return PLAN._replace(number=number, settlement=Settlement(30_00, date.max))


def test_a_request_is_not_approved_once_nothing_is_owed(work: Office) -> None:
    ana, account_id = work.desk("ana"), work.accounts[1]
    made = arrange(ana, account_id, LONG, "op-1")
    owed = accounts.alone(ana, account_id).balance_cents
    ledger.adjust(work.boss, account_id, "adjustment", -owed, None, "", "billed by mistake", "op-2")
    with pytest.raises(Refused, match="Nothing is owed on A-2 any more: refuse the request"):
        answer(work.desk("sue"), made.arrangement_id, True)


def test_a_request_whose_first_day_has_passed_needs_another(work: Office) -> None:
    ana = work.desk("ana")
    made = arrange(ana, work.accounts[1], LONG._replace(first_on=TODAY), "op-1")
    work.clock.forward(timedelta(days=6))  # type: ignore[attr-defined]
    sue = work.desk("sue")
    with pytest.raises(Refused, match="The first payment was due Mon 23 Nov: approve it with a later first date"):
        answer(sue, made.arrangement_id, True)
    answer(sue, made.arrangement_id, True, terms=LONG)
    assert latest(sue, work, 1).arrangement.status == "active"


def test_renegotiating_takes_the_place_of_what_was_agreed(work: Office) -> None:
    ana = work.desk("ana")
    first = arrange(ana, work.accounts[0], PLAN, "op-1")
    with pytest.raises(Refused, match=r"A-1 has an arrangement already \(1\)"):
        arrange(ana, work.accounts[0], PLAN, "op-2")
    with pytest.raises(Refused, match="no arrangement 99"):
        arrange(ana, work.accounts[0], PLAN, "op-2", instead_of=99)
    second = arrange(ana, work.accounts[0], PLAN._replace(number=5), "op-2", instead_of=first.arrangement_id)
    new, old = of_account(ana, work.accounts[0])
    assert (old.arrangement.status, new.arrangement.status) == ("superseded", "active")
    assert new.arrangement.supersedes_id == first.arrangement_id
    assert second.status == "active"


def test_what_is_agreed_goes_on_while_another_is_asked_for(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    first = arrange(ana, work.accounts[0], PLAN, "op-1").arrangement_id
    asked = arrange(ana, work.accounts[0], PLAN._replace(number=9), "op-2", instead_of=first).arrangement_id
    there = ground(ana, work.accounts[0])
    assert there.running is not None
    assert there.asked is not None
    with pytest.raises(Refused, match=r"a request already \(2\)"):
        arrange(ana, work.accounts[0], PLAN, "op-3", instead_of=first)
    third = arrange(ana, work.accounts[0], PLAN._replace(number=8), "op-3", instead_of=asked)
    assert third.status == "proposed"
    answer(sue, third.arrangement_id, True)
    assert [one.arrangement.status for one in of_account(ana, work.accounts[0])] == [
        "active",
        "cancelled",
        "superseded",
    ]
    within = arrange(ana, work.accounts[0], PLAN, "op-4", instead_of=third.arrangement_id)
    assert within.status == "active"


def test_an_instalment_is_moved_by_a_few_days(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    made = arrange(ana, work.accounts[0], PLAN, "op-1").arrangement_id
    assert "instalment 1 is due Sun 20 Dec" in move(ana, made, 1, date(2026, 12, 20))
    due = latest(ana, work).dues[0]
    assert (due.due_on, due.moved_from, due.last_day) == (date(2026, 12, 20), FIRST, date(2026, 12, 25))
    assert account(work).promise_due_on == date(2026, 12, 20)
    move(ana, made, 1, date(2026, 12, 25))  # the same one again, from where it was agreed
    for number, day, why in (
        (1, date(2026, 12, 26), "11 days from Tue 15 Dec, and the policy allows 10"),
        (2, date(2026, 12, 25), "not between the payments"),
        (2, date(2027, 2, 15), "not between the payments"),
        (1, date(2026, 11, 22), "has passed"),
        (9, date(2027, 1, 20), "no instalment 9: its last one is 6"),
    ):
        with pytest.raises(Refused, match=why):
            move(ana, made, number, day)
    move(ana, made, 2, date(2027, 1, 20))
    with pytest.raises(Refused, match="2 of its instalments were moved already"):
        move(ana, made, 3, date(2027, 2, 20))
    move(sue, made, 3, date(2027, 3, 10))


def test_ending_one_brings_the_account_back(work: Office) -> None:
    ana = work.desk("ana")
    made = arrange(ana, work.accounts[0], PLAN, "op-1").arrangement_id
    with pytest.raises(Refused, match="Say why it is cancelled"):
        cancel(ana, made, "")
    cancel(ana, made, "lost her work")
    stored = account(work)
    assert (stored.next_action, stored.next_action_at) == ("arrangement cancelled: lost her work", ana.now())
    assert (stored.promise_due_on, stored.promise_until) == (None, None)
    with pytest.raises(Refused, match="is over already: it is cancelled"):
        cancel(ana, made, "again")
    with pytest.raises(Refused, match="only an active one"):
        move(ana, made, 1, date(2026, 12, 20))
    with pytest.raises(Refused, match="There is no arrangement 77"):
        cancel(ana, 77, "x")


def test_the_timeline_tells_what_became_of_each(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")

    def told() -> list[tuple[str, str, str, int | None]]:
        happened = accounts.view(ana, work.accounts[1]).timeline
        return [(one.by, one.title, one.text, one.amount_cents) for one in happened if one.kind == "arrangement"]

    made = arrange(ana, work.accounts[1], LONG, "op-1").arrangement_id
    head = "Arrangement over $6,000.00, monthly on the 15th: "
    asked = "14 months – the policy allows 12: needs a supervisor"
    assert told() == [("ana", f"{head}waiting for a supervisor", asked, 600_000)]
    work.clock.forward(timedelta(hours=1))  # type: ignore[attr-defined]
    answer(sue, made, True, "pays well")
    assert told() == [("sue", f"{head}active", "pays well", 600_000)]
    work.clock.forward(timedelta(hours=1))  # type: ignore[attr-defined]
    cancel(ana, made, "lost her work")
    assert told() == [("sue", f"{head}cancelled", "pays well · lost her work", 600_000)]
    assert accounts.preview(ana, work.accounts[1]).touches[0].at == ana.now()


def test_no_reason_holds_the_number_of_a_card(work: Office) -> None:
    ana, sue = work.desk("ana"), work.desk("sue")
    made = arrange(ana, work.accounts[1], LONG, "op-1").arrangement_id
    for text, why in (("4111 1111 1111 1111", "the number of a payment card"), ("x" * 201, "at most 200 characters")):
        with pytest.raises(Refused, match=why):
            answer(sue, made, False, text)
        with pytest.raises(Refused, match=why):
            cancel(ana, made, text)
    assert latest(ana, work, 1).arrangement.status == "proposed"


def test_what_was_promised_is_part_of_the_arrangement(work: Office) -> None:
    ana = work.desk("ana")
    with ana.store.write() as tx:
        tx.promises.add(work.accounts[0], None, ana.person.id, 5_000, TODAY, TODAY, ana.now())
    arrange(ana, work.accounts[0], PLAN, "op-1")
    with ana.store.read() as tx:
        (promise,) = tx.accounts.promises(work.accounts[0], TODAY)
    assert promise.status == "cancelled"


IMPOSSIBLE: list[tuple[Terms, str]] = [
    (PLAN._replace(owed_cents=59_900), r"\$600.00 is owed on A-1, and no longer \$599.00"),
    (PLAN._replace(first_on=date(2026, 11, 22)), "first instalment cannot be due Sun 22 Nov, which has passed"),
    (PLAN._replace(down_cents=100, down_on=date(2026, 11, 22)), "down payment cannot be due Sun 22 Nov"),
    (PLAN._replace(number=60_001), "cannot be paid in 60001 instalments: there are more than cents"),
    (PLAN._replace(number=None), "Say how many instalments"),
    (PLAN._replace(down_cents=60_000), "leaves nothing"),
]


def test_terms_that_cannot_be_met_leave_nothing_behind(work: Office) -> None:
    ana = work.desk("ana")
    before = account(work)
    for terms, sentence in IMPOSSIBLE:
        with pytest.raises(Refused, match=sentence):
            preview(ana, work.accounts[0], terms)
        with pytest.raises(Refused, match=sentence):
            arrange(ana, work.accounts[0], terms, "op-1")
    assert of_account(ana, work.accounts[0]) == []
    assert account(work) == before


def test_an_account_that_cannot_have_one_is_refused(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    queue.open_account(ben, work.accounts[0])
    with pytest.raises(Refused, match="ben has been working on A-1"):
        arrange(ana, work.accounts[0], PLAN, "op-1")
    with ana.store.write() as tx:
        tx.queue.end_lease(work.accounts[0])
        tx.sql.run("UPDATE account SET status = 'closed', ready = 0, wake_at = NULL WHERE id = 1")
    with pytest.raises(Refused, match="A-1 is closed"):
        arrange(ana, work.accounts[0], PLAN, "op-1")
    with ana.store.write() as tx:
        tx.sql.run("UPDATE account SET balance_cents = 0 WHERE id = 2")
    with pytest.raises(Refused, match="Nothing is owed on A-2"):
        arrange(ana, work.accounts[1], PLAN, "op-1")


def test_what_a_discretionary_client_allows(work: Office) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE client SET sector = 'discretionary'")
    laid = preview(work.desk("ana"), work.accounts[0], PLAN._replace(first_on=TODAY + timedelta(days=7)))
    assert [(line.id, line.text) for line in laid.lines if not line.ok] == [
        ("allowed", "discretionary service: no arrangements")
    ]
    assert laid.needs_approval


def test_instalments_keep_off_holidays_where_the_policy_says_so(work: Office, tmp_path: Path) -> None:
    ana = work.desk("ana")
    folder = tmp_path / "own" / "policies"
    folder.mkdir(parents=True)
    text = 'kind = "arrangements"\ntitle = "Ours"\nlike = "medical"\noff_days = "after"\n'
    folder.joinpath("arrangements-medical.toml").write_text(text, "utf-8")
    ana.books = Books(folder.parent)
    with pytest.raises(ConfigError, match="start from each other"):
        preview(ana, work.accounts[0], PLAN)
    folder.joinpath("arrangements-medical.toml").write_text(text.replace("medical", "standard"), "utf-8")
    ana.books = Books(folder.parent)
    dues = preview(ana, work.accounts[0], PLAN._replace(first_on=date(2026, 12, 25), number=3)).dues
    assert [due.due_on for due in dues] == [date(2026, 12, 28), date(2027, 1, 25), date(2027, 2, 25)]
