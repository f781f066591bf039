"""Imports all that a workstation may ever need, once for all those that are forked afterwards.

Everything, not only what a start needs: a process goes on with what it began with even when another version has been
installed in the meantime, and what all have in common is in memory once.
"""

from __future__ import annotations

import os
from importlib import import_module
from pkgutil import walk_packages

import collections_tui
from collections_tui import handover

LATER = (
    "dateutil.rrule",
    "fcntl",
    "getpass",
    "hashlib",
    "heapq",
    "phonenumbers",
    "phonenumbers.timezone",
    "platformdirs",
    "readline",
    "rich.traceback",
    "textual_plotext",
    "tomllib",
    "zoneinfo",
)
"""What others wrote and our functions import when they are called. Pillow, sqlite_utils and holidays are none of them:
few workstations ever need them, and they are large."""

_NOT_OURS = ("collections_tui.client", "collections_tui.__main__")


def preload() -> None:
    """Import it. Opens no database, leaves no thread, and draws nothing that anybody sees."""
    for name in [name for name in os.environ if name.startswith(handover.FIXED)]:
        del os.environ[name]  # those who have them themselves do not come here
    os.environ["ESCDELAY"] = handover.ESCAPE_DELAY
    for module in walk_packages(collections_tui.__path__, "collections_tui."):
        if module.name not in _NOT_OURS:
            _import(module.name)
    for name in LATER:
        _import(name)
    from collections_tui.tui.warm import warm_up

    warm_up()


def _import(name: str) -> None:
    """Import a module; one that needs what is not installed here is not missed."""
    try:
        import_module(name)
    except ImportError as error:
        if error.name is None or error.name.startswith("collections_tui"):
            raise
