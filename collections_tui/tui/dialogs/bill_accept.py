"""What the checks say of a bill: errors, which have to be mended, and warnings, to each of which a word is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input

from collections_tui.domain.billing.records import Finding
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
from collections_tui.tui.widgets.lines import LinesView
from collections_tui.tui.widgets.one_line import OneLine

_AROUND = 7  # lines of everything but the findings and their fields


class AcceptDialog(KeepingDialog):
    """Is dismissed once every warning has its word, and the bill is verified with them.

    Args:
        view: the bill.
        findings: what the checks say of it.
        answered: the words to warnings that were said before, by check.
        write: has it verified with these answers; returns the sentence that says so.
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
        answered: dict[str, str],
        write: Callable[[dict[str, str]], Awaitable[str]],
        begun: Body,
    ) -> None:
        super().__init__(Unsaved("bill", view.draft.id), begun)
        self.add_class("-arrangement")
        self._view, self._write = view, write
        self._wrong = [one for one in findings if one.severity == "error"]
        self._warned: dict[str, list[Finding]] = {}
        for one in findings:
            if one.severity == "warning":
                self._warned.setdefault(one.check, []).append(one)
        self._beside = {name: text for name, text in begun.items() if not name.startswith(WHY)}
        self._rows = {check: FieldRow(f"why-{at}", "because", look="reason") for at, check in enumerate(self._warned)}
        self._as_it_is = {check: answered.get(check, "") for check in self._rows}
        for check, row in self._rows.items():
            row.input.max_length = LONGEST_WORDS
            row.input.value = begun.get(f"{WHY}{check}", "") or self._as_it_is[check]
        self._said = {check: LinesView(classes="accept-said") for check in ("", *self._warned)}
        self._all = VerticalScroll(id="accept-all", can_focus=False)

    def compose_body(self) -> ComposeResult:
        about = OneLine(id="arrange-about")
        about.show(plain(self._summary()))
        yield about
        with self._all:
            yield self._said[""]
            for check, row in self._rows.items():
                yield self._said[check]
                yield row

    def on_mount(self) -> None:
        super().on_mount()
        self._lay_out()

    def _summary(self) -> str:
        wrong, warned = len(self._wrong), len(self._warned)
        parts = [f"{wrong} to mend"] * bool(wrong) + [f"{warned} to be told why it is right"] * bool(warned)
        return f"{self._view.draft.number} of {self._view.customer.name}: {', '.join(parts)}"

    def on_resize(self, event: events.Resize) -> None:
        """Give the findings the lines there are."""
        self._lay_out()

    def _lay_out(self) -> None:
        cells, high = max(20, min(80, self.app.size.width) - 6), len(self._rows)
        for check, said in self._said.items():
            lines = finding_lines(self._warned[check] if check else self._wrong, cells)
            said.styles.height = len(lines)
            said.display = bool(lines)
            said.show(lines)
            high += len(lines)
        self._all.styles.height = min(high, max(4, self.app.size.height - _AROUND))

    def action_page_down(self) -> None:
        """Go on in what is wrong."""
        self._all.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Go back in it."""
        self._all.scroll_page_up(animate=False)

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
        """Have the bill verified with the answers, or say what is missing."""
        answers = {check: row.input.value.strip() for check, row in self._rows.items()}
        missing = next((check for check, text in answers.items() if not text), None)
        if self._wrong:
            self.say("What is marked with ! has to be mended before it can be issued: esc goes back to it.", "error")
        elif missing is not None:
            self.set_focus(self._rows[missing].input)
            self.say("Say in a few words why it is right all the same: that is kept with the bill.", "error")
        else:
            self.attempt(self.save(lambda: self._write(answers)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
