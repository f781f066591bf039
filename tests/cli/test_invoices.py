"""Bills from the command line: from a new draft to an issued invoice, as text and as JSON."""

from __future__ import annotations

import pytest

from tests.build import Office
from tests.cli.conftest import Shell
from tests.services.billing import price


@pytest.fixture
def shell(work: Office) -> Shell:
    with work.boss.store.write() as tx:
        price(tx)
        price(tx, "85025", 31_50, "Blood count")
    return Shell(work.where)


def test_a_bill_from_its_first_line_to_the_ledger(shell: Shell) -> None:
    begun = shell.json("invoice", "new", "A-0001", "--service-on", "2026-11-20", "--line", "99213", "--line", "85025*2")
    assert (begun["draft"], begun["status"], begun["account"], begun["due"]) == ("D1", "draft", "A-0001", "2026-12-23")
    assert begun["totals"]["total_cents"] == 183_00
    shell.run("invoice", "add-line", "D1", "--description", "Taxi home", "--price", "12.50", "--quantity", "1.5")
    shell.run("invoice", "change-line", "D1", "2", "--quantity", "1", "--price", "30", "--because", "agreed")
    shell.run(
        "invoice", "set", "D1", "--discount", "10%", "--insurance", "100", "--due", "31 dec", "--note", "Thank you"
    )
    shown = shell.json("invoice", "show", "D1")
    assert [(line["code"], line["unit_cents"], line["amount_cents"]) for line in shown["lines"]] == [
        ("99213", 120_00, 120_00), ("85025", 30_00, 30_00), ("", 12_50, 18_75),
    ]  # fmt: skip
    assert shown["totals"] == {
        "lines_cents": 168_75, "discount_cents": 16_88, "taxes": [], "tax_cents": 0, "total_cents": 151_87,
        "insurance_cents": 100_00, "deposit_cents": 0, "due_cents": 51_87,
    }  # fmt: skip
    text = shell.run("invoice", "show", "D1").stdout
    assert "D1  Ada Lovelace 1 · A-0001 · St. Elsewhere Hospital · draft" in text
    assert "To pay       $51.87" in text
    assert "(no_code): Line 3 (Taxi home) has no code" in shell.refused("invoice", "issue", "D1")
    shell.run("invoice", "accept", "D1", "--warning", "no_code", "--because", "a taxi has none")
    assert shell.refused("invoice", "issue", "D1", "--revision", str(shown["revision"] - 1)) == (
        "Somebody has changed D1 meanwhile: look at it again."
    )
    seen = str(shown["revision"])
    issued = shell.json("invoice", "issue", "D1", "--operation-id", "one", "--revision", seen)
    assert issued == {
        "number": "INV-2026-00001", "draft": "D1", "account": "A-0001", "currency": "USD", "total_cents": 151_87,
        "due_cents": 51_87, "due": "2026-12-31", "balance_cents": 63_87,
    }  # fmt: skip
    assert shell.json("invoice", "issue", "D1", "--operation-id", "one") == issued
    shown = shell.json("invoice", "show", "INV-2026-00001")
    assert (shown["status"], shown["open_cents"], shown["asked_cents"]) == ("issued", 51_87, 51_87)
    assert "Invoice INV-2026-00001" in shell.run("invoice", "show", "HOSP/INV-2026-00001").stdout
    rows = shell.json("invoice", "list", "--account", "A-0001")
    assert [(row["number"], row["account"], row["status"], row["total_cents"], row["open_cents"], row["due"])
            for row in rows] == [
        ("INV-2026-00001", "A-0001", "issued", 151_87, 51_87, "2026-12-31"),
        ("A-0001-1", "A-0001", "issued", 12_00, 12_00, "2026-10-31"),
    ]  # fmt: skip
    assert "INV-2026-00001" in shell.run("invoice", "list").stdout
    assert shell.json("account", "A-0001")["balance_cents"] == 63_87


def test_refusals_are_one_sentence_and_leave_nothing(shell: Shell) -> None:
    assert shell.refused("invoice", "new", "A-0001", "--line", "99213*0") == (
        "The quantity must be more than nothing: check it."
    )
    shell.run("invoice", "new", "A-0001")
    for words, sentence in (
        (("add-line", "D1", "XX"), "XX is not in the price list of HOSP for today: give a description and a price,"),
        (("add-line", "D1", "99213", "--quantity", "1e9"), "--quantity: '1e9' is not a quantity: write one such as"),
        (("add-line", "D1", "99213", "--price", "1.234"), "--price: '1.234' has more decimals than the 2 of USD"),
        (("add-line", "D1", "99213", "--price", "-5"), "A price cannot be below nothing"),
        (("add-line", "D1", "99213", "--description", "a\x1b[2J"), "There is something in the description that"),
        (("set", "D1", "--discount", "101%"), "A discount is from 0 to 100 per cent"),
        (("set", "D1", "--due", "soon"), "'soon' is not a day: write"),
        (("issue", "D1"), "D1 cannot be issued: Nothing is billed yet"),
        (("issue", "INV-1"), "“INV-1” is no draft: write its number such as D12"),
        (("show", "INV-1"), "There is no invoice INV-1"),
        (("drop-line", "D1", "1"), "D1 has no line 1: it has none yet."),
    ):
        assert shell.refused("invoice", *words).startswith(sentence), words
    assert shell.json("invoice", "drop", "D1") == {"draft": "D1", "status": "dropped"}
    assert shell.json("invoice", "list", "--status", "draft") == shell.json("invoice", "list", "--status", "void") == []
    assert shell.run("invoice", "list", "--status", "void").stdout.startswith("No invoices: ")


def test_disputes_and_voiding(work: Office, shell: Shell, boss: Shell) -> None:
    shell.run("invoice", "new", "A-0001", "--line", "99213", "--line", "85025", "--service-on", "2026-11-20")
    shell.run("invoice", "issue", "D1")
    said = shell.json("invoice", "dispute", "INV-2026-00001", "--line", "2", "--reason", "never had it")
    assert (said["dispute"]["id"], said["open_cents"], said["disputed_cents"]) == (1, 151_50, 31_50)
    shown = shell.run("invoice", "show", "INV-2026-00001").stdout
    assert "Disputed: $31.50\nAsked for: $120.00\nDispute 1 of line 2, $31.50: never had it." in shown
    account = shell.json("account", "A-0001")
    assert (account["balance_cents"], account["asked_cents"], account["disputed_cents"]) == (163_50, 132_00, 31_50)
    text = shell.run("account", "A-0001").stdout
    assert "\n$163.50 owed, $31.50 of it disputed: $132.00 is asked for, 23 days past due\n" in text
    assert "$151.50  $31.50 disputed\n" in text
    assert shell.run("invoice", "settle", "1", "--answer", "on the chart").stdout == (
        "Dispute 1: Line 2 of INV-2026-00001 is settled: $151.50 of the invoice is asked for.\n"
    )
    assert shell.refused("invoice", "void", "INV-2026-00001", "--reason", "x").startswith("ana may not void invoices")
    voided = boss.json("invoice", "void", "INV-2026-00001", "--reason", "wrong person", "--operation-id", "v")
    assert voided == boss.json("invoice", "void", "INV-2026-00001", "--reason", "wrong person", "--operation-id", "v")
    assert voided == {
        "credit_note": "CN-2026-00001", "invoice": "INV-2026-00001", "account": "A-0001", "currency": "USD",
        "amount_cents": -151_50, "credit_cents": 0, "balance_cents": 12_00,
    }  # fmt: skip
    assert "$0.00  void\n" in shell.run("account", "A-0001").stdout
    shown = shell.run("invoice", "show", "CN-2026-00001").stdout
    assert "Credit note CN-2026-00001" in shown
    assert "Voids invoice INV-2026-00001: wrong person" in shown
    again = shell.json("invoice", "new", "A-0001", "--like", "INV-2026-00001", "--line", "99213*2")
    assert [(line["position"], line["code"], line["amount_cents"]) for line in again["lines"]] == [
        (1, "99213", 120_00), (2, "85025", 31_50), (3, "99213", 240_00),
    ]  # fmt: skip
    for words in (("A-0002", "--like", "INV-2026-00001"), ("A-0001", "--like", "CN-2026-00001")):
        assert shell.refused("invoice", "new", *words).startswith("That is no invoice of A-000")
    assert "Voided by credit note CN-2026-00001" in shell.run("invoice", "show", "INV-2026-00001").stdout
