"""Remittances as they are kept: what an insurer paid at once, for which claims, and what has become of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.domain.insurance.remittance import (
    Adjustment,
    ClaimPayment,
    Place,
    ProviderAdjustment,
    Remittance,
    ServiceLine,
)
from collections_tui.domain.insurance.shares import Shares

NOWHERE = Place(0, "")


class KeptRemittance(NamedTuple):
    """One payment of an insurer. ``client`` is its client's code, ``by`` who imported it.

    ``claims`` counts what it says of claims, ``waiting`` those of them that nobody has matched.
    """

    id: int
    client_id: int
    client: str
    payer_id: int | None
    payer: str
    payer_code: str
    trace: str
    method: str
    paid_on: date
    paid_cents: int
    currency: str
    provider: tuple[ProviderAdjustment, ...]
    notes: tuple[str, ...]
    payee: str
    file: str
    imported_at: datetime
    by: str
    claims: int
    waiting: int


class KeptClaim(NamedTuple):
    """What a remittance says of one claim, and what has become of it.

    Where it waits, ``settled_at`` is None and ``reason`` says why. Else it is on an invoice, or ``settled_as`` says in
    words what became of it. ``reverses_id`` is the one that it takes back, ``reversed_by`` the one that did so to it.
    """

    id: int
    remittance_id: int
    client_id: int
    client: str
    payer: str
    payer_code: str
    payer_id: int | None
    trace: str
    paid_on: date
    currency: str
    told: ClaimPayment
    shares: Shares
    claim_id: int | None
    invoice_id: int | None
    invoice: str
    account_id: int | None
    account: str
    entry_id: int | None
    reverses_id: int | None
    reversed_by: int | None
    reason: str
    settled_at: datetime | None
    settled_by: str
    settled_as: str


def claim_body(claim: ClaimPayment) -> dict[str, Any]:
    """Return what has no column of its own, as JSON."""
    return {
        "told_patient_cents": claim.told_patient_cents,
        "adjustments": [list(one) for one in claim.adjustments],
        "remarks": list(claim.remarks),
        "lines": [
            {
                "system": line.system,
                "code": line.code,
                "modifiers": list(line.modifiers),
                "service_on": line.service_on and line.service_on.isoformat(),
                "units": line.units,
                "control": line.control,
                "charge_cents": line.charge_cents,
                "paid_cents": line.paid_cents,
                "allowed_cents": line.allowed_cents,
                "adjustments": [list(one) for one in line.adjustments],
                "remarks": list(line.remarks),
            }
            for line in claim.lines
        ],
    }


def told_again(head: Mapping[str, Any], body: Mapping[str, Any]) -> ClaimPayment:
    """Return what a remittance said of a claim, from its columns (``head``) and its body."""
    return ClaimPayment(
        NOWHERE,
        told_patient_cents=body["told_patient_cents"],
        adjustments=tuple(Adjustment(*one) for one in body["adjustments"]),
        remarks=tuple(body["remarks"]),
        lines=tuple(_line(one) for one in body["lines"]),
        **head,
    )


def _line(raw: Mapping[str, Any]) -> ServiceLine:
    day = raw["service_on"]
    return ServiceLine(
        NOWHERE, raw["system"], raw["code"], tuple(raw["modifiers"]), raw["charge_cents"], raw["paid_cents"],
        date.fromisoformat(day) if day else None, raw["units"], raw["control"], raw["allowed_cents"],
        tuple(Adjustment(*one) for one in raw["adjustments"]), tuple(raw["remarks"]),
    )  # fmt: skip


def remittance_body(one: Remittance) -> dict[str, Any]:
    """Return what has no column of its own, as JSON."""
    return {
        "payee": one.payee,
        "payee_code": one.payee_code,
        "currency": one.currency,
        "provider": [list(each) for each in one.provider],
        "notes": list(one.notes),
    }


def content_of(one: Remittance) -> list[Any]:
    """Return all that makes a transaction the same as another, whatever separates it and wherever it stands."""
    claims = [
        [
            claim.control, claim.status, claim.charge_cents, claim.paid_cents, claim.number, claim.patient,
            claim.member, *(day and day.isoformat() for day in (claim.service_from, claim.service_to)),
            claim_body(claim),
        ]
        for claim in one.claims
    ]  # fmt: skip
    provider = [list(each) for each in one.provider]
    return [one.payer, list(one.codes), one.trace, one.paid_on.isoformat(), one.paid_cents, claims, provider]
