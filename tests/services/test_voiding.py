"""Invoices are voided by credit notes, and disputed: what the ledger says then, and what is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collections_tui.domain.arrangements.records import Every
from collections_tui.domain.arrangements.records import Terms as Agreed
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import (
    accounts,
    arrangements,
    authority,
    calls,
    disputes,
    invoice_drafts,
    invoices,
    ledger,
    mail,
    promises,
)
from collections_tui.services.account_json import account_json
from collections_tui.services.invoice_views import InvoiceQuery, Terms
from collections_tui.services.ledger_views import Paid, PaymentEntry
from tests.build import TODAY, Office
from tests.services.billing import accepted, check_bills, draft, issued, line, operation
from tests.services.entries import entry
from tests.services.facts import check_everything


def pay(work: Office, account_id: int, cents: int, *named: str) -> Paid:
    return ledger.pay(work.desk("ana"), PaymentEntry(account_id, cents, TODAY, operation(), invoices=named))


def cleared(work: Office, at: int = 0) -> int:
    """An account on which nothing is owed."""
    account_id = work.accounts[at]
    pay(work, account_id, accounts.view(work.boss, account_id).account.balance_cents)
    return account_id


def checked(work: Office) -> None:
    check_bills(work)
    check_everything(work.boss)


def test_a_credit_note_is_the_reverse_and_what_was_paid_is_credit(work: Office) -> None:
    account_id, ana, boss = cleared(work), work.desk("ana"), work.boss
    pay(work, account_id, 15_00)
    made = draft(ana, account_id, line(80_00), line(33, "Taxi", quantity_milli=1500, discount_cents=1))
    terms = Terms(discount_ppm=100_000, insurance_cents=30_00, insurance_reference="claim 7", note="Thanks")
    bill = invoices.issue(ana, accepted(ana, invoice_drafts.change(ana, made.id, terms).id), operation())
    assert (bill.total_cents, bill.due_cents) == (72_44, 27_44)
    pay(work, account_id, 7_44)
    ledger.adjust(boss, account_id, "charge", 3_00, None, bill.number, "late", operation())
    ledger.adjust(boss, account_id, "write_off", 5_00, None, bill.number, "small", operation())
    voided = invoices.void(boss, bill.invoice_id, "billed twice", "void")
    assert (voided.credit_note, voided.amount_cents, voided.credit_cents) == ("CN-2026-00001", -72_44, 52_44)
    assert voided.balance_cents == -52_44, "insurance 30.00, deposit 15.00 and payment 7.44 stay paid"
    assert voided.sentence == (
        "Invoice INV-2026-00001 of $72.44 on A-0001 is void by credit note CN-2026-00001. What was paid on it, $52.44, "
        "is credit now. On the account: $52.44 credit."
    )
    assert invoices.void(boss, bill.invoice_id, "billed twice", "void") == voided
    was, note = invoices.view(ana, bill.invoice_id), invoices.view(ana, voided.credit_note_id)
    assert (was.invoice.status, was.open_cents, was.credit_note) == ("void", 0, note.invoice.number)
    assert (note.kind, note.credits, note.open_cents) == ("credit_note", bill.number, 0)
    assert note.made is not None
    assert note.made.reason == "billed twice"
    assert [one.amount_cents for one in note.lines] == [-one.amount_cents for one in was.lines]
    assert note.totals.total_cents == -was.totals.total_cents
    assert note.totals.lines_cents - note.totals.discount_cents + note.totals.tax_cents == note.totals.total_cents
    again = draft(ana, account_id)
    assert invoice_drafts.view(ana, again.id).credit_cents == 52_44
    assert invoices.issue(ana, again.id, operation()).number == "INV-2026-00002"
    checked(work)


def test_what_comes_back_on_a_void_invoice_is_owed_on_none(work: Office) -> None:
    account_id = cleared(work)
    bill = issued(work.desk("ana"), account_id)
    paid = pay(work, account_id, 40_00)
    invoices.void(work.boss, bill.invoice_id, "wrong patient", operation())
    assert accounts.view(work.boss, account_id).account.balance_cents == -40_00
    back = ledger.reverse(work.desk("ana"), paid.entry_id, "NSF", None, operation())
    assert back.balance_cents == 0
    assert invoices.view(work.boss, bill.invoice_id).open_cents == 0
    with pytest.raises(Refused, match="reversed already"):
        ledger.reverse(work.boss, _charge(work, bill.invoice_id), "x", None, operation())
    with pytest.raises(Refused, match="INV-2026-00001 is void: nothing is added to it"):
        ledger.adjust(work.boss, account_id, "charge", 1_00, None, bill.number, "late", operation())
    with pytest.raises(Refused, match="CN-2026-00001 is a credit note: nothing is added to it"):
        ledger.adjust(work.boss, account_id, "charge", 1_00, None, "CN-2026-00001", "late", operation())
    with pytest.raises(Refused, match="Nothing is owed on invoice INV-2026-00001"):
        pay(work, account_id, 1_00, bill.number)
    checked(work)


def _charge(work: Office, invoice_id: int) -> int:
    with work.boss.store.read() as tx:
        found = tx.invoices.charge_of(invoice_id)
    assert found is not None
    return found


def test_what_was_written_off_elsewhere_stays_written_off(work: Office) -> None:
    account_id = cleared(work)
    first, second = issued(work.desk("ana"), account_id), issued(work.desk("ana"), account_id, line(50_00, "Taxi"))
    off = ledger.adjust(work.boss, account_id, "write_off", 120_00, None, "", "charity", operation())
    assert [part.cents for part in off.parts] == [100_00, 20_00]
    invoices.void(work.boss, first.invoice_id, "never done", operation())
    assert accounts.view(work.boss, account_id).account.balance_cents == 30_00
    assert invoices.view(work.boss, second.invoice_id).open_cents == 30_00
    assert ledger.reverse(work.boss, off.entry_id, "by mistake", None, operation()).balance_cents == 50_00
    checked(work)


def test_only_who_may_void_and_only_once(work: Office) -> None:
    ana = work.desk("ana")
    bill = issued(ana, work.accounts[0])
    with pytest.raises(NotPermitted):
        invoices.void(ana, bill.invoice_id, "x", operation())
    authority.set_pin(work.desk("sue"), "493817")
    authority.lend(ana, "sue", "493817", "void invoices")
    with pytest.raises(Refused, match="A credit note needs a reason"):
        invoices.void(work.boss, bill.invoice_id, " ", operation())
    with pytest.raises(Refused, match="That is what invoice INV-2026-00001 was issued for: void the invoice instead"):
        ledger.reverse(work.boss, _charge(work, bill.invoice_id), "x", None, operation())
    voided = invoices.void(ana, bill.invoice_id, "x", operation())
    with pytest.raises(Refused, match="is void already, by credit note CN-2026-00001"):
        invoices.void(work.boss, bill.invoice_id, "x", operation())
    with pytest.raises(Refused, match="CN-2026-00001 is a credit note itself"):
        invoices.void(work.boss, voided.credit_note_id, "x", operation())
    with pytest.raises(Refused, match="Another invoice has that operation ID"):
        invoices.void(work.boss, issued(work.boss, work.accounts[1]).invoice_id, "x", _operation_of(work))
    checked(work)


def _operation_of(work: Office) -> str:
    with work.boss.store.read() as tx:
        return str(tx.sql.value("SELECT operation_id FROM invoice_made WHERE kind = 'credit_note'"))


def test_what_is_void_goes_out_no_more(work: Office) -> None:
    ana = work.desk("ana")
    bills = [issued(ana, account) for account in work.accounts[:2]]
    for bill in bills:
        mail.send(ana, "invoice", bill.invoice_id, printed=True, operation_id=operation())
    invoices.void(work.boss, bills[0].invoice_id, "by mistake", operation())
    with work.boss.store.read() as tx:
        states = tx.sql.all("SELECT account_id, state, said FROM delivery ORDER BY id")
    assert [row[:2] for row in states] == [(work.accounts[0], "cancelled"), (work.accounts[1], "waiting")]
    assert states[0][2] == "void by CN-2026-00001"


def test_an_invoice_from_a_file_is_voided_too(work: Office) -> None:
    ana, account_id = work.desk("ana"), work.accounts[3]
    invoice = accounts.view(ana, account_id).invoices[0]
    promises.make(ana, account_id, 10_00, TODAY + timedelta(days=2), operation())
    voided = invoices.void(work.boss, invoice.id, "not ours", operation())
    note = invoices.view(ana, voided.credit_note_id)
    assert [(one.description, one.amount_cents) for one in note.lines] == [
        (f"Invoice {invoice.number}", -invoice.amount_cents)
    ]
    account = accounts.view(ana, account_id).account
    assert (account.status, account.closed_reason, account.balance_cents) == ("closed", "paid", 0)
    rows = [(row.number, row.status) for row in invoices.listed(ana, InvoiceQuery(account_id))]
    assert rows == [("CN-2026-00001", "issued"), (invoice.number, "void")]
    checked(work)


def test_promises_and_instalments_follow_bills(work: Office) -> None:
    """A bill changes nothing that was agreed before; where its voiding leaves nothing owed, what was agreed is over."""
    ana, account_id = work.desk("ana"), cleared(work)
    first = issued(ana, account_id, line(300_00))
    # What was paid before is not for it.
    work.clock.forward(timedelta(minutes=1))  # type: ignore[attr-defined]
    agreed = arrangements.arrange(
        ana, account_id, Agreed(0, Every("months"), TODAY + timedelta(days=10), 3), operation()
    ).arrangement_id
    second = issued(ana, account_id, line(80_00))
    pay(work, account_id, 100_00)
    running = arrangements.of_account(ana, account_id)[0]
    assert (running.arrangement.status, running.paid_cents) == ("active", 100_00)
    checked(work)
    invoices.void(work.boss, first.invoice_id, "never done", operation())
    assert accounts.view(ana, account_id).account.balance_cents == -20_00
    ended = arrangements.of_account(ana, account_id)[0].arrangement
    assert (ended.id, ended.status in ("active", "proposed")) == (agreed, False)
    invoices.void(work.boss, second.invoice_id, "nor that", operation())
    assert accounts.view(ana, account_id).account.balance_cents == -100_00
    checked(work)


def test_what_is_disputed_leaves_what_is_asked_for_and_comes_back(work: Office) -> None:
    account_id, ana = cleared(work), work.desk("ana")
    made = draft(ana, account_id, line(60_00, "A"), line(30_00, "B"), line(10_00, "C"))
    bill = invoices.issue(ana, invoice_drafts.change(ana, made.id, Terms(discount_cents=10_00)).id, operation())
    said = disputes.open(ana, bill.invoice_id, 2, "never had it")
    assert (said.dispute.cents, said.disputed_cents, said.open_cents) == (27_00, 27_00, 90_00), "less its part of 10.00"
    assert said.sentence == (
        "Line 2 of INV-2026-00001 is disputed: $63.00 of the invoice is asked for, $27.00 is disputed."
    )
    view = accounts.view(ana, account_id)
    assert (view.account.balance_cents, view.disputed_cents, view.asked_cents) == (90_00, 27_00, 63_00)
    calls.log_call(ana, entry(ana, account_id, "will_pay_full"))
    (promised,) = accounts.view(ana, account_id).promises
    assert promised.amount_cents == 63_00, "all that is asked for, where nobody says how much"
    told = account_json(ana, view)
    assert (told["disputed_cents"], told["asked_cents"]) == (27_00, 63_00)
    assert [(one.title, one.text) for one in view.timeline if one.kind == "dispute"] == [
        ("Disputed: line 2 of INV-2026-00001", "never had it")
    ]
    # Nobody but the customer may put money towards it: the rest is credit (12 CFR 1006.30(c)(2)).
    paid = pay(work, account_id, 70_00)
    assert [(part.invoice, part.cents) for part in paid.parts] == [(bill.number, 63_00), ("", 7_00)]
    assert accounts.view(ana, account_id).asked_cents == 0
    pay(work, account_id, 20_00, bill.number)
    seen = invoices.view(ana, bill.invoice_id)
    assert (seen.open_cents, seen.disputed_cents, seen.asked_cents) == (7_00, 7_00, 0), "never above what is open"
    done = disputes.settle(ana, said.dispute.id, "it is on the chart")
    assert (done.disputed_cents, done.dispute.settled_by, done.dispute.answer) == (0, "ana", "it is on the chart")
    with pytest.raises(Refused, match="was settled before"):
        disputes.settle(ana, said.dispute.id, "again")
    checked(work)


def test_all_of_an_invoice_is_disputed_once_and_settled_by_voiding(work: Office) -> None:
    account_id, ana = cleared(work), work.desk("ana")
    bill = issued(ana, account_id)
    disputes.open(ana, bill.invoice_id, 1, "too dear")
    whole = disputes.open(ana, bill.invoice_id, None, "never there")
    assert (whole.dispute.cents, whole.disputed_cents) == (100_00, 100_00)
    account = accounts.view(ana, account_id)
    assert (account.account.disputed, account.asked_cents) == (True, 0)
    for position, sentence in ((1, "Line 1 of INV-2026-00001 is disputed already"), (None, "is disputed already")):
        with pytest.raises(Refused, match=sentence):
            disputes.open(ana, bill.invoice_id, position, "again")
    assert disputes.settle(ana, whole.dispute.id, "they were").disputed_cents == 100_00, "the line still is"
    with pytest.raises(Refused, match="has no line 9"):
        disputes.open(ana, bill.invoice_id, 9, "x")
    with pytest.raises(Refused, match="A dispute needs words"):
        disputes.open(ana, bill.invoice_id, None, "")
    disputes.open(ana, bill.invoice_id, None, "once more")
    invoices.void(work.boss, bill.invoice_id, "right they are", operation())
    assert {one.answer for one in disputes.of_invoice(ana, bill.invoice_id)} == {
        "they were", "voided by credit note CN-2026-00001",
    }  # fmt: skip
    with pytest.raises(Refused, match="INV-2026-00001 is void: nothing of it is asked for"):
        disputes.open(ana, bill.invoice_id, None, "x")
    with pytest.raises(Refused, match="Nothing is owed on"):
        disputes.open(ana, accounts.view(ana, account_id).invoices[0].id, None, "x")
    assert not accounts.view(ana, account_id).account.disputed
    checked(work)
