"""Writes the key map of the README from the program's own table of commands: `python -m tests.keymap`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from collections_tui.services.bookshelf import Books
from collections_tui.tui.commands import EVERYWHERE, LIST, Command, of_scope, shown_key

README = Path(__file__).resolve().parents[1] / "README.md"
BEGIN = "<!-- The key map begins. It is written by `python -m tests.keymap`. -->\n"
END = "<!-- The key map ends. -->\n"

SCOPES = {
    EVERYWHERE: "On every screen",
    "worklist": "On the worklist",
    "account": "On an account",
    "outcome": "During a call",
    "call_log": "In the call log",
    "promises": "In the promises",
    "approvals": "On the approvals",
    "team": "On the team",
    "unmatched": "On the payments that fit no account",
    "audit": "In the audit",
    "reports": "In the reports",
    "bills": "On the bills",
    "prepare": "On a bill in the making",
    "line": "Where a line of it is typed",
    LIST: "In every list",
}
"""What a person works with all day; a small dialog has all of its keys on its own footer."""


def key_map() -> str:
    """Return the key map in Markdown: a table for each scope, and the keys that say how a call ended."""
    parts = [_table(title, of_scope(scope)) for scope, title in SCOPES.items()]
    parts.insert(4, _outcomes())
    return "\n".join(parts)


def written_into(readme: str) -> str:
    """Return the README with the key map of today.

    Raises:
        ValueError: it has no place for one.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{README.name} does not say where the key map begins and ends")
    return f"{before}{BEGIN}\n{key_map()}\n{END}{after}"


def _table(title: str, commands: list[Command]) -> str:
    rows = (f"| {_keys(one)} | {one.words} | {one.tooltip} |" for one in commands)
    return "\n".join((f"| {title} | | |", "| --- | --- | --- |", *rows, ""))


def _keys(one: Command) -> str:
    keys = (one.shown,) if one.numbered else map(shown_key, one.keys)
    return " ".join(f"`{key}`" for key in keys)


def _outcomes() -> str:
    lines = "\n".join(_outcome_lines())
    return f"A call that we made ends with one key. A capital letter holds the account or hands it over.\n\n{lines}\n"


def _outcome_lines() -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for one in Books(None).outcomes.outcomes:
        if one.direction == "outbound":
            groups.setdefault(one.group, []).append(f"`{one.key}` {one.words[0].lower()}{one.words[1:]}")
    for group, words in groups.items():
        yield f"- **{group}**: {' · '.join(words)}"


def main() -> None:
    """Bring the README up to date."""
    README.write_text(written_into(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
