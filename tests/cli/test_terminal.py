"""What only happens on a real terminal: the bar, the cut line, the screens, and the way out of them."""

import os
from pathlib import Path

import pexpect

from collections_tui.cli.output import width
from tests.build import Office
from tests.cli.conftest import NOW, python

CTRL_Q = "\x11"


def spawn(*words: str, columns: int = 100) -> "pexpect.spawn[str]":
    """Start the program on a terminal of this width."""
    command, *before = python()
    # Said outright, because readline sets COLUMNS behind Python's back.
    environment = dict(os.environ)
    return pexpect.spawn(
        command, [*before, *words], timeout=90, encoding="utf-8", dimensions=(30, columns), env=environment
    )


def ended(child: "pexpect.spawn[str]") -> tuple[int | None, str]:
    """Wait for the end; the exit code and what was printed since the last thing expected."""
    child.expect(pexpect.EOF)
    printed = str(child.before)
    child.close()
    return child.exitstatus, printed


def test_long_work_shows_a_bar_and_leaves_none_behind(work: Office, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("account,name,balance,due_on\nN-1,Rosa Rivera,10.00,2026-09-01\n")
    words = ["--db", work.where, "--as", "boss", "--now", NOW, "import", "accounts", str(tmp_path / "new.csv")]
    child = spawn(*words, "--client", "HOSP")
    child.expect(r"Importing #+ 100%")
    code, printed = ended(child)
    assert code == 0
    bar, _, answer = printed.rpartition("\r ")[2].partition("\r")
    assert bar.strip() == ""
    assert answer.startswith("1 account read from new.csv for HOSP")


def test_a_line_is_cut_where_the_terminal_ends(work: Office) -> None:
    words = ["--db", work.where, "--as", "ana", "--now", NOW, "list"]
    code, printed = ended(spawn(*words, columns=40))
    lines = printed.splitlines()
    assert code == 0
    assert len(lines) == 21
    assert all(width(line) <= 40 for line in lines)
    assert lines[1].endswith("…")


def test_the_workstation_opens_and_leaves_with_0(work: Office) -> None:
    child = spawn("--db", work.where, "--as", "ana", "--now", NOW)
    child.expect("A-0020")
    child.send(CTRL_Q)
    code, _ = ended(child)
    assert code == 0


def test_the_workstation_that_cannot_open_says_why(work: Office) -> None:
    code, printed = ended(spawn("--db", work.where, "--as", "zoe", "--now", NOW))
    assert code == 1
    assert "collections-tui: Nobody here signs in as zoe" in printed
    assert "Traceback" not in printed


def test_a_demo_opens_and_says_how_to_go_on(tmp_path: Path) -> None:
    place = tmp_path / "demo.db"
    child = spawn("--db", str(place), "--now", NOW, "demo", "--accounts", "60")
    child.expect(r"\$[0-9]+\.[0-9]{2}")  # a worklist with what is owed
    child.send(CTRL_Q)
    code, printed = ended(child)
    assert code == 0
    assert "This demo is kept. To go on with it: " in printed
    assert f"--db {place} --as " in printed
    assert place.exists()


def test_ctrl_c_at_the_first_question_leaves_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    child = spawn("--db", str(tmp_path / "new.db"), "--as", "ana", "--now", NOW)
    child.expect("Your name")
    for _ in range(20):  # Python misses one that comes in the moment before it begins to read
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1) == 0:
            break
    printed = str(child.before)
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in printed
    assert "Fatal" not in printed
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_asks_one_question_and_opens(tmp_path: Path) -> None:
    child = spawn("--db", str(tmp_path / "new.db"), "--as", "ana", "--now", NOW)
    child.expect("Your name")
    child.sendline("Ana Ruiz")
    child.expect("Worklist")
    child.send(CTRL_Q)
    code, _ = ended(child)
    assert code == 0
