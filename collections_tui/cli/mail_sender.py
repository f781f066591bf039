"""`mail deliver`: once, or again and again as a service of the host."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click

from collections_tui.cli.options import PROGRAM, settings
from collections_tui.cli.output import say, say_json, warn
from collections_tui.domain.errors import Refused, TryAgain
from collections_tui.services.sender import AT_ONCE, Delivered, deliver

EVERY = 30
"""Seconds between two looks, where nobody says."""


def deliver_once(limit: int | None) -> None:
    """Send what may be sent now, and say what became of it.

    Raises:
        Refused: nobody may, or the server takes nothing.
    """
    with settings().desk() as desk:
        done = deliver(desk, limit or AT_ONCE)
    if settings().json:
        say_json({name: value for name, value in done._asdict().items() if name != "trouble"})
    else:
        say(told(done) or "Nothing waits to be mailed now.")
    if done.trouble:
        raise Refused(done.trouble)


def deliver_again_and_again(every: int) -> None:
    """Send what may be sent, and look again after so many seconds, until somebody ends it: never within a message.

    What a database or a server that is out of reach for a while keeps from going out goes out later.
    """
    enough = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        enough.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGINT)}
    last = ""
    try:
        while not enough.is_set():
            trouble = _round(enough)
            if trouble and trouble != last:  # the same again is no news
                warn(trouble)
            last = trouble
            enough.wait(every)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _round(enough: threading.Event) -> str:
    """Send what may be sent; why it could not be, '' where all is well."""
    try:
        with settings().desk() as desk:
            done = deliver(desk, stop=enough.is_set)
    except TryAgain as error:
        return str(error)
    if any(done[:-1]):
        say(told(done))
        sys.stdout.flush()
    return done.trouble


def told(done: Delivered) -> str:
    """Return what became of the messages: ``2 sent, 1 bounced``; '' of none."""
    words = {
        "sent": "sent", "later": "later", "bounced": "came back", "failed": "failed",
        "unsure": "sent or not, which nobody knows",
    }  # fmt: skip
    parts = [f"{number} {words[name]}" for name, number in done._asdict().items() if name != "trouble" and number]
    return f"{', '.join(parts)}." if parts else ""


def print_unit(every: int | None) -> None:
    """Print a unit of systemd for this program, this database and whoever asks.

    Raises:
        Refused: the address of the database has a password, which everybody on the host would see.
    """
    from collections_tui.resources import data_path
    from collections_tui.services.remote import start_of
    from collections_tui.services.sign_in import default_database, system_login
    from collections_tui.services.ssh_keys import check_start

    said = settings()
    program = str(Path(sys.executable).with_name(PROGRAM))
    start = start_of((program,), said.db or str(default_database()), said.config)
    check_start(start)
    more = ("mail", "deliver", "--every", str(every or EVERY))
    words = start.words(*more, "--as", said.user or system_login())
    text = data_path("systemd", f"{PROGRAM}-mail.service").read_text("utf-8")
    text = text.replace("{user}", system_login()).replace("{words}", " ".join(map(_quoted, words)))
    if said.json:
        say_json({"unit": f"{PROGRAM}-mail.service", "text": text})
    else:
        click.echo(text, nl=False)


def _quoted(word: str) -> str:
    """A word as systemd reads it (systemd.service(5), command lines): no sign of it means anything else."""
    safe = word.replace("%", "%%").replace("$", "$$")
    if all(sign.isalnum() or sign in "-_./:=@%$" for sign in safe):
        return safe
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'
