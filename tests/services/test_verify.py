"""Bills are verified: what keeps one from being issued, words to warnings, disputes, everything that is open."""

from __future__ import annotations

from datetime import date

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import accounts, disputes, flags, invoice_drafts, invoices, ledger, people, verify
from collections_tui.services.audit import AuditFilter, page
from collections_tui.services.invoice_views import NewLine
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office, add_account
from tests.services.billing import SERVICE, draft, issued, line, operation, price


@pytest.fixture
def work(work: Office) -> Office:
    """The office, with a price list."""
    with work.boss.store.write() as tx:
        price(tx)
        tx.sql.run("UPDATE price SET least_milli = 1000, most_milli = 4000")
    return work


def visits(number: int = 1) -> NewLine:
    return NewLine("99213", number * 1000, service_on=SERVICE)


def ids(report: verify.BillReport) -> list[str]:
    return [one.check for one in report.findings]


def test_a_draft_with_nothing_against_it_is_verified_by_checking_it(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0], visits())
    assert verify.check_draft(ana, made.id).findings == ()
    assert invoice_drafts.view(ana, made.id).draft.status == "draft", "to look changes nothing"
    assert verify.verify(ana, made.id).verified
    found = invoice_drafts.view(ana, made.id).draft
    assert (found.status, found.verified_by) == ("verified", "ana")
    last = page(work.boss, AuditFilter(), limit=1)[0]
    assert (last.action, last.details, last.about) == ("verify invoice", "D1: nothing is wrong", "draft 1")


def test_every_warning_needs_its_word_and_a_change_takes_them_away(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0], visits(9), NewLine("99213", service_on=SERVICE))
    assert ids(verify.verify(ana, made.id)) == ["same_twice", "quantity"]
    half = verify.accept(ana, made.id, {"quantity": "a week of them"})
    assert (half.verified, [one.check for one in half.unanswered]) == (False, ["same_twice"])
    with pytest.raises(
        Refused, match=r"nobody has accepted \(same_twice\): Line 2 .* invoice accept D1 --warning same_twi"
    ):
        invoices.issue(ana, made.id, operation())
    assert verify.accept(ana, made.id, {"same_twice": "morning and evening"}).verified
    invoice_drafts.drop_line(ana, made.id, 2)
    assert invoice_drafts.view(ana, made.id).draft.accepted == ()
    verify.accept(ana, made.id, {"quantity": "a week of them"})
    found = invoices.issue(ana, made.id, operation())
    view = invoices.view(ana, found.invoice_id)
    assert view.made is not None
    assert view.made.accepted == (("quantity", "a week of them"),)
    with pytest.raises(Refused, match="D1 was issued as"):
        verify.verify(ana, made.id)


def test_what_comes_in_after_a_bill_was_verified_is_looked_at_when_it_is_issued(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0], visits())
    assert verify.verify(ana, made.id).verified
    flags.set_flag(ana, work.accounts[0], "deceased", {"died_on": "19 nov"})
    with pytest.raises(Refused, match=r"D1 cannot be issued: Line 1 .* had died by Thu 19 Nov 2026\. Take the"):
        invoices.issue(ana, made.id, operation())
    again = flags.of_account(ana, work.accounts[0])[0]
    flags.lift(work.desk("sue"), work.accounts[0], again.id)
    flags.set_flag(ana, work.accounts[0], "deceased", {"died_on": "20 nov"})
    assert invoices.issue(ana, made.id, operation()).total_cents == 120_00


def test_a_price_list_counts_in_the_currency_of_its_client(work: Office) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET currency = 'EUR' WHERE id = :id", {"id": work.accounts[0]})
    made = draft(
        work.desk("ana"), work.accounts[0], NewLine("99213", description="x", unit_cents=1, service_on=SERVICE)
    )
    assert verify.check_draft(work.desk("ana"), made.id).findings == ()


def test_the_day_of_death_is_taken_from_a_call_and_from_the_words_of_a_file(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    made = draft(ana, account, visits())
    with work.boss.store.write() as tx:
        tx.accounts.add_hold(account, "deceased", "Deceased: yes", work.clock.now(), None, None)
    assert ids(verify.check_draft(ana, made.id)) == ["death_unknown"]
    with work.boss.store.write() as tx:
        tx.accounts.lift_holds(account, "deceased", work.clock.now())
        tx.accounts.add_hold(account, "deceased", "Deceased: 11/19/2026", work.clock.now(), None, None)
    assert ids(verify.check_draft(ana, made.id)) == ["after_death"]


def test_what_is_disputed_is_checked_and_answered_on_the_timeline(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    first = issued(ana, account, visits())
    with pytest.raises(Refused, match="Nothing on A-0001 is disputed: name the invoice"):
        verify.answer_dispute(ana, account)
    assert verify.answer_dispute(ana, account, first.invoice_id).text == (
        "Invoice INV-2026-00001 was verified: nothing is wrong with it."
    )
    flags.set_flag(ana, account, "dispute", {"about": "never came"})
    assert [one.bill for one in verify.answer_dispute(ana, account).reports] == ["A-0001-1", "INV-2026-00001"]
    disputes.open(ana, first.invoice_id, 1, "was never there")
    assert verify.answer_dispute(ana, account).text.splitlines()[1] == (
        "Line 1 is disputed (was never there): nothing is wrong with it."
    )
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE price SET cents = 11000")
    answer = verify.answer_dispute(ana, account)
    assert [ids(one) for one in answer.reports] == [["price"]]
    assert answer.text in [one.text for one in accounts.view(ana, account).timeline if one.kind == "note"]
    assert answer.text.splitlines()[2].startswith(
        "Error: Line 1 (99213 Office visit) is charged at $120.00, and the list"
    )
    with pytest.raises(Refused, match="That invoice is not on A-0002"):
        verify.answer_dispute(ana, work.accounts[1], first.invoice_id)
    with pytest.raises(NotPermitted):
        verify.answer_dispute(work.desk("olga"), account)
    assert ids(verify.check_invoice(work.desk("olga"), first.invoice_id)) == ["price"], "auditors look"


def test_credit_is_not_kept_for_what_is_disputed(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    first = issued(ana, account, visits())
    with work.boss.store.write() as tx:
        tx.sql.run("INSERT INTO ledger_entry (account_id, kind, amount_cents, entry_on, entered_at) "
                   "VALUES (:a, 'payment', -100, '2026-11-23', '2026-11-23T17:00:00Z')", {"a": account})  # fmt: skip
        tx.sql.run("UPDATE account SET balance_cents = balance_cents - 100 WHERE id = :a", {"a": account})
    assert ids(verify.check_invoice(ana, first.invoice_id)) == ["payment"]
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE invoice SET disputed = 1 WHERE id = :id", {"id": first.invoice_id})
    assert ids(verify.check_invoice(ana, first.invoice_id)) == []


def test_everything_that_is_open_is_found_as_one_by_one(work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "AT_ONCE", 2)
    ana = work.desk("ana")
    for at in range(3):
        issued(ana, work.accounts[at], visits(at + 3), line(5_00))
        draft(ana, work.accounts[at], visits(), line(1_00, "Copy"))
    ledger.pay(ana, PaymentEntry(work.accounts[5], 1_000_00, TODAY, operation()))
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE invoice SET amount_cents = amount_cents + 1 WHERE number = 'A-0003-1'")
        tx.sql.run("UPDATE customer SET street = '' WHERE id = 4")
    told: list[verify.BillReport] = []
    tally = verify.check_open(ana, tell=told.append)
    assert (tally.checked, tally.wrong) == (11, len(told))
    # What was accepted when it was issued is not told again: no invoice of these has anything else against it.
    assert dict(tally.by_check) == {"already_billed": 3, "no_code": 3, "source": 1, "address": 1}
    again = verify.check_invoice(ana, invoices.find(ana, "INV-2026-00003"))
    assert (ids(again), again.unanswered) == (["quantity", "no_code"], ())
    for one in told:
        again = (
            verify.check_invoice(ana, one.invoice_id)
            if one.invoice_id is not None
            else verify.check_draft(ana, one.draft_id or 0)
        )
        assert again.findings == one.findings, one.bill
    assert verify.check_open(ana, "HOSP") == tally


def test_whoever_may_not_see_a_client_has_none_of_its_bills_checked(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0], visits())
    with work.boss.store.write() as tx:
        tx.sql.run("INSERT INTO client (code, name) VALUES ('OTHER', 'Other')")
        add_account(tx, number="O-1", client_id=2, worklist_id=None, invoices=[(date(2026, 9, 1), 5_00)])
    people.set_scope(work.boss, "olga", ("OTHER",))
    olga = work.desk("olga")
    assert verify.check_open(olga).checked == 1
    assert verify.check_open(work.boss).checked == 8
    with pytest.raises(NotPermitted):
        verify.check_draft(olga, made.id)
    with pytest.raises(NotPermitted):
        verify.check_open(olga, "HOSP")


def test_only_those_who_prepare_bills_verify_them(work: Office) -> None:
    made = draft(work.desk("ana"), work.accounts[0], visits(9))
    olga = work.desk("olga")
    assert ids(verify.check_draft(olga, made.id)) == ["quantity"]
    with pytest.raises(NotPermitted):
        verify.verify(olga, made.id)
    with pytest.raises(NotPermitted):
        verify.accept(olga, made.id, {"quantity": "x"})
    with pytest.raises(Refused, match="Say which warning is accepted"):
        verify.accept(work.desk("ana"), made.id, {})
