"""One account: who owes, why now, how to reach them, what happened; and the call itself.

The screen is made once. Another account is other text in the same place, and a call is a part of this screen, so that
nothing has to be switched between one call and the next.
"""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from collections_tui.domain.records import Found, Invoice
from collections_tui.services import accounts, calls, queue, scripts
from collections_tui.services.sessions import CALL as CALLING
from collections_tui.services.views import AccountView, CallEntry, Claimed, NothingNow, TimelineItem
from collections_tui.tui.commands import LIST, bindings_for, footer_commands, of_scope
from collections_tui.tui.dialogs.call_form import with_amount
from collections_tui.tui.dialogs.outcome import CallPanel
from collections_tui.tui.screens.account_agreed import Part
from collections_tui.tui.screens.account_invoices import Billed
from collections_tui.tui.screens.account_listening import AccountListening
from collections_tui.tui.screens.account_panes import Pane
from collections_tui.tui.screens.account_sheet import AccountSheet
from collections_tui.tui.screens.account_words import logged_words
from collections_tui.tui.screens.account_work import drop, finish, finish_here, look
from collections_tui.tui.screens.draft_keeper import DraftKeeper
from collections_tui.tui.screens.printing import open_document
from collections_tui.tui.screens.worklist_words import filter_words
from collections_tui.tui.text import line
from collections_tui.tui.travel import BILL, beside_words
from collections_tui.tui.widgets.one_line import Footer

CALL = "outcome"
_READABLE = 8
"""Lines that a part of the account should have, its heading left out, for it to be read while talking."""
_CALL_VERBS = frozenset(command.verb for command in of_scope(CALL))


class AccountScreen(AccountListening):
    """Shows one account after another."""

    SCOPE = "account"
    NAME = "Account"
    CSS_PATH = "../styles/account.tcss"
    BINDINGS = bindings_for("account", "everywhere")
    AUTO_FOCUS = "AccountSheet"

    def __init__(self) -> None:
        super().__init__()
        self._body = Vertical(id="account")
        self._sheet = AccountSheet()
        self._panel = CallPanel()
        self._mounting = asyncio.Lock()
        self._drafts = DraftKeeper(self._save_draft, lambda work: self.attempt(work, hold=False))

    def compose_body(self) -> ComposeResult:
        with self._body:
            yield self._sheet

    def on_mount(self) -> None:
        super().on_mount()
        # The account comes first. What a call needs is made while it is being read.
        self.call_after_refresh(lambda: self.attempt(self._make_ready(), hold=False))

    async def _make_ready(self) -> None:
        """Put the panel for calls where it belongs; only the first time there is anything to do."""
        async with self._mounting:
            if not self._panel.is_attached:
                await self._body.mount(self._panel)

    # The account in view

    @property
    def view(self) -> AccountView | None:
        """The account in view; None before the first one, and after it was left."""
        return self._sheet.view

    @property
    def account_id(self) -> int | None:
        """The id of the account in view."""
        return None if self.view is None else self.view.account.id

    @property
    def doing(self) -> str:
        """What is being typed about the account: the call, or a kind of what is kept unsaved; '' for nothing."""
        from collections_tui.tui.dialogs.keeping import KeepingDialog

        if self._panel.active:
            return CALLING
        if self.workstation.travel.prepares(self.account_id):
            return BILL
        return next((one.kind for one in self.app.screen_stack if isinstance(one, KeepingDialog)), "")

    async def show_account(self, account_id: int, *, claimed: bool = False, listen: bool = False) -> None:
        """Show an account, and claim it unless that has been done, or we only listen.

        Raises:
            Refused: no permission, or there is no such account.
        """
        await self._put_call_down()
        if listen:
            await self.give_back()
        view = await self.ask(look, account_id, not (claimed or listen))
        if listen != self.listening:
            self.listening = listen
            self._offer_keys()
        self._show(view)

    def _show(self, view: AccountView) -> None:
        self._sheet.show_account(view, self._here)
        self.show_top_line()

    def top_words(self) -> str:
        """The account's number and where it stands; and the filter that the next account keeps to."""
        if self.view is None:
            return self.NAME
        if self.listening:
            return line(f"Listening in · account {self.view.account.number}", 120)
        worklist = f" · {self.view.worklist.name}" if self.view.worklist is not None else ""
        kept = filter_words(self.workstation.travel.worklist.listing)
        return line(f"Account {self.view.account.number}{worklist}{f' · next only {kept}' if kept else ''}", 120)

    async def tick(self) -> None:
        """Show the new time there, and whether it is still an hour to call."""
        if self.view is not None and not self._panel.active:
            self._show(await self.ask(accounts.view, self.view.account.id))

    async def reread(self) -> None:
        """Show the account as it is now."""
        if self.view is not None:
            view = await self.ask(accounts.view, self.view.account.id)
            await self.refresh_opened()
            await self.refresh_insured()
            # A call that goes on is nothing to be reminded of.
            self._show(view._replace(draft=None) if self._panel.active else view)

    async def leave(self) -> str:
        """Give the account back to its queue as it was; return the sentence that says so, or nothing."""
        view = self.view
        begun = await self._put_call_down()
        if view is None:
            return ""
        self._sheet.clear()
        if view.mine:
            await self.ask(queue.leave, view.account.id)
        if begun or view.draft is not None:
            return f"The call on {view.account.number} is kept: c on the account goes on with it."
        return f"{view.account.number} went back to the worklist as it was." if view.mine else ""

    async def settle(self) -> None:
        """Wait until what was typed is in the database."""
        await self._drafts.settled()

    def action_leave(self) -> None:
        """Back to where I came from."""
        self.attempt(self.workstation.travel.back())

    # The parts of the account

    def action_timeline(self) -> None:
        """Show what happened; again, with the texts in full."""
        if self._sheet.pane == "timeline":
            self._sheet.toggle_full()
        else:
            self._sheet.show_pane("timeline")

    def action_invoices(self) -> None:
        """Show what was billed."""
        self._toggle("invoices")

    def action_others(self) -> None:
        """Show the customer's other accounts."""
        self._toggle("others")

    def action_terms(self) -> None:
        """Show the arrangements with their instalments."""
        self._toggle("terms")

    def _toggle(self, pane: Pane) -> None:
        self._sheet.show_pane("timeline" if self._sheet.pane == pane else pane)

    def action_script(self) -> None:
        """Show what to say; again, for the next situation."""
        self.attempt(self._show_script())

    async def _show_script(self) -> None:
        if self.view is None:
            return
        words = self._sheet.words
        if words is None:
            words = await self.ask(scripts.for_view, self.view)
            self._sheet.show_words(words, words.opening)
        elif self._sheet.pane == "script":
            self._sheet.show_words(words, (self._sheet.situation + 1) % len(words.scripts))
        else:
            self._sheet.show_words(words, self._sheet.situation)

    def action_open(self) -> None:
        """Open what the cursor is on: an invoice's lines, another account, a call, an instalment."""
        target = self._sheet.current
        if isinstance(target, Invoice):
            self.attempt(self.unfold(target.id))
        elif isinstance(target, Billed):
            self._sheet.unfold(target.view.invoice.id, None)
            self._sheet.go_to(target.view.invoice.id)
        elif isinstance(target, Found):
            self.go_account(target.account_id)
        elif isinstance(target, TimelineItem) and target.kind == "call":
            self.attempt(self._open_call(target.ref))
        elif isinstance(target, TimelineItem) and target.kind == "document" and self.account_id is not None:
            self.attempt(open_document(self, self.account_id, target.ref))
        elif isinstance(target, TimelineItem):
            self._sheet.toggle_full()
        elif isinstance(target, Part):
            self.open_part(target)
        else:
            self.open_insured(target)

    @on(AccountSheet.Chosen)
    def _open_clicked(self) -> None:
        self.action_open()

    async def _open_call(self, call_id: int) -> None:
        from collections_tui.tui.dialogs.call_detail import Answer, CallDetailDialog

        def take(answer: Answer | None) -> None:
            if answer is not None:
                self.attempt(self.reread())

        found, call = await self.ask(calls.get, call_id)
        await self.workstation.travel.show_dialog(CallDetailDialog(found, call, self._here), take)

    # The call

    @on(CallPanel.Changed)
    def _keep_draft(self, event: CallPanel.Changed) -> None:
        if self.account_id is not None and self._panel.active and not self._panel.saving:
            self._drafts.keep(self.account_id, event.typed.body())

    async def _save_draft(self, account_id: int, body: dict[str, str]) -> None:
        await self.ask(calls.save_draft, account_id, body, self._panel.paused_seconds)

    @on(CallPanel.Covers)
    def _share_screen(self, event: CallPanel.Covers) -> None:
        self._sheet.cover(event.lines, event.reading)

    @on(CallPanel.Moved)
    def _offer_call_keys(self) -> None:
        if self._panel.active:
            self.query_one(Footer).offer(footer_commands((CALL,), self.desk.person.roles, typing=self._panel.typing))

    @on(CallPanel.NumbersWanted)
    def _change_numbers(self) -> None:
        self.action_numbers()

    @on(CallPanel.FlagsWanted)
    def _change_flags(self) -> None:
        self.action_flags()

    @property
    def dialled(self) -> str:
        """The number of the call under way, '' without one."""
        return self._panel.typed.phone if self._panel.active else ""

    @on(CallPanel.PaneWanted)
    def _read_pane(self, event: CallPanel.PaneWanted) -> None:
        """Show a part of the account while a call is under way; where the call stands in front of it, it makes room."""
        # Where accounts are chosen, the arrows must be theirs; what is only read may stand beside the outcomes.
        unread = event.pane == "others" or self._sheet.pane_height < _READABLE
        opened = unread and not self._panel.peeking
        if opened:
            self._panel.peek()
        if not opened or self._sheet.pane != ("insurance" if event.pane == "claims" else event.pane):
            getattr(self, f"action_{event.pane}")()
        if self._panel.peeking:
            self._panel.peek(marking=self._sheet.pane == "others")

    @on(CallPanel.Scrolled)
    def _scroll_pane(self, event: CallPanel.Scrolled) -> None:
        if event.by_line and self._sheet.pane == "others":
            self._sheet.step(event.pages)
        else:
            self._sheet.turn(event.pages)

    @on(CallPanel.AccountMarked)
    def _mark_account(self) -> None:
        """Say of the account under the cursor that it is talked about too, or not."""
        target = self._sheet.current
        if self._sheet.pane == "others" and isinstance(target, Found):
            self._panel.mark(target.account_id)
            self._sheet.talked_about(self._panel.typed.about_ids)

    @on(CallPanel.PhoneChosen)
    def _copy_number(self, event: CallPanel.PhoneChosen) -> None:
        """Hand the number to the collector's own machine, where a softphone can dial it."""
        self.app.copy_to_clipboard(event.e164)

    @on(CallPanel.Finished)
    def _log(self, event: CallPanel.Finished) -> None:
        self._drafts.forget()
        self.attempt(self._write_call(event.entry, event.stay))

    async def _write_call(self, entry: CallEntry, stay: bool) -> None:
        try:
            if stay:
                after = await self.ask(finish_here, entry)
            else:
                after = await self.ask(finish, entry, self.workstation.travel.choice)
        except BaseException:
            self._panel.failed()
            raise
        assert self.view is not None, "the call was made from an account in view"
        self.workstation.travel.called = True
        account, customer = self.view.account, self.view.customer.name
        told = with_amount(entry, self.view)
        said = logged_words(after.logged, told, account, customer, self._here.today, self.size.width - 2)
        self._close_panel()
        if after.view is not None:
            self._show(after.view)
        elif isinstance(after.next, NothingNow):
            self._sheet.clear()
            await self.workstation.travel.to_worklist()
            said = f"{said}. {after.next.reason}"
        if isinstance(after.next, Claimed) and (beside := beside_words(after.next)):
            said = f"{said}. {beside}"
        self.workstation.say(said)

    @on(CallPanel.Left)
    def _step_back(self, event: CallPanel.Left) -> None:
        self.attempt(self._step_back_from_call(event.dropped))

    async def _step_back_from_call(self, dropped: bool) -> None:
        view = self.view
        if view is None:
            return
        if dropped:
            self._drafts.forget()
            await self._drafts.settled()
            self._close_panel()
            self._show(await self.ask(drop, view.account.id))
            self.workstation.say("The call is forgotten: nothing was logged.")
            return
        await self._put_call_down()
        await self.reread()
        self.workstation.say("The call is kept as it was typed: c goes on with it.")

    async def _put_call_down(self) -> bool:
        """Hide the call, once all of it is in the draft; tell whether there was one worth keeping."""
        if not self._panel.active:
            return False
        await self._drafts.settled()
        worth = self._panel.typed.touched
        self._close_panel()
        return worth

    def _close_panel(self) -> None:
        self._panel.end()
        self._sheet.talked_about(frozenset())
        self.set_focus(self._sheet)
        self._offer_keys()

    def _offer_keys(self) -> None:
        """Show the keys of the account; to whoever only listens, those that do something then."""
        offered = footer_commands((self.SCOPE, "everywhere"), self.desk.person.roles)
        if self.listening:
            offered = [one for one in offered if one.scope == "everywhere" or one.needs != "work"]
        self.query_one(Footer).offer(offered)

    # Keys while a call is under way

    async def numbers_changed(self) -> None:
        """A call under way goes on with the numbers there are now."""
        if self._panel.active and self.view is not None:
            wanted = self._panel.know(self.view)
            if wanted:
                await self._redial(self.view, wanted)

    async def run_action(self, action: str, default_namespace: object = None) -> bool:  # type: ignore[override]
        """Do a command. While a call is under way those of the call go to its panel, wherever they come from."""
        if self._panel.active and action in _CALL_VERBS and await self.app.run_action(action, self._panel):
            return True
        return await self.app.run_action(action, self)

    def action_help(self) -> None:
        """Show the keys that work now."""
        from collections_tui.tui.dialogs.help import HelpDialog

        if self._panel.active:
            direction = self._panel.typed.direction
            self.open_dialog(HelpDialog((CALL,), self.desk.books.outcomes.for_direction(direction)))
        else:
            self.open_dialog(HelpDialog((self.SCOPE, "everywhere", LIST)))

    def action_palette(self) -> None:
        """Choose a command by its name; not while a call is under way."""
        if not self._panel.active:
            super().action_palette()
