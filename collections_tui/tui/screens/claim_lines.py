"""One claim as lines: in the head what is needed to talk about it, under it what was asked, refused and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.insurance.claim_rank import when_words
from collections_tui.domain.insurance.records import ClaimContact, ClaimLine
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.services.claim_views import ClaimView
from collections_tui.services.payers import HOME_ZONE
from collections_tui.tui.here import Here
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.text import cut, fit
from collections_tui.tui.widgets.lines import BLANK, Line, Run, ends, flowing, line_cells, text_line, wrapped

_OWN_WORDS = {
    "filed": "Filed",
    "appeal_sent": "Contested",
    "closed": "Closed",
    "remittance": "Remittance",
    "made": "Made",
    "reopened": "Open again",
    "undone": "Taken back",
}
_MOST_NOTE = 6
_SHORTEST_NAME = 8


def head_lines(view: ClaimView, here: Here, cells: int, me: str) -> list[Line]:
    """Return what it is, whose, whom to ask, what it comes to, and what is next; ``me`` is my login."""
    claim = view.claim
    by = when_words(view.deadline, here.today) if claim.next_on is not None else ""
    stake = view.outstanding_cents or view.underpaid_cents
    asked = f"{format_cents(stake, view.currency)} {'asked' if view.outstanding_cents else 'too little'}"
    rest: Line = (
        Run(" · "), Run(claim.status, "accent"), Run(f" · {by}" if by else "", "warn" if _near(view, here) else ""),
    )  # fmt: skip
    right = text_line(asked if stake else "", "strong")
    # The name of the insurer gives way: the day by which it has to be done never does.
    room = max(_SHORTEST_NAME, cells - line_cells(rest) - line_cells(right) - len(claim.name) - 2)
    state: Line = (Run(f"{claim.name} ", "strong"), Run(cut(claim.payer.name, room), "strong"), *rest)
    numbers, amounts = _numbers(view), _amounts(view)
    return [
        ends(state, right, cells),
        text_line(_whose(view)),
        *flowing(text_line(numbers[0], "dim"), [Run(part, "dim") for part in numbers[1:]], cells),
        phone_line(view, here),
        *flowing(text_line(amounts[0]), [Run(part) for part in amounts[1:]], cells),
        text_line(_next(view, here, me), "accent" if claim.next_on is not None and claim.next_on <= here.today else ""),
        text_line(" · ".join(f"+{one.points} {one.text}" for one in view.why), "dim"),
        text_line("─" * cells, "dim"),
    ]


def _near(view: ClaimView, here: Here) -> bool:
    return view.deadline is not None and (view.deadline - here.today).days <= 3


def _whose(view: ClaimView) -> str:
    return f"{view.customer.name} · account {view.account} · invoice {view.invoice} · {view.client.name}"


def _numbers(view: ClaimView) -> list[str]:
    claim, coverage = view.claim, view.coverage
    days = short_span(view)
    parts = [f"service {days}", f"our number {claim.control}"]
    parts += [f"theirs {claim.number}"] if claim.number else []
    if coverage is not None:
        parts.append(f"member {coverage.member}{f', group {coverage.group}' if coverage.group else ''}")
    return parts


def short_span(view: ClaimView) -> str:
    """Return the days of the services."""
    claim = view.claim
    first, last = claim.service_from.isoformat(), claim.service_to.isoformat()
    return first if first == last else f"{first} to {last}"


def phone_line(view: ClaimView, here: Here) -> Line:
    """Return how to ask: the number, whether somebody answers at this moment, what time it is there, the portal."""
    payer = view.claim.payer
    if not payer.phone and not payer.portal:
        return text_line("No number of the insurer is known: H adds it.", "dim")
    runs = [Run(f"☎ {say_phone(payer.phone)} " if payer.phone else "", "strong")]
    if payer.phone:
        answers = {True: "answers now", False: "closed", None: ""}[view.answers]
        opens = view.opens_at if view.answers is False else None
        runs.append(Run(answers, "accent" if view.answers else "warn"))
        runs.append(Run(f"{', ' if answers else ''}{there_words(payer, here.now, opens)}"))
    runs.append(Run(f"{' · ' if payer.phone else ''}{payer.portal}" if payer.portal else "", "dim"))
    return tuple(runs)


def _opens_there(payer: Payer, now: datetime, opens: datetime) -> str:
    """When they open by their own clock, as everything else that is said of when somebody may be called."""
    zone = ZoneInfo(payer.zone or HOME_ZONE)
    local, today = opens.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else say_moment(local, today)


def there_words(payer: Payer, now: datetime, opens_at: datetime | None = None) -> str:
    """Return what time it is at the insurer's, when it opens by the same clock, and its hours."""
    there = f"{now.astimezone(ZoneInfo(payer.zone or HOME_ZONE)):%H:%M} there"
    opens = "" if opens_at is None else f"opens {_opens_there(payer, now, opens_at)}"
    return ", ".join(filter(None, (there, opens, payer.hours)))


def _amounts(view: ClaimView) -> list[str]:
    claim = view.claim
    expected = [] if claim.expected_cents is None else [("agreed", claim.expected_cents)]
    told = [
        ("paid", claim.paid_cents), ("by contract", claim.written_cents), ("patient's", claim.patient_cents),
        ("refused", claim.refused_cents), ("other", claim.other_cents), ("not decided yet", claim.undecided_cents),
    ]  # fmt: skip
    shown = [("charged", claim.charge_cents), *expected, *(one for one in told if one[1])]
    words = [f"{name} {format_cents(cents, view.currency)}" for name, cents in shown]
    return words if claim.answered else [*words, "no answer yet"]


def _next(view: ClaimView, here: Here, me: str) -> str:
    claim = view.claim
    if claim.next_on is None:
        closed = f": {claim.closed_reason}" if claim.closed_reason else ""
        return f"Nothing is left to be done{closed}."
    taken = f" · {claim.taken_by} has it" if claim.taken_by not in ("", me) else ""
    return f"Next: {claim.next_action}, {say_day(claim.next_on, here.today)}{taken}"


def body_lines(view: ClaimView, here: Here, cells: int, words: Mapping[str, str]) -> list[Line]:
    """Return what is read under the head: whom to ask, why it was refused, its lines, and all that was said.

    Args:
        view: the claim.
        here: this moment.
        cells: of a line.
        words: what codes of outcomes are called.
    """
    parts = [_ask_lines(view, cells), _refusal_lines(view, cells), _line_lines(view, here, cells)]
    parts.append(_log_lines(view, here, cells, words))
    found: list[Line] = []
    for part in parts:
        if part and found:
            found.append(BLANK)
        found += part
    return found


def _ask_lines(view: ClaimView, cells: int) -> list[Line]:
    note = view.claim.payer.note
    shown = [] if view.diagnoses is None else [text_line(f"Diagnoses: {', '.join(view.diagnoses) or 'none'}")]
    return [*shown, *(text_line(part) for part in wrapped(note, cells, _MOST_NOTE))] if note else shown


def _refusal_lines(view: ClaimView, cells: int) -> list[Line]:
    refusal, claim = view.refusal, view.claim
    if refusal is None:
        return []
    lines = [text_line(f"Refused: {refusal.kind}", "strong")]
    for code, reason in zip(claim.refusal, refusal.reasons, strict=True):
        lines += [text_line(part) for part in wrapped(f"{code}  {reason}", cells)]
    if claim.status != "closed" and claim.refused_cents:
        lines += [text_line(part, "dim") for part in wrapped(refusal.helps, cells)]
        for one in refusal.send:
            lines += [text_line(part, "dim") for part in wrapped(f"· {one}", cells)]
    return lines


_COLUMNS = ("charged", "agreed", "paid", "patient's", "refused", "too little")
_CELLS = 11
_CODE = 12
_DAY = 7


def _line_lines(view: ClaimView, here: Here, cells: int) -> list[Line]:
    if not view.lines:
        return []
    rows = [_cents(view, line) for line in view.lines]
    room, shown = max(1, (cells - _CODE - _DAY) // _CELLS), list(range(len(_COLUMNS)))
    if room < len(shown):  # those that say nothing give way, then what was agreed: it follows from the others
        shown = [at for at in shown if at == 0 or any(row[at] is not None for row in rows)]
        shown = [at for at in shown if at != 1 or len(shown) <= room][:room]
    title = f"{'Services':<{_CODE}}{'':<{_DAY}}" + "".join(f"{_COLUMNS[at]:>{_CELLS - 1}} " for at in shown)
    lines = [
        _one_line(view, line, here, [(at, row[at]) for at in shown])
        for line, row in zip(view.lines, rows, strict=True)
    ]  # fmt: skip
    return [text_line(title, "dim"), *lines]


def _cents(view: ClaimView, line: ClaimLine) -> list[int | None]:
    """What stands in the columns; None for nothing."""
    told = next((one for one in view.told if one.position == line.position), None)
    answer: list[int | None] = [None] * 4
    if told is not None:
        answer = [told.paid_cents, told.patient_cents or None, told.refused_cents or None, told.short_cents or None]
    return [line.charge_cents, line.expected_cents, *answer]


def _one_line(view: ClaimView, line: ClaimLine, here: Here, amounts: Sequence[tuple[int, int | None]]) -> Line:
    code = f"{line.code} {line.modifier}".strip()
    runs = [Run(fit(code, _CODE)), Run(fit(short_day(line.service_on, here.today), _DAY), "dim")]
    for at, amount in amounts:
        words = "" if amount is None else format_cents(amount, view.currency)
        runs.append(Run(f"{words:>{_CELLS - 1}} ", "warn" if at == len(_COLUMNS) - 1 else ""))
    return tuple(runs)


def _log_lines(view: ClaimView, here: Here, cells: int, words: Mapping[str, str]) -> list[Line]:
    if not view.contacts:
        return [text_line("Nothing was said or done about it yet.", "dim")]
    lines: list[Line] = [text_line("What was said and done", "dim")]
    for one in view.contacts:
        lines += _contact_lines(one, here, cells, words)
    return lines


def _contact_lines(one: ClaimContact, here: Here, cells: int, words: Mapping[str, str]) -> list[Line]:
    outcome = words.get(one.outcome) or _OWN_WORDS.get(one.outcome, one.outcome)
    if one.day is not None:
        outcome += f"{' ' if one.outcome in _OWN_WORDS else ': '}{say_day(one.day, here.today)}"
    parts = [Run(f"spoke with {one.spoke_with}")] if one.spoke_with and one.outcome not in _OWN_WORDS else []
    parts += [Run(f"ref {one.reference}")] if one.reference else []
    when = f"{here.when(one.at)} "
    rows = flowing((Run(when, "dim"), Run(outcome, "strong")), [*parts, Run(one.by, "dim")], cells, len(when))
    return [*rows, *(text_line(f"  {part}") for part in wrapped(one.note, cells - 2, _MOST_NOTE))]
