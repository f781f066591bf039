"""What a bill says besides its lines: its days, a discount on all of it, insurance, a deposit, a note."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from collections_tui.domain.billing.typed import say_rate
from collections_tui.domain.dates import parse_day, parse_past_day, say_day
from collections_tui.domain.money import format_cents, parse_cents, plain_amount
from collections_tui.domain.records import Unsaved
from collections_tui.services.invoice_views import DraftView, Terms
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.dialogs.line_form import rate_typed
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body

LABELS = {
    "service": "Day of service",
    "due": "Due",
    "discount": "Discount",
    "because": "for",
    "insurance": "Insurance paid",
    "reference": "reference",
    "deposit": "Paid before",
    "note": "Note on it",
}
WHY = "why "
"""What the names of answers to warnings begin with: they are kept beside the terms of the same bill."""


class TermsDialog(FormDialog):
    """Saves before it closes, and stays open with what was typed when that fails.

    Args:
        view: the bill.
        here: this moment.
        write: stores the terms; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "bill_terms"
    TITLE_TEXT = "Terms of the bill"
    BINDINGS = bindings_for("bill_terms")
    LOOK = "mark"

    def __init__(self, view: DraftView, here: Here, write: Callable[[Terms], Awaitable[str]], begun: Body) -> None:
        self._view, self._here, self._write = view, here, write
        self._beside = {name: text for name, text in begun.items() if name.startswith(WHY)}
        about = f"{view.draft.number} of {view.customer.name}, {format_cents(view.totals.total_cents, view.currency)}"
        super().__init__(Unsaved("bill", view.draft.id), (about,), LABELS, begun, _typed_of(view))

    @property
    def beside(self) -> Body:
        """The answers to warnings of the same bill."""
        return self._beside

    def understood(self, name: str) -> str:
        """What a field was understood as.

        Raises:
            ValueError: it is wrong.
        """
        view, today = self._view, self._here.today
        if name in ("service", "due"):
            day = self._day(name)
            if day is not None:
                return say_day(day, today)
            return f"{say_day(view.due_on, today)}, as usual" if name == "due" else "of lines that say none"
        if name == "discount":
            cents, ppm = self._discount()
            return f"{say_rate(ppm)} off all of it" if ppm else "an amount, or 10 %" if not cents else ""
        if name == "deposit":
            there = format_cents(view.credit_cents, view.currency)
            self._deposit()
            return f"as much as there is: {there}" if not self.text(name) else f"of {there} there is"
        if name == "insurance":
            self._cents(name)
            return "by an insurer, of this bill" if not self.text(name) else ""
        return {"because": "why", "reference": "the insurer's", "note": "printed on it"}[name]

    def _day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        return (parse_past_day if name == "service" else parse_day)(text, self._here.today)

    def _cents(self, name: str) -> int:
        text = self.text(name)
        cents = parse_cents(text, currency=self._view.currency) if text else 0
        if cents < 0:
            raise ValueError("It cannot be below nothing.")
        return cents

    def _discount(self) -> tuple[int, int]:
        ppm = rate_typed(self.text("discount"))
        return (self._cents("discount"), 0) if ppm is None else (0, ppm)

    def _deposit(self) -> int | None:
        return self._cents("deposit") if self.text("deposit") else None

    async def write(self) -> str:
        """Store the terms; the sentence that says so."""
        (cents, ppm), draft = self._discount(), self._view.draft
        terms = Terms(
            due_on=self._day("due"),
            discount_cents=cents,
            discount_ppm=ppm,
            discount_reason=self.text("because"),
            insurance_cents=self._cents("insurance"),
            insurance_reference=self.text("reference"),
            deposit_cents=self._deposit(),
            note=draft.note if self.text("note") == _one_line(draft.note) else self.text("note"),
            service_on=self._day("service"),
        )
        return await self._write(terms)


def _typed_of(view: DraftView) -> Body:
    """The terms of a bill as they would be typed; what it does not say is left out."""
    draft, currency = view.draft, view.currency
    amount = plain_amount(draft.discount_cents, currency) if draft.discount_cents else ""
    typed = {
        "service": draft.service_on.isoformat() if draft.service_on else "",
        "due": draft.due_on.isoformat() if draft.due_on else "",
        "discount": say_rate(draft.discount_ppm) if draft.discount_ppm else amount,
        "because": draft.discount_reason,
        "insurance": plain_amount(draft.insurance_cents, currency) if draft.insurance_cents else "",
        "reference": draft.insurance_reference,
        "deposit": "" if draft.deposit_cents is None else plain_amount(draft.deposit_cents, currency),
        "note": _one_line(draft.note),
    }
    return {name: text for name, text in typed.items() if text}


def _one_line(note: str) -> str:
    """A note as it stands in a field of one line; its own lines stay as long as nobody types another."""
    return " ".join(note.split())
