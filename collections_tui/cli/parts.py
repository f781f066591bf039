"""Commands that have commands of their own under them: each is imported when it runs, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click


class Part(NamedTuple):
    """Where a command is: its module in this room, its function, and what it does in a sentence."""

    module: str
    function: str
    summary: str

    def load(self) -> click.Command:
        """Import it."""
        command = getattr(import_module(f"collections_tui.cli.{self.module}"), self.function)
        assert isinstance(command, click.Command)
        return command


class Parts(click.Group):
    """A group that finds its commands in ``TABLE``, which whoever makes one says."""

    TABLE: Mapping[str, Part] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names in the order of the help."""
        return list(self.TABLE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one; None when there is none of that name."""
        part = self.TABLE.get(cmd_name)
        return None if part is None else part.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, part.summary) for name, part in self.TABLE.items()])
