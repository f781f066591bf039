"""docs/import.md runs: every command and every question, in order, with the answers it shows."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from collections_tui.files.fields import KINDS
from collections_tui.files.mapping import Mapping

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "import.md"
SAMPLE = ROOT / "tests" / "data" / "receivables"
BLOCK = re.compile(r"^```(sh|text|sql|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "=== end of a block ==="


def blocks() -> list[tuple[str, str]]:
    """The blocks of the page in order; the synopsis at its head is none."""
    return BLOCK.findall(PAGE.read_text("utf-8"))[1:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample, and the program on the path."""
    made = tmp_path_factory.mktemp("import-page")
    for file in SAMPLE.glob("*.csv"):
        shutil.copy(file, made)
    program = made / "bin" / "collections-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m collections_tui "$@"\n')
    program.chmod(0o755)
    return made


@pytest.mark.skipif(not shutil.which("iconv"), reason="the page converts a file with iconv")
def test_every_command_and_every_question_answers_as_shown(folder: Path) -> None:
    page = blocks()
    first = next(at for at, (kind, _) in enumerate(page) if kind == "sql")
    answer_as_shown(folder, page[:first])
    questions_answer_as_shown(folder / "work.db")
    answer_as_shown(folder, [page[0], *page[first:]])


def answer_as_shown(folder: Path, page: list[tuple[str, str]]) -> None:
    """Type the commands of some blocks into one shell, and compare what it says with what they show."""
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    commands = [content for kind, content in page if kind == "sh"]
    result = subprocess.run(
        ["/bin/sh", "-e", "-c", "".join(f"{command}echo '{MARK}'\n" for command in commands)],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    answers, answer = iter(result.stdout.split(f"{MARK}\n")), ""
    for kind, content in page:
        if kind == "sh":
            answer = next(answers)
        elif kind == "text":
            assert answer.endswith(content), answer


def questions_answer_as_shown(database: Path) -> None:
    """Ask the database what the page asks."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    asked = [content for kind, content in blocks() if kind == "sql"]
    shown = [json.loads(content) for kind, content in blocks() if kind == "json"]
    got = [[dict(row) for row in connection.execute(question)] for question in asked]
    connection.close()
    assert got == shown


def test_the_page_names_every_field_and_setting() -> None:
    text = PAGE.read_text("utf-8")
    for kind in KINDS.values():
        assert all(f"`{field}`" in text for field in kind.fields)
    settings = {"columns": "[columns]", "constants": "[constants]", "values": "[values.FIELD]", "client": "[client]"}
    for setting in set(Mapping._fields) - {"source"}:
        assert f"`{settings.get(setting, setting)}`" in text
