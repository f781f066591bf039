"""What an import came to, in figures and in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.files.fields import KINDS
from collections_tui.services.imports_job import Job


class ImportReport(NamedTuple):
    """What an import came to. ``totals_cents`` is what was added, by currency; ``sentence`` says all of it.

    ``ok`` is true when every row was taken, or was here already. ``problems`` are the first few rows turned away:
    (line, reason). ``held`` counts the accounts put on hold, ``unmatched`` the payments that fit no account and wait on
    the list of those, ``left_out`` rows without what the mapping wants of them. ``mapping`` is what was read by,
    ``not_read`` the columns that it does not mention. With
    ``dry_run`` nothing has been stored, and with ``strict`` nothing unless ``ok``.
    """

    kind: str
    file: str
    client: str
    new_client: bool
    worklist: str
    mapping: str
    not_read: tuple[str, ...]
    dry_run: bool
    strict: bool
    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    customers: int
    accounts: int
    held: int
    unmatched: int
    left_out: int
    totals_cents: dict[str, int]
    rejects_path: Path | None
    problems: tuple[tuple[int, str], ...]
    ok: bool
    sentence: str


def report_of(
    job: Job, kind: str, written: Path | None, asked: Path | None, *, dry_run: bool, strict: bool
) -> ImportReport:
    tally = job.tally
    report = ImportReport(
        kind=kind,
        file=job.file.name,
        client=job.client.code,
        new_client=job.new_client,
        worklist=job.worklist.code if job.worklist else "",
        mapping=job.mapping.source,
        not_read=tuple(map(clean, job.mapping.not_read(job.file.columns))),
        dry_run=dry_run,
        strict=strict,
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        customers=tally.customers,
        accounts=tally.accounts,
        held=tally.held,
        unmatched=tally.unmatched,
        left_out=tally.left_out,
        totals_cents=dict(sorted(tally.cents.items())),
        rejects_path=written,
        problems=tally.first_rejects,
        ok=not tally.rejected,
        sentence="",
    )
    return report._replace(sentence=_sentence(report, asked))


def _sentence(report: ImportReport, asked: Path | None) -> str:
    """Say what an import came to."""
    kind = KINDS[report.kind]
    if not report.read:
        return f"{report.file} has a header and no rows: nothing to import."
    head = f"{count_of(report.read, kind.one, kind.many)} read from {report.file} for {report.client}"
    parts = [f"{report.added:,} added{_totals(report)}"]
    parts += [f"{count:,} {word}" for count, word in _others(report) if count]
    tail = _where_rejects_are(report.rejects_path, asked)
    if report.dry_run:
        tail = f"Nothing was stored: this was a dry run. {tail}"
    elif report.strict and not report.ok:
        tail = f"Nothing was stored, because not every row can be taken. {tail}"
    return f"{head}: {', '.join(parts)}. {tail}".rstrip()


def _where_rejects_are(path: Path | None, asked: Path | None) -> str:
    if path is None:
        return ""
    here = f"Rejected rows, with the reasons, are in {clean(str(path))}"
    if path == asked or asked is None:
        return f"{here}."
    return f"{here}, because {clean(asked.name)} has been changed since it was written."


def _totals(report: ImportReport) -> str:
    sums = [format_cents(cents, currency) for currency, cents in report.totals_cents.items()]
    return f" ({' and '.join(sums)})" if sums else ""


def _others(report: ImportReport) -> list[tuple[int, str]]:
    return [
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
        (report.unmatched, "unmatched"),
        (report.left_out, "left out"),
        (report.rejected, "rejected"),
    ]


def count_of(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
