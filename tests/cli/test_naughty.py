"""Any text at all in any place on the command line: nothing crashes, nothing drives the terminal, nothing is lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.cli.main import cli
from collections_tui.domain.text import clean
from tests.build import Office
from tests.cli.conftest import Shell

NAUGHTY = [
    "\x00",
    "\x1b]52;c;aGk=\x07",
    "\x9b31mred",
    "\u202eevil\u2066",
    "[red]markup[/] [/]",
    "'; DROP TABLE account; --",
    '") OR name:x NEAR(',
    "=HYPERLINK(1)",
    "\udcff",
    "𝕿𝖍𝖊 👩\u200d👩\u200d👧 ﷽",
    "-1",
    "%s {0} ${x}",
    "\r\n\t\v\f\u2028",
    "../../etc/passwd",
    "ナ" * 30_000,
]

SLOTS = [
    ["find", "…"],
    ["account", "…"],
    ["note", "A-0001", "…"],
    ["list", "…"],
    ["list", "--text", "…", "--show", "all"],
    ["list", "--state", "…"],
    ["plan", "A-0003", "…"],
    ["plan", "A-0003", "fri", "--words", "…"],
    ["next", "--worklist", "…"],
    ["log-call", "A-0002", "--outcome", "…"],
    ["log-call", "A-0002", "--outcome", "busy", "--note", "…"],
    ["log-call", "A-0002", "--outcome", "busy", "--phone", "…"],
    ["log-call", "A-0002", "--outcome", "busy", "--spoke-with", "…"],
    ["log-call", "A-0002", "--outcome", "promised", "--amount", "…", "--by", "…"],
    ["log-call", "A-0002", "--outcome", "call_back", "--callback", "…"],
    ["log-call", "A-0002", "--outcome", "busy", "--operation-id", "…"],
    ["arrange", "A-0004", "--instalments", "…"],
    ["arrange", "A-0004", "--amount", "…", "--dry-run"],
    ["arrange", "A-0004", "--instalments", "1", "--down", "…", "--every", "week"],
    ["arrange", "A-0004", "--instalments", "1", "--every", "…"],
    ["arrange", "A-0004", "--instalments", "1", "--settle", "…", "--until", "…"],
    ["arrange", "A-0004", "--instalments", "1", "--household", "1", "--income", "9", "--spend", "…"],
    ["approve", "1", "--refuse", "--reason", "…"],
    ["arrangements", "…"],
    ["arrangements", "A-0004", "--letter", "…"],
    ["calls", "--day", "…"],
    ["calls", "--by", "…"],
    ["calls", "--outcome", "…"],
    ["addendum", "1", "…"],
    ["users", "add", "…", "--name", "…"],
    ["users", "add", "new", "--name", "…"],
    ["clients", "add", "…", "--name", "…", "--phone", "…"],
    ["clients", "add", "NEW", "--name", "…", "--currency", "…"],
    ["worklists", "add", "…", "--name", "…", "--member", "…"],
    ["worklists", "add", "new", "--name", "…", "--strategy", "…"],
    ["import", "accounts", "…", "--client", "…"],
    ["import", "accounts", "good.csv", "--client", "…", "--dry-run"],
    ["import", "accounts", "good.csv", "--client", "HOSP", "--map", "…", "--dry-run"],
    ["import", "accounts", "good.csv", "--client", "HOSP", "--worklist", "…", "--dry-run"],
    ["import", "remittance", "…", "--client", "…"],
    ["remittance", "of", "…"],
    ["remittance", "match", "1", "…", "--to", "…"],
    ["next", "--as", "…"],
    ["next", "--now", "…"],
    ["next", "--db", "…"],
    ["next", "--config", "…"],
    ["…"],
]


def type_in(shell: Shell, slot: list[str], text: str) -> None:
    """Type one text into a slot: it may be done or refused, in clean sentences; it may not crash."""
    who = ["--db", str(shell.database), "--as", shell.login, "--now", shell.now]
    result = CliRunner().invoke(cli, [*who, *(text if word == "…" else word for word in slot)])
    assert result.exit_code in (0, 1, 2), result.exception
    assert "says what went wrong" not in result.stderr
    for line in result.output.split("\n"):
        assert line == clean(line), line[:200]


@pytest.mark.parametrize("slot", SLOTS, ids=" ".join)
def test_naughty_text_anywhere(boss: Shell, slot: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text("account,name,balance,due_on\nN-1,Rosa,10.00,2026-09-01\n")
    for text in NAUGHTY:
        type_in(boss, slot, text)
    assert len(boss.json("list", "main", "--show", "all")) >= 20


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1))
def test_any_text_is_searched_and_noted(boss: Shell, text: str) -> None:
    for slot in (["find", "--", "…"], ["note", "A-0001", "--", "…"], ["account", "--", "…"]):
        type_in(boss, slot, text)


def test_a_note_comes_back_whole(work: Office, shell: Shell) -> None:
    text = "[red]x[/] '; DROP TABLE note; -- 王伟 👩\u200d👧 =1+1 \u202e"
    shell.run("note", "A-0001", text)
    (note,) = [item for item in shell.json("account", "A-0001")["timeline"] if item["kind"] == "note"]
    assert note["text"] == clean(text)
