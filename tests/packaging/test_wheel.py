"""What is built is what runs: the wheel, in an empty environment, far from the checkout."""

import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

import collections_tui
from tests.terminal import Terminal

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "collections_tui"
DATA = CHECKOUT / "data"

CTRL_Q = "\x11"

# The group keeps these tests on one worker, so that the wheel is built and installed once.
pytestmark = [pytest.mark.packaging, pytest.mark.xdist_group("packaging")]

# How pip words an index that did not answer; anything else that goes wrong is an error of ours.
_NO_ANSWER = ("connection broken by", "NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


class Installed(NamedTuple):
    """The program in an environment of its own, and a folder to run it in."""

    bin: Path
    elsewhere: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a stranger's shell tells programs."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.elsewhere), "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def open(self, *command: str) -> Terminal:
        """The same in a terminal of its own."""
        told = [f"{name}={value}" for name, value in self.environment.items()]
        words = ["/usr/bin/env", "-i", *told, str(self.bin / command[0]), *command[1:]]
        return Terminal(words, cwd=str(self.elsewhere))

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program of that environment as a stranger's shell would: nothing of ours in its environment."""
        return subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=self.elsewhere,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


def _pip(python: Path | str, environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # A PYTHONPATH would let pip find packages that the empty environment does not have.
    environment = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    command = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)


def _files_below(root: Path) -> set[str]:
    files = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix() for path in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, shell_environment: dict[str, str]) -> Path:
    """Build the wheel from the checkout with the tools installed here; nothing is fetched for it."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _pip(
        sys.executable, shell_environment, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, CHECKOUT
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory, shell_environment: dict[str, str]) -> Installed:
    """Install the wheel and what it asks for, from the index, at the versions of constraints.txt."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", environment], check=True, capture_output=True, timeout=300)
    answer = _pip(
        environment / "bin" / "python",
        shell_environment,
        "install",
        "--retries=1",
        "--no-compile",
        f"--constraint={CHECKOUT / 'constraints.txt'}",
        wheel,
    )
    output = answer.stdout + answer.stderr
    if answer.returncode != 0 and any(words in output for words in _NO_ANSWER):
        pytest.skip("THE INSTALLED WHEEL WAS NOT TESTED: the package index does not answer")
    assert answer.returncode == 0, output
    return Installed(environment / "bin", tmp_path_factory.mktemp("elsewhere"))


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {f"collections_tui/{name}" for name in _files_below(PACKAGE)}
    data = {f"collections_tui/data/{name}" for name in _files_below(DATA)}
    assert data
    assert names == package | data


def test_the_wheel_carries_its_licence_and_version(wheel: Path) -> None:
    info = f"collections_tui-{collections_tui.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(f"{info}/licenses/LICENSE") == (CHECKOUT / "LICENSE").read_bytes()
        assert f"Version: {collections_tui.__version__}\n" in archive.read(f"{info}/METADATA").decode()


def test_the_source_release_can_build_the_wheel_again(tmp_path: Path, wheel: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run([*build, "-t", "sdist"], cwd=CHECKOUT, check=True, capture_output=True, timeout=300)
    (release,) = tmp_path.glob("*.tar.gz")
    # By the module's own command: how extractall() is called safely differs between the Pythons we support.
    unpack = [sys.executable, "-m", "tarfile", "-e", str(release), str(tmp_path)]
    subprocess.run(unpack, check=True, capture_output=True, timeout=300)
    source = tmp_path / release.name.removesuffix(".tar.gz")
    subprocess.run([*build, "-t", "wheel"], cwd=source, check=True, capture_output=True, timeout=300)
    (again,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(again) as theirs, zipfile.ZipFile(wheel) as ours:
        assert sorted(theirs.namelist()) == sorted(ours.namelist())


def test_the_installed_program_says_its_version(installed: Installed) -> None:
    answer = installed.run("collections-tui", "--version")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert collections_tui.__version__ in answer.stdout


def test_the_installed_program_finds_its_own_data(installed: Installed) -> None:
    answer = installed.run("python", "-c", "from collections_tui.resources import data_path; print(data_path())")
    assert answer.returncode == 0, answer.stderr
    found = Path(answer.stdout.strip())
    assert found.is_relative_to(installed.bin.parent)
    assert _files_below(found) == _files_below(DATA)


def test_the_installed_program_opens_the_workstation_on_a_demo(installed: Installed) -> None:
    database = installed.elsewhere / "demo.db"
    with installed.open("collections-tui", "demo", "--db", str(database)) as terminal:
        terminal.wait_for("Worklist", timeout=120)
        terminal.wait_for(r"\$[\d,]+\.\d\d")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert "This demo is kept" in terminal.text()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (accounts,) = connection.execute("SELECT count(*) FROM account").fetchone()
        (codes,) = connection.execute("SELECT count(*) FROM outcome_code").fetchone()
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    assert (accounts, verdict) == (2000, "ok")
    assert codes > 20
