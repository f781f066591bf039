"""What issuing and voiding store and book, within a transaction that somebody else has begun.

Refuses to ask who may: the services that call it have done so. The account is settled afterwards.
"""

from __future__ import annotations

from collections_tui.domain.billing.records import BillKind, BillLine
from collections_tui.domain.billing.totals import reversed_totals
from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Part
from collections_tui.domain.records import Account, Invoice
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_parts import Prepared, totals_of
from collections_tui.store.subjects.invoices import NewInvoice
from collections_tui.store.subjects.ledger import Entered, NewEntries
from collections_tui.store.transaction import Transaction


def store(tx: Transaction, desk: Desk, one: Prepared, operation_id: str) -> int:
    """The invoice with the next number of its series; its id.

    Raises:
        Refused: an invoice from a file has that number.
    """
    draft, account, today = one.draft, one.account, desk.today()
    lines = tuple(line._replace(position=at) for at, line in enumerate(draft.lines, start=1))
    number = next_number(tx, desk, one.account, "invoice")
    return tx.invoices.add(
        NewInvoice(
            account.id,
            account.client_id,
            number,
            "invoice",
            today,
            one.due_on,
            desk.now(),
            desk.person.id,
            operation_id,
            one.totals,
            lines,
            one.totals.total_cents,
            verified_by=tx.bill_drafts.verifier(draft.id) or desk.person.id,
            accepted=draft.accepted,
            discount_reason=draft.discount_reason,
            insurance_reference=draft.insurance_reference,
            note=draft.note,
        )
    )


def next_number(tx: Transaction, desk: Desk, account: Account, kind: BillKind) -> str:
    """The next number of the account's client, which is used if this transaction is.

    Raises:
        Refused: an invoice from a file has it.
    """
    client = tx.clients.get(account.client_id)
    terms, year = desk.books.invoicing(client), desk.today().year
    number = terms.number(kind, year, tx.invoices.next_number(client.id, kind, terms.series(year)))
    if tx.invoices.ids_by_number(number, client.code):
        raise Refused(
            f"The next number, {number}, is that of an invoice of {client.code} from a file: give its numbers another "
            "prefix ([invoices] in its own file)."
        )
    return number


def book_issued(tx: Transaction, desk: Desk, one: Prepared, invoice_id: int, operation_id: str) -> None:
    """What an invoice is worth in the ledger: the charge, what an insurer has paid, and the deposit."""
    account, totals, today, now = one.account, one.totals, desk.today(), desk.now()
    charge = NewEntries("charge", today, now, desk.person.id, operation_id)
    tx.ledger.add(charge, [Part(account.id, invoice_id, totals.total_cents)], sign=1)
    if totals.insurance_cents:
        reference = one.draft.insurance_reference
        paid = NewEntries("payment", today, now, desk.person.id, method="insurer", reference=reference)
        tx.ledger.add(paid, [Part(account.id, invoice_id, totals.insurance_cents)])
    if totals.deposit_cents:
        moved = NewEntries("adjustment", today, now, desk.person.id, reason="deposit")
        tx.ledger.move(moved, account.id, totals.deposit_cents, to=invoice_id, out_of=None)


def store_credit_note(
    tx: Transaction, desk: Desk, account: Account, invoice: Invoice, reason: str, operation_id: str
) -> int:
    """The credit note of an invoice, which says all of it with the opposite sign; its id. Nothing is open on it.

    Raises:
        Refused: an invoice from a file has its number.
    """
    made, today = tx.invoices.made(invoice.id), desk.today()
    number = next_number(tx, desk, account, "credit_note")
    return tx.invoices.add(
        NewInvoice(
            account.id,
            account.client_id,
            number,
            "credit_note",
            today,
            today,
            desk.now(),
            desk.person.id,
            operation_id,
            reversed_totals(totals_of(tx, invoice, made)),
            _reversed_lines(invoice, tx.invoices.lines(invoice.id), made is not None),
            credits=invoice.id,
            discount_reason="" if made is None else made.discount_reason,
            reason=reason,
        )
    )


def _reversed_lines(invoice: Invoice, lines: list[BillLine], made: bool) -> tuple[BillLine, ...]:
    """The lines with the opposite sign; one for all of it where those of a file do not come to what was billed."""
    if not made and sum(line.amount_cents for line in lines) != invoice.amount_cents:
        cents = -invoice.amount_cents
        return (BillLine(1, f"Invoice {invoice.number}", cents, cents),)
    return tuple(
        line._replace(
            position=at, unit_cents=-line.unit_cents, amount_cents=-line.amount_cents,
            discount_cents=-line.discount_cents, list_cents=None, price_reason="",
        )
        for at, line in enumerate(lines, start=1)
    )  # fmt: skip


def take_out(tx: Transaction, desk: Desk, account: Account, invoice: Invoice, note: str, operation_id: str) -> int:
    """Take what was billed on an invoice out of the ledger; how much of what was paid on it is credit now, in cents.

    Its charge is reversed, and so is what was adjusted and written off on it. What was paid stays paid: it is moved to
    the account.
    """
    today, now = desk.today(), desk.now()
    entered = tx.ledger.on_invoice(account.id, invoice.id)
    gone = [one for one in entered if one.reversed_by is None and _goes(tx, one)]
    reason = f"invoice {invoice.number} is void: {note}"
    if gone:
        tx.ledger.reverse(NewEntries("reversal", today, now, desk.person.id, operation_id, reason=reason), gone)
    paid = sum(one.entry.amount_cents for one in gone) - sum(one.entry.amount_cents for one in entered)
    if paid:
        moved = NewEntries("adjustment", today, now, desk.person.id, reason=reason)
        tx.ledger.move(moved, account.id, paid, to=None, out_of=invoice.id)
    return paid


def _goes(tx: Transaction, one: Entered) -> bool:
    """Whether an entry goes with its invoice: it is no payment, and has moved none."""
    if one.entry.kind in ("charge", "write_off"):
        return True
    if one.entry.kind != "adjustment":
        return False
    together = tx.ledger.together(one)
    return len(together) == 1 or sum(part.entry.amount_cents for part in together) != 0
