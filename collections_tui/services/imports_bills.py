"""Importing invoices, and accounts with a balance: a chunk at a time.

Most rows of a large file are new. They are laid out as they are read, beside the database's own work; what the database
turns out to have already is decided in ``imports_known``, and the rest is then laid out once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from collections_tui.domain.outcomes import NEEDS_NUMBER, number_wanted_by
from collections_tui.domain.records import Worklist
from collections_tui.files.bills import Bill, BillReader, Bills
from collections_tui.files.csv_in import BAD
from collections_tui.files.who import merged
from collections_tui.services.imports_groups import NOTE_BREAK, Place
from collections_tui.services.imports_holds import flag_accounts, flag_new_accounts
from collections_tui.services.imports_job import Job
from collections_tui.services.imports_known import Verdicts, judge, repeated
from collections_tui.services.imports_layout import Layout, lay_out
from collections_tui.services.imports_people import Told, add_remarks, bring_up_to_date, move, new_phone
from collections_tui.services.imports_scores import new_scorer
from collections_tui.services.money import settle
from collections_tui.store.staged import ACCOUNT_ID, FirstIds, Into, KnownBill
from collections_tui.store.transaction import Transaction


class BillChunk(NamedTuple):
    """Rows as read: those that can be bills, laid out as if all were new, and those that cannot."""

    layout: Layout
    bad: list[BAD]


class BillImporter:
    """Takes in accounts and invoices."""

    rows = 20_000

    def __init__(self, job: Job, ahead: Callable[[], None]) -> None:
        """Find the columns.

        Args:
            job: the import.
            ahead: called when the database is about to be busy for a while, so that the next chunk may be read.

        Raises:
            Refused: a column is missing.
        """
        file, mapping = job.file, job.mapping
        self._job, self._ahead = job, ahead
        self._reader = BillReader(mapping, file.header, file.name, job.client.currency, job.desk.today())
        self._score = new_scorer(job.desk, _worklist(job).strategy, job.client.code)

    def next_chunk(self, most: int) -> BillChunk | None:
        """Read and lay out up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        bills, bad = self._reader.read(batch)
        return BillChunk(self._lay_out(bills), [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: BillChunk) -> None:
        """Store a chunk and count its rows."""
        layout, tally = chunk.layout, self._job.tally
        bad = [*chunk.bad, *layout.conflicts]
        tally.read += len(layout.rows) + len(layout.repeats) + len(bad)
        self._stage(tx, layout)
        known = tx.bulk.bills.known(self._job.client.id)
        if known or len(self._job.mapping.create) < 2:
            bad += self._take_judged(tx, layout, known)
        else:
            self._rest(tx, self._store(tx, layout))
        again, wrong = repeated(layout.repeats, bad)
        tally.unchanged += again
        tally.reject([*bad, *wrong])

    def _take_judged(self, tx: Transaction, layout: Layout, known: list[KnownBill]) -> list[BAD]:
        """Store what of a chunk is new, and bring up to date what is here; what cannot be comes back."""
        verdicts = judge(tx, self._job, layout.bills.all(), known)
        new = self._lay_out(layout.bills.only(verdicts.new), verdicts.places)
        self._stage(tx, new)
        first = self._store(tx, new)
        self._settle(tx, verdicts, new)
        self._rest(tx, first)
        return [*verdicts.bad, *new.conflicts]

    def _lay_out(self, bills: Bills, places: list[Place] | None = None) -> Layout:
        return lay_out(bills, self._job.zones, self._score, self._job.mapping.region, places)

    def _stage(self, tx: Transaction, layout: Layout) -> None:
        zones = self._job.zones
        sets = [
            (number, zones.window(tx, number) if number in layout.windows else 0, zones.words(number))
            for number in sorted(layout.windows | layout.phone_zones)
        ]
        tx.bulk.bills.stage(layout.rows, layout.addresses, sets)

    def _rest(self, tx: Transaction, first_account: int) -> None:
        """Offer nobody an account whose customer has no number."""
        by = number_wanted_by(self._job.now, ())
        tx.bulk.bills.rest(first_account, by, NEEDS_NUMBER.words)

    def _store(self, tx: Transaction, layout: Layout) -> int:
        """Move what is staged on, and add what hangs on new customers and accounts; what account ids count from."""
        self._ahead()
        job, tally = self._job, self._job.tally
        first = tx.bulk.bills.insert(self._into(layout))
        odd = [(first.customer + slot, who) for slot, who in layout.odd.items()]
        tx.bulk.customers.add_phones(new_phone(job, key, phone) for key, who in odd for phone in who.phones[1:])
        if layout.unworded:
            tx.search.index_accounts([first.account + slot for slot in layout.unworded])
        add_remarks(tx, job, odd)
        tx.bulk.contact.serviced_as(
            (key, number)
            for key, number in zip(layout.account_ids(first.account), layout.bills.serviced_as, strict=True)
            if number
        )
        self._flag(tx, layout, first)
        if job.mapping.notes:
            bills = zip(layout.account_ids(first.account), layout.bills.all(), strict=True)
            self._add_notes(tx, ((key, bill) for key, bill in bills if bill.note))
        tally.customers += layout.customers
        tally.accounts += layout.accounts
        tally.added += len(layout.rows)
        for currency in set(layout.bills.currency):
            of_it = zip(layout.bills.currency, layout.bills.cents, strict=True)
            tally.cents[currency] += sum(cents for code, cents in of_it if code == currency)
        return first.account

    def _flag(self, tx: Transaction, layout: Layout, first: FirstIds) -> None:
        """Put accounts on hold whose rows, or whose customers, are flagged."""
        accounts = layout.account_ids(first.account)
        if any(layout.bills.flags):
            flag_accounts(tx, self._job, zip(accounts, layout.bills.flags, strict=True))
        known = zip(layout.rows, accounts, layout.customer_ids(), strict=True)
        flag_new_accounts(
            tx, self._job, {account: customer for row, account, customer in known if customer and not row[ACCOUNT_ID]}
        )

    def _into(self, layout: Layout) -> Into:
        job, currencies = self._job, layout.bills.currency
        currency, kind = currencies[0] if currencies else "", layout.kind or "other"
        return Into(job.client.id, _worklist(job).id, job.now, job.desk.person.id, currency, kind)

    def _add_notes(self, tx: Transaction, noted: Iterable[tuple[int, Bill]]) -> int:
        person, now = self._job.desk.person.id, self._job.now
        return tx.bulk.bills.add_notes(
            (key, person, now, note) for key, bill in noted for note in bill.note.split(NOTE_BREAK)
        )

    def _settle(self, tx: Transaction, verdicts: Verdicts, new: Layout) -> None:
        """Make what was here before follow: its customers, its dates, and every figure that depends on them."""
        job, tally = self._job, self._job.tally
        news = bring_up_to_date(tx, job, _told(verdicts, new), overwrite=False)
        move(tx, job, {customer for account, customer in verdicts.places if account is None and customer is not None})
        tx.bulk.bills.open_earlier(
            [*_openings(new), *((bill.opened_on, here.account_id) for bill, here in verdicts.changed)]
        )
        tx.bulk.bills.correct(_correction(bill, here) for bill, here in verdicts.changed)
        for bill, here in verdicts.changed:
            self._flag_known(tx, bill, here)
            if bill.serviced_as and here.account_id is not None:
                tx.bulk.contact.serviced_as([(here.account_id, bill.serviced_as)])
        for bill, here in verdicts.same:
            assert here.account_id is not None, "the invoice is on it"
            noted = bool(bill.note) and self._add_notes(tx, [(here.account_id, bill)]) > 0
            noted |= self._flag_known(tx, bill, here)
            noted |= bool(bill.serviced_as) and tx.bulk.contact.serviced_as([(here.account_id, bill.serviced_as)]) > 0
            # One row has brought what is new about a customer, however many name them.
            brought = here.customer_id in news
            news -= {here.customer_id}
            tally.changed += noted or brought
            tally.unchanged += not (noted or brought)
        tally.changed += len(verdicts.changed)
        touched = [here.account_id for _, here in verdicts.changed] + [account for account, _ in verdicts.places]
        settle(tx, job.desk, (account for account in touched if account is not None), job.now)

    def _flag_known(self, tx: Transaction, bill: Bill, here: KnownBill) -> bool:
        assert here.account_id is not None, "the invoice is on it"
        return bool(bill.flags) and bool(flag_accounts(tx, self._job, [(here.account_id, bill.flags)]))


def _worklist(job: Job) -> Worklist:
    assert job.worklist is not None, "new accounts go on a worklist"
    return job.worklist


def _told(verdicts: Verdicts, new: Layout) -> dict[int, Told]:
    """Return what the bills tell of customers who are here, each customer once."""
    rows = [(here.customer_id, bill) for bill, here in (*verdicts.same, *verdicts.changed)]
    rows += zip(new.customer_ids(), new.bills.all(), strict=True)
    told: dict[int, list[Bill]] = {}
    for customer, bill in rows:
        if customer:
            told.setdefault(customer, []).append(bill)
    return {key: Told(merged([bill.who for bill in bills]), bills[0].account) for key, bills in told.items()}


def _openings(new: Layout) -> Iterator[tuple[str, int]]:
    """Yield since when accounts that were here are open, by their new bills."""
    for row, day in zip(new.rows, new.bills.opened_on, strict=True):
        if row[ACCOUNT_ID]:
            yield day, row[ACCOUNT_ID]


def _correction(bill: Bill, here: KnownBill) -> tuple[str, str, int, int]:
    assert here.invoice_id is not None, "it is the invoice that changes"
    disputed = here.disputed or 0 if bill.disputed is None else int(bill.disputed)
    return bill.issued_on, bill.due_on, disputed, here.invoice_id
