"""What is done about insurance on an account: insurances are taken down and verified, claims made and opened."""

from __future__ import annotations

from uuid import uuid4

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Unsaved
from collections_tui.services import claims, coverages, insured, payers, unsaved
from collections_tui.services.claim_views import NewClaim
from collections_tui.services.claim_words import Explained
from collections_tui.services.coverages import Corrected, NewCoverage
from collections_tui.services.insured import Unasked
from collections_tui.services.permissions import Permission, allowed
from collections_tui.services.views import AccountView
from collections_tui.tui.screens.account_billing import AccountBilling
from collections_tui.tui.screens.account_insured import NewInsurance, Protection


class AccountInsurance(AccountBilling):
    """The part of the account's screen that works on its insurance."""

    def action_claims(self) -> None:
        """Show the insurance of this account; from everywhere else the worklist of claims."""
        if self.view is None:
            super().action_claims()
        elif self._sheet.pane == "insurance":
            self._sheet.show_pane("timeline")
        else:
            self.attempt(self._show_insurance(self.view))

    async def _show_insurance(self, view: AccountView) -> None:
        self._sheet.show_insured(await self.ask(insured.view, view.account.id))

    async def refresh_insured(self) -> None:
        """Read the insurance again, if it is looked at."""
        if self.view is not None and self._sheet.insured is not None:
            self._sheet.insured = await self.ask(insured.view, self.view.account.id)

    def open_insured(self, target: object) -> bool:
        """Open what the cursor is on, if that is about insurance; whether it is."""
        view = self.view
        if view is None:
            return False
        if isinstance(target, Explained):
            if target.claim is None:
                self.say(f"{target.payer} answered without a claim made here: there is nothing to work on.")
            else:
                self.attempt(self.workstation.travel.to_claim(target.claim.id))
        elif isinstance(target, Unasked):
            if self._may("work claims"):
                self.attempt(self._make_claim(view, target))
        elif isinstance(target, NewInsurance):
            if self._may("manage payers"):
                self.attempt(self._add_insurance(view))
        elif isinstance(target, Protection):
            if self._may("work"):
                self.attempt(self._take_assistance_down(view))
        elif isinstance(target, Coverage):
            if self._may("manage payers"):
                self.attempt(self._verify(view, target))
        else:
            return False
        return True

    def _may(self, permission: Permission) -> bool:
        if allowed(permission, self.desk.person.roles):
            return True
        self.say("You may look at insurance, not change it: ask for the role of collector.", "error")
        return False

    async def _add_insurance(self, view: AccountView) -> None:
        from collections_tui.tui.dialogs.coverage import CoverageDialog

        async def write(new: NewCoverage) -> str:
            done = await self.ask(coverages.add, view.account.id, new)
            await self._show_insurance(view)
            return f"{done.payer.name} is {coverages.rank_words(done.rank)} from {done.valid_from}."

        every = await self.ask(payers.every)
        if not every:
            raise Refused("No insurer is known yet: H shows them, and + adds one.")
        begun = await self.ask(unsaved.begun, Unsaved("coverage", view.account.id))
        about = f"Who insures {view.customer.name}"
        dialog = CoverageDialog(view.account.id, about, every, self._here.today, write, begun)
        await self.workstation.travel.show_dialog(dialog, self._say_kept)

    async def _verify(self, view: AccountView, coverage: Coverage) -> None:
        from collections_tui.tui.dialogs.coverage import Verified, VerifyDialog

        async def write(told: Verified) -> str:
            if told.never:
                await self.ask(coverages.remove, view.account.id, coverage.id, "it never held")
                await self._show_insurance(view)
                return f"{coverage.payer.name} is taken out."
            if told.anew != Corrected():
                await self.ask(coverages.change, view.account.id, coverage.id, told.anew)
            if told.said:
                await self.ask(coverages.verify, view.account.id, coverage.id, told.said)
            if told.ends is not None:
                await self.ask(coverages.end, view.account.id, coverage.id, told.ends)
            await self._show_insurance(view)
            return f"{coverage.payer.name}: that is noted."

        begun = await self.ask(unsaved.begun, Unsaved("coverage", view.account.id))
        dialog = VerifyDialog(view.account.id, coverage, self._here, write, begun)
        await self.workstation.travel.show_dialog(dialog, self._say_kept)

    async def _take_assistance_down(self, view: AccountView) -> None:
        from collections_tui.domain.insurance.assistance import Happened
        from collections_tui.services import assistance
        from collections_tui.tui.dialogs.assistance import AssistanceDialog

        account = view.account

        async def write(told: Happened) -> str:
            done = await self.ask(assistance.take_down, account.id, told)
            await self.reread()
            return f"{done.notices[0].words}." if done.notices else "It is taken down: nothing is to be heeded today."

        known = await self.ask(assistance.view, account.id)
        begun = await self.ask(unsaved.begun, Unsaved("assistance", account.id))
        about = f"{account.number} {view.customer.name} · {view.client.name}"
        dialog = AssistanceDialog(account.id, about, known, self._here.today, account.currency, write, begun)
        await self.workstation.travel.show_dialog(dialog, self._say_kept)

    async def _make_claim(self, view: AccountView, unasked: Unasked) -> None:
        from collections_tui.services import invoices
        from collections_tui.tui.dialogs.claim_make import MakeDialog

        operation = uuid4().hex

        async def write(new: NewClaim) -> str:
            done = await self.ask(claims.make, new, operation)
            await self.reread()
            return done.sentence

        seen = await self.ask(invoices.view, unasked.invoice.id)
        every = await self.ask(coverages.of_account, view.account.id)
        begun = await self.ask(unsaved.begun, Unsaved("claim", unasked.invoice.id))
        dialog = MakeDialog(seen, unasked.coverage, every, write, begun)
        await self.workstation.travel.show_dialog(dialog, self._say_kept)

    def _say_kept(self, left: bool | None) -> None:
        if left:
            self.say("It is not saved; what was typed is kept: enter goes on with it.")
