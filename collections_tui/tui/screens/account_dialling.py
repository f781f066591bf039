"""How a call begins on the account's screen: only where the contact rules let it, or with a supervisor's reason."""

from __future__ import annotations

from typing import NamedTuple
from uuid import uuid4

from textual import on

from collections_tui.services import dialling
from collections_tui.services.can_call import can_call
from collections_tui.services.permissions import allowed
from collections_tui.services.views import AccountView, PhoneLine
from collections_tui.tui.dialogs.outcome import CallPanel, first_phone
from collections_tui.tui.screens.account_insurance import AccountInsurance
from collections_tui.tui.screens.account_sheet import AccountSheet
from collections_tui.tui.screens.account_summary import why_no_call
from collections_tui.tui.screens.verdicts import Verdict, of_dialled, of_judgement, of_phone, refusal


class Blocked(NamedTuple):
    """A number that the rules did not let be dialled."""

    account_id: int
    e164: str


class AccountDialling(AccountInsurance):
    """The part of the account's screen that begins calls."""

    _panel: CallPanel
    _sheet: AccountSheet
    _warned: AccountView | None = None  # what of it speaks against a call has been said
    _blocked: Blocked | None = None  # what was refused last
    _cut_off = False  # whether the call that goes on next was cut off while it was being typed into

    async def _make_ready(self) -> None:
        raise NotImplementedError

    def _offer_call_keys(self) -> None:
        raise NotImplementedError

    # Beginning

    def action_call(self) -> None:
        """Begin a call, or go on with the one that was begun."""
        self._call(None)

    def go_on_typing(self) -> None:
        """Go on with the call of which somebody was cut off: in its note, where letters are letters and no outcome."""
        self._cut_off = True
        self.action_call()

    def action_phone(self, digit: int) -> None:
        """Begin a call to the number of this digit."""
        self._call(int(digit))

    def _call(self, digit: int | None) -> None:
        view = self.view
        if view is None or not self._may_work():
            return
        if digit is not None and digit > len(view.phones):
            self.say(f"There is no number {digit}.")
            return
        number = first_phone(view) if digit is None else view.phones[digit - 1].phone.e164
        # What the rules block they refuse themselves; the rest that speaks against a call is said once.
        if view.draft is None and not _blocks(view, number) and self._warn(view, "c" if digit is None else str(digit)):
            return
        self.attempt(self._begin(view, number if digit is not None or view.draft is None else ""))

    def _warn(self, view: AccountView, key: str) -> bool:
        """Say once what speaks against a call on this account; tell whether that was now."""
        against = why_no_call(view)
        if not against or self._warned is view:
            return False
        self._warned = view
        self.say(f"{against} {key} again goes on. C: they called us.", "error")
        return True

    async def _begin(self, view: AccountView, number: str) -> None:
        """Begin a call to a number, or go on with the one that was begun where no other number is wanted."""
        await self._make_ready()
        draft = view.draft
        if draft is not None:
            number = number or draft.body.get("phone", "")
            # Nobody dials where they called us, or where a call that is over is only put right.
            if draft.body.get("direction") == "inbound" or draft.ended_at is not None:
                self._show_call(view, number or first_phone(view), None)
                return
            # It was judged when it was dialled, and the customer may be on the line.
            kept = dialling.of_text(draft.dialled) if draft.dialled else None
            if kept is not None and number in ("", kept.phone):
                self._show_call(view, kept.phone, of_dialled(kept))
                return
            number = number or first_phone(view)
        verdict = await self._dial(view, number)
        if verdict is not None:
            self._show_call(view, number, verdict)

    async def _dial(self, view: AccountView, number: str, reason: str = "") -> Verdict | None:
        """Dial a number; return what the rules said, or None once the message line says why they refuse."""
        try:
            found = await self.ask(dialling.dial, view.account.id, number, override=reason)
        except dialling.NotNow as refused:
            if reason:
                raise
            self._blocked = Blocked(view.account.id, number)
            self.say(
                refusal(_said(view, number), refused.judgement, view.case, self._ways(refused.judgement.overridable)),
                "error",
            )
            return None
        self._blocked = None
        if found.verdict == "block":
            return of_dialled(dialling.dialled_of(found, reason or self._approved_for(view, number)))
        line = _line(view, number)
        return of_judgement(found, view.case) if line is None else of_phone(view, line._replace(judgement=found))

    def _approved_for(self, view: AccountView, number: str) -> str:
        """Why a supervisor was asked to let me call this number, which they did."""
        mine = (one for one in reversed(view.requests) if one.by == self.desk.person.login and one.e164 == number)
        return next((one.reason for one in mine if one.status == "approved"), "approved by a supervisor")

    def _ways(self, overridable: bool) -> list[str]:
        """What can be done where a call is refused."""
        ways = ["y shows why"]
        if self._panel.active:
            return ways
        may = allowed("override contact rules", self.desk.person.roles)
        again = ["! calls all the same" if may else "! asks a supervisor"] if overridable else []
        return [*ways, *again, "C: they called us"]

    def _show_call(self, view: AccountView, number: str, verdict: Verdict | None, *, inbound: bool = False) -> None:
        self.say(self._resumed_words(view))
        self._panel.begin(view, phone=number, verdict=verdict, inbound=inbound)
        if view.draft is not None:
            # It goes on now: nothing has to be said of it any more.
            self._sheet.show_account(view._replace(draft=None), self._here)
        self._sheet.talked_about(self._panel.typed.about_ids)
        cut_off, self._cut_off = self._cut_off, False
        if cut_off and self._panel.typed.note and not self._panel.typed.outcome:
            self._panel.action_to_note()
        self._offer_call_keys()

    def _resumed_words(self, view: AccountView) -> str:
        """What to know about a call of another day that goes on; nothing for any other."""
        if view.draft is None or self._here.local(view.draft.started_at).date() == self._here.today:
            return ""
        return f"This call began {self._here.when(view.draft.started_at)} and is logged on that day; ctrl+g forgets it."

    # They called us

    def action_called(self) -> None:
        """Take down a call that the customer made: nothing is dialled."""
        view = self.view
        if view is None or not self._may_work():
            return
        if view.draft is not None:
            self.say("A call is begun here: c goes on with it, ctrl+t in it says that they called us.", "error")
        else:
            self.attempt(self._begin_inbound(view))

    async def _begin_inbound(self, view: AccountView) -> None:
        await self._make_ready()
        self._show_call(view, first_phone(view), None, inbound=True)

    # While a call is under way

    @on(CallPanel.NumberWanted)
    def _change_number(self, event: CallPanel.NumberWanted) -> None:
        if self.view is not None:
            self.attempt(self._redial(self.view, event.e164))

    async def _redial(self, view: AccountView, number: str) -> None:
        """Go on with another number, or as a call that we made, where the rules let it; else all stays as it was."""
        verdict = await self._dial(view, number)
        if verdict is not None and self._panel.active:
            self._panel.dialled(number, verdict)

    # Why, and all the same

    def action_why(self) -> None:
        """Show every rule that was looked at."""
        if self.view is not None:
            self.attempt(self._show_why(self.view))

    @on(CallPanel.WhyWanted)
    def _why_wanted(self) -> None:
        self.action_why()

    async def _show_why(self, view: AccountView) -> None:
        from collections_tui.tui.dialogs.why import Asked, WhyDialog

        found = await self.ask(can_call, view.account.id)
        lines = {line.phone.e164: line for line in view.phones}
        known = [(one, lines.get(one.phone)) for one in found]
        asked = [Asked(line.said, line.phone.kind, one) if line else Asked("", "", one) for one, line in known]
        at = self._blocked
        wanted = self._panel.typed.phone if self._panel.active else first_phone(view)
        if at is not None and at.account_id == view.account.id:
            wanted = at.e164
        chosen = next((place for place, one in enumerate(found) if one.phone == wanted), 0)
        # What a hold says that stands for a rule, the rule says itself.
        besides = "" if any(one.verdict == "block" for one in found) else why_no_call(view)
        await self.workstation.travel.show_dialog(WhyDialog(asked, chosen, view.case, besides), None)

    def action_override(self) -> None:
        """Call a number that the rules block, with a reason; or ask a supervisor, who may let me."""
        view = self.view
        if view is None or not self._may_work():
            return
        if view.draft is not None:
            self.say("A call is begun here: c goes on with it.", "error")
            return
        at = self._blocked
        number = at.e164 if at is not None and at.account_id == view.account.id else first_phone(view)
        self.attempt(self._override(view, number))

    async def _override(self, view: AccountView, number: str) -> None:
        from collections_tui.tui.dialogs.override import AskCallDialog, OverrideDialog

        await self._make_ready()
        found = next((one for one in await self.ask(can_call, view.account.id) if one.phone == number), None)
        if found is None or found.verdict != "block":
            self.say("The contact rules allow this call: c makes it.")
            return
        if not found.overridable:
            fixed = next(one for one in found.blocking if not one.overridable)
            self.say(f"Nobody may override this: {fixed.text.split('; otherwise')[0]} ({fixed.source}).", "error")
            return
        dialled: list[Verdict] = []

        async def write(reason: str) -> None:
            verdict = await self._dial(view, number, reason)
            assert verdict is not None, "it was dialled, or the rules refused with their own sentence"
            dialled.append(verdict)

        def begin(began: bool | None) -> None:
            if began:
                self._show_call(view, number, dialled[-1])

        dialog = OverrideDialog(_said(view, number), found, write)
        if not allowed("override contact rules", self.desk.person.roles):
            dialog = AskCallDialog(
                _said(view, number), found, write, lambda reason: self._ask_for_call(view, number, reason)
            )
        await self.workstation.travel.show_dialog(dialog, begin)

    async def _ask_for_call(self, view: AccountView, number: str, reason: str) -> None:
        """Ask a supervisor, and say that it waits; the account shows the answer."""
        from collections_tui.services import approvals
        from collections_tui.services.approval_views import Wanted

        wanted = Wanted("override", view.account.id, reason, e164=number)
        said = await self.ask(approvals.ask, wanted, uuid4().hex)
        await self.reread()
        self.say(said)


def _line(view: AccountView, e164: str) -> PhoneLine | None:
    return next((line for line in view.phones if line.phone.e164 == e164), None)


def _said(view: AccountView, e164: str) -> str:
    line = _line(view, e164)
    return line.said if line is not None else ""


def _blocks(view: AccountView, e164: str) -> bool:
    line = _line(view, e164)
    return line is not None and not line.open_now
