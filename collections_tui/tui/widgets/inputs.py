"""The fields that people type into: one line, or a note of several. What is pasted is cleaned before it is shown."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from collections_tui.domain.text import clean
from collections_tui.services.calls import LONGEST_NOTE


class FieldInput(Input):
    """One line, one row high."""

    def __init__(self, *, id: str | None = None, max_length: int = 200) -> None:
        super().__init__(id=id, max_length=max_length, select_on_focus=False, compact=True)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Keep control characters out. Only the first line is taken, as everywhere in one-line fields."""
        event.text = clean(event.text[: self.max_length or None], lines=True)


class NoteArea(TextArea):
    """A note. Enter ends it; ctrl+j begins a new line, and pasted lines stay lines."""

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, area: NoteArea) -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> NoteArea:
            return self.area

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(
            clean(text, lines=True),
            id=id,
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.cursor_blink = False

    def on_key(self, event: events.Key) -> None:
        """Take the keys that mean something else in a note than in a text editor."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")

    def on_paste(self, event: events.Paste) -> None:
        """Keep control characters out, and more than a note can hold."""
        room = max(0, LONGEST_NOTE - len(self.text))
        event.text = clean(event.text[:room], lines=True)
