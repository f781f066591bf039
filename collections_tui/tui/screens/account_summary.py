"""The account in words: who owes, how to reach them, what they owe, and what should make a caller stop.

Plain functions from a view to lines; nothing here draws or asks. The parts are laid out for a narrow screen (over the
pane) and for a wide one (in a column beside it).
"""

from __future__ import annotations

from collections.abc import Iterable

from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents, say_owed
from collections_tui.domain.records import Hold, HoldKind
from collections_tui.services.post_words import address_words
from collections_tui.services.views import AccountView, PhoneLine
from collections_tui.tui.here import Here
from collections_tui.tui.languages import spoken
from collections_tui.tui.screens.account_agreed import agreed_lines, broken_words
from collections_tui.tui.screens.account_flags import holds_without_flag, known_line, known_lines, stop_words
from collections_tui.tui.screens.account_heard import asked_lines, heard_lines
from collections_tui.tui.screens.verdicts import MAY, WARNED, Verdict, of_phone
from collections_tui.tui.text import cut, fit
from collections_tui.tui.widgets.aging_bar import AGES, aging_bars
from collections_tui.tui.widgets.lines import BLANK, Line, Run, Tone, ends, fit_line, line_cells, text_line, wrapped

HOLD_WORDS: dict[HoldKind, str] = {
    "dispute": "Disputed",
    "cease": "Asked us to stop calling",
    "attorney": "Has an attorney",
    "bankruptcy": "Bankruptcy",
    "deceased": "Customer has died",
    "claim": "Waits for the insurer",
    "supervisor": "With a supervisor",
    "hardship": "Hardship",
}
_PHONES_NARROW = 4
_ALL = 1_000  # cells in which anything fits
_UNDER = 4  # cells by which what belongs to a number is indented under it
_FEW = 2
_TOLD = frozenset({"may_apply", "above_estimate", "granted"})
"""What is to be told to the patient of a hospital, and forbids nothing."""


def narrow_summary(view: AccountView, here: Here, cells: int, height: int) -> list[Line]:
    """Return the summary over a pane, at most ``height`` lines; what matters least leaves first."""
    head = [*title(view, cells), *warnings(view, here, cells)]
    phones = phone_lines(view, cells)
    room = height - len(head)
    # Where there is little room the numbers go before everything else that is left.
    most = max(1, min(len(phones), _PHONES_NARROW, room if room <= _FEW else room - 1))
    shown = _some(phones, most, "more numbers: the digits choose them too", cells)
    agreed = agreed_lines(view, here, cells)
    known = [*known_line(view, cells), *agreed, *reach_lines(view, cells)]
    rest = [*known, aging_line(view, cells), why_line(view, cells), *plan_lines(view, here, cells)]
    return [fit_line(line, cells) for line in [*head, *shown, *rest][:height]]


def wide_summary(view: AccountView, here: Here, cells: int, height: int) -> list[Line]:
    """Return the summary beside a pane: each part under its own heading, at most ``height`` lines."""
    parts = [
        [*title(view, cells), *address_lines(view, cells)],
        warnings(view, here, cells, tall=True),
        _wide_phones(view, cells, height),
        known_lines(view, cells, 4),
        agreed_lines(view, here, cells, tall=True),
        [text_line("Owed by age", "strong"), *aging_bars(view.aging, view.account.currency, cells)],
        [text_line(f"Ranks here with {view.score}", "strong"), *why_table(view, cells)],
        plan_lines(view, here, cells),
    ]
    lines: list[Line] = []
    for part in parts:
        if part:
            lines += [BLANK, *part] if lines else part
    return [fit_line(line, cells) for line in lines[:height]]


def _wide_phones(view: AccountView, cells: int, height: int) -> list[Line]:
    """The numbers, each with its reason under it where there is no room beside; what is missing is counted."""
    most = max(2, height // 4)
    tall = tall_phone_lines(view, cells)
    if sum(map(len, tall)) > most and len(tall) > 1:
        return _some(phone_lines(view, cells), most, "more numbers: the digits choose them too", cells)
    return [line for lines in tall for line in lines]


def title(view: AccountView, cells: int) -> list[Line]:
    """Return who owes how much to whom, in two lines."""
    account = view.account
    late = f"{view.days_past_due} days late" if view.days_past_due else "nothing late"
    owed = say_owed(account.balance_cents, account.currency)
    state = "" if account.status == "open" else f" · {account.status}"
    return [
        ends(text_line(view.customer.name, "strong"), text_line(owed, "strong"), cells),
        ends((Run(f"{account.number} · {view.client.name}{state}", "dim"),), text_line(late), cells),
    ]


def address_lines(view: AccountView, cells: int) -> list[Line]:
    """Return where the customer lives, and the rest of what reaches them."""
    customer = view.customer
    place = " ".join(filter(None, (customer.state, customer.postcode)))
    where = ", ".join(filter(None, (customer.street, customer.city, place)))
    besides = " · ".join(filter(None, (address_words(customer.email, view.refusal), spoken(customer.language))))
    return [text_line(cut(one, cells)) for one in (where, besides) if one]


def reach_lines(view: AccountView, cells: int) -> list[Line]:
    """Return what reaches the customer besides the numbers, dim and in one line where there is room for all of it."""
    parts = ["".join(run.text for run in line) for line in address_lines(view, cells)]
    together = " · ".join(parts)
    return [text_line(part, "dim") for part in ([together] if len(together) <= cells else parts) if part]


def warnings(view: AccountView, here: Here, cells: int, *, tall: bool = False) -> list[Line]:
    """Return everything that should stop or slow whoever is about to call, the gravest first.

    Each is one line; with ``tall`` as many as it takes.
    """
    found = [*_taken(view, here), *_holds(view, here), *_closed(view), *_disputed(view), *broken_words(view, here)]
    lines: list[Line] = heard_lines(view, here, cells)
    for words in found:
        lines += _marked("! ", "warn", words, cells, tall)
    if view.draft is not None:
        begun = here.since(view.draft.started_at)
        lines += _marked("▸ ", "accent", f"A call begun {begun} is not finished: c continues it.", cells, tall)
    lines += asked_lines(view, here, cells)
    for one in view.notices:  # what forbids something is marked, what is to be told to the patient is not
        told = one.rule in _TOLD
        lines += _marked("· " if told else "! ", "" if told else "warn", one.words, cells, tall)
    return lines


def _marked(mark: str, tone: Tone, words: str, cells: int, tall: bool) -> list[Line]:
    """Words behind a mark, in one line or as many as they take."""
    if not tall:
        return [fit_line((Run(mark, tone), Run(words, tone)), cells)]
    first, *rest = wrapped(words, cells - len(mark))
    return [(Run(mark, tone), Run(first, tone)), *((Run(" " * len(mark)), Run(part, tone)) for part in rest)]


def _taken(view: AccountView, here: Here) -> list[str]:
    if view.lease is None or view.mine or view.heard is not None:
        return []
    return [
        f"{view.lease.login} is working on this account since {here.since(view.lease.claimed_at)}: look, don't call."
    ]


def _holds(view: AccountView, here: Here) -> list[str]:
    return [*stop_words(view), *(hold_words(hold, here) for hold in holds_without_flag(view))]


def hold_words(hold: Hold, here: Here) -> str:
    """Return a hold in words: what, since when, until when, and what was noted."""
    since = say_day(here.local(hold.since).date(), here.today)
    until = f", until {say_day(hold.until, here.today)}" if hold.until else ""
    note = f" · {hold.note}" if hold.note else ""
    return f"{HOLD_WORDS[hold.kind]} since {since}{until}: do not collect{note}"


def why_no_call(view: AccountView) -> str:
    """Return what speaks against calling on this account at all, in a short sentence; nothing where nothing does."""
    if view.account.status == "closed":
        return "This account is closed."
    return f"{HOLD_WORDS[view.holds[0].kind]}." if view.holds else ""


def _disputed(view: AccountView) -> list[str]:
    """What of the debt is disputed or waits for insurers, apart from what is asked for."""
    disputed, waits, asked = (
        format_cents(cents, view.account.currency)
        for cents in (view.disputed_cents, view.pending_cents, view.asked_cents)
    )
    lines = [f"Disputed: {disputed} of what is owed. {asked} is asked for."] if view.disputed_cents else []
    if view.pending_cents:
        patient = asked if view.asked_cents else "nothing"
        lines.append(f"Insurers are asked for {waits} of what is owed, the patient for {patient}.")
    return lines


def _closed(view: AccountView) -> list[str]:
    if view.account.status != "closed":
        return []
    return [f"Closed: {view.account.closed_reason}" if view.account.closed_reason else "This account is closed."]


def phone_lines(view: AccountView, cells: int) -> list[Line]:
    """Return the numbers with the digit that calls each, and whether it may be rung now, in one line each."""
    if not view.phones:
        return [text_line("No number is known: + adds one.", "dim")]
    verdicts = [of_phone(view, line) for line in view.phones]
    said = _widest(line.said for line in view.phones)
    # Reasons differ in length, and clocks stand under each other where there are only clocks.
    words = 0 if any(one.because for one in verdicts) else _widest(one.said for one in verdicts)
    lines: list[Line] = []
    for number, (line, verdict) in enumerate(zip(view.phones, verdicts, strict=True), 1):
        who = _phone(number, line, verdict, said)
        lines.append((*who, *verdict.runs(cells - line_cells(who), words)))
    return lines


def tall_phone_lines(view: AccountView, cells: int) -> list[list[Line]]:
    """Return the numbers as `phone_lines` does, each in as many lines as that takes where columns are narrow."""
    if not view.phones:
        return [phone_lines(view, cells)]
    said = _widest(line.said for line in view.phones)
    return [_tall(number, line, of_phone(view, line), said, cells) for number, line in enumerate(view.phones, 1)]


def _tall(number: int, line: PhoneLine, verdict: Verdict, said: int, cells: int) -> list[Line]:
    who = _phone(number, line, verdict, said)
    whole: Line = (*who, *verdict.runs(_ALL))
    if line_cells(whole) <= cells:
        return [whole]
    first: Line = (*who, *verdict._replace(because="", clocks="").runs(_ALL))
    more = [part for part in (verdict.because, verdict.clocks) if part]
    texts = [" · ".join(more)] if len(" · ".join(more)) <= cells - _UNDER else more
    rest = [part for text in texts for part in wrapped(text, cells - _UNDER)]
    return [first, *((Run(" " * _UNDER), Run(part, "dim")) for part in rest)]


def _phone(number: int, line: PhoneLine, verdict: Verdict, said: int) -> Line:
    """A number and its kind. Its own digits are a link that a terminal can hand to a softphone."""
    return (
        Run(f"{number} " if number <= 9 else "  ", "accent"),
        Run(fit(line.said, said), "strong" if verdict.sign in (MAY, WARNED) else "dim", link=f"tel:{line.phone.e164}"),
        Run(f" {line.phone.kind:<6} ", "dim"),
    )


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def aging_line(view: AccountView, cells: int) -> Line:
    """Return what is owed by age in one line; ages with nothing are left out."""
    runs = [Run("Owed by age: ", "dim")]
    for name, cents in zip(AGES, view.aging, strict=True):
        if cents:
            amount = format_cents(cents, view.account.currency)
            runs += [Run(f"{name} ", "dim"), Run(amount, "strong" if name == AGES[-1] else ""), Run("  ")]
    if len(runs) == 1:
        runs.append(Run("nothing", "dim"))
    return fit_line(tuple(runs), cells)


def why_line(view: AccountView, cells: int) -> Line:
    """Return why the account ranks here in one line, the weightiest reason first."""
    reasons = " · ".join(f"{why.points:+d} {why.text}" for why in view.why)
    return fit_line((Run(f"Ranks here with {view.score}: ", "dim"), Run(reasons or "no rule holds")), cells)


def why_table(view: AccountView, cells: int) -> list[Line]:
    """Return why the account ranks here, a line for each reason; they add up to its score."""
    return [fit_line((Run(f"{why.points:+5d} ", "dim"), Run(why.text)), cells) for why in view.why]


def plan_lines(view: AccountView, here: Here, cells: int) -> list[Line]:
    """Return what comes next, where there is something."""
    lines: list[Line] = []
    planned = view.account.next_action_at
    if planned is not None and view.account.status == "open":
        what = f" · {view.account.next_action}" if view.account.next_action else ""
        label = "Next: " if planned > here.now else "Due since "
        lines.append((Run(label, "dim"), Run(f"{here.when(planned)}{what}")))
    return [fit_line(line, cells) for line in lines]


def _some(lines: list[Line], most: int, more: str, cells: int) -> list[Line]:
    """The first of the lines; what is missing is counted in the last of them."""
    if len(lines) <= most:
        return lines
    if most == 1:
        return [ends(lines[0], (Run(f" and {len(lines) - 1} more", "dim"),), cells)]
    kept = max(0, most - 1)
    return [*lines[:kept], text_line(f"  and {len(lines) - kept} {more}", "dim")]
