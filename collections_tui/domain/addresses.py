"""E-mail addresses: which one a message could be sent to, and nothing that could be anything else in a message.

Only what mail is really sent to is an address here (RFC 5321, section 4.1.2): letters, digits and a few signs before
the ``@``, the name of a host behind it. Quoted names, comments and addresses of numbers are none.
"""

from __future__ import annotations

import re

LONGEST = 254
"""Octets of a whole address (RFC 5321, section 4.5.3.1.3)."""
_LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


def address_of(text: str) -> str:
    """Return the address that a text is, or '' where it is none to which anything could be sent.

    Its host is in small letters and, where it has letters of other scripts, as the net writes it.
    """
    local, at, host = text.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        return ""
    host = _ascii(host)
    labels = host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return ""
    found = f"{local}@{host}"
    return found if len(found) <= LONGEST else ""


def same_as(address: str) -> str:
    """Return what is the same for every spelling of an address: all of it in small letters, as people mean it."""
    return address.lower()


def _ascii(host: str) -> str:
    """The name of a host as the net writes it; '' where it has none."""
    try:
        return host.encode("idna").decode("ascii").lower() if host else ""
    except UnicodeError:
        return ""
