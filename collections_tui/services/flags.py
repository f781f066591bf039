"""Flags: what is known about contact with a customer, set by somebody or by the outcome of a call, and lifted again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import cast

from collections_tui.domain.contact import flag_values
from collections_tui.domain.contact.flag_words import briefly, reading, statement
from collections_tui.domain.contact.flags import BY_KIND, MOST_CONSENT_DAYS, FlagSpec, flag_of_effect
from collections_tui.domain.contact.records import Flag, FlagKind
from collections_tui.domain.contact.times import parse_times
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.places import said_zones
from collections_tui.domain.records import Account, Call, HoldKind, Unsaved
from collections_tui.domain.text import clean
from collections_tui.services.contact import JUDGED_AT_ONCE, place_customer, refresh
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.permissions import Permission, allowed
from collections_tui.services.queue import refuse_if_taken
from collections_tui.services.scope import account_of
from collections_tui.services.scoring import rescore_account
from collections_tui.services.views import FlagLine
from collections_tui.store.subjects.contact import SetFlag
from collections_tui.store.transaction import Transaction

# Flags of these kinds are several where this detail of theirs differs.
_APART: Mapping[FlagKind, str] = {"place": "place", "dispute": "asks"}


def of_account(desk: Desk, account_id: int) -> list[FlagLine]:
    """What is known about contact on an account, the latest first."""
    desk.permit("see")
    with desk.store.read() as tx:
        found = lines(tx, desk, account_of(tx, desk, account_id))
    desk.looked(account_id)
    return found


def lines(tx: Transaction, desk: Desk, account: Account) -> list[FlagLine]:
    """``of_account`` inside the caller's transaction. What is over by itself is nothing to know any more."""
    now = desk.now()
    known = (one for one in tx.contact.flags(account.customer_id) if one.flag.account_id in (None, account.id))
    return [_line(desk, one) for one in known if one.flag.until is None or one.flag.until > now]


def set_flag(
    desk: Desk,
    account_id: int,
    kind: str,
    typed: Mapping[str, str],
    *,
    phone: str = "",
    everywhere: bool = False,
    left: dict[str, str] | None = None,
) -> str:
    """Set a flag on an account, its customer or one of the customer's numbers; a sentence that says so.

    Args:
        desk: who sets it.
        account_id: the account it is set on.
        kind: which (``domain/contact/flags.py``).
        typed: what the flag asks for, as people type it, by the names of its fields.
        phone: the number it is about, in any spelling, where the flag is about a number.
        everywhere: it is about all accounts of the customer, for one that may be.
        left: what is still unsaved of what was typed (``unsaved``), which is kept; None where nothing was kept before.

    Raises:
        Refused: no permission, no such flag, something missing or wrong, or somebody else has the account.
    """
    desk.permit("work")
    spec = _spec(kind)
    for text in typed.values():
        checked(text, lines=True)
    now = desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, now)
        zones = tx.worklists.window_of(account.window_id).zones
        try:
            details = flag_values.details_of(spec, typed, desk.today(), check_times=parse_times)
        except ValueError as error:
            raise Refused(str(error)) from error
        _refuse_unknown_place(desk, spec, details)
        flag = Flag(
            spec.kind,
            flag_values.starts(spec, details, zones, now),
            flag_values.ends(spec, details, zones, now),
            account.id if spec.scope == "account" and not (everywhere and spec.all_accounts) else None,
            _number(tx, spec, account, phone),
            details,
        )
        stored = _put(tx, desk, account, spec, flag, None, now)
        _follow(tx, desk, account, spec, now)
        if left is not None:
            _keep_left(tx, desk, account_id, left, now)
        desk.note(tx, f"set {spec.kind}", account.id, about=f"flag {stored}", after=_told(flag))
    return f"{account.number}: {_words(desk, flag._replace(id=stored))}."


def lift(desk: Desk, account_id: int, flag_id: int) -> str:
    """End a flag, and the hold that stands for it; a sentence that says so.

    Raises:
        Refused: no permission, no such flag on this account, or somebody else has the account.
    """
    desk.permit("work")
    now = desk.now()
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, now)
        found = tx.contact.flag(flag_id)
        about = None if found is None else found[1].flag.account_id
        if found is None or found[0] != account.customer_id or about not in (None, account.id):
            raise Refused(f"That flag is not on {account.number} any more: look again.")
        flag = found[1].flag
        spec = BY_KIND[flag.kind]
        by = desk.permit(_lifted_with(spec))
        tx.contact.lift([flag_id], by.id, now)
        _release(tx, account, spec, flag, now)
        _hold_again(tx, desk, account, spec, flag)
        _follow(tx, desk, account, spec, now)
        desk.note(tx, f"lift {spec.kind}", account.id, about=f"flag {flag_id}", before=_told(flag), by=by)
    return f"{account.number}: “{spec.words}” is lifted."


# -- by outcomes ----------------------------------------------------------------------------------------------------


def set_by_call(
    tx: Transaction, desk: Desk, account: Account, outcome: Outcome, call: Call, call_id: int
) -> Flag | None:
    """Set what a call says about contact and nobody has to type; it reads what it can out of the note.

    The flag that was set, None for none. A moment agreed for a call-back is consent to that call (12 CFR
    1006.14(b)(3)(i)).
    """
    now = desk.now()
    zones = tx.worklists.window_of(account.window_id).zones
    there = call.ended_at.astimezone(flag_values.first_zone(zones)).date()
    kind: FlagKind | None = flag_of_effect(outcome.effect)
    details = {} if kind is None else flag_values.details_from_note(kind, call.note, there)
    if outcome.next.kind == "moment":
        kind, details = "consent", {"given_on": there.isoformat(), "days": str(MOST_CONSENT_DAYS)}
    if kind is None:
        return None
    spec = BY_KIND[kind]
    until = flag_values.ends(spec, details, zones, now)
    about = account.id if spec.scope == "account" else None
    flag = Flag(kind, call.ended_at, until, about, "", details)
    return flag._replace(id=tx.contact.set(account.customer_id, flag, desk.person.id, call_id, now))


def of_call(tx: Transaction, desk: Desk, call_id: int) -> str:
    """The flag that a call has set and nobody has lifted, in words; '' for none."""
    known = (tx.contact.flag(one) for one in tx.contact.of_call(call_id))
    return "; ".join(in_brief(desk, one[1].flag) for one in known if one is not None)


def in_brief(desk: Desk, flag: Flag) -> str:
    """A flag in few words, for a line that says more."""
    return briefly(flag, desk.today(), _zone(desk))


def sets_flag(outcome: Outcome) -> bool:
    """Whether a call with this outcome sets a flag by itself."""
    return outcome.next.kind == "moment" or flag_of_effect(outcome.effect) is not None


def tells_of_customer(outcome: Outcome) -> bool:
    """Whether a call with this outcome says something that holds on the customer's other accounts as well."""
    kind = flag_of_effect(outcome.effect)
    return outcome.marks_number or (kind is not None and BY_KIND[kind].scope == "customer")


# -- how it is done -------------------------------------------------------------------------------------------------


def _spec(kind: str) -> FlagSpec:
    spec = BY_KIND.get(cast(FlagKind, kind))
    if spec is None:
        raise Refused(f"There is no flag “{clean(kind)[:40]}”: `collections-tui flag --help` lists those there are.")
    return spec


def _number(tx: Transaction, spec: FlagSpec, account: Account, phone: str) -> str:
    """The number a flag is about, in E.164; '' for one that is about none."""
    if spec.scope != "number":
        return ""
    customer = tx.accounts.customer(account.customer_id)
    known = [one.e164 for one in tx.accounts.phones(customer.id)]
    if not phone and len(known) == 1:
        return known[0]
    parsed = parse_phone(clean(phone).strip(), customer.country or "US")
    if parsed is None:
        raise Refused(f"“{spec.words}” needs the number it is about: give one of {customer.name}'s with its area code.")
    if parsed.e164 not in known:
        raise Refused(f"{say_phone(parsed.e164)} is no number of {customer.name}: add it first.")
    return parsed.e164


def _put(
    tx: Transaction,
    desk: Desk,
    account: Account,
    spec: FlagSpec,
    flag: Flag,
    call_id: int | None,
    now: datetime,
) -> int:
    """Store a flag in the place of an earlier one that says the same of the same, with the hold it puts."""
    same = [one.flag.id for one in tx.contact.flags(account.customer_id) if _says_the_same(one.flag, flag)]
    tx.contact.lift(same, desk.person.id, now)
    stored = tx.contact.set(account.customer_id, flag, desk.person.id, call_id, now)
    for one in _concerned(tx, account, flag):
        if spec.hold is not None and one.status != "closed":
            _hold(tx, one, spec.hold, _words(desk, flag), flag.since)
        if spec.releases is not None:
            _end_hold(tx, one, spec.releases, now)
    _touch(tx, account, spec, flag)
    return stored


def _told(flag: Flag) -> dict[str, object]:
    """What the audit tells of a flag: all that there is in it."""
    told = flag._asdict() | {"account": flag.account_id is not None}
    return {name: value for name, value in told.items() if value and name not in ("kind", "account_id", "id")}


def _says_the_same(one: Flag, other: Flag) -> bool:
    """Whether one takes the other's place. Of times, places and what is disputed there can be several."""
    if (one.kind, one.account_id, one.e164) != (other.kind, other.account_id, other.e164) or one.kind == "times":
        return False
    apart = _APART.get(one.kind, "")
    return one.details.get(apart) == other.details.get(apart)


def _touch(tx: Transaction, account: Account, spec: FlagSpec, flag: Flag) -> None:
    """Let nobody undo an earlier call: it would put back a status that the flag has changed since."""
    if spec.hold is not None or spec.releases is not None:
        tx.accounts.touch([one.id for one in _concerned(tx, account, flag)])


def _hold(tx: Transaction, account: Account, kind: HoldKind, words: str, since: datetime) -> None:
    if all(hold.kind != kind for hold in tx.accounts.holds(account.id)):
        tx.accounts.add_hold(account.id, kind, words, since, None, None)
    tx.accounts.put_status(account.id, "held")


def _release(tx: Transaction, account: Account, spec: FlagSpec, flag: Flag, now: datetime) -> None:
    """End the holds that stood for a flag, unless another flag still asks for them."""
    if spec.hold is None:
        return
    _touch(tx, account, spec, flag)
    for one in _concerned(tx, account, flag):
        others = (
            BY_KIND[each.flag.kind].hold
            for each in tx.contact.flags(one.customer_id)
            if each.flag.account_id in (None, one.id)
        )
        if spec.hold not in set(others):
            _end_hold(tx, one, spec.hold, now)


def _hold_again(tx: Transaction, desk: Desk, account: Account, spec: FlagSpec, flag: Flag) -> None:
    """Put the hold again that a flag had ended, where one that asks for it is still set: it was lifted by mistake."""
    if spec.releases is None:
        return
    for one in _concerned(tx, account, flag):
        known = [each.flag for each in tx.contact.flags(one.customer_id) if each.flag.account_id in (None, one.id)]
        asks = [each for each in known if BY_KIND[each.kind].hold == spec.releases]
        if asks and one.status != "closed" and all(each.kind != flag.kind for each in known):
            _hold(tx, one, spec.releases, _words(desk, asks[0]), asks[0].since)
    _touch(tx, account, spec, flag)


def _keep_left(tx: Transaction, desk: Desk, account_id: int, left: dict[str, str], now: datetime) -> None:
    of = Unsaved("flag", account_id)
    if left:
        tx.unsaved.save(desk.person.id, of, left, now)
    else:
        tx.unsaved.drop(desk.person.id, of)


def _end_hold(tx: Transaction, account: Account, kind: HoldKind, now: datetime) -> None:
    tx.accounts.lift_holds(account.id, kind, now)
    if account.status == "held" and not tx.accounts.holds(account.id):
        tx.accounts.put_status(account.id, "open")


def _concerned(tx: Transaction, account: Account, flag: Flag) -> list[Account]:
    """The accounts that a flag is about."""
    return [account] if flag.account_id is not None else tx.accounts.of_customer(account.customer_id)


def _follow(tx: Transaction, desk: Desk, account: Account, spec: FlagSpec, now: datetime) -> None:
    """Let the queue know: where and when the customer's accounts may be called now."""
    if spec.kind == "where":
        place_customer(tx, desk, account.customer_id)
    accounts = tx.accounts.of_customer(account.customer_id)
    refresh(tx, desk, accounts, now)
    # Of a company with very many, the others are scored with everything at night.
    for one in accounts if len(accounts) <= JUDGED_AT_ONCE else [account]:
        rescore_account(tx, desk, one.id, now)


def _refuse_unknown_place(desk: Desk, spec: FlagSpec, details: Mapping[str, str]) -> None:
    if spec.kind == "where" and not said_zones(desk.books.places, details["where"]):
        raise Refused(f"“{details['where'][:40]}” is neither a state such as CA nor a time zone such as Pacific.")


def _line(desk: Desk, one: SetFlag) -> FlagLine:
    spec = BY_KIND[one.flag.kind]
    words, said = _words(desk, one.flag), statement(one.flag, desk.today(), _zone(desk))
    return FlagLine(one.flag.id, one.flag.kind, words, spec.source, one.by, _may_lift(desk, spec), said, one.flag)


def _words(desk: Desk, flag: Flag) -> str:
    return reading(flag, desk.today(), _zone(desk))


def _zone(desk: Desk) -> tzinfo:
    return desk.zone or desk.now().astimezone().tzinfo or UTC


def _lifted_with(spec: FlagSpec) -> Permission:
    return "work" if spec.lifted_by == "work" else "lift any flag"


def _may_lift(desk: Desk, spec: FlagSpec) -> bool:
    return allowed(_lifted_with(spec), desk.person.roles)
