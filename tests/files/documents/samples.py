"""Documents of every kind, made of records alone."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import Any

from collections_tui.domain.aging import Aging
from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.billing.records import BillLine, TaxSum
from collections_tui.files.documents.compose import Document, compose
from collections_tui.files.documents.layout import Layout, Look, parse_layout, parse_look
from collections_tui.files.documents.records import (
    AgreementPaper,
    Booked,
    Frame,
    InvoicePaper,
    Kind,
    OpenBill,
    Paper,
    Party,
    ReminderPaper,
    StatementPaper,
    ValidationPaper,
)
from collections_tui.resources import data_path

DAY = date(2026, 11, 23)
HOSPITAL = Party("St. Elsewhere Hospital", ("1 Main Street", "Albany NY 12207"), "(212) 555-0100")
ADA = Party("Ada Lovelace", ("12 Elm Street", "Troy NY 12180"))
FRAME = Frame(HOSPITAL, HOSPITAL.name, ADA, "A-0001", "USD", DAY)


def lines(many: int) -> tuple[BillLine, ...]:
    """So many lines of $10.00 and a cent more each."""
    return tuple(
        BillLine(
            n,
            f"Physical therapy, session {n}",
            1000 + n,
            1000 + n,
            code="97110",
            service_on=DAY - timedelta(days=n % 60),
        )
        for n in range(1, many + 1)
    )


def invoice(many: int = 3, **more: Any) -> InvoicePaper:
    """An invoice of so many lines, with a discount, a tax, insurance and a deposit."""
    billed = lines(many)
    total = sum(line.amount_cents for line in billed)
    whole = total - 500 + 80
    paper = InvoicePaper(
        FRAME, "invoice", "2026-000017", DAY, DAY + timedelta(days=30), billed, total, whole, whole - 1000 - 200,
        whole - 1000 - 200, discount_cents=500, discount_reason="prompt payment",
        taxes=(TaxSum("Sales tax", 80_000, 1000, 80),), insurance_cents=1000, insurance_reference="ERA 88-1",
        deposit_cents=200, aging=Aging(whole - 1200, 0, 4500, 0, 0),
    )  # fmt: skip
    return paper._replace(**more)


def credit_note() -> InvoicePaper:
    """What voids it."""
    back = tuple(one._replace(amount_cents=-one.amount_cents, quantity_milli=-1000) for one in lines(2))
    total = sum(one.amount_cents for one in back)
    return InvoicePaper(FRAME, "credit_note", "C2026-000003", DAY, DAY, back, total, total, 0, 0, credits="2026-000017",
                        reason="Billed to somebody else.")  # fmt: skip


def statement(**more: Any) -> StatementPaper:
    """An account with two open invoices."""
    bills = (
        OpenBill("2026-000009", date(2026, 8, 1), date(2026, 8, 31), 40_000, 25_000, 5_000),
        OpenBill("2026-000017", DAY, date(2026, 12, 23), 10_000, 10_000),
    )
    booked = (
        Booked(date(2026, 8, 1), "Invoice 2026-000009", 40_000, 40_000),
        Booked(date(2026, 9, 14), "Payment, check 1044", -15_000, 25_000),
        Booked(DAY, "Invoice 2026-000017", 10_000, 35_000),
    )
    paper = StatementPaper(FRAME, date(2026, 8, 1), 0, booked, bills, Aging(10_000, 0, 0, 25_000, 0), 35_000, 5_000)
    return paper._replace(**more)


def reminder() -> ReminderPaper:
    """What is overdue on it."""
    found = statement()
    return ReminderPaper(FRAME._replace(for_another=True), found.bills[:1], 25_000, 84, 35_000, 5_000)


def validation() -> ValidationPaper:
    """The notice about it, from a collector."""
    group = Party("North South Group", ("P.O. Box 123456", "Pasadena CA 91111"), "(800) 555-0111")
    frame = FRAME._replace(sender=group, for_another=True)
    return ValidationPaper(frame, "You had an account with St. Elsewhere Hospital with the number A-0001.",
                           date(2026, 8, 1), 40_000, 0, 0, 15_000, 25_000, date(2026, 12, 31))  # fmt: skip


def agreement(**more: Any) -> AgreementPaper:
    """What was agreed about it."""
    dues = (Due(0, DAY, 10_000), Due(1, date(2026, 12, 15), 25_000), Due(2, date(2027, 1, 15), 25_000))
    paper = AgreementPaper(FRAME._replace(for_another=True), DAY, 60_000, 60_000, None, dues, "monthly on the 15th")
    return paper._replace(**more)


EVERY: dict[Kind, Paper] = {
    "invoice": invoice(),
    "credit_note": credit_note(),
    "statement": statement(),
    "reminder": reminder(),
    "validation": validation(),
    "agreement": agreement(),
}


def standard(kind: Kind) -> Layout:
    """The template that ships."""
    return parse_layout(tomllib.loads(data_path("layouts", f"{kind}.toml").read_text()), f"layouts/{kind}.toml", kind)


def look(**more: Any) -> Look:
    """What a client has that says nothing of its documents."""
    raw = tomllib.loads(data_path("layouts", "standard.toml").read_text())
    return parse_look(raw, "layouts/standard.toml", None, None)._replace(**more)


def document(record: Paper, **more: Any) -> Document:
    """A record as a document."""
    kind = next(kind for kind, one in EVERY.items() if type(one) is type(record))
    if isinstance(record, InvoicePaper):
        kind = record.kind
    return compose(record, standard(kind), look(**more))
