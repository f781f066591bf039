"""Whose the money of a claim is, as an insurer has decided: paid, taken off by contract, the patient's, refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from collections_tui.domain.insurance.claims import REVERSAL as REVERSAL
from collections_tui.domain.insurance.codes import CodeBook
from collections_tui.domain.insurance.remittance import Adjustment, ClaimPayment, ProviderAdjustment
from collections_tui.domain.money import format_cents

INFORMATION = ("23", "25")
"""Claims of which nothing is decided here: another payer's, sent on, and forecasts."""
BY_CONTRACT = "by contract with "
"""How the reason begins for which something is taken off; then who insures, and the codes in brackets."""
SEQUESTRATION = "253"
"""The reason of what is taken off Medicare's payments by law (2 U.S.C. 901a(6)), whatever was agreed."""
SECONDARY = ("2", "3", "20", "21")


class Shares(NamedTuple):
    """What became of the charge of a claim, in cents: the parts add up to it. All are below 0 for a reversal.

    ``written`` is taken off by contract; ``patient`` is what the patient owes (PR); ``refused`` was refused, is not
    the patient's, and is not given up; ``other`` is what other payers paid or took off, and what nobody decided.
    """

    paid: int
    written: int
    patient: int
    refused: int
    other: int

    @property
    def charge(self) -> int:
        return self.paid + self.written + self.patient + self.refused + self.other


def shares_of(claim: ClaimPayment, book: CodeBook) -> Shares:
    """Return whose the money of a claim that balances is."""
    if claim.status in INFORMATION:
        return Shares(claim.paid_cents, 0, 0, 0, claim.charge_cents - claim.paid_cents)
    written = patient = refused = other = 0
    for one in claim.all_adjustments:
        kind = whose(one, book)
        if kind == "patient":
            patient += one.cents
        elif kind == "written":
            written += one.cents
        elif kind == "refused":
            refused += one.cents
        else:
            other += one.cents
    return Shares(claim.paid_cents, written, patient, refused, other)


def whose(one: Adjustment, book: CodeBook) -> str:
    """Which share an adjustment belongs to: ``patient``, ``written``, ``refused`` or ``other``.

    Only what the insurer calls the patient's (PR) is theirs. A reason that says that another payer has paid is no
    refusal; one that is contractual is taken off whatever group it stands in but PR.
    """
    if one.group == "PR":
        return "patient"
    kind = book.kind(one.reason)
    if kind == "prior payer" or one.group == "CR":
        return "other"
    return "written" if kind == "contractual" else "refused"


def beside_others(
    shares: Shares, claim: ClaimPayment, book: CodeBook, paid: int, written: int, *, others: bool = False
) -> Shares:
    """Return the shares of a later payer's decision, without what is in the ledger already.

    A secondary insurer often repeats what the primary took off by contract. It tells what came before as OA 23; as far
    as that is less than what insurers have paid and taken off here, the rest is in its own adjustments once more.

    Args:
        shares: as its remittance has them.
        claim: what it says.
        book: what codes mean.
        paid: what insurers have paid of the invoice so far, in cents.
        written: what has been taken off it so far.
        others: another insurer has decided here before.
    """
    told = sum(
        one.cents for one in claim.all_adjustments if one.group != "PR" and book.kind(one.reason) == "prior payer"
    )
    if shares.written <= 0 or not (claim.status in SECONDARY or told > 0 or others):
        return shares
    twice = min(shares.written, max(0, paid + written - told), max(0, written))
    return shares._replace(written=shares.written - twice, other=shares.other + twice)


def reduced(adjustments: Iterable[Adjustment], book: CodeBook) -> int:
    """Return what of a charge no contract is about: what the law takes off a payment, and what others have paid."""
    return sum(one.cents for one in adjustments if one.reason == SEQUESTRATION or whose(one, book) == "other")


def told(shares: Shares, currency: str) -> str:
    """Whose the money of a claim is, in words."""
    named = (
        (shares.paid, "paid"), (shares.written, "taken off by contract"), (shares.patient, "the patient's"),
        (shares.refused, "refused"), (shares.other, "other"),
    )  # fmt: skip
    parts = [f"{format_cents(cents, currency)} {words}" for cents, words in named if cents or words == "paid"]
    return ", ".join(parts)


def reasons_told(claim: ClaimPayment, book: CodeBook, currency: str) -> list[str]:
    """Why less was paid than charged, and what else was said, in words before codes: of the claim and its lines."""
    return in_words(claim.all_adjustments, claim.all_remarks, book, currency)


def in_words(adjustments: Iterable[Adjustment], remarks: Iterable[str], book: CodeBook, currency: str) -> list[str]:
    """Reasons with what they come to, each once, then remarks; in words before codes."""
    sums: dict[tuple[str, str], int] = {}
    for one in adjustments:
        sums[one.group, one.reason] = sums.get((one.group, one.reason), 0) + one.cents
    lines = [
        f"{format_cents(cents, currency)} {book.reason(reason)} ({group} {reason})"
        for (group, reason), cents in sums.items()
    ]
    return [*lines, *(f"{book.remark(code)} ({code})" for code in remarks)]


def provider_told(one: ProviderAdjustment, book: CodeBook, currency: str) -> str:
    """What was taken off a payment as a whole, or added to it, in words before its code."""
    reference = f" {one.reference}" if one.reference else ""
    return f"{format_cents(-one.cents, currency)} {book.provider(one.code)} ({one.code}{reference})"
