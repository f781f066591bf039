"""Whatever happens to bills and claims, in any order: nothing is lost, and nobody is asked for what an insurer is."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claims import outstanding, underpaid
from collections_tui.services import (
    accounts,
    claim_undo,
    claims,
    doctor,
    invoices,
    ledger,
    remittances,
    remittances_by_hand,
)
from collections_tui.services.claim_views import ContactEntry, NewClaim
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.store.subjects.claim_sums import OUTSTANDING, UNDERPAID
from tests.build import TODAY, Office
from tests.era import Service, Told, era
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, billed, patient
from tests.services.facts import check_everything


class Walk:
    """Somebody who does anything to one patient's bills."""

    def __init__(self, work: Office, folder: Path, seed: int) -> None:
        self.work, self.folder, self.random = work, folder, Random(seed)
        self.boss = work.boss
        self.account = patient(work, AETNA, MEDICARE)
        self.bills: list[int] = []
        self.claims: list[int] = []
        self.sent: list[Told] = []
        self.files = count(1)
        self.done = 0

    def step(self) -> None:
        steps = (
            self.bill,
            self.make,
            self.file,
            self.contact,
            self.undo,
            self.send,
            self.take_back,
            self.by_hand,
            self.again,
            self.reverse,
            self.pay,
            self.appeal,
            self.close,
            self.void,
        )
        try:
            self.random.choices(steps, (3, 5, 5, 5, 2, 9, 3, 4, 2, 2, 3, 2, 2, 1))[0]()
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

    def undo(self) -> None:
        claim_undo.undo_last(self.boss, operation())

    def send(self) -> None:
        """A file of one or two decisions, about a claim, a bill, or what nobody knows."""
        with self.boss.store.read() as tx:
            asked = [(one.control, one.charge_cents) for one in map(tx.claims.get, self.claims) if one is not None]
            asked += tx.sql.all("SELECT number, amount_cents FROM invoice WHERE status <> 'void' AND amount_cents > 0")
        told = [self._decided(*self.random.choice(asked)) for _ in range(self.random.randint(1, 2)) if asked]
        self._import(told)

    def _decided(self, control: str, charge: int) -> Told:
        charge = self.random.choice((charge, charge, charge, charge // 2, 0))  # of the whole, of a part, of nothing
        adjusted, left = [], charge
        for _ in range(self.random.randint(0, 3)):
            cents = self.random.randint(0, left)
            group, left = self.random.choice(("CO", "PR", "OA", "PI")), left - cents
            adjusted += [(group, self.random.choice(("1", "2", "23", "45", "97", "197")), cents)] if cents else []
        control = control if self.random.random() < 0.85 else f"TYPO{self.random.randint(1, 3)}"
        status = self.random.choice(("1", "1", "2", "4", "19"))
        return Told(control, (Service(charge, tuple(adjusted)),), status=status)

    def _import(self, told: list[Told]) -> None:
        if told:
            number = next(self.files)
            payer, code = self.random.choice(((AETNA.name, AETNA.code), (MEDICARE.name, MEDICARE.code)))
            path = self.folder / f"{number}.835"
            path.write_text(era(*told, trace=f"T{number}", control=f"{number:09}", payer=payer, code=code))
            self.sent += told
            remittances.take(self.boss, path, "HOSP")

    def take_back(self) -> None:
        """The insurer takes back what it said, and may say it once more."""
        if self.sent:
            told = self.random.choice([one for one in self.sent if one.status != "22"])
            again = [told._replace(number="ICN2")] if self.random.random() < 0.5 else []
            self._import([told.reversed(), *again])

    def again(self) -> None:
        """A file once more: nothing of it is new but what could not be matched before."""
        files = sorted(self.folder.glob("*.835"))
        if files:
            assert remittances.take(self.boss, self.random.choice(files), "HOSP").unchanged == 1

    def by_hand(self) -> None:
        with self.boss.store.read() as tx:
            rows = [row[0] for row in tx.sql.all("SELECT id FROM remittance_claim ORDER BY id")]
            numbers = [row[0] for row in tx.sql.all("SELECT number FROM invoice ORDER BY id")]
        if rows and numbers:
            row = self.random.choice(rows)
            match self.random.randint(0, 2):
                case 0:
                    remittances_by_hand.match(self.boss, row, invoice=self.random.choice(numbers))
                case 1:
                    remittances_by_hand.set_aside(self.boss, row, "of nobody here")
                case _:
                    remittances_by_hand.take_back(self.boss, row, "it was wrong")

    def reverse(self) -> None:
        """Somebody reverses an entry in the ledger, whatever made it."""
        entries = [one.id for one in ledger.entries(self.boss, self.account) if one.kind in ("payment", "adjustment")]
        if entries:
            ledger.reverse(self.boss, self.random.choice(entries), "it was wrong", None, operation())

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


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_holds_and_figures_follow(work: Office, tmp_path: Path, seed: int) -> None:
    walk = Walk(work, tmp_path, seed)
    for _ in range(50):
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
        for claim_id, asked, short in tx.sql.all(
            f"SELECT c.id, {OUTSTANDING.format(c='c')}, {UNDERPAID.format(c='c')} FROM claim c"
        ):
            claim = tx.claims.get(claim_id)
            assert claim is not None
            assert (asked, short) == (outstanding(claim), underpaid(claim)), "the store adds up as the rules do"
    assert lost == []
