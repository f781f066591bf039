"""The companies the money is owed to."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Client
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk

PARTIES = ("first", "third")
LONGEST_CODE = 32
SECTORS = ("medical", "discretionary", "utility", "commercial", "other")


def add(
    desk: Desk,
    code: str,
    name: str,
    *,
    party: str = "third",
    sector: str = "other",
    currency: str = "USD",
    phone: str = "",
) -> Client:
    """Register a client.

    Raises:
        Refused: no permission, a code that is taken or too long, an unknown party, sector or currency.
    """
    desk.permit("manage clients")
    code, name = check(code, party, sector, currency), clean(name).strip()
    client = Client(0, code, name or code, party, sector, currency.upper(), clean(phone).strip())  # type: ignore[arg-type]
    with desk.store.write() as tx:
        if tx.clients.by_code(code) is not None:
            raise Refused(f"There already is a client {code}: choose another code.")
        client = tx.clients.add(client)
        tx.audit.add(desk.now(), desk.person.id, "add client", details=code)
    return client


def check(code: str, party: str, sector: str, currency: str) -> str:
    """Return the code as it will be; everything about a client that can be wrong by itself has been looked at.

    Raises:
        Refused: a code that cannot be one, an unknown party, sector or currency.
    """
    code = code_of(code)
    if party not in PARTIES or sector not in SECTORS:
        raise Refused(f"A client is {' or '.join(PARTIES)} party and its sector is one of {', '.join(SECTORS)}.")
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Refused(f"“{clean(currency)[:20]}” is no currency: use three letters such as USD.")
    return code


def code_of(text: str) -> str:
    """Return a client's code without the blanks around it. A slash would part it from an account's number.

    Raises:
        Refused: it cannot be one.
    """
    code = text.strip()
    if not 0 < len(code) <= LONGEST_CODE or "/" in code or clean(code) != code:
        raise Refused(
            f"A client's code has 1 to {LONGEST_CODE} characters that can be printed, and no slash among them."
        )
    return code


def every(desk: Desk) -> list[Client]:
    """All clients, by code."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.clients.every()
