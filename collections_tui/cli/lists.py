"""The commands about the accounts of a worklist: `list` shows them ranked, `plan` lets one rest until a day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal, get_args

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.aging import days_past_due
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import ListRow, Worklist
from collections_tui.services import accounts, lists, queue, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.views import ListQuery

PAGE = 500

Show = Literal["now", "open", "all"]
Sort = Literal["rank", "balance", "days", "name", "touched"]
Bucket = Literal["current", "1_30", "31_60", "61_90", "over_90"]


@click.command("list")
@click.argument("worklist", required=False)
@click.option(
    "--show", type=click.Choice(get_args(Show)), default="now", show_default=True,
    help="now: may be called at this minute. open: all that are not closed. all: closed ones too.",
)  # fmt: skip
@click.option("--sort", type=click.Choice(get_args(Sort)), default="rank", show_default=True)
@click.option("--client", metavar="CODE", help="Only of this client.")
@click.option("--bucket", type=click.Choice(get_args(Bucket)), help="Only this many days past due.")
@click.option("--state", metavar="STATE", help="Only customers there: NY.")
@click.option("--text", metavar="WORDS", help="Only with these words in name, number or phone.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most this many.")
@common
def list_command(
    worklist: str | None, show: Show, sort: Sort, client: str | None, bucket: Bucket | None, state: str | None,
    text: str | None, limit: int,
) -> None:  # fmt: skip
    """List the accounts of a WORKLIST in the order in which they are called. Nothing is claimed.

    JSON: [{"account", "client", "customer", "state", "balance_cents", "currency", "days_past_due", "score", "urgent",
    "status", "ready", "disputed", "last_call_at", "last_outcome", "next_action_at", "promise_due_on"}].
    """
    with settings().desk() as desk:
        queue.wake_due(desk)
        query = ListQuery(_chosen(desk, worklist).id, show, sort, client=client, bucket=bucket, state=state, text=text)
        rows = list(islice(_rows(desk, query, min(limit, PAGE)), limit))
    if settings().json:
        say_json([row_json(desk, row) for row in rows])
        return
    titles = (">score", "account", "customer", "client", ">owed", ">days", "last outcome", "")
    say_table(titles, (_cells(desk, row) for row in rows), empty="Nothing here: try --show open, or other filters.")


@click.command("plan")
@click.argument("number")
@click.argument("day", metavar="DATE")
@click.option("--words", default="", help="What is to be done then.")
@common
def plan_command(number: str, day: str, words: str) -> None:
    """Let account NUMBER rest until DATE: fri, +10d, 31 jan, eom, 2027-01-31.

    JSON: {"account", "next_action_on"}.
    """
    with settings().desk() as desk:
        until = read_day(desk, day)
        queue.set_next_action(desk, accounts.by_number(desk, number), until, words)
    if settings().json:
        say_json({"account": number, "next_action_on": until})
        return
    say(f"Account {number} rests until {until:%A %Y-%m-%d}.")


def row_json(desk: Desk, row: ListRow) -> dict[str, object]:
    """Return an account of a list as programs read it."""
    kept = (
        "client", "customer", "state", "balance_cents", "currency", "score", "urgent", "status", "ready", "disputed",
        "last_call_at", "last_outcome", "next_action_at", "promise_due_on",
    )  # fmt: skip
    age = {"account": row.number, "days_past_due": days_past_due(row.oldest_due_on, desk.today())}
    return age | {field: getattr(row, field) for field in kept}


def _chosen(desk: Desk, code: str | None) -> Worklist:
    """The worklist of that code, or the only one there is."""
    mine = worklists.mine(desk)
    found = [one for one in mine if code in (None, one.code)]
    if len(found) == 1:
        return found[0]
    wrong = "Say which worklist" if code is None else f"You have no worklist {code}"
    raise Refused(f"{wrong}: yours are {', '.join(one.code for one in mine) or 'none'}.")


def _rows(desk: Desk, query: ListQuery, size: int) -> Iterator[ListRow]:
    page = lists.page(desk, query, limit=size)
    while page:
        yield from page
        page = lists.page(desk, query, after=page[-1], limit=size) if len(page) == size else []


def _cells(desk: Desk, row: ListRow) -> tuple[object, ...]:
    outcomes = desk.books.outcomes.by_code
    last = outcomes[row.last_outcome].words if row.last_outcome in outcomes else row.last_outcome
    owed = format_cents(row.balance_cents, row.currency)
    days = days_past_due(row.oldest_due_on, desk.today())
    state = " ".join(filter(None, ("urgent" * row.urgent, "disputed" * row.disputed, row.status)))
    return row.score, row.number, row.customer, row.client, owed, days, last, state
