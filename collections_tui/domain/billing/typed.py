"""Quantities, rates and numbers of drafts as people type them, to and from whole numbers. Never a float."""

from __future__ import annotations

import re

from collections_tui.domain.billing.records import ONE, WHOLE

_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]+)?|\.[0-9]+")
_DRAFT = re.compile(r"[Dd]([0-9]{1,15})")
_LONGEST = 40


def parse_quantity(text: str) -> int:
    """Return a quantity in thousandths: ``1.5`` is 1500.

    Raises:
        ValueError: it is none, or has more than three decimals; one sentence.
    """
    return _scaled(text, 3, ONE, "a quantity: write one such as 2 or 1.5")


def parse_rate(text: str) -> int:
    """Return a rate in parts of a million: ``8.875``, with or without a ``%`` behind it, is 88750.

    Raises:
        ValueError: it is none, or has more than four decimals; one sentence.
    """
    return _scaled(text.strip().removesuffix("%"), 4, WHOLE // 100, "a rate: write one such as 10 or 8.875%")


def say_quantity(milli: int) -> str:
    """Return a quantity in words: ``1.5``, ``2``."""
    return _said(milli, ONE, 3)


def say_rate(ppm: int) -> str:
    """Return a rate in words: ``8.875%``."""
    return f"{_said(ppm, WHOLE // 100, 4)}%"


def draft_id(text: str) -> int | None:
    """Return the id of a draft that is written as people call it, ``D12``; None where it is something else."""
    found = _DRAFT.fullmatch(text.strip())
    return None if found is None else int(found[1])


def _scaled(text: str, places: int, one: int, what: str) -> int:
    bare = text.strip()
    if len(bare) > _LONGEST or not _NUMBER.fullmatch(bare):
        raise ValueError(f"{_shown(text)} is not {what}.")
    whole, _, part = bare.partition(".")
    if len(part) > places:
        raise ValueError(f"{_shown(text)} has more than {places} decimals: it is not {what}.")
    return int(whole or "0") * one + int(part.ljust(places, "0") or "0")


def _said(number: int, one: int, places: int) -> str:
    whole, rest = divmod(abs(number), one)
    part = f".{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"{'-' if number < 0 else ''}{whole:,}{part}"


def _shown(text: str) -> str:
    # repr writes control characters as escapes: none reaches the terminal through an error.
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
