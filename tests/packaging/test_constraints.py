"""constraints.txt names every package that a fresh machine gets, no more, and what it names is what runs here."""

import tomllib
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
INSTALLER = "pip"


class Project(NamedTuple):
    """What pyproject.toml asks for, as requirement strings."""

    runtime: list[str]
    development: list[str]


def _project() -> Project:
    table = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Project(table["dependencies"], table["optional-dependencies"]["dev"])


def _constraints() -> dict[str, str]:
    lines = (CHECKOUT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = (line.partition("==") for line in lines if line and not line.startswith("#"))
    return {name: version for name, _, version in pins}


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _installed_closure(requirements: list[str]) -> dict[str, str]:
    """Return name → installed version of every package that these requirements pull in here."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        text = waiting.pop()
        if text in seen:
            continue
        seen.add(text)
        requirement = Requirement(text)
        package = metadata.distribution(requirement.name)
        found[canonicalize_name(requirement.name)] = package.version
        waiting += [text for text in package.requires or () if _applies(Requirement(text), requirement.extras)]
    return found


def test_every_package_a_fresh_machine_gets_is_pinned_to_what_runs_here() -> None:
    project = _project()
    expected = _installed_closure([*project.runtime, *project.development])
    del expected[INSTALLER]
    assert _constraints() == expected


def test_the_pins_satisfy_what_the_wheel_asks_for() -> None:
    project = _project()
    pins = _constraints()
    unmet = []
    for text in (*project.runtime, *project.development):
        requirement = Requirement(text)
        if not requirement.specifier.contains(pins[canonicalize_name(requirement.name)]):
            unmet.append(text)
    assert unmet == []


def test_textual_is_pinned_exactly() -> None:
    (textual,) = [text for text in _project().runtime if Requirement(text).name == "textual"]
    assert textual == f"textual=={_constraints()['textual']}"
