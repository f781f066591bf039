"""This moment at this desk: what a layout needs to say when something was, or will be."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.dates import say_day

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk


class Here(NamedTuple):
    """An instant in UTC and the time zone of the floor; None is the computer's own."""

    now: datetime
    zone: tzinfo | None = None

    @property
    def today(self) -> date:
        """The floor's date."""
        return self.local(self.now).date()

    def local(self, instant: datetime) -> datetime:
        """Return an instant as the floor's clocks show it."""
        return instant.astimezone(self.zone)

    def hour(self, instant: datetime) -> str:
        """Return the time of day: ``14:02``."""
        return f"{self.local(instant):%H:%M}"

    def when(self, instant: datetime) -> str:
        """Return an instant in words, as short as it can be said: ``14:02`` for today, ``tomorrow 17:30``."""
        local = self.local(instant)
        if local.date() == self.today:
            return f"{local:%H:%M}"
        return f"{say_day(local.date(), self.today)} {local:%H:%M}"

    def since(self, instant: datetime) -> str:
        """Return when something began: ``14:02`` today, else the day alone."""
        local = self.local(instant)
        return f"{local:%H:%M}" if local.date() == self.today else say_day(local.date(), self.today)


def here_at(desk: Desk) -> Here:
    """Return this moment at a desk."""
    return Here(desk.now(), desk.zone)
