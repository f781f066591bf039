"""What the checks say of a bill: errors, which have to be mended, and warnings, to each of which a word is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input

from collections_tui.tui.dialogs.findings import Finding
from collections_tui.domain.records import Unsaved
from collections_tui.services.invoice_views import DraftView
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.bill_terms import WHY
from collections_tui.tui.dialogs.checks import finding_lines
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView
from collections_tui.tui.widgets.one_line import OneLine

_AROUND = 8  # lines of everything but the findings and the fields
_MOST_FIELDS = 6


class AcceptDialog(KeepingDialog):
    """Is dismissed once every warning has its word, and the bill is checked with them.

    Args:
        view: the bill.
        findings: what the checks say of it.
        write: has it checked with these answers; returns the sentence that says so.
        begun: what was typed before and not saved, that of the bill's terms too.
    """

    SCOPE = "bill_accept"
    TITLE_TEXT = "Is it right?"
    BINDINGS = bindings_for("bill_accept")
    AUTO_FOCUS = "FieldInput"

    def __init__(
        self,
        view: DraftView,
        findings: Sequence[Finding],
        write: Callable[[dict[str, str]], Awaitable[str]],
        begun: Body,
    ) -> None:
        super().__init__(Unsaved("bill", view.draft.id), begun)
        self.add_class("-arrangement")
        self._view, self._findings, self._write = view, findings, write
        self._errors = sum(one.severity == "error" for one in findings)
        self._beside = {name: text for name, text in begun.items() if not name.startswith(WHY)}
        warned = {one.id: one.words for one in findings if one.severity == "warning"}
        self._rows = {
            check: FieldRow(f"why-{number}", f"? {words}", look="accept")
            for number, (check, words) in enumerate(warned.items())
        }
        answered = dict(view.draft.accepted)
        self._as_it_is = {check: answered.get(check, "") for check in self._rows}
        for check, row in self._rows.items():
            row.input.max_length = LONGEST_WORDS
            row.input.value = begun.get(f"{WHY}{check}", "") or self._as_it_is[check]
        self._said = LinesView(id="accept-said")
        self._top = 0
        self._fields = VerticalScroll(id="accept-fields", can_focus=False)

    def compose_body(self) -> ComposeResult:
        about = OneLine(id="arrange-about")
        about.show(plain(self._summary()))
        yield about
        yield self._said
        with self._fields:
            yield from self._rows.values()

    def on_mount(self) -> None:
        super().on_mount()
        self._share_out()

    def _summary(self) -> str:
        warned = len(self._findings) - self._errors
        parts = [f"{self._errors} to mend"] * bool(self._errors) + [f"{warned} to be told why it is right"] * bool(warned)
        return f"{self._view.draft.number} of {self._view.customer.name}: {', '.join(parts)}"

    # What is in view

    def on_resize(self, event: events.Resize) -> None:
        """Give the findings the lines there are."""
        self._share_out()

    def _share_out(self) -> None:
        rows = min(_MOST_FIELDS, len(self._rows))
        self._fields.styles.height = rows
        room = max(3, self.app.size.height - _AROUND - rows)
        lines = self._lines()
        self._said.styles.height = min(room, len(lines))
        self._top = max(0, min(self._top, len(lines) - room))
        self._said.show(lines[self._top :])

    def _lines(self) -> list[Line]:
        return [*finding_lines(self._findings, max(20, min(80, self.app.size.width) - 4)), BLANK]

    def action_page_down(self) -> None:
        """Go on in what is wrong."""
        self._turn(1)

    def action_page_up(self) -> None:
        """Go back in it."""
        self._turn(-1)

    def _turn(self, pages: int) -> None:
        self._top = max(0, self._top + pages * max(1, self._said.size.height - 1))
        self._share_out()

    # What is typed

    @property
    def body(self) -> Body:
        """The answers that are not in the bill already, beside what else is typed of it."""
        typed = {check: row.input.value for check, row in self._rows.items()}
        mine = {f"{WHY}{check}": text for check, text in typed.items() if text.strip()}
        return ({} if typed == self._as_it_is else mine) | self._beside

    @on(Input.Changed)
    def _changed(self) -> None:
        self.keep_typed()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Have the bill checked with the answers, or say what is missing."""
        if self._errors:
            self.say("It cannot be issued before what is marked with ! is mended: esc goes back to it.", "error")
            return
        answers = {check: row.input.value.strip() for check, row in self._rows.items()}
        for check, text in answers.items():
            if not text:
                self.set_focus(self._rows[check].input)
                self.say("Say in a few words why it is right all the same: that is kept with the bill.", "error")
                return
        self.attempt(self.save(lambda: self._write(answers)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
