"""Forms for a claim: that it was filed, that it was contested, that nothing more is done about it, or more again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import NamedTuple

from collections_tui.domain.dates import parse_past_day, say_day
from collections_tui.domain.insurance.claims import appeal_by, file_by
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services.claim_views import ClaimView, Left
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.screens.draft_keeper import Body

_LEFT: tuple[Left, ...] = ("patient", "write off")


class Filing(NamedTuple):
    """That a claim was filed, as ``claims.file`` takes it."""

    on: date | None
    reference: str
    number: str
    note: str


class Appeal(NamedTuple):
    """That a claim was contested."""

    because: str
    on: date | None
    reference: str


class Closing(NamedTuple):
    """That nothing more is done about a claim, and what becomes of what is left."""

    because: str
    left: Left


def about_claim(view: ClaimView) -> str:
    """Return which claim a form is about, in a line."""
    return f"{view.claim.name} of {view.customer.name} with {view.claim.payer.name}"


def _until(may: str, might: str, last: date | None, today: date) -> list[str]:
    """By when at the latest, in a line; nothing where there is no such day."""
    if last is None:
        return []
    return [f"{may if last >= today else might} until {say_day(last, today)}{'' if last >= today else ': too late'}."]


class FileDialog(FormDialog):
    """The day, and the numbers that the insurer gave."""

    TITLE_TEXT = "It was filed"

    def __init__(self, view: ClaimView, today: date, write: Callable[[Filing], Awaitable[str]], begun: Body) -> None:
        last = file_by(view.claim.service_to, view.claim.payer)
        about = [about_claim(view), *_until("It takes claims", "It took claims", last, today)]
        labels = {"day": "On", "reference": "Reference", "number": "Their number", "note": "Note"}
        super().__init__(Unsaved("filing", view.claim.id), about, labels, begun)
        self._today, self._write = today, write

    def understood(self, name: str) -> str:
        """The day in words; what the others are for."""
        if name == "day":
            return say_day(self._day or self._today, self._today)
        return {"reference": "of the batch or the portal", "number": "where it gave one", "note": "what changed"}[name]

    @property
    def _day(self) -> date | None:
        return parse_past_day(self.text("day"), self._today) if self.text("day") else None

    async def write(self) -> str:
        """Take the filing down."""
        return await self._write(Filing(self._day, self.text("reference"), self.text("number"), self.text("note")))


class AppealDialog(FormDialog):
    """Why it was contested, and what was sent."""

    TITLE_TEXT = "It was contested"

    def __init__(self, view: ClaimView, today: date, write: Callable[[Appeal], Awaitable[str]], begun: Body) -> None:
        claim = view.claim
        last = claim.appeal_by or (None if claim.refused_on is None else appeal_by(claim.refused_on, claim.payer))
        about = [about_claim(view), *_until("It may be contested", "It might be contested", last, today)]
        if view.refusal is not None:
            about.append(f"Refused: {'; '.join(view.refusal.reasons)}")
        labels = {"because": "Because", "day": "On", "reference": "Reference"}
        super().__init__(Unsaved("appeal", claim.id), about, labels, begun)
        self._today, self._write = today, write

    def understood(self, name: str) -> str:
        """The day in words; what the others are for."""
        if name == "day":
            return say_day(self._day or self._today, self._today)
        return {"because": "why, and what was sent", "reference": "of the letter"}[name]

    def required(self, name: str) -> None:
        """The reason has to be told."""
        if name == "because" and not self.text(name):
            raise ValueError("Say why it is contested, and what was sent: it stands in the letter")

    @property
    def _day(self) -> date | None:
        return parse_past_day(self.text("day"), self._today) if self.text("day") else None

    async def write(self) -> str:
        """Take the appeal down."""
        return await self._write(Appeal(self.text("because"), self._day, self.text("reference")))


class ReopenDialog(FormDialog):
    """Why a claim that was closed is worked on again."""

    TITLE_TEXT = "Open the claim again"

    def __init__(self, view: ClaimView, write: Callable[[str], Awaitable[str]], begun: Body) -> None:
        about = [about_claim(view), f"It was closed: {view.claim.closed_reason}"]
        super().__init__(Unsaved("closing", view.claim.id), about, {"because": "Because"}, begun)
        self._write = write

    def understood(self, name: str) -> str:
        """What the field is for."""
        return "why it is worked on again"

    def required(self, name: str) -> None:
        """The reason has to be told."""
        if not self.text(name):
            raise ValueError("Say why it is worked on again")

    def do_save(self) -> None:
        """What was written off is owed again by who may; a supervisor may lend their authority."""
        self.attempt_lent(self._save)

    async def write(self) -> str:
        """Open it again."""
        return await self._write(self.text("because"))


class CloseDialog(FormDialog):
    """Why nothing more is done, and what becomes of what the insurer does not pay."""

    TITLE_TEXT = "Close the claim"

    def __init__(self, view: ClaimView, write: Callable[[Closing], Awaitable[str]], begun: Body) -> None:
        labels = {"because": "Because"}
        self._rest = view.pending_cents
        about = [about_claim(view)]
        if self._rest:
            labels["left"] = "What is left"
            about.append(f"{format_cents(self._rest, view.currency)} is not paid.")
        super().__init__(Unsaved("closing", view.claim.id), about, labels, begun)
        self._write = write

    def understood(self, name: str) -> str:
        """What becomes of the rest in words."""
        if name == "because":
            return "why nothing more is done"
        left = self._left
        return {"": "p: patient's, w: write it off", "patient": "the patient owes it"}.get(left, "it is written off")

    def required(self, name: str) -> None:
        """Both have to be told."""
        typed = self.text(name).lower()
        if name == "because" and not typed:
            raise ValueError("Say why nothing more is done about it")
        if name == "left" and not (typed and any(words.startswith(typed) for words in _LEFT)):
            raise ValueError("Say p if the patient owes it, w to write it off")

    @property
    def _left(self) -> Left:
        typed = self.text("left").lower() if self._rest else ""
        if not typed:
            return ""
        for words in _LEFT:
            if words.startswith(typed):
                return words
        raise ValueError("type p or w")

    def do_save(self) -> None:
        """A write-off takes who may; a supervisor may lend their authority."""
        self.attempt_lent(self._save)

    async def write(self) -> str:
        """Close it."""
        return await self._write(Closing(self.text("because"), self._left))
