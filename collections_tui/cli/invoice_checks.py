"""The commands that check bills: `invoice verify`, `invoice accept`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from collections_tui.cli.invoice_drafts import read_draft
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import as_json, progress_bar, say, say_json, say_table
from collections_tui.domain.billing.typed import draft_id
from collections_tui.services import accounts, invoices, verify
from collections_tui.services.desk import Desk
from collections_tui.services.verify import BillReport, Tally


@click.command("verify")
@click.argument("bills", nargs=-1, metavar="[NUMBER|D12]...")
@click.option("--account", metavar="NUMBER", help="What is disputed on this account; the answer goes on its timeline.")
@click.option("--client", metavar="CODE", help="Everything that is open of this client.")
@click.option("--all", "everything", is_flag=True, help="Everything that is open.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Show so many that are wrong.")
@common
@click.pass_context
def verify_command(
    ctx: click.Context, bills: tuple[str, ...], account: str | None, client: str | None, everything: bool, limit: int
) -> None:
    """Check bills: what is wrong with them, or may be, and what to do about it.

    A draft with nothing against it is verified by that. Of everything that is open only what is wrong is shown; --limit
    does not touch the JSON, which has all of it.

    JSON: {"bills": [{"bill", "account", "client", "currency", "draft", "verified", "disputed", "accepted",
    "findings": [{"id", "severity", "words", "sentence", "do", "line"}]}], "checked", "wrong", "errors", "warnings",
    "by_check"}.
    """
    if sum((bool(bills), account is not None, client is not None, everything)) != 1:
        raise click.UsageError("Say which bills: their numbers, --account, --client or --all.", ctx)
    with settings().desk() as desk:
        if account is not None:
            found = verify.answer_dispute(desk, accounts.by_number(desk, account)).reports
        elif bills:
            found = tuple(_one(desk, bill) for bill in bills)
        else:
            _everything(desk, client or "", limit)
            return
    if settings().json:
        say_json({"bills": [report_json(one) for one in found]} | _tally_json(_tally(found)))
        return
    for report in found:
        say(report.sentence)
        _say_findings(report)


@click.command("accept")
@click.argument("draft")
@click.option("--warning", "warnings", multiple=True, required=True, metavar="ID", help="Which check warns.")
@click.option("--because", multiple=True, required=True, metavar="WORDS", help="Why the bill is right all the same.")
@common
@click.pass_context
def accept_command(ctx: click.Context, draft: str, warnings: tuple[str, ...], because: tuple[str, ...]) -> None:
    """Accept warnings of DRAFT, each with a word why. Once none is left it is verified, and can be issued.

    Several go together as --warning ID --because WORDS --warning ID --because WORDS.

    JSON: one of the bills of `invoice verify`.
    """
    if len(warnings) != len(because) or len(set(warnings)) != len(warnings):
        raise click.UsageError("Say --because once for each --warning, in the same order.", ctx)
    with settings().desk() as desk:
        report = verify.accept(desk, read_draft(draft), dict(zip(warnings, because, strict=True)))
    if settings().json:
        say_json(report_json(report))
        return
    say(report.sentence)


def report_json(report: BillReport) -> dict[str, Any]:
    """What was found on a bill, as programs read it."""
    return {
        "bill": report.bill,
        "account": report.account,
        "client": report.client,
        "currency": report.currency,
        "draft": report.draft_id is not None,
        "verified": report.verified,
        "disputed": report.disputed,
        "accepted": dict(report.accepted),
        "findings": [
            {
                "id": one.check,
                "severity": one.severity,
                "words": one.words,
                "sentence": one.sentence,
                "do": one.do,
                "line": one.position,
            }
            for one in report.findings
        ],
    }


def _one(desk: Desk, text: str) -> BillReport:
    draft = draft_id(text)
    if draft is not None:
        return verify.verify(desk, draft)
    return verify.check_invoice(desk, invoices.find(desk, text))


def _everything(desk: Desk, client: str, limit: int) -> None:
    """Check all that is open. What is found is printed at once: a million bills may be wrong."""
    shown = 0

    def in_json(report: BillReport) -> None:
        nonlocal shown
        click.echo(f"{', ' if shown else ''}{as_json(report_json(report))}", nl=False)
        shown += 1

    def in_words(report: BillReport) -> None:
        nonlocal shown
        if shown < limit:
            draft = " · draft" if report.draft_id is not None else " · disputed" if report.disputed else ""
            say(f"{report.bill} · {report.client} {report.account}{draft}")
            _say_findings(report)
        shown += 1

    if settings().json:
        click.echo('{"bills": [', nl=False)
        tally = verify.check_open(desk, client, in_json)
        click.echo(f"], {as_json(_tally_json(tally)).strip()[1:]}")
        return
    with progress_bar("Checking") as progress:
        tally = verify.check_open(desk, client, in_words, progress)
    if shown > limit:
        say(f"And {shown - limit:,} more: --limit shows more of them, --json all.")
    say(f"{tally.checked:,} bills checked: {tally.wrong:,} with {tally.errors:,} errors, {tally.warnings:,} warnings.")
    if tally.by_check:
        say_table(("check", ">bills"), [(name, f"{number:,}") for name, number in tally.by_check], empty="")


def _say_findings(report: BillReport) -> None:
    accepted = dict(report.accepted)
    for one in report.findings:
        said = f" Accepted: {accepted[one.check]}" if one.severity == "warning" and one.check in accepted else ""
        say(f"  {one.severity} {one.check}: {one.sentence} {one.do}{said}")


def _tally(found: Iterable[BillReport]) -> Tally:
    reports = list(found)
    counts: dict[str, int] = {}
    for report in reports:
        for check in {one.check for one in report.findings}:
            counts[check] = counts.get(check, 0) + 1
    grave, every = sum(len(one.errors) for one in reports), sum(len(one.findings) for one in reports)
    wrong = sum(bool(one.findings) for one in reports)
    return Tally(len(reports), wrong, grave, every - grave, tuple(sorted(counts.items())))


def _tally_json(tally: Tally) -> dict[str, Any]:
    return tally._asdict() | {"by_check": dict(tally.by_check)}
