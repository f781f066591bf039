"""Text on screen: clean, never markup, exactly as wide as asked, and quick whatever is given."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collections_tui.domain.text import clean
from collections_tui.tui.text import ELLIPSIS, MARKS_SHOWN, Align, cut, fit, line, plain

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
AWKWARD = st.text(st.sampled_from("a日😀é\u0301\u0489\u200d\ufe0f❤👩🇩🇪נ\u05b0ا\u1161\x1b\n\u202e"), max_size=80)
CELLS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("text", "cells", "align", "shown"),
    [
        ("Rivera", 8, "left", "Rivera  "),
        ("12.50", 8, "right", "   12.50"),
        ("Rivera", 6, "left", "Rivera"),
        ("Rivera", 5, "left", "Rive…"),
        ("Rivera", 1, "left", "…"),
        ("Rivera", 0, "left", ""),
        ("Rivera", -3, "left", ""),
        ("日本語", 6, "left", "日本語"),
        ("日本語", 7, "right", " 日本語"),
        ("日本語", 5, "left", "日本…"),
        ("日本語", 4, "left", "日 …"),
        ("e\u0301a", 3, "left", "e\u0301a "),
        ("[red]x[/]", 10, "left", "[red]x[/] "),
        ("a\nb", 4, "left", "a b "),
        ("\x1b[2J", 6, "left", "␛[2J  "),
        ("\u0301x", 3, "left", "◌\u0301x "),
        ("\u200d😀b", 5, "left", "😀b  "),
        ("a\u200d😀", 2, "left", "a…"),
        ("a\u200db", 3, "right", " ab"),
        ("😀\u200d\u200d日", 4, "left", "😀日"),
        ("\u200d", 2, "left", "  "),
    ],
)
def test_fit(text: str, cells: int, align: Align, shown: str) -> None:
    assert fit(text, cells, align) == shown


@given(text=ANY_TEXT | AWKWARD, cells=CELLS, align=st.sampled_from(["left", "right"]))
def test_fit_is_exactly_as_wide_as_asked(text: str, cells: int, align: Align) -> None:
    shown = fit(text, cells, align)
    assert cell_len(shown) == cells
    assert clean(shown) == shown


@given(text=ANY_TEXT | AWKWARD, cells=CELLS)
def test_cut_is_never_wider_and_says_when_it_cut(text: str, cells: int) -> None:
    shown, whole = cut(text, cells), cut(text, 1_000)
    assert cell_len(shown) <= cells
    assert cells == 0 or shown == whole or shown.endswith(ELLIPSIS)


@given(text=ANY_TEXT | AWKWARD | st.text(st.sampled_from("a日😀❤\ufe0f\u200d"), max_size=12), cells=CELLS)
def test_a_joiner_is_shown_between_two_signs_alone(text: str, cells: int) -> None:
    """Elsewhere a terminal shows what follows it, and Rich measures that as nothing."""
    for shown in (fit(text, cells), cut(text, cells), str(plain(text, lines=True)), line(text)):
        joined = [place for place, character in enumerate(shown) if character == "\u200d"]
        for place in joined:
            before, after = shown[:place].rstrip("\ufe0f")[-1:], shown[place + 1 : place + 2]
            assert {unicodedata.category(one)[0] for one in (before, after)} <= {"S", "C"}, ascii(shown)
        if not joined and "\ufe0f" not in shown:
            assert cell_len(shown) == sum(cell_len(character) for character in shown)


@given(text=ANY_TEXT | AWKWARD)
def test_no_character_carries_a_heap_of_marks(text: str) -> None:
    for shown in (fit(text, 30), str(plain(text, lines=True)), line(text)):
        run = 0
        for character in shown:
            run = run + 1 if cell_len(character) == 0 and character != "\n" else 0
            assert run <= MARKS_SHOWN


def test_ordinary_text_keeps_every_mark() -> None:
    for name in ("Nguye\u0302\u0303n", "בְּרֵאשִׁ֖ית", "👩\u200d❤\ufe0f\u200d👨", "นี้", "क्षि"):
        assert str(plain(name)) == name
        assert fit(name, 30).rstrip() == name


def test_plain_reads_no_markup_and_keeps_its_style_to_itself() -> None:
    content = plain("[@click=app.quit]x[/] [bold]", "bold")
    assert content.plain == "[@click=app.quit]x[/] [bold]"
    assert [(span.start, span.end, span.style) for span in content.spans] == [(0, 28, "bold")]
    assert plain("[red]x[/]").spans == []


def test_plain_keeps_lines_when_told() -> None:
    assert str(plain("a\r\nb\x1b", lines=True)) == "a\nb␛"
    assert str(plain("a\r\nb\x1b")) == "a b␛"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("a\n\nb", 9, "a b"),
        ("\x1b" * 5, 3, "␛␛…"),
        ("", 3, ""),
        ("👩\u200d❤x", 3, "👩…"),
    ],
)
def test_line(text: str, limit: int, shown: str) -> None:
    assert line(text, limit) == shown


@given(text=ANY_TEXT | AWKWARD, limit=st.integers(1, 40))
def test_line_is_one_short_line(text: str, limit: int) -> None:
    shown = line(text, limit)
    assert len(shown) <= limit
    assert not any(unicodedata.category(c) == "Cc" for c in shown)


@pytest.mark.parametrize("unit", ["x", "日", "\u0301", "\x1b", "\n", "\u202e", "👩\u200d"])
def test_a_huge_name_costs_no_more_than_what_is_seen(unit: str) -> None:
    huge = unit * 100_000
    began = time.perf_counter()
    for _ in range(20):
        assert cell_len(fit(huge, 30)) == 30
    # Far above what it takes (under 5 ms); cleaning and measuring all of it would take seconds.
    assert time.perf_counter() - began < 0.5
