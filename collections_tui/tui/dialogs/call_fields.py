"""The fields of an outcome: amount, day, moment, who was spoken with. Each says back what it understood."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from collections_tui.tui.dialogs.call_form import FIELDS, LABELS, FieldName, Typed, Understood
from collections_tui.tui.dialogs.field_row import FieldRow

SHORT: tuple[FieldName, ...] = tuple(name for name in FIELDS if name != "note")


class CallFields(Vertical):
    """The one-line fields of a call; only those that the outcome asks for are shown."""

    class Changed(Message):
        """Something was typed."""

    class Submitted(Message):
        """Enter was pressed in a field."""

    def __init__(self) -> None:
        super().__init__(id="call-fields")
        self.rows: dict[FieldName, FieldRow] = {name: FieldRow(name, LABELS[name]) for name in SHORT}

    def compose(self) -> ComposeResult:
        yield from self.rows.values()

    def show_fields(self, wanted: tuple[FieldName, ...], typed: Typed) -> None:
        """Show these fields with what was typed into them."""
        with self.prevent(Input.Changed):
            for name, row in self.rows.items():
                row.display = name in wanted
                row.input.value = getattr(typed, name)
                row.input.cursor_position = len(row.input.value)

    def read(self, typed: Typed) -> Typed:
        """Return ``typed`` with what the fields say now."""
        said = {name: row.input.value for name, row in self.rows.items()}
        return typed._replace(
            amount=said["amount"], day=said["day"], moment=said["moment"], spoke_with=said["spoke_with"]
        )

    @property
    def count(self) -> int:
        """How many fields are shown."""
        return sum(bool(row.display) for row in self.rows.values())

    def say_back(self, understand: Callable[[FieldName], Understood], *, insist: bool) -> None:
        """Show what every field in view was understood as; what is missing is a fault only once we ``insist``."""
        for name, row in self.rows.items():
            if row.display:
                row.say_back(understand(name), insist)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())
