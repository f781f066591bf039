"""How a host lets people work, as its file says it."""

from __future__ import annotations

import pytest

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.site import parse_site
from collections_tui.resources import data_path
from collections_tui.services.books import load_site


def test_the_file_that_ships_lets_people_take_over_their_own_window() -> None:
    site = load_site(data_path("site.toml"))
    assert (site.windows, site.lock_after, site.keep) == ("one", 0, 7)
    assert "report" in site.commands


def test_what_a_file_leaves_out_is_as_usual_and_it_allows_no_command() -> None:
    site = parse_site({"screen": {"lock_after_minutes": 10}}, "site.toml")
    assert (site.lock_after, site.windows, site.commands) == (10, "one", ())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"screen": {"lock_after_minutes": -1}}, "lock_after_minutes must be from 0 to 1440"),
        ({"work": {"claim_minutes": 2}}, "claim_minutes must be from 3 to 240"),
        ({"screen": {"windows": "many"}}, "windows must be one of one, several, refuse"),
        ({"screen": {"baner": "x"}}, "baner is not a field here"),
        ({"screen": {"banner": "a\x1b[2J"}}, "banner must be one line"),
        ({"remote": {"commands": "report"}}, "commands must be a list"),
        ({"remote": {"commands": [" "]}}, "commands must have the names of commands"),
        ({"remote": {"account": "two words"}}, "account must be the name of an account"),
        ({"backups": {}}, "backups is not a field here"),
        ({"backup": []}, "backup must be a table"),
    ],
)
def test_a_wrong_file_is_refused_with_its_field(raw: object, said: str) -> None:
    with pytest.raises(ConfigError, match="site") as refused:
        parse_site(raw, "site.toml")
    assert said in str(refused.value)
