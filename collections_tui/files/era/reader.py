"""Reads a file of remittances: its envelopes, and that each of them is whole.

What an envelope counts must be there. Where there is none, the file has been taken out of one, and a count that
does not fit is only noted: what matters then is that it balances.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.remittance import Remittance
from collections_tui.domain.text import clean
from collections_tui.files.era.segments import Segment, segments, text_of
from collections_tui.files.era.transaction import remittance_of

_OTHERS = {
    "837": "claims (837)",
    "999": "an acknowledgment (999)",
    "997": "an acknowledgment (997)",
    "824": "an application's advice (824)",
    "276": "a question about claims (276)",
    "277": "the state of claims (277)",
    "270": "a question about coverage (270)",
    "271": "an answer about coverage (271)",
    "278": "an authorization (278)",
    "820": "payments of premiums (820)",
    "834": "enrolments (834)",
}
_WHOLE = "ask whoever sent it for a whole file"


def read_remittances(path: Path) -> list[Remittance]:
    """Return every transaction of a file, in its order.

    Raises:
        Refused: it cannot be read, is something else, is not whole, or has an amount or a day that is none.
    """
    return remittances(text_of(path), clean(path.name))


def remittances(text: str, name: str) -> list[Remittance]:
    """The same of a text that was read already."""
    found = list(_Envelopes(name).read(segments(text, name)))
    if not found:
        raise Refused(f"{name} has no remittance in it: choose the file of an 835.")
    return found


class _Envelopes:
    """What is open at a place in the file: an interchange, a group, a transaction."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._isa: Segment | None = None
        self._gs: Segment | None = None
        self._st: Segment | None = None
        self._groups = self._transactions = 0
        self._body: list[Segment] = []

    def read(self, every: Iterator[Segment]) -> Iterator[Remittance]:
        """Yield the transactions.

        Raises:
            Refused: something is missing, or stands where it cannot.
        """
        for segment in every:
            if segment.name == "SE":
                yield self._end_transaction(segment)
            elif segment.name in ("ISA", "GS", "ST"):
                self._begin(segment)
            elif segment.name in ("IEA", "GE"):
                self._end(segment)
            elif self._st is not None:
                self._body.append(segment)
            elif segment.name != "TA1":
                raise Refused(f"{self._name} is damaged: {segment.place} stands outside of any transaction; {_WHOLE}.")
        if self._st or self._gs or self._isa:
            raise self._cut_off("its end")

    def _begin(self, segment: Segment) -> None:
        above = {"ISA": self._isa, "GS": self._gs, "ST": self._st}[segment.name]
        if self._st or above or (segment.name == "ISA" and self._gs):
            raise self._cut_off(str(segment.place))
        if segment.name == "ISA":
            self._isa, self._groups = segment, 0
        elif segment.name == "GS":
            self._gs, self._transactions = segment, 0
            self._groups += 1
        else:
            kind = segment.text(1, 3)
            if kind != "835":
                what = _OTHERS.get(kind, f"a transaction {kind}")
                raise Refused(f"{self._name} has {what} in it, no remittance: choose the file of an 835.")
            self._st, self._body = segment, []
            self._transactions += 1

    def _end(self, segment: Segment) -> None:
        begun, count, control = (
            (self._gs, self._transactions, 6) if segment.name == "GE" else (self._isa, self._groups, 13)
        )
        if begun is None or self._st or (segment.name == "IEA" and self._gs):
            raise self._cut_off(str(segment.place))
        if not _same(segment.get(2), begun.get(control)):
            raise Refused(f"{self._name} is damaged: {segment.place} ends another than {begun.place}; {_WHOLE}.")
        if not _same(segment.get(1), str(count)):
            raise Refused(
                f"{self._name} is not whole: {segment.place} counts others than the {count:,} here; {_WHOLE}."
            )
        if segment.name == "GE":
            self._gs = None
        else:
            self._isa = None

    def _end_transaction(self, end: Segment) -> Remittance:
        begun = self._st
        if begun is None:
            raise self._cut_off(str(end.place))
        if not _same(end.get(2), begun.get(2)):
            raise Refused(f"{self._name} is damaged: {end.place} ends another than {begun.place}; {_WHOLE}.")
        count, notes = len(self._body) + 2, tuple[str, ...]()
        if not _same(end.get(1), str(count)):
            if self._isa is not None:
                raise Refused(
                    f"{self._name} is not whole: {end.place} counts others than the {count:,} segments that are here; "
                    f"{_WHOLE}."
                )
            notes = (f"It says that it has {end.text(1, 12)} segments, and has {count:,}.",)
        self._st = None
        isa = self._isa
        interchange = "" if isa is None else f"{isa.text(6, 20)}/{isa.text(13, 12)}"
        return remittance_of(begun, self._body)._replace(interchange=interchange, notes=notes)

    def _cut_off(self, before: str) -> Refused:
        opened = self._st or self._gs or self._isa
        missing = {"ST": "SE", "GS": "GE", "ISA": "IEA"}[opened.name] if opened is not None else "ST, GS or ISA"
        return Refused(f"{self._name} is cut off or damaged: there is no {missing} before {before}; {_WHOLE}.")


def _same(one: str, other: str) -> bool:
    """Whether two numbers of control are the same; some programs leave the noughts in front away."""
    return one.lstrip("0") == other.lstrip("0")
