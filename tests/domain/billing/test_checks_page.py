"""docs/checks.md: it has every check that ships as it ships, every rule's number, and its example is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from collections_tui.domain.billing.check_book import checks_in
from collections_tui.domain.billing.check_records import FORMS
from collections_tui.domain.billing.check_rules import RULES
from collections_tui.resources import data_path
from collections_tui.services.books import load_checks

PAGE = (Path(__file__).parents[3] / "docs" / "checks.md").read_text("utf-8")
BOOK = load_checks(data_path("policies", "checks-standard.toml"))
ON = {("draft",): "drafts", ("invoice",): "invoices", FORMS: "both"}


def test_the_page_has_every_check_as_it_ships() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\S+) \| (drafts|invoices|both) \|", PAGE, re.M)
    ships = [(one.id, "**error**" if one.severity == "error" else "warning", ON[one.of]) for one in BOOK]
    assert told == ships
    *fixed, last = (f"`{one.id}`" for one in BOOK if one.fixed)
    assert f"{', '.join(fixed)} and {last} are fixed" in PAGE


def test_the_page_has_every_number_of_every_rule() -> None:
    numbers = re.findall(r"^\| (`.*?`) \| (`.*?`) \| .* \|$", PAGE.partition("| number |")[2], re.M)
    told = {(name, rule) for names, rules in numbers for name in _names(names) for rule in _names(rules)}
    assert told == {(limit, name) for name, rule in RULES.items() for limit in rule.limits}


def _names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


def test_the_example_is_read() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)
    own = {one.id: one for one in checks_in(tomllib.loads(example), "example", BOOK)}
    assert own["quantity"].limits["most"] == 24_000
    assert own["very_many"].rule == "quantity"
    assert "billed_elsewhere" not in own
