"""Where an unmatched payment belongs: its account is found; or why it belongs to none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.find import FindDialog
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine


class MatchDialog(FindDialog):
    """Is dismissed with the id of the account that the payment is for.

    Args:
        about: the payment in one line of words.
    """

    SCOPE = "match"
    TITLE_TEXT = "Whose payment is it?"
    BINDINGS = bindings_for("match")

    def __init__(self, about: str) -> None:
        super().__init__()
        self._about = OneLine(classes="about")
        self._about.show(plain(about))

    def compose_body(self) -> ComposeResult:
        yield self._about
        yield from super().compose_body()


class DismissDialog(DeskDialog[bool]):
    """Takes the payment off the list before it closes, and stays open when that fails.

    Args:
        about: the payment in one line of words.
        write: dismisses it with the reason; returns the sentence that says so.
        title: what is done, in the frame.
        hint: what the reason says.
    """

    SCOPE = "dismiss"
    TITLE_TEXT = "Take it off the list"
    BINDINGS = bindings_for("dismiss")
    AUTO_FOCUS = "#dismiss-reason"

    def __init__(
        self,
        about: str,
        write: Callable[[str], Awaitable[str]],
        *,
        title: str = TITLE_TEXT,
        hint: str = "why it belongs to no account here",
    ) -> None:
        super().__init__()
        self._about = OneLine(classes="about")
        self._about.show(plain(about))
        self._write, self._title, self._hint = write, title, hint
        self._reason = FieldInput(id="dismiss-reason", max_length=LONGEST_WORDS)

    def compose_body(self) -> ComposeResult:
        yield self._about
        with Horizontal(classes="field"):
            label = OneLine(classes="label")
            label.show(Content("reason"))
            yield label
            self._reason.placeholder = self._hint
            yield self._reason

    def on_mount(self) -> None:
        self.query_one("#dialog").border_title = self._title

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Take the payment off the list."""
        if self._reason.value.strip():
            self.attempt(self._save())
        else:
            self.say("Say why: the reason is kept.", "error")

    async def _save(self) -> None:
        said = await self._write(self._reason.value)
        await self.dismiss(True)
        self.workstation.say(said)
