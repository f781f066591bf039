"""docs/security.md: every line of it names a test that is there; and what can be seen in the code itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"^\| (?!what is tried|---)(.+) \| (.+) \| `([^`]+)` \|$", re.MULTILINE)


def test_every_line_names_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    lines = LINE.findall(page)
    rows = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith(("| what", "| ---"))]
    assert len(lines) == len(rows) > 30
    for tried, _, named in lines:
        file, _, test = named.partition("::")
        path = ROOT / file
        assert path.is_file(), f"{tried}: {file}"
        names = {one.name for one in ast.walk(ast.parse(path.read_text("utf-8"))) if hasattr(one, "name")}
        assert not test or test in names, f"{tried}: {named}"


def test_the_program_starts_no_other() -> None:
    """Whatever is typed at the workstation, nothing in it could start a shell, a pager or an editor."""
    doors = re.compile(
        r"subprocess|os\.(system|exec|spawn|popen)|posix_spawn|import pty|webbrowser"
        r"|click\.(edit|launch|echo_via_pager)|\.suspend\(|action_suspend"
    )
    package = ROOT / "collections_tui"
    found = {str(file.relative_to(package)) for file in package.rglob("*.py") if doors.search(file.read_text("utf-8"))}
    allowed = {
        "files/host.py",  # which only `ssh check` uses, and that is never run from afar
        "files/printer.py",  # `lp` by its whole path, with words of its own: no shell, and nothing of it is shown
    }
    assert found <= allowed
