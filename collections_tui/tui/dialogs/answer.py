"""A supervisor's answer to an arrangement that was asked for: as it is, with a change, or refused with a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult

from collections_tui.domain.arrangements.check import may_approve
from collections_tui.domain.arrangements.records import Terms
from collections_tui.domain.records import Unsaved
from collections_tui.services.arrangement_views import ArrangementView, Ground, Preview
from collections_tui.services.arrangements import LONGEST_REASON
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs import arrangement_form as form
from collections_tui.tui.dialogs import means_form
from collections_tui.tui.dialogs.arrangement import ArrangementDialog
from collections_tui.tui.dialogs.arrangement_form import Agreed
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import line

Answer = Callable[[bool, str, Terms | None], Awaitable[str]]


def begun_with(asked: Body, begun: Body) -> Body:
    """Return what stands in the fields first: what was typed before, which may be no more than a reason."""
    return begun if begun.keys() - {"reason"} else asked | begun


class AnswerDialog(ArrangementDialog):
    """Shows what was asked for, which can be changed in place. It stays open with what was typed when saving fails.

    Args:
        request: what was asked for.
        ground: of its account.
        answer: stores the answer (yes or no, the reason, other terms); returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "answer"
    TITLE_TEXT = "Answer a request"
    BINDINGS = bindings_for("answer")
    AUTO_FOCUS = "#row-reason FieldInput"
    MORE_LINES = 1

    def __init__(self, request: ArrangementView, ground: Ground, answer: Answer, begun: Body) -> None:
        self._request = request
        self._answer = answer
        asked = form.body_of(request.terms, ground.currency) | means_form.body_of(request.worksheet, ground.currency)
        self._as_asked = asked
        super().__init__(
            Unsaved("answer", request.arrangement.id), self._of_now(ground), self._approve, begun_with(asked, begun)
        )
        self._asked = self._kept = begun
        self._reason = FieldRow("reason", "Reason", look="reason")
        self._reason.input.max_length = LONGEST_REASON

    def compose_body(self) -> ComposeResult:
        yield from super().compose_body()
        self._reason.input.value = self._typed.get("reason", "")
        yield self._reason

    @property
    def body(self) -> Body:
        """What was typed; nothing while it stands as it was asked for."""
        return {} if super().body == self._as_asked else super().body

    def _of_now(self, ground: Ground) -> Ground:
        return ground._replace(owed_cents=self._request.arrangement.owed_cents)

    def _question(self) -> dict[str, int]:
        return {"request_id": self._request.arrangement.id}

    def _first_words(self) -> str:
        asked = self._request.arrangement
        return f"Asked for by {line(asked.by, 30)}, {self.here.since(asked.made_at)}."

    def _verdict(self, laid: Preview) -> str:
        if not allowed("approve arrangements", self.desk.person.roles):
            return "A supervisor answers it: enter or ctrl+r, then their PIN."
        not_allowed = may_approve(self._ground.policy, laid.terms, self.desk.person.roles)
        if not_allowed:
            return f"! {not_allowed}"
        change = " with a change" if self._changed_terms else ""
        return f"enter approves it{change}; ctrl+r refuses it, with a reason."

    @property
    def _changed_terms(self) -> bool:
        return any(self._typed.get(name, "") != self._as_asked.get(name, "") for name in form.FIELDS)

    async def _approve(self, agreed: Agreed) -> str:
        terms = agreed.terms if self._changed_terms else None
        return await self._answer(True, self._typed.get("reason", ""), terms)

    def action_refuse(self) -> None:
        """Refuse it."""
        reason = self._typed.get("reason", "")
        if not reason.strip():
            self.set_focus(self._reason.input)
            self.say("Say why it is refused: the collector has to tell the customer.", "error")
        else:
            self.attempt_lent(lambda: self.save(lambda: self._answer(False, reason, None)))
