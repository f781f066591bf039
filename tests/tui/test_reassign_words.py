"""What a reassignment would do, in lines: what matters stays where there is little room."""

from __future__ import annotations

from datetime import date

from collections_tui.services.reassign_views import Asked, Load, Move, Plan, Side
from collections_tui.tui.dialogs.reassign_words import plan_lines

TODAY = date(2026, 11, 30)
CODES = ("kenji", "lucia")


def plan(sources: int) -> Plan:
    """Accounts of so many worklists spread over two people until Thursday."""
    moves = tuple(Move(f"list-{number}", code, 10, 9, {"USD": 5_00}, 0) for number in range(sources) for code in CODES)
    gives = (Side(f"list-{number}", "", "", Load(20, {"USD": 10_00}), Load(0, {})) for number in range(sources))
    gets = (Side(code, "", "", Load(0, {}), Load(10 * sources, {"USD": 5_00 * sources})) for code in CODES)
    count = 20 * sources
    return Plan(Asked(until=date(2026, 12, 3)), "", count, count, 2, moves, (*gives, *gets))


def shown(sources: int, height: int) -> list[str]:
    return ["".join(run.text for run in line) for line in plan_lines(plan(sources), 76, height, TODAY)]


def test_with_room_every_way_is_shown_and_until_when() -> None:
    lines = shown(1, 12)
    assert " ".join(lines[:2]) == (
        "20 accounts of 20 customers would move, and come back after Thu 3 Dec; 2 once nobody works on them."
    )
    assert [line.split() for line in lines if "→" in line] == [
        ["list-0", "→", "kenji", "10", "$5.00"],
        ["list-0", "→", "lucia", "10", "$5.00"],
    ]


def test_with_little_room_whoever_gets_something_is_still_there() -> None:
    lines = shown(2, 11)
    assert [line.split() for line in lines if "→" in line] == [
        ["→", "kenji", "20", "$10.00"],
        ["→", "lucia", "20", "$10.00"],
    ]
    assert lines[-1].split() == ["lucia", "0", "nothing", "20", "$10.00"]
    assert len(lines) <= 11
    assert "lucia" in shown(4, 11)[-1], "where it is told what everybody has then"
    assert shown(9, 11)[-1] == "… and 5 more lines: the command line shows all."
