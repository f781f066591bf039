"""What an insurer says of a claim: an outcome by its key, and just what that needs; what needs nothing is saved.

There are two places to be: among the outcomes, where letters are keys, and in the fields of the one that was chosen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from collections_tui.domain.dates import parse_day, parse_near_day, parse_past_day, say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import told_refused
from collections_tui.domain.insurance.outcomes import NEED_WORDS, ClaimOutcome, Need, heard, stays
from collections_tui.domain.records import Unsaved
from collections_tui.services import claims
from collections_tui.services.claim_parts import reasons
from collections_tui.services.claim_views import ClaimView, ContactEntry
from collections_tui.services.desk import Desk
from collections_tui.tui.commands import bindings_for, footer_commands
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.dialogs.grid_keys import GridKeys
from collections_tui.tui.dialogs.outcome_grid import grid_lines, lay_out
from collections_tui.tui.here import here_at
from collections_tui.tui.screens.claim_lines import phone_line, short_span
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import Line, LinesView, text_line
from collections_tui.tui.widgets.one_line import Footer

LABELS: Mapping[str, str] = {
    "spoke_with": "Spoke with",
    "reference": "Reference",
    "codes": "Reasons",
    "day": "On",
    "note": "Note",
    "number": "Their number",
    "next": "Next on",
}
_DECIDED = "Decided on"
"""What the day is called of a refusal: the days to contest it run from then."""
_ALWAYS = ("spoke_with", "note", "number", "next")
"""What every outcome may be told with."""
_LINES = 6
"""Of the outcomes, and of the fields in their place."""


class ContactKeys(GridKeys[ClaimOutcome]):
    """The outcomes in columns; every letter is one of them."""

    LEFT_ALONE = ("question_mark",)

    class Chosen(Message):
        """An outcome was chosen."""

        def __init__(self, outcome: ClaimOutcome) -> None:
            super().__init__()
            self.outcome = outcome

    def __init__(self) -> None:
        super().__init__("contact-keys")
        self._outcomes: list[ClaimOutcome] = []

    def offer(self, outcomes: tuple[ClaimOutcome, ...]) -> None:
        """Show these, those of a group together."""
        groups = list(dict.fromkeys(one.group for one in outcomes))
        self._outcomes = sorted(outcomes, key=lambda one: groups.index(one.group))
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()
        super().on_resize(event)

    def _lay_out(self) -> None:
        if self.size.width:
            self.grid = lay_out(self._outcomes, self.size.width)
            self.draw()

    def draw(self) -> None:
        """Show the outcomes."""
        self.show(grid_lines(self.grid, self.cursor)[self.first_line : self.first_line + self.size.height])

    def choose(self, one: ClaimOutcome) -> None:
        """The contact ended so."""
        self.post_message(self.Chosen(one))

    def sign(self, sign: str) -> None:
        """A letter is an outcome."""
        chosen = next((one for one in self._outcomes if one.key == sign), None)
        self.post_message(self.Unknown(sign) if chosen is None else self.Chosen(chosen))


class ContactDialog(FormDialog):
    """Stands under the claim, of which the head stays in sight.

    Args:
        view: the claim.
        desk: to be read only.
        write: records the contact; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "contact"
    TITLE_TEXT = "Call the insurer"
    BINDINGS = bindings_for("contact")
    AUTO_FOCUS = "ContactKeys"

    def __init__(
        self, view: ClaimView, desk: Desk, write: Callable[[ContactEntry], Awaitable[str]], begun: Body
    ) -> None:
        super().__init__(Unsaved("contact", view.claim.id), (), LABELS, begun)
        self.add_class("-at-bottom")
        self._view, self._book, self._write = view, desk.books, write
        self._here = here_at(desk)
        self._today = desk.today()
        self._outcome = self._book.claim_outcomes.by_code.get(begun.get("outcome", ""))
        self._keys = ContactKeys()
        self._about_lines = LinesView(id="contact-about")

    def compose_body(self) -> ComposeResult:
        yield self._about_lines
        yield self._keys
        yield from self._rows.values()

    def _head(self) -> Iterator[Widget]:
        yield self._about_lines

    def on_mount(self) -> None:
        self._keys.styles.height = _LINES
        self._keys.offer(self._book.claim_outcomes.outcomes)
        self._about_lines.styles.height = 2
        super().on_mount()
        if self._outcome is not None:
            self._ask_for(self._outcome)
        else:
            self._to_keys()

    def _about_shown(self) -> list[Line]:
        claim, coverage = self._view.claim, self._view.coverage
        number = f"claim {claim.number}" if claim.number else f"claim {claim.control}"
        member = "" if coverage is None else f" · member {coverage.member}"
        at_hand = f"Have at hand: {number}{member} · service {short_span(self._view)} · {self._view.customer.name}"
        return [phone_line(self._view, self._here), text_line(at_hand, "dim")]

    # Among the outcomes

    def _to_keys(self) -> None:
        self._outcome = None
        self._keys.display = True
        for row in self._rows.values():
            row.display = False
        self._about_lines.show(self._about_shown())
        self._keys.focus()
        self._offer_keys(typing=False)
        self.keep_typed()

    def on_contact_keys_chosen(self, event: ContactKeys.Chosen) -> None:
        """Save at once what needs nothing; else ask for the rest."""
        event.stop()
        outcome = event.outcome
        if why := claims.why_not(self._view.claim, outcome.status or None, outcome.words.lower()):
            self.say(why, "error")
        elif outcome.requires:
            self._ask_for(outcome)
        else:
            self._outcome = outcome
            self.do_save()

    def on_grid_keys_unknown(self, event: GridKeys.Unknown) -> None:
        event.stop()
        self.say(f"“{event.sign}” is no outcome: the keys stand before the words.", "error")

    # In the fields

    def _ask_for(self, outcome: ClaimOutcome) -> None:
        self._outcome = outcome
        self._keys.display = False
        asked = (*outcome.requires, *_ALWAYS, *(("day",) if self._refused else ()))
        wanted = [name for name in LABELS if name in asked]
        self._rows["day"].label.show(plain(_DECIDED if self._refused else LABELS["day"]))
        for name, row in self._rows.items():
            row.display = name in wanted
        needed = [name for name in wanted if name in outcome.requires] or ["note"]
        first = next((name for name in needed if not self.text(name)), needed[0])
        self.set_focus(self._rows[first].input)
        self._offer_keys(typing=True)
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        super()._say_back()
        outcome = self._outcome
        if outcome is None:
            return
        try:
            told = (
                "; ".join(self._book.codes.reason(code) for code in self._codes) if "codes" in outcome.requires else ""
            )
        except ValueError:
            told = ""
        then = told or ("" if outcome.words.endswith(outcome.action) else outcome.action)
        if stays(self._view.claim, outcome):
            then = f"it stays {self._view.claim.status}; {then}"
        words = text_line(f"{outcome.words}{f': {then}' if then else ''}", "strong")
        self._about_lines.show([self._about_shown()[0], words])

    def _offer_keys(self, *, typing: bool) -> None:
        self.query_one(Footer).offer(footer_commands((self.SCOPE,), self.desk.person.roles, typing=typing))

    @property
    def body(self) -> Body:
        """What is typed, with the outcome that was chosen."""
        typed = {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}
        return typed if self._outcome is None else {**typed, "outcome": self._outcome.code}

    def understood(self, name: str) -> str:
        """What a field was understood as."""
        if name == "codes":
            return f"that is: {', '.join(self._codes)}" if self._codes else "as CO-197"
        if name == "day":
            return self._day_words()
        if name == "next":
            return self._next_words()
        return {"spoke_with": "their name", "reference": "of the call"}.get(name, "")

    def required(self, name: str) -> None:
        """What the outcome needs has to be told."""
        outcome = self._outcome
        if outcome is not None and name in outcome.requires and not self.text(name):
            need: Need = next(one for one in outcome.requires if one == name)
            raise ValueError(f"“{outcome.words}” needs {NEED_WORDS[need]}: type it too")

    @property
    def _codes(self) -> tuple[str, ...]:
        try:
            return reasons(self.text("codes").replace(",", " ").split())
        except Refused as refused:
            raise ValueError(str(refused)) from refused

    @property
    def _day(self) -> date | None:
        if not self.text("day"):
            return None
        if self._refused:
            return parse_past_day(self.text("day"), self._today)
        return parse_near_day(self.text("day"), self._today)

    @property
    def _refused(self) -> bool:
        """Whether what is taken down is a refusal: the day is that of the decision then."""
        return self._outcome is not None and self._outcome.status == "denied"

    def _day_words(self) -> str:
        day = self._day
        if not self._refused:
            return "the day they said" if day is None else say_day(day, self._today)
        after = told_refused(self._view.claim, day, self._today)
        last = after.appeal_by
        until = "contest by" if last is None or last >= self._today else "was until"
        return self._day_alone(after.refused_on or self._today) + (
            "" if last is None else f": {until} {self._day_alone(last)}"
        )

    def _day_alone(self, day: date) -> str:
        """A day without the day of the week, for which there is no room beside another one."""
        words = say_day(day, self._today)
        return words if day == self._today else words.partition(" ")[2] or words

    @property
    def _next_on(self) -> date | None:
        return parse_day(self.text("next"), self._today) if self.text("next") else None

    def _next_words(self) -> str:
        if self._outcome is None:
            return ""
        wanted = self._next_on
        after = heard(self._view.claim, self._outcome, self._today, day=self._day, next_on=wanted)
        assert after.next_on is not None, "after a contact it comes up again"
        before = wanted is not None and after.next_on < wanted
        return f"{say_day(after.next_on, self._today)}: {'the last day' if before else self._outcome.action}"

    async def write(self) -> str:
        """Record the contact."""
        assert self._outcome is not None, "one was chosen"
        entry = ContactEntry(
            self._outcome.code,
            self.text("spoke_with"),
            self.text("reference"),
            self.text("note"),
            self._day,
            self._codes,
            self.text("number"),
            self._next_on,
        )
        return await self._write(entry)

    def action_cancel(self) -> None:
        """From the fields to the outcomes, from there back to the claim; what was typed is kept."""
        if self._keys.display:
            super().action_cancel()
        else:
            self._to_keys()

    def action_help(self) -> None:
        """Show the keys."""
        from collections_tui.tui.dialogs.help import HelpDialog

        self.open_dialog(HelpDialog((self.SCOPE,)))

    def action_help_here(self) -> None:
        """The same, where letters are typed."""
        self.action_help()

    def action_drop(self) -> None:
        """Forget what was typed."""
        for row in self._rows.values():
            row.input.value = ""
        self._to_keys()
        self.action_cancel()
