"""The commands about what protects a hospital's patient: `assistance`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import click

from collections_tui.cli.options import as_path, common, read_past_day, settings
from collections_tui.cli.output import say, say_json
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.assistance import DECISIONS, Decision, Happened
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.services import accounts, assistance, assistance_file
from collections_tui.services.assistance import AssistanceView

_DAYS = {
    "statement_on": "first statement",
    "notice_on": "notice of an action",
    "applied_on": "asked for assistance",
    "decided_on": "decided",
    "disputed_on": "estimate disputed",
    "settled_on": "dispute settled",
}


@click.group("assistance")
def assistance_group() -> None:
    """Financial assistance and the No Surprises Act, for clients that are hospitals: the days, and what they forbid.

    Every command answers programs with --json, and its own help tells how.
    """


@assistance_group.command("show")
@click.argument("number")
@common
def show_command(number: str) -> None:
    """Show what protects the patient of account NUMBER, and until when.

    JSON: {"statement_on", "statement_sent", "notice_on", "applied_on", "decided_on", "decision", "estimate_cents",
    "disputed_on", "settled_on", "protected", "action_from", "apply_until", "notices": [{"rule", "source", "words",
    "until"}]}.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        _answer(assistance.view(desk, account_id), accounts.alone(desk, account_id).currency)


@assistance_group.command("set")
@click.argument("number")
@click.option("--statement", metavar="DATE", help="When the first statement after the care went out.")
@click.option("--notice", metavar="DATE", help="When a written notice of an extraordinary collection action did.")
@click.option("--applied", metavar="DATE", help="When they asked for assistance.")
@click.option("--decided", metavar="DATE", help="When that was decided; today where --decision stands alone.")
@click.option("--decision", type=click.Choice(DECISIONS), help="What was decided.")
@click.option("--estimate", metavar="MONEY", help="The good-faith estimate.")
@click.option("--disputed", metavar="DATE", help="When they disputed the bill as far above it.")
@click.option("--settled", metavar="DATE", help="When that was settled.")
@click.option("--protected/--not-protected", default=None, help="Protected from balance billing.")
@common
def set_command(
    number: str, statement: str | None, notice: str | None, applied: str | None, decided: str | None,
    decision: str | None, estimate: str | None, disputed: str | None, settled: str | None, protected: bool | None,
) -> None:  # fmt: skip
    """Take down what happened on account NUMBER.

    JSON: as of `assistance show`.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        currency = accounts.alone(desk, account_id).currency

        def day(text: str | None) -> date | None:
            return None if text is None else read_past_day(desk, text)

        told = Happened(
            day(statement),
            day(notice),
            day(applied),
            day(decided),
            cast("Decision | None", decision),
            None if estimate is None else _cents(estimate, currency),
            day(disputed),
            day(settled),
            protected,
        )
        _answer(assistance.take_down(desk, account_id, told), currency)


@assistance_group.command("import")
@click.argument("file", callback=as_path)
@click.option("--client", required=True, metavar="CODE", help="Whose accounts they are.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@common
def import_command(file: Path, client: str, dry_run: bool) -> None:
    """Take down what a CSV FILE says of many accounts, all of it or nothing: account, statement, notice, applied,
    decided, decision, estimate, disputed, settled, protected.

    JSON: {"read", "changed", "sentence"}.
    """
    with settings().desk() as desk:
        done = assistance_file.take(desk, file, client, dry_run=dry_run)
    if settings().json:
        say_json(done._asdict())
        return
    say(done.sentence)


def _cents(text: str, currency: str) -> int:
    try:
        return parse_cents(text, currency=currency)
    except ValueError as error:
        raise Refused(f"--estimate: {error}") from None


def _answer(found: AssistanceView, currency: str) -> None:
    if settings().json:
        say_json(assistance_json(found))
        return
    known = found.known
    for name, words in _DAYS.items():
        day = getattr(known, name)
        if day is not None:
            sent = " (sent from here)" if name == "statement_on" and found.sent else ""
            decision = f": {known.decision}" if name == "decided_on" else ""
            say(f"{words}: {day}{decision}{sent}")
    if known.estimate_cents is not None:
        say(f"good-faith estimate: {format_cents(known.estimate_cents, currency)}")
    for one in found.notices:
        say(f"{one.words} ({one.source}).")
    if not found.notices:
        say("Nothing is to be heeded on this day.")


def assistance_json(found: AssistanceView) -> dict[str, Any]:
    """What protects a patient, as programs read it."""
    known = found.known._asdict()
    told = {name: value for name, value in known.items() if name not in ("account_id", "hold_id")}
    return told | {
        "decision": found.known.decision or None,
        "statement_sent": found.sent,
        "action_from": found.action_from,
        "apply_until": found.apply_until,
        "notices": [one._asdict() for one in found.notices],
    }
