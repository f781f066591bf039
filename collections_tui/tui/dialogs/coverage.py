"""Who insures a customer, as it is typed; and what the insurer said when it was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.records import Coverage, Payer
from collections_tui.domain.dates import parse_near_day, parse_past_day, say_day
from collections_tui.domain.records import Unsaved
from collections_tui.services.coverages import Corrected, NewCoverage, rank_words
from collections_tui.tui.dialogs.call_filter import one_of
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.here import Here
from collections_tui.tui.screens.draft_keeper import Body

LABELS = {
    "payer": "Insurer",
    "member": "Member id",
    "group": "Group",
    "pays": "Pays",
    "from": "From",
    "to": "To",
}
SAID: Mapping[str, tuple[str, str]] = {
    "deductible left": ("Deductible left", "what they pay before"),
    "copay": ("Copay", "each time"),
    "coinsurance": ("Coinsurance", "their share of the rest: 20%"),
    "spoke with": ("Spoke with", "who said so"),
    "reference": ("Reference", "of the call"),
    "note": ("Note", "anything else"),
}


class CoverageDialog(FormDialog):
    """Takes an insurance down.

    Args:
        account_id: of whose customer.
        about: whose it is, in words.
        payers: the insurers that are known.
        today: the floor's date.
        write: stores it; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    TITLE_TEXT = "Insurance"

    def __init__(
        self,
        account_id: int,
        about: str,
        payers: Sequence[Payer],
        today: date,
        write: Callable[[NewCoverage], Awaitable[str]],
        begun: Body,
    ) -> None:
        typed = begun if set(begun) <= set(LABELS) else {}
        super().__init__(Unsaved("coverage", account_id), [about], LABELS, typed)
        self._today, self._write = today, write
        self._codes = {one.code: one.code for one in payers}
        self._names = {one.name: one.code for one in payers}

    def understood(self, name: str) -> str:
        """The insurer's name, places and days in words."""
        if name == "payer":
            code = self._payer
            return next((words for words, one in self._names.items() if one == code), "its name, or its payer id")
        if name == "pays":
            return "behind all others" if self._rank is None else rank_words(self._rank)
        if name in ("from", "to"):
            day = self._day(name)
            return say_day(day, self._today) if day else "today" if name == "from" else "its last day, if it is known"
        return {"member": "as on the card", "group": ""}[name]

    def required(self, name: str) -> None:
        """The insurer and the member id have to be told."""
        if name in ("payer", "member") and not self.text(name):
            raise ValueError("Say who insures them" if name == "payer" else "Say their member id: it is on the card")

    @property
    def _payer(self) -> str:
        typed = self.text("payer")
        if not typed:
            return ""
        return self._codes.get(typed) or one_of("insurer", typed, self._names) or ""

    @property
    def _rank(self) -> int | None:
        return place_of(self.text("pays"))

    def _day(self, name: str) -> date | None:
        typed = self.text(name)
        if not typed:
            return None
        if name == "to":
            return parse_near_day(typed, self._today, self._day("from") or self._today)
        return parse_past_day(typed, self._today)

    async def write(self) -> str:
        """Store it."""
        return await self._write(
            NewCoverage(
                self._payer,
                self.text("member"),
                self._day("from") or self._today,
                self._day("to"),
                self.text("group"),
                self._rank,
            )
        )


NEVER = "never"
"""Typed for the last day of an insurance that never held."""


class Verified(NamedTuple):
    """What an insurer said of an insurance by name, its last day if it ends, and what is written anew of it.

    ``never``: it never held, and is taken out.
    """

    said: Mapping[str, str]
    ends: date | None
    anew: Corrected = Corrected()
    never: bool = False


class VerifyDialog(FormDialog):
    """What was said takes the place of what was said before; what was taken down wrongly can be put right.

    Args:
        account_id: of whose customer.
        coverage: the insurance.
        here: this moment.
        write: stores it; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    TITLE_TEXT = "What the insurer says"

    def __init__(
        self,
        account_id: int,
        coverage: Coverage,
        here: Here,
        write: Callable[[Verified], Awaitable[str]],
        begun: Body,
    ) -> None:
        self._before = {name: words for name, words in coverage.said if name in SAID}
        self._others = {name: words for name, words in coverage.said if name not in SAID}
        known = {_field(name): words for name, words in self._before.items()}
        known |= _card(coverage)
        labels = {_field(name): label for name, (label, _) in SAID.items()} | {"ends": "Ends on"} | _CARD
        typed = {name: text for name, text in begun.items() if name in labels and begun.get("of") == str(coverage.id)}
        group = f", group {coverage.group}" if coverage.group else ""
        about = f"{coverage.payer.name} · member {coverage.member}{group}"
        super().__init__(Unsaved("coverage", account_id), [about], labels, typed, known)
        self._coverage, self._here, self._write = coverage, here, write

    def understood(self, name: str) -> str:
        """What each is for; the last day in words."""
        if name in _CARD:
            return self._anew_words(name)
        if name != "ends":
            return next(words for each, (_, words) in SAID.items() if _field(each) == name)
        if self._never:
            return "it never held: it is taken out"
        day = self._ends
        return "its last day; or: never" if day is None else say_day(day, self._here.today)

    def _anew_words(self, name: str) -> str:
        anew, before = self._anew, self._coverage
        if name == "from":
            return say_day(anew.valid_from or before.valid_from, self._here.today)
        return rank_words(anew.rank or before.rank) if name == "pays" else ""

    @property
    def body(self) -> Body:
        """What is typed, with which insurance it is of."""
        typed = super().body
        return {**typed, "of": str(self._coverage.id)} if typed else {}

    @property
    def _never(self) -> bool:
        return self.text("ends").lower() == NEVER

    @property
    def _anew(self) -> Corrected:
        """What is written otherwise than it was."""
        today, before = self._here.today, self._coverage
        was = _card(before)
        other = {name: self.text(name) for name in _CARD if self.text(name) != was.get(name, "")}
        return Corrected(
            member=other.get("member"),
            group=other.get("group"),
            rank=place_of(other["pays"]) if "pays" in other else None,
            valid_from=parse_past_day(other["from"], today) if "from" in other else None,
        )

    @property
    def _ends(self) -> date | None:
        if self._never:
            return None
        began = self._coverage.valid_from
        return parse_near_day(self.text("ends"), self._here.today, began) if self.text("ends") else None

    async def write(self) -> str:
        """Store it; where nothing was said of the insurance but its end or its card, it is verified no anew."""
        said = {name: self.text(_field(name)) for name in SAID if self.text(_field(name))}
        anew = self._anew
        only = self._ends is not None or self._never or anew != Corrected()
        told = said | self._others if said and (said != self._before or not only) else {}
        return await self._write(Verified(told, self._ends, anew, self._never))


_CARD = {"member": "Member id", "group": "Group", "from": "From", "pays": "Pays"}


def _card(coverage: Coverage) -> Body:
    """What is known of an insurance besides what was said, as it is typed."""
    card = {"member": coverage.member, "from": coverage.valid_from.isoformat(), "pays": rank_words(coverage.rank)}
    return card | ({"group": coverage.group} if coverage.group else {})


def place_of(typed: str) -> int | None:
    """Return a place among insurers as it is typed, ``1`` or ``pri``; None for nothing.

    Raises:
        ValueError: it is none.
    """
    words = typed.strip().lower()
    if not words:
        return None
    places = [rank_words(rank) for rank in range(1, 10)]
    found = [at for at, place in enumerate(places, 1) if words == str(at) or place.startswith(words)]
    if not found:
        raise ValueError("1 for the primary, 2 for the secondary")
    return found[0]


def _field(name: str) -> str:
    """The field in which a part of what was said is typed."""
    return name.replace(" ", "_")
