"""Putting a document into the queue: how it goes out, whether it may, and what its message says.

Parts of services that send: whoever calls has asked for permission.
"""

from __future__ import annotations

import uuid
from html import escape
from typing import NamedTuple

from collections_tui.domain.addresses import address_of
from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Delivery, Document, Outgoing, Way
from collections_tui.domain.records import Account, Client
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.post_words import outcome
from collections_tui.services.scope import account_of
from collections_tui.store.subjects.deliveries import NewDelivery
from collections_tui.store.subjects.documents import digest
from collections_tui.store.transaction import Transaction

PDF = "application/pdf"
NOT_SET_UP = "mail is not set up here"
_SILENT = {
    "attorney": "they have an attorney",
    "cease": "they asked us to stop",
    "bankruptcy": "they are in bankruptcy",
}
"""Holds under which one who collects for others sends the customer nothing: 12 CFR 1006.6(b)(2) and (c), 11 USC 362."""
_OWED_ANYWAY = ("validation", "appeal")
"""What has to go out all the same (12 CFR 1006.34), and what is not for the customer."""


class Queued(NamedTuple):
    """What was put into the queue. ``why`` is why it is printed, '' for what is mailed; ``sentence`` says all of it."""

    delivery_id: int
    document_id: int
    way: Way
    address: str
    why: str
    sentence: str


def queue(
    tx: Transaction,
    desk: Desk,
    account: Account,
    rendered: Outgoing,
    *,
    address: str | None = None,
    printed: bool = False,
    operation_id: str,
    kept: int | None = None,
) -> Queued:
    """Keep a document and let it wait for its way; ``kept`` is its id where it is kept already. Permission was asked.

    Raises:
        Refused: nothing may be sent to this customer, or to the address told.
    """
    done = tx.deliveries.of_operation(operation_id)
    if done is not None:
        return told(tx, done)
    client = tx.clients.get(account.client_id)
    _check_holds(tx, account, client, rendered)
    if rendered.media != PDF:
        raise Refused(f"{rendered.title} is no PDF: only those are sent.")
    way, where, why = _way(tx, desk, account, client, address, printed)
    document_id = kept or tx.documents.add(account.id, rendered, desk.now(), desk.person.id)
    new = _delivery(desk, account, client, rendered, document_id, way, where, why, operation_id)
    delivery_id = tx.deliveries.add(new, desk.now(), desk.person.id)
    how = f"to {where}" if way == "mail" else f"by the print run{f' ({why})' if why else ''}"
    desk.note(tx, "send", account.id, f"{clean(rendered.title)} {how}", about=f"delivery {delivery_id}")
    return told(tx, delivery_id)


def print_instead(tx: Transaction, desk: Desk, one: Delivery, why: str) -> int:
    """Let a document be printed that could not be mailed, once however often it comes back; the delivery's id."""
    operation = f"instead of {one.id}"
    done = tx.deliveries.of_operation(operation)
    if done is not None:
        return done
    new = NewDelivery(
        one.document_id, one.account_id, one.client_id, "print", "", "", "", "", "", "", why, operation
    )  # fmt: skip
    return tx.deliveries.add(new, desk.now(), desk.person.id)


def document_of(tx: Transaction, desk: Desk, document_id: int) -> tuple[Document, bytes]:
    """A document that the person may see, and its content.

    Raises:
        Refused: there is none, they may not see it, or it is not what went out.
    """
    found = tx.documents.get(document_id)
    if found is None:
        raise Refused(f"There is no document {document_id}: `collections-tui documents NO` lists an account's.")
    account_of(tx, desk, found.account_id)
    return whole(tx, document_id)


def whole(tx: Transaction, document_id: int) -> tuple[Document, bytes]:
    """A document and its content, held against its digest.

    Raises:
        Refused: it is not what it was.
    """
    found = tx.documents.get(document_id)
    assert found is not None, "documents stay"
    body = tx.documents.body(document_id)
    if digest(body) != found.hash:
        raise Refused(
            f"Document {document_id} is not what went out: somebody has changed it past the program; compare it with a "
            "backup."
        )
    return found, body


def _check_holds(tx: Transaction, account: Account, client: Client, rendered: Outgoing) -> None:
    if client.party != "third" or rendered.kind in _OWED_ANYWAY:
        return
    why = next((_SILENT[hold.kind] for hold in tx.accounts.holds(account.id) if hold.kind in _SILENT), "")
    if why:
        raise Refused(f"Nothing is sent to the customer of {account.number}: {why}; look at the account’s flags.")


def _way(
    tx: Transaction, desk: Desk, account: Account, client: Client, to: str | None, printed: bool
) -> tuple[Way, str, str]:
    """How a document goes out, to which address, and why not by mail."""
    if printed:
        return "print", "", ""
    sender = desk.books.mail.sender_of(client.code)
    if to is not None:
        return _told_way(tx, to, sender is not None)
    typed = tx.accounts.customer(account.customer_id).email
    address = address_of(typed)
    if not typed.strip():
        return "print", "", "no e-mail address"
    if not address:
        return "print", "", f"{clean(typed)[:80]} is no e-mail address"
    refusal = tx.deliveries.refusal(address)
    if refusal is not None:
        why = "does not arrive" if refusal.kind == "bounced" else "the customer wants no e-mail"
        return "print", "", f"{address}: {why}"
    return ("mail", address, "") if sender is not None else ("print", "", NOT_SET_UP)


def _told_way(tx: Transaction, to: str, set_up: bool) -> tuple[Way, str, str]:
    address = address_of(to)
    if not address:
        raise Refused(f"“{clean(to)[:80]}” is no e-mail address: write one such as ada@example.org.")
    refusal = tx.deliveries.refusal(address)
    if refusal is not None:
        raise Refused(
            f"Nothing is mailed to {address} any more ({refusal.kind} on {refusal.at:%Y-%m-%d}): allow it first, with "
            f"`collections-tui mail allow`."
        )
    if not set_up:
        raise Refused("Mail is not set up here for this client: write mail.toml into the folder of --config.")
    return "mail", address, ""


def _delivery(
    desk: Desk, account: Account, client: Client, rendered: Outgoing, document_id: int, way: Way, address: str,
    why: str, operation_id: str,
) -> NewDelivery:  # fmt: skip
    sender = desk.books.mail.sender_of(client.code)
    if way == "print" or sender is None:
        return NewDelivery(document_id, account.id, client.id, way, "", "", "", "", "", "", why, operation_id)
    opt_out = desk.books.mail.opt_out
    text = rendered.text.rstrip("\n") or f"{clean(rendered.title)} is attached.\n\n{clean(client.name)}"
    return NewDelivery(
        document_id, account.id, client.id, way, address, sender.line,
        clean(f"{rendered.title} from {client.name}"),
        f"{text}\n\n-- \n{opt_out}\n",
        _with_footer(rendered.html, opt_out),
        f"<{uuid.uuid4().hex}@{sender.address.rpartition('@')[2]}>",
        why, operation_id,
    )  # fmt: skip


def _with_footer(html: str, words: str) -> str:
    if not html:
        return ""
    footer = f"<p>{escape(words)}</p>"
    head, end, rest = html.rpartition("</body>")
    return f"{head}{footer}{end}{rest}" if end else f"{html}{footer}"


def told(tx: Transaction, delivery_id: int) -> Queued:
    one = tx.deliveries.get(delivery_id)
    assert one is not None, "it is in the queue"
    why = one.said if one.way == "print" else ""
    sentence = f"{one.account}: {one.title} {outcome(one)}{f' ({why})' if why else ''}."
    return Queued(one.id, one.document_id, one.way, one.address, why, sentence)
