"""data/ is found, and nothing outside it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from collections_tui import resources

CHECKOUT = Path(__file__).resolve().parents[1]


def test_the_checkout_reads_its_own_data() -> None:
    assert resources.data_path() == CHECKOUT / "data"
    assert resources.data_path("strategies", "x.toml") == CHECKOUT / "data" / "strategies" / "x.toml"


@pytest.mark.parametrize(
    "parts",
    [
        ("..",),
        ("..", "pyproject.toml"),
        ("strategies/../../pyproject.toml",),
        ("/etc/passwd",),
        ("strategies", "/etc/passwd"),
    ],
)
def test_no_name_leads_out_of_data(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="lies outside the data"):
        resources.data_path(*parts)


def _copy_package(to: Path) -> Path:
    package = to / "collections_tui"
    package.mkdir(parents=True)
    shutil.copy(Path(resources.__file__), package)
    (package / "__init__.py").touch()
    return package


def _ask(package: Path) -> subprocess.CompletedProcess[str]:
    code = "from collections_tui.resources import data_path; print(data_path())"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=package.parent, capture_output=True, text=True, check=False, timeout=60
    )


def test_data_inside_the_package_comes_before_data_beside_it(tmp_path: Path) -> None:
    package = _copy_package(tmp_path)
    (tmp_path / "data").mkdir()
    assert _ask(package).stdout.strip() == str(tmp_path / "data")
    (package / "data").mkdir()
    assert _ask(package).stdout.strip() == str(package / "data")


def test_missing_data_is_one_sentence_with_a_way_out(tmp_path: Path) -> None:
    answer = _ask(_copy_package(tmp_path))
    assert answer.returncode == 1
    assert "install collections-tui again" in answer.stderr
