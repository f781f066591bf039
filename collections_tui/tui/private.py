"""Every use of a name that Textual keeps to itself stands here, so that raising its version is one file's work."""

from __future__ import annotations

from typing import TypeVar

from textual.app import App

Answer = TypeVar("Answer")


class QuietApp(App[Answer]):
    """An app that shows no traceback when it fails: it ends, and whoever ran it finds the error in ``failure``."""

    @property
    def failure(self) -> Exception | None:
        """The first error that nobody handled."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual's own draws the traceback, with all variables in it, which may hold what a customer said.
        self._close_messages_no_wait()
