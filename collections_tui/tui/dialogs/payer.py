"""An insurer as it is typed: whom to ask and when, and how many days there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Unsaved
from collections_tui.services.payers import PayerDetails, hours_of, phone_of, zone_of
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.screens.draft_keeper import Body

LABELS = {
    "name": "Name",
    "code": "Payer id",
    "phone": "Telephone",
    "hours": "Hours",
    "zone": "Time zone",
    "portal": "Portal",
    "filing_days": "File within",
    "appeal_days": "Contest within",
    "followup_days": "Ask again after",
    "note": "Whom to ask",
    "address": "Address",
}
_FOR = {
    "code": "as on claims; it never changes",
    "phone": "where claims are asked about",
    "hours": "as weekdays 8 am-5 pm",
    "zone": "as America/Chicago",
    "portal": "",
    "filing_days": "days from the service",
    "appeal_days": "days from the refusal",
    "followup_days": "days; 30 if nothing is said",
    "note": "and what for",
    "address": "for appeals; “;” ends a line",
}
_CHECKED: Mapping[str, Callable[[str], str]] = {"phone": phone_of, "hours": hours_of, "zone": zone_of}
_DAYS = ("filing_days", "appeal_days", "followup_days")


class PayerDialog(FormDialog):
    """Adds an insurer, or changes one.

    Args:
        payer: the one that is changed; None for a new one.
        write: stores it, by its id; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    TITLE_TEXT = "Insurer"

    def __init__(self, payer: Payer | None, write: Callable[[str, PayerDetails], Awaitable[str]], begun: Body) -> None:
        labels = LABELS if payer is None else {name: label for name, label in LABELS.items() if name != "code"}
        about = "A new insurer" if payer is None else f"{payer.name} ({payer.code})"
        of = Unsaved("payer", 0 if payer is None else payer.id)
        super().__init__(of, [about], labels, begun, {} if payer is None else _typed_of(payer))
        self._payer, self._write = payer, write

    def understood(self, name: str) -> str:
        """What each is for; what is wrong with what was typed."""
        if name in _DAYS:
            self._days(name)
        elif name in _CHECKED and self._said(name):
            try:
                _CHECKED[name](self.text(name))
            except Refused as refused:
                raise ValueError(str(refused)) from refused
        return _FOR.get(name, "")

    def required(self, name: str) -> None:
        """It needs a name and its id; days that are known are never taken away."""
        if name in ("name", "code") and not self.text(name):
            raise ValueError("An insurer needs its name, and the id that it has on claims")
        if name in _DAYS and self._as_it_is.get(name) and not self.text(name):
            raise ValueError(f"“{LABELS[name]}” was {self._as_it_is[name]}, and stays: write how many days are right")

    def _days(self, name: str) -> int | None:
        typed = self.text(name)
        if not typed:
            return None
        if not typed.isdecimal() or not typed.isascii():
            raise ValueError("write a number, such as 90")
        return int(typed)

    def _said(self, name: str) -> str | None:
        """What is typed; None where it is as it was, so that a note of several lines stays one."""
        return None if self._payer is not None and self.text(name) == self._as_it_is.get(name, "") else self.text(name)

    async def write(self) -> str:
        """Store it."""
        details = PayerDetails(
            self._said("name"),
            self._said("phone"),
            self._said("hours"),
            self._said("zone"),
            self._said("portal"),
            self._days("filing_days"),
            self._days("appeal_days"),
            self._days("followup_days"),
            self._said("note"),
            self._said("address"),
        )
        return await self._write(self.text("code") if self._payer is None else self._payer.code, details)


def _typed_of(payer: Payer) -> Body:
    """An insurer as it would be typed."""
    typed = {
        "name": payer.name,
        "phone": say_phone(payer.phone) if payer.phone else "",
        "hours": payer.hours,
        "zone": payer.zone,
        "portal": payer.portal,
        "filing_days": "" if payer.filing_days is None else str(payer.filing_days),
        "appeal_days": "" if payer.appeal_days is None else str(payer.appeal_days),
        "followup_days": str(payer.followup_days),
        "note": " ".join(payer.note.split()),
        "address": "; ".join(payer.address.splitlines()),
    }
    return {name: text for name, text in typed.items() if text}
