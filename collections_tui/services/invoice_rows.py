"""Lists of drafts and invoices, row by row, within a transaction that somebody else has begun."""

from __future__ import annotations

from collections_tui.domain.billing.records import BillDraft
from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_parts import prepared_anyhow
from collections_tui.services.invoice_views import Applied, InvoiceQuery, InvoiceRow
from collections_tui.services.queue import existing
from collections_tui.services.scope import refuse_client, seen_by
from collections_tui.store.subjects.invoices import NamedInvoice
from collections_tui.store.transaction import Transaction


def client_asked(tx: Transaction, desk: Desk, code: str) -> int:
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    refuse_client(desk, client.id, client.code)
    return client.id


def draft_rows(tx: Transaction, desk: Desk, query: InvoiceQuery, client_id: int | None) -> list[InvoiceRow]:
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
    one = prepared_anyhow(tx, desk, draft, existing(tx, draft.account_id))
    account = one.account
    client, customer = one.client, tx.accounts.customer(account.customer_id)
    return InvoiceRow(
        -draft.id, draft.number, "invoice", draft.status, account.id, account.number, client.code, customer.name,
        account.currency, None, one.due_on, one.totals.total_cents, 0, 0, None, draft.id,
    )  # fmt: skip


def row_of(one: NamedInvoice) -> InvoiceRow:
    invoice = one.invoice
    return InvoiceRow(
        invoice.id, invoice.number, one.kind, invoice.status, invoice.account_id, one.account, one.client,
        one.customer, one.currency, invoice.issued_on, invoice.due_on, invoice.amount_cents, invoice.open_cents,
        invoice.argued_cents, invoice.id,
    )  # fmt: skip


def applied(tx: Transaction, account_id: int, invoice_id: int) -> list[Applied]:
    """What was entered on an invoice besides its first charge, in the order in which it was."""
    found = [
        Applied(one.id, one.on, one.kind, one.method, one.amount_cents, one.reference, one.reason, one.reverses_id)
        for one in (entered.entry for entered in tx.ledger.on_invoice(account_id, invoice_id))
    ]
    charge = next((at for at, one in enumerate(found) if one.kind == "charge"), None)
    return found if charge is None else found[:charge] + found[charge + 1 :]


def number_of(tx: Transaction, invoice_id: int | None) -> str:
    found = None if invoice_id is None else tx.invoices.get(invoice_id)
    return "" if found is None else found.number
