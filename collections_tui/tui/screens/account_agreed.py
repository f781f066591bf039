"""What was agreed on an account, in words: promises, arrangements with what is paid and due, and their instalments.

Plain functions from a view to lines; nothing here draws or asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from collections_tui.domain.arrangements.schedule import say_every
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import ArrangementStatus, Instalment, Promise
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.views import AccountView
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run, Tone, ends, fit_line, text_line, wrapped

STATUS: dict[ArrangementStatus, str] = {
    "proposed": "waits for a supervisor",
    "active": "runs",
    "kept": "kept",
    "paid_early": "paid early",
    "broken": "broken",
    "cancelled": "cancelled",
    "refused": "refused",
    "superseded": "replaced",
}


class Part(NamedTuple):
    """One payment of an arrangement, as what the cursor is on; ``due`` is None on the line of the whole."""

    view: ArrangementView
    due: Instalment | None = None


def agreed_lines(view: AccountView, here: Here, cells: int, *, tall: bool = False) -> list[Line]:
    """Return what was promised and agreed and still runs, and the last answer to what was asked for.

    Each is one line; with ``tall`` as many as it takes.
    """
    lines: list[Line] = []
    for label, words in _agreed(view, here):
        tone: Tone = "dim" if label.endswith(": ") else "accent"
        if not tall:
            lines.append(fit_line((Run(label, tone), Run(words)), cells))
            continue
        # The label is a part of what is wrapped, and drawn in its own tone all the same.
        first, *rest = wrapped(label + words, cells)
        lines.append((Run(first[: len(label)], tone), Run(first[len(label) :])))
        lines += [text_line(f"  {part}") for more in rest for part in wrapped(more, cells - 2)]
    return lines


def _agreed(view: AccountView, here: Here) -> Iterator[tuple[str, str]]:
    """What there is to say, each with its label."""
    currency = view.account.currency
    for promise in running_promises(view):
        yield "Promised: ", promise_words(view, promise, here)
    for one in view.arrangements:
        if one.arrangement.status == "active":
            yield "Arrangement: ", _running(one, currency, here)
            for words in _settlement(one, currency, here):
                yield "Settlement: ", words
        elif one.arrangement.status == "proposed":
            yield "Asked for: ", f"{shape(one, currency)} · waits for a supervisor"
    for words in _answers(view, here):
        yield "▸ ", words


def broken_words(view: AccountView, here: Here) -> Iterator[str]:
    """Yield what was agreed on last and not kept, a sentence each."""
    for one in latest_promise(view):
        if one.status == "broken":
            yield f"Promise broken: {promise_words(view, one, here)}."
        elif one.status == "part kept":
            paid = format_cents(one.paid_cents, view.account.currency)
            yield f"Promise part kept: {paid} paid, {promise_words(view, one._replace(paid_cents=0), here)} promised."
    newest = next(iter(view.arrangements), None)
    if newest is not None and newest.arrangement.status == "broken" and not running_promises(view):
        yield f"Arrangement broken: {newest.arrangement.ended_reason}."


def latest_promise(view: AccountView) -> list[Promise]:
    """Return the promise made last, in a list; none where there is none that was not taken back."""
    return [one for one in view.promises if one.status != "cancelled"][:1]


def running_promises(view: AccountView) -> list[Promise]:
    """Return the promise that is waited for, in a list."""
    return [one for one in latest_promise(view) if one.status == "open"]


def promise_words(view: AccountView, promise: Promise, here: Here) -> str:
    """Return a promise in words: ``$200.00 by Fri 27 Nov, $50.00 paid, on all accounts``."""
    currency = view.account.currency
    words = f"{format_cents(promise.amount_cents, currency)} by {say_day(promise.due_on, here.today)}"
    paid = f", {format_cents(promise.paid_cents, currency)} paid" if promise.paid_cents else ""
    late = promise.status == "open" and promise.due_on < here.today
    until = f", late: counts until {say_day(promise.last_day, here.today)}" if late else ""
    return f"{words}{paid}{', on all accounts' if promise.everywhere else ''}{until}"


def shape(one: ArrangementView, currency: str) -> str:
    """Return an arrangement in few words: ``12 × $50.00 monthly on the 23rd``."""
    plain = [due for due in one.dues if due.number]
    each = format_cents(plain[0].amount_cents, currency)
    return f"{len(plain)} × {each} {say_every(one.terms.every, one.terms.first_on)}"


def _running(one: ArrangementView, currency: str, here: Here) -> str:
    paid = f"{format_cents(one.paid_cents, currency)} of {format_cents(one.arrangement.total_cents, currency)} paid"
    due = one.next_due
    if due is None:
        return paid
    left = format_cents(due.amount_cents - due.paid_cents, currency)
    which = f"{due.number} of {one.dues[-1].number}" if due.number else "down payment"
    return f"{paid} · next {left} due {say_day(due.due_on, here.today)} ({which})"


def _settlement(one: ArrangementView, currency: str, here: Here) -> Iterator[str]:
    until = one.arrangement.until
    off = one.arrangement.owed_cents - one.arrangement.total_cents
    if until is not None and off > 0:
        total = format_cents(one.arrangement.total_cents, currency)
        yield f"{format_cents(off, currency)} off if all {total} is paid by {say_day(until, here.today)}"


def _answers(view: AccountView, here: Here) -> Iterator[str]:
    """The answer to what was asked for last, as long as nothing else was agreed since."""
    newest = next((one.arrangement for one in view.arrangements), None)
    if newest is None or newest.answered_at is None or newest.status not in ("active", "refused"):
        return
    what = "Arrangement refused" if newest.status == "refused" else "Arrangement approved"
    reason = f": {newest.answer}" if newest.answer else ""
    yield f"{what} by {newest.answered_by}, {here.since(newest.answered_at)}{reason}"


# -- the pane -------------------------------------------------------------------------------------------------------


def terms_items(arrangements: Sequence[ArrangementView], currency: str, here: Here, cells: int) -> list[Item]:
    """Return every arrangement with its instalments, what runs or waits before what is over."""
    order = sorted(arrangements, key=lambda one: one.arrangement.status not in ("active", "proposed"))
    return [item for one in order for item in _items(one, currency, here, cells)] or [
        Item("none", [text_line("No arrangement yet: a agrees on one.", "dim")])
    ]


def _items(one: ArrangementView, currency: str, here: Here, cells: int) -> Iterator[Item]:
    made = one.arrangement
    total = format_cents(made.total_cents, currency)
    head = f"{here.since(made.made_at)} {made.by} · {shape(one, currency)}"
    lines = [ends(text_line(head, "strong"), text_line(f"{total} · {STATUS[made.status]}"), cells - 1)]
    for words in _more(one, currency, here):
        lines += [(Run("  "), Run(part, "dim")) for part in wrapped(words, cells - 3)]
    yield Item(made.id, lines, Part(one))
    if made.status in ("active", "proposed", "broken"):
        for due in one.dues:
            yield Item((made.id, due.number), [_due(due, currency, here, cells)], Part(one, due))


def _more(one: ArrangementView, currency: str, here: Here) -> Iterator[str]:
    made = one.arrangement
    yield from _settlement(one, currency, here)
    yield from (line.text for line in one.asked if made.status == "proposed")
    if made.answered_at is not None:
        said = "refused" if made.status == "refused" else "approved"
        reason = f": {made.answer}" if made.answer else ""
        yield f"{said} by {made.answered_by}, {here.since(made.answered_at)}{reason}"
    if made.ended_reason and made.ended_reason != made.answer:
        yield made.ended_reason


def _due(due: Instalment, currency: str, here: Here, cells: int) -> Line:
    whole = due.paid_cents >= due.amount_cents
    late = not whole and due.due_on < here.today
    mark = "✓" if whole else "!" if late else "·"
    number = f"{due.number:>3}" if due.number else " dn"
    moved = f" (was {say_day(due.moved_from, here.today)})" if due.moved_from else ""
    amount = format_cents(due.amount_cents, currency)
    if whole:
        state = "paid"
    elif due.paid_cents:
        state = f"{format_cents(due.paid_cents, currency)} paid"
    else:
        state = f"counts until {say_day(due.last_day, here.today)}" if late else ""
    left: Line = (
        Run(f"{mark} ", "warn" if late else "dim"),
        Run(number, "dim"),
        Run(f" {say_day(due.due_on, here.today)}{moved}", "dim" if whole else ""),
    )
    return ends(left, (Run(f"{state}  ", "dim"), Run(f"{amount:>11}", "dim" if whole else "strong")), cells - 1)
