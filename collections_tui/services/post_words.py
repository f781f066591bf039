"""What goes out to customers, in words, as timelines and lists have it."""

from __future__ import annotations

from collections_tui.domain.post import Delivery, DeliveryState

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


def outcome(one: Delivery) -> str:
    """Return what became of a delivery so far: ``mailed to ada@example.org``."""
    words = (_MAILED if one.way == "mail" else _PRINTED).get(one.state, one.state)
    return words.format(address=one.address)
