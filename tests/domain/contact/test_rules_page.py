"""docs/contact-rules.md: every rule there is stands on it, and its examples are read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from collections_tui.domain.contact import hours, standing
from collections_tui.domain.contact.policy_files import parse_client_policy
from collections_tui.services.bookshelf import Books

PAGE = (Path(__file__).parents[3] / "docs" / "contact-rules.md").read_text("utf-8")


def test_the_page_has_every_rule_and_no_other() -> None:
    known = {*standing.IDS, *hours.IDS}
    known |= {rule for law in Books().policies for rule in law.binds}
    first_cells = re.findall(r"^\| ([^|]*`[^|]*) \|", PAGE, re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`([a-z_]+)`", cell)} == known


def test_the_page_names_what_no_policy_switches_off() -> None:
    line = next(line for line in PAGE.splitlines() if "Never off are" in line)
    named = set(re.findall(r"`([a-z_]+)`", line))
    assert named == standing.ALWAYS | set(standing.IN_STATES)


def test_the_examples_of_policies_are_read() -> None:
    laws = Books().policies
    examples = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(examples) == 2
    mercy, power = (parse_client_policy(tomllib.loads(text), "example", laws) for text in examples)
    assert (mercy.party, mercy.limits[0].most, mercy.hours[0].id) == ("third", 3, "mercy_hours")
    assert (power.party, set(power.off), power.follows) == ("first", {"concentrated"}, frozenset({"us-wa"}))
