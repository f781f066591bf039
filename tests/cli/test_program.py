"""The program as a whole: its help, its exit codes, and what a person sees when something goes wrong."""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pexpect
import pytest
from click.testing import CliRunner

from collections_tui import __version__
from collections_tui.cli.main import COMMANDS, cli
from collections_tui.crash import LOG_NAME, log_folder
from tests.build import Office
from tests.cli.conftest import NOW, Shell, python

HEAVY = (
    "textual", "rich", "sqlite_utils", "phonenumbers", "babel", "aiosql", "asyncio", "click_default_group", "dateutil",
    "holidays", "PIL",
)  # fmt: skip
READING = [
    ["next"],
    ["account", "A-1"],
    ["find", "x"],
    ["list"],
    ["worklists"],
    ["calls"],
    ["log-call", "A-1", "--outcome", "busy"],
    ["note", "A-1", "x"],
    ["plan", "A-1", "fri"],
    ["undo"],
    ["addendum", "1", "x"],
    ["rescore"],
    ["users", "list"],
    ["clients"],
]


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == f"collections-tui {__version__}\n"


def test_help_lists_every_command_with_its_summary() -> None:
    text = CliRunner().invoke(cli, ["--help"]).stdout
    for title, group in COMMANDS.items():
        assert f"{title}:\n" in text
        for name, listed in group.items():
            assert f"  {name} " in text
            assert listed.summary in text


def test_every_command_is_there_and_explains_itself() -> None:
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0
        assert "--json" in result.stdout


def test_a_mistake_in_the_command_leaves_with_2() -> None:
    for words in (["nonsense"], ["next", "--nonsense"], ["account"], ["users", "add", "x", "--role", "king"]):
        result = CliRunner().invoke(cli, words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Error:" in result.stderr


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_reading_commands_make_no_database(words: list[str], nobodys_folder: Path) -> None:
    sentence = Shell(nobodys_folder / "none.db").refused(*words)
    assert "none.db" in sentence
    assert list(nobodys_folder.iterdir()) == []


def test_a_refusal_is_one_line_on_standard_error_of_a_real_process(shell: Shell) -> None:
    result = shell.start("account", "\x1b[31mnone")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("collections-tui: There is no account ")
    assert result.stderr.rstrip("\n").isprintable()


def test_something_unforeseen_goes_to_the_log_and_not_to_the_screen(work: Office, shell: Shell) -> None:
    with sqlite3.connect(work.where) as db:  # what no version of the program would write
        db.execute(
            "INSERT INTO draft (account_id, collector_id, started_at, updated_at, body) "
            "SELECT 1, id, '2026-11-23T16:00:00Z', '2026-11-23T16:00:00Z', 'no JSON' FROM collector"
        )
    db.close()
    sentence = shell.refused("account", "A-0001")
    log = log_folder() / LOG_NAME
    assert sentence.startswith(f"{log} says what went wrong (JSONDecodeError): try again; if it stays, show whoever")
    written = log.read_text("utf-8")
    assert re.search(r"\n  collections_tui/store/subjects/records\.py:\d+ _draft: ", written)
    assert "JSONDecodeError" in written
    assert log.stat().st_mode & 0o077 == 0


def test_nobody_reads_the_answer_any_more() -> None:
    with subprocess.Popen([*python(), "outcomes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_the_answer_is_told(unbuffered: str) -> None:
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*python(), "outcomes"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment
        )
    assert result.returncode == 1
    assert "No space left on device" in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_standard_output_it_still_works() -> None:
    command = shlex.join([*python(), "outcomes"])
    result = subprocess.run(["/bin/sh", "-c", f"{command} >&-"], stderr=subprocess.PIPE, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_first_user_is_asked_for_a_name_and_may_interrupt(tmp_path: Path) -> None:
    words = ["--db", str(tmp_path / "new.db"), "--as", "ana", "clients", "add", "MED", "--name", "St Mary"]
    child = pexpect.spawn(python()[0], [*python()[1:], *words], timeout=60, encoding="utf-8")
    child.expect("Your name")
    # Python misses an interrupt that comes in the moment before it begins to read; a person then tries once more.
    for _ in range(60):
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1) == 0:
            break
    child.close()
    assert child.exitstatus == 130
    assert "Traceback" not in (child.before or "")

    child = pexpect.spawn(python()[0], [*python()[1:], *words], timeout=60, encoding="utf-8")
    child.expect("Your name")
    child.sendline("Ana Ruiz")
    child.expect("Client MED, St Mary, is ready")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert Shell(tmp_path / "new.db").json("users", "list") == [
        {
            "login": "ana",
            "name": "Ana Ruiz",
            "role": "admin",
            "roles": ["admin", "supervisor"],
            "disabled": False,
            "team": "",
            "clients": [],
        }
    ]


def test_the_workstation_wants_a_terminal(shell: Shell) -> None:
    result = shell.start()
    assert (result.returncode, result.stdout) == (1, "")
    assert "needs a terminal" in result.stderr


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["next"], ["log-call", "A-0002", "--outcome", "busy"]])
def test_short_commands_import_nothing_heavy(shell: Shell, words: list[str]) -> None:
    assert imported_by(shell, words).isdisjoint(HEAVY)


def test_an_arrangement_takes_what_counts_months_and_no_more(shell: Shell) -> None:
    imported = imported_by(shell, ["arrange", "A-0002", "--instalments", "1", "--dry-run"])
    assert imported.intersection(HEAVY) == {"dateutil"}


def imported_by(shell: Shell, words: list[str]) -> set[str]:
    """The packages that a command imports, in a process of its own."""
    program = (
        "import sys\n"
        "from collections_tui.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit as leave:\n    assert not leave.code, leave.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    who = ["--db", str(shell.database), "--as", "ana", "--now", NOW]
    result = subprocess.run(
        [sys.executable, "-c", program, *who, *words], capture_output=True, text=True, check=True, timeout=60
    )
    imported = {name.partition(".")[0] for name in result.stderr.split()}
    assert "collections_tui" in imported
    return imported
