"""`demo`: where it goes, what it replaces, and which time it is there."""

import json
import os
import shlex
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from collections_tui.cli.main import cli
from collections_tui.cli.options import Settings
from collections_tui.cli.output import instant
from collections_tui.services.demo import demo_instant
from collections_tui.services.demo_folder import demo_folder
from tests.cli.conftest import NOW, Shell, python


def make(*words: str, exit_code: int = 0) -> str:
    """Make a small demo; what it says."""
    result = CliRunner().invoke(cli, ["demo", "--no-open", "--accounts", "60", *words])
    assert result.exit_code == exit_code, result.output
    return result.stdout if exit_code == 0 else result.stderr


def test_a_demo_goes_where_it_is_told_and_can_be_worked_on(tmp_path: Path) -> None:
    made = json.loads(make("--db", str(tmp_path / "demo.db"), "--now", NOW, "--json"))
    assert made["database"] == str(tmp_path / "demo.db")
    assert made["accounts"] == 60
    shell = Shell(made["database"], made["login"])
    assert made["supervisor"] in [one["login"] for one in shell.json("users") if one["role"] == "supervisor"]
    assert len(shell.json("worklists")) > 1
    assert shell.json("next")["account"] is not None


def test_a_demo_goes_to_a_new_temporary_place_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    places = [Path(json.loads(make("--json"))["database"]) for _ in range(2)]
    assert places[0] != places[1]
    for place in places:
        assert place.is_relative_to(tmp_path)
        assert place.parent.stat().st_mode & 0o077 == 0


def test_a_demo_is_made_fresh_in_place_of_a_demo_only(shell: Shell, tmp_path: Path) -> None:
    place = tmp_path / "demo.db"
    login = json.loads(make("--db", str(place), "--now", NOW, "--json"))["login"]
    demo = Shell(place, login)
    number = demo.json("next")["account"]["number"]
    demo.run("note", number, "from the first demo")
    make("--db", str(place), "--now", NOW)
    assert "from the first demo" not in demo.run("account", number).stdout
    assert "will not be replaced" in make("--db", str(shell.database), exit_code=1)
    assert len(shell.json("list")) == 20


def test_the_sentence_can_be_pasted_to_open_it(tmp_path: Path) -> None:
    place = tmp_path / "my demo.db"
    said = make("--db", str(place), "--now", "2026-11-22T03:00Z")
    words = shlex.split(said.rpartition("To open it: ")[2])
    assert words[-6:-3] == ["--db", str(place), "--as"]
    assert words[-2:] == ["--now", "2026-11-22T03:00:00Z"]


def test_outside_office_hours_it_is_made_as_of_the_latest_that_were(tmp_path: Path) -> None:
    now = Settings().real.now()
    made = json.loads(make("--db", str(tmp_path / "demo.db"), "--json"))
    suits = demo_instant(now)
    assert made["now"] == (None if suits == now else instant(suits))


def test_to_open_it_takes_a_terminal_and_nothing_is_made_without(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["demo", "--db", str(tmp_path / "demo.db")])
    assert result.exit_code == 1
    assert "needs a terminal" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_number_of_accounts_has_bounds(tmp_path: Path) -> None:
    assert "0 is not in the range" in make("--accounts", "0", "--db", str(tmp_path / "x.db"), exit_code=2)


def test_what_a_killed_demo_left_behind_goes_with_the_next(tmp_path: Path) -> None:
    words = [*python(), "demo", "--no-open", "--accounts", "60000", "--db", str(tmp_path / "demo.db")]
    with subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True) as process:
        while not list(tmp_path.glob(".collections-demo-*/second-half.db")):
            assert process.poll() is None, "it is done already"
            time.sleep(0.01)
        process.kill()  # its helper lives on, and ends when it finds nobody to tell
        assert process.stderr is not None
        assert process.stderr.read() == b""
    (left,) = tmp_path.glob(".collections-demo-*")
    os.utime(left, (0, 0))
    busy = demo_folder(tmp_path)
    with busy as other:
        os.utime(other, (0, 0))
        make("--db", str(tmp_path / "demo.db"))
        assert list(tmp_path.glob(".collections-demo-*")) == [other], "somebody else is making a demo there"
    assert list(tmp_path.glob(".collections-demo-*")) == []


def test_a_call_of_the_demo_cannot_be_taken_back(tmp_path: Path) -> None:
    made = json.loads(make("--db", str(tmp_path / "demo.db"), "--now", NOW, "--json"))
    result = CliRunner().invoke(cli, ["--db", made["database"], "--as", made["login"], "--now", NOW, "undo"])
    assert result.exit_code == 1
    assert "You have no call to take back" in result.stderr
