"""How a host sends mail: the server, whom it is from, and when something is tried again.

A host's own ``mail.toml`` says so; docs/mail.md describes it field by field. It never holds a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain.addresses import address_of
from collections_tui.domain.config import Fields

Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
"""Where each is usual: RFC 8314, and RFC 5321 for a server on the same computer."""
_SIGNS_OF_LINES = '<>,;:"\\@()[]'


class Server(NamedTuple):
    """The server that mail is handed to.

    ``user`` is '' where it asks for none; ``authority`` is a file with the certificates of one's own authority, '' for
    those that the system trusts; ``wait`` the seconds after which it is taken for silent.
    """

    host: str
    port: int
    security: Security
    user: str
    password_file: str
    authority: str
    wait: int

    @property
    def near(self) -> bool:
        """Whether it is this computer itself, to which nothing goes over a net."""
        return self.host in ("localhost", "127.0.0.1", "::1")


class From(NamedTuple):
    """Whom mail is from: a name, '' for none, and an address, to which what cannot be delivered comes back."""

    name: str
    address: str

    @property
    def line(self) -> str:
        """The same in the one line that a message has of it."""
        return f'"{self.name}" <{self.address}>' if self.name else self.address


class Retry(NamedTuple):
    """When something is tried again that the server did not take for now.

    After ``first``, then twice as long each time, at most ``longest``; after ``give_up`` since it was queued no more.
    """

    first: timedelta
    longest: timedelta
    give_up: timedelta

    def next_after(self, tries: int, queued_at: datetime, now: datetime) -> datetime | None:
        """When to try again after so many tries that failed, the one at this instant among them; None for no more."""
        pause = min(self.first * 2 ** min(max(tries - 1, 0), 30), self.longest)
        return None if now + pause > queued_at + self.give_up else now + pause


class MailSettings(NamedTuple):
    """What ``mail.toml`` says. Without a ``server`` there is no mail here, and everything is printed."""

    server: Server | None
    sender: From | None
    senders: Mapping[str, From]
    retry: Retry
    opt_out: str

    def sender_of(self, client: str) -> From | None:
        """Whom mail of a client's, by its code, is from; None where nothing can be mailed for it."""
        return None if self.server is None else self.senders.get(client, self.sender)


def parse_mail(raw: object, source: str) -> MailSettings:
    """What a parsed file says; what it leaves out is as in the file that ships.

    Raises:
        ConfigError: something in it is wrong.
    """
    whole = Fields(raw, source)
    server = _server(Fields(whole.table("server"), source, table="server")) if "server" in whole else None
    sender = _from(Fields(whole.table("sender"), source, table="sender")) if "sender" in whole else None
    clients = Fields(whole.table("clients"), source, table="clients")
    senders = {
        code: _from(Fields(clients.table(code), source, table=f"clients.{code}")) for code in sorted(clients.plain())
    }
    retry = _retry(Fields(whole.table("retry"), source, table="retry"))
    words = Fields(whole.table("message"), source, table="message")
    opt_out = words.text("opt_out", _OPT_OUT, longest=500)
    for part in (clients, words, whole):
        part.done()
    if server is not None and sender is None and not senders:
        raise whole.wrong("sender", "is missing: mail is from nobody")
    return MailSettings(server, sender, senders, retry, opt_out)


_OPT_OUT = "You may have letters instead of e-mail to this address: answer this message with the word STOP, or call us."
"""What each electronic communication of a debt collector must offer: 12 CFR 1006.6(e)."""


def _server(said: Fields) -> Server:
    security = cast(Security, said.choice("security", get_args(Security), "starttls"))
    found = Server(
        host=said.text("host", longest=253),
        port=said.whole("port", PORTS[security], least=1, most=65_535),
        security=security,
        user=said.text("user", "", longest=320),
        password_file=said.text("password_file", "", longest=1_000),
        authority=said.text("authority", "", longest=1_000),
        wait=said.whole("wait_seconds", 60, least=1, most=600),
    )
    if not found.host.isascii() or any(sign.isspace() or sign in "/@" for sign in found.host):
        raise said.wrong("host", "must be the name of a server, or its number")
    if "password" in said:
        raise said.wrong("password", "does not belong into this file: name a file that nobody else may read")
    if found.security == "none" and (found.user or found.password_file) and not found.near:
        raise said.wrong("security", "cannot be none with a user: the password would go over the net for all to read")
    if found.password_file and not found.user:
        raise said.wrong("user", "is missing: the password is nobody's")
    for field, path in (("password_file", found.password_file), ("authority", found.authority)):
        if path and not PurePath(path).is_absolute():
            raise said.wrong(field, "must be a whole path, as /etc/collections/mail")
    said.done()
    return found


def _from(said: Fields) -> From:
    found = From(said.text("name", "", longest=100).strip(), address_of(said.text("address", longest=254)))
    if not found.address:
        raise said.wrong("address", "is no address that mail can come from")
    if any(sign in _SIGNS_OF_LINES for sign in found.name):
        raise said.wrong("name", f"cannot have any of {_SIGNS_OF_LINES}")
    said.done()
    return found


def _retry(said: Fields) -> Retry:
    first = said.whole("first_minutes", 5, least=1, most=1_440)
    longest = said.whole("longest_minutes", 240, least=first, most=10_080)
    give_up = said.whole("give_up_hours", 96, least=1, most=720)
    said.done()
    return Retry(timedelta(minutes=first), timedelta(minutes=longest), timedelta(hours=give_up))
