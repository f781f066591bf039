"""Rows of a file of past calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collections_tui.domain.phones import parse_phone
from collections_tui.files.amounts import key
from collections_tui.files.card_numbers import no_card
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import Row
from collections_tui.files.mapping import PER_CUSTOMER, Mapping
from collections_tui.files.when import Dates, moment, seconds, shown

_FIELDS = (
    *("account", "customer", "started_at", "date", "time", "ended_at", "duration"),
    *("outcome", "direction", "phone", "collector", "spoke_with", "note"),
)
_DIRECTIONS = {
    "": "",
    **dict.fromkeys(("outbound", "out", "o"), "outbound"),
    **dict.fromkeys(("inbound", "in", "i"), "inbound"),
}
_LONGEST_CALL = timedelta(days=1)


class CallRow(NamedTuple):
    """One past call, instants in UTC. ``collector`` is a login; it and ``direction`` are '' when the row does not say.

    ``content`` is what makes this call this call.
    """

    row: Row
    account: str
    started_at: datetime
    ended_at: datetime
    outcome: str
    direction: str
    phone: str
    collector: str
    spoke_with: str
    note: str
    content: str


class CallReader:
    """Reads rows of a calls file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, now: datetime) -> None:
        """Find the columns; ``now`` is when a call cannot be later than.

        Raises:
            Refused: a column is missing.
        """
        self.picker = Picker(mapping, header, _FIELDS, name)
        self._dates, self._now = Dates(mapping.dates), now
        self._zone = ZoneInfo(mapping.time_zone) if mapping.time_zone else None
        self._region = mapping.region
        self._per_customer = mapping.account == PER_CUSTOMER

    def read(self, row: Row, texts: Sequence[str]) -> CallRow:
        """Return what a row says.

        Raises:
            ValueError: it cannot be taken; the reason in words.
        """
        account, customer, started, day, clock, ended, lasted, outcome, direction, *words = texts
        phone, collector, spoke_with, note = words
        if self._per_customer:
            account = account or customer
        at = "account"
        try:
            if not account:
                raise ValueError("the number is empty, so nobody can tell whose the call is")
            account = key(account)
            at = "started_at" if started else "date"
            start = moment(started or f"{day} {clock}", self._dates, self._zone)
            if start > self._now:
                raise ValueError(f"{shown(started or f'{day} {clock}')} is in the future")
            at = "duration" if lasted else "ended_at"
            end = self._end(start, ended, lasted)
            at = "outcome"
            if not outcome:
                raise ValueError("the outcome is empty")
            at = "direction"
            way = _DIRECTIONS.get(direction.casefold())
            if way is None:
                raise ValueError(f"{shown(direction)} is neither outbound nor inbound")
            at = "spoke_with"
            no_card(spoke_with)
            at = "note"
            no_card(note)
        except ValueError as error:
            raise ValueError(f"{self.picker.labels[at]}: {error}") from None
        number = parse_phone(phone, self._region) if phone else None
        if phone and number is None:  # kept in words: a call to we know not where is still a call
            note = f"{note} (phone: {phone})".strip()
        content = "\x1f".join((account, start.astimezone(UTC).isoformat(), outcome, way, phone, collector, note))
        e164 = number.e164 if number else ""
        return CallRow(row, account, start, end, outcome, way, e164, collector, spoke_with, note, content)

    def _end(self, start: datetime, ended: str, lasted: str) -> datetime:
        if lasted:
            return start + timedelta(seconds=seconds(lasted))
        if not ended:
            return start
        end = moment(ended, self._dates, self._zone)
        if not timedelta(0) <= end - start < _LONGEST_CALL:
            raise ValueError(f"{shown(ended)} is not within a day after the start")
        return end
