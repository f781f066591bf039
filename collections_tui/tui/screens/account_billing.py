"""What is done with invoices on an account: printed, sent, checked, disputed, voided; and a bill is prepared."""

from __future__ import annotations

from typing import NamedTuple
from uuid import uuid4

from collections_tui.domain.billing.records import BillLine, Dispute
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Invoice, Unsaved
from collections_tui.services import invoices, unsaved
from collections_tui.services.invoice_views import InvoiceView
from collections_tui.services.views import AccountView, TimelineItem
from collections_tui.tui.screens.account_invoices import Billed, open_disputes
from collections_tui.tui.screens.account_plans import AccountPlans
from collections_tui.tui.screens.account_sheet import AccountSheet
from collections_tui.tui.screens.printing import Paper, print_paper, send_again, send_paper

_CHOOSE = "i shows the invoices: put the cursor on one, or on a line of it."


class Meant(NamedTuple):
    """The invoice that a key is about, and the line of it that the cursor is on, if it is on one."""

    invoice: Invoice
    line: BillLine | None = None


class AccountBilling(AccountPlans):
    """The part of the account's screen that works on its invoices."""

    _sheet: AccountSheet

    def action_bills(self) -> None:
        """Prepare a bill for this account, or go on with the one that was begun."""
        if self.view is None:
            super().action_bills()
        else:
            self.attempt(self.workstation.travel.to_bill_of(self.view.account.id))

    # Which one is meant

    def _meant(self) -> Meant | None:
        """The invoice under the cursor of the invoices, and the line."""
        target = self._sheet.current
        if self._sheet.pane != "invoices":
            return None
        if isinstance(target, Billed):
            return Meant(target.view.invoice, target.line)
        return Meant(target) if isinstance(target, Invoice) else None

    def _meant_or_say(self) -> Meant | None:
        meant = self._meant()
        if meant is None:
            self.say(_CHOOSE)
        return meant

    def _about(self, meant: Meant) -> str:
        """Which one it is, in a line."""
        view = self.view
        assert view is not None, "there is an account in view"
        invoice, currency = meant.invoice, view.account.currency
        if meant.line is not None:
            amount = format_cents(meant.line.amount_cents, currency)
            return f"{invoice.number}, line {meant.line.position}: {meant.line.description}, {amount}"
        open_ = format_cents(invoice.open_cents, currency)
        return f"{invoice.number} of {view.customer.name}: {format_cents(invoice.amount_cents, currency)}, {open_} open"

    async def show_invoice(self, invoice_id: int) -> None:
        """Show the invoices, with this one opened under the cursor."""
        self._sheet.show_pane("invoices")
        if invoice_id not in self._sheet.unfolded:
            await self.unfold(invoice_id)
        self._sheet.go_to(invoice_id)

    async def unfold(self, invoice_id: int) -> None:
        """Show what is in an invoice; or no more."""
        if invoice_id in self._sheet.unfolded:
            self._sheet.unfold(invoice_id, None)
        else:
            self._sheet.unfold(invoice_id, await self.ask(invoices.view, invoice_id))

    async def refresh_opened(self) -> None:
        """Read those invoices again that are opened."""
        for invoice_id in list(self._sheet.unfolded):
            self._sheet.unfolded[invoice_id] = await self.ask(invoices.view, invoice_id)

    # Disputes

    def action_dispute(self) -> None:
        """Dispute the invoice or the line under the cursor; or settle what is disputed of it."""
        meant = self._meant_or_say() if self._may_work() else None
        if meant is not None:
            self.attempt(self._open_dispute(meant))

    async def _open_dispute(self, meant: Meant) -> None:
        from collections_tui.services import disputes
        from collections_tui.tui.dialogs.dispute import DisputeDialog

        seen = await self.ask(invoices.view, meant.invoice.id)
        position = None if meant.line is None else meant.line.position
        running = _disputed(seen, position)

        async def write(words: str) -> str:
            if running is not None:
                done = await self.ask(disputes.settle, running.id, words)
                await self.ask(unsaved.keep, Unsaved("dispute", meant.invoice.id), {})
            else:
                done = await self.ask(disputes.open, meant.invoice.id, position, words, kept=True)
            await self.reread()
            return done.sentence

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("It is not saved; it is kept: D on the invoice goes on with it.")

        known = [] if running is None else [self._dispute_words(running, seen)]
        begun = await self.ask(unsaved.begun, Unsaved("dispute", meant.invoice.id))
        dialog = DisputeDialog(meant.invoice.id, self._about(meant), known, write, begun, settles=running is not None)
        await self.workstation.travel.show_dialog(dialog, say_kept)

    def _dispute_words(self, one: Dispute, seen: InvoiceView) -> str:
        by = f" by {one.by}" if one.by else ""
        return f"Disputed {self._here.since(one.at)}{by}, {format_cents(one.cents, seen.currency)}: {one.reason}"

    # Voiding

    def action_void(self) -> None:
        """Void the invoice under the cursor."""
        from collections_tui.tui.dialogs.dispute import VoidDialog

        meant = self._meant_or_say() if self._may_work() else None
        if meant is None:
            return
        invoice, operation = meant.invoice, uuid4().hex

        async def write(reason: str) -> str:
            voided = await self.ask(invoices.void, invoice.id, reason, operation)
            await self.reread()
            return voided.sentence

        self.open_dialog(VoidDialog(self._about(Meant(invoice)), write))

    # Checking

    def action_check(self) -> None:
        """Check the invoice under the cursor, or what is disputed; the answer goes into the timeline."""
        if self._may_work() and self.view is not None:
            meant = self._meant()
            self.attempt(self._check(self.view.account.id, None if meant is None else meant.invoice.id))

    async def _check(self, account_id: int, invoice_id: int | None) -> None:
        from collections_tui.services import verify
        from collections_tui.tui.dialogs.checks import ChecksDialog

        answered = await self.ask(verify.answer_dispute, account_id, invoice_id)
        await self.reread()
        findings = [one for report in answered.reports for one in report.findings]
        bills = ", ".join(report.bill for report in answered.reports)
        if findings:
            dialog = ChecksDialog(f"{bills} on {answered.account}: noted on the timeline", findings)
            await self.workstation.travel.show_dialog(dialog, None)
        else:
            self.say(f"Nothing is wrong with {bills}: that is noted on the timeline.")

    # Printing and sending

    def action_print(self) -> None:
        """Print the invoice under the cursor, or a statement of the account."""
        if self.view is not None:
            print_paper(self, self._paper(self.view))

    def action_send(self) -> None:
        """Send the invoice under the cursor, or a statement; a document that went out goes once more as it was."""
        view, target = self.view, self._sheet.current
        if view is None:
            return
        address = view.customer.email
        if self._meant() is None and isinstance(target, TimelineItem) and target.kind == "document":
            send_again(self, target.ref, f"{target.title}, exactly as it went out", address, self.reread)
        else:
            send_paper(self, self._paper(view), address, self.reread)

    def _paper(self, view: AccountView) -> Paper:
        """What is printed and sent: the invoice under the cursor, else a statement."""
        meant = self._meant()
        if meant is not None:
            return Paper("invoice", meant.invoice.id, meant.invoice.number, self._about(Meant(meant.invoice)))
        account = view.account
        about = f"A statement of {account.number}, {view.customer.name}; i has the invoices"
        return Paper("statement", account.id, f"statement-{account.number}", about)


def _disputed(view: InvoiceView, position: int | None) -> Dispute | None:
    """What is disputed already of the line, or of all of it."""
    found = open_disputes(view)
    return next((one for one in found if one.position == position), None)
