"""docs/backup.md runs: every example, in order, in an empty folder; what is for a server, on a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import postgres
from tests.build import office
from tests.engines import on, place
from tests.services.facts import check_everything

PAGE = Path(__file__).parents[2] / "docs" / "backup.md"


def examples(kind: str) -> str:
    """All examples of a kind as one script."""
    return "\n".join(re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))


def type_in(folder: Path, script: str, path: str = "", **variables: str) -> str:
    """Type it into a shell; what it prints."""
    program = folder / "bin" / "collections-tui"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m collections_tui "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-e", "-x", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env=os.environ | variables
        | {"PATH": f"{program.parent}:{path}{os.environ['PATH']}", "PYTHONPATH": str(PAGE.parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_runs(tmp_path: Path) -> None:
    said = type_in(tmp_path, examples("sh"))
    assert "restore database" in said
    assert "WRONG" not in said
    assert sorted(one.name for one in (tmp_path / "backups").iterdir()) == ["monday.db", "work.db", "work.db.1"]
    assert len(list(tmp_path.glob("work.db.before-restore-*"))) == 2


def test_the_line_of_cron_makes_a_backup_and_looks(tmp_path: Path) -> None:
    (line,) = examples("text").splitlines()
    command = line.split(maxsplit=5)[5]
    for folder in re.findall(r"/srv/\w+", command):
        (tmp_path / folder.removeprefix("/srv/")).mkdir(exist_ok=True)
    said = type_in(
        tmp_path,
        f"collections-tui --db collections/work.db --as ana clients add DENT --name Lakeside\n"
        f"{command.replace('/srv/', '')}\n{command.replace('/srv/', '')}",
    )
    assert "is checked" in said
    assert "WRONG" not in said
    assert sorted(one.name for one in (tmp_path / "backups").iterdir()) == ["work.db", "work.db.1"]


def test_a_dump_of_a_server_is_restored_as_the_page_says(tmp_path: Path) -> None:
    try:
        folder = postgres.programs().folder
    except postgres.NoPostgres as why:
        pytest.skip(f"PostgreSQL is not tested here: {why}")
    with on("postgres"), office(tmp_path, accounts=3) as work:
        where = place(tmp_path)
        server, again = urlsplit(where), f"floor_{uuid.uuid4().hex}"
        script = examples("console").replace("floor_again", again)
        try:
            said = type_in(
                tmp_path, script, f"{folder}:", COLLECTIONS_DB=where, COLLECTIONS_USER="boss",
                PGHOST=str(server.hostname), PGPORT=str(server.port), PGUSER=str(server.username),
            )  # fmt: skip
        finally:
            postgres.server().run(f"DROP DATABASE IF EXISTS {again}")
        assert "All " in said
        check_everything(work.boss)
