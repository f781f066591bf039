"""Whatever happens to bills and claims, in any order: nothing is lost, and nobody is asked for what an insurer is."""

from __future__ import annotations

from random import Random

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, claims, doctor, invoices, ledger
from collections_tui.services.claim_views import ContactEntry, NewClaim
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, billed, patient, remitted
from tests.services.facts import check_everything


class Walk:
    """Somebody who does anything to one patient's bills."""

    def __init__(self, work: Office, seed: int) -> None:
        self.work, self.random = work, Random(seed)
        self.boss = work.boss
        self.account = patient(work, AETNA, MEDICARE)
        self.bills: list[int] = []
        self.claims: list[int] = []
        self.done = 0

    def step(self) -> None:
        steps = (
            self.bill,
            self.make,
            self.file,
            self.contact,
            self.remit,
            self.pay,
            self.appeal,
            self.close,
            self.void,
        )
        try:
            self.random.choices(steps, (3, 5, 5, 5, 7, 3, 2, 2, 1))[0]()
            self.done += 1
        except Refused:
            pass

    def bill(self) -> None:
        self.bills.append(billed(self.boss, self.account, line(self.random.choice((20_00, 100_00, 333_33)))))

    def make(self) -> None:
        if self.bills:
            made = claims.make(self.boss, NewClaim(self.random.choice(self.bills)), operation())
            self.claims.append(made.claim.id)

    def file(self) -> None:
        if self.claims:
            claims.file(self.boss, self.random.choice(self.claims), operation())

    def contact(self) -> None:
        if self.claims:
            code = self.random.choice(list(self.boss.books.claim_outcomes.by_code))
            entry = ContactEntry(code, "Kim", "R1", "said so", TODAY, ("197",))
            claims.contact(self.boss, self.random.choice(self.claims), entry, operation())

    def remit(self) -> None:
        if self.claims:
            number = self.random.choice(self.claims)
            with self.boss.store.read() as tx:
                claim = tx.claims.get(number)
            assert claim is not None
            if claim.paid_cents > 0 and self.random.random() < 0.3:
                remitted(self.boss, number, -claim.paid_cents, -claim.written_cents, -claim.patient_cents, code="22")
                return
            cuts = sorted(self.random.randint(0, claim.charge_cents) for _ in range(3))
            paid, written, theirs = cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1]
            remitted(self.boss, number, paid, written, theirs, claim.charge_cents - cuts[2], codes=("50",))

    def pay(self) -> None:
        ledger.pay(self.boss, PaymentEntry(self.account, self.random.choice((5_00, 60_00)), TODAY, operation()))

    def appeal(self) -> None:
        if self.claims:
            claims.appeal(self.boss, self.random.choice(self.claims), "it was right", operation())

    def close(self) -> None:
        if self.claims:
            left = self.random.choice(("", "patient", "write off"))
            claims.close(self.boss, self.random.choice(self.claims), "enough", operation(), left=left)  # type: ignore[arg-type]

    def void(self) -> None:
        if self.bills:
            invoices.void(self.boss, self.random.choice(self.bills), "wrong", operation())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_holds_and_figures_follow(work: Office, seed: int) -> None:
    walk = Walk(work, seed)
    for _ in range(40):
        walk.step()
        view = accounts.view(work.boss, walk.account)
        owed = view.account.balance_cents - view.disputed_cents
        held = any(hold.kind == "claim" for hold in view.holds)
        assert view.pending_cents >= 0
        assert held is (view.pending_cents > 0 and owed <= view.pending_cents and view.account.status != "closed")
    assert walk.done > 15
    check_everything(work.boss)
    found = doctor.examine(work.boss)
    assert found.wrong == 0, [one for one in found.findings if one.wrong]
    with work.boss.store.read() as tx:
        lost = tx.sql.all("SELECT id FROM claim WHERE next_on IS NULL AND status NOT IN ('paid', 'closed')")
    assert lost == []
