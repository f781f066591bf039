"""Importing what was agreed with an insurer: what is newer ends what was before, and the same file changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.price_list import placed, price_on
from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance.records import Fee
from collections_tui.files.csv_in import BAD
from collections_tui.files.fees import FeeReader, FeeRow
from collections_tui.files.reading import read_rows
from collections_tui.services.imports_job import Job
from collections_tui.store.transaction import Transaction

_Key = tuple[str, str]


class FeeChunk(NamedTuple):
    """Rows as read: good ones, and those that cannot be taken."""

    fees: list[FeeRow]
    bad: list[BAD]


class FeeImporter:
    """Takes in what was agreed with one insurer."""

    rows = 5_000

    def __init__(self, job: Job, payer: Payer, start: date | None) -> None:
        """Find the columns.

        Args:
            job: the import.
            payer: with whom it was agreed.
            start: since when it holds where a row does not say so; None for today.

        Raises:
            Refused: a column is missing.
        """
        self._job, self._payer = job, payer
        self._start = start or job.desk.today()
        self._reader = FeeReader(job.mapping, job.file.header, job.file.name, job.client.currency)

    def next_chunk(self, most: int) -> FeeChunk | None:
        """Read up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        rows, bad = read_rows(self._reader, batch)
        return FeeChunk(rows, [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: FeeChunk) -> None:
        """Store a chunk and count its rows."""
        job = self._job
        job.tally.read += len(chunk.fees) + len(chunk.bad)
        bad = list(chunk.bad)
        before = _by_key(tx.fees.of_codes(job.client.id, self._payer.id, (row.code for row in chunk.fees)))
        now = {key: list(fees) for key, fees in before.items()}
        seen = set(tx.bulk.count_again({self._mark(row) for row in chunk.fees}))
        first = list(dict.fromkeys(mark for row in chunk.fees if (mark := self._mark(row)) not in seen))
        for row in chunk.fees:
            key, mark = (row.code, row.modifier), self._mark(row)
            if mark in seen:
                there = price_on(now[key], row.valid_from or self._start)
                if there is None or (there.allowed_cents, there.allowed_ppm) == (row.cents, row.ppm):
                    job.tally.unchanged += 1
                else:
                    bad.append((row.row, f"{row.code or 'everything else'} is on an earlier line, with another amount"))
                continue
            seen.add(mark)
            there_now = placed(now.get(key, ()), self._fee(row), dated=row.valid_from is not None)
            now[key] = there_now.prices
            job.tally.count(there_now.what)
        tx.bulk.keep_counts((mark, 1) for mark in first)
        was = {one.id: one for fees in before.values() for one in fees}
        every = [one for key in now for one in now[key]]
        tx.fees.put([one for one in every if one.id and one != was[one.id]])
        tx.fees.add([one for one in every if not one.id])
        job.tally.reject(bad)

    def _mark(self, row: FeeRow) -> str:
        return f"{row.code}\x1f{row.modifier}\x1f{row.valid_from or self._start}"

    def _fee(self, row: FeeRow) -> Fee:
        return Fee(
            0, self._job.client.id, self._payer.id, row.code, row.valid_from or self._start, row.modifier, row.cents,
            row.ppm, row.valid_to,
        )  # fmt: skip


def _by_key(fees: Sequence[Fee]) -> dict[_Key, list[Fee]]:
    found: dict[_Key, list[Fee]] = {}
    for one in fees:
        found.setdefault((one.code, one.modifier), []).append(one)
    return found
