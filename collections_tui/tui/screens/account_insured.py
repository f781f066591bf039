"""The insurance of an account as items of a list: who insures, what they did in plain words, who was not asked yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.dates import say_day
from collections_tui.domain.insurance.assistance import Notice
from collections_tui.domain.money import format_cents
from collections_tui.services.claim_words import Explained
from collections_tui.services.coverages import rank_words
from collections_tui.services.insured import Insured, Unasked
from collections_tui.tui.here import Here
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, Run, ends, text_line, wrapped


class Protection(NamedTuple):
    """The line about financial assistance, as what the cursor is on."""

    kind: Literal["assistance"] = "assistance"


class NewInsurance(NamedTuple):
    """The line that adds an insurance, as what the cursor is on."""

    kind: Literal["new"] = "new"


def insured_items(
    insured: Insured | None, currency: str, here: Here, cells: int, notices: Sequence[Notice] | None = None
) -> list[Item]:
    """Return who insures the customer, then invoice by invoice what insurers did, and where nobody was asked.

    With ``notices`` it is a hospital: what protects its patient stands at the end.
    """
    if insured is None:
        return [Item("reading", [text_line("", "dim")])]
    items = [Item(("coverage", one.id), _coverage(one, here, cells), one) for one in insured.coverages]
    words = "+ another insurance" if items else "Nobody is known to insure them: enter takes an insurance down"
    items.append(Item("new", [text_line(words, "dim")], NewInsurance()))
    items += [
        Item(("explained", at), _explained(one, currency, cells), one) for at, one in enumerate(insured.explained)
    ]
    items += [Item(("unasked", one.invoice.id), [_unasked(one, currency, cells)], one) for one in insured.unasked]
    if notices is not None:
        items.append(Item("assistance", _protection(notices, cells), Protection()))
    return items


def _protection(notices: Sequence[Notice], cells: int) -> list[Line]:
    """What protects the patient, each with its source."""
    lines: list[Line] = [(Run("Financial assistance", "strong"), Run(" · enter takes down what happened", "dim"))]
    for one in notices:
        lines += [text_line(f"  {part}") for part in wrapped(f"{one.words} ({one.source})", cells - 2)]
    return lines


def _coverage(one: Coverage, here: Here, cells: int) -> list[Line]:
    ended = one.valid_to is not None and one.valid_to < here.today
    group = f", group {one.group}" if one.group else ""
    left: Line = (
        Run(f"{rank_words(one.rank)} ", "dim"),
        Run(one.payer.name, "dim" if ended else "strong"),
        Run(f" · {one.member}{group}"),
    )
    days = f"since {one.valid_from}"
    if one.valid_to is not None:
        days = f"{'until' if ended else 'to'} {say_day(one.valid_to, here.today)}"
    lines = [ends(left, text_line(days, "dim"), cells)]
    return [
        *lines,
        *(text_line(f"  {part}", "dim") for words in _verified(one, here) for part in wrapped(words, cells - 2)),
    ]


def _verified(one: Coverage, here: Here) -> Iterator[str]:
    if one.verified_at is None:
        yield "never verified"
        return
    said = "; ".join(f"{name} {words}" for name, words in one.said) or "nothing more was said"
    yield f"verified {here.since(one.verified_at)} by {one.verified_by}: {said}"


def _explained(one: Explained, currency: str, cells: int) -> list[Line]:
    claim = one.claim
    name = one.payer if claim is None else f"{claim.name} {one.payer} · {claim.status}"
    asked = f"{format_cents(one.waits_cents, currency)} waits" if one.waits_cents else ""
    theirs = f"{format_cents(one.patient_cents, currency)} theirs" if one.patient_cents else ""
    right = text_line(" · ".join(filter(None, (theirs, asked))), "strong")
    lines = [ends((Run(name, "strong"), Run(f" · {one.invoice}", "dim")), right, cells)]
    return [*lines, *(text_line(f"  {part}") for part in wrapped(" ".join(one.sentences), cells - 2))]


def _unasked(one: Unasked, currency: str, cells: int) -> Line:
    left: Line = (
        Run(one.invoice.number),
        Run(f" · {one.coverage.payer.name} not asked: enter makes a claim", "dim"),
    )
    return ends(left, text_line(format_cents(one.invoice.open_cents, currency)), cells)
