"""Reads the next chunk of a file while the database works on the one before.

SQLite works outside Python's lock, one long statement after the other; meanwhile the other core may read. Only then:
two threads that both run Python would only wait for each other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")

_SWITCH_SECONDS = 0.0005  # how long the database may have to wait for Python's lock after each statement


class Ahead(Generic[T]):
    """``take`` gives what ``make`` makes, once more each time; ``start`` lets the next one be made already."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._pool = ThreadPoolExecutor(1, "import")
        self._next: Future[T] | None = None
        self._interval = sys.getswitchinterval()

    def __enter__(self) -> Ahead[T]:
        sys.setswitchinterval(_SWITCH_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        sys.setswitchinterval(self._interval)

    def start(self) -> None:
        """Begin with the next one, unless it has been begun."""
        if self._next is None:
            self._next = self._pool.submit(self._make)

    def take(self) -> T:
        """Return the next one; whatever ``make`` raised is raised here."""
        self.start()
        future, self._next = self._next, None
        assert future is not None, "it has just been started"
        return future.result()
