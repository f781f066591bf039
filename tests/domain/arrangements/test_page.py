"""docs/arrangements.md: its examples are read, and it has every field of a policy and every figure that ships."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from collections_tui.domain.arrangements.means import CATEGORIES
from collections_tui.domain.arrangements.policy import parse_arrangement_policy, policy_in
from collections_tui.domain.contact.policy_files import parse_client_policy
from collections_tui.domain.money import format_cents
from collections_tui.services.bookshelf import Books

PAGE = (Path(__file__).parents[3] / "docs" / "arrangements.md").read_text("utf-8")


def test_the_examples_of_policies_are_read(tmp_path: Path) -> None:
    books = Books()
    mercy, power = (tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S))
    policy = policy_in(mercy, "example", name="mercy", like=books.arrangements_like)
    assert policy is not None
    assert (policy.grace_days, policy.bands[1].least_cents, policy.settlement_percent[0]) == (
        10,
        6_250,
        ("collector", 5),
    )
    rest = {name: value for name, value in mercy.items() if name not in ("arrangements", "letterhead")}
    assert parse_client_policy(rest, "example", books.policies).party == "third"
    ours = parse_arrangement_policy(power, "example", name="power", like=books.arrangements_like)
    assert ours == books.arrangements_like("standard")._replace(
        name="power", title="City Power", broken_before_approval=2
    )


def test_the_page_has_every_field_of_a_policy() -> None:
    cells = re.findall(r"^\| (`[^|]*) \|", PAGE, re.M)
    told = {name.strip("[]") for cell in cells for name in re.findall(r"`([a-z_\[\]]+)`", cell)}
    asked = str(_refusal()).partition("the fields are ")[2].split(", ")
    assert told >= set(asked)
    assert told - set(asked) == set()


def _refusal() -> Exception:
    try:
        parse_arrangement_policy(
            {"nonsense": 1, "like": "medical"}, "x", name="x", like=Books().arrangements_like, title="x"
        )
    except Exception as error:
        return error
    raise AssertionError("it was read")


def test_the_page_has_the_figures_that_ship() -> None:
    guidelines = Books().guidelines
    assert f"guideline of {guidelines.year} ({guidelines.source})" in PAGE
    for one in guidelines.every:
        amounts = (format_cents(cents).removesuffix(".00") for cents in (one.first_cents, one.further_cents))
        assert f"| {one.place} | {' | '.join(amounts)} |" in PAGE
    assert all(f"`{name}`" in PAGE for name in CATEGORIES)
