"""What the contact rules ask of the demo set: when its calls could be made, and when its accounts may be called.

The whole judgement of every call would take an hour of a large demo, so this counts days: the limits of the policies
that ship, and what nobody may be called after. Tests hold the demo against the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from collections_tui.domain.contact.flag_values import details_from_note, ends
from collections_tui.domain.contact.flags import BY_KIND, MOST_CONSENT_DAYS, flag_of_effect
from collections_tui.domain.contact.policy import Limit
from collections_tui.domain.contact.policy_files import PolicyFile, policy_for
from collections_tui.domain.contact.records import FlagKind, Party
from collections_tui.domain.outcomes import Outcome
from collections_tui.services.contact import LOOK_AGAIN
from collections_tui.services.demo_bills import Case
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_people import DemoPhone, Made
from collections_tui.store.subjects.contact import details_text
from collections_tui.store.values import instant, instant_or_none, to_instant

_LONGEST = 31  # days that the longest limit of a policy that ships looks back
NEVER = 10**6  # an offset of a day that does not come
# Of what calls say, what nobody may be called after.
_STOPS: frozenset[FlagKind] = frozenset(("attorney", "no_calls", "bankruptcy", "deceased"))


class FlagSaid(NamedTuple):
    """A flag that a call sets, as it is stored: about one account or, None, about all of the customer's."""

    kind: FlagKind
    account: int | None
    until: str | None
    details: str


class Contacts:
    """Counts the days between the calls of each customer."""

    def __init__(self, calendar: Calendar, policies: tuple[PolicyFile, ...]) -> None:
        self._calendar = calendar
        self._policies = policies
        self._limits: dict[tuple[str, str, tuple[str, ...]], tuple[Limit, ...]] = {}
        self._opens: dict[tuple[int, int], str] = {}

    def free_from(self, case: Case, phone: DemoPhone, offset: int) -> int:
        """Return the first day from ``offset`` on at which a number may be dialled on an account; NEVER for none.

        What happened later on another account of the customer counts as well: it has been told already.
        """
        if case.customer.stopped_on is not None and offset >= case.customer.stopped_on:
            return NEVER
        if not case.customer.made:
            return offset
        if case.limits is None:
            case.limits = self._limits_of(case, case.customer.phones)
        return self._free(case.limits, case, case.customer.made, phone, offset)

    def rests_until(self, case: Case) -> str | None:
        """Return before which instant nobody may call on an account since the last call; None once it has come.

        One that may never be called is looked at again some days after that was learned.
        """
        stopped = case.stopped_at or case.customer.stopped_at
        if stopped:
            again = instant(to_instant(stopped) + LOOK_AGAIN)
            return again if again > self._calendar.stamp else None
        last = max([one.offset for one in case.customer.made], default=-NEVER)
        good = [phone for phone in case.customer.phones if phone.status == "good"]
        if last < -_LONGEST or not good:
            return None
        limits = case.limits
        if limits is None or len(good) < len(case.customer.phones):
            limits = self._limits_of(case, good)
        made = [one for one in case.customer.made if one.phone.status != "wrong"]
        day = min(self._free(limits, case, made, phone, last) for phone in good)
        opens = self._opening(case, day) if day > last else ""
        return opens if opens > self._calendar.stamp else None

    def may_mark(self, case: Case, phone: DemoPhone, offset: int) -> bool:
        """Return whether a number can turn out to be a bad one that day: on another account it was used before.

        One that is kept from elsewhere stays good, so that nobody's place changes.
        """
        if case.customer.moved:
            return False
        others = (one for one in case.customer.made if one.account != case.id and one.phone is phone)
        return all(one.offset < offset for one in others)

    def may_stop(self, case: Case, offset: int) -> bool:
        """Return whether we can be asked that day to call no more: on another account they were called before."""
        return all(one.offset < offset for one in case.customer.made if one.account != case.id)

    def _limits_of(self, case: Case, phones: Iterable[DemoPhone]) -> tuple[Limit, ...]:
        customer, party = case.customer, case.client.party
        key = (party, customer.state, tuple(phone.e164[:5] for phone in phones))
        limits = self._limits.get(key)
        if limits is None:
            policy = policy_for(self._policies, cast(Party, party), (customer.state,), key[2])
            blocking = (one for one in policy.limits if not (one.warns or one.minutes or one.id in policy.off))
            limits = self._limits[key] = tuple(blocking)
        return limits

    def _free(self, limits: tuple[Limit, ...], case: Case, made: list[Made], phone: DemoPhone, offset: int) -> int:
        day = -NEVER
        while day < offset:
            day = offset
            for limit in limits:
                if not limit.kinds or phone.kind in limit.kinds:
                    offset = max(offset, _after(limit, case, made, offset))
        return offset

    def _opening(self, case: Case, offset: int) -> str:
        window = case.customer.window
        key = (window.id, offset)
        opens = self._opens.get(key)
        if opens is None:
            opens = self._opens[key] = self._calendar.opens(window, offset)
        return opens


def _after(limit: Limit, case: Case, made: list[Made], offset: int) -> int:
    """The first day from ``offset`` on that a limit leaves free, as far as it sees."""
    if limit.counts == "conversations":
        spoken = [one for one in made if one.spoke and one.offset <= offset and one.account == case.id]
        last = max(spoken, key=lambda one: one.offset) if spoken else None
        return offset if last is None or (last.agreed and limit.consent) else last.offset + limit.days
    if len(made) < limit.most:
        return offset
    days = sorted(
        one.offset
        for one in made
        if (one.counts or limit.counts == "all")
        and abs(one.offset - offset) < limit.days
        and (limit.per == "person" or one.account == case.id)
        and (not limit.kinds or one.phone.kind in limit.kinds)
    )
    return offset if len(days) < limit.most else days[len(days) - limit.most] + limit.days


def remember(case: Case, phone: DemoPhone, outcome: Outcome, offset: int) -> None:
    """Keep a call in the customer's memory."""
    counts = outcome.counts and outcome.direction == "outbound"
    case.customer.made.append(Made(offset, case.id, phone, counts, outcome.right_party, outcome.next.kind == "moment"))


def stops(outcome: Outcome) -> FlagKind | None:
    """Return the flag of an outcome after which nobody may be called, None for none."""
    kind = flag_of_effect(outcome.effect)
    return kind if kind in _STOPS else None


class Flags:
    """Makes the flags that calls set by themselves, as the program sets them."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._ends: dict[tuple[int, int], str | None] = {}

    def of_call(self, case: Case, outcome: Outcome, offset: int, note: str) -> FlagSaid | None:
        """Return what a call on a day says about contact, None for nothing."""
        kind = flag_of_effect(outcome.effect)
        if outcome.next.kind == "moment":
            details = {"given_on": self._calendar.iso[offset], "days": str(MOST_CONSENT_DAYS)}
            return FlagSaid("consent", case.id, self._until(case, offset, details), details_text(details))
        if kind is None:
            return None
        about = case.id if BY_KIND[kind].scope == "account" else None
        return FlagSaid(kind, about, None, details_text(details_from_note(kind, note, self._calendar.day(offset))))

    def _until(self, case: Case, offset: int, details: dict[str, str]) -> str | None:
        key = (case.customer.window.id, offset)
        if key not in self._ends:
            until = ends(BY_KIND["consent"], details, case.customer.window.zones, self._calendar.now)
            self._ends[key] = instant_or_none(until)
        return self._ends[key]
