"""What is answered about remittances."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.insurance.posted import KeptClaim, KeptRemittance
from collections_tui.domain.insurance.remittance import ClaimPayment, Remittance
from collections_tui.domain.insurance.shares import Shares
from collections_tui.store.subjects.fitting import FoundInvoice


class TakenClaim(NamedTuple):
    """A claim of a remittance: what was told of it, whose the money is, and where it went.

    ``matched``: it is on an invoice, or took back what was. ``words`` say what became of it, or why it waits.
    """

    told: ClaimPayment
    shares: Shares
    matched: bool
    account: str = ""
    invoice: str = ""
    claim_id: int | None = None
    words: str = ""
    new: bool = True


class TakenRemittance(NamedTuple):
    """A transaction of a file; not ``new`` where the very same was here already."""

    id: int
    told: Remittance
    new: bool
    currency: str
    claims: tuple[TakenClaim, ...]


class ImportedRemittances(NamedTuple):
    """What a file came to. ``posted`` and ``unmatched`` count claims that it brought, ``unchanged`` transactions.

    With ``dry_run`` nothing has been stored.
    """

    file: Path
    client: str
    dry_run: bool
    transactions: tuple[TakenRemittance, ...]
    posted: int
    unmatched: int
    unchanged: int
    sentence: str


class RemittanceView(NamedTuple):
    """A remittance with what it says of each claim."""

    remittance: KeptRemittance
    claims: tuple[KeptClaim, ...]


class Fitting(NamedTuple):
    """An invoice that something which waits may be for, and what speaks for it: what the insurer says of it, too."""

    invoice: FoundInvoice
    agrees: tuple[str, ...]


class Matched(NamedTuple):
    """A claim that somebody has matched, set aside or taken back, in one sentence."""

    claim: KeptClaim
    sentence: str
