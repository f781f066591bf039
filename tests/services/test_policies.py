"""Reading contact policies: a supervisor's own file goes before the one that ships, and what is wrong has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.resources import data_path
from collections_tui.services.bookshelf import Books

MERCY = """\
kind = "client"
title = "Mercy Hospital"
party = "third"

[[limit]]
id = "calls_in_seven_days"
source = "Mercy's placement agreement"
most = 5
days = 7
per = "debt"
counts = "reached"
words = "calls"
"""


def write(config: Path, name: str, text: str) -> Books:
    folder = config / "policies"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return Books(config)


def test_what_ships_is_read_and_first_party_is_no_law() -> None:
    books = Books()
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-wa"]
    assert books.policies is books.policies
    assert (books.policy("first-party").name, books.policy("first-party").party) == ("first-party", "first")


def test_a_clients_own_policy_is_read_from_the_configurations_folder(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", MERCY)
    assert books.policy("mercy").limits[0].most == 5
    assert books.policy("mercy") is books.policy("mercy")
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-wa"]


def test_a_supervisors_own_law_goes_before_the_one_that_ships_or_is_added(tmp_path: Path) -> None:
    own = data_path("policies", "us-wa.toml").read_text("utf-8").replace("most = 3", "most = 2")
    write(tmp_path, "us-wa", own)
    books = write(tmp_path, "us-or", own.replace("wa_", "or_").replace('"WA"', '"OR"'))
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-or", "us-wa"]
    assert [law.limits[0].most for law in books.policies[2:]] == [2, 2]


def test_a_clients_file_cannot_take_the_place_of_the_law(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^policies/us\.toml, line 1: kind must be one of law$"):
        _ = write(tmp_path, "us", MERCY).policies


def test_what_may_not_be_relaxed_is_found_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        write(tmp_path, "mercy", MERCY.replace("most = 5", "most = 9")).policy("mercy")
    assert str(refused.value) == (
        "policies/mercy.toml, line 8: limit 1: most cannot be more than 7: 12 CFR 1006.14(b)(2)(i)(A)"
    )


def test_two_laws_that_use_one_id_are_refused(tmp_path: Path) -> None:
    books = write(tmp_path, "us-or", data_path("policies", "us-wa.toml").read_text("utf-8"))
    with pytest.raises(
        ConfigError, match=r"policies/us-wa\.toml, line \d+: hours 1: id wa_hours is already used in pol"
    ):
        _ = books.policies


def test_a_policy_that_is_not_there_is_named() -> None:
    with pytest.raises(Refused, match=r"There is no policy mercy: write policies/mercy\.toml in the configuration"):
        Books().policy("mercy")
    with pytest.raises(Refused, match="is not the name of a policy"):
        Books().policy("../strategies/balanced")


def test_the_law_of_a_place_is_no_policy_of_a_client() -> None:
    with pytest.raises(ConfigError, match=r"policies/us-ma\.toml, line \d+: kind must be one of client"):
        Books().policy("us-ma")
