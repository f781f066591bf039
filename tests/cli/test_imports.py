"""`import`: what it prints, where bad rows go, and how it leaves."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

GOOD = """Account number,Name,State,Phone,Due date,Balance
D-1,Rosa Rivera,NY,(212) 555-0121,2026-09-12,412.80
D-2,Walter Chen,NY,212.555.0122,2026-10-30,96.15
"""
BAD = GOOD + "D-3,Ines Fofana,CA,(213) 555-0123,12 September,50.00\nD-4,Ole Berg,MN,,2026-09-01,a lot\n"


@pytest.fixture
def first(tmp_path: Path) -> Shell:
    """Ana, about to make a new database."""
    return Shell(tmp_path / "new.db")


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A file of two good rows."""
    return write(tmp_path, "good.csv", GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A file of two good rows and two bad ones."""
    return write(tmp_path, "bad.csv", BAD)


def write(folder: Path, name: str, text: str) -> str:
    """Write a file; its path."""
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_accounts_come_in_and_can_be_called(first: Shell, good: str) -> None:
    report = first.json("import", "accounts", good, "--client", "DENT")
    assert {name: report[name] for name in ("read", "added", "unchanged", "rejected", "ok")} == {
        "read": 2, "added": 2, "unchanged": 0, "rejected": 0, "ok": True
    }  # fmt: skip
    assert report["totals_cents"] == {"USD": 508_95}
    assert report["new_client"] is True
    assert (report["rejects_path"], report["problems"]) == (None, [])
    assert first.json("account", "D-1")["phones"][0]["e164"] == "+12125550121"
    assert first.json("next")["account"]["number"] == "D-1"


def test_the_same_file_twice_changes_nothing(first: Shell, good: str) -> None:
    first.run("import", "accounts", good, "--client", "DENT")
    before = first.run("account", "D-1", "--json").stdout
    again = first.json("import", "accounts", good, "--client", "DENT")
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert first.run("account", "D-1", "--json").stdout == before


def test_people_are_told_what_came_in(first: Shell, good: str) -> None:
    lines = first.run("import", "accounts", good, "--client", "DENT").stdout.splitlines()
    assert lines[0].startswith("2 accounts read from good.csv for DENT: 2 added ($508.95)")
    assert lines[1:] == ["Client DENT is new here.", "Read by the column names."]


def test_bad_rows_go_to_a_file_and_the_exit_code_says_so(first: Shell, bad: str) -> None:
    said = first.run("import", "accounts", bad, "--client", "DENT", exit_code=1).stdout
    assert "2 added" in said
    assert "2 rejected" in said
    assert "  line 4: " in said
    rejects = Path(bad).with_suffix(".rejects.csv")
    assert str(rejects) in said
    rows = list(csv.DictReader(io.StringIO(rejects.read_text("utf-8-sig"), newline="")))
    assert [(row["line"], row["Account number"]) for row in rows] == [("4", "D-3"), ("5", "D-4")]
    assert all(row["reason"] for row in rows)
    assert first.json("account", "D-1")["balance_cents"] == 412_80


def test_rejects_go_where_they_are_told(first: Shell, bad: str, tmp_path: Path) -> None:
    words = ("import", "accounts", bad, "--client", "DENT", "--rejects", str(tmp_path / "turned.csv"), "--json")
    report = json.loads(first.run(*words, exit_code=1).stdout)
    assert report["rejects_path"] == str(tmp_path / "turned.csv")
    assert [problem["line"] for problem in report["problems"]] == [4, 5]
    assert report["ok"] is False


@pytest.mark.parametrize("name", ["new.db", "new.db-wal", "new.db-gate", "new.db-journal", "letter.txt", "link"])
def test_rejects_are_written_over_nothing_but_rejects(first: Shell, bad: str, tmp_path: Path, name: str) -> None:
    first.run("clients", "add", "DENT", "--name", "Dental")
    (tmp_path / "letter.txt").write_text("Dear Ana\n")
    (tmp_path / "link").symlink_to("new.db")
    words = ("import", "accounts", bad, "--client", "DENT", "--rejects", str(tmp_path / name))
    assert "rejects" in first.refused(*words)
    assert (tmp_path / "letter.txt").read_text() == "Dear Ana\n"
    assert [client["code"] for client in first.json("clients")] == ["DENT"]
    assert "no account D-1" in first.refused("account", "D-1")


def test_rejects_may_be_written_over_those_of_before(first: Shell, bad: str, tmp_path: Path) -> None:
    turned = tmp_path / "turned.csv"
    for _ in range(2):
        first.run("import", "accounts", bad, "--client", "DENT", "--rejects", str(turned), exit_code=1)
    assert turned.read_text("utf-8-sig").count("\n") == 3


def test_strict_takes_all_or_nothing(first: Shell, bad: str, good: str) -> None:
    first.run("clients", "add", "DENT", "--name", "Dental")
    said = first.run("import", "accounts", bad, "--client", "DENT", "--strict", exit_code=1).stdout
    assert "Nothing was stored" in said
    assert "no account D-1" in first.refused("account", "D-1")
    first.run("import", "accounts", good, "--client", "DENT", "--strict")
    assert first.json("account", "D-1")["number"] == "D-1"


def test_a_dry_run_says_the_same_and_makes_nothing(first: Shell, good: str, bad: str) -> None:
    counts = ("read", "added", "changed", "unchanged", "rejected", "totals_cents", "new_client")
    dry = first.json("import", "accounts", good, "--client", "DENT", "--dry-run")
    assert not first.database.exists()
    wet = first.json("import", "accounts", good, "--client", "DENT")
    assert {name: dry[name] for name in counts} == {name: wet[name] for name in counts}
    dry = json.loads(
        first.run("import", "accounts", bad, "--client", "DENT", "--dry-run", "--json", exit_code=1).stdout
    )
    assert (dry["unchanged"], dry["rejected"]) == (2, 2)
    assert "D-3" not in first.run("list", "DENT", "--show", "all").stdout


def test_a_dry_run_is_refused_where_the_real_one_would_be(tmp_path: Path, good: str) -> None:
    nowhere = Shell(tmp_path / "missing" / "new.db")
    words = ("import", "accounts", good, "--client", "DENT")
    assert "does not exist" in nowhere.refused(*words, "--dry-run")
    assert nowhere.refused(*words, "--dry-run") == nowhere.refused(*words)
    empty = Shell(tmp_path / "empty.db")
    empty.database.touch()
    assert empty.json(*words, "--dry-run")["added"] == empty.json(*words)["added"] == 2


def test_new_accounts_go_on_the_worklist_named(boss: Shell, good: str) -> None:
    boss.run("import", "accounts", good, "--client", "HOSP", "--worklist", "main")
    assert {row["account"] for row in boss.json("list", "main")} >= {"D-1", "D-2", "A-0001"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("accounts", "none.csv", "--client", "HOSP"), "There is no file none.csv"),
        (("accounts", "good.csv", "--client", "NONE"), "collections-tui clients add NONE"),
        (("payments", "good.csv", "--client", "HOSP"), "paid_on"),
        (("accounts", "good.csv", "--client", "HOSP", "--map", "nonsense"), "There is no mapping nonsense"),
        (("accounts", "good.csv", "--client", "HOSP", "--worklist", "none"), "none"),
    ],
)
@pytest.mark.usefixtures("good")
def test_what_cannot_be_is_refused(
    boss: Shell, words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert sentence in boss.refused("import", *words)
    assert sorted(tmp_path.iterdir()) == before


def test_a_collector_may_not_import(shell: Shell, good: str) -> None:
    assert "ana may not import" in shell.refused("import", "accounts", good, "--client", "HOSP")


def test_a_kind_there_is_not_is_a_mistake(boss: Shell, good: str) -> None:
    boss.run("import", "letters", good, "--client", "HOSP", exit_code=2)
