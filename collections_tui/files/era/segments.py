"""Cuts X12 text into segments, whatever separates them: by the envelope, or where there is none by the first segment.

Refuses to know what segments mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.remittance import Place
from collections_tui.domain.text import clean

LARGEST = 64_000_000  # bytes: a year of a hospital's claims in one file
_BLANK = " \t\r\n"  # no more than these: what Python strips besides are separators in some files
_PADDING = "\x1a\0"  # what some systems put behind a file
_ENDS = "\r\n"
_ISA_ELEMENTS = 16


class Segment(NamedTuple):
    """One segment: its place in the file, its elements with its name first, and what divides parts of an element."""

    number: int
    elements: tuple[str, ...]
    component: str

    @property
    def name(self) -> str:
        return self.elements[0]

    @property
    def place(self) -> Place:
        return Place(self.number, "*".join(self.elements))

    def get(self, index: int) -> str:
        """An element by its number in the standard (CLP01 is 1), without blanks around it; '' where it is not there."""
        return self.elements[index].strip(_BLANK) if index < len(self.elements) else ""

    def text(self, index: int, longest: int = 80) -> str:
        """The same, made safe to show and to keep."""
        return clean(self.get(index))[:longest]

    def parts(self, index: int) -> list[str]:
        """The parts that an element is composed of."""
        return [clean(part.strip(_BLANK))[:80] for part in self.get(index).split(self.component)]


class _Marks(NamedTuple):
    """What separates elements, parts of elements, and segments."""

    element: str
    component: str
    end: str


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        Refused: it cannot be read, is empty, or far larger than any remittance.
    """
    name = clean(path.name)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{name} cannot be read ({error.strerror or 'no such file'}): check the path.") from None
    if len(content) > LARGEST:
        raise Refused(f"{name} is larger than {LARGEST // 1_000_000} MB, which no remittance is: check the file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    text = text.rstrip(_BLANK + _PADDING)
    if not text:
        raise Refused(f"{name} is empty: nothing to import.")
    return text


def segments(text: str, name: str) -> Iterator[Segment]:
    """Yield every segment of a file; each envelope in it may have separators of its own.

    Raises:
        Refused: it does not begin like X12.
    """
    at, number, marks = 0, 0, None
    while (at := _beyond_blanks(text, at)) < len(text):
        if marks is None or text.startswith("ISA", at):
            marks = _marks(text, at, name)
        end = text.find(marks.end, at)
        end = len(text) if end < 0 else end
        raw = text[at:end]
        at = end + 1
        if marks.end not in _ENDS:  # then line ends may stand anywhere, where somebody wrapped the lines
            raw = raw.replace("\r", "").replace("\n", "")
        raw = raw.strip(_BLANK)
        if raw:
            number += 1
            yield Segment(number, tuple(raw.split(marks.element)), marks.component)


def _beyond_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _marks(text: str, at: int, name: str) -> _Marks:
    """What separates the segments that begin here."""
    if text.startswith("ISA", at):
        return _marks_of_envelope(text[at : at + 400], name)
    head = text[at : at + 600]
    mark = head[2:3]
    if head[:2] in ("ST", "GS") and mark and not mark.isalnum() and mark not in _BLANK:
        e = re.escape(mark)
        first = re.search(rf"ST{e}\d{{3}}{e}[A-Za-z0-9]{{1,9}}(?:{e}[A-Za-z0-9]*)?([^A-Za-z0-9 {e}])", head)
        if first is not None:
            return _Marks(mark, _component(text, at, mark), first[1])
    raise Refused(f"{name} is no X12 file: it begins neither with ISA nor with GS or ST. Choose the file of an 835.")


def _marks_of_envelope(head: str, name: str) -> _Marks:
    """The envelope's first segment says it all: its last element is the mark of parts, behind which stands the end."""
    mark = head[3:4]
    elements = head.split(mark, _ISA_ELEMENTS) if mark and not mark.isalnum() else []
    if len(elements) <= _ISA_ELEMENTS or len(elements[-1]) < 2:
        raise Refused(f"{name} is cut off or damaged in its envelope (ISA): ask whoever sent it for a whole file.")
    return _Marks(mark, elements[-1][0], elements[-1][1])


def _component(text: str, at: int, mark: str) -> str:
    """What divides the parts of an element, where no envelope says it: by the first service line."""
    e = re.escape(mark)
    first = re.compile(rf"SVC{e}[A-Z0-9]{{2}}([^A-Za-z0-9 {e}])").search(text, at)
    return first[1] if first is not None else ":"
