"""Bills, payments, returns, disputes and credit notes in any order: to the cent they come to what paper says."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import EntryKind
from collections_tui.services import accounts, disputes, invoice_drafts, invoices, ledger
from collections_tui.services.invoice_views import NewLine, Terms
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office
from tests.services.billing import SERVICE, accepted, check_bills, operation
from tests.services.facts import check_everything

STEPS = 70


class Paper:
    """What is owed on each account, kept by hand: what was billed and stands, and what was paid and stands."""

    def __init__(self, work: Office, dice: random.Random) -> None:
        self.work, self.dice = work, dice
        self.desk = work.boss
        self.accounts = work.accounts[:2]
        self.bills: dict[int, tuple[int, int]] = {}  # invoice: account, cents
        self.numbers: dict[str, int] = {}
        self.paid: dict[int, tuple[int, int]] = {}  # entry: account, cents
        self.booked: list[tuple[int, str, int]] = []  # account, number of the invoice or '', cents
        self.insured: Counter[int] = Counter()
        self.argued: list[int] = []
        for account in self.accounts:
            for one in accounts.view(self.desk, account).invoices:
                self.bills[one.id], self.numbers[one.number] = (account, one.amount_cents), one.id

    def owed(self, account: int) -> int:
        """What is owed on an account, below 0 for credit."""
        billed = sum(cents for of, cents in self.bills.values() if of == account)
        paid = sum(cents for of, cents in self.paid.values() if of == account)
        live = [
            cents
            for of, number, cents in self.booked
            if of == account and (not number or self.numbers[number] in self.bills)
        ]
        return billed + sum(live) - paid - self.insured[account]

    def bill(self) -> None:
        account, dice = self.dice.choice(self.accounts), self.dice
        lines = [
            NewLine(
                description=f"{operation()}", unit_cents=dice.randint(1, 300_00), service_on=SERVICE,
                quantity_milli=dice.choice((1000, 1, 333, 2500, 999)),
            )
            for _ in range(dice.randint(1, 5))
        ]  # fmt: skip
        draft = invoice_drafts.begin(self.desk, account, lines=lines, operation_id=operation())
        total = sum(line.amount_cents for line in draft.lines)
        ppm = dice.choice((0, 0, 333_333, 50_000))
        terms = Terms(discount_ppm=ppm, insurance_cents=dice.choice((0, total // 3)), discount_reason="agreed")
        draft = invoice_drafts.change(self.desk, draft.id, terms)
        found = invoices.issue(self.desk, accepted(self.desk, draft.id), operation())
        seen = invoices.view(self.desk, found.invoice_id)
        assert found.due_cents == seen.open_cents, "what is due is what is open, to the cent"
        assert seen.asked_cents == found.due_cents
        self.bills[found.invoice_id], self.numbers[found.number] = (account, found.total_cents), found.invoice_id
        self.insured[account] += terms.insurance_cents

    def pay(self) -> None:
        account = self.dice.choice(self.accounts)
        named = [number for number, one in self.numbers.items() if self.bills.get(one, (0, 0))[0] == account]
        to = tuple(self.dice.sample(named, min(len(named), self.dice.choice((0, 0, 1)))))
        paid = ledger.pay(
            self.desk, PaymentEntry(account, self.dice.randint(1, 400_00), TODAY, operation(), "check", invoices=to)
        )
        self.paid[paid.entry_id] = (account, paid.amount_cents)

    def give_back(self) -> None:
        entry = self.dice.choice(list(self.paid))
        ledger.reverse(self.desk, entry, "NSF", None, operation())
        del self.paid[entry]

    def void(self) -> None:
        invoice = self.dice.choice(list(self.bills))
        voided = invoices.void(self.desk, invoice, "by mistake", operation())
        assert voided.amount_cents == -self.bills.pop(invoice)[1]

    def book(self) -> None:
        account = self.dice.choice(self.accounts)
        kinds: tuple[EntryKind, ...] = ("charge", "write_off", "adjustment")
        kind, cents = self.dice.choice(kinds), self.dice.randint(1, 50_00)
        told = -cents if kind == "adjustment" else cents
        done = ledger.adjust(self.desk, account, kind, told, None, "", "so agreed", operation())
        sign = 1 if kind == "charge" else -1
        self.booked += [(account, part.invoice, sign * part.cents) for part in done.parts]

    def dispute(self) -> None:
        invoice = self.dice.choice(list(self.bills))
        lines = invoices.view(self.desk, invoice).lines
        position = self.dice.choice([None, *(line.position for line in lines)])
        self.argued.append(disputes.open(self.desk, invoice, position, "never had it").dispute.id)

    def settle(self) -> None:
        disputes.settle(self.desk, self.argued.pop(self.dice.randrange(len(self.argued))), "they had")

    def check(self) -> None:
        for account in self.accounts:
            view = accounts.view(self.desk, account)
            assert view.account.balance_cents == self.owed(account)
            assert 0 <= view.asked_cents <= max(0, view.account.balance_cents)
            for one in view.invoices:
                assert one.open_cents >= 0
                assert one.open_cents == 0 or one.id in self.bills


def test_whatever_happens_to_bills_the_ledger_says_what_paper_says(work: Office) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    paper = Paper(work, dice)
    acts = [paper.bill] * 4 + [paper.pay] * 3 + [paper.dispute] * 2
    acts += [paper.give_back, paper.void, paper.book, paper.settle]
    done: Counter[str] = Counter()
    for _ in range(STEPS):
        act = dice.choice(acts)
        with suppress(Refused, IndexError, ValueError):  # nothing is left to do it to, or it cannot be done
            act()
            done[act.__name__] += 1
        paper.check()
    assert done["bill"] > 3
    check_bills(work)
    check_everything(work.boss)
