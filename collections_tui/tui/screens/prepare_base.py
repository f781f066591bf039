"""What the screen of a bill shows: whose it is, its lines, the line that is typed, and under it what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from collections_tui.domain.billing.records import Finding, Price, Totals
from collections_tui.services.invoice_views import DraftView
from collections_tui.tui.commands import footer_commands
from collections_tui.tui.dialogs.bill_line import LineForm
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens import prepare_words as words
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.screens.prepare_lines import BillLines
from collections_tui.tui.text import line as one_line
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView, text_line
from collections_tui.tui.widgets.one_line import Footer

LINE = "line"
_LEAST_BELOW, _MOST_BELOW = 4, 14
"""Lines of the lower part. In a window of 24 it has eight: room for a tax, insurance and what was paid before."""
_NARROW = 70
"""Cells below which prices have all of the lower part while they are looked for."""
_AROUND = 7  # lines of everything but the lines of the bill and the lower part


class PrepareBase(DeskScreen):
    """The part of the screen that draws."""

    def __init__(self) -> None:
        super().__init__()
        self._view: DraftView | None = None
        self._findings: Sequence[Finding] | None = None
        """What the checks say of the bill as it is; None while they have not answered."""
        self._matches: Sequence[Price] | None = None
        """The prices that fit the code that is typed; None where no price is looked for."""
        self._match_at = 0
        self._typed_totals: Totals | None = None
        """What the bill comes to with the line that is typed; None without one."""
        self._issued = ""
        """What the bill has become, in a sentence; '' while it is none."""
        self._head = LinesView(id="bill-head")
        self._lines = BillLines()
        self._form = LineForm()
        self._below = LinesView(id="bill-below")

    def compose_body(self) -> ComposeResult:
        with Vertical(id="bill"):
            yield self._head
            yield self._lines
            yield self._form
            yield self._below

    @property
    def view(self) -> DraftView | None:
        """The bill in view."""
        return self._view

    @property
    def draft_id(self) -> int | None:
        """The id of the bill in view."""
        return None if self._view is None else self._view.draft.id

    @property
    def _here(self) -> Here:
        return here_at(self.desk)

    @property
    def typing(self) -> bool:
        """Whether letters are typed into the line."""
        return bool(self._form.field)

    def top_words(self) -> str:
        """Which bill, and how far it is."""
        if self._view is None:
            return self.NAME
        state = "issued" if self._issued else self._view.draft.status
        return one_line(f"{self.NAME} {self._view.draft.number} · {state}", 120)

    # Layout

    @on(BillLines.Resized)
    def _other_room(self) -> None:
        self._show_all()

    def on_resize(self, event: events.Resize) -> None:
        half = (self.app.size.height - _AROUND) // 2
        self._below.styles.height = max(_LEAST_BELOW, min(_MOST_BELOW, half))

    def _show_all(self, *, last: bool = False) -> None:
        view, cells = self._view, self._lines.size.width
        if view is None or not cells:
            return
        today = self._here.today
        self._head.show(words.head_lines(view, today, cells))
        self._lines.show_lines(words.line_items(view.draft.lines, view.currency, today, cells - 1), last=last)
        self._show_below()
        self.show_top_line()

    def _show_below(self) -> None:
        view, (cells, height) = self._view, self._below.size
        if view is None or not cells:
            return
        if cells < _NARROW and self._form.searching and self._matches is not None:
            self._below.show(words.price_lines(self._matches, self._match_at, view.currency, cells, height))
            return
        totals = self._typed_totals or view.totals
        right = words.totals_lines(totals, view.currency, view.draft.discount_ppm)
        left = self._left_lines(view, words.left_cells(cells), height)
        self._below.show(words.below(left, right, cells, height))

    def _left_lines(self, view: DraftView, cells: int, height: int) -> list[Line]:
        if self._issued:
            return [*words.words_lines(self._issued, cells, "strong"), BLANK, text_line("> prints it   @ sends it")]
        if self._form.searching and self._matches is not None:
            return words.price_lines(self._matches, self._match_at, view.currency, cells, height)
        if self._findings is None or not view.draft.lines:
            return []
        return words.finding_lines(self._findings, view.draft, cells, height)

    def _offer_keys(self) -> None:
        """Show the keys that work where the person is."""
        scopes = (LINE,) if self.typing else (self.SCOPE, "everywhere")
        offered = footer_commands(scopes, self.desk.person.roles)
        if not self.typing:
            offered = [one for one in offered if self._offered(one.verb)]
        self.query_one(Footer).offer(offered)

    def _offered(self, verb: str) -> bool:
        """Whether a key of this screen does something now: some are for what is issued, the others for what is not."""
        if verb in ("print", "send"):
            return bool(self._issued)
        return not self._issued or verb not in ("add", "open", "drop", "terms", "check", "issue")

    def on_descendant_focus(self) -> None:
        """Letters are typed, or they are commands: the keys say which."""
        self._offer_keys()
        self._show_below()
