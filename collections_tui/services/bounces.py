"""What came back: reports of mail servers that a message could not be delivered, held against what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.addresses import same_as
from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Delivery
from collections_tui.domain.text import clean
from collections_tui.files.bounces import LARGEST, Returned, read_report
from collections_tui.services.desk import Desk
from collections_tui.services.mail_queue import print_instead
from collections_tui.services.sender import give_up_address
from collections_tui.store.transaction import Transaction


class CameBack(NamedTuple):
    """One address of a report: which deliveries of ours it is about, and whether the address is mailed to no more.

    ``delayed`` is of one that the other server still tries.
    """

    address: str
    words: str
    delivery_ids: tuple[int, ...]
    refused: bool
    delayed: bool


def bounced(desk: Desk, path: Path) -> list[CameBack]:
    """Read a report that a message could not be delivered (RFC 3464), and mark what was sent and did not arrive.

    It counts only for a message of ours, named by its id or by the mark that its server was given, and for the address
    that this was sent to: anybody may write such a report. What came back is printed instead. The same report again
    changes nothing.

    Args:
        desk: who reads it.
        path: a file with the message that came back, as mail programs save one.

    Raises:
        Refused: no permission, they come from afar, it cannot be read, or it is no such report.
    """
    desk.permit("deliver mail")
    desk.refuse_from_afar("read what came back from a file")
    returned = read_report(_content(path))
    if not returned:
        raise Refused(
            f"{clean(str(path))} is no report of a mail server: an answer of a person’s is for people to read."
        )
    with desk.store.write() as tx:
        return [_mark(tx, desk, one) for one in returned]


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise Refused(f"{clean(str(path))} cannot be read: {why}.") from None
    if len(content) > LARGEST:
        raise Refused(f"{clean(str(path))} is larger than any such report: check that it is the right file.")
    return content


def _mark(tx: Transaction, desk: Desk, one: Returned) -> CameBack:
    ours = [found for found in _deliveries(tx, one) if same_as(found.address) == same_as(one.address)]
    refused = False
    for found in ours if one.failed else ():
        if not tx.deliveries.bounce(found.id, one.words, desk.now()):
            continue  # it was told before
        desk.note(tx, "mail bounced", found.account_id, one.words, about=f"delivery {found.id}")
        if one.address_bad:
            give_up_address(tx, desk, found, one.words)
            refused = True
        else:
            print_instead(tx, desk, found, f"came back from {found.address}")
    return CameBack(one.address, one.words, tuple(found.id for found in ours), refused, not one.failed)


def _deliveries(tx: Transaction, one: Returned) -> list[Delivery]:
    ids: dict[int, None] = {}
    for mark in one.marks:
        ids |= dict.fromkeys(tx.deliveries.by_message(mark))
    return [found for number in ids if (found := tx.deliveries.get(number)) is not None]
