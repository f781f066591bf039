"""The chain of the audit: whatever is done to its entries is found, and the first one that is wrong is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.audit import BEGINNING, Head, Link, as_json, canonical, digest, of_json
from collections_tui.domain.audit_check import Bad, check

SECOND = "ffbabb1e0a9a4f2b0a2b0c2a1c6ac0d3f4f5b1d6d1b5e3e0c9e5bdc35cc2a0c0"  # of nothing: a digest like any other


def entry(number: int, details: str = "") -> str:
    return canonical("2026-11-23T17:00:00Z", 1, "ana at desk", "call", number, "", "", "", details)


def chain(count: int) -> list[Link]:
    links: list[Link] = []
    last = BEGINNING
    for number in range(1, count + 1):
        text = entry(number, f"what happened, {number}")
        last = digest(last, number, text)
        links.append(Link(number, text, last))
    return links


def bad(links: list[Link], head: Head, kept: Head | None = None) -> Bad | None:
    found = check(lambda: links, head, kept)
    if found.bad is None:
        assert found.good == len(links)
    else:
        assert found.good == found.bad.id - 1 or found.bad.wrong in ("added", "rewritten")
    return found.bad


def head_of(links: list[Link]) -> Head:
    return Head(links[-1].id, links[-1].digest) if links else Head(0, BEGINNING)


def test_the_digest_can_be_made_by_anybody_who_has_the_entry() -> None:
    """What docs/audit.md says it is: echo -n 'the digest before, the number, the entry' | sha256sum."""
    text = canonical("2026-11-23T17:00:00Z", 2, "ana at desk", "note", None, "", "", '{"a": "ü"}', 'she said "no"')
    assert text == (
        '["2026-11-23T17:00:00Z",2,"ana at desk","note",null,"","","{\\"a\\": \\"\\u00fc\\"}","she said \\"no\\""]'
    )
    assert digest(BEGINNING, 1, text) == "04bf0c04ba6450e6efd518f5f6f0a4cff6920748e09ca845f5780f884e4b1590"


def test_a_chain_that_nobody_touched_is_good() -> None:
    for count in (0, 1, 2, 50):
        links = chain(count)
        assert bad(links, head_of(links)) is None
        assert bad(links, head_of(links), head_of(chain(max(1, count - 3))) if count else None) is None


NUMBERS = st.integers(1, 12)


@given(count=st.integers(1, 12), at=NUMBERS, what=st.sampled_from(("entry", "digest")), text=st.text(max_size=5))
def test_an_edit_is_found(count: int, at: int, what: str, text: str) -> None:
    links = chain(count)
    head, at = head_of(links), min(at, count)
    if what == "digest":
        links[at - 1] = links[at - 1]._replace(digest=digest(SECOND, at, text))
    else:
        links[at - 1] = links[at - 1]._replace(entry=entry(at, f"something else {text}"))
    found = bad(links, head)
    assert found is not None
    assert found.id == at
    assert found.wrong == "changed"


@given(count=st.integers(1, 12), gone=st.sets(NUMBERS, min_size=1))
def test_what_is_missing_is_found(count: int, gone: set[int]) -> None:
    links = chain(count)
    head = head_of(links)
    gone = {number for number in gone if number <= count} or {count}
    found = bad([link for link in links if link.id not in gone], head)
    assert found is not None
    assert (found.id, found.wrong) == (min(gone), "missing")


@given(count=st.integers(2, 12), dice=st.randoms(use_true_random=False))
def test_another_order_is_found(count: int, dice: Any) -> None:
    """The entries are dealt out over the same numbers, each with the digest that it had."""
    links = chain(count)
    order = list(range(count))
    dice.shuffle(order)
    moved = [links[old]._replace(id=new + 1) for new, old in enumerate(order)]
    first = next((new + 1 for new, old in enumerate(order) if new != old), None)
    found = bad(moved, head_of(links))
    assert (None if found is None else found.id) == first


@pytest.mark.parametrize(("one", "other"), [(1, 2), (1, 5), (4, 5), (2, 9), (8, 9)])
def test_two_that_changed_places_are_said_to_have_moved(one: int, other: int) -> None:
    links = chain(9)
    first, second = links[one - 1], links[other - 1]
    links[one - 1], links[other - 1] = second._replace(id=one), first._replace(id=other)
    found = bad(links, head_of(chain(9)))
    assert found is not None
    assert (found.id, found.wrong) == (one, "moved")


@pytest.mark.parametrize(("start", "end"), [(1, 5), (3, 9), (1, 9)])
def test_one_that_was_put_further_back_is_said_to_have_moved(start: int, end: int) -> None:
    links = chain(9)
    links.insert(end - 1, links.pop(start - 1))
    found = bad([link._replace(id=number) for number, link in enumerate(links, 1)], head_of(chain(9)))
    assert found is not None
    assert (found.id, found.wrong) == (start, "moved")


@given(count=st.integers(1, 12), at=NUMBERS)
def test_what_was_taken_out_with_all_numbers_closed_up_is_found(count: int, at: int) -> None:
    links = chain(count)
    head, at = head_of(links), min(at, count)
    del links[at - 1]
    found = bad([link._replace(id=number) for number, link in enumerate(links, 1)], head)
    assert found is not None
    assert found.id == at


@given(count=st.integers(0, 12), more=st.integers(1, 3))
def test_what_was_added_behind_the_newest_is_found(count: int, more: int) -> None:
    """By somebody who knows how digests are made, but has not told the head."""
    links = chain(count + more)
    found = bad(links, head_of(chain(count)))
    assert found is not None
    assert (found.id, found.wrong) == (count + 1, "added")


@pytest.mark.parametrize("number", [0, -7])
def test_what_was_added_before_the_first_is_found(number: int) -> None:
    links = chain(3)
    found = bad([Link(number, entry(number), digest(BEGINNING, number, entry(number))), *links], head_of(links))
    assert found is not None
    assert (found.id, found.wrong) == (number, "added")


@given(count=st.integers(1, 12), left=st.integers(0, 11))
def test_a_head_that_was_cut_off_is_found_by_one_that_was_kept(count: int, left: int) -> None:
    """The newest entries are gone, and the head in the database says so too: alone, such a chain is good."""
    left = min(left, count - 1)
    kept, links = head_of(chain(count)), chain(left)
    assert bad(links, head_of(links)) is None
    found = bad(links, head_of(links), kept)
    assert found is not None
    assert (found.id, found.wrong) == (left + 1, "missing")


@given(count=st.integers(1, 12), kept=NUMBERS, at=NUMBERS)
def test_a_chain_that_was_made_anew_is_found_by_a_head_that_was_kept(count: int, kept: int, at: int) -> None:
    kept, at = min(kept, count), min(at, count)
    known = head_of(chain(kept))
    links: list[Link] = []
    last = BEGINNING
    for number in range(1, count + 1):
        text = entry(number, "another story") if number == at else chain(count)[number - 1].entry
        last = digest(last, number, text)
        links.append(Link(number, text, last))
    assert bad(links, head_of(links)) is None
    found = bad(links, head_of(links), known)
    assert (None if found is None else (found.id, found.wrong)) == ((kept, "rewritten") if at <= kept else None)


def test_a_newest_entry_that_the_head_does_not_know_is_found() -> None:
    links = chain(4)
    found = bad(links, Head(4, SECOND))
    assert found is not None
    assert (found.id, found.wrong) == (4, "rewritten")


@given(
    st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5), max_size=4)
)
def test_values_come_back_as_they_were_kept(values: dict[str, object]) -> None:
    assert of_json(as_json(values)) == values


def test_what_somebody_has_been_at_is_shown_as_it_is() -> None:
    assert of_json("{broken") == {"?": "{broken"}
    assert of_json("[1]") == {"?": "[1]"}
