"""Importing price lists: a newer price ends the one before, and the same list twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.price_list import placed, price_on
from collections_tui.domain.billing.records import Price
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import BAD, CsvFile
from collections_tui.files.mapping import Mapping
from collections_tui.files.prices import LeftOut, PriceReader, PriceRow
from collections_tui.files.reading import read_rows
from collections_tui.files.when import Dates
from collections_tui.services.imports_job import Job
from collections_tui.store.transaction import Transaction

_Key = tuple[str, str]


class PriceChunk(NamedTuple):
    """Rows as read: good ones, those that the mapping leaves out, and those that cannot be taken."""

    prices: list[PriceRow]
    left_out: int
    bad: list[BAD]


class PriceImporter:
    """Takes in a price list."""

    rows = 5_000

    def __init__(self, job: Job, start: date | None) -> None:
        """Find the columns.

        Args:
            job: the import.
            start: since when prices hold whose rows do not say so; None for the day that the file gives, else today.

        Raises:
            Refused: a column is missing, or the file's day is none.
        """
        self._job = job
        self._start = start or _start_of(job.mapping, job.file) or job.desk.today()
        self._reader = PriceReader(job.mapping, job.file.header, job.file.name, job.client.currency)

    def next_chunk(self, most: int) -> PriceChunk | None:
        """Read up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        rows, bad = read_rows(self._reader, batch)
        prices = [row for row in rows if isinstance(row, PriceRow)]
        return PriceChunk(prices, sum(isinstance(row, LeftOut) for row in rows), [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: PriceChunk) -> None:
        """Store a chunk and count its rows."""
        tally = self._job.tally
        tally.read += len(chunk.prices) + chunk.left_out + len(chunk.bad)
        tally.left_out += chunk.left_out
        bad = self._place(tx, chunk.prices)
        tally.reject([*chunk.bad, *bad])

    def _place(self, tx: Transaction, rows: Sequence[PriceRow]) -> list[BAD]:
        """Store what is new of some rows; those come back that contradict an earlier one, with the reason."""
        job, bad = self._job, list[BAD]()
        before = _by_key(tx.prices.of_codes(job.client.id, (row.code for row in rows)))
        now = {key: list(prices) for key, prices in before.items()}
        seen = set(tx.bulk.count_again({self._mark(row) for row in rows}))
        first = list(dict.fromkeys(mark for row in rows if (mark := self._mark(row)) not in seen))
        for row in rows:
            key, mark = (row.code, row.modifier), self._mark(row)
            if mark in seen:
                self._say_again(now[key], row, bad)
                continue
            seen.add(mark)
            there = placed(now.get(key, ()), self._price(row), dated=row.valid_from is not None)
            now[key] = there.prices
            job.tally.count(there.what)
        tx.bulk.keep_counts((mark, 1) for mark in first)
        self._store(tx, before, now)
        return bad

    def _say_again(self, prices: Sequence[Price], row: PriceRow, bad: list[BAD]) -> None:
        """Look at a row whose price an earlier row of the file has told already."""
        there = price_on(prices, row.valid_from or self._start)
        if there is None or there.cents == row.cents:
            self._job.tally.unchanged += 1
            return
        said = format_cents(there.cents, self._job.client.currency)
        what = f"{row.code} {row.modifier}".rstrip()
        bad.append((row.row, f"{what} is on an earlier line of the file, for {said}"))

    def _store(self, tx: Transaction, before: dict[_Key, list[Price]], now: dict[_Key, list[Price]]) -> None:
        was = {one.id: one for prices in before.values() for one in prices}
        prices = [one for key in now for one in now[key]]
        others = [one for one in prices if one.id and one != was[one.id]]
        only_ended = {one.id: one.valid_to for one in others if one == was[one.id]._replace(valid_to=one.valid_to)}
        tx.prices.end((day, number) for number, day in only_ended.items() if day is not None)
        tx.prices.change([one for one in others if only_ended.get(one.id) is None])
        tx.prices.add([one for one in prices if not one.id])

    def _mark(self, row: PriceRow) -> str:
        return f"{row.code}\x1f{row.modifier}\x1f{row.valid_from or self._start}"

    def _price(self, row: PriceRow) -> Price:
        return Price(
            *(
                0,
                self._job.client.id,
                row.code,
                row.description,
                row.cents,
                row.valid_from or self._start,
                row.valid_to,
            ),
            *(row.system, row.modifier, row.unit, row.least_milli, row.most_milli, row.tax),
        )


def _by_key(prices: Sequence[Price]) -> dict[_Key, list[Price]]:
    found: dict[_Key, list[Price]] = {}
    for one in prices:
        found.setdefault((one.code, one.modifier), []).append(one)
    return found


def _start_of(mapping: Mapping, file: CsvFile) -> date | None:
    """The day that the rows above the header give, where the mapping says which cell it is; None where none does.

    Raises:
        Refused: it is no date.
    """
    if not mapping.since or len(file.above) < 2:
        return None
    names = [name.strip().casefold() for name in file.above[0]]
    at = names.index(mapping.since.casefold()) if mapping.since.casefold() in names else len(names)
    text = clean(file.above[1][at]).strip() if at < len(file.above[1]) else ""
    if not text:
        return None
    try:
        return date.fromisoformat(Dates(mapping.dates).iso(text))
    except ValueError as error:
        raise Refused(
            f"{file.name}: {mapping.since} is no day ({error}): say with --from since when it holds."
        ) from None
