"""Whether a customer may be called: the case as the database has it, put before the contact rules.

A verdict is never stored as true for later: it is found anew whenever somebody looks or dials. What is stored is the
first instant at which an account may be called, so that the queue need not look before (``account.may_call_at``).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from collections_tui.domain.contact.flags import flag_of_hold
from collections_tui.domain.contact.judge import first_of_any
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.policy_files import policy_for
from collections_tui.domain.contact.records import Case, Flag, FlagKind, Number, PastCall
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.places import locate, zip3_of
from collections_tui.domain.records import Account, Call, Hold
from collections_tui.domain.strategy import best_hour
from collections_tui.services.desk import Desk
from collections_tui.services.scoring import local_hour
from collections_tui.store.subjects.contact import Ground
from collections_tui.store.transaction import Transaction

HISTORY = timedelta(days=62)
"""How far back calls are looked at: further than the longest limit of any policy that ships."""
JUDGED_AT_ONCE = 50
"""Of how many accounts of a customer it is worked out at once when they may be called, while everybody waits."""
LOOK_AGAIN = timedelta(days=7)
"""After which an account is looked at again that may never be called, unless something is learned before."""


def case_of(tx: Transaction, desk: Desk, account: Account, at: datetime) -> Case:
    """Everything the rules may look at for an account: what is known now, and the calls up to ``at``."""
    return case_from(desk, account, known_of(tx, account, at), at)


def known_of(tx: Transaction, account: Account, at: datetime) -> Known:
    """What is stored now that the rules need for an account, for any instant from ``at`` on."""
    ground = tx.contact.ground(account.id)
    return Known(
        ground,
        ground.numbers,
        tx.contact.same_debt(account.id) if account.serviced_as else frozenset((account.id,)),
        [one.flag for one in tx.contact.flags(account.customer_id)] if ground.flagged else [],
        tx.accounts.holds(account.id) if account.status == "held" else (),
        tuple(tx.contact.calls(account.customer_id, at - HISTORY)),
    )


class Known(NamedTuple):
    """What is stored of an account's client and customer that the rules look at.

    ``flags`` may be those of the customer's other accounts too; ``holds`` are looked at of a held account only.
    """

    ground: Ground
    numbers: tuple[Number, ...]
    debts: frozenset[int]
    flags: Sequence[Flag]
    holds: Sequence[Hold]
    calls: tuple[PastCall, ...]

    def with_call(self, call: Call, outcome: Outcome, others: Iterable[int], flag: Flag | None) -> Known:
        """What will be known once a call is stored that was about ``others`` too, with the flag that it has set."""
        number = next((one for one in self.numbers if one.e164 == call.phone), None)
        outbound = call.direction == "outbound"
        made = PastCall(
            at=call.started_at,
            outbound=outbound,
            e164=call.phone,
            debts=frozenset((call.account_id, *others)),
            reached=outcome.counts if outbound else True,
            conversation=outcome.right_party,
            kind="other" if number is None else number.kind,
            not_theirs=number is not None and number.status == "wrong",
            third_party=outcome.connected and not outcome.right_party,
        )
        calls = tuple(sorted((made, *self.calls), key=attrgetter("at"), reverse=True))
        return self._replace(calls=calls, flags=[*([] if flag is None else [flag]), *self.flags])


def case_from(desk: Desk, account: Account, known: Known, at: datetime) -> Case:
    """The case of an account at an instant, made of what is stored."""
    ground, numbers, debts, of_customer, holds, calls = known
    flags = [flag for flag in of_customer if flag.account_id is None or flag.account_id in debts]
    if account.status == "held":
        flags += _said_by_holds(desk, holds, {flag.kind for flag in flags})
    place = place_of(desk, ground, numbers, flags)
    return Case(
        account_id=account.id,
        party=ground.party,
        policy=policy_of(desk, ground, place.states, numbers),
        zones=place.zones,
        located=place.located,
        numbers=numbers,
        states=place.states,
        same_debt=debts,
        calls=calls if not calls or calls[0].at <= at else tuple(call for call in calls if call.at <= at),
        flags=tuple(flags),
        opened_on=account.opened_on,
        sector=ground.sector,
        contacted=account.last_contact_at is not None,
    )


class Place(NamedTuple):
    """Where a customer may be: time zones, whether anything told them, and the states whose law may hold."""

    zones: tuple[str, ...]
    located: bool
    states: frozenset[str]


def place_of(desk: Desk, ground: Ground, numbers: Iterable[Number], flags: Iterable[Flag]) -> Place:
    """Where a customer may be, by everything that is known of them."""
    places, zip3 = desk.books.places, zip3_of(ground.postcode)
    good = [one.e164 for one in numbers if one.status == "good"]
    said = [flag.details.get("where", "") for flag in flags if flag.kind == "where"]
    found = locate(places, good, ground.state, ground.country, zip3, said[0] if said else "", ground.client_states)
    at_home = ground.country in ("US", "")
    told = {one.strip().upper() for one in (ground.state, *said)} & places.states.keys() if at_home else set()
    states = frozenset(told | (places.zips.get(zip3, frozenset()) if at_home and not told else frozenset()))
    return Place(found.zones, found.located, states if found.located else frozenset(ground.client_states))


def policy_of(desk: Desk, ground: Ground, states: frozenset[str], numbers: Iterable[Number]) -> Policy:
    """The policy in force for an account; put together once a minute for each kind of place and client."""
    codes = frozenset(one.e164[:5] for one in numbers if one.status == "good" and one.e164.startswith("+1"))
    client = ground.client if ground.policy else ""

    def work() -> Policy:
        laws = desk.books.policies
        if not client:
            return policy_for(laws, ground.party, states, codes)
        try:
            return policy_for(laws, ground.party, states, codes, desk.books.policy(ground.policy))
        except (ConfigError, Refused) as error:
            # Its accounts wait until somebody has put the file right, which is found out within a minute.
            unknown = desk.books.why_not(client, ground.policy, error)
            return policy_for(laws, ground.party, states, codes)._replace(unknown=unknown)

    return desk.this_minute(("policy", ground.party, ground.policy, client, states, codes), desk.now(), work)


def place_customer(tx: Transaction, desk: Desk, customer_id: int) -> list[str]:
    """Let the customer's accounts be called where they may be now; their good numbers.

    The hour at which somebody was reached best is one of their own clock, so it moves with the place.
    """
    flags = [one.flag for one in tx.contact.flags(customer_id)]
    grounds = tx.contact.grounds(customer_id)
    # All that differs between them is where their clients have customers.
    windows = {
        ground.client_states: tx.worklists.window(place_of(desk, ground, ground.numbers, flags).zones)
        for ground in {ground.client_states: ground for ground in grounds.values()}.values()
    }
    for account in tx.accounts.of_customer(customer_id):
        window = tx.worklists.window_of(windows[grounds[account.id].client_states])
        if window.id != account.window_id:
            reached = [at for at, _, right_party in tx.calls.standing(account.id) if right_party]
            tx.accounts.set_window(account.id, window.id, best_hour(local_hour(window, at) for at in reached))
    return [one.e164 for one in tx.accounts.phones(customer_id) if one.status == "good"]


def _said_by_holds(desk: Desk, holds: Iterable[Hold], told: Container[FlagKind]) -> list[Flag]:
    """Flags that stand for holds of which nothing else is known: they came in a file."""
    found = [(flag_of_hold(hold.kind), hold) for hold in holds]
    return [_flag_of_hold(desk, kind, hold) for kind, hold in found if kind is not None and kind not in told]


def _flag_of_hold(desk: Desk, kind: FlagKind, hold: Hold) -> Flag:
    until = None if hold.until is None else desk.start_of(hold.until).astimezone(UTC)
    return Flag(kind, hold.since, until, hold.account_id, details={"note": hold.note})


# -- the queue ------------------------------------------------------------------------------------------------------


def may_call(case: Case, now: datetime) -> datetime:
    """The first instant from ``now`` on at which somebody may be called on the account.

    An account without a good number is judged when there is one: whoever gets it looks for a number. One that may never
    be called is looked at again after some days, so that it is not lost. Where the client's own rules are not known
    here, it is left to whoever knows them: nothing is said for them.
    """
    if case.policy.unknown or not any(number.status == "good" for number in case.numbers):
        return now
    return first_of_any(case, now) or now + LOOK_AGAIN


def moved(tx: Transaction, desk: Desk, account: Account) -> Account:
    """The account where its customer may be now that the customer's numbers have changed."""
    place_customer(tx, desk, account.customer_id)
    now = tx.accounts.get(account.id)
    assert now is not None, "the caller has looked it up"
    return account._replace(window_id=now.window_id)


def rested(tx: Transaction, desk: Desk, account: Account, now: datetime, known: Known | None = None) -> Account:
    """The account with the instant before which the rules let nobody call; nothing is stored yet.

    ``known`` is what the caller knows of it already, but for holds.
    """
    if account.status == "closed":
        return account._replace(may_call_at=None)
    if known is None:
        known = known_of(tx, account, now)
    elif account.status == "held":
        known = known._replace(holds=tx.accounts.holds(account.id))
    at = may_call(case_from(desk, account, known, now), now)
    return account._replace(may_call_at=None if at <= now else at)


def refresh_others(tx: Transaction, desk: Desk, account: Account, now: datetime) -> None:
    """``refresh`` for the other accounts of the customer."""
    refresh(tx, desk, [one for one in tx.accounts.of_customer(account.customer_id) if one.id != account.id], now)


def refresh(tx: Transaction, desk: Desk, accounts: Iterable[Account], now: datetime) -> None:
    """Store when these accounts may be called, after something changed that the rules look at, and settle them.

    Of very many accounts it is only forgotten: each is judged before anybody gets it.
    """
    accounts = list(accounts)
    if len(accounts) > JUDGED_AT_ONCE:
        tx.contact.forget_rest({one.customer_id for one in accounts}, now)
        return
    for account in accounts:
        if account.status != "closed":
            tx.contact.rest(account.id, rested(tx, desk, account, now).may_call_at)
            tx.queue.settle(account.id, now)
