"""The commands about price lists: `prices`. They come in by `import prices`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import say_json, say_table
from collections_tui.domain.billing.records import Price
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Client
from collections_tui.services import prices
from collections_tui.services.desk import Desk

PAGE = 500
_CLIENT = click.option("--client", required=True, metavar="CODE", help="Whose prices.")
_ON = click.option("--on", metavar="DATE", help="As of which day; otherwise today.")


@click.group("prices")
def prices_group() -> None:
    """Find, list or show what a client charges for its services; with --json to programs too."""


@prices_group.command("find")
@click.argument("words", nargs=-1, required=True)
@_CLIENT
@_ON
@click.option(
    "--limit", type=click.IntRange(1, 500), default=prices.MOST_FOUND, show_default=True, help="At most so many."
)
@common
def prices_find_command(words: tuple[str, ...], client: str, on: str | None, limit: int) -> None:
    """Find prices by part of a code or the beginnings of WORDS: codes that begin so come first.

    JSON: [{"code", "modifier", "system", "description", "unit", "cents", "currency", "valid_from", "valid_to",
    "least_milli", "most_milli", "tax"}].
    """
    with settings().desk() as desk:
        whose = prices.whose(desk, client)
        found = prices.find(desk, whose.id, " ".join(words), _day(desk, on), limit)
    _answer(whose, found, empty=f"{whose.code} has no such price on that day: try fewer letters.")


@prices_group.command("list")
@_CLIENT
@_ON
@click.option("--all", "every", is_flag=True, help="Also those that hold no more, or not yet.")
@click.option("--limit", type=click.IntRange(1), help="At most so many.")
@common
def prices_list_command(client: str, on: str | None, every: bool, limit: int | None) -> None:
    """List the prices of a client by code.

    JSON: as `prices find`.
    """
    if every and on is not None:
        raise Refused("--all lists the prices of every day: leave --on away.")
    with settings().desk() as desk:
        whose = prices.whose(desk, client)
        found = list(islice(_pages(desk, whose.code, None if every else _day(desk, on)), limit))
    empty = (
        f"{whose.code} has no prices here: bring them in with collections-tui import prices FILE --client {whose.code}."
    )
    _answer(whose, found, empty=empty)


@prices_group.command("show")
@click.argument("code")
@_CLIENT
@common
def prices_show_command(code: str, client: str) -> None:
    """Show every price that CODE has had or will have.

    JSON: as `prices find`.
    """
    with settings().desk() as desk:
        whose = prices.whose(desk, client)
        found = prices.history(desk, whose.code, code)
    _answer(whose, found, empty="")


def price_json(price: Price, currency: str) -> dict[str, object]:
    """Return a price as programs read one."""
    fields = ("code", "modifier", "system", "description", "unit", "cents")
    rest = ("valid_from", "valid_to", "least_milli", "most_milli", "tax")
    head = {field: getattr(price, field) for field in fields} | {"currency": currency}
    return head | {field: getattr(price, field) for field in rest}


def _answer(client: Client, found: Iterable[Price], *, empty: str) -> None:
    if settings().json:
        say_json([price_json(price, client.currency) for price in found])
        return
    titles = ("code", "modifier", ">price", "unit", "from", "to", "system", "description")
    say_table(titles, (_cells(price, client.currency) for price in found), empty=empty)


def _cells(price: Price, currency: str) -> tuple[object, ...]:
    days = price.valid_from, price.valid_to or ""
    cents = format_cents(price.cents, currency)
    return price.code, price.modifier, cents, price.unit or "each", *days, price.system, price.description


def _pages(desk: Desk, client: str, on: date | None) -> Iterator[Price]:
    page = prices.page(desk, client, on, limit=PAGE)
    while page:
        yield from page
        page = prices.page(desk, client, on, page[-1], limit=PAGE) if len(page) == PAGE else []


def _day(desk: Desk, text: str | None) -> date:
    return desk.today() if text is None else read_day(desk, text)
