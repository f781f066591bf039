"""What to say, as items of a list that is read and not chosen from."""

from __future__ import annotations

from collections_tui.services.views import SpokenScript
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import BLANK, Line, Run, text_line, wrapped


def script_items(
    scripts: tuple[SpokenScript, ...], chosen: int, cells: int, reminders: tuple[str, ...] = ()
) -> list[Item]:
    """Return the chosen text under the names of all of them, as items ``cells`` wide; above it what may not be said."""
    if not scripts:
        return [
            Item("nothing", [text_line("There are no words for this client: a supervisor can add a script.", "dim")])
        ]
    lines: list[Line] = [*situations(scripts, chosen, cells), BLANK]
    for reminder in reminders:
        first, *rest = wrapped(reminder, cells - 2)
        lines += [(Run("! ", "warn"), Run(first, "warn")), *((Run("  "), Run(part, "warn")) for part in rest), BLANK]
    for part in wrapped(scripts[chosen].text, cells):
        aside = part.startswith("(") or (lines[-1] and lines[-1][0].tone == "dim" and part)
        lines.append(text_line(part, "dim" if aside else ""))
    return [Item(number, [line]) for number, line in enumerate(lines)]


def situations(scripts: tuple[SpokenScript, ...], chosen: int, cells: int) -> list[Line]:
    """Return the names of the texts in as many lines as they need, the chosen one marked without colour too."""
    lines: list[list[Run]] = [[]]
    used = 0
    for number, script in enumerate(scripts):
        name = f"[{script.title}]" if number == chosen else f" {script.title} "
        if used and used + len(name) > cells:
            lines.append([])
            used = 0
        lines[-1].append(Run(name, "accent" if number == chosen else "dim"))
        used += len(name)
    return [tuple(line) for line in lines]
