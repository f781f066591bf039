"""What an insurer says it paid (X12 835), and whether it adds up. Amounts are cents, signed as the file has them.

The rules of balance are those of the implementation guide 005010X221A1, 1.10.2.1: of a service line, of a claim, and of
the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

LONGEST_SHOWN = 90


class Place(NamedTuple):
    """Where something stands in a file: which of its segments, counted from 1, and what that says."""

    number: int
    text: str

    def __str__(self) -> str:
        shown = clean(self.text)
        return f"segment {self.number:,} ({shown[:LONGEST_SHOWN]}{'…' if shown[LONGEST_SHOWN:] else ''})"


class Adjustment(NamedTuple):
    """Why so much less was paid than was charged: ``group`` says whose it is, ``reason`` why (CARC)."""

    group: str
    reason: str
    cents: int


class ServiceLine(NamedTuple):
    """What was paid of one service. ``system`` is whose code it is (HC: HCPCS and CPT)."""

    place: Place
    system: str
    code: str
    modifiers: tuple[str, ...]
    charge_cents: int
    paid_cents: int
    service_on: date | None = None
    units: str = ""
    control: str = ""
    allowed_cents: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()


class ClaimPayment(NamedTuple):
    """What was paid of one claim.

    ``control`` is the number that the provider gave it (CLP01), ``number`` the payer's own (CLP07). ``status`` is
    CLP02: 1 to 3 processed as primary, secondary, tertiary, 4 denied, 19 to 21 likewise and sent on, 22 the reversal
    of an earlier payment, 23 not theirs, 25 a forecast. ``told_patient_cents`` is CLP05, None where it is empty.
    """

    place: Place
    control: str
    status: str
    charge_cents: int
    paid_cents: int
    told_patient_cents: int | None = None
    number: str = ""
    patient: str = ""
    member: str = ""
    service_from: date | None = None
    service_to: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    lines: tuple[ServiceLine, ...] = ()

    @property
    def all_adjustments(self) -> tuple[Adjustment, ...]:
        """Those of the claim as a whole, then those of its lines."""
        return (*self.adjustments, *(one for line in self.lines for one in line.adjustments))

    @property
    def all_remarks(self) -> tuple[str, ...]:
        """The remark codes (RARC) of the claim and its lines, each once."""
        return tuple(dict.fromkeys((*self.remarks, *(one for line in self.lines for one in line.remarks))))

    @property
    def patient_cents(self) -> int:
        """What is the patient's (PR), by the adjustments, which are what balances."""
        return sum(one.cents for one in self.all_adjustments if one.group == "PR")

    @property
    def days(self) -> tuple[date, ...]:
        """The days of service that it tells, of the claim and its lines."""
        told = (self.service_from, self.service_to, *(line.service_on for line in self.lines))
        return tuple(sorted({day for day in told if day is not None}))


class ProviderAdjustment(NamedTuple):
    """What was taken off the payment as a whole (PLB), or added to it where it is below 0."""

    code: str
    reference: str
    cents: int


class Remittance(NamedTuple):
    """One transaction, from ST to SE. ``paid_cents`` is BPR02; ``codes`` are the ids that the payer goes by.

    ``interchange`` is the sender's id and the control number of the envelope (ISA06, ISA13), '' without an envelope.
    ``notes`` say what is odd, and stops nothing.
    """

    place: Place
    payer: str
    codes: tuple[str, ...]
    trace: str
    method: str
    paid_on: date
    paid_cents: int
    payee: str = ""
    payee_code: str = ""
    currency: str = ""
    claims: tuple[ClaimPayment, ...] = ()
    provider: tuple[ProviderAdjustment, ...] = ()
    provider_place: Place | None = None
    interchange: str = ""
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The first id that the payer goes by, '' without any."""
        return self.codes[0] if self.codes else ""

    @property
    def provider_cents(self) -> int:
        """What was taken off what the claims come to."""
        return sum(one.cents for one in self.provider)


def check(remittance: Remittance) -> None:
    """Pass if it adds up, in each line, in each claim, and as a whole.

    Raises:
        Refused: it does not; with the segment and both sums.
    """
    for claim in remittance.claims:
        for line in claim.lines:
            _check_part("service line", line.place, line.charge_cents, line.paid_cents, line.adjustments)
        _check_part("claim", claim.place, claim.charge_cents, claim.paid_cents, claim.all_adjustments)
    claims = sum(claim.paid_cents for claim in remittance.claims)
    if remittance.paid_cents != claims - remittance.provider_cents:
        less = f" less {amount(remittance.provider_cents)} of the provider's (PLB)" if remittance.provider else ""
        raise Refused(
            f"It does not balance: {remittance.place} pays {amount(remittance.paid_cents)}, and its claims come to "
            f"{amount(claims)}{less}. {ASK}"
        )


def _check_part(what: str, place: Place, charge: int, paid: int, adjustments: Iterable[Adjustment]) -> None:
    adjusted = sum(one.cents for one in adjustments)
    if charge - adjusted != paid:
        raise Refused(
            f"The {what} in {place} does not balance: {amount(charge)} charged less {amount(adjusted)} of adjustments "
            f"is {amount(charge - adjusted)}, and it says {amount(paid)} paid. {ASK}"
        )


ASK = "Nothing was posted: ask whoever sent it for a whole file."


def amount(cents: int) -> str:
    """An amount in a sentence about a file, which knows no currency."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100:,}.{cents % 100:02}"
