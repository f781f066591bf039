"""The companies the money is owed to."""

from __future__ import annotations

from collections.abc import Iterable

from collections_tui.domain.audit import differing
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Client
from collections_tui.domain.text import clean
from collections_tui.services.contact_bulk import refresh_client
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
    policy: str = "",
    states: Iterable[str] = (),
    hospital: bool = False,
) -> Client:
    """Register a client.

    Args:
        desk: who registers it.
        code: what it is called by.
        name: what customers know it as.
        party: ``first`` or ``third``.
        sector: one of ``SECTORS``.
        currency: three letters.
        phone: the number customers may call back.
        policy: the name of its own file of contact rules.
        states: postal codes of the states in which its customers live, for those of whom nothing is known.
        hospital: whether it is a hospital that gives financial assistance (26 CFR 1.501(r)-6).

    Raises:
        Refused: no permission, a code that is taken or too long, an unknown party, sector, currency or state, or no
            such policy, or one for the other party.
        ConfigError: the policy's file is wrong.
    """
    desk.permit("manage clients")
    code, name = check(code, party, sector, currency), clean(name).strip()
    client = Client(0, code, name or code, party, sector, currency.upper(), clean(phone).strip())  # type: ignore[arg-type]
    client = client._replace(policy=_policy(desk, client, policy), states=_states(desk, states), hospital=hospital)
    with desk.store.write() as tx:
        if tx.clients.by_code(code) is not None:
            raise Refused(f"There already is a client {code}: choose another code.")
        client = tx.clients.add(client)
        desk.note(tx, "add client", details=code, about=f"client {client.id}", after=client._asdict())
    return client


def change(
    desk: Desk,
    code: str,
    *,
    name: str | None = None,
    phone: str | None = None,
    policy: str | None = None,
    states: Iterable[str] | None = None,
    hospital: bool | None = None,
) -> Client:
    """Change a client; what is None stays. Its accounts then rest as long as the changed rules say.

    Raises:
        Refused: no permission, no such client, an unknown state, no such policy, or one for the other party.
        ConfigError: the policy's file is wrong.
    """
    desk.permit("manage clients")
    with desk.store.write() as tx:
        before = tx.clients.by_code(code.strip())
        if before is None:
            raise Refused(f"There is no client {clean(code)[:LONGEST_CODE]}: `collections-tui clients` lists them.")
        client = before._replace(
            name=before.name if name is None else clean(name).strip() or before.code,
            phone=before.phone if phone is None else clean(phone).strip(),
            policy=before.policy if policy is None else _policy(desk, before, policy),
            states=before.states if states is None else _states(desk, states),
            hospital=before.hospital if hospital is None else hospital,
        )
        tx.clients.put(client)
        changed = differing(before._asdict(), client._asdict())
        desk.note(tx, "change client", details=client.code, about=f"client {client.id}", **changed._asdict())
    if policy is not None or states is not None:
        refresh_client(desk, before, client)
    return client


def _policy(desk: Desk, client: Client, name: str) -> str:
    """The name of a policy that is there, and is one for this client.

    Raises:
        Refused: it is not.
        ConfigError: its file is wrong.
    """
    name = name.strip()
    if name and desk.books.policy(name).party != client.party:
        kind = "have others collect" if client.party == "first" else "collect their own debts"
        raise Refused(f"The policy {name} is for clients that {kind}, and {client.code} is not one: name another.")
    if name:
        named = client._replace(policy=name)
        desk.books.arrangement_policy(named)
        desk.books.invoicing(named)
        desk.books.checks(named)
        desk.books.letterhead(named)
        desk.books.check_documents(named)
    return name


def _states(desk: Desk, states: Iterable[str]) -> tuple[str, ...]:
    """Postal codes of states, each once.

    Raises:
        Refused: one of them is none.
    """
    wanted = dict.fromkeys(code for text in states for code in clean(text).upper().replace(",", " ").split())
    strange = [code for code in wanted if code not in desk.books.places.states]
    if strange:
        raise Refused(f"“{strange[0][:20]}” is no state: write two letters such as NY.")
    return tuple(wanted)


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
