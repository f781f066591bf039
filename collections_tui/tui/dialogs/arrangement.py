"""An arrangement: what is to be paid in parts, with its schedule and the policy's answer as it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from collections_tui.domain.arrangements.records import Terms
from collections_tui.domain.arrangements.typed import terms_of
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Unsaved
from collections_tui.services import arrangements
from collections_tui.services.arrangement_views import Ground, Preview
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs import arrangement_form as form
from collections_tui.tui.dialogs import means_form
from collections_tui.tui.dialogs.arrangement_form import BOTH, FIELDS, LABELS, OTHER, Agreed, Field
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.draft_keeper import Body, DraftKeeper
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import Line, LinesView, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Worksheet

CELLS = 76
"""Of the dialog's own lines."""
_SAID = 7  # lines for what the policy says, and one more where the window is high
_AROUND = 18  # lines of everything but the schedule


class ArrangementDialog(KeepingDialog):
    """Saves what was agreed before it closes, and stays open with all of it when that fails.

    Args:
        of: what is typed is kept for this.
        ground: what the arrangement begins with.
        write: stores it; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "arrangement"
    TITLE_TEXT = "Arrangement"
    BINDINGS = bindings_for("arrangement")
    AUTO_FOCUS = "#row-number FieldInput"
    MORE_LINES: ClassVar[int] = 0
    """Lines that a subclass has above the fields' own."""

    def __init__(self, of: Unsaved, ground: Ground, write: Callable[[Agreed], Awaitable[str]], begun: Body) -> None:
        super().__init__(of, begun)
        self.add_class("-arrangement")
        self._ground = ground
        self._write = write
        self._typed: Body = dict(begun)
        self._laid: Preview | None = None
        self._laid_of: Body | None = None  # what the preview is of
        self._problem = ""
        self._asker = DraftKeeper(self._lay_out, lambda work: self.attempt(work, hold=False))
        self._about = OneLine(id="arrange-about")
        self._rows: dict[Field, FieldRow] = {name: FieldRow(name, LABELS[name], look="arrange") for name in FIELDS}
        self._dues = LinesView(id="arrange-dues")
        self._total = OneLine(id="arrange-total")
        self._lines = LinesView(id="arrange-lines")

    def compose_body(self) -> ComposeResult:
        self._about.show(plain(form.about_words(self._ground)))
        yield self._about
        with Horizontal(id="arrange-body"):
            with Vertical(id="arrange-fields"):
                for name, row in self._rows.items():
                    row.input.value = self._typed.get(name, "")
                    yield row
            yield self._dues
        yield self._total
        yield self._lines

    def on_mount(self) -> None:
        self._share_out()
        self._say_all()
        self._ask_again()

    @property
    def here(self) -> Here:
        """This moment."""
        return here_at(self.desk)

    @property
    def body(self) -> Body:
        """What is typed, but for blanks alone."""
        return form.said_in(self._typed)

    @property
    def pausing(self) -> bool:
        """Whether what was typed last is not worked out yet."""
        return self._laid_of is not None and self._laid_of != self._typed

    # What is typed

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        row = event.input.parent
        if isinstance(row, FieldRow) and row.input.value != self._typed.get(row.field, ""):
            self._typed[row.field] = row.input.value
            self._give_way(row.field)
            self.keep_typed()
            self._ask_again()

    def _give_way(self, typed: str) -> None:
        """What is worked out from a field is no more what was typed before, unless both are to stand."""
        other = OTHER.get(typed)
        if other is None or self._typed.get(BOTH) or not self._typed[typed].strip() or not self._typed.get(other):
            return
        self._typed[other] = ""
        with self.prevent(Input.Changed):
            self._rows[other].input.value = ""

    def action_both(self) -> None:
        """Let the number and the amount both stand, so that the last instalment is what is left; or no more."""
        if self._typed.pop(BOTH, ""):
            self.say("Of the number and the amount the one typed last counts.")
        else:
            self._typed[BOTH] = "yes"
            self.say("The number and the amount both stand as typed: the last instalment is what is left.")
            for name in OTHER.values():
                row = self._rows[name]
                if not row.input.value and self._laid is not None:
                    row.input.value = form.worked_out(name, self._laid)
        self.keep_typed()
        self._ask_again()

    # What it comes to

    def _terms(self) -> Terms:
        """The terms as they are typed now.

        Raises:
            ValueError: they are none yet; one sentence.
        """
        ground = self._ground
        return terms_of(form.typed_in(self._typed), ground.owed_cents, self.here.today, ground.currency)

    def _sheet(self) -> Worksheet | None:
        """The worksheet as it is typed now.

        Raises:
            ValueError: it is begun, and none yet.
        """
        return means_form.sheet_of(self._typed, self._ground.currency)

    def _ask_again(self) -> None:
        """Work out what it comes to now; of several questions the newest is answered."""
        self._laid_of = self._laid_of if self._laid_of is not None else {}
        self._asker.keep(self._ground.account_id, dict(self._typed))

    async def _lay_out(self, account_id: int, typed: Body) -> None:
        if not form.is_begun(typed) or typed != self._typed:
            laid, problem = None, ""
        else:
            laid, problem = await self._answer_to(account_id)
        if typed == self._typed:
            self._laid, self._problem, self._laid_of = laid, problem, typed
            self._say_all()

    async def _answer_to(self, account_id: int) -> tuple[Preview | None, str]:
        """What the terms come to, or what is wrong with them in a sentence."""
        try:
            sheet = self._sheet()
        except ValueError:
            sheet = None  # the line about the worksheet says so
        try:
            return await self.ask(arrangements.preview, account_id, self._terms(), sheet, **self._question()), ""
        except (ValueError, Refused) as error:
            return None, str(error)

    def _question(self) -> dict[str, int]:
        """What else the services must know to work it out."""
        return {}

    # What is said back

    def _say_all(self) -> None:
        laid, today = self._laid, self.here.today
        for name, row in self._rows.items():
            row.say_back(form.understood(name, self._typed, laid, today), False)
        height = self._dues.styles.height
        most = int(height.value) if height is not None else len(FIELDS)
        self._dues.show(form.schedule_lines(laid, today, most) if laid is not None else [])
        self._total.show(plain(form.total_words(laid, today) if laid is not None else ""))
        self._lines.show(self._said())

    def _said(self) -> list[Line]:
        """What the policy says to it, or what is wrong, or what to type first."""
        lines = [text_line(part, "accent") for part in wrapped(self._first_words(), CELLS)]
        if self._problem:
            lines += [text_line(part, "warn") for part in wrapped(f"! {self._problem}", CELLS)]
        elif self._laid is None:
            lines += [text_line(part) for part in wrapped(form.opening_words(self._ground), CELLS)]
        else:
            lines += [text_line(self._verdict(self._laid), "strong"), *form.policy_lines(self._laid.lines, CELLS)]
        return lines + [text_line(part) for part in wrapped(self._means_words(), CELLS)]

    def _first_words(self) -> str:
        """What to know before anything else."""
        return form.replaced_words(self._ground)

    def _verdict(self, laid: Preview) -> str:
        """What saving will do."""
        return form.verdict_words(laid)

    def _means_words(self) -> str:
        try:
            self._sheet()
        except ValueError:
            return "The worksheet is begun and not complete, so it does not count: ctrl+n goes on with it."
        if self._laid is None or self._laid.means is None:
            return ""
        from collections_tui.domain.arrangements.means import say_means

        return say_means(self._laid.means, self._ground.currency)

    def on_resize(self, event: events.Resize) -> None:
        """Give the schedule the lines there are."""
        self._share_out()
        self._say_all()

    def _share_out(self) -> None:
        high = self.app.size.height - self.MORE_LINES
        self.query_one("#arrange-body").styles.height = rows = max(len(FIELDS), min(20, high - _AROUND))
        self._dues.styles.height = rows
        self._lines.styles.height = max(2, min(_SAID + (high > 24), high - rows - 7))

    # Commands

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save it, or say what is wrong with it."""
        self.attempt_lent(self._save)

    async def _save(self) -> None:
        await self._asker.settled()
        agreed = self._agreed()
        try:
            await self.save(lambda: self._write(agreed))
        except Refused:
            # Something may have been paid or agreed meanwhile.
            self._ground = self._of_now(await self.ask(arrangements.ground, self._ground.account_id))
            self._about.show(plain(form.about_words(self._ground)))
            self._ask_again()
            raise

    def _of_now(self, ground: Ground) -> Ground:
        """What the arrangement begins with, as it is now."""
        return ground

    def _agreed(self) -> Agreed:
        """What is to be saved.

        Raises:
            Refused: something is missing or wrong; one sentence.
        """
        if self._laid is None:
            raise Refused(self._problem or "Say how many instalments there are, or how much one is.")
        try:
            return Agreed(self._terms(), self._sheet(), self._laid, form.replaced_id(self._ground))
        except ValueError as error:
            raise Refused(f"The worksheet (ctrl+n): {error}") from None

    def action_means(self) -> None:
        """Work out on a worksheet what the customer can pay."""
        from collections_tui.tui.dialogs.means import MeansDialog

        def take(typed: Body) -> None:
            self._typed = {name: text for name, text in self._typed.items() if name not in means_form.MEANS} | typed
            self.keep_typed()
            self._ask_again()

        self.open_dialog(MeansDialog(self._ground, self._typed, take))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
