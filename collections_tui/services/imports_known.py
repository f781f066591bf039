"""Deciding on bills of which the database has something already: the invoice, the account, the customer."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from collections_tui.domain.money import format_cents
from collections_tui.files.bills import Bill
from collections_tui.files.csv_in import BAD
from collections_tui.services.imports_groups import Place
from collections_tui.services.imports_job import Job
from collections_tui.store.staged import KnownBill
from collections_tui.store.transaction import Transaction


class Verdicts(NamedTuple):
    """What becomes of the bills of a chunk.

    ``new`` are the slots of those to be stored, each with its place; ``same`` are here as they stand; ``changed`` are
    here with other dates or another mark of dispute; ``bad`` cannot be.
    """

    new: list[int]
    places: list[Place]
    same: list[tuple[Bill, KnownBill]]
    changed: list[tuple[Bill, KnownBill]]
    bad: list[BAD]


def judge(tx: Transaction, job: Job, bills: Sequence[Bill], known: Sequence[KnownBill]) -> Verdicts:
    """Decide on every bill of a chunk. Numbers by which customers are known only now are stored on the way."""
    twice = _met_before(tx, job, known)
    links = _links(tx, job, bills, known, twice)
    if links:
        tx.bulk.customers.add_references(job.client.id, links.items())
        known = tx.bulk.bills.known(job.client.id)
    here = {one.slot: one for one in known}
    verdicts = Verdicts([], [], [], [], [])
    nothing = KnownBill(0, *[None] * 11)
    for slot, bill in enumerate(bills):
        _judge_one(verdicts, job, slot, bill, here.get(slot, nothing), twice)
    return verdicts


def _judge_one(verdicts: Verdicts, job: Job, slot: int, bill: Bill, here: KnownBill, twice: Set[int]) -> None:
    reason = _refusal(job, bill, here, twice)
    if reason:
        verdicts.bad.append((bill.row, reason))
    elif here.invoice_id is None:
        verdicts.new.append(slot)
        verdicts.places.append((here.account_id, here.customer_id or here.referred_id))
    elif _differs(bill, here):
        verdicts.changed.append((bill, here))
    else:
        verdicts.same.append((bill, here))


def _met_before(tx: Transaction, job: Job, known: Sequence[KnownBill]) -> set[int]:
    """Return the invoices that an earlier chunk of the file has named; this one's are remembered."""
    invoices = {one.invoice_id for one in known if one.invoice_id is not None}
    old = {f"invoice {invoice}": invoice for invoice in invoices if invoice <= job.last_invoice}
    again = {old[key] for key in tx.bulk.count_again(old)}
    tx.bulk.keep_counts((key, 1) for key in old)
    return again | {invoice for invoice in invoices if invoice > job.last_invoice}


def _links(
    tx: Transaction, job: Job, bills: Sequence[Bill], known: Sequence[KnownBill], twice: Set[int]
) -> dict[str, int]:
    """Return numbers under which nobody is known yet, of customers who have an account but no number so far."""
    asked: dict[str, int] = {}
    for one in known:
        bill, customer = bills[one.slot], one.customer_id
        if customer is None or one.referred_id is not None or not bill.who.reference:
            continue
        # A row that is turned away for something else tells nothing of the customer either.
        if not _refusal(job, bill, one._replace(referred_id=customer), twice):
            asked.setdefault(bill.who.reference, customer)
    numbered = set(tx.bulk.customers.references(job.client.id, asked.values()))
    links: dict[str, int] = {}
    for reference, customer in asked.items():
        if customer not in numbered:
            links[reference] = customer
            numbered.add(customer)
    return links


def _refusal(job: Job, bill: Bill, here: KnownBill, twice: Set[int]) -> str:
    if here.account_id is None:
        if here.invoice_id is not None:
            return f"invoice {bill.invoice} is already on another account"
        if "accounts" not in job.mapping.create:
            return f"there is no account {bill.account}"
        if here.referred_id is None and "customers" not in job.mapping.create:
            return f"there is no customer {bill.who.reference or bill.account}"
        return ""
    if bill.who.reference and here.referred_id != here.customer_id:
        return f"account {bill.account} belongs to another customer than {bill.who.reference}"
    if here.currency != bill.currency:
        return f"account {bill.account} is in {here.currency}, the row in {bill.currency}"
    if here.invoice_id is not None:
        return _invoice_refusal(bill, here, twice)
    return ""


def _invoice_refusal(bill: Bill, here: KnownBill, twice: Set[int]) -> str:
    if here.invoice_account_id != here.account_id:
        return f"invoice {bill.invoice} is already on another account"
    if here.amount_cents != bill.cents:
        was = format_cents(here.amount_cents or 0, bill.currency)
        return (
            f"invoice {bill.invoice} is already here for {was}, not {format_cents(bill.cents, bill.currency)}: "
            "what was billed is never changed, import payments or a further invoice for the difference"
        )
    if here.ours and _differs(bill, here):
        return f"invoice {bill.invoice} was issued here or is void, and differs: what it says is never changed"
    if here.invoice_id in twice and _differs(bill, here):
        # Whichever of the two came last would count, and the next time the other one.
        return f"invoice {bill.invoice} is on an earlier line already, and different"
    return ""


def _differs(bill: Bill, here: KnownBill) -> bool:
    disputed = bill.disputed is not None and bill.disputed != bool(here.disputed)
    return disputed or (bill.issued_on, bill.due_on) != (here.issued_on, here.due_on)


def repeated(repeats: Sequence[tuple[Bill, Bill]], rejected: Sequence[BAD]) -> tuple[int, list[BAD]]:
    """Count the bills that only say again what was taken; those that say again what was turned away come back."""
    reasons = {row.line: reason for row, reason in rejected}
    bad = [(bill.row, reasons[first.row.line]) for bill, first in repeats if first.row.line in reasons]
    return len(repeats) - len(bad), bad
