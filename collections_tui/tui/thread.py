"""The one thread that owns the desk, and with it the connection to the database.

Screens hand it work and await the answer; it does one thing at a time, in the order in which it was asked. Nothing
here knows Textual, so that the desk can be opened while Textual is still being imported.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from collections_tui.domain.errors import ConnectionLost
from collections_tui.services.patience import keep_trying

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

P = ParamSpec("P")
T = TypeVar("T")

_Job = tuple["Future[Any]", "Callable[[Desk], Any]"]

PATIENCE = 600.0
"""Seconds for which the database may be out of reach before work that waits for it is given up."""


class DeskThread:
    """Opens a desk in a thread of its own and does everything with it there."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self._opened: Future[Desk] = Future()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._leaving = Event()
        self.lost: Callable[[bool], None] = lambda waits: None
        """Told, in the desk's thread, that the database cannot be reached, and that it can be again."""
        # A daemon: a person who interrupts a question at the start does not have to answer it first.
        self._thread = Thread(target=self._work, args=(open_desk,), name="desk", daemon=True)
        self._thread.start()

    def wait(self) -> Desk:
        """Return the desk once it is open. It may be read for what never changes: the person, the clock, the books.

        Raises:
            Exception: what opening it raised.
        """
        return self._opened.result()

    def submit(self, service: Callable[Concatenate[Desk, P], T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue ``service(desk, …)`` and return its future; for work that is begun before there is an event loop."""
        future: Future[T] = Future()
        self._jobs.put((future, lambda desk: service(desk, *args, **kwargs)))
        return future

    async def call(self, service: Callable[Concatenate[Desk, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``service(desk, …)`` returns.

        When the caller is cancelled before its turn has come the work is not done; once it has begun it is finished.

        Raises:
            Exception: what the service raised.
        """
        return await asyncio.wrap_future(self.submit(service, *args, **kwargs))

    def close(self) -> None:
        """Do what is queued, then leave the desk. Harmless when called again.

        While the database is out of reach what is queued cannot be done, and is given up.
        """
        self._leaving.set()
        self._jobs.put(None)
        self._thread.join()

    def _work(self, open_desk: Callable[[], Desk]) -> None:
        try:
            desk = open_desk()
        except BaseException as error:
            self._opened.set_exception(error)
            self._refuse(error)
            return
        self._opened.set_result(desk)
        desk.store.waiting = self._tell
        try:
            while (job := self._jobs.get()) is not None:
                self._do(job, desk)
        finally:
            desk.close()

    def _refuse(self, error: BaseException) -> None:
        """Answer everything with the reason why there is no desk."""
        while (job := self._jobs.get()) is not None:
            if job[0].set_running_or_notify_cancel():
                job[0].set_exception(error)

    def _do(self, job: _Job, desk: Desk) -> None:
        future, work = job
        if not future.set_running_or_notify_cancel():
            return
        try:
            answer = keep_trying(lambda: work(desk), patience=PATIENCE, sleep=self._wait, lost=self._tell)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(answer)

    def _tell(self, waits: bool) -> None:
        self.lost(waits)

    def _wait(self, seconds: float) -> None:
        """Let some time pass, unless the person leaves: then they are not kept."""
        if self._leaving.wait(seconds):
            raise ConnectionLost("The database cannot be reached: what was typed last has not been saved.")
