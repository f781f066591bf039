"""The commands about prices, customers and insurers: what they say to people, and what they refuse."""

from __future__ import annotations

from pathlib import Path

from tests.build import Office
from tests.cli.conftest import Shell

LIST = """code,description,unit,price,modifier
ER-30,"Emergency visit, moderate",visit,"1,240.50",
ER-30,"Emergency visit, part",visit,620.25,26
X\x1b[31m,"Red \u202eherring",,0.05,
"""


def test_prices_are_listed_found_and_shown(boss: Shell, shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    assert "3 added" in boss.run("import", "prices", str(file), "--client", "HOSP", "--from", "1 jan 2026").stdout
    listed = shell.run("prices", "list", "--client", "HOSP").stdout
    assert listed.splitlines() == [
        "code    modifier      price  unit   from        to  system  description",
        "ER-30             $1,240.50  visit  2026-01-01              Emergency visit, moderate",
        "ER-30   26          $620.25  visit  2026-01-01              Emergency visit, part",
        "X␛[31m                $0.05  each   2026-01-01              Red ⟨U+202E⟩herring",
    ]
    found = shell.json("prices", "find", "vis", "emer", "--client", "HOSP")
    assert [(one["code"], one["modifier"], one["cents"]) for one in found] == [
        ("ER-30", "", 124050),
        ("ER-30", "26", 62025),
    ]
    assert shell.json("prices", "find", "ER", "--client", "HOSP", "--on", "2025-12-31") == []
    assert len(shell.json("prices", "list", "--client", "HOSP", "--all", "--limit", "2")) == 2
    assert [one["cents"] for one in shell.json("prices", "show", "er-30", "--client", "HOSP")] == [124050, 62025]
    assert shell.run("prices", "find", "none", "--client", "HOSP").stdout.startswith("HOSP has no such price")


def test_what_cannot_be_is_refused_in_one_sentence(boss: Shell, shell: Shell, work: Office, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    assert shell.refused("prices", "show", "NO", "--client", "HOSP").startswith("HOSP has no price of NO: look for it")
    assert shell.refused("prices", "list", "--client", "NO").startswith("There is no client NO")
    assert "leave --on away" in shell.refused("prices", "list", "--client", "HOSP", "--all", "--on", "fri")
    assert "ana may not manage prices" in shell.refused("import", "prices", str(file), "--client", "HOSP")
    boss.run("import", "accounts", str(file), "--client", "HOSP", "--from", "2026-01-01", exit_code=2)
    assert "There is no insurer NO" in shell.refused("coverage", "add", "A-0001", "--payer", "NO", "--member", "1")
    assert "Nothing is said that changes" in shell.refused("payer", "change", "NO")
    assert "Nothing is said that changes" in shell.refused("customer", "set", "A-0001")
    assert "A customer needs a name" in shell.refused("customer", "add", "--client", "HOSP")
    assert "takes nothing else" in shell.refused(
        "customer", "add", "--client", "HOSP", "--same-as", "A-0001", "--name", "X"
    )


def test_a_registered_customer_is_said_and_so_is_who_may_be_the_same(shell: Shell, work: Office) -> None:
    first = shell.run("customer", "add", "--client", "HOSP", "--name", "Ann", "--mobile", "213 555 0177")
    assert first.stdout == "Ann is registered with account HOSP-00001 of HOSP.\n"
    again = shell.run("customer", "add", "--client", "HOSP", "--name", "Ann", "--work", "213-555-0177").stdout
    assert again.endswith("The same telephone number is on HOSP-00001: is it the same customer?\n")
    told = shell.run("customer", "set", "HOSP-00001", "--street", "1 Elm St", "--city", "Reno", "--state", "nv").stdout
    assert told == "Ann is changed: 1 Elm St, Reno, NV.\n"
    assert shell.json("account", "HOSP-00001")["status"] == "closed"
