"""Where what an insurer says of a claim belongs: on a claim that was made here, or on the invoice itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.insurance.remittance import ClaimPayment
from collections_tui.domain.insurance.shares import REVERSAL
from collections_tui.domain.money import format_cents
from collections_tui.store.subjects.fitting import FoundInvoice
from collections_tui.store.transaction import Transaction

RANKS = {"1": 1, "19": 1, "2": 2, "20": 2, "3": 3, "21": 3}
"""Who decides by the state of a claim (CLP02): the primary insurer, the secondary, the tertiary."""


class Where(NamedTuple):
    """An invoice, its account, and the claim that was made for it, if one was."""

    invoice_id: int
    account_id: int
    claim_id: int | None = None


class Nowhere(NamedTuple):
    """Why something fits nothing, as the list of what waits shows it."""

    reason: str


BELOW = Nowhere("its charge is below 0, and it is no reversal: ask the insurer what it means")


class Matcher:
    """Finds where the claims of a file belong. Nothing is guessed: what may be two things waits for a person."""

    def __init__(self, tx: Transaction, client_id: int, currency: str, claims: Iterable[ClaimPayment]) -> None:
        self._tx, self._client, self._currency = tx, client_id, currency
        self._payers = {payer.code for payer in tx.payers.every()}
        self._patients: dict[str, list[tuple[str, str, int]]] = {}
        for one in claims:
            who = (one.patient, one.member, one.charge_cents)
            if one.status != REVERSAL and who not in self._patients.setdefault(one.control, []):
                self._patients[one.control].append(who)

    def find(self, claim: ClaimPayment, codes: Collection[str]) -> Where | Nowhere:
        """Where one belongs: by the number of a claim, else of an invoice, else of an account, its charge and its day.

        Args:
            claim: what the insurer says.
            codes: the ids that the insurer goes by.
        """
        if not claim.control or claim.control == "0":
            return Nowhere("it carries no number")
        if claim.charge_cents < 0 and claim.status != REVERSAL:
            return BELOW
        found = self._by_claim(claim, codes) or self._by_invoice(claim, codes) or self._by_account(claim, codes)
        return found or Nowhere(f"no claim, invoice or account has the number {claim.control}")

    def _by_claim(self, claim: ClaimPayment, codes: Collection[str]) -> Where | Nowhere | None:
        found = self._tx.claims.by_control(self._client, claim.control)
        if not found:
            return None
        invoices = {one.invoice_id for one in found}
        # What a primary insurer sends on comes back with the number that its own claim has.
        every = found if len(invoices) > 1 else self._tx.claims.of_invoice(found[0].invoice_id)
        one = claim_among(every, claim, codes, known=self._known(codes))
        if one is None and len(invoices) > 1:
            return Nowhere(f"several claims have the number {claim.control}")
        asked = one or found[0]
        invoice = self._tx.invoices.get(asked.invoice_id)
        if invoice is not None and invoice.status == "void":
            return Nowhere(f"invoice {invoice.number} is void")
        if abs(claim.charge_cents) > asked.charge_cents:
            return Nowhere(self._more("claim", claim, asked.charge_cents))
        return Where(asked.invoice_id, asked.account_id, None if one is None else one.id)

    def _by_invoice(self, claim: ClaimPayment, codes: Collection[str]) -> Where | Nowhere | None:
        found = self._tx.fittings.invoice(self._client, claim.control)
        if found is None:
            return None
        if self._several_patients(claim.control):
            return Nowhere(f"several patients share the number {claim.control}")
        if found.void:
            return Nowhere(f"invoice {found.number} is void")
        if abs(claim.charge_cents) > found.amount_cents:
            return Nowhere(self._more("invoice", claim, found.amount_cents))
        return self._where(found, claim, codes)

    def _several_patients(self, control: str) -> bool:
        """Whether claims of several people have a number; one person's bill may be answered in parts."""
        found = self._patients.get(control, ())
        named = {(patient, member) for patient, member, _ in found}
        return len(named) > 1 or (len(found) > 1 and named == {("", "")})

    def _by_account(self, claim: ClaimPayment, codes: Collection[str]) -> Where | Nowhere | None:
        charge = abs(claim.charge_cents)
        found = self._tx.fittings.invoices_of_account(self._client, claim.control, charge)
        told = set(claim.days)
        fitting = [one for one in found if not told or not one.days or told & set(one.days)]
        alike = [who for who in self._patients.get(claim.control, ()) if who[2] == charge]
        if not fitting:
            return None
        if fitting[1:] or alike[1:]:
            may_be = " or ".join(one.number for one in fitting[:3])
            return Nowhere(f"it may be for invoice {may_be}" + (", as another of the file" if alike[1:] else ""))
        return self._where(fitting[0], claim, codes)

    def _where(self, invoice: FoundInvoice, claim: ClaimPayment, codes: Collection[str]) -> Where:
        made = claim_among(self._tx.claims.of_invoice(invoice.id), claim, codes, known=self._known(codes))
        return Where(invoice.id, invoice.account_id, None if made is None else made.id)

    def _known(self, codes: Collection[str]) -> bool:
        """Whether one of these ids is that of an insurer which is kept here."""
        return not self._payers.isdisjoint(codes)

    def _more(self, what: str, claim: ClaimPayment, cents: int) -> str:
        told, here = (format_cents(each, self._currency) for each in (abs(claim.charge_cents), cents))
        return f"it is about {told}, and {what} {claim.control} is for {here}"


def claim_among(
    found: Sequence[Claim], claim: ClaimPayment, codes: Collection[str], *, known: bool = False
) -> Claim | None:
    """Which of some claims an insurer speaks of: of that insurer and rank, else of either; None where it is not plain.

    Whoever pays second and was asked nothing here speaks of no claim, though one for the primary may be there. One that
    was closed and made anew is not meant. An insurer that is ``known`` here speaks of its own claims only.
    """
    rank = RANKS.get(claim.status)
    theirs = [one for one in found if one.payer.code in codes]
    ranked = found if rank is None else [one for one in found if one.rank == rank]
    for fits in ([one for one in theirs if one in ranked], theirs, [] if known else ranked):
        fits = [one for one in fits if one.status != "closed"] or fits
        if len(fits) == 1:
            return fits[0]
    return None
