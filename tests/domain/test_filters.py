"""Filters and rules as somebody types them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.filters import AGES, Filter, as_typed, from_json, parse_filter, to_json

WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=9)
FILTERS = st.builds(
    Filter,
    st.none() | WORDS,
    st.none() | st.sampled_from(AGES),
    st.none() | st.integers(0, 500_00),
    st.none() | st.integers(500_00, 9_999_999_99),
    st.none() | WORDS,
    st.none() | WORDS,
)


@given(FILTERS)
def test_what_is_written_is_read_again(asked: Filter) -> None:
    assert parse_filter(as_typed(asked)) == asked == from_json(to_json(asked))
    assert asked.asks == bool(as_typed(asked))


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        (["client"], "no condition"),
        (["colour=red"], "no condition"),
        (["min="], "no condition"),
        (["age=old"], "no age"),
        (["min=20", "max=10"], "No amount is both"),
        (["min=-5"], "not negative"),
        (["state=NY", "state=TX"], "said twice"),
        (["min=lots"], "lots"),
    ],
)
def test_what_cannot_be_understood_is_said(parts: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_filter(parts)
