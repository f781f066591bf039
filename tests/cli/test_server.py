"""What the entry of the program leaves to a server, and what systemd is told of one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from collections_tui import handover
from collections_tui.cli.main import cli
from collections_tui.client import beside_options

FIELDS = st.text(st.characters(blacklist_characters="\0"), max_size=20).filter(
    lambda text: os.fsdecode(text.encode(errors="ignore")) == text
)


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("", []),
        ("--db a --as=ana --now 2026-11-23 --config books", []),
        ("--as ana ssh session --key SHA256:abc --db a", ["ssh", "session"]),
        ("next --db a", ["next"]),
        ("--db demo", []),
        ("--help", ["--help"]),
        ("--json", ["--json"]),
        ("--db", None),
    ],
)
def test_what_is_beside_the_options_of_a_workstation(typed: str, rest: list[str] | None) -> None:
    assert beside_options(typed.split()) == rest


@given(FIELDS, st.integers(0, 0o777), st.lists(FIELDS), st.dictionaries(FIELDS.filter(str.isidentifier), FIELDS))
def test_a_request_arrives_as_it_was_sent(folder: str, umask: int, words: list[str], told: dict[str, str]) -> None:
    assert handover.unpack(handover.pack(folder, umask, words, told)) == (
        folder, umask, words, {name: value for name, value in told.items() if not name.startswith(("PYTHON", "LD_"))}
    )  # fmt: skip


def test_a_request_of_another_program_is_told_apart() -> None:
    assert handover.unpack(b"other" + handover.pack("/", 0, [], {})) is None


def test_the_entry_imports_next_to_nothing() -> None:
    tell = "import sys; before = set(sys.modules); import collections_tui.client; print(*set(sys.modules) - before)"
    said = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True).stdout.split()
    assert {"click", "textual", "typing", "pathlib", "socket", "json"}.isdisjoint(said)
    assert len(said) < 20


def test_the_units_name_this_program_and_whoever_asks(tmp_path: Path) -> None:
    for unit in ("socket", "service"):
        text = CliRunner().invoke(cli, ["server", "--systemd", unit]).stdout
        assert "{" not in text
        (tmp_path / f"collections-tui.{unit}").write_text(text)
    program = Path(sys.executable).with_name("collections-tui")
    assert f"ExecStart={program} server\n" in text
    assert f"ListenStream={handover.places()[0]}\n" in (tmp_path / "collections-tui.socket").read_text()
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        files = [str(path) for path in tmp_path.iterdir()]
        done = subprocess.run([analyze, "verify", *files], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
