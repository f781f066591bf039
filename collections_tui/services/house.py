"""What the doctor looks at besides figures: the database as a whole, its audit, clocks, and what stands around it.

Each check says what is wrong and what to do about it. Only what follows from something else is put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from collections_tui.clock import is_real
from collections_tui.domain.audit_check import check
from collections_tui.services.desk import Desk
from collections_tui.store.contract import Around
from collections_tui.store.subjects.health import FAULTY_INDEX, MOST, Left
from collections_tui.store.transaction import Transaction

State = Literal["ok", "look", "wrong"]
"""In order; something that a person should look at, and that nothing suffers from; something that is wrong."""

DAMAGE = "pages and indexes"
LEEWAY = timedelta(minutes=5)
"""By how much clocks may differ."""
OLD = timedelta(days=1)
SILENT = timedelta(hours=1)
"""After which a workstation that says every minute that it is there is not there."""
LOOKED_BACK = timedelta(days=7)
TOO_LITTLE = 32 << 20
"""Bytes: less room than that a busy hour fills."""


class Check(NamedTuple):
    """One thing that was looked at: how it stands, what was found (some of it), and what to do about it.

    ``number`` is how much of it was found, ``mended`` how much of that was put right, and ``note`` what is good to know
    where nothing was found.
    """

    name: str
    state: State = "ok"
    found: tuple[str, ...] = ()
    number: int = 0
    advice: str = ""
    note: str = ""
    mended: int = 0

    @property
    def wrong(self) -> int:
        """How much is wrong, and was not put right."""
        return self.number - self.mended if self.state == "wrong" else 0


def look_around(tx: Transaction, desk: Desk, around: Around) -> tuple[Check, ...]:
    """Look at everything but the figures, in one moment of the database."""
    damage = _damage(tx)
    if beyond_repair([damage]):  # nothing else can be relied on
        return damage, _turns(around), _files(around), _room(around), _versions(around)
    return (
        damage,
        _loose_ends(tx),
        _words(tx.sql.engine == "sqlite" or tx.search.whole()),
        _audit(tx),
        _clock(tx, desk),
        _leases(tx, desk),
        _drafts(tx, desk),
        _sessions(tx, desk),
        _documents(tx),
        _mail(tx, desk),
        _turns(around),
        _files(around),
        _room(around),
        _versions(around),
    )


def beyond_repair(checks: Sequence[Check]) -> bool:
    """Whether the database is so damaged that it is not worth looking at what is in it."""
    return any(one.name == DAMAGE and one.number and not _only_indexes(one.found) for one in checks)


def with_words(checks: Sequence[Check], found: bool) -> tuple[Check, ...]:
    """The same, when it is known by now whether every account is found by its words."""
    words = _words(found)
    return tuple(words if one.name == words.name else one for one in checks)


def mend(found: Sequence[Check], desk: Desk) -> None:
    """Put right what follows from something else; ``found`` is what is known to be wrong."""
    wrong = {one.name for one in found if one.number}
    now = desk.now()
    if DAMAGE in wrong:
        with desk.store.write() as tx:
            if _only_indexes(tx.health.damage()):
                tx.health.reindex()
    if "index of words" in wrong:
        with desk.store.write() as tx:
            tx.search.index_all()
    if "claims" in wrong:
        with desk.store.write() as tx:
            for one in tx.health.odd_leases(now, LEEWAY):
                tx.accounts.get(one.account_id)
                tx.queue.release(one.account_id, now)
    if "sessions" in wrong:
        with desk.store.write() as tx:
            tx.health.end_sessions(now - SILENT)


def mended(before: Sequence[Check], after: Sequence[Check]) -> tuple[Check, ...]:
    """What was found, and how much of it is found no more."""
    left = {one.name: one.number for one in after}
    return tuple(one._replace(mended=max(0, one.number - left[one.name])) for one in before)


# -- the database ------------------------------------------------------------------------------------------------------


def _found(name: str, state: State, found: Sequence[str], advice: str, number: int | None = None) -> Check:
    if not found:
        return Check(name)
    return Check(name, state, tuple(found[:MOST]), len(found) if number is None else number, advice)


def _only_indexes(damage: Sequence[str]) -> bool:
    return bool(damage) and all(any(sign in one for sign in FAULTY_INDEX) for one in damage)


def _damage(tx: Transaction) -> Check:
    damage = tx.health.damage()
    if tx.sql.engine == "postgres":
        advice = "Make it anew: REINDEX INDEX CONCURRENTLY."
    elif _only_indexes(damage):
        advice = "Indexes can be made anew: `doctor --repair`, and look at the disk."
    else:
        advice = "Let everybody leave, look at the disk, and restore the newest backup that is whole."
    return _found(DAMAGE, "wrong", damage, advice)


def _loose_ends(tx: Transaction) -> Check:
    advice = "Somebody has changed the database past the program: find out who, and restore a backup from before."
    return _found("what points where", "wrong", tx.health.loose_ends(), advice)


def _words(found: bool) -> Check:
    wrong = [] if found else ["some accounts are not found by their words"]
    return _found("index of words", "wrong", wrong, "It can be made anew: `doctor --repair`.")


def _audit(tx: Transaction) -> Check:
    checked = check(tx.audit.links, tx.audit.head())
    if checked.bad is None:
        return Check("audit", note=f"{checked.good:,} entries")
    advice = "Somebody has changed it past the program: compare it with a backup and with a head that was kept."
    return _found("audit", "wrong", [checked.bad.sentence], advice)


def _clock(tx: Transaction, desk: Desk) -> Check:
    if not is_real(desk.clock):
        return Check("clock", note="set by hand")
    now, newest, server = desk.now(), tx.health.newest(), tx.health.database_time()
    advice = "Let the computer keep its time (timedatectl set-ntp true): whom one may call when follows from it."
    if server is not None and abs(server - now) > LEEWAY:
        return _found("clock", "wrong", [f"here it is {_at(desk, now)}, on the server {_at(desk, server)}"], advice)
    if newest is not None and newest > now + LEEWAY:
        found = f"here it is {_at(desk, now)}, and the audit has an entry of {_at(desk, newest)}"
        return _found("clock", "wrong", [found], advice)
    jumps = tx.health.jumps_back(now - LOOKED_BACK, LEEWAY)
    found_ = [f"entry {one.entry} of {_at(desk, one.at)} comes behind one of {_at(desk, one.before)}" for one in jumps]
    return _found("clock", "look", found_, f"A clock was set back, or two differ. {advice}")


def _at(desk: Desk, instant: datetime) -> str:
    return f"{desk.local(instant):%Y-%m-%d %H:%M}"


# -- what lies about ---------------------------------------------------------------------------------------------------


def _told(desk: Desk, left: Sequence[Left], words: str) -> list[str]:
    return [f"{one.account}: {one.login}, {words} {_at(desk, one.since)}" for one in left]


def _leases(tx: Transaction, desk: Desk) -> Check:
    odd = tx.health.odd_leases(desk.now(), LEEWAY)
    advice = "Nobody is offered these: `doctor --repair` gives them back."
    return _found("claims", "wrong", _told(desk, odd, "claimed"), advice)


def _drafts(tx: Transaction, desk: Desk) -> Check:
    old = tx.health.old_drafts(desk.now() - OLD)
    advice = "Ask them to finish or to drop what they began: the workstation shows it when they sign in."
    return _found("drafts", "look", _told(desk, old, "left lying"), advice)


def _sessions(tx: Transaction, desk: Desk) -> Check:
    silent = tx.health.silent_sessions(desk.now() - SILENT)
    advice = "They are not there any more: `doctor --repair` forgets them."
    return _found("sessions", "look", _told(desk, silent, "last heard of"), advice)


def _documents(tx: Transaction) -> Check:
    found = [f"document {one.id} is not what went out: {one.title}" for one in tx.documents.changed()]
    number = tx.documents.count() if not found else 0
    advice = "Somebody has changed it past the program: compare it with a backup."
    return _found("documents", "wrong", found, advice)._replace(note=f"{number:,} kept" if number else "")


def _mail(tx: Transaction, desk: Desk) -> Check:
    from collections_tui.services.post_words import outcome

    stuck = tx.deliveries.stuck(desk.now() - SILENT, MOST + 1)
    found = [f"delivery {one.id} of {one.account}: {one.title} {outcome(one)}" for one in stuck]
    advice = "Let what waits be sent (mail deliver), and ask whether the rest arrived: mail retry sends it once more."
    return _found("mail", "look", found, advice)


# -- around the database -----------------------------------------------------------------------------------------------


def _turns(around: Around) -> Check:
    found = [] if around.stuck is None else [f"process {around.stuck} keeps everybody from writing"]
    advice = "Look whether it stands still (ps -o pid,stat,lstart,args -p PID): let it go on (kill -CONT) or end it."
    return _found("turns", "wrong", found, advice)


def _files(around: Around) -> Check:
    found = [f"{name} may be read or written by everybody on this computer" for name in around.exposed]
    return _found(
        "files", "wrong", found, "Let only its account at it: chmod o-rwx, of the folder too where it is that."
    )


def _room(around: Around) -> Check:
    if around.free is None:
        return Check("room", note=_size(around.size))
    note = f"{_size(around.size)}, {_size(around.free)} free"
    if around.free < TOO_LITTLE:
        return _found("room", "wrong", [note], "Free some space before the disk is full.")
    if around.free < around.size:
        return _found("room", "look", [note], "There is no room for a backup beside it: free some space.")
    return Check("room", note=note)


def _versions(around: Around) -> Check:
    return Check("versions", note=f"{around.versions}, schema {around.schema}")


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
