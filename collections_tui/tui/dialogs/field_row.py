"""A field with its label, which says back what it understood: of a call, of a flag."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine


class FieldRow(Horizontal):
    """A label, the field, and what it was understood as.

    Args:
        name: what the field is called where it is kept.
        label: the words before it.
        look: what the classes of its parts begin with.
    """

    def __init__(self, name: str, label: str, *, look: str = "field") -> None:
        super().__init__(id=f"row-{name.replace('_', '-')}", classes=f"{look}-row")
        self.field = name
        self.input = FieldInput()
        self.label = OneLine(classes=f"{look}-label")
        self.label.show(Content(label))
        self.said = OneLine(classes=f"{look}-said")

    def compose(self) -> ComposeResult:
        yield self.label
        yield self.input
        yield self.said

    def say_back(self, understood: Understood, insist: bool) -> None:
        """Show what the field was understood as, or what is wrong with it; an empty one is wrong once we ``insist``."""
        wrong = bool(understood.problem) and (insist or bool(self.input.value.strip()))
        self.said.set_class(wrong, "-problem")
        self.said.show(plain(f"! {understood.problem}" if wrong else understood.words))
