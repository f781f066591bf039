"""Do any command by its name; whoever does not know a key learns it here."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from collections_tui.tui.commands import Command, bindings_for, of_scope, permitted
from collections_tui.tui.dialogs.picker import Picker
from collections_tui.tui.widgets.virtual_columns import Column


class PaletteDialog(Picker[Command, str]):
    """Is dismissed with the verb of the command that was chosen.

    Args:
        scopes: whose commands there are; those of the screen behind.
    """

    SCOPE = "palette"
    TITLE_TEXT = "Do anything"
    BINDINGS = bindings_for("palette")
    HINT = "part of what you want to do"
    PAUSE = 0.05

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__()
        self._scopes = scopes

    def key(self, row: Command) -> Hashable:
        return row.id

    def columns(self) -> Sequence[Column[Command]]:
        return (
            Column("key", 7, lambda row: row.shown, priority=2),
            Column("command", 16, lambda row: row.words, priority=2),
            Column("", 20, lambda row: row.tooltip, flexible=True, priority=1, tone=lambda _: "dim"),
        )

    async def answers(self, text: str) -> Sequence[Command]:
        roles = self.desk.person.roles
        offered = [one for one in of_scope(*self._scopes) if one.palette and not one.numbered and permitted(one, roles)]
        return fitting(offered, text)

    def picked(self, row: Command) -> str:
        return row.verb


def fitting(commands: Sequence[Command], text: str) -> list[Command]:
    """Return the commands that have every typed word somewhere, those whose own name begins so first."""
    words = text.lower().split()
    found = [one for one in commands if all(word in f"{one.words} {one.tooltip}".lower() for word in words)]
    return sorted(found, key=lambda one: not one.words.startswith(text.lower().strip()))
