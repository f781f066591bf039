"""Reading contact policies: what ships is the law, a client's own file goes beside it, what is wrong has its line."""

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


def test_a_supervisors_own_law_is_added(tmp_path: Path) -> None:
    own = data_path("policies", "us-wa.toml").read_text("utf-8").replace("most = 3", "most = 2")
    books = write(tmp_path, "us-or", own.replace("wa_", "or_").replace('"WA"', '"OR"'))
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-or", "us-wa"]
    assert [law.limits[0].most for law in books.policies[2:]] == [2, 3]


@pytest.mark.parametrize("stricter", [True, False])
def test_no_file_takes_the_place_of_the_law_that_ships(tmp_path: Path, stricter: bool) -> None:
    text = data_path("policies", "us.toml").read_text("utf-8").replace("most = 7", f"most = {1 if stricter else 70}")
    with pytest.raises(ConfigError) as refused:
        _ = write(tmp_path, "us", text).policies
    assert str(refused.value) == (
        "policies/us.toml is a law that ships, and a file of your own cannot take its place: give yours another name, "
        "and an id of its own to each of its rules."
    )
    with pytest.raises(ConfigError, match=r"^policies/us-ma\.toml is a law that ships"):
        _ = write(tmp_path / "policies", "us-ma", MERCY).policies


def test_a_misspelt_rule_that_is_switched_off_is_found_by_its_line(tmp_path: Path) -> None:
    text = 'kind = "client"\ntitle = "City Power"\nparty = "first"\n\n[[off]]\nid = "{}"\nreason = "counsel"\n'
    for misspelt, near in (("concentratd", ": concentrated is one"), ("xyz", ""), ("wa_hour", ": wa_hours is one")):
        with pytest.raises(ConfigError) as refused:
            write(tmp_path, "city", text.format(misspelt)).policy("city")
        assert str(refused.value) == f"policies/city.toml, line 6: off 1: id {misspelt} is no rule{near}"
    with pytest.raises(ConfigError, match="line 6: off 1: id bankruptcy cannot be switched off: it binds creditors"):
        write(tmp_path, "city", text.format("bankruptcy")).policy("city")
    for known in ("time_barred", "place_unknown", "wa_hours", "calls_in_seven_days"):
        assert write(tmp_path, "city", text.format(known)).policy("city").off == {known: "counsel"}


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
