"""Reassigning as people type it and read it. Plain functions; nothing here draws or asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast, get_args

from collections_tui.domain.dates import parse_day, say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.spreading import By
from collections_tui.services.reassign_views import Asked, Done, Load, Money, Plan, Side, divided_words
from collections_tui.tui.text import cut, fit
from collections_tui.tui.widgets.lines import BLANK, Line, text_line, wrapped

HINTS = {
    "from": "logins or worklists, with commas between",
    "to": "logins or worklists, with commas between",
    "by": "count, balance or score: what everybody gets a fair share of",
    "until": "for good; or the last day: fri, +10d, 31 jan",
}
_OWED = 16
"""Cells for an amount in one currency."""


class Problem(ValueError):
    """What was typed in ``field`` cannot be understood. ``typed``: there is something in it."""

    def __init__(self, field: str, sentence: str, *, typed: bool = True) -> None:
        super().__init__(sentence)
        self.field = field
        self.typed = typed


def read_asked(base: Asked, typed: Mapping[str, str], today: date) -> Asked:
    """Return what is asked for, with what was typed.

    Raises:
        Problem: a field cannot be understood, or is missing.
    """
    sources = _names(typed["from"]) if "from" in typed else base.sources
    if "from" in typed and not sources:
        raise Problem("from", "Say from whom: a login, or the code of a worklist.", typed=False)
    to = _names(typed["to"])
    if not to:
        raise Problem("to", "Say to whom: logins, or codes of worklists.", typed=False)
    return base._replace(sources=sources, to=to, by=_by(typed["by"]), until=_until(typed["until"], today))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def _by(text: str) -> By:
    found = [one for one in get_args(By) if one.startswith(text.lower())]
    if text and len(found) != 1:
        raise Problem("by", f"“{cut(text, 20)}” is none of count, balance, score.")
    return cast(By, found[0])


def _until(text: str, today: date) -> date | None:
    if not text:
        return None
    try:
        return parse_day(text, today)
    except ValueError as error:
        raise Problem("until", str(error)) from error


def plan_lines(plan: Plan, cells: int, height: int, today: date) -> list[Line]:
    """Return what would move, and what everybody has before and after, in so many lines of so many cells.

    Where there is no room for every way from one to another, it says what each of those gets who get something; where
    there is none for that either, what they have before and after says it.
    """
    head = [*_head(plan, cells, today), BLANK]
    sides = [_row("", ["now", "", "then", ""], cells, "dim"), *(_side(side, cells) for side in plan.sides)]
    lines = [*head, *sides]
    for ways in (_ways(plan), _gets(plan)):
        whole = [*head, *(_row(way, figures, cells) for way, figures in ways), BLANK, *sides]
        if len(whole) <= height:
            lines = whole
            break
    if len(lines) > height > 1:
        hidden = len(lines) - height + 1
        lines = [*lines[: height - 1], text_line(f"… and {hidden:,} more lines: the command line shows all.", "dim")]
    return lines


def _head(plan: Plan, cells: int, today: date) -> list[Line]:
    """How many would move and until when; and whom that would divide."""
    customers = f"{plan.customers:,} customer{'' if plan.customers == 1 else 's'}"
    until = f", and come back after {say_day(plan.asked.until, today)}" if plan.asked.until is not None else ""
    waits = f"; {plan.leased:,} once nobody works on them" if plan.leased else ""
    words = f"{_accounts(plan.accounts)} of {customers} would move{until}{waits}."
    lines = [text_line(part, "strong") for part in wrapped(words, max(1, cells))]
    if plan.behind:
        words = f"{divided_words(plan)} ctrl+t takes them along."
        lines += [text_line(part, "warn") for part in wrapped(words, max(1, cells))]
    if plan.along:
        words = f"{plan.along:,} of them because others of the same customer do; ctrl+t leaves them."
        lines += [text_line(part) for part in wrapped(words, max(1, cells))]
    return lines


def _ways(plan: Plan) -> list[tuple[str, list[str]]]:
    """From whom to whom, with how many accounts and how much."""
    return [
        (f"{move.source or '(no worklist)'} → {move.target}", [f"{move.accounts:,}", say_money(move.cents)])
        for move in plan.moves
    ]


def _gets(plan: Plan) -> list[tuple[str, list[str]]]:
    """The same, from all together."""
    found: dict[str, tuple[int, Money]] = {}
    for move in plan.moves:
        accounts, cents = found.get(move.target, (0, {}))
        both = {one: cents.get(one, 0) + move.cents.get(one, 0) for one in cents | move.cents}
        found[move.target] = accounts + move.accounts, both
    return [(f"→ {target}", [f"{accounts:,}", say_money(cents)]) for target, (accounts, cents) in found.items()]


def _side(side: Side, cells: int) -> Line:
    name = f"{side.code}{f' ({side.owner})' if side.owner not in ('', side.code) else ''}"
    name += " · new" if side.new else ""
    return _row(name, [*_load(side.before), *_load(side.after)], cells)


def _row(name: str, figures: Sequence[str], cells: int, tone: str = "") -> Line:
    """A name, then numbers and amounts in turn, each to the right."""
    widths = [8 if place % 2 == 0 else _OWED for place in range(len(figures))]
    room = max(10, cells - sum(widths) - 1)
    row = fit(cut(name, room - 1), room)
    row += "".join(cut(text, wide - 1).rjust(wide) for text, wide in zip(figures, widths, strict=True))
    return text_line(row, "dim" if tone == "dim" else "")


def _load(load: Load) -> tuple[str, str]:
    return f"{load.accounts:,}", say_money(load.cents)


def say_money(cents: Money) -> str:
    """Say amounts in every currency."""
    return " + ".join(format_cents(amount, currency) for currency, amount in sorted(cents.items())) or "nothing"


def _accounts(count: int) -> str:
    return f"{count:,} account{'' if count == 1 else 's'}"


def done_words(done: Done) -> str:
    """Return what has moved, or has been taken back."""
    if done.state == "undone":
        stay = f"; {done.left:,} stay, as somebody has worked or moved them" if done.left else ""
        return f"Taken back: {_accounts(done.moved)} are where they were{stay}."
    waits = f", {done.waiting:,} of them once nobody works on them" if done.waiting else ""
    stay = f"; {done.left:,} stay, as others changed them" if done.left else ""
    return f"{_accounts(done.moved)} moved, {done.words}{waits}{stay}."
