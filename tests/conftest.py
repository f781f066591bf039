"""What holds for every test: the same environment everywhere, nobody's real files, known markers and profiles."""

import os
import pickle
import shutil
import signal
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings

# What a person's shell says about colour, size and terminal changes what the program draws, and our own variables
# would point tests at a real database. Textual reads its variables when it is imported, so this runs before that.
_SCRUBBED_PREFIXES = ("COLLECTIONS_", "TEXTUAL", "SSH_")
_SCRUBBED = (
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORFGBG",
    "COLORTERM",
    "COLUMNS",
    "FORCE_COLOR",
    "LINES",
    "NO_COLOR",
    "STY",
    "TMUX",
    "TTY_COMPATIBLE",
    "TTY_INTERACTIVE",
)
_KEPT = ("TEXTUAL_SNAPSHOT_TEMPDIR", "COLLECTIONS_TEST_POSTGRES")
"""Where the plugin for pictures has its workers put them, and the server that somebody wants to be tested with."""
_TERM = "xterm-256color"

_LONGEST_NAME = 60  # characters of a value that names the case of a test

_MARKERS = {
    "slow": "takes longer than a person waits; `make test` leaves it out, `make test-slow` runs it",
    "packaging": "builds the wheel and installs it somewhere else",
}


def _scrub_environment() -> None:
    for name in list(os.environ):
        if name in _SCRUBBED or (name.startswith(_SCRUBBED_PREFIXES) and name not in _KEPT):
            del os.environ[name]
    os.environ["TERM"] = _TERM
    # Else every program that a test starts would compile all of ours anew, and every worker all tests.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


_SHELL_ENVIRONMENT = dict(os.environ)
_scrub_environment()

# Durable commits are most of what a test of the store waits for, and on a disk in memory they cost nothing. The same is
# done on it: only the place differs. A TMPDIR that somebody has set goes before.
_MEMORY = Path("/dev/shm")
_ENOUGH = 2 << 30  # bytes: what the tests leave there, several times over


def _in_memory() -> bool:
    """Whether temporary files may be there: some containers have next to no room, or let nothing be run from it."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(_MEMORY).free > _ENOUGH and not os.statvfs(_MEMORY).f_flag & getattr(os, "ST_NOEXEC", 0)


if _in_memory():
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

_read_toml = tomllib.loads
_toml: dict[str, bytes] = {}


def _read_toml_once(text: str, **how: Any) -> dict[str, Any]:
    """Return what ``tomllib`` does, a new one every time: each desk reads the books that ship, and tests have many."""
    if how:
        return _read_toml(text, **how)
    if text not in _toml:
        _toml[text] = pickle.dumps(_read_toml(text))
    return cast(dict[str, Any], pickle.loads(_toml[text]))


tomllib.loads = _read_toml_once

# A run in the background is deaf to ctrl+c, and so would be every program that its tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadlines: a busy machine is no wrong answer. On CI the same examples come every time, so that a red run is
# about the change at hand; at home new examples are tried, and the failing ones kept in .hypothesis.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("home", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=2_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "home"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    parser.addoption("--update-frames", action="store_true", help="write the screens in tests/frames as they are now")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers: a misspelt one is an error."""
    for name, meaning in _MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time a worker waits for a screen, a terminal or a server."""
    return (os.cpu_count() or 1) + 1


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a case of a very long text by its beginning: names go to and fro between the workers."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST_NAME:
        start = val[:_LONGEST_NAME]
        return f"{start if isinstance(start, str) else ascii(start)[2:-1]}… ({len(val)})"
    return None


def pytest_report_header() -> str:
    """Say where the databases are: on a disk it takes longer."""
    return f"temporary files: {tempfile.gettempdir()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when a whole engine, the pooler before it, or the way in over SSH has not been tested."""
    from tests import engines, pgbouncer, sshd

    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())}
    whole = (
        ("POSTGRESQL", engines.SKIPPED),
        ("PGBOUNCER", pgbouncer.SKIPPED),
        ("SSHD", "sshd is not tested here"),
        ("THE WAY FROM AN EMPTY MACHINE", sshd.UNTYPED),
    )
    for what, sign in whole:
        missing = next((reason for reason in reasons if sign in reason), None)
        if missing is not None:
            terminalreporter.write_sep("!", f"{what} WAS NOT TESTED", red=True, bold=True)
            terminalreporter.write_line(missing)
    for missing in sorted(reason for reason in reasons if "the workstation is not tried in it" in reason):
        terminalreporter.write_sep("!", "A TERMINAL WAS NOT TESTED", red=True, bold=True)
        terminalreporter.write_line(missing)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test, and every program a test starts, away from the data, settings and logs of who runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.setenv("COLLECTIONS_SOCKET", "")  # a server of whoever runs the tests would open workstations there
        yield


@pytest.fixture(scope="session")
def shell_environment() -> dict[str, str]:
    """Return the environment before it was scrubbed: for pip, whose settings tell where packages come from."""
    return dict(_SHELL_ENVIRONMENT)
