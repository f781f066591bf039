"""Which claims are shown: of a client, of an insurer; or the one that is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_filter import one_of
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import cut
from collections_tui.tui.widgets.inputs import FieldInput

_CLAIM_HINT = "C12, a number of ours or theirs, or of a call"


class Wanted(NamedTuple):
    """The codes of the client and of the insurer, '' for all of them; ``claim`` is the number of a single one."""

    client: str
    payer: str
    claim: str = ""


class ClaimFilterDialog(DeskDialog[Wanted]):
    """Is dismissed with what is wanted.

    Args:
        chosen: as it is.
        clients: codes there are.
        payers: names there are, with their codes.
    """

    SCOPE = "filter"
    TITLE_TEXT = "Show only"
    BINDINGS = bindings_for("filter")
    AUTO_FOCUS = "Input"

    def __init__(self, chosen: tuple[str, str], clients: Sequence[str], payers: Mapping[str, str]) -> None:
        super().__init__()
        self._choices = {"client": {code: code for code in clients}, "insurer": dict(payers)}
        self._fields = {name: FieldInput(id=f"field-{name}", max_length=60) for name in self._choices}
        for (name, choices), code in zip(self._choices.items(), chosen, strict=True):
            self._fields[name].value = next((words for words, one in choices.items() if one == code), code)
        self._fields["claim"] = FieldInput(id="field-claim", max_length=60)

    def compose_body(self) -> ComposeResult:
        for name, field in self._fields.items():
            with Horizontal(classes="field"):
                yield Static(name, markup=False, classes="label")
                hint = (
                    ", ".join(self._choices[name])
                    if name in self._choices
                    else "C12, a number of ours or theirs, or of a call"
                )
                field.placeholder = cut(hint, 50)
                yield field

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_apply()

    def action_apply(self) -> None:
        """Show what the fields say, or say which of them cannot be understood."""
        try:
            client, payer = (
                one_of(name, self._fields[name].value.strip(), choices) or "" for name, choices in self._choices.items()
            )
        except ValueError as error:
            self.say(str(error), "error")
        else:
            self.dismiss(Wanted(client, payer, self._fields["claim"].value.strip()))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_clear(self) -> None:
        """Empty every field."""
        for field in self._fields.values():
            field.value = ""
