"""Keys come out as they were pressed, however the line cuts and bundles them."""

from __future__ import annotations

import asyncio
import os
import pty
import string
import time
import tty
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.message import Message

from collections_tui.tui.incoming import ESCAPE, PASTE_BEGINS, PASTE_ENDS, Incoming, Part
from collections_tui.tui.private import PromptDriver, QuietApp

MEANT = ["\x1b[A", "\x1bOP", "\x1b[15~", "\x1b[1;5C", "\x1b[<35;12;7M", "\x1b[M !!", "\x1b[[A", "\x1b[3$", "\x1b[27u"]
REPLIES = ["\x1b[?2026;2$y", "\x1b[?62;22c", "\x1b[12;40R", "\x1b[I", "\x1b[>1;10;0c"]
PASTES = ["", "one\rtwo", "AAAA \x1b[31mBBBB", "\x1b[20", "\x1b", "\x1bn\x1b[A\x11"]


def sent_for(part: Part) -> str:
    """What a terminal sends for it."""
    return PASTE_BEGINS + part.text + PASTE_ENDS if part.kind == "paste" else part.text


def letters(parts: list[Part]) -> list[Part]:
    """The same with every letter for itself: how text is bundled does not matter."""
    return [each for one in parts for each in ([one] if one.kind != "text" else [Part("text", c) for c in one.text])]


PARTS = st.one_of(
    st.sampled_from(string.ascii_letters + "éß漢 \r\t\x11").map(lambda sign: Part("text", sign)),
    st.sampled_from(MEANT + REPLIES).map(lambda sequence: Part("sequence", sequence)),
    st.sampled_from(PASTES).map(lambda text: Part("paste", text)),
)
AFTER_ESCAPE = st.sampled_from(string.ascii_letters.replace("O", "") + string.digits + " \r\x11éß").map(
    lambda sign: [Part("escape", ESCAPE), Part("text", sign)]
)


@given(st.lists(st.one_of(PARTS.map(lambda one: [one]), AFTER_ESCAPE)), st.data())
def test_the_parts_are_the_same_however_they_are_cut(groups: list[list[Part]], data: st.DataObject) -> None:
    meant = [part for group in groups for part in group]
    sent = "".join(map(sent_for, meant))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(sent)), max_size=12)))
    incoming, got = Incoming(), list[Part]()
    for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        got += incoming.feed(sent[start:end])
    assert letters(got) == meant
    assert not incoming.undecided


@given(st.text(alphabet="\x1b[O<;~M$01aZ\r\x7fé", max_size=40), st.integers(0, 40))
def test_nothing_that_comes_in_is_lost_or_told_twice(sent: str, cut: int) -> None:
    incoming = Incoming()
    parts = incoming.feed(sent[:cut]) + incoming.feed(sent[cut:])
    if PASTE_BEGINS not in sent:
        assert "".join(part.text for part in parts) + incoming.undecided == sent


@pytest.mark.parametrize("sequence", [key for key in ANSI_SEQUENCES_KEYS if len(key) > 2])
def test_every_key_that_textual_knows_is_one_sequence(sequence: str) -> None:
    assert Incoming().feed(sequence) == [Part("sequence", sequence)]


@pytest.mark.parametrize(
    ("begun", "keys"),
    [("\x1b", ["\x1b"]), ("\x1b[", ["\x1b", "["]), ("\x1bO", ["\x1b", "O"]), ("\x1b[<35;4", []), ("\x1b[1;", [])],
)
def test_what_nothing_follows_is_what_somebody_can_have_typed(begun: str, keys: list[str]) -> None:
    incoming = Incoming()
    assert incoming.feed(begun) == []
    assert [part.text for part in incoming.give_up()] == keys
    assert incoming.feed("x") == [Part("text", "x")]


def test_a_pause_in_a_paste_does_not_end_it() -> None:
    incoming = Incoming()
    assert incoming.feed("\x1b[200~half \x1b") == []
    assert incoming.give_up() == []
    assert incoming.feed("[A of it\x1b[201") == []
    assert incoming.give_up() == []
    assert incoming.feed("~q") == [Part("paste", "half \x1b[A of it"), Part("text", "q")]


class Listening(PromptDriver):
    """Keeps what it would tell the app."""

    heard: list[str]

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Paste):
            self.heard.append(f"paste {message.text!r}")
        else:
            self.heard.append(message.key if isinstance(message, events.Key) else type(message).__name__)


class Line:
    """A pseudo-terminal with the driver at its far end."""

    def __init__(self) -> None:
        self._near, far = pty.openpty()
        tty.setraw(far)
        self.driver = Listening(QuietApp())
        self.driver.fileno = far
        self.driver.heard = []

    async def hears(self, gap: float, *writes: str, count: int) -> list[str]:
        """Write these so many seconds apart; all that was heard once it is so much, or it never will be."""
        for one in writes:
            os.write(self._near, one.encode())
            # Not asyncio's: its timers are too coarse for a few milliseconds. In a thread, as other lines go on.
            await asyncio.to_thread(time.sleep, gap)
        for _ in range(1_000):
            if len(self.driver.heard) >= count:
                break
            await asyncio.sleep(0.002)
        return self.driver.heard

    def close(self) -> None:
        os.close(self._near)
        os.close(self.driver.fileno)
        self.driver.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Line]:
    """A line with the driver reading from it."""
    one = Line()
    with ThreadPoolExecutor(1) as thread:
        reading = asyncio.get_running_loop().run_in_executor(thread, one.driver.run_input_thread)
        yield one
        # A copy of the driver's own way out, which would wait for a thread that Textual has started.
        one.driver.exit_event.set()
        os.write(one.driver._wake, b"!")
        await reading
    one.close()


@pytest.fixture
async def wire() -> AsyncIterator[Line]:
    """One such line."""
    async with listening() as one:
        yield one


@pytest.mark.parametrize("gap", [0.0, 0.005, 0.03, 0.06])
async def test_escape_and_any_letter_are_two_keys(gap: float) -> None:
    async def hears_all(letters: str) -> None:
        meant = []
        async with listening() as wire:
            for letter in letters:
                meant += ["escape", letter]
                writes = (ESCAPE, letter) if gap else (ESCAPE + letter,)
                assert await wire.hears(gap, *writes, count=len(meant)) == meant

    # Several lines side by side: nearly all of it is waiting.
    await asyncio.gather(*(hears_all(string.ascii_letters[start::4]) for start in range(4)))


@pytest.mark.parametrize("sign", ["1", "[", "]", " ", "?", "/", "\r", "\x11", "é", "\x1b"])
async def test_escape_and_any_sign_are_two_keys(wire: Line, sign: str) -> None:
    (name,) = await wire.hears(0, sign, count=1)
    assert await wire.hears(0, ESCAPE + sign, count=3) == [name, "escape", name]


@pytest.mark.parametrize("cut", [None, 1, 2, 3])
@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        ("\x1b[A", "up"),
        ("\x1bOB", "down"),
        ("\x1bOP", "f1"),
        ("\x1b[15~", "f5"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[6~", "pagedown"),
        ("\x1b[Z", "shift+tab"),
        ("\x1b[I", "AppFocus"),
        ("\x1b[<0;12;7M", "MouseDown"),
        ("\x1b[<64;12;7M", "MouseScrollUp"),
        ("\x1b[110;3u", "alt+n"),
        ("\x1b[27u", "escape"),
        ("\x1b[200~a\x1b[Ab\x1b[201~", "paste 'a\\x1b[Ab'"),
    ],
)
async def test_other_keys_work_whole_or_cut_in_two(wire: Line, sequence: str, name: str, cut: int | None) -> None:
    writes = (sequence,) if cut is None else (sequence[:cut], sequence[cut:])
    assert await wire.hears(0.01, *writes, "x", count=2) == [name, "x"]


async def test_a_sequence_that_nobody_knows_does_nothing_and_swallows_nothing(wire: Line) -> None:
    assert await wire.hears(0, "\x1b[?62;22cnc\x1b[31mq", count=3) == ["n", "c", "q"]


async def test_a_large_paste_comes_as_one(wire: Line) -> None:
    text = "".join(f"line {n} \x1b[A\r" for n in range(200))
    assert await wire.hears(0, f"{PASTE_BEGINS}{text}{PASTE_ENDS}q", count=2) == [f"paste {text!r}", "q"]
