"""docs/commands.md runs: every example, in order, on a fresh database, with the answers it shows."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from collections_tui.cli.main import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "=== a shown answer ==="


def blocks() -> list[tuple[str, str]]:
    """The examples and the answers shown, in order."""
    return BLOCK.findall(PAGE.read_text("utf-8"))


def test_the_page_shows_every_command() -> None:
    text = "".join(content for kind, content in blocks() if kind == "sh")
    for group in COMMANDS.values():
        for name in group:
            assert f"collections-tui {name}" in text


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="the examples are typed into a shell")
def test_every_example_runs_and_answers_as_shown(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "collections-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m collections_tui "$@"\n')
    program.chmod(0o755)
    shown = [content for kind, content in blocks() if kind == "json"]
    result = subprocess.run(
        ["/bin/sh", "-e", "-x", "-c", script()],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
        env=os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}", "TZ": "America/New_York",
                          "PYTHONPATH": str(PAGE.parents[1])},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    answers = [answer for _, answer in zip(range(len(shown)), result.stdout.split(MARK)[1::2], strict=False)]
    assert [json.loads(answer) for answer in answers] == [json.loads(answer) for answer in shown]


def script() -> str:
    """All examples as one script, which sets a mark around the last command of each whose answer is shown."""
    parts, all_blocks = [], blocks()
    for (kind, content), following in zip(all_blocks, [*all_blocks[1:], ("", "")], strict=True):
        if kind != "sh":
            continue
        lines = content.splitlines()
        if following[0] == "json":
            lines[-1:] = [f"echo '{MARK}'", lines[-1], f"echo '{MARK}'"]
        parts += lines
    return "\n".join(parts)
