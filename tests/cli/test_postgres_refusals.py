"""A database on a server that cannot be opened: one sentence, exit code 1, and no password anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from collections_tui.store import open_store
from tests.cli.conftest import python
from tests.engines import SKIPPED
from tests.postgres import Cluster, NoPostgres, free_port, open_folder

pytestmark = pytest.mark.xdist_group("refusals")

SECRET = "s3cret/p@ss:w?rd#50%"
WRONG = "wr0ng-s3cret"
_WITHOUT_DRIVER = """
import sys
sys.modules["psycopg"] = None
from collections_tui.cli.main import main
main(sys.argv[1:])
"""


class Servers(NamedTuple):
    """A server that asks ana for a password, and its standby."""

    primary: Cluster
    standby: Cluster

    def url(self, database: str = "floor", *, password: str = SECRET, user: str = "ana", port: int = 0) -> str:
        """The address of a database on the first of them, as ana."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{port or self.primary.port}/{database}"


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    try:
        folder = open_folder()
        primary, standby = Cluster(folder / "primary"), Cluster(folder / "standby")
        primary.make({"fsync": "off", "log_min_messages": "fatal"})
        rules = primary.folder / "pg_hba.conf"
        rules.write_text(
            f"host all ana,shut 127.0.0.1/32 scram-sha-256\nhost all locked all reject\n{rules.read_text()}"
        )
        primary.start()
    except NoPostgres as why:
        pytest.skip(f"{SKIPPED}: {why}")
    primary.sql(f"CREATE ROLE ana LOGIN PASSWORD '{SECRET}'")
    primary.sql("CREATE ROLE locked LOGIN")
    for name in ("floor", "theirs", "later", "bare"):
        primary.sql(f"CREATE DATABASE {name} OWNER ana")
    made = Servers(primary, standby)
    for name in ("floor", "later"):
        open_store(made.url(name), create=True).close()
    _run(primary, "theirs", "CREATE TABLE theirs (a int)")
    _run(primary, "later", "INSERT INTO collections_tui_schema (version, step) VALUES (999, 'later')")
    standby.copy_of(primary, "standby")
    standby.start()
    yield made
    primary.kill()
    standby.kill()


def _run(cluster: Cluster, database: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(cluster.url(database), autocommit=True) as sql:
        sql.execute(statement.encode())


def refused(words: list[str], url: str, home: Path) -> str:
    """The one sentence with which the program leaves; the password must be nowhere, not even in the log."""
    done = subprocess.run(
        [*words, "--db", url, "--as", "ana", "next"], capture_output=True, text=True, check=False, timeout=120,
        env=os.environ | {"XDG_STATE_HOME": str(home)}, errors="surrogateescape",
    )  # fmt: skip
    logs = "".join(path.read_text("utf-8") for path in home.rglob("*") if path.is_file())
    assert (done.returncode, done.stdout, logs) == (1, "", "")
    assert done.stderr.count("\n") == 1
    for secret in (SECRET, quote(SECRET, safe=""), WRONG, "s3cret"):
        assert secret not in done.stderr
    said = done.stderr.removeprefix("collections-tui: ").rstrip("\n")
    assert said.endswith(".")
    assert said.isprintable()
    return said


def test_with_every_strange_character_in_its_password_it_opens(servers: Servers) -> None:
    open_store(servers.url()).close()


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"password": WRONG}, "does not know that user and password"),
        ({"user": "shut", "password": WRONG}, "does not know that user and password"),
        ({"user": "locked", "password": WRONG}, "does not let this user in from here"),
        ({"database": "no_such"}, "is not there"),
        ({"database": "theirs"}, "is a database of another program"),
        ({"database": "later"}, "was written by a newer version"),
        ({"database": "bare"}, "is empty"),
    ],
)
def test_what_the_server_refuses(servers: Servers, tmp_path: Path, parts: dict[str, Any], words: str) -> None:
    said = refused(python(), servers.url(**parts), tmp_path)
    assert words in said
    assert f"{parts.get('user', 'ana')}@127.0.0.1:{servers.primary.port}/{parts.get('database', 'floor')}" in said


def test_a_server_that_does_not_run(servers: Servers, tmp_path: Path) -> None:
    assert "does not answer: check that the server runs" in refused(python(), servers.url(port=free_port()), tmp_path)


def test_a_standby_may_only_be_read(servers: Servers, tmp_path: Path) -> None:
    url = servers.url(port=servers.standby.port)
    for query in ("", "?target_session_attrs=read-write", "?target_session_attrs=primary"):
        assert "may not be written to: name its primary server" in refused(python(), url + query, tmp_path)


def test_without_the_driver(tmp_path: Path) -> None:
    said = refused([sys.executable, "-c", _WITHOUT_DRIVER], f"postgresql://ana:{WRONG}@db.example/floor", tmp_path)
    assert said == "PostgreSQL needs one part more: pip install 'collections-tui[postgres]'."


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ana:{WRONG}/more@h/x",
        f"postgresql://ana:12/{WRONG}@h/x",
        f"postgresql://ana:{WRONG}?more@h/x",
        f"postgresql://ana:{WRONG}#more@h/x",
        f"postgresql://ana:more@{WRONG}@h/x",
        f"postgresql://ana:{WRONG}%zz@h/x",
        f"postgresql://ana:{WRONG}%00@h/x",
        f"postgresql://ana:{WRONG}\udcff@h/x",
        f"postgresql://ana:{WRONG}\n@h/x",
        f"postgresql://ana:{WRONG}\x1b[31m@h/x",
        f"postgresql://ana:{WRONG}\u2100@h/x",
        f"postgresql://ana:{WRONG}[@h/x",
        f"postgresql://ana:{WRONG}@h:port/x",
        f"postgresql://ana:{WRONG}",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(tmp_path: Path, url: str) -> None:
    assert refused(python(), url, tmp_path).startswith("--db is no address of a database: write postgresql://")


@pytest.mark.parametrize("option", ["no_such=1", "sslmode=perhaps", "connect_timeout=soon", "keepalives_idle", "a=%2"])
def test_an_option_nobody_knows(tmp_path: Path, option: str) -> None:
    said = refused(python(), f"postgresql://ana:{WRONG}@127.0.0.1:{free_port()}/x?{option}", tmp_path)
    assert "no address of a database" in said or "cannot be reached" in said or "does not answer" in said
