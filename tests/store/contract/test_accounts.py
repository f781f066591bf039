"""Accounts at the store: what belongs to one, in order, and what a call changes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from collections_tui.domain.records import Account, Facts, PhoneStatus, PromiseStatus
from collections_tui.store.contract import Store
from collections_tui.store.transaction import Transaction
from tests.build import NOON, TODAY, Office, add_account, put, taken_back

DAY = timedelta(days=1)


class Desk(NamedTuple):
    """A transaction that is taken back, two accounts in it, and somebody who works them."""

    tx: Transaction
    one: int
    two: int
    ana: int


@pytest.fixture
def desk(work: Office) -> Iterator[Desk]:
    with taken_back(work.boss.store) as tx:
        ana = tx.people.by_login("ana")
        assert ana is not None
        bills = [(date(2026, 10, 1), 50_00), (date(2026, 8, 1), 20_00), (date(2026, 9, 1), 0)]
        yield Desk(tx, add_account(tx, number="N/1", invoices=bills), add_account(tx, number="N/2"), ana.id)


def call_of(desk: Desk, account: int) -> int:
    """A call to point at."""
    return desk.tx.sql.add(
        "INSERT INTO call (account_id, collector_id, direction, started_at, ended_at, outcome, operation_id) "
        "VALUES (:a, :p, 'outbound', '2026-11-23T17:00:00Z', '2026-11-23T17:00:00Z', 'promised', :op)",
        {"a": account, "p": desk.ana, "op": f"op-{account}"},
    )


def account_of(desk: Desk, account_id: int) -> Account:
    """The account as it is."""
    account = desk.tx.accounts.get(account_id)
    assert account is not None
    return account


def facts(desk: Desk, account: int, zone: tzinfo | None = None) -> Facts:
    """What the rules are told of an account."""
    ((_, found),) = desk.tx.scores.chunk(account - 1, 1, zone)
    return found


# -- reading ------------------------------------------------------------------------------------------------------


def test_an_account_comes_back_with_its_figures(desk: Desk) -> None:
    account = desk.tx.accounts.get(desk.one)
    assert account is not None
    assert (account.number, account.status, account.balance_cents) == ("N/1", "open", 70_00)
    assert (account.oldest_due_on, account.promise_due_on, account.best_hour) == (date(2026, 8, 1), None, None)
    assert (account.last_call_at, account.call_count, account.urgent, account.revision) == (None, 0, False, 1)
    assert desk.tx.accounts.get(10_000) is None


def test_accounts_are_known_by_number_and_client(desk: Desk) -> None:
    ids = desk.tx.accounts.ids_by_number
    other = desk.tx.sql.add("INSERT INTO client (code, name) VALUES ('OTHER', 'Other')")
    twin = add_account(desk.tx, number="N/1", client_id=other)
    assert sorted(ids("N/1")) == [desk.one, twin]
    assert ids("N/1", "OTHER") == [twin]
    assert ids("N/1", "HOSP") == [desk.one]
    assert ids("n/1") == ids("N/1", "NONE") == ids("") == []


def test_bills_come_oldest_due_first_with_what_is_open(desk: Desk) -> None:
    due = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    assert [invoice.due_on for invoice in desk.tx.accounts.invoices(desk.one)] == due
    assert sorted(desk.tx.accounts.open_items(desk.one)) == [(due[0], 20_00), (due[2], 50_00)]
    assert [entry.entry.amount_cents for entry in desk.tx.accounts.entries(desk.one, 2)] == [50_00, 0]
    assert {entry.invoice for entry in desk.tx.accounts.entries(desk.one, 9)} == {"N/1-1", "N/1-2", "N/1-3"}


def test_lines_of_a_bill_come_in_their_order(desk: Desk) -> None:
    invoice = desk.tx.accounts.invoices(desk.one)[0].id
    for position, code in ((2, "B"), (1, "A")):
        desk.tx.sql.run(
            "INSERT INTO invoice_line (invoice_id, position, code, description, service_on, unit_cents, amount_cents) "
            "VALUES (:i, :p, :c, 'x', '2026-07-01', 5, 5)",
            {"i": invoice, "p": position, "c": code},
        )
    lines = desk.tx.accounts.lines(invoice)
    assert [(line.code, line.service_on, line.quantity_milli) for line in lines] == [
        ("A", date(2026, 7, 1), 1_000),
        ("B", date(2026, 7, 1), 1_000),
    ]


def test_good_numbers_come_first(desk: Desk) -> None:
    account = add_account(desk.tx, number="P", phones=("+12125550101", "+12125550102", "+12125550103"))
    customer = desk.tx.accounts.get(account)
    assert customer is not None
    marks: dict[str, PhoneStatus] = {"+12125550101": "wrong", "+12125550102": "disconnected"}
    for e164, status in marks.items():
        assert desk.tx.accounts.set_phone_status(customer.customer_id, e164, status) == "good"
    assert [phone.e164[-1] for phone in desk.tx.accounts.phones(customer.customer_id)] == ["3", "1", "2"]


def test_a_number_is_marked_only_from_the_mark_that_is_expected(desk: Desk) -> None:
    account = desk.tx.accounts.get(desk.one)
    assert account is not None
    customer, e164 = account.customer_id, desk.tx.accounts.phones(account.customer_id)[0].e164
    mark = desk.tx.accounts.set_phone_status
    assert mark(customer, e164, "wrong", only_from="disconnected") == "good"
    assert desk.tx.accounts.phones(customer)[0].status == "good"
    assert mark(customer, e164, "wrong", only_from="good") == "good"
    assert desk.tx.accounts.phones(customer)[0].status == "wrong"
    assert mark(customer, "+19995550100", "wrong") is None


def test_notes_come_newest_first_and_the_same_one_is_kept_once(desk: Desk) -> None:
    for minutes, text in ((0, "old"), (5, "new"), (5, "new"), (5, "newer")):
        desk.tx.accounts.add_note(desk.one, desk.ana, NOON + timedelta(minutes=minutes), text)
    desk.tx.accounts.add_note(desk.one, None, NOON - DAY, "by the import")
    notes = desk.tx.accounts.notes(desk.one, 10)
    assert [(note.text, note.by) for note in notes] == [
        ("newer", "ana"),
        ("new", "ana"),
        ("old", "ana"),
        ("by the import", ""),
    ]
    assert [note.text for note in desk.tx.accounts.notes(desk.one, 1)] == ["newer"]
    assert desk.tx.accounts.notes(desk.two, 10) == []


# -- holds and promises -------------------------------------------------------------------------------------------


def test_only_holds_in_force_are_told_and_a_call_lifts_its_own(desk: Desk) -> None:
    call = call_of(desk, desk.one)
    desk.tx.accounts.add_hold(desk.one, "dispute", "a", NOON, None, call)
    desk.tx.accounts.add_hold(desk.one, "claim", "b", NOON + DAY, TODAY + DAY, None)
    desk.tx.accounts.lift_holds_of(desk.two, call, NOON)
    assert [hold.kind for hold in desk.tx.accounts.holds(desk.one)] == ["dispute", "claim"]
    desk.tx.accounts.lift_holds_of(desk.one, call, NOON)
    (hold,) = desk.tx.accounts.holds(desk.one)
    assert (hold.kind, hold.note, hold.since, hold.until) == ("claim", "b", NOON + DAY, TODAY + DAY)


def test_a_promise_past_its_day_reads_as_broken(desk: Desk) -> None:
    call = call_of(desk, desk.one)
    desk.tx.promises.add(desk.one, call, desk.ana, 5_00, TODAY, TODAY, NOON)
    kept: list[PromiseStatus] = [desk.tx.accounts.promises(desk.one, TODAY + n * DAY)[0].status for n in (-1, 0, 1)]
    assert kept == ["open", "open", "broken"]
    assert desk.tx.accounts.running_promises(desk.one, TODAY + DAY) == []
    (running,) = desk.tx.accounts.running_promises(desk.one, TODAY)
    desk.tx.accounts.set_promises([running], "kept")
    assert desk.tx.accounts.promises(desk.one, TODAY + DAY)[0].status == "kept"


def test_the_promise_made_last_counts_until_it_is_taken_back(desk: Desk) -> None:
    call = call_of(desk, desk.one)
    for number, due in enumerate((TODAY + 9 * DAY, TODAY + 2 * DAY)):
        desk.tx.promises.add(desk.one, call, desk.ana, 5_00, due, due + DAY, NOON + number * DAY)
    assert desk.tx.promises.awaited(desk.one) == (TODAY + 2 * DAY, TODAY + 3 * DAY)
    desk.tx.accounts.cancel_promises_of(desk.one, call)
    assert desk.tx.promises.awaited(desk.one) == (None, None)


# -- state and figures --------------------------------------------------------------------------------------------


def test_an_account_is_stored_to_the_letter_as_a_new_revision(desk: Desk) -> None:
    before = account_of(desk, desk.one)
    changed = before._replace(
        status="held",
        closed_reason="why not",
        next_action_at=NOON + DAY,
        next_action="ask again",
        urgent=True,
        promise_due_on=TODAY + DAY,
        promise_until=TODAY + 2 * DAY,
        last_call_at=NOON,
        last_outcome="refuses",
        last_contact_at=NOON - DAY,
        call_count=7,
        best_hour=13,
        score=-4,
        scored_at=NOON + DAY,
    )
    desk.tx.accounts.put(changed, NOON)
    assert account_of(desk, desk.one) == changed._replace(revision=2)
    desk.tx.accounts.put(before, NOON)
    assert account_of(desk, desk.one) == before._replace(revision=3)


def test_an_account_is_known_by_the_names_around_it(desk: Desk) -> None:
    card = desk.tx.accounts.card(desk.one)
    assert card is not None
    customer = desk.tx.accounts.customer(card.account.customer_id)
    assert card == (account_of(desk, desk.one), "HOSP", customer.name, "balanced")
    desk.tx.sql.run("UPDATE account SET worklist_id = NULL, ready = 0, wake_at = NULL")
    card = desk.tx.accounts.card(desk.one)
    assert card is not None
    assert card.strategy is None
    assert desk.tx.accounts.card(10_000) is None


# -- scores -------------------------------------------------------------------------------------------------------


def test_the_facts_of_a_score_have_days_of_the_floor(desk: Desk) -> None:
    late = NOON.replace(hour=3)  # 22:00 the evening before, in New York
    put(desk.tx, desk.one, last_call_at=late, last_contact_at=late)
    there, here = (facts(desk, desk.one, ZoneInfo(name)) for name in ("America/New_York", "UTC"))
    assert (there.last_call_on, there.last_contact_on) == (TODAY - DAY, TODAY - DAY)
    assert (here.last_call_on, here.last_contact_on) == (TODAY, TODAY)
    assert (there.client, there.balance_cents, there.oldest_due_on) == ("HOSP", 70_00, date(2026, 8, 1))


def test_chunks_pass_over_every_account_that_is_not_closed_once(store: Store) -> None:
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        accounts = [add_account(tx, number=f"N{n}") for n in range(7)]
        put(tx, accounts[2], status="closed")
        put(tx, accounts[3], status="held")
        seen: list[int] = []
        while chunk := tx.scores.chunk(seen[-1] if seen else 0, 2, None):
            assert len(chunk) <= 2
            seen += [facts.account_id for _, facts in chunk]
        assert seen == [account for account in accounts if account != accounts[2]]


def test_a_score_is_written_only_where_nothing_has_changed_since(desk: Desk) -> None:
    one, two = (facts(desk, account) for account in (desk.one, desk.two))
    put(desk.tx, desk.two, last_call_at=NOON)
    assert desk.tx.scores.set_many([(seen.account_id, seen.revision, 99) for seen in (one, two)], NOON) == 1
    scores = [facts(desk, account).score for account in (desk.one, desk.two)]
    assert scores == [99, two.score]
