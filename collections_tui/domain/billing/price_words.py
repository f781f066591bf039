"""The words by which a price is found: small letters without marks, split at whatever is neither letter nor digit."""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 32
"""Words of one price that are kept: the longest description of a published list has fewer that tell anything."""
LONGEST_WORD = 40

_WORD = re.compile(r"[^\W_]+")
_FOLD = str.maketrans({"ł": "l", "ø": "o", "đ": "d"})


def folded(text: str) -> str:
    """Return a text in small letters, without accents, and with one blank wherever there are several."""
    text = text.casefold().translate(_FOLD)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(folded(text))))


def price_words(code: str, description: str) -> str:
    """Return what a price is found by, joined by blanks: its code, then every word of the code and the description.

    ``ER-30`` is found as ``er-30``, ``er30``, ``er`` and ``30``.
    """
    parts = words_of(code)
    words = dict.fromkeys(("".join(parts), *parts, *words_of(description)))
    return " ".join((folded(code), *(word[:LONGEST_WORD] for word in list(words)[:MOST_WORDS] if word)))


def single_words(code: str, words: str) -> list[str]:
    """Return the words of ``price_words`` behind the code: all but what the code is."""
    return words[len(folded(code)) :].split()


def modifier_of(text: str) -> str:
    """Return modifiers as they are kept: in capitals, with a blank between several (``50|62`` and ``50, 62`` alike)."""
    return " ".join(re.split(r"[\s|,;]+", text.upper())).strip()
