"""Who goes where: opening accounts, coming back, dialogs in front. Everything here is run by ``attempt``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from collections_tui.services.sessions import CALL, Whereabouts
from collections_tui.services.views import Choice, Claimed, DraftLine, NothingNow
from collections_tui.tui.here import here_at
from collections_tui.tui.travel_insurance import InsuranceTravel

if TYPE_CHECKING:
    from collections_tui.domain.billing.records import BillDraft
    from collections_tui.services.begun import Begun
    from collections_tui.services.sessions import Back
    from collections_tui.tui.app import Workstation
    from collections_tui.tui.screens.account import AccountScreen
    from collections_tui.tui.screens.base import DeskDialog
    from collections_tui.tui.screens.prepare import PrepareScreen
    from collections_tui.tui.screens.worklist import WorklistScreen

Result = TypeVar("Result")

ACCOUNT = "account"
CALL_LOG = "call_log"
PROMISES = "promises"
UNMATCHED = "unmatched"
AUDIT = "audit"
REPORTS = "reports"
TEAM = "team"
APPROVALS = "approvals"
BILLS = "bills"
PREPARE = "prepare"

BILL = "line"
"""What is being done about an account whose bill is in front, as the kind of what is typed there."""

# What opens the dialog for what was being typed about an account, by its kind.
_DIALOGS = {
    "note": "action_note",
    "plan": "action_day",
    "flag": "action_flags",
    "promise": "action_promise",
    "arrangement": "action_arrange",
    "payment": "action_pay",
    "coverage": "action_claims",
    "assistance": "action_claims",
}


class Travel(InsuranceTravel):
    """The ways between the screens of one app. Screens are made when first needed and kept."""

    def __init__(self, app: Workstation) -> None:
        super().__init__(app)
        self.called = False
        """Whether a call was logged since the worklist was last in front: what is best to do next is another then."""

    @property
    def worklist(self) -> WorklistScreen:
        """The screen at the bottom of the stack."""
        screen = self._app.screen_stack[0]
        from collections_tui.tui.screens.worklist import WorklistScreen

        assert isinstance(screen, WorklistScreen)
        return screen

    @property
    def account(self) -> AccountScreen | None:
        """The account screen while it is open, in front or behind something."""
        if not self._app.is_screen_installed(ACCOUNT):
            return None
        screen = self._account_screen()
        return screen if screen in self._app.screen_stack else None

    async def to_account(self, account_id: int, *, claimed: bool = False, resume: bool = False) -> None:
        """Open an account in front.

        Args:
            claimed: it is already mine.
            resume: go on with its unfinished call.
        """
        screen = self._account_screen()
        await self._show_in_front(screen, lambda: screen.show_account(account_id, claimed=claimed))
        if resume:
            screen.action_call()

    async def resume(self, back: Back) -> None:
        """Go back to where the person was when their line dropped: the account or claim, and what was being typed."""
        if back.claim_id is not None:
            await self.to_claim(back.claim_id, doing=back.doing)
            if not back.doing:
                self._app.say(f"You are back where you were. {taken_words(back)}".rstrip())
            return
        assert back.account_id is not None, "there is an account to go back to"
        await self.to_account(back.account_id, claimed=True)
        if back.doing == CALL:
            self._account_screen().go_on_typing()
            return
        if back.doing == BILL:
            await self.to_bill_of(back.account_id)
            return
        verb = _DIALOGS.get(back.doing)
        if verb is not None:
            getattr(self._account_screen(), verb)()
        else:
            self._app.say(f"You are back where you were. {taken_words(back)}".rstrip())

    async def to_listen(self, account_id: int) -> None:
        """Open an account in front without claiming it: a colleague works on it, and what they type is shown."""
        self._app.desk.permit("listen in")
        screen = self._account_screen()
        await self._show_in_front(screen, lambda: screen.show_account(account_id, listen=True))

    @property
    def choice(self) -> Choice:
        """From what the next account is taken: the worklist in view, as it is filtered; else from my others."""
        listing = self.worklist.listing
        return Choice(self._app.worklist_code, listing if listing.filtered else None, elsewhere=True)

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the person is, to be found again when they are cut off."""
        worklist, account = self.worklist, self.account
        row = worklist.row_under_cursor
        listing = worklist.listing if worklist.listing.worklist_id else None
        where = Whereabouts(listing, 0 if row is None else row.account_id)
        claim = self.claim
        if claim is not None and claim.view is not None:
            return where._replace(claim_id=claim.view.claim.id, doing=claim.doing)
        if account is None or account.account_id is None or account.listening:
            return where
        return where._replace(account_id=account.account_id, doing=account.doing)

    async def to_next(self) -> None:
        """Claim the next account and open it; where there is none, say why and go back.

        The account that is open is given back for it, in front or behind something else.
        """
        from collections_tui.services.queue import next_account

        app, account = self._app, self.account
        leaving = account.account_id if account is not None else None
        answer = await app.thread.call(next_account, leave=leaving, **self.choice._asdict())
        if isinstance(answer, NothingNow):
            await self.to_worklist()
            app.say(answer.reason)
        else:
            await self.to_account(answer.account_id, claimed=True)
            if words := beside_words(answer):
                app.say(words)

    async def back(self) -> None:
        """Leave the screen in front for the one behind it; an account is given back to its queue."""
        app, account = self._app, self.account
        words = await account.leave() if account is not None and account is app.screen else ""
        if len(app.screen_stack) > 1:
            app.pop_screen()
        await self._arrived(words)

    async def to_worklist(self) -> None:
        """Go back to the worklists, giving back the account that is open."""
        account = self.account
        words = await account.leave() if account is not None else ""
        await self._bring(self.worklist)
        await self._arrived(words)

    async def to_call_log(self) -> None:
        """Show the call log in front."""
        from collections_tui.tui.screens.call_log import CallLogScreen

        await self._bring_kept(CALL_LOG, CallLogScreen)

    async def to_promises(self) -> None:
        """Show the money that is expected in front."""
        from collections_tui.tui.screens.promises import PromisesScreen

        await self._bring_kept(PROMISES, PromisesScreen)

    async def to_unmatched(self) -> None:
        """Show the payments that fit no account in front."""
        from collections_tui.tui.screens.unmatched import UnmatchedScreen

        await self._permit("match payments")
        await self._bring_kept(UNMATCHED, UnmatchedScreen)

    async def to_team(self) -> None:
        """Show everybody in front."""
        from collections_tui.tui.screens.team import TeamScreen

        await self._permit("see the team")
        await self._bring_kept(TEAM, TeamScreen)

    async def to_approvals(self) -> None:
        """Show what waits for a supervisor in front."""
        from collections_tui.tui.screens.approvals import ApprovalsScreen

        await self._bring_kept(APPROVALS, ApprovalsScreen)

    async def to_bills(self) -> None:
        """Show the bills in the making in front."""
        from collections_tui.tui.screens.bills import BillsScreen

        await self._bring_kept(BILLS, BillsScreen)

    async def to_bill_of(self, account_id: int) -> None:
        """Go on with the bill in the making of an account, the one begun last; or begin one.

        Raises:
            Refused: no permission, or the account is closed.
        """
        from collections_tui.services import invoice_drafts

        begun = await self._app.thread.call(invoice_drafts.of_account, account_id)
        draft = begun[0] if begun else await self._begin_bill(account_id)
        await self.to_draft(draft.id)
        if len(begun) > 1:
            self._app.say(f"{len(begun)} bills are in the making on this account: B shows them.")

    async def _begin_bill(self, account_id: int) -> BillDraft:
        from uuid import uuid4

        from collections_tui.services import invoice_drafts

        return await self._app.thread.call(invoice_drafts.begin, account_id, operation_id=uuid4().hex)

    async def to_draft(self, draft_id: int) -> None:
        """Show a bill in the making in front."""
        screen = self._prepare_screen()
        await self._show_in_front(screen, lambda: screen.show_draft(draft_id))

    def prepares(self, account_id: int | None) -> bool:
        """Whether a bill of this account is open, in front or behind something."""
        if not self._app.is_screen_installed(PREPARE):
            return False
        screen = self._prepare_screen()
        return (
            screen in self._app.screen_stack and screen.view is not None and screen.view.draft.account_id == account_id
        )

    async def to_invoice(self, account_id: int, invoice_id: int) -> None:
        """Open an account in front, at one of its invoices."""
        await self.to_account(account_id)
        await self._account_screen().show_invoice(invoice_id)

    async def to_audit(self) -> None:
        """Show the audit in front."""
        from collections_tui.tui.screens.audit import AuditScreen

        await self._permit("read the audit")
        await self._bring_kept(AUDIT, AuditScreen)

    async def to_reports(self) -> None:
        """Show the figures in front."""
        from collections_tui.tui.screens.reports import ReportsScreen

        await self._bring_kept(REPORTS, ReportsScreen)

    async def undo(self) -> None:
        """Take back my last call and open its account again."""
        from collections_tui.services.calls import undo_last

        logged = await self._app.thread.call(undo_last)
        await self.to_account(logged.call.account_id, claimed=True)
        self._app.say(f"Taken back: {logged.outcome_words} for {logged.number}. c goes on with that call.")

    async def to_unfinished(self) -> None:
        """Offer what I have begun and not finished, or say that there is nothing."""
        from collections_tui.services import begun

        found = await self._app.thread.call(begun.every)
        if found:
            await self.offer(found)
        else:
            self._app.say("Nothing of yours is unfinished.")

    async def offer(self, found: Sequence[Begun]) -> None:
        """Show what was begun, to go on with some of it."""
        from collections_tui.tui.dialogs.unfinished import UnfinishedDialog

        await self.show_dialog(UnfinishedDialog(found, here_at(self._app.desk)), self._resume)

    def _resume(self, chosen: Begun | None) -> None:
        if chosen is None:
            self._app.say("Kept for later: b shows what was begun.")
            if self._app.screen is self.worklist:
                self.worklist.refresh_list()  # some of it may have been dropped
        elif isinstance(chosen, DraftLine):
            self._app.attempt(self.to_account(chosen.draft.account_id, resume=True))
        else:
            self._app.attempt(self.to_claim(chosen.claim_id, doing=chosen.kind))

    async def show_dialog(self, dialog: DeskDialog[Result], then: Callable[[Result | None], None] | None) -> None:
        """Show a dialog and wait until it can take keys, not until it is answered."""

        def answered(result: Result | None) -> None:
            # Keys wait from the moment it is dismissed until whoever asked has the answer.
            try:
                if then is not None:
                    then(result)
            finally:
                self._app.gate.release()

        await self._app.push_screen(dialog, answered)

    def prepare(self) -> None:
        """Make what the first account needs, while nobody is waiting for it."""
        self._app.read_styles(self._account_screen())

    def _account_screen(self) -> AccountScreen:
        from collections_tui.tui.screens.account import AccountScreen

        if not self._app.is_screen_installed(ACCOUNT):
            self._app.install_screen(AccountScreen(), ACCOUNT)
        screen = self._app.get_screen(ACCOUNT)
        assert isinstance(screen, AccountScreen)
        return screen

    def _prepare_screen(self) -> PrepareScreen:
        from collections_tui.tui.screens.prepare import PrepareScreen

        if not self._app.is_screen_installed(PREPARE):
            self._app.install_screen(PrepareScreen(), PREPARE)
        screen = self._app.get_screen(PREPARE)
        assert isinstance(screen, PrepareScreen)
        return screen

    async def _arrived(self, words: str) -> None:
        """Refresh what is in front now, and say what was left."""
        if self._app.screen is self.worklist:
            self.worklist.refresh_list(top=self.called)
            self.called = False
        if words:
            self._app.say(words)


def beside_words(claimed: Claimed) -> str:
    """Return what is to be known of how an account was chosen; nothing where it is simply the best in view.

    That is from which other worklist it came, and which clients were left out for want of their rules.
    """
    elsewhere = f"From {claimed.worklist}: {claimed.instead_of} has nobody now." if claimed.worklist else ""
    return " ".join(words for words in (elsewhere, claimed.left_out) if words)


def taken_words(back: Back) -> str:
    """Return the sentence on the window that was taken over; '' where there was none."""
    return f"Your window of before has ended ({back.taken_from})." if back.taken_from else ""
