"""Claims for tests: an insured customer with an invoice, a claim of it, and what a remittance does to it."""

from __future__ import annotations

from datetime import date
from itertools import count

from collections_tui.domain.billing.records import Coverage, Payer
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.ledger import Part
from collections_tui.services import claims
from collections_tui.services.claim_answers import apply_remittance, settle_claims
from collections_tui.services.claim_views import NewClaim, Recorded
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import NewLine
from collections_tui.store.subjects.ledger import NewEntries
from collections_tui.store.transaction import Transaction
from tests.build import NOON, TODAY, Office, add_account
from tests.services.billing import SERVICE, issued, line, operation

AETNA = Payer(0, "60054", "Aetna", "+18005550100", "weekdays 8-17", "America/New_York", "", 90, 60, 30)
MEDICARE = Payer(0, "MCARE", "Medicare", filing_days=365, appeal_days=125)
_number = count(1)


def insured(work: Office, account_id: int, *payers: Payer, since: date = date(2026, 1, 1)) -> list[Coverage]:
    """Let insurers insure the customer of an account, in this order."""
    with work.boss.store.write() as tx:
        account = tx.accounts.get(account_id)
        assert account is not None
        made = []
        for rank, payer in enumerate(payers, start=1):
            known = tx.payers.by_code(payer.code) or tx.payers.add(payer)
            made.append(
                tx.coverages.add(
                    Coverage(0, account.customer_id, known, rank, f"W{account_id}", since), None, work.clock.now()
                )
            )
    return made


def any_claim(tx: Transaction, invoice_id: int) -> int:
    """A claim of an invoice, whoever insures its customer; its id. Nothing follows of it until its account settles."""
    invoice = tx.invoices.get(invoice_id)
    assert invoice is not None
    account = tx.accounts.get(invoice.account_id)
    assert account is not None
    payer = tx.payers.by_code(AETNA.code) or tx.payers.add(AETNA)
    claim = Claim(
        0, invoice_id, account.id, account.client_id, payer, None, 1, invoice.number, "to file", TODAY, TODAY,
        invoice.amount_cents, NOON, next_on=TODAY, next_action="file it",
    )  # fmt: skip
    return tx.claims.add(claim, (), 1, operation())


def patient(work: Office, *payers: Payer) -> int:
    """An account of which nothing is owed yet, of a customer whom insurers insure."""
    with work.boss.store.write() as tx:
        account_id = add_account(tx, number=f"P-{next(_number):04d}", invoices=())
        tx.accounts.put_status(account_id, "open")
    insured(work, account_id, *payers)
    return account_id


def billed(desk: Desk, account_id: int, *lines: NewLine) -> int:
    """An invoice of 100.00 or of these lines; its id."""
    return issued(desk, account_id, *(lines or (line(100_00, code="99213"),))).invoice_id


def claimed(desk: Desk, account_id: int, *lines: NewLine, filed: bool = True) -> Claim:
    """A claim of a new invoice, for whoever insures the customer first."""
    made = claims.make(desk, NewClaim(billed(desk, account_id, *lines)), operation())
    return claims.file(desk, made.claim.id, operation()).claim if filed else made.claim


def remitted(
    desk: Desk,
    claim_id: int,
    paid: int,
    written: int = 0,
    patient: int = 0,
    refused: int = 0,
    code: str = "1",
    codes: tuple[str, ...] = (),
    op: str = "",
    charge: int | None = None,
    on: date | None = None,
) -> Claim:
    """What a remittance does: it books what the insurer paid and took off, and the claim follows."""
    with desk.store.write() as tx:
        account_id = tx.claims.account_of(claim_id)
        assert account_id is not None
        tx.accounts.get(account_id)
        claim = tx.claims.get(claim_id)
        assert claim is not None
        for kind, cents, method in (("payment", paid, "insurer"), ("adjustment", written, "")):
            if cents:
                kind = kind if cents > 0 else "adjustment"
                new = NewEntries(kind, TODAY, desk.now(), desk.person.id, method=method)  # type: ignore[arg-type]
                tx.ledger.add(new, [Part(account_id, claim.invoice_id, abs(cents))], sign=-1 if cents > 0 else 1)
        after = apply_remittance(
            tx, desk, claim, paid, written, patient, refused, code, "ICN1", on or desk.today(), codes=codes,
            charge_cents=charge,
            operation_id=op or operation(), reference="EFT 1",
        )  # fmt: skip
        settle_claims(tx, desk, [account_id], [after], desk.now())
        return after


__all__ = ["SERVICE", "Recorded", "line"]
