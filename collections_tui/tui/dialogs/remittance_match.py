"""Where a claim of a remittance belongs: on an invoice by its number, or on an account's one invoice of that charge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.services import accounts
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import LinesView, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

_CELLS = 72


class RemittanceMatchDialog(DeskDialog[bool]):
    """Posts before it closes, and stays open with what was typed when that fails.

    Args:
        about: what is to be matched, in words.
        write: posts it, on an account or an invoice; returns the sentence that says so.
    """

    SCOPE = "remittance_match"
    TITLE_TEXT = "Which invoice is it for?"
    BINDINGS = bindings_for("remittance_match")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, about: str, write: Callable[[int | None, str], Awaitable[str]]) -> None:
        super().__init__()
        self._about, self._write = wrapped(about, _CELLS, 3), write
        self._invoice = FieldRow("invoice", "Invoice", look="form")
        self._account = FieldRow("account", "or account", look="form")
        for row in (self._invoice, self._account):
            row.input.max_length = LONGEST_WORDS

    def compose_body(self) -> ComposeResult:
        about = LinesView(id="match-about")
        about.styles.height = len(self._about)
        about.show([text_line(part) for part in self._about])
        yield about
        gap = OneLine(classes="form-about")
        gap.show(plain(""))
        yield gap
        yield self._invoice
        yield self._account

    def on_mount(self) -> None:
        self._invoice.say_back(Understood(words="its number"), False)
        self._account.say_back(Understood(words="its number; the invoice of that charge"), False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Post it there."""
        invoice, account = self._invoice.input.value.strip(), self._account.input.value.strip()
        if invoice or account:
            self.attempt(self._save(invoice, account))
        else:
            self.say("Type the number of the invoice, or that of the account; / finds one.", "error")

    async def _save(self, invoice: str, account: str) -> None:
        account_id = await self.ask(accounts.by_number, account) if account else None
        said = await self._write(account_id, invoice)
        await self.dismiss(True)
        self.workstation.say(said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
