"""What every kind of import shares: whose money it is, where new accounts go, and the tally of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, Protocol

from collections_tui.domain.errors import Refused
from collections_tui.domain.places import locate
from collections_tui.domain.records import Client, Worklist
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import BAD, CsvFile
from collections_tui.files.mapping import Mapping
from collections_tui.files.rejects import Rejects
from collections_tui.services.desk import Desk
from collections_tui.services.imports_places import Zones
from collections_tui.store.transaction import Transaction

STRATEGY = "balanced"


class Tally:
    """How many rows came to what."""

    def __init__(self, rejects: Rejects) -> None:
        self.read = self.added = self.changed = self.unchanged = 0
        self.customers = self.accounts = self.held = self.unmatched = self.left_out = 0
        self.cents: Counter[str] = Counter()
        self._rejects = rejects

    @property
    def rejected(self) -> int:
        return self._rejects.count

    @property
    def first_rejects(self) -> tuple[tuple[int, str], ...]:
        return tuple(self._rejects.first)

    def count(self, what: Literal["added", "changed", "unchanged"]) -> None:
        """Count one row."""
        setattr(self, what, getattr(self, what) + 1)

    def reject(self, bad: Iterable[BAD]) -> None:
        """Turn rows away, in the order of the file."""
        for row, reason in sorted(bad, key=lambda one: one[0].line):
            self._rejects.add(row.line, reason, row.cells)


class Target(NamedTuple):
    """Whose money it is, and where new accounts go (None: the file brings none)."""

    client: Client
    new_client: bool
    worklist: Worklist | None = None
    new_worklist: bool = False


class Job:
    """One import: who does it, of what, into what. ``client`` and ``worklist`` have id 0 until they are stored."""

    def __init__(self, desk: Desk, mapping: Mapping, file: CsvFile, tally: Tally, target: Target) -> None:
        self.desk, self.mapping, self.file, self.tally = desk, mapping, file, tally
        self.now = desk.now()
        self.to_rest: set[int] = set()  # customers of whom something has come in that the contact rules look at
        self.last_invoice = 0  # the highest id before this import
        places, states = desk.books.places, target.client.states
        # A customer of whom nothing is known is called when it is right in all of the client's states.
        self.zones = Zones(places._replace(unknown=locate(places, (), "", client_states=states).zones))
        self.client, self.new_client = target.client, target.new_client
        self.worklist, self.new_worklist = target.worklist, target.new_worklist

    def begin(self, tx: Transaction) -> None:
        """Store client and worklist if they are new, each with its entry in the audit.

        Another import may have stored them while this one waited for its turn.
        """
        tx.bulk.forget_counts()
        self.last_invoice = tx.bulk.bills.last_invoice()
        known = tx.clients.by_code(self.client.code) if self.new_client else None
        if known is not None:
            self.client, self.new_client = known, False
        if self.new_client:
            self.client = tx.clients.add(self.client)
            new = self.client
            self.desk.note(tx, "add client", details=new.code, about=f"client {new.id}", after=new._asdict())
        worklist = self.worklist
        there = tx.worklists.by_code(worklist.code) if worklist is not None and self.new_worklist else None
        if there is not None:
            self.worklist = there
        elif worklist is not None and self.new_worklist:
            self.worklist = tx.worklists.add(worklist.code, worklist.name, worklist.strategy, None, ())
            made = self.worklist
            self.desk.note(tx, "add worklist", details=made.code, about=f"worklist {made.id}", after=made._asdict())


def client_of(tx: Transaction, desk: Desk, code: str, mapping: Mapping) -> tuple[Client, bool]:
    """Return the client of this code, and whether it is yet to be stored.

    Raises:
        Refused: there is none, and neither does the mapping describe it nor is it the first.
    """
    known = tx.clients.by_code(code)
    if known is not None:
        return known, False
    new = mapping.client
    currency = mapping.currency or "USD"
    if new is not None:
        return Client(0, code, new.name, new.party, new.sector, currency, new.phone), True  # type: ignore[arg-type]
    others = tx.clients.every()
    if others:
        have = ", ".join(client.code for client in others[:20])
        raise Refused(
            f"There is no client {code} (there is {have}): add it with "
            f'`collections-tui clients add {code} --name "NAME"`, or correct --client.'
        )
    return Client(0, code, code, "third", "other", currency), True


def worklist_of(tx: Transaction, client: Client, code: str | None) -> tuple[Worklist, bool]:
    """Return the worklist that new accounts go on, and whether it is yet to be stored.

    Raises:
        Refused: the one named does not exist.
    """
    known = tx.worklists.by_code(client.code if code is None else code)
    if known is not None:
        return known, False
    if code is not None:
        shown = clean(code)[:40]
        raise Refused(
            f"There is no worklist {shown}: add it with `collections-tui worklists add {shown}`, or leave --worklist "
            "out, and the accounts go on one called like the client."
        )
    return Worklist(0, client.code, client.name, STRATEGY), True


class Importer(Protocol):
    """One kind of file."""

    rows: int
    """How many rows a chunk has at most."""

    def next_chunk(self, most: int) -> Any:
        """Read up to so many rows; None at the end of the file. Touches no database: it may run beside ``take``."""

    def take(self, tx: Transaction, chunk: Any) -> None:
        """Store a chunk and count its rows."""
