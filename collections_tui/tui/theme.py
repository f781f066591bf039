"""The two looks, both made of the terminal's own sixteen colours.

They are right on a dark and on a light terminal, over SSH where only 256 colours come through, and with 16; and a
colour of the palette costs a third of the bytes of a free one. Where nothing else is said, text and background are the
terminal's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

DARK = "calm-dark"
LIGHT = "calm-light"

_SHARED = {
    "block-cursor-foreground": "ansi_bright_white",
    "block-cursor-background": "ansi_blue",
    "block-cursor-text-style": "none",
    "input-selection-foreground": "ansi_bright_white",
    "input-selection-background": "ansi_blue",
    "screen-selection-foreground": "ansi_bright_white",
    "screen-selection-background": "ansi_blue",
    "input-cursor-text-style": "reverse",
}


def _theme(name: str, *, dark: bool, accent: str, warning: str) -> Theme:
    return Theme(
        name=name,
        ansi=True,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        warning=warning,
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            **_SHARED,
            "ansi-background": "ansi_black" if dark else "ansi_white",
            "ansi-foreground": "ansi_white" if dark else "ansi_black",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "border-blurred": "ansi_bright_black",
        },
    )


THEMES = (
    _theme(DARK, dark=True, accent="ansi_cyan", warning="ansi_yellow"),
    _theme(LIGHT, dark=False, accent="ansi_blue", warning="ansi_magenta"),
)


def choose_theme(environment: Mapping[str, str]) -> str:
    """Return the theme for this terminal: light where it says that its background is (COLORFGBG), else dark."""
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in ("7", "15") else DARK
