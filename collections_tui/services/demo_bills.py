"""The bills of the demo set and the money against them: invoices with their lines, insurers, part payments, credits.

An account under construction is a ``Case``. Its balance is never typed in: it is what its ledger entries come to.
"""

from __future__ import annotations

from collections.abc import Callable

from collections_tui.domain.contact.policy import Limit
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_people import DemoCustomer
from collections_tui.services.demo_world import DemoClient, World
from collections_tui.store.seed import Batch

Random = Callable[[], float]

# Days past due of the oldest open invoice: share of accounts up to here, first and last day.
_LATE = ((0.06, -12, 0), (0.30, 1, 30), (0.54, 31, 60), (0.73, 61, 90), (1.0, 91, 400))
_INSURED = 0.45
_PART_PAID = 0.15
_CREDIT = 0.012
_PAID_BEFORE = 0.18
_QUIET = -45  # money that has nothing to do with a promise came before the six weeks of calls


class Item:
    """An invoice of a case; ``open`` goes down with every payment. Days are offsets from today."""

    __slots__ = ("amount", "disputed", "due", "id", "issued", "number", "open")

    def __init__(self, id_: int, number: str, issued: int, due: int, amount: int) -> None:
        self.id = id_
        self.number = number
        self.issued = issued
        self.due = due
        self.amount = amount
        self.open = amount
        self.disputed = 0


class Case:
    """An account under construction."""

    __slots__ = ("balance", "client", "credit", "customer", "id", "items", "limits", "number", "stopped_at")

    def __init__(self, id_: int, number: str, client: DemoClient, customer: DemoCustomer) -> None:
        self.id = id_
        self.number = number
        self.client = client
        self.customer = customer
        self.items: list[Item] = []
        self.balance = 0
        self.credit = 0
        self.limits: tuple[Limit, ...] | None = None  # how often the customer may be called, once somebody asked
        self.stopped_at = ""  # when it was said that nobody may call about it any more

    def oldest_due(self) -> int | None:
        """Return the day of the oldest due date of what is open, as an offset from today; None when nothing is.

        Credit that is on no invoice pays the oldest first, as in ``domain.aging.oldest_open``.
        """
        credit = self.credit
        for item in self.items:  # they are made in the order of their due dates
            if item.open > credit:
                return item.due
            credit -= item.open
        return None

    def owed_on(self, day: int) -> int:
        """Return the cents that were owed on a day, an offset from today: what was billed later is left out."""
        return self.balance - sum(item.open for item in self.items if item.issued > day)


class Bills:
    """Makes invoices, numbered from 1, and ledger entries."""

    def __init__(self, world: World, calendar: Calendar) -> None:
        self._calendar = calendar
        self._words = world.words["payment"]
        self._ways = [(method, words) for method, words in self._words["by"]]
        self._next_invoice = 1

    def bill(self, case: Case, random: Random, batch: Batch) -> None:
        """Give an account its invoices, and what was paid on them before anybody called."""
        dues = _due_days(case.client, random)
        if random() < _PAID_BEFORE:
            item = self._invoice(case, dues[0] - 31, random, batch)
            on = item.due - int(random() * 9)
            self.enter(case, item, "payment", -item.open, on, *self._by(random), batch)
        for due in dues:
            item = self._invoice(case, due, random, batch)
            if case.client.sector == "medical" and item.issued < _QUIET - 20 and random() < _INSURED:
                self._insure(case, item, random, batch)
        self._pay_a_part(case, random, batch)

    def _invoice(self, case: Case, due: int, random: Random, batch: Batch) -> Item:
        client = case.client
        bills = client.company_bills if case.customer.company else client.bills
        bill = bills[int(random() * len(bills))]
        issued = due - client.due_days
        number = f"{case.number}-{len(case.items) + 1:02d}"
        item = Item(self._next_invoice, number, issued, due, bill.total)
        self._next_invoice += 1
        case.items.append(item)
        # The lines and the charge itself are put in from the bill.
        batch.billed.append((item.id, bill.id, self._calendar.iso[issued - 2 - int(random() * 12)]))
        case.balance += bill.total
        return item

    def _insure(self, case: Case, item: Item, random: Random, batch: Batch) -> None:
        """An insurer's contract takes something off, and the insurer pays some of the rest."""
        on = item.issued + 9 + int(random() * 10)
        off = int(item.amount * (0.2 + 0.25 * random()))
        insurers = self._words["insurer"]
        self.enter(case, item, "adjustment", -off, on, self._words["adjustment"], "", batch)
        paid = int(item.open * 0.7 * random())
        if paid > 1000:
            self.enter(case, item, "payment", -paid, on, insurers[int(random() * len(insurers))], "insurer", batch)

    def _pay_a_part(self, case: Case, random: Random, batch: Batch) -> None:
        chance, item = random(), case.items[-1]
        if chance < _PART_PAID:
            on = min(item.issued + 5 + int(random() * 40), _QUIET)
            if on > item.issued and item.open > 4000:
                part = int(item.open * (0.1 + 0.4 * random())) // 500 * 500
                if part:
                    self.enter(case, item, "payment", -part, on, *self._by(random), batch)
        elif chance > 1 - _CREDIT and item.open > 9000 and item.issued < _QUIET:
            credit = 1000 + int(random() * 3000)
            self.enter(case, None, "payment", -credit, _QUIET, "Credit from an earlier account", "other", batch)

    def pay(self, case: Case, cents: int, on: int, random: Random, batch: Batch) -> None:
        """Enter a customer's payment of no more than was owed that day, the oldest due invoice first."""
        words, method = self._by(random)
        for item in case.items:
            share = min(cents, item.open)
            if share > 0:
                self.enter(case, item, "payment", -share, on, words, method, batch)
                cents -= share

    def _by(self, random: Random) -> tuple[str, str]:
        """The reference and the method of a customer's payment."""
        chance = random() * len(self._ways)
        way = int(chance)
        method, words = self._ways[way]
        # What is left of the chance is as good as another one.
        return f"{words} {1000 + int(9000 * (chance - way))}", method

    def enter(
        self, case: Case, item: Item | None, kind: str, cents: int, on: int, words: str, method: str, batch: Batch
    ) -> None:
        """Put one entry into the ledger."""
        day = self._calendar.iso[on]
        invoice = None
        if item is not None:
            invoice = item.id
            item.open += cents
        else:
            case.credit -= cents
        case.balance += cents
        batch.entries.append((case.id, invoice, kind, cents, day, words, f"{day}T15:00:00Z", method))

    def write(self, case: Case, batch: Batch) -> None:
        """Add the rows of a case's invoices, as they stand now."""
        iso, client = self._calendar.iso, case.client.id
        batch.invoices += [
            (one.id, case.id, client, one.number, iso[one.issued], iso[one.due], one.amount, one.open, one.disputed)
            for one in case.items
        ]


def _due_days(client: DemoClient, random: Random) -> list[int]:
    """Return the due days of the invoices that are open, as offsets from today, the oldest first."""
    late, chance = 0, random()
    for share, first, last in _LATE:
        if chance < share:
            # Old debts thin out with age.
            late = first + int(random() ** (2 if last > 90 else 1) * (last - first + 1))
            break
    dues, last_due = [-late], client.due_days - 2
    if client.sector == "utility":
        months = int(random() * random() * 5)
        dues += [due for month in range(1, months + 1) if (due := 30 * month - late) <= last_due]
    else:
        chance = random()
        while chance > 0.66 and (due := dues[-1] + 7 + int(random() * 38)) <= last_due:
            dues.append(due)
            chance *= 0.72
    return [min(due, last_due) for due in dues]
