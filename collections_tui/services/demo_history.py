"""Six weeks of calls of the demo set: who was reached and when, what they said, and whether they kept to it.

Calls keep to what the rest of the program asks for: business hours of the office that are lawful at the customer's, the
contact rules, one call of a collector at a time (as long as there are no more accounts than six people can call).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from typing import NamedTuple

from collections_tui.domain.money import format_cents
from collections_tui.domain.strategy import best_hour
from collections_tui.services.demo_bills import Bills, Case, Random
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_contact import Contacts, Flags, remember, stops
from collections_tui.services.demo_endings import Ending, Endings
from collections_tui.services.demo_people import DemoPhone
from collections_tui.services.demo_story import Moment, Story, Telephone
from collections_tui.services.demo_world import DemoList, running
from collections_tui.store.seed import Batch

_ATTEMPTS = running((20, 19, 17, 14, 11, 8, 6, 5))  # share of accounts with 0, 1, 2, … calls
_KEPT = 0.57
_PARTLY_KEPT = 0.2
_TODAY = 0.75  # of the call-backs agreed in the last days
_AHEAD = 8  # call-backs agreed on the last so many business days are still to come
_NEVER = "9999"
_LONGEST = 355  # seconds of a slot, less some to breathe
_MINUTES = [f"{second // 60:02d}:{second % 60:02d}Z" for second in range(3600)]


class Scene(NamedTuple):
    """One call that is being told."""

    case: Case
    story: Story
    when: Moment
    phone: DemoPhone
    ending: Ending
    random: Random
    batch: Batch


class History:
    """Tells what happened to each account; the calls themselves are kept by the telephone."""

    def __init__(
        self,
        calendar: Calendar,
        endings: Endings,
        bills: Bills,
        telephone: Telephone,
        contacts: Contacts,
        grace: Mapping[str, int],
    ) -> None:
        """``grace`` has the days of grace that a promise gets, by the sector of the client."""
        self._grace = grace
        self._calendar = calendar
        self._endings = endings
        self._bills = bills
        self._telephone = telephone
        self._contacts = contacts
        self._flags = Flags(calendar)

    def tell(self, case: Case, worklist: DemoList, random: Random, batch: Batch) -> Story:
        """Return what happened to an account whose bills are made; payments that were promised are entered."""
        story, due = Story(), case.oldest_due()
        if due is None or due > 0:
            promised = self._endings.by_code["promised"].outcome
            story.next_at = self._calendar.after_promise(promised, case.customer.window, (due or 0) + 2)
            story.next_words = "first call, when due"
            return story
        days, story.planned = len(self._calendar.business), bisect(_ATTEMPTS, random())
        if not story.planned:
            return story
        earliest = self._calendar.business_index(due + 5)
        at = earliest + int(max(0, days - earliest - story.planned) * random() ** 1.3)
        while at < days and story.going and story.count < story.planned:
            at = max(at + 1, self._attempt(case, story, at, worklist.id, random, batch))
        if len(story.contact_hours) > 1:
            story.best_hour = best_hour(story.contact_hours)
        return story

    def _attempt(self, case: Case, story: Story, at: int, worklist: int, random: Random, batch: Batch) -> int:
        """Make one call if there is a number and an hour for it; where in the business days to go on."""
        phone = case.customer.phone_to_call(random)
        if phone is None:
            story.going = False
            return at
        offset = self._calendar.business[at]
        free = self._contacts.free_from(case, phone, offset)
        if free > offset:
            return self._calendar.business_index(free)
        reached = story.contact_hours[-1] if story.contact_hours else -1
        when = self._telephone.moment(case.customer.window, at, worklist, reached, random)
        if when is None:
            return at
        ending = self._possible(self._endings.draw(when.local_hour, random), case, phone, offset)
        if ending.kind == "plain":
            return self._nothing_agreed(Scene(case, story, when, phone, ending, random, batch))
        scene = Scene(case, story, when, phone, self._fitting(ending, case), random, batch)
        tell = {"promise": self._promise, "hold": self._hold, "call_back": self._call_back}
        return tell.get(scene.ending.kind, self._nothing_agreed)(scene)

    def _possible(self, ending: Ending, case: Case, phone: DemoPhone, offset: int) -> Ending:
        """What was told of another account has happened: no number was bad then, and nobody had asked us to stop."""
        if ending.phone and not self._contacts.may_mark(case, phone, offset):
            return self._endings.by_code["no_answer"]
        if ending.kind == "hold" and stops(ending.outcome) and not self._contacts.may_stop(case, offset):
            return self._endings.by_code["refuses"]
        return ending

    def _fitting(self, ending: Ending, case: Case) -> Ending:
        """Companies do not die or lose their job, and nobody insures an electricity bill."""
        of_people = ending.code in ("hardship", "deceased") and case.customer.company
        if of_people or (ending.code == "insurance_question" and case.client.sector == "utility"):
            return self._endings.by_code["refuses"]
        return ending

    def _nothing_agreed(self, scene: Scene) -> int:
        ending, when, story = scene.ending, scene.when, scene.story
        next_at = self._calendar.next_action(ending.outcome, scene.case.customer.window, when.offset, when.hour)
        self._log(scene, next_at)
        if ending.phone:
            scene.phone.status = ending.phone
        if ending.tried_again:
            story.planned = max(story.planned, story.count + 1)
            return when.at + 1
        return when.at + ending.pause + int(scene.random() * 3)

    def _promise(self, scene: Scene) -> int:
        case, story, when, random = scene.case, scene.story, scene.when, scene.random
        cents = case.owed_on(when.offset)
        if cents <= 0:  # the bill came after the call: there was nothing to promise yet
            return self._nothing_agreed(scene._replace(ending=self._endings.by_code["refuses"]))
        if "full" not in scene.ending.code and cents > 6000:
            cents = max(2000, int(cents * (0.25, 0.34, 0.5)[int(random() * 3)]) // 500 * 500)
        due = when.offset + 2 + int(random() * 13)
        last = due + self._grace[case.client.sector]
        next_at = self._calendar.after_promise(scene.ending.outcome, case.customer.window, last)
        self._log(scene, next_at, amount=format_cents(cents), day=self._calendar.said[due])
        kept = due < 0 and not story.broken and random() < _KEPT
        made_at, iso, paid = story.last_call_at or "", self._calendar.iso, cents if kept else 0
        if not kept and due < 0 and not story.broken and random() < _PARTLY_KEPT:
            paid = int(cents * (0.2 + 0.3 * random()))
        self._telephone.promise(case.id, made_at, cents, iso[due], iso[last], "kept" if kept else "open", paid)
        if kept:
            return self._keep(scene, cents, due)
        if paid:
            self._bills.pay(case, paid, due, random, scene.batch)
        story.promise_due, story.promise_until = due, last
        if last >= 0:  # it may still be kept
            story.going = False
            return when.at
        story.broken = True
        story.planned = max(story.planned, story.count + int(random() * 2))
        return self._calendar.business_index(last + 1)

    def _keep(self, scene: Scene, cents: int, due: int) -> int:
        case, story, made = scene.case, scene.story, scene.when.offset
        on = made + 1 + int(scene.random() * (due - made))
        self._bills.pay(case, cents, on, scene.random, scene.batch)
        if case.balance <= 0:
            story.status, story.closed_reason, story.going = "closed", "paid", False
            story.next_at, story.next_words, story.urgent = None, "", 0
        return self._calendar.business_index(max(due + 4, made + 8))

    def _hold(self, scene: Scene) -> int:
        case, story, outcome, made = scene.case, scene.story, scene.ending.outcome, scene.when.offset
        self._log(scene, None)
        if outcome.hold == "dispute":
            story.disputed = 1
            next(item for item in case.items if item.open > 0).disputed = 1
        until = made + outcome.hold_days if outcome.hold_days else None
        until_on = None if until is None else self._calendar.iso[until]
        # A hold ends in the morning of its last day, before anybody works.
        ends = f"{until_on}T10:00:00Z" if until_on else _NEVER
        lifted_at = ends if ends <= self._calendar.stamp else None
        since, note = story.last_call_at or "", story.last_note or outcome.words
        self._telephone.hold(case.id, since, outcome.hold or "", note, until_on, lifted_at)
        if lifted_at is None or until is None:
            story.status, story.going = "held", False
            return scene.when.at
        return self._calendar.business_index(until)

    def _call_back(self, scene: Scene) -> int:
        """Agree on a moment on one of the next days; what was agreed in the last days is for today or tomorrow."""
        case, story, random, business = scene.case, scene.story, scene.random, self._calendar.business
        window, at = case.customer.window, scene.when.at + 1 + int(random() * 2)
        lies_ahead = scene.when.at >= len(business) - _AHEAD or at >= len(business)
        offset = self._day_ahead(scene) if lies_ahead else business[at]
        hours = [hour for hour in self._calendar.open_hours(window, offset) if 9 <= hour < 19]
        if offset == 0:
            hours = [hour for hour in hours if hour >= self._calendar.hour - 1] or hours[-1:]
        hour, minute = hours[int(random() * len(hours))], 15 * int(random() * 4)
        local = hour + self._calendar.shift(window, offset)
        said = f"{self._calendar.said[offset]} {(local - 1) % 12 + 1}:{minute:02d}{'am' if local < 12 else 'pm'}"
        self._log(scene, f"{self._calendar.hour_text(offset, hour)}{minute:02d}:00Z", time=said)
        if offset >= 0:
            story.going = False
        else:
            story.planned = max(story.planned, story.count + 1)
        return at

    def _day_ahead(self, scene: Scene) -> int:
        business = self._calendar.business
        if scene.when.offset < 0 == business[-1] and scene.random() < _TODAY:
            return 0
        offset = 1
        while self._calendar.day(offset).weekday() > 4:
            offset += 1
        return offset

    def _log(self, scene: Scene, next_at: str | None, **said: str) -> None:
        """Write the call down."""
        case, story, when, phone, ending, random, _ = scene
        seconds = ending.least + int(random() * ending.more)
        start = when.second + int(random() * (_LONGEST - seconds))
        hour, floor_day = self._calendar.hours[when.at][when.hour]
        started, texts, who = hour + _MINUTES[start], ending.texts, ending.who
        person = who[0] if len(who) == 1 else who[int(random() * len(who))]
        if person == "{name}":
            person = case.customer.name
        note = texts[int(random() * len(texts))]
        if "{" in note:
            note = note.format(name=case.customer.name, who=person, **said)
        story.called(ending.outcome, when.local_hour, started, floor_day, next_at, note)
        ended, code = hour + _MINUTES[start + seconds], ending.code
        self._telephone.call(
            (started, case.id, when.person, ending.direction, ended, phone.e164, person, code, note, next_at)
        )
        self._remember(scene, started, ended, note)

    def _remember(self, scene: Scene, started: str, ended: str, note: str) -> None:
        """Keep in mind what the contact rules ask of later calls."""
        case, customer, outcome, when = scene.case, scene.case.customer, scene.ending.outcome, scene.when
        remember(case, scene.phone, outcome, when.offset)
        if scene.ending.kind not in ("hold", "call_back"):
            return
        said = self._flags.of_call(case, outcome, when.offset, note)
        if said is None:
            return
        self._telephone.flag(case.id, started, ended, customer.id, when.person, said)
        if stops(outcome):
            case.stopped_at = ended
            if said.account is None:
                customer.stopped_on, customer.stopped_at = when.offset, ended
