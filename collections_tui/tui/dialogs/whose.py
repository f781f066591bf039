"""Whose bill it is to be: an account that is found, or a new customer."""

from __future__ import annotations

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.find import FindDialog

NEW_CUSTOMER = 0
"""In place of an account's id: the customer is new."""


class WhoseDialog(FindDialog):
    """Is dismissed with the id of the account that was chosen, or ``NEW_CUSTOMER``."""

    SCOPE = "whose"
    TITLE_TEXT = "Whose bill is it?"
    BINDINGS = bindings_for("whose")

    def action_new(self) -> None:
        """It is somebody new."""
        self.dismiss(NEW_CUSTOMER)

    def empty_words(self, text: str) -> str:
        if text:
            return "No account fits: type less of it, or ctrl+n takes down a new customer."
        return "Type to find the account; ctrl+n takes down a new customer."
