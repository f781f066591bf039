"""Telephone numbers of files: their kinds, their extensions, and any number of columns."""

from __future__ import annotations

import pytest

from collections_tui.services import accounts, imports
from tests.services.importing import Importer

PHONES = "SELECT a.number, p.e164, p.kind FROM phone p JOIN account a ON a.customer_id = p.customer_id ORDER BY 1, 2"


@pytest.mark.parametrize("most", [1, 100])
def test_the_kind_of_a_number_is_kept_whatever_row_brings_it(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    text = (
        "account,customer,name,home_phone,work_phone,balance,due_on\n"
        "A1,C1,Ann,,,10.00,2026-01-01\nA2,C1,Ann,(212) 555-0160,,20.00,2026-01-01\n"
    )
    assert incoming.run("accounts", text).added == 2
    assert {kind for _, _, kind in incoming.all(PHONES)} == {"home"}
    again = incoming.run("accounts", text)
    assert (again.changed, again.unchanged) == (0, 2)


@pytest.mark.parametrize("most", [1, 100])
def test_of_several_kinds_the_first_that_says_anything_is_kept(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    text = (
        "account,customer,name,phone,home_phone,work_phone,balance,due_on\n"
        "A1,C1,Ann,(212) 555-0160,,,1.00,2026-01-01\nA2,C1,Ann,,212-555-0160,2125550160,2.00,2026-01-01\n"
    )
    incoming.run("accounts", text)
    assert {(e164, kind) for _, e164, kind in incoming.all(PHONES)} == {("+12125550160", "home")}
    assert incoming.one("SELECT raw FROM phone") == ("(212) 555-0160",)
    assert incoming.run("accounts", text).unchanged == 2


@pytest.mark.parametrize("kind", ["accounts", "customers"])
def test_an_extension_is_kept_where_people_see_it(incoming: Importer, kind: str) -> None:
    incoming.run("accounts", "account,customer,balance,due_on\nA,C,1.00,2026-01-01\n")
    text = (
        "account,customer,home,mobile,balance,due_on\n"
        "A,C,212.555.0103 ext. 12,212-555-0103 x77 / 415-555-0104,1.00,2026-01-01\n"
    )
    for _ in range(2):
        incoming.run(kind, text)
    view = accounts.view(incoming.desk, incoming.account("A"))
    assert [(one.phone.e164, one.phone.kind) for one in view.phones] == [
        ("+12125550103", "home"), ("+14155550104", "mobile"),
    ]  # fmt: skip
    assert sorted(item.text for item in view.timeline if item.kind == "note") == [
        "Home phone: 212.555.0103 ext. 12",
        "Mobile phone: 212-555-0103 x77 / 415-555-0104",
    ]


def test_an_extension_in_the_only_column_is_kept(incoming: Importer) -> None:
    incoming.run("accounts", "account,phone,balance,due_on\nA,212.555.0103 ext. 12,1.00,2026-01-01\n")
    assert incoming.all("SELECT text FROM customer_note") == [("Phone: 212.555.0103 ext. 12",)]
    assert incoming.all(PHONES) == [("A", "+12125550103", "other")]


def test_a_mapping_says_which_columns_are_numbers_of_their_own(incoming: Importer) -> None:
    settings = '[columns]\naccount = "a"\nbalance = "b"\nphone = ["p", "q"]\nhome_phone = ["area", "rest"]\n'
    text = "a,b,p,q,area,rest\nA,1.00,(212) 555-0101,(212) 555-0102,212,555-0103\n"
    incoming.run("accounts", text, map_text=f'apart = ["phone"]\n{settings}')
    assert incoming.all(PHONES) == [
        ("A", "+12125550101", "other"),
        ("A", "+12125550102", "other"),
        ("A", "+12125550103", "home"),
    ]


def test_two_columns_for_one_kind_of_number_bring_both(incoming: Importer) -> None:
    text = (
        "account,phone,telephone,cell,mobile,balance,balance due,due_on\n"
        "A,(212) 555-0101,212-555-0102 / 212-555-0103,,(212) 555-0104,1.00,9.00,2026-01-01\n"
        "B,ask Bob,(212) 555-0105,,,1.00,9.00,2026-01-01\n"
    )
    report = incoming.run("accounts", text)
    assert (report.added, report.not_read) == (2, ("balance due",))
    assert incoming.all(PHONES) == [
        ("A", "+12125550101", "other"),
        ("A", "+12125550102", "other"),
        ("A", "+12125550103", "other"),
        ("A", "+12125550104", "mobile"),
        ("B", "+12125550105", "other"),
    ]
    assert incoming.all("SELECT text FROM customer_note") == [("Phone: ask Bob",)]
    assert incoming.run("accounts", text).unchanged == 2
    incoming.check()
