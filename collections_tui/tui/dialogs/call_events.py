"""What a call under way tells the screen that it is a part of, and the commands that only tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.message import Message

from collections_tui.services.views import CallEntry
from collections_tui.tui.dialogs.call_form import Typed

if TYPE_CHECKING:
    from textual.widget import Widget

    _Base = Widget
else:
    _Base = object

PaneName = Literal["timeline", "invoices", "script", "others", "terms", "claims"]


class CallEvents(_Base):
    """The messages of a `CallPanel`, under its name."""

    class Changed(Message):
        """Something of the call changed: this is all of it now."""

        def __init__(self, typed: Typed) -> None:
            super().__init__()
            self.typed = typed

    class PhoneChosen(Message):
        """This number is to be dialled."""

        def __init__(self, e164: str) -> None:
            super().__init__()
            self.e164 = e164

    class NumberWanted(Message):
        """This number is to be dialled, if the contact rules let it."""

        def __init__(self, e164: str) -> None:
            super().__init__()
            self.e164 = e164

    class WhyWanted(Message):
        """Every contact rule that was looked at is to be shown."""

    class AccountMarked(Message):
        """The account under the cursor is talked about too, or was marked so by mistake."""

    class NumbersWanted(Message):
        """A number is to be added, or corrected."""

    class FlagsWanted(Message):
        """What was said about contact is to be noted."""

    class TermsWanted(Message):
        """The terms of an arrangement are to be agreed on."""

    class PaneWanted(Message):
        """A part of the account is to be read while talking."""

        def __init__(self, pane: PaneName) -> None:
            super().__init__()
            self.pane = pane

    class Scrolled(Message):
        """Go on, or back, in the part of the account that is shown; ``by_line`` where its items are chosen from."""

        def __init__(self, pages: int, by_line: bool = False) -> None:
            super().__init__()
            self.pages = pages
            self.by_line = by_line

    class Moved(Message):
        """Other keys work now: the person went to another part of the call."""

    class Finished(Message):
        """The call is complete. ``stay``: the same account is wanted again."""

        def __init__(self, entry: CallEntry, stay: bool) -> None:
            super().__init__()
            self.entry = entry
            self.stay = stay

    class Covers(Message):
        """So many lines of the account are behind the call now. ``reading``: one of its parts wants room."""

        def __init__(self, lines: int, reading: bool = False) -> None:
            super().__init__()
            self.lines = lines
            self.reading = reading

    class Left(Message):
        """The person stepped back from the call; ``dropped`` when it is to be forgotten."""

        def __init__(self, typed: Typed, dropped: bool) -> None:
            super().__init__()
            self.typed = typed
            self.dropped = dropped

    def action_numbers(self) -> None:
        """Add a number, or correct one."""
        self.post_message(self.NumbersWanted())

    def action_flags(self) -> None:
        """Note what was said about contact."""
        self.post_message(self.FlagsWanted())

    def action_flags_here(self) -> None:
        """Note what was said about contact, from where letters are typed."""
        self.post_message(self.FlagsWanted())

    def action_why(self) -> None:
        """Show what the contact rules say."""
        self.post_message(self.WhyWanted())

    def _want(self, pane: PaneName) -> None:
        self.post_message(self.PaneWanted(pane))

    def action_script(self) -> None:
        """Read what to say."""
        self._want("script")

    def action_timeline(self) -> None:
        """Read what happened."""
        self._want("timeline")

    def action_invoices(self) -> None:
        """Read what was billed."""
        self._want("invoices")

    def action_others(self) -> None:
        """See the other accounts."""
        self._want("others")

    def action_terms(self) -> None:
        """See what was arranged."""
        self._want("terms")

    def action_claims(self) -> None:
        """See the insurance, and what insurers did."""
        self._want("claims")

    def action_pane_down(self) -> None:
        """Go on in the part of the account that is shown."""
        self.post_message(self.Scrolled(1))

    def action_pane_up(self) -> None:
        """Go back in it."""
        self.post_message(self.Scrolled(-1))

    def action_line_down(self) -> None:
        """Go to the next item of it; where it is only read, go on."""
        self.post_message(self.Scrolled(1, by_line=True))

    def action_line_up(self) -> None:
        """Go to the item before."""
        self.post_message(self.Scrolled(-1, by_line=True))
