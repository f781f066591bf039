"""What a call can end in, and what each ending leads to. The codes come from TOML; the rules for them are here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeVar, cast, get_args

from collections_tui.domain.config import Fields
from collections_tui.domain.dates import business_day_after
from collections_tui.domain.records import CallWindow, Direction, HoldKind
from collections_tui.domain.windows import opens_at, zone

Need = Literal["note", "date", "amount", "moment"]
_T = TypeVar("_T")
NextKind = Literal["another_time", "business_days", "minutes", "moment", "after_promise", "none"]

# Keys an outcome cannot have: the list of outcomes moves with j and k, ? is help, / is find, digits choose the phone, +
# adds one, F sets flags, y says why, and m, x, t, i and o are the note and the parts of the account, which are read
# during a call too.
TAKEN_KEYS = "jk?/+FKmxtioy0123456789"
_DIRECTIONS: tuple[Direction, ...] = ("outbound", "inbound")
_NEEDS: tuple[Need, ...] = get_args(Need)
_HOLDS: tuple[HoldKind, ...] = get_args(HoldKind)
_EFFECTS = ("none", "close", "phone:wrong", "phone:disconnected", *(f"hold:{kind}" for kind in _HOLDS))

# What is asked for must be kept: an amount and its date as a promise, a moment as the next action.
_KEPT_BY: tuple[tuple[Need, NextKind, str], ...] = (
    ("amount", "after_promise", "day after the date promised"),
    ("date", "after_promise", "day after the date promised"),
    ("moment", "moment", "at the moment agreed"),
)

# The parts of the day at which somebody not reached is tried next: morning, then afternoon, then early evening.
_MORNING, _AFTERNOON, _EVENING = time(9, 30), time(13, 30), time(17, 30)


class NextRule(NamedTuple):
    """When the account is worked next. ``amount`` is business days or minutes, for the kinds that count them."""

    kind: NextKind
    amount: int
    words: str


ANOTHER_CALL: tuple[NextKind, ...] = ("another_time", "business_days", "minutes")
"""Rules after which the customer is simply called again."""
NEEDS_NUMBER = NextRule("business_days", 5, "needs a number")
"""What is next for an account whose customer has no good number. Nobody is called on it meanwhile, and it is not lost:
after these days it is looked at again."""


class Outcome(NamedTuple):
    """One disposition code.

    ``connected``: a person answered. ``right_party``: it was the customer, or somebody entitled to speak for them.
    ``counts``: the attempt counts towards the call frequency (12 CFR 1006.14(b)(2)(i)). ``urgent``: the next action
    goes before everything else when its time has come. ``effect`` is ``none``, ``close``, ``phone:wrong``,
    ``phone:disconnected`` or ``hold:KIND``; ``hold_days`` is how long that hold lasts, 0 until it is lifted.
    """

    code: str
    key: str
    words: str
    group: str
    direction: Direction
    connected: bool
    right_party: bool
    counts: bool
    requires: frozenset[Need]
    asks: frozenset[Need]
    next: NextRule
    effect: str
    hold_days: int
    urgent: bool

    @property
    def hold(self) -> HoldKind | None:
        """The kind of hold this outcome puts on the account, if any."""
        kind = self.effect.removeprefix("hold:")
        return None if kind == self.effect else cast(HoldKind, kind)

    @property
    def marks_number(self) -> bool:
        """Whether it says of the number that was dialled that it is a bad one."""
        return self.direction == "outbound" and self.effect.startswith("phone:")

    @property
    def dialled(self) -> bool:
        """Whether it says what came of dialling a number, so that there must be one."""
        return self.marks_number or (self.direction == "outbound" and not self.connected)

    @property
    def promises(self) -> bool:
        """Whether the customer promised a payment: by the date asked for, the amount asked for or else the balance."""
        return self.next.kind == "after_promise"


class OutcomeBook(NamedTuple):
    """All outcomes in the order they are shown."""

    outcomes: tuple[Outcome, ...]
    by_code: Mapping[str, Outcome]

    def for_direction(self, direction: Direction) -> tuple[Outcome, ...]:
        """Return the outcomes of calls we made, or of calls we got, in order."""
        return tuple(outcome for outcome in self.outcomes if outcome.direction == direction)

    def by_key(self, key: str, direction: Direction = "outbound") -> Outcome | None:
        """Return the outcome a key stands for. The same key means the same in both directions."""
        return next((one for one in self.outcomes if one.key == key and one.direction == direction), None)


def parse_outcomes(raw: Mapping[str, object], source: str = "outcomes") -> OutcomeBook:
    """Return the outcome codes from parsed TOML: ``[[outcome]]`` tables.

    An entry that is ``like`` an earlier one takes from it every field it does not state itself.

    Raises:
        ConfigError: a field is missing, unknown or wrong, a code comes twice, or two outcomes of one direction have the
            same key.
    """
    fields = Fields(raw, source)
    stated: dict[str, dict[str, object]] = {}
    outcomes: list[Outcome] = []
    for entry in fields.tables("outcome"):
        outcome = _outcome(_with_model(entry, stated))
        for other in outcomes:
            if other.code == outcome.code:
                raise entry.wrong("code", f"{outcome.code} is used twice")
            if (other.key, other.direction) == (outcome.key, outcome.direction):
                raise entry.wrong("key", f"{outcome.key} is already that of {other.code}")
        outcomes.append(outcome)
    fields.done()
    return OutcomeBook(tuple(outcomes), {outcome.code: outcome for outcome in outcomes})


def missing_needs(outcome: Outcome, given: Iterable[str]) -> list[Need]:
    """Return what the outcome requires and ``given`` lacks, in the order in which it is asked."""
    have = set(given)
    return [need for need in _NEEDS if need in outcome.requires and need not in have]


def next_action(
    outcome: Outcome,
    now: datetime,
    zones: tuple[str, ...],
    *,
    moment: datetime | None = None,
    promised_on: date | None = None,
) -> datetime | None:
    """Return when the account is worked next, in UTC and inside its call window; None when a hold or the end is next.

    Args:
        outcome: how the call ended.
        now: when it ended.
        zones: the customer's time zones; the first one's clock tells the part of the day.
        moment: the call-back that was agreed, for an outcome that requires one.
        promised_on: the day a payment was promised by, for an outcome that requires one.

    Raises:
        ValueError: what the outcome's rule needs was not given.
    """
    rule = outcome.next
    if rule.kind == "none":
        return None
    here = zone(zones[0])
    local = now.astimezone(here)
    if rule.kind == "another_time":
        due = datetime.combine(business_day_after(local.date()), _another_time(local.time()), tzinfo=here)
    elif rule.kind == "business_days":
        due = datetime.combine(business_day_after(local.date(), rule.amount), time(), tzinfo=here)
    elif rule.kind == "minutes":
        due = now.astimezone(UTC) + timedelta(minutes=rule.amount)
    elif rule.kind == "moment":
        due = _given(moment, outcome, "the moment that was agreed")
    else:
        day = _given(promised_on, outcome, "the day that was promised")
        due = datetime.combine(day + timedelta(days=1), time(), tzinfo=here)
    due = max(due.astimezone(UTC), now.astimezone(UTC))
    return opens_at(CallWindow(0, zones), due) or due


def without_number(outcome: Outcome) -> Outcome:
    """Return an outcome after which the customer can be called on no number any more: first one has to be found."""
    return outcome._replace(next=NEEDS_NUMBER, urgent=False)


def number_wanted_by(now: datetime, zones: tuple[str, ...]) -> datetime:
    """Return when to look again at an account without a good number, in UTC and inside its call window."""
    here = zone(zones[0] if zones else "UTC")
    day = business_day_after(now.astimezone(here).date(), NEEDS_NUMBER.amount)
    due = datetime.combine(day, time(), tzinfo=here).astimezone(UTC)
    return opens_at(CallWindow(0, zones), due) or due


def _given(value: _T | None, outcome: Outcome, what: str) -> _T:
    if value is None:
        raise ValueError(f"{outcome.words} needs {what}.")
    return value


def _another_time(local: time) -> time:
    if local < time(12):
        return _AFTERNOON
    return _EVENING if local < time(16) else _MORNING


def _with_model(entry: Fields, stated: dict[str, dict[str, object]]) -> Fields:
    """Return the entry with what it takes over from the one it is ``like``; remember it for later ones."""
    own = entry.plain()
    if "like" in own:
        model = entry.text("like")
        if model not in stated:
            raise entry.wrong("like", f"names {model}, which is no earlier outcome")
        own = stated[model] | {name: value for name, value in own.items() if name != "like"}
    stated[str(own.get("code"))] = own
    return entry.replaced(own)


def _outcome(entry: Fields) -> Outcome:
    direction = cast(Direction, entry.choice("direction", _DIRECTIONS, "outbound"))
    outcome = Outcome(
        code=_code(entry),
        key=_key(entry),
        words=entry.text("words", longest=40),
        group=entry.text("group", longest=30),
        direction=direction,
        connected=entry.flag("connected"),
        right_party=entry.flag("right_party"),
        # The frequency rule is about calls a collector places; what a model says of counting means those.
        counts=entry.flag("counts") and direction == "outbound",
        requires=frozenset(cast(tuple[Need, ...], entry.words("requires", _NEEDS))),
        asks=frozenset(cast(tuple[Need, ...], entry.words("asks", _NEEDS))),
        next=_next_rule(entry),
        effect=entry.choice("effect", _EFFECTS, "none"),
        hold_days=entry.whole("hold_days", 0, least=0, most=400),
        urgent=entry.flag("urgent", False),
    )
    entry.done()
    _check(entry, outcome)
    return outcome


def _check(entry: Fields, outcome: Outcome) -> None:
    """Refuse what contradicts itself: an account must not get lost, and figures must not count what did not happen."""
    stops = outcome.effect == "close" or outcome.hold is not None
    if outcome.right_party and not outcome.connected:
        raise entry.wrong("right_party", "cannot be true when nobody answered")
    if stops != (outcome.next.kind == "none"):
        raise entry.wrong("next", "must be none for an outcome that holds or closes the account, and for no other")
    if outcome.hold_days and outcome.hold is None:
        raise entry.wrong("hold_days", "is only for an outcome that holds the account")
    if outcome.requires & outcome.asks:
        raise entry.wrong("asks", "repeats what is required")
    for kind, need in (("moment", "moment"), ("after_promise", "date")):
        if outcome.next.kind == kind and need not in outcome.requires:
            raise entry.wrong("requires", f"must have {need}, because the next action depends on it")
    for field, needs in (("requires", outcome.requires), ("asks", outcome.asks)):
        for need, kind, words in _KEPT_BY:
            if need in needs and outcome.next.kind != kind:
                raise entry.wrong(field, f"cannot have {need} unless next is “{words}”: it would be kept nowhere")


def _code(entry: Fields) -> str:
    code = entry.text("code", longest=40)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
        raise entry.wrong("code", "must be small letters, digits and _")
    return code


def _key(entry: Fields) -> str:
    key = entry.text("key", longest=1)
    if not key.isascii() or key in TAKEN_KEYS:
        raise entry.wrong("key", f"must be one sign of a plain keyboard, and none of {' '.join(TAKEN_KEYS)}")
    return key


def _next_rule(entry: Fields) -> NextRule:
    words = " ".join(entry.text("next").lower().split())
    named: dict[str, NextKind] = {
        "next business day, another time of day": "another_time",
        "at the moment agreed": "moment",
        "day after the date promised": "after_promise",
        "none": "none",
    }
    if words in named:
        return NextRule(named[words], 0, words)
    counted = re.fullmatch(r"in ([1-9][0-9]{0,2}) (business days?|minutes?)", words)
    if counted is None:
        raise entry.wrong("next", f"must be one of: in 3 business days; in 30 minutes; {'; '.join(named)}")
    kind: NextKind = "minutes" if counted[2].startswith("minute") else "business_days"
    return NextRule(kind, int(counted[1]), words)
