"""`audit`: who did what, and whether it is as it was written; and what the page about it tells anybody to run."""

import re
from pathlib import Path

import pytest

from collections_tui.services import calls, queue
from tests.build import Office
from tests.cli.conftest import Shell
from tests.services.entries import entry
from tests.sound import past_the_triggers

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture
def olga(work: Office) -> Shell:
    """The auditor's shell, in an office in which ana has called somebody."""
    ana = work.desk("ana")
    queue.open_account(ana, work.accounts[0])
    calls.log_call(ana, entry(ana, work.accounts[0], "refuses"))
    return Shell(work.where, "olga")


def tamper(work: Office, sql: str) -> None:
    with work.boss.store.write() as tx:
        past_the_triggers(tx)
        assert tx.sql.run(sql) == 1


def test_the_audit_is_listed_newest_first(olga: Shell, shell: Shell) -> None:
    lines = olga.run("audit", "--limit", "2").stdout.splitlines()
    assert lines[0].split() == ["entry", "when", "who", "what", "account", "about", "details", "from"]
    assert len(lines) == 3
    assert lines[1].split()[3:6] == ["ana", "call", "A-0001"]
    shell.run("note", "A-0001", "x")
    assert olga.run("audit", "--kind", "note").stdout.splitlines()[1].split()[3:6] == ["ana", "note", "A-0001"]
    assert olga.run("audit", "--kind", "note", "--day", "2026-11-22").stdout == "The audit has nothing like it.\n"
    assert olga.refused("audit", "--person", "eve").startswith("Nobody signs in as eve")
    olga.run("audit", "--to", "today", exit_code=2)


def test_json_tells_all_of_an_entry_and_is_an_export_itself(olga: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "adam")
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")
    (call,) = olga.json("audit", "--account", "A-0001", "--kind", "call", "--person", "ana")
    assert call["details"] == "refuses"
    assert call["at"] == "2026-11-23T17:00:00Z"
    assert call["after"]["next_action"] != call["before"].get("next_action")
    (export,) = olga.json("audit", "--kind", "export")
    assert list(export) == [
        "entry", "at", "by", "place", "action", "account", "about", "before", "after", "details", "digest",
    ]  # fmt: skip
    assert export["place"] == "adam at 192.0.2.7, command line, by a clock that was set"
    assert (export["by"], export["action"], export["details"]) == ("olga", "export audit", "1 entries")
    assert olga.json("audit", "kinds") == sorted(olga.json("audit", "kinds"))


def test_exports_and_looks_on_the_command_line_are_entered(olga: Shell, boss: Shell, shell: Shell) -> None:
    boss.run("report", "calls", "--csv")
    boss.run("report", "calls")
    boss.run("calls", "--everybody", "--json")
    shell.run("account", "A-0002")
    shell.run("account", "A-0002")
    shell.run("next")
    seen = [(one["by"], one["action"]) for one in olga.json("audit", "--limit", "5")]
    assert seen == [
        ("ana", "claim"), ("ana", "view"), ("ana", "view"), ("boss", "export calls"), ("boss", "export report"),
    ]  # fmt: skip


def test_verify_says_that_all_is_well_and_a_head_that_was_kept_proves_it(olga: Shell, shell: Shell) -> None:
    kept = olga.run("audit", "head").stdout.strip()
    number, digest = kept.split(":")
    assert olga.json("audit", "head") == {"entry": int(number), "digest": digest}
    shell.run("note", "A-0001", "x")
    said = olga.run("audit", "verify", "--head", kept).stdout
    assert re.fullmatch(r"All \d+ entries are as they were written. The newest is \d+:[0-9a-f]{64}.\n", said)
    assert olga.json("audit", "verify")["bad"] is None
    other = f"{number}:{digest[::-1]}"
    assert "is not the one whose digest was kept" in olga.refused("audit", "verify", "--head", other)
    assert "is missing, and so are all up to 900." in olga.refused("audit", "verify", "--head", f"900:{digest}")


def test_verify_names_the_first_bad_entry_and_exits_with_1(olga: Shell, work: Office) -> None:
    tamper(work, "UPDATE audit SET details = 'promised' WHERE id = 6")
    assert olga.refused("audit", "verify") == (
        "Entry 6 was changed after it was written. The 5 before it are as they were."
    )
    told = olga.run("audit", "verify", "--json", exit_code=1)
    assert '"wrong": "changed"' in told.stdout
    tamper(work, "UPDATE audit SET before = '{' WHERE id = 1")
    assert olga.refused("audit", "verify").startswith("Entry 1 was changed after it was written. None before it")
    assert '"?": "{"' in olga.run("audit", "--json").stdout


def test_who_may_not_read_it_is_told_whom_to_ask(shell: Shell) -> None:
    for words in (("audit",), ("audit", "verify"), ("audit", "head"), ("audit", "kinds")):
        assert shell.refused(*words) == "ana may not read the audit: ask an admin or auditor or supervisor."


def test_anybody_can_check_a_file_as_the_page_says(
    olga: Shell, work: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    assert Path("work.db").samefile(work.where)
    with work.boss.store.write() as tx:
        work.boss.note(tx, "note", None, "“ß” \u2028 \U0001f642", before={"ü": 1})
    exec(program, {})
    tamper(work, "UPDATE audit SET details = 'x' WHERE id = 7")
    with pytest.raises(AssertionError, match="entry 7 is not as it was written"):
        exec(program, {})
