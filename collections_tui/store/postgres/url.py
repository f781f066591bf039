"""The address of a PostgreSQL database: what we read of it ourselves, and how it may be shown."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from collections_tui.domain.errors import StoreError
from collections_tui.domain.text import clean

_PREPARED = "prepared_statements"
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
    and whether statements may be prepared, which a pooler between here and the server may not bear.
    """

    given: str
    url: str
    name: str
    prepared: bool


def address(where: str) -> Address:
    """Read an address ``postgresql://user:password@host:port/database?…``; several hosts are separated by commas.

    Raises:
        StoreError: it cannot be read.
    """
    try:
        parts = urlsplit(where)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise StoreError("--db is no address of a database: write postgresql://user@host/database.") from None
    said = query.pop(_PREPARED, "on").lower()
    if said not in _YES + _NO:
        raise StoreError(f"{_PREPARED}={clean(said)[:20]} in --db is neither on nor off.")
    url = urlunsplit(parts._replace(query=urlencode(_PATIENCE | query, quote_via=quote)))
    return Address(where, url, shown(where), said in _YES)


def shown(where: str) -> str:
    """The address without its password, and without anything else that is nobody's business."""
    parts = urlsplit(where)
    user, at, hosts = parts.netloc.rpartition("@")
    host = dict(parse_qsl(parts.query)).get("host", "")
    where_to = hosts or (f"[{host}]" if host else "")
    return clean(f"postgresql://{user.partition(':')[0]}{at if user else ''}{where_to}{parts.path}")
