"""Who sees which accounts: asked of every service that is told a record, and of every list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.assistance import Happened
from collections_tui.domain.insurance.shares import Shares
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Unsaved
from collections_tui.files.era.reader import remittances as remittances_of
from collections_tui.services import (
    accounts,
    approvals,
    arrangements,
    audit,
    call_log,
    calls,
    clients,
    disputes,
    figures,
    find,
    flags,
    invoice_drafts,
    ledger,
    lists,
    people,
    promises,
    queue,
    reassign,
    scope,
    team,
    unmatched,
    worklists,
)
from collections_tui.services.approval_views import Wanted
from collections_tui.services.claim_views import ClaimQuery, ContactEntry, NewClaim
from collections_tui.services.coverages import Corrected, NewCoverage
from collections_tui.services.customers import Changes, NewCustomer
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import InvoiceQuery, NewLine
from collections_tui.services.invoice_views import Terms as BillTerms
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.reassign_views import Asked
from collections_tui.services.team_views import Seat
from collections_tui.services.views import CallEntry, CallFilter, Claimed, ListQuery
from collections_tui.store.subjects.unmatched import NewUnmatched
from collections_tui.tui.dialogs.call_form import owed_in_view
from tests.build import NOON, TODAY, HandClock, Office, add_account, office
from tests.era import Service as Performed
from tests.era import Told, era
from tests.services.claiming import any_claim
from tests.services.entries import entry
from tests.services.posting import post
from tests.services.walk import LOOKS, Service, everything, needed
from tests.sound import tables

PLAN = Terms(0, Every("months"), TODAY + timedelta(days=3), 2)
LATER = PLAN._replace(first_on=TODAY + timedelta(days=90))
SERVICES = everything()
# What says which record is meant. Whoever takes one of these refuses what may not be seen.
IDS = (
    "account_id", "invoice_id", "claim_id", "arrangement_id", "call_id", "promise_id", "entry_id", "unmatched_id",
    "draft_id", "dispute_id", "document_id", "delivery_id", "remittance_id", "row_id",
)  # fmt: skip
RECORDS = (*IDS, "entry", "ref", "wanted", "of")
# Only about what the person has themselves, whatever account that is on.
OWN = {
    "queue.leave": "gives back a claim of mine",
    "calls.drop_draft": "forgets what I typed",
    "unsaved.keep": "keeps what I type",
    "unsaved.begun": "gives back what I typed",
}
LOOKED_UP = {"accounts.by_number", "claims.make"}


class Lakeside(NamedTuple):
    """An office with a second client, LAKE. Its two accounts are on ben's worklist, and everything has happened there.

    cara sees HOSP alone, and may all that collectors and supervisors may.
    """

    work: Office
    account: int
    other: int
    ids: dict[str, int]
    list_id: int
    lake: int


@pytest.fixture
def lakeside(tmp_path: Path) -> Iterator[Lakeside]:
    who = ("ana", "ben", "cara", "eva:supervisor", "olga:auditor")
    with office(tmp_path, people=who, accounts=4) as work:
        yield settled(work)


def settled(work: Office) -> Lakeside:
    boss, ben = work.boss, work.desk("ben")
    lake = clients.add(boss, "LAKE", "Lakeside Dental")
    his = worklists.add(boss, "ben", "Ben's", members=["ben"])
    with boss.store.write() as tx:
        first, second = (
            add_account(tx, number=f"L-{number}", client_id=lake.id, worklist_id=his.id, name=f"Lola Lake {number}")
            for number in (1, 2)
        )
        tx.unmatched.add(lake.id, [_lost("key-1")], NOON, boss.person.id)
        tx.unmatched.add(1, [_lost("key-2")], NOON, boss.person.id)
        ids = {
            "account_id": first,
            "invoice_id": tx.accounts.invoices(first)[0].id,
            "entry_id": tx.ledger.of_account(first, 1)[0].entry.id,
            "unmatched_id": next(one.id for one in tx.unmatched.waiting(None, 9) if one.client == "LAKE"),
        }
    calls.log_call(ben, entry(ben, first))
    with boss.store.read() as tx:
        ids["call_id"] = tx.calls.of_account(first, 1)[0].id
    posted = post(ben, first)
    ids |= {"delivery_id": posted.delivery_id, "document_id": posted.document_id}
    flags.set_flag(ben, first, "attorney", {"name": "Jane Roe"})
    ids["flag_id"] = flags.of_account(ben, first)[0].id
    ids["promise_id"] = promises.make(ben, second, 5_00, TODAY + timedelta(days=2), "p").promise.id
    ids["arrangement_id"] = arrangements.arrange(ben, first, PLAN, "a").arrangement_id
    with boss.store.write() as tx:
        ids["claim_id"] = any_claim(tx, ids["invoice_id"])
        (told,) = remittances_of(era(Told("X", (Performed(5_00),))), "x.835")
        ids["remittance_id"] = tx.remittances.add(lake.id, None, told, key="k", file="x", now=NOON, by=1)
        shares = Shares(5_00, 0, 0, 0, 0)
        ids["row_id"] = tx.remittances.add_claim(ids["remittance_id"], 1, told.claims[0], shares, "no such number")
    ids["draft_id"] = invoice_drafts.begin(ben, first, operation_id="d").id
    ids["dispute_id"] = disputes.open(ben, ids["invoice_id"], None, "never came").dispute.id
    people.set_roles(boss, "cara", ["collector", "supervisor"])
    people.set_scope(boss, "cara", ["HOSP"])
    return Lakeside(work, first, second, ids, his.id, lake.id)


def _lost(key: str) -> NewUnmatched:
    return NewUnmatched("2026-11-20", 5_00, "USD", "X", "", "", "", "there is no account X", key)


def arguments(name: str, service: Service, at: Lakeside, folder: Path) -> dict[str, Any]:
    """What the service is told: everything that it must be, about the account that cara may not see."""
    module = name.partition(".")[0]
    known: dict[str, Any] = at.ids | {
        "address": "ada@example.org",
        "answer": "x",
        "approve": True,
        "body": {"note": "x"},
        "cents": 1_00,
        "changes": Changes(),
        "client": "HOSP",
        "client_code": "HOSP",
        "client_id": 1,
        "code": "X",
        "coverage_id": 1,
        "chosen": CallFilter(TODAY, TODAY, None),
        "day": TODAY + timedelta(days=4),
        "due_on": TODAY + timedelta(days=4),
        "e164": "+12015550105",
        "entry": PaymentEntry(at.account, 1_00, TODAY, "op")
        if module == "ledger"
        else entry(at.work.desk("ben"), at.account),
        "invoice": "",
        "made": figures.report(at.work.boss, "calls"),
        "last": TODAY,
        "kind": {"flags": "attorney", "ledger": "charge", "documents": "statement", "mail": "statement"}.get(
            module, "mobile"
        ),
        "name": "aging",
        "new": {
            "coverages": NewCoverage("60054", "W1", TODAY),
            "customers": NewCustomer("HOSP"),
            "invoice_drafts": NewLine(),
        }.get(module),
        "number": 1 if module == "arrangements" else "L-1",
        "of": Unsaved("note", at.account) if module == "unsaved" else at.account,
        "on": TODAY if module == "prices" else None,
        "operation_id": "new",
        "path": folder / "letter.txt",
        "permission": "adjust the ledger",
        "fingerprint": "SHA256:none",
        "pin": "270461",
        "printer": "none",
        "position": 1,
        "query": InvoiceQuery() if module == "invoices" else ListQuery(at.list_id, show="all"),
        "reason": "x",
        "said": {"copay": "20.00"},
        "status": "wrong",
        "terms": BillTerms() if module == "invoice_drafts" else PLAN,
        "text": "lola",
        "typed": {"exports": folder / "typed.csv", "remote": "figures"}.get(module, {"name": "Jane Roe"}),
        "ref": f"A{at.ids['arrangement_id']}",
        "wanted": Wanted("write_off", at.account, "x", cents=1_00),
        "what": "report",
        "which": "coming",
        "why": {"quantity": "x"},
        "view": None,
        "told": Happened(applied_on=TODAY),
        "corrected": Corrected(group="G2"),
    }
    wanted = [one.name for one in needed(service)]
    if module.startswith("claim"):
        known |= {"query": ClaimQuery()} | {"entry": ContactEntry("not_reached"), "new": NewClaim(at.ids["invoice_id"])}
    wanted += {"unmatched.match": ["account_id"], "approvals.take_back": ["reason"]}.get(name, [])
    missing = [one for one in wanted if one not in known]
    assert not missing, f"say in this test what {name} is told as {missing}"
    return {one: known[one] for one in wanted}


def told_a_record(name: str, service: Service) -> bool:
    return name in LOOKED_UP or any(one.name in RECORDS for one in needed(service))


ABOUT_RECORDS = [name for name, service in SERVICES.items() if told_a_record(name, service) and name not in OWN]


def test_every_service_that_is_told_a_record_refuses_what_may_not_be_seen(lakeside: Lakeside, tmp_path: Path) -> None:
    cara, ben = lakeside.work.desk("cara"), lakeside.work.desk("ben")
    before = everything_stored(lakeside.work)
    for name in ABOUT_RECORDS:
        service = SERVICES[name]
        told = arguments(name, service, lakeside, tmp_path)
        if name == "queue.renew":
            assert service(cara, **told) is False
            continue
        with pytest.raises(NotPermitted) as refused:
            service(cara, **told)
        assert refused.value.permission == scope.OTHER_CLIENTS, f"{name}: {refused.value}"
        assert "LAKE" in str(refused.value)
    assert everything_stored(lakeside.work) == before
    assert len(ABOUT_RECORDS) > 30
    assert accounts.view(ben, lakeside.account).account.number == "L-1", "ben has no clients of his own: he sees all"


UNASKED = {
    "queue.wake_due": "wakes what is due, as any clock would",
    "scripts.for_view": "is given a view",
    "authority.set_pin": "everybody's own, to open their locked screen with",
}


def test_auditors_change_nothing_with_whatever_they_may_ask(lakeside: Lakeside, tmp_path: Path) -> None:
    olga = lakeside.work.desk("olga")
    before = everything_stored(lakeside.work)
    asked = 0
    for name, service in SERVICES.items():
        if name in UNASKED or name.startswith("sessions."):  # a window is everybody's own
            continue
        try:
            service(olga, **arguments(name, service, lakeside, tmp_path)) if _sees(name, service) else None
        except Refused:
            continue
        asked += 1
        assert everything_stored(lakeside.work) == before, f"{name} changes something for an auditor"
    assert asked > 30


def _sees(name: str, service: Service) -> bool:
    """Whether it is for those who look: others are refused before they are told anything."""
    from tests.services.test_walk import first_asked

    return first_asked(name) in LOOKS


def everything_stored(work: Office) -> dict[str, list[Any]]:
    """All rows of all tables, but for what tells who looked and when the clock did something."""
    with work.boss.store.read() as tx:
        return {
            name: sorted(tx.sql.all(f"SELECT * FROM {name}"), key=repr)
            for name in tables(tx)
            if name not in ("operation", "audit", "audit_head", "setting")
        }


def test_lists_leave_out_what_may_not_be_seen(lakeside: Lakeside) -> None:
    work = lakeside.work
    cara, eva, olga = work.desk("cara"), work.desk("eva"), work.desk("olga")
    ben = work.desk("ben")
    queue.open_account(ben, lakeside.other)
    arrangements.arrange(ben, lakeside.other, LATER, "b")
    everybodys = CallFilter(TODAY, TODAY, None)
    query = ListQuery(lakeside.list_id, show="all")

    def seen(desk: Desk) -> tuple[int, ...]:
        return (
            len(find.find(desk, "lola")),
            len(lists.page(desk, query)),
            len(lists.last_page(desk, query)),
            lists.count(desk, query) or 0,
            len(call_log.page(desk, everybodys)),
            len(call_log.last_page(desk, everybodys)),
            call_log.totals(desk, everybodys).calls,
            call_log.count(desk, everybodys),
            len(promises.expected(desk, "coming", mine=False)),
            len(promises.last_expected(desk, "coming", mine=False)),
            sum(one.number for one in promises.sums(desk, mine=False)),
            len(arrangements.requests(desk)),
            len(arrangements.every(desk)),
            unmatched.count(desk)[0] - 1,
            len(unmatched.page(desk)) - 1,
        )

    def supervised(desk: Desk) -> tuple[int, ...]:
        on_it = audit.AuditFilter(account=lakeside.account)
        return (
            len(audit.page(desk, on_it)),
            len(audit.last_page(desk, on_it)),
            audit.count(desk, on_it),
            len([one for one in approvals.waiting(desk) if one.number.startswith("L-")]),
            len([one for one in _seats(desk) if one.having is not None and (one.having.number or one.having.customer)]),
            len([one for one in _seats(desk) if one.having is not None and one.having.account_id is not None]),
            len([one for one in _seats(desk) if one.did is not None and one.did.number.startswith("L-")]),
        )

    all_of_them = seen(eva)
    assert min(all_of_them) > 0
    assert seen(cara) == (0,) * len(all_of_them)
    assert min(supervised(eva)) > 0
    assert supervised(cara) == (0,) * 7
    assert [one.having.shown for one in _seats(cara) if one.having is not None] == ["another client's account"]
    with pytest.raises(Refused, match="None of these accounts can move"):
        reassign.preview(cara, Asked(("cara",), accounts=(lakeside.account,)))
    with pytest.raises(Refused, match="There is no open account on it"):
        reassign.preview(cara, Asked(("cara",), ("ben",)))
    people.set_scope(work.boss, "olga", ["HOSP"])
    assert seen(work.desk("olga")) == (0,) * len(all_of_them), "whatever the role, and though she sees every worklist"
    assert seen(olga) == all_of_them, "until a minute has passed"
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=1))
    assert seen(olga) == (0,) * len(all_of_them)
    people.set_scope(work.boss, "cara", ["HOSP", "LAKE"])
    assert seen(work.desk("cara")) == all_of_them


def _seats(desk: Desk) -> tuple[Seat, ...]:
    found = team.look(desk)
    assert found is not None
    return found.seats


def test_nobody_is_kept_from_an_account_on_a_worklist_of_their_own(lakeside: Lakeside) -> None:
    """The scope is HOSP, the worklist has accounts of LAKE, and all of the work on one of them goes through."""
    work = lakeside.work
    people.set_roles(work.boss, "cara", ["collector"])
    with work.boss.store.write() as tx:
        tx.sql.run("INSERT INTO worklist_member (worklist_id, collector_id) VALUES (:w, :p)",
                   {"w": lakeside.list_id, "p": work.desk("cara").person.id})  # fmt: skip
        tx.sql.run("UPDATE account SET status = 'open' WHERE id = :id", {"id": lakeside.other})
        tx.sql.run("DELETE FROM promise WHERE account_id = :id", {"id": lakeside.other})
        tx.queue.plan(lakeside.other, None, "", urgent=True, now=NOON)
    cara = work.desk("cara")
    claimed = queue.next_account(cara, "ben")
    assert isinstance(claimed, Claimed)
    assert claimed.client == "LAKE"
    assert {one.number for one in find.find(cara, "lola lake")} == {"L-1", "L-2"}
    assert accounts.by_number(cara, "L-2") == lakeside.other
    view = accounts.view(cara, claimed.account_id)
    assert [one.number for one in view.siblings] == []
    accounts.add_note(cara, claimed.account_id, "seen")
    assert {row.client for row in lists.page(cara, ListQuery(lakeside.list_id, show="all"))} == {"LAKE"}
    calls.log_call(cara, entry(cara, claimed.account_id))
    assert calls.undo_last(cara).number == claimed.number


def test_what_was_begun_is_finished_wherever_the_account_was_moved(lakeside: Lakeside) -> None:
    work, account = lakeside.work, lakeside.account
    people.set_scope(work.boss, "ben", ["HOSP"])
    ben = work.desk("ben")
    calls.save_draft(ben, account, {"note": "on the telephone"})
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET worklist_id = NULL WHERE id = :id", {"id": account})
    assert accounts.view(ben, account).draft is not None
    assert [line.number for line in calls.drafts(ben)] == ["L-1"]
    calls.log_call(ben, entry(ben, account, draft="finish"))
    with pytest.raises(NotPermitted, match="Account L-1 is of LAKE, which is not among the clients of ben"):
        accounts.view(ben, account)
    own = CallFilter(TODAY, TODAY, "ben")
    assert call_log.count(ben, own) == 2, "my own calls are in my log, wherever their accounts are"
    assert calls.get(ben, call_log.page(ben, own)[0].call_id)[1].by == "ben"


def _two_of_a_customer(lakeside: Lakeside) -> tuple[Account, int]:
    """An account, and the id of another of the same customer that not everybody may see."""
    work = lakeside.work
    with work.boss.store.write() as tx:
        of = tx.accounts.get(work.accounts[0])
        assert of is not None
        twin = add_account(tx, number="L-9", client_id=lakeside.lake, worklist_id=None, customer_id=of.customer_id)
    return of, twin


def test_other_accounts_of_a_customer_are_those_that_may_be_seen(lakeside: Lakeside) -> None:
    work = lakeside.work
    of, twin = _two_of_a_customer(lakeside)
    cara, ana = work.desk("cara"), work.desk("ana")
    assert [one.number for one in accounts.view(ana, of.id).siblings] == ["L-9"]
    assert [one.number for one in accounts.view(cara, of.id).siblings] == []
    with pytest.raises(NotPermitted, match="Account L-9 is of LAKE"):
        calls.log_call(cara, entry(cara, of.id, about=(twin,)))


def test_a_promise_for_all_accounts_is_for_those_that_may_be_seen(lakeside: Lakeside) -> None:
    """Nothing that is said of it tells what is owed to clients whom cara does not work for."""
    work = lakeside.work
    with work.boss.store.write() as tx:
        of = tx.accounts.get(work.accounts[0])
        assert of is not None
        own, foreign = (
            add_account(tx, number=number, client_id=client, worklist_id=None, customer_id=of.customer_id)
            for number, client in (("A-9", of.client_id), ("L-9", lakeside.lake))
        )
    cara, ana = work.desk("cara"), work.desk("ana")
    seen = of.balance_cents + 100_00
    view = accounts.view(cara, of.id)
    assert owed_in_view(view, everywhere=True) == seen
    for ask in (
        lambda: promises.make(cara, of.id, seen + 1, TODAY, "more", everywhere=True),
        lambda: calls.log_call(cara, promised(cara, of.id, seen + 1)),
    ):
        with pytest.raises(Refused, match=f"is more than the {re.escape(format_cents(seen, 'USD'))} owed"):
            ask()
    before = accounts.view(ana, foreign).account
    promises.make(cara, of.id, seen, TODAY, "all", everywhere=True)
    calls.log_call(cara, promised(cara, of.id, None))
    assert accounts.view(cara, of.id).promises[0].amount_cents == seen
    assert accounts.view(cara, own).account.next_action == "day after the date promised"
    assert accounts.view(ana, foreign).account == before, "it does not rest for a promise that was not about it"
    promises.make(ana, of.id, seen + 100_00, TODAY, "ana's", everywhere=True)


def promised(desk: Desk, account_id: int, cents: int | None) -> CallEntry:
    outcome = "will_pay_full" if cents is None else "promised"
    return entry(desk, account_id, outcome, amount_cents=cents, promised_on=TODAY, everywhere=True)


def test_a_payment_that_also_paid_what_may_not_be_seen_is_taken_back_by_somebody_who_sees_it(
    lakeside: Lakeside,
) -> None:
    work = lakeside.work
    of, twin = _two_of_a_customer(lakeside)
    cara, ana = work.desk("cara"), work.desk("ana")
    paid = ledger.pay(ana, PaymentEntry(of.id, of.balance_cents + 10_00, TODAY, "both", accounts=(twin,)))
    before = everything_stored(work)
    with pytest.raises(NotPermitted, match="Account L-9 is of LAKE"):
        ledger.reverse(cara, paid.entry_id, "NSF", None, "back")
    assert everything_stored(work) == before
    ledger.reverse(ana, paid.entry_id, "NSF", None, "back")
    assert accounts.view(ana, twin).account.balance_cents == 100_00


def test_a_number_that_two_clients_use_means_the_account_that_may_be_seen(lakeside: Lakeside) -> None:
    work = lakeside.work
    with work.boss.store.write() as tx:
        twin = add_account(tx, number="A-0001", client_id=lakeside.lake, worklist_id=None)
    with pytest.raises(Refused, match="2 clients have an account A-0001"):
        accounts.by_number(work.desk("ana"), "A-0001")
    assert accounts.by_number(work.desk("cara"), "A-0001") == work.accounts[0] != twin
    with pytest.raises(Refused, match="There is no account L-77"):
        accounts.by_number(work.desk("cara"), "L-77")
