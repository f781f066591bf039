"""What really goes out to a terminal, byte by byte: the program's own sequences, and not one that came in as text."""

from __future__ import annotations

import os
import re

import pexpect
import pytest
from rich.color import ColorSystem
from rich.segment import Segment

from collections_tui.cli.output import width
from collections_tui.tui.wire import Wire
from tests.cli.conftest import python
from tests.naughty.conftest import NUMBERS, Files
from tests.naughty.strings import ESCAPES, NAUGHTY, driving
from tests.terminal import Terminal

# All that the program itself says to a terminal: colours and cursor, modes, questions; telephone numbers as links and
# for the clipboard. Whatever else begins with an escape came from a file.
_OWN = re.compile(
    r"\x1b\[[0-9;]{0,30}m"
    r"|\x1b\[[0-9]{0,3}(?:;[0-9]{1,3})?H|\x1b\[[0-9]{0,3}[ACK]|\x1b\[0?m|\x1b\[2J"
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2027|2031|2048)(?:[hl]|\$p)"
    r"|\x1b\[[<>=]?[0-9]*u|\x1b\[>[0-9]*q|\x1b\[\?u|\x1b\[c|\x1b\[\?[0-9]+n"
    r"|\x1b\]8;;(?:tel:\+[0-9]{5,15})?\x1b\\"
    r"|\x1b\]52;c;KzEy[A-Za-z0-9+/=]{4,20}(?:\x07|\x1b\\)"  # +12…
    r"|\x1b\]22;[a-z-]{0,20}\x07"  # the shape of the mouse
    r"|\x1b_?[78]|\r\n|\n|\r"
)


class Listener(Terminal):
    """A terminal that keeps all it was sent."""

    sent = b""

    def _answer(self, data: bytes) -> None:
        self.sent += data
        super()._answer(data)

    @property
    def foreign(self) -> list[str]:
        """What came that could drive the terminal and is none of the program's own."""
        return driving(_OWN.sub("", self.sent.decode("utf-8")))


def test_the_workstation_sends_nothing_that_came_in(files: Files) -> None:
    screen = Listener([*python(), *files.who()], columns=140, rows=45)
    with screen:
        screen.wait_for("N1")
        screen.send("v", "pagedown", "pagedown", "end", "home")
        screen.settle(0.3)
        for name in ("clipboard", "link"):
            screen.send("/", NUMBERS[name], "\r")
            screen.wait_for(f"Account {NUMBERS[name]}", timeout=10)
            screen.send("t", "i", "x", "o")
            screen.settle(0.1)
        screen.send("c\x07\x07", "l", "pagedown", "\r")
        screen.settle(0.3)
        screen.send("/", "\x1b[200~\x9d52;c;TkFVR0hUWQ==\x9c\x1b[201~")
        screen.settle(0.1)
        assert screen.foreign == []
        assert b"tel:+1212555" in screen.sent
        assert b"TkFVR0hUWQ" in screen.sent, "the text itself is to be seen"


COMMANDS = [
    ("clients",),
    ("calls", "--by", "boss", "--csv"),
    ("account", NUMBERS["clipboard"]),
    ("account", NUMBERS["long escapes"], "--json"),
    ("account", ESCAPES["clipboard"]),
    ("find", "--" + ESCAPES["title"]),
]


@pytest.mark.parametrize("words", COMMANDS, ids=[re.sub("[^a-zN0-9-]+", "_", " ".join(words)) for words in COMMANDS])
def test_commands_send_no_escape_at_all(filled: Files, words: tuple[str, ...]) -> None:
    command, *before = python()
    arguments = [*before, *filled.who(), *words]
    child = pexpect.spawn(command, arguments, timeout=30, encoding="utf-8", dimensions=(30, 100), env=dict(os.environ))
    text = child.read()
    child.close()
    assert child.exitstatus in (0, 1, 2)
    assert "Traceback" not in text
    assert driving(text.replace("\r\n", "\n").replace("\r\n", "\n")) == []


def test_a_long_name_hides_nothing_beside_it(filled: Files) -> None:
    command, *before = python()
    words = [*before, *filled.who(), "list", "--show", "all", "--limit", "200"]
    child = pexpect.spawn(command, words, timeout=30, encoding="utf-8", dimensions=(30, 120), env=dict(os.environ))
    lines = child.read().splitlines()
    child.close()
    assert len(lines) == len(NAUGHTY) + 1
    for line in lines:
        assert width(line) <= 120
        assert "HOSP" in line or "client" in line


def test_the_last_door_is_shut() -> None:
    """Even what nobody has cleaned comes out as signs to be looked at."""
    for text in ESCAPES.values():
        sent = Wire(ColorSystem.TRUECOLOR).write(200, 2, [(0, 0, [Segment(text)])])
        assert driving(_OWN.sub("", sent)) == []
