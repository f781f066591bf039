"""`pay`, `reverse`, `adjust`, `ledger` and `unmatched`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


def test_a_payment_tells_what_it_paid_and_is_taken_back(shell: Shell) -> None:
    said = shell.run(
        "pay", "A-0008", "--amount", "$200.00", "--method", "check", "--reference", "17", "--on", "yesterday"
    )
    assert said.stdout == (
        "Entry 21: $200.00 paid on A-0008, Sun 22 Nov: $200.00 on invoice A-0008-1. $74.57 is still owed.\n"
    )
    paid = shell.json("pay", "A-0008", "--amount", "100", "--to", "A-0008-1", "--operation-id", "x")
    assert shell.json("pay", "A-0008", "--amount", "100", "--to", "A-0008-1", "--operation-id", "x") == paid
    assert paid == {
        "entry_id": 22,
        "account": "A-0008",
        "currency": "USD",
        "amount_cents": 100_00,
        "paid_on": "2026-11-23",
        "parts": [
            {"account": "A-0008", "invoice": "A-0008-1", "cents": 74_57},
            {"account": "A-0008", "invoice": "", "cents": 25_43},
        ],
        "balance_cents": -25_43,
        "credit_cents": 25_43,
    }
    assert "\n$25.43 credit, nothing past due\n" in shell.run("account", "A-0008").stdout
    back = shell.json("reverse", "22", "--reason", "returned unpaid")
    assert (back["amount_cents"], back["balance_cents"]) == (100_00, 74_57)
    assert "has been reversed already" in shell.refused("reverse", "22", "--reason", "again")
    lines = shell.json("ledger", "A-0008")
    assert [(line["kind"], line["amount_cents"], line["reversed_by"]) for line in lines][:5] == [
        ("reversal", 25_43, None), ("reversal", 74_57, None), ("payment", -25_43, 25), ("payment", -74_57, 24),
        ("payment", -200_00, None),
    ]  # fmt: skip
    table = shell.run("ledger", "A-0008").stdout
    assert "takes back 22" in table
    assert "taken back by 24" in table


def test_who_may_adjusts(shell: Shell, boss: Shell) -> None:
    words = ("adjust", "A-0008", "write-off", "--amount", "4.57", "--reason", "small")
    assert "may not adjust the ledger" in shell.refused(*words)
    assert boss.run(*words).stdout == (
        "Entry 21: $4.57 written off on A-0008: $4.57 on invoice A-0008-1. $270.00 is still owed.\n"
    )
    raised = boss.json("adjust", "A-0008", "adjustment", "--amount=-20", "--reason", "billed twice", "--to", "A-0008-1")
    assert (raised["kind"], raised["amount_cents"], raised["balance_cents"]) == ("adjustment", -20_00, 250_00)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--amount", "0"), "A payment must be more than nothing"),
        (("--amount=-5",), "A payment must be more than nothing"),
        (("--amount", "1.234"), "more decimals than the 2 of USD"),
        (("--amount", "ten"), "'ten' is not an amount of USD"),
        (("--amount", "9" * 20), "too large to be an amount"),
        (("--amount", "9" * 10), "$9,999,999,999.00 is too large to be right"),
        (("--amount", "5", "--on", "tomorrow"), "Tomorrow is still to come"),
        (("--amount", "5", "--on", "never"), "--on: 'never' is not a day"),
        (("--amount", "5", "--to", "I9"), "There is no invoice I9 on A-0008: open are A-0008-1"),
        (("--amount", "5", "--also", "A-0001"), "A-0001 is not of the customer of A-0008"),
        (("--amount", "5", "--also", "NOPE"), "There is no account NOPE"),
        (("--amount", "5", "--reference", "4111111111111111"), "looks like the number of a payment card"),
    ],
)
def test_a_payment_that_cannot_be_leaves_one_sentence(shell: Shell, words: tuple[str, ...], why: str) -> None:
    assert why in shell.refused("pay", "A-0008", *words)
    assert shell.json("account", "A-0008")["balance_cents"] == 274_57


def test_unmatched_payments_are_worked_off(shell: Shell, boss: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bank.csv"
    file.write_text("paid_on,amount,reference\n2026-11-20,74.57,Lovelace\n2026-11-20,5.00,\x1b[2Jwho\n")
    said = boss.run("import", "payments", str(file), "--client", "HOSP").stdout
    assert "0 added, 2 unmatched." in said
    assert "`collections-tui unmatched`" in said
    one, other = shell.json("unmatched")
    assert (one["amount_cents"], one["reference"], one["reason"]) == (
        74_57,
        "Lovelace",
        "unknown reference Lovelace",
    )
    assert shell.run("unmatched").stdout.isprintable() is False  # its line ends
    assert "\x1b" not in shell.run("unmatched").stdout
    assert shell.json("unmatched", "match", "1", "A-0008")["balance_cents"] == 200_00
    assert "sent back" in shell.run("unmatched", "dismiss", str(other["id"]), "--reason", "sent back").stdout
    assert "nothing waits" in shell.run("unmatched").stdout
    shell.run("unmatched", "match", "1", exit_code=2)
