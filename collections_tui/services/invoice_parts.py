"""Parts of what is done to drafts and invoices, within a transaction that somebody else has begun.

Refuses to ask who may: the services that call it have done so.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.billing.invoicing import Invoicing
from collections_tui.domain.billing.records import BillDraft, Made, Totals
from collections_tui.domain.billing.totals import of_draft, why_not
from collections_tui.domain.errors import Refused, Trouble
from collections_tui.domain.records import NOTHING_BILLED, Account, Client, Invoice
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import DraftView
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

DRAFTS = "`collections-tui invoice list --status draft` lists those in the making"


class Prepared(NamedTuple):
    """A draft with all that its sums follow from."""

    draft: BillDraft
    account: Account
    client: Client
    terms: Invoicing
    credit_cents: int
    totals: Totals
    due_on: date


def draft_of(tx: Transaction, desk: Desk, draft_id: int, *, booking: bool = False) -> tuple[BillDraft, Account]:
    """A draft with its account, which whoever sits at the desk may see; at writing, nobody else changes it meanwhile.

    ``booking`` says that money will change.

    Raises:
        Refused: there is none.
        NotPermitted: its account is none that they may see.
    """
    account_id = tx.bill_drafts.account_of(draft_id)
    if account_id is None:
        raise Refused(f"There is no draft D{draft_id}: {DRAFTS}.")
    if booking:
        tx.accounts.get_all_of_customer(account_id)
    account = account_of(tx, desk, account_id)
    draft = tx.bill_drafts.get(draft_id)  # only now is nobody else at it
    assert draft is not None, "drafts are given up, and never taken away"
    return draft, account


def invoice_of(tx: Transaction, desk: Desk, invoice_id: int, *, booking: bool = False) -> tuple[Invoice, Account]:
    """An invoice with its account, which whoever sits at the desk may see; at writing, nobody else changes it.

    ``booking`` says that money will change.

    Raises:
        Refused: there is none.
        NotPermitted: its account is none that they may see.
    """
    account_id = tx.accounts.of_invoice(invoice_id)
    if account_id is None:
        raise Refused("That invoice does not exist: look for it again.")
    if booking:
        tx.accounts.get_all_of_customer(account_id)
    account = account_of(tx, desk, account_id)
    invoice = tx.invoices.get(invoice_id)  # only now is nobody else at it
    assert invoice is not None, "invoices are voided, and never taken away"
    return invoice, account


def prepared(tx: Transaction, desk: Desk, draft: BillDraft, account: Account) -> Prepared:
    """A draft with what it comes to at this moment."""
    client = tx.clients.get(account.client_id)
    terms = desk.books.invoicing(client)
    credit = credit_of(tx, account)
    due_on = draft.due_on or desk.today() + timedelta(days=terms.due_days)
    return Prepared(draft, account, client, terms, credit, of_draft(draft, terms.rates, credit), due_on)


def prepared_anyhow(tx: Transaction, desk: Desk, draft: BillDraft, account: Account) -> Prepared:
    """The same where the client's own file cannot be read here: without its taxes and terms. For lists alone."""
    try:
        return prepared(tx, desk, draft, account)
    except Trouble:
        terms, credit = Invoicing(), credit_of(tx, account)
        due_on = draft.due_on or desk.today() + timedelta(days=terms.due_days)
        client = tx.clients.get(account.client_id)
        return Prepared(draft, account, client, terms, credit, of_draft(draft, {}, credit), due_on)


def sums_wrong(one: Prepared, today: date) -> list[str]:
    """What is wrong with the sums of a draft, a sentence each; such a one is never issued."""
    return why_not(
        one.draft, one.totals, one.terms.rates,
        currency=one.account.currency, credit_cents=one.credit_cents, due_on=one.due_on, on=today,
    )  # fmt: skip


def credit_of(tx: Transaction, account: Account) -> int:
    """What was paid on an account, on none of its invoices, beyond what is asked for on them: at least 0.

    What is disputed waits for no payment (12 CFR 1006.30(c)(2)), so credit is not kept for it.
    """
    loose = tx.ledger.loose([account.id]).get(account.id, 0)
    if loose >= 0:
        return 0
    asked = sum(max(0, one.open_cents) - one.argued_cents for one in tx.accounts.invoices(account.id))
    return max(0, -loose - asked)


def view_of(tx: Transaction, one: Prepared) -> DraftView:
    """A draft with the names around it."""
    draft, account, totals, due_on = one.draft, one.account, one.totals, one.due_on
    became = None if draft.invoice_id is None else tx.invoices.get(draft.invoice_id)
    if became is not None:
        totals, due_on = totals_of(tx, became, tx.invoices.made(became.id)), became.due_on
    return DraftView(
        draft,
        account.number,
        one.client,
        tx.accounts.customer(account.customer_id),
        account.currency,
        totals,
        one.credit_cents,
        due_on,
        "" if became is None else became.number,
    )


def totals_of(tx: Transaction, invoice: Invoice, made: Made | None) -> Totals:
    """What an invoice came to when it was issued; of one from a file nothing is known but all of it."""
    amount = invoice.amount_cents
    if made is None:
        return Totals(amount, 0, (), 0, amount, 0, 0, amount)
    taxes = tx.invoices.taxes(invoice.id)
    tax = sum(one.tax_cents for one in taxes)
    return Totals(
        amount - tax + made.discount_cents, made.discount_cents, taxes, tax, amount, made.insurance_cents,
        made.deposit_cents, amount - made.insurance_cents - made.deposit_cents,
    )  # fmt: skip


def refuse_over(tx: Transaction, draft: BillDraft) -> None:
    """Pass if a draft may still be changed.

    Raises:
        Refused: it was issued or given up.
    """
    if draft.invoice_id is not None:
        became = tx.invoices.get(draft.invoice_id)
        number = "" if became is None else became.number
        raise Refused(f"{draft.number} was issued as {number} and stays as it is: void that, and prepare it anew.")
    if draft.dropped:
        raise Refused(f"{draft.number} was given up: begin another.")


def refuse_changed(draft: BillDraft, revision: int | None) -> None:
    """Pass if a draft is as somebody saw it.

    Raises:
        Refused: it was changed meanwhile.
    """
    if revision is not None and revision != draft.revision:
        raise Refused(f"Somebody has changed {draft.number} meanwhile: look at it again.")


def refuse_closed(account: Account) -> None:
    """Pass if an account may be billed: one that is paid, or is new, is taken up by it.

    Raises:
        Refused: it was closed for another reason.
    """
    if account.status == "closed" and account.closed_reason not in ("paid", NOTHING_BILLED):
        why = account.closed_reason or "no reason is kept"
        raise Refused(f"{account.number} was closed ({why}): what is billed on it would not be worked; take another.")


def to_change(tx: Transaction, desk: Desk, draft_id: int, revision: int | None) -> tuple[BillDraft, Account]:
    """A draft that may be changed, with its account.

    Raises:
        Refused: there is none, it is over, or it is not as it was seen.
        NotPermitted: its account is none that they may see.
    """
    draft, account = draft_of(tx, desk, draft_id)
    refuse_over(tx, draft)
    refuse_changed(draft, revision)
    return draft, account
