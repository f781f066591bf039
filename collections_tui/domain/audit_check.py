"""Whether the audit is as it was written: the chain of its entries, followed from the first to the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from collections_tui.domain.audit import BEGINNING, Head, Link, digest

Wrong = Literal["changed", "missing", "moved", "added", "rewritten"]


class Bad(NamedTuple):
    """The first entry that is not as it was written: its number, what is wrong, and a sentence that says so."""

    id: int
    wrong: Wrong
    sentence: str


class Checked(NamedTuple):
    """How many entries are as they were written, from the first one on; what is wrong with the next, if anything is."""

    good: int
    head: Head
    bad: Bad | None


def check(links: Callable[[], Iterable[Link]], head: Head, kept: Head | None = None) -> Checked:
    """Follow the chain from its beginning.

    Args:
        links: gives the entries in the order of their numbers; asked a second time where something is wrong.
        head: what the database says the newest one is.
        kept: what somebody has kept elsewhere of the newest one of an earlier day.
    """
    good, last = 0, BEGINNING
    for link in links():
        bad = _bad(link, good, last, head, links)
        if bad is None and kept is not None and kept.id == link.id and kept.digest != link.digest:
            bad = _rewritten(kept)
        if bad is not None:
            return Checked(good, Head(good, last), bad)
        good, last = link.id, link.digest
    return Checked(good, Head(good, last), _end(good, last, head, kept))


def _bad(link: Link, good: int, last: str, head: Head, links: Callable[[], Iterable[Link]]) -> Bad | None:
    if link.id <= good:
        return Bad(link.id, "added", f"Entry {link.id} was added from outside: the first one is 1.")
    if link.id > good + 1:
        return _missing(good + 1, link.id - 1)
    if digest(last, link.id, link.entry) != link.digest:
        if _stood_elsewhere(link, links()):
            return Bad(link.id, "moved", f"Entry {link.id} stood in another place: entries were put in another order.")
        return Bad(link.id, "changed", f"Entry {link.id} was changed after it was written.")
    if link.id > head.id:
        return Bad(link.id, "added", f"Entry {link.id} was added from outside: the newest one is {head.id}.")
    return None


def _end(good: int, last: str, head: Head, kept: Head | None) -> Bad | None:
    """What is wrong behind the last entry there is."""
    newest = max(head.id, kept.id if kept is not None else 0)
    if good < newest:
        return _missing(good + 1, newest)
    if head != Head(good, last):
        return Bad(good, "rewritten", f"Entry {good} is not the one that was written last: the newest were rewritten.")
    return None


def _missing(first: int, last: int) -> Bad:
    if first == last:
        return Bad(first, "missing", f"Entry {first} is missing.")
    return Bad(first, "missing", f"Entry {first} is missing, and so are all up to {last}.")


def _rewritten(kept: Head) -> Bad:
    return Bad(
        kept.id,
        "rewritten",
        f"Entry {kept.id} is not the one whose digest was kept: it, or what comes before it, was written anew.",
    )


def _stood_elsewhere(link: Link, links: Iterable[Link]) -> bool:
    """Whether the entry fits its digest with another number, behind another entry: then it is whole, but was moved.

    The entry that stood before it may have been moved too, by as much or to the very end of what was moved.
    """
    for other in links:
        near = {other.id + step for step in (0, 1, 2)} | {link.id - 1, link.id + 1}
        if any(digest(other.digest, number, link.entry) == link.digest for number in near):
            return True
    return any(digest(BEGINNING, number, link.entry) == link.digest for number in (1, 2))
