"""Importing past calls, and what accounts remember of all their calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Final, NamedTuple

from collections_tui.domain.outcomes import Outcome
from collections_tui.domain.records import PhoneStatus
from collections_tui.domain.strategy import best_hour
from collections_tui.files.call_rows import CallReader, CallRow
from collections_tui.files.csv_in import BAD
from collections_tui.files.reading import read_rows
from collections_tui.services.contact import HISTORY
from collections_tui.services.imports_flags import set_by_calls
from collections_tui.services.imports_holds import put_holds
from collections_tui.services.imports_job import Job
from collections_tui.services.imports_twice import is_here, numbered
from collections_tui.services.money import rescore
from collections_tui.services.scoring import local_hour
from collections_tui.store.staged import NewCall, NewHold, Standing
from collections_tui.store.subjects.accounts import TouchFigures
from collections_tui.store.transaction import Transaction

_MARKS: Final[Mapping[str, PhoneStatus]] = {"phone:wrong": "wrong", "phone:disconnected": "disconnected"}


class CallChunk(NamedTuple):
    """Rows as read: good ones, and those that cannot be taken."""

    calls: list[CallRow]
    bad: list[BAD]


class CallImporter:
    """Takes in calls that were made elsewhere."""

    rows = 5_000

    def __init__(self, job: Job) -> None:
        """Find the columns.

        Raises:
            Refused: a column is missing.
        """
        self._job = job
        self._reader = CallReader(job.mapping, job.file.header, job.file.name, job.now)
        self._people: dict[str, int] = {}

    def next_chunk(self, most: int) -> CallChunk | None:
        """Read up to so many rows; None at the end of the file. Touches no database."""
        batch = self._job.file.take(most)
        if batch is None:
            return None
        calls, bad = read_rows(self._reader, batch)
        return CallChunk(calls, [*batch.bad, *bad])

    def take(self, tx: Transaction, chunk: CallChunk) -> None:
        """Store a chunk and count its rows."""
        tally = self._job.tally
        tally.read += len(chunk.calls) + len(chunk.bad)
        good, bad = self._find(tx, chunk.calls)
        marks = [self._job.file.first_mark(call.row) for call, _, _ in good]
        keys = numbered(tx, [f"{self._job.client.code}\x1f{call.content}" for call, _, _ in good], marks)
        stored = tx.bulk.calls.known(key.mark for key in keys)
        outcomes = self._job.desk.books.outcomes.by_code
        new = [
            _new_call(call, account, person, key.text, call.direction or outcomes[call.outcome].direction)
            for (call, account, person), key in zip(good, keys, strict=True)
            if not is_here(key, stored.get(key.mark, ()))
        ]
        self._refresh(tx, tx.bulk.calls.add(new))
        tally.added += len(new)
        tally.unchanged += len(good) - len(new)
        tally.reject([*chunk.bad, *bad])

    def _find(self, tx: Transaction, calls: Sequence[CallRow]) -> tuple[list[tuple[CallRow, int, int]], list[BAD]]:
        """Find the account and the collector of every call."""
        accounts = tx.bulk.payments.accounts(self._job.client.id, {call.account for call in calls})
        self._people = self._people or {person.login: person.id for person in tx.people.everyone()}
        good: list[tuple[CallRow, int, int]] = []
        bad: list[BAD] = []
        for call in calls:
            reason = self._refusal(call, accounts)
            if reason:
                bad.append((call.row, reason))
            else:
                person = self._people[call.collector] if call.collector else self._job.desk.person.id
                good.append((call, accounts[call.account][0], person))
        return good, bad

    def _refusal(self, call: CallRow, accounts: dict[str, tuple[int, str]]) -> str:
        if call.account not in accounts:
            return f"there is no account {call.account}"
        if call.outcome not in self._job.desk.books.outcomes.by_code:
            return f"there is no outcome {call.outcome}: say in the mapping, under [values.outcome], which one it is"
        if not call.collector and "collector" in self._job.mapping.fields:
            return "the row does not say who called"
        if call.collector and call.collector not in self._people:
            return f"nobody signs in as {call.collector}: add them, or say in the mapping who called"
        return ""

    def _refresh(self, tx: Transaction, new: Mapping[int, NewCall]) -> None:
        """Make what accounts remember follow from their calls, and score them again."""
        if not new:
            return
        accounts = {call.account_id for call in new.values()}
        windows = {window.id: window for window in tx.worklists.windows()}

        def hour(call: Standing) -> int:
            return local_hour(windows[call.window_id], call.started_at)

        figures, effects = [], Effects(self._job, new)
        for account, calls in groupby(tx.bulk.calls.standing(accounts), key=lambda call: call.account_id):
            standing = list(calls)
            contacts = [call for call in standing if call.right_party]
            last, reached = standing[0], contacts[0].started_at if contacts else None
            best = best_hour(hour(call) for call in contacts)
            figures.append((account, TouchFigures(last.started_at, last.outcome, reached, len(standing), best)))
            effects.look_at(standing)
        tx.bulk.calls.set_figures(figures)
        effects.apply(tx)
        since = self._job.now - HISTORY
        recent = {call.account_id for call in new.values() if call.started_at >= since}
        self._job.to_rest.update(tx.bulk.contact.owners(recent | effects.accounts).values())
        rescore(tx, self._job.desk, accounts, self._job.now)


class Effects:
    """What outlasts the calls that are new: holds, closing, and numbers that are wrong."""

    def __init__(self, job: Job, new: Mapping[int, NewCall]) -> None:
        self._job, self._new = job, new
        self._holds: list[NewHold] = []
        self._closed: list[tuple[int, str]] = []
        self._marks: list[tuple[int, str, PhoneStatus]] = []
        self._effects: dict[int, str] = {}

    @property
    def accounts(self) -> set[int]:
        """The accounts of which more follows than figures."""
        return {hold.account_id for hold in self._holds} | {account for account, _, _ in self._marks}

    def look_at(self, standing: Sequence[Standing]) -> None:
        """Find out what follows from the calls of one account, the latest first; the latest of a kind counts.

        What a later call contradicts is over: an account on which people went on calling is not closed, and a number by
        which the customer was reached is theirs.
        """
        reached: set[str] = set()
        for at, call in enumerate(standing):
            new, outcome = self._new.get(call.id), self._job.desk.books.outcomes.by_code.get(call.outcome)
            if new is not None and outcome is not None:
                self._hold(call, new, outcome)
                if outcome.effect == "close" and at == 0:
                    self._closed.append((call.account_id, outcome.words))
                if outcome.effect in _MARKS and call.phone not in reached:
                    self._marks.append((call.account_id, call.phone, _MARKS[outcome.effect]))
            if call.right_party:
                reached.add(call.phone)

    def apply(self, tx: Transaction) -> None:
        """Store it."""
        held = put_holds(tx, self._job, self._holds)
        set_by_calls(tx, self._job, held, self._effects)
        tx.bulk.holds.close(self._closed)
        tx.bulk.holds.mark_phones(self._marks)

    def _hold(self, call: Standing, new: NewCall, outcome: Outcome) -> None:
        if outcome.hold is None:
            return
        desk = self._job.desk
        until = desk.local(new.ended_at).date() + timedelta(days=outcome.hold_days) if outcome.hold_days else None
        if until is None or until > desk.today():
            words = new.note or outcome.words
            self._effects[call.id] = outcome.effect
            self._holds.append(NewHold(call.account_id, outcome.hold, words, new.ended_at, until, call.id))


def _new_call(call: CallRow, account_id: int, person_id: int, key: str, direction: str) -> NewCall:
    times = (call.started_at, call.ended_at)
    return NewCall(account_id, person_id, direction, *times, call.phone, call.spoke_with, call.outcome, call.note, key)
