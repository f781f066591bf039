"""What the people of the demo set have agreed on, and what went wrong with money: done with the program's own services.

Once its accounts are in the file, collectors sit down at instants that have passed and make arrangements, enter what is
paid, ask the supervisor, take payments back. So all of it is what the program says. It is given to a bounded number of
accounts, the same in a small demo as in a large one, as it takes some milliseconds each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from collections_tui.clock import FixedClock
from collections_tui.domain.arrangements.records import Due, Every, Settlement, Terms
from collections_tui.domain.records import Client, Method
from collections_tui.services.arrangement_views import Arranged
from collections_tui.services.arrangements import arrange, preview
from collections_tui.services.bookshelf import Books
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import World
from collections_tui.services.desk import Desk
from collections_tui.services.ledger import pay, reverse
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.money import settle
from collections_tui.services.promises import make
from collections_tui.services.sign_in import floor_zone
from collections_tui.store.seed import Seed, Spoken
from collections_tui.store.subjects.unmatched import NewUnmatched

MOST = 240
"""So many accounts with a promise are looked at."""
_ARRANGED, _REQUESTS = 0.45, 9
_DUE_TODAY = 7  # one in so many pays weekly, and today
_RENEGOTIATED, _RETURNED, _EVERYWHERE = 2, 6, 5
_EVERY = (Every("weeks"), Every("weeks", 2), Every("months"))
_NUMBERS = (2, 3, 4, 6)
_LEAST = 8_000  # cents: less is paid at once
_RETURNED_DAYS = 12
_LONG_AGO = timedelta(days=12)
# How people keep to what they agreed, by weight.
_WAYS = ("pays", "stops", "early", "settles")
_WEIGHTS = (42, 38, 6, 14)


class _Running(NamedTuple):
    """An arrangement that was made, with who made it and what was paid."""

    account: int
    collector: int
    arranged: Arranged
    paid: int


def agree_all(new: Seed, world: World, calendar: Calendar, seed: int) -> None:
    """Make arrangements, requests, promises about all accounts, returned and unmatched payments."""
    _Agreeing(new, world, calendar, Random(f"agreed, {seed}")).all()


class _Agreeing:
    def __init__(self, new: Seed, world: World, calendar: Calendar, rng: Random) -> None:
        self._new = new
        self._world = world
        self._now = calendar.now.replace(microsecond=0)
        self._rng = rng
        self._books, self._zone = Books(), floor_zone()
        with new.store.read() as tx:
            self._people = {one.id: one for one in tx.people.everyone()}
            self._clients: Sequence[Client] = tx.clients.every()
        self._ways: Sequence[tuple[Method, str]] = [(way, words) for way, words in world.words["payment"]["by"]]
        self._supervisor = next(one.id for one in self._people.values() if one.login == world.supervisor)
        # Whoever opens the demo begins the day with it: what is done today the others did.
        self._others = [
            one.id for one in self._people.values() if "collector" in one.roles and one.login != world.login
        ]

    def _desk(self, person: int, at: datetime) -> Desk:
        return Desk(self._new.store, self._people[person], FixedClock(at), self._books, "demo", self._zone)

    def all(self) -> None:
        """Do everything."""
        rng = self._rng
        found = self._new.spoken(MOST)
        rest = [one for one in found if rng.random() >= _ARRANGED]
        chosen = [one for one in found if one not in rest]
        arranged = [self._arrange(one, today=not number % _DUE_TODAY) for number, one in enumerate(chosen, 1)]
        running = [one for one in arranged if one is not None]
        self._judge(one.account for one in running)
        self._renegotiate(running)
        asked = self._ask(rest)
        self._promise_everywhere()
        returned = self._return()
        self._unmatched()
        # What was done an hour ago is brought to this instant, scores above all.
        self._judge([*(one.account for one in running), *asked, *returned])

    # -- arrangements -----------------------------------------------------------------------------------------------

    def _arrange(self, one: Spoken, *, today: bool) -> _Running | None:
        """Agree some minutes after the call on paying in parts, and pay as such people do."""
        way = self._rng.choices(_WAYS, _WEIGHTS)[0]
        at = min(one.ended_at + timedelta(minutes=self._rng.randint(2, 9)), self._now)
        desk = self._desk(one.collector, at)
        first_on = one.due_on or desk.today() + timedelta(days=self._rng.randint(4, 12))
        long_ago = self._now - one.ended_at > _LONG_AGO
        if long_ago:  # enough of it lies behind us for something to have become of it
            first_on = desk.today() + timedelta(days=self._rng.randint(2, 5))
        elif today:
            way, first_on = "pays", self._weeks_before_today(desk.today())
        terms = self._terms(desk, one, first_on, settles=way == "settles", weekly=today or long_ago)
        if terms is None:
            return None
        arranged = arrange(desk, one.account, terms, f"demo-arrangement-{one.account}")
        return _Running(one.account, one.collector, arranged, self._pay(one, arranged, way, at))

    def _weeks_before_today(self, first: date) -> date:
        """The first day from one on that is some weeks before today, or today."""
        today = self._desk(self._supervisor, self._now).today()
        return first + timedelta(days=(today - first).days % 7)

    def _terms(self, desk: Desk, one: Spoken, first_on: date, *, settles: bool, weekly: bool) -> Terms | None:
        """Terms within the policy, None where none are found; the first payment is due when it was promised."""
        every = [_EVERY[0] if weekly else self._rng.choice(_EVERY), *_EVERY]
        if settles:
            owed = preview(desk, one.account, Terms(0, Every("weeks"), first_on, number=1)).terms.owed_cents
            until = first_on + timedelta(days=7)
            every_terms = [
                Terms(0, Every("weeks"), first_on, number=1, settlement=Settlement(owed * percent // 100, until))
                for percent in (10, 5)
            ]
        else:
            every_terms = [Terms(0, step, first_on, number=number) for step in every for number in _NUMBERS]
            every_terms = every_terms[self._rng.randrange(len(_NUMBERS)) :]
        for terms in every_terms:
            laid = preview(desk, one.account, terms)
            if laid.terms.owed_cents < _LEAST:
                return None
            if not laid.needs_approval:
                return terms
        return None

    def _pay(self, one: Spoken, arranged: Arranged, way: str, made: datetime) -> int:
        """Enter what was paid until yesterday; how many payments."""
        desk, rng = self._desk(one.collector, made), self._rng
        method, words = rng.choice(self._ways)
        dues = list(arranged.preview.dues)
        if way == "early":
            # All that is left comes with the second payment, or with the first.
            cut = min(1, len(dues) - 1)
            dues = [*dues[:cut], Due(0, dues[cut].due_on, sum(due.amount_cents for due in dues[cut:]))]
        stops_at = rng.randrange(min(2, len(dues))) if way == "stops" else len(dues)
        paid = 0
        for number, due in enumerate(dues):
            on = max(due.due_on - timedelta(days=rng.choice((0, 0, 1, 2))), desk.today())
            entered = self._entered(on, made)
            if number >= stops_at or entered >= self._now:
                break
            pay(
                self._desk(one.collector, entered),
                PaymentEntry(
                    one.account, due.amount_cents, on, f"demo-payment-{one.account}-{number}", method,
                    f"{words} {rng.randint(1000, 9999)}",
                ),
            )  # fmt: skip
            paid += 1
        return paid

    def _entered(self, on: date, made: datetime) -> datetime:
        """An afternoon hour of a day, later than an instant."""
        at = datetime.combine(on, made.time(), tzinfo=made.tzinfo)
        return max(at, made) + timedelta(minutes=20)

    def _judge(self, accounts: Iterable[int]) -> None:
        """What has become of arrangements by now."""
        desk = self._desk(self._supervisor, self._now)
        with desk.store.write() as tx:
            settle(tx, desk, accounts, self._now)

    def _renegotiate(self, running: Sequence[_Running]) -> None:
        """Put other terms in the place of some that are being paid."""
        done = 0
        for one in running:
            with self._new.store.read() as tx:
                there = tx.arrangements.running(one.account)
            if there is None or not one.paid or done == _RENEGOTIATED:
                continue
            desk = self._desk(self._rng.choice(self._others), self._now - timedelta(hours=1, minutes=7 * done))
            first_on = desk.today() + timedelta(days=6 + done)
            for every in _EVERY:
                terms = Terms(0, every, first_on, number=2)
                if not preview(desk, one.account, terms).needs_approval:
                    arrange(desk, one.account, terms, f"demo-instead-{one.account}", instead_of=there.id)
                    done += 1
                    break

    def _ask(self, found: Sequence[Spoken]) -> list[int]:
        """Ask the supervisor for what the policy does not allow; the accounts."""
        asked = list[int]()
        for one in reversed(found):
            at = self._now - timedelta(minutes=11 + 23 * len(asked))
            if len(asked) == min(_REQUESTS, len(found) // 7) or one.ended_at >= at:
                continue
            desk = self._desk(self._rng.choice(self._others), at)
            first_on = desk.today() + timedelta(days=self._rng.randint(5, 20))
            terms = Terms(0, Every("months"), first_on, number=(4, 6, 12, 15)[len(asked) % 4])
            laid = preview(desk, one.account, terms)
            if laid.needs_approval and laid.terms.owed_cents >= _LEAST:
                arrange(desk, one.account, terms, f"demo-request-{one.account}")
                asked.append(one.account)
        return asked

    # -- promises and payments --------------------------------------------------------------------------------------

    def _promise_everywhere(self) -> None:
        """Let some customers promise an amount for all that they owe."""
        for account, owed in self._new.twice(_EVERYWHERE):
            desk = self._desk(self._rng.choice(self._others), self._now)
            due_on = desk.today() + timedelta(days=self._rng.randint(0, 9))
            make(desk, account, max(1, owed // 200 * 100), due_on, f"demo-everywhere-{account}", everywhere=True)

    def _return(self) -> list[int]:
        """Let some payments come back from the bank; their accounts."""
        desk = self._desk(self._supervisor, self._now)
        since = (desk.today() - timedelta(days=_RETURNED_DAYS)).isoformat()
        reasons = self._world.words["payment"]["returned"]
        found = self._new.returnable(since, _RETURNED)
        for number, (entry, _) in enumerate(found):
            back = self._desk(self._rng.choice(self._others), self._now - timedelta(minutes=3 + 9 * number))
            reverse(back, entry, reasons[number % len(reasons)], None, f"demo-returned-{entry}")
        return [account for _, account in found]

    def _unmatched(self) -> None:
        """Leave payments of yesterday's files on the list that fit no account."""
        at = self._now - timedelta(days=1)
        with self._new.store.write() as tx:
            for client in self._clients:
                stray = self._world.words["unmatched"][client.code]
                rows = [
                    self._stray(client, number, at, dict(one)) for number, one in enumerate(stray, 1)
                ]  # fmt: skip
                tx.unmatched.add(client.id, rows, at, self._supervisor)

    def _stray(self, client: Client, number: int, at: datetime, one: dict[str, str]) -> NewUnmatched:
        """A row of a payment file, with why it fits no account as an import says it."""
        paid_on = (at - timedelta(days=1 + number % 3)).date().isoformat()
        account, invoice, reference = (one.get(name, "") for name in ("account", "invoice", "reference"))
        if account:
            reason = f"there is no account {account}"
        elif invoice:
            reason = f"there is no invoice {invoice}"
        else:
            reason = f"unknown reference {reference}"
        cents, method = self._rng.randint(20, 400) * 100 + self._rng.choice((0, 0, 50)), one["method"]
        key = f"demo{client.id}{number:02d}-1"
        return NewUnmatched(
            paid_on, cents, client.currency, account, invoice, reference, method, reason, key  # type: ignore[arg-type]
        )  # fmt: skip
