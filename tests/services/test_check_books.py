"""Checks of bills as data: what ships, a client's own table, and what is wrong has its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.records import Client
from collections_tui.resources import data_path
from collections_tui.services.books import load_checks
from collections_tui.services.bookshelf import Books
from tests.services.test_policies import MERCY, write

# No database is asked, so its engine does not matter.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

CLIENT = Client(1, "MERCY", "Mercy", "third", "medical", "USD", policy="mercy")
OWN = (
    MERCY
    + """
[[checks.change]]
id = "quantity"
severity = "error"
most = "24.5"

[[checks.change]]
id = "before_registration"
days = 5

[[checks.off]]
id = "no_code"
reason = "its services have no codes"

[[checks.check]]
id = "very_many"
rule = "quantity"
severity = "error"
words = "Very many"
sentence = "{line} has {quantity}."
do = "Ask."
least = 0
most = 100
"""
)


def test_a_client_without_a_file_has_those_that_ship() -> None:
    standard = Books().checks(CLIENT._replace(policy=""))
    assert standard == load_checks(data_path("policies", "checks-standard.toml"))
    assert {one.severity for one in standard} == {"error", "warning"}


def test_insurance_is_a_matter_of_medical_services() -> None:
    medical, utility = (Books().checks(CLIENT._replace(policy="", sector=sector)) for sector in ("medical", "utility"))
    assert {one.id for one in medical} - {one.id for one in utility} == {"insurance"}


def test_a_clients_own_table_says_only_what_differs(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", OWN)
    standard, own = {one.id: one for one in books.checks(CLIENT._replace(policy=""))}, books.checks(CLIENT)
    named = {one.id: one for one in own}
    assert named["quantity"] == standard["quantity"]._replace(severity="error", limits={"least": 1, "most": 24_500})
    assert named["before_registration"].limits == {"days": 5}
    assert (named["very_many"].rule, named["very_many"].limits) == ("quantity", {"least": 0, "most": 100_000})
    assert standard.keys() - named.keys() == {"no_code"}
    assert [one for one in own if one.id not in ("quantity", "before_registration", "very_many")] == [
        one for one in standard.values() if one.id not in ("quantity", "before_registration", "no_code")
    ]


def test_a_file_without_such_a_table_changes_nothing(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", MERCY)
    assert books.checks(CLIENT) == books.checks(CLIENT._replace(policy=""))


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('"error"\nmost = "24.5"', '"grave"\nmost = "24.5"', 7, "severity must be one of error, warning"),
        ('most = "24.5"', 'most = "2,5"', 8, 'most must be a quantity such as 12 or "0.5"'),
        ("days = 5", "days = -1", 12, "days must be from 0 to 36600"),
        ("days = 5", "day = 30", 10, "it changes nothing"),
        ("days = 5", "days = 5\nday = 3", 13, "day is not a field here"),
        ('id = "no_code"', 'id = "no_cod"', 15, "no_cod is no check: no_code is one"),
        ('id = "no_code"', 'id = "total"', 15, "total stays as it is"),
        ('reason = "its', 'why = "its', 14, "reason is missing"),
        ('rule = "quantity"', 'rule = "quantify"', 20, "quantify is none: quantity is one"),
        ("has {quantity}", "has {amount}", 23, "cannot have {amount}; it may have {bill}"),
        ("has {quantity}", "has {quantity", 23, "has a brace that belongs to no blank"),
        ('id = "very_many"', 'id = "price"', 19, "price is already used: change it with"),
        ("least = 0", "least = 0\nfixed = true", 26, "fixed is for the checks that ship"),
    ],
)
def test_what_is_wrong_has_its_line_and_field(tmp_path: Path, before: str, after: str, line: int, words: str) -> None:
    assert before in OWN
    books = write(tmp_path, "mercy", OWN.replace(before, after))
    with pytest.raises(ConfigError) as refused:
        books.checks(CLIENT)
    assert f"mercy.toml, line {line + MERCY.count(chr(10)) - 3}: checks." in str(refused.value)
    assert words in str(refused.value)


def test_a_table_of_another_form_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    books = write(tmp_path, "mercy", MERCY.replace('kind = "client"', 'kind = "client"\nchecks = 3'))
    with pytest.raises(ConfigError, match=r"mercy\.toml, line 2: checks must be a table"):
        books.checks(CLIENT)
    with pytest.raises(Refused, match="There is no policy absent"):
        books.checks(CLIENT._replace(policy="absent"))
