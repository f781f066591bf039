"""The address of a PostgreSQL database: what we read of it ourselves, and how it may be shown."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean

_PREPARED = "prepared_statements"
NO_ADDRESS = (
    "--db is no address of a database: write postgresql://user@host/database, "
    "and in a password %40 for @, %2F for /, %3F for ?, %23 for # and %25 for %."
)
_HOST = re.compile(r"(?:\[[^\[\]]*\]|[^\[\]:@]*)(?::[0-9]*)?")
_UNREADABLE = re.compile(r"%(?![0-9a-fA-F]{2})|%00|[\x00-\x1f\x7f]")
_YES, _NO = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
# What notices within seconds that a server has gone without a word; anything the address says itself goes before it.
_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}


class Address(NamedTuple):
    """As it was ``given``; where to connect (``url``, for the driver alone); how it is shown (``name``: no password);
    and whether statements are ``prepared``: None unless the address says so, for a pooler may not bear it.
    """

    given: str
    url: str
    name: str
    prepared: bool | None


def address(where: str) -> Address:
    """Read an address ``postgresql://user:password@host:port/database?…``; several hosts are separated by commas.

    Raises:
        StoreError: it cannot be read.
    """
    parts = _parts(where)
    if parts is None:
        raise StoreError(NO_ADDRESS)
    options = dict(_options(parts))
    said = options.pop(_PREPARED, "").lower()
    if said not in ("", *_YES, *_NO):
        raise StoreError(f"{_PREPARED}={clean(said)[:20]} in --db is neither on nor off.")
    query = "&".join(f"{key}={value}" for key, value in (_PATIENCE | options).items())
    return Address(
        where, f"postgresql://{parts.netloc}{parts.path}?{query}", shown(where), said in _YES if said else None
    )


def shown(where: str) -> str:
    """The address without its password, and without anything else that is nobody's business."""
    parts = _parts(where)
    if parts is None:
        return "postgresql://…"
    user, at, hosts = parts.netloc.rpartition("@")
    host = unquote(dict(_options(parts)).get("host", ""))
    where_to = hosts or (f"[{host}]" if host else "")
    return clean(f"postgresql://{user.partition(':')[0]}{at if user else ''}{where_to}{parts.path}")


def _parts(where: str) -> SplitResult | None:
    """The parts of an address; None where they may not be what they seem.

    A raw @, /, ? or # in a password moves its end somewhere else, from where it would be shown.
    """
    try:
        where.encode()  # half of a surrogate pair stands for bytes of the command line that were no text
        parts = urlsplit(where)
    except ValueError:
        return None
    user, _, hosts = parts.netloc.rpartition("@")
    strayed = "@" in user or "@" in parts.path or parts.fragment or any("@" in key for key, _ in _options(parts))
    sound = all(map(_HOST.fullmatch, hosts.split(","))) and not _UNREADABLE.search(where)
    return parts if sound and not strayed else None


def _options(parts: SplitResult) -> list[tuple[str, str]]:
    """What stands behind the question mark, as it was written."""
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    return [(key, value) for key, _, value in pairs]
