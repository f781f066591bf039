"""A promise: one amount by one date, on one account or on all accounts of the customer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services.views import AccountView
from collections_tui.tui.commands import bindings_for, footer_commands
from collections_tui.tui.dialogs.call_form import Understood, owed_in_view, whole_in_view
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.dialogs.plan import read_day
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import Footer, OneLine

AMOUNT, DAY, EVERYWHERE = "amount", "day", "everywhere"


class Promised(NamedTuple):
    """What is promised, by when, and whether it is for all accounts of the customer."""

    cents: int
    day: date
    everywhere: bool


class PromiseDialog(KeepingDialog):
    """Saves the promise before it closes, and stays open with all of it when that fails.

    Args:
        view: the account.
        here: this moment.
        write: stores the promise; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "promise"
    TITLE_TEXT = "Promise"
    BINDINGS = bindings_for("promise")
    AUTO_FOCUS = "#row-amount FieldInput"

    def __init__(self, view: AccountView, here: Here, write: Callable[[Promised], Awaitable[str]], begun: Body) -> None:
        super().__init__(Unsaved("promise", view.account.id), begun)
        self._view = view
        self._here = here
        self._write = write
        self._everywhere = bool(begun.get(EVERYWHERE)) and bool(view.siblings)
        self._insist = False
        self._rows = {name: FieldRow(name, label, look="promise") for name, label in ((AMOUNT, "Amount"), (DAY, "By"))}
        for name, row in self._rows.items():
            row.input.value = begun.get(name, "")
        self._where = OneLine(classes="about")

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(f"{self._view.account.number}, {self._view.customer.name}"))
        yield about
        yield from self._rows.values()
        if self._view.siblings:
            yield self._where

    def on_mount(self) -> None:
        if not self._view.siblings:
            commands = footer_commands((self.SCOPE,), self.desk.person.roles)
            self.query_one(Footer).offer([one for one in commands if one.verb != EVERYWHERE])
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the fields, but for blanks alone."""
        typed = {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}
        return typed | ({EVERYWHERE: "yes"} if typed and self._everywhere else {})

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _read(self) -> dict[str, Understood]:
        amount, day = (self._rows[name].input.value for name in (AMOUNT, DAY))
        found, words = read_day(day, self._here.today)
        on = Understood(found, words) if found is not None or not day.strip() else Understood(problem=words)
        return {AMOUNT: read_amount(amount, self._view, everywhere=self._everywhere), DAY: on}

    def _say_back(self) -> None:
        for name, understood in self._read().items():
            self._rows[name].say_back(understood, self._insist)
        number = len(self._view.siblings) + 1
        if self._everywhere:
            self._where.show(plain(f"For all {number} accounts of the customer. ctrl+t: for this one alone."))
        else:
            self._where.show(plain(f"For this account alone. ctrl+t: for all {number} accounts of the customer."))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the promise and close, or go to what is missing or wrong."""
        read = self._read()
        self._insist = True
        for name, understood in read.items():
            if understood.value is None:
                self._say_back()
                self.set_focus(self._rows[name].input)
                self.say(understood.problem or understood.words, "error" if understood.problem else "info")
                return
        cents, day = read[AMOUNT].value, read[DAY].value
        assert isinstance(cents, int), "it was read"
        assert isinstance(day, date), "it was read"
        promised = Promised(cents, day, self._everywhere)
        self.attempt(self.save(lambda: self._write(promised)))

    def action_everywhere(self) -> None:
        """For this account alone, or for all accounts of the customer."""
        if self._view.siblings:
            self._everywhere = not self._everywhere
            self._say_back()
            self.keep_typed()

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


def read_amount(text: str, view: AccountView, *, everywhere: bool) -> Understood:
    """Return the amount that was typed, which is all that is asked for where nothing is, and how to say it back."""
    currency, owed = view.account.currency, owed_in_view(view, everywhere=everywhere)
    whole = format_cents(owed, currency)
    if not text.strip():
        return whole_in_view(view, everywhere=everywhere) if owed > 0 else Understood(problem="Nothing is owed.")
    try:
        cents = parse_cents(text, currency=currency)
    except ValueError as error:
        return Understood(problem=str(error))
    if cents <= 0:
        return Understood(problem="A promise is for more than nothing: write an amount such as 75.00.")
    if cents > owed:
        return Understood(problem=f"That is more than the {whole} owed.")
    return Understood(cents, f"{format_cents(cents, currency)} of {whole}")
