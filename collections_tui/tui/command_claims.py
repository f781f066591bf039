"""The commands around claims, a part of the one table: the worklist, one claim, what is done with it."""

from __future__ import annotations

from collections_tui.tui.command import Command

CLAIMS: tuple[Command, ...] = ()
