"""How instants, days and lists are handed to the database."""

from __future__ import annotations

from datetime import UTC, date, datetime


class Ids(list[int]):
    """Whole numbers as one parameter: ``json_each(:ids)`` gives them back as rows, in the column ``value``."""


class Texts(list[str]):
    """Texts as one parameter, likewise."""


def instant(value: datetime) -> str:
    """An aware instant as ``YYYY-MM-DDTHH:MM:SSZ``; fractions of a second are cut off."""
    return f"{value.astimezone(UTC).isoformat()[:19]}Z"


def instant_or_none(value: datetime | None) -> str | None:
    return None if value is None else instant(value)


def to_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def to_instant_or_none(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def day_or_none(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def to_day(text: str) -> date:
    return date.fromisoformat(text)


def to_day_or_none(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
