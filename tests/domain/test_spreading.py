"""Dealing out: everybody gets a fair share, and accounts of one customer stay together."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.spreading import Group, Item, groups_of, spread

ITEMS = st.lists(
    st.tuples(st.integers(1, 15), st.integers(-50_00, 900_00), st.integers(0, 99)), min_size=1, max_size=60
).map(lambda rows: [Item(number, *_in_currency(*row)) for number, row in enumerate(rows)])
SHARES = st.integers(1, 6)


def _in_currency(customer: int, cents: int, score: int) -> tuple[int, str, int, int]:
    """Every customer owes in one currency: every third in euros."""
    return customer, "EUR" if customer % 3 == 0 else "USD", cents, score


def dealt(items: list[Item], shares: int, by: str) -> list[list[Group]]:
    """What each gets."""
    groups = groups_of(items)
    given_ = spread(groups, shares, by)  # type: ignore[arg-type]
    got: list[list[Group]] = [[] for _ in range(shares)]
    for group, share in zip(groups, given_, strict=True):
        got[share].append(group)
    return got


@given(ITEMS, SHARES, st.sampled_from(["count", "balance", "score"]))
def test_everything_is_dealt_once_and_customers_stay_together(items: list[Item], shares: int, by: str) -> None:
    got = dealt(items, shares, by)
    every = sorted(account for one in got for group in one for account in group.accounts)
    assert every == sorted(item.account_id for item in items)
    whose = Counter(group.customer_id for one in got for group in one)
    assert set(whose.values()) == {1}
    in_other_order = [sorted(group.customer_id for group in one) for one in dealt(items[::-1], shares, by)]
    assert in_other_order == [sorted(group.customer_id for group in one) for one in got]


@given(ITEMS, SHARES)
def test_by_count_nobody_has_more_than_one_customer_more(items: list[Item], shares: int) -> None:
    sizes = [sum(len(group.accounts) for group in one) for one in dealt(items, shares, "count")]
    assert max(sizes) - min(sizes) <= max(len(group.accounts) for group in groups_of(items))


@given(ITEMS, SHARES)
def test_by_balance_nobody_has_more_than_one_customer_more_in_any_currency(items: list[Item], shares: int) -> None:
    for currency in ("USD", "EUR"):
        owing = [max(0, group.cents.get(currency, 0)) for group in groups_of(items)]
        loads = [sum(max(0, group.cents.get(currency, 0)) for group in one) for one in dealt(items, shares, "balance")]
        assert max(loads) - min(loads) <= max(owing)


@given(ITEMS, SHARES)
def test_by_score_everybody_has_as_many_of_the_best(items: list[Item], shares: int) -> None:
    got = dealt(items, shares, "score")
    share_of = {group.customer_id: share for share, one in enumerate(got) for group in one}
    best_first = sorted(groups_of(items), key=lambda group: (-group.score, group.customer_id))
    have = [0] * shares
    for group in best_first:
        have[share_of[group.customer_id]] += 1
        assert max(have) - min(have) <= 1 or shares == 1


def test_by_hand() -> None:
    items = [Item(n, n, "USD", cents, 10 - n) for n, cents in enumerate((900, 500, 400, 300, 200, 100), start=1)]
    by_balance = [[group.customer_id for group in one] for one in dealt(items, 2, "balance")]
    assert by_balance == [[1, 4], [2, 3, 5, 6]]  # 12.00 each
    assert [[group.customer_id for group in one] for one in dealt(items, 2, "score")] == [[1, 4, 5], [2, 3, 6]]
    with pytest.raises(ValueError, match="nobody"):
        spread([], 0, "count")


def test_a_customer_with_two_currencies_goes_with_the_one_of_which_there_is_more() -> None:
    owed = ((1, "USD", 900), (1, "EUR", 100), (2, "EUR", 500), (3, "USD", 50))
    items = [Item(number, customer, currency, cents, 1) for number, (customer, currency, cents) in enumerate(owed)]
    assert [[group.customer_id for group in one] for one in dealt(items, 2, "balance")] == [[2, 3], [1]]
