"""A text to be kept: a note on an account, or an addition to a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import NoteArea
from collections_tui.tui.widgets.one_line import OneLine


class NoteDialog(DeskDialog[str]):
    """Saves what was typed before it closes, and stays open with all of it when that fails.

    It is dismissed with the text that was not saved: empty once it was.

    Args:
        about: what the text is about, in one line.
        write: stores the text; returns the sentence that says so.
        begun: what was typed when the dialog was open before.
    """

    SCOPE = "note"
    TITLE_TEXT = "Note"
    BINDINGS = bindings_for("note")
    AUTO_FOCUS = "NoteArea"

    def __init__(self, about: str, write: Callable[[str], Awaitable[str]], begun: str = "") -> None:
        super().__init__()
        self._write = write
        self._about = OneLine(classes="about")
        self._about.show(plain(about))
        self._area = NoteArea(begun, id="note-text")

    def compose_body(self) -> ComposeResult:
        yield self._about
        yield self._area

    def on_mount(self) -> None:
        self._area.move_cursor(self._area.document.end)

    @on(NoteArea.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the text and close."""
        self.attempt(self._save())

    async def _save(self) -> None:
        said = await self._write(self._area.text)
        await self.dismiss("")
        self.workstation.say(said)

    def action_new_line(self) -> None:
        """Begin a new line."""
        self._area.insert("\n")

    def action_cancel(self) -> None:
        """Go back without saving; whoever asked for the text gets what there is of it."""
        self.dismiss(self._area.text)
