"""Pages of a worklist, in every order, both ways, filtered: against the same list made in Python."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.records import ListRow, Status
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from collections_tui.store.subjects.lists import ListSpec, Sort
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import day_or_none, instant_or_none
from tests.build import EASTERN, NOON, PACIFIC, add_account, put

SORTS: tuple[Sort, ...] = ("rank", "balance", "days", "name", "touched")
NAMES = ("ann", "Ann", "ANN", "Émile", "émile", "zoë", "", "Łukasz", "O'Neil", "名前", "Ann Bell", "%_")
STATES, CLIENTS, STATUSES = ("NY", "CA", ""), ("ACME", "BETA"), ("open", "open", "open", "held", "closed")
HOW_MANY = 120


class Made(NamedTuple):
    """An account as the test made it."""

    id: int
    worklist: int
    window: int
    name: str
    client: str
    state: str
    status: Status
    ready: bool
    balance: int
    due: date | None
    called: datetime | None
    score: int
    urgent: bool


class Shelf(NamedTuple):
    store: Store
    made: list[Made]
    lists: list[int]
    windows: list[int]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A hundred accounts full of ties: few scores, few names, few days."""
    folder: Path = tmp_path_factory.mktemp("lists")
    store = open_store(str(folder / "work.db"), create=True)
    dice = random.Random(7)
    with store.write() as tx:
        clients = [tx.sql.add("INSERT INTO client (code, name) VALUES (:c, :c)", {"c": code}) for code in CLIENTS]
        lists = [tx.worklists.add(code, code, "balanced", None, []).id for code in ("one", "two")]
        windows = [tx.worklists.window(zones) for zones in (EASTERN, PACIFIC)]
        made = [_make(tx, dice, number, clients, lists, windows) for number in range(HOW_MANY)]
    yield Shelf(store, made, lists, windows)
    store.close()


def _make(
    tx: Transaction, dice: random.Random, number: int, clients: list[int], lists: list[int], windows: list[int]
) -> Made:
    client, worklist, side = dice.randrange(2), dice.choice(lists), dice.randrange(2)
    name, state, status = dice.choice(NAMES), dice.choice(STATES), dice.choice(STATUSES)
    due = dice.choice([None, date(2026, 10, 1), date(2026, 11, 23), date(2026, 11, 22), date(2026, 12, 5)])
    called = dice.choice([None, NOON - timedelta(days=1), NOON - timedelta(days=2)])
    balance, score, urgent = dice.choice([-500, 0, 100, 5_000]), dice.choice([-3, 0, 5, 40]), dice.random() < 0.2
    later = NOON + timedelta(days=1) if dice.random() < 0.2 else None
    account = add_account(
        tx,
        number=f"N-{number}",
        client_id=clients[client],
        worklist_id=worklist,
        name=name,
        state=state,
        zones=(EASTERN, PACIFIC)[side],
    )
    put(tx, account, NOON, status=status, next_action_at=later, urgent=urgent)
    tx.sql.run(
        "UPDATE account SET balance_cents = :balance, oldest_due_on = :due, last_call_at = :called, score = :score "
        "WHERE id = :id",
        {
            "id": account,
            "balance": balance,
            "due": day_or_none(due),
            "called": instant_or_none(called),
            "score": score,
        },
    )
    ready = status == "open" and later is None
    head = (account, worklist, windows[side], name, CLIENTS[client], state, status, ready)
    return Made._make((*head, balance, due, called, score, urgent))


def _key(sort: Sort, one: Made) -> tuple[Any, ...]:
    """What the list is ordered by, so that smaller comes first."""
    if sort == "rank":
        return (-one.urgent, -one.score, -one.id)
    if sort == "balance":
        return (-one.balance, -one.id)
    if sort == "days":
        return (one.due or date.max, one.id)
    if sort == "name":
        return (one.name.encode().lower(), one.id)  # bytes: only A to Z lose their case
    return (one.called or datetime.min.replace(tzinfo=NOON.tzinfo), one.id)


def _passes(spec: ListSpec, one: Made) -> bool:
    if spec.windows is not None:
        shown = one.ready and one.window in spec.windows
    else:
        shown = spec.with_closed or one.status != "closed"
    return (
        shown
        and one.worklist == spec.worklist_id
        and spec.client in (None, one.client)
        and spec.state in (None, one.state)
        and (spec.due_from is None or (one.due is not None and one.due >= spec.due_from))
        and (spec.due_to is None or (one.due is not None and one.due <= spec.due_to))
        and (spec.at_least_cents is None or one.balance >= spec.at_least_cents)
        and (spec.at_most_cents is None or one.balance <= spec.at_most_cents)
        and (spec.text is None or one.name.lower().startswith(spec.text))
    )


@st.composite
def specs(draw: st.DrawFn) -> tuple[int, set[int] | None, dict[str, Any]]:
    """Number of the worklist, numbers of the windows, and the other fields of a ``ListSpec``."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "client": st.sampled_from((*CLIENTS, "none")),
        "state": st.sampled_from(STATES),
        "due_from": st.sampled_from((date(2026, 11, 22), date(2026, 11, 23))),
        "due_to": st.sampled_from((date(2026, 11, 22), date(2026, 11, 23))),
        "at_least_cents": st.sampled_from((-500, 0, 1, 5_000)),
        "at_most_cents": st.sampled_from((-500, 0, 1, 5_000)),
        "text": st.just("ann"),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(optional)), max_size=2))
    fields = {name: draw(optional[name]) for name in sorted(chosen)}
    fields |= {"sort": draw(st.sampled_from(SORTS)), "with_closed": draw(st.booleans())}
    return draw(st.integers(0, 1)), draw(st.none() | st.sets(st.integers(0, 1))), fields


@given(chosen=specs(), limit=st.integers(1, 40))
@settings(max_examples=150)
def test_walking_down_and_up_gives_the_list_as_made_in_python(
    shelf: Shelf, chosen: tuple[int, set[int] | None, dict[str, Any]], limit: int
) -> None:
    worklist, sides, fields = chosen
    windows = None if sides is None else [shelf.windows[side] for side in sorted(sides)]
    spec = ListSpec(shelf.lists[worklist], windows=windows, **fields)
    expected = sorted((one for one in shelf.made if _passes(spec, one)), key=lambda one: _key(spec.sort, one))
    if spec.sort == "rank":  # what is closed ranks after all that can be worked
        expected.sort(key=lambda one: one.status == "closed")
    wanted = [one.id for one in expected]
    with shelf.store.read() as tx:
        assert tx.lists.count(spec, HOW_MANY) == len(wanted)
        assert _down(tx, spec, limit) == wanted
        assert _up(tx, spec, limit) == wanted


def _down(tx: Transaction, spec: ListSpec, limit: int) -> list[int]:
    rows, last = [], None
    while page := tx.lists.after(spec, last, limit):
        assert len(page) <= limit
        rows += page
        last = page[-1]
    return [row.account_id for row in rows]


def _up(tx: Transaction, spec: ListSpec, limit: int) -> list[int]:
    rows: list[ListRow] = []
    first = None
    while page := tx.lists.before(spec, first, limit):
        assert len(page) <= limit
        rows = page + rows
        first = page[0]
    return [row.account_id for row in rows]


def test_a_row_says_what_the_account_is(shelf: Shelf) -> None:
    spec = ListSpec(shelf.lists[0], with_closed=True)
    with shelf.store.read() as tx:
        rows = {row.account_id: row for row in tx.lists.after(spec, None, HOW_MANY)}
    for one in shelf.made:
        if one.worklist == shelf.lists[0]:
            row = rows[one.id]
            assert (row.customer, row.client, row.state, row.status) == (one.name, one.client, one.state, one.status)
            assert (row.balance_cents, row.oldest_due_on, row.last_call_at) == (one.balance, one.due, one.called)
            assert (row.score, row.urgent, row.ready, row.window_id) == (one.score, one.urgent, one.ready, one.window)


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_goes_on_from_a_row_that_has_left_the_list_meanwhile(shelf: Shelf, sort: Sort) -> None:
    spec = ListSpec(shelf.lists[0], sort)
    with shelf.store.read() as tx:
        rows = tx.lists.after(spec, None, HOW_MANY)
        gone = rows[9]._replace(account_id=rows[9].account_id)
        narrower = spec._replace(client="ACME" if gone.client == "BETA" else "BETA")
        rest = [row.account_id for row in rows[10:] if row.client != gone.client]
        assert [row.account_id for row in tx.lists.after(narrower, gone, HOW_MANY)] == rest


def test_counting_gives_up_above_the_limit(shelf: Shelf) -> None:
    spec = ListSpec(shelf.lists[0], with_closed=True)
    there = sum(one.worklist == shelf.lists[0] for one in shelf.made)
    with shelf.store.read() as tx:
        assert tx.lists.count(spec, there) == there
        assert tx.lists.count(spec, there - 1) is None


@pytest.mark.parametrize("text", ["", "   ", "***", '"', "名前", "' OR 1=1 --", "NEAR(", "a" * 5_000, "\ud800"])
def test_any_text_can_be_filtered_by(shelf: Shelf, text: str) -> None:
    with shelf.store.read() as tx:
        for windows in (None, shelf.windows):
            assert isinstance(tx.lists.after(ListSpec(shelf.lists[0], windows=windows, text=text), None, 5), list)


def test_there_may_be_very_many_call_windows(shelf: Shelf) -> None:
    spec = ListSpec(shelf.lists[0])
    with shelf.store.read() as tx:
        some = ListSpec(shelf.lists[0], windows=shelf.windows)
        many = spec._replace(windows=[*range(1_000, 2_000), *shelf.windows])
        assert tx.lists.after(many, None, 50) == tx.lists.after(some, None, 50)


def test_the_facets_are_the_clients_and_states_there_are(shelf: Shelf) -> None:
    with shelf.store.read() as tx:
        assert tx.lists.facets() == (list(CLIENTS), sorted(state for state in STATES if state))
