"""Handing one message after the other to a mail server, word by word (RFC 5321).

A message counts as sent from the moment the server has its last line, so that somebody is asked right before that line:
whatever dies earlier has sent nothing, since a server forgets what does not end. Refuses to log anything.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, NamedTuple

from collections_tui.domain.errors import Trouble
from collections_tui.domain.mail import Server
from collections_tui.domain.text import clean

Outcome = Literal["sent", "later", "bounced", "failed", "unsure", "withdrawn"]
"""What became of a message. ``later``: not for now; ``bounced``: nobody has that address; ``failed``: for another
reason never; ``unsure``: nobody knows; ``withdrawn``: who was asked before the last line did not want it sent."""

LAST_WORD = 600
"""Seconds in which a server answers the last line of a message (RFC 5321, section 4.5.3.2.6)."""
_LONGEST_ANSWER = 200
_DOT = re.compile(rb"^\.", re.MULTILINE)
_STATUS = re.compile(r"^([245])\.(\d{1,3})\.(\d{1,3})\b")
_LOST = (OSError, smtplib.SMTPException)
_CLOSING, _GO_ON = 421, 354


class Unreachable(Trouble):
    """The server takes nothing at all for now: no message is the cause."""


class Said(NamedTuple):
    """What became of a message, and what the server said to it."""

    outcome: Outcome
    words: str


class MailLine:
    """A line to a mail server, opened when the first message is sent.

    Args:
        server: where.
        password: '' where it asks for none.
        name: what we call ourselves.
    """

    def __init__(self, server: Server, password: str, name: str) -> None:
        self._server, self._password, self._name = server, password, name
        self._smtp: smtplib.SMTP | None = None

    def send(self, sender: str, to: str, mark: str, message: bytes, commit: Callable[[], bool]) -> Said:
        """Send a message; what became of it.

        Args:
            sender: address to which it comes back when it cannot be delivered.
            to: address of whom it is for.
            mark: what the server shall name when it comes back (RFC 3461), where it can.
            message: all of it.
            commit: asked right before the last line whether it may go; from then on it may have been sent.

        Raises:
            Unreachable: there is no such server at this moment, or it wants nothing from us. Nothing was sent.
        """
        smtp = self.open()
        try:
            return self._talk(smtp, sender, to, mark, message, commit)
        except _LOST as error:
            # It may be this message on which it hangs up: others have their turn before it is tried again.
            self._drop()
            return Said("later", f"{self._where()} hung up ({why(error)})")

    def close(self) -> None:
        """Say goodbye."""
        if self._smtp is not None:
            with suppress(*_LOST):
                self._smtp.quit()
            self._drop()

    # -- one message ----------------------------------------------------------------------------------------------

    def _talk(
        self, smtp: smtplib.SMTP, sender: str, to: str, mark: str, message: bytes, commit: Callable[[], bool]
    ) -> Said:
        notice = smtp.has_extn("dsn")
        options = f" RET=HDRS ENVID={mark}" if notice and mark.isalnum() else ""
        for words, where in ((f"MAIL FROM:<{sender}>{options}", "from"), (f"RCPT TO:<{to}>", "to"), ("DATA", "data")):
            code, said = smtp.docmd(words)
            if code == _CLOSING:
                self._drop()
                return Said("later", _shown(code, said))
            if code >= 400 or (where == "data" and code != _GO_ON):
                self._begin_anew(smtp)
                return Said(_refused(code, said, where), _shown(code, said))
        smtp.send(_stuffed(message))
        try:
            goes = commit()
        except BaseException:
            self._drop()
            raise
        if not goes:
            self._drop()  # without the last line it forgets what it has
            return Said("withdrawn", "")
        return self._last_line(smtp)

    def _begin_anew(self, smtp: smtplib.SMTP) -> None:
        """Let the server forget a message that it does not want; one that hangs up has said enough."""
        try:
            smtp.docmd("RSET")
        except _LOST:
            self._drop()

    def _last_line(self, smtp: smtplib.SMTP) -> Said:
        """From here on it may have been sent, whatever happens."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(LAST_WORD)
            smtp.send(b".\r\n")
            code, said = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.wait)
        except _LOST as error:
            self._drop()
            return Said("unsure", f"{self._where()} hung up before it said that it has it ({why(error)})")
        if code == _CLOSING:
            self._drop()
        if code >= 400:
            return Said("later" if code < 500 else "failed", _shown(code, said))
        return Said("sent", _shown(code, said))

    # -- the line -------------------------------------------------------------------------------------------------

    def open(self) -> smtplib.SMTP:
        """The line, with nothing said on it yet about any message.

        Raises:
            Unreachable: there is none to be had.
        """
        if self._smtp is None:
            self._smtp = self._connected()
        return self._smtp

    def _connected(self) -> smtplib.SMTP:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._dialled()
            if smtp.sock is not None:  # the last line is short, and would wait until all before it is acknowledged
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo()
            if self._server.security == "starttls":
                if not smtp.has_extn("starttls"):
                    raise Unreachable(
                        f"{self._where()} does not offer STARTTLS: nothing is sent for all to read; check mail.toml."
                    )
                smtp.starttls(context=self._trusting())
                smtp.ehlo()
            if self._server.user:
                smtp.login(self._server.user, self._password)
            return smtp
        except smtplib.SMTPAuthenticationError:  # which may repeat what it was told
            _hang_up(smtp)
            raise Unreachable(f"{self._where()} does not take this user and password: check mail.toml.") from None
        except ssl.SSLCertVerificationError as error:
            _hang_up(smtp)
            raise Unreachable(
                f"{self._where()} does not prove who it is ({clean(error.verify_message)[:80]}): check host and "
                "authority in mail.toml."
            ) from None
        except _LOST as error:
            _hang_up(smtp)
            raise Unreachable(f"{self._where()} cannot be reached ({why(error)}): check mail.toml.") from None
        except Unreachable:
            _hang_up(smtp)
            raise

    def _dialled(self) -> smtplib.SMTP:
        where = (self._server.host, self._server.port)
        if self._server.security == "tls":
            return smtplib.SMTP_SSL(
                *where, local_hostname=self._name, timeout=self._server.wait, context=self._trusting()
            )
        return smtplib.SMTP(*where, local_hostname=self._name, timeout=self._server.wait)

    def _trusting(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._server.authority or None)
        except (OSError, ssl.SSLError):
            raise Unreachable(
                "The certificates that authority in mail.toml names cannot be read: check that file."
            ) from None

    def _drop(self) -> None:
        _hang_up(self._smtp)
        self._smtp = None

    def _where(self) -> str:
        return f"The mail server {self._server.host}:{self._server.port}"


def why(error: Exception) -> str:
    """Why a line does not hold, in a few words without anything that was said on it."""
    if isinstance(error, TimeoutError | socket.timeout):
        return "it does not answer in time"
    if isinstance(error, socket.gaierror):
        return "nobody knows its name"
    if isinstance(error, ssl.SSLError):
        return "no safe connection"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "it takes no user and password"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "the connection was lost"


def _hang_up(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        with suppress(*_LOST):
            smtp.close()


def _stuffed(message: bytes) -> bytes:
    """A message up to its last line, no line of which could be taken for that (RFC 5321, section 4.5.2)."""
    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    return _DOT.sub(b"..", ended)


def _refused(code: int, said: bytes, where: str) -> Outcome:
    """What it means that a server refuses: only what it says of the address is the address's own fault (RFC 3463)."""
    if code < 500:
        return "later"
    found = _STATUS.match(said.decode("ascii", "replace"))
    of_address = found is None or found[2] == "1" or (found[2], found[3]) == ("2", "1")
    return "bounced" if where == "to" and of_address else "failed"


def _shown(code: int, said: bytes) -> str:
    text = clean(said.decode("utf-8", "replace"))
    return f"{code} {text}"[:_LONGEST_ANSWER].rstrip()
