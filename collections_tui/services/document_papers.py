"""What documents are made of, gathered within a transaction: parts of services, which ask nobody's permission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.aging import Aging, OpenItem, age, days_past_due
from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.arrangements.schedule import say_every
from collections_tui.domain.contact import validation
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import pending
from collections_tui.domain.insurance.shares import BY_CONTRACT
from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.records import Account, Client, Customer, HoldKind, Invoice
from collections_tui.files.documents.records import (
    AgreementPaper,
    Booked,
    Frame,
    InvoicePaper,
    Kind,
    OpenBill,
    Paid,
    Paper,
    Party,
    ReminderPaper,
    StatementPaper,
    ValidationPaper,
)
from collections_tui.services.claim_effects import pending_of
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import Applied, InvoiceView
from collections_tui.services.invoices import view_of
from collections_tui.services.scope import account_of
from collections_tui.store.subjects.accounts import Entry
from collections_tui.store.transaction import Transaction

STATEMENT_DAYS = 90
"""How far back a statement goes where nobody says."""
_MOST = 2_000  # entries on one statement
_SILENT: tuple[HoldKind, ...] = ("cease", "attorney", "bankruptcy", "deceased", "dispute", "claim")
_WHY = {
    "cease": "the customer has asked us to stop (12 CFR 1006.6(c))",
    "attorney": "an attorney speaks for the customer (12 CFR 1006.6(b)(2))",
    "bankruptcy": "the customer is in bankruptcy",
    "deceased": "the customer has died",
    "dispute": "the customer disputes it (12 CFR 1006.38(d)(2))",
    "claim": "insurers are asked for it, and have not answered",
}
_HOW = {
    "cash": "Payment, cash",
    "check": "Payment, check",
    "card": "Payment, card",
    "debit": "Payment, debit",
    "transfer": "Payment, transfer",
    "online": "Payment, online",
    "insurer": "Paid by insurance",
}


class Gathered(NamedTuple):
    """What a document is made of, whose it is, and the account it is about."""

    paper: Paper
    client: Client
    account_id: int


Around = tuple[Account, Client, Customer]


def around(tx: Transaction, desk: Desk, account_id: int) -> Around:
    """The account, its client and its customer.

    Raises:
        Refused: there is none, or it is none that the person may see.
    """
    account = account_of(tx, desk, account_id)
    return account, tx.clients.get(account.client_id), tx.accounts.customer(account.customer_id)


def frame_of(around: Around, desk: Desk, *, billed: bool = False) -> Frame:
    """Who writes to whom. Who collects for a client writes in their own name where ``[layout]`` says it.

    What is ``billed`` is the client's, whoever prints it.

    Raises:
        ConfigError: the client's file is wrong.
    """
    account, client, customer = around
    another, collector = client.party == "third", desk.books.layout(client).collector
    lines, name = desk.books.letterhead(client), client.name
    if another and collector and not billed:
        name, lines = collector[0], collector[1:]
    return Frame(
        Party(name, lines, _phone(client.phone)),
        client.name,
        Party(customer.name, _address(customer), language=customer.language),
        account.number,
        account.currency,
        desk.today(),
        another,
        client.hospital,
    )


def statement_of(tx: Transaction, desk: Desk, around: Around, since: date | None = None) -> StatementPaper:
    """The statement of an account since a day, 90 days ago where nobody says."""
    account, _, _ = around
    today = desk.today()
    first = since or today - timedelta(days=STATEMENT_DAYS)
    entries = [one for one in tx.accounts.entries(account.id, _MOST) if one.entry.on >= first]
    if len(entries) == _MOST:  # there may be more of that day
        first = entries[-1].entry.on + timedelta(days=1)
        entries = [one for one in entries if one.entry.on >= first]
    owed = before = account.balance_cents - sum(one.entry.amount_cents for one in entries)
    booked = []
    for one in reversed(entries):
        owed += one.entry.amount_cents
        booked.append(Booked(one.entry.on, _booked(one), one.entry.amount_cents, owed))
    invoices = tx.accounts.invoices(account.id)
    bills = _open(invoices)
    disputed = sum(one.disputed_cents for one in bills)
    return StatementPaper(
        frame_of(around, desk),
        first,
        before,
        tuple(booked),
        bills,
        _aged(invoices, account, today),
        account.balance_cents,
        min(max(0, account.balance_cents), disputed),
        pending_of(tx, account.id),
    )


def reminder_of(tx: Transaction, desk: Desk, around: Around) -> ReminderPaper:
    """What is overdue on an account.

    Raises:
        Refused: nothing is, or the account is held for a reason that forbids asking for it.
    """
    account, today = around[0], desk.today()
    for hold in tx.accounts.holds(account.id):
        if hold.kind in _SILENT:
            raise Refused(f"{account.number} gets no reminder: {_WHY[hold.kind]}.")
    late = tuple(one for one in _open(tx.accounts.invoices(account.id)) if one.due_on < today)
    owed = sum(one.open_cents - one.disputed_cents for one in late)
    waits = pending_of(tx, account.id)
    overdue = min(owed, account.balance_cents) - waits
    if overdue <= 0:
        raise Refused(f"Nothing is overdue on {account.number}: there is nothing to remind of.")
    asked = [one for one in late if one.open_cents > one.disputed_cents]
    return ReminderPaper(
        frame_of(around, desk), late, overdue, days_past_due(min(one.due_on for one in asked), today),
        account.balance_cents, sum(one.disputed_cents for one in late), waits,
    )  # fmt: skip


def validation_of(tx: Transaction, desk: Desk, around: Around) -> ValidationPaper:
    """The validation information of an account (12 CFR 1006.34(c)), as it goes out by mail today.

    The itemization date is that of the last invoice the creditor provided (34(b)(3)(i)). What was added to the debt
    since then besides invoices counts as fees: the ledger knows no interest.

    Raises:
        Refused: the client collects its own debts, nothing is owed, or nobody said who collects and at which address.
    """
    account, client, _ = around
    if client.party != "third":
        raise Refused(f"{client.name} collects its own debts: no validation notice is due (12 CFR 1006.2(i)).")
    collector = desk.books.layout(client).collector
    if len(collector) < 2:
        raise Refused(
            "A validation notice has the name and the mailing address of who collects (12 CFR 1006.34(c)(2)(i)): "
            f"write them as collector under [layout] in the file of {client.code}."
        )
    if account.balance_cents <= 0:
        raise Refused(f"Nothing is owed on {account.number}: there is no debt to validate.")
    entries, invoices = tx.accounts.entries(account.id, _MOST), tx.accounts.invoices(account.id)
    bills = [one for one in invoices if one.amount_cents > 0]
    on = max((one.issued_on for one in bills), default=account.opened_on)
    later = [one.entry for one in entries if one.entry.on > on]
    added = sum(one.amount_cents for one in later if one.kind in ("charge", "adjustment") and one.amount_cents > 0)
    then = account.balance_cents - sum(one.amount_cents for one in later)
    numbers = ", ".join(one.number for one in bills if one.open_cents > 0)
    what = f"You have an account with {client.name}, number {account.number}{f', for {numbers}' if numbers else ''}."
    return ValidationPaper(
        frame_of(around, desk), what[:400], on, then, 0, added, then + added - account.balance_cents,
        account.balance_cents, validation.last_day({}, desk.today()),
    )  # fmt: skip


def invoice_of(tx: Transaction, desk: Desk, invoice_id: int) -> Gathered:
    """An invoice or a credit note as it is by now.

    Raises:
        Refused: there is none, or it is none that the person may see.
    """
    view = view_of(tx, desk, invoice_id)
    bill, made, totals = view.invoice, view.made, view.totals
    whole = around(tx, desk, bill.account_id)
    open_ = [one for one in view.disputes if one.settled_at is None]
    positions = {one.position for one in open_}
    everywhere = bill.disputed or None in positions
    paper = InvoicePaper(
        frame_of(whole, desk, billed=True),
        view.kind,
        bill.number,
        bill.issued_on,
        bill.due_on,
        view.lines,
        totals.lines_cents,
        totals.total_cents,
        totals.due_cents,
        view.open_cents,
        discount_cents=totals.discount_cents,
        taxes=totals.taxes,
        insurance_cents=totals.insurance_cents,
        deposit_cents=totals.deposit_cents,
        paid=_since(view),
        disputed=frozenset(one.position for one in view.lines if everywhere or one.position in positions),
        disputed_cents=view.disputed_cents,
        pending_cents=pending(view.asked_cents, tuple(tx.claims.of_invoice(bill.id))),
        credits=view.credits,
        void=bill.status == "void",
        aging=_aging(tx, desk, whole[0]),
    )
    if made is not None:
        paper = paper._replace(
            discount_reason=made.discount_reason, insurance_reference=made.insurance_reference, note=made.note,
            reason=made.reason,
        )  # fmt: skip
    return Gathered(paper, whole[1], bill.account_id)


def _since(view: InvoiceView) -> tuple[Paid, ...]:
    """What came to an invoice after it was issued. What is printed adds up, whatever a file said of its payments."""
    made, totals, bill = view.made, view.totals, view.invoice
    if view.kind == "credit_note" or bill.status == "void":
        return ()
    then = [] if made is None else [("payment", -totals.insurance_cents), ("adjustment", -totals.deposit_cents)]
    later = []
    for one in view.applied:
        if (one.kind, one.cents) in then and one.on == bill.issued_on:
            then.remove((one.kind, one.cents))
        else:
            later.append(Paid(one.on, how_paid(one), -one.cents))
    paid = totals.due_cents - bill.open_cents
    if sum(one.cents for one in later) == paid:
        return tuple(later)
    return (Paid(max((one.on for one in later), default=bill.issued_on), "Paid until", paid),)


def _aging(tx: Transaction, desk: Desk, account: Account) -> Aging:
    return _aged(tx.accounts.invoices(account.id), account, desk.today())


def _aged(invoices: list[Invoice], account: Account, today: date) -> Aging:
    """The balance by age; what was paid beyond the invoices is taken from the oldest."""
    items = [OpenItem(one.due_on, one.open_cents) for one in invoices if one.open_cents]
    credit = sum(item.open_cents for item in items) - account.balance_cents
    return age(items, max(0, credit), today)


def agreement_of(tx: Transaction, desk: Desk, arrangement_id: int) -> Gathered:
    """What was agreed for paying in parts, as it is agreed now.

    Raises:
        Refused: there is no such arrangement, nothing has been agreed, or the account is none the person may see.
    """
    from collections_tui.services.arrangement_layout import views

    found = tx.arrangements.get(arrangement_id)
    if found is None:
        raise Refused(f"There is no arrangement {arrangement_id}: `collections-tui arrangements` lists them.")
    if found.status == "proposed":
        raise Refused("A supervisor has not approved it yet: there is a letter once something is agreed.")
    if found.status == "refused":
        raise Refused("It was refused: there is nothing to write a letter about.")
    whole = around(tx, desk, found.account_id)
    view = views(tx, [found])[0]
    paper = AgreementPaper(
        frame_of(whole, desk),
        desk.local(found.answered_at or found.made_at).date(),
        found.owed_cents,
        found.total_cents,
        found.until,
        tuple(Due(due.number, due.due_on, due.amount_cents) for due in view.dues),
        say_every(view.terms.every, view.terms.first_on),
    )
    return Gathered(paper, whole[1], found.account_id)


_OF_ACCOUNT: dict[Kind, Callable[[Transaction, Desk, Around], Paper]] = {
    "statement": statement_of,
    "reminder": reminder_of,
    "validation": validation_of,
}


def gather(tx: Transaction, desk: Desk, kind: Kind, of: int) -> Gathered:
    """What a document is made of: ``of`` is the id of an invoice, of an arrangement, of a claim, or of an account.

    Raises:
        Refused: there is none, or such a document cannot be written about it.
    """
    if kind == "agreement":
        return agreement_of(tx, desk, of)
    if kind in ("invoice", "credit_note"):
        return invoice_of(tx, desk, of)
    if kind == "appeal":
        from collections_tui.services.document_appeal import appeal_of

        return appeal_of(tx, desk, of)
    whole = around(tx, desk, of)
    return Gathered(_OF_ACCOUNT[kind](tx, desk, whole), whole[1], of)


def _open(invoices: list[Invoice]) -> tuple[OpenBill, ...]:
    return tuple(
        OpenBill(
            one.number, one.issued_on, one.due_on, one.amount_cents, one.open_cents,
            one.argued_cents,
        )
        for one in invoices
        if one.open_cents > 0
    )  # fmt: skip


def _booked(one: Entry) -> str:
    """An entry of the ledger, as the customer knows it."""
    entry, on = one.entry, f" on invoice {one.invoice}" if one.invoice else ""
    match entry.kind:
        case "charge":
            return f"Invoice {one.invoice}" if one.invoice else "Charge"
        case "payment":
            return f"{_HOW.get(entry.method, 'Payment')}{f' {entry.reference}' if entry.reference else ''}{on}"
        case "adjustment":
            return f"Adjustment{on}"
        case "write_off":
            return f"No longer asked for{on}"
        case "reversal":
            return f"Taken back{on}"


def how_paid(one: Applied) -> str:
    """An entry on an invoice in words: what was paid, or came to it otherwise."""
    if one.kind == "payment":
        return _HOW.get(one.method, "Payment")
    if one.kind == "adjustment" and one.reason.startswith(BY_CONTRACT):
        return f"Taken off {one.reason.rpartition(' (')[0]}"
    return {"write_off": "No longer asked for", "reversal": "Taken back"}.get(
        one.kind, "Credit of your account" if one.cents < 0 else "Adjustment"
    )


def _phone(text: str) -> str:
    parsed = parse_phone(text, "US")
    return text if parsed is None else say_phone(parsed.e164)


def _address(customer: Customer) -> tuple[str, ...]:
    town = " ".join(filter(None, (customer.city, customer.state, customer.postcode)))
    country = "" if customer.country == "US" else customer.country
    return tuple(filter(None, (customer.street, town, country)))
