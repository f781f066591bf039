"""The command that asks whether a customer may be called: `can-call`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from collections_tui.cli.options import as_instant, common, settings
from collections_tui.cli.output import say, say_json
from collections_tui.domain.contact.records import Finding, Judgement, Verdict
from collections_tui.domain.dates import say_moment
from collections_tui.domain.phones import say_phone
from collections_tui.services import accounts
from collections_tui.services.can_call import can_call
from collections_tui.services.desk import Desk

BLOCKED = 1
"""The exit code where no number may be called."""

_STRICTNESS: dict[Verdict, int] = {"allow": 0, "warn": 1, "block": 2}
_FAR = datetime.max.replace(tzinfo=UTC)
_MARKS: dict[Verdict, str] = {"allow": "may", "warn": "careful", "block": "no"}


@click.command("can-call")
@click.argument("number")
@click.option("--phone", metavar="PHONE", help="Only this number, in any spelling.")
@click.option("--at", callback=as_instant, metavar="INSTANT", help="At this instant; otherwise now.")
@click.option("--why", is_flag=True, help="Every rule that was looked at, with its source and what it found.")
@common
@click.pass_context
def can_call_command(ctx: click.Context, number: str, phone: str | None, at: datetime | None, why: bool) -> None:
    """Say whether the customer of account NUMBER may be called, by the contact rules.

    Leaves with 0 where a number may be called, with or without a warning, and with 1 where none may.

    JSON: {"verdict": "allow"|"warn"|"block", "phone", "local_times": [{"place", "time"}], "rules": [{"id", "source",
    "verdict", "text", "clears_at", "overridable"}]}. Without --phone that is the number which may be called best, and
    "numbers" has the same for each.
    """
    with settings().desk() as desk:
        found = can_call(desk, accounts.by_number(desk, number), phone, at)
        lines = [line for one in found for line in _lines(desk, one, why)]
    best = best_of(found)
    if settings().json:
        more = {} if phone is not None else {"numbers": [judgement_json(one) for one in found]}
        say_json(judgement_json(best) | more)
    else:
        for line in lines:
            say(line)
    if best.verdict == "block":
        ctx.exit(BLOCKED)


def best_of(found: Sequence[Judgement]) -> Judgement:
    """Return the number that may be called best: without a warning, with one, or the soonest; the first of equals."""
    return min(found, key=lambda one: (_STRICTNESS[one.verdict], one.clears_at or _FAR))


def judgement_json(one: Judgement) -> dict[str, object]:
    """Return what the rules say to a number as programs read it."""
    return {
        "verdict": one.verdict,
        "phone": one.phone,
        "local_times": [{"place": place, "time": f"{there:%H:%M}"} for place, there in one.local_times],
        "rules": [finding._asdict() for finding in one.findings],
    }


def _lines(desk: Desk, one: Judgement, why: bool) -> list[str]:
    """What the rules say to a number: in one line, or with every rule below it."""
    number = say_phone(one.phone) if one.phone else "No number"
    there = ", ".join(f"{at:%H:%M} {place}" for place, at in one.local_times)
    head = f"{number}: {verdict_words(desk, one)} (their time {there})"
    speaking = [finding for finding in one.findings if finding.verdict != "allow"]
    if not why:
        return [f"{head}: {_reason(speaking[0])}" if speaking else head]
    return [head, *(f"  {_rule(desk, finding)}" for finding in one.findings)]


def verdict_words(desk: Desk, one: Judgement) -> str:
    """Whether a number may be dialled, in a few words on the floor's clock."""
    if one.verdict == "allow":
        return "may be called"
    if one.verdict == "warn":
        return "may be called, with care"
    if one.clears_at is None:
        return "never"
    return f"wait until {say_moment(desk.local(one.clears_at), desk.today())}"


def _rule(desk: Desk, finding: Finding) -> str:
    """One rule in a line: what it says, what it found, its source, and what can be done about it."""
    ends = [] if finding.clears_at is None else [f"until {say_moment(desk.local(finding.clears_at), desk.today())}"]
    if finding.verdict == "block":
        ends.append("a supervisor may override it" if finding.overridable else "nobody may override it")
    rest = f" [{'; '.join(ends)}]" if ends else ""
    return f"{_MARKS[finding.verdict]:<7} {finding.id}: {_reason(finding)}{rest}"


def _reason(finding: Finding) -> str:
    return f"{finding.text.rstrip('.')} ({finding.source})"
