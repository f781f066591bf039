"""Cleaning text: nothing dangerous is left, nothing is lost, and doing it again changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.text import clean

ANY_CHARACTER = st.characters(exclude_categories=())
ANY_TEXT = st.text(ANY_CHARACTER)
# What comes up rarely by chance and matters most.
HOSTILE = st.text(
    st.sampled_from("a \t\r\n\x00\x1b\x7f\x85\x9b\u200b\u200d\u202e\u2028\u2066\ud800\udc00\ufeff\U000e0041")
)
KEPT_FORMATS = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana María Núñez", "Ana María Núñez"),
        ("", ""),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\x7fb", "a␡b"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("a\u200fb\ufeff", "a⟨U+200F⟩b⟨U+FEFF⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("👩\u200d👧 ❤\ufe0f नि\u200cक", "👩\u200d👧 ❤\ufe0f नि\u200cक"),
        ("مرحبا", "مرحبا"),
        ("[red]x[/]", "[red]x[/]"),
        ("one\r\n\r\ntwo\nthree\tfour", "one two three four"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\tb\n\tc", "a   b\n    c"),
        ("a\n\n\x1b[2Jb", "a\n\n␛[2Jb"),
        ("a\u2029b", "a⟨U+2029⟩b"),
    ],
)
def test_several_lines(text: str, shown: str) -> None:
    assert clean(text, lines=True) == shown


@given(text=ANY_TEXT | HOSTILE, lines=st.booleans())
def test_cleaning_again_changes_nothing(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once


@given(text=ANY_TEXT | HOSTILE, lines=st.booleans())
def test_what_is_left_drives_nothing(text: str, lines: bool) -> None:
    left = clean(text, lines=lines)
    left.encode("utf-8")
    allowed = {"\n"} if lines else set()
    bad = {"Cc", "Cs", "Zl", "Zp"}
    assert not [c for c in left if unicodedata.category(c) in bad and c not in allowed]
    assert not [c for c in left if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF"}]
    assert not [c for c in left if unicodedata.bidirectional(c) in {"LRI", "RLI", "FSI", "PDI"}]


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"])))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert clean(text) == text
    assert clean(text, lines=True) == text


@given(character=st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]))
def test_every_control_leaves_a_mark(character: str) -> None:
    shown = clean(character, lines=True)
    assert shown
    if shown != character:
        assert shown.isprintable() or shown == "\n"
    else:
        # The few that stay: joiners, line ends, and format signs that print by themselves.
        assert character in KEPT_FORMATS | {"\n"} or unicodedata.bidirectional(character) in {"AN", "AL", "L", "NSM"}


def test_different_controls_stay_different() -> None:
    controls = [chr(n) for n in range(0xA0) if not chr(n).isprintable() and chr(n) not in "\t\r\n"]
    assert len({clean(c) for c in controls}) == len(controls)


def test_a_long_text_keeps_its_length() -> None:
    assert len(clean("\x1b" * 100_000)) == 100_000
    assert clean("x" * 100_000) == "x" * 100_000
