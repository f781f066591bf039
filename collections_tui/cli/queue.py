"""The commands about what to work on: `next`, `worklists`, `rescore`."""

from __future__ import annotations

import click

from collections_tui.cli.account_text import why_line
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import progress_bar, say, say_json, say_table, warn
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Worklist
from collections_tui.services import queue, scoring, worklists
from collections_tui.services.account_json import next_json
from collections_tui.services.views import Claimed, NothingNow, WorklistCount

NO_WORKLISTS = "No worklists yet: import accounts, or add one with collections-tui worklists add CODE --name NAME."


@click.command("next")
@click.option("--worklist", metavar="CODE", help="Only from this worklist; otherwise from all of mine.")
@click.option("--skip", is_flag=True, help="Give back the account I have, uncalled, and take another.")
@common
def next_command(worklist: str | None, skip: bool) -> None:
    """Take the best account that may be called now.

    It is yours for a quarter of an hour; asked again, the same one comes until its call is logged,
    as long as it may be called.

    JSON: {"account": {…}} or {"account": null, "reason": …}.
    """
    with settings().desk() as desk:
        claim = queue.next_account(desk, worklist, leave=0 if skip else None)
    if isinstance(claim, Claimed) and claim.left_out:
        warn(claim.left_out)
    if settings().json:
        say_json(next_json(claim))
        return
    for line in claim_lines(claim):
        say(line)
    if isinstance(claim, Claimed):
        say(f"Yours until {desk.local(claim.lease.expires_at):%H:%M}.")


@click.group("worklists", invoke_without_command=True)
@common
@click.pass_context
def worklists_group(ctx: click.Context) -> None:
    """List my worklists, or add one."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(worklists_list_command)


@worklists_group.command("list")
@common
def worklists_list_command() -> None:
    """List my worklists and how many accounts are in each.

    JSON: [{"code", "name", "strategy", "owner", "callable_now", "ready", "asleep", "held", "ownerless"}].
    """
    with settings().desk() as desk:
        queue.wake_due(desk)
        counts = worklists.counts(desk)
    if settings().json:
        say_json([worklist_json(count.worklist) | _counts_json(count) for count in counts])
        return
    titles = ("worklist", "name", "whose", ">callable now", ">ready", ">asleep", ">held")
    say_table(titles, map(_count_row, counts), empty=NO_WORKLISTS)


@worklists_group.command("add")
@click.argument("code")
@click.option("--name", required=True, help="What its tab says.")
@click.option("--strategy", default="balanced", show_default=True, help="The rules that rank it.")
@click.option("--member", "members", multiple=True, metavar="LOGIN", help="Who works it; without any, everybody.")
@common
def worklists_add_command(code: str, name: str, strategy: str, members: tuple[str, ...]) -> None:
    """Add the worklist CODE."""
    with settings().desk() as desk:
        worklist = worklists.add(desk, code, name, strategy=strategy, members=members)
    if settings().json:
        say_json(worklist_json(worklist))
        return
    say(f"Worklist {worklist.code}, {worklist.name}, is ready: import into it with --worklist {worklist.code}.")


@click.command("rescore")
@common
def rescore_command() -> None:
    """Score every open account afresh, while others work.

    JSON: {"changed"}.
    """
    with settings().desk() as desk, progress_bar("Scoring") as progress:
        odd = scoring.unknown_clients(desk)
        changed = scoring.rescore(desk, progress and (lambda done: progress(done, 0)))
    for sentence in odd:
        warn(sentence)
    if settings().json:
        say_json({"changed": changed})
        return
    say(f"{changed:,} scores changed.")


def claim_lines(claim: Claimed | NothingNow) -> list[str]:
    """Return the answer of `next` in words."""
    if isinstance(claim, NothingNow):
        return [claim.reason]
    owed = format_cents(claim.balance_cents, claim.currency)
    return [
        f"{claim.number}  {claim.customer} · {claim.client}",
        f"{owed} owed, {claim.days_past_due} days past due",
        f"Score {claim.score}: {why_line(claim.why)}",
    ]


def worklist_json(worklist: Worklist) -> dict[str, object]:
    """Return a worklist as programs read one."""
    return {field: value for field, value in worklist._asdict().items() if field != "id"}


def _counts_json(count: WorklistCount) -> dict[str, object]:
    return {field: value for field, value in count._asdict().items() if field != "worklist"}


def _owner(count: WorklistCount) -> str:
    return "nobody" if count.ownerless else count.worklist.owner or ""


def _count_row(count: WorklistCount) -> tuple[object, ...]:
    worklist = count.worklist
    numbers = (count.callable_now, count.ready, count.asleep, count.held)
    return worklist.code, worklist.name, _owner(count), *(f"{number:,}" for number in numbers)
