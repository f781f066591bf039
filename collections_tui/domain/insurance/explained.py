"""What an insurer did with a claim, in the plain words in which a patient is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.claims import CONTESTED, WITH_PAYER, outstanding
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
    paid: int, written: int, patient: int, currency: str, shares: Iterable[tuple[str, int]]
) -> Iterator[str]:
    """What was paid, taken off, and left to the patient."""
    yield f"It paid {format_cents(paid, currency)}." if paid else "It paid nothing."
    if written:
        yield f"{format_cents(written, currency)} was taken off by contract: nobody owes it."
    if patient:
        parts = ", ".join(f"{words} {format_cents(cents, currency)}" for words, cents in shares if cents)
        yield f"{format_cents(patient, currency)} is the patient's{f': {parts}' if parts else ''}."


def sentences(
    claim: Claim,
    invoice: str,
    currency: str,
    today: date,
    *,
    shares: Iterable[tuple[str, int]] = (),
    reasons: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Yield what is said of a claim, a sentence each.

    Args:
        claim: which.
        invoice: the number of what was billed.
        currency: in which amounts are said.
        today: from where days are told.
        shares: what the patient's share is made of, in words, with the cents.
        reasons: words for the codes of a refusal; a code without any is said as it is.
    """

    def money(cents: int) -> str:
        return format_cents(cents, currency)

    payer = claim.payer.name
    days = say_day(claim.service_from, today)
    if claim.service_to != claim.service_from:
        days += f" to {say_day(claim.service_to, today)}"
    asked = f"{money(claim.charge_cents)} of invoice {invoice} (services of {days})"
    if claim.filed_on is None:
        yield f"{payer} is going to be asked for {asked}."
    else:
        yield f"{payer} was asked {_on(claim.filed_on, today)} for {asked}."
    if claim.answered:
        yield from _answer_sentences(claim.paid_cents, claim.written_cents, claim.patient_cents, currency, shares)
    if claim.refused_cents:
        known = reasons or {}
        why = "; ".join(known.get(code, f"reason {code}") for code in claim.refusal)
        yield f"It refused {money(claim.refused_cents)}{f': {why}' if why else ''}."
    waits = outstanding(claim)
    if claim.status == "closed" and claim.refused_cents:
        yield f"What it refused was given up: {claim.closed_reason}."
    elif claim.status == "appealed":
        yield f"That was contested: the patient is not asked for {money(waits)} until it has answered."
    elif claim.status in CONTESTED:
        yield f"The patient is not asked for {money(waits)} until it is decided whether to contest that."
    elif waits and (claim.status in WITH_PAYER or claim.status == "to file"):
        yield f"The patient is not asked for {money(waits)} until it has answered."
