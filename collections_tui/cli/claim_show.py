"""The commands that look at claims: `claim show`, `list`, `outcomes`."""

from __future__ import annotations

from typing import cast

import click

from collections_tui.cli.claim_text import TITLES, explained_json, row_cells, row_json, view_json, view_lines
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.insurance.records import STATUSES, ClaimStatus
from collections_tui.services import accounts, claim_queue, claim_words
from collections_tui.services import claim_outcomes as outcomes
from collections_tui.services.claim_views import ClaimQuery, When


@click.command("show")
@click.argument("claim")
@click.option("--diagnoses", is_flag=True, help="With its diagnoses, for those who need them.")
@common
def show_command(claim: str, diagnoses: bool) -> None:
    """Show a CLAIM, C12 or a number of it: what was charged and paid, by when it must be filed or contested, whom
    to ask, and all that was said.

    JSON: as of `claim list`, with "member", "group", "pending_cents", "underpaid_cents", "payer_phone", "payer_hours",
    "payer_zone", "payer_answers", "payer_opens_at", "payer_portal", "payer_note", "refused_for", "why", "lines",
    "contacts"; "diagnoses" only if asked for.
    """
    with settings().desk() as desk:
        view, today = claim_queue.view(desk, claim_queue.find(desk, claim), diagnoses=diagnoses), desk.today()
    if settings().json:
        say_json(view_json(view))
        return
    for line in view_lines(view, today):
        click.echo(line)


@click.command("list")
@click.option("--account", metavar="NO", help="Those of one account.")
@click.option("--client", default="", metavar="CODE", help="Those of one client.")
@click.option("--payer", default="", metavar="ID", help="Those of one insurer.")
@click.option("--status", type=click.Choice(STATUSES), help="Only those.")
@click.option(
    "--when", type=click.Choice(["due", "waiting", "over"]), help="What is to be worked today, waits, is over."
)
@click.option("--limit", default=200, show_default=True, help="At most so many.")
@common
def list_command(
    account: str | None, client: str, payer: str, status: str | None, when: str | None, limit: int
) -> None:  # fmt: skip
    """List claims: those that are due as they rank, then what waits, what is over last.

    JSON: [{"claim", "control", "number", "payer", "payer_name", "rank", "status", "service_from", "service_to",
    "charge_cents", "expected_cents", "paid_cents", "written_cents", "patient_cents", "refused_cents", "other_cents",
    "refusal", "file_by", "filed_on", "refused_on", "appeal_by", "next_on", "next_action", "taken_by", "closed_at",
    "closed_reason", "account", "client", "customer", "invoice", "currency", "deadline", "outstanding_cents", "score",
    "answers"}].
    """
    with settings().desk() as desk:
        of = None if account is None else accounts.by_number(desk, account)
        wanted = cast(ClaimStatus, status) if status else ""
        rows = claim_queue.listed(desk, ClaimQuery(of, client, payer, wanted, cast(When, when or ""), limit))
    if settings().json:
        say_json([row_json(row) for row in rows])
        return
    say_table(TITLES, map(row_cells, rows), empty="No claims: `collections-tui claim make INVOICE` makes one.")


@click.command("explain")
@click.argument("account")
@common
def explain_command(account: str) -> None:
    """Say in plain words what insurers paid, refused and left to the patient of an ACCOUNT, for talking to the patient.

    JSON: [{"claim", "invoice", "payer_name", "status", "patient_cents", "waits_cents", "sentences"}]. What was answered
    without a claim that was made here has no claim and no status.
    """
    with settings().desk() as desk:
        found = claim_words.explain(desk, accounts.by_number(desk, account))
    if settings().json:
        say_json([explained_json(one) for one in found])
        return
    for number, one in enumerate(found):
        if number:
            say()
        for sentence in one.sentences:
            say(sentence)
    if not found:
        say("No insurer was asked for anything on this account.")


@click.command("outcomes")
@common
def outcomes_command() -> None:
    """List what a contact about a claim can end in, and what each needs.

    JSON: [{"code", "key", "words", "status", "requires", "days", "from_day", "action"}].
    """
    with settings().desk() as desk:
        every = outcomes.every(desk)
    if settings().json:
        say_json([one._asdict() | {"requires": sorted(one.requires), "status": one.status or None} for one in every])
        return
    rows = [(one.code, one.words, one.status, " ".join(sorted(one.requires)), one.action) for one in every]
    say_table(("code", "words", "then", "needs", "next"), rows, empty="There are none.")
