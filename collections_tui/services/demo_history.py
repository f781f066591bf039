"""Six weeks of calls of the demo set: who was reached and when, what they said, and whether they kept to it.

Calls keep to what the rest of the program asks for: business hours of the office that are lawful at the customer's, six
business days or more after a conversation unless the customer wanted otherwise, one call of a collector at a time (as
long as there are no more accounts than six people can call).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from typing import Any, NamedTuple

from collections_tui.domain.money import format_cents
from collections_tui.domain.outcomes import Outcome, OutcomeBook
from collections_tui.domain.strategy import best_hour
from collections_tui.services.demo_bills import Bills, Case
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_people import DemoPhone
from collections_tui.services.demo_story import Moment, Story, Telephone
from collections_tui.services.demo_world import DemoList, World, running
from collections_tui.store.sqlite.seed import Batch

Random = Callable[[], float]

_ATTEMPTS = running((20, 19, 17, 14, 11, 8, 6, 5))  # share of accounts with 0, 1, 2, … calls
_INBOUND = 0.02
_KEPT = 0.57
_PARTLY_KEPT = 0.2
_TODAY = 0.6  # of the call-backs agreed in the last days
_AFTER_CONVERSATION = 6  # business days, as outcomes.toml has it
_TRIED_AGAIN = ("busy", "call_dropped")


class Weighted(NamedTuple):
    """Outcome codes and their running weights."""

    codes: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, chance: float) -> str:
        return self.codes[bisect(self.weights, chance)]


class Scene(NamedTuple):
    """One call that is being told."""

    case: Case
    story: Story
    at: int  # where in the business days
    when: Moment
    phone: DemoPhone
    outcome: Outcome
    random: Random
    batch: Batch


class History:
    """Tells what happened to each account; the calls themselves are kept by the telephone."""

    def __init__(self, world: World, calendar: Calendar, book: OutcomeBook, bills: Bills, telephone: Telephone) -> None:
        self._calendar = calendar
        self._book = book.by_code
        self._bills = bills
        self._telephone = telephone
        self._words: dict[str, dict[str, Any]] = world.words
        self._not_reached, self._reached, self._inbound = (
            Weighted(tuple(world.words[name]), running(world.words[name].values()))
            for name in ("not_reached", "reached", "inbound")
        )
        self._reach = _by_hour(world.words["reach"])

    def tell(self, case: Case, worklist: DemoList, random: Random, batch: Batch) -> Story:
        """Return what happened to an account whose bills are made; payments that were promised are entered."""
        story, due = Story(), case.oldest_due()
        if due is None or due > 0:
            self._wait_until_due(case, story, due or 0)
            return story
        business, story.planned = self._calendar.business, bisect(_ATTEMPTS, random())
        recent = len(business) - 2 - int(story.planned * (2 + 4 * random()))
        index = max(self._calendar.business_index(due + 5), recent, 0)
        while story.going and story.count < story.planned and index < len(business):
            index = max(index + 1, self._attempt(case, story, index, worklist, random, batch))
        if len(story.contact_hours) > 1:
            story.best_hour = best_hour(story.contact_hours)
        return story

    def _wait_until_due(self, case: Case, story: Story, due: int) -> None:
        promised = self._book["promised"]
        story.next_at = self._calendar.next_action(promised, case.customer.window, 0, 12, due + 2)
        story.next_words = "first call, when due"

    def _attempt(self, case: Case, story: Story, index: int, worklist: DemoList, random: Random, batch: Batch) -> int:
        """Make one call if there is a number and an hour for it; where in the business days to go on."""
        good = [phone for phone in case.customer.phones if phone.status == "good"]
        if not good:
            story.going = False
            return index
        phone = good[0] if len(good) == 1 or random() < 0.7 else good[1]
        when = self._telephone.moment(case.customer.window, self._calendar.business[index], worklist.id, random)
        if when is None:
            return index + 1
        outcome = self._book[self._draw(case, when, random)]
        scene = Scene(case, story, index, when, phone, outcome, random, batch)
        if outcome.promises:
            return self._promise(scene)
        if outcome.hold is not None:
            return self._hold(scene)
        if outcome.next.kind == "moment":
            return self._call_back(scene)
        return self._nothing_agreed(scene)

    def _draw(self, case: Case, when: Moment, random: Random) -> str:
        if random() < _INBOUND:
            return self._inbound.draw(random())
        if random() >= self._reach[when.local_hour]:
            code = self._not_reached.draw(random())
            return "third_party_message" if code == "deceased" and case.customer.company else code
        code = self._reached.draw(random())
        if code == "insurance_question" and case.client.sector == "utility":
            return "disputes" if random() < 0.2 else "refuses"
        return "refuses" if code == "hardship" and case.customer.company else code

    def _nothing_agreed(self, scene: Scene) -> int:
        outcome, when, story = scene.outcome, scene.when, scene.story
        self._log(scene, self._calendar.next_action(outcome, scene.case.customer.window, when.offset, when.hour, None))
        if outcome.effect.startswith("phone:") and scene.phone.status == "good":
            scene.phone.status = "wrong" if outcome.effect == "phone:wrong" else "disconnected"
        if outcome.code in _TRIED_AGAIN:
            story.planned = max(story.planned, story.count + 1)
        if outcome.right_party:
            return scene.at + _AFTER_CONVERSATION + int(scene.random() * 3)
        return scene.at + 1 + int(scene.random() * 4)

    def _promise(self, scene: Scene) -> int:
        case, story, when, random = scene.case, scene.story, scene.when, scene.random
        cents = case.balance
        if "full" not in scene.outcome.code and cents > 6000:
            cents = max(2000, int(cents * (0.25, 0.34, 0.5)[int(random() * 3)]) // 500 * 500)
        due = when.offset + 2 + int(random() * 13)
        next_at = self._calendar.next_action(scene.outcome, case.customer.window, when.offset, when.hour, due)
        call = self._log(scene, next_at, amount=format_cents(cents), day=self._calendar.said[due])
        kept = due < 0 and not story.broken and random() < _KEPT
        due_on, made_at = self._calendar.iso[due], story.last_call_at or ""
        self._telephone.promise(case.id, call, cents, due_on, made_at, "kept" if kept else "open")
        if kept:
            return self._keep(scene, cents, due)
        story.promise_due = due
        if due >= 0:
            story.going = False
            return scene.at
        if not story.broken and random() < _PARTLY_KEPT:
            self._bills.pay(case, int(cents * (0.2 + 0.3 * random())), due, random, scene.batch)
        story.broken = True
        story.planned = max(story.planned, story.count + int(random() * 2))
        return self._calendar.business_index(due + 1)

    def _keep(self, scene: Scene, cents: int, due: int) -> int:
        case, story, made = scene.case, scene.story, scene.when.offset
        on = made + 1 + int(scene.random() * (due - made))
        self._bills.pay(case, cents, on, scene.random, scene.batch)
        if case.balance <= 0:
            story.status, story.closed_reason, story.going = "closed", "paid", False
            story.next_at, story.next_words, story.urgent = None, "", 0
        return self._calendar.business_index(due + 4)

    def _hold(self, scene: Scene) -> int:
        case, story, outcome, made = scene.case, scene.story, scene.outcome, scene.when.offset
        call = self._log(scene, "")
        until = made + outcome.hold_days if outcome.hold_days else None
        over = until is not None and until < 0
        if outcome.hold == "dispute":
            story.disputed = 1
            next(item for item in case.items if item.open > 0).disputed = 1
        self._telephone.hold(
            case.id,
            call,
            outcome.hold or "",
            self._last_note or outcome.words,
            story.last_call_at or "",
            None if until is None else self._calendar.iso[until],
            f"{self._calendar.hour_text(until, 9)}05:00Z" if over and until is not None else None,
        )
        if not over or until is None:
            story.status, story.going = "held", False
            return scene.at
        return self._calendar.business_index(until)

    def _call_back(self, scene: Scene) -> int:
        """Agree on a moment on one of the next days; what was agreed in the last days is for today or tomorrow."""
        case, story, random, business = scene.case, scene.story, scene.random, self._calendar.business
        window, index = case.customer.window, scene.at + 1 + int(random() * 2)
        lies_ahead = scene.at >= len(business) - 4
        offset = self._day_ahead(scene) if lies_ahead or index >= len(business) else business[index]
        hours = [hour for hour in self._calendar.open_hours(window, offset) if 9 <= hour < 19]
        if offset == 0:
            hours = [hour for hour in hours if hour >= self._calendar.hour - 1] or hours[-1:]
        hour, minute = hours[int(random() * len(hours))], 15 * int(random() * 4)
        at = f"{self._calendar.hour_text(offset, hour)}{minute:02d}:00Z"
        local = self._calendar.local_hour(window, offset, hour)
        said = f"{self._calendar.said[offset]} {(local - 1) % 12 + 1}:{minute:02d}{'am' if local < 12 else 'pm'}"
        self._log(scene, at, time=said)
        if offset >= 0:
            story.going = False
        else:
            story.planned = max(story.planned, story.count + 1)
        return index

    def _day_ahead(self, scene: Scene) -> int:
        business = self._calendar.business
        if scene.when.offset < 0 == business[-1] and scene.random() < _TODAY:
            return 0
        offset = 1
        while self._calendar.day(offset).weekday() > 4:
            offset += 1
        return offset

    def _log(self, scene: Scene, next_at: str, **said: str) -> int:
        """Write the call down; its place among the calls of the batch."""
        case, story, when, outcome, random = scene.case, scene.story, scene.when, scene.outcome, scene.random
        least, most = self._seconds(outcome.code)
        seconds = least + int(random() * (most - least))
        start = when.second + int(random() * (355 - seconds))
        end = start + seconds
        hour = self._calendar.hour_text(when.offset, when.hour)
        started = f"{hour}{start // 60:02d}:{start % 60:02d}Z"
        ended = f"{hour}{end // 60:02d}:{end % 60:02d}Z"
        at = next_at or None
        note = self._note(outcome.code, case, random, said)
        self._last_note = note
        story.called(outcome, when, started, self._calendar.floor_day(when.offset, when.hour), at)
        who = case.customer.name if outcome.right_party else self._who(outcome.code, case, random)
        return self._telephone.call(
            (started, case.id, when.person, outcome.direction, ended, scene.phone.e164, who, outcome.code, note, at)
        )

    def _seconds(self, code: str) -> tuple[int, int]:
        table = self._words["seconds"]
        least, most = table.get(code.removeprefix("inbound_")) or table["other"]
        return least, most

    def _note(self, code: str, case: Case, random: Random, said: dict[str, str]) -> str:
        table = self._words["call"]
        texts = table.get(code) or table[code.removeprefix("inbound_")]
        text: str = texts[int(random() * len(texts))]
        return text.format(name=case.customer.name, **said) if "{" in text else text

    def _who(self, code: str, case: Case, random: Random) -> str:
        texts = self._words["who"].get(code)
        if texts is None:
            return ""
        text: str = texts[int(random() * len(texts))]
        return text.format(name=case.customer.name) if "{" in text else text


def _by_hour(steps: dict[str, float]) -> list[float]:
    """Return the chance for every hour of the day from a table of hours from which on it holds."""
    chances, chance = [], 0.0
    for hour in range(24):
        chance = steps.get(str(hour), chance)
        chances.append(chance)
    return chances
