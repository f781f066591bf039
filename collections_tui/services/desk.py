"""The desk: what everything a signed-in person does goes through."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from collections_tui.clock import Clock
from collections_tui.domain.audit import as_json
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.records import CallWindow, Person
from collections_tui.domain.windows import is_open
from collections_tui.services.permissions import LENT, Permission, allowed, ask_whom
from collections_tui.store.subjects.audit import fields

if TYPE_CHECKING:
    from collections_tui.services.bookshelf import Books
    from collections_tui.store.contract import Store
    from collections_tui.store.transaction import Transaction


_Found = TypeVar("_Found")

SIGN_IN = "sign in"
"""What somebody who is disabled may not; no line of the table, since nobody can lend it."""
ONE_LOOK = timedelta(minutes=15)
"""How long looking at the same account again is one and the same look, for the audit."""


class Lent(NamedTuple):
    """The authority of somebody for one action, good for one line of the table; for any that can be lent where ''."""

    person: Person
    permission: str


_DEPTH = {"preview": 0, "view diagnoses": 2}
"""How much is seen of an account in a kind of look, 1 in any other: what is deeper is another look."""


class _Look(NamedTuple):
    account_id: int
    how: str
    at: datetime


def _covers(lent: Lent, permission: Permission) -> bool:
    named = permission in LENT if not lent.permission else lent.permission == permission
    return named and allowed(permission, lent.person.roles)


class Desk:
    """The store, who sits at it, the clock, the books, and the session that tells two windows of one person apart."""

    def __init__(
        self,
        store: Store,
        person: Person,
        clock: Clock,
        books: Books,
        session: str,
        zone: tzinfo | None = None,
        place: str = "",
    ) -> None:
        self.store = store
        self.person = person
        self.clock = clock
        self.books = books
        self.session = session
        self.zone = zone  # of the floor; None is the computer's own
        self.place = place  # from where: the system's user, the computer or the address, and the program
        self.from_afar = (
            False  # whether they come over SSH: no file but those in their own folder (services/exports.py)
        )
        self.first = False  # whether the database got its first user, this person, when the desk was opened
        self.told: set[str] = set()  # clients of whom the person knows that their rules are not known here
        self.caught_up = (
            False  # whether accounts rest by the rules that are read here, as far as it is this desk's turn
        )
        self.lent: Lent | None = None
        self._person_of = self.now().replace(second=0, microsecond=0)
        self._look: _Look | None = None  # the last one that was entered in the audit
        self._minute: datetime | None = None
        self._found: dict[Hashable, object] = {}

    def now(self) -> datetime:
        """This instant, in UTC."""
        return self.clock.now()

    def local(self, instant: datetime) -> datetime:
        """An instant as the floor's clocks show it."""
        return instant.astimezone(self.zone)

    def today(self) -> date:
        """The floor's date."""
        return self.local(self.now()).date()

    @cached_property
    def claims_last(self) -> timedelta:
        """How long a claim on an account lasts when nobody renews it: as ``site.toml`` says.

        Raises:
            ConfigError: it is wrong.
        """
        return timedelta(minutes=self.books.site.claim_minutes)

    def start_of(self, day: date) -> datetime:
        """The instant at which a day begins on the floor."""
        midnight = datetime.combine(day, time())
        return midnight.replace(tzinfo=self.zone) if self.zone is not None else midnight.astimezone()

    def permit(self, permission: Permission) -> Person:
        """Pass if the person may; whose authority it is: theirs, or that of whoever lends it for this one action.

        Once a minute it is looked up who the person is by now: roles that were taken away are refused within a minute,
        at open workstations too. Who was disabled is refused at once: their sessions are gone.

        Raises:
            NotPermitted: they may not.
        """
        self._look_again()
        if self.person.disabled:
            raise self.forbidden(f"{self.person.login} has been disabled: ask an admin.", SIGN_IN)
        if allowed(permission, self.person.roles):
            return self.person
        lent = self.lent
        if lent is not None and _covers(lent, permission):
            self.lent = None
            return lent.person
        raise self.forbidden(f"{self.person.login} may not {permission}: {ask_whom(permission)}.", permission)

    def forbidden(self, sentence: str, permission: str, account_id: int | None = None) -> NotPermitted:
        """What is to be raised where the person may not; it is entered in the audit."""
        self.refused(sentence, account_id, about=permission)
        return NotPermitted(sentence, permission)

    def refuse_from_afar(self, what: str) -> None:
        """Pass unless they come over SSH: for what reads or writes a file wherever somebody says.

        Raises:
            Refused: they do; it is entered in the audit.
        """
        if self.from_afar:
            sentence = f"Nobody can {what} from afar: do it on the host itself."
            self.refused(sentence, about=what)
            raise Refused(sentence)

    def _look_again(self) -> None:
        """Read the person afresh when a minute has passed, unless a transaction is open: what began it has asked."""
        minute = self.now().replace(second=0, microsecond=0)
        if minute != self._person_of and not self.store.busy:
            with self.store.read() as tx:
                self.person = tx.people.by_id(self.person.id)
            self._person_of = minute

    def note(
        self,
        tx: Transaction,
        action: str,
        account_id: int | None = None,
        details: str = "",
        *,
        about: str = "",
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        by: Person | None = None,
    ) -> None:
        """Enter in the audit what the person does in this transaction: it is there if the transaction is.

        Args:
            tx: the transaction, at writing.
            action: the kind of thing, in a word or two.
            account_id: on which account, if it is about one.
            details: more of it, for people.
            about: which record, besides the account: "promise 12".
            before: what was changed, by name, as it was.
            after: and as it is.
            by: on whose authority, as ``permit`` said; told where it was lent.
        """
        if by is not None and by.id != self.person.id:
            details = f"{details} (with the authority of {by.login})".lstrip()
        tx.audit.add(
            self.now(), self.person.id, action, account_id, details,
            place=self.place, about=about, before=as_json(before or {}), after=as_json(after or {}),
        )  # fmt: skip

    def refused(self, sentence: str, account_id: int | None = None, *, about: str = "") -> None:
        """Enter in the audit that the person was refused something. It stays when a transaction is taken back for it.

        Args:
            sentence: what they are told.
            account_id: on which account, if it was about one.
            about: the permission, the number or whatever it was about.
        """
        self.store.enter(
            fields(self.now(), self.person.id, "refused", account_id, sentence, place=self.place, about=about)
        )

    def looked(self, account_id: int, how: str = "view") -> None:
        """Enter in the audit that the person looks at the details of an account, with no transaction open.

        Looking at it again is the same look, until they look at another or a quarter of an hour has passed. Whoever
        has seen all of it has seen its ``preview``; whoever was shown diagnoses has seen the rest.

        Raises:
            StoreError: it cannot be entered, so that nothing may be shown.
        """
        if self.looks_anew(account_id, how):
            now = self.now()
            self.store.enter(fields(now, self.person.id, how, account_id, place=self.place))
            self._look = _Look(account_id, how, now)

    def looks_anew(self, account_id: int, how: str = "view") -> bool:
        """Whether to look at an account now is to be entered in the audit."""
        last, now = self._look, self.now()
        if last is None or last.account_id != account_id or not last.at <= now < last.at + ONE_LOOK:
            return True
        return _DEPTH.get(how, 1) > _DEPTH.get(last.how, 1)

    def has_looked(self, account_id: int, how: str) -> None:
        """Remember a look that was entered in a transaction, once that has committed."""
        if self.looks_anew(account_id, how):
            self._look = _Look(account_id, how, self.now())

    def open_windows(self, windows: Iterable[CallWindow], now: datetime) -> list[int]:
        """The ids of the call windows that are open; worked out once a minute."""
        asked = tuple(windows)
        return self.this_minute(("open", asked), now, lambda: [one.id for one in asked if is_open(one, now)])

    def unjudged(self, now: datetime) -> dict[int, str]:
        """Clients whose own contact rules are not known here, by id, with why; after a minute it is tried again."""
        found: dict[int, str] = self.this_minute("unjudged", now, dict)
        return found

    def this_minute(self, key: Hashable, now: datetime, work: Callable[[], _Found]) -> _Found:
        """What ``work`` finds for the key, found out once a minute: no window opens within one."""
        minute = now.replace(second=0, microsecond=0)
        if self._minute != minute:
            self._minute, self._found = minute, {}
        if key not in self._found:
            self._found[key] = work()
        return cast(_Found, self._found[key])

    def when_waiting(self, tell: Callable[[bool], None]) -> None:
        """Let somebody be told when the database lets itself be waited for, and when that is over."""
        self.store.waiting = tell

    def close(self) -> None:
        """Leave the desk."""
        self.store.close()
