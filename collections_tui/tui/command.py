"""One command: what a person can do with a key, and the words for it. `collections_tui.tui.commands` has them all."""

from __future__ import annotations

from typing import Literal, NamedTuple

from collections_tui.services.permissions import Permission

DIGITS = "123456789"


class Command(NamedTuple):
    """One thing a person can do with a key."""

    id: str
    key: str
    """As Textual names it, except that signs stand for themselves: ``?``, ``/``, ``ctrl+p``, ``enter``, ``c``."""
    words: str
    """One or two words for the footer."""
    tooltip: str
    """A short sentence for help and palette."""
    more: tuple[str, ...] = ()
    """Other keys that do the same."""
    needs: Permission | None = None
    """Only for people who may do this. It decides what is shown; services decide what is permitted."""
    where: Literal["", "keys", "typing"] = ""
    """Only where letters are keys, or only where they are typed into something; both where it is empty."""
    danger: bool = False
    footer: bool = True
    palette: bool = True
    weight: int = 50
    """The heaviest stay out of the footer first where there is no room."""
    numbered: bool = False
    """One key for each digit from 1 to 9, which the action is given."""
    first: bool = False
    """Goes before whatever has the focus, which may have a use of its own for the key."""

    @property
    def scope(self) -> str:
        """Where the command lives: the part before the dot."""
        return self.id.partition(".")[0]

    @property
    def verb(self) -> str:
        """The name of its action: the part behind the dot."""
        return self.id.partition(".")[2]

    @property
    def keys(self) -> tuple[str, ...]:
        """All its keys, the one that is shown first."""
        return tuple(DIGITS) if self.numbered else (self.key, *self.more)

    @property
    def shown(self) -> str:
        """Its first key as people write it; ``1–9`` where it has one for each digit."""
        return f"{DIGITS[0]}–{DIGITS[-1]}" if self.numbered else shown_key(self.key)


_SHOWN = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


def shown_key(key: str) -> str:
    """Return a key as people write it: ``esc``, ``ctrl+p``, ``?``."""
    return _SHOWN.get(key, key)
