"""Sorts what a terminal sends: signs that were typed, the escape key, sequences of other keys and of the mouse, pastes.

The escape key and the beginning of every sequence are the same sign. Textual takes escape and a letter that come at
once, in one packet of a slow line, for that letter with alt; and reads on into whatever is typed behind a sequence that
it does not know. No command uses alt: here escape and a sign of text are two keys, and a sequence ends where the
standard says (ECMA-48 5.4), whether anybody knows it or not. What lies between the marks of a paste is taken out whole,
with whatever looks like a key in it.

A few old terminals have alt and a letter mean a movement (alt+b: a word back). That is the price: they cannot be told
from the two keys.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

ESCAPE = "\x1b"
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"

_WHOLE = re.compile(
    "\x1b(?:"
    "[\t\x7f]"  # shift+tab of the Linux console, alt+backspace
    "|O[^\x1b]"  # SS3: F1, the arrows of the keypad
    r"|\[(?:"
    r"\[[^\x1b]"  # F1 of the Linux console
    r"|M[^\x1b]{3}"  # the mouse of old terminals: three signs of any kind
    r"|[0-9]+\$"  # rxvt with shift
    r"|[0-?]+[ -/]*[@-~]|[ -/]*[@-LN-Z\\-~]"  # CSI: everything else
    "))"
)
_BEGUN = re.compile("\x1b(?:O|\\[(?:\\[|M[^\x1b]{0,2}|[0-?]{0,64}[ -/]{0,8}))?")


class Part(NamedTuple):
    """Something that came in whole. A paste is what lies between its marks."""

    kind: Literal["text", "escape", "sequence", "paste"]
    text: str


class Incoming:
    """Takes what is read, however it is cut, and gives what has come in whole."""

    def __init__(self) -> None:
        self._rest = ""
        self._pasted: list[str] | None = None
        """The beginning of the paste that is coming in."""

    @property
    def undecided(self) -> str:
        """What may be a key already or the beginning of a sequence; ``give_up`` when nothing follows it soon."""
        return self._rest if self._pasted is None else ""

    def feed(self, text: str) -> list[Part]:
        """Return all that is whole now."""
        self._rest += text
        parts = []
        while self._rest and (part := self._next() if self._pasted is None else self._paste(self._pasted)):
            parts.append(part)
        return parts

    def give_up(self) -> list[Part]:
        """Return what the undecided signs are when nothing follows them."""
        begun, self._rest = self.undecided, ("" if self._pasted is None else self._rest)
        return as_typed(begun)

    def _next(self) -> Part | None:
        if not self._rest.startswith(ESCAPE):
            end = self._rest.find(ESCAPE)
            return self._cut("text", len(self._rest) if end < 0 else end)
        whole = _WHOLE.match(self._rest)
        if whole is None:
            return None if _BEGUN.fullmatch(self._rest) else self._cut("escape", 1)
        part = self._cut("sequence", whole.end())
        if part.text != PASTE_BEGINS:
            return part
        self._pasted = []
        return self._paste(self._pasted)

    def _cut(self, kind: Literal["text", "escape", "sequence"], end: int) -> Part:
        part = Part(kind, self._rest[:end])
        self._rest = self._rest[end:]
        return part

    def _paste(self, before: list[str]) -> Part | None:
        text, mark, after = self._rest.partition(PASTE_ENDS)
        if mark:
            self._rest, self._pasted = after, None
            return Part("paste", "".join((*before, text)))
        # The mark may have come in part.
        kept = len(PASTE_ENDS) - 1
        before.append(text[:-kept])
        self._rest = text[-kept:]
        return None


def as_typed(sequence: str) -> list[Part]:
    """Return the keys that somebody typed to make what is no sequence: none where nobody types so, as in half a click.

    A person can type escape and ``[`` or ``O`` at once, and whatever key is next; but not the numbers of a sequence.
    """
    if not sequence or any(sign in "0123456789;<=>?" for sign in sequence):
        return []
    keys = [Part("escape", ESCAPE)]
    return [*keys, Part("text", sequence[1:])] if len(sequence) > 1 else keys
