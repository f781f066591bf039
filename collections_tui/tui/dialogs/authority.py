"""A supervisor's authority, lent at somebody else's keyboard for the one action that was refused without it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.errors import NotPermitted
from collections_tui.services import authority
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.base import AtDesk, DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine

Work = Callable[[], Coroutine[Any, Any, object]]


class AuthorityDialog(DeskDialog[bool]):
    """Is dismissed with true once the authority is lent, and stays open while the PIN is not right.

    The PIN is shown as dots, is kept nowhere, and is gone from the field as soon as it has been tried.

    Args:
        refused: what was refused without it.
    """

    SCOPE = "authority"
    TITLE_TEXT = "A supervisor allows it"
    BINDINGS = bindings_for("authority")
    AUTO_FOCUS = "#row-login FieldInput"

    def __init__(self, refused: NotPermitted) -> None:
        super().__init__()
        self._permission = refused.permission
        self._login = FieldRow("login", "Supervisor", look="mark")
        self._pin = FieldRow("pin", "PIN", look="mark")
        self._login.input.max_length = 64
        self._pin.input.max_length = authority.LONGEST
        self._pin.input.password = True

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(f"It takes a supervisor to {self._permission}. For this once:"))
        yield about
        yield self._login
        yield self._pin

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Lend it, or go to the field that is still empty."""
        login, pin = self._login.input.value.strip(), self._pin.input.value.strip()
        if not login:
            self.set_focus(self._login.input)
            self.say("Type the login of the supervisor who allows it.")
        elif not pin:
            self.set_focus(self._pin.input)
            self.say("Now their PIN.")
        else:
            self.attempt(self._lend(login, pin))

    async def _lend(self, login: str, pin: str) -> None:
        self._pin.input.value = ""
        self.set_focus(self._pin.input)
        await self.ask(authority.lend, login, pin, self._permission)
        await self.dismiss(True)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


async def ask_authority(behind: AtDesk, refused: NotPermitted, work: Work) -> None:
    """Let a supervisor lend their authority, and do the same again with it; else say what was refused.

    Args:
        behind: the screen or dialog that did it.
        refused: what was refused.
        work: makes the work that is done again.
    """

    async def again() -> None:
        try:
            await work()
        finally:
            await behind.ask(authority.give_back)

    def lent(given: bool | None) -> None:
        if given:
            behind.attempt(again())
        else:
            behind.say(str(refused), "error")

    await behind.workstation.travel.show_dialog(AuthorityDialog(refused), lent)
