"""An office that works for weeks: everything happens through the services, and is written down a second time.

What was done is kept as plain facts of each customer (``Person``), from which the brute-force checker of the contact
rules says what may be dialled; the program's own history is never asked. Everything happens at full minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.records import Case, Flag, Number, PastCall
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import PhoneKind, PhoneStatus
from collections_tui.services import calls, dialling, flags, numbers, queue, scoring
from collections_tui.services.contact import case_of, may_call
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry, Claimed, NothingNow
from tests.build import HandClock, Office, add_account, office
from tests.domain.contact.checker import forbids, midnight
from tests.services.entries import entry
from tests.services.importing import Importer


class Place(NamedTuple):
    """Where customers are: an area code and a state, the zones both point to, and the state's own law."""

    area: str
    state: str
    zones: tuple[str, ...]
    law: frozenset[str] = frozenset()


# Twelve sets of zones. Arizona is two: the Navajo Nation changes its clocks, the rest does not.
PLACES = (
    Place("212", "NY", ("America/New_York",)),
    Place("312", "IL", ("America/Chicago",)),
    Place("303", "CO", ("America/Denver",)),
    Place("213", "CA", ("America/Los_Angeles",)),
    Place("206", "WA", ("America/Los_Angeles",), frozenset(("WA",))),
    Place("617", "MA", ("America/New_York",), frozenset(("MA",))),
    Place("808", "HI", ("Pacific/Honolulu",)),
    Place("787", "PR", ("America/Puerto_Rico",)),
    Place("671", "GU", ("Pacific/Guam",)),
    Place("212", "CA", ("America/Los_Angeles", "America/New_York")),
    Place("312", "NM", ("America/Chicago", "America/Denver")),
    Place("808", "IL", ("America/Chicago", "Pacific/Honolulu")),
    Place("617", "CO", ("America/Denver", "America/New_York"), frozenset(("MA",))),
    Place("206", "PR", ("America/Los_Angeles", "America/Puerto_Rico"), frozenset(("WA",))),
)
KINDS: tuple[PhoneKind, ...] = ("mobile", "home", "work", "other")


class Ended(NamedTuple):
    """What a call that ends so was: it got through, it was a conversation, somebody else answered; what it marks."""

    weight: int
    reached: bool = True
    talked: bool = False
    stranger: bool = False
    marks: PhoneStatus = "good"
    flag: str = ""


MADE: dict[str, Ended] = {
    "no_answer": Ended(40),
    "busy": Ended(10, reached=False),
    "voicemail_left": Ended(14),
    "voicemail_not_left": Ended(8),
    "disconnected": Ended(2, reached=False, marks="disconnected"),
    "call_dropped": Ended(4, stranger=True),
    "third_party_message": Ended(3, stranger=True),
    "wrong_number": Ended(2, stranger=True, marks="wrong"),
    "language_barrier": Ended(1, stranger=True),
    "promised": Ended(6, talked=True),
    "call_back": Ended(5, talked=True, flag="consent"),
    "refuses": Ended(3, talked=True),
    "spoke_dropped": Ended(2, talked=True),
    "disputes": Ended(1, talked=True, flag="dispute"),
    "cease": Ended(1, talked=True, flag="no_calls"),
    "attorney": Ended(1, talked=True, flag="attorney"),
}
GOT: dict[str, Ended] = {
    "inbound_question": Ended(4, talked=True),
    "inbound_promised": Ended(2, talked=True),
    "inbound_call_back": Ended(2, talked=True, flag="consent"),
    "inbound_third_party": Ended(1, stranger=True),
}
_HEADER = "account,started,duration,outcome,phone,collector,direction,note\n"
OF_THE_CUSTOMER = ("no_calls",)
SET: tuple[tuple[str, dict[str, str]], ...] = (
    ("times", {"times": "Mon Tue Wed Thu Fri 09:00-15:00"}),
    ("times", {"times": "Sat Sun"}),
    ("times", {"times": "Mon Wed 10:00-20:00"}),
    ("place", {"place": "home"}),
    ("place", {"place": "employer"}),
    ("do_not_call", {}),
    ("no_calls", {}),
    ("consent", {}),
    ("bankruptcy", {}),
)


class Person:
    """One customer as the simulation knows them."""

    def __init__(self, place: Place, phones: dict[str, PhoneKind]) -> None:
        self.place = place
        self.kinds = phones
        self.bad: dict[str, PhoneStatus] = {}
        self.accounts: list[int] = []
        self.calls: list[PastCall] = []
        self.flags: list[Flag] = []

    @property
    def good(self) -> list[str]:
        """Numbers that are theirs and in service."""
        return [e164 for e164 in self.kinds if e164 not in self.bad]

    def forbidden(self, account: int, e164: str, at: datetime) -> set[str]:
        """Which rules a call about an account would break."""
        numbers_ = tuple(Number(one, kind, self.bad.get(one, "good")) for one, kind in self.kinds.items())
        made = tuple(call._replace(not_theirs=self.bad.get(call.e164) == "wrong") for call in self.calls)
        case = Case(account, "third", _NONE, self.place.zones, True, numbers_, calls=made, flags=tuple(self.flags))
        return forbids(case, e164, at, self.place.law)

    def may_be_called(self, account: int, at: datetime) -> bool:
        """Whether any number may be dialled about an account."""
        return any(not self.forbidden(account, e164, at) for e164 in self.good)


_NONE = Policy("the checker has its own", (), ())


class Month:
    """The office, its customers, and what came of it: counts by what happened."""

    def __init__(self, folder: Path, *, people: int, customers: int, start: datetime, seed: int) -> None:
        self.random = Random(seed)
        self.clock = HandClock(start)
        logins = [f"c{position}" for position in range(people)]
        self.work: Office = office(folder, people=(*logins, "sue:supervisor"), accounts=0, clock=self.clock)
        self.desks = [self.work.desk(login) for login in logins]
        self.incoming = Importer(self.work, folder)
        self.boss, self.sue = self.work.boss, self.work.desk("sue")
        self.mine: dict[Desk, int | None] = dict.fromkeys(self.desks)
        self.by_account: dict[int, Person] = {}
        self.people: list[Person] = []
        self.seen: dict[str, int] = {}
        for position in range(customers):
            self._add_customer(position, PLACES[position % len(PLACES)])
        scoring.rescore(self.boss)

    def count(self, what: str) -> None:
        """One more of these."""
        self.seen[what] = self.seen.get(what, 0) + 1

    def _add_customer(self, position: int, place: Place) -> None:
        phones: dict[str, PhoneKind] = {
            f"+1{place.area}{555 + position // 50 % 400:03}{1000 + position * 4 + n:04}"[:12]: self.random.choice(KINDS)
            for n in range(1 + (position % 3 == 0))
        }
        person = Person(place, phones)
        with self.boss.store.write() as tx:
            customer: int | None = None
            for n in range(1 + (position % 4 == 0)):
                account = add_account(
                    tx,
                    number=f"M-{position}-{n}",
                    name=f"Person {position}",
                    customer_id=customer,
                    state=place.state,
                    phones=phones,
                    zones=place.zones,
                    now=self.clock.now(),
                )
                customer = int(tx.sql.value("SELECT customer_id FROM account WHERE id = :a", {"a": account}))
                person.accounts.append(account)
                self.by_account[account] = person
            for e164, kind in phones.items():
                tx.sql.run("UPDATE phone SET kind = :k WHERE e164 = :e", {"k": kind, "e": e164})
        self.people.append(person)

    # -- a day of work --------------------------------------------------------------------------------------------

    def session(self, steps: int) -> None:
        """Some minutes of work of everybody."""
        for _ in range(steps):
            for desk in self.desks:
                self._step(desk)
            if self.random.random() < 0.25:
                self._somebody_calls_in()
            if self.random.random() < 0.15:
                self._flag()
            self.clock.forward(timedelta(minutes=self.random.choice((1, 1, 2, 3))))
        for desk in self.desks:
            queue.leave_all(desk)
            self.mine[desk] = None

    def _step(self, desk: Desk) -> None:
        account = self.mine[desk]
        if account is None:
            self._given(desk, queue.next_account(desk, leave=0))
            return
        person = self.by_account[account]
        e164 = self._dial(desk, account, person)
        if e164 is None:
            # Without a good number the account is planned; with one that may not be dialled any more it is left.
            queue.leave(desk, account)
            if not person.good:
                queue.set_next_action(desk, account, desk.today() + timedelta(days=5), "needs a number")
                if self.random.random() < 0.7:
                    self._new_number(desk, account, person)
            self.mine[desk] = None
            return
        code = self._drawn(MADE)
        said = self._entry(desk, account, code, e164)
        if self.random.random() < 0.1:
            self._log_and_take_back(desk, account, person, said)
            return
        _, answer = calls.log_and_next(desk, said)
        self._note(account, person, code, e164, outbound=True)
        self._given(desk, answer)

    def _dial(self, desk: Desk, account: int, person: Person) -> str | None:
        """Try every number; the program lets through what the checker does, and nothing else."""
        now, allowed = self.clock.now(), None
        for e164 in self.random.sample(person.good, len(person.good)):
            forbidden = person.forbidden(account, e164, now)
            try:
                dialling.dial(desk, account, e164)
            except dialling.NotNow as refused:
                told = {one.id for one in refused.judgement.blocking}
                assert forbidden, f"{now} {e164} may be dialled, and was refused for {told}"
                continue
            assert not forbidden, f"{now} {e164} was dialled against {forbidden}"
            allowed = e164
            break
        return allowed

    def _log_and_take_back(self, desk: Desk, account: int, person: Person, said: CallEntry) -> None:
        """A call that was logged by mistake leaves nothing behind."""
        calls.log_call(desk, said)
        try:
            calls.undo_last(desk)
        except Refused:
            self._note(account, person, said.outcome, said.phone, outbound=True)
            self.mine[desk] = None
            return
        self.count("taken back")
        calls.drop_draft(desk, account)
        queue.leave(desk, account)
        self.mine[desk] = None

    def _given(self, desk: Desk, answer: Claimed | NothingNow) -> None:
        if isinstance(answer, NothingNow):
            self.count("nothing")
            self.mine[desk] = None
            return
        self.count("claimed")
        person, now = self.by_account[answer.account_id], self.clock.now()
        assert not person.good or person.may_be_called(answer.account_id, now), (
            f"{now} account {answer.account_id} was offered against "
            f"{[person.forbidden(answer.account_id, e164, now) for e164 in person.good]}"
        )
        self.mine[desk] = answer.account_id

    def _entry(self, desk: Desk, account: int, code: str, e164: str) -> CallEntry:
        moment = self.clock.now() + timedelta(minutes=self.random.choice((30, 120, 1440, 3 * 1440)))
        with_moment = {"moment": moment} if code.endswith("call_back") else {}
        return entry(desk, account, code, phone=e164, **with_moment)

    def _drawn(self, mix: dict[str, Ended]) -> str:
        return self.random.choices(list(mix), [one.weight for one in mix.values()])[0]

    def _note(
        self, account: int, person: Person, code: str, e164: str, *, outbound: bool, at: datetime | None = None
    ) -> None:
        """Write down what happened, as somebody who sat beside them would."""
        now, ended = at or self.clock.now(), (MADE if outbound else GOT)[code]
        self.count("called" if outbound else "called in")
        person.calls.insert(
            0,
            PastCall(
                now,
                outbound,
                e164,
                frozenset((account,)),
                ended.reached or not outbound,
                ended.talked,
                person.kinds.get(e164, "other"),
                third_party=ended.stranger,
            ),
        )
        if ended.marks != "good":
            person.bad[e164] = ended.marks
        if ended.flag:
            details = {"in_writing": "no"} if ended.flag == "dispute" else {}
            about = None if ended.flag in OF_THE_CUSTOMER else account
            person.flags.append(Flag(ended.flag, now, None, about, "", details))  # type: ignore[arg-type]

    def _somebody_calls_in(self) -> None:
        person = self.random.choice(self.people)
        account, desk = self.random.choice(person.accounts), self.random.choice(self.desks)
        code = self._drawn(GOT)
        e164 = self.random.choice(list(person.kinds))
        try:
            calls.log_call(desk, self._entry(desk, account, code, e164)._replace(draft="drop"))
        except Refused:  # somebody else is working on it
            return
        self._note(account, person, code, e164, outbound=False)
        if self.mine[desk] == account:
            self.mine[desk] = None

    def _flag(self) -> None:
        """Somebody sets a flag, or the supervisor lifts one."""
        person = self.random.choice(self.people)
        account = self.random.choice(person.accounts)
        known = [one for one in flags.of_account(self.sue, account) if one.kind != "consent"]
        try:
            if known and self.random.random() < 0.6:
                gone = self.random.choice(known)
                where = next(f for f in person.flags if f.kind == gone.kind and f.account_id in (None, account))
                flags.lift(self.sue, account, gone.id)
                person.flags.remove(where)
                self.count("lifted")
                return
            kind, typed = self.random.choice(SET)
            if any(flag.kind == kind for flag in person.flags):
                return
            phone = self.random.choice(list(person.kinds)) if kind == "do_not_call" else ""
            flags.set_flag(self.sue, account, kind, typed, phone=phone)
        except Refused:
            return
        about = account if kind == "consent" else None
        person.flags.append(Flag(kind, self._since(kind, person), None, about, phone, typed))  # type: ignore[arg-type]
        self.count("flagged")

    def _since(self, kind: str, person: Person) -> datetime:
        """Consent that is given today holds from the beginning of the day, in the first zone that reached it."""
        now = self.clock.now()
        if kind != "consent":
            return now
        today = self.sue.today()
        return min(now, *(midnight(name, today) for name in person.place.zones))

    def _new_number(self, desk: Desk, account: int, person: Person) -> None:
        e164 = self.random.choice(list(person.bad))
        numbers.mark(desk, account, e164, "good")
        del person.bad[e164]
        self.count("good again")

    def night(self) -> None:
        """What is done while nobody works."""
        self._import_calls()
        queue.wake_due(self.boss)
        scoring.rescore(self.boss)

    def _import_calls(self) -> None:
        """Calls that were made elsewhere come in a file, a while after they were made."""
        at, lines = self.clock.now() - timedelta(minutes=self.random.choice((5, 90, 600))), [_HEADER]
        for person in self.random.sample(self.people, 3):
            account, code = self.random.choice(person.accounts), self.random.choice(("no_answer", "busy", "refuses"))
            e164 = self.random.choice(list(person.kinds))
            lines.append(f"{self.work.number(account)},{at:%Y-%m-%dT%H:%M:%SZ},60,{code},{e164},c0,,told\n")
            self._note(account, person, code, e164, outbound=True, at=at)
        assert self.incoming.run("calls", "".join(lines)).ok
        self.count("files")

    # -- holding it against the checker ----------------------------------------------------------------------------

    def check(self, accounts: list[int] | None = None) -> None:
        """No account that may be called is asleep, and none that may not would be given to anybody."""
        queue.wake_due(self.boss)
        now = self.clock.now()
        with self.boss.store.read() as tx:
            open_now = set(self.boss.open_windows(tx.worklists.windows(), now))
            for account_id in accounts or list(self.by_account):
                account = tx.accounts.get(account_id)
                assert account is not None
                person = self.by_account[account_id]
                ready, wake_at = tx.sql.one("SELECT ready, wake_at FROM account WHERE id = :i", {"i": account_id}) or ()
                if account.status != "open":
                    assert not ready
                    continue
                assert ready or wake_at, "lost"
                due = account.next_action_at is None or account.next_action_at <= now
                if not due or tx.queue.holder(account_id, now) is not None or not person.good:
                    continue
                may = person.may_be_called(account_id, now)
                given = bool(ready) and account.window_id in open_now
                given = given and may_call(case_of(tx, self.boss, account, now), now) <= now
                self.count("may" if may else "may not")
                assert given == may, (
                    f"{now} {account.number} ready {ready}, wakes {wake_at}, may_call_at {account.may_call_at}: "
                    f"{[person.forbidden(account_id, e164, now) for e164 in person.good]}"
                )
