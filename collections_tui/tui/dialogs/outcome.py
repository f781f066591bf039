"""A call under way, in the lower part of the account: whom it goes to, how it ended, what was said.

It is a part of the account's screen and not a window over it, so that the account stays in sight while people talk. All
that is typed here is told to the screen at once, which keeps it as a draft; nothing is written from here.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from textual.widgets import TextArea

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import Direction
from collections_tui.services.views import AccountView
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_agreed import CallAgreed
from collections_tui.tui.dialogs.call_body import MARKING
from collections_tui.tui.dialogs.call_fields import CallFields
from collections_tui.tui.dialogs.call_form import (
    LABELS,
    Typed,
    entry_of,
    is_arrangement,
    needs_fields,
    problems,
    talk_from,
    typed_from,
)
from collections_tui.tui.dialogs.grid_keys import GridKeys
from collections_tui.tui.dialogs.outcome_keys import OutcomeKeys
from collections_tui.tui.screens.verdicts import Verdict
from collections_tui.tui.widgets.inputs import FieldInput, NoteArea


class CallPanel(CallAgreed):
    """The call. It is hidden until ``begin``, and again after ``end``."""

    BINDINGS = bindings_for("outcome")

    # Begin and end

    def begin(self, view: AccountView, *, phone: str, verdict: Verdict | None, inbound: bool = False) -> None:
        """Begin a call, or go on with the one that was begun on this account before.

        Args:
            view: the account.
            phone: the number; '' where none is known.
            verdict: what the contact rules said when it was dialled.
            inbound: the customer called us.
        """
        draft = view.draft
        typed = typed_from(draft.body) if draft is not None else Typed()
        if inbound:
            typed = typed._replace(direction="inbound")
        self._view, self.verdict = view, verdict
        self._talk = talk_from(draft, self.here.now)
        self._operation = uuid.uuid4().hex
        self._chosen_at: datetime | None = None
        self.stay = self.saving = self._drop_asked = False
        self._agreed = None
        self.typed = typed._replace(phone=phone)
        with self.prevent(TextArea.Changed):
            self._note.load_text(typed.note)
            self._note.move_cursor(self._note.document.end)
        self.display = True
        outcome = self.book.by_code.get(typed.outcome)
        if outcome is not None and outcome.requires:
            self._ask_for(outcome)
        else:
            self._show_keys()
        self._tell()
        if phone and typed.direction == "outbound":
            self.post_message(self.PhoneChosen(phone))

    def end(self) -> None:
        """Hide; the call is written, or left."""
        self.display = False
        self._view = None
        self.post_message(self.Covers(0))

    # What is typed

    def on_call_fields_changed(self, event: CallFields.Changed) -> None:
        event.stop()
        self._take(self._fields.read(self.typed))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._take(self.typed._replace(note=self._note.text))

    def on_outcome_keys_chosen(self, event: OutcomeKeys.Chosen) -> None:
        """Save at once what needs nothing more; else ask for the rest in place."""
        event.stop()
        self.typed = self.typed._replace(outcome=event.outcome.code)
        if self._talk is not None and self._talk.ended_at is None:
            self._chosen_at = self.here.now
        self._tell()
        if needs_fields(event.outcome, self.typed):
            self._ask_for(event.outcome)
        else:
            self._shown = event.outcome
            self._finish(event.outcome)

    def on_outcome_keys_phone(self, event: OutcomeKeys.Phone) -> None:
        """Call another of the customer's numbers."""
        event.stop()
        phones = self._view.phones if self._view is not None else ()
        if event.digit > len(phones):
            self.screen_say(f"There is no number {event.digit}.")
            return
        self._want_number(phones[event.digit - 1].phone.e164)

    def _want_number(self, e164: str) -> None:
        if self._dials:
            self.post_message(self.NumberWanted(e164))
        else:
            self._go_on_with(e164)

    @property
    def _dials(self) -> bool:
        """Whether a number is dialled: not where they called us, nor where a call that is over is put right."""
        return self.typed.direction == "outbound" and (self._talk is None or self._talk.ended_at is None)

    def _go_on_with(self, e164: str) -> None:
        """Say that the call was with this number; nothing is dialled."""
        self.verdict, self.typed = None, self.typed._replace(phone=e164)
        self._write_head()
        self._tell()

    def dialled(self, e164: str, verdict: Verdict) -> None:
        """Go on with a number that was dialled now."""
        turned = self.typed.direction == "inbound"
        self.verdict, self.typed = verdict, self.typed._replace(phone=e164)
        if turned:
            self._turn("outbound")
        else:
            self._write_head()
            self._tell()
        if e164:
            self.post_message(self.PhoneChosen(e164))

    def mark(self, account_id: int) -> None:
        """Say of another account that it is talked about too; again, that it is not."""
        marked = sorted(self.typed.about_ids ^ {account_id})
        self._take(self.typed._replace(about=",".join(map(str, marked))))
        self._write_head()

    def know(self, view: AccountView) -> str:
        """Go on with what has become known of the account; return the number to dial where there was none."""
        self._view = view
        wanted = "" if self.typed.phone else first_phone(view)
        if wanted and not self._dials:
            self._go_on_with(wanted)
            wanted = ""
        self._write_head()
        return wanted

    def on_grid_keys_unknown(self, event: GridKeys.Unknown) -> None:
        event.stop()
        self.screen_say(f"{event.sign} is the key of no outcome: space goes to the note, esc steps back.")

    def on_descendant_focus(self) -> None:
        self.post_message(self.Moved())

    @property
    def typing(self) -> bool:
        """Whether letters are typed into something, and so are no keys."""
        return not self._keys.has_focus

    def on_call_fields_submitted(self, event: CallFields.Submitted) -> None:
        event.stop()
        self.action_save()

    def on_note_area_submitted(self, event: NoteArea.Submitted) -> None:
        event.stop()
        self.action_save()

    # Commands

    def action_save(self) -> None:
        """Save the call; where something is missing go there, from a note without an outcome back to the outcomes."""
        if self._keys.hint == MARKING and self._keys.has_focus:
            self.post_message(self.AccountMarked())
            return
        if self._shown is None:
            if self._keys.has_focus:
                self.screen_say("How did it end? The key in front of it says so; or go there with ↓ and press enter.")
            self.screen.set_focus(self._keys)
            return
        found = self._problems()
        if found:
            name, problem = next(iter(found.items()))
            self._insist = True
            self._focus_field(name)
            self._say_back()
            self.screen_say(f"Not saved yet. {LABELS[name]}: {problem}")
            return
        self._finish(self._shown)

    def _finish(self, outcome: Outcome) -> None:
        view = self._view
        if self.saving or view is None or self._talk is None:
            return
        if outcome.dialled and not self.typed.phone:
            self._show_keys()
            self.screen_say("Which number was dialled? Its digit chooses it, + adds one.")
            return
        found = problems(self.typed, outcome, view, self.here)
        if found:
            self._show_fields(outcome)
            return
        if is_arrangement(outcome) and self._agreed is None:
            self.post_message(self.TermsWanted())
            return
        self.saving = True
        entry = entry_of(self.typed, outcome, view, self.here, self._operation, self._talk, self._agreed)
        self.post_message(self.Finished(entry._replace(outcome_at=self._chosen_at), self.stay))

    def failed(self) -> None:
        """Go on where it was: the call could not be written, and nothing is lost."""
        self.saving = False
        self._tell()
        if self._shown is not None and self._keys.display:
            self._show_keys()

    def action_help_here(self) -> None:
        """Show the keys, from where letters are typed."""
        self.screen.action_help()  # type: ignore[attr-defined]

    def action_phone(self, digit: int) -> None:
        """Call another of the customer's numbers; the outcomes take digits themselves."""

    def action_to_note(self) -> None:
        """From the outcomes to the note."""
        self.screen.set_focus(self._note)

    def action_following(self) -> None:
        """To the next field."""
        self._step(1)

    def action_previous(self) -> None:
        """To the field before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        stops: list[OutcomeKeys | FieldInput | NoteArea] = [self._keys]
        if self._shown is not None and self._fields.display:
            stops = [row.input for row in self._fields.rows.values() if row.display]
        stops.append(self._note)
        at = next((i for i, stop in enumerate(stops) if stop.has_focus), -1)
        self.screen.set_focus(stops[(at + by) % len(stops)])

    def action_inbound(self) -> None:
        """They called us, or we called them: the outcomes to choose from are others."""
        over = self._talk is not None and self._talk.ended_at is not None
        if self.typed.direction == "inbound" and not over:
            # Then we dialled: only where the rules let it.
            self.post_message(self.NumberWanted(self.typed.phone))
        else:
            self.verdict = None
            self._turn("outbound" if self.typed.direction == "inbound" else "inbound")

    def _turn(self, direction: Direction) -> None:
        outcome = self.book.by_code.get(self.typed.outcome)
        twin = self.book.by_key(outcome.key, direction) if outcome is not None else None
        self.typed = self.typed._replace(direction=direction, outcome=twin.code if twin else "")
        self._tell()
        if self._shown is not None and twin is not None:
            self._show_fields(twin)
        else:
            self._show_keys()

    def action_stay(self) -> None:
        """Stay on this account after saving, or go on."""
        self.stay = not self.stay
        self._write_head()

    def action_back(self) -> None:
        """One step back: from the fields or the note to the outcomes, from there to the account."""
        if self.saving:
            return
        if self.peeking or self._shown is not None or self._note.has_focus:
            self._show_keys()
        else:
            self.post_message(self.Left(self.typed, dropped=not self.typed.touched))

    def action_drop(self) -> None:
        """Forget the call; what was typed is only forgotten when asked twice."""
        if self.typed.touched and not self._drop_asked:
            self._drop_asked = True
            self.screen_say("ctrl+g again forgets this call and what was typed.")
        elif not self.saving:
            self.post_message(self.Left(self.typed, dropped=True))


def first_phone(view: AccountView) -> str:
    """Return the number that is called where none is chosen: the first that may be, else the first good one, or ''."""
    good = [line for line in view.phones if line.phone.status == "good"]
    best = next((line for line in good if line.open_now), good[0] if good else None)
    return best.phone.e164 if best is not None else ""
