"""Prepare: a bill in the making. Its lines are typed into a grid, and what they come to stands under it at once.

The screen is made once and shows one bill after another. There are two places to be: in the fields of a line, where
letters are typed, and among the lines, where they are commands; escape goes from the first to the second.
"""

from __future__ import annotations

from uuid import uuid4

from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services import invoice_drafts, invoices, unsaved
from collections_tui.services.invoice_views import DraftView, Terms
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import LIST, bindings_for
from collections_tui.tui.dialogs.bill_terms import WHY
from collections_tui.tui.screens.prepare_base import LINE
from collections_tui.tui.screens.prepare_typing import PrepareTyping
from collections_tui.tui.screens.prepare_work import open_draft
from collections_tui.tui.screens.printing import Paper, print_paper, send_paper


class PrepareScreen(PrepareTyping):
    """Shows one bill after another, from its first line until it is sent."""

    SCOPE = "prepare"
    NAME = "Prepare"
    CSS_PATH = "../styles/prepare.tcss"
    BINDINGS = bindings_for("prepare", "everywhere")
    AUTO_FOCUS = "BillLines"

    def __init__(self) -> None:
        super().__init__()
        self._operation = ""

    # The bill in view

    async def show_draft(self, draft_id: int) -> None:
        """Show a bill, and what was typed of a line before; one without lines asks for the first.

        Raises:
            Refused: no permission, or there is no such bill.
        """
        await self.settle()
        opened = await self.ask(open_draft, draft_id)
        self._view, self._findings, self._typed_totals = opened.view, None, None
        self._operation, self._issued = uuid4().hex, ""
        self._begin()
        self.show_changed(opened.view)
        if self._issued or not allowed("prepare invoices", self.desk.person.roles):
            self._to_lines()
        elif opened.typed:
            await self.resume_line(opened.view, opened.typed)
        elif not opened.view.draft.lines:
            self._form.go()
        else:
            self._to_lines()
        self._offer_keys()

    def show_changed(self, view: DraftView, *, last: bool = False) -> None:
        """Show the bill as it is now, and ask what is wrong with it."""
        self._view, self._findings = view, None
        if view.invoice and not self._issued:
            self._issued = f"It was issued as {view.invoice}."
        self._form.display = not self._issued
        self._show_all(last=last)
        if not self._issued:
            self.attempt(self._look_it_over(view), hold=False)

    async def _look_it_over(self, view: DraftView) -> None:
        """Show what the checks say of the bill, unless it is another by then."""
        from collections_tui.services import verify

        report = await self.ask(verify.check_draft, view.draft.id)
        if self._view is view:
            self._findings = report.findings
            self._show_below()

    async def reread(self) -> None:
        """Show the bill as it is now."""
        if self._view is not None:
            self.show_changed(await self.ask(invoice_drafts.view, self._view.draft.id))

    def action_help(self) -> None:
        """Show the keys: of the lines, of the fields, and of every screen."""
        from collections_tui.tui.dialogs.help import HelpDialog

        self.open_dialog(HelpDialog((self.SCOPE, LINE, "everywhere", LIST)))

    def action_leave(self) -> None:
        """Back to where I came from; what was typed is kept, and a bill on which nothing is goes."""
        self.attempt(self._leave())

    async def _leave(self) -> None:
        await self.settle()
        view, travel = self._view, self.workstation.travel
        words = await self._put_away(view) if view is not None else ""
        await travel.back()
        if travel.account is not None and travel.account is self.app.screen:
            await travel.account.reread()  # something may have been issued on it
        if words:
            self.workstation.say(words)

    async def _put_away(self, view: DraftView) -> str:
        """Give the bill up where nothing is on it; what is said of it else."""
        if self._issued:
            return ""
        if not self._form.is_blank:
            return f"{view.draft.number} and the line that was typed are kept: B goes on with them."
        if view.draft.lines or Terms.of(view.draft) != Terms():
            return f"{view.draft.number} is kept: B goes on with it."
        if allowed("prepare invoices", self.desk.person.roles):
            await self.ask(invoice_drafts.drop, view.draft.id)
        return ""

    # Terms

    def action_terms(self) -> None:
        """Say when it is due, what is off all of it, and what is paid of it already."""
        if self._may_change() and self._view is not None:
            self.attempt(self._open_terms(self._view))

    async def _open_terms(self, view: DraftView) -> None:
        from collections_tui.tui.dialogs.bill_terms import TermsDialog

        async def write(terms: Terms) -> str:
            await self.ask(invoice_drafts.change, view.draft.id, terms, revision=view.draft.revision)
            await self.reread()
            return f"{view.draft.number} is changed."

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The terms are not saved; they are kept: T goes on with them.")

        begun = await self.ask(unsaved.begun, Unsaved("bill", view.draft.id))
        await self.workstation.travel.show_dialog(TermsDialog(view, self._here, write, begun), say_kept)

    # Checking and issuing

    def action_check(self) -> None:
        """Verify the bill: show what is wrong with it, and say of each warning why it is right all the same."""
        if self._may_change() and self._view is not None:
            self.attempt(self._check(self._view))

    async def _check(self, view: DraftView) -> None:
        from collections_tui.services import verify
        from collections_tui.tui.dialogs.bill_accept import AcceptDialog

        report = await self.ask(verify.verify, view.draft.id)
        await self.reread()
        if report.verified:
            self.say(f"{report.bill} is verified: I issues it.")
            return

        async def write(answers: dict[str, str]) -> str:
            accepted = await self.ask(verify.accept, view.draft.id, answers)
            await self.ask(unsaved.keep, Unsaved("bill", view.draft.id), beside)
            await self.reread()
            return f"{accepted.bill} is verified: I issues it." if accepted.verified else accepted.sentence

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The answers are not saved; they are kept: V goes on with them.")

        begun = await self.ask(unsaved.begun, Unsaved("bill", view.draft.id))
        beside = {name: text for name, text in begun.items() if not name.startswith(WHY)}
        dialog = AcceptDialog(view, report.findings, dict(report.accepted), write, begun)
        await self.workstation.travel.show_dialog(dialog, say_kept)

    def action_issue(self) -> None:
        """Issue the bill: it gets its number, and is owed."""
        view = self._view
        if not self._may_change() or view is None:
            return
        if not self._form.is_blank:
            self._form.go()
            self.say("A line is typed and not in the bill: enter adds it, ctrl+r empties the fields.", "error")
        elif view.draft.verified_at is None:
            self.say("It is not verified as it stands now: V does that.", "error")
        else:
            self.attempt(self._issue(view))

    async def _issue(self, view: DraftView) -> None:
        try:
            issued = await self.ask(invoices.issue, view.draft.id, self._operation, revision=view.draft.revision)
        except Refused:
            await self.reread()  # somebody may have changed it, or issued it
            raise
        self._issued = issued.sentence
        await self.reread()
        self._to_lines()
        self._offer_keys()
        self.say(f"{issued.number} is issued.")

    # What was issued

    def action_print(self) -> None:
        """Print what was issued."""
        paper = self._paper()
        if paper is not None:
            print_paper(self, paper)

    def action_send(self) -> None:
        """Send what was issued."""
        paper = self._paper()
        if paper is not None and self._view is not None:
            send_paper(self, paper, self._view.customer.email, self.reread)

    def _paper(self) -> Paper | None:
        """What the bill has become; the message line says why it is nothing yet."""
        view = self._view
        if view is None or view.draft.invoice_id is None:
            self.say("It is printed and sent once it has its number: V verifies it, I issues it.")
            return None
        total = format_cents(view.totals.total_cents, view.currency)
        return Paper("invoice", view.draft.invoice_id, view.invoice, f"{view.invoice} of {view.customer.name}: {total}")
