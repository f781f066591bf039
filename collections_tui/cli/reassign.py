"""The command `reassign`: accounts of one person to another, said before it is done; listed, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args
from uuid import uuid4

import click

from collections_tui.cli.options import as_operation, common, read_day, settings
from collections_tui.cli.output import progress_bar, say, say_json, say_table, table
from collections_tui.domain.dates import say_moment
from collections_tui.domain.filters import Filter, parse_filter
from collections_tui.domain.money import format_cents
from collections_tui.domain.spreading import By
from collections_tui.services import accounts, reassign
from collections_tui.services.reassign_views import Asked, Done, Load, Money, Plan, divided_words
from collections_tui.services.views import ListQuery

NONE = "Nothing has been reassigned yet."


@click.group("reassign", invoke_without_command=True)
@click.option("--from", "sources", metavar="WHO", help="Whose accounts: logins or worklists, with commas between.")
@click.option("--account", "numbers", multiple=True, metavar="NUMBER", help="This account alone; may be repeated.")
@click.option("--to", metavar="WHO", help="Who gets them: logins or worklists, with commas between.")
@click.option(
    "--by", type=click.Choice(get_args(By)), default="count", show_default=True,
    help="What everybody gets a fair share of.",
)  # fmt: skip
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE",
    help="Only some: client=, age= (current, 1_30, 31_60, 61_90, over_90), min=, max=, state=, words=; all must hold.",
)  # fmt: skip
@click.option("--whole-customers", is_flag=True, help="Take along their other accounts on the same worklist.")
@click.option("--until", metavar="DATE", help="The last day; on the morning after they come back.")
@click.option("--dry-run", is_flag=True, help="Only say what would move.")
@click.option("--operation-id", metavar="ID", callback=as_operation, help="The same ID twice is done once.")
@common
@click.pass_context
def reassign_group(
    ctx: click.Context, sources: str | None, numbers: tuple[str, ...], to: str | None, by: By,
    conditions: tuple[str, ...], whole_customers: bool, until: str | None, dry_run: bool, operation_id: str | None,
) -> None:  # fmt: skip
    """Move accounts to other people, for good or until a day.

    What somebody is working on at this moment moves when they are done with it. Accounts of one customer go to one and
    the same; --where and --account may leave some of them behind, which --dry-run tells: "divided" are customers,
    "behind" what would stay of theirs, "along" what moves with --whole-customers.

    JSON: {"id", "words", "state", "planned", "moved", "waiting", "left"}; with --dry-run {"words", "accounts",
    "customers", "leased", "divided", "behind", "along", "moves": [{"source", "target", "accounts", "customers",
    "cents", "leased"}], "worklists": [{"code", "name", "owner", "before", "after", "new"}]}.
    """
    if ctx.invoked_subcommand is not None:
        return
    if not to or not (sources or numbers):
        raise click.UsageError("Say whose accounts with --from or --account, and who gets them with --to.", ctx)
    if numbers and (sources or conditions):
        raise click.UsageError("--account names the accounts: leave --from and --where away.", ctx)
    asked_for = filter_of(ctx, conditions)
    with settings().desk() as desk, progress_bar("Moving") as progress:
        asked = Asked(
            names(to),
            names(sources or ""),
            tuple(accounts.by_number(desk, number) for number in numbers),
            query_of(asked_for) if asked_for.asks else None,
            by,
            read_day(desk, until) if until else None,
            whole_customers,
        )
        if dry_run:
            plan = reassign.preview(desk, asked)
        else:
            done = reassign.do(desk, asked, operation_id or uuid4().hex, progress)
    if settings().json:
        say_json(plan_json(plan) if dry_run else done._asdict())
        return
    for line in plan_lines(plan) if dry_run else done_lines(done):
        say(line)


@reassign_group.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most this many.")
@common
def reassign_list_command(limit: int) -> None:
    """List what was reassigned, the newest first.

    JSON: [{"id", "at", "by", "words", "accounts", "until", "state"}].
    """
    with settings().desk() as desk:
        past = reassign.every(desk, limit)
        today = desk.today()
        when = [say_moment(desk.local(one.at), today) for one in past]
    if settings().json:
        say_json([one._asdict() for one in past])
        return
    rows = ((one.id, at, one.by, f"{one.accounts:,}", one.words, one.state) for one, at in zip(past, when, strict=True))
    say_table((">no.", "when", "by", ">accounts", "what", "state"), rows, empty=NONE)


@reassign_group.command("undo")
@click.argument("number", type=int)
@common
def reassign_undo_command(number: int) -> None:
    """Take back reassignment NUMBER, if nobody has worked one of its accounts since.

    JSON: {"id", "words", "state", "planned", "moved", "waiting", "left"}.
    """
    with settings().desk() as desk, progress_bar("Moving back") as progress:
        done = reassign.undo(desk, number, progress)
    if settings().json:
        say_json(done._asdict())
        return
    for line in done_lines(done):
        say(line)


def names(text: str) -> tuple[str, ...]:
    """Return names that were typed with commas between."""
    return tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def filter_of(ctx: click.Context, conditions: tuple[str, ...], keys: tuple[str, ...] | None = None) -> Filter:
    """Return what conditions ask; a mistake is one in usage."""
    try:
        return parse_filter(conditions, keys) if keys is not None else parse_filter(conditions)
    except ValueError as error:
        raise click.UsageError(str(error), ctx) from None


def query_of(asked: Filter) -> ListQuery:
    """Return the filter as lists know it."""
    return ListQuery(
        0,
        "open",
        client=asked.client,
        bucket=asked.age,
        at_least_cents=asked.at_least_cents,
        at_most_cents=asked.at_most_cents,
        state=asked.state,
        text=asked.words,
    )


def plan_lines(plan: Plan) -> Iterator[str]:
    """Say what would move, and how it would look afterwards."""
    yield f"{plan.words}: {_accounts(plan.accounts)} of {_count(plan.customers, 'customer')} would move."
    if plan.leased:
        yield f"{plan.leased:,} of them are being worked now, and would move when that is over."
    if plan.behind:
        yield f"{divided_words(plan)} --whole-customers takes them along."
    if plan.along:
        yield f"{plan.along:,} of them would move because others of the same customer do."
    yield ""
    rows = [
        (one.source or "(none)", one.target, f"{one.accounts:,}", f"{one.customers:,}", money(one.cents))
        for one in plan.moves
    ]
    yield from table(("from", "to", ">accounts", ">customers", ">owed"), rows)
    yield ""
    sides = [
        (f"{one.code}{' (new)' if one.new else ''}", one.owner, *_load(one.before), *_load(one.after))
        for one in plan.sides
    ]
    yield from table(("worklist", "whose", ">now", ">owed", ">then", ">owed"), sides)


def done_lines(done: Done) -> Iterator[str]:
    """Say what has moved."""
    if done.state == "undone":
        yield f"Reassignment {done.id} is taken back: {_accounts(done.moved)} are where they were."
        if done.left:
            yield f"{_accounts(done.left)} stay: somebody has worked or moved them meanwhile."
        return
    yield f"{done.words}: {_accounts(done.moved)} moved. `reassign undo {done.id}` takes it back."
    if done.waiting:
        yield f"{done.waiting:,} of them are being worked now, and move when that is over."
    if done.left:
        yield f"{_accounts(done.left)} stay: others changed them meanwhile."


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return what would move as programs read it."""
    return {
        "words": plan.words,
        "accounts": plan.accounts,
        "customers": plan.customers,
        "leased": plan.leased,
        "divided": plan.divided,
        "behind": plan.behind,
        "along": plan.along,
        "moves": [one._asdict() for one in plan.moves],
        "worklists": [
            one._asdict() | {"before": one.before._asdict(), "after": one.after._asdict()} for one in plan.sides
        ],
    }


def money(cents: Money) -> str:
    """Say amounts in every currency."""
    return " + ".join(format_cents(amount, currency) for currency, amount in sorted(cents.items())) or "nothing"


def _load(load: Load) -> tuple[str, str]:
    return f"{load.accounts:,}", money(load.cents)


def _accounts(count: int) -> str:
    return _count(count, "account")


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
