"""The commands around remittances: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

REMITTANCES: tuple[Command, ...] = ()
