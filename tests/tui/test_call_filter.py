"""Which calls of the log are shown: typed as people say it, refused when it could mean two things."""

from __future__ import annotations

import pytest

from collections_tui.resources import data_path
from collections_tui.services.books import load_outcomes
from collections_tui.services.views import CallFilter
from collections_tui.tui.dialogs.call_filter import as_typed, from_typed
from tests.build import TODAY

BOOK = load_outcomes(data_path("outcomes.toml"))
MINE = CallFilter(TODAY, TODAY, "ana")


def typed(outcome: str = "", client: str = "", person: str = "") -> dict[str, str]:
    return {"outcome": outcome, "client": client, "person": person}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("No answer", "no_answer"),
        ("no a", "no_answer"),
        ("hardship", "hardship"),
        ("inbound promised", "inbound_promised"),
    ],
)
def test_an_outcome_is_named_by_a_part_of_its_words(text: str, code: str) -> None:
    assert from_typed(MINE, typed(text), BOOK, ["HOSP"], ["ana"]).outcome == code


@pytest.mark.parametrize("text", ["voicemail", "zzz"])
def test_a_word_for_two_outcomes_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no single outcome: write one of"):
        from_typed(MINE, typed(text), BOOK, ["HOSP"], ["ana"])


def test_one_who_sees_only_their_own_calls_keeps_seeing_them() -> None:
    assert from_typed(MINE, typed(), BOOK, [], ["ana"]).by == "ana"
    assert from_typed(MINE, typed(), BOOK, [], ["ana", "ben"]).by is None
    with pytest.raises(ValueError, match="no single person"):
        from_typed(MINE, typed(person="ben"), BOOK, [], ["ana"])


def test_a_filter_reads_back_as_it_was() -> None:
    for outcome in ("no_answer", "inbound_promised", None):
        chosen = CallFilter(TODAY, TODAY, "ben", outcome, "HOSP")
        assert from_typed(MINE, as_typed(chosen, BOOK), BOOK, ["HOSP"], ["ana", "ben"]) == chosen
