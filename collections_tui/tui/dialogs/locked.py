"""What stands in front of everything else and lets nothing of it be read: a locked screen, and a banner."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from collections_tui.domain.errors import Refused
from collections_tui.services import authority
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import line, plain
from collections_tui.tui.widgets.one_line import OneLine


class LockedDialog(DeskDialog[bool]):
    """Is dismissed once the PIN was typed. It is shown as dots, kept nowhere, and gone from the field once tried."""

    SCOPE = "locked"
    TITLE_TEXT = "Locked"
    BINDINGS = bindings_for("locked")
    AUTO_FOCUS = "FieldInput"

    def __init__(self) -> None:
        super().__init__(classes="-veil")
        self._pin = FieldRow("unlock", "PIN", look="mark")
        self._pin.input.max_length = authority.LONGEST
        self._pin.input.password = True

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(f"This screen is locked. Only {line(self.desk.person.name, 40)} opens it."))
        yield about
        yield self._pin

    def on_mount(self) -> None:
        # It is in front before anything is asked: the database may be out of reach.
        self.attempt(self._look_for_pin(), hold=False)

    async def _look_for_pin(self) -> None:
        if not await self.ask(authority.has_pin):
            self.say(authority.NO_PIN)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Open the screen again."""
        pin = self._pin.input.value.strip()
        self._pin.input.value = ""
        if pin:
            self.attempt(self._open(pin))

    async def _open(self, pin: str) -> None:
        try:
            await self.ask(authority.unlock, pin)
        except Refused as refused:
            self.say(str(refused), "error")
        else:
            await self.dismiss(True)

    def action_cancel(self) -> None:
        """Nothing leads past it."""

    async def action_cut(self) -> None:
        """Leave as if the line had dropped: signing in again finds everything where it was."""
        await self.workstation.action_quit()


class BannerDialog(DeskDialog[bool]):
    """What everybody reads before the first screen; dismissed when they go on.

    Args:
        text: the words of the host.
    """

    SCOPE = "banner"
    BINDINGS = bindings_for("banner")

    def __init__(self, text: str) -> None:
        super().__init__(classes="-veil")
        self._text = text

    def compose_body(self) -> ComposeResult:
        yield Static(Content(plain(self._text, lines=True).plain), id="banner-text")

    def action_save(self) -> None:
        """Go on."""
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Nothing leads past it but going on."""

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.workstation.action_quit()
