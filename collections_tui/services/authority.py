"""PINs: one's own opens one's locked screen; a supervisor's lets somebody else do one thing, at that person's keyboard.

The PIN is never stored, only what scrypt (RFC 7914) makes of it with a salt of its own. Five wrong ones lock it for a
quarter of an hour. Each try is counted in the database before it is looked at, so that no more than five are looked at
however many keyboards they come from at once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from itertools import pairwise

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.records import Person
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk, Lent
from collections_tui.services.permissions import LENT, PERMISSIONS, allowed
from collections_tui.store.subjects.teams import Pin
from collections_tui.store.transaction import Transaction

TRIES = 5
LOCKED = timedelta(minutes=15)
SHORTEST, LONGEST = 6, 12
NO_PIN = "You have no PIN yet: ctrl+q leaves, and you sign in again; `collections-tui users pin` sets one."
_COST, _BLOCK, _LANES = 2**14, 8, 1  # 16 MiB and a twentieth of a second for each try


def set_pin(desk: Desk, pin: str) -> str:
    """Give myself a PIN, instead of the one I had; a sentence that says so.

    Raises:
        Refused: it is none: 6 to 12 digits, not all alike nor in a row.
    """
    desk.permit("see")
    _check(pin)
    salt = secrets.token_hex(16)
    digest = _digest(pin, salt)
    with desk.store.write() as tx:
        tx.people.alone()
        tx.pins.put(desk.person.id, salt, digest, desk.now())
        desk.note(tx, "set PIN")
    lends = ", and lends your authority for one action at somebody else's keyboard"
    return (
        f"Your PIN is set: it opens your locked screen{lends if allowed('lend authority', desk.person.roles) else ''}."
    )


def has_pin(desk: Desk) -> bool:
    """Whether I have a PIN to open my locked screen with."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.pins.get(desk.person.id) is not None


def unlock(desk: Desk, pin: str) -> None:
    """Pass if it is my PIN; tries are counted as for authority that is lent.

    Raises:
        Refused: it is not, it is locked, or I have none.
    """
    desk.permit("see")
    with desk.store.write() as tx:
        known = _take_a_try(tx, desk.person, desk)
    _compare(desk, desk.person, known, pin)
    with desk.store.write() as tx:
        tx.pins.count(desk.person.id, 0, None)


def lend(desk: Desk, login: str, pin: str, permission: str = "") -> Person:
    """Lend the authority of whoever has that login and PIN to the next thing that is done at this desk and takes it.

    Args:
        desk: where it is lent.
        login: who lends it.
        pin: theirs.
        permission: the line of the table that is wanted, as ``NotPermitted`` names it; '' for any that can be lent.

    Raises:
        Refused: nobody of that login can lend it, it cannot be lent, the PIN is wrong, or it is locked.
    """
    desk.permit("work")
    desk.lent = None
    with desk.store.write() as tx:
        lender = _lender(tx, desk, login, permission)
        known = _take_a_try(tx, lender, desk)
    _compare(desk, lender, known, pin)
    with desk.store.write() as tx:
        tx.pins.count(lender.id, 0, None)
        what = permission or "whatever it takes"
        desk.note(tx, "lend authority", details=f"{lender.login}: {what}", about=f"person {lender.login}")
    desk.lent = Lent(lender, permission)
    return lender


def give_back(desk: Desk) -> None:
    """Forget authority that was lent and not used."""
    desk.permit("see")
    desk.lent = None


def lendable(refused: NotPermitted) -> bool:
    """Whether a supervisor's PIN would help."""
    return refused.permission in LENT


# -- how it is done -------------------------------------------------------------------------------------------------


def _lender(tx: Transaction, desk: Desk, login: str, permission: str) -> Person:
    shown = clean(login)[:64]
    if permission and permission not in LENT:
        raise Refused(f"Nobody can lend the authority to {clean(permission)[:64]}: whoever has it does it themselves.")
    lender = tx.people.by_login(login)
    if lender is None or lender.disabled:
        raise Refused(f"Nobody signs in as {shown}: see `collections-tui users list`.")
    if lender.id == desk.person.id:
        raise Refused("You cannot lend authority to yourself: ask somebody else who has it.")
    if not allowed("lend authority", lender.roles) or (permission and lender.roles and not _has(lender, permission)):
        raise Refused(f"{shown} has no authority to lend for this: ask a supervisor.")
    return lender


def _has(lender: Person, permission: str) -> bool:
    return any(name == permission and not roles.isdisjoint(lender.roles) for name, roles in PERMISSIONS.items())


def _take_a_try(tx: Transaction, lender: Person, desk: Desk) -> Pin:
    """Count a try before it is looked at; what the PIN is compared with, and how many tries there have been.

    Raises:
        Refused: there is no PIN, or it is locked.
    """
    now, pin = desk.now(), tx.pins.get(lender.id)
    if pin is None and lender.id == desk.person.id:
        raise Refused(NO_PIN)
    if pin is None:
        raise Refused(f"{lender.login} has no PIN yet: they set one with `collections-tui users pin`.")
    if pin.locked_until is not None and pin.locked_until > now:
        raise _locked(desk, lender, pin.locked_until)
    wrong = 1 if pin.locked_until is not None else pin.wrong + 1
    until = now + LOCKED if wrong >= TRIES else None
    tx.pins.count(lender.id, wrong, until)
    return pin._replace(wrong=wrong, locked_until=until)


def _compare(desk: Desk, whose: Person, known: Pin, pin: str) -> None:
    """Pass if it is the PIN that the try is for; a wrong one is entered in the audit.

    Raises:
        Refused: it is another.
    """
    if not hmac.compare_digest(_digest(pin, known.salt), known.hash):
        with desk.store.write() as tx:
            desk.note(tx, "wrong PIN", details=f"of {whose.login}", about=f"person {whose.login}")
        raise _wrong(desk, whose, known)


def _wrong(desk: Desk, lender: Person, pin: Pin) -> Refused:
    if pin.locked_until is not None:
        return _locked(desk, lender, pin.locked_until)
    left = TRIES - pin.wrong
    tries = "one more wrong one locks it" if left == 1 else f"{left} more wrong ones lock it"
    whose = "your PIN" if lender.id == desk.person.id else f"the PIN of {lender.login}"
    return Refused(f"That is not {whose}: {tries} for a quarter of an hour.")


def _locked(desk: Desk, lender: Person, until: datetime) -> Refused:
    at = desk.local(until).strftime("%H:%M")
    if lender.id == desk.person.id:
        return Refused(f"Your PIN is locked until {at} after five wrong ones: ctrl+q leaves, and you sign in again.")
    return Refused(f"The PIN of {lender.login} is locked until {at} after five wrong ones: they act at their own desk.")


def _check(pin: str) -> None:
    digits = pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST
    steps = {ord(second) - ord(first) for first, second in pairwise(pin)}
    if not digits:
        raise Refused(f"A PIN has {SHORTEST} to {LONGEST} digits: choose another.")
    if steps in ({0}, {1}, {-1}):
        raise Refused("That PIN is the first that anybody would try: choose one that is not all alike nor in a row.")


def _digest(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES, dklen=32).hex()
