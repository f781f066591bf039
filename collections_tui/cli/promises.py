"""The commands about promises: `promise` notes or cancels one, `promises` lists the money that is expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import cast
from uuid import uuid4

import click

from collections_tui.cli.options import as_operation, common, read_day, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.services import accounts, promises
from collections_tui.services.desk import Desk
from collections_tui.services.promises import Expected, Made, Sum, Which

PAGE = 500
WHICH = ("overdue", "today", "coming")


@click.command("promise")
@click.argument("number")
@click.option("--amount", help="How much: 75.00. Without it everything that is owed.")
@click.option("--by", metavar="DATE", help="By which day: fri, +10d, 31 jan, eom, 15th, 2027-01-31.")
@click.option("--everywhere", is_flag=True, help="For all accounts of the customer.")
@click.option("--cancel", "reason", metavar="REASON", help="Take back the one that is running instead.")
@click.option(
    "--operation-id",
    callback=as_operation,
    metavar="ID",
    help="The same ID twice is one promise.",
)
@common
def promise_command(
    number: str, amount: str | None, by: str | None, everywhere: bool, reason: str | None, operation_id: str | None
) -> None:
    """Note that a payment on account NUMBER was promised outside of a call; one in a call is part of `log-call`.

    JSON: {"promise": {"id", "account", "amount_cents", "currency", "due_on", "last_day", "everywhere", "status",
    "paid_cents", "by"}, "next"}.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        if reason is not None:
            if amount or by or everywhere:
                raise Refused("--cancel takes nothing but its reason: leave --amount, --by and --everywhere away.")
            made = promises.cancel(desk, _running(desk, account_id, number), reason)
        else:
            if by is None:
                raise Refused("A promise needs a day: give --by, such as --by fri.")
            cents = _cents(desk, account_id, amount)
            operation = operation_id or uuid4().hex
            made = promises.make(desk, account_id, cents, read_day(desk, by), operation, everywhere=everywhere)
        today = desk.today()
    if settings().json:
        say_json({"promise": promise_json(made), "next": made.next_words})
        return
    _say_made(made, today)


@click.command("promises")
@click.argument("which", type=click.Choice(WHICH), required=False)
@click.option("--everybody", is_flag=True, help="The team's, not only mine.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most this many.")
@common
def promises_command(which: str | None, everybody: bool, limit: int) -> None:
    """List the money that is expected: promises, and instalments of arrangements. Without WHICH, all three lists.

    What is overdue is of the last 31 days, and stands there until something else is agreed; what is coming is of the
    next 31.

    JSON: {"sums": {"overdue": {"count", "cents": {CURRENCY: CENTS}}, "today": …, "coming": …}, "expected": [{"which",
    "kind", "id", "number", "of", "account", "customer", "client", "currency", "amount_cents", "paid_cents", "due_on",
    "last_day", "status", "everywhere", "by"}]}.
    """
    with settings().desk() as desk:
        asked = [cast(Which, one) for one in WHICH if which in (None, one)]
        rows = [(one, row) for one in asked for row in islice(_rows(desk, one, not everybody, limit), limit)]
        sums = promises.sums(desk, mine=not everybody)
        today = desk.today()
    if settings().json:
        say_json({"sums": _sums_json(sums), "expected": [expected_json(one, row) for one, row in rows]})
        return
    titles = ("due", "account", "customer", "client", ">amount", ">paid", "what", "status", "by")
    say_table(titles, (_cells(row, today) for _, row in rows), empty="Nothing is expected here.")
    say(_sums_words(sums))


def promise_json(made: Made) -> dict[str, object]:
    """Return a promise as programs read one."""
    kept = ("amount_cents", "due_on", "last_day", "everywhere", "status", "paid_cents", "by")
    head = {"id": made.promise.id, "account": made.number, "currency": made.currency}
    return head | {field: getattr(made.promise, field) for field in kept}


def expected_json(which: str, one: Expected) -> dict[str, object]:
    """Return money that is expected as programs read it."""
    kept = (
        "kind", "id", "number", "of", "account", "customer", "client", "currency", "amount_cents", "paid_cents",
        "due_on", "last_day", "everywhere", "by",
    )  # fmt: skip
    fields = {field: getattr(one.row, field) for field in kept}
    numbers = {} if one.row.kind == "instalment" else {"number": None, "of": None}
    return {"which": which} | fields | numbers | {"status": one.status}


def _running(desk: Desk, account_id: int, number: str) -> int:
    running = [one.id for one in accounts.view(desk, account_id).promises if one.status == "open"]
    if len(running) != 1:
        what = "Nothing is promised" if not running else "More than one promise is running"
        raise Refused(f"{what} on {number}: there is none to cancel." if not running else f"{what} on {number}.")
    return running[0]


def _cents(desk: Desk, account_id: int, amount: str | None) -> int:
    account = accounts.alone(desk, account_id)
    if amount is None:
        return account.balance_cents
    try:
        return parse_cents(amount, currency=account.currency)
    except ValueError as error:
        raise Refused(f"--amount: {error}") from None


def _say_made(made: Made, today: date) -> None:
    amount = format_cents(made.promise.amount_cents, made.currency)
    where = f"{made.number} and the customer's other accounts" if made.promise.everywhere else made.number
    what = f"{amount} by {say_day(made.promise.due_on, today)} on {where}"
    say(f"Cancelled: {what}." if made.promise.status == "cancelled" else f"Promised: {what}.")
    say(f"{made.next_words[:1].upper()}{made.next_words[1:]}.")


def _rows(desk: Desk, which: Which, mine: bool, limit: int) -> Iterator[Expected]:
    size = min(limit, PAGE)
    page = promises.expected(desk, which, mine=mine, limit=size)
    while page:
        yield from page
        more = len(page) == size
        page = promises.expected(desk, which, mine=mine, after=page[-1].row.key, limit=size) if more else []


def _cells(one: Expected, today: date) -> tuple[object, ...]:
    row = one.row
    what = (
        "promise" if row.kind == "promise" else f"instalment {row.number} of {row.of}" if row.number else "down payment"
    )
    paid = format_cents(row.paid_cents, row.currency) if row.paid_cents else ""
    amount = format_cents(row.amount_cents, row.currency)
    due = say_day(row.due_on, today)
    return due, row.account, row.customer, row.client, amount, paid, what, one.status, row.by


def _sums_words(sums: tuple[Sum, Sum, Sum]) -> str:
    parts = []
    for one in sums:
        amounts = " and ".join(format_cents(cents, currency) for currency, cents in one.cents)
        parts.append(f"{one.number:,} {one.which}{f' ({amounts})' if amounts else ''}")
    return " · ".join(parts)


def _sums_json(sums: tuple[Sum, Sum, Sum]) -> dict[str, object]:
    return {one.which: {"count": one.number, "cents": dict(one.cents)} for one in sums}
