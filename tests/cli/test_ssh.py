"""`ssh`: keys from the command line, and what sshd starts for one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.build import Office
from tests.cli.conftest import Shell, python
from tests.ssh_samples import GOOD

(ED, ED_PRINT), (EC, EC_PRINT) = GOOD["ed25519"], GOOD["ecdsa 256"]

NO_TERMINAL = "The workstation needs a terminal: use ssh -t, or name a command behind the host."


@pytest.fixture
def keyfile(tmp_path: Path) -> Path:
    """The file that ana sent."""
    file = tmp_path / "ana.pub"
    file.write_text(f"{ED} laptop\n")
    return file


def session(
    work: Office, typed: str, *more: str, login: str = "ana", key: str = ED_PRINT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """What sshd starts for a key, with what was typed behind ``ssh HOST``, and no terminal."""
    return subprocess.run(
        [*python(), "ssh", "session", "--db", work.where, "--key", key, *more, "--as", login],
        env=os.environ | {"SSH_ORIGINAL_COMMAND": typed} | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_keys_are_added_listed_and_revoked(boss: Shell, keyfile: Path) -> None:
    assert boss.run("ssh").stdout == "No keys yet: add the first with collections-tui ssh add LOGIN KEYFILE.\n"
    assert boss.run("ssh", "add", "ana", str(keyfile)).stdout == f"ana may come in by {ED_PRINT}.\n"
    (listed,) = boss.json("ssh", "list")
    assert listed == {
        "login": "ana", "fingerprint": ED_PRINT, "kind": "ssh-ed25519", "comment": "laptop",
        "added_at": "2026-11-23T17:00:00Z", "added_by": "boss", "revoked_at": None, "good": True,
    }  # fmt: skip
    assert f"ana    good  2026-11-23  ed25519  {ED_PRINT}  laptop" in boss.run("ssh").stdout
    assert boss.refused("ssh", "add", "ben", str(keyfile)).startswith("That is a key of ana")
    assert "cannot be read: no such file" in boss.refused("ssh", "add", "ben", str(keyfile.with_name("none")))
    assert boss.json("ssh", "revoke", "ana", ED_PRINT) == [
        listed | {"revoked_at": "2026-11-23T17:00:00Z", "good": False}
    ]
    assert "ana    revoked  2026-11-23" in boss.run("ssh").stdout


def test_only_admins_have_to_do_with_keys(shell: Shell, keyfile: Path) -> None:
    for words in (["list"], ["add", "ana", str(keyfile)], ["revoke", "ana"], ["authorized-keys"]):
        assert shell.refused("ssh", *words) == "ana may not manage keys: ask an admin."


def test_sshd_gets_lines_by_file_and_by_question(boss: Shell, keyfile: Path, tmp_path: Path) -> None:
    boss.run("ssh", "add", "ana", str(keyfile))
    (line,) = boss.json("ssh", "authorized-keys")["lines"]
    assert boss.run("ssh", "authorized-keys").stdout == f"{line}\n"
    assert f'ssh session --db {boss.database} --key {ED_PRINT} --as ana" {ED} ana' in line
    file = tmp_path / "keys"
    assert boss.run("ssh", "authorized-keys", "--write", str(file)).stdout == f"1 key is in {file}.\n"
    assert file.read_text().splitlines()[1:] == [line]
    assert boss.run("ssh", "keys", "collections", ED_PRINT).stdout == f"{line}\n"
    assert boss.run("ssh", "keys", "root", ED_PRINT).stdout == ""
    assert boss.run("ssh", "keys", "collections", EC_PRINT).stdout == ""


def test_a_session_runs_what_is_on_the_list_and_as_whom_the_key_is(work: Office, boss: Shell, keyfile: Path) -> None:
    boss.run("ssh", "add", "ana", str(keyfile))
    others = {"COLLECTIONS_USER": "boss", "COLLECTIONS_NOW": "no instant", "COLLECTIONS_CONFIG": "/nowhere"}
    done = session(work, "report calls --json", **others)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["report"] == "calls"
    refused = session(work, "report calls --person ben", **others)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "collections-tui: ana may not see everybody's figures: ask an auditor or supervisor.\n"
    for typed, said in (
        ("users add eve --name Eve", "“users” cannot be run from afar"),
        ("report calls --as boss", "--as cannot be said from afar: leave it out."),
    ):
        refused = session(work, typed)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"collections-tui: {said}")
    told = boss.json("audit", "--person", "ana")
    assert [entry["action"] for entry in told][:2] == ["refused", "refused"]
    assert {"remote command", "export report"} <= {entry["action"] for entry in told}


def test_without_a_terminal_and_a_command_there_is_one_sentence(work: Office, boss: Shell, keyfile: Path) -> None:
    boss.run("ssh", "add", "ana", str(keyfile))
    done = session(work, "")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"collections-tui: {NO_TERMINAL}\n"


def test_a_key_that_was_revoked_or_is_anothers_opens_nothing(work: Office, boss: Shell, keyfile: Path) -> None:
    boss.run("ssh", "add", "ana", str(keyfile))
    sentence = "collections-tui: This key opens nothing for {} any more: ask an admin about another.\n"
    assert session(work, "report calls", login="ben").stderr == sentence.format("ben")
    boss.run("ssh", "revoke", "ana")
    assert session(work, "report calls").stderr == sentence.format("ana")


def test_sshd_is_told_how_the_program_is_started_here(boss: Shell) -> None:
    made = boss.json("ssh", "sshd-config")
    assert made["account"] == "collections"
    asks = f" ssh keys --db {boss.database} %u %f"
    assert any(
        line.startswith("    AuthorizedKeysCommand /") and line.endswith(asks) for line in made["block"].splitlines()
    )
    assert boss.run("ssh", "sshd-config").stdout == made["block"]
    assert "    AuthorizedKeysFile .ssh/authorized_keys\n" in boss.run("ssh", "sshd-config", "--file").stdout


def test_a_host_that_cannot_be_looked_at_is_told(boss: Shell, tmp_path: Path) -> None:
    found = boss.run("ssh", "check", "--json", exit_code=1)
    assert json.loads(found.stdout)[0] == {
        "what": "the account collections is there", "ok": False, "advice": "Make it, or name another one in site.toml.",
    }  # fmt: skip
    (tmp_path / "site.toml").write_text('[remote]\naccount = "root"\n')
    sentence = boss.refused("--config", str(tmp_path), "ssh", "check", "--sshd", "/bin/false")
    assert sentence.startswith("sshd does not tell what it does (it does not say why): run this as root")
