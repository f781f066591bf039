"""A bill that is wrong in any of the ways that are checked is caught and named, from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collections_tui.domain.billing.records import Coverage, Payer
from collections_tui.store.transaction import Transaction
from tests.build import NOON, Office
from tests.cli.conftest import Shell
from tests.services.billing import price

DAY = "2026-11-20"
Wrong = Callable[["Desktop"], None]


class Desktop:
    """Ana's shell, and the database under it for what no command does wrong."""

    def __init__(self, work: Office) -> None:
        self.work, self.shell, self.customer = work, Shell(work.where), 1

    def sql(self, statement: str) -> None:
        """Put something wrong into the database, as a file or a fault would."""
        with self.work.boss.store.write() as tx:
            tx.sql.run(statement)

    def draft(self, *words: str, day: str = DAY) -> None:
        """A draft D1 of one line."""
        service = ("--service-on", day) if day else ()
        self.shell.run("invoice", "new", "A-0001", *service, "--line", "99213")
        if words:
            self.shell.run("invoice", "change-line", "D1", "1", *words)

    def issue(self) -> None:
        """A right invoice, which gets number INV-2026-00001."""
        self.draft()
        self.shell.run("invoice", "issue", "D1")


def _store(do: Callable[[Transaction], object]) -> Wrong:
    def wrong(at: Desktop) -> None:
        with at.work.boss.store.write() as tx:
            do(tx)
        at.draft()

    return wrong


def _insured(tx: Transaction) -> object:
    payer = tx.payers.add(Payer(0, "60054", "Aetna"))
    return tx.coverages.add(Coverage(0, 1, payer, 1, "W123", date(2026, 1, 1)), None, NOON)


def _died(at: Desktop) -> None:
    at.shell.run("flag", "A-0001", "deceased", "--set", "died_on=2026-11-19")
    at.draft()


def _died_some_day(at: Desktop) -> None:
    at.shell.run("flag", "A-0001", "deceased")
    at.draft()


def _address(**columns: str) -> Wrong:
    def wrong(at: Desktop) -> None:
        for column, value in columns.items():
            at.sql(f"UPDATE customer SET {column} = '{value}' WHERE id = 1")
        at.draft()

    return wrong


def _line(*words: str, day: str = DAY) -> Wrong:
    return lambda at: at.draft(*words, day=day)


def _paid_before(at: Desktop) -> None:
    at.shell.run("pay", "A-0001", "--amount", "52.00")
    at.draft()
    at.shell.run("invoice", "set", "D1", "--deposit", "10")


def _again(at: Desktop) -> None:
    at.issue()
    at.shell.run("invoice", "new", "A-0001", "--service-on", DAY, "--line", "99213")


def _elsewhere(at: Desktop) -> None:
    at.sql("UPDATE account SET customer_id = 1 WHERE id = 2")
    at.issue()
    at.shell.run("invoice", "new", "A-0002", "--service-on", DAY, "--line", "99213")


def _issued(statement: str) -> Wrong:
    def wrong(at: Desktop) -> None:
        at.issue()
        at.sql(statement)

    return wrong


def _draft_with(statement: str) -> Wrong:
    def wrong(at: Desktop) -> None:
        at.draft()
        at.sql(statement)

    return wrong


def _more(*words: str) -> Wrong:
    def wrong(at: Desktop) -> None:
        at.draft()
        at.shell.run("invoice", "add-line", "D1", *words)

    return wrong


def _empty(at: Desktop) -> None:
    at.shell.run("invoice", "new", "A-0001")


MADE = "INV-2026-00001"
# The check, how severe it is, the bill, its line, something of the sentence, and how the bill becomes wrong.
WAYS: dict[str, tuple[str, str, str, int | None, str, Wrong]] = {
    "a line is not quantity times price": (
        "line_amount",
        "error",
        MADE,
        1,
        "says $119.00, and quantity times price less its discount comes to $120.00",
        _issued("UPDATE invoice_line SET amount_cents = 11900 WHERE unit_cents = 12000"),
    ),
    "the lines do not come to the total": (
        "total",
        "error",
        MADE,
        None,
        "The total is $119.99 on it, and comes to $120.00",
        _issued("UPDATE invoice SET amount_cents = 11999 WHERE amount_cents = 12000"),
    ),
    "a draft has nothing on it": (
        "sums",
        "error",
        "D1",
        None,
        "Nothing is billed yet",
        _empty,
    ),
    "the same service is on it twice": ("same_twice", "warning", "D1", 2, "as line 1", _more("99213")),
    "it is after death": ("after_death", "error", "D1", 1, "had died by Thu 19 Nov 2026", _died),
    "nobody knows when they died": (
        "death_unknown",
        "warning",
        "D1",
        None,
        "nobody has noted on which day",
        _died_some_day,
    ),
    "it is before registration": (
        "before_registration",
        "warning",
        "D1",
        1,
        "the account was opened on Wed 30 Dec 2026",
        _draft_with("UPDATE account SET opened_on = '2026-12-30'"),
    ),
    "it is in the future": ("in_the_future", "error", "D1", 1, "after the bill's own day", _line(day="2026-11-24")),
    "it has no day": ("no_day", "warning", "D1", 1, "has no day of service", _line(day="")),
    "the price is not the list's any more": (
        "price",
        "error",
        "D1",
        1,
        "charged at $120.00, and the list has $110.00",
        _draft_with("UPDATE price SET cents = 11000"),
    ),
    "the list has no price for that day": (
        "no_price_then",
        "warning",
        "D1",
        1,
        "no price for Fri 20 Nov",
        _draft_with("UPDATE price SET valid_to = '2026-11-01'"),
    ),
    "the quantity is unusual": (
        "quantity",
        "warning",
        "D1",
        1,
        "a quantity of 9; usual is 1 to 4",
        _line("--quantity", "9"),
    ),
    "it has no code": (
        "no_code",
        "warning",
        "D1",
        2,
        "Line 2 (Taxi) has no code",
        _more("--description", "Taxi", "--price", "9"),
    ),
    "it has no description": (
        "no_description",
        "error",
        "D1",
        1,
        "does not say what it is for",
        _draft_with("UPDATE invoice_draft_line SET description = ' '"),
    ),
    "the code is on no list": (
        "unknown_code",
        "warning",
        "D1",
        2,
        "Line 2 (77777 Scan) has a code that is not on",
        _more("77777", "--description", "Scan", "--price", "9"),
    ),
    "insurance is known and not billed": (
        "insurance",
        "warning",
        "D1",
        None,
        "Aetna insures the customer",
        _store(_insured),
    ),
    "a payment is not deducted": ("payment", "warning", "D1", None, "has $30.00 of credit", _paid_before),
    "the address is missing": (
        "address",
        "warning",
        "D1",
        None,
        "it has no street and no city",
        _address(street="", city=""),
    ),
    "the address is of no use": (
        "address",
        "warning",
        "D1",
        None,
        "nobody lives at “RETURNED MAIL, Albany”",
        _address(street="RETURNED MAIL"),
    ),
    "the service was invoiced already": ("already_billed", "error", "D2", 1, f"is already on {MADE}", _again),
    "it was invoiced on another account": ("billed_elsewhere", "warning", "D2", 1, f"is already on {MADE}", _elsewhere),
    "the ledger was charged something else": (
        "source",
        "error",
        "A-0001-1",
        None,
        "The invoice says $12.50, and what the ledger was charged for it is $12.00",
        lambda at: at.sql("UPDATE invoice SET amount_cents = 1250 WHERE number = 'A-0001-1'"),
    ),
    "the lines from a file come to something else": (
        "source",
        "error",
        "A-0001-1",
        None,
        "the sum of its lines is $11.00",
        lambda at: at.sql(
            "INSERT INTO invoice_line (invoice_id, position, description, unit_cents, amount_cents) "
            "VALUES (1, 1, 'Visit', 1100, 1100)"
        ),
    ),
}


@pytest.fixture
def at(work: Office) -> Desktop:
    with work.boss.store.write() as tx:
        price(tx)
        tx.sql.run("UPDATE price SET least_milli = 1000, most_milli = 4000")
    return Desktop(work)


@pytest.mark.parametrize("way", WAYS)
def test_a_bill_that_is_wrong_is_caught_and_named(at: Desktop, way: str) -> None:
    check, severity, bill, line, words, wrong = WAYS[way]
    wrong(at)
    found = at.shell.json("invoice", "verify", bill)
    (finding,) = (one for one in found["bills"][0]["findings"] if one["id"] == check)
    assert (finding["severity"], finding["line"]) == (severity, line)
    assert words in finding["sentence"]
    assert finding["do"]
    everything = at.shell.json("invoice", "verify", "--client", "HOSP")
    assert {name: number for name, number in everything["by_check"].items() if name == check} == {check: 1} or (
        check in ("already_billed", "billed_elsewhere", "death_unknown", "insurance", "address", "payment")
    ), "each is found among everything that is open too, some on the other bill as well"
    assert bill in {one["bill"] for one in everything["bills"] if check in {each["id"] for each in one["findings"]}}
    if not bill.startswith("D"):
        return
    if severity == "error":
        refused = at.shell.refused("invoice", "issue", bill)
        assert "cannot be issued: " in refused
        assert at.shell.refused("invoice", "accept", bill, "--warning", check, "--because", "so it is").startswith(
            f"{check} is an error, and nobody can accept it: "
        )
        return
    assert check in at.shell.refused("invoice", "issue", bill)
    warnings = dict.fromkeys(one["id"] for one in found["bills"][0]["findings"])
    for one in warnings:
        at.shell.run("invoice", "accept", bill, "--warning", one, "--because", "looked into")
    assert at.shell.json("invoice", "show", bill)["accepted"] == dict.fromkeys(warnings, "looked into")
    assert at.shell.json("invoice", "issue", bill)["draft"] == bill


def test_a_right_bill_is_verified_and_every_change_takes_that_away(at: Desktop) -> None:
    at.draft()
    assert at.shell.run("invoice", "verify", "D1").stdout == "D1 is verified: it can be issued.\n"
    assert at.shell.json("invoice", "show", "D1")["status"] == "verified"
    at.shell.run("invoice", "change-line", "D1", "1", "--quantity", "5")
    assert at.shell.json("invoice", "show", "D1")["status"] == "draft"
    said = at.shell.run("invoice", "verify", "D1").stdout
    assert said.startswith(
        "D1 can be issued once there is a word to quantity: invoice accept D1 --warning ID.\n  warning"
    )
    accepted = at.shell.run("invoice", "accept", "D1", "--warning", "quantity", "--because", "five visits")
    assert accepted.stdout == "D1 is verified, with 1 warning accepted: it can be issued.\n"
    at.shell.run("invoice", "change-line", "D1", "1", "--quantity", "6")
    shown = at.shell.json("invoice", "show", "D1")
    assert (shown["status"], shown["accepted"]) == ("draft", {})


def test_everything_that_is_open_in_words(at: Desktop) -> None:
    at.sql("UPDATE invoice SET amount_cents = amount_cents + 1 WHERE id IN (1, 2)")
    said = at.shell.run("invoice", "verify", "--all", "--limit", "1").stdout.splitlines()
    assert said[0] == "A-0001-1 · HOSP A-0001"
    assert said[1].startswith(
        "  error source: The invoice says $12.01, and what the ledger was charged for it is $12.00."
    )
    assert said[2:4] == [
        "And 1 more: --limit shows more of them, --json all.", "20 bills checked: 2 with 2 errors, 0 warnings.",
    ]  # fmt: skip
    assert said[5] == "source      2"


def test_what_is_disputed_is_answered_on_the_timeline(at: Desktop) -> None:
    assert at.shell.refused("invoice", "verify", "--account", "A-0001").startswith("Nothing on A-0001 is disputed")
    at.shell.run("flag", "A-0001", "dispute", "--set", "about=never was there")
    at.sql("UPDATE invoice SET amount_cents = 1201 WHERE id = 1")
    answer = at.shell.json("invoice", "verify", "--account", "A-0001")
    assert [one["bill"] for one in answer["bills"]] == ["A-0001-1"]
    (note,) = (one for one in at.shell.json("account", "A-0001")["timeline"] if one["kind"] == "note")
    assert note["text"].startswith("Invoice A-0001-1 was verified: 1 error.\nError: The invoice says $12.01, and what")


def test_what_makes_no_sense_is_refused(at: Desktop, tmp_path: Path) -> None:
    at.draft("--quantity", "9")
    refused: Any = at.shell.refused
    assert refused("invoice", "verify", "D9").startswith("There is no draft D9")
    assert refused("invoice", "verify", "X").startswith("There is no invoice X")
    assert refused("invoice", "verify", "--client", "NOBODY").startswith("There is no client NOBODY")
    accept = ("invoice", "accept", "D1", "--warning")
    assert refused(*accept, "quantity", "--because", " ").startswith("Say in a word why quantity is accepted")
    assert refused(*accept, "quantitty", "--because", "x") == "quantitty does not warn of D1: quantity does."
    assert "at most 200 characters" in refused(*accept, "quantity", "--because", "x" * 201)
    at.shell.run("invoice", "verify", exit_code=2)
    at.shell.run("invoice", "verify", "D1", "--all", exit_code=2)
    at.shell.run(*accept, "quantity", "--because", "x", "--because", "y", exit_code=2)
    folder = tmp_path / "config" / "policies"
    folder.mkdir(parents=True)
    (folder / "checks-standard.toml").write_text(
        'kind = "checks"\ntitle = "Mine"\n[[check]]\nid = "quantity"\n', "utf-8"
    )
    at.shell.login = "boss"
    said = refused("--config", str(folder.parent), "invoice", "verify", "D1")
    assert said == "policies/checks-standard.toml, line 3: check 1: severity is missing"
