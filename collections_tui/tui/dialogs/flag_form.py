"""What a person has typed about a flag, and what the program understands of it. No widgets here.

Everything typed stays text until the flag is set, so that a half-typed day survives as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from typing import NamedTuple

from collections_tui.domain.contact import flag_values
from collections_tui.domain.contact.flag_words import statement
from collections_tui.domain.contact.flags import BY_KIND, Ask, FlagSpec
from collections_tui.domain.contact.records import Flag, FlagKind
from collections_tui.domain.contact.times import parse_times, say_times
from collections_tui.domain.dates import say_day
from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.places import Places, said_zones
from collections_tui.domain.records import PhoneStatus
from collections_tui.domain.windows import zone_label
from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.here import Here
from collections_tui.tui.text import line

PHONE = "phone"
"""The field that says which number a flag is about; the flags' own fields have other names."""
DAYS = "today, mon, 9 nov"
TIMES = "weekdays 15–17, or not before 10"


class Offer(NamedTuple):
    """One thing that can be said of a customer or of a number: a flag, or what a number has turned out to be."""

    code: str
    key: str
    words: str
    group: str
    asks: tuple[Ask, ...]
    numbered: bool
    spec: FlagSpec | None = None
    status: PhoneStatus | None = None

    @property
    def title(self) -> str:
        """What it is called where there is room."""
        return self.words if self.spec is None else self.spec.words


def _flag(group: str, kind: FlagKind, words: str = "") -> Offer:
    spec = BY_KIND[kind]
    return Offer(kind, spec.key, words or spec.words, group, spec.asks, spec.scope == "number", spec)


_STOP, _WHEN, _FILE, _NUMBER = "Stop, or take care", "When, where, how often", "On file", "One number"
OFFERS: tuple[Offer, ...] = (
    _flag(_STOP, "attorney"),
    _flag(_STOP, "no_calls", "Asked to stop calling"),
    _flag(_STOP, "cease", "Wrote: must stop"),
    _flag(_STOP, "refuses", "Wrote: refuses to pay"),
    _flag(_STOP, "bankruptcy"),
    _flag(_STOP, "deceased"),
    _flag(_STOP, "minor"),
    _flag(_STOP, "dispute"),
    _flag(_WHEN, "times"),
    _flag(_WHEN, "place", "Unsuitable place"),
    _flag(_WHEN, "consent"),
    _flag(_WHEN, "where"),
    _flag(_FILE, "answered"),
    _flag(_FILE, "notice"),
    _flag(_FILE, "time_barred", "Too old to sue over"),
    _flag(_NUMBER, "do_not_call"),
    _flag(_NUMBER, "consent_revoked", "Consent for it revoked"),
    _flag(_NUMBER, "third_party", "Somebody else’s"),
    _flag(_NUMBER, "speaks_for", "Speaks for customer"),
    # The same keys as those of the outcomes that find it out.
    Offer("wrong", "#", "Wrong number", _NUMBER, (), True, status="wrong"),
    Offer("disconnected", "-", "Disconnected number", _NUMBER, (), True, status="disconnected"),
)
BY_CODE: Mapping[str, Offer] = {offer.code: offer for offer in OFFERS}


def fields_of(offer: Offer) -> tuple[str, ...]:
    """Return the names of the fields that an offer asks for, in the order in which they are filled in."""
    return (*((PHONE,) if offer.numbered else ()), *(ask.name for ask in offer.asks))


def label_of(offer: Offer, name: str) -> str:
    """Return what stands before a field."""
    return "Which number" if name == PHONE else _ask(offer, name).label


def preset_of(offer: Offer, name: str, view: AccountView, dialled: str = "") -> str:
    """Return what stands in a field before anybody types: the number that is talked on, or the only one there is."""
    if name != PHONE:
        return _ask(offer, name).preset
    phones = [one.phone.e164 for one in view.phones]
    if dialled in phones:
        return str(phones.index(dialled) + 1)
    return "1" if len(phones) == 1 else ""


def hint_of(offer: Offer, name: str, view: AccountView) -> str:
    """Return what may be written into a field."""
    if name == PHONE:
        return "its digit: " + ", ".join(f"{n} {one.said}" for n, one in enumerate(view.phones[:9], 1))
    ask = _ask(offer, name)
    if ask.kind == "choice":
        return ", ".join(value for value, _ in ask.options)
    if ask.kind in ("day", "past_day"):
        days = DAYS if ask.kind == "past_day" else "fri, +10d, 31 jan 2027"
        return days if ask.required else f"if known: {days}"
    hints = {"times": TIMES, "phones": "in any spelling, several with commas", "days": "1 to 7"}
    if offer.code == "where":
        return "CA, or Pacific"
    return hints.get(ask.kind, "a few words" if not ask.required else "")


def understand(
    offer: Offer, name: str, typed: Mapping[str, str], view: AccountView, here: Here, places: Places
) -> Understood:
    """Return what a field means, in words to say back; what is missing and required is a problem."""
    text = typed.get(name, "").strip()
    if name == PHONE:
        return _number(text, view)
    ask = _ask(offer, name)
    if not text:
        return Understood(problem="needed") if ask.required else Understood()
    assert offer.spec is not None, "only flags ask for more than a number"
    try:
        value = flag_values.value_of(offer.spec, ask, text, here.today, check_times=parse_times)
        return Understood(value, _said(offer.spec, ask, value, here, places))
    except ValueError as error:
        return Understood(problem=str(error))


def problems(offer: Offer, typed: Mapping[str, str], view: AccountView, here: Here, places: Places) -> dict[str, str]:
    """Return what keeps a flag from being set, field by field; empty when nothing does."""
    read = {name: understand(offer, name, typed, view, here, places) for name in fields_of(offer)}
    return {name: one.problem for name, one in read.items() if one.problem}


def whole(offer: Offer, typed: Mapping[str, str], view: AccountView, here: Here, places: Places) -> str:
    """Return the flag as it will read once it is set; '' while something of it is missing or wrong."""
    if problems(offer, typed, view, here, places):
        return ""
    read = {name: str(understand(offer, name, typed, view, here, places).value or "") for name in fields_of(offer)}
    e164 = read.pop(PHONE, "")
    if offer.spec is None:
        return f"{offer.words}: {say_phone(e164)}"
    details = {name: value for name, value in read.items() if value}
    zones = view.case.zones
    flag = Flag(
        offer.spec.kind,
        flag_values.starts(offer.spec, details, zones, here.now),
        flag_values.ends(offer.spec, details, zones, here.now),
        e164=e164,
        details=details,
    )
    return statement(flag, here.today, here.zone or here.now.astimezone().tzinfo or UTC)


def number_of(typed: Mapping[str, str], view: AccountView) -> str:
    """Return the number a flag is about, in E.164; '' where none was chosen."""
    return str(_number(typed.get(PHONE, "").strip(), view).value or "")


def _ask(offer: Offer, name: str) -> Ask:
    return next(ask for ask in offer.asks if ask.name == name)


def _number(text: str, view: AccountView) -> Understood:
    if not text:
        return Understood(problem="needed: its digit chooses it")
    at = int(text) if len(text) == 1 and text in "123456789" else 0
    if at:
        if at > len(view.phones):
            return Understood(problem=f"there is no number {at}")
        one = view.phones[at - 1]
        return Understood(one.phone.e164, f"{one.said}, {one.phone.kind}")
    parsed = parse_phone(text, view.customer.country or "US")
    known = next((one for one in view.phones if parsed is not None and one.phone.e164 == parsed.e164), None)
    if known is None:
        return Understood(problem=f"“{line(text, 20)}” is no number of the customer: + on the account adds one")
    return Understood(known.phone.e164, f"{known.said}, {known.phone.kind}")


def _said(spec: FlagSpec, ask: Ask, value: str, here: Here, places: Places) -> str:
    if ask.kind == "times":
        times = parse_times(value)
        return f"not {times.text.replace('-', '–')}, so {say_times(times)}"
    if ask.kind in ("day", "past_day"):
        return say_day(date.fromisoformat(value), here.today)
    if ask.kind in ("phone", "phones"):
        return ", ".join(say_phone(e164) for e164 in value.split())
    if ask.kind == "choice":
        return dict(ask.options)[value]
    if ask.kind == "days":
        return f"{value} days, the day it was given the first of them"
    if spec.kind == "where":
        zones = said_zones(places, value)
        if not zones:
            raise ValueError(f"“{line(value, 20)}” is neither a state such as CA nor a time zone such as Pacific.")
        return " and ".join(dict.fromkeys(zone_label(name) for name in zones))
    return ""
