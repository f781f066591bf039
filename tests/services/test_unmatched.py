"""Payments that fit no account: put on a list, found there by a person or by the same file, and never counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, clients, ledger, unmatched
from tests.services.importing import Importer
from tests.services.test_import_payments import BILLS, HEADER, open_cents


@pytest.fixture
def owed(incoming: Importer) -> Importer:
    """Account A owes on three invoices, one of them disputed; account B on one. Customer C7 has D, C8 has E and F."""
    assert incoming.run("invoices", BILLS).added == 4
    more = "account,customer,invoice,amount,due_on\nD,C7,I5,10.00,2026-09-01\nE,C8,I6,10.00,2026-09-01\n"
    assert incoming.run("invoices", more + "F,C8,I7,10.00,2026-09-01\n").added == 3
    return incoming


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("C,,2026-09-05,1.00,", "there is no account C"),
        (",I9,2026-09-05,1.00,", "there is no invoice I9"),
        ("A,I9,2026-09-05,1.00,", "there is no invoice I9"),
        ("B,I1,2026-09-05,1.00,", "invoice I1 is on account A, not on B"),
        (",,2026-09-05,1.00,J. Smith", "unknown reference J. Smith"),
        (",,2026-09-05,1.00,C8", "C8 may be account E, F"),
    ],
)
def test_what_fits_no_account_waits_on_a_list(owed: Importer, row: str, reason: str) -> None:
    text = f"{HEADER}{row}\nA,I1,2026-09-05,1.00,\n"
    report = owed.run("payments", text, strict=True)
    assert (report.read, report.added, report.unmatched, report.rejected, report.ok) == (2, 1, 1, 0, True)
    assert ", 1 unmatched" in report.sentence
    (one,) = unmatched.page(owed.desk)
    assert (one.cents, one.reason, one.settled_at, unmatched.count(owed.desk)) == (
        1_00,
        reason,
        None,
        (1, {"USD": 1_00}),
    )
    before = owed.everything()
    again = owed.run("payments", text)
    assert (again.added, again.unmatched, again.unchanged) == (0, 0, 2)
    assert owed.everything() == before
    owed.check()


@pytest.mark.parametrize("word", ["D", "I5", "C7"])
def test_a_reference_finds_its_account(owed: Importer, word: str) -> None:
    report = owed.run("payments", f"paid_on,amount,reference,method\n2026-09-05,4.00,{word},Cheque\n")
    assert (report.added, report.unmatched) == (1, 0)
    assert open_cents(owed)["I5"] == 6_00
    assert owed.one("SELECT method, reference FROM ledger_entry WHERE kind = 'payment'") == ("check", word)
    assert owed.run("payments", f"paid_on,amount,reference,method\n2026-09-05,4.00,{word},Cheque\n").unchanged == 1


def test_a_customers_number_finds_the_account_and_two_alike_are_two(owed: Importer) -> None:
    text = "customer,paid_on,amount\nC7,2026-09-05,4.00\nC7,2026-09-05,4.00\nC8,2026-09-05,4.00\n"
    report = owed.run("payments", text)
    assert (report.added, report.unmatched) == (2, 1)
    assert owed.run("payments", text).unchanged == 3


def test_a_person_finds_where_it_belongs(owed: Importer) -> None:
    text = HEADER + "X9,,2026-09-05,120.00,wire 5\n"
    owed.run("payments", text)
    (one,) = unmatched.page(owed.desk)
    ana = owed.office.desk("ana")
    paid = unmatched.match(ana, one.id, owed.account("A"))
    assert paid.sentence.startswith("$120.00 paid on A, Sat 5 Sep: $50.00 on invoice I2, $70.00 on invoice I1.")
    assert unmatched.match(ana, one.id, owed.account("A")) == paid, "the same again changes nothing"
    assert unmatched.page(ana) == []
    lines = [line for line in ledger.entries(ana, owed.account("A")) if line.kind == "payment"]
    assert [(line.by, line.reference) for line in lines] == [("ana", "wire 5")] * 2
    with pytest.raises(Refused, match="ana has matched that payment to A: if that is wrong, take it back"):
        unmatched.match(owed.desk, one.id, owed.account("B"))
    assert owed.run("payments", text).unchanged == 1
    owed.check()
    # The account comes later, and so does the file: it has been paid already.
    owed.run("invoices", "account,invoice,amount,due_on\nX9,X1,500.00,2026-09-01\n")
    assert owed.run("payments", text).unchanged == 1
    back = ledger.reverse(owed.desk, paid.entry_id, "NSF", None, "back")
    assert back.amount_cents == 120_00
    owed.check()


def test_the_same_file_takes_off_the_list_what_fits_now(owed: Importer) -> None:
    text = HEADER + "X9,,2026-09-05,20.00,\nX9,,2026-09-05,20.00,\n"
    assert owed.run("payments", text).unmatched == 2
    owed.run("invoices", "account,invoice,amount,due_on\nX9,X1,500.00,2026-09-01\n")
    report = owed.run("payments", text + "X9,,2026-09-05,20.00,\n")
    assert (report.added, report.unchanged, report.unmatched) == (3, 0, 0)
    assert (unmatched.page(owed.desk), open_cents(owed)["X1"]) == ([], 440_00)
    entries = owed.all("SELECT entry_id FROM unmatched_payment ORDER BY id")
    assert entries == owed.all("SELECT id FROM ledger_entry WHERE kind = 'payment' ORDER BY id LIMIT 2")
    assert owed.run("payments", text).unchanged == 2
    owed.check()


def test_what_was_entered_while_its_reference_was_plain_stays_entered(owed: Importer) -> None:
    text = "paid_on,amount,reference\n2026-09-05,4.00,C7\n"
    assert owed.run("payments", text).added == 1
    owed.run("invoices", "account,customer,invoice,amount,due_on\nG,C7,I8,10.00,2026-09-01\n")
    report = owed.run("payments", text)
    assert (report.unchanged, report.unmatched) == (1, 0), "C7 has two accounts now, and it is on one of them"


def test_what_belongs_nowhere_is_dismissed_with_a_reason(owed: Importer) -> None:
    owed.run("payments", HEADER + "X9,,2026-09-05,20.00,\n")
    (one,) = unmatched.page(owed.desk)
    with pytest.raises(Refused, match="needs a reason"):
        unmatched.dismiss(owed.desk, one.id, " ")
    assert (
        unmatched.dismiss(owed.desk, one.id, "sent back to the bank")
        == "$20.00 is off the list: sent back to the bank."
    )
    assert unmatched.page(owed.desk) == []
    with pytest.raises(Refused, match=r"boss has taken that payment off the list \(sent back to the bank\)"):
        unmatched.match(owed.desk, one.id, owed.account("A"))
    assert owed.run("payments", HEADER + "X9,,2026-09-05,20.00,\n").unchanged == 1


def test_a_match_that_cannot_be_is_refused_in_one_sentence(owed: Importer) -> None:
    owed.run("payments", "reference,paid_on,amount,currency\nwho,2026-09-05,20.00,EUR\n")
    owed.run("payments", "reference,paid_on,amount\nwho,2026-09-05,20.00\n")
    clients.add(owed.desk, "DENT", "Dental")
    owed.run("invoices", "account,invoice,amount,due_on\nZ,Z1,5.00,2026-09-01\n", client="DENT")
    euros, one = sorted(unmatched.page(owed.desk), key=lambda each: each.currency)
    tries: list[tuple[int, dict[str, Any], str]] = [
        (99, {"account_id": owed.account("A")}, "no unmatched payment 99"),
        (one.id, {}, "an account or an invoice"),
        (one.id, {"account_id": owed.account("Z")}, "Account Z is not one of HOSP"),
        (one.id, {"invoice": "Z1"}, "HOSP has no invoice Z1"),
        (one.id, {"account_id": owed.account("A"), "invoice": "I4"}, "There is no invoice I4 on A"),
        (euros.id, {"account_id": owed.account("A")}, "A is in USD, the payment in EUR"),
    ]
    for which, said, why in tries:
        with pytest.raises(Refused, match=why):
            unmatched.match(owed.desk, which, **said)
    assert unmatched.match(owed.desk, one.id, invoice="I4").account == "B"
    assert accounts.alone(owed.desk, owed.account("B")).balance_cents == 0


def test_pages_follow_each_other(owed: Importer) -> None:
    rows = "".join(f"X{at},,2026-09-{1 + at % 3:02d},1.00,\n" for at in range(9))
    owed.run("payments", HEADER + rows)
    first = unmatched.page(owed.desk, limit=4)
    last = first[-1]
    rest = unmatched.page(owed.desk, (last.client_id, last.paid_on, last.id))
    assert [one.id for one in (*first, *rest)] == [one.id for one in unmatched.page(owed.desk)]
    days = [one.paid_on for one in (*first, *rest)]
    assert days == sorted(days)


def test_a_row_with_the_number_of_a_card_is_turned_away_and_the_number_is_written_nowhere(owed: Importer) -> None:
    card = "4111 1111 1111 1111"
    report = owed.run("payments", HEADER + f"A,,2026-09-05,20.00,visa {card}\n")
    assert report.rejected == 1
    assert report.problems[0][1].startswith("reference: this looks like the number of a payment card")
    assert report.rejects_path is not None
    written = report.rejects_path.read_text("utf-8-sig")
    assert card not in written
    assert "visa •••• •••• •••• 1111" in written
    assert owed.run("payments", report.rejects_path).added == 1
    assert owed.run("payments", report.rejects_path).unchanged == 1
