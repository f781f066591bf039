"""What is typed of an arrangement, and what there is to say to it. Plain functions; no widgets here.

Everything typed stays text until it is saved, so that a half-typed date survives as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from collections_tui.domain.arrangements.check import band_of
from collections_tui.domain.arrangements.records import Due, PolicyLine, Terms
from collections_tui.domain.arrangements.schedule import say_every
from collections_tui.domain.arrangements.typed import Typed, typed_of
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.services.arrangement_views import ArrangementView, Ground, Preview
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.means_form import MEANS
from collections_tui.tui.widgets.lines import BLANK, Line, Run, text_line, wrapped

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Worksheet

Body = dict[str, str]

Field = Literal["number", "amount", "every", "first", "down", "down_on", "settle", "until"]
FIELDS: tuple[Field, ...] = get_args(Field)
LABELS: Mapping[Field, str] = {
    "number": "Instalments",
    "amount": "  each",
    "every": "Every",
    "first": "The first on",
    "down": "Down payment",
    "down_on": "  paid on",
    "settle": "Taken off",
    "until": "  if paid by",
}
HINTS: Mapping[Field, str] = {
    "number": "such as 6",
    "amount": "or how much is one",
    "every": "month; or week, …",
    "first": "such as 15th, eom",
    "down": "such as 100.00",
    "settle": "20%, or an amount",
}
BOTH = "both"
"""In what is kept: the number and the amount both stand as typed, and the last instalment is what is left."""
OTHER: Mapping[str, Field] = {"number": "amount", "amount": "number"}
"""Which field is worked out from which one."""
_CENTS = 11  # cells of an amount in the schedule


class Agreed(NamedTuple):
    """Terms that are ready to be saved; ``sheet`` is of their means, ``instead_of`` what they take the place of."""

    terms: Terms
    sheet: Worksheet | None
    preview: Preview
    instead_of: int | None = None


def typed_in(body: Mapping[str, str]) -> Typed:
    """Return what is typed of the terms."""
    return Typed(**{name: body[name] for name in FIELDS if body.get(name, "").strip()})


def body_of(terms: Terms, currency: str) -> Body:
    """Return what somebody would have typed to get these terms."""
    typed = typed_of(terms, currency)._asdict()
    body = {name: typed[name] for name in FIELDS if typed[name]}
    return body | ({BOTH: "yes"} if typed["number"] and typed["amount"] else {})


def said_in(body: Mapping[str, str]) -> Body:
    """Return what is kept of the fields: blanks alone are nothing."""
    known = (*FIELDS, BOTH, *MEANS, "reason")
    return {name: body[name] for name in known if body.get(name, "").strip()}


def is_begun(body: Mapping[str, str]) -> bool:
    """Tell whether it has been said how the debt is parted; until then there is nothing to work out."""
    return any(body.get(name, "").strip() for name in OTHER)


def about_words(ground: Ground) -> str:
    """Return whose debt it is, and under which policy."""
    owed = format_cents(ground.owed_cents, ground.currency)
    return f"{ground.number} {ground.customer} · {owed} owed · {ground.policy.title}"


def replaced_words(ground: Ground) -> str:
    """Return what the arrangement takes the place of; nothing where there is none yet."""
    if ground.asked is not None:
        return "Takes the place of the request that waits for a supervisor."
    if ground.running is not None:
        paid, total = (
            format_cents(cents, ground.currency)
            for cents in (ground.running.paid_cents, ground.running.arrangement.total_cents)
        )
        return f"Takes the place of the arrangement there is ({paid} of {total} paid)."
    return ""


def replaced_id(ground: Ground) -> int | None:
    """Return the id of what the arrangement takes the place of: of a request before that of what runs."""
    instead: ArrangementView | None = ground.asked or ground.running
    return None if instead is None else instead.arrangement.id


def opening_words(ground: Ground) -> str:
    """Return what to type first, and what the policy lets anybody agree to."""
    if not ground.policy.allowed:
        return f"{ground.policy.refusal}: no arrangements, unless a supervisor approves one."
    band = band_of(ground.policy, ground.owed_cents)
    if band is None:
        return "How many instalments, or how much is each?"
    months = f"{band.months} month{'' if band.months == 1 else 's'}"
    least = f", {format_cents(band.least_cents, ground.currency)} or more each" if band.least_cents else ""
    return f"How many instalments, or how much is each? The policy allows {months}{least}."


def understood(name: Field, typed: Mapping[str, str], laid: Preview | None, today: date) -> Understood:
    """Return what a field was understood as once all of them are; until then what can be typed there."""
    if laid is None:
        return Understood(words="" if typed.get(name, "").strip() else HINTS.get(name, ""))
    terms = laid.terms
    settled = terms.settlement
    words = HINTS.get(name, "") if name in ("down", "settle") and not typed.get(name, "").strip() else ""
    if name in OTHER:
        other = typed.get(OTHER[name], "").strip()
        words = f"= {worked_out(name, laid)}" if other and not typed.get(name, "").strip() else ""
    elif name == "every":
        words = say_every(terms.every)
    elif name == "first":
        words = say_day(next(due.due_on for due in laid.dues if due.number), today)
    elif name == "down_on" and terms.down_on is not None:
        words = say_day(terms.down_on, today)
    elif name == "settle" and settled is not None:
        words = f"{format_cents(settled.off_cents, laid.currency)} off"
    elif name == "until" and settled is not None:
        words = say_day(settled.until, today)
    return Understood(words=words)


def worked_out(name: str, laid: Preview) -> str:
    """Return the number of instalments, or the amount of one, as it follows from what was typed."""
    plain = [due for due in laid.dues if due.number]
    if name == "number":
        return str(len(plain))
    return format_cents(plain[0].amount_cents, laid.currency).lstrip("$€£¥")


def total_words(laid: Preview, today: date) -> str:
    """Return the whole of it in a line: ``6 × $100.00 monthly on the 23rd, to Sun 23 May 2027 · $600.00 in all``."""
    plain = [due for due in laid.dues if due.number]
    each = format_cents(plain[0].amount_cents, laid.currency)
    total = format_cents(laid.total_cents, laid.currency)
    often = say_every(laid.terms.every, laid.terms.first_on)
    return f"{len(plain)} × {each} {often}, to {say_day(plain[-1].due_on, today)} · {total} in all"


def schedule_lines(laid: Preview, today: date, most: int) -> list[Line]:
    """Return what is due when, in at most so many lines: where they are more, the last one is among them."""
    rows = [due_line(due, laid.currency, today) for due in laid.dues]
    if len(rows) <= most:
        return rows
    kept = max(1, most - 2)
    return [*rows[:kept], text_line(f"    and {len(rows) - kept - 1} more, then"), rows[-1]]


def due_line(due: Due, currency: str, today: date) -> Line:
    """Return one payment of a schedule."""
    number = f"{due.number:>3} " if due.number else "now "
    amount = format_cents(due.amount_cents, currency)
    return (Run(number, "dim"), Run(f"{say_day(due.due_on, today):<16}"), Run(f"{amount:>{_CENTS}}", "strong"))


def policy_lines(lines: Sequence[PolicyLine], cells: int) -> list[Line]:
    """Return what the policy says: ``✓`` what it keeps, ``!`` what needs a supervisor, ``·`` what is mere advice."""
    found: list[Line] = []
    # What keeps it from being agreed at once comes first: it must not be what there is no room for.
    for one in sorted(lines, key=lambda line: (line.ok, line.advice)):
        mark, tone = ("✓", "dim") if one.ok else ("·", "") if one.advice else ("!", "warn")
        first, *rest = wrapped(one.text, cells - 2)
        found.append((Run(f"{mark} ", tone), Run(first, "" if tone == "dim" else tone)))  # type: ignore[arg-type]
        found += [(Run("  "), Run(part, tone)) for part in rest]  # type: ignore[arg-type]
    return found


def verdict_words(laid: Preview) -> str:
    """Return what saving will do."""
    return "enter asks a supervisor." if laid.needs_approval else "enter makes it: it is within the policy."


def few(lines: list[Line], most: int) -> list[Line]:
    """Return exactly so many lines."""
    return [*lines, *[BLANK] * (most - len(lines))][:most]
