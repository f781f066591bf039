"""What is changed on an account without a call: notes, the next day, telephone numbers, flags."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from collections_tui.domain.records import Account, EntryKind, Unsaved
from collections_tui.services import accounts, flags, numbers, queue, unsaved
from collections_tui.services.permissions import allowed
from collections_tui.services.views import AccountView
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from collections_tui.services.approval_views import Wanted
    from collections_tui.services.ledger_views import PaymentEntry
    from collections_tui.tui.dialogs.flag_form import Offer


_KINDS: dict[str, EntryKind] = {"adjustment": "adjustment", "write_off": "write_off"}


class AccountChanges(DeskScreen):
    """The part of the account's screen that writes notes, plans, numbers and flags."""

    @property
    def view(self) -> AccountView | None:
        """The account in view."""
        raise NotImplementedError

    @property
    def _here(self) -> Here:
        return here_at(self.desk)

    async def reread(self) -> None:
        """Show the account as it is now."""
        raise NotImplementedError

    async def numbers_changed(self) -> None:
        """The numbers of the account in view are others now."""

    @property
    def dialled(self) -> str:
        """The number of the call under way, '' without one."""
        raise NotImplementedError

    # Notes and plans

    def action_note(self) -> None:
        """Note something on the account."""
        from collections_tui.tui.dialogs.note import write_note

        if self._may_work() and self.view is not None:
            account = self.view.account
            about = f"About {account.number}, {self.view.customer.name}"
            kept = "The note is not saved; it is kept: m goes on with it."
            write_note(self, Unsaved("note", account.id), about, self._write_note, kept)

    async def _write_note(self, text: str) -> str:
        assert self.view is not None, "the note is for the account in view"
        await self.ask(accounts.add_note, self.view.account.id, text, kept=True)
        await self.reread()
        return "The note is saved."

    def action_day(self) -> None:
        """Say when to work on the account next."""
        if self._may_work() and self.view is not None:
            self.attempt(self._plan(self.view.account))

    async def _plan(self, account: Account) -> None:
        from collections_tui.tui.dialogs.plan import Plan, PlanDialog

        async def write(plan: Plan) -> str:
            await self.ask(queue.set_next_action, account.id, plan.day, plan.words, kept=True)
            await self.reread()
            return f"Next on {account.number}: {plan.said}."

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The date is not saved; it is kept: d goes on with it.")

        dialog = PlanDialog(account, self._here, write, await self.ask(unsaved.begun, Unsaved("plan", account.id)))
        await self.workstation.travel.show_dialog(dialog, say_kept)

    def _may_work(self) -> bool:
        """Whether the person may change something here; the message line says why not."""
        view = self.view
        if not allowed("work", self.desk.person.roles):
            self.say("You may look at accounts, not work on them: ask for the role of collector.", "error")
            return False
        if view is not None and view.lease is not None and not view.mine:
            self.say(f"{view.lease.login} is working on this account: look, but leave it to them.", "error")
            return False
        return view is not None

    # Write-offs and adjustments

    def action_adjust(self) -> None:
        """Write something off or adjust it; or ask a supervisor to."""
        if self._may_work() and self.view is not None:
            self.attempt(self._open_adjust(self.view))

    async def _open_adjust(self, view: AccountView) -> None:
        from collections_tui.services import approvals, ledger
        from collections_tui.tui.dialogs.adjust import AdjustDialog

        books = allowed("adjust the ledger", self.desk.person.roles)
        operation = uuid4().hex  # one for all tries: what a lost connection left unknown is booked once

        async def write(wanted: Wanted) -> str:
            if books:
                done = await self.ask(
                    ledger.adjust, wanted.account_id, _KINDS[wanted.kind], wanted.cents, None, wanted.invoice,
                    wanted.reason, operation, kept=True,
                )  # fmt: skip
                said = done.sentence
            else:
                said = await self.ask(approvals.ask, wanted, operation, kept=True)
            await self.reread()
            return said

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The entry is not saved; it is kept: W goes on with it.")

        begun = await self.ask(unsaved.begun, Unsaved("entry", view.account.id))
        await self.workstation.travel.show_dialog(AdjustDialog(view, write, begun, books=books), say_kept)

    # Payments

    def action_pay(self) -> None:
        """Enter a payment. Money that has come in waits for nobody who works on the account."""
        if not allowed("work", self.desk.person.roles):
            self._may_work()
        elif self.view is not None:
            self.attempt(self._open_payment(self.view))

    async def _open_payment(self, view: AccountView) -> None:
        from collections_tui.services import ledger
        from collections_tui.tui.dialogs.payment import PaymentDialog

        async def write(entry: PaymentEntry) -> str:
            paid = await self.ask(ledger.pay, entry, kept=True)
            await self.reread()
            return paid.sentence

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The payment is not saved; it is kept: $ goes on with it.")

        begun = await self.ask(unsaved.begun, Unsaved("payment", view.account.id))
        await self.workstation.travel.show_dialog(PaymentDialog(view, self._here, write, begun), say_kept)

    # Telephone numbers

    def action_numbers(self) -> None:
        """Add a telephone number, or correct one."""
        from collections_tui.tui.dialogs.phone import PhoneDialog

        if self._may_work() and self.view is not None:
            self.open_dialog(PhoneDialog(self.view, self._write_number))

    async def _write_number(self, change: object) -> str:
        from collections_tui.tui.dialogs.phone import PhoneChange

        assert isinstance(change, PhoneChange), "what the dialog gives"
        assert self.view is not None, "the number is for the account in view"
        account_id = self.view.account.id
        if change.new:
            said = await self.ask(numbers.add, account_id, change.e164, change.kind)
        else:
            said = await self.ask(numbers.mark, account_id, change.e164, change.status, change.kind)
        await self.reread()
        await self.numbers_changed()
        return said

    # Flags

    def action_flags(self) -> None:
        """Note what is known about contact."""
        if self._may_work() and self.view is not None:
            self.attempt(self._open_flags(self.view))

    async def _open_flags(self, view: AccountView) -> None:
        from collections_tui.tui.dialogs.flag import FlagDialog

        def say_kept(left: bool | None) -> None:
            if left:
                key = "ctrl+f" if self.dialled else "F"
                self.say(f"The flag is not saved; it is kept: {key} goes on with it.")

        begun = await self.ask(unsaved.begun, Unsaved("flag", view.account.id))
        await self.workstation.travel.show_dialog(FlagDialog(view, self, begun, self.dialled), say_kept)

    async def set_flag(
        self, offer: Offer, typed: dict[str, str], phone: str, everywhere: bool, left: dict[str, str]
    ) -> str:
        """Set a flag on the account in view, or say what a number has turned out to be; the sentence that says so."""
        assert self.view is not None, "the flag is for the account in view"
        account_id = self.view.account.id
        if offer.status is not None:
            said = await self.ask(numbers.mark, account_id, phone, offer.status)
            await self.ask(unsaved.keep, Unsaved("flag", account_id), left)
        else:
            said = await self.ask(
                flags.set_flag, account_id, offer.code, typed, phone=phone, everywhere=everywhere, left=left
            )
        await self.reread()
        await self.numbers_changed()
        return said

    async def lift_flag(self, flag_id: int) -> tuple[str, AccountView]:
        """Lift a flag of the account in view; the sentence that says so, and the account as it is then."""
        assert self.view is not None, "the flag is on the account in view"
        said = await self.ask(flags.lift, self.view.account.id, flag_id)
        await self.reread()
        await self.numbers_changed()
        return said, self.view
