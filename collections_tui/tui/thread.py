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

A_MOMENT = 1.0  # second

_Job = tuple["Future[Any]", "Callable[[Desk], Any]"]

PATIENCE = 600.0
"""Seconds for which the database may be out of reach before work that waits for it is given up."""


class Front:
    """Lets the desk's thread ask a person something: the program's first thread puts the question.

    Only that one is interrupted by ctrl+c; and Python cannot leave while another thread still reads what is typed.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()

    def asks(self, question: Callable[P, T]) -> Callable[P, T]:
        """Return the question as the desk's thread may ask it; it gets the answer, or what went wrong."""

        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            answer: Future[T] = Future()
            self._asked.put((answer, lambda: question(*args, **kwargs)))
            return answer.result()

        return ask

    def serve(self, opened: Future[Desk]) -> None:
        """Put what is asked until the desk is open, or cannot be.

        Raises:
            BaseException: what a question raised, such as KeyboardInterrupt; also the thread is told of it.
        """
        opened.add_done_callback(lambda _: self._asked.put(None))
        while (asked := self._asked.get()) is not None:
            answer, question = asked
            try:
                answer.set_result(question())
            except BaseException as error:
                answer.set_exception(error)
                raise


class DeskThread:
    """Opens a desk in a thread of its own and does everything with it there."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self.opened: Future[Desk] = Future()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._leaving = Event()
        self.lost: Callable[[bool], None] = lambda waits: None
        """Told, in the desk's thread, that the database cannot be reached, and that it can be again."""
        # A daemon: a person who interrupts the start need not wait until the desk is open.
        self._thread = Thread(target=self._work, args=(open_desk,), name="desk", daemon=True)
        self._thread.start()

    def wait(self) -> Desk:
        """Return the desk once it is open. Others may read it for the person, the clock, the books.

        Raises:
            Exception: what opening it raised.
        """
        return self.opened.result()

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

        While the database is out of reach what is queued cannot be done, and is given up. A desk that is still being
        opened is only waited for a moment: it may stand in a queue.
        """
        self._leaving.set()
        self._jobs.put(None)
        self._thread.join(None if self.opened.done() else A_MOMENT)

    def _work(self, open_desk: Callable[[], Desk]) -> None:
        try:
            desk = open_desk()
        except BaseException as error:
            self.opened.set_exception(error)
            self._refuse(error)
            return
        self.opened.set_result(desk)
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
