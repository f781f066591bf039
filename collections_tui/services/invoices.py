"""Invoices: issued from drafts with a number and the ledger's charge at once, voided, listed, looked at."""

from __future__ import annotations

from datetime import timedelta

from collections_tui.domain.billing.records import BillDraft, Finding
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents, say_owed
from collections_tui.domain.records import Account, Invoice
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_booking import book_issued, give_number, store, store_credit_note, take_out
from collections_tui.services.invoice_checks import findings
from collections_tui.services.invoice_lines import LONGEST_REASON, words
from collections_tui.services.invoice_parts import (
    Prepared,
    draft_of,
    invoice_of,
    prepared,
    refuse_changed,
    refuse_closed,
    refuse_over,
    sums_wrong,
    totals_of,
)
from collections_tui.services.invoice_rows import applied, client_asked, draft_rows, number_of, row_of
from collections_tui.services.invoice_views import InvoiceQuery, InvoiceRow, InvoiceView, Issued, Voided
from collections_tui.services.money import settle
from collections_tui.services.queue import existing
from collections_tui.services.scope import account_of, seen_by, sees
from collections_tui.store.transaction import Transaction

MOST = 10_000  # that one list shows


def issue(desk: Desk, draft_id: int, operation_id: str, *, revision: int | None = None) -> Issued:
    """Make an invoice of a draft, and return it: its number, the charge, and what pays it at once, all or nothing.

    The charge of its total goes on it. What an insurer has paid is entered on it as a payment, and the deposit is moved
    there from the account's credit. Its number follows the last one of the client and year without a gap.

    Args:
        desk: who issues it.
        draft_id: of what.
        operation_id: made by the caller; the same again gives the same answer and changes nothing.
        revision: that of the draft as it was seen; None for whatever it is by now.

    Raises:
        Refused: no permission, a draft that is not there, is over or has changed; an error in it, or a warning that
            nobody has accepted; a number that an invoice from a file has.
        ConfigError: the client's file is wrong.
    """
    desk.permit("issue invoices")
    with desk.store.write() as tx:
        draft, account = draft_of(tx, desk, draft_id, booking=True)
        done = tx.invoices.id_of_operation(operation_id)
        if done is not None:
            return _issued_before(tx, desk, draft, account, done)
        refuse_over(tx, draft)
        refuse_changed(draft, revision)
        refuse_closed(account)
        if tx.ledger.id_of_operation(operation_id) is not None:
            raise Refused("Another entry has that operation ID already, so nothing was issued: give each its own.")
        one = prepared(tx, desk, draft, account)
        _refuse_wrong(desk, one, findings(tx, desk, draft))
        invoice_id = store(tx, desk, one, operation_id)
        book_issued(tx, desk, one, invoice_id, operation_id)
        tx.bill_drafts.issued(draft_id, invoice_id)
        _rest_until_due(tx, desk, one)
        settle(tx, desk, [account.id], desk.now())
        give_number(tx, desk, account, invoice_id)
        now_owed = existing(tx, account.id)
        issued = _issued(tx, desk, draft, now_owed, invoice_id)
        desk.note(
            tx, "issue invoice", account.id, issued.number, about=f"invoice {invoice_id}",
            before={"balance_cents": account.balance_cents}, after={"balance_cents": now_owed.balance_cents},
        )  # fmt: skip
        return issued


def void(desk: Desk, invoice_id: int, reason: str, operation_id: str) -> Voided:
    """Void an invoice by a credit note, and return that. Nothing of the invoice itself is changed but that it is void.

    The charge is taken back. What was paid on it stays paid: it is credit of the account from then on. Disputes of it
    are settled by that, and it goes out no more where it waits to be sent.

    Args:
        desk: who does it, with the authority that voiding takes.
        invoice_id: one that was issued here, or came from a file.
        reason: why, in words: it is printed on the credit note.
        operation_id: made by the caller; the same again gives the same answer and changes nothing.

    Raises:
        Refused: no permission, no such invoice, it is void or a credit note itself, or no reason; an invoice from a
            file has the credit note's number.
    """
    by = desk.permit("void invoices")
    reason = words(reason, "reason", LONGEST_REASON)
    with desk.store.write() as tx:
        invoice, account = invoice_of(tx, desk, invoice_id, booking=True)
        done = tx.invoices.id_of_operation(operation_id)
        if done is not None:
            return _voided_before(tx, account, invoice, done)
        made = tx.invoices.made(invoice_id)
        if made is not None and made.kind == "credit_note":
            raise Refused(f"{invoice.number} is a credit note itself: what it voids is prepared anew.")
        if invoice.status == "void":
            note = number_of(tx, tx.invoices.credit_note(invoice_id))
            raise Refused(f"{invoice.number} is void already, by credit note {note}: there is nothing to do.")
        if not reason:
            raise Refused("A credit note needs a reason: say why (--reason).")
        if tx.ledger.id_of_operation(operation_id) is not None:
            raise Refused("Another entry has that operation ID already, so nothing was voided: give each its own.")
        note_id = store_credit_note(tx, desk, account, invoice, reason, operation_id)
        number = number_of(tx, note_id)
        take_out(tx, desk, account, invoice, f"credit note {number}, {reason}", operation_id)
        tx.invoices.void(invoice_id)
        tx.deliveries.cancel_of_invoice(account.id, invoice_id, f"void by {number}", desk.now())
        for one in tx.disputes.of_invoice(invoice_id):
            if one.settled_at is None:
                tx.disputes.settle(one.id, desk.now(), desk.person.id, f"voided by credit note {number}")
        settle(tx, desk, [account.id], desk.now())
        after = existing(tx, account.id)
        desk.note(
            tx, "void invoice", account.id, f"{invoice.number} by {number}: {reason}", about=f"invoice {invoice_id}",
            by=by, before={"status": invoice.status, "balance_cents": account.balance_cents},
            after={"status": "void", "balance_cents": after.balance_cents},
        )  # fmt: skip
        return _voided(tx, after, invoice, note_id)


def find(desk: Desk, text: str) -> int:
    """The id of the invoice with this number, written ``NUMBER`` or, where two clients use the same, ``CLIENT/NUMBER``.

    Raises:
        Refused: there is none, or more than one.
        NotPermitted: it is none that the person may see.
    """
    desk.permit("see")
    number, shown = text.strip(), clean(text.strip())[:80]
    with desk.store.read() as tx:
        ids = tx.invoices.ids_by_number(number)
        if not ids and "/" in number:
            client, _, rest = number.partition("/")
            ids = tx.invoices.ids_by_number(rest, client)
        found = [one for one in map(tx.invoices.get, ids) if one is not None]
        if desk.person.scope and found:
            seen = [one for one in found if sees(tx, desk, existing(tx, one.account_id))]
            if not seen:
                account_of(tx, desk, found[0].account_id)
            found = seen
    if not found:
        raise Refused(f"There is no invoice {shown}: `collections-tui invoice list --account NO` lists an account's.")
    if len(found) > 1:
        raise Refused(f"{len(found)} clients have an invoice {shown}: write it as CLIENT/{shown}.")
    return found[0].id


def view(desk: Desk, invoice_id: int) -> InvoiceView:
    """An invoice with its lines, what was entered on it, and the names around it.

    Raises:
        Refused: no permission, or no such invoice.
        NotPermitted: its account is none that they may see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = view_of(tx, desk, invoice_id)
    desk.looked(found.invoice.account_id)
    return found


def view_of(tx: Transaction, desk: Desk, invoice_id: int) -> InvoiceView:
    """``view`` within the caller's transaction."""
    invoice, account = invoice_of(tx, desk, invoice_id)
    made = tx.invoices.made(invoice_id)
    note = tx.invoices.credit_note(invoice_id)
    return InvoiceView(
        invoice,
        "invoice" if made is None else made.kind,
        account.number,
        tx.clients.get(account.client_id),
        tx.accounts.customer(account.customer_id),
        account.currency,
        tuple(tx.invoices.lines(invoice_id)),
        totals_of(tx, invoice, made),
        made,
        tuple(applied(tx, account.id, invoice_id)),
        tuple(tx.disputes.of_invoice(invoice_id)),
        number_of(tx, note),
        number_of(tx, None if made is None else made.credits),
    )


def listed(desk: Desk, query: InvoiceQuery) -> list[InvoiceRow]:
    """Drafts, then invoices and credit notes, the newest first; as many as the query's limit.

    Raises:
        Refused: no permission, no such client or account, or far too many at once.
        NotPermitted: a client or an account that they may not see.
    """
    desk.permit("see")
    if not 0 < query.limit <= MOST:
        raise Refused(f"A list has 1 to {MOST:,} lines: ask for fewer, and go on behind the last one.")
    with desk.store.read() as tx:
        if query.account_id is not None:
            account_of(tx, desk, query.account_id)
        client_id = client_asked(tx, desk, query.client) if query.client else None
        rows = draft_rows(tx, desk, query, client_id) if query.before is None or query.before < 0 else []
        status = query.status
        if status == "draft" or status == "verified" or len(rows) == query.limit:
            return rows
        found = tx.invoices.listed(
            None if query.account_id is not None else seen_by(tx, desk),
            account_id=query.account_id, client_id=client_id, status=status,
            before=query.before if query.before is not None and query.before > 0 else None,
            limit=query.limit - len(rows), here=query.here,
        )  # fmt: skip
        return rows + [row_of(one) for one in found]


def _refuse_wrong(desk: Desk, one: Prepared, found: tuple[Finding, ...]) -> None:
    """Pass if nothing keeps the draft from being issued. Its sums are looked at whatever the client's checks are.

    Raises:
        Refused: something does.
    """
    number = one.draft.number
    errors = [f"{finding.sentence} {finding.do}" for finding in found if finding.severity == "error"]
    errors = errors or sums_wrong(one, desk.today())
    if errors:
        more = f" And {len(errors) - 1} more: `collections-tui invoice verify {number}`." if errors[1:] else ""
        raise Refused(f"{number} cannot be issued: {errors[0]}{more}")
    accepted = dict(one.draft.accepted)
    open_ = [finding for finding in found if finding.check not in accepted]
    if open_:
        names = list(dict.fromkeys(finding.check for finding in open_))
        raise Refused(
            f"{number} has a warning that nobody has accepted ({', '.join(names)}): {open_[0].sentence} Change it, or "
            f"say why it is right: invoice accept {number} --warning {names[0]} --because WORDS."
        )


def _rest_until_due(tx: Transaction, desk: Desk, one: Prepared) -> None:
    """Let an account on which nothing was owed rest until the day after its bill is due: nobody is called before."""
    if one.account.status == "closed" and one.totals.due_cents > 0 and one.due_on >= desk.today():
        at = desk.start_of(one.due_on + timedelta(days=1))
        tx.queue.plan(one.account.id, at, "its invoice was due the day before", urgent=False, now=desk.now())


def _issued_before(tx: Transaction, desk: Desk, draft: BillDraft, account: Account, invoice_id: int) -> Issued:
    if draft.invoice_id != invoice_id:
        raise Refused("Another invoice has that operation ID already, so nothing was issued: give each its own.")
    return _issued(tx, desk, draft, account, invoice_id)


def _issued(tx: Transaction, desk: Desk, draft: BillDraft, account: Account, invoice_id: int) -> Issued:
    invoice, made = tx.invoices.get(invoice_id), tx.invoices.made(invoice_id)
    assert invoice is not None, "it is there"
    totals = totals_of(tx, invoice, made)
    due = format_cents(totals.due_cents, account.currency)
    paid = "nothing is left to pay" if not totals.due_cents else f"{due} due {say_day(invoice.due_on, desk.today())}"
    amount = format_cents(totals.total_cents, account.currency)
    sentence = f"Invoice {invoice.number} on {account.number}: {amount} billed, {paid}."
    return Issued(
        invoice_id, invoice.number, draft.number, account.number, account.currency, totals.total_cents,
        totals.due_cents, invoice.due_on, account.balance_cents, sentence,
    )  # fmt: skip


# -- voiding --------------------------------------------------------------------------------------------------------


def _voided_before(tx: Transaction, account: Account, invoice: Invoice, note_id: int) -> Voided:
    note = tx.invoices.made(note_id)
    if note is None or note.credits != invoice.id:
        raise Refused("Another invoice has that operation ID already, so nothing was voided: give each its own.")
    return _voided(tx, account, invoice, note_id)


def _voided(tx: Transaction, account: Account, invoice: Invoice, note_id: int) -> Voided:
    note = tx.invoices.get(note_id)
    assert note is not None, "it is there"
    credit = sum(
        one.entry.amount_cents
        for one in tx.ledger.on_invoice(account.id, invoice.id)
        if one.entry.kind == "adjustment" and one.entry.on == note.issued_on and note.number in one.entry.reason
    )
    amount, said = (format_cents(cents, account.currency) for cents in (invoice.amount_cents, credit))
    paid = f" What was paid on it, {said}, is credit now." if credit else ""
    owed = say_owed(account.balance_cents, account.currency)
    sentence = (
        f"Invoice {invoice.number} of {amount} on {account.number} is void by credit note {note.number}.{paid} "
        f"On the account: {owed}."
    )
    return Voided(
        note_id, note.number, invoice.number, account.number, account.currency, note.amount_cents, credit,
        account.balance_cents, sentence,
    )  # fmt: skip
