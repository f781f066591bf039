"""Text as it is drawn from left to right: Arabic letters joined, and what is written from the right turned around.

The order follows the Unicode bidirectional algorithm (UAX #9) for one line of a document that is itself written from
the left, without the marks that force a direction: those were made visible when the text came in. Letters are joined by
the forms that Unicode has for them, so that no shaping library is needed; scripts of India and its neighbours, which
need one, are drawn letter by letter.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import bidirectional, combining, decomposition, normalize

_MIRRORS = dict(zip("()[]{}<>«»‹›⟨⟩", ")(][}{><»«›‹⟩⟨", strict=True))

_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"


class Unit(NamedTuple):
    """One letter as it is drawn, and the text that it stands for."""

    drawn: str
    said: str


def units(text: str) -> list[Unit]:
    """Return the letters of one line as they are drawn, from left to right."""
    text = normalize("NFC", text)
    if not _turned(text):
        return [Unit(sign, sign) for sign in text]
    joined = _joined(text)
    levels = _levels([one.said[0] for one in joined])
    shown = [Unit(_MIRRORS.get(one.drawn, one.drawn), one.said) if level % 2 else one
             for one, level in zip(joined, levels, strict=True)]  # fmt: skip
    return _ordered(shown, levels)


def _turned(text: str) -> bool:
    """Whether anything in a text is written from the right."""
    return not text.isascii() and any(bidirectional(sign) in ("R", "AL", "AN") for sign in text)


def _levels(signs: list[str]) -> list[int]:
    """The level of each letter: even ones are written from the left."""
    kinds = [bidirectional(sign) for sign in signs]
    strong, arabic = "L", False
    for at, kind in enumerate(kinds):  # W1, W2, W3, W7
        if kind == "NSM":
            kinds[at] = kinds[at - 1] if at else "ON"
        elif kind in ("L", "R", "AL"):
            strong, arabic = ("L" if kind == "L" else "R"), kind == "AL"
            kinds[at] = strong
        elif kind == "EN":
            kinds[at] = "AN" if arabic else "L" if strong == "L" else "EN"
    for at, kind in enumerate(kinds):  # W4: a mark within a number belongs to it
        if kind in ("CS", "ES") and 0 < at < len(kinds) - 1 and kinds[at - 1] == kinds[at + 1] in ("EN", "AN"):
            kinds[at] = kinds[at - 1]
    _bracketed(signs, kinds)
    return _neutral(kinds)


def _bracketed(signs: list[str], kinds: list[str]) -> None:
    """Brackets take the direction of what is in them, where what stands before them has it too (N0)."""
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(signs):
        if sign in "([{⟨":
            opened.append((sign, at))
        elif sign in ")]}⟩" and opened and _MIRRORS[opened[-1][0]] == sign:
            start = opened.pop()[1]
            inner = {"L" if kind == "L" else "R" for kind in kinds[start + 1 : at] if kind in ("L", "R", "EN", "AN")}
            before = next((kind for kind in reversed(kinds[:start]) if kind in ("L", "R", "EN", "AN")), "L")
            if inner:
                kinds[start] = kinds[at] = "R" if "L" not in inner and before != "L" else "L"


def _neutral(kinds: list[str]) -> list[int]:
    """Levels once what is neutral has taken the direction of what is around it (N1, N2, I1)."""
    sides = ["R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else "" for kind in kinds]
    levels, at = [0] * len(kinds), 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and not sides[end]:
            end += 1
        if end > at:
            before = sides[at - 1] if at else "L"
            after = sides[end] if end < len(kinds) else "L"
            levels[at:end] = [1 if before == after == "R" else 0] * (end - at)
            at = end
        else:
            levels[at] = {"R": 1, "EN": 2, "AN": 2}.get(kinds[at], 0)
            at += 1
    return levels


def _ordered(shown: list[Unit], levels: list[int]) -> list[Unit]:
    """From left to right (L2). Marks stay behind the letter that they stand on."""
    order = list(range(len(shown)))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            if end > at:
                order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    found = [shown[place] for place in order]
    for at in range(len(found) - 1):
        if combining(found[at].said[0]) and not combining(found[at + 1].said[0]):
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    """The forms of letters by what they stand for: ``isolated``, ``initial``, ``medial``, ``final``."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)):
        kind, *parts = decomposition(chr(code)).split() or [""]
        said = "".join(chr(int(part, 16)) for part in parts)
        if kind.startswith("<") and 0 < len(said) <= 2 and " " not in said:
            found.setdefault(said, {}).setdefault(kind[1:-1], chr(code))
    return found


def _joined(text: str) -> list[Unit]:
    """The letters with each Arabic one in the form that its neighbours ask for; lam and alef are one."""
    forms, found, at = _forms(), list[Unit](), 0
    bare = [sign for sign in text if not combining(sign)]
    place = 0
    while at < len(text):
        sign = text[at]
        if combining(sign):
            found.append(Unit(sign, sign))
            at += 1
            continue
        before = bare[place - 1] if place else ""
        pair = text[at : at + 2]
        two = len(pair) == 2 and pair[0] == _LAM and pair[1] in _ALEFS
        said = pair if two else sign
        after = bare[place + len(said)] if place + len(said) < len(bare) else ""
        own = forms.get(said, {})
        left = bool(own) and "initial" in forms.get(before, {}) and "final" in own
        right = "initial" in own and "final" in forms.get(after, {})
        kind = "medial" if left and right else "final" if left else "initial" if right else "isolated"
        found.append(Unit(own.get(kind, sign), said))
        at += len(said)
        place += len(said)
    return found
