"""Sets of ids against those of Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.idset import IdSet

_ids = st.lists(st.integers(0, 3_000), max_size=60)


@given(_ids, _ids)
def test_they_are_what_sets_of_python_are(first: list[int], second: list[int]) -> None:
    one, other = IdSet.of(first), IdSet.of(second)
    assert list(one) == sorted(set(first))
    assert len(one) == len(set(first))
    assert bool(one) == bool(first)
    assert set(one | other) == {*first, *second}
    assert set(one & other) == set(first) & set(second)


@given(_ids, st.data())
def test_what_was_taken_away_as_often_as_it_came_is_not_in_it(ids: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(set(ids))), max_size=20)) if ids else []
    left = list(ids)
    taken = []
    for one in gone:
        if one in left:
            left.remove(one)
            taken.append(one)
    words = data.draw(st.permutations([*map(str, ids), *(f"-{one}" for one in taken)]))
    assert set(IdSet.of_text("".join(f" {word}" for word in words))) == set(left)
