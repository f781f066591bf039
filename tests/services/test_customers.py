"""Customers are registered with an account, by hand or by the client's series, and put right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import accounts, clients, customers, find, ledger, people
from collections_tui.services.customers import Changes, NewCustomer
from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from tests.build import TODAY, Office
from tests.services.facts import check_everything
from tests.sound import search_is_sound

ROSA = NewCustomer(
    *("HOSP", "Rosa Núñez", "R-1", "P-77", "1 Elm Street", "Fresno", "ca", "93701", "", "rosa@example.org", "Spanish"),
    (("213.555.0177", "mobile"), ("(213) 555-0178", "home"), ("+1 213 555 0177", "work")),
)


def bill(work: Office, account_id: int, cents: int = 100_00) -> None:
    """Let something be owed, as a bill does."""
    ledger.adjust(work.desk("sue"), account_id, "charge", cents, TODAY, "", "a first bill", f"op {account_id}")


def test_a_customer_is_registered_found_and_called_once_something_is_owed(work: Office) -> None:
    ana = work.desk("ana")
    done = customers.register(ana, ROSA)
    assert (done.account, done.client, done.customer, done.alike) == ("R-1", "HOSP", "Rosa Núñez", ())
    assert done.sentence == "Rosa Núñez is registered with account R-1 of HOSP."
    view = accounts.view(ana, done.account_id)
    assert (view.account.status, view.account.closed_reason) == ("closed", "nothing billed yet")
    assert (view.customer.state, view.customer.country, view.customer.email) == ("CA", "US", "rosa@example.org")
    assert [(one.phone.e164, one.phone.kind) for one in view.phones] == [
        ("+12135550177", "mobile"),
        ("+12135550178", "home"),
    ]
    assert [place for place, _ in view.places] == ["Pacific"]
    for typed in ("nunez", "R-1", "555 0178"):
        assert done.account_id in [one.account_id for one in find.find(ana, typed)]
    check_everything(ana)
    bill(work, done.account_id)
    assert accounts.view(ana, done.account_id).account.status == "open"
    check_everything(ana)
    with work.boss.store.write() as tx:
        search_is_sound(tx)


def test_numbers_of_accounts_run_on_and_pass_those_that_are_taken(work: Office) -> None:
    ana = work.desk("ana")
    taken = customers.register(ana, NewCustomer("HOSP", "Second", "HOSP-00002")).account
    made = [customers.register(ana, NewCustomer("HOSP", f"Customer {number}")).account for number in range(3)]
    assert (taken, made) == ("HOSP-00002", ["HOSP-00001", "HOSP-00003", "HOSP-00004"])
    with pytest.raises(Refused, match="There already is an account HOSP-00003 of HOSP: choose another number"):
        customers.register(ana, NewCustomer("HOSP", "Again", "HOSP-00003"))
    assert customers.register(ana, NewCustomer("HOSP", "Next")).account == "HOSP-00005"


def test_many_who_register_at_once_get_numbers_without_a_gap(work: Office) -> None:
    desks = [work.desk("ana", f"window {number}") for number in range(4)]

    def some(desk: Desk) -> list[str]:
        new = NewCustomer("HOSP", "Somebody", phones=(("(213) 555-0177", "home"),))
        return [keep_trying(lambda: customers.register(desk, new), patience=60).account for _ in range(3)]

    with ThreadPoolExecutor(len(desks)) as pool:
        made = [account for accounts in pool.map(some, desks) for account in accounts]
    assert sorted(made) == [f"HOSP-{number:05d}" for number in range(1, 13)]


def test_a_further_account_is_of_the_same_customer_and_as_held_as_the_others(work: Office) -> None:
    ana = work.desk("ana")
    clients.add(work.boss, "DENT", "Elm Dental")
    first = customers.register(ana, ROSA)
    with work.boss.store.write() as tx:
        tx.bulk.customers.add_notes([(first.customer_id, 1, ana.now(), "Hold (deceased): told by her son")])
    other = customers.register(ana, NewCustomer("DENT", same_as=first.account_id))
    assert (other.customer_id, other.account, other.customer) == (first.customer_id, "DENT-00001", "Rosa Núñez")
    bill(work, other.account_id)
    view = accounts.view(ana, other.account_id)
    assert (view.account.status, [hold.kind for hold in view.holds]) == ("held", ["deceased"])
    assert [one.account for one in (customers.register(ana, ROSA._replace(number="R-2", reference="P-78")),)] == ["R-2"]
    assert customers.register(ana, ROSA._replace(number="R-3", reference="")).alike == ("DENT-00001", "R-1", "R-2")
    with pytest.raises(Refused, match="takes nothing else"):
        customers.register(ana, NewCustomer("DENT", "Rosa", same_as=first.account_id))
    check_everything(ana)


def test_without_a_number_an_account_that_is_billed_rests_until_it_has_one(work: Office) -> None:
    ana = work.desk("ana")
    done = customers.register(ana, NewCustomer("HOSP", "Silent Sam", worklist="main"))
    bill(work, done.account_id)
    view = accounts.view(ana, done.account_id)
    assert (view.account.status, view.account.next_action) == ("open", "needs a number")
    assert (view.account.next_action_at or ana.now()) > ana.now()
    check_everything(ana)


def test_what_is_wrong_about_a_customer_is_put_right(work: Office) -> None:
    ana = work.desk("ana")
    done = customers.register(ana, ROSA._replace(phones=()))
    now = customers.change(ana, done.account_id, Changes(name="Rosa Quintana", state="NY", postcode="10001", email=""))
    assert (now.name, now.state, now.street, now.email) == ("Rosa Quintana", "NY", "1 Elm Street", "")
    assert [place for place, _ in accounts.view(ana, done.account_id).places] == ["Eastern"]
    assert [one.account_id for one in find.find(ana, "quintana")] == [done.account_id]
    assert find.find(ana, "nunez rosa") == []
    check_everything(ana)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 201}, "The name is longer than 200"),
        ({"name": "4111 1111 1111 1111"}, "number of a payment card"),
        ({"state": "ZZ"}, "“ZZ” is no state"),
        ({"email": "rosa@example"}, "is no address for mail"),
        ({"email": "rosa@example.org\nBcc: x@example.org"}, "is no address for mail"),
        ({"phones": (("555", "home"),)}, "“555” is no telephone number"),
        ({"number": "x" * 65}, "has 1 to 64 characters"),
        ({"number": "a\x1b[1m"}, "has 1 to 64 characters"),
        ({"reference": "P-1\x00"}, "has 1 to 64 characters"),
        ({"client": "NONE"}, "There is no client NONE"),
        ({"worklist": "none"}, "There is no worklist none"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(work: Office, changes: dict[str, object], words: str) -> None:
    with work.boss.store.read() as tx:
        before = tx.sql.value("SELECT count(*) FROM customer")
    with pytest.raises(Refused, match=words):
        customers.register(work.desk("ana"), ROSA._replace(**changes))  # type: ignore[arg-type]
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM customer") == before


def test_only_who_prepares_invoices_registers_and_only_with_clients_of_theirs(work: Office) -> None:
    with pytest.raises(NotPermitted, match="olga may not prepare invoices"):
        customers.register(work.desk("olga"), ROSA)
    clients.add(work.boss, "DENT", "Elm Dental")
    people.set_scope(work.boss, "ana", ["DENT"])
    with pytest.raises(NotPermitted, match="HOSP is not among the clients of ana"):
        customers.register(work.desk("ana"), ROSA)
    assert customers.register(work.desk("ana"), ROSA._replace(client="DENT")).client == "DENT"
