"""What is agreed on an account without a call, and changed of it: promises and arrangements."""

from __future__ import annotations

import uuid
from pathlib import Path

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services import unsaved
from collections_tui.services.permissions import allowed
from collections_tui.services.views import AccountView
from collections_tui.tui.screens.account_agreed import Part
from collections_tui.tui.screens.account_changes import AccountChanges
from collections_tui.tui.screens.agreements import answer_request, instalment_words, mark_instalment


class AccountPlans(AccountChanges):
    """The part of the account's screen that writes promises and arrangements."""

    def action_promise(self) -> None:
        """Take down a promise."""
        if self._may_agree() and self.view is not None:
            self.attempt(self._open_promise(self.view))

    def action_arrange(self) -> None:
        """Agree on payments in parts."""
        if self._may_agree() and self.view is not None:
            self.attempt(self._open_arrangement(self.view))

    def _may_agree(self) -> bool:
        """Whether something can be agreed on here; the message line says why not."""
        if not self._may_work() or self.view is None:
            return False
        if self.view.account.status == "closed":
            self.say("This account is closed: there is nothing to agree on.", "error")
            return False
        return True

    async def _open_promise(self, view: AccountView) -> None:
        from collections_tui.services import promises
        from collections_tui.tui.dialogs.promise import Promised, PromiseDialog

        account, operation = view.account, uuid.uuid4().hex

        async def write(promised: Promised) -> str:
            made = await self.ask(
                promises.make,
                account.id,
                promised.cents,
                promised.day,
                operation,
                everywhere=promised.everywhere,
                kept=True,
            )
            await self.reread()
            amount = format_cents(promised.cents, account.currency)
            where = " on all accounts" if promised.everywhere else ""
            day = say_day(promised.day, self._here.today)
            return f"Promised{where}: {amount} by {day} · {account.number} {made.next_words}."

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The promise is not saved; it is kept: p goes on with it.")

        begun = await self.ask(unsaved.begun, Unsaved("promise", account.id))
        await self.workstation.travel.show_dialog(PromiseDialog(view, self._here, write, begun), say_kept)

    async def _open_arrangement(self, view: AccountView) -> None:
        from collections_tui.services import arrangements
        from collections_tui.tui.dialogs.arrangement import ArrangementDialog
        from collections_tui.tui.dialogs.arrangement_form import Agreed

        of, operation = Unsaved("arrangement", view.account.id), uuid.uuid4().hex
        ground = await self.ask(arrangements.ground, view.account.id)

        async def write(agreed: Agreed) -> str:
            made = await self.ask(
                arrangements.arrange,
                view.account.id,
                agreed.terms,
                operation,
                means=agreed.sheet,
                instead_of=agreed.instead_of,
                kept=True,
            )
            await self.reread()
            if made.status == "proposed":
                return f"Asked: needs a supervisor ({made.number}, request {made.arrangement_id})."
            return f"Active. {made.words}."

        def say_kept(left: bool | None) -> None:
            if left:
                self.say("The arrangement is not saved; it is kept: a goes on with it.")

        dialog = ArrangementDialog(of, ground, write, await self.ask(unsaved.begun, of))
        await self.workstation.travel.show_dialog(dialog, say_kept)

    def open_part(self, part: Part) -> None:
        """Move an instalment or cancel its arrangement; answer a request, or take it back."""
        made, due = part.view.arrangement, part.due or part.view.next_due
        if made.status == "proposed" and allowed("approve arrangements", self.desk.person.roles):
            self.attempt(answer_request(self, made.id, self.reread))
        elif made.status not in ("active", "proposed"):
            self.say("That is over: nothing of it can be changed.")
        elif due is not None and self._may_work() and self.view is not None:
            account = self.view.account
            about = instalment_words(due, account.number, account.currency, self._here.today)
            running = made.status == "active"
            self.attempt(mark_instalment(self, made.id, due.number, about, self.reread, running=running))

    def action_letter(self) -> None:
        """Write the letter of the arrangement that runs."""
        view = self.view
        if view is None or not self._may_work():
            return
        running = next((one for one in view.arrangements if one.arrangement.status == "active"), None)
        if running is None:
            self.say("There is a letter once an arrangement is agreed on: a begins one.")
            return
        from collections_tui.services import documents
        from collections_tui.tui.dialogs.letter import LetterDialog

        async def write(path: Path) -> str:
            return await self.ask(documents.write, "agreement", running.arrangement.id, path)

        about = f"{view.account.number}, {view.customer.name}: a file that ends in .pdf, .txt or .html"
        name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in view.account.number)
        self.open_dialog(LetterDialog(about, f"agreement-{name}.pdf", write))
