"""Customers: a file that is the authority on who they are."""

from __future__ import annotations

import pytest

from collections_tui.services import accounts, find, imports, numbers
from tests.services.importing import Importer

HEADER = "customer,name,home,mobile,street,city,state,zip,email\n"
ANN = "C-1,Ann Lee,(212) 555-0160,,1 Elm St,Albany,NY,12201,ann@example.com\n"
BILL = "account,customer,balance,due_on\nA-1,C-1,100.00,2026-09-01\n"


def test_customers_come_before_their_accounts(incoming: Importer) -> None:
    report = incoming.run("customers", HEADER + ANN)
    assert (report.read, report.added, report.customers, report.worklist) == (1, 1, 1, "")
    assert incoming.run("accounts", BILL).customers == 0
    view = accounts.view(incoming.desk, incoming.account("A-1"))
    assert view.customer[1:8] == ("Ann Lee", "1 Elm St", "Albany", "NY", "12201", "US", "ann@example.com")
    assert [phone.said for phone in view.phones] == ["(212) 555-0160"]
    assert [place for place, _ in view.places] == ["Eastern"]
    incoming.check()


def test_a_later_file_changes_what_it_says_and_leaves_what_it_does_not(incoming: Importer) -> None:
    incoming.run("customers", HEADER + ANN)
    incoming.run("accounts", BILL)
    report = incoming.run("customers", HEADER + "C-1,Ann Lee-Moss,(212) 555-0160,415-555-0161,,,CA,,\n")
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    view = accounts.view(incoming.desk, incoming.account("A-1"))
    assert view.customer[1:8] == ("Ann Lee-Moss", "1 Elm St", "Albany", "CA", "12201", "US", "ann@example.com")
    assert [phone.phone.kind for phone in view.phones] == ["home", "mobile"]
    assert [place for place, _ in view.places] == ["Pacific", "Eastern"]
    assert [one.number for one in find.find(incoming.desk, "moss")] == ["A-1"]
    assert [one.number for one in find.find(incoming.desk, "4155550161")] == ["A-1"]
    assert incoming.run("customers", HEADER + "C-1,Ann Lee-Moss,,,,,CA,,\n").unchanged == 1
    incoming.check()


def test_a_number_that_was_marked_wrong_stays_so_and_is_no_clue(incoming: Importer) -> None:
    incoming.run("customers", HEADER + "C-1,Ann,(212) 555-0160,,,,,,\n")
    incoming.run("accounts", BILL)
    customer = int(incoming.one("SELECT id FROM customer")[0])
    with incoming.desk.store.write() as tx:
        tx.accounts.set_phone_status(customer, "+12125550160", "wrong")
    incoming.run("customers", HEADER + "C-1,Ann,(212) 555-0160,415-555-0161,,,,,\n")
    assert incoming.all("SELECT e164, status FROM phone ORDER BY id") == [
        ("+12125550160", "wrong"),
        ("+14155550161", "good"),
    ]
    assert incoming.one("SELECT zones FROM account a JOIN call_window w ON w.id = window_id") == (
        "America/Los_Angeles",
    )


def test_a_zip_code_tells_more_than_its_state(incoming: Importer) -> None:
    """Orlando keeps Eastern time, though Florida has two zones; Port Saint Joe lies on both sides of the line."""
    incoming.run("customers", HEADER + "C-1,Ann,,,1 Elm St,Orlando,FL,32801,\n")
    incoming.run("accounts", BILL)
    account = incoming.account("A-1")
    assert [place for place, _ in accounts.view(incoming.desk, account).places] == ["Eastern"]
    incoming.run("customers", HEADER + "C-1,Ann,,,1 Elm St,Port Saint Joe,FL,32456,\n")
    assert [place for place, _ in accounts.view(incoming.desk, account).places] == ["Central", "Eastern"]
    numbers.add(incoming.desk, account, "415 555 0161")
    assert [place for place, _ in accounts.view(incoming.desk, account).places] == ["Pacific", "Central", "Eastern"]
    incoming.check()


def test_a_kind_of_number_is_learnt_but_not_unlearnt(incoming: Importer) -> None:
    for header, kind in (("phone", "other"), ("mobile", "mobile"), ("home", "mobile")):
        incoming.run("customers", f"customer,name,{header}\nC-1,Ann,(212) 555-0160\n")
        assert incoming.one("SELECT kind FROM phone") == (kind,)


def test_what_is_no_number_is_noted_once_for_all_accounts(incoming: Importer) -> None:
    text = "customer,name,phone\nC-1,Ann,call her brother\n"
    assert incoming.run("customers", text).added == 1
    assert incoming.run("customers", text).unchanged == 1
    incoming.run("accounts", BILL)
    view = accounts.view(incoming.desk, incoming.account("A-1"))
    assert [item.text for item in view.timeline if item.kind == "note"] == ["Phone: call her brother"]
    assert incoming.run("customers", text.replace("brother", "sister")).changed == 1


def test_customers_made_by_accounts_get_their_names(incoming: Importer) -> None:
    incoming.run("accounts", "account,balance,due_on\nA-1,100.00,2026-09-01\n")
    assert incoming.one("SELECT name FROM customer") == ("A-1",)
    assert incoming.run("customers", "account,name\nA-1,Ann\n").changed == 1
    assert incoming.all("SELECT name FROM customer") == [("Ann",)]
    assert [one.customer for one in find.find(incoming.desk, "ann")] == ["Ann"]
    incoming.check()


def test_customers_of_two_clients_may_have_the_same_number(incoming: Importer) -> None:
    incoming.run("customers", HEADER + ANN)
    with incoming.desk.store.write() as tx:
        client = tx.clients.by_code("HOSP")
        assert client is not None
        tx.clients.add(client._replace(code="DENT"))
    assert incoming.run("customers", HEADER + ANN.replace("Lee", "Else"), client="DENT").added == 1
    assert incoming.all("SELECT name FROM customer ORDER BY id") == [("Ann Lee",), ("Ann Else",)]


@pytest.mark.parametrize("most", [1, 100])
def test_a_customer_twice_in_a_file(incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    text = HEADER + ANN + ANN + ANN.replace("Lee", "Moss") + "C-1,Ann Lee,,,,,,,\n"
    for _ in range(2):
        report = incoming.run("customers", text)
        assert (report.read, report.rejected) == (4, 1)
        assert report.problems == ((4, "customer C-1 is on an earlier line of the file, with other details"),)
    assert incoming.one("SELECT name FROM customer") == ("Ann Lee",)
