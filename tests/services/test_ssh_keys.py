"""Keys of SSH: whose they are, who may add and revoke them, and what sshd is told."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import people, remote, ssh_keys
from collections_tui.services.remote import Start
from tests.build import Office
from tests.ssh_samples import GOOD

(ED, ED_PRINT), (EC, EC_PRINT) = GOOD["ed25519"], GOOD["ecdsa 256"]
START = Start(("/opt/it's here/collections-tui",), "/srv/work.db", "/etc/collections")
SHELL = re.compile(r'restrict,pty,command="((?:[^"\\]|\\.)*)" (\S+ \S+) (\S+)')


def entries(work: Office) -> list[tuple[str, str]]:
    with work.boss.store.read() as tx:
        return tx.sql.all("SELECT action, about FROM audit WHERE about LIKE 'key %' ORDER BY id")


def test_a_key_is_one_person(work: Office) -> None:
    added = ssh_keys.add(work.boss, "ana", f"{ED} her laptop")
    assert (added.login, added.fingerprint, added.comment, added.good) == ("ana", ED_PRINT, "her laptop", True)
    ssh_keys.add(work.boss, "ana", EC)
    assert [key.login for key in ssh_keys.every(work.boss)] == ["ana", "ana"]
    with pytest.raises(Refused, match="ana has that key already"):
        ssh_keys.add(work.boss, "ana", ED)
    with pytest.raises(Refused, match="That is a key of ana: a key is one person, so ben needs one of their own"):
        ssh_keys.add(work.boss, "ben", ED)
    with pytest.raises(Refused, match="Nobody signs in as zoe"):
        ssh_keys.add(work.boss, "zoe", ED)
    assert entries(work) == [("add ssh key", f"key {ED_PRINT}"), ("add ssh key", f"key {EC_PRINT}")]


def test_a_revoked_key_opens_nothing_and_never_comes_back(work: Office) -> None:
    for key in (ED, EC):
        ssh_keys.add(work.boss, "ana", key)
    with pytest.raises(Refused, match="ben has no key that is good"):
        ssh_keys.revoke(work.boss, "ben")
    with pytest.raises(Refused, match="ben has no key SHA256"):
        ssh_keys.revoke(work.boss, "ben", ED_PRINT)
    assert [key.fingerprint for key in ssh_keys.revoke(work.boss, "ana", ED_PRINT)] == [ED_PRINT]
    assert [ED in line for line in ssh_keys.authorized(work.boss, START)] == [False]
    assert ssh_keys.serve(START._replace(db=work.where), "tui", "tui", ED_PRINT) == ""
    for login in ("ana", "ben"):
        with pytest.raises(Refused, match="That key was revoked on 2026-11-23: a new one has to be made"):
            ssh_keys.add(work.boss, login, ED)
    assert [key.fingerprint for key in ssh_keys.revoke(work.boss, "ana")] == [EC_PRINT]
    assert ssh_keys.authorized(work.boss, START) == []


def test_the_beginning_of_a_fingerprint_is_enough_if_it_tells_one_from_the_others(work: Office) -> None:
    for key in (ED, EC):
        ssh_keys.add(work.boss, "ana", key)
    with pytest.raises(Refused, match="2 keys of ana begin like that: write more of the fingerprint"):
        ssh_keys.revoke(work.boss, "ana", "SHA256:")
    with pytest.raises(Refused, match="ana has no key b37 that is good"):
        ssh_keys.revoke(work.boss, "ana", "b37")
    assert [key.fingerprint for key in ssh_keys.revoke(work.boss, "ana", "b36LE1g…")] == [ED_PRINT]
    assert [key.fingerprint for key in ssh_keys.revoke(work.boss, "ana", "SHA256:SK")] == [EC_PRINT]


def test_what_is_open_when_a_key_is_revoked_is_signed_out(work: Office) -> None:
    ssh_keys.add(work.boss, "ana", ED)
    with work.boss.store.write() as tx:
        for login in ("ana", "ben"):
            tx.sql.run(
                "INSERT INTO session (code, collector_id, began_at, seen_at) "
                "SELECT login, id, '2026-11-23T16:00:00Z', '2026-11-23T16:00:00Z' FROM collector WHERE login = :login",
                {"login": login},
            )
    ssh_keys.revoke(work.boss, "ana")
    with work.boss.store.read() as tx:
        assert tx.sql.all("SELECT code FROM session") == [("ben",)]


def test_sshd_is_told_of_one_command_for_each_key_of_whoever_may_sign_in(work: Office) -> None:
    ssh_keys.add(work.boss, "ana", ED)
    ssh_keys.add(work.boss, "ben", EC)
    people.disable(work.boss, "ben")
    (line,) = ssh_keys.authorized(work.boss, START)
    found = SHELL.fullmatch(line)
    assert found is not None
    assert found[1] == (
        "'/opt/it'\\\"'\\\"'s here/collections-tui' ssh session --db /srv/work.db --config /etc/collections "
        f"--key {ED_PRINT} --as ana"
    )
    assert (found[2], found[3]) == (ED, "ana")
    here = START._replace(db=work.where)
    assert ssh_keys.serve(here, "tui", "tui", ED_PRINT) == f"{line}\n".replace("/srv/work.db", work.where)
    assert ssh_keys.serve(here, "tui", "root", ED_PRINT) == ""
    assert ssh_keys.serve(here, "tui", "tui", EC_PRINT) == ""
    assert ssh_keys.serve(here, "tui", "tui", "SHA256:' OR 1=1 --") == ""


def test_what_everybody_on_the_host_can_read_has_no_password(work: Office) -> None:
    for db in ("postgresql://tui:secret@db/floor", "/srv/a\nb.db"):
        with pytest.raises(Refused) as refused:
            ssh_keys.authorized(work.boss, START._replace(db=db))
        assert "secret" not in str(refused.value)
    assert ssh_keys.authorized(work.boss, START._replace(db="postgresql://tui@db/floor")) == []


@pytest.mark.parametrize("login", [".", "..", "-x", ".hidden"])
def test_a_login_that_would_be_another_folder_or_an_option_gets_no_key(work: Office, login: str) -> None:
    people.add(work.boss, login, "Odd", ("collector",))
    with pytest.raises(Refused, match="begins with a dot or a dash"):
        ssh_keys.add(work.boss, login, ED)


def test_the_file_is_written_whole_and_for_nobody_else(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "home" / "authorized_keys"
    assert ssh_keys.install(work.boss, START, file) == 0
    ssh_keys.add(work.boss, "ana", ED)
    file.chmod(0o644)
    assert ssh_keys.install(work.boss, START, file) == 1
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert file.read_text().splitlines()[1:] == ssh_keys.authorized(work.boss, START)
    assert [path.name for path in file.parent.iterdir()] == ["authorized_keys"]


def test_a_file_with_a_key_of_somebody_elses_is_left_alone(work: Office, tmp_path: Path) -> None:
    file = tmp_path / "authorized_keys"
    file.write_text(f"{EC} root@host\n")
    with pytest.raises(Refused, match="has a key in line 1 that is none of ours"):
        ssh_keys.install(work.boss, START, file)
    assert file.read_text() == f"{EC} root@host\n"
    link = tmp_path / "link"
    link.symlink_to(file)
    with pytest.raises(Refused, match="is a link"):
        ssh_keys.install(work.boss, START, link)


# -- coming in ------------------------------------------------------------------------------------------------------


def test_whoever_comes_in_is_known_by_their_key_and_entered(work: Office) -> None:
    ssh_keys.add(work.boss, "ana", ED)
    ana = work.desk("ana")
    assert remote.come_in(ana, ED_PRINT, " ") == []
    assert remote.come_in(ana, ED_PRINT, "report calls --by 'day'") == ["report", "calls", "--by", "day"]
    with pytest.raises(Refused, match="“bash” cannot be run from afar: what may be run from here is report"):
        remote.come_in(ana, ED_PRINT, "bash -i")
    with pytest.raises(Refused, match="This key opens nothing for ben any more"):
        remote.come_in(work.desk("ben"), ED_PRINT, "")
    ssh_keys.revoke(work.boss, "ana")
    with pytest.raises(Refused, match="This key opens nothing for ana any more"):
        remote.come_in(ana, ED_PRINT, "")
    kinds = [action for action, _ in entries(work)]
    assert kinds == ["add ssh key", "come in", "remote command", "refused", "refused", "revoke ssh key", "refused"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("sh", "cannot be run from afar"),
        ("report; sh", "“report;” cannot be run from afar"),
        ("/usr/lib/openssh/sftp-server", "cannot be run from afar"),
        ("ssh add ana x", "cannot be run from afar"),
        ("demo", "cannot be run from afar"),
        ("--as boss report calls", "“--as” cannot be run from afar"),
        ("''", "“” cannot be run from afar"),
        ("report calls --as boss", "--as cannot be said from afar"),
        ("report calls --as=boss", "--as cannot be said"),
        ("report --db=x calls", "--db cannot be said"),
        ("report calls '--now' 2020-01-01", "--now cannot be said"),
        ("report calls --con\"fig\" /tmp", "--config cannot be said"),
        ("report calls --authority eva", "--authority cannot be said"),
        ("report 'calls", "close every quotation mark"),
        ("report " + "x" * 2_000, "too long"),
    ],
)  # fmt: skip
def test_what_may_not_be_run_is_refused(typed: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        remote.parse_command(typed, ["report", "ssh", "demo"])
    assert said in str(refused.value)


def test_a_command_is_allowed_by_its_first_words() -> None:
    assert remote.parse_command("users pin", ["users pin"]) == ["users", "pin"]
    for typed in ("users", "users list", "users add pin", "users --json pin", "'users pin'"):
        with pytest.raises(Refused, match="cannot be run from afar: what may be run from here is users pin;"):
            remote.parse_command(typed, ["users pin", "ssh list"])


def test_words_are_taken_apart_as_a_shell_would_and_nothing_is_expanded() -> None:
    words = ["find", "O'Neil; rm -rf ~ $HOME `id` $(id) * > x | y &"]
    assert remote.parse_command('find "O\'Neil; rm -rf ~ $HOME `id` $(id) * > x | y &"', ["find"]) == words


def test_the_environment_keeps_what_a_terminal_needs() -> None:
    kept = {"HOME": "/h", "TERM": "xterm", "LC_ALL": "C", "COLORTERM": "truecolor", "SSH_CONNECTION": "1 2 3 4"}
    others = ("COLLECTIONS_USER", "COLLECTIONS_NOW", "PYTHONPATH", "PYTHONSTARTUP", "TEXTUAL", "LD_PRELOAD", "PGHOST")
    environment = kept | dict.fromkeys(others, "x")
    remote.keep_what_is_ours(environment)
    assert environment == kept
