"""What is entered in the audit whatever becomes of the transaction that is open: refusals, and looks at accounts.

A refusal takes its transaction back, and a look changes nothing: so their entries are added in a transaction of their
own, after the one that is open. Where that one commits, they are added with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from collections_tui.domain.errors import StoreError
from collections_tui.store.subjects.audit import Fields


class Outlasting:
    """The entries of one connection that are still to be added. ``write`` begins a transaction of it."""

    def __init__(self, write: Callable[[], AbstractContextManager[object]]) -> None:
        self.entries: list[Fields] = []
        self._write = write
        self._open = False

    def enter(self, entry: Fields) -> None:
        """Add an entry: at once, or after the transaction that is open.

        Raises:
            StoreError: it cannot be stored.
        """
        self.entries.append(entry)
        if not self._open:
            self._add()

    @contextmanager
    def around(self) -> Iterator[None]:
        """A transaction is open within. What it entered is forgotten where the database failed it: it will be done
        again, or has not happened."""
        self._open = True
        try:
            yield
        except BaseException as error:
            self._open = False
            if isinstance(error, StoreError) or not isinstance(error, Exception):
                self.entries.clear()
            self._add()
            raise
        self._open = False
        self._add()

    def _add(self) -> None:
        if self.entries:
            with self._write():
                pass  # it adds them when it ends
