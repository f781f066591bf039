"""Which accounts somebody means, typed as ``client=HOSP min=100``: a filter, or the rule that fills a worklist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from collections_tui.domain.money import format_cents, parse_cents

AGES = ("current", "1_30", "31_60", "61_90", "over_90")
KEYS = ("client", "age", "min", "max", "state", "words")


class Filter(NamedTuple):
    """What is asked of accounts. None asks nothing; ``age`` is one of ``AGES``, days past due."""

    client: str | None = None
    age: str | None = None
    at_least_cents: int | None = None
    at_most_cents: int | None = None
    state: str | None = None
    words: str | None = None

    @property
    def asks(self) -> bool:
        """Whether it asks anything."""
        return any(value is not None for value in self)


def parse_filter(parts: Sequence[str], keys: Sequence[str] = KEYS) -> Filter:
    """The filter that was typed, one ``key=value`` a part.

    Raises:
        ValueError: a part cannot be understood, in one sentence that says what could be.
    """
    said: dict[str, str] = {}
    for part in parts:
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or key not in keys or not value:
            raise ValueError(f"“{part[:40]}” is no condition: write {', '.join(f'{key}=…' for key in keys)}.")
        if key in said:
            raise ValueError(f"{key} is said twice: once is all there is room for.")
        said[key] = value
    age = said.get("age")
    if age is not None and age not in AGES:
        raise ValueError(f"“{age[:20]}” is no age: there are {', '.join(AGES)}.")
    least, most = (_cents(said.get(key)) for key in ("min", "max"))
    if least is not None and most is not None and most < least:
        raise ValueError("No amount is both: max is less than min.")
    return Filter(said.get("client"), age, least, most, said.get("state"), said.get("words"))


def _cents(text: str | None) -> int | None:
    if text is None:
        return None
    cents = parse_cents(text)
    if cents < 0:
        raise ValueError("An amount to go by is not negative.")
    return cents


def as_typed(asked: Filter) -> tuple[str, ...]:
    """The same as somebody would type it."""
    values = (asked.client, asked.age, *map(_amount, asked[2:4]), asked.state, asked.words)
    return tuple(f"{key}={value}" for key, value in zip(KEYS, values, strict=True) if value is not None)


def _amount(cents: int | None) -> str | None:
    return None if cents is None else format_cents(cents, "").strip().replace(",", "").removesuffix(".00")


def to_json(asked: Filter) -> str:
    """As it is kept with a worklist."""
    return json.dumps({name: value for name, value in asked._asdict().items() if value is not None}, sort_keys=True)


def from_json(text: str) -> Filter:
    """What ``to_json`` made."""
    return Filter(**json.loads(text))
