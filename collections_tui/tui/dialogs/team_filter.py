"""Which of the team to show."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

FORMS = "Words of names, teams, worklists, roles; “calling”: who is in a call."


class TeamFilterDialog(DeskDialog[str]):
    """Is dismissed with the words, which all have to fit; with none it is everybody again.

    Args:
        words: those that filter now.
    """

    SCOPE = "team_filter"
    TITLE_TEXT = "Show only"
    BINDINGS = bindings_for("team_filter")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._field = FieldInput(max_length=60)

    def compose_body(self) -> ComposeResult:
        self._field.value = self._words
        yield self._field
        said = OneLine(classes="field-said")
        said.show(plain(FORMS))
        yield said

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Close with what was typed."""
        self.dismiss(" ".join(self._field.value.split()))
