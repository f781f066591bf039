"""What time it is. Services are given one of these; nothing else in the program reads the machine's clock.

Every instant is an aware UTC `datetime` in whole seconds, as the database keeps it: what is written reads back alike.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """Return this instant: aware, in UTC, in whole seconds."""
        ...


class SystemClock:
    """The machine's own clock: the only place where it is read."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC).replace(microsecond=0)


class FixedClock:
    """A clock that stands still: one command as of one instant, and tests."""

    def __init__(self, at: datetime) -> None:
        self._at = whole_second(at)

    def now(self) -> datetime:
        """Return the instant this clock was set to, always the same."""
        return self._at


class MovedClock:
    """A clock that starts at a given instant and runs on from there: the workstation in training and in demos."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._real = real
        self._offset = whole_second(start) - real.now()

    def now(self) -> datetime:
        """Return the instant it was started at plus the time that has passed since."""
        return self._real.now() + self._offset


def is_real(clock: Clock) -> bool:
    """Tell whether this clock shows the machine's time. When it does not, a screen has to say so."""
    return isinstance(clock, SystemClock)


def whole_second(instant: datetime) -> datetime:
    """Return the instant in UTC without its fraction of a second.

    Raises:
        ValueError: it has no time zone, so nobody can tell which instant is meant.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant} has no time zone: say which one is meant.")
    return instant.astimezone(UTC).replace(microsecond=0)
