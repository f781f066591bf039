"""Where a document is printed, to whom one is sent, and where one that went out is written once more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.letter import LetterDialog
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine


class PrintDialog(DeskDialog[bool]):
    """Prints before it closes, and stays open with what was typed when that fails.

    Args:
        about: what is printed, in one line of words.
        name: of the file, unless another is typed.
        write: writes it into a file; returns the sentence that says so.
        hand_over: gives it to a printer of this name; returns the sentence that says so.
    """

    SCOPE = "print"
    TITLE_TEXT = "Print"
    BINDINGS = bindings_for("print")
    AUTO_FOCUS = "FieldInput"

    def __init__(
        self,
        about: str,
        name: str,
        write: Callable[[Path], Awaitable[str]],
        hand_over: Callable[[str], Awaitable[str]],
    ) -> None:
        super().__init__()
        self._about, self._write, self._hand_over = about, write, hand_over
        self._file = FieldRow("file", "Into a file", look="mark")
        self._file.input.value = name
        self._file.input.max_length = 400
        self._printer = FieldRow("printer", "or on printer", look="mark")

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._file
        yield self._printer

    def on_mount(self) -> None:
        self._file.say_back(Understood(words=".pdf, .txt or .html"), False)
        self._printer.say_back(Understood(words="its name, as lpstat shows it"), False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Print it: on the printer where one is named, else into the file."""
        file, printer = self._file.input.value.strip(), self._printer.input.value.strip()
        if printer:
            self.attempt(self._save(lambda: self._hand_over(printer)))
        elif file:
            self.attempt(self._save(lambda: self._write(Path(file))))
        else:
            self.say("Type the name of a file, or that of a printer.", "error")

    async def _save(self, work: Callable[[], Awaitable[str]]) -> None:
        said = await work()
        await self.dismiss(True)
        self.workstation.say(said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


class SendDialog(DeskDialog[bool]):
    """Sends before it closes, and stays open with what was typed when that fails.

    Args:
        about: what is sent, in one line of words.
        address: the customer's, unless another is typed; '' where none is known.
        send: queues it for an address, '' for the customer's own; returns the sentence that says so.
    """

    SCOPE = "send"
    TITLE_TEXT = "Send"
    BINDINGS = bindings_for("send")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, about: str, address: str, send: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._about, self._send = about, send
        self._to = FieldRow("to", "To", look="reason")
        self._to.input.max_length = 320
        self._to.input.placeholder = address or "no address is known: it comes out on the print run"

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._to

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Send it."""
        self.attempt(self._save(self._to.input.value.strip()))

    async def _save(self, to: str) -> None:
        said = await self._send(to)
        await self.dismiss(True)
        self.workstation.say(said)


class DocumentDialog(LetterDialog):
    """Writes a document that went out, before it closes, exactly as it was."""

    SCOPE = "document"
    TITLE_TEXT = "Document"
    BINDINGS = bindings_for("document")
    NOTHING_TYPED = "Type the name of a file."
