"""The two looks: only the terminal's own colours, and the light one where the terminal says that it is light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import collections_tui.tui
from collections_tui.tui.theme import DARK, LIGHT, THEMES, choose_theme

FREE_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\s*[{,])|rgb\(|hsl\(")


@pytest.mark.parametrize(
    ("said", "theme"), [("15;0", DARK), ("0;15", LIGHT), ("0;default;7", LIGHT), ("", DARK), ("nonsense", DARK)]
)
def test_the_terminal_says_whether_it_is_light(said: str, theme: str) -> None:
    assert choose_theme({"COLORFGBG": said}) == theme


def test_without_a_word_it_is_dark() -> None:
    assert choose_theme({}) == DARK


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_theme_has_only_the_terminals_colours(theme: object) -> None:
    colours = [value for value in vars(theme).values() if isinstance(value, str)]
    assert not [value for value in colours if value.startswith("#")]
    assert vars(theme)["ansi"] is True


def test_no_style_names_a_colour_of_its_own() -> None:
    """A free colour is bytes on the line, and wrong on somebody's background."""
    for path in Path(collections_tui.tui.__file__).parent.rglob("*.tcss"):
        declarations = re.findall(r"(?:color|background|border[a-z-]*):([^;]*);", path.read_text(encoding="utf-8"))
        assert not [one for one in declarations if FREE_COLOUR.search(one)], path.name
