"""Configuration that is wrong in every way a file can be: one sentence that names the file, and nothing half done."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.contact.policy_files import parse_client_policy, parse_policy_file
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.insurance.codes import parse_denials, parse_words
from collections_tui.domain.mail import parse_mail
from collections_tui.domain.outcomes import parse_outcomes
from collections_tui.domain.places import parse_places
from collections_tui.domain.scripts import parse_scripts
from collections_tui.domain.strategy import parse_strategy
from collections_tui.files.mapping import load_mapping, parse_mapping
from collections_tui.resources import data_path
from collections_tui.services.books import (
    load_client_policy,
    load_codes,
    load_outcomes,
    load_places,
    load_policies,
    load_scripts,
    load_strategy,
)
from tests.naughty.conftest import Files
from tests.naughty.strings import NAUGHTY, driving

Reader = Callable[[Path], object]
Parser = Callable[[dict[str, Any], str], object]

LOADERS: dict[str, Reader] = {
    "outcomes": load_outcomes,
    "strategy": load_strategy,
    "scripts": load_scripts,
    "places": load_places,
    "policy": lambda path: load_policies([path]),
    "client's policy": lambda path: load_client_policy(path, ()),
    "mapping": load_mapping,
    "codes": lambda path: load_codes(path, path, path),
}
PARSERS: dict[str, tuple[Parser, Path]] = {
    "outcomes": (parse_outcomes, data_path("outcomes.toml")),
    "strategy": (parse_strategy, data_path("strategies", "balanced.toml")),
    "mail": (parse_mail, data_path("mail.toml")),
    "codes": (parse_words, data_path("insurance", "rarc.toml")),
    "denials": (parse_denials, data_path("insurance", "denials.toml")),
    "scripts": (parse_scripts, data_path("scripts", "default.toml")),
    "places": (parse_places, data_path("places", "us.toml")),
    "policy": (parse_policy_file, data_path("policies", "us-ma.toml")),
    "client's policy": (
        lambda raw, source: parse_client_policy(raw, source, ()),
        data_path("policies", "first-party.toml"),
    ),
    "mapping": (parse_mapping, next(iter(sorted(data_path("mappings").glob("*.toml"))))),
}

FILES = {
    "empty": b"",
    "not TOML": b"= = =",
    "not text": b"\xff\xfe\xfa",
    "NUL": b"\x00",
    "controls": b'title = "\x1b[2J"',
    "escaped controls": b'"\\u001b[2J" = 1',
    "half a pair": b'title = "\\ud800"',
    "a number without end": b"title = " + b"1" * 5_000,
    "brackets without end": b"title = " + b"[" * 5_000,
    "tables without end": b"a" + b".a" * 3_000 + b" = 1",
    "twice": b"title = 1\ntitle = 2",
    "another kind": b"[[something]]\nelse = 1",
    "huge": b"#" * 1_500_000,
}


def complaint(read: Callable[[], object]) -> str:
    """The sentence with which something is refused; empty when it is taken."""
    try:
        read()
    except ConfigError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("load", LOADERS.values(), ids=LOADERS)
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_wrong_file_is_refused_by_name(load: Reader, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    said = complaint(lambda: load(path))
    assert "own.toml" in said
    assert len(said) < 600
    assert "\n" not in said


@pytest.mark.parametrize("load", LOADERS.values(), ids=LOADERS)
def test_what_is_no_file_is_refused_by_name(load: Reader, tmp_path: Path) -> None:
    (tmp_path / "own.toml").mkdir()
    for name in ("own.toml", "none.toml"):
        assert name in complaint(lambda name=name: load(tmp_path / name))  # type: ignore[misc]


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=9)
ANYTHING = st.recursive(
    LEAVES | st.sampled_from([*NAUGHTY.values()]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def spoil(raw: Any, draw: st.DataObject) -> Any:
    """The same with one value, somewhere in it, replaced by anything, taken out, or put in."""
    keys: list[Any] = [*raw] if isinstance(raw, dict) else [*range(len(raw))] if isinstance(raw, list) else []
    if not keys:
        return draw.draw(ANYTHING)
    key = draw.draw(st.sampled_from(keys))
    what = draw.draw(st.sampled_from(["deeper", "deeper", "replace", "remove", "add"]))
    if what == "deeper":
        raw[key] = spoil(raw[key], draw)
    elif what == "replace":
        raw[key] = draw.draw(ANYTHING)
    elif what == "remove":
        del raw[key]
    elif isinstance(raw, dict):
        raw[draw.draw(st.text(max_size=5))] = draw.draw(ANYTHING)
    else:
        raw.append(draw.draw(ANYTHING))
    return raw


@pytest.mark.parametrize("kind", PARSERS)
@settings(max_examples=60)
@given(draw=st.data())
def test_a_spoilt_book_is_taken_whole_or_refused_in_words(kind: str, draw: st.DataObject) -> None:
    parse, path = PARSERS[kind]
    raw = spoil(deepcopy(_read(path)), draw)
    if isinstance(raw, dict):
        said = complaint(lambda: parse(raw, "own.toml"))
        assert not said or said.startswith("own.toml")


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('encoding = "undefined"', "encoding"),
        ('encoding = "rot13"', "encoding"),
        ('encoding = "\\u001b[2J"', "encoding"),
        ('time_zone = "../../etc/passwd"', "time_zone"),
        ('time_zone = "America"', "time_zone"),
        ('delimiter = "\\u0000"', "delimiter"),
        ('delimiter = ""', "delimiter"),
        ('dates = ["yesterday"]', "dates"),
        ('thousands = "."', "thousands"),
        ('currency = "dollars"', "currency"),
        ('region = "us"', "region"),
        ("header = 1", "header"),
        ('"\\u001b]52;c;eA==\\u0007" = 1', "not a field"),
    ],
)
def test_a_wrong_mapping_stores_nothing_and_says_where(files: Files, line: str, said: str) -> None:
    path = files.folder / "own.toml"
    path.write_text(f'kind = "accounts"\n{line}\n[columns]\naccount = "account"\nbalance = "balance"\n', "utf-8")
    rows = files.write("some.csv", ("account", "balance"), [("Z1", "1.00")])
    result = files.run("import", "accounts", rows, "--client", "HOSP", "--map", str(path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "own.toml" in result.stderr
    assert said in result.stderr
    assert driving(result.stderr) == []
    assert files.run("account", "Z1").exit_code == 1


def test_what_a_mapping_puts_in_is_clean_too(files: Files) -> None:
    path = files.folder / "own.toml"
    table = '[columns]\naccount = "account"\nbalance = "balance"\nname = "name"\n[values.name]\nann = "\\u001b[2JAnn"\n'
    path.write_text(f'kind = "accounts"\n{table}', "utf-8")
    rows = files.write("some.csv", ("account", "balance", "name"), [("Z1", "1.00", "ann")])
    assert files.run("import", "accounts", rows, "--client", "HOSP", "--map", str(path)).exit_code == 0
    assert "␛[2JAnn" in files.run("find", "2JAnn").stdout
    assert driving(files.run("account", "Z1", "--json").stdout) == []
