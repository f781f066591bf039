"""What comes back: a report that a message could not be delivered (RFC 3464), read as far as it says whose it is.

Refuses to believe it: whoever sent it may be anybody. It counts only where it names a message of ours and its address.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from typing import NamedTuple

from collections_tui.domain.addresses import address_of
from collections_tui.domain.text import clean

LARGEST = 20_000_000
"""Bytes: reports hold at most the message that comes back."""
_LONGEST = 200


class Returned(NamedTuple):
    """What a report says of one address.

    ``marks`` are what names the message: its id, and that which its server was told. ``failed`` is whether nobody tries
    any more; ``address_bad`` whether the address is the cause, so that nothing else will arrive there either.
    """

    address: str
    marks: tuple[str, ...]
    failed: bool
    address_bad: bool
    words: str


def read_report(content: bytes) -> list[Returned]:
    """Return what a report says, address by address; nothing where it is none, such as an answer of somebody's."""
    try:
        mail = message_from_bytes(content, policy=policy.default)
        return list(_returned(mail))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError):
        return []  # whoever wrote it, it says nothing


def _returned(mail: Message) -> Iterator[Returned]:
    parts: list[Message] = [one for one in mail.walk() if one is not mail]
    status = next((one for one in parts if one.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return
    blocks = [one for one in _blocks(status) if one.keys()]
    if not blocks:
        return
    marks = tuple(sorted({*_ids(parts), _text(blocks[0], "Original-Envelope-Id")} - {""}))
    for block in blocks:
        address = _recipient(block)
        action = _text(block, "Action").lower()
        if not address or action not in ("failed", "delayed"):
            continue
        code = _text(block, "Status").split(" ")[0]
        said = _text(block, "Diagnostic-Code").partition(";")[2].strip() or f"status {code}"
        bad = code.startswith(("5.1.", "5.2.1")) and code != "5.1.8"  # which is about the sender
        yield Returned(address, marks, action == "failed", action == "failed" and bad, clean(said)[:_LONGEST])


def _blocks(status: Message) -> list[Message]:
    """The message's own fields, and those of each address: the library reads them as messages without a body."""
    payload = status.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _recipient(block: Message) -> str:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = _text(block, name).partition(";")
        found = address_of(address.strip().strip("<>"))
        if kind.strip().lower() == "rfc822" and found:
            return found
    return ""


def _ids(parts: list[Message]) -> Iterator[str]:
    """The ids of the messages that came back, of which there may be all or only the headers."""
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield _text(message_from_bytes(payload), "Message-ID")
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield _text(inner[0], "Message-ID")


def _text(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())
