"""A brand-new database that is filled by the million rows, as demos and benchmarks want it.

The rows are given as they are stored; instants and days are already text. Nobody else has the file yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from collections_tui.store.contract import ADDRESSES, Store

# (id, name, street, city, state, postcode, country, email, language)
CustomerRow = tuple[int, str, str, str, str, str, str, str, str]
# (client, reference, customer)
ReferenceRow = tuple[int, str, int]
# (customer, e164, kind, status, raw)
PhoneRow = tuple[int, str, str, str, str]
# (bill, position, code, description, quantity in thousandths, unit price, amount)
BillRow = tuple[int, int, str, str, int, int, int]
# (id, account, client, number, issued on, due on, amount, open, disputed)
InvoiceRow = tuple[int, int, int, str, str, str, int, int, int]
# (invoice, bill whose lines it has, day of the service)
BilledRow = tuple[int, int, str]
# (account, invoice, kind, amount, on, reference, entered at, method)
EntryRow = tuple[int, int | None, str, int, str, str, str, str]
# (id, started, account, collector, direction, ended, phone, spoke with, outcome, note, next action at)
CallRow = tuple[int, str, int, int, str, str, str, str, str, str, str | None]
# (account, call, amount, due on, made at, status, last day, paid)
PromiseRow = tuple[int, int, int, str, str, str, str, int]
# (account, call, kind, note, since, until, lifted at)
HoldRow = tuple[int, int, str, str, str, str | None, str | None]
# (customer, account, kind, since, until, details, set at, collector, call)
FlagRow = tuple[int, int | None, str, str, str | None, str, str, int | None, int | None]
# (account, collector, at, text)
NoteRow = tuple[int, int, str, str]
# (id, client, customer, number, opened on, status, closed reason, balance, oldest due on, disputed, promise due on,
#  last call at, last outcome, last contact at, call count, best hour, worklist, window, score, scored at, urgent,
#  next action at, next action, ready, wake at, may call at, revision, promise until)
AccountRow = tuple[
    int, int, int, str, str, str, str, int, str | None, int, str | None,
    str | None, str, str | None, int, int | None, int, int, int, str, int,
    str | None, str, int, str | None, str | None, int, str | None,
]  # fmt: skip


class Spoken(NamedTuple):
    """An account, who spoke with its customer last, when that ended, and the day of what was promised in it."""

    account: int
    collector: int
    ended_at: datetime
    due_on: date | None


class Batch:
    """Rows that go in together, table by table."""

    def __init__(self) -> None:
        self.customers: list[CustomerRow] = []
        self.references: list[ReferenceRow] = []
        self.phones: list[PhoneRow] = []
        self.accounts: list[AccountRow] = []
        self.invoices: list[InvoiceRow] = []
        self.billed: list[BilledRow] = []
        self.entries: list[EntryRow] = []
        self.calls: list[CallRow] = []
        self.promises: list[PromiseRow] = []
        self.holds: list[HoldRow] = []
        self.flags: list[FlagRow] = []
        self.notes: list[NoteRow] = []


class Seed(Protocol):
    """A new file that is being filled."""

    path: Path

    @property
    def store(self) -> Store:
        """The file as a store, for what is small enough for ordinary transactions."""

    def office(self, windows: Iterable[tuple[int, str]], bills: Iterable[BillRow]) -> None:
        """Store the call windows (id, and zones joined by commas), and remember the lines of ready-made bills."""

    def add(self, batch: Batch) -> None:
        """Store the rows of a batch; ids must rise from batch to batch.

        Every invoice gets the lines of its bill, and its charge in the ledger.
        """

    def take(self, part: Path) -> None:
        """Add all rows of another file that was filled beside this one; its ids are moved to follow those here."""

    def index(self, first_id: int, last_id: int) -> None:
        """Make the accounts of a range findable by name, number and phone."""

    def settle(self, now: datetime) -> None:
        """Make the indexes, and let held accounts wake when their holds end: from now on it is a database like any."""

    def spoken(self, limit: int) -> list[Spoken]:
        """Open accounts whose customer was spoken to in the last call, and on which nothing was booked since.

        The first ones by id on which a dollar or more is owed, of customers with no other account.
        """

    def returnable(self, since: str, limit: int) -> list[tuple[int, int]]:
        """Checks and debits that customers paid from a day on: (entry, account), one of an account, by id."""

    def twice(self, limit: int) -> list[tuple[int, int]]:
        """Open accounts of customers with another open one, and what is owed on both; one of a customer, by id."""

    def first_statements(self) -> None:
        """Take down for accounts of hospitals that the statement of their latest care went out with its invoice."""

    def finish(self) -> None:
        """Close the file safely on disk."""

    def close(self) -> None:
        """Let go of the file as it is."""


def new_seed(path: Path) -> Seed:
    """Return a new file at ``path``, empty and up to date; there must be none yet.

    Raises:
        StoreError: it cannot be made there.
    """
    from collections_tui.store.sqlite.seed import SqliteSeed

    return SqliteSeed(path)


def put_in_place(new: Path, where: str) -> None:
    """Let a finished file take the place of the database at ``where``, if there is one; on a server, its rows do.

    Raises:
        StoreError: somebody has that one open, or it cannot be written.
    """
    if where.startswith(ADDRESSES):
        from collections_tui.store import open_store
        from collections_tui.store.copying import copy
        from collections_tui.store.postgres.engine import make_anew

        target, source = make_anew(where), open_store(str(new))
        try:
            copy(source, target, lambda done, total: None)
        finally:
            source.close()
            target.close()
        return
    from collections_tui.store.sqlite.seed import replace

    replace(Path(where), new)
