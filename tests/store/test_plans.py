"""The hot queries use the indexes made for them: none reads a whole table, none sorts a whole list.

Each is asked of a demo of three thousand accounts, with and without the figures that ANALYZE leaves behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.insurance.remittance import ClaimPayment, Place
from collections_tui.domain.records import ListRow, Unsaved
from collections_tui.services.demo import make_demo
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from collections_tui.store.subjects.audit import Chosen, fields
from collections_tui.store.subjects.calls import CallSpan
from collections_tui.store.subjects.checked import Which
from collections_tui.store.subjects.expected import Span
from collections_tui.store.subjects.figures import DayOf
from collections_tui.store.subjects.figures import Span as Interval
from collections_tui.store.subjects.lists import ListSpec
from collections_tui.store.subjects.seen import Seen
from collections_tui.store.transaction import Transaction
from tests.build import taken_back
from tests.store.plans import plan

NOW = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
UNTIL = NOW + timedelta(minutes=15)
DAY = CallSpan(NOW - timedelta(hours=12), NOW + timedelta(hours=12))
MINE = DAY._replace(person_id=3)
OF_DAY, DAY_OF = Interval(DAY.first, DAY.before), DayOf(NOW.date(), DAY.first, DAY.before)
MONTH = timedelta(days=31)
MONTHS = Span(NOW.date() - MONTH, NOW.date() + MONTH, NOW.date())
LISTS, WINDOWS = [1, 2], [1, 2, 3]
SOME = Seen((1, 2), (1,))  # of somebody whose clients are limited


class Demo(NamedTuple):
    store: Store
    row: ListRow


FEW = """
    'dispute', 'delivery', 'document', 'invoice_draft', 'claim', 'claim_contact', 'remittance', 'remittance_claim',
    'fee', 'coverage'"""


@pytest.fixture(scope="module", params=["fresh", "analysed"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    path = tmp_path_factory.mktemp("plans") / "demo.db"
    make_demo(path, accounts=3_000, clock=FixedClock(NOW))
    store = open_store(str(path))
    with store.write() as tx:
        if request.param == "analysed":
            tx.sql.run("ANALYZE")
            # The demo has a handful of these, of which it would be right to read all; elsewhere they are many.
            tx.sql.run(f"DELETE FROM sqlite_stat1 WHERE tbl IN ({FEW})")
    store.close()  # figures are read when a database is opened
    store = open_store(str(path))
    with store.read() as tx:
        row = tx.lists.after(ListSpec(1), None, 10)[-1]
    yield Demo(store, row)
    store.close()


Act = Callable[[Transaction, Demo], object]


def _parts(tx: Transaction, demo: Demo) -> object:
    first = tx.ledger.get(5)
    assert first is not None
    return tx.ledger.together(first)


# What is done, and the indexes that do it. "sorts" means that a handful of rows may be sorted at the end.
QUEUE: dict[str, tuple[Act, str]] = {
    "pick": (lambda tx, demo: tx.queue.pick(LISTS, WINDOWS), "account_ready sorts"),
    "pick of a few": (lambda tx, demo: tx.queue.pick_of([5, 6, 7], 1, WINDOWS), "sorts"),
    "pick by filter": (
        lambda tx, demo: tx.lists.after(ListSpec(1, windows=WINDOWS, at_most_cents=100_00), None, 20),
        "account_ready sorts",
    ),
    "due": (lambda tx, demo: tx.queue.due(NOW), "account_wake"),
    "wake": (lambda tx, demo: tx.queue.wake(NOW + timedelta(days=90), 500), "account_wake hold_account"),
    "settle": (lambda tx, demo: tx.queue.settle(5, NOW), "hold_account"),
    "lease": (lambda tx, demo: tx.queue.lease(5, 3, "s", NOW, UNTIL), "hold_account"),
    "renew": (lambda tx, demo: tx.queue.renew(5, 3, "s", NOW, UNTIL), ""),
    "holder": (lambda tx, demo: tx.queue.holder(5, NOW), ""),
    "held by": (lambda tx, demo: tx.queue.held_by(3, "s", NOW), "lease_collector sorts"),
    "counts": (lambda tx, demo: tx.queue.counts(1, WINDOWS), "account_ready account_ranked account_held"),
    "ready by window": (lambda tx, demo: tx.queue.ready_by_window(LISTS, WINDOWS), "account_ready"),
    "sleepers": (lambda tx, demo: tx.queue.sleepers(LISTS, NOW), "account_wake sorts"),
    "first sleeper": (lambda tx, demo: tx.queue.first_sleeper(LISTS, NOW), "account_wake"),
    "rescore": (lambda tx, demo: tx.scores.chunk(1_000, 500, None), ""),
}
ONE = Which(5, 5, 1, 5, 7)  # an invoice of an account
MANY = Which(1, 500)
CHECKED: dict[str, tuple[Act, str]] = {
    "accounts of one": (lambda tx, demo: tx.checked.accounts(ONE), "invoice_account"),
    "accounts of many": (lambda tx, demo: tx.checked.accounts(MANY), "account_customer invoice_account"),
    "invoices of many": (lambda tx, demo: tx.checked.issued(MANY), "account_customer invoice_account sorts"),
    "lines of one": (lambda tx, demo: tx.checked.lines(ONE), "sqlite_autoindex_invoice_line_1"),
    "lines of many": (
        lambda tx, demo: tx.checked.lines(MANY),
        "account_customer sqlite_autoindex_invoice_line_1 sorts",
    ),
    "booked on one": (lambda tx, demo: tx.checked.booked(ONE), "ledger_account"),
    "booked on many": (lambda tx, demo: tx.checked.booked(MANY), "account_customer ledger_account sorts"),
    "served to many": (lambda tx, demo: tx.checked.served(MANY), "account_customer invoice_account sorts"),
    # Of one client: without reading all that this client has.
    "served to a client's": (
        lambda tx, demo: tx.checked.served(MANY._replace(client_id=1)),
        "account_customer invoice_account sorts",
    ),
    "deaths": (lambda tx, demo: tx.checked.deaths(MANY), "flag_customer account_customer hold_account sorts"),
    "coverages": (lambda tx, demo: tx.checked.coverages(MANY), "coverage_customer sorts"),
    "some prices": (lambda tx, demo: tx.checked.prices(1, ["KWH"]), "sqlite_autoindex_price_1 sorts"),
}
CLAIMS: dict[str, tuple[Act, str]] = {
    "of an account": (lambda tx, demo: tx.claims.of_account(5), "claim_account sorts"),
    "of an invoice": (lambda tx, demo: tx.claims.of_invoice(5), "claim_invoice sorts"),
    "by our number": (lambda tx, demo: tx.claims.by_control(1, "X"), "claim_control sorts"),
    "last of mine": (lambda tx, demo: tx.claims.last_contact_of(1), "claim_contact_mine"),
    "by any number": (
        lambda tx, demo: tx.claims.ids_of_number("X"),
        "claim_control claim_number claim_contact_reference sorts",
    ),
    "log": (lambda tx, demo: tx.claims.contacts(5), "claim_contact_claim sorts"),
    "best": (lambda tx, demo: tx.claims.best(None, 3, NOW, NOW.date()), "claim_next sorts"),
    "best for some clients": (lambda tx, demo: tx.claims.best(SOME, 3, NOW, NOW.date()), "claim_next sorts"),
    "first due": (lambda tx, demo: tx.claims.first_due(None, NOW.date()), "claim_next"),
    "take": (lambda tx, demo: tx.claims.take(5, 3, UNTIL), "claim_taken"),
    "what waits": (lambda tx, demo: tx.claims.waiting([5, 6]), "claim_account sorts"),
    "agreed": (lambda tx, demo: tx.fees.of_codes(1, 1, ["99213"]), "sqlite_autoindex_fee_1 sorts"),
}
# Of every table that grows; leases, drafts, people and worklists are few, and read whole.
FLOOR_TODAY = (NOW - timedelta(hours=9), NOW + timedelta(hours=15))
TOLD = ClaimPayment(Place(1, ""), "X", "22", -5_00, -5_00)
REMITTANCES: dict[str, tuple[Act, str]] = {
    "the newest": (lambda tx, demo: tx.remittances.listed((), None, 50), "sqlite_autoindex_remittance_claim_1"),
    "its claims": (lambda tx, demo: tx.remittances.claims(5), "sqlite_autoindex_remittance_claim_1"),
    "what waits": (lambda tx, demo: tx.remittances.waiting((), 0, 50), "remittance_claim_open"),
    "of an invoice": (lambda tx, demo: tx.remittances.on_invoice(5), "remittance_claim_on"),
    "of an account": (lambda tx, demo: tx.remittances.of_account(5), "invoice_account remittance_claim_on sorts"),
    "of a claim": (lambda tx, demo: tx.remittances.on_claim(5), "remittance_claim_of"),
    "what a reversal takes back": (
        lambda tx, demo: tx.remittances.reversible(1, TOLD),
        "remittance_claim_control remittance_claim_reverses",
    ),
    "of a payment": (lambda tx, demo: tx.remittances.of_trace(1, "P", "C", "T"), "remittance_trace"),
    "of an envelope": (lambda tx, demo: tx.remittances.of_interchange(1, "S/1"), "remittance_trace sorts"),
    "an invoice": (
        lambda tx, demo: tx.fittings.invoice(1, "X"),
        "sqlite_autoindex_invoice_1",
    ),
    "how many wait": (lambda tx, demo: tx.remittances.count_waiting([]), "remittance_claim_open"),
    "those of accounts": (lambda tx, demo: tx.fittings.invoices_of([5, 6], 20), "invoice_account sorts"),
    "insured as": (lambda tx, demo: tx.fittings.insured_as(1, "W5", 20), "coverage_member account_customer sorts"),
    "an account's": (
        lambda tx, demo: tx.fittings.invoices_of_account(1, "X", 5_00),
        "account_number|sqlite_autoindex_account_1 invoice_account sorts",
    ),
}
REQUESTS: dict[str, tuple[Act, str]] = {
    "worked": (lambda tx, demo: tx.floor.worked(*FLOOR_TODAY), "call_counted call_correction_undo sorts"),
    "requests of an account": (lambda tx, demo: tx.requests.of_account(5, NOW), "request_account sorts"),
    "usable": (lambda tx, demo: tx.requests.usable(5, 3, "+1", NOW), "request_account sorts"),
    "requests of mine": (lambda tx, demo: tx.requests.waiting(3), "request_waiting sorts"),
    "untold": (lambda tx, demo: tx.requests.untold(3, NOW), "request_untold sorts"),
    "any untold": (lambda tx, demo: tx.requests.any_untold(3, NOW), "request_untold arrangement_untold"),
    "arrangements untold": (lambda tx, demo: tx.arrangements.untold(3, NOW), "arrangement_untold sorts"),
}
ACCOUNT: dict[str, tuple[Act, str]] = {
    "by number": (lambda tx, demo: tx.accounts.ids_by_number("X", "C"), "account_number"),
    "phones": (lambda tx, demo: tx.accounts.phones(5), "sqlite_autoindex_phone_1 sorts"),
    "invoices": (lambda tx, demo: tx.accounts.invoices(5), "invoice_account"),
    "invoice lines": (lambda tx, demo: tx.accounts.lines(5), "sqlite_autoindex_invoice_line_1"),
    "aging": (lambda tx, demo: tx.accounts.open_items(5), "invoice_account"),
    "ledger": (lambda tx, demo: tx.accounts.entries(5, 200), "ledger_account"),
    "payment": (lambda tx, demo: tx.ledger.get(5), "ledger_reverses"),
    "parts": (_parts, "ledger_part ledger_import ledger_reverses sorts"),
    "operation": (lambda tx, demo: tx.ledger.id_of_operation("op"), "ledger_operation"),
    "entries": (lambda tx, demo: tx.ledger.of_account(5, 200), "ledger_account ledger_reverses"),
    "open invoices": (lambda tx, demo: tx.ledger.open_invoices([5, 6]), "invoice_account sorts"),
    "loose": (lambda tx, demo: tx.ledger.loose([5, 6]), "invoice_account"),
    "unmatched": (lambda tx, demo: tx.unmatched.waiting(None, 50), "unmatched_open"),
    "unmatched, below": (lambda tx, demo: tx.unmatched.waiting((1, NOW.date(), 5), 50), "unmatched_open"),
    "unmatched rows": (lambda tx, demo: tx.unmatched.known(1, ["abc"]), "unmatched_import sorts"),
    "holds": (lambda tx, demo: tx.accounts.holds(5), "hold_account sorts"),
    "promises": (lambda tx, demo: tx.accounts.promises(5, NOW.date()), "promise_account sorts"),
    "notes": (lambda tx, demo: tx.accounts.notes(5, 200), "sqlite_autoindex_note_1 sorts"),
    "calls": (lambda tx, demo: tx.calls.of_account(5, 200), "call_account call_correction_undo sorts"),
    "standing": (lambda tx, demo: tx.calls.standing(5), "call_account call_correction_undo"),
    "siblings": (lambda tx, demo: tx.search.of_customer(5, 5), "account_customer sorts"),
    "lift holds": (lambda tx, demo: tx.accounts.lift_holds_of(5, 5, NOW), "hold_account"),
    "cancel promises": (lambda tx, demo: tx.accounts.cancel_promises_of(5, 5), "promise_account"),
    "awaited": (
        lambda tx, demo: tx.promises.awaited(5),
        "promise_account arrangement_account sorts",
    ),
    "judge promises": (
        lambda tx, demo: tx.promises.judge(tx.promises.run_out(NOW.date() - MONTH, NOW.date()), None),
        "account_customer promise_account ledger_account ledger_reverses arrangement_account sorts",
    ),
    "run out": (lambda tx, demo: tx.promises.run_out(NOW.date(), NOW.date()), "promise_due sorts"),
    "ran": (
        lambda tx, demo: tx.standing.ran([5, 6, 7]),
        "arrangement_account sorts",
    ),
    "arrangements run out": (
        lambda tx, demo: tx.standing.run_out(NOW.date()),
        "instalment_due sorts",
    ),
    "lift ended": (lambda tx, demo: tx.morning.lift_ended(NOW.date() + MONTH, NOW, 100), "hold_until hold_account"),
    "broken": (lambda tx, demo: tx.morning.broken(NOW.date(), NOW.date()), "promise_due"),
    "promise of operation": (lambda tx, demo: tx.promises.of_operation("op"), "promise_operation"),
    "arrangement broken": (lambda tx, demo: tx.promises.arrangement_broken(5), "arrangement_account"),
    "expected": (lambda tx, demo: tx.expected.page(MONTHS, None, 50), "promise_due instalment_due sorts"),
    "expected of me": (
        lambda tx, demo: tx.expected.page(MONTHS._replace(person_id=3), (NOW.date(), "promise", 5, 0), 50, back=True),
        "promise_due instalment_due sorts",
    ),
    "sums expected": (lambda tx, demo: tx.expected.sums(MONTHS), "promise_due instalment_due sorts"),
    "mark phone": (lambda tx, demo: tx.accounts.set_phone_status(5, "+1", "wrong"), "sqlite_autoindex_phone_1"),
    "unsaved": (lambda tx, demo: tx.unsaved.get(3, Unsaved("note", 5)), ""),
    "drafts": (lambda tx, demo: tx.drafts.of(3), "sorts"),
}
BILLS: dict[str, tuple[Act, str]] = {
    "draft": (lambda tx, demo: tx.bill_drafts.get(5), "sorts"),
    "draft of operation": (lambda tx, demo: tx.bill_drafts.id_of_operation("op"), "invoice_draft_operation"),
    "drafts of an account": (
        lambda tx, demo: tx.bill_drafts.open_ids(None, account_id=5, limit=50),
        "invoice_draft_account sorts",
    ),
    "invoice": (lambda tx, demo: tx.invoices.get(5), ""),
    "by number": (
        lambda tx, demo: tx.invoices.ids_by_number("X"),
        "sqlite_autoindex_invoice_1 sqlite_autoindex_client_1 sorts",
    ),
    "by number and client": (
        lambda tx, demo: tx.invoices.ids_by_number("X", "C"),
        "sqlite_autoindex_invoice_1 sqlite_autoindex_client_1 sorts",
    ),
    "bill lines": (lambda tx, demo: tx.invoices.lines(5), "sqlite_autoindex_invoice_line_1"),
    "made": (lambda tx, demo: tx.invoices.made(5), ""),
    "made by operation": (lambda tx, demo: tx.invoices.id_of_operation("op"), "sqlite_autoindex_invoice_made_2"),
    "credit note": (lambda tx, demo: tx.invoices.credit_note(5), "sqlite_autoindex_invoice_made_1"),
    "charge": (lambda tx, demo: tx.invoices.charge_of(5), "ledger_account"),
    "taxes": (lambda tx, demo: tx.invoices.taxes(5), ""),
    "entries of an invoice": (lambda tx, demo: tx.ledger.on_invoice(5, 5), "ledger_account ledger_reverses sorts"),
    "invoices, top": (lambda tx, demo: tx.invoices.listed(None, limit=50), ""),
    "invoices, below": (lambda tx, demo: tx.invoices.listed(None, client_id=1, before=500, limit=50), ""),
    "invoices issued here": (lambda tx, demo: tx.invoices.listed(None, status="issued", limit=50, here=True), ""),
    "invoices for some clients": (lambda tx, demo: tx.invoices.listed(SOME, limit=50), ""),
    "invoices of an account": (
        lambda tx, demo: tx.invoices.listed(None, account_id=5, limit=50),
        "invoice_account sorts",
    ),
    "invoices that are void": (
        lambda tx, demo: tx.invoices.listed(None, status="void", limit=50),
        "invoice_void sorts",
    ),
    "disputes": (lambda tx, demo: tx.disputes.of_invoice(5), "dispute_invoice"),
    "disputes of an account": (lambda tx, demo: tx.disputes.of_account(5, 50), "invoice_account dispute_invoice sorts"),
    "what follows": (
        lambda tx, demo: tx.bulk.touched.refresh([5, 6], NOW),
        "ledger_account dispute_invoice invoice_account account_customer promise_account hold_account sorts",
    ),
}
# What the contact rules ask at every claim. A company's thousands of accounts are never gone through.
CONTACT: dict[str, tuple[Act, str]] = {
    "ground": (lambda tx, demo: tx.contact.ground(5), "sqlite_autoindex_phone_1 flag_customer"),
    "calls": (
        lambda tx, demo: tx.contact.calls(5, NOW - timedelta(days=62)),
        "account_customer call_account call_correction_undo sqlite_autoindex_phone_1 sorts",
    ),
    "flags": (lambda tx, demo: tx.contact.flags(5), "flag_customer sorts"),
    "of a call": (lambda tx, demo: tx.contact.of_call(5), "flag_customer"),
    "same debt": (lambda tx, demo: tx.contact.same_debt(5), "account_customer"),
    "rest": (lambda tx, demo: tx.contact.rest(5, NOW), ""),
    "forget": (lambda tx, demo: tx.contact.forget_rest([5], NOW), "account_customer hold_account"),
}
ARRANGED: dict[str, tuple[Act, str]] = {
    "arrangements": (lambda tx, demo: tx.arrangements.of_account(5), "arrangement_account"),
    "the active one": (lambda tx, demo: tx.arrangements.running(5), "arrangement_running"),
    "operation of one": (lambda tx, demo: tx.arrangements.id_of_operation("op"), "sqlite_autoindex_arrangement_1"),
    "instalments": (lambda tx, demo: tx.arrangements.instalments([1, 2]), "sorts"),
}
CALLS: dict[str, tuple[Act, str]] = {
    "last of me": (lambda tx, demo: tx.calls.last_of(3), "call_correction_undo"),
    "operation": (lambda tx, demo: tx.calls.id_of_operation("op"), "sqlite_autoindex_call_1"),
    "all, top": (lambda tx, demo: tx.calls.log_after(DAY, None, 50), "call_started promise_account"),
    "all, below": (lambda tx, demo: tx.calls.log_after(DAY, (NOW, 99), 50), "call_started"),
    "all, above": (lambda tx, demo: tx.calls.log_before(DAY, (NOW, 99), 50), "call_started"),
    "mine, top": (lambda tx, demo: tx.calls.log_after(MINE, None, 50), "call_collector promise_account"),
    "mine, below": (lambda tx, demo: tx.calls.log_after(MINE, (NOW, 99), 50), "call_collector"),
    "mine, above": (lambda tx, demo: tx.calls.log_before(MINE, (NOW, 99), 50), "call_collector"),
    "count": (lambda tx, demo: tx.calls.log_count(MINE), "call_collector"),
    "totals": (lambda tx, demo: tx.calls.log_totals(MINE), "call_collector call_correction_undo"),
    "promised": (lambda tx, demo: tx.calls.log_promised(MINE), "call_collector promise_account sorts"),
}
# A day's figures are those of the calls, promises and payments of the day, however many there have been before.
FIGURES: dict[str, tuple[Act, str]] = {
    "calls": (lambda tx, demo: tx.figures.calls(OF_DAY), "sorts"),
    "calls by the minute": (lambda tx, demo: tx.figures.calls(OF_DAY, 16), "call_counted sorts"),
    "calls by client": (lambda tx, demo: tx.figures.calls(OF_DAY, by_client=True), "sorts"),
    "calls made": (lambda tx, demo: tx.figures.made(OF_DAY, "client"), "sorts"),
    "calls made, by the minute": (lambda tx, demo: tx.figures.made(OF_DAY, "slot", 16), "call_counted sorts"),
    "my calls": (lambda tx, demo: tx.figures.calls(OF_DAY._replace(person_id=3)), "sorts"),
    "wrap-up": (lambda tx, demo: tx.figures.lasted("wrap-up", OF_DAY, "person"), "sorts"),
    "called": (lambda tx, demo: list(tx.called.by_client(OF_DAY._replace(person_id=3))), "call_count_person sorts"),
    "called by the minute": (
        lambda tx, demo: list(tx.called.by_client(OF_DAY._replace(person_id=3), 16)),
        "call_collector call_correction_undo sorts",
    ),
    "what became of them": (lambda tx, demo: tx.called.stock([3, 5]), "sorts"),
    "promised": (lambda tx, demo: tx.figures.promised(OF_DAY), "promise_made sorts"),
    "fallen due": (
        lambda tx, demo: tx.figures.fallen_due(NOW.date(), NOW.date(), NOW.date(), None),
        "promise_fell sorts",
    ),
    "returned": (lambda tx, demo: tx.figures.days_of_returned(NOW.date(), NOW.date()), "ledger_returned sorts"),
    "paid": (lambda tx, demo: tx.figures.paid(NOW.date(), NOW.date()), "sorts"),
    "owed since": (lambda tx, demo: tx.figures.entered_since(NOW.date()), "sorts"),
    "paid by person": (
        lambda tx, demo: tx.figures.paid_by_person(NOW.date(), NOW.date(), [DAY_OF]),
        "ledger_paid ledger_returned call_account sorts",
    ),
}
LISTED: dict[str, tuple[Act, str]] = {
    "now, top": (lambda tx, demo: tx.lists.after(ListSpec(1, windows=WINDOWS), None, 50), "account_ready sorts"),
    "now, below": (lambda tx, demo: tx.lists.after(ListSpec(1, windows=WINDOWS), demo.row, 50), "account_ready sorts"),
    "now, above": (lambda tx, demo: tx.lists.before(ListSpec(1, windows=WINDOWS), demo.row, 50), "account_ready sorts"),
    "open, top": (lambda tx, demo: tx.lists.after(ListSpec(1), None, 50), "account_ranked sorts"),
    "open, below": (lambda tx, demo: tx.lists.after(ListSpec(1), demo.row, 50), "account_ranked sorts"),
    "open, above": (lambda tx, demo: tx.lists.before(ListSpec(1), demo.row, 50), "account_ranked sorts"),
    "open, end": (lambda tx, demo: tx.lists.before(ListSpec(1), None, 50), "account_ranked sorts"),
    "all, top": (lambda tx, demo: tx.lists.after(ListSpec(1, with_closed=True), None, 50), "account_ranked sorts"),
    "all, below": (
        lambda tx, demo: tx.lists.after(ListSpec(1, with_closed=True), demo.row, 50),
        "account_ranked sorts",
    ),
    "count": (lambda tx, demo: tx.lists.count(ListSpec(1), 100_000), "account_ranked"),
    "find": (lambda tx, demo: tx.search.find("ada lov", 50), "sqlite_autoindex_phone_1 sorts"),
}
# Who sees only some clients asks what everybody asks, by the same indexes: no client is gone through.
SCOPED: dict[str, tuple[Act, str]] = {
    "find": (lambda tx, demo: tx.search.find("ada lov", 50, SOME), "sqlite_autoindex_phone_1 sorts"),
    "siblings": (lambda tx, demo: tx.search.of_customer(5, 5, SOME), "account_customer sorts"),
    "page": (lambda tx, demo: tx.lists.after(ListSpec(1, only_clients=(1,)), demo.row, 50), "account_ranked sorts"),
    "page of the ready": (
        lambda tx, demo: tx.lists.after(ListSpec(1, windows=WINDOWS, only_clients=(1,)), None, 50),
        "account_ready sorts",
    ),
    "log": (lambda tx, demo: tx.calls.log_after(DAY._replace(who=SOME), (NOW, 99), 50), "call_started"),
    "totals of it": (lambda tx, demo: tx.calls.log_totals(DAY._replace(who=SOME)), "call_correction_undo"),
    "count of it": (lambda tx, demo: tx.calls.log_count(DAY._replace(who=SOME)), "call_counted"),
    "expected": (
        lambda tx, demo: tx.expected.page(MONTHS._replace(who=SOME), None, 50),
        "promise_due instalment_due sorts",
    ),
    "sums of it": (lambda tx, demo: tx.expected.sums(MONTHS._replace(who=SOME)), "promise_due instalment_due sorts"),
    "unmatched": (lambda tx, demo: tx.unmatched.waiting((1, NOW.date(), 5), 50, (1, 2)), "unmatched_open"),
    "one account": (lambda tx, demo: tx.worklists.may_work(3, 1, 5, NOW), ""),
    "who am I": (lambda tx, demo: tx.people.by_id(3), "sorts"),
}
AUDIT: dict[str, tuple[Act, str]] = {
    "append": (lambda tx, demo: tx.audit.append([fields(NOW, 3, "note", 5)]), ""),
    "head": (lambda tx, demo: tx.audit.head(), ""),
    "below": (lambda tx, demo: tx.audit.after(Chosen(), (NOW, 9), 50), "audit_at"),
    "above": (lambda tx, demo: tx.audit.before(Chosen(), (NOW, 9), 50), "audit_at"),
    "of a day": (lambda tx, demo: tx.audit.after(Chosen(since=DAY.first, until=DAY.before), None, 50), "audit_at"),
    "of somebody": (lambda tx, demo: tx.audit.after(Chosen(person=3), (NOW, 9), 50), "audit_collector"),
    "of an account": (lambda tx, demo: tx.audit.after(Chosen(account=5), (NOW, 9), 50), "audit_account"),
    "of a kind": (lambda tx, demo: tx.audit.after(Chosen(kinds=("note",)), (NOW, 9), 50), "audit_action"),
    "of a kind of all day": (lambda tx, demo: tx.audit.after(Chosen(kinds=("call",)), (NOW, 9), 50), "audit_at"),
    "kinds": (lambda tx, demo: tx.audit.kinds(), "audit_action"),
    "how many of somebody": (lambda tx, demo: tx.audit.count(Chosen(person=3, since=NOW)), "audit_collector"),
}


def _waiting(tx: Transaction, _demo: Demo) -> None:
    """A claim that runs out on an account that is to move: the statement that ends it moves it."""
    tx.queue.lease(5, 3, "s", NOW, UNTIL)
    tx.moves.put_later([5], 2)
    tx.queue.wake(UNTIL, 500)


# A hundred thousand accounts move: each turn reads its own of them, and of the journal what comes next.
MOVES: dict[str, tuple[Act, str]] = {
    "what may move": (lambda tx, demo: tx.moves.candidates(ListSpec(1), NOW), "account_ranked sorts"),
    "others": (lambda tx, demo: tx.moves.others([5, 6], NOW), "account_customer sorts"),
    "load": (lambda tx, demo: tx.moves.load(1), "account_ranked sorts"),
    "next lines": (lambda tx, demo: tx.moves.lines(1, "planned", 5, 500), ""),
    "places": (lambda tx, demo: tx.moves.places([5, 6], NOW), "sorts"),
    "put": (lambda tx, demo: tx.moves.put([5, 6], 2, NOW), "hold_account"),
    "put later": (_waiting, "account_wake hold_account"),
    "begun": (lambda tx, demo: tx.moves.unfinished(), "reassignment_open sorts"),
    "over": (lambda tx, demo: tx.moves.to_return(NOW.date()), "reassignment_open sorts"),
    "worked": (lambda tx, demo: tx.moves.worked(1, 5), "call_account sorts"),
    "away": (lambda tx, demo: tx.moves.away([5, 6]), "reassignment_line_account"),
    "come home later": (lambda tx, demo: tx.moves.come_home_later([5], 2, 1, 1), "reassignment_line_account"),
}
# Asked with every letter that is typed of a line: a list has tens of thousands of prices.
PRICES: dict[str, tuple[Act, str]] = {
    "of a day": (lambda tx, demo: tx.prices.at(1, "ER-30", "26", NOW.date()), "sqlite_autoindex_price_1 sorts"),
    "in small letters": (lambda tx, demo: tx.prices.at(1, "er-30", "", NOW.date()), "price_words sorts"),
    "by code": (lambda tx, demo: tx.prices.find(1, "er-3", NOW.date(), 1), "price_words"),
    "by words": (lambda tx, demo: tx.prices.find(1, "visit mod", NOW.date(), 20), "price_words"),
    "list": (
        lambda tx, demo: tx.prices.listed(1, NOW.date(), ("ER-30", "", NOW.date()), 20),
        "sqlite_autoindex_price_1",
    ),
    "of codes": (lambda tx, demo: tx.prices.of_codes(1, ["ER-30"]), "sqlite_autoindex_price_1 sorts"),
    "who insures": (lambda tx, demo: tx.coverages.of_customer(5, NOW.date()), "coverage_customer sorts"),
}
# A sender looks every half minute, and an account has what went out on its timeline.
SENT: dict[str, tuple[Act, str]] = {
    "documents": (lambda tx, demo: tx.documents.of_account(5, 200), "document_account sorts"),
    "ways": (lambda tx, demo: tx.deliveries.of_account(5, 200), "delivery_account sorts"),
    "due": (lambda tx, demo: tx.deliveries.due(NOW), "delivery_waiting delivery_state"),
    "claim": (lambda tx, demo: tx.deliveries.claim("me", NOW, UNTIL), "delivery_waiting sorts"),
    "claim prints": (lambda tx, demo: tx.deliveries.claim_prints("me", (), UNTIL, 500), "delivery_waiting sorts"),
    "begin": (lambda tx, demo: tx.deliveries.begin(5, "me", UNTIL), ""),
    "end": (lambda tx, demo: tx.deliveries.end(5, "me", "sent", "", NOW), ""),
    "lost": (lambda tx, demo: tx.deliveries.give_up_lost(NOW, ""), "delivery_state"),
    "diverted": (lambda tx, demo: tx.deliveries.divert_refused(NOW, ""), "delivery_waiting|delivery_state"),
    "by message": (lambda tx, demo: tx.deliveries.by_message("<m@example.org>"), "delivery_message"),
    "operation": (lambda tx, demo: tx.deliveries.of_operation("op"), "sqlite_autoindex_delivery_1"),
    "stuck": (lambda tx, demo: tx.deliveries.stuck(NOW, 20), "delivery_state delivery_waiting sorts"),
}
HOT = {
    f"{room}: {name}": act
    for room, acts in (
        ("queue", QUEUE),
        ("requests", REQUESTS),
        ("account", ACCOUNT),
        ("checked", CHECKED),
        ("contact", CONTACT),
        ("arranged", ARRANGED),
        ("bills", BILLS),
        ("claims", CLAIMS),
        ("remittances", REMITTANCES),
        ("calls", CALLS),
        ("figures", FIGURES),
        ("lists", LISTED),
        ("scoped", SCOPED),
        ("audit", AUDIT),
        ("moves", MOVES),
        ("prices", PRICES),
        ("sent", SENT),
    )
    for name, act in acts.items()
}

# What may be read from end to end: what was asked with, what a step before has chosen, what the search index found.
# The worklists and the clients are dozens, and a row of constants is nothing.
_CHOSEN = re.compile(
    r"SCAN (\w+ VIRTUAL TABLE INDEX .*|\(subquery-\d+\)|[cnprs]|CONSTANT ROW|[cw] USING COVERING INDEX \w+)"
)
_INDEX = re.compile(r"USING (?:COVERING )?INDEX (\w+)")


@pytest.mark.parametrize("name", HOT)
def test_a_hot_query_goes_by_its_index(demo: Demo, name: str) -> None:
    act, expected = HOT[name]
    indexes = set(expected.split())
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: act(listened, demo))
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and not _CHOSEN.fullmatch(step)] == []
    used = {index for step in steps for index in _INDEX.findall(step)}
    assert all(used & set(one.split("|")) for one in indexes - {"sorts"}), steps
    sorted_at_the_end = [step for step in steps if "TEMP B-TREE" in step]
    assert sorted_at_the_end == [] or "sorts" in indexes, steps


def _before_any_sorting(steps: list[str]) -> list[str]:
    """The steps that choose the rows of a page, before what is shown of them is looked up."""
    return steps[: steps.index("SCAN p")]


@pytest.mark.parametrize("name", ["open, top", "open, below", "open, above", "open, end", "all, top", "all, below"])
def test_a_page_in_rank_order_is_read_off_the_index_and_not_sorted_together(demo: Demo, name: str) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: LISTED[name][0](listened, demo))
    assert not [step for step in _before_any_sorting(steps) if "TEMP B-TREE" in step]


@pytest.mark.parametrize("name", ["open, below", "open, above", "now, below", "now, above", "all, below"])
def test_a_page_starts_at_its_key_also_among_thousands_of_equal_scores(demo: Demo, name: str) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: LISTED[name][0](listened, demo))
    assert any(re.search(r"account_r\w+ \(.*urgent=\? AND score=\? AND id[<>]\?\)", step) for step in steps), steps


def test_picking_is_one_seek_for_each_worklist_and_window(demo: Demo) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: QUEUE["pick"][0](listened, demo))
    assert "SEARCH b USING INDEX account_ready (worklist_id=? AND window_id=?)" in steps
    inner = steps[steps.index("CORRELATED SCALAR SUBQUERY 1") :]
    assert inner[1].startswith("SEARCH b"), "its first entry is the best: nothing is sorted inside"
    assert inner[2:] == ["USE TEMP B-TREE FOR ORDER BY"], "only the best of each are compared in the end"


def test_requests_are_read_off_the_small_index_of_those_that_wait(demo: Demo) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: listened.arrangements.every("proposed"))
    assert steps[0] == "SCAN g USING INDEX arrangement_asked"


def test_the_newest_of_the_audit_are_read_off_its_index_by_time(demo: Demo) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, lambda listened: listened.audit.after(Chosen(), None, 50))
    assert steps[0] == "SCAN a USING INDEX audit_at"
    assert not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.parametrize(
    ("act", "step"),
    [
        (lambda tx: tx.floor.did(), "SEARCH b USING COVERING INDEX audit_collector (collector_id=?)"),
        (lambda tx: tx.bill_drafts.open_ids(None, limit=50), "SCAN d USING INDEX invoice_draft_account"),
        (lambda tx: tx.requests.answered(NOW), "SEARCH q USING INDEX request_answered (answered_at>?)"),
        (lambda tx: tx.arrangements.answered(NOW), "SEARCH g USING INDEX arrangement_answered (answered_at>?)"),
    ],
    ids=("did", "drafts", "requests answered", "arrangements answered"),
)
def test_what_supervisors_look_at_goes_by_its_index_before_few_people_and_clients(
    demo: Demo, act: Callable[[Transaction], object], step: str
) -> None:
    with taken_back(demo.store) as tx:
        steps = plan(tx, act)
    assert step in steps, steps
