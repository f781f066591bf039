"""What protects a hospital's patient, as it is taken down: days, what was decided, an estimate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from collections_tui.domain.dates import parse_past_day, say_day
from collections_tui.domain.insurance.assistance import DECISIONS, Decision, Happened
from collections_tui.domain.money import format_cents, parse_cents, plain_amount
from collections_tui.domain.records import Unsaved
from collections_tui.services.assistance import AssistanceView
from collections_tui.tui.dialogs.call_filter import one_of
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.screens.draft_keeper import Body

LABELS = {
    "statement_on": "1st statement",
    "notice_on": "Action notice",
    "applied_on": "Asked for help",
    "decision": "Decided",
    "decided_on": "on",
    "estimate": "Estimate",
    "disputed_on": "Disputed",
    "settled_on": "Settled",
    "protected": "Protected",
}
_FOR = {
    "statement_on": "when it went out",
    "notice_on": "30 days before it",
    "applied_on": "when they applied",
    "decision": "granted, partly, or refused",
    "decided_on": "today, if nothing is typed",
    "estimate": "the good-faith estimate",
    "disputed_on": "that it is far above it",
    "settled_on": "when that was over",
    "protected": "y: from balance billing",
}
_DAYS = ("statement_on", "notice_on", "applied_on", "decided_on", "disputed_on", "settled_on")


class AssistanceDialog(FormDialog):
    """Takes down what is typed that is not known yet.

    Args:
        account_id: which account.
        about: which one, in words.
        view: what is known.
        today: the floor's date.
        currency: of the estimate.
        write: takes it down; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    TITLE_TEXT = "Financial assistance"

    def __init__(
        self,
        account_id: int,
        about: str,
        view: AssistanceView,
        today: date,
        currency: str,
        write: Callable[[Happened], Awaitable[str]],
        begun: Body,
    ) -> None:
        self._before = _typed_of(view, currency)
        super().__init__(Unsaved("assistance", account_id), [about], LABELS, begun, self._before)
        self._today, self._currency, self._write = today, currency, write

    def understood(self, name: str) -> str:
        """Days in words; what the others are for."""
        if not self.text(name):
            return _FOR[name]
        if name in _DAYS:
            day = self._day(name)
            return "" if day is None else say_day(day, self._today)
        if name == "estimate":
            cents = self._cents()
            return "" if cents is None else format_cents(cents, self._currency)
        return self._decision or "" if name == "decision" else "yes" if self._protected else "no"

    def required(self, name: str) -> None:
        """What was taken down is put right, and never taken away."""
        if self._before.get(name) and not self.text(name):
            raise ValueError(f"“{LABELS[name]}” was {self._before[name]}, and stays: write what is right")

    def _day(self, name: str) -> date | None:
        return parse_past_day(self.text(name), self._today) if self.text(name) else None

    def _cents(self) -> int | None:
        return parse_cents(self.text("estimate"), currency=self._currency) if self.text("estimate") else None

    @property
    def _decision(self) -> Decision | None:
        found = one_of("decision", self.text("decision"), {one: one for one in DECISIONS})
        return next((one for one in DECISIONS if one == found), None)

    @property
    def _protected(self) -> bool | None:
        typed = self.text("protected").lower()
        if not typed:
            return None
        if typed[0] not in "yn":
            raise ValueError("write y or n")
        return typed[0] == "y"

    async def write(self) -> str:
        """Take down what is another than it was."""
        changed = {name for name in LABELS if self.text(name) != self._before.get(name, "")}
        days = {name: self._day(name) if name in changed else None for name in _DAYS}
        return await self._write(
            Happened(
                days["statement_on"],
                days["notice_on"],
                days["applied_on"],
                days["decided_on"],
                self._decision if "decision" in changed else None,
                self._cents() if "estimate" in changed else None,
                days["disputed_on"],
                days["settled_on"],
                self._protected if "protected" in changed else None,
            )
        )


def _typed_of(view: AssistanceView, currency: str) -> Body:
    """What is known, as it would be typed; a day that a document told is none that was taken down."""
    known = view.known
    typed = {name: getattr(known, name).isoformat() for name in _DAYS if getattr(known, name) is not None}
    typed |= {"decision": known.decision} if known.decision else {}
    typed |= {"estimate": plain_amount(known.estimate_cents, currency)} if known.estimate_cents is not None else {}
    return typed | ({"protected": "y"} if known.protected else {})
