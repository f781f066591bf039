"""A payment on an account: what it pays is shown while it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from collections_tui.domain.money import say_owed
from collections_tui.domain.records import Unsaved
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.views import AccountView
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.dialogs.payment_form import FIELDS, Problem, Typed, read_payment
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

_HINTS = {
    "to": "what is due the longest; or invoices, by how they end",
    "method": "cash, check, card, debit, transfer, online, insurer",
    "reference": "what is written on it; never the number of a card",
    "on": "today; yesterday, mon, 9 nov",
}


class PaymentDialog(KeepingDialog):
    """Saves the payment before it closes, and stays open with all of it when that fails.

    The payment has its operation ID from the first key on, so that it is stored once, however often it is tried.

    Args:
        view: the account it is on.
        here: this moment.
        write: stores the payment; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "payment"
    TITLE_TEXT = "Payment"
    BINDINGS = bindings_for("payment")
    AUTO_FOCUS = "#payment-amount"

    def __init__(
        self, view: AccountView, here: Here, write: Callable[[PaymentEntry], Awaitable[str]], begun: Body
    ) -> None:
        super().__init__(Unsaved("payment", view.account.id), begun)
        self._view, self._here, self._write = view, here, write
        self._operation = begun.get("operation") or uuid4().hex
        names = [name for name in FIELDS if name != "also" or view.siblings]
        self._fields = {name: FieldInput(id=f"payment-{name}", max_length=LONGEST_WORDS) for name in names}
        for name, field in self._fields.items():
            field.value = begun.get(name, "")
        self._said = OneLine(classes="field-said")

    def compose_body(self) -> ComposeResult:
        account = self._view.account
        owed = say_owed(account.balance_cents, account.currency)
        about = OneLine(classes="about")
        about.show(plain(f"{account.number}, {self._view.customer.name}: {owed}"))
        yield about
        others = ", ".join(one.number for one in self._view.siblings)
        hints = _HINTS | {"also": f"what is left over: {others}"}
        for name, field in self._fields.items():
            with Horizontal(classes="field"):
                label = OneLine(classes="label")
                label.show(Content(name))
                yield label
                field.placeholder = hints.get(name, "")
                yield field
        yield self._said

    def on_mount(self) -> None:
        self._say_back()

    @property
    def _typed(self) -> Typed:
        return {name: self._fields[name].value if name in self._fields else "" for name in FIELDS}

    @property
    def body(self) -> Body:
        """What is in the fields, but for blanks alone."""
        typed = {name: text for name, text in self._typed.items() if text.strip()}
        return typed | {"operation": self._operation} if typed else {}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        """Say what the payment would pay."""
        words, wrong = "", False
        if any(text.strip() for text in self._typed.values()):
            try:
                words = read_payment(self._view, self._typed, self._here.today).words
            except Problem as problem:
                words, wrong = str(problem), True
        self._said.set_class(wrong, "-problem")
        self._said.show(plain(words))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the payment and close, or say what is wrong, and where."""
        try:
            entry = read_payment(self._view, self._typed, self._here.today).entry
        except Problem as problem:
            self.set_focus(self._fields[problem.field])
            self.say(str(problem), "error")
        else:
            self.attempt(self.save(lambda: self._write(entry._replace(operation_id=self._operation))))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
