"""The first screen: my worklists as tabs, the ranked accounts of one, and a look at the one under the cursor."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from collections_tui.domain.records import CallWindow, ListRow, Worklist
from collections_tui.services.permissions import allowed
from collections_tui.services.views import ListQuery, WorklistCount
from collections_tui.tui.commands import bindings_for, command, footer_commands
from collections_tui.tui.first import FirstLook
from collections_tui.tui.here import Here
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.screens.worklist_columns import BESIDE, columns_for, worklist_columns
from collections_tui.tui.screens.worklist_preview import PreviewPane
from collections_tui.tui.screens.worklist_source import WorklistSource
from collections_tui.tui.screens.worklist_words import (
    LEAVE_ASKED,
    SHOWN,
    SORTS,
    VIEWS,
    empty_words,
    filter_words,
    following,
    list_words,
    no_worklist,
    outcome_words,
)
from collections_tui.tui.travel import taken_words
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.one_line import Footer, MessageLine
from collections_tui.tui.widgets.tabs import Tab, Tabs
from collections_tui.tui.widgets.virtual_list import VirtualList

PAUSE = 0.25
"""Seconds the cursor rests before the preview follows: thirty downs are no thirty previews."""

COUNT_PAUSE = 0.5
"""Seconds without anything being asked before the worklists are counted again."""


class WorklistScreen(DeskScreen):
    """Always at the bottom of the stack.

    Args:
        first: what to show first, already read.
    """

    SCOPE = "worklist"
    NAME = "Worklist"
    BINDINGS = bindings_for("worklist", "everywhere")
    AUTO_FOCUS = "VirtualList"
    HORIZONTAL_BREAKPOINTS = [*DeskScreen.HORIZONTAL_BREAKPOINTS, (BESIDE, "-wide")]

    def __init__(self, first: FirstLook) -> None:
        super().__init__(classes="-preview")
        self._first: FirstLook | None = first
        self._back = first.back
        self._worklists = first.worklists
        self._windows: dict[int, CallWindow] = first.windows
        self._counts: dict[int, WorklistCount] = {}
        self._listing = first.query or ListQuery(0)
        self._at = next((at for at, one in enumerate(self._worklists) if one.id == self._listing.worklist_id), 0)
        self._preview_timer: Timer | None = None
        self._count_timer: Timer | None = None
        self._facets: tuple[list[str], list[str]] | None = None  # clients and states to filter by, once asked for
        self._wanted: int | None = None  # the account whose preview is on its way or shown
        self._columns = worklist_columns(self._here, lambda: self._windows, outcome_words)
        self._list: VirtualList[ListRow] = VirtualList(
            key=lambda row: row.account_id, columns=self._columns, id="accounts"
        )
        self._tabs = Tabs()
        self._preview = PreviewPane()

    def compose_body(self) -> ComposeResult:
        yield self._tabs
        yield self._list
        yield self._preview

    def on_mount(self) -> None:
        super().on_mount()
        self._share_width()
        self._show_list()
        if self._back.row is not None:
            self._list.select_row(self._back.row)
        begin = partial(self.workstation.lock.begin, lambda: self.attempt(self._begin(), hold=False))
        self.call_after_refresh(begin)

    async def _begin(self) -> None:
        """Once the first rows are to be seen: go back to where the person was when their line dropped, or offer calls
        that were not finished; wake who slept, count."""
        from collections_tui.services import begun

        if self._back.account_id is not None or self._back.claim_id is not None:
            self.attempt(self.workstation.travel.resume(self._back))
        elif found := await self.ask(begun.every):
            self.attempt(self.workstation.travel.offer(found))
        elif self._back.taken_from:
            self.say(taken_words(self._back))
        if await self.workstation.wake_due():
            self._list.reload()
        await self._refresh_counts()

    # The list

    @property
    def listing(self) -> ListQuery:
        """What the list shows."""
        return self._listing

    @property
    def row_under_cursor(self) -> ListRow | None:
        """The account under the cursor; None while there is none."""
        return self._list.cursor_row

    def top_words(self) -> str:
        """Which accounts, and in which order, where that is not the usual."""
        if not self._worklists:
            return self.NAME
        marked = len(self._list.marked)
        return list_words(self._listing, self._list.row_count) + (f" · {marked:,} marked" if marked else "")

    def refresh_list(self, *, top: bool = False) -> None:
        """Read the rows in view and the counts again; the cursor stays where it was, or goes to the best of them."""
        self._wanted = None
        # In another order than by rank the person has a place of their own in the list.
        self._list.reload(keep=not (top and self._listing.sort == "rank"))
        self._count_soon()

    def _count_soon(self) -> None:
        """Count once the person has stopped for a moment: on a large database the desk is busy with it for a while."""
        if self._count_timer is not None:
            self._count_timer.stop()
        self._count_timer = self.set_timer(COUNT_PAUSE, self._count_now)

    def _count_now(self) -> None:
        self._count_timer = None
        # With an account in front nobody looks at counts; coming back asks for them again.
        if self.app.screen is self:
            self.attempt(self._refresh_counts(), hold=False)

    async def tick(self) -> None:
        """Show the new local times; and the accounts and counts as they are now, where others changed them."""
        before = self._counts.get(self._listing.worklist_id)
        await self._refresh_counts()
        if self._counts.get(self._listing.worklist_id) != before:
            self._list.reload()
        self._list.redraw()

    def _show_list(self) -> None:
        """Show the current query from its top."""
        first, self._first = self._first, None
        if not self._worklists:
            self._list.set_source(FixedRows[ListRow](), empty_text=self._empty_words())
            self._show_tabs()
            return
        self.workstation.worklist_code = self._worklists[self._at].code
        rows = first.rows if first is not None and first.query == self._listing else None
        source = WorklistSource(self.workstation.thread, self._listing, rows)
        self._list.set_source(source, empty_text=self._empty_words())
        self._show_tabs()
        self.show_top_line()

    def _show_tabs(self) -> None:
        counts = [self._counts.get(one.id) for one in self._worklists]
        tabs = [
            Tab(one.name, None if count is None else count.callable_now)
            for one, count in zip(self._worklists, counts, strict=True)
        ]
        self._tabs.offer(tabs, self._at)

    async def _refresh_counts(self) -> None:
        from collections_tui.services import begun, lists, worklists

        self._tell_begun(len(await self.ask(begun.every)))
        counts = await self.ask(worklists.counts)
        self._windows = await self.ask(lists.windows)
        mine = [count.worklist for count in counts]
        self._counts = {count.worklist.id: count for count in counts}
        if mine != self._worklists:
            self._take_worklists(mine)
        self._show_tabs()
        self._list.set_empty_text(self._empty_words())

    def _tell_begun(self, count: int) -> None:
        """Name the key for my unfinished calls in the footer, while there are any."""
        commands = footer_commands((self.SCOPE, "everywhere"), self.desk.person.roles)
        if count:
            commands.insert(1, command("everywhere.unfinished")._replace(words=f"{count} begun", weight=2))
        self.query_one(Footer).offer(commands)

    def _take_worklists(self, mine: list[Worklist]) -> None:
        """Show the tabs of other worklists; stay in the one in view if it is still mine."""
        codes = [one.code for one in mine]
        code = self.workstation.worklist_code
        at = codes.index(code) if code in codes else 0
        moved = code not in codes
        self._worklists, self._at = mine, at
        if moved:
            self._listing = self._listing._replace(worklist_id=mine[at].id if mine else 0)
            self._show_list()

    def _empty_words(self) -> str:
        if not self._worklists:
            return no_worklist(allowed("import", self.desk.person.roles))
        return empty_words(self._listing, self._counts.get(self._listing.worklist_id))

    def _ask_for(self, query: ListQuery) -> None:
        """Show other accounts, or the same in another order."""
        if query != self._listing:
            if query._replace(sort=self._listing.sort, show=self._listing.show) != self._listing:
                self._list.unmark()  # what is out of sight for good would be forgotten
            self._listing = query
            self._show_list()

    def action_tab(self, number: int) -> None:
        """Switch to the worklist of this number, counted from 1."""
        self._switch(number - 1)

    def _switch(self, index: int) -> None:
        if not 0 <= index < len(self._worklists) or index == self._at:
            return
        self._at = index
        self.say("")
        # A filter for one worklist's clients would make the next look empty.
        self._ask_for(ListQuery(self._worklists[index].id, self._listing.show, self._listing.sort))

    # The preview

    def _here(self) -> Here:
        return Here(self.desk.now(), self.desk.zone)

    @on(VirtualList.Moved)
    def _follow_cursor(self) -> None:
        """Let the preview follow the cursor once it rests."""
        if self._preview_timer is not None:
            self._preview_timer.stop()
            self._preview_timer = None
        if self._list.cursor_row is None:
            self._wanted = None
            self._preview.present(None, self._here())
        elif self._preview.display and self.app.screen is self:
            self._preview_timer = self.set_timer(PAUSE, self._load_preview)

    def on_screen_resume(self) -> None:
        """Go on with the preview, which waits while another screen is in front."""
        self._follow_cursor()

    def on_resize(self) -> None:
        """Share the new width between list and preview, and fill the preview where there is room for it now."""
        self._share_width()
        self.call_after_refresh(self._follow_cursor)

    def _share_width(self) -> None:
        self._list.show_columns(columns_for(self._columns, self.app.size.width, preview=self.has_class("-preview")))

    def action_preview(self) -> None:
        """Show the preview, or leave its room to the columns; it stays like that until the program ends."""
        wanted = not self.has_class("-preview")
        self.set_class(wanted, "-preview")
        self._share_width()
        self._wanted = None
        self.call_after_refresh(self._follow_cursor)
        width = self.app.size.width
        if not wanted:
            self.say(f"The preview is off: {command('worklist.preview').shown} shows it again.")
        elif width < BESIDE:
            self.say(f"The preview needs a window of {BESIDE} columns; this one has {width}.")
        else:
            self.say("The preview is on.")

    @property
    def pausing(self) -> bool:
        """Whether the preview is about to follow the cursor, or new counts are about to come."""
        return self._preview_timer is not None or self._count_timer is not None

    def _load_preview(self) -> None:
        self._preview_timer = None
        row = self._list.cursor_row
        if row is not None and row.account_id != self._wanted and self.is_current:
            self._wanted = row.account_id
            self.attempt(self._show_preview(row.account_id), hold=False)

    async def _show_preview(self, account_id: int) -> None:
        from collections_tui.services.accounts import preview

        found = await self.ask(preview, account_id)
        # The cursor may be elsewhere by now, and another answer under way.
        if account_id == self._wanted:
            self._preview.present(found, self._here())

    # Commands

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        self.go_account(event.row.account_id)

    @on(VirtualList.Counted)
    def _show_count(self) -> None:
        if self._listing.filtered:
            self.show_top_line()

    @on(VirtualList.Failed)
    def _tell_failure(self, event: VirtualList.Failed) -> None:
        self.attempt(_raise(event.error), hold=False)

    @on(Tabs.Asked)
    def _switch_to_clicked(self, event: Tabs.Asked) -> None:
        self._switch(event.index)

    def action_open(self) -> None:
        """Open the account under the cursor."""
        self._list.action_choose()

    def action_refresh(self) -> None:
        """Read everything again."""
        self._facets = None
        self.refresh_list()

    def action_sort(self) -> None:
        """Take the next order."""
        sort = following(SORTS, self._listing.sort)
        self._ask_for(self._listing._replace(sort=sort))
        self.say(f"Sorted by {SORTS[sort]}.")

    def action_view(self) -> None:
        """Show more accounts, or only those callable now again."""
        show = following(VIEWS, self._listing.show)
        self._ask_for(self._listing._replace(show=show))
        self.say(f"Showing {SHOWN[show]}.")

    def action_mark(self) -> None:
        """Mark the account under the cursor, or mark it no longer."""
        if allowed("reassign accounts", self.desk.person.roles):
            self._list.toggle_mark()
            self.show_top_line()

    def action_unmark(self) -> None:
        """Mark no account any more."""
        self._list.unmark()
        self.show_top_line()

    def action_reassign(self) -> None:
        """Move the marked accounts to other people, or all that the filter keeps."""
        from collections_tui.tui.dialogs.reassign import open_reassign

        marked = tuple(sorted(key for key in self._list.marked if isinstance(key, int)))
        name = self._worklists[self._at].name if self._worklists else ""
        if marked:
            about = f"{len(marked):,} marked account{'' if len(marked) == 1 else 's'}"
            open_reassign(self, accounts=marked, about=about, then=self._reassigned)
        elif name:
            filtered = filter_words(self._listing)
            about = f"Every open account of {name}{f', only {filtered}' if filtered else ''}"
            open_reassign(self, within=self._listing, about=about, then=self._reassigned)
        else:
            open_reassign(self, then=self._reassigned)

    def _reassigned(self) -> None:
        self.action_unmark()
        self.refresh_list()

    def action_filter(self) -> None:
        """Say which accounts to show."""
        self.attempt(self._open_filter())

    async def _open_filter(self) -> None:
        from collections_tui.services import lists
        from collections_tui.tui.dialogs.filter import FilterDialog

        if self._facets is None:
            self._facets = await self.ask(lists.facets)
        await self.workstation.travel.show_dialog(FilterDialog(self._listing, *self._facets), self._take_filter)

    def _take_filter(self, query: ListQuery | None) -> None:
        if query is not None:
            self._ask_for(query)
            filtered = filter_words(query)
            self.say(f"Showing only {filtered}." if filtered else f"No filter: showing {SHOWN[query.show]}.")

    def action_following(self) -> None:
        """Go to the next worklist; after the last comes the first."""
        self._switch((self._at + 1) % max(1, len(self._worklists)))

    def action_previous(self) -> None:
        """Go to the worklist before."""
        self._switch((self._at - 1) % max(1, len(self._worklists)))

    async def action_leave(self) -> None:
        """Leave the program, asked a second time: closing a dialog with one q too many must not end the day."""
        if self.query_one(MessageLine).says(LEAVE_ASKED):
            await self.action_quit()
        else:
            self.say(LEAVE_ASKED)


async def _raise(error: Exception) -> None:
    raise error
