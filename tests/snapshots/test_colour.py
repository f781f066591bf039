"""Colour, kept for comparison: pictures of both looks, and rows with their styles as a real terminal understood them.

`pytest tests/snapshots --snapshot-update` accepts what is drawn now; look at the pictures before and after.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyte.screens import Char
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot

from collections_tui.services import calls, queue, scoring
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import CallEntry
from collections_tui.tui.first import first_look
from collections_tui.tui.thread import DeskThread
from tests.build import FLOOR, NOON, HandClock, Office, office
from tests.cli.conftest import NOW, python
from tests.pictures import PicturedWorkstation
from tests.stories.driver import Driver
from tests.terminal import Terminal

WEEK_BEFORE = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)
SIZE = (80, 24)
SCREENS = {
    "worklist": (),
    "account": ("n",),
    "call": ("n", "c"),
    "promise": ("n", "c", "p", "enter"),
    "find": ("/", "a"),
}
Compare = Callable[..., bool]


class Rows(SingleFileSnapshotExtension):
    """A kept text of its own file."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"
    _file_extension = "txt"


class Left(NamedTuple):
    """An office that everybody has left."""

    where: str
    clock: HandClock


@pytest.fixture
def work(tmp_path: Path) -> Left:
    """An office with a promise that was broken and one that may still be kept."""
    clock = HandClock(WEEK_BEFORE)
    with office(tmp_path, accounts=12, clock=clock) as made:
        promise(made, 10, date(2026, 11, 18))
        promise(made, 11, date(2026, 11, 27))
        clock.at = NOON
        scoring.rescore(made.boss)
        queue.wake_due(made.boss)
        return Left(made.where, clock)


def promise(work: Office, position: int, day: date) -> None:
    """Log a promise of $25.00 on an account."""
    ana = work.desk("ana")
    account = work.accounts[position]
    assert queue.open_account(ana, account) is not None
    calls.log_call(ana, CallEntry(account, "promised", f"call {position}", amount_cents=25_00, promised_on=day))


# Pictures


@pytest.mark.parametrize("screen", ["worklist", "account", "promise"])
@pytest.mark.parametrize("theme", ["calm-dark", "calm-light"])
def test_the_look(work: Left, snap_compare: Compare, screen: str, theme: str) -> None:
    def open_own() -> Any:
        desk = open_desk(work.where, "ana", work.clock, session="screen")
        desk.zone = FLOOR
        return desk

    async def act(pilot: Pilot[None]) -> None:
        app.theme = theme
        driver = Driver(app, pilot)
        await driver.idle()
        await driver.press(*SCREENS[screen])

    thread = DeskThread(open_own)
    try:
        app = PicturedWorkstation(thread, thread.submit(first_look).result())
        assert snap_compare(app, terminal_size=SIZE, run_before=act)
    finally:
        thread.close()


# Rows and styles in a real terminal


@pytest.mark.parametrize("screen", SCREENS)
def test_the_same_styles_with_16_and_with_256_colours(work: Left, snapshot: SnapshotAssertion, screen: str) -> None:
    shown = styled(work, {"TERM": "xterm-16color", "COLORTERM": ""}, SCREENS[screen])
    assert shown == snapshot(extension_class=Rows)
    assert styled(work, {"TERM": "xterm-256color", "COLORTERM": ""}, SCREENS[screen]) == shown


@pytest.mark.parametrize("screen", SCREENS)
def test_without_colour_nothing_is_lost(work: Left, snapshot: SnapshotAssertion, screen: str) -> None:
    plain = styled(work, {"NO_COLOR": "1"}, SCREENS[screen])
    assert plain == snapshot(extension_class=Rows)
    assert not re.search(r"^ +~ [a-z ]*(black|red|green|brown|blue|magenta|cyan|white|[0-9a-f]{6})", plain, re.M)


def styled(work: Left, environment: dict[str, str], keys: tuple[str, ...]) -> str:
    """The screen after these keys, each row followed by its styles."""
    own = f"{work.where}.{environment.get('TERM', 'plain')}"
    shutil.copy(work.where, own)
    words = [*python(), "--db", own, "--as", "ana", "--now", NOW]
    with Terminal(words, *SIZE, environment={"TZ": str(FLOOR)} | environment) as terminal:
        terminal.wait_for("A-0001", timeout=30)
        terminal.settle()
        for key in keys:
            terminal.press(key)
            terminal.settle()
        return described(terminal)


def described(terminal: Terminal) -> str:
    """Every row as text, and under it which of its texts have which style."""
    lines = []
    for row in terminal.cells():
        text = "".join(cell.data for cell in row).rstrip()
        lines.append(text)
        lines += [f"    ~ {style}: {shown}" for style, shown in styles(row).items()]
    return re.sub(r"\d\d:\d\d", "··:··", "\n".join(lines)) + "\n"


def styles(row: list[Char]) -> dict[str, str]:
    """The styles of a row but for the plain one, each with the texts that have it, in the order of the row."""
    found: dict[str, list[str]] = {}
    before = ""
    for cell in row:
        style = before if unseen(cell) else style_of(cell)
        if style != before:
            found.setdefault(style, []).append("")
        found.setdefault(style, [""])[-1] += cell.data
        before = style
    return {style: " ".join(f"‹{text.strip()}›" for text in texts) for style, texts in found.items() if style}


def unseen(cell: Char) -> bool:
    """Whether nothing of a style can be seen on this cell."""
    return not cell.data.strip() and not cell.reverse and cell.bg == "default"


def style_of(cell: Char) -> str:
    """The style of a cell in words."""
    parts = [
        word for word, on in (("bold", cell.bold), ("underline", cell.underscore), ("reverse", cell.reverse)) if on
    ]
    if cell.fg != "default":
        parts.append(str(cell.fg))
    if cell.bg != "default":
        parts.append(f"on {cell.bg}")
    return " ".join(parts)
