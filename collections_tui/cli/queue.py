"""The commands about what to work on: `next`, `worklists`, `rescore`."""

from __future__ import annotations

import click

from collections_tui.cli.account_text import why_line
from collections_tui.cli.options import common, settings
from collections_tui.cli.output import progress_bar, say, say_json, say_table, warn
from collections_tui.domain.filters import as_typed
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
    """List my worklists, whose they are, and how many accounts are in each.

    JSON: [{"code", "name", "strategy", "owner", "callable_now", "ready", "asleep", "held", "ownerless", "team",
    "members", "rule", "place"}], where "rule" is a list of conditions, [] for none.
    """
    with settings().desk() as desk:
        queue.wake_due(desk)
        counts = worklists.counts(desk)
        how = {one.worklist.code: one for one in worklists.settings(desk)}
    if settings().json:
        say_json(
            [
                worklist_json(count.worklist) | _counts_json(count) | _setting_json(how[count.worklist.code])
                for count in counts
            ]
        )
        return
    titles = ["worklist", "name", "whose", ">callable now", ">ready", ">asleep", ">held"]
    rows = [_count_row(count, how[count.worklist.code]) for count in counts]
    if any(row[-1] for row in rows):
        titles.append("filled by")
    say_table(titles, [row[: len(titles)] for row in rows], empty=NO_WORKLISTS)


_RULE_KEYS = ("client", "age", "min", "max", "state")


@worklists_group.command("add")
@click.argument("code")
@click.option("--name", required=True, help="What its tab says.")
@click.option("--strategy", default="balanced", show_default=True, help="The rules that rank it.")
@click.option("--owner", default="", metavar="LOGIN", help="Whose own it is.")
@click.option("--team", default="", metavar="CODE", help="The team that shares it.")
@click.option("--member", "members", multiple=True, metavar="LOGIN", help="Who works it; without any, everybody.")
@click.option(
    "--rule", "conditions", multiple=True, metavar="KEY=VALUE",
    help="What comes to it by itself: client=, age=, min=, max=, state=; all must hold.",
)  # fmt: skip
@click.option("--place", type=int, default=0, show_default=True, help="Among those with a rule: the least comes first.")
@common
@click.pass_context
def worklists_add_command(
    ctx: click.Context, code: str, name: str, strategy: str, owner: str, team: str, members: tuple[str, ...],
    conditions: tuple[str, ...], place: int,
) -> None:  # fmt: skip
    """Add the worklist CODE: somebody's own, a team's, or everybody's.

    With a rule accounts come to it every morning, from worklists that nobody owns; `worklists refresh` does it now.
    """
    from collections_tui.cli.reassign import filter_of

    rule = filter_of(ctx, conditions, _RULE_KEYS)
    with settings().desk() as desk:
        worklist = worklists.add(
            desk, code, name, strategy=strategy, members=members, owner=owner, team=team, rule=rule, place=place
        )
    if settings().json:
        say_json(worklist_json(worklist))
        return
    say(f"Worklist {worklist.code}, {worklist.name}, is ready: import into it with --worklist {worklist.code}.")


@worklists_group.command("set")
@click.argument("code")
@click.option("--name", help="What its tab says.")
@click.option("--owner", metavar="LOGIN", help='Whose own it is; "" for nobody.')
@click.option("--team", metavar="CODE", help='The team that shares it; "" for none.')
@click.option("--member", "members", multiple=True, metavar="LOGIN", help='All who work it; "" for nobody.')
@click.option(
    "--rule",
    "conditions",
    multiple=True,
    metavar="KEY=VALUE",
    help='All of what comes to it by itself; "" for nothing.',
)
@click.option("--place", type=int, help="Among those with a rule: the least comes first.")
@common
@click.pass_context
def worklists_set_command(
    ctx: click.Context, code: str, name: str | None, owner: str | None, team: str | None, members: tuple[str, ...],
    conditions: tuple[str, ...], place: int | None,
) -> None:  # fmt: skip
    """Say otherwise who works the worklist CODE and what comes to it; what is not said stays.

    JSON: {"code", "name", "strategy", "owner", "team", "members", "rule", "place"}.
    """
    from collections_tui.cli.reassign import filter_of

    if (name, owner, team, place) == (None, None, None, None) and not members and not conditions:
        raise click.UsageError("Say what changes: --name, --owner, --team, --member, --rule or --place.", ctx)
    rule = filter_of(ctx, tuple(filter(None, conditions)), _RULE_KEYS) if conditions else None
    with settings().desk() as desk:
        setting = worklists.change(
            desk, code, name=name, owner=owner, team=team, members=members or None, rule=rule, place=place
        )
    if settings().json:
        say_json(worklist_json(setting.worklist) | _setting_json(setting))
        return
    say(f"Worklist {setting.worklist.code} is changed: {_whose(setting) or 'everybody works it'}.")


@worklists_group.command("refresh")
@common
def worklists_refresh_command() -> None:
    """Bring every account to the worklist whose rule it fits, as every morning does.

    JSON: {"moved"}.
    """
    from collections_tui.services import worklist_rules

    with settings().desk() as desk:
        moved = worklist_rules.refresh(desk)
    if settings().json:
        say_json({"moved": moved})
        return
    say(f"{moved:,} accounts have another worklist.")


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


def _owner(count: WorklistCount, setting: worklists.Setting) -> str:
    if count.ownerless:
        return "nobody"
    return count.worklist.owner or (f"team {setting.team}" if setting.team else "")


def _setting_json(setting: worklists.Setting) -> dict[str, object]:
    return {
        "team": setting.team,
        "members": list(setting.members),
        "rule": list(as_typed(setting.rule)) if setting.rule is not None else [],
        "place": setting.place,
    }


def _count_row(count: WorklistCount, setting: worklists.Setting) -> tuple[object, ...]:
    worklist = count.worklist
    numbers = (count.callable_now, count.ready, count.asleep, count.held)
    rule = " ".join(as_typed(setting.rule)) if setting.rule is not None else ""
    return worklist.code, worklist.name, _owner(count, setting), *(f"{number:,}" for number in numbers), rule


def _whose(setting: worklists.Setting) -> str:
    """Who works it, in words."""
    parts = [
        f"{setting.owner}'s own" if setting.owner else "",
        f"shared by team {setting.team}" if setting.team else "",
        f"worked by {', '.join(setting.members)}" if setting.members else "",
        f"filled by {' '.join(as_typed(setting.rule))}" if setting.rule is not None else "",
    ]
    return ", ".join(part for part in parts if part)
