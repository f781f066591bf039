"""Remittances from the command line: the answer for programs, words for people, one sentence where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell

SAMPLES = Path(__file__).parents[1] / "data" / "era835"
BLUE = SAMPLES / "blue_cross_nc_sample.txt"


@pytest.fixture
def billed(shell: Shell, tmp_path: Path) -> Shell:
    bills = tmp_path / "bills.csv"
    bills.write_text("account,invoice,amount,due_on\nMARY,200200964A52,2100.00,2026-10-20\nJOHN,J1,34.25,2026-10-20\n")
    shell.run("import", "invoices", str(bills), "--client", "HOSP", "--as", "boss")
    return shell


def lines(shell: Shell, *words: str) -> list[str]:
    return shell.run(*words).stdout.splitlines()


def test_the_answer_for_programs(billed: Shell) -> None:
    words = ("import", "remittance", str(BLUE), "--client", "HOSP", "--as", "boss")
    dry = billed.json(*words, "--dry-run")
    said = billed.json(*words)
    assert (dry["posted"], dry["dry_run"], dry["transactions"][0]["id"]) == (1, True, None)
    assert (said["posted"], said["unmatched"], said["unchanged"]) == (1, 0, 0)
    (one,) = said["transactions"]
    assert (one["payer"], one["paid_cents"]) == ("BLUE CROSS AND BLUE SHIELD OF NORTH CAROLINA", 1922_86)
    (claim,) = one["claims"]
    told = (
        "patient_control_number",
        "charge_cents",
        "paid_cents",
        "patient_cents",
        "written_cents",
        "matched",
        "invoice",
    )
    assert [claim[field] for field in told] == [
        "200200964A52", 2100_00, 1922_86, 142_54, 34_60, True, "200200964A52",
    ]  # fmt: skip
    assert claim["lines"][0]["adjustments"] == [
        {"group": "CO", "reason": "42", "cents": 34_60, "kind": "contractual",
         "words": "More than the fee schedule or the maximum allows"},
        {"group": "PR", "reason": "2", "cents": 117_54, "words": "Coinsurance"},
    ]  # fmt: skip
    again = billed.json(*words)
    assert (again["posted"], again["unchanged"], again["transactions"][0]["new"]) == (0, 1, False)
    assert billed.json("account", "MARY", "--as", "boss")["balance_cents"] == 142_54


def test_words_for_people(billed: Shell) -> None:
    said = lines(billed, "import", "remittance", str(BLUE), "--client", "HOSP", "--as", "boss")
    assert said == [
        "1 remittance read from blue_cross_nc_sample.txt for HOSP: $1,922.86 paid, 1 claim posted.",
        "BLUE CROSS AND BLUE SHIELD OF NORTH CAROLINA, 02790758, 2011-01-08: $1,922.86",
        "  It says that it has 33 segments, and has 32.",
        "  200200964A52: invoice 200200964A52 of MARY: $1,922.86 paid, $34.60 taken off by contract, "
        "$142.54 the patient's",
    ]
    lines(billed, "import", "remittance", str(SAMPLES / "emedny_sample.txt"), "--client", "HOSP", "--as", "boss")
    shown = lines(billed, "remittance", "show", "2", "--as", "ana")
    assert "PATIENT ACCOUNT NUMBER: $34.00 The time to file had passed (CO 29)" in shown
    assert "PATIENT ACCOUNT NUMBER: The documents do not go with the claim (N206)" in shown
    assert len(billed.json("remittance", "unmatched", "--as", "ana")) == 3
    fits = billed.json("remittance", "fitting", "2", "JOHN", "--as", "ana")
    assert [(one["invoice"], one["account"], one["amount_cents"], one["agrees"]) for one in fits] == [
        ("J1", "JOHN", 34_25, ["charge"])
    ]
    assert "charge" in lines(billed, "remittance", "fitting", "2", "JOHN", "--as", "ana")[1]
    assert lines(billed, "remittance", "match", "2", "JOHN", "--as", "ana") == [
        "Claim PATIENT ACCOUNT NUMBER of NYSDOH is on invoice J1 of JOHN: $34.25 paid."
    ]
    assert [one["unmatched"] for one in billed.json("remittance", "list", "--as", "ana")] == [2, 0]


def test_what_cannot_be_is_one_sentence(billed: Shell, tmp_path: Path) -> None:
    cut = tmp_path / "cut.835"
    cut.write_text(BLUE.read_text()[:400])
    wrong = tmp_path / "wrong.835"
    wrong.write_text(BLUE.read_text().replace("1057.86", "1057.85"))
    for words, why in (
        ((str(cut), "--client", "HOSP"), "cut off or damaged"),
        ((str(wrong), "--client", "HOSP"), "The service line in segment 18"),
        ((str(BLUE), "--client", "NONE"), "There is no client NONE"),
        (("nowhere.835", "--client", "HOSP"), "cannot be read"),
    ):
        assert why in billed.refused("import", "remittance", *words, "--as", "boss")
    assert "may not import payments" in billed.refused(
        "import", "remittance", str(BLUE), "--client", "HOSP", "--as", "ana"
    )
    assert billed.json("account", "MARY", "--as", "boss")["balance_cents"] == 2100_00
