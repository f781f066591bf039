"""The letter of agreement: what it says, as paragraphs and a table, and as plain text.

Refuses to know who agreed: it is told. Text from outside is made safe here, once for every form of the letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean

WIDTH = 72
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Letter(NamedTuple):
    """What a letter of agreement is made of. Amounts in cents; ``from_lines`` and ``to_lines`` are addresses."""

    from_name: str
    from_lines: tuple[str, ...]
    phone: str
    to_name: str
    to_lines: tuple[str, ...]
    account: str
    agreed_on: date
    written_on: date
    owed_cents: int
    total_cents: int
    until: date | None
    """The last day on which a settlement may be paid."""
    dues: tuple[Due, ...]
    currency: str
    every: str
    for_another: bool
    """Whether it comes from somebody who collects for the client, which the letter has to say (12 CFR 1006.18(e))."""


class Said(NamedTuple):
    """A letter in words: what stands above the schedule, its rows, and what stands below."""

    head: tuple[str, ...]
    date: str
    to: tuple[str, ...]
    subject: str
    before: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    total: str
    after: tuple[str, ...]


def said(letter: Letter) -> Said:
    """Return a letter in words, safe to print."""

    def money(cents: int) -> str:
        return format_cents(cents, letter.currency)

    before = [f"This confirms what we agreed on {day_in_full(letter.agreed_on)}."]
    if letter.until is not None:
        before.append(
            f"You owe {money(letter.owed_cents)}. We accept {money(letter.total_cents)} as payment in full, if all of "
            f"it reaches us by {day_in_full(letter.until)}. If it does not, the whole balance stays owed."
        )
    else:
        before.append(f"You owe {money(letter.owed_cents)}, and pay it in parts, {letter.every}:")
    call = f" Call us at {clean(letter.phone)}." if letter.phone else ""
    after = [
        f"Please write your account number, {clean(letter.account)}, on every payment.",
        f"If you cannot make a payment, tell us before the day on which it is due: we may be able to move it.{call}",
    ]
    if letter.for_another:
        after.append("This communication is from a debt collector.")
    return Said(
        tuple(clean(line) for line in (letter.from_name, *letter.from_lines, letter.phone) if line),
        day_in_full(letter.written_on),
        tuple(clean(line) for line in (letter.to_name, *letter.to_lines) if line),
        f"Your payment agreement, account {clean(letter.account)}",
        (f"Dear {clean(letter.to_name)},", *before),
        tuple((_number(due), day_in_full(due.due_on), money(due.amount_cents)) for due in letter.dues),
        money(letter.total_cents),
        (*after, clean(letter.from_name)),
    )


def letter_text(letter: Letter) -> str:
    """Return a letter as plain text."""
    words = said(letter)
    lines = [*words.head, "", words.date, "", *words.to, "", words.subject, ""]
    for paragraph in words.before:
        lines += [*_wrapped(paragraph), ""]
    wide = max(len(row[2]) for row in (*words.rows, ("", "", words.total)))
    lines += [f"  {number:<14}{day:<20}{amount:>{wide}}" for number, day, amount in words.rows]
    lines += [f"  {'In all':<34}{words.total:>{wide}}", ""]
    for paragraph in words.after:
        lines += [*_wrapped(paragraph), ""]
    return "\n".join(lines).rstrip() + "\n"


def day_in_full(day: date) -> str:
    """Return a day as a letter has it: ``15 December 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def letter_bytes(letter: Letter, suffix: str) -> bytes:
    """Return a letter as a file: a PDF where its name ends in ``.pdf``, else text."""
    if suffix == ".pdf":
        from collections_tui.files.letter_pdf import letter_pdf

        return letter_pdf(letter)
    return letter_text(letter).encode("utf-8")


def _number(due: Due) -> str:
    return f"Instalment {due.number}" if due.number else "Down payment"


def _wrapped(paragraph: str) -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(paragraph, WIDTH) or [""]
