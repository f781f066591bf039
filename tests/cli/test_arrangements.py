"""`arrange`, `approve`, `arrangements`: the documented shape, what is refused in one sentence, and the letter."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.build import Office, add_account
from tests.cli.conftest import Shell

SIX = ("--instalments", "6", "--first", "2026-12-15")


@pytest.fixture
def owing(work: Office) -> Office:
    """B-1 owes $8,665.95, which is what the manual's example comes to before its down payment; B-2 owes $600.00."""
    with work.boss.store.write() as tx:
        work.accounts.append(add_account(tx, number="B-1", invoices=[(date(2026, 9, 1), 8_665_95)]))
        work.accounts.append(add_account(tx, number="B-2", invoices=[(date(2026, 9, 1), 600_00)], name="Łucja Ng"))
    return work


def test_a_dry_run_has_just_the_documented_shape_and_stores_nothing(owing: Office, shell: Shell) -> None:
    told = shell.json("arrange", "B-2", *SIX, "--down", "100.00", "--dry-run")
    assert set(told) == {"total_cents", "instalments", "needs_approval", "policy"}
    assert (told["total_cents"], told["needs_approval"]) == (60_000, False)
    assert told["instalments"][:2] == [
        {"due": "2026-11-23", "amount_cents": 10_000}, {"due": "2026-12-15", "amount_cents": 8_334},
    ]  # fmt: skip
    assert sum(one["amount_cents"] for one in told["instalments"]) == 60_000
    assert [set(line) for line in told["policy"]] == [{"id", "ok", "text"}] * len(told["policy"])
    assert shell.json("arrangements", "B-2") == []
    assert shell.json("arrangements") == []


def test_the_worked_example_of_the_manual(owing: Office, shell: Shell) -> None:
    told = shell.json(
        "arrange", "B-1", "--down", "500", "--instalments", "36", "--amount", "200.00", "--every", "month", "--dry-run"
    )
    assert len(told["instalments"]) == 37
    assert told["instalments"][1]["amount_cents"] == 20_000
    assert told["instalments"][-1]["amount_cents"] == 116_595
    assert told["needs_approval"]
    assert {line["id"]: line["ok"] for line in told["policy"]}["last"]


RHYTHMS = [
    ("week", ["2026-11-30", "2026-12-07", "2026-12-14"]),
    ("2weeks", ["2026-12-07", "2026-12-21", "2027-01-04"]),
    ("semimonth", ["2026-12-01", "2026-12-15", "2027-01-01"]),
    ("semimonth:5,20", ["2026-12-05", "2026-12-20", "2027-01-05"]),
    ("month", ["2026-12-23", "2027-01-23", "2027-02-23"]),
    ("month-end", ["2026-11-30", "2026-12-31", "2027-01-31"]),
    ("10-days", ["2026-12-03", "2026-12-13", "2026-12-23"]),
]


def test_every_rhythm(owing: Office, shell: Shell) -> None:
    for every, dues in RHYTHMS:
        told = shell.json("arrange", "B-2", "--instalments", "3", "--every", every, "--dry-run")
        assert [one["due"] for one in told["instalments"]] == dues


def test_an_arrangement_is_made_listed_moved_and_ended(owing: Office, shell: Shell) -> None:
    made = shell.json("arrange", "B-2", *SIX, "--operation-id", "op")
    assert (made["arrangement"], made["status"]) == (1, "active")
    assert shell.json("arrange", "B-2", *SIX, "--operation-id", "op")["arrangement"] == 1
    (one,) = shell.json("arrangements", "B-2")
    assert (one["every"], one["total_cents"], one["paid_cents"], one["by"]) == ("monthly on the 15th", 60_000, 0, "ana")
    assert one["instalments"][0] == {
        "number": 1, "due": "2026-12-15", "amount_cents": 10_000, "paid_cents": 0, "last_day": "2026-12-20",
        "moved_from": None,
    }  # fmt: skip
    assert "is due Fri 18 Dec" in shell.run("arrangements", "B-2", "--move", "1", "--to", "18 dec").stdout
    assert "moved from 2026-12-15" in shell.run("arrangements", "B-2").stdout
    assert [row["id"] for row in shell.json("arrangements")] == [1]
    again = shell.json("arrange", "B-2", "--amount", "150", "--instead", "1")
    assert (again["arrangement"], len(again["instalments"])) == (2, 4)
    (ended, _) = shell.json("arrangements", "B-2", "--cancel", "--reason", "lost her work")
    assert (ended["status"], ended["ended_reason"]) == ("cancelled", "lost her work")
    assert "no arrangement that is active" in shell.refused("arrangements", "B-2", "--cancel", "--reason", "x")


def test_a_request_is_approved_with_a_change_or_refused(owing: Office, shell: Shell, boss: Shell) -> None:
    assert "waits for a supervisor" in shell.run("arrange", "B-2", "--instalments", "9").stdout
    (asked,) = shell.json("arrangements", "--asked")
    assert asked["asked"] == [{"id": "months", "text": "9 months – the policy allows 6: needs a supervisor"}]
    assert "B-2" in shell.run("arrangements", "--asked").stdout
    assert "may not approve arrangements" in shell.refused("approve", "1")
    told = boss.json("approve", "1", "--instalments", "8", "--reason", "eight will do")
    assert (told["status"], len(told["instalments"]), told["answer"], told["answered_by"]) == (
        "active", 8, "eight will do", "boss",
    )  # fmt: skip
    shell.run("arrange", "B-1", "--instalments", "36")
    assert "Say why it is refused" in boss.refused("approve", "2", "--refuse")
    assert boss.json("approve", "2", "--refuse", "--reason", "too long")["status"] == "refused"
    assert shell.json("account", "B-1")["next_action"] == "arrangement refused: too long"


def test_the_account_says_how_an_arrangement_stands_and_what_was_answered(
    owing: Office, shell: Shell, boss: Shell
) -> None:
    shell.run("arrange", "B-2", *SIX)
    shell.run("pay", "B-2", "--amount", "130")
    stands = "! Arrangement over $600.00, monthly on the 15th: active, $130.00 paid, next $70.00 by 2027-01-15"
    assert stands in shell.run("account", "B-2").output.splitlines()
    shell.run("arrange", "B-2", "--instalments", "40", "--instead", "1")
    said = shell.run("account", "B-2").output
    assert "monthly on the 23rd: waiting for a supervisor. " in said
    assert stands in said.splitlines(), "it goes on until there is an answer"
    boss.run("approve", "2", "--refuse", "--reason", "too long")
    assert "refused. too long" in shell.run("account", "B-2").output
    shell.run("pay", "B-2", "--amount", "500")
    said = shell.run("account", "B-2").output
    assert "Rests until" not in said, "nobody waits for what is closed"
    shell.run("arrange", "B-1", *SIX)
    shell.run("arrangements", "B-1", "--cancel", "--reason", "no work")
    ended = "Arrangement over $8,665.95, monthly on the 15th: cancelled. no work"
    assert ended in shell.run("account", "B-1").output.splitlines(), "no warning any more"


def test_a_settlement_and_a_worksheet(owing: Office, shell: Shell) -> None:
    words = ("--settle", "10%", "--until", "20 dec", "--instalments", "1", "--first", "15 dec")
    means = ("--household", "3", "--income", "2,400", "--spend", "housing=1200", "--spend", "food=600")
    told = shell.json("arrange", "B-2", *words, *means)
    assert (told["total_cents"], told["needs_approval"]) == (54_000, False)
    (stored,) = shell.json("arrangements", "B-2")
    assert stored["until"] == "2026-12-20"
    assert stored["means"] == {
        "household": 3, "income_cents": 240_000, "spending_cents": {"housing": 120_000, "food": 60_000},
        "left_cents": 60_000, "affordable_cents": 60_000, "percent_of_poverty": 105, "aid_percent": None,
        "guideline": {"year": 2026, "source": "91 FR 1797", "place": "the 48 contiguous states and D.C."},
    }  # fmt: skip
    assert (
        "can be paid; income is 105% of the poverty guideline"
        in shell.run("arrange", "B-1", "--instalments", "9", *means, "--dry-run").stdout
    )
    for wrong, why in (("yachts=5", "no spending “yachts”"), ("food", "no amount"), ("food=-1", "Spending on food")):
        assert why in shell.refused("arrange", "B-1", "--instalments", "9", *means[:4], "--spend", wrong)


BAD: list[tuple[tuple[str, ...], str]] = [
    ((), "Say how many instalments there are, or how much one is."),
    (("--instalments", "0"), "There is at least one instalment, not 0: write a number such as 6."),
    (("--instalments", "-1"), "There is at least one instalment, not -1"),
    (("--amount", "0"), "An instalment is more than nothing: write an amount such as 75.00."),
    (("--amount", "-75"), "An instalment is more than nothing: write an amount such as 75.00."),
    (("--amount", "75.001"), "'75.001' has more decimals than the 2 of USD: write it as 1,240.50."),
    (("--amount", "9" * 16), "is too large to be an amount: check it."),
    (("--instalments", "6", "--down", "0"), "A down payment is more than nothing"),
    (("--instalments", "6", "--down", "600"), "leaves nothing of $600.00 to be paid in instalments: lower it."),
    (("--instalments", "6", "--down", "1000000"), "leaves nothing of $600.00"),
    (("--instalments", "6", "--first", "22.11.2026"), "is not a day"),
    (("--instalments", "6", "--first", "2026-11-22"), "cannot be due Sun 22 Nov, which has passed"),
    (("--instalments", "60001"), "$600.00 cannot be paid in 60001 instalments: there are more than cents."),
    (("--instalments", "6", "--settle", "600"), "less than the $600.00 owed"),
    (("--instalments", "6", "--settle", "20%", "--until", "fri"), "and the settlement ends Fri 27 Nov 2026: take"),
    (("--instalments", "6", "--amount", "300"), "6 instalments of $300.00 are more than the $600.00 to be paid"),
    (("--instalments", "6", "--instead", "4"), "B-2 has no arrangement 4"),
    (("--instalments", "6", "--letter", "/nowhere/x.txt"), "There is no folder /nowhere"),
]


def test_bad_input_is_one_clear_sentence(owing: Office, shell: Shell) -> None:
    for said, why in BAD:
        assert why in shell.refused("arrange", "B-2", *said), said
    assert shell.json("arrangements", "B-2") == []


MISTYPED: list[tuple[str, ...]] = [
    ("arrange", "B-2", *SIX, "--dry-run", "--letter", "x.txt"),
    ("arrange", "B-2", *SIX, "--income", "5"),
    ("arrange", "B-2", *SIX, "--spend", "food=5"),
    ("arrangements", "B-2", "--asked"),
    ("arrangements", "--cancel"),
    ("arrangements", "B-2", "--move", "1"),
    ("arrangements", "B-2", "--to", "fri"),
    ("arrangements", "B-2", "--reason", "x"),
    ("arrangements", "B-2", "--id", "1"),
    ("arrangements", "B-2", "--cancel", "--letter", "x"),
]


def test_a_command_that_says_what_does_not_go_together_is_mistyped(owing: Office, shell: Shell) -> None:
    for words in MISTYPED:
        shell.run(*words, exit_code=2)


def test_the_letter_is_written_as_text_or_pdf(owing: Office, shell: Shell, boss: Shell, tmp_path: Path) -> None:
    text, pdf = tmp_path / "letter.txt", tmp_path / "letter.pdf"
    shell.run("arrange", "B-2", *SIX, "--letter", str(text))
    assert re.search(r"Instalment 6 +15 May 2027 +\$100.00\n", text.read_text("utf-8"))
    assert "Łucja Ng" in text.read_text("utf-8")
    assert "letter.pdf" in shell.run("arrangements", "B-2", "--letter", str(pdf)).stdout
    assert pdf.read_bytes()[:5] == b"%PDF-"
    early = tmp_path / "early.txt"
    result = shell.run("arrange", "B-1", "--instalments", "36", "--letter", str(early))
    assert "no letter before a supervisor has approved it" in result.stderr
    assert "not approved it yet" in shell.refused("arrangements", "B-1", "--letter", str(early))
    boss.run("approve", "2", "--refuse", "--reason", "no")
    assert "was refused" in shell.refused("arrangements", "B-1", "--id", "2", "--letter", str(early))
    assert not early.exists()
