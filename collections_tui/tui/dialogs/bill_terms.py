"""What a bill says besides its lines: its days, a discount on all of it, insurance, a deposit, a note."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.billing.typed import say_rate
from collections_tui.domain.dates import parse_day, parse_past_day, say_day
from collections_tui.domain.money import format_cents, parse_cents, plain_amount
from collections_tui.domain.records import Unsaved
from collections_tui.services.invoice_views import DraftView, Terms
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.dialogs.line_form import rate_typed
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine

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


class TermsDialog(KeepingDialog):
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
    AUTO_FOCUS = "#row-service FieldInput"

    def __init__(self, view: DraftView, here: Here, write: Callable[[Terms], Awaitable[str]], begun: Body) -> None:
        super().__init__(Unsaved("bill", view.draft.id), begun)
        self._view, self._here, self._write = view, here, write
        self._beside = {name: text for name, text in begun.items() if name.startswith(WHY)}
        self._rows = {name: FieldRow(name, label, look="mark") for name, label in LABELS.items()}
        self._as_it_is = _typed_of(view)
        typed = begun if set(begun) - set(self._beside) else self._as_it_is
        for name, row in self._rows.items():
            row.input.max_length = LONGEST_WORDS
            row.input.value = typed.get(name, "")

    def compose_body(self) -> ComposeResult:
        view = self._view
        about = OneLine(classes="about")
        total = format_cents(view.totals.total_cents, view.currency)
        about.show(plain(f"{view.draft.number} of {view.customer.name}, {total}"))
        yield about
        yield from self._rows.values()

    def on_mount(self) -> None:
        super().on_mount()
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the fields, where that is not what the bill says already."""
        typed = {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}
        return ({} if typed == self._as_it_is else typed) | self._beside

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        for name, row in self._rows.items():
            try:
                said = Understood(words=self._words(name))
            except ValueError as error:
                said = Understood(problem=str(error))
            row.say_back(said, False)

    def _text(self, name: str) -> str:
        return self._rows[name].input.value.strip()

    def _words(self, name: str) -> str:
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
            return f"as much as there is: {there}" if not self._text(name) else f"of {there} there is"
        if name == "insurance":
            self._cents(name)
            return "by an insurer, of this bill" if not self._text(name) else ""
        return {"because": "why", "reference": "the insurer's", "note": "printed on it"}[name]

    def _day(self, name: str) -> date | None:
        text = self._text(name)
        if not text:
            return None
        return (parse_past_day if name == "service" else parse_day)(text, self._here.today)

    def _cents(self, name: str) -> int:
        text = self._text(name)
        cents = parse_cents(text, currency=self._view.currency) if text else 0
        if cents < 0:
            raise ValueError("It cannot be below nothing.")
        return cents

    def _discount(self) -> tuple[int, int]:
        ppm = rate_typed(self._text("discount"))
        return (self._cents("discount"), 0) if ppm is None else (0, ppm)

    def _deposit(self) -> int | None:
        return self._cents("deposit") if self._text("deposit") else None

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save it, or say what is wrong, and where."""
        for name in LABELS:
            try:
                self._words(name)
            except ValueError as error:
                self.set_focus(self._rows[name].input)
                self.say(str(error), "error")
                return
        (cents, ppm), draft = self._discount(), self._view.draft
        terms = Terms(
            due_on=self._day("due"),
            discount_cents=cents,
            discount_ppm=ppm,
            discount_reason=self._text("because"),
            insurance_cents=self._cents("insurance"),
            insurance_reference=self._text("reference"),
            deposit_cents=self._deposit(),
            note=draft.note if self._text("note") == _one_line(draft.note) else self._text("note"),
            service_on=self._day("service"),
        )
        self.attempt(self.save(lambda: self._write(terms)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


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
