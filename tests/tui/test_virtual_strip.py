"""The short way to write a line gives a terminal the same cells as the long way."""

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from collections_tui.tui.widgets.virtual_strip import CompactStrip

COLOURS = st.sampled_from([None, "default", "red", "bright_white", "color(253)", "#e0e0e0", "#a0a0a0", "#121212"])
FLAGS = st.sampled_from([None, True, False])
STYLES = st.builds(Style, color=COLOURS, bgcolor=COLOURS, bold=FLAGS, reverse=FLAGS, italic=FLAGS)
SEGMENTS = st.lists(st.builds(Segment, st.text("abc ", min_size=1, max_size=4), st.none() | STYLES), max_size=8)
SYSTEMS = ["standard", "256", "truecolor"]


def on_terminal(written: str) -> list[object]:
    """The cells a terminal has after this, and after one more letter, which must come out plain."""
    screen = pyte.Screen(40, 1)
    pyte.Stream(screen).feed(written + "z")
    return [screen.buffer[0][x] for x in range(40)]


@pytest.mark.parametrize("system", SYSTEMS)
@given(segments=SEGMENTS)
def test_the_same_cells(system: str, segments: list[Segment]) -> None:
    console = Console(color_system=system, force_terminal=True, _environ={})  # type: ignore[arg-type]
    long, short = Strip(segments).render(console), CompactStrip(segments).render(console)
    assert on_terminal(short) == on_terminal(long)
    assert len(short) <= len(long)


def test_only_what_differs_is_written() -> None:
    console = Console(color_system="truecolor", force_terminal=True, _environ={})
    base, dim = Style(color="#e0e0e0", bgcolor="#121212"), Style(color="#a0a0a0", bgcolor="#121212")
    strip = CompactStrip([Segment("a", base), Segment("b", dim), Segment("c", dim), Segment("d", base)])
    assert strip.render(console) == (
        "\x1b[38;2;224;224;224;48;2;18;18;18ma\x1b[38;2;160;160;160mbc\x1b[38;2;224;224;224md\x1b[0m"
    )


def test_the_terminals_own_colours_need_no_words() -> None:
    console = Console(color_system="standard", force_terminal=True, _environ={})
    strip = CompactStrip([Segment("a", Style(color="default", bgcolor="default")), Segment("b", Style(dim=True))])
    assert strip.render(console) == "a\x1b[2mb\x1b[0m"
