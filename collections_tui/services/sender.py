"""The sender: takes what waits for its turn, hands it to the mail server, and says what became of it.

Several may be at it at once, on one computer or many: each has what it claimed, for a while. That a message goes out is
written down right before its last line is sent, which is the moment from which the server may have it. A sender that
dies before that has sent nothing, and another sends it later; of one that dies in it nobody knows, and it is sent no
more unless a person says so.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from typing import NamedTuple, TypeVar

from collections_tui.domain.errors import Refused, TryAgain
from collections_tui.domain.mail import MailSettings, Server
from collections_tui.domain.post import Delivery
from collections_tui.files.passwords import read_password
from collections_tui.files.smtp import LAST_WORD, MailLine, Outcome, Said, Unreachable
from collections_tui.services.deliveries import content_of
from collections_tui.services.desk import Desk
from collections_tui.services.mail_queue import print_instead
from collections_tui.services.patience import keep_trying
from collections_tui.store.transaction import Transaction

T = TypeVar("T")
PASSWORD = "COLLECTIONS_MAIL_PASSWORD"
CLAIM = timedelta(minutes=30)
"""How long what a sender has in hand is nobody else's: longer than any server lets itself be waited for."""
LOST = timedelta(seconds=2 * LAST_WORD)
"""After which a message whose last line went out, and of which nothing was heard, is given up for unsure."""
PATIENCE = 60.0
"""Seconds in which a database that is out of reach for a moment is told what became of a message."""
AT_ONCE = 1_000
SILENCE = "nobody knows whether it went out: its sender ended while it was being sent"
_ARRIVES_NOT = "the address is refused"


class Delivered(NamedTuple):
    """What a sender did: how many were sent, and so on as ``Outcome`` says.

    ``trouble`` is why it stopped, in a sentence; '' where nothing is left to do.
    """

    sent: int = 0
    later: int = 0
    bounced: int = 0
    failed: int = 0
    unsure: int = 0
    trouble: str = ""

    def and_one(self, outcome: Outcome) -> Delivered:
        """The same with one more."""
        if outcome == "withdrawn":
            return self
        return self._replace(**{outcome: getattr(self, outcome) + 1})


def deliver(desk: Desk, most: int = AT_ONCE, stop: Callable[[], bool] = lambda: False) -> Delivered:
    """Mail what may be mailed now; what became of it.

    Args:
        desk: who sends.
        most: so many at most.
        stop: asked before each whether that is enough.

    Raises:
        Refused: no permission, or mail is not set up here.
        ConfigError: mail.toml is wrong, or the password cannot be read.
    """
    desk.permit("deliver mail")
    settings = desk.books.mail
    server = _server(settings)
    if not _anything(desk):
        return Delivered()
    done, line = Delivered(), MailLine(server, password_of(server), _name(settings))
    me = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(6)}"
    try:
        for _ in range(most):
            if stop():
                break
            one = _claimed(desk, me)
            if one is None:
                break
            done = done.and_one(_send(desk, line, settings, me, one))
    except Unreachable as trouble:
        return done._replace(trouble=str(trouble))
    finally:
        line.close()
    return done


def check(desk: Desk) -> str:
    """Open a line to the mail server and sign in there, without sending anything; a sentence that says so.

    Raises:
        Refused: no permission, or mail is not set up here.
        ConfigError: mail.toml is wrong, or the password cannot be read.
        Unreachable: the server does not answer, is another, or does not know us.
    """
    desk.permit("deliver mail")
    server = _server(desk.books.mail)
    line = MailLine(server, password_of(server), _name(desk.books.mail))
    try:
        line.open()
    finally:
        line.close()
    how = {"starttls": "by STARTTLS", "tls": "by TLS", "none": "in the clear"}[server.security]
    return f"{server.host}:{server.port} answers {how}{f', and knows {server.user}' if server.user else ''}."


def password_of(server: Server) -> str:
    """The password for a mail server; '' where it asks for none.

    Raises:
        ConfigError: it cannot be read.
        Refused: there is none.
    """
    if not server.user:
        return ""
    said = os.environ.get(PASSWORD, "")
    if said:
        return said
    if not server.password_file:
        raise Refused(f"There is no password for {server.user}: name password_file in mail.toml, or set {PASSWORD}.")
    return read_password(server.password_file)


def _server(settings: MailSettings) -> Server:
    if settings.server is None:
        raise Refused("Mail is not set up here: write mail.toml into the folder of --config.")
    return settings.server


def _name(settings: MailSettings) -> str:
    """What we call ourselves: where our mail comes from."""
    every = [settings.sender, *settings.senders.values()]
    return next(one.address.rpartition("@")[2] for one in every if one is not None)


def _anything(desk: Desk) -> bool:
    """Whether there is anything to do, after what was left lying by others is put in its place."""
    now = desk.now()
    with desk.store.read() as tx:
        if not tx.deliveries.due(now):
            return False
    with desk.store.write() as tx:
        lost = tx.deliveries.give_up_lost(now, SILENCE)
        tx.deliveries.divert_refused(now, _ARRIVES_NOT)
        if lost:
            desk.note(tx, "mail unsure", details=f"{lost}")
        return tx.deliveries.due(now)


def _claimed(desk: Desk, me: str) -> Delivery | None:
    def claim() -> Delivery | None:
        with desk.store.write() as tx:
            taken = tx.deliveries.claim(me, desk.now(), desk.now() + CLAIM)
            return None if taken is None else tx.deliveries.get(taken)

    return keep_trying(claim, patience=PATIENCE)


def _send(desk: Desk, line: MailLine, settings: MailSettings, me: str, one: Delivery) -> Outcome:
    """Send one that is ours; what became of it."""
    try:
        with desk.store.read() as tx:
            content, message = content_of(tx, one), tx.deliveries.message(one.id)
    except (Refused, ValueError, LookupError, TypeError) as error:  # it would stand in the way of all the others
        words = str(error) if isinstance(error, Refused) else f"no message can be made of it ({type(error).__name__})"
        return _write(desk, lambda tx: _tell(tx, desk, settings, me, one, Said("failed", words)))

    def commit() -> bool:
        with desk.store.write() as tx:
            return tx.deliveries.begin(one.id, me, desk.now() + LOST)

    sender = parseaddr(message.from_line)[1]
    mark = message.message_id.strip("<>").partition("@")[0]
    try:
        said = line.send(sender, one.address, mark, content, lambda: keep_trying(commit, patience=PATIENCE))
    except (Unreachable, TryAgain) as error:  # no fault of this message: it keeps its place
        words = str(error)
        _write(desk, lambda tx: tx.deliveries.put_back(one.id, me, desk.now(), words, tried=False))
        raise
    return _write(desk, lambda tx: _tell(tx, desk, settings, me, one, said))


def _write(desk: Desk, work: Callable[[Transaction], T]) -> T:
    """Write down what is known now and nobody else can tell."""

    def once() -> T:
        with desk.store.write() as tx:
            return work(tx)

    return keep_trying(once, patience=PATIENCE)


def _tell(tx: Transaction, desk: Desk, settings: MailSettings, me: str, one: Delivery, said: Said) -> Outcome:
    """Write down what became of a message; what that is in the end."""
    now, outcome, words = desk.now(), said.outcome, said.words
    if outcome == "withdrawn":
        return outcome
    if outcome == "later":
        following = settings.retry.next_after(one.tries + 1, one.queued_at, now)
        if following is not None:
            tx.deliveries.put_back(one.id, me, following, words, tried=True)
            return outcome
        outcome, words = "failed", f"given up: {words}"
    if not tx.deliveries.end(one.id, me, outcome, words, now):
        return "withdrawn"
    desk.note(tx, f"mail {outcome}", one.account_id, words, about=f"delivery {one.id}")
    if outcome == "sent" and one.invoice_id is not None:
        tx.deliveries.mark_sent(one.invoice_id)
    if outcome == "bounced":
        give_up_address(tx, desk, one, words)
    return outcome


def give_up_address(tx: Transaction, desk: Desk, one: Delivery, words: str) -> None:
    """Let nothing be mailed any more to where this one came back from; it is printed, and what waits for it too."""
    tx.deliveries.refuse(one.address, "bounced", words, desk.now(), None)
    tx.deliveries.divert_refused(desk.now(), f"{one.address}: does not arrive")
    print_instead(tx, desk, one, f"{one.address}: does not arrive")
