"""A text to be kept: a note on an account, or an addition to a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult

from collections_tui.domain.records import Unsaved
from collections_tui.services import unsaved
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.screens.base import AtDesk
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import NoteArea
from collections_tui.tui.widgets.one_line import OneLine

Write = Callable[[str], Awaitable[str]]


class NoteDialog(KeepingDialog):
    """Saves what was typed before it closes, and stays open with all of it when that fails.

    Args:
        of: what the text belongs to.
        about: that in one line of words.
        write: stores the text; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "note"
    TITLE_TEXT = "Note"
    BINDINGS = bindings_for("note")
    AUTO_FOCUS = "NoteArea"

    def __init__(self, of: Unsaved, about: str, write: Write, begun: Body) -> None:
        super().__init__(of, begun)
        self._write = write
        self._about = OneLine(classes="about")
        self._about.show(plain(about))
        self._area = NoteArea(begun.get("text", ""), id="note-text")

    def compose_body(self) -> ComposeResult:
        yield self._about
        yield self._area

    def on_mount(self) -> None:
        self._area.move_cursor(self._area.document.end)

    @property
    def body(self) -> Body:
        """The text, unless there is nothing but blanks."""
        return {"text": self._area.text} if self._area.text.strip() else {}

    @on(NoteArea.Changed)
    def _changed(self) -> None:
        self.keep_typed()

    @on(NoteArea.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the text and close."""
        self.attempt_lent(lambda: self.save(lambda: self._write(self._area.text)))

    def action_new_line(self) -> None:
        """Begin a new line."""
        self._area.insert("\n")


def write_note(on: AtDesk, of: Unsaved, about: str, write: Write, unsaved_words: str) -> None:
    """Show the dialog for a text, with what was typed of it before.

    Args:
        on: the screen or dialog behind it.
        of: what the text belongs to.
        about: that in one line of words.
        write: stores the text; returns the sentence that says so.
        unsaved_words: what is said there when the person goes back without saving.
    """

    async def show() -> None:
        dialog = NoteDialog(of, about, write, await on.ask(unsaved.begun, of))
        await on.workstation.travel.show_dialog(dialog, lambda left: on.say(unsaved_words) if left else None)

    on.attempt(show())
