"""Where the letter of agreement goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine


class LetterDialog(DeskDialog[bool]):
    """Writes the letter before it closes, and stays open with what was typed when that fails.

    Args:
        about: which arrangement it is of, in one line of words.
        name: of the file, unless another is typed.
        write: writes it; returns the sentence that says so.
    """

    SCOPE = "letter"
    TITLE_TEXT = "Letter of agreement"
    BINDINGS = bindings_for("letter")
    AUTO_FOCUS = "FieldInput"
    NOTHING_TYPED = "Type the name of a file: one that ends in .pdf, .txt or .html."

    def __init__(self, about: str, name: str, write: Callable[[Path], Awaitable[str]]) -> None:
        super().__init__()
        self._about, self._write = about, write
        self._file = FieldRow("file", "File", look="reason")
        self._file.input.value = name

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._file

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Write the file."""
        typed = self._file.input.value.strip()
        if not typed:
            self.say(self.NOTHING_TYPED, "error")
        else:
            self.attempt(self._save(Path(typed)))

    async def _save(self, path: Path) -> None:
        said = await self._write(path)
        await self.dismiss(True)
        self.workstation.say(said)
