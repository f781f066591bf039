"""Which accounts somebody may see: those on the worklists they work, and those of the clients in their scope.

A person without clients of their own sees every account. Whoever has some, whatever their role, is refused the others
here and nowhere else: services get an account from ``account_of`` or ``card_of``, and lists are asked with ``seen_by``.
What somebody has claimed, or has begun a call on, is theirs to finish wherever it has been moved meanwhile.
"""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, Client
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.store.subjects.accounts import AccountCard
from collections_tui.store.subjects.seen import Seen
from collections_tui.store.transaction import Transaction

OTHER_CLIENTS = "see other clients"
"""What is refused here; no line of the table, since it is a matter of the person and not of their role."""


def account_of(tx: Transaction, desk: Desk, account_id: int) -> Account:
    """The account, which whoever sits at the desk may see.

    Raises:
        Refused: there is none.
        NotPermitted: it is of a client that is none of theirs, and on no worklist that they work.
    """
    account = tx.accounts.get(account_id)
    if account is None:
        raise gone()
    refuse_unseen(tx, desk, account)
    return account


def card_of(tx: Transaction, desk: Desk, account_id: int) -> AccountCard:
    """The account with the names around it, which whoever sits at the desk may see.

    Raises:
        Refused: there is none.
        NotPermitted: as ``account_of``.
    """
    card = tx.accounts.card(account_id)
    if card is None:
        raise gone()
    refuse_unseen(tx, desk, card.account)
    return card


def refuse_unseen(tx: Transaction, desk: Desk, account: Account) -> None:
    """Pass if the person may see the account. Most people see all, and nothing is asked for them.

    Raises:
        NotPermitted: they may not.
    """
    if not sees(tx, desk, account):
        client = tx.clients.get(account.client_id).code
        raise desk.forbidden(
            f"Account {account.number} is of {client}, which is not among the clients of {desk.person.login}: {_ASK}.",
            OTHER_CLIENTS,
            account.id,
        )


def sees(tx: Transaction, desk: Desk, account: Account) -> bool:
    """Whether the person may see the account."""
    if sees_client(desk, account.client_id):
        return True
    return _works(desk) and tx.worklists.may_work(desk.person.id, account.worklist_id, account.id, desk.now())


def sees_client(desk: Desk, client_id: int) -> bool:
    """Whether the person may see every account of a client."""
    return not desk.person.scope or client_id in desk.person.scope


def refuse_client(desk: Desk, client_id: int, code: str) -> None:
    """Pass if the person may see every account of a client.

    Raises:
        NotPermitted: they may not.
    """
    if not sees_client(desk, client_id):
        raise desk.forbidden(f"{code} is not among the clients of {desk.person.login}: {_ASK}.", OTHER_CLIENTS)


def client_named(tx: Transaction, desk: Desk, code: str) -> Client:
    """The client of that code.

    Raises:
        Refused: there is none.
        NotPermitted: the person may not see it.
    """
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    refuse_client(desk, client.id, client.code)
    return client


def seen_by(tx: Transaction, desk: Desk) -> Seen | None:
    """What a list that goes over many accounts is limited to; None for all of them."""
    if not desk.person.scope:
        return None
    lists = tx.worklists.of(desk.person.id) if _works(desk) else []
    return Seen(desk.person.scope, tuple(one.id for one in lists))


def those_seen(tx: Transaction, desk: Desk, account: Account, others: list[Account]) -> list[Account]:
    """The accounts of a customer that the person may see; that one of them which they have already is among them."""
    who = seen_by(tx, desk)
    if who is None:
        return others
    return [
        one
        for one in others
        if one.id == account.id or one.client_id in who.clients or one.worklist_id in who.worklists
    ]


def gone() -> Refused:
    """What is said of an account that is not there."""
    return Refused("That account does not exist any more: go back to the worklist.")


_ASK = "an admin says whose accounts you see"


def _works(desk: Desk) -> bool:
    """Whether worklists are something for the person to work: everybody's are not for those who only look."""
    return allowed("work", desk.person.roles)
