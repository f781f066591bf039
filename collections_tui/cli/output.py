"""Prints answers: tables and sentences for people, JSON for programs. Refuses to let an escape sequence out.

Tables are plain columns of text rather than Rich's, which would cost more time to import than most commands take.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TextIO
from unicodedata import category, east_asian_width

import click

from collections_tui.domain.text import clean

Progress = Callable[[int, int], None]
"""Told how much is done and how much there is in all."""

GAP = "  "
WIDEST = 40
"""Columns for one cell of a table: a name of a thousand letters must not push everything else out of sight."""
BAR = 30

_NOT_ASCII = re.compile("[^\x00-\x7e]")  # JSON itself escapes the controls below U+0020


def say(text: str = "") -> None:
    """Print one line on standard output, made safe for a terminal."""
    click.echo(clean(text))


def warn(sentence: str) -> None:
    """Print on standard error what a person should look after; it is no refusal."""
    click.echo(f"collections-tui: {clean(sentence)}", err=True)


def say_json(value: object) -> None:
    """Print a value as JSON, indented; what is not printable leaves as \\u escapes, so nothing is lost or let loose."""
    click.echo(as_json(value))


def as_json(value: object) -> str:
    """Return a value as JSON text: instants as `YYYY-MM-DDTHH:MM:SSZ`, days as `YYYY-MM-DD`."""
    return _NOT_ASCII.sub(_printable, json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def instant(at: datetime | None) -> str | None:
    """Return an instant as programs read it, in UTC."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table. A title that starts with `>` sets its column to the right, as figures are.

    On a terminal a column is cut that would push the others out of sight, and the last one where the line ends; in a
    pipe nothing is.
    """
    right = [title.startswith(">") for title in titles]
    cells = [[title.lstrip(">") for title in titles], *([clean(str(cell)) for cell in row] for row in rows)]
    widths = [min(max(width(row[index]) for row in cells), WIDEST) for index in range(len(titles))]
    room = shutil.get_terminal_size().columns
    for row in cells:
        *before, last = zip(row, widths, right, strict=True)
        padded = [_pad(_cut(text, columns), columns, to_right) for text, columns, to_right in before]
        yield _cut(GAP.join([*padded, _pad(*last)]).rstrip(), room)


def say_table(titles: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print a table, or the sentence that says what to do when there is nothing in it."""
    known = list(rows)
    for line in table(titles, known) if known else [clean(empty)]:
        click.echo(line)


def width(text: str) -> int:
    """Return how many columns a terminal gives the text: two for wide signs, none for marks set over others."""
    if text.isascii():
        return len(text)
    return sum(map(_sign_width, text))


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a person is behind a stream; nobody is when it was closed."""
    return stream is not None and stream.isatty()


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """Show a bar on standard error while the work goes on; None instead when nobody would see it."""
    if not is_terminal(sys.stderr):
        yield None
        return
    line = ""

    def show(done: int, total: int) -> None:
        nonlocal line
        line = f"{label} {_bar(done, total)}"
        click.echo(f"\r{line}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo(f"\r{' ' * len(line)}\r", nl=False, err=True)


def _bar(done: int, total: int) -> str:
    """How far it has come; when nobody knows how far there is to go, how much has been done."""
    if total <= 0:
        return f"{done:,}"
    share = min(done / total, 1)
    return f"{'#' * round(share * BAR):-<{BAR}} {share:4.0%}"


def _plain(value: Any) -> str:
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return instant(value) or ""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def _printable(match: re.Match[str]) -> str:
    """A sign as it is, or as the JSON escape of each of its UTF-16 halves."""
    sign = match[0]
    if sign.isprintable():
        return sign
    halves = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{halves[start : start + 4]}" for start in range(0, len(halves), 4))


def _pad(text: str, columns: int, right: bool) -> str:
    room = " " * (columns - width(text))
    return room + text if right else text + room


def _cut(line: str, room: int) -> str:
    """The text as far as a terminal has room for it; in a pipe there is room for everything."""
    if not is_terminal(sys.stdout) or width(line) <= room:
        return line
    used = 0
    for index, sign in enumerate(line):
        used += _sign_width(sign)
        if used >= room:
            return line[:index] + "…"
    return line


def _sign_width(sign: str) -> int:
    if category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1
