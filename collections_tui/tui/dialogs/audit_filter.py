"""Which entries of the audit are shown: of a person, of a kind, on an account, of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from collections_tui.domain.dates import parse_day
from collections_tui.services import accounts, audit
from collections_tui.services.audit import AuditFilter
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import cut
from collections_tui.tui.widgets.inputs import FieldInput

Filtered = tuple[AuditFilter, str]
"""What is to be shown from now on, and the number of the account in it."""


class AuditFilterDialog(DeskDialog[Filtered]):
    """Is dismissed with the filter as it is to be from now on.

    Args:
        chosen: as it is.
        account: the number of the account in it.
        kinds: which kinds of entries there are.
        today: the floor's date.
    """

    SCOPE = "filter"
    TITLE_TEXT = "Show only"
    BINDINGS = bindings_for("filter")
    AUTO_FOCUS = "Input"

    def __init__(self, chosen: AuditFilter, account: str, kinds: Sequence[str], today: date) -> None:
        super().__init__()
        self._today = today
        words = list(dict.fromkeys(kind.partition(" ")[0] for kind in kinds))
        day = "" if chosen.day is None else chosen.day.isoformat()
        self._hints = {
            "person": (chosen.person, "a login"),
            "kind": (chosen.kind, " ".join(words)),
            "account": (account, "its number"),
            "day": (day, "today, fri, 31 oct, 2026-10-31"),
        }
        self._fields = {name: FieldInput(id=f"field-{name}", max_length=80) for name in self._hints}

    def compose_body(self) -> ComposeResult:
        for name, (value, hint) in self._hints.items():
            with Horizontal(classes="field"):
                yield Static(name, markup=False, classes="label")
                field = self._fields[name]
                field.value, field.placeholder = value, cut(hint, 50)
                yield field

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_apply()

    def action_apply(self) -> None:
        """Show what the fields say, or say which of them cannot be understood."""
        self.attempt(self._apply())

    async def _apply(self) -> None:
        typed = {name: field.value.strip() for name, field in self._fields.items()}
        try:
            day = parse_day(typed["day"], self._today) if typed["day"] else None
        except ValueError as error:
            self.say(str(error), "error")
            return
        account = await self.ask(accounts.by_number, typed["account"]) if typed["account"] else None
        chosen = AuditFilter(typed["person"], account, typed["kind"], day)
        await self.ask(audit.page, chosen, limit=1)  # a person or a kind that nobody knows is refused here
        self.dismiss((chosen, typed["account"]))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_clear(self) -> None:
        """Empty every field."""
        for field in self._fields.values():
            field.value = ""
