"""What a payer and the patient pay together by contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from collections_tui.domain.billing.records import ONE, WHOLE
from collections_tui.domain.insurance.records import ClaimLine, Fee
from collections_tui.domain.insurance.remittance import ClaimPayment

_MOST_UNITS = 1_000_000


class LineAnswer(NamedTuple):
    """What an insurer said of a line of a claim, or of all with its code and modifier: ``position`` is the first's.

    ``short_cents`` is by how much payer and patient together pay less than was agreed, besides what is refused.
    """

    position: int
    paid_cents: int
    patient_cents: int
    refused_cents: int
    short_cents: int


class ToldLine(NamedTuple):
    """What a remittance says of a service. ``modifier`` is as a claim's line has it: ``25 59``."""

    code: str
    modifier: str
    paid_cents: int
    patient_cents: int
    refused_cents: int
    reduced_cents: int = 0
    """Taken off by law, or paid by others: no contract is about it."""


def lines_told(claim: ClaimPayment) -> list[ClaimLine]:
    """Return the services that an insurer names, as lines of a claim."""
    return [
        ClaimLine(at, one.code, one.charge_cents, " ".join(one.modifiers), one.service_on, _quantity(one.units))
        for at, one in enumerate(claim.lines, 1)
    ]


def _quantity(units: str) -> int:
    """Units as thousandths; one where they are not told, or are none."""
    try:
        found = Decimal(units)
    except InvalidOperation:
        return ONE
    return int(found * ONE) if found.is_finite() and 0 < found <= _MOST_UNITS else ONE


def compare(lines: Sequence[ClaimLine], told: Iterable[ToldLine]) -> list[LineAnswer]:
    """Return what was told of the lines of a claim, held against what was agreed on for each."""
    groups: dict[tuple[str, str], list[ClaimLine]] = {}
    for line in lines:
        groups.setdefault((line.code, line.modifier), []).append(line)
    sums: dict[tuple[str, str], list[int]] = {}
    for one in told:
        key = (one.code, one.modifier)
        if key not in groups:  # payers leave modifiers away, and add their own
            key = next((other for other in groups if other[0] == one.code), key)
        before = sums.setdefault(key, [0, 0, 0, 0])
        for at, cents in enumerate(one[2:]):
            before[at] += cents
    found = []
    for key, group in groups.items():
        if key in sums:
            agreed = expected_of_all([line.expected_cents for line in group])
            paid, theirs, refused, reduced = sums[key]
            short = 0 if agreed is None else max(0, agreed - paid - theirs - refused - reduced)
            found.append(LineAnswer(group[0].position, paid, theirs, refused, short))
    return found


def fee_for(fees: Iterable[Fee], code: str, modifier: str, on: date) -> Fee | None:
    """Return what was agreed on for a service on a day, None where nothing was.

    A line with the modifier goes before one without, and that before what is agreed for everything else.
    """
    held = [one for one in fees if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)]
    for wanted in ((code, modifier), (code, ""), ("", "")):
        found = [one for one in held if (one.code, one.modifier) == wanted]
        if found:
            return max(found, key=lambda one: one.valid_from)
    return None


def allowed(fees: Iterable[Fee], line: ClaimLine, on: date) -> int | None:
    """Return the cents that are agreed on for a line, never more than is charged; None where nothing was agreed.

    A fraction of a cent is left off: insurers round a line or the whole claim, up or down, and nobody contests that.

    Args:
        fees: of one payer and client.
        line: what is charged.
        on: its day where it has none.
    """
    fee = fee_for(fees, line.code, line.modifier, line.service_on or on)
    if fee is None:
        return None
    if fee.allowed_cents is not None:
        amount = fee.allowed_cents * line.quantity_milli // ONE
    else:
        amount = line.charge_cents * (fee.allowed_ppm or 0) // WHOLE
    return min(amount, line.charge_cents)


def expected(fees: Sequence[Fee], lines: Sequence[ClaimLine], on: date) -> list[int | None]:
    """Return what is agreed on for each line."""
    return [allowed(fees, line, on) for line in lines]


def expected_of_all(each: Sequence[int | None]) -> int | None:
    """Return what is agreed on for a claim, None where nobody knows it of each of its lines."""
    return None if not each or None in each else sum(one or 0 for one in each)
