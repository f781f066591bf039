"""What a collector has typed about a call, and what the program understands of it. No widgets here.

Everything typed stays text until the call is logged, so that a half-typed date survives in the draft as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from collections_tui.domain.contact.flag_values import details_from_note
from collections_tui.domain.contact.flag_words import attorney_words
from collections_tui.domain.contact.flags import flag_of_effect
from collections_tui.domain.dates import parse_day, parse_moment, say_day, say_moment
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.outcomes import Need, Outcome
from collections_tui.domain.records import Direction, Draft
from collections_tui.domain.text import clean
from collections_tui.services.views import AccountView, CallEntry
from collections_tui.tui.here import Here

if TYPE_CHECKING:
    from collections_tui.tui.dialogs.arrangement_form import Agreed

FieldName = Literal["amount", "day", "moment", "spoke_with", "note"]
FIELDS: tuple[FieldName, ...] = ("amount", "day", "moment", "spoke_with", "note")
LABELS: dict[FieldName, str] = {
    "amount": "Amount",
    "day": "By when",
    "moment": "Call back",
    "spoke_with": "Spoke with",
    "note": "Note",
}
HINTS: dict[FieldName, str] = {
    "amount": "such as 200 or 1,240.50",
    "day": "such as fri, +10d, 31 jan, eom",
    "moment": "such as 2:30pm, fri 14:00, +2h",
    "spoke_with": "the customer, unless you say who",
    "note": "a few words",
}
NOTE_WANTED: dict[str, str] = {
    "hold:attorney": "attorney’s name and number",
    "hold:bankruptcy": "court, chapter and case number",
    "hold:deceased": "who said so, and who speaks for the estate",
    "hold:dispute": "what is disputed",
    "hold:cease": "what was said",
    "hold:claim": "which insurer, and what is asked",
    "hold:hardship": "why, and until when",
}
"""What the note of an outcome is to say, by its effect. Flags that outcomes set take it from there."""
_NEED_OF: dict[FieldName, Need] = {"amount": "amount", "day": "date", "moment": "moment", "note": "note"}


class Typed(NamedTuple):
    """One call as typed so far. ``outcome`` is a code, empty until one is chosen; all else is as it was typed."""

    phone: str = ""
    direction: Direction = "outbound"
    outcome: str = ""
    amount: str = ""
    day: str = ""
    moment: str = ""
    spoke_with: str = ""
    note: str = ""
    about: str = ""
    """The ids of the customer's other accounts that were talked about, with commas between."""
    everywhere: str = ""
    """Something, where what is promised is for all accounts of the customer."""
    terms: str = ""
    """What was typed of an arrangement, as JSON."""

    @property
    def about_ids(self) -> frozenset[int]:
        """``about`` as ids; whatever is none is left out."""
        return frozenset(int(one) for one in self.about.split(",") if one.isdecimal())

    @property
    def touched(self) -> bool:
        """Whether there is anything that would have to be typed again."""
        return any((self.outcome, self.about, self.terms, *(getattr(self, name).strip() for name in FIELDS)))

    def body(self) -> dict[str, str]:
        """Return the draft's body."""
        return {name: value for name, value in self._asdict().items() if value}


def typed_from(body: Mapping[str, str]) -> Typed:
    """Return what a draft's body says; what it does not know of is left out."""
    known = {name: clean(str(body[name]), lines=name == "note") for name in Typed._fields if name in body}
    direction = known.pop("direction", "outbound")
    return Typed(**known, direction=cast(Direction, direction if direction == "inbound" else "outbound"))


class Talk(NamedTuple):
    """When a call began, how long it lay aside since, and when it ended if it was taken back to be corrected."""

    started_at: datetime
    paused: timedelta = timedelta()
    ended_at: datetime | None = None

    def began(self, now: datetime) -> datetime:
        """Return when the call began that is logged now: no later than now, by a clock that was set back meanwhile."""
        return min(self.started_at, now)

    def end(self, now: datetime) -> datetime:
        """Return when the call ends that is logged now: what it lay aside is no part of it."""
        return min(self.ended_at or max(self.started_at, now - self.paused), now)


def talk_from(draft: Draft | None, now: datetime) -> Talk:
    """Return the times of a call that begins now, or that goes on now after it was last typed into."""
    if draft is None:
        return Talk(now)
    aside = max(timedelta(), now - draft.updated_at)
    return Talk(draft.started_at, timedelta(seconds=draft.paused_seconds) + aside, draft.ended_at)


class Understood(NamedTuple):
    """What a field says: ``words`` repeats it, ``problem`` says what is wrong with it, ``value`` is what is logged."""

    value: object = None
    words: str = ""
    problem: str = ""


def fields_for(outcome: Outcome) -> tuple[FieldName, ...]:
    """Return the fields that an outcome shows, in the order in which they are filled in; the note comes last."""
    wanted = outcome.requires | outcome.asks
    if is_arrangement(outcome):
        wanted -= {"amount", "date"}  # the terms have them
    return tuple(name for name in FIELDS if _shows(outcome, name, wanted))


def is_arrangement(outcome: Outcome) -> bool:
    """Tell whether the outcome is one of which the terms of an arrangement are taken down."""
    return outcome.promises and outcome.code.endswith("arrangement")


def _shows(outcome: Outcome, name: FieldName, wanted: frozenset[Need]) -> bool:
    if name == "note":
        return True
    if name == "spoke_with":
        return outcome.connected
    return _NEED_OF[name] in wanted


def needs_fields(outcome: Outcome, typed: Typed) -> bool:
    """Tell whether the outcome's fields have to be shown before it can be logged.

    A note that was typed before the outcome was chosen is enough for one that requires nothing else; but where it is to
    name an attorney, what was understood is shown before it is written, unless a telephone number is in it too.
    """
    if outcome.effect == "hold:attorney" and not details_from_note("attorney", typed.note, date.min).get("phones"):
        return True
    return bool(outcome.requires - {"note"}) or ("note" in outcome.requires and not typed.note.strip())


def understand(name: FieldName, typed: Typed, outcome: Outcome, view: AccountView, here: Here) -> Understood:
    """Return what a field means for this account, in words to say back."""
    text = getattr(typed, name).strip()
    required = _NEED_OF.get(name) in outcome.requires
    if not text and required:
        hint = NOTE_WANTED.get(outcome.effect, HINTS[name]) if name == "note" else HINTS[name]
        return Understood(words=hint, problem=f"needed, {hint}")
    if name == "note" and text:
        return Understood(text, note_words(text, outcome, here))
    if not text:
        return _unsaid(name, typed, outcome, view)
    try:
        if name == "amount":
            return _amount(text, typed, view)
        if name == "day":
            return _day(text, here)
        if name == "moment":
            return _moment(text, typed, view, here)
    except ValueError as error:
        return Understood(problem=str(error))
    return Understood(text)


def note_words(note: str, outcome: Outcome, here: Here) -> str:
    """Return what the flag that an outcome sets takes from its note, to say back; '' where that is the note itself."""
    kind = flag_of_effect(outcome.effect)
    if kind not in ("attorney", "bankruptcy"):
        return ""
    found = details_from_note(kind, note, here.today)
    if kind == "attorney":
        known = attorney_words(found)
        return f"attorney: {known}" + ("" if found.get("phones") else ", no number yet")
    chapter = f"chapter {found['chapter']}" if "chapter" in found else "no chapter yet"
    return f"bankruptcy: {chapter}, " + (
        f"case {found['case_number']}" if "case_number" in found else "no case number yet"
    )


def _unsaid(name: FieldName, typed: Typed, outcome: Outcome, view: AccountView) -> Understood:
    if name == "amount" and outcome.promises:
        whole = whole_in_view(view, everywhere=bool(typed.everywhere))
        return Understood(words=f"{whole.words}{_where(typed)}")
    return Understood(words=HINTS[name])


def owed_in_view(view: AccountView, *, everywhere: bool) -> int:
    """Return what is owed on the account in cents, or on all of the customer's in its currency."""
    account = view.account
    if not everywhere:
        return account.balance_cents
    others = (one.balance_cents for one in view.siblings if one.currency == account.currency)
    return sum(max(0, cents) for cents in (account.balance_cents, *others))


def whole_in_view(view: AccountView, *, everywhere: bool) -> Understood:
    """Return what is promised where no amount is typed, in cents and in words: what is asked for, or all of it."""
    owed, currency = owed_in_view(view, everywhere=everywhere), view.account.currency
    if everywhere or not 0 < view.asked_cents < owed:
        return Understood(owed, f"all of it: {format_cents(owed, currency)}")
    return Understood(view.asked_cents, f"what is asked for: {format_cents(view.asked_cents, currency)}")


def with_amount(entry: CallEntry, view: AccountView) -> CallEntry:
    """Return what is logged with the amount that is promised where none was typed."""
    if entry.promised_on is None or entry.amount_cents is not None:
        return entry
    return entry._replace(amount_cents=cast(int, whole_in_view(view, everywhere=entry.everywhere).value))


def _where(typed: Typed) -> str:
    return ", on all accounts" if typed.everywhere else ""


def _amount(text: str, typed: Typed, view: AccountView) -> Understood:
    account = view.account
    cents = parse_cents(text, currency=account.currency)
    if cents <= 0:
        return Understood(problem="an amount is more than nothing")
    all_of_it = owed_in_view(view, everywhere=bool(typed.everywhere))
    said, owed = format_cents(cents, account.currency), format_cents(all_of_it, account.currency)
    over = cents > all_of_it
    return Understood(cents, f"{said}, more than the {owed} owed" if over else f"{said} of {owed}{_where(typed)}")


def _day(text: str, here: Here) -> Understood:
    day = parse_day(text, here.today)
    if day < here.today:
        return Understood(problem=f"{say_day(day, here.today)} has passed")
    days = (day - here.today).days
    return Understood(day, say_day(day, here.today) + (f", in {days} days" if days > 1 else ""))


def _moment(text: str, typed: Typed, view: AccountView, here: Here) -> Understood:
    """A call-back is agreed in the customer's time; one who may be in several places has that of the first."""
    place, there = _clock_of(typed, view, here)
    moment = parse_moment(text, there)
    said = say_moment(moment, there.date())
    ours = here.when(moment)
    return Understood(moment, f"{said} {place}, {ours} here" if place else said)


def _clock_of(typed: Typed, view: AccountView, here: Here) -> tuple[str, datetime]:
    places = next((line.places for line in view.phones if line.phone.e164 == typed.phone), view.places)
    if not places:
        return "", here.local(here.now)
    label, there = places[0]
    return label, here.now.astimezone(there.tzinfo)


def problems(typed: Typed, outcome: Outcome, view: AccountView, here: Here) -> dict[FieldName, str]:
    """Return what keeps the call from being logged, field by field; empty when nothing does."""
    read = {name: understand(name, typed, outcome, view, here) for name in fields_for(outcome)}
    return {name: one.problem for name, one in read.items() if one.problem}


def entry_of(
    typed: Typed,
    outcome: Outcome,
    view: AccountView,
    here: Here,
    operation_id: str,
    talk: Talk,
    agreed: Agreed | None = None,
) -> CallEntry:
    """Return what is logged. There must be no ``problems``; an arrangement needs what was ``agreed``."""
    arranged = agreed if is_arrangement(outcome) else None
    read = {name: understand(name, typed, outcome, view, here).value for name in fields_for(outcome)}
    return CallEntry(
        account_id=view.account.id,
        outcome=outcome.code,
        operation_id=operation_id,
        phone=typed.phone,
        direction=typed.direction,
        started_at=talk.began(here.now),
        ended_at=talk.end(here.now),
        spoke_with=typed.spoke_with.strip(),
        note=typed.note,
        amount_cents=cast(int | None, read.get("amount")),
        promised_on=cast(date | None, read.get("day")),
        moment=cast(datetime | None, read.get("moment")),
        about=tuple(one.account_id for one in view.siblings if one.account_id in typed.about_ids),
        everywhere=bool(typed.everywhere) and outcome.promises and not is_arrangement(outcome),
        terms=None if arranged is None else arranged.terms,
        means=None if arranged is None else arranged.sheet,
        instead_of=None if arranged is None else arranged.instead_of,
    )
