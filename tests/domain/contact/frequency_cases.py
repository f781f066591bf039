"""Cases for the tests of how often: one person with debts 1, 2 and 3, and calls written in the customer's own time."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from collections_tui.domain.contact import frequency
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.policy_files import PolicyFile, parse_policy_file, policy_for
from collections_tui.domain.contact.records import Case, Finding, Flag, Number, PastCall
from collections_tui.domain.records import PhoneKind
from collections_tui.resources import data_path

NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"
MOBILE, HOME, WORK, UNKNOWN = "+12125550101", "+12125550102", "+12125550103", "+12125550104"
KINDS: dict[str, PhoneKind] = {MOBILE: "mobile", HOME: "home", WORK: "work", UNKNOWN: "other"}
NUMBERS = tuple(Number(e164, kind, "good", (NEW_YORK,)) for e164, kind in KINDS.items())


def law(name: str) -> PolicyFile:
    path = data_path("policies", f"{name}.toml")
    return parse_policy_file(tomllib.loads(path.read_text("utf-8")), path.name, name=name)


LAWS = (law("us"), law("us-ma"), law("us-wa"))
FEDERAL = policy_for(LAWS, "third", (), ())
MASSACHUSETTS = policy_for(LAWS, "third", ("MA",), ())
WASHINGTON = policy_for(LAWS, "third", ("WA",), ())

COUNT, CONVERSATION = "calls_in_seven_days", "after_conversation"


def there(text: str, zone: str = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def called(
    text: str,
    *debts: int,
    e164: str = MOBILE,
    reached: bool = True,
    conversation: bool = False,
    not_theirs: bool = False,
    outbound: bool = True,
) -> PastCall:
    """A call made, by default one about debt 1 that rang and was not answered."""
    about = frozenset(debts or {1})
    kind = KINDS[e164]
    return PastCall(there(text), outbound, e164, about, reached, conversation, kind, not_theirs)


def talked(text: str, *debts: int, outbound: bool = True) -> PastCall:
    return called(text, *debts, conversation=True, outbound=outbound)


def consent(since: str, until: str | None = None, *, account: int | None = None, e164: str = "") -> Flag:
    return Flag("consent", there(since), there(until) if until else None, account, e164)


def case(
    *calls: PastCall,
    flags: tuple[Flag, ...] = (),
    policy: Policy = FEDERAL,
    zones: tuple[str, ...] = (NEW_YORK,),
    debt: int = 1,
    same: frozenset[int] = frozenset(),
) -> Case:
    latest_first = tuple(sorted(calls, key=lambda one: one.at, reverse=True))
    return Case(debt, "third", policy, zones, True, NUMBERS, same_debt=same, calls=latest_first, flags=flags)


def found(case: Case, at: str | datetime, e164: str = MOBILE) -> dict[str, Finding]:
    """What each limit finds, by its id."""
    when = there(at) if isinstance(at, str) else at
    number = next(one for one in NUMBERS if one.e164 == e164)
    return {one.id: one for one in frequency.findings(case, number, when)}


def blocks(case: Case, at: str | datetime, e164: str = MOBILE) -> set[str]:
    """Which limits block a call."""
    return {one.id for one in found(case, at, e164).values() if one.verdict == "block"}
