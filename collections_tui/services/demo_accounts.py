"""Accounts of the demo set, batch by batch: bills, history, worklist, score, and what the queue needs to know."""

from __future__ import annotations

from bisect import bisect
from random import Random
from typing import NamedTuple

from collections_tui.domain.contact.policy_files import PolicyFile
from collections_tui.domain.outcomes import OutcomeBook, without_number
from collections_tui.domain.records import Facts
from collections_tui.domain.strategy import Strategy, compile_score
from collections_tui.domain.windows import zone
from collections_tui.services.demo_bills import Bills, Case
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_contact import Contacts
from collections_tui.services.demo_endings import Endings
from collections_tui.services.demo_history import History
from collections_tui.services.demo_people import People
from collections_tui.services.demo_story import Story, Telephone
from collections_tui.services.demo_world import DemoList, World
from collections_tui.store.seed import AccountRow, Batch, FlagRow

BATCH = 2500
_NOTED = 0.09
_NOTICE = 3  # days after which a validation notice goes out
_SPREAD = 5  # days over which it was found out that an account needs a number


class Books(NamedTuple):
    """The rules that the demo set is made by: the ones that ship."""

    outcomes: OutcomeBook
    strategies: dict[str, Strategy]
    policies: tuple[PolicyFile, ...]
    grace: dict[str, int]
    """Days of grace that a promise gets, by the sector of the client."""


class Maker:
    """Makes accounts, batch after batch."""

    def __init__(self, world: World, books: Books, calendar: Calendar, seed: int) -> None:
        self._world = world
        self._calendar = calendar
        self._seed = seed
        self._people = People(world)
        self._bills = Bills(world, calendar)
        self._telephone = Telephone(world, calendar)
        self._contacts = Contacts(calendar, books.policies)
        endings = Endings(world.words, books.outcomes)
        self._history = History(calendar, endings, self._bills, self._telephone, self._contacts, books.grace)
        floor_day = calendar.now.astimezone().date()
        hours = {window.id: calendar.now.astimezone(zone(window.zones[0])).hour for window in world.windows}
        scorers = {name: compile_score(strategy, floor_day, hours) for name, strategy in books.strategies.items()}
        self._score = {one.id: scorers[one.strategy] for one in world.lists}
        self._numberless = without_number(books.outcomes.by_code["wrong_number"])
        self._told: list[tuple[Case, Story, DemoList]] = []
        self._notices: list[Case] = []
        self._lists = {one.id: one for one in world.lists}

    def batch(self, first: int, last: int) -> Batch:
        """Return the rows of the accounts with these ids, customers and all."""
        batch, rng = Batch(), Random(f"{self._seed} from {first}")
        for account in range(first, last + 1):
            self._account(account, rng, batch)
        # Only now is known which numbers turned out to be bad: some customers have several accounts.
        for case, story, worklist in self._told:
            self._rest(case, story)
            batch.accounts.append(self._row(case, story, worklist))
        self._told = []
        self._telephone.finish(batch)
        batch.flags += [self._notice(case) for case in self._notices]
        self._notices = []
        self._people.finish(batch)
        return batch

    def _account(self, account: int, rng: Random, batch: Batch) -> None:
        world, random = self._world, rng.random
        client = world.clients[bisect(world.client_weights, random())]
        customer = self._people.customer(client, random, batch)
        digits = client.start + 3 * account + int(random() * 3)
        case = Case(account, f"{client.prefix}{digits}", client, customer)
        if client.party == "third":
            self._notices.append(case)
        batch.references.append((client.id, f"{client.customer_number}{digits - client.start + 70000}", customer.id))
        self._bills.bill(case, random, batch)
        worklist = self._worklist(case, random())
        story = self._history.tell(case, worklist, random, batch)
        self._bills.write(case, batch)
        self._told.append((case, story, worklist))
        if random() < _NOTED:
            self._note(case, worklist, rng, batch)

    def _worklist(self, case: Case, chance: float) -> DemoList:
        late = -(case.oldest_due() or 0)
        for worklist, at_least_cents, at_most_days in self._world.shared:
            large = at_least_cents is None or case.balance >= at_least_cents
            if large and (at_most_days is None or late <= at_most_days):
                return self._lists[worklist]
        own = self._world.own[case.client.id]
        return self._lists[own[int(chance * len(own))]]

    def _rest(self, case: Case, story: Story) -> None:
        """Let an account rest on which nobody can be called, until one of the days to come."""
        awake = story.next_at is None or story.next_at <= self._calendar.stamp
        if story.status == "open" and awake and all(phone.status != "good" for phone in case.customer.phones):
            found = -(case.id % _SPREAD)
            story.next_at = self._calendar.next_action(self._numberless, case.customer.window, found, 0)
            story.next_words, story.urgent = self._numberless.next.words, 0

    def _row(self, case: Case, story: Story, worklist: DemoList) -> AccountRow:
        calendar, due = self._calendar, case.oldest_due()
        rests = None if story.status == "closed" else self._contacts.rests_until(case)
        waits = [at for at in (story.next_at, rests) if at is not None and at > calendar.stamp]
        is_open = story.status == "open"
        return (
            case.id,
            case.client.id,
            case.customer.id,
            case.number,
            calendar.iso[case.items[0].issued],
            story.status,
            story.closed_reason,
            case.balance,
            None if due is None else calendar.iso[due],
            story.disputed,
            None if story.promise_due is None else calendar.iso[story.promise_due],
            story.last_call_at,
            story.last_outcome,
            story.last_contact_at,
            story.count,
            story.best_hour,
            worklist.id,
            case.customer.window.id,
            self._score[worklist.id](self._facts(case, story, due)),
            calendar.stamp,
            story.urgent,
            story.next_at,
            story.next_words,
            int(is_open and not waits),
            max(waits) if is_open and waits else None,
            rests,
            1 + story.count,
            None if story.promise_until is None else calendar.iso[story.promise_until],
        )

    def _facts(self, case: Case, story: Story, due: int | None) -> Facts:
        day = self._calendar.days
        return Facts(
            case.id,
            1,
            case.client.code,
            case.balance,
            None if due is None else day[due],
            story.disputed == 1,
            None if story.promise_due is None else day[story.promise_due],
            story.last_contact_on,
            story.last_call_on,
            story.count,
            story.best_hour,
            case.customer.window.id,
            0,
            promise_until=None if story.promise_until is None else day[story.promise_until],
        )

    def _notice(self, case: Case) -> FlagRow:
        """The validation notice that went out when the account was opened, as a file would have said it."""
        sent_on = self._calendar.iso[min(case.items[0].issued + _NOTICE, -1)]
        details, at = f'{{"how": "mail", "sent_on": "{sent_on}"}}', f"{sent_on}T12:00:00Z"
        return (case.customer.id, case.id, "notice", at, None, details, at, None, None)

    def _note(self, case: Case, worklist: DemoList, rng: Random, batch: Batch) -> None:
        calendar, callers = self._calendar, self._telephone.callers(worklist.id)
        texts = self._world.words["note"][case.client.code]
        offset, hour = calendar.business[rng.randrange(len(calendar.business) - 1)], rng.randrange(9, 17)
        at = f"{calendar.hour_text(offset, hour)}{rng.randrange(60):02d}:{rng.randrange(60):02d}Z"
        batch.notes.append((case.id, rng.choice(callers), at, rng.choice(texts)))
