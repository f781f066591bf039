"""The audit, for those who may read it: page by page, and whether all of it is as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from collections_tui.domain.audit import BEGINNING, Entry, Head, Link
from collections_tui.domain.audit_check import Checked, check
from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.scope import seen_by
from collections_tui.store.subjects.audit import Chosen, Place
from collections_tui.store.transaction import Transaction

SHOWN = 50
Progress = Callable[[int, int], None]
_TOLD = 1_000  # entries between two tellings of the progress


class AuditFilter(NamedTuple):
    """Which entries: of a person (login), on an account (id), of a kind, of one day up to another on the floor.

    The kind ``export`` stands for ``export report``, ``export calls`` and so on too.
    """

    person: str = ""
    account: int | None = None
    kind: str = ""
    day: date | None = None
    last_day: date | None = None


EVERYTHING = AuditFilter()


def page(
    desk: Desk,
    chosen: AuditFilter = EVERYTHING,
    *,
    after: Entry | None = None,
    before: Entry | None = None,
    limit: int = SHOWN,
) -> list[Entry]:
    """The entries just older than ``after``, or just newer than ``before``, newest first; without either, the newest.

    Raises:
        Refused: no permission, no such person, no such kind.
    """
    desk.permit("read the audit")
    with desk.store.read() as tx:
        span = _span(tx, desk, chosen)
        if before is not None:
            return tx.audit.before(span, _place(before), limit)
        return tx.audit.after(span, after and _place(after), limit)


def last_page(desk: Desk, chosen: AuditFilter = EVERYTHING, limit: int = SHOWN) -> list[Entry]:
    """The oldest entries, newest of them first."""
    desk.permit("read the audit")
    with desk.store.read() as tx:
        return tx.audit.before(_span(tx, desk, chosen), None, limit)


def count(desk: Desk, chosen: AuditFilter = EVERYTHING) -> int:
    """How many entries there are."""
    desk.permit("read the audit")
    with desk.store.read() as tx:
        span = _span(tx, desk, chosen)
        return tx.audit.head_id() if span == Chosen() else tx.audit.count(span)


def kinds(desk: Desk) -> list[str]:
    """The kinds of entries there are."""
    desk.permit("read the audit")
    with desk.store.read() as tx:
        return tx.audit.kinds()


def head(desk: Desk) -> Head:
    """The newest entry: its number and its digest, to be kept where nobody who works here can change it."""
    desk.permit("read the audit")
    with desk.store.read() as tx:
        return tx.audit.head()


def verify(desk: Desk, kept: str = "", progress: Progress | None = None) -> Checked:
    """Follow the chain of all entries, and say how many are as they were written and which is the first that is not.

    Args:
        desk: who asks.
        kept: a head that was printed once, as ``NUMBER:DIGEST``: whether all up to it is as it was then.
        progress: told how many entries were looked at, and how many there are.

    Raises:
        Refused: no permission, or ``kept`` is no head.
    """
    desk.permit("read the audit")
    known = _kept(kept)
    with desk.store.read() as tx:
        newest = tx.audit.head()
        return check(lambda: _told(tx.audit.links(), newest.id, progress), newest, known)


def _told(links: Iterator[Link], total: int, progress: Progress | None) -> Iterator[Link]:
    for number, link in enumerate(links, 1):
        if progress is not None and not number % _TOLD:
            progress(min(number, total), total)
        yield link


def _kept(text: str) -> Head | None:
    """A head as it was printed.

    Raises:
        Refused: it is none.
    """
    text = text.strip()
    if not text:
        return None
    number, _, digest = text.partition(":")
    digits = digest.strip().lower()
    if not (number.isascii() and number.isdigit()) or len(digits) != len(BEGINNING) or digits.strip("0123456789abcdef"):
        raise Refused(
            f"“{clean(text)[:80]}” is no head: give it as `collections-tui audit head` prints it, NUMBER:DIGEST."
        )
    return Head(int(number), digits)


def _span(tx: Transaction, desk: Desk, chosen: AuditFilter) -> Chosen:
    person = None
    if chosen.person:
        found = tx.people.by_login(chosen.person)
        if found is None:
            raise Refused(f"Nobody signs in as {clean(chosen.person)[:64]}: see `collections-tui users list`.")
        person = found.id
    last = chosen.last_day or chosen.day
    return Chosen(
        person,
        chosen.account,
        _kinds(tx, chosen.kind),
        None if chosen.day is None else desk.start_of(chosen.day),
        None if last is None else desk.start_of(last + timedelta(days=1)),
        seen_by(tx, desk),
    )


def _kinds(tx: Transaction, kind: str) -> tuple[str, ...]:
    """The kinds that a word stands for: itself, and those that begin with it.

    Raises:
        Refused: there is none of it.
    """
    kind = clean(kind).strip().lower()
    if not kind:
        return ()
    known = tx.audit.kinds()
    found = tuple(one for one in known if one == kind or one.startswith(f"{kind} "))
    if not found:
        raise Refused(f"Nothing of the kind “{kind[:40]}” is in the audit; there is: {', '.join(known)[:400]}.")
    return found


def _place(entry: Entry) -> Place:
    return entry.at, entry.id
