"""What `ssh check` says of a host: who may write and read what, and what sshd was told."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import pytest

from collections_tui.domain.site import parse_site
from collections_tui.domain.sshd import block, judge, key_files, read_effective
from collections_tui.files.host import Account, others_may
from collections_tui.services.remote import Start
from collections_tui.services.remote_check import look
from tests.ssh_samples import GOOD

GOOD_SSHD = """\
authenticationmethods publickey
disableforwarding yes
gssapiauthentication no
hostbasedauthentication no
kbdinteractiveauthentication no
passwordauthentication no
permittty yes
permittunnel no
permituserrc no
trustedusercakeys none
x11forwarding no
permituserenvironment no
strictmodes yes
acceptenv LANG
acceptenv LC_*
acceptenv COLORTERM
clientaliveinterval 15
forcecommand none
authorizedkeyscommand /opt/collections-tui ssh keys --db /srv/work.db %u %f
authorizedkeyscommanduser collections
authorizedkeysfile none
"""


@pytest.fixture
def engine() -> None:
    """No database is asked."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of whoever runs the tests, as the system would tell it, somewhere only they may go."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    found = Account(getpass.getuser(), os.geteuid(), str(folder), True)
    monkeypatch.setattr("collections_tui.services.remote_check.account_of", lambda name: found)
    return folder


def open_ends(home: Path, told: str = GOOD_SSHD, commands: tuple[str, ...] = ("report",)) -> set[str]:
    """What is found open, with such an sshd."""
    sshd, database = home.parent / "sshd", home / "work.db"
    start = Start((str(sshd),), str(database), "")
    asks = told.replace("/opt/collections-tui ssh keys --db /srv/work.db", " ".join(start.words("ssh", "keys")))
    sshd.write_text(f"#!/bin/sh\ncat <<'END'\n{asks}END\n")
    sshd.chmod(0o755)
    database.touch(mode=0o600)
    site = parse_site({"remote": {"account": "collections", "commands": list(commands)}}, "site.toml")
    return {one.what for one in look(start, site, str(sshd)) if not one.ok}


def but_root(found: set[str]) -> set[str]:
    """Without what follows from who runs the tests, and from where they put their files."""
    return {one for one in found if one != "the account is not root" and not one.startswith("nobody else writes")}


def test_a_host_that_is_as_it_should_be(home: Path) -> None:
    assert but_root(open_ends(home)) == set()


@pytest.mark.parametrize("line", [line for line in GOOD_SSHD.splitlines() if line.split()[1] in ("yes", "no")])
def test_every_setting_that_is_otherwise_is_found(home: Path, line: str) -> None:
    other = line[:-3] + "no" if line.endswith("yes") else line[:-2] + "yes"
    assert len(but_root(open_ends(home, GOOD_SSHD.replace(line, other)))) == 1


@pytest.mark.parametrize(
    ("was", "told", "what"),
    [
        ("acceptenv LANG", "acceptenv *", "no variable comes in but those of a terminal"),
        ("acceptenv LANG", "acceptenv LANG PYTHON*", "no variable comes in but those of a terminal"),
        ("forcecommand none", "forcecommand /bin/sh", "each key runs its own command"),
        ("clientaliveinterval 15", "clientaliveinterval 0", "a dead line is noticed"),
        ("/collections-tui ssh keys --db", "/cat --db", "keys come from the database"),
        ("commanduser collections", "commanduser root", "who asks for keys is not root"),
        ("authenticationmethods publickey", "authenticationmethods any", "keys are the only way in"),
        ("trustedusercakeys none", "trustedusercakeys /etc/ca.pub", "no certificate goes past the keys"),
    ],
)  # fmt: skip
def test_what_sshd_was_told_otherwise_is_found(home: Path, was: str, told: str, what: str) -> None:
    assert what in open_ends(home, GOOD_SSHD.replace(was, told))


def test_what_others_put_there_is_found(home: Path) -> None:
    keys = home / ".ssh" / "authorized_keys"
    keys.parent.mkdir(mode=0o700)
    keys.write_text(f"{GOOD['ed25519'][0]} somebody\n")
    (keys.parent / "rc").write_text("sh\n")
    told = GOOD_SSHD.replace("authorizedkeysfile none", "authorizedkeysfile .ssh/authorized_keys %h/none")
    assert but_root(open_ends(home, told)) == {f"{keys} has our keys alone", f"there is no {keys.parent / 'rc'}"}


def test_a_folder_of_files_that_others_can_read_is_found(home: Path) -> None:
    (home / "exports").mkdir(mode=0o755)
    assert but_root(open_ends(home)) == set(), "nobody else gets into the home"
    home.chmod(0o755)
    reachable = not any(not folder.stat().st_mode & 0o011 for folder in home.parents)
    assert (f"nobody else reads {home / 'exports'}" in open_ends(home)) is reachable


def test_commands_that_are_the_hosts_are_found(home: Path) -> None:
    assert "nothing may be run from afar that is for the host" in open_ends(home, commands=("report", "copy"))


def test_who_else_may_write_or_read_a_file_is_found_in_all_that_is_above_it(home: Path) -> None:
    file, mine = home / "in" / "file", os.geteuid()
    file.parent.mkdir(mode=0o755)
    file.touch(mode=0o644)
    assert others_may(file, write=False) is None, "nobody else gets into the home"
    home.chmod(0o755)
    if not any(not folder.stat().st_mode & 0o011 for folder in home.parents):
        assert others_may(file, write=False) == file
    file.chmod(0o600)
    assert others_may(file, write=False) is None
    for path, mode in ((file, 0o602), (file.parent, 0o757), (home, 0o777)):
        before = path.stat().st_mode
        path.chmod(mode)
        assert others_may(file, write=True, but=mine) == path
        path.chmod(before)
    with pytest.raises(OSError, match="No such file"):
        others_may(home / "none", write=True)


def test_files_of_keys_are_found_as_sshd_does() -> None:
    told = read_effective("authorizedkeysfile .ssh/a %h/b /etc/keys/%u none 100%%\n")
    assert key_files(told, "tui", "/h") == ["/h/.ssh/a", "/h/b", "/etc/keys/tui", "/h/100%"]


def test_the_block_is_what_is_asked_for() -> None:
    words = ("/opt/collections-tui", "ssh", "keys", "--db", '/srv/100% "mine"/x.db')
    text = block("tui", words)
    line = '    AuthorizedKeysCommand /opt/collections-tui ssh keys --db "/srv/100%% \\"mine\\"/x.db" %u %f'
    assert line in text.splitlines()
    assert '    AuthorizedKeysFile ".ssh/my keys"' in block("tui", None, ".ssh/my keys").splitlines()
    told = read_effective("\n".join(line.strip() for line in text.splitlines()))
    assert [one.what for one in judge(told, words) if not one.ok] == []
