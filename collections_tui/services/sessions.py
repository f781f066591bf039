"""Workstations that are open: signing in takes over from one that was left behind, and finds everything where it was.

A workstation has a row in the database for as long as it is open. Every transaction of it asks for that row as it
begins (``Store.session``), so that one that was taken over, or whose person was disabled, does nothing any more from
that moment on, whether it has noticed or not. The command line has no such row: each command signs in anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import ListRow
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.lists import spec_of
from collections_tui.services.views import ListQuery
from collections_tui.store.subjects.sessions import Session
from collections_tui.store.transaction import Transaction

UNSEEN = timedelta(minutes=3)
"""How long a workstation may not be heard of, which tells once a minute, until it counts as gone where several may be
open, or the first one stays."""
COMMAND_LINE = "command line"
"""The session of all commands of a person: their claims are not taken over."""
CALL = "call"


class Whereabouts(NamedTuple):
    """Where somebody is: what the list shows and which account is under its cursor, which account is open and what is
    being typed about it (``call``, a kind of ``Unsaved``, or nothing); 0 for no account. A claim that is open goes
    before an account, and ``doing`` is about it then."""

    listing: ListQuery | None = None
    row: int = 0
    account_id: int = 0
    doing: str = ""
    claim_id: int = 0


class Back(NamedTuple):
    """What somebody finds who signs in: where they were, as far as that is still theirs."""

    account_id: int | None = None
    """Claimed before, and still mine."""
    doing: str = ""
    listing: ListQuery | None = None
    row: ListRow | None = None
    """What was under the cursor of the list."""
    claim_id: int | None = None
    """The claim that was open, if nobody else has it by now."""
    taken_from: str = ""
    """From where the window was opened that has been taken over; '' where there was none."""


def begin(desk: Desk) -> Back:
    """Say that this workstation is open. What becomes of others of the same person is the host's ``windows``.

    Claims of workstations that are gone become this one's. Where somebody did not leave of their own accord, the latest
    of those is theirs to go on with, and a call on it has gone on meanwhile: a telephone does not hang on our line.

    Raises:
        Refused: another workstation of theirs is open, and the host lets nobody have two; or they were just disabled.
    """
    desk.permit("see")
    now, person = desk.now(), desk.person
    with desk.store.write() as tx:
        if not tx.sessions.alone(person.id):
            raise Refused(f"{person.login} has been disabled: ask an admin.")
        gone = _gone(desk, [one for one in tx.sessions.of(person.id) if one.code != desk.session], now)
        for one in gone:
            tx.sessions.end(one.code)
        tx.sessions.begin(desk.session, person.id, desk.place, now)
        back = _find(tx, desk, now, cut=bool(gone))
        if gone:
            back = back._replace(taken_from=gone[0].place)
            desk.note(tx, "take over", details=f"from {gone[0].place}")
    desk.store.session = desk.session
    return back


def seen(desk: Desk, where: Whereabouts | None = None) -> None:
    """Say that this workstation is there, and where its person is by now, for the case that nothing more is heard."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        tx.sessions.seen(desk.session, now)
        if where is not None:
            tx.sessions.put_place(desk.person.id, _written(where), now)


def drop(desk: Desk, where: Whereabouts) -> None:
    """Leave because the line dropped: what is claimed stays so for the whole time of a claim, and is found again."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        for account_id in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.accounts.get(account_id)  # before its claim, as everybody does who works on it
            tx.queue.renew(account_id, desk.person.id, desk.session, now, now + desk.claims_last)
        tx.claims.keep(desk.person.id, now, now + desk.claims_last)
        tx.sessions.put_place(desk.person.id, _written(where) | {"dropped": True}, now)
        tx.sessions.end(desk.session)


def end(desk: Desk) -> None:
    """Leave of one's own accord: what is claimed is given back (``leave_all``), and nobody has to find anything."""
    from collections_tui.services.queue import leave_all

    leave_all(desk)
    with desk.store.write() as tx:
        tx.claims.leave_all(desk.person.id)
        tx.sessions.forget_place(desk.person.id)
        tx.sessions.end(desk.session)


def why_over(desk: Desk) -> str:
    """Why this workstation may do nothing any more, as a sentence for the person who has it in front of them."""
    code, desk.store.session = desk.store.session, None  # for this one look
    try:
        with desk.store.read() as tx:
            person, others = tx.people.by_id(desk.person.id), tx.sessions.of(desk.person.id)
    finally:
        desk.store.session = code
    if person.disabled:
        return f"{person.login} has been disabled: ask an admin. What was typed is kept."
    if others:
        when, where = desk.local(others[0].began_at).strftime("%H:%M"), clean(others[0].place)
        return f"You signed in again at {when} ({where}): go on there. This window has ended; what was typed is kept."
    return "This window was signed out from elsewhere: sign in again. What was typed is kept."


# -- how it is done -------------------------------------------------------------------------------------------------


def _gone(desk: Desk, others: list[Session], now: datetime) -> list[Session]:
    """Which of a person's other workstations are open no more, now that they sign in.

    Raises:
        Refused: one is, and stays.
    """
    windows = desk.books.site.windows
    if windows == "one":
        return others
    alive = [one for one in others if now - UNSEEN < one.seen_at]
    if alive and windows == "refuse":
        since, until = (desk.local(at).strftime("%H:%M") for at in (alive[0].began_at, alive[0].seen_at + UNSEEN))
        raise Refused(
            f"You have had a workstation open since {since} ({clean(alive[0].place)}): leave that one first. If it is "
            f"not there any more, sign in again after {until}."
        )
    return [one for one in others if one not in alive]


def _find(tx: Transaction, desk: Desk, now: datetime, *, cut: bool) -> Back:
    """Make what was left behind this session's, and tell where the person was."""
    person = desk.person.id
    mine = tx.sessions.left_behind(person, COMMAND_LINE, now)
    for account_id in mine:
        tx.accounts.get(account_id)  # before its claim
        tx.sessions.adopt(account_id, desk.session)
    kept = tx.sessions.place_of(person)
    if not cut and kept is None:
        return Back()
    where = _read(kept or {})
    back = Back(listing=where.listing)
    if kept is not None and "dropped" in kept and where.claim_id and tx.claims.has(person, where.claim_id, now):
        back = back._replace(claim_id=where.claim_id, doing=where.doing)
    if where.listing is not None and where.row:
        back = back._replace(row=tx.lists.row(spec_of(tx, desk, where.listing), where.row))
    if not mine or back.claim_id is not None:
        return back
    known = kept is not None and "dropped" in kept and where.account_id == mine[0]
    doing = where.doing if known else tx.sessions.doing(person, mine[0], now - desk.claims_last)
    if doing == CALL:
        tx.drafts.go_on(person, mine[0], now)
    return back._replace(account_id=mine[0], doing=doing)


def _written(where: Whereabouts) -> dict[str, Any]:
    listing = None if where.listing is None else where.listing._asdict()
    return where._asdict() | {"listing": listing}


def _read(kept: dict[str, Any]) -> Whereabouts:
    """What was written, maybe by another version: what it does not know of is left out."""
    listing = kept.get("listing")
    known = {name: value for name, value in (listing or {}).items() if name in ListQuery._fields}
    fields = {name: kept[name] for name in ("row", "account_id", "doing", "claim_id") if name in kept}
    return Whereabouts(ListQuery(**known) if "worklist_id" in known else None, **fields)
