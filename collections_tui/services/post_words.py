"""What goes out to customers, in words, as timelines and lists have it."""

from __future__ import annotations

from collections_tui.domain.post import Delivery, DeliveryState, Refusal, RefusalKind

RESTORED = "the database is one of before, and it may have gone out since"
_MAILED: dict[DeliveryState, str] = {
    "waiting": "waits to be mailed to {address}",
    "sending": "is being mailed to {address}",
    "sent": "mailed to {address}",
    "unsure": "may have been mailed to {address}",
    "failed": "could not be mailed to {address}",
    "bounced": "came back from {address}",
    "cancelled": "not mailed to {address}",
}
_PRINTED: dict[DeliveryState, str] = {
    "waiting": "waits for the print run",
    "sending": "is being printed",
    "printed": "printed",
    "unsure": "may have been printed",
    "failed": "could not be printed",
    "cancelled": "not printed",
}


_NOT_MAILED: dict[RefusalKind, str] = {"bounced": "does not arrive", "refused": "wants no e-mail"}


def address_words(email: str, refusal: Refusal | None) -> str:
    """Return an address with why nothing is mailed to it: ``ada@example.org (does not arrive)``."""
    return email if refusal is None else f"{email} ({_NOT_MAILED[refusal.kind]})"


def outcome(one: Delivery) -> str:
    """Return what became of a delivery so far: ``mailed to ada@example.org``."""
    words = (_MAILED if one.way == "mail" else _PRINTED).get(one.state, one.state)
    return words.format(address=one.address)
