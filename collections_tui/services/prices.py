"""Price lists of clients: what a service costs on a day, and finding it by part of its code or of a word.

A price list tells of no customer: whoever may see accounts may see the prices of every client.
"""

from __future__ import annotations

from datetime import date

from collections_tui.domain.billing.records import Price
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Client
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction

MOST_FOUND = 50


def at(tx: Transaction, client_id: int, code: str, modifier: str, on: date) -> Price | None:
    """What a client charges on a day for a code with a modifier, else without any; None where it has no such price."""
    return tx.prices.at(client_id, code.strip(), modifier.strip(), on)


def find(desk: Desk, client_id: int, text: str, on: date, limit: int = MOST_FOUND) -> list[Price]:
    """The prices of a day that fit what somebody typed: a part of a code, or the beginnings of words.

    Codes that begin so come first, then words that do; only where there are none, what has it anywhere.

    Raises:
        Refused: no permission.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.prices.find(client_id, text, on, limit)


def page(desk: Desk, client_code: str, on: date | None, after: Price | None = None, limit: int = 200) -> list[Price]:
    """The prices of a client by code, behind one of them; those of a day, or with None all there ever were.

    Raises:
        Refused: no permission, or no such client.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        behind = None if after is None else (after.code, after.modifier, after.valid_from)
        return tx.prices.listed(client_named(tx, client_code).id, on, behind, limit)


def history(desk: Desk, client_code: str, code: str) -> list[Price]:
    """Every price that a code has had or will have, by modifier and first day.

    Raises:
        Refused: no permission, no such client, or the client has no such code.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        client = client_named(tx, client_code)
        found = tx.prices.of_code(client.id, code.strip())
        if not found:
            alike = tx.prices.at(client.id, code.strip(), "", desk.today())
            found = [] if alike is None else tx.prices.of_code(client.id, alike.code)
    if not found:
        shown = clean(code)[:40]
        raise Refused(
            f"{client.code} has no price of {shown}: look for it with "
            f"`collections-tui prices find {shown} --client {client.code}`."
        )
    return found


def whose(desk: Desk, client_code: str) -> Client:
    """The client of that code.

    Raises:
        Refused: no permission, or there is none.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return client_named(tx, client_code)


def client_named(tx: Transaction, code: str) -> Client:
    """The client of that code.

    Raises:
        Refused: there is none.
    """
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    return client
