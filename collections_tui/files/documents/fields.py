"""What a template may name: the fields and tables of each kind of document, in words that are safe to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from collections_tui.domain.aging import Aging
from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.billing.records import ONE, WHOLE, BillLine
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.files.documents.records import (
    AgreementPaper,
    AppealPaper,
    Frame,
    InvoicePaper,
    Kind,
    OpenBill,
    Paper,
    ReminderPaper,
    StatementPaper,
    ValidationPaper,
)

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
COLLECTOR = "This communication is from a debt collector."


class Row(NamedTuple):
    """One row of a table: its fields, and the amount that is carried from page to page."""

    cells: Mapping[str, str]
    cents: int = 0


class Content(NamedTuple):
    """A document's fields and tables. A field that nothing is known of is ''."""

    kind: Kind
    fields: Mapping[str, str]
    tables: Mapping[str, tuple[Row, ...]]
    currency: str
    written_on: date
    sender_lines: tuple[str, ...]
    receiver_lines: tuple[str, ...]


_EVERY = (
    "account", "assistance", "client", "customer", "customer_address", "disclosure", "pay_to", "phone", "sender",
    "sender_address", "today",
)  # fmt: skip
WORDS = ("questions", "help", "terms")
"""Fields that the client's own words fill."""
_BILLS = ("number", "issued_on", "due_on", "amount", "open", "disputed")
_LINES = (
    "position", "day", "code", "modifier", "description", "quantity", "unit", "price", "adjustment", "tax", "amount",
    "note",
)  # fmt: skip
_AGING = ("age_not_due", "age_one", "age_two", "age_three", "age_over", "age_all")

FIELDS: dict[Kind, tuple[str, ...]] = {
    "invoice": (
        "number", "issued_on", "due_on", "lines_total", "discount", "discount_reason", "tax_total", "total",
        "insurance", "insurance_reference", "deposit", "due", "paid_since", "open", "disputed", "pending", "asked",
        "note", "void", "owed",
    ),
    "credit_note": (
        "number", "issued_on", "credits", "reason", "lines_total", "discount", "discount_reason", "tax_total", "total",
        "note",
    ),
    "statement": ("since", "before", "balance", "disputed", "pending", "asked"),
    "reminder": ("overdue", "days", "balance", "disputed", "pending", "asked"),
    "validation": ("what", "itemised_on", "then", "interest", "fees", "credited", "now", "until"),
    "agreement": ("agreed_on", "owed", "total", "until", "every", "in_parts", "settlement"),
    "appeal": (
        "payer", "control", "payer_number", "member", "group", "invoice", "patient", "services", "charged",
        "agreed", "paid", "patients", "refused", "missing", "reasons", "refused_on", "appeal_by", "why",
    ),
}  # fmt: skip
TABLES: dict[Kind, dict[str, tuple[str, ...]]] = {
    "invoice": {
        "lines": _LINES,
        "taxes": ("tax_name", "tax_rate", "tax_base", "tax_amount"),
        "paid": ("paid_on", "paid_how", "paid_amount"),
        "aging": _AGING,
    },
    "credit_note": {
        "lines": _LINES,
        "taxes": ("tax_name", "tax_rate", "tax_base", "tax_amount"),
    },
    "statement": {
        "booked": ("day", "what", "amount", "owed"),
        "bills": _BILLS,
        "aging": _AGING,
    },
    "reminder": {"bills": _BILLS},
    "validation": {},
    "agreement": {"dues": ("instalment", "day", "amount")},
    "appeal": {
        "services": ("day", "code", "modifier", "line_charged", "line_agreed", "line_paid", "line_patients"),
        "enclosed": ("what",),
    },
}  # fmt: skip
REQUIRED: dict[Kind, tuple[str, ...]] = {
    "invoice": ("number", "customer", "account"),
    "credit_note": ("number", "credits", "customer", "account"),
    "statement": ("account", "customer", "disclosure"),
    "reminder": ("account", "customer", "disclosure"),
    "agreement": ("account", "customer", "disclosure"),
    "appeal": ("payer", "control", "patient", "why"),
    "validation": (
        "sender", "sender_address", "customer", "customer_address", "client", "account", "itemised_on", "then",
        "interest", "fees", "credited", "now", "until",
    ),
}  # fmt: skip
"""What a template has to name: without it the document would not be what the law or its reader takes it for."""


def known(kind: Kind) -> tuple[str, ...]:
    """Return every field that a template of this kind may name outside of tables."""
    return (*_EVERY, *WORDS, *FIELDS[kind])


def kind_of(paper: Paper) -> Kind:
    """Return of which kind a document is."""
    match paper:
        case InvoicePaper():
            return paper.kind
        case StatementPaper():
            return "statement"
        case ReminderPaper():
            return "reminder"
        case ValidationPaper():
            return "validation"
        case AgreementPaper():
            return "agreement"
        case AppealPaper():
            return "appeal"


def content_of(paper: Paper) -> Content:
    """Return what the template of a document is filled in with."""
    match paper:
        case InvoicePaper():
            kind, fields, tables = _invoice(paper)
        case StatementPaper():
            kind, fields, tables = _statement(paper)
        case ReminderPaper():
            kind, fields, tables = _reminder(paper)
        case ValidationPaper():
            kind, fields, tables = _validation(paper)
        case AgreementPaper():
            kind, fields, tables = _agreement(paper)
        case AppealPaper():
            kind, fields, tables = _appeal(paper)
    frame = paper.frame
    every = _every(frame)
    safe = {name: clean(value, lines=name in ("note", "why")) for name, value in (every | fields).items()}
    return Content(
        kind,
        safe,
        {name: tuple(_safe(row) for row in rows) for name, rows in tables.items()},
        frame.currency,
        frame.written_on,
        tuple(clean(line) for line in (*frame.sender.lines, frame.sender.phone) if line),
        tuple(clean(line) for line in frame.receiver.lines if line),
    )


def day_in_full(day: date) -> str:
    """Return a day as a letter has it: ``15 December 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date | None) -> str:
    """Return a day as a table has it: ``15 Dec 2026``; '' for none."""
    return "" if day is None else f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def quantity(milli: int) -> str:
    """Return a quantity as people write it: ``2``, ``1.5``."""
    whole, part = divmod(abs(milli), ONE)
    return f"{'-' * (milli < 0)}{whole:,}" + (f".{part:03d}".rstrip("0") if part else "")


def rate(ppm: int) -> str:
    """Return a rate in per cent: ``8.875 %``."""
    whole, part = divmod(ppm, WHOLE // 100)
    return f"{whole}" + (f".{part:04d}".rstrip("0") if part else "") + " %"


Said = tuple[Kind, dict[str, str], dict[str, tuple[Row, ...]]]


def _every(frame: Frame) -> dict[str, str]:
    return {
        "account": frame.account,
        "assistance": _assistance(frame),
        "client": frame.client,
        "customer": frame.receiver.name,
        "customer_address": ", ".join(frame.receiver.lines),
        "disclosure": COLLECTOR if frame.for_another else "",
        "pay_to": ", ".join((frame.sender.name, *frame.sender.lines)),
        "phone": frame.sender.phone,
        "sender": frame.sender.name,
        "sender_address": ", ".join(frame.sender.lines),
        "today": day_in_full(frame.written_on),
    }


def _assistance(frame: Frame) -> str:
    """What a hospital has to say on its bills; '' on those of others."""
    if not frame.assistance:
        return ""
    phone = f" Call {frame.sender.phone}" if frame.sender.phone else " Ask us"
    return (
        "Financial assistance is available for those who cannot pay: care may be free, or cost less."
        f"{phone} for the policy, a summary of it in plain words, an application, and help with it."
    )


def _safe(row: Row) -> Row:
    return Row({name: clean(value) for name, value in row.cells.items()}, row.cents)


def _money(frame: Frame, cents: int) -> str:
    return format_cents(cents, frame.currency)


def _some(frame: Frame, cents: int, sign: int = 1) -> str:
    """An amount where there is one."""
    return _money(frame, sign * cents) if cents else ""


def _invoice(paper: InvoicePaper) -> Said:
    frame = paper.frame
    asked = paper.open_cents - paper.disputed_cents - paper.pending_cents
    billed = sum(line.amount_cents for line in paper.lines)
    fields = {
        "number": paper.number,
        "issued_on": day_in_full(paper.issued_on),
        # Lines that came from a file need not add up to what was billed.
        "lines_total": _money(frame, paper.lines_cents) if billed == paper.lines_cents else "",
        "discount": _some(frame, paper.discount_cents, -1),
        "discount_reason": paper.discount_reason,
        "tax_total": _some(frame, sum(tax.tax_cents for tax in paper.taxes)),
        "total": _money(frame, paper.total_cents),
        "note": paper.note,
    }
    taxes = tuple(
        Row(
            {
                "tax_name": tax.name,
                "tax_rate": rate(tax.ppm),
                "tax_base": _money(frame, tax.base_cents),
                "tax_amount": _money(frame, tax.tax_cents),
            }
        )
        for tax in paper.taxes
    )
    tables = {"lines": tuple(_line(paper, line) for line in paper.lines), "taxes": taxes}
    if paper.kind == "credit_note":
        return "credit_note", fields | {"credits": paper.credits, "reason": paper.reason}, tables
    since = sum(one.cents for one in paper.paid)
    fields |= {
        "due_on": day_in_full(paper.due_on),
        "insurance": _some(frame, paper.insurance_cents, -1),
        "insurance_reference": paper.insurance_reference,
        "deposit": _some(frame, paper.deposit_cents, -1),
        "due": _money(frame, paper.due_cents),
        "paid_since": _some(frame, since, -1),
        "open": _money(frame, paper.open_cents) if since or paper.disputed_cents or paper.pending_cents else "",
        "disputed": _some(frame, paper.disputed_cents, -1),
        "pending": _some(frame, paper.pending_cents, -1),
        "asked": _money(frame, asked),
        "void": "It has been voided by a credit note: nothing is to be paid on it." if paper.void else "",
        "owed": "" if paper.aging is None else _money(frame, paper.aging.total),
    }
    tables["paid"] = tuple(
        Row({"paid_on": short_day(one.on), "paid_how": one.how, "paid_amount": _money(frame, -one.cents)})
        for one in paper.paid
    )
    tables["aging"] = () if paper.aging is None else _aging(frame, paper.aging)
    return "invoice", fields, tables


def _line(paper: InvoicePaper, line: BillLine) -> Row:
    frame = paper.frame
    return Row(
        {
            "position": str(line.position),
            "day": short_day(line.service_on),
            "code": line.code,
            "modifier": line.modifier,
            "description": line.description,
            "quantity": quantity(line.quantity_milli),
            "unit": line.unit,
            "price": _money(frame, line.unit_cents),
            "adjustment": _some(frame, line.discount_cents, -1),
            "tax": line.tax,
            "amount": _money(frame, line.amount_cents),
            "note": "in dispute" if line.position in paper.disputed else "",
        },
        line.amount_cents,
    )


def _aging(frame: Frame, aging: Aging) -> tuple[Row, ...]:
    amounts = (*aging, aging.total)
    return (Row({name: _money(frame, cents) for name, cents in zip(_AGING, amounts, strict=True)}),)


def _bills(frame: Frame, bills: Iterable[OpenBill]) -> tuple[Row, ...]:
    return tuple(
        Row(
            {
                "number": one.number,
                "issued_on": short_day(one.issued_on),
                "due_on": short_day(one.due_on),
                "amount": _money(frame, one.amount_cents),
                "open": _money(frame, one.open_cents),
                "disputed": _some(frame, one.disputed_cents),
            },
            one.open_cents,
        )
        for one in bills
    )


def _statement(paper: StatementPaper) -> Said:
    frame = paper.frame
    fields = {
        "since": day_in_full(paper.since),
        "before": _money(frame, paper.before_cents),
        "balance": _money(frame, paper.balance_cents),
        "disputed": _some(frame, paper.disputed_cents, -1),
        "pending": _some(frame, paper.pending_cents, -1),
        "asked": _money(frame, max(0, paper.balance_cents - paper.disputed_cents - paper.pending_cents)),
    }
    booked = tuple(
        Row(
            {
                "day": short_day(one.on),
                "what": one.what,
                "amount": _money(frame, one.cents),
                "owed": _money(frame, one.owed_cents),
            },
            one.cents,
        )
        for one in paper.booked
    )
    return "statement", fields, {
        "booked": booked, "bills": _bills(frame, paper.bills), "aging": _aging(frame, paper.aging)
    }  # fmt: skip


def _reminder(paper: ReminderPaper) -> Said:
    frame = paper.frame
    fields = {
        "overdue": _money(frame, paper.overdue_cents),
        "days": str(paper.days),
        "balance": _money(frame, paper.balance_cents),
        "disputed": _some(frame, paper.disputed_cents),
        "pending": _some(frame, paper.pending_cents),
        "asked": _money(frame, max(0, paper.balance_cents - paper.disputed_cents - paper.pending_cents)),
    }
    return "reminder", fields, {"bills": _bills(frame, paper.bills)}


def _appeal(paper: AppealPaper) -> Said:
    frame, one_day = paper.frame, paper.service_from == paper.service_to
    last = "" if one_day else f" to {day_in_full(paper.service_to)}"
    fields = {
        "payer": paper.payer,
        "control": paper.control,
        "payer_number": paper.number,
        "member": paper.member,
        "group": paper.group,
        "invoice": paper.invoice,
        "patient": paper.patient,
        "services": f"{day_in_full(paper.service_from)}{last}",
        "charged": _money(frame, paper.charge_cents),
        "agreed": "" if paper.agreed_cents is None else _money(frame, paper.agreed_cents),
        "paid": _money(frame, paper.paid_cents),
        "patients": _some(frame, paper.patient_cents),
        "refused": _some(frame, paper.refused_cents),
        "missing": _some(frame, paper.missing_cents),
        "reasons": "; ".join(paper.reasons),
        "refused_on": "" if paper.refused_on is None else day_in_full(paper.refused_on),
        "appeal_by": "" if paper.appeal_by is None else day_in_full(paper.appeal_by),
        "why": paper.why,
    }
    services = tuple(
        Row(
            {
                "day": "" if one.on is None else short_day(one.on),
                "code": one.code,
                "modifier": one.modifier,
                "line_charged": _money(frame, one.charge_cents),
                "line_agreed": "" if one.agreed_cents is None else _money(frame, one.agreed_cents),
                "line_paid": "" if one.paid_cents is None else _money(frame, one.paid_cents),
                "line_patients": _some(frame, one.patient_cents or 0),
            }
        )
        for one in paper.lines
    )
    return "appeal", fields, {"services": services, "enclosed": tuple(Row({"what": one}) for one in paper.enclosed)}


def _validation(paper: ValidationPaper) -> Said:
    frame = paper.frame
    fields = {
        "what": paper.what,
        "itemised_on": day_in_full(paper.itemised_on),
        "then": _money(frame, paper.then_cents),
        "interest": _money(frame, paper.interest_cents),
        "fees": _money(frame, paper.fees_cents),
        "credited": _money(frame, paper.credited_cents),
        "now": _money(frame, paper.now_cents),
        "until": day_in_full(paper.until),
    }
    return "validation", fields, {}


def _agreement(paper: AgreementPaper) -> Said:
    frame, settled = paper.frame, paper.until is not None
    fields = {
        "agreed_on": day_in_full(paper.agreed_on),
        "owed": _money(frame, paper.owed_cents),
        "total": _money(frame, paper.total_cents),
        "until": "" if paper.until is None else day_in_full(paper.until),
        "every": paper.every,
        "in_parts": "" if settled else "yes",
        "settlement": "yes" if settled else "",
    }
    return "agreement", fields, {"dues": tuple(_due(frame, due) for due in paper.dues)}


def _due(frame: Frame, due: Due) -> Row:
    number = f"Instalment {due.number}" if due.number else "Down payment"
    return Row(
        {"instalment": number, "day": day_in_full(due.due_on), "amount": _money(frame, due.amount_cents)},
        due.amount_cents,
    )
