"""Disputes of invoices: what is said to be wrong leaves what is asked for, until somebody has answered it."""

from __future__ import annotations

from collections_tui.domain.billing.records import Dispute
from collections_tui.domain.billing.totals import shares
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Invoice, Unsaved
from collections_tui.services import money
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_lines import words
from collections_tui.services.invoice_parts import invoice_of, totals_of
from collections_tui.services.invoice_views import Disputed
from collections_tui.store.transaction import Transaction

LONGEST = 500


def open(desk: Desk, invoice_id: int, position: int | None, reason: str, *, kept: bool = False) -> Disputed:
    """Keep that somebody disputes a line of an invoice, or all of it; what is disputed is asked for no more.

    Args:
        desk: who was told.
        invoice_id: of which invoice.
        position: of the line; None for all of it.
        reason: what is said to be wrong.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, no such invoice or line, nothing is owed on it, it is disputed already, or no reason.
    """
    desk.permit("work")
    reason = words(reason, "reason", LONGEST)
    if not reason:
        raise Refused("A dispute needs words: say what is wrong with it.")
    with desk.store.write() as tx:
        invoice, account = invoice_of(tx, desk, invoice_id)
        cents = _refuse_or_cents(tx, invoice, position)
        done = tx.disputes.add(invoice_id, position, cents, desk.now(), desk.person.id, reason)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("dispute", invoice_id))
        return _follow(tx, desk, invoice, account, done, "dispute invoice")


def settle(desk: Desk, dispute_id: int, answer: str) -> Disputed:
    """Keep the answer to a dispute: what was disputed is asked for again.

    Raises:
        Refused: no permission, no such dispute, it was settled before, or no answer.
    """
    desk.permit("work")
    answer = words(answer, "answer", LONGEST)
    if not answer:
        raise Refused("A dispute is settled with an answer: say what was found.")
    with desk.store.write() as tx:
        found = tx.disputes.get(dispute_id)
        if found is None:
            raise Refused(f"There is no dispute {dispute_id}: `collections-tui invoice show` shows an invoice's.")
        invoice, account = invoice_of(tx, desk, found.invoice_id)
        found = tx.disputes.get(dispute_id)  # nobody can have settled it since
        if found is None or found.settled_at is not None:
            raise Refused(f"Dispute {dispute_id} of {invoice.number} was settled before: there is nothing to do.")
        tx.disputes.settle(dispute_id, desk.now(), desk.person.id, answer)
        if found.position is None:
            tx.disputes.no_more_all(invoice.id)
        return _follow(tx, desk, invoice, account, dispute_id, "settle dispute")


def of_invoice(desk: Desk, invoice_id: int) -> list[Dispute]:
    """The disputes of an invoice, answered or not, the oldest first.

    Raises:
        Refused: no permission, or no such invoice.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        invoice_of(tx, desk, invoice_id)
        return tx.disputes.of_invoice(invoice_id)


def _refuse_or_cents(tx: Transaction, invoice: Invoice, position: int | None) -> int:
    """How much is disputed.

    Raises:
        Refused: it cannot be.
    """
    if invoice.status == "void":
        raise Refused(f"{invoice.number} is void: nothing of it is asked for.")
    if invoice.open_cents <= 0:
        raise Refused(f"Nothing is owed on {invoice.number}: note what is said, or enter a refund.")
    standing = [one for one in tx.disputes.of_invoice(invoice.id) if one.settled_at is None]
    if any(one.position in (None, position) for one in standing):
        what = f"Line {position} of {invoice.number}" if position is not None else invoice.number
        raise Refused(f"{what} is disputed already: settle that first, or note what is added.")
    if position is None:
        return invoice.open_cents
    return _share(tx, invoice, position)


def _share(tx: Transaction, invoice: Invoice, position: int) -> int:
    """What a line makes of the invoice: its amount with its part of the discount on all of it and of the taxes."""
    lines = tx.invoices.lines(invoice.id)
    at = next((at for at, line in enumerate(lines) if line.position == position), None)
    if at is None:
        have = f"it has {len(lines)}" if lines else "it has none, so dispute all of it"
        raise Refused(f"{invoice.number} has no line {position}: {have}.")
    parts = shares(lines, totals_of(tx, invoice, tx.invoices.made(invoice.id)))
    if parts[at] <= 0:
        raise Refused(f"Line {position} of {invoice.number} comes to nothing: there is nothing to dispute.")
    return parts[at]


def _follow(tx: Transaction, desk: Desk, invoice: Invoice, account: Account, dispute_id: int, action: str) -> Disputed:
    """What follows from a dispute or its answer."""
    found = tx.disputes.get(dispute_id)
    assert found is not None, "it has just been stored"
    money.settle(tx, desk, [account.id], desk.now())
    after = tx.invoices.get(invoice.id)
    assert after is not None, "it is there"
    disputed = after.argued_cents
    what = f"line {found.position} of {invoice.number}" if found.position is not None else invoice.number
    desk.note(
        tx, action, account.id, f"{what}: {found.answer or found.reason}", about=f"dispute {dispute_id}",
        before={"disputed_cents": invoice.argued_cents}, after={"disputed_cents": disputed},
    )  # fmt: skip
    said = format_cents(disputed, account.currency)
    left = format_cents(after.open_cents - disputed, account.currency)
    done = "is disputed" if found.settled_at is None else "is settled"
    sentence = f"{what[:1].upper()}{what[1:]} {done}: {left} of the invoice is asked for" + (
        f", {said} is disputed." if disputed else "."
    )
    return Disputed(found, invoice.number, account.number, account.currency, after.open_cents, disputed, sentence)
