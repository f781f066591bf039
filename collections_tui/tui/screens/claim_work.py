"""What is done with a claim: asking the insurer, filing, contesting, closing, the letter. The screen shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from collections_tui.domain.insurance.records import ClaimStatus
from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services import claim_undo, claims, unsaved
from collections_tui.services.claim_views import ClaimView, ContactEntry
from collections_tui.services.permissions import allowed
from collections_tui.tui.screens.base import DeskScreen
from collections_tui.tui.screens.printing import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from collections_tui.tui.dialogs.form import FormDialog

REFUSED = "You may look at claims, not work on them: ask for the role of collector."


class ClaimWork(DeskScreen):
    """A subclass shows the claim, and reads it again."""

    def __init__(self) -> None:
        super().__init__()
        self.view: ClaimView | None = None
        """The claim in view; None before the first one, and after it was left."""
        self.follows = False
        """Whether it came as the next one: once something is recorded the next one comes."""

    async def reread(self) -> None:
        """Show the claim as it is now."""
        raise NotImplementedError

    def _workable(self, wanted: ClaimStatus | None = None, words: str = "") -> ClaimView | None:
        """The claim, if the person may work on it, and it can become what is ``wanted``; else it is said why not."""
        view = self.view
        why = "" if view is None else claims.why_not(view.claim, wanted, words)
        if not allowed("work claims", self.desk.person.roles):
            why = REFUSED
        if why:
            self.say(why, "error")
        return None if why else view

    async def _begun(self, kind: UnsavedKind, view: ClaimView) -> dict[str, str]:
        return await self.ask(unsaved.begun, Unsaved(kind, view.claim.id))

    async def _open(self, dialog: FormDialog, *, stay: bool = False) -> None:
        """Show a form; once it is saved the next claim is shown, or this one as it is then where we ``stay``."""

        def answered(left: bool | None) -> None:
            if dialog.said:
                self.attempt(self._go_on(dialog.said, stay))
            elif left:
                self.say("It is not saved; what was typed is kept: the same key goes on with it.")

        await self.workstation.travel.show_dialog(dialog, answered)

    async def _go_on(self, said: str, stay: bool) -> None:
        if self.follows and not stay:
            await self.workstation.travel.to_next_claim(said)
        else:
            await self.reread()
            self.workstation.say(said)

    @property
    def doing(self) -> str:
        """What is being typed about the claim, by its kind; '' for nothing."""
        from collections_tui.tui.dialogs.keeping import KeepingDialog

        return next((one.kind for one in self.app.screen_stack if isinstance(one, KeepingDialog)), "")

    def go_on_typing(self, kind: str) -> None:
        """Open the form again into which something was typed."""
        forms = {
            "contact": self.action_call, "filing": self.action_file, "appeal": self.action_dispute,
            "closing": self.action_void,
        }  # fmt: skip
        if kind in forms:
            forms[kind]()

    # Asking

    def action_call(self) -> None:
        """Call the insurer, and take down what it says."""
        view = self._workable()
        if view is not None:
            self.attempt(self._call(view))

    def action_undo(self) -> None:
        """Take back what I recorded last of an insurer, not my last call to a customer."""
        self.attempt(self.workstation.travel.undo_claim())

    def action_next(self) -> None:
        """Take the next claim."""
        self.attempt(self.workstation.travel.to_next_claim())

    async def _call(self, view: ClaimView) -> None:
        from collections_tui.tui.dialogs.claim_contact import ContactDialog

        operation = uuid4().hex
        if view.claim.payer.phone:
            self.app.copy_to_clipboard(view.claim.payer.phone)

        async def write(entry: ContactEntry) -> str:
            return (await self.ask(claims.contact, view.claim.id, entry, operation)).sentence

        await self._open(ContactDialog(view, self.desk, write, await self._begun("contact", view)))

    # Filing and contesting

    def action_file(self) -> None:
        """Say that it was filed."""
        view = self._workable("filed", "filed")
        if view is not None:
            self.attempt(self._file(view))

    async def _file(self, view: ClaimView) -> None:
        from collections_tui.tui.dialogs.claim_forms import FileDialog, Filing

        operation = uuid4().hex

        async def write(typed: Filing) -> str:
            return (await self.ask(claims.file, view.claim.id, operation, **typed._asdict())).sentence

        await self._open(FileDialog(view, self.desk.today(), write, await self._begun("filing", view)))

    def action_dispute(self) -> None:
        """Say that it was contested."""
        view = self._workable("appealed", "contested")
        if view is not None:
            self.attempt(self._appeal(view))

    async def _appeal(self, view: ClaimView) -> None:
        from collections_tui.tui.dialogs.claim_forms import Appeal, AppealDialog

        operation = uuid4().hex

        async def write(typed: Appeal) -> str:
            done = await self.ask(
                claims.appeal, view.claim.id, typed.because, operation, on=typed.on, reference=typed.reference
            )
            return f"{done.sentence} L writes the letter."

        dialog = AppealDialog(view, self.desk.today(), write, await self._begun("appeal", view))
        await self._open(dialog, stay=True)  # the letter is written from here

    def action_void(self) -> None:
        """Do nothing more about it; of one that is closed, work on it again."""
        seen = self.view
        if seen is not None and seen.claim.status == "closed" and allowed("work claims", self.desk.person.roles):
            self.attempt(self._reopen(seen))
            return
        view = self._workable()
        if view is not None:
            self.attempt(self._close(view))

    async def _close(self, view: ClaimView) -> None:
        from collections_tui.tui.dialogs.claim_forms import CloseDialog, Closing

        operation = uuid4().hex

        async def write(typed: Closing) -> str:
            done = await self.ask(claims.close, view.claim.id, typed.because, operation, left=typed.left)
            return done.sentence

        await self._open(CloseDialog(view, write, await self._begun("closing", view)))

    async def _reopen(self, view: ClaimView) -> None:
        from collections_tui.tui.dialogs.claim_forms import ReopenDialog

        operation = uuid4().hex

        async def write(reason: str) -> str:
            return (await self.ask(claim_undo.reopen, view.claim.id, reason, operation)).sentence

        await self._open(ReopenDialog(view, write, await self._begun("closing", view)), stay=True)

    # The letter

    def action_letter(self) -> None:
        """Write or print the letter that contests it."""
        from collections_tui.services import documents
        from collections_tui.tui.dialogs.print_to import PrintDialog

        view = self.view
        if view is None:
            return
        if not allowed("send documents", self.desk.person.roles):
            self.say(REFUSED, "error")
            return
        if why := claims.why_no_letter(view.claim):
            self.say(why, "error")
            return

        async def write(path: Path) -> str:
            return await self.ask(documents.write, "appeal", view.claim.id, path)

        async def hand_over(printer: str) -> str:
            return await self.ask(documents.print_to, "appeal", view.claim.id, printer)

        about = f"The letter that contests {view.claim.name} with {view.claim.payer.name}"
        self.open_dialog(PrintDialog(about, f"appeal-{file_name(view.claim.control)}.pdf", write, hand_over))
