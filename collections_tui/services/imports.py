"""Importing files: customers, accounts and invoices, payments, and past calls. ``docs/import.md`` has the mappings.

A file is taken in chunk by chunk, each in its own transaction, so that people can work meanwhile; what has been taken
is recognised when the file is read again. A dry run, and an import that takes all or nothing, is one transaction.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from collections_tui.domain.errors import Refused, Trouble
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import CsvFile
from collections_tui.files.fields import KINDS
from collections_tui.files.fitting import fitted
from collections_tui.files.mapping import Mapping, by_field_names, load_mapping
from collections_tui.files.rejects import Rejects, default_path
from collections_tui.resources import data_path
from collections_tui.services import garbage
from collections_tui.services.clients import code_of
from collections_tui.services.contact_bulk import CHUNK, refresh_customers
from collections_tui.services.desk import Desk
from collections_tui.services.imports_ahead import Ahead
from collections_tui.services.imports_job import Job, Tally, Target, client_of, worklist_of
from collections_tui.services.imports_report import ImportReport as ImportReport
from collections_tui.services.imports_report import count_of, report_of
from collections_tui.services.payers import payer_named
from collections_tui.services.permissions import Permission

if TYPE_CHECKING:
    from collections_tui.domain.billing.records import Payer
    from collections_tui.services.bookshelf import Books
    from collections_tui.services.imports_job import Importer
    from collections_tui.store.transaction import Transaction

MOST_ROWS = 20_000
"""Rows of a chunk: enough for SQLite to be quick, few enough for constant memory."""
BESIDE_PEOPLE = 4_000
"""The same while somebody works: nobody should wait long for a turn."""
STAND_BACK_SECONDS = 0.02
"""How long to stand back between chunks while somebody works: the gate alone is not enough."""
_PERMISSIONS: dict[str, Permission] = {
    "payments": "import payments",
    "prices": "manage prices",
    "fees": "manage contracts",
}
"""What it takes to import a kind of file, where that is another than for most."""


def run(
    desk: Desk,
    kind: str,
    path: Path,
    client_code: str,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    strict: bool = False,
    rejects: Path | None = None,
    worklist: str | None = None,
    start: date | None = None,
    payer: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Take in a file, and return what it came to.

    Args:
        desk: who imports.
        kind: one of ``KINDS``.
        path: the CSV file.
        client_code: whose money it is about.
        mapping: how to read the file, from ``find_mapping``.
        dry_run: report the same, and store nothing.
        strict: store nothing unless every row can be taken.
        rejects: where to write the rows turned away; otherwise beside the file (a dry run then writes none).
        worklist: code of the one that new accounts go on; otherwise one called like the client, made when missing.
        start: of a price list, since when prices hold whose rows do not say so; otherwise the day that the file gives,
            else today; likewise of what was agreed with an insurer.
        payer: with which insurer, by its code.
        progress: told the bytes read so far and those of the file.

    Raises:
        Refused: no permission, an unknown client or worklist, a file that cannot be read or has other columns.
    """
    desk.permit(_PERMISSIONS.get(kind, "import"))
    desk.refuse_from_afar("import files")
    client_code = code_of(client_code)
    _check(kind, mapping, path, rejects, desk.store.where)
    with CsvFile(path, mapping.encoding, mapping.delimiter, mapping.header_row) as file:
        mapping = fitted(mapping, file.columns)
        kept = rejects or (None if dry_run else default_path(path))
        turned_away = Rejects(kept, file.header, mapping.delimiter, again=file.again)
        tally = Tally(turned_away)
        with desk.store.read() as tx:
            job = Job(desk, mapping, file, tally, _target(tx, desk, kind, client_code, mapping, worklist))
            insurer = payer_named(tx, payer) if kind == "fees" else None
        try:
            # Invoices come by the million, and are checked column by column; all else the schema checks row by row.
            with desk.store.loading() if job.worklist else nullcontext(), garbage.put_off():
                _take_all(job, kind, Taking(dry_run, strict, progress, start, insurer))
        finally:
            written = turned_away.close()
    return report_of(job, kind, written, kept, dry_run=dry_run, strict=strict)


def find_mapping(
    kind: str, name_or_path: str | Path | None, header: Sequence[str], books: Books | None = None
) -> Mapping:
    """Return the mapping to read a file of this kind with.

    Args:
        kind: one of ``KINDS``.
        name_or_path: a TOML file, or the name of a mapping that ships; None to go by the header.
        header: the names of the file's columns. The shipped mapping that was made for just this header is taken;
            otherwise columns that are called like our fields are.
        books: where a supervisor's own mappings are found, in ``mappings`` of their folder.

    Raises:
        Refused: there is no such mapping, it is for another kind of file, or fields have no column.
        ConfigError: something in it is wrong; with file, line and field.
    """
    if name_or_path is None:
        files = sorted(
            file for form in (f"*-{kind}.toml", f"{kind}-*.toml") for file in data_path("mappings").glob(form)
        )
        found = next((one for one in map(load_mapping, files) if one.made_for(header)), None)
        return found or by_field_names(kind, header)
    mapping = load_mapping(_mapping_file(str(name_or_path), books))
    if _alike(mapping.kind) != _alike(kind):
        raise Refused(f"{mapping.source} is a mapping for {mapping.kind}, not for {kind}: choose another with --map.")
    return mapping


def header_of(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> tuple[str, ...]:
    """Return the names of a file's columns, for ``find_mapping``.

    Raises:
        Refused: the file cannot be read, is empty, or is not text of this encoding.
    """
    with CsvFile(path, encoding, delimiter) as file:
        return file.columns


def _mapping_file(name: str, books: Books | None) -> Path:
    path = Path(name).expanduser()
    if path.suffix == ".toml" or path.is_file():
        return path
    if name.replace("-", "").replace("_", "").isalnum():
        own = data_path("mappings", f"{name}.toml") if books is None else books.path("mappings", f"{name}.toml")
        if own.is_file():
            return own
    have = ", ".join(sorted(file.stem for file in data_path("mappings").glob("*.toml")))
    raise Refused(f"There is no mapping {clean(name)[:80]}: give a .toml file, or one of those that ship ({have}).")


def _alike(kind: str) -> str:
    """Accounts and invoices are read by the same importer, and with each other's mappings."""
    return "invoices" if kind == "accounts" else kind


def _check(kind: str, mapping: Mapping, path: Path, rejects: Path | None, database: str) -> None:
    if kind not in KINDS:
        raise Refused(f"{clean(kind)[:40]} cannot be imported: there are {', '.join(KINDS)}.")
    if _alike(mapping.kind) != _alike(kind):
        raise Refused(f"{mapping.source} is a mapping for {mapping.kind}, not for {kind}.")
    if rejects is not None:
        _check_rejects(rejects, path, database)


def _check_rejects(rejects: Path, path: Path, database: str) -> None:
    """Pass if nothing is lost when the rejects go there: of what is there, only rejects are written over."""
    if rejects.exists() and path.exists() and rejects.samefile(path):
        raise Refused("The rejects would be written over the file itself: name another file with --rejects.")
    place, taken = str(rejects.resolve()), str(Path(database).resolve())
    if place == taken or place.startswith(f"{taken}-"):  # or what is kept beside it
        raise Refused("The rejects would be written over the database: name another file with --rejects.")
    if rejects.is_file() and not _begins_like_rejects(rejects):
        name = clean(str(rejects))
        raise Refused(f"{name} is there, and is no file of rejects: move it away, or name another with --rejects.")


def _begins_like_rejects(path: Path) -> bool:
    """Whether a file is empty, or its first columns are those of rejects, whatever stands between them."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return re.match(r"line.reason\b|$", file.readline(100)) is not None
    except (OSError, UnicodeError):
        return False


def _target(tx: Transaction, desk: Desk, kind: str, client_code: str, mapping: Mapping, worklist: str | None) -> Target:
    client, new_client = client_of(tx, desk, client_code, mapping)
    if _alike(kind) != "invoices":
        return Target(client, new_client)
    return Target(client, new_client, *worklist_of(tx, client, worklist))


# -- chunk by chunk -----------------------------------------------------------------------------------------------


class Taking(NamedTuple):
    """How a file is taken in, and who is told."""

    dry_run: bool
    strict: bool
    progress: Callable[[int, int], None] | None
    start: date | None = None
    payer: Payer | None = None

    @property
    def whole(self) -> bool:
        """Whether all of it is one transaction."""
        return self.dry_run or self.strict


class _TakenBack(Exception):
    """Ends a transaction that is not to be kept."""


def _take_all(job: Job, kind: str, taking: Taking) -> None:
    """Take in every chunk: each in a transaction of its own, or all of them in one that may be taken back."""
    pace = _Pace()
    importer = _importer(kind, job, lambda: ahead.start(), taking)
    ahead: Ahead[Any] = Ahead(lambda: importer.next_chunk(min(importer.rows, pace.rows)))
    with ahead:
        if taking.whole:
            _take_whole(job, kind, importer, ahead, taking)
            return
        _take_pieces(job, kind, importer, _chunks(job, ahead, taking), pace)


def _take_pieces(job: Job, kind: str, importer: Importer, chunks: Iterator[Any], pace: _Pace) -> None:
    """Take in every chunk in a transaction of its own.

    Raises:
        Trouble: in words that say what is stored all the same.
    """
    stored = 0
    try:
        with job.desk.store.write() as tx:
            job.begin(tx)
            _enter(tx, job, f"begin import {kind}", f"{job.file.name} for {job.client.code}")
            pace.look_around(tx, job)
        for chunk in chunks:
            with job.desk.store.write() as tx:
                importer.take(tx, chunk)
                pace.look_around(tx, job)
            stored = job.tally.read - job.tally.rejected
            pace.stand_back()
        for customers in _to_rest(job):
            with job.desk.store.write() as tx:
                refresh_customers(tx, job.desk, customers, job.now)
            pace.stand_back()
        with job.desk.store.write() as tx:
            tx.bulk.forget_counts()
            _enter(tx, job, f"import {kind}", _counts(job))
    except Trouble as trouble:
        if not stored:
            raise
        why = str(trouble).replace("nothing was saved", "nothing more was saved")
        rows = count_of(stored, KINDS[kind].one, KINDS[kind].many)
        raise type(trouble)(
            f"{job.file.name} was not taken in to the end: {rows} of it are stored, and importing it again goes on "
            f"behind them. {why}"
        ) from trouble


def _take_whole(job: Job, kind: str, importer: Importer, ahead: Ahead[Any], taking: Taking) -> None:
    with suppress(_TakenBack), job.desk.store.write() as tx:
        job.begin(tx)
        for chunk in _chunks(job, ahead, taking):
            importer.take(tx, chunk)
        for customers in _to_rest(job):
            refresh_customers(tx, job.desk, customers, job.now)
        tx.bulk.forget_counts()
        _enter(tx, job, f"import {kind}", _counts(job))
        if taking.dry_run or job.tally.rejected:
            raise _TakenBack


def _to_rest(job: Job) -> Iterator[list[int]]:
    """The customers whose accounts may be called at other times than before, some at a time; each once for the file.

    Where the import is interrupted, their accounts are judged when they are offered, as all are.
    """
    customers = sorted(job.to_rest)
    for first in range(0, len(customers), CHUNK):
        yield customers[first : first + CHUNK]


class _Pace:
    """How much to take at a time: less while somebody works, with a pause in which they get their turn."""

    def __init__(self) -> None:
        self.rows, self._crowded = MOST_ROWS, False

    def look_around(self, tx: Transaction, job: Job) -> None:
        """See whether anybody works."""
        self._crowded = tx.bulk.somebody_works(job.desk.now())
        self.rows = BESIDE_PEOPLE if self._crowded else MOST_ROWS

    def stand_back(self) -> None:
        """Let them have their turn."""
        if self._crowded:
            time.sleep(STAND_BACK_SECONDS)


def _chunks(job: Job, ahead: Ahead[Any], taking: Taking) -> Iterator[Any]:
    while (chunk := ahead.take()) is not None:
        yield chunk
        if taking.progress is not None:
            taking.progress(job.file.done, job.file.size)


def _importer(kind: str, job: Job, ahead: Callable[[], None], taking: Taking) -> Importer:
    if kind == "customers":
        from collections_tui.services.imports_customers import CustomerImporter

        return CustomerImporter(job)
    if kind == "payments":
        from collections_tui.services.imports_payments import PaymentImporter

        return PaymentImporter(job)
    if kind == "calls":
        from collections_tui.services.imports_calls import CallImporter

        return CallImporter(job)
    if kind == "prices":
        from collections_tui.services.imports_prices import PriceImporter

        return PriceImporter(job, taking.start)
    if taking.payer is not None:
        from collections_tui.services.imports_fees import FeeImporter

        return FeeImporter(job, taking.payer, taking.start)
    from collections_tui.services.imports_bills import BillImporter

    return BillImporter(job, ahead)


def _enter(tx: Transaction, job: Job, action: str, details: str) -> None:
    """Enter in the audit that a file is imported, before its first row is: what is interrupted has been stored too."""
    job.desk.note(tx, action, details=details)


def _counts(job: Job) -> str:
    tally = job.tally
    counts = f"{tally.added} added, {tally.changed} changed, {tally.unchanged} unchanged, {tally.rejected} rejected"
    if tally.unmatched:
        counts = f"{counts}, {tally.unmatched} unmatched"
    if tally.left_out:
        counts = f"{counts}, {tally.left_out} left out"
    return f"{job.file.name} for {job.client.code}: {counts}"
