"""Policies for arrangements: those that ship, a client's own table, and what is wrong has its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Band
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.records import Client
from collections_tui.services import clients
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from tests.build import office
from tests.services.test_policies import MERCY, write

# No database is asked but by one, whose engine does not matter.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

MERCY_PLANS = (
    MERCY
    + """
[arrangements]
like = "medical"
grace_days = 9

[arrangements.settlement]
supervisor = 50

[[arrangements.band]]
up_to = 1000
months = 6
least = "12.50"

[letterhead]
lines = ["1 Mercy Way", "Albany NY 12207"]
"""
)
CLIENT = Client(1, "MERCY", "Mercy", "third", "medical", "USD", policy="mercy")


@pytest.mark.parametrize(
    ("sector", "name"),
    [("medical", "medical"), ("discretionary", "discretionary"), ("utility", "standard"), ("other", "standard")],
)
def test_a_client_without_a_file_has_what_is_usual_for_its_sector(sector: str, name: str) -> None:
    policy = Books().arrangement_policy(
        CLIENT._replace(policy="", sector=sector)  # type: ignore[arg-type]
    )
    assert (policy.name, policy.allowed) == (name, name != "discretionary")


def test_a_clients_own_table_says_only_what_differs(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", MERCY_PLANS)
    policy, medical = books.arrangement_policy(CLIENT), books.arrangements_like("medical")
    assert policy == medical._replace(
        name="mercy", title="Mercy Hospital", grace_days=9, settlement_percent=(("collector", 0), ("supervisor", 50)),
        bands=(Band(100_000, 6, 1_250),),
    )  # fmt: skip
    assert books.policy("mercy").limits[0].most == 5
    assert books.letterhead(CLIENT) == ("1 Mercy Way", "Albany NY 12207")
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-wa"]


def test_a_clients_file_that_says_nothing_of_it_leaves_what_is_usual(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", MERCY)
    assert books.arrangement_policy(CLIENT).name == "medical"
    assert books.letterhead(CLIENT) == ()
    assert books.letterhead(CLIENT._replace(policy="")) == ()


def test_a_supervisors_own_file_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    books = write(tmp_path, "arrangements-medical", 'kind = "arrangements"\ntitle = "Ours"\nlike = "standard"\n')
    policy = books.arrangement_policy(CLIENT._replace(policy=""))
    assert policy == Books().arrangements_like("standard")._replace(name="medical", title="Ours")
    assert [law.name for law in books.policies] == ["us", "us-ma", "us-wa"]


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("grace_days = 9", "grace_days = 99", r"mercy.toml, line 16: grace_days must be from 0 to 60"),
        ("grace_days = 9", "grace = 9", r"line 16: grace is not a field here; the fields are aid, allowed, "),
        ("grace_days = 9", 'rounding = "up"', r"line 16: rounding must be one of spread, last"),
        ("grace_days = 9", "allowed = false", r"mercy.toml: refusal must say why"),
        ("grace_days = 9", "down = 1.5", r'line 16: down must be an amount such as 50 or "12.50"'),
        ("grace_days = 9", 'down = "-1.00"', r"line 16: down must be an amount that somebody can owe"),
        ('like = "medical"', 'like = "nobody"', "There is no policy for arrangements “nobody”"),
        ("supervisor = 50", "supervisor = 100", r"line 19: supervisor must be from 0 to 99"),
        ("supervisor = 50", "auditor = 10", r"line 19: auditor is not a field here"),
        ("months = 6", "months = -1", r"mercy.toml, line 23: arrangements.band 1: months must be from 0 to 600"),
        ('least = "12.50"', 'least = "1.234"', r"line 24: arrangements.band 1: least must be an amount"),
        ("[letterhead]", "[[arrangements.band]]\nup_to = 10\nmonths = 1\n[letterhead]",
         r"line 27: arrangements.band 2: up_to must be more than that of the band above it"),
        ("[letterhead]", "[[arrangements.aid]]\nup_to_percent = 200\noff_percent = 0\n[letterhead]",
         r"line 28: arrangements.aid 1: off_percent must be from 1 to 100"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_file_line_and_field(tmp_path: Path, was: str, becomes: str, sentence: str) -> None:
    books = write(tmp_path, "mercy", MERCY_PLANS.replace(was, becomes))
    with pytest.raises(ConfigError, match=sentence):
        books.arrangement_policy(CLIENT)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mercy\.toml, line 1: arrangements must be a table, written as"):
        write(tmp_path, "mercy", f"arrangements = 3\n{MERCY}").arrangement_policy(CLIENT)


def test_a_letterhead_is_a_few_lines(tmp_path: Path) -> None:
    for lines in ('"a"', '["a", "a"]', '["a\\u0007b"]', "[]", '["1","2","3","4","5","6","7","8","9"]'):
        text = MERCY_PLANS.replace('["1 Mercy Way", "Albany NY 12207"]', lines)
        with pytest.raises(ConfigError, match=r"mercy\.toml, line 27: lines "):
            write(tmp_path, "mercy", text).letterhead(CLIENT)


def test_policies_that_start_from_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "arrangements-a", 'kind = "arrangements"\ntitle = "A"\nlike = "b"\n')
    books = write(tmp_path, "arrangements-b", 'kind = "arrangements"\ntitle = "B"\nlike = "a"\n')
    with pytest.raises(ConfigError, match="The policies b and a start from each other"):
        books.arrangements_like("b")


def test_a_wrong_table_is_found_when_a_client_gets_the_policy(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        desk: Desk = work.boss
        desk.books = write(tmp_path, "mercy", MERCY_PLANS.replace("grace_days = 9", "grace_days = 99"))
        with pytest.raises(ConfigError, match="grace_days must be"):
            clients.change(desk, "HOSP", policy="mercy")
        with pytest.raises(Refused, match="no policy nobody"):
            clients.change(desk, "HOSP", policy="nobody")
