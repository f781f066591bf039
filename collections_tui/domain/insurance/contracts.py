"""What a payer and the patient pay together by contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from collections_tui.domain.billing.records import ONE, WHOLE
from collections_tui.domain.insurance.records import ClaimLine, Fee


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

    Args:
        fees: of one payer and client.
        line: what is charged.
        on: its day where it has none.
    """
    fee = fee_for(fees, line.code, line.modifier, line.service_on or on)
    if fee is None:
        return None
    if fee.allowed_cents is not None:
        amount = _half_up(fee.allowed_cents * line.quantity_milli, ONE)
    else:
        amount = _half_up(line.charge_cents * (fee.allowed_ppm or 0), WHOLE)
    return min(amount, line.charge_cents)


def expected(fees: Sequence[Fee], lines: Sequence[ClaimLine], on: date) -> list[int | None]:
    """Return what is agreed on for each line."""
    return [allowed(fees, line, on) for line in lines]


def expected_of_all(each: Sequence[int | None]) -> int | None:
    """Return what is agreed on for a claim, None where nobody knows it of each of its lines."""
    return None if not each or None in each else sum(one or 0 for one in each)


def _half_up(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
