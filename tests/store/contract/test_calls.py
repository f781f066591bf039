"""Calls at the store: kept for good, corrected by what points at them, paged and added up as a log."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import StoreError
from collections_tui.domain.outcomes import OutcomeBook
from collections_tui.domain.records import Call, OutcomeCode
from collections_tui.services.bookshelf import Books
from collections_tui.services.outcomes import table_entry
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from collections_tui.store.staged import NewCall
from collections_tui.store.subjects.calls import CallSpan, LastCall
from collections_tui.store.transaction import Transaction
from tests.build import NOON, add_account, taken_back

OUTCOMES = ("no_answer", "refuses", "promised")
HOW_MANY = 90


class Made(NamedTuple):
    """A call as the test made it."""

    id: int
    account: int
    person: int
    client: str
    started: datetime
    seconds: int
    outcome: str
    cents: int | None
    undone: bool
    addenda: int


class Shelf(NamedTuple):
    store: Store
    made: list[Made]
    people: list[int]


def sync(tx: Transaction, book: OutcomeBook) -> None:
    """Put the outcome codes in, as signing in does."""
    tx.calls.sync_outcomes(map(table_entry, book.outcomes))


def call(account: int, started: datetime, outcome: str = "no_answer", seconds: int = 30, note: str = "") -> Call:
    """A call that ``Calls.add`` takes."""
    ended = started + timedelta(seconds=seconds)
    return Call(0, account, "", "outbound", started, ended, "+12125550100", "", outcome, note, None)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Ninety calls of three people on two clients' accounts within four hours, many in the same second."""
    store = open_store(str(tmp_path_factory.mktemp("calls") / "work.db"), create=True)
    dice = random.Random(11)
    with store.write() as tx:
        sync(tx, Books().outcomes)
        people = [tx.people.add(login, login, ("collector",)).id for login in ("ana", "ben", "cy")]
        clients = {code: tx.sql.add("INSERT INTO client (code, name) VALUES (:c, :c)", {"c": code}) for code in "AB"}
        tx.worklists.add("main", "Main", "balanced", None, [])
        accounts = {
            add_account(tx, number=f"{code}{n}", client_id=client): code
            for code, client in clients.items()
            for n in range(3)
        }
        made = [_make(tx, dice, number, accounts, people) for number in range(HOW_MANY)]
    yield Shelf(store, made, people)
    store.close()


def _make(tx: Transaction, dice: random.Random, number: int, accounts: dict[int, str], people: list[int]) -> Made:
    account, person, outcome = dice.choice(list(accounts)), dice.choice(people), dice.choice(OUTCOMES)
    started, seconds = NOON + timedelta(hours=dice.randrange(4)), dice.randrange(300)
    new = tx.calls.add(call(account, started, outcome, seconds), person, {}, 0, f"op-{number}", started)
    cents = None
    if outcome == "promised":
        cents = dice.randrange(1, 500_00)
        tx.promises.add(account, new, person, cents, started.date(), started.date(), started)
    undone, addenda = dice.random() < 0.2, dice.choice([0, 0, 0, 1, 2])
    for _ in range(addenda):
        tx.calls.correct(new, "addendum", "more", started, person)
    if undone:
        tx.calls.correct(new, "undo", "", started, person)
    return Made(new, account, person, accounts[account], started, seconds, outcome, cents, undone, addenda)


# -- one call -----------------------------------------------------------------------------------------------------


def test_a_call_comes_back_as_it_was_stored_with_its_corrections(shelf: Shelf) -> None:
    with taken_back(shelf.store) as tx:
        account = shelf.made[0].account
        given_call = call(account, NOON, "refuses", 95, "said “no”\nand rang off")._replace(next_action_at=NOON)
        new = tx.calls.add(given_call, shelf.people[0], {"a": 1}, 7, "op-new", NOON)
        tx.calls.correct(new, "addendum", "one", NOON, shelf.people[1])
        tx.calls.correct(new, "undo", "", NOON, shelf.people[0])
        stored = tx.calls.get(new)
        assert stored is not None
        assert stored._replace(corrections=(), undone=False) == given_call._replace(id=new, by="ana")
        assert [(c.kind, c.text, c.by) for c in stored.corrections] == [("addendum", "one", "ben"), ("undo", "", "ana")]
        assert stored.undone is True
        assert stored.seconds == 95
        assert tx.calls.id_of_operation("op-new") == new


def test_what_does_not_exist_is_none(shelf: Shelf) -> None:
    with shelf.store.read() as tx:
        assert tx.calls.get(10_000) is None
        assert tx.calls.log_line(10_000) is None
        assert tx.calls.id_of_operation("nobody's") is None


def _store_twice(store: Store, change: dict[str, str]) -> None:
    with taken_back(store) as tx:
        tx.calls.add(call(1, NOON), 1, {}, 1, "same", NOON)
        tx.calls.add(call(1, NOON)._replace(**change), 1, {}, 1, change.pop("operation", "same"), NOON)  # type: ignore[arg-type]


def test_the_same_operation_is_not_stored_twice(shelf: Shelf) -> None:
    with pytest.raises(StoreError):
        _store_twice(shelf.store, {})


def test_an_outcome_that_is_no_code_is_refused(shelf: Shelf) -> None:
    def unknown() -> None:
        with taken_back(shelf.store) as tx:
            tx.calls.add(call(1, NOON, "nonsense"), 1, {}, 1, "op", NOON)

    with pytest.raises(StoreError):
        unknown()


def test_a_call_cannot_end_before_it_starts(shelf: Shelf) -> None:
    def backwards() -> None:
        with taken_back(shelf.store) as tx:
            tx.calls.add(call(1, NOON, seconds=-1), 1, {}, 1, "op", NOON)

    with pytest.raises(StoreError):
        backwards()


def test_a_call_is_undone_once(shelf: Shelf) -> None:
    def twice() -> None:
        with taken_back(shelf.store) as tx:
            new = tx.calls.add(call(1, NOON), 1, {}, 1, "op", NOON)
            tx.calls.correct(new, "undo", "", NOON, 1)
            tx.calls.correct(new, "undo", "", NOON, 1)

    with pytest.raises(StoreError):
        twice()


def test_calls_of_an_account_come_newest_first_and_those_that_stand_are_told(shelf: Shelf) -> None:
    account = shelf.made[0].account
    mine = sorted((one for one in shelf.made if one.account == account), key=lambda c: (c.started, c.id), reverse=True)
    with shelf.store.read() as tx:
        assert [one.id for one in tx.calls.of_account(account, HOW_MANY)] == [one.id for one in mine]
        assert [one.undone for one in tx.calls.of_account(account, HOW_MANY)] == [one.undone for one in mine]
        assert len(tx.calls.of_account(account, 2)) == 2
        standing = [(one.started, one.outcome, one.outcome != "no_answer") for one in mine if not one.undone]
        assert tx.calls.standing(account) == standing


def test_the_last_call_of_a_person_is_the_latest_stored_that_stands(shelf: Shelf) -> None:
    with shelf.store.read() as tx:
        for person in shelf.people:
            last = tx.calls.last_of(person)
            assert last is not None
            assert last.call_id == max(one.id for one in shelf.made if one.person == person and not one.undone)
        assert tx.calls.last_of(10_000) is None


def test_a_call_that_came_from_a_file_is_not_the_last_of_anybody(shelf: Shelf) -> None:
    with taken_back(shelf.store) as tx:
        before = tx.calls.last_of(shelf.people[0])
        ended = NOON + timedelta(seconds=5)
        row = NewCall(1, shelf.people[0], "outbound", NOON, ended, "", "", "no_answer", "", "from a file")
        tx.bulk.calls.add([row])
        assert tx.calls.last_of(shelf.people[0]) == before


def test_what_an_undo_needs_comes_back(shelf: Shelf) -> None:
    with taken_back(shelf.store) as tx:
        before = {"status": "open", "promises": [1, 2], "words": "é"}
        new = tx.calls.add(call(1, NOON), shelf.people[0], before, 9, "op", NOON)
        last = tx.calls.last_of(shelf.people[0])
        assert last is not None
        assert last == LastCall(new, 1, NOON, 9, before)


# -- the log ------------------------------------------------------------------------------------------------------


@given(
    hours=st.tuples(st.integers(-1, 5), st.integers(-1, 5)),
    person=st.none() | st.integers(0, 2),
    outcome=st.none() | st.sampled_from((*OUTCOMES, "busy")),
    client=st.none() | st.sampled_from("ABC"),
    limit=st.integers(1, 30),
)
@settings(max_examples=100)
def test_the_log_is_the_calls_of_the_span_paged_both_ways_and_added_up(
    shelf: Shelf, hours: tuple[int, int], person: int | None, outcome: str | None, client: str | None, limit: int
) -> None:
    first, before = NOON + timedelta(hours=hours[0]), NOON + timedelta(hours=hours[1])
    span = CallSpan(first, before, None if person is None else shelf.people[person], outcome, client)
    wanted = [one for one in shelf.made if _in_span(one, span)]
    wanted.sort(key=lambda one: (one.started, one.id), reverse=True)
    standing = [one for one in wanted if not one.undone]
    promised = [one.cents for one in standing if one.cents is not None]
    with shelf.store.read() as tx:
        assert _down(tx, span, limit) == [one.id for one in wanted]
        assert _up(tx, span, limit) == [one.id for one in wanted]
        assert tx.calls.log_count(span) == len(wanted)
        right_party = sum(one.outcome != "no_answer" for one in standing)
        assert tx.calls.log_totals(span) == (len(standing), right_party, sum(one.seconds for one in standing))
        assert tx.calls.log_promised(span) == ([("USD", len(promised), sum(promised))] if promised else [])


def _in_span(one: Made, span: CallSpan) -> bool:
    return (
        span.first <= one.started < span.before
        and span.person_id in (None, one.person)
        and span.outcome in (None, one.outcome)
        and span.client in (None, one.client)
    )


def _down(tx: Transaction, span: CallSpan, limit: int) -> list[int]:
    ids: list[int] = []
    last: tuple[datetime, int] | None = None
    while rows := tx.calls.log_after(span, last, limit):
        ids += [row.call_id for row in rows]
        last = (rows[-1].started_at, rows[-1].call_id)
    return ids


def _up(tx: Transaction, span: CallSpan, limit: int) -> list[int]:
    ids: list[int] = []
    first: tuple[datetime, int] | None = None
    while rows := tx.calls.log_before(span, first, limit):
        ids = [row.call_id for row in rows] + ids
        first = (rows[0].started_at, rows[0].call_id)
    return ids


def test_a_line_of_the_log_says_everything_about_the_call(shelf: Shelf) -> None:
    with shelf.store.read() as tx:
        for one in shelf.made:
            row = tx.calls.log_line(one.id)
            assert row is not None
            assert (row.call_id, row.account_id, row.started_at) == (one.id, one.account, one.started)
            assert (row.seconds, row.client, row.outcome, row.promise_cents) == (
                one.seconds,
                one.client,
                one.outcome,
                one.cents,
            )
            assert (row.undone, row.addenda, row.right_party) == (one.undone, one.addenda, one.outcome != "no_answer")


def test_the_outcome_table_follows_the_book(store: Store, outcomes: OutcomeBook) -> None:
    with store.write() as tx:
        sync(tx, outcomes)
        tx.calls.sync_outcomes(
            [
                OutcomeCode("no_answer", "Nobody there", False, False, False, True),
                OutcomeCode("new", "New", True, False, False),
            ]
        )
    with store.read() as tx:
        words: dict[str, str] = dict(tx.sql.all("SELECT code, words FROM outcome_code"))
    assert words["no_answer"] == "Nobody there"
    assert words["new"] == "New"
    assert len(words) == len(outcomes.outcomes) + 1
