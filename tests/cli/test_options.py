"""Where, who and when: said before the command, after it, or in the environment."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from collections_tui.cli.main import cli
from collections_tui.cli.options import Settings, read_instant
from collections_tui.clock import FixedClock, MovedClock, SystemClock
from tests.cli.conftest import NOW, Shell


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2014-01-31", "2014-01-31T12:00:00Z"),
        ("2014-01-31T15:30Z", "2014-01-31T15:30:00Z"),
        ("2014-01-31T15:30:05.7+01:00", "2014-01-31T14:30:05Z"),
        ("2014-01-31T15:30", "2014-01-31T20:30:00Z"),
        ("2014-07-31 15:30", "2014-07-31T19:30:00Z"),
        ("20140131", "2014-01-31T12:00:00Z"),
    ],
)
@pytest.mark.usefixtures("new_york")
def test_instants_are_read_as_people_mean_them(text: str, instant: str) -> None:
    assert read_instant(text) == datetime.fromisoformat(instant)
    assert read_instant(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "now", "31.1.2014", "2014-13-01", "2014-01-31T25:00", "\x1b[31m"])
def test_what_is_no_instant_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="write 2014-01-31") as refusal:
        read_instant(text)
    assert str(refusal.value).isprintable()


def test_a_bad_instant_is_a_mistake_in_usage(shell: Shell) -> None:
    for words in (["--now", "yesterday", "next"], ["next", "--now", "yesterday"]):
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 2
        assert "is no instant" in result.stderr


def test_options_may_stand_before_and_after_the_command(shell: Shell) -> None:
    who = ["--db", str(shell.database), "--as", "ana", "--now", NOW, "--json"]
    before = CliRunner().invoke(cli, [*who, "users", "list"])
    between = CliRunner().invoke(cli, ["users", *who, "list"])
    after = CliRunner().invoke(cli, ["users", "list", *who])
    assert before.exit_code == between.exit_code == after.exit_code == 0
    assert json.loads(before.stdout) == json.loads(between.stdout) == json.loads(after.stdout)


def test_the_environment_says_what_the_command_does_not(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_DB", str(shell.database))
    monkeypatch.setenv("COLLECTIONS_USER", "ana")
    monkeypatch.setenv("COLLECTIONS_NOW", NOW)
    claimed = json.loads(CliRunner().invoke(cli, ["next", "--json"]).stdout)
    assert claimed["account"]["lease_expires_at"] == "2026-11-23T17:15:00Z"
    stranger = CliRunner().invoke(cli, ["--as", "zoe", "next"])
    assert stranger.exit_code == 1
    assert "Nobody here signs in as zoe" in stranger.stderr


def test_what_is_said_last_wins(shell: Shell) -> None:
    assert shell.json("note", "A-0001", "hello", "--as", "ben")["by"] == "ben"
    later = shell.json("note", "A-0001", "hello again", "--now", "2026-11-24T15:00Z")
    assert later["at"] == "2026-11-24T15:00:00Z"


def test_one_run_does_not_inherit_the_options_of_another(shell: Shell) -> None:
    assert shell.run("users", "list", "--json").stdout.startswith("[")
    assert shell.run("users", "list").stdout.startswith("login")


def test_own_books_are_read_from_the_folder_named(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "outcomes.toml").write_text("[[outcome]]\ncode = 7\n")
    sentence = shell.refused("--config", str(folder), "outcomes")
    assert "outcomes.toml" in sentence
    assert "code" in sentence


def test_commands_stand_still_and_the_workstation_runs_on_at_now() -> None:
    said = Settings()
    assert isinstance(said.clock(), SystemClock)
    assert isinstance(said.running_clock(), SystemClock)
    said.now = read_instant(NOW)
    assert isinstance(said.clock(), FixedClock)
    assert isinstance(said.running_clock(), MovedClock)
    assert said.clock().now() == read_instant(NOW)
