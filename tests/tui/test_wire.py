"""What is sent must make the terminal show the picture, whatever it showed before, and must be little."""

from __future__ import annotations

from typing import Any

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from collections_tui.tui.wire import Wire

WIDTH, HEIGHT = 24, 4

LOOKS = (
    "",
    "bold",
    "dim",
    "reverse",
    "bold reverse",
    "underline",
    "red",
    "bold cyan",
    "bright_white on blue",
    "default on default",
    "on color(240)",
    "#102030 on #fefefe",
)
SIGNS = "abcde  …·–▇│éŁ漢字한가e\u0301"

pieces = st.lists(
    st.tuples(
        st.integers(0, HEIGHT - 1),
        st.integers(0, WIDTH - 1),
        st.lists(
            st.tuples(st.text(st.sampled_from(SIGNS), min_size=1, max_size=12), st.sampled_from(LOOKS)), max_size=4
        ),
    ),
    max_size=5,
)


def cut(x: int, runs: list[tuple[str, str]]) -> list[Segment]:
    """The runs as segments, ending where the line does."""
    room = WIDTH - x
    segments = []
    for text, look in runs:
        shown = set_cell_size(text, min(cell_len(text), room))
        room -= cell_len(shown)
        segments.append(Segment(shown, Style.parse(look) if look else None))
    return segments


def whole_lines(frame: list[tuple[int, int, list[tuple[str, str]]]]) -> list[tuple[int, int, list[Segment]]]:
    """The pieces, each with blanks up to the end of its line: pieces that cut a wide sign in two are never drawn."""
    found = []
    for y, x, runs in frame:
        segments = [Segment(" " * x), *cut(x, runs)]
        used = sum(segment.cell_length for segment in segments)
        found.append((y, 0, [*segments, Segment(" " * (WIDTH - used))]))
    return found


def cells(screen: pyte.Screen) -> list[list[Any]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@given(st.lists(pieces, max_size=6))
def test_the_terminal_shows_what_was_drawn(frames: list[list[tuple[int, int, list[tuple[str, str]]]]]) -> None:
    """Whatever came before, sending the differences shows the same as sending everything to a blank terminal."""
    wire = Wire(ColorSystem.TRUECOLOR)
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(pyte.modes.DECAWM)
    stream = pyte.Stream(screen)
    picture: dict[int, tuple[int, int, list[Segment]]] = {}
    for frame in frames:
        drawn = whole_lines(frame)
        stream.feed(wire.write(WIDTH, HEIGHT, drawn))
        picture |= {piece[0]: piece for piece in drawn}
        fresh = pyte.Screen(WIDTH, HEIGHT)
        fresh.reset_mode(pyte.modes.DECAWM)
        pyte.Stream(fresh).feed(Wire(ColorSystem.TRUECOLOR).write(WIDTH, HEIGHT, picture.values()))
        assert cells(screen) == cells(fresh)


@given(pieces)
def test_what_is_there_already_is_not_sent(frame: list[tuple[int, int, list[tuple[str, str]]]]) -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    wire.write(WIDTH, HEIGHT, whole_lines(frame))
    last = {piece[0]: piece for piece in whole_lines(frame)}
    assert wire.write(WIDTH, HEIGHT, last.values()) == ""


def line(text: str, look: str = "") -> list[tuple[int, int, list[Segment]]]:
    return [(0, 0, [Segment(text.ljust(WIDTH), Style.parse(look) if look else None)])]


def test_only_the_cells_that_changed_are_sent() -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    wire.write(WIDTH, HEIGHT, line("owed  $120.00  late"))
    assert wire.write(WIDTH, HEIGHT, line("owed  $125.00  late")) == "\x1b[1;10H5"


def test_blanks_up_to_the_end_of_the_line_are_erased() -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    wire.write(WIDTH, HEIGHT, line("a verylongname indeed"))
    assert wire.write(WIDTH, HEIGHT, line("a very")) == "\x1b[1;7H\x1b[K"


def test_another_size_sends_everything_again() -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    first = wire.write(WIDTH, HEIGHT, line("word"))
    assert wire.write(WIDTH + 1, HEIGHT, line("word")) == first
    wire.forget()
    assert wire.write(WIDTH + 1, HEIGHT, line("word")) == first


def test_a_sign_of_doubtful_width_moves_nothing_behind_it() -> None:
    """Behind the family the cursor is set to its column, wherever the terminal believes it to be."""
    wire = Wire(ColorSystem.TRUECOLOR)
    sent = wire.write(WIDTH, HEIGHT, [(0, 0, [Segment("a👩‍👩‍👧b")])])
    assert sent.endswith("👩‍👩‍👧\x1b[1;4Hb\x1b[K")


def test_a_link_is_opened_and_closed() -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    sent = wire.write(WIDTH, HEIGHT, [(0, 0, [Segment("call", Style(link="tel:+12125550160"))])])
    assert "\x1b]8;;tel:+12125550160\x1b\\call\x1b]8;;\x1b\\" in sent


def test_an_address_that_could_end_its_own_sequence_is_no_link() -> None:
    wire = Wire(ColorSystem.TRUECOLOR)
    sent = wire.write(WIDTH, HEIGHT, [(0, 0, [Segment("call", Style(link="tel:1\x1b\\\x1b[2J"))])])
    assert "tel:" not in sent
    assert sent.count("\x1b[2J") == 1, "only the one that blanks the terminal at the start"


def test_sixteen_colours_get_no_others() -> None:
    wire = Wire(ColorSystem.STANDARD)
    sent = wire.write(WIDTH, HEIGHT, line("word", "#ff0000"))
    assert "38;" not in sent
