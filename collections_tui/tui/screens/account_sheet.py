"""The whole account as one widget: a summary, and a pane with timeline, invoices, what to say, or other accounts.

One widget draws it all, so that the next account is new text in the same place: no layout is computed again, and only
lines that differ are sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from collections_tui.services.insured import Insured
from collections_tui.services.invoice_views import InvoiceView
from collections_tui.services.views import AccountView, Words
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.here import Here
from collections_tui.tui.screens.account_agreed import terms_items
from collections_tui.tui.screens.account_insured import insured_items
from collections_tui.tui.screens.account_invoices import invoice_items, sibling_items
from collections_tui.tui.screens.account_panes import PANES, Pane, pane_names
from collections_tui.tui.screens.account_script import script_items
from collections_tui.tui.screens.account_summary import narrow_summary, wide_summary
from collections_tui.tui.screens.account_timeline import nothing_yet, timeline_items
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView, Run, beside, fit_line

WIDE = 100
BETWEEN = " │"
_LEFT = 57
"""Cells of the summary beside a pane, at least: a telephone number with its verdict fits."""
_LEAST_PANE = 6
_LEAST_SUMMARY = 2  # who owes, and how much
_MOST_READING = 4
_REACH = 40
_WHEEL = 3


class AccountSheet(LinesView, can_focus=True):
    """Shows an account; the keys of a list move in its pane."""

    BINDINGS = bindings_for("list")

    class Chosen(Message):
        """Something in the pane was clicked twice."""

    def __init__(self) -> None:
        super().__init__(id="account-sheet")
        self.view: AccountView | None = None
        self.pane: Pane = "timeline"
        self.words: Words | None = None
        self.situation = 0
        self.unfolded: dict[int, InvoiceView] = {}
        self.insured: Insured | None = None
        self.full = False
        self._about: frozenset[int] = frozenset()
        self._covered, self._reading = 0, False
        self._here: Here | None = None
        self._reach = _REACH
        self._clicked: object = None  # the pane and item of the last click
        self._scrolls = {pane: ItemScroll(reading=pane == "script") for pane in PANES}
        self._summary: list[Line] = []

    # For the screen

    def show_account(self, view: AccountView, here: Here) -> None:
        """Show an account. The same one again keeps its pane and cursor; another one begins at its timeline."""
        same = self.view is not None and self.view.account.id == view.account.id
        self.view, self._here = view, here
        if not same:
            self.pane, self.full, self._reach = "timeline", False, _REACH
            self.words, self.situation, self.unfolded = None, 0, {}
            self.insured = self._clicked = None
        self._lay_out(keep=same)

    def clear(self) -> None:
        """Show nothing: the account was left."""
        self.view = None
        self.show([])

    def show_pane(self, pane: Pane) -> None:
        """Bring a part of the account into the pane."""
        self.pane = pane
        self._lay_out(keep=True)

    def show_words(self, words: Words, situation: int) -> None:
        """Bring what to say into the pane, opened at one situation."""
        self.words, self.situation, self.pane = words, situation, "script"
        self._lay_out(keep=False)

    def show_insured(self, insured: Insured) -> None:
        """Bring the insurance into the pane."""
        self.insured, self.pane = insured, "insurance"
        self._lay_out(keep=True)

    def cover(self, lines: int, reading: bool = False) -> None:
        """Do without the lowest lines: something is in front. A pane that is read has the summary's room too."""
        if (lines, reading) != (self._covered, self._reading):
            self._covered, self._reading = lines, reading
            self._lay_out(keep=True)

    def toggle_full(self) -> None:
        """Show the timeline's texts whole, or shortened again."""
        self.full = not self.full
        self._lay_out(keep=True)

    def unfold(self, invoice_id: int, view: InvoiceView | None) -> None:
        """Show what is in an invoice under it; None folds it."""
        if view is None:
            self.unfolded.pop(invoice_id, None)
        else:
            self.unfolded[invoice_id] = view
        self._lay_out(keep=True)

    def go_to(self, key: object) -> None:
        """Put the cursor of the pane on what has this key, if it is there."""
        for at, item in enumerate(self._scroll.items):
            if item.key == key:
                self._scroll.home()
                self._scroll.move(at)
        self._compose_lines()

    def talked_about(self, accounts: frozenset[int]) -> None:
        """Mark these of the customer's other accounts: the call under way is about them too."""
        if accounts != self._about:
            self._about = accounts
            self._lay_out(keep=True)

    @property
    def current(self) -> object:
        """What the pane's cursor is on; None where there is nothing."""
        item = self._scroll.current
        return None if item is None else item.target

    # Layout

    @property
    def _scroll(self) -> ItemScroll:
        return self._scrolls[self.pane]

    @property
    def _room(self) -> tuple[int, int]:
        """The cells and lines there are for the account."""
        return self.size.width, max(0, self.size.height - self._covered)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(keep=True)
        super().on_resize(event)

    def on_focus(self) -> None:
        self._compose_lines()

    def on_blur(self) -> None:
        self._compose_lines()

    def _lay_out(self, *, keep: bool) -> None:
        """Work out everything for the account, the pane and the size there are now."""
        width, height = self._room
        if self.view is None or self._here is None or not width or not height:
            return
        if width >= WIDE:
            self._summary = wide_summary(self.view, self._here, self._left - 1, height)
        else:
            most = height if height < 2 * _LEAST_PANE else height - _LEAST_PANE
            if self._reading:
                most = max(_LEAST_SUMMARY, min(_MOST_READING, height - _LEAST_PANE))
            self._summary = narrow_summary(self.view, self._here, width - 1, most)
        self._scroll.fill(self._items(), keep=keep)
        self._scroll.resize(self.pane_height)
        self._compose_lines()

    @property
    def _left(self) -> int:
        return max(_LEFT, self.size.width * 45 // 100)

    @property
    def _pane_cells(self) -> int:
        width = self.size.width
        return (width - self._left - len(BETWEEN) if width >= WIDE else width) - 1

    @property
    def pane_height(self) -> int:
        """Lines of the pane that are seen, its heading left out."""
        width, height = self._room
        return max(0, (height if width >= WIDE else height - len(self._summary)) - 1)

    def _items(self) -> Sequence[Item]:
        view, here, cells = self.view, self._here, self._pane_cells
        assert view is not None, "there is something to lay out"
        assert here is not None, "it comes with the account"
        currency = view.account.currency
        if self.pane == "invoices":
            loose = view.account.balance_cents - sum(one.open_cents for one in view.invoices)
            return invoice_items(view.invoices, self.unfolded, currency, here, cells, loose)
        if self.pane == "others":
            return sibling_items(view.siblings, cells, self._about)
        if self.pane == "terms":
            return terms_items(view.arrangements, currency, here, cells)
        if self.pane == "insurance":
            notices = view.notices if view.client.hospital else None
            return insured_items(self.insured, currency, here, cells, notices)
        if self.pane == "script":
            words = self.words
            return script_items(*(words.scripts, self.situation, cells, words.reminders) if words else ((), 0, cells))
        near = view.timeline[: self._reach]
        return timeline_items(near, currency, here, cells, full=self.full) or nothing_yet()

    def _compose_lines(self) -> None:
        width, height = self._room
        if self.view is None or not width:
            return
        summary = [(Run(" "), *line) for line in self._summary]
        pane = [self._heading(), *self._scroll.lines(active=self.has_focus)]
        if width >= WIDE:
            padded = [*summary, *[BLANK] * (height - len(summary))]
            self.show(beside(padded, pane[:height], self._left, BETWEEN))
        else:
            self.show([*summary, *pane][:height])

    def _heading(self) -> Line:
        view = self.view
        assert view is not None, "there is something to lay out"
        counts: dict[Pane, int] = {
            "invoices": len(view.invoices),
            "others": len(view.siblings),
            "terms": len(view.arrangements),
            "insurance": view.insured,
        }
        above, below = self._scroll.more
        more = ("↑" if above else "") + ("↓" if below else "")
        return (
            *fit_line(pane_names(self.pane, counts, self._pane_cells - 2), self._pane_cells - 2),
            Run(f" {more:>2}", "dim"),
        )

    # Keys and mouse

    def step(self, items: int) -> None:
        """Go to the next item of the pane, or the one before."""
        self._move(items)

    def turn(self, pages: int) -> None:
        """Go on in the pane by pages."""
        if pages > 0:
            self.action_page_down()
        else:
            self.action_page_up()

    def action_down(self) -> None:
        self._move(1)

    def action_up(self) -> None:
        self._move(-1)

    def action_page_down(self) -> None:
        self._reach_for(self._scroll.height)
        self._scroll.page(1)
        self._compose_lines()

    def action_page_up(self) -> None:
        self._scroll.page(-1)
        self._compose_lines()

    def action_home(self) -> None:
        self._scroll.home()
        self._compose_lines()

    def action_end(self) -> None:
        self._reach_for(len(self.view.timeline) if self.view else 0)
        self._scroll.end()
        self._compose_lines()

    def _move(self, items: int) -> None:
        self._reach_for(items)
        self._scroll.move(items)
        self._compose_lines()

    def _reach_for(self, items: int) -> None:
        """Lay out more of the timeline before the cursor gets to its end."""
        if self.pane != "timeline" or self.view is None or self._reach >= len(self.view.timeline):
            return
        while self._scroll.cursor + items >= self._reach - 5 and self._reach < len(self.view.timeline):
            self._reach *= 3
        self._scroll.fill(self._items(), keep=True)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._move(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._move(-_WHEEL)

    def on_click(self, event: events.Click) -> None:
        wide = self.size.width >= WIDE
        line = event.y - 1 - (0 if wide else len(self._summary))
        if line < 0 or (wide and event.x < self._left):
            return
        event.stop()
        if self._scroll.choose(line):
            item = self._scroll.current
            here = (self.pane, None if item is None else item.key)
            again = event.chain > 1 or here == self._clicked
            self._clicked = here
            self._compose_lines()
            if again:
                self.post_message(self.Chosen())
