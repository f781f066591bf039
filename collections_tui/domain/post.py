"""What goes out to customers, as plain values: documents as they went out, and each one's way to somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

DocumentKind = Literal["invoice", "credit_note", "statement", "agreement", "validation", "reminder", "appeal"]
Way = Literal["mail", "print"]
DeliveryState = Literal["waiting", "sending", "sent", "unsure", "failed", "bounced", "cancelled", "printed"]
RefusalKind = Literal["bounced", "refused"]

STATES: tuple[DeliveryState, ...] = (
    "waiting", "sending", "sent", "unsure", "failed", "bounced", "cancelled", "printed",
)  # fmt: skip
KIND_WORDS: dict[DocumentKind, str] = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "statement": "Statement",
    "agreement": "Letter of agreement",
    "validation": "Validation notice",
    "reminder": "Reminder",
    "appeal": "Appeal",
}


class Outgoing(NamedTuple):
    """A document that is ready to go out: a file, and the same as text and as HTML for the message that carries it.

    ``title`` is what people call it, ``name`` that of the file. ``text`` and ``html`` are '' where it has no such form.
    """

    kind: DocumentKind
    title: str
    name: str
    media: str
    body: bytes
    text: str = ""
    html: str = ""
    invoice_id: int | None = None
    lost: str = ""
    """Letters that no font here has, and that are boxes in it."""


class Document(NamedTuple):
    """A document as it went out, without its content: ``size`` in bytes, ``hash`` is SHA-256 of it in hexadecimal."""

    id: int
    account_id: int
    kind: DocumentKind
    invoice_id: int | None
    title: str
    name: str
    media: str
    size: int
    hash: str
    made_at: datetime
    by: str


class Message(NamedTuple):
    """What an e-mail is made of besides its attachment. ``queued_at`` is the date that it bears."""

    message_id: str
    from_line: str
    address: str
    subject: str
    text: str
    html: str
    queued_at: datetime


class Delivery(NamedTuple):
    """A document's way to somebody.

    ``address`` is '' for what is printed. ``next_at`` is of one that waits the instant before which it is not tried,
    and of one that is being sent that at which nobody believes any more that it is. ``said`` is what the server said,
    or why it is printed; ``sender`` the process that has it in hand.
    """

    id: int
    document_id: int
    account_id: int
    client_id: int
    account: str
    client: str
    kind: DocumentKind
    invoice_id: int | None
    title: str
    way: Way
    address: str
    state: DeliveryState
    tries: int
    next_at: datetime | None
    said: str
    sender: str
    queued_at: datetime
    by: str
    ended_at: datetime | None


class Refusal(NamedTuple):
    """An address to which nothing is mailed: what is sent there does not arrive, or its customer wants none."""

    address: str
    kind: RefusalKind
    at: datetime
    by: str
    words: str
