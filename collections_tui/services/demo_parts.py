"""Fills a new file with the accounts of the demo set; a large one in two halves at once, on two cores.

What comes out is the same on one core as on two, and whatever else the machine is doing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.domain.errors import StoreError, Trouble
from collections_tui.domain.records import Client
from collections_tui.services import garbage
from collections_tui.services.demo_accounts import BATCH, Books, Maker
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import DemoClient, World, load_world
from collections_tui.store.seed import Seed, new_seed

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

HALVED_FROM = 50_000
_FIRST_HALF = 0.48  # this one is made searchable while the other is still being made

Made = Callable[[int], None]
"""Told how many accounts more have been made."""


def fill(new: Seed, world: World, books: Books, calendar: Calendar, seed: int, accounts: int, made: Made) -> None:
    """Make the accounts, from 1 on, and put them into a new file.

    Raises:
        StoreError: the disk is full, or the other half could not be made.
    """
    if accounts < HALVED_FROM:
        make_range(new, world, books, calendar, seed, 1, accounts, made)
        new.index(1, accounts)
        return
    cut = int(accounts * _FIRST_HALF)
    other = new.path.with_name("second-half.db")
    with _second_half(other, seed, cut + 1, accounts, calendar.now, made) as wait:
        make_range(new, world, books, calendar, seed, 1, cut, made)
        new.index(1, cut)
        wait()
    new.take(other)
    other.unlink()
    new.index(cut + 1, accounts)


def make_range(
    new: Seed, world: World, books: Books, calendar: Calendar, seed: int, first: int, last: int, made: Made
) -> None:
    """Make the accounts whose ids are in a range, batch by batch."""
    new.office([(one.id, ",".join(one.zones)) for one in world.windows], world.bill_lines())
    maker = Maker(world, books, calendar, seed)
    with garbage.put_off():
        for start in range(first, last + 1, BATCH):
            end = min(start + BATCH - 1, last)
            new.add(maker.batch(start, end))
            made(end - start + 1)


@contextmanager
def _second_half(
    path: Path, seed: int, first: int, last: int, now: datetime, made: Made
) -> Iterator[Callable[[], None]]:
    """Make the range in a process of its own, or here and now when there is one core; ``wait`` until it is done."""
    if cores() < 2:
        _fill_file(path, seed, first, last, now, made)
        yield lambda: None
        return
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, path, seed, first, last, now), daemon=True)
    process.start()
    theirs.close()
    try:
        yield lambda: _wait(ours, made)
    finally:
        process.terminate()
        process.join()
        ours.close()


def _wait(ours: Connection, made: Made) -> None:
    while True:
        try:
            message = ours.recv()
        except EOFError:
            raise StoreError("The demo could not be made: a helper process ended too early; try again.") from None
        if message is None:
            return
        if isinstance(message, str):
            raise StoreError(message)
        made(message)


def _work(theirs: Connection, path: Path, seed: int, first: int, last: int, now: datetime) -> None:
    """The other process: counts, then None when done, or a sentence when it cannot."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started us hears it, and ends us
    with suppress(BrokenPipeError, ConnectionResetError):  # the one that started us was killed: nobody waits for this
        try:
            _fill_file(path, seed, first, last, now, theirs.send)
        except Trouble as trouble:
            theirs.send(str(trouble))
        else:
            theirs.send(None)
    theirs.close()


def _fill_file(path: Path, seed: int, first: int, last: int, now: datetime, made: Made) -> None:
    new = new_seed(path)
    try:
        world = load_world(seed)
        make_range(new, world, shipped_books(world), Calendar(now), seed, first, last, made)
    finally:
        new.close()


def shipped_books(world: World) -> Books:
    """Return the rules that ship with the program."""
    from collections_tui.resources import data_path
    from collections_tui.services.books import load_outcomes, load_policies, load_strategies
    from collections_tui.services.bookshelf import Books as Bookshelf

    shelf, clients = Bookshelf(), [demo_client(one) for one in world.clients]
    return Books(
        load_outcomes(data_path("outcomes.toml")),
        load_strategies(data_path("strategies")),
        load_policies(sorted(data_path("policies").glob("*.toml"))),
        {one.sector: shelf.arrangement_policy(one).promise_grace_days for one in clients},
    )


def demo_client(one: DemoClient) -> Client:
    """Return a client of the demo as the database has it."""
    hospital = one.sector == "medical"
    return Client(0, one.code, one.name, one.party, one.sector, "USD", one.phone, hospital=hospital)  # type: ignore[arg-type]


def cores() -> int:
    """Return how many processor cores this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
