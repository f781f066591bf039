"""What an insurer did with a claim, in the plain words in which a patient is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.claims import CONTESTED, WITH_PAYER, outstanding, underpaid
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.insurance.shares import Shares
from collections_tui.domain.money import format_cents


def answer_sentences(
    payer: str,
    invoice: str,
    paid_on: date,
    answered: Shares,
    currency: str,
    today: date,
    *,
    shares: Iterable[tuple[str, int]] = (),
    reasons: Iterable[str] = (),
) -> Iterator[str]:
    """Yield what an insurer answered of an invoice of which no claim was made here, a sentence each.

    Args:
        payer: its name.
        invoice: the number of what was billed.
        paid_on: the day of its remittance.
        answered: whose the charge is.
        currency: in which amounts are said.
        today: from where days are told.
        shares: what the patient's share is made of, in words, with the cents.
        reasons: why something was refused, in words.
    """
    yield f"{payer} answered {_on(paid_on, today)} for invoice {invoice}."
    yield from _answer_sentences(answered.paid, answered.written, answered.patient, currency, shares)
    if answered.refused:
        why = "; ".join(dict.fromkeys(reasons))
        yield f"It refused {format_cents(answered.refused, currency)}{f': {why}' if why else ''}."


def _on(day: date, today: date) -> str:
    return "today" if day == today else f"on {say_day(day, today)}"


def _answer_sentences(
    paid: int, written: int, patient: int, currency: str, shares: Iterable[tuple[str, int]], *, handed_on: bool = False
) -> Iterator[str]:
    """What was paid, taken off, and left to the patient, or to whoever insures them next."""
    yield f"It paid {format_cents(paid, currency)}." if paid else "It paid nothing."
    if written:
        yield f"{format_cents(written, currency)} was taken off by contract: nobody owes it."
    if patient:
        parts = ", ".join(f"{words} {format_cents(cents, currency)}" for words, cents in shares if cents)
        amount, why = format_cents(patient, currency), f": {parts}" if parts else ""
        yield f"It left {amount} to the next insurer{why}." if handed_on else f"{amount} is the patient's{why}."


class Around(NamedTuple):
    """What is known around a claim, in cents: what is ``open`` on its invoice, and was ``written_off`` when it was
    closed. ``handed_on``: whoever insures the patient next is asked for what it has left to them.
    """

    invoice: str
    open_cents: int
    written_off_cents: int = 0
    handed_on: bool = False


def sentences(
    claim: Claim,
    around: Around,
    currency: str,
    today: date,
    *,
    shares: Iterable[tuple[str, int]] = (),
    reasons: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Yield what is said of a claim, a sentence each. Why somebody here closed it is nobody else's business.

    Args:
        claim: which.
        around: what is known around it.
        currency: in which amounts are said.
        today: from where days are told.
        shares: what the patient's share is made of, in words, with the cents.
        reasons: words for the codes of a refusal; a code without any is said as it is.
    """

    def money(cents: int) -> str:
        return format_cents(cents, currency)

    yield _asked(claim, around.invoice, currency, today)
    if claim.answered:
        yield from _answer_sentences(
            claim.paid_cents, claim.written_cents, claim.patient_cents, currency, shares, handed_on=around.handed_on
        )
    if claim.refused_cents:
        known = reasons or {}
        why = "; ".join(known.get(code, f"reason {code}") for code in claim.refusal)
        yield f"It refused {money(claim.refused_cents)}{f': {why}' if why else ''}."
    short, waits = underpaid(claim), min(outstanding(claim), max(0, around.open_cents))
    if claim.status == "closed":
        yield from _given_up(claim, around, currency)
    elif claim.status == "appealed":
        what = "That was contested" if not short else f"That it paid {money(short)} less than was agreed was contested"
        yield f"{what}: the patient is not asked for {money(waits)} until it has answered." if waits else f"{what}."
    elif waits and claim.status in CONTESTED:
        yield f"The patient is not asked for {money(waits)} until it is decided whether to contest that."
    elif waits and (claim.status in WITH_PAYER or claim.status == "to file"):
        yield f"The patient is not asked for {money(waits)} until it has answered."


def _asked(claim: Claim, invoice: str, currency: str, today: date) -> str:
    days = say_day(claim.service_from, today)
    if claim.service_to != claim.service_from:
        days += f" to {say_day(claim.service_to, today)}"
    asked = f"{format_cents(claim.charge_cents, currency)} of invoice {invoice} (services of {days})"
    if claim.filed_on is not None:
        return f"{claim.payer.name} was asked {_on(claim.filed_on, today)} for {asked}."
    if claim.answered or claim.status not in ("to file", "closed"):
        return f"{claim.payer.name} was asked for {asked}."
    verb = "is going to be asked" if claim.status == "to file" else "is not asked"
    return f"{claim.payer.name} {verb} for {asked}."


def _given_up(claim: Claim, around: Around, currency: str) -> Iterator[str]:
    """Whose what it did not pay is, once nothing more is asked of it."""
    if around.written_off_cents:
        yield f"{format_cents(around.written_off_cents, currency)} of that was written off: nobody owes it."
    elif claim.refused_cents or not claim.answered:
        left = min(claim.refused_cents or claim.charge_cents - claim.others_cents, max(0, around.open_cents))
        theirs = f": {format_cents(left, currency)} of that is the patient's" if left else ""
        yield f"It is asked no more{theirs}."
