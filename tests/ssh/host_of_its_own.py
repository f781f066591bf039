"""A Debian host of its own, made of this one, in which docs/remote.md is typed as it is written.

Run by ``unshare`` as root: whatever is changed under the folders below is changed in memory, for this process and its
children alone, and is gone with them. Says what it did on standard output; leaves with 1 when a command did.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.terminal import Terminal

PAGE = Path(__file__).parents[2] / "docs" / "remote.md"
BLOCK = re.compile(r"^```sh( ana)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FUNCTION = re.compile(r"^\w+\(\) \{.*\}$", re.MULTILINE)
FOLDERS = ("/etc", "/home", "/opt", "/root", "/usr/local", "/var")
HOST, HOME = "desk.example.com", Path("/home/ana")
SHELL = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
}


def run(*words: str) -> None:
    """Run a program of the system, which must work."""
    subprocess.run(words, check=True)


def make(program: str, stand_in: bool) -> Path:
    """Make the host; the folder in which root types."""
    run("mount", "-t", "tmpfs", "tmpfs", "/mnt")
    for number, folder in enumerate(FOLDERS):
        upper, work = Path(f"/mnt/{number}/upper"), Path(f"/mnt/{number}/work")
        upper.mkdir(parents=True)
        work.mkdir()
        run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={folder},upperdir={upper},workdir={work}", folder)
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    Path("/root").chmod(0o711)  # a Python that lies there is everybody's in this host
    with Path("/etc/hosts").open("a") as hosts:
        hosts.write(f"\n127.0.0.1 localhost {HOST}\n")
    for file in (Path("/etc/ssh/sshd_not_to_be_run"), *Path("/etc/ssh/sshd_config.d").glob("*")):
        file.unlink(missing_ok=True)
    run("ip", "link", "set", "lo", "up")
    run("useradd", "--create-home", "--shell", "/bin/sh", "ana")
    typing = Path("/opt/typing")
    typing.mkdir()
    if stand_in:
        _stand_in_for_what_is_installed(Path("/opt/stand-in"), program)
    return typing


def _stand_in_for_what_is_installed(folder: Path, program: str) -> None:
    """Let what comes from Debian and from the index be there already: the program that is tested is the checkout's."""
    folder.mkdir()
    SHELL["PATH"] = f"{folder}:{SHELL['PATH']}"
    made = f'mkdir -p "$3/bin"; ln -s {program} "$3/bin/collections-tui"; ln -s /bin/true "$3/bin/pip"'
    for name, does in (("apt-get", "exit 0"), ("python3", f'test "$1 $2" = "-m venv" && {{ {made}; }}')):
        (folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (folder / name).chmod(0o755)


def main(program: str, stand_in: bool, where_from: dict[str, str]) -> None:
    """Type the page. ``where_from`` are variables that tell pip where packages come from."""
    typing = make(program, stand_in)
    known = ""
    for ana, block in BLOCK.findall(PAGE.read_text("utf-8")):
        known += "\n".join(FUNCTION.findall(block)) + "\n"
        if not ana:
            type_in(known + block, typing, SHELL | where_from)
            continue
        # The one line without more is what a person does in a terminal.
        lines = block.splitlines()
        if lines[-1] == "ssh desk":
            type_as_ana("\n".join(lines[:-1]))
            work_as_ana()
        else:
            type_as_ana(block)
        sent = HOME / ".ssh" / "id_ed25519.pub"
        shutil.copy(sent, typing / sent.name)
    refused = subprocess.run(ana_words("ssh desk report calls"), cwd=HOME, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, ""), refused
    assert "ana has been disabled" in refused.stderr, refused.stderr
    assert (HOME / "calls.csv").read_text().startswith("hour,")
    print("typed")


def type_in(block: str, folder: Path, environment: dict[str, str]) -> None:
    """Type a block as root."""
    print(block, flush=True)
    subprocess.run(["/bin/sh", "-e", "-c", block], cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)


def ana_words(block: str) -> list[str]:
    """The words that run a block as ana."""
    told = [f"{name}={value}" for name, value in (SHELL | {"HOME": str(HOME)}).items()]
    return ["/usr/sbin/runuser", "-u", "ana", "--", "/usr/bin/env", "-i", *told, "/bin/sh", "-e", "-c", block]


def type_as_ana(block: str) -> None:
    """Type a block as ana, on her machine."""
    print(block, flush=True)
    (HOME / ".ssh").mkdir(mode=0o700, exist_ok=True)
    shutil.chown(HOME / ".ssh", "ana", "ana")
    subprocess.run(ana_words(block), cwd=HOME, check=True, stdin=subprocess.DEVNULL)


def work_as_ana() -> None:
    """Come in for the first time, look at the figures, write them into a file, and leave."""
    with Terminal(ana_words("exec ssh desk"), 100, 30, cwd=str(HOME)) as terminal:
        terminal.wait_for("continue connecting")
        terminal.press("yes\r", until="Ana Gomes")
        terminal.press("S", until="Reports")
        terminal.press("X", until="Report as CSV")
        terminal.send(*["\x7f"] * 60)
        terminal.press("calls.csv\r", until="your folder on the host")
        terminal.send("\x11")
        assert terminal.wait(60) == 0


if __name__ == "__main__":
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    main(sys.argv[1], sys.argv[2] == "stand-in", pip)
