"""The demo: an office with three clients, six collectors and six weeks behind it, made fresh from a seed.

Everybody in it is invented, every telephone number is one of those kept for fiction, and all dates are counted from the
day on which it is made.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, cast

from collections_tui.clock import Clock
from collections_tui.domain.errors import Refused, StoreError
from collections_tui.domain.records import Role
from collections_tui.services.demo_accounts import Books
from collections_tui.services.demo_agreed import agree_all
from collections_tui.services.demo_assisted import assist_some
from collections_tui.services.demo_calendar import Calendar, demo_instant
from collections_tui.services.demo_claims import claim_some
from collections_tui.services.demo_folder import demo_folder
from collections_tui.services.demo_insured import insure_some, price_lists
from collections_tui.services.demo_invoiced import invoice_some
from collections_tui.services.demo_parts import demo_client, fill, shipped_books
from collections_tui.services.demo_world import World, load_world
from collections_tui.services.outcomes import table_entry
from collections_tui.store import open_store, shown
from collections_tui.store.contract import ADDRESSES
from collections_tui.store.seed import new_seed, put_in_place
from collections_tui.store.transaction import Transaction

__all__ = ["ACCOUNTS", "MOST_ACCOUNTS", "SEED", "DemoReport", "demo_instant", "is_demo", "make_demo"]

ACCOUNTS = 2_000
SEED = 20_260
MOST_ACCOUNTS = 10_000_000
_MARK = "demo"
Progress = Callable[[int, int], None]

_MADE, _FILLED = 0.7, 0.85  # of the time has gone when the accounts are made, and when they are all in the file


class DemoReport(NamedTuple):
    """What was made: where, how many accounts, and who may sign in to it. ``login`` is a collector with much to do."""

    where: str
    accounts: int
    login: str
    supervisor: str


def make_demo(
    where: str | Path,
    *,
    accounts: int = ACCOUNTS,
    seed: int = SEED,
    clock: Clock,
    progress: Progress | None = None,
) -> DemoReport:
    """Make a fresh demo database, in place of a demo that is there.

    The same seed, number of accounts and instant give the same demo. It appears at once and whole, or not at all.

    Args:
        where: path of a file whose folder exists, or address of a database that exists.
        accounts: how many, from 1 to ten million.
        seed: another one gives other people.
        clock: tells the instant that all dates are counted from.
        progress: told how many accounts are done and how many there will be.

    Raises:
        Refused: the number of accounts cannot be, or another database than a demo is there.
        StoreError: it cannot be written, or the demo that is there is open elsewhere.
    """
    if not 1 <= accounts <= MOST_ACCOUNTS:
        raise Refused(f"A demo has from 1 to {MOST_ACCOUNTS:,} accounts: give --accounts a number between them.")
    where = str(where)
    beside = _check_place(where)
    world = load_world(seed)
    with _folder_beside(beside) as folder:
        _build(folder / "demo.db", world, accounts, seed, clock, progress or _quiet)
        put_in_place(folder / "demo.db", where)
    return DemoReport(where, accounts, world.login, world.supervisor)


@contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    """A folder of its own beside the place, so that an interrupted attempt leaves nothing behind."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(demo_folder(place))
        except OSError as error:
            raise StoreError(f"The folder {place} cannot be written: choose another with --db.") from error
        yield folder


def is_demo(where: str | Path, *, create: bool = False) -> bool:
    """Return whether the database at ``where`` was made by ``make_demo``, or has nobody in it yet.

    Raises:
        StoreError: it is not a database of ours, or cannot be opened.
    """
    store = open_store(str(where), create=create)
    try:
        with store.read() as tx:
            return tx.settings.get(_MARK) is not None or (create and not tx.people.any())
    finally:
        store.close()


def _check_place(where: str) -> Path:
    """The folder in which a demo for this place is made first.

    Raises:
        Refused: another database than a demo is there.
        StoreError: nothing can be there.
    """
    if where.startswith(ADDRESSES):
        if not is_demo(where, create=True):
            raise Refused(f"{shown(where)} is not a demo and will not be replaced: name another database with --db.")
        return Path(tempfile.gettempdir())
    path = Path(where)
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file in it with --db.")
    if not path.parent.is_dir():
        raise StoreError(f"The folder {path.parent} does not exist: make it, or name another file with --db.")
    if path.exists() and path.stat().st_size and not is_demo(where):
        raise Refused(f"{path} is not a demo and will not be replaced: name another file with --db.")
    return path.parent


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def _build(path: Path, world: World, accounts: int, seed: int, clock: Clock, progress: Progress) -> None:
    books, calendar, done = shipped_books(world), Calendar(clock.now()), 0

    def made(more: int) -> None:
        nonlocal done
        done += more
        progress(int(done * _MADE), accounts)

    new = new_seed(path)
    try:
        with new.store.write() as tx:
            _office(tx, world, books)
            tx.prices.add(price_lists(world, calendar))
            tx.settings.set(_MARK, f"{accounts} accounts, seed {seed}, as of {calendar.stamp}")
            tx.audit.add(calendar.now, None, "demo made", details=f"{accounts} accounts, seed {seed}")
        fill(new, world, books, calendar, seed, accounts, made)
        progress(int(accounts * _FILLED), accounts)
        new.settle(calendar.now)
        agree_all(new, world, calendar, seed)
        insure_some(new, world, calendar)
        assist_some(new, world, calendar)
        claim_some(new, world, calendar, seed)
        invoice_some(new, world, calendar, seed)
        new.finish()
    finally:
        new.close()
    progress(accounts, accounts)


def _office(tx: Transaction, world: World, books: Books) -> None:
    """Clients, people, worklists and outcome codes. They get the ids that the world has given them."""
    for client in world.clients:
        tx.clients.add(demo_client(client))
    for person in world.people:
        tx.people.add(person.login, person.name, cast(tuple[Role, ...], person.roles))
    for one in world.lists:
        tx.worklists.add(one.code, one.name, one.strategy, one.owner, one.people)
    tx.calls.sync_outcomes(map(table_entry, books.outcomes.outcomes))
