"""A write-off or an adjustment: booked by those who may, asked for by everybody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import Unsaved
from collections_tui.domain.requests import RequestKind
from collections_tui.services.approval_views import Wanted
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.services.views import AccountView
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine

KINDS: dict[str, RequestKind] = {"write-off": "write_off", "adjustment": "adjustment"}


class AdjustDialog(KeepingDialog):
    """Saves before it closes, and stays open with what was typed when that fails.

    Args:
        view: the account.
        write: books it, or asks for it; returns the sentence that says so.
        books: whether it is booked at once.
        begun: what was typed before and not saved.
    """

    SCOPE = "adjust"
    TITLE_TEXT = "Write off or adjust"
    BINDINGS = bindings_for("adjust")
    AUTO_FOCUS = "FieldInput"

    def __init__(
        self, view: AccountView, write: Callable[[Wanted], Awaitable[str]], begun: Body, *, books: bool
    ) -> None:
        super().__init__(Unsaved("entry", view.account.id), begun)
        self._view, self._write, self._books = view, write, books
        labels = {"amount": "Amount", "kind": "What", "invoice": "Invoice", "reason": "Reason"}
        self._rows = {name: FieldRow(name, label, look="promise") for name, label in labels.items()}
        self._rows["reason"].input.max_length = LONGEST_WORDS
        for name, row in self._rows.items():
            row.input.value = begun.get(name, "")

    def compose_body(self) -> ComposeResult:
        account = self._view.account
        about = OneLine(classes="about")
        does = "it is booked at once" if self._books else "a supervisor answers"
        owed = format_cents(account.balance_cents, account.currency)
        about.show(plain(f"{account.number} {self._view.customer.name}, {owed} owed: {does}."))
        yield about
        yield from self._rows.values()

    def on_mount(self) -> None:
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the fields, but for blanks alone."""
        return {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        for name, read in (("amount", self._cents), ("kind", self._kind), ("invoice", self._invoice)):
            try:
                said = Understood(words=str(read()))
            except ValueError as error:
                said = Understood(problem=str(error))
            if name == "amount" and not said.problem:
                said = Understood(words=self._effect())
            elif name == "kind":
                said = said._replace(words=said.words.replace("_", "-"))
            elif name == "invoice" and not self._typed("invoice"):
                said = Understood(words="what has been due the longest")
            self._rows[name].say_back(said, False)

    def _typed(self, name: str) -> str:
        return self._rows[name].input.value.strip()

    def _kind(self) -> RequestKind:
        """Which of the two; a write-off where nothing is typed.

        Raises:
            ValueError: neither begins so.
        """
        typed = self._typed("kind").lower()
        found = [kind for name, kind in KINDS.items() if name.startswith(typed)]
        if not found:
            raise ValueError("w for a write-off, a for an adjustment")
        return found[0]

    def _cents(self) -> int:
        """The amount; an adjustment below 0 lowers what is owed.

        Raises:
            ValueError: it is none, or none that can be booked.
        """
        typed = self._typed("amount")
        if not typed:
            raise ValueError("how much")
        down = typed.startswith("-")
        cents = parse_cents(typed.lstrip("-+"), currency=self._view.account.currency)
        if cents <= 0:
            raise ValueError("more than nothing")
        if down and self._kind() == "write_off":
            raise ValueError("a write-off has no sign")
        return -cents if down else cents

    def _effect(self) -> str:
        account, cents = self._view.account, self._cents()
        after = account.balance_cents + (cents if self._kind() == "adjustment" else -cents)
        return f"{format_cents(after, account.currency)} is owed then"

    def _invoice(self) -> str:
        """The number of the invoice it is about, which may be typed by its end; '' for none.

        Raises:
            ValueError: there is none, or more than one.
        """
        typed = self._typed("invoice").lower()
        if not typed:
            return ""
        numbers = [one.number for one in self._view.invoices]
        found = [one for one in numbers if one.lower() == typed] or [
            one for one in numbers if one.lower().endswith(typed)
        ]
        if len(found) != 1:
            raise ValueError("no invoice ends so" if not found else "more than one ends so")
        return found[0]

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Book it, or ask for it."""
        if not self._typed("reason"):
            self.set_focus(self._rows["reason"].input if self._typed("amount") else self._rows["amount"].input)
            self.say("Say how much, and why: the reason is kept.", "error")
            return
        try:
            kind, cents, invoice = self._kind(), self._cents(), self._invoice()
        except ValueError as error:
            self.say(f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}.", "error")
            return
        wanted = Wanted(kind, self._view.account.id, self._typed("reason"), cents=cents, invoice=invoice)
        self.attempt(self.save(lambda: self._write(wanted)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
