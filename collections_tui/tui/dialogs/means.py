"""The worksheet: what a household has and needs a month, and what it can pay by that. Optional and short."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.services.arrangement_views import Ground
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.means_form import HOUSEHOLD, INCOME, MEANS, is_begun, sheet_of
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import LinesView, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

CELLS = 76
_LINES = 3
_WORDS = {HOUSEHOLD: "how many people live on it", INCOME: "all of the household, a month"}


class MeansDialog(DeskDialog[bool]):
    """Tells of everything that is typed at once; whoever opened it keeps it.

    Args:
        ground: whose worksheet it is, by whose policy.
        typed: what was typed before.
        take: is given all that is typed, whenever it changes.
    """

    SCOPE = "means"
    TITLE_TEXT = "What they can pay"
    BINDINGS = bindings_for("means")
    AUTO_FOCUS = "#row-household FieldInput"

    def __init__(self, ground: Ground, typed: Body, take: Callable[[Body], None]) -> None:
        super().__init__(classes="-arrangement")
        self._ground = ground
        self._take = take
        self._rows = {name: FieldRow(name.replace(" ", "-"), _label(name), look="means") for name in MEANS}
        for name, row in self._rows.items():
            row.input.value = typed.get(name, "")
        self._said = LinesView(id="means-said")

    def compose_body(self) -> ComposeResult:
        from collections_tui.domain.arrangements.means import CATEGORIES

        about = OneLine(id="arrange-about")
        about.show(plain("What comes in and what must be paid a month. Nobody has to answer."))
        yield about
        for name, row in self._rows.items():
            row.said.show(plain(_WORDS.get(name) or CATEGORIES[name.partition(" ")[2]]))
            yield row
        yield self._said

    def on_mount(self) -> None:
        self._said.styles.height = _LINES
        self._say()

    @property
    def _typed(self) -> Body:
        return {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._take(self._typed)
        self._say()

    def _say(self) -> None:
        """Say what can be paid a month, or what is missing."""
        words, tone = self._words()
        self._said.show([text_line(part, tone) for part in wrapped(words, CELLS, _LINES)])  # type: ignore[arg-type]

    def _words(self) -> tuple[str, str]:
        if not is_begun(self._typed):
            return "Leave everything empty to do without a worksheet.", "dim"
        from collections_tui.domain.arrangements.means import assess, say_means

        ground = self._ground
        try:
            sheet = sheet_of(self._typed, ground.currency)
            assert sheet is not None, "something is typed"
            means = assess(sheet, self.desk.books.guidelines, ground.policy.aid, ground.state)
        except ValueError as error:
            return f"! {error}", "warn"
        return say_means(means, ground.currency), "strong"

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Go back with the worksheet, or say what is missing in it."""
        words, tone = self._words()
        if tone == "warn":
            self.say(words.removeprefix("! "), "error")
        else:
            self.dismiss(True)

    def action_clear(self) -> None:
        """Empty every field: no worksheet."""
        for row in self._rows.values():
            row.input.value = ""

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


def _label(name: str) -> str:
    return name.removeprefix("spend ").capitalize()
