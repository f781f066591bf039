"""The installed program in a real terminal: what a newcomer does on the first day, and what terminals do to people."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from collections_tui.clock import FixedClock
from collections_tui.services.demo import make_demo
from tests.build import NOON
from tests.terminal import Terminal

# The program is started on a demo in a file; what becomes of a server is told in test_reconnect.py.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

LOGIN = "ana"
NOW = "2026-11-23T17:00:00Z"
CTRL_C, CTRL_Q = "\x03", "\x11"
WIDE, NARROW = (120, 40), (80, 24)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that stays as it was made."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    assert make_demo(path, accounts=400, clock=FixedClock(NOON)).login == LOGIN
    return path


@pytest.fixture
def demo(made: Path, tmp_path: Path) -> Path:
    """A demo of one's own."""
    return Path(shutil.copy(made, tmp_path / "demo.db"))


def program() -> str:
    """The installed command: it lies beside the Python that runs the tests."""
    return str(Path(sys.executable).with_name("collections-tui"))


def opened(demo: Path, size: tuple[int, int] = NARROW, environment: Mapping[str, str] | None = None) -> Terminal:
    """Open the workstation on the demo, in New York."""
    words = [program(), "--db", str(demo), "--as", LOGIN, "--now", NOW]
    return Terminal(words, *size, environment={"TZ": "America/New_York"} | dict(environment or {}))


def footer(terminal: Terminal) -> str:
    """The last line of the screen."""
    return terminal.text().splitlines()[-1]


def press_shown(terminal: Terminal, key: str, words: str, until: str) -> None:
    """Press a key that the footer, and nothing else, tells of."""
    terminal.settle()
    assert re.search(rf"(^| ){re.escape(key)} {words}( |$)", footer(terminal)), f"{key} {words} is not on the footer"
    terminal.press({"esc": "escape"}.get(key, key), until=until)


def open_account(terminal: Terminal) -> str:
    """The number of the account that is open."""
    found = re.search(r"Account ([A-Z0-9]+)", terminal.text())
    assert found, terminal.text()
    return found[1]


def begin_note(terminal: Terminal, text: str) -> str:
    """Take an account, begin a call on it and write a note; the account's number."""
    terminal.wait_for("Worklist")
    terminal.press("n", until="Account ")
    number = open_account(terminal)
    terminal.press("c", until="How did it end")
    terminal.press(" ", *text, until=re.escape(text))
    return number


def leave(terminal: Terminal) -> int | None:
    """Leave with ctrl+q; the exit code."""
    terminal.send(CTRL_Q)
    return terminal.wait()


def test_a_newcomer_works_five_accounts_by_the_footer_and_finds_the_calls_at_the_next_start(demo: Path) -> None:
    worked = []
    with opened(demo) as terminal:
        terminal.wait_for("days late")
        press_shown(terminal, "n", "next", until="Account ")
        for key, words in zip("nbvgs", ("No answer", "Busy", "Voicemail", "Voicemail", "Message to"), strict=True):
            worked.append(open_account(terminal))
            press_shown(terminal, "c", "call", until="How did it end")
            assert f" {key} {words}" in terminal.text()
            terminal.press(key, until=rf"Account (?!{worked[-1]})")
        press_shown(terminal, "esc", "back", until="Worklist")
        press_shown(terminal, "q", "quit", until="q again leaves")
        terminal.send("q")
        assert terminal.wait() == 0
    assert len(set(worked)) == 5
    with opened(demo) as terminal:
        terminal.wait_for("Worklist")
        press_shown(terminal, "l", "calls", until="5 calls")
        logged = [line.split()[1] for line in terminal.text().splitlines() if re.match(r"[ ▸]\d\d:\d\d ", line)]
        assert logged == worked[::-1]
        press_shown(terminal, "esc", "back", until="Worklist")
        assert leave(terminal) == 0


def test_what_a_newcomer_needs_is_on_the_footer_of_every_screen_at_80_columns(demo: Path) -> None:
    with opened(demo) as terminal:
        terminal.wait_for("Worklist")
        terminal.settle()
        assert {"? help", "enter open", "n next", "/ find", "l calls", "q quit"} <= set(
            footer(terminal).strip().split("  ")
        )
        terminal.press("n", until="Account ")
        assert {"? help", "c call", "n next", "/ find", "l calls", "esc back"} <= set(
            footer(terminal).strip().split("  ")
        )
        terminal.press("l", until="My calls")
        assert {"? help", "enter open", "+ add", "esc back"} <= set(footer(terminal).strip().split("  "))


def test_a_note_survives_kill_9_letter_by_letter(demo: Path) -> None:
    said = "Pays when the insurer does, and the insurer says"
    with opened(demo) as terminal:
        number = begin_note(terminal, said)
        terminal.settle()
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    with opened(demo) as terminal:
        terminal.wait_for(rf"(?s)Account {number}.*How did it end.*{said}")
        terminal.press("escape", "n", until=rf"No answer: {number}")
        assert leave(terminal) == 0
    with opened(demo) as terminal:
        terminal.wait_for("Worklist")
        terminal.press("l", until="1 call ")
        terminal.press("enter", until="Note ")
        assert said in " ".join(terminal.text().replace("│", " ").split())
        assert leave(terminal) == 0


def test_a_line_that_drops_ends_the_program_and_keeps_the_call(demo: Path) -> None:
    with opened(demo) as terminal:
        number = begin_note(terminal, "the line drops he")
        terminal.send("r", "e")
        os.kill(terminal.pid, signal.SIGHUP)
        assert terminal.wait() == 0
    with opened(demo) as terminal:
        terminal.wait_for(rf"(?s)Account {number}.*How did it end.*the line drops here")


def test_a_window_that_changes_its_size_in_a_call_loses_nothing(demo: Path) -> None:
    said = "Half on Friday and half"
    with opened(demo, NARROW) as terminal:
        number = begin_note(terminal, said)
        for size in (WIDE, NARROW, (40, 10), WIDE, NARROW):
            terminal.resize(*size)
            terminal.settle()
            shown = terminal.text()
            if size == (40, 10):
                assert "too small" in shown
            else:
                assert number in shown
                assert said in shown
        terminal.press(*" in May", until=f"{said} in May")
        terminal.press("escape", "n", until=f"No answer: {number}")
        assert leave(terminal) == 0


def test_ctrl_c_neither_ends_the_program_nor_loses_a_letter(demo: Path) -> None:
    with opened(demo) as terminal:
        number = begin_note(terminal, "Half on")
        terminal.press(CTRL_C, until="ctrl.q leaves")
        terminal.press(*" Friday", until="Half on Friday")
        assert leave(terminal) == 0
    with opened(demo) as terminal:
        terminal.wait_for(f"not finished[^$]*{number}")
        terminal.press("enter", until="Half on Friday")


def test_a_paste_is_text_whatever_is_in_it(demo: Path) -> None:
    with opened(demo) as terminal:
        begin_note(terminal, "pasted:")
        terminal.press("\x1b[200~ [b]bold[/b]\x07 n\r\nc\x11 q\x1b[201~", until=r"q *$")
        assert re.search(r"pasted: \[b\]bold\[/b\]\S* n *\n +c\S* q", terminal.text())
        assert leave(terminal) == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "xterm-16color", "COLORTERM": ""},
        {"TERM": "xterm-256color", "COLORTERM": ""},
        {"TERM": "xterm-256color", "NO_COLOR": "1"},
        {"TERM": "dumb", "COLORTERM": ""},
        {"TERM": "vt100", "COLORTERM": ""},
        {"TERM": "", "COLORTERM": ""},
        {"TERM": "tmux-256color", "COLORTERM": "", "TMUX": "/nowhere,1,0"},
        {"TERM": "xterm-256color", "LANG": "C", "LC_ALL": "C"},
        {"TERM": "xterm-256color", "COLORFGBG": "0;15"},
    ],
    ids=["16", "256", "no-colour", "dumb", "vt100", "none", "tmux", "ascii-locale", "light"],
)
def test_every_terminal_shows_the_same_text(demo: Path, usual: str, environment: dict[str, str]) -> None:
    assert first_screen(demo, environment) == usual


@pytest.fixture(scope="module")
def usual(made: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a terminal with all colours shows first."""
    return first_screen(Path(shutil.copy(made, tmp_path_factory.mktemp("usual") / "demo.db")), {})


def first_screen(demo: Path, environment: Mapping[str, str]) -> str:
    """Open the workstation, read its first screen, and leave."""
    with opened(demo, environment=environment) as terminal:
        terminal.wait_for("days late")
        terminal.settle()
        shown = without_clock(terminal.text())
        assert leave(terminal) == 0
    return shown


def without_clock(screen: str) -> str:
    """The screen without times of day, which go on while a test runs."""
    return re.sub(r"\d\d:\d\d", "··:··", screen)


def test_a_window_that_is_too_small_says_so_in_one_sentence(demo: Path) -> None:
    with opened(demo, (40, 10)) as terminal:
        terminal.wait_for("too small")
        terminal.settle()
        assert " ".join(terminal.text().split()) == (
            "This window is too small: make it 60 columns by 15 lines or more."
        )
        terminal.resize(*NARROW)
        terminal.wait_for("days late")
        assert leave(terminal) == 0


def test_leaving_gives_the_terminal_back_as_it_was(demo: Path) -> None:
    child = pexpect.spawn(
        program(), ["--db", str(demo), "--as", LOGIN, "--now", NOW], timeout=60, dimensions=(24, 80), encoding="utf-8"
    )
    child.expect_exact("promise broken")
    child.send(CTRL_Q)
    child.expect(pexpect.EOF)
    _, entered, after = str(child.before).rpartition("\x1b[?1049l")
    assert entered
    assert "\x1b[?1049h" not in after
    for turned_off in ("\x1b[?25h", "\x1b[?2004l", "\x1b[?1000l", "\x1b[?1006l"):
        assert turned_off in str(child.before)


def test_without_a_terminal_it_says_so_and_leaves_with_1(demo: Path) -> None:
    done = subprocess.run(
        [program(), "--db", str(demo), "--as", LOGIN],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "collections-tui: The workstation needs a terminal: run it in one, or use a command (collections-tui --help).\n"
    )
