"""docs/remote.md runs: every command of it, in order, on a host of its own that is made of this one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from collections_tui.cli.main import COMMANDS
from collections_tui.domain.site import Site
from collections_tui.files.host import others_may
from collections_tui.services.remote import NEVER
from tests import sshd

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "remote.md"
HOST = ROOT / "tests" / "ssh" / "host_of_its_own.py"
OWN = ("unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc")
PROGRAM = Path(sys.executable).with_name("collections-tui")


def can_be_made() -> bool:
    """Whether this machine lets a host be made of it: a Debian, root, and a kernel that has folders over folders."""
    tools = all(map(shutil.which, ("unshare", "useradd", "runuser", "service", "ip")))
    if os.geteuid() or not tools or sshd.missing() or not Path("/etc/init.d/ssh").exists():
        return False
    over = "mount -t overlay x -o lowerdir=/etc,upperdir=/mnt/a,workdir=/mnt/b /etc"
    try_it = f"mount -t tmpfs x /mnt && mkdir /mnt/a /mnt/b && {over}"
    tried = subprocess.run([*OWN, "/bin/sh", "-c", try_it], capture_output=True, check=False)
    return tried.returncode == 0


def typed(*words: str, environment: dict[str, str] | None = None) -> None:
    """Type the page on a host of its own."""
    done = subprocess.run(
        [*OWN, sys.executable, str(HOST), str(PROGRAM), *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False, timeout=600,
        env=os.environ | (environment or {}),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("typed\n")


@pytest.mark.xdist_group("sshd")
def test_every_command_runs_as_written() -> None:
    if not can_be_made():
        pytest.skip(f"{sshd.UNTYPED}: it takes root, OpenSSH, and a machine that lets others be made of it")
    if others_may(PROGRAM, write=True, but=0) is not None:
        pytest.skip(f"{sshd.UNTYPED}: the checkout is not root's alone, as sshd wants what it asks to be")
    typed("stand-in")


@pytest.mark.slow
@pytest.mark.packaging
def test_every_command_runs_as_written_from_the_index(tmp_path: Path, shell_environment: dict[str, str]) -> None:
    """The host has no network: what it installs is fetched before, by the Python here, for one of the same version."""
    asked = [*("/usr/bin/python3", "-c"), "import sys; print(sys.version_info[:2])"]
    if not can_be_made() or sshd.finish(asked).stdout.strip() != str(sys.version_info[:2]):
        pytest.skip("no host can be made here, or not one with this Python")
    wheels = ["wheel", "--no-build-isolation", "--constraint", ROOT / "constraints.txt", "--wheel-dir", tmp_path, ROOT]
    fetched = subprocess.run(
        [sys.executable, "-m", "pip", "--no-input", *map(str, wheels)],
        capture_output=True, text=True, env=shell_environment, check=False,
    )  # fmt: skip
    assert fetched.returncode == 0, fetched.stderr
    typed(
        "installed", environment={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null"}
    )


def test_every_field_of_the_site_is_told() -> None:
    text = PAGE.read_text("utf-8")
    names = {name: name for name in Site._fields} | {"lock_after": "lock_after_minutes"}
    assert [name for name in names.values() if f" {name} = " not in text] == []
    assert [name for name in sorted(NEVER) if f"`{name}`" not in text] == []


def test_what_is_never_run_from_afar_is_there_or_will_be() -> None:
    every = {name for group in COMMANDS.values() for name in group}
    assert NEVER - every <= {"backup", "restore", "server"}
