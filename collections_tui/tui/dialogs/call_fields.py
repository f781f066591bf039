"""The fields of an outcome: amount, day, moment, who was spoken with. Each says back what it understood."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from collections_tui.tui.dialogs.call_form import FIELDS, LABELS, FieldName, Typed, Understood
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

SHORT: tuple[FieldName, ...] = tuple(name for name in FIELDS if name != "note")


class FieldRow(Horizontal):
    """A label, the field, and what it was understood as."""

    def __init__(self, name: FieldName) -> None:
        super().__init__(id=f"row-{name.replace('_', '-')}", classes="field-row")
        self.field: FieldName = name
        self.input = FieldInput()
        self._label = OneLine(classes="field-label")
        self._said = OneLine(classes="field-said")

    def compose(self) -> ComposeResult:
        self._label.show(Content(LABELS[self.field]))
        yield self._label
        yield self.input
        yield self._said

    def say_back(self, understood: Understood, insist: bool) -> None:
        """Show what the field was understood as, or what is wrong with it; an empty one is wrong once we ``insist``."""
        wrong = bool(understood.problem) and (insist or bool(self.input.value.strip()))
        self._said.set_class(wrong, "-problem")
        self._said.show(plain(f"! {understood.problem}" if wrong else understood.words))


class CallFields(Vertical):
    """The one-line fields of a call; only those that the outcome asks for are shown."""

    class Changed(Message):
        """Something was typed."""

    class Submitted(Message):
        """Enter was pressed in a field."""

    def __init__(self) -> None:
        super().__init__(id="call-fields")
        self.rows: dict[FieldName, FieldRow] = {name: FieldRow(name) for name in SHORT}

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
