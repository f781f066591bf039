"""The queue of what goes out, as people look after it; and addresses to which nothing is mailed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from collections_tui.domain.addresses import address_of
from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Delivery, DeliveryState, Refusal, Way
from collections_tui.domain.text import clean
from collections_tui.files.mail_message import message_bytes
from collections_tui.services.desk import Desk
from collections_tui.services.exports import place_for
from collections_tui.services.mail import LISTED
from collections_tui.services.mail_queue import whole
from collections_tui.services.post_words import RESTORED, outcome
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

OPEN: tuple[DeliveryState, ...] = ("waiting", "sending", "unsure", "failed", "bounced")
"""What somebody may have to look after."""
_ENDED: tuple[DeliveryState, ...] = ("failed", "unsure", "bounced", "cancelled")
_WANTS_NONE = "the customer wants no e-mail"


def listed(
    desk: Desk, states: Sequence[DeliveryState] = OPEN, way: Way | None = None, limit: int = LISTED,
    before: int | None = None,
) -> list[Delivery]:  # fmt: skip
    """What is in the queue or was, the newest first; of the clients of whoever asks.

    Raises:
        Refused: no permission.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.deliveries.listed(states, way, desk.person.scope, before, limit)


def view(desk: Desk, delivery_id: int) -> Delivery:
    """One delivery.

    Raises:
        Refused: no permission, or there is none.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return _existing(tx, desk, delivery_id)


def write_message(desk: Desk, delivery_id: int, path: Path) -> str:
    """Write a message as it was handed to the mail server, or will be, to the byte; a sentence that says so.

    Raises:
        Refused: no permission, there is none, it is printed, or the file cannot be written.
    """
    desk.permit("see")
    place = place_for(desk, path)
    place.check()
    with desk.store.write() as tx:
        one = _existing(tx, desk, delivery_id)
        if one.way != "mail":
            raise Refused(f"Delivery {delivery_id} is printed: open its document, {one.document_id}.")
        content = content_of(tx, one)
        desk.note(tx, "export message", one.account_id, clean(str(path)), about=f"delivery {delivery_id}")
    place.write(content)
    return f"The message of delivery {delivery_id} is in {place}."


def retry(desk: Desk, delivery_id: int, *, printed: bool = False) -> Delivery:
    """Let go out what has failed, came back, was cancelled, or of which nobody knows whether it went out.

    Args:
        desk: who wants it.
        delivery_id: which.
        printed: by the print run instead.

    Raises:
        Refused: no permission, there is none, it waits or is gone, or nothing may be mailed to its address.
    """
    desk.permit("send documents")
    with desk.store.write() as tx:
        one = _existing(tx, desk, delivery_id)
        if one.state not in _ENDED:
            raise Refused(f"Delivery {delivery_id} {outcome(one)}: there is nothing to try again.")
        way: Way = "print" if printed else one.way
        if way == "mail" and tx.deliveries.refusal(one.address) is not None:
            raise Refused(
                f"Nothing is mailed to {one.address} any more: allow it first, with `collections-tui mail allow`, or "
                "let it be printed, with --print."
            )
        tx.deliveries.again(delivery_id, way, desk.now())
        desk.note(tx, "send again", one.account_id, one.title, about=f"delivery {delivery_id}")
        return _existing(tx, desk, delivery_id)


def cancel(desk: Desk, delivery_id: int, reason: str = "") -> Delivery:
    """Take out of the queue what has not gone out.

    Raises:
        Refused: no permission, there is none, or it does not wait any more.
    """
    desk.permit("send documents")
    with desk.store.write() as tx:
        one = _existing(tx, desk, delivery_id)
        if not tx.deliveries.cancel(delivery_id, clean(reason)[:200], desk.now()):
            raise Refused(f"Delivery {delivery_id} {outcome(one)}: it does not wait any more.")
        desk.note(tx, "cancel delivery", one.account_id, one.title, about=f"delivery {delivery_id}")
        return _existing(tx, desk, delivery_id)


def doubt(desk: Desk) -> int:
    """Let nothing go out by itself that waits now: it is unsure, for this is a database of before it went out.

    After a database was restored by tools of its server; `restore` does so by itself. How many there are comes back.

    Raises:
        Refused: no permission.
    """
    desk.permit("deliver mail")
    with desk.store.write() as tx:
        number = tx.deliveries.doubt(desk.now(), RESTORED)
        desk.note(tx, "mail unsure", details=f"{number}: {RESTORED}")
    return number


def refuse(desk: Desk, address: str, words: str = "") -> str:
    """Let nothing be mailed to an address any more; what waits for it is printed. A sentence that says so.

    Raises:
        Refused: no permission, or it is no address.
    """
    desk.permit("send documents")
    found = _address(address)
    with desk.store.write() as tx:
        tx.deliveries.refuse(found, "refused", clean(words)[:200], desk.now(), desk.person.id)
        moved = tx.deliveries.divert_refused(desk.now(), _WANTS_NONE)
        desk.note(tx, "refuse mail", details=clean(words)[:200], about=found)
    return f"Nothing is mailed to {found} any more{_moved(moved)}."


def allow(desk: Desk, address: str) -> str:
    """Let an address be mailed to again; a sentence that says so.

    Raises:
        Refused: no permission, it is no address, or it was never refused.
    """
    desk.permit("send documents")
    found = _address(address)
    with desk.store.write() as tx:
        if not tx.deliveries.allow(found):
            raise Refused(f"{found} is mailed to already.")
        desk.note(tx, "allow mail", about=found)
    return f"{found} is mailed to again."


def refusals(desk: Desk, limit: int = LISTED) -> list[Refusal]:
    """The addresses to which nothing is mailed, the newest first.

    Raises:
        Refused: no permission.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.deliveries.refusals(limit)


def content_of(tx: Transaction, one: Delivery) -> bytes:
    """A message as it is handed to the mail server; the same whenever it is asked for.

    Raises:
        Refused: its document is not what it was.
    """
    document, body = whole(tx, one.document_id)
    return message_bytes(tx.deliveries.message(one.id), document.name, document.media, body)


def _existing(tx: Transaction, desk: Desk, delivery_id: int) -> Delivery:
    found = tx.deliveries.get(delivery_id)
    if found is None:
        raise Refused(f"There is no delivery {delivery_id}: `collections-tui mail list` shows what is in the queue.")
    account_of(tx, desk, found.account_id)
    return found


def _address(text: str) -> str:
    found = address_of(text)
    if not found:
        raise Refused(f"“{clean(text)[:80]}” is no e-mail address: write one such as ada@example.org.")
    return found


def _moved(number: int) -> str:
    if not number:
        return ""
    return f"; {number} that {'waits' if number == 1 else 'wait'} for it {'is' if number == 1 else 'are'} printed"
