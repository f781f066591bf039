"""Invoices: issued from drafts with a number and the ledger's charge at once, listed, looked at."""

from __future__ import annotations

from collections_tui.domain.billing.records import BillDraft, BillKind, Finding
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Part
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_checks import findings
from collections_tui.services.invoice_parts import (
    Prepared,
    draft_of,
    prepared,
    refuse_changed,
    refuse_closed,
    refuse_over,
    sums_wrong,
    totals_of,
)
from collections_tui.services.invoice_views import (
    Applied,
    InvoiceQuery,
    InvoiceRow,
    InvoiceView,
    Issued,
    disputed_of,
)
from collections_tui.services.money import settle
from collections_tui.services.queue import existing
from collections_tui.services.scope import account_of, refuse_client, seen_by, sees
from collections_tui.store.subjects.invoices import NamedInvoice, NewInvoice
from collections_tui.store.subjects.ledger import NewEntries
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
        draft, account = draft_of(tx, desk, draft_id)
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
        invoice_id = _store(tx, desk, one, operation_id)
        _book(tx, desk, one, invoice_id, operation_id)
        tx.bill_drafts.issued(draft_id, invoice_id)
        settle(tx, desk, [account.id], desk.now())
        now_owed = existing(tx, account.id)
        issued = _issued(tx, desk, draft, now_owed, invoice_id)
        desk.note(
            tx, "issue invoice", account.id, issued.number, about=f"invoice {invoice_id}",
            before={"balance_cents": account.balance_cents}, after={"balance_cents": now_owed.balance_cents},
        )  # fmt: skip
        return issued


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
    invoice = tx.invoices.get(invoice_id)
    if invoice is None:
        raise Refused("That invoice does not exist: look for it again.")
    account = account_of(tx, desk, invoice.account_id)
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
        tuple(_applied(tx, account.id, invoice_id)),
        (),
        _number_of(tx, note),
        _number_of(tx, None if made is None else made.credits),
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
        client_id = _client(tx, desk, query.client) if query.client else None
        rows = _drafts(tx, desk, query, client_id) if query.before is None or query.before < 0 else []
        if query.status in ("draft", "verified") or len(rows) == query.limit:
            return rows
        found = tx.invoices.listed(
            None if query.account_id is not None else seen_by(tx, desk),
            account_id=query.account_id, client_id=client_id, status=query.status,
            before=query.before if query.before is not None and query.before > 0 else None,
            limit=query.limit - len(rows),
        )  # fmt: skip
        return rows + [_row(one) for one in found]


# -- issuing --------------------------------------------------------------------------------------------------------


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


def _store(tx: Transaction, desk: Desk, one: Prepared, operation_id: str) -> int:
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


def _book(tx: Transaction, desk: Desk, one: Prepared, invoice_id: int, operation_id: str) -> None:
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


# -- what is listed -------------------------------------------------------------------------------------------------


def _client(tx: Transaction, desk: Desk, code: str) -> int:
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    refuse_client(desk, client.id, client.code)
    return client.id


def _drafts(tx: Transaction, desk: Desk, query: InvoiceQuery, client_id: int | None) -> list[InvoiceRow]:
    if query.status not in ("", "draft", "verified"):
        return []
    ids = tx.bill_drafts.open_ids(
        None if query.account_id is not None else seen_by(tx, desk),
        account_id=query.account_id, client_id=client_id,
        verified=None if not query.status else query.status == "verified",
        before=None if query.before is None else -query.before, limit=query.limit,
    )  # fmt: skip
    return [_draft_row(tx, desk, draft) for draft in tx.bill_drafts.many(ids)]


def _draft_row(tx: Transaction, desk: Desk, draft: BillDraft) -> InvoiceRow:
    one = prepared(tx, desk, draft, existing(tx, draft.account_id))
    account = one.account
    client, customer = tx.clients.get(account.client_id), tx.accounts.customer(account.customer_id)
    return InvoiceRow(
        -draft.id, draft.number, "invoice", draft.status, account.id, account.number, client.code, customer.name,
        account.currency, None, one.due_on, one.totals.total_cents, 0, 0, None, draft.id,
    )  # fmt: skip


def _row(one: NamedInvoice) -> InvoiceRow:
    invoice = one.invoice
    return InvoiceRow(
        invoice.id, invoice.number, one.kind, invoice.status, invoice.account_id, one.account, one.client,
        one.customer, one.currency, invoice.issued_on, invoice.due_on, invoice.amount_cents, invoice.open_cents,
        disputed_of(invoice), invoice.id,
    )  # fmt: skip


def _applied(tx: Transaction, account_id: int, invoice_id: int) -> list[Applied]:
    """What was entered on an invoice besides its first charge, in the order in which it was."""
    found = [
        Applied(one.id, one.on, one.kind, one.method, one.amount_cents, one.reference, one.reason, one.reverses_id)
        for one in tx.ledger.on_invoice(account_id, invoice_id)
    ]
    charge = next((at for at, one in enumerate(found) if one.kind == "charge"), None)
    return found if charge is None else found[:charge] + found[charge + 1 :]


def _number_of(tx: Transaction, invoice_id: int | None) -> str:
    found = None if invoice_id is None else tx.invoices.get(invoice_id)
    return "" if found is None else found.number
