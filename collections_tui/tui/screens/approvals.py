"""What waits for a supervisor, and what was answered: arrangements, calls all the same, entries in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from textual import on

from collections_tui.services import approvals, unsaved
from collections_tui.services.approval_views import Approval, Change
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.agreements import answer_request
from collections_tui.tui.screens.approvals_words import (
    LISTS,
    Listed,
    about_words,
    approval_columns,
    empty_words,
    tabs,
    totals_words,
)
from collections_tui.tui.screens.tabbed import TabbedList
from collections_tui.tui.widgets.live_rows import LiveRows
from collections_tui.tui.widgets.virtual_list import VirtualList

_KEPT = "The answer is not saved; it is kept: {key} goes on with it."
POLL = 5.0
"""Seconds between looks whether something was asked or answered; what is the same is not drawn again."""


class ApprovalsScreen(TabbedList):
    """Everybody's for those who see the team, else mine. It begins with what waits, the oldest first."""

    SCOPE = "approvals"
    NAME = "Approvals"
    BINDINGS = bindings_for("approvals", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._listed: Listed = "waiting"
        self._found: dict[Listed, list[Approval]] = {}
        self._rows: LiveRows[Approval] = LiveRows(lambda one: one.ref)
        self._list: VirtualList[Approval] = VirtualList(key=lambda one: one.ref, columns=[], id="approvals")
        self._looking = False

    def on_mount(self) -> None:
        super().on_mount()
        self._choose(0)
        self.set_interval(POLL, self.look_again)

    def top_words(self) -> str:
        """Which of the lists."""
        return f"{self.NAME} · {LISTS[self._listed]}"

    # Looking

    def look_again(self) -> None:
        """See whether anything has changed, unless nobody sees this or the last look is not over."""
        if self.is_current and not self._looking:
            self.attempt(self._read(), hold=False)

    async def _read(self) -> None:
        self._looking = True
        try:
            found: dict[Listed, list[Approval]] = {
                "waiting": await self.ask(approvals.waiting),
                "answered": await self.ask(approvals.answered),
            }
        finally:
            self._looking = False
        if found != self._found:
            self._found = found
            self._fill()

    def _fill(self) -> None:
        found = self._found.get(self._listed, [])
        self._rows.put(found)
        self._list.reload()
        self._count_up()

    def _count_up(self) -> None:
        numbers = [len(self._found.get(name, [])) for name in LISTS]
        self._tabs.offer(tabs(*numbers), list(LISTS).index(self._listed))
        if self._found:
            self._sum_up(
                totals_words(
                    self._listed,
                    self._found[self._listed],
                    self._list.cursor_row,
                    answers=self._answers,
                    everybody=allowed("see the team", self.desk.person.roles),
                )
            )

    @property
    def _answers(self) -> bool:
        return allowed("answer requests", self.desk.person.roles)

    # Which list

    def _shown_tab(self) -> tuple[int, int]:
        return list(LISTS).index(self._listed), len(LISTS)

    def _choose(self, at: int) -> None:
        self._listed = list(LISTS)[at % len(LISTS)]
        self._rows.put(self._found.get(self._listed, []))
        columns = approval_columns(self._here, self._listed)
        self._list.set_source(self._rows, columns=columns, empty_text=empty_words(self._listed))
        self._count_up()
        self.show_top_line()

    # One of them

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self._count_up()

    @on(VirtualList.Chosen)
    def _open_row(self, event: VirtualList.Chosen) -> None:
        self.go_account(event.row.account_id)

    def action_open(self) -> None:
        """Open the account under the cursor."""
        self._list.action_choose()

    def action_approve(self) -> None:
        """Approve it as it was asked for."""
        one = self._waiting()
        if one is not None:
            self.attempt_lent(lambda: self._answer(one, True, "", None))

    def action_refuse(self) -> None:
        """Refuse it, with a reason."""
        one = self._to_answer()
        if one is not None:
            self.attempt(self._refuse(one))

    def action_mark(self) -> None:
        """See all of it, and approve it with a change; or take back what I asked for."""
        one = self._waiting()
        if one is None:
            return
        if self._answers:
            self.attempt(self._change(one))
        elif one.by == self.desk.person.login:
            self.attempt(self._take_back(one))
        else:
            self.say("A supervisor answers it, and who asked for it can take it back.")

    def _waiting(self) -> Approval | None:
        """What is under the cursor, if it waits."""
        one = self._list.cursor_row
        if one is not None and one.status != "waiting":
            self.say(f"{one.ref} was answered: enter opens its account.")
            return None
        return one

    def _to_answer(self) -> Approval | None:
        if not self._answers:
            self.say("A supervisor answers it, and who asked for it can take it back.", "error")
            return None
        return self._waiting()

    async def _answer(self, one: Approval, approve: bool, reason: str, change: Change | None) -> None:
        self.say(await self._say_answer(one, approve, reason, change))

    async def _say_answer(self, one: Approval, approve: bool, reason: str, change: Change | None) -> str:
        try:
            return await self.ask(approvals.answer, one.ref, approve, reason, change)
        finally:  # also when somebody else was quicker
            await self._read()

    async def _refuse(self, one: Approval) -> None:
        from collections_tui.tui.dialogs.decide import RefuseDialog, typed_of

        async def write(reason: str) -> str:
            return await self._say_answer(one, False, reason, None)

        begun = await self.ask(unsaved.begun, typed_of(one))
        dialog = RefuseDialog(typed_of(one), about_words(one, self._here()), write, begun)
        await self.workstation.travel.show_dialog(dialog, self._say_kept("N"))

    async def _change(self, one: Approval) -> None:
        if one.is_arrangement:
            await answer_request(self, one.id, self._read, _KEPT.format(key="M"))
            return
        from collections_tui.tui.dialogs.decide import DecideDialog, typed_of

        async def write(approve: bool, reason: str, change: Change | None) -> str:
            return await self._say_answer(one, approve, reason, change)

        dialog = DecideDialog(one, self._here(), write, await self.ask(unsaved.begun, typed_of(one)))
        await self.workstation.travel.show_dialog(dialog, self._say_kept("M"))

    def _say_kept(self, key: str) -> Callable[[bool | None], None]:
        return lambda left: self.say(_KEPT.format(key=key)) if left else None

    async def _take_back(self, one: Approval) -> None:
        from datetime import date

        from collections_tui.tui.dialogs.mark import MarkDialog

        async def write(day: date | None, reason: str) -> str:
            said = await self.ask(approvals.take_back, one.ref, reason)
            await self._read()
            return said

        about, today = about_words(one, self._here()), self._here().today
        dialog = MarkDialog(about, today, write, moves=False, what="the request")
        await self.workstation.travel.show_dialog(dialog, None)
