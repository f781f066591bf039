"""Keeping a database in a file: backups while everybody works, and what to do when one is needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from collections_tui.clock import Clock
from collections_tui.domain.audit import Head
from collections_tui.domain.audit_check import check
from collections_tui.domain.errors import Refused, StoreError
from collections_tui.domain.records import Person
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed, ask_whom
from collections_tui.services.post_words import RESTORED
from collections_tui.services.sign_in import check_login, database_path, place_of, system_login
from collections_tui.store import open_store
from collections_tui.store.backups import Contents, back_up, look_in, refuse, refuse_server, taken_out
from collections_tui.store.subjects.audit import fields

MOST_KEPT = 1_000
Progress = Callable[[int, int], None]


class Restored(NamedTuple):
    """What was restored: how many accounts, the newest entry of the audit in the backup, and what it took the place of.

    ``kept`` is where a copy of what was there before is, '' where nothing was.
    """

    accounts: int
    head: Head
    kept: str


def make(desk: Desk, file: str, keep: int | None = None, progress: Progress | None = None) -> Contents:
    """Copy the desk's database into a file while everybody works, and check the copy; what it holds.

    Args:
        desk: of the database.
        file: path of the backup.
        keep: how many are kept, this one among them: an older one of that name becomes ``FILE.1`` and so on. None:
            there must be no such file yet.
        progress: told how much is done and how much there is.

    Raises:
        Refused: no permission, or no such number of backups.
        StoreError: the database is on a server; the file is there, or cannot be written; the copy is not good. No
            older backup was touched.
    """
    desk.permit("back up the database")
    if keep is not None and not 1 <= keep <= MOST_KEPT:
        raise Refused(f"Between 1 and {MOST_KEPT:,} backups can be kept.")
    refuse_server(desk.store.where, "backed up with pg_dump")
    refuse(desk.store.where, _path(file), keep)
    # Before it goes out, so that the copy tells of itself.
    with desk.store.write() as tx:
        desk.note(tx, "export database", details=f"backup to {clean(file)[:500]}")
    return back_up(desk.store.where, _path(file), keep, progress or _quiet)


def restore(
    where: str | None,
    login: str | None,
    clock: Clock,
    file: str,
    *,
    anyway: bool = False,
    program: str = "",
    progress: Progress | None = None,
) -> Restored:
    """Let a backup take the place of the database, of which a copy is kept; what was restored.

    An admin may, as the database says that is there now; where there is none, or it can be read no more, as the backup
    says. The audit of what is restored tells who did it, from which file, and what was there before. Whoever was at
    work is signed out.

    Args:
        where: path of the database; None for the person's own.
        login: who restores; None for the operating system's user.
        clock: the time.
        file: path of the backup.
        anyway: also while others have the database open, and where the audit in the backup is not as it was written.
        program: what they sit at, for the audit.
        progress: told how much is done and how much there is.

    Raises:
        Refused: no permission; or the audit in the backup is not as it was written (unless ``anyway``).
        StoreError: the backup cannot be used, others have the database open, or it cannot be written.
    """
    login = check_login(login or system_login())
    refuse_server(where or "", "restored with pg_restore")
    there = database_path(where, create=True)
    before = _now_there(there, login)
    if before.known:
        try:
            _check(before.person, login)
        except Refused as refused:
            _enter(there, before, str(refused), clock, program)
            raise
    with taken_out(_path(file), there, progress or _quiet) as taken:
        with taken.store.read() as tx:
            inside = tx.people.by_login(login)
        if not before.known:
            _check(inside, login)
        with taken.store.read() as tx:
            found = check(tx.audit.links, tx.audit.head())
            head, accounts = tx.audit.head(), tx.health.accounts()
        if found.bad is not None and not anyway:
            raise Refused(
                f"The audit in {clean(file)} is not as it was written ({found.bad.sentence.rstrip('.')}): "
                "restore another backup, or this one --anyway."
            )
        with taken.store.write() as tx:
            tx.health.end_sessions()
            # What waited then may have gone out since: it goes out twice only if a person says so.
            tx.deliveries.doubt(clock.now(), RESTORED)
            details = f"by {login} from {clean(file)[:500]}, over {before.told}"
            # An admin of today whom the backup does not know yet has no number in it.
            who = None if inside is None else inside.id
            tx.audit.add(clock.now(), who, "restore database", details=details, place=place_of(program, clock))
        kept = taken.put(clock.now(), anyway=anyway)
    return Restored(accounts, head, "" if kept is None else str(kept))


class _Before(NamedTuple):
    """Who restores, as the database says that is there now, and what is told of it; ``known``: whether it could say."""

    known: bool
    person: Person | None
    told: str


def _now_there(where: str, login: str) -> _Before:
    if not Path(where).exists() or not Path(where).stat().st_size:
        return _Before(False, None, "nothing")
    try:
        person, head = look_in(where, login)
    except StoreError:
        return _Before(False, None, "one that could not be read")
    return _Before(True, person, f"one with head {head}")


def _enter(where: str, before: _Before, sentence: str, clock: Clock, program: str) -> None:
    """Let the audit of the database that stays tell who was refused."""
    person = None if before.person is None else before.person.id
    place = place_of(program, clock)
    with suppress(StoreError), closing(open_store(where)) as store:
        store.enter(fields(clock.now(), person, "refused", None, sentence, place=place, about="restore the database"))


def _check(person: Person | None, login: str) -> None:
    """Pass if somebody may restore.

    Raises:
        Refused: they may not.
    """
    if person is None or person.disabled or not allowed("restore the database", person.roles):
        raise Refused(f"{login} may not restore the database: {ask_whom('restore the database')}.")


def _path(file: str) -> Path:
    try:
        return Path(file).expanduser()
    except RuntimeError:  # ~somebody, whom the system does not know
        raise StoreError(f"Nobody's home is {clean(file)[:80]}: write out where the file is.") from None


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""
