"""What can go wrong in a way a person can do something about.

``str(error)`` is always one sentence: what happened, what to do. Nothing else of it is shown.
"""

from __future__ import annotations


class Trouble(Exception):
    """The common ancestor: the command line prints it and exits 1, the workstation shows it above the footer."""


class Refused(Trouble):
    """A rule, a permission or bad input stood in the way. Nothing was changed."""


class NotPermitted(Refused):
    """What the person may do did not allow it; ``permission`` is the line of the table that it takes."""

    def __init__(self, sentence: str, permission: str) -> None:
        super().__init__(sentence)
        self.permission = permission


class ConfigError(Trouble):
    """A configuration file is wrong; the sentence names file, place and field."""


class StoreError(Trouble):
    """The database could not do what was asked. Nothing was changed."""


class TryAgain(StoreError):
    """Others were in the way: nothing was changed, and the same may simply be done again."""


class ConnectionLost(TryAgain):
    """The database cannot be reached at this moment; nothing was changed, and the same may be done again later."""


class SessionOver(StoreError):
    """The workstation is signed in no more: somebody signed in again, or was disabled. It may do nothing any more."""


class StoreFault(StoreError):
    """The same, for a reason that nobody foresaw: its details belong into the log, and the person is told where."""
