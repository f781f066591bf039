"""What a call under way looks like: its head, the outcomes or the fields of one, the note, and who gets which lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from collections_tui.domain.outcomes import Outcome, OutcomeBook
from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.call_events import CallEvents
from collections_tui.tui.dialogs.call_fields import CallFields
from collections_tui.tui.dialogs.call_form import (
    NOTE_WANTED,
    FieldName,
    Talk,
    Typed,
    Understood,
    fields_for,
    is_arrangement,
    problems,
    understand,
)
from collections_tui.tui.dialogs.call_head import head_lines
from collections_tui.tui.dialogs.outcome_keys import OutcomeKeys
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.base import AtDesk
from collections_tui.tui.screens.verdicts import Verdict
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import NoteArea
from collections_tui.tui.widgets.lines import LinesView
from collections_tui.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from collections_tui.tui.dialogs.arrangement_form import Agreed

HEAD = 2
NOTE = 3
ROOMY = 20
"""Lines from which on the note has more than one."""
ACCOUNT = 2
"""Lines of the account that stay in sight however small the window is: who owes, and how much."""
PEEKING = "The keys of the outcomes work here too; esc shows them. pgdn and pgup scroll."
MARKING = "enter marks an account as talked about; esc shows the outcomes."


class CallBody(CallEvents, AtDesk, Vertical):
    """The parts of a call and what is in view of them. What is done with it is the panel's."""

    def __init__(self) -> None:
        super().__init__(id="call-panel")
        self.display = False
        self.typed = Typed()
        self.stay = False
        self.saving = False
        """While the call is being written its keys do nothing."""
        self.peeking = False
        """Whether the outcomes have made room for a part of the account; their keys work all the same."""
        self.verdict: Verdict | None = None
        """What the contact rules said when the number was dialled; None where nothing was dialled."""
        self._view: AccountView | None = None
        self._talk: Talk | None = None
        self._operation = ""
        self._agreed: Agreed | None = None  # the terms of an arrangement, once they are complete
        self._shown: Outcome | None = None  # the outcome whose fields are in view
        self._drop_asked = False
        self._insist = False  # whether to call what is missing a fault: once saving was tried
        self._head = LinesView(id="call-head")
        self._keys = OutcomeKeys()
        self._fields = CallFields()
        self._note = NoteArea(id="call-note")
        self._note_said = OneLine(id="note-said", classes="field-said")

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._keys
        yield self._fields
        yield self._note_said
        with Horizontal(id="note-row"):
            label = OneLine(classes="field-label")
            label.show(Content("Note"))
            yield label
            yield self._note

    @property
    def active(self) -> bool:
        """Whether a call is under way here."""
        return self.display

    @property
    def book(self) -> OutcomeBook:
        """The outcomes there are."""
        return self.desk.books.outcomes

    @property
    def here(self) -> Here:
        """This moment."""
        return here_at(self.desk)

    @property
    def paused_seconds(self) -> int:
        """How long the call has lain aside since it began."""
        return 0 if self._talk is None else int(self._talk.paused.total_seconds())

    # What is in view

    def _show_keys(self) -> None:
        self._shown, self.peeking = None, False
        self._fields.display = self._note_said.display = False
        self._keys.display = True
        chosen = self.book.by_code.get(self.typed.outcome)
        self._keys.offer(self.book.for_direction(self.typed.direction), chosen)
        self._keys.hint = ""
        self._share_out()
        self._write_head()
        self.screen.set_focus(self._keys)

    def _show_fields(self, outcome: Outcome) -> None:
        self._shown, self._insist, self.peeking = outcome, False, False
        self._fields.show_fields(fields_for(outcome), self.typed)
        self._keys.offer(self.book.for_direction(self.typed.direction), outcome)
        self._keys.display = False
        self._fields.display = True
        self._note_said.display = outcome.effect in NOTE_WANTED or is_arrangement(outcome)
        self._share_out()
        self._say_back()
        self._write_head()
        self._focus_first_problem()

    def peek(self, *, marking: bool = False) -> None:
        """Make room for a part of the account; esc brings the outcomes back. ``marking``: accounts are chosen in it."""
        if self._keys.display:
            self._keys.hint = MARKING if marking else PEEKING
        if self._keys.display and not self.peeking:
            self.peeking = True
            self._share_out()
            self.screen.set_focus(self._keys)

    def _share_out(self) -> None:
        """Take the lines that the outcomes or the fields need, as far as there are any; the account keeps the rest."""
        body = self.parent.size if isinstance(self.parent, Vertical) else self.size
        note = 1 if body.height < ROOMY or self.peeking else NOTE
        said = int(self._note_said.display)
        room = max(3, body.height - HEAD - said - note - ACCOUNT)
        outcomes = 1 if self.peeking else min(self._keys.lines_needed(body.width - 2), room)
        fields = min(self._fields.count, room)
        self._keys.styles.height, self._fields.styles.height = outcomes, fields
        self.query_one("#note-row").styles.height = note
        self.post_message(
            self.Covers(HEAD + said + note + (fields if self._fields.display else outcomes), self.peeking)
        )

    def on_resize(self, event: events.Resize) -> None:
        if self.active:
            self._share_out()
            self._write_head()

    def _write_head(self) -> None:
        if self._view is not None and self._talk is not None:
            begun = self.here.since(self._talk.started_at)
            cells, verdict = self._head.size.width or 78, self.verdict
            lines = head_lines(self._view, self.typed, self._shown, begun, self.stay, cells, verdict)
            self._head.show(lines)

    def _say_back(self) -> None:
        outcome, view = self._shown, self._view
        if outcome is not None and view is not None:
            here = self.here
            self._fields.say_back(lambda name: understand(name, self.typed, outcome, view, here), insist=self._insist)
            self._say_back_note(understand("note", self.typed, outcome, view, here))

    def _say_back_note(self, understood: Understood) -> None:
        """Say what the note is to hold, and what was understood of it; or what was agreed on."""
        if self._shown is not None and is_arrangement(self._shown):
            understood = Understood(words=agreed_words(self._agreed, self.here.today))
        wrong = bool(understood.problem) and self._insist
        self._note_said.set_class(wrong, "-problem")
        self._note_said.show(plain(f"! {understood.problem}" if wrong else understood.words))

    def _focus_first_problem(self) -> None:
        """Go to the first field that still needs something, or else to the note."""
        first = next(iter(self._problems()), None)
        if first is None:
            self.screen.set_focus(self._note)
        else:
            self._focus_field(first)

    def _focus_field(self, name: FieldName) -> None:
        self.screen.set_focus(self._note if name == "note" else self._fields.rows[name].input)

    def _problems(self) -> dict[FieldName, str]:
        if self._shown is None or self._view is None:
            return {}
        return problems(self.typed, self._shown, self._view, self.here)

    def _tell(self) -> None:
        self.post_message(self.Changed(self.typed))


def agreed_words(agreed: Agreed | None, today: date) -> str:
    """Return what was agreed on in a call, and whether a supervisor has to approve it."""
    if agreed is None:
        return "nothing is agreed on yet: enter begins"
    from collections_tui.tui.dialogs.arrangement_form import total_words

    asks = "needs a supervisor: " if agreed.preview.needs_approval else ""
    return f"{asks}{total_words(agreed.preview, today)}"
