"""Bills for tests: a price list in a line, a draft with lines, and what must be true of every bill."""

from __future__ import annotations

from datetime import date
from itertools import count

from collections_tui.domain.billing.records import BillDraft
from collections_tui.services import invoice_drafts, invoices, verify
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import Issued, NewLine
from collections_tui.store.transaction import Transaction
from tests.build import Office

SERVICE = date(2026, 11, 20)
_number = count(1)


def price(
    tx: Transaction,
    code: str = "99213",
    cents: int = 120_00,
    description: str = "Office visit",
    *,
    since: str = "2026-01-01",
    until: str | None = None,
    modifier: str = "",
    tax: str = "",
    client: int = 1,
) -> None:
    """A price in a client's list."""
    tx.sql.run(
        "INSERT INTO price (client_id, code, modifier, description, cents, valid_from, valid_to, system, tax, words) "
        "VALUES (:client, :code, :modifier, :description, :cents, :since, :until, 'CPT', :tax, :code)",
        {
            "client": client,
            "code": code,
            "modifier": modifier,
            "description": description,
            "cents": cents,
            "since": since,
            "until": until,
            "tax": tax,
        },
    )


def line(cents: int = 100_00, description: str = "Visit", **more: object) -> NewLine:
    """A line that needs no price list."""
    return NewLine(description=description, unit_cents=cents, service_on=SERVICE)._replace(**more)  # type: ignore[arg-type]


def operation() -> str:
    """An ID that no other operation has."""
    return f"operation {next(_number)}"


def draft(desk: Desk, account_id: int, *lines: NewLine) -> BillDraft:
    """A bill in the making, with these lines or one of 100.00."""
    begun = invoice_drafts.begin(desk, account_id, operation_id=operation())
    return invoice_drafts.add_lines(desk, begun.id, lines or (line(),))


def accepted(desk: Desk, draft_id: int) -> int:
    """Give every warning of a draft its word, so that it can be issued; its id."""
    warnings = verify.check_draft(desk, draft_id).unanswered
    if warnings:
        verify.accept(desk, draft_id, {one.check: "it is right" for one in warnings})
    return draft_id


def issued(desk: Desk, account_id: int, *lines: NewLine) -> Issued:
    """An invoice with these lines, or one of 100.00."""
    return invoices.issue(desk, accepted(desk, draft(desk, account_id, *lines).id), operation())


def check_bills(work: Office) -> None:
    """Every bill that was made here adds up, and comes to what the ledger says of it."""
    with work.boss.store.read() as tx:
        for invoice_id, kind, discount, tax, insurance, deposit in tx.sql.all(
            "SELECT invoice_id, kind, discount_cents, tax_cents, insurance_cents, deposit_cents FROM invoice_made"
        ):
            invoice = tx.invoices.get(invoice_id)
            assert invoice is not None
            lines = tx.invoices.lines(invoice_id)
            assert [one.position for one in lines] == list(range(1, len(lines) + 1))
            assert sum(one.amount_cents for one in lines) - discount + tax == invoice.amount_cents
            assert sum(one.tax_cents for one in tx.invoices.taxes(invoice_id)) == tax
            entries = [one.entry for one in tx.ledger.on_invoice(invoice.account_id, invoice_id)]
            assert sum(one.amount_cents for one in entries) == invoice.open_cents
            if kind == "invoice":
                assert [one.amount_cents for one in entries if one.kind == "charge"][:1] == [invoice.amount_cents]
                assert insurance + deposit <= invoice.amount_cents
            else:
                assert entries == []
                voided = tx.sql.one(
                    "SELECT i.amount_cents, i.open_cents, i.status, i.disputed, i.disputed_cents FROM invoice i "
                    "JOIN invoice_made m ON m.credits_id = i.id WHERE m.invoice_id = :id",
                    {"id": invoice_id},
                )
                assert voided == (-invoice.amount_cents, 0, "void", 0, 0)
        for open_cents, disputed, argued, said, all_said in tx.sql.all(
            "SELECT open_cents, disputed, disputed_cents, coalesce((SELECT sum(d.cents) FROM dispute d "
            "WHERE d.invoice_id = invoice.id AND d.settled_at IS NULL AND d.position IS NOT NULL), 0), "
            "(SELECT count(*) FROM dispute d WHERE d.invoice_id = invoice.id AND d.settled_at IS NULL "
            "AND d.position IS NULL) FROM invoice"
        ):
            assert argued == min(said, max(0, open_cents))
            assert disputed >= all_said
        numbers = tx.sql.all("SELECT client_id, kind, sum(last) FROM number_series GROUP BY 1, 2 ORDER BY 1, 2")
        made = tx.sql.all(
            "SELECT i.client_id, m.kind, count(*) FROM invoice_made m JOIN invoice i ON i.id = m.invoice_id "
            "GROUP BY 1, 2 ORDER BY 1, 2"
        )
        assert [row for row in numbers if row[1] != "account"] == made
