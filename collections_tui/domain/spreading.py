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


def groups_of(items: Iterable[Item]) -> list[Group]:
    """The accounts by customer. There may be very many of them."""
    of: dict[int, tuple[list[int], dict[str, int], list[int]]] = {}
    for account, customer, currency, cents, score in items:
        known = of.get(customer)
        if known is None:
            of[customer] = ([account], {currency: cents}, [score])
            continue
        accounts, owed, scores = known
        accounts.append(account)
        owed[currency] = owed.get(currency, 0) + cents
        scores.append(score)
    return [Group(customer, tuple(known[0]), known[1], max(known[2])) for customer, known in of.items()]


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
    order = sorted(range(len(groups)), key=lambda at: (-groups[at].score, groups[at].customer_id))
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
    dealt = [0] * len(groups)
    counts = [0] * shares
    loads: dict[str, list[int]] = {}
    nothing = [at for at in order if groups[at].cents[main[at]] <= 0]
    for currency in sorted(set(main)):
        owing = [at for at in order if main[at] == currency and groups[at].cents[currency] > 0]
        owing.sort(key=lambda at: -groups[at].cents[currency])
        weights = {at: groups[at].cents[currency] for at in owing}
        _lightest(owing, weights, loads.setdefault(currency, [0] * shares), dealt, counts)
        for at in owing:
            counts[dealt[at]] += len(groups[at].accounts)
            owed = groups[at].cents
            for other, cents in owed.items() if len(owed) > 1 else ():
                if other != currency:
                    loads.setdefault(other, [0] * shares)[dealt[at]] += max(0, cents)
    _lightest(nothing, [len(group.accounts) for group in groups], counts, dealt)
    return dealt


def _most(cents: dict[str, int]) -> str:
    return max(cents, key=lambda currency: (cents[currency], currency))


def _lightest(
    order: Sequence[int],
    weights: Sequence[int] | dict[int, int],
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
