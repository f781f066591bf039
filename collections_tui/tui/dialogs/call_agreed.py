"""What is agreed on in a call: the terms of an arrangement, and whether a promise is for all accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collections_tui.domain.money import format_cents
from collections_tui.domain.outcomes import Outcome
from collections_tui.tui.dialogs.call_body import CallBody
from collections_tui.tui.dialogs.call_form import Typed, is_arrangement, owed_in_view

if TYPE_CHECKING:
    from collections_tui.tui.dialogs.arrangement_form import Agreed


class CallAgreed(CallBody):
    """The part of a call that takes down what was agreed on."""

    def screen_say(self, text: str) -> None:
        """Show a sentence in the message line."""
        self.workstation.say(text)

    def _take(self, typed: Typed) -> None:
        if typed != self.typed and self.active and not self.saving:
            self.typed = typed
            self._drop_asked = False
            if self._insist:
                self.screen_say("")
            self._say_back()
            self._tell()

    def _ask_for(self, outcome: Outcome) -> None:
        """Ask for what an outcome needs: the terms of an arrangement in a dialog of their own."""
        self._show_fields(outcome)
        if is_arrangement(outcome):
            self.post_message(self.TermsWanted())

    def terms_typed(self, text: str) -> None:
        """Take what is typed of an arrangement, so that the draft has it."""
        self.typed = self.typed._replace(terms=text)

    def terms_agreed(self, agreed: Agreed) -> None:
        """Go on with terms that are complete."""
        self._agreed = agreed
        self._say_back()
        self._focus_first_problem()

    def terms_left(self) -> None:
        """Go back to the outcomes: nothing was agreed on, or not again."""
        if self._agreed is None:
            self._show_keys()

    def action_everywhere(self) -> None:
        """What is promised is for this account alone, or for all accounts of the customer."""
        shown, view = self._shown, self._view
        if shown is None or not shown.promises or is_arrangement(shown):
            self.screen_say("Only what is promised is for all accounts: choose that outcome first.")
        elif view is None or not view.siblings:
            self.screen_say("The customer has no other account here.")
        else:
            self._take(self.typed._replace(everywhere="" if self.typed.everywhere else "yes"))
            owed = format_cents(owed_in_view(view, everywhere=bool(self.typed.everywhere)), view.account.currency)
            if self.typed.everywhere:
                self.screen_say(f"For all {len(view.siblings) + 1} accounts of the customer: {owed} is owed on them.")
            else:
                self.screen_say(f"For this account alone: {owed} is owed on it.")
