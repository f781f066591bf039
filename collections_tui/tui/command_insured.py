"""The commands around insurers and who insures whom: a part of the one table (`collections_tui.tui.commands`)."""

from __future__ import annotations

from collections_tui.tui.command import Command

ACCOUNT_INSURED: tuple[Command, ...] = ()

INSURED: tuple[Command, ...] = ()
