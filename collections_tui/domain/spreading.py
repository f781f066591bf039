"""Dealing accounts out among people, so that everyone gets a fair share. Accounts of one customer stay together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heapreplace
from typing import Literal, NamedTuple

By = Literal["count", "balance", "score"]
"""Alike in number; in what is owed; or in how good the accounts are."""


class Item(NamedTuple):
    """One account to be dealt out."""

    account_id: int
    customer_id: int
    currency: str
    cents: int
    score: int


class Group(NamedTuple):
    """The accounts of one customer, which go to the same person. ``score`` is that of the best."""

    customer_id: int
    accounts: tuple[int, ...]
    cents: dict[str, int]
    score: int


Row = tuple[int, int, str, int, int]
"""An ``Item``, or the same as a plain tuple: of a hundred thousand those cost half the time."""


def groups_of(items: Iterable[Row]) -> list[Group]:
    """The accounts by customer."""
    of: dict[int, list[Row]] = {}
    for item in items:
        known = of.get(item[1])
        if known is None:
            of[item[1]] = [item]
        else:
            known.append(item)
    return [_group(customer, own) for customer, own in of.items()]


def _group(customer_id: int, items: list[Row]) -> Group:
    if len(items) == 1:
        account, _, currency, amount, score = items[0]
        return Group(customer_id, (account,), {currency: amount}, score)
    cents: dict[str, int] = {}
    for _, _, currency, amount, _ in items:
        cents[currency] = cents.get(currency, 0) + amount
    return Group(customer_id, tuple(one[0] for one in items), cents, max(one[4] for one in items))


def spread(groups: Sequence[Group], shares: int, by: By) -> list[int]:
    """Which share each group goes to, from 0; the same groups in any order are dealt out the same.

    By count no share is larger than another by more than the accounts of one customer. By balance the same holds for
    what is owed in each currency, where every customer owes in one. By score the customers are dealt out from the best
    on, to and fro (1 2 3 3 2 1 1 2 3 …): however many of the best are looked at, nobody has two more than another.

    Raises:
        ValueError: there is no share.
    """
    if shares < 1:
        raise ValueError("There is nobody to deal to.")
    order = [at for *_, at in sorted((-one.score, one.customer_id, at) for at, one in enumerate(groups))]
    if by == "score":
        return _snake(order, shares)
    if by == "balance":
        return _by_balance(groups, order, shares)
    # Customers with many accounts come first, so that those with one even out what is left; the best of them first.
    order.sort(key=lambda at: -len(groups[at].accounts))
    return _lightest(order, [len(group.accounts) for group in groups], [0] * shares, [0] * len(groups))


def _snake(order: Sequence[int], shares: int) -> list[int]:
    dealt = [0] * len(order)
    for turn, at in enumerate(order):
        round_, place = divmod(turn, shares)
        dealt[at] = place if round_ % 2 == 0 else shares - 1 - place
    return dealt


def _by_balance(groups: Sequence[Group], order: Sequence[int], shares: int) -> list[int]:
    """Currency by currency, the largest amounts first; what owes nothing is dealt out by count at the end."""
    main = [next(iter(group.cents)) if len(group.cents) == 1 else _most(group.cents) for group in groups]
    amounts = [group.cents[currency] for group, currency in zip(groups, main, strict=True)]
    owing: dict[str, list[int]] = {}
    nothing: list[int] = []
    for at in order:
        (owing.setdefault(main[at], []) if amounts[at] > 0 else nothing).append(at)
    dealt = [0] * len(groups)
    counts = [0] * shares
    loads: dict[str, list[int]] = {}
    for currency, some in sorted(owing.items()):
        some.sort(key=amounts.__getitem__, reverse=True)
        _lightest(some, amounts, loads.setdefault(currency, [0] * shares), dealt, counts)
        for at in some:
            group = groups[at]
            counts[dealt[at]] += len(group.accounts)
            if len(group.cents) > 1:
                for other, cents in group.cents.items():
                    if other != currency:
                        loads.setdefault(other, [0] * shares)[dealt[at]] += max(0, cents)
    _lightest(nothing, [len(group.accounts) for group in groups], counts, dealt)
    return dealt


def _most(cents: dict[str, int]) -> str:
    return max(cents, key=lambda currency: (cents[currency], currency))


def _lightest(
    order: Sequence[int],
    weights: Sequence[int],
    loads: list[int],
    dealt: list[int],
    counts: Sequence[int] | None = None,
) -> list[int]:
    """Give each to the share that has least so far (``loads``, which grows), among equals to who got fewest."""
    given = list(counts) if counts is not None else [0] * len(loads)
    heap = [(load, given[share], share) for share, load in enumerate(loads)]
    heapify(heap)
    for at in order:
        load, got, share = heap[0]
        dealt[at] = share
        heapreplace(heap, (load + weights[at], got + 1, share))
    for load, _, share in heap:
        loads[share] = load
    return dealt
