"""A real PgBouncer before the test server, configured by the example in docs/scaling.md.

The tests with it are skipped where the program is not installed, and the run says so at its end.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.postgres import free_port

PAGE = Path(__file__).parents[1] / "docs" / "scaling.md"
SKIPPED = "PgBouncer is not tested here: install the package pgbouncer"
PASSWORD = "a p@ss/word%41"
"""What a client has to say to the pooler where the server itself asks for none."""
_BLOCK = re.compile(r"^```ini\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NOBODY = "nobody"  # it refuses to run as root


def program() -> str | None:
    """Where the program is; None when it is not installed."""
    return shutil.which("pgbouncer", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))


def example() -> configparser.ConfigParser:
    """The configuration that the page shows."""
    found = _BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(found) == 1, "the page shows one pgbouncer.ini"
    read = configparser.ConfigParser(interpolation=None)
    read.read_string(found[0])
    return read


class Bouncer:
    """One PgBouncer: the example of the page, but for where things are and how small the pool is."""

    def __init__(self, databases: Mapping[str, str], pool: int = 2, **settings: str) -> None:
        """``databases``: the names that clients use, and the address of each on the test server."""
        self._program = program()
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="collections-bouncer-"))
        self.port = free_port()
        self._where = {name: conninfo_to_dict(url) for name, url in databases.items()}
        first = next(iter(self._where.values()))
        self.user = str(first["user"])
        self._secret = str(first.get("password") or PASSWORD)
        self._write(settings | {"default_pool_size": str(pool)}, "password" in first)

    def url(self, name: str = "floor", *, user: str = "", password: str = "", query: str = "") -> str:
        """The address of a database behind it."""
        who = f"{quote(user or self.user, safe='')}:{quote(password or self._secret, safe='')}"
        return f"postgresql://{who}@127.0.0.1:{self.port}/{name}{query}"

    def _write(self, settings: dict[str, str], known: bool) -> None:
        ini = example()
        assert set(ini["databases"]) <= set(self._where)
        for name, parts in self._where.items():
            given = {key: parts[key] for key in ("host", "port", "dbname") if key in parts}
            ini["databases"][name] = " ".join(f"{key}={value}" for key, value in given.items())
        here = {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.port),
            "unix_socket_dir": "",
            "auth_file": str(self.folder / "userlist.txt"),
        }
        ini["pgbouncer"].update(here | settings)
        with (self.folder / "pgbouncer.ini").open("w") as file:
            ini.write(file)
        # A server that wants a password is told it from here, so it stands as it is; otherwise as the server keeps it.
        secret = self._secret if known else _as_kept(self._secret, self.user, next(iter(self._where.values())))
        quoted = secret.replace('"', '""')
        (self.folder / "userlist.txt").write_text(f'"{self.user}" "{quoted}"\n')

    def start(self) -> None:
        """Start it, and wait until it lets somebody in."""
        assert self._program is not None
        if os.geteuid() == 0:
            shutil.chown(self.folder, _NOBODY)
            for path in self.folder.iterdir():
                shutil.chown(path, _NOBODY)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, str(self.folder / "pgbouncer.ini")], stdout=log, stderr=log, cwd="/", **_as_nobody()
            )
        end = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise AssertionError(f"PgBouncer does not start: {self.said()}") from None
                time.sleep(0.05)
            else:
                return

    def said(self) -> str:
        """The end of its log."""
        return (self.folder / "log").read_text("utf-8", "replace")[-2000:]

    def kill(self) -> None:
        """End it at once, with all connections."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def __enter__(self) -> Bouncer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _as_kept(password: str, user: str, where: Mapping[str, Any]) -> str:
    """A password as the server's pg_authid would have it."""
    with psycopg.connect(**where) as server:
        return server.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()


def _as_nobody() -> dict[str, Any]:
    return {"user": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
