"""Policy files: what the law of a place says, what a client adds to it, and the policy that comes of both.

The law's files say whom each rule binds. A client for whom we collect can only make rules stricter; one that collects
its own debts may relax those that do not bind creditors, by name and with a reason. A file that does more is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from difflib import get_close_matches
from typing import Literal, NamedTuple, TypeVar, cast, get_args

from collections_tui.domain.config import Fields
from collections_tui.domain.contact import hours as hours_rules
from collections_tui.domain.contact import standing
from collections_tui.domain.contact.policy import Counted, Hours, Limit, Per, Policy
from collections_tui.domain.contact.records import Party
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.records import PhoneKind

Binds = Literal["first", "third", "both"]

LONGEST_SPAN = 60  # days: a case holds the calls of so many at least
_MOST = 1_000
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_Rule = TypeVar("_Rule", Hours, Limit)


class PolicyFile(NamedTuple):
    """The rules of the law of some place. ``binds`` says by id whom each binds. Without ``states`` it holds everywhere.

    ``area_codes`` point to the place as well as a state does: the number may be a better clue than the address.
    """

    name: str
    title: str
    states: frozenset[str]
    area_codes: frozenset[str]
    hours: tuple[Hours, ...]
    limits: tuple[Limit, ...]
    binds: Mapping[str, Binds]

    def holds(self, states: Iterable[str], area_codes: Iterable[str]) -> bool:
        """Whether it holds for a customer to whom these states and area codes point."""
        return not self.states or not (self.states.isdisjoint(states) and self.area_codes.isdisjoint(area_codes))

    def says(self, rule_id: str, party: Party) -> bool:
        """Whether one of its rules binds a party by law."""
        return self.binds.get(rule_id) in (party, "both")


class ClientPolicy(NamedTuple):
    """What one client's own file says: rules of its own or instead of the law's (by id), and rules switched off.

    ``follows`` are files of the law whose rules for agencies a client that collects its own keeps besides those that
    hold everywhere.
    """

    name: str
    title: str
    party: Party
    follows: frozenset[str] = frozenset()
    hours: tuple[Hours, ...] = ()
    limits: tuple[Limit, ...] = ()
    off: Mapping[str, str] = {}


def parse_policy_file(
    raw: Mapping[str, object], source: str, *, name: str = "", taken: Mapping[str, str] | None = None
) -> PolicyFile:
    """Return the law of a place from parsed TOML. ``taken`` are ids that other files use, with the file's name.

    Raises:
        ConfigError: a field is missing, unknown or wrong, or an id is used twice.
    """
    fields = Fields(dict(raw), source)
    fields.choice("kind", ("law",))
    title = fields.text("title")
    states, area_codes = fields.words("states"), fields.words("area_codes")
    everywhere = fields.flag("everywhere", False)
    if everywhere is bool(states) or (everywhere and area_codes):
        raise fields.wrong("states", "must say where the law holds, unless there is everywhere = true")
    for field, words, form in (("states", states, "[A-Z]{2}"), ("area_codes", area_codes, "[2-9][0-9]{2}")):
        strange = [word for word in words if not re.fullmatch(form, word)]
        if strange:
            raise fields.wrong(field, f"cannot have {strange[0]!r}")
    default = fields.choice("binds", get_args(Binds))
    binds: dict[str, Binds] = {}
    hours, limits = [], []
    seen = dict(taken or {})
    for entry in _entries(fields, "hours"):
        hours.append(_hours(entry, seen))
        binds[hours[-1].id] = cast(Binds, entry.choice("binds", get_args(Binds), default))
        entry.done()
    for entry in _entries(fields, "limit"):
        limits.append(_limit(entry, seen))
        binds[limits[-1].id] = cast(Binds, entry.choice("binds", get_args(Binds), default))
        entry.done()
    fields.done()
    if not binds:
        raise fields.wrong("", "there must be at least one [[hours]] or [[limit]]")
    return PolicyFile(name, title, frozenset(states), frozenset(area_codes), tuple(hours), tuple(limits), binds)


def parse_client_policy(
    raw: Mapping[str, object], source: str, laws: Sequence[PolicyFile], *, name: str = ""
) -> ClientPolicy:
    """Return a client's own policy from parsed TOML, checked against the law.

    Raises:
        ConfigError: a field is missing, unknown or wrong, or it relaxes what it may not.
    """
    fields = Fields(dict(raw), source)
    fields.choice("kind", ("client",))
    title = fields.text("title")
    party = cast(Party, fields.choice("party", get_args(Party)))
    follows = fields.words("follows", [law.name for law in laws])
    if follows and party == "third":
        raise fields.wrong("follows", "is for clients that collect their own debts: all of the law holds for others")
    known = standing.IDS | hours_rules.IDS | {rule_id for law in laws for rule_id in law.binds}
    seen: dict[str, str] = {}
    hours, limits, off = [], [], {}
    for entry in _entries(fields, "hours"):
        hours.append(_hours(entry, seen))
        entry.done()
        _check_hours(entry, hours[-1], party, laws)
    for entry in _entries(fields, "limit"):
        limits.append(_limit(entry, seen))
        entry.done()
        _check_limit(entry, limits[-1], party, laws)
    for entry in _entries(fields, "off"):
        rule_id = _id(entry, seen)
        off[rule_id] = entry.text("reason")
        entry.done()
        if party == "third":
            raise entry.wrong("id", f"{rule_id} cannot be switched off: we collect for this client, and it binds us")
        if any(law.says(rule_id, "first") for law in laws) or rule_id in standing.ALWAYS:
            raise entry.wrong("id", f"{rule_id} cannot be switched off: it binds creditors too")
        if rule_id not in known:
            close = get_close_matches(rule_id, sorted(known), 1)
            raise entry.wrong("id", f"{rule_id} is no rule{f': {close[0]} is one' if close else ''}")
    fields.done()
    return ClientPolicy(name, title, party, frozenset(follows), tuple(hours), tuple(limits), off)


def policy_for(
    files: Iterable[PolicyFile],
    party: Party,
    states: Iterable[str],
    e164s: Iterable[str],
    client: ClientPolicy | None = None,
) -> Policy:
    """Return the policy in force for one client's accounts of one customer.

    Everything that holds in any place the states and numbers point to applies at once. For a client that collects its
    own that is what binds creditors there, and of the rules for agencies those that hold everywhere or that its file
    ``follows``.

    Args:
        files: the law, all of it.
        party: whether the client collects its own debts (``first``) or we collect for it (``third``).
        states: postal codes of all states the customer may be in; where nothing is known, those of the client.
        e164s: the customer's good numbers.
        client: the client's own policy, if it has one.

    Raises:
        ConfigError: the client's policy is one for the other party.
    """
    if client is not None and client.party != party:
        kind = "collect their own debts" if client.party == "first" else "have others collect"
        raise ConfigError(f"The policy {client.name} is for clients that {kind}: name another one for this client.")
    own = client or ClientPolicy("", "", party)
    codes = {e164[2:5] for e164 in e164s if e164.startswith("+1")}
    places = frozenset(states)
    files = tuple(files)
    hours: list[Hours] = []
    limits: list[Limit] = []
    known: set[str] = set()
    for law in files:
        known.update(law.binds)
        if not law.holds(places, codes):
            continue
        followed = party == "third" or not law.states or law.name in own.follows
        for window in law.hours:
            if law.says(window.id, party) or (followed and law.says(window.id, "third")):
                hours.append(window)
        for limit in law.limits:
            if law.says(limit.id, party) or (followed and law.says(limit.id, "third")):
                limits.append(limit)
    return Policy(
        own.name or "law",
        _with_own(hours, own.hours, known),
        _with_own(limits, own.limits, known),
        own.off,
    )


def _with_own(laws: Iterable[_Rule], own: Iterable[_Rule], known: set[str]) -> tuple[_Rule, ...]:
    """Return the rules of the law, a client's own in the place of those with the same id, then those only it has."""
    instead: dict[str, _Rule] = {one.id: one for one in own}
    rules: list[_Rule] = [instead.get(one.id, one) for one in laws]
    rules += [one for one in instead.values() if one.id not in known]
    return tuple(rules)


def _check_hours(entry: Fields, own: Hours, party: Party, laws: Iterable[PolicyFile]) -> None:
    law = _binding(entry, own.id, party, laws, "hours")
    for bound in law.hours if law is not None else ():
        if bound.id != own.id:
            continue
        if own.opens < bound.opens:
            raise entry.wrong("opens", f"cannot be before {bound.opens:%H:%M}: {bound.source}")
        if own.closes > bound.closes:
            raise entry.wrong("closes", f"cannot be after {bound.closes:%H:%M}: {bound.source}")
        if not own.weekdays <= bound.weekdays:
            raise entry.wrong("weekdays", f"cannot have more days than the law: {bound.source}")
        if own.overridable and not bound.overridable:
            raise entry.wrong("overridable", f"cannot be true: {bound.source}")


def _check_limit(entry: Fields, own: Limit, party: Party, laws: Iterable[PolicyFile]) -> None:
    law = _binding(entry, own.id, party, laws, "limits")
    for bound in law.limits if law is not None else ():
        if bound.id == own.id:
            for field, wrong in _looser(own, bound):
                raise entry.wrong(field, f"{wrong}: {bound.source}")


def _looser(own: Limit, bound: Limit) -> Iterable[tuple[str, str]]:
    """Yield each field in which a limit would allow what another does not, and what is wrong with it."""
    if own.counts != bound.counts and (own.counts != "all" or bound.counts != "reached"):
        yield "counts", f"cannot be {own.counts} where the law has {bound.counts}"
    if own.most > bound.most:
        yield "most", f"cannot be more than {bound.most}"
    if bool(own.minutes) != bool(bound.minutes):
        yield "minutes" if own.minutes else "days", "must be counted as the law does"
    if own.days < bound.days:
        yield "days", f"cannot be fewer than {bound.days}"
    if own.minutes < bound.minutes:
        yield "minutes", f"cannot be fewer than {bound.minutes}"
    if own.per == "debt" and bound.per == "person":
        yield "per", "cannot be debt where the law has person"
    if own.kinds and not (bound.kinds and own.kinds >= bound.kinds):
        yield "kinds", "cannot leave out a kind that the law has"
    if own.consent and not bound.consent:
        yield "consent", "cannot be true"
    if own.warns and not bound.warns:
        yield "warns", "cannot be true"
    if own.overridable and not bound.overridable:
        yield "overridable", "cannot be true"


def _binding(
    entry: Fields, rule_id: str, party: Party, laws: Iterable[PolicyFile], kind: Literal["hours", "limits"]
) -> PolicyFile | None:
    """Return the law whose rule an entry stands for, if that binds the party; None if the entry is free."""
    law = next((one for one in laws if rule_id in one.binds), None)
    if law is None:
        return None
    rules: tuple[Hours | Limit, ...] = law.hours if kind == "hours" else law.limits
    if all(one.id != rule_id for one in rules):
        raise entry.wrong("id", f"{rule_id} is a rule of another kind in {law.title}")
    return law if law.says(rule_id, party) else None


def _entries(fields: Fields, name: str) -> Iterable[Fields]:
    return fields.tables(name) if name in fields else ()


def _id(entry: Fields, seen: dict[str, str]) -> str:
    rule_id = entry.text("id", longest=60)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", rule_id):
        raise entry.wrong("id", "must be made of small letters, digits and _")
    if rule_id in seen:
        raise entry.wrong("id", f"{rule_id} is already used{seen[rule_id] and ' in '}{seen[rule_id]}")
    seen[rule_id] = ""
    return rule_id


def _hours(entry: Fields, seen: dict[str, str]) -> Hours:
    rule_id, source = _id(entry, seen), entry.text("source")
    opens, closes = _time(entry, "opens"), _time(entry, "closes")
    if opens >= closes:
        raise entry.wrong("closes", "must be later than opens")
    days = entry.words("weekdays", _WEEKDAYS, required="weekdays" in entry) or _WEEKDAYS
    weekdays = frozenset(_WEEKDAYS.index(day) for day in days)
    return Hours(rule_id, source, opens, closes, weekdays, entry.flag("overridable", False))


def _limit(entry: Fields, seen: dict[str, str]) -> Limit:
    rule_id, source = _id(entry, seen), entry.text("source")
    per = cast(Per, entry.choice("per", get_args(Per)))
    counts = cast(Counted, entry.choice("counts", get_args(Counted)))
    days = minutes = most = 0
    words = ""
    if counts == "conversations":
        days = entry.whole("days", least=1, most=LONGEST_SPAN)
    else:
        if ("days" in entry) == ("minutes" in entry):
            raise entry.wrong("", "there must be either days or minutes")
        if "days" in entry:
            days = entry.whole("days", least=1, most=LONGEST_SPAN)
        else:
            minutes = entry.whole("minutes", least=1, most=24 * 60)
        most = entry.whole("most", least=1, most=_MOST)
        words = entry.text("words", longest=80)
    kinds = cast("frozenset[PhoneKind]", frozenset(entry.words("kinds", get_args(PhoneKind))))
    overridable = entry.flag("overridable", True)
    consent, warns = entry.flag("consent", False), entry.flag("warns", False)
    return Limit(rule_id, source, most, days, per, counts, words, kinds, overridable, minutes, consent, warns)


def _time(entry: Fields, name: str) -> time:
    text = entry.text(name)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise entry.wrong(name, 'must be a time such as "08:00"')
    return time.fromisoformat(text)
