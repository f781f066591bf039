"""The command that brings in files: `import`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from collections_tui.cli.options import Settings, as_path, common, read_day, settings
from collections_tui.cli.output import progress_bar, say, say_json
from collections_tui.files.fields import KINDS
from collections_tui.files.mapping import Mapping, listed
from collections_tui.services import imports
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.imports import ImportReport
from collections_tui.services.sign_in import is_database

REJECTED = 1
REMITTANCE = "remittance"


@click.command("import")
@click.argument("kind", type=click.Choice([*KINDS, REMITTANCE]))
@click.argument("file", callback=as_path)
@click.option("--client", required=True, metavar="CODE", help="Whose customers, accounts or money these are.")
@click.option(
    "--map", "mapping", callback=as_path, metavar="MAP", help="A mapping file (.toml), or the name of one that ships."
)
@click.option("--worklist", metavar="CODE", help="Where new accounts go; otherwise to one named after the client.")
@click.option("--rejects", callback=as_path, metavar="PATH", help="Where bad rows go; otherwise beside the file.")
@click.option("--strict", is_flag=True, help="Take all rows or none.")
@click.option("--from", "start", metavar="DATE", help="Of prices and fees: since when they hold; otherwise today.")
@click.option("--payer", default="", metavar="ID", help="Of agreed amounts: the insurer with whom they were agreed.")
@click.option("--anyway", is_flag=True, help="Of a remittance: though its number was used for another before.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@common
def import_command(
    kind: str, file: Path, client: str, mapping: Path | None, worklist: str | None, rejects: Path | None, strict: bool,
    start: str | None, payer: str, anyway: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Import customers, accounts, invoices, payments, calls, prices or fees from a CSV FILE, or an 835 of an insurer.

    The same file twice changes nothing. Good rows go in, bad rows go with their reasons to a rejects file, and the
    exit code is 1 when there were any. A remittance (X12 835) goes in as a whole, or not at all.

    JSON: the counts "read", "added", "changed", "unchanged", "rejected", "customers", "accounts", "held" (put on
    hold), "unmatched" (payments that fit no account) and "left_out" (rows that the mapping does not want);
    "totals_cents" by currency; "rejects_path"; "problems", the first rows rejected; "not_read", the columns that no
    field takes; "ok"; and what was asked for. Fees are what was agreed with an insurer (docs/claims.md).

    JSON of a remittance: {"transactions": [{"id", "new", "payer", "trace",
    "paid_on", "paid_cents", "provider_cents", "provider", "notes", "claims": [{"patient_control_number", "status",
    "charge_cents", "paid_cents", "written_cents", "patient_cents", "refused_cents", "other_cents", "lines", "matched",
    "account", "invoice", "claim", "words"}]}], "posted", "unmatched", "unchanged"}.
    """
    if anyway and kind != REMITTANCE:
        raise click.UsageError("--anyway is for remittances: leave it away.")
    if kind == REMITTANCE:
        if mapping or worklist or rejects or strict or start or payer:
            raise click.UsageError("A remittance needs no more than --client, --dry-run and --anyway.")
        from collections_tui.cli.remittances import import_remittance

        with settings().desk() as desk:
            import_remittance(desk, file, client, dry_run=dry_run, anyway=anyway)
        return
    if start is not None and kind not in ("prices", "fees"):
        raise click.UsageError("--from is for price lists and agreed amounts: leave it away.")
    if bool(payer) is not (kind == "fees"):
        raise click.UsageError("--payer is for agreed amounts (fees), which need it; leave it away otherwise.")
    chosen = _mapping(kind, file, mapping)
    with _desk(settings(), dry_run=dry_run) as desk, progress_bar("Importing") as progress:
        report = imports.run(
            desk, kind, file, client, chosen,
            dry_run=dry_run, strict=strict, rejects=rejects, worklist=worklist,
            start=None if start is None else read_day(desk, start), payer=payer, progress=progress,
        )  # fmt: skip
    if settings().json:
        say_json(report_json(report))
    else:
        for line in report_lines(report):
            say(line)
    if not report.ok:
        click.get_current_context().exit(REJECTED)


def report_json(report: ImportReport) -> dict[str, object]:
    """Return what an import came to as programs read it."""
    fields: dict[str, object] = report._asdict()
    fields["rejects_path"] = report.rejects_path and str(report.rejects_path)
    fields["problems"] = [{"line": line, "reason": reason} for line, reason in report.problems]
    return fields


def report_lines(report: ImportReport) -> Iterator[str]:
    """Yield what an import came to in words."""
    yield report.sentence
    if report.new_client:
        yield f"Client {report.client} is new here."
    if report.held:
        yield f"Put on hold: {report.held:,} {'account' if report.held == 1 else 'accounts'}."
    if report.unmatched and not report.dry_run:
        yield "What is unmatched waits until somebody finds its account: `collections-tui unmatched`."
    yield f"Read by {report.mapping}."
    if report.not_read:
        yield f"Not read: {listed(report.not_read)}."
    for line, reason in report.problems:
        yield f"  line {line}: {reason}"
    more = report.rejected - len(report.problems)
    if more > 0:
        yield f"  and {more:,} more"


def _mapping(kind: str, file: Path, mapping: Path | None) -> Mapping:
    """How to read the file. Found, and the file looked at, before there is a desk: one may have to be made first."""
    header = () if mapping else imports.header_of(file)
    chosen = imports.find_mapping(kind, mapping, header, Books(settings().config))
    if mapping:
        imports.header_of(file, chosen.encoding, chosen.delimiter)
    return chosen


@contextmanager
def _desk(said: Settings, *, dry_run: bool) -> Iterator[Desk]:
    """The desk to import at. Where there is no database yet, a dry run uses one that is thrown away afterwards."""
    if not dry_run or is_database(said.db):
        with said.desk(create=not dry_run) as desk:
            yield desk
        return
    with tempfile.TemporaryDirectory(prefix="collections-tui-") as folder:
        said.db = str(Path(folder) / "dry-run.db")
        with said.desk(create=True, name=str) as desk:
            yield desk
