"""The table of outcome codes in the database, kept in step with the book of outcomes of whoever signs in.

The table says what every call ever taken down counts as, for everybody. So only those who manage outcomes change what
is there, and the audit keeps how it was. Words of one's own are shown at one's own workstation alone; codes of one's
own are added, because no call may be lost for want of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import OutcomeCode
from collections_tui.services.permissions import allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from collections_tui.domain.outcomes import Outcome
    from collections_tui.services.desk import Desk

_NAMED = 5


def bring_in_step(desk: Desk) -> None:
    """Bring the table in step with the desk's book. Costs one look when nothing has changed since the last time.

    Raises:
        Refused: the book says of codes that are in use what the table does not, and the person may not change that.
        ConfigError: something in the book is wrong.
    """
    mark = desk.books.outcomes_mark()
    with desk.store.read() as tx:
        if tx.settings.get("outcomes") == mark:
            return
        found = _compare(desk, tx.calls.outcome_codes())
    manages = allowed("manage outcomes", desk.person.roles)
    if found.counted and not manages:
        raise Refused(_sentence(found))
    if found.words and not manages and not found.new:
        return
    with desk.store.write() as tx:
        before = tx.calls.outcome_codes()
        found = _compare(desk, before)
        if found.counted and not manages:
            raise Refused(_sentence(found))
        write = [*found.new, *(found.counted + found.words if manages else ())]
        tx.calls.sync_outcomes(write)
        if before and write:
            details = "; ".join(_entry(before.get(code.code), code) for code in write)
            was = {code.code: _told(before[code.code]) for code in write if code.code in before}
            desk.note(
                tx, "change outcomes", details=details, before=was, after={code.code: _told(code) for code in write}
            )
        if manages or not found.words:
            tx.settings.set("outcomes", mark)


class _Compared(NamedTuple):
    """The codes of the book that the table has not; those that count otherwise there; those in other words only."""

    new: list[OutcomeCode]
    counted: list[OutcomeCode]
    words: list[OutcomeCode]


def _compare(desk: Desk, table: Mapping[str, OutcomeCode]) -> _Compared:
    found = _Compared([], [], [])
    for one in desk.books.outcomes.outcomes:
        code = table_entry(one)
        known = table.get(one.code)
        if known is None:
            found.new.append(code)
        elif known[2:] != code[2:]:
            found.counted.append(code)
        elif known != code:
            found.words.append(code)
    return found


def table_entry(outcome: Outcome) -> OutcomeCode:
    """What the table keeps of an outcome."""
    return OutcomeCode(
        outcome.code, outcome.words, outcome.connected, outcome.right_party, outcome.promises, outcome.counts
    )


def _sentence(found: _Compared) -> str:
    codes = ", ".join(code.code for code in found.counted[:_NAMED])
    return (
        f"Your outcomes.toml counts {codes} otherwise than this database: start with the floor's --config or without "
        "one, or ask a supervisor to start once with yours."
    )


def _entry(before: OutcomeCode | None, now: OutcomeCode) -> str:
    if before is None:
        return f"{now.code}: new, {_said(now)}"
    return f"{now.code}: {_said(before)} → {_said(now)}"


def _told(code: OutcomeCode) -> dict[str, object]:
    """What the audit tells of an outcome."""
    return {name: value for name, value in code._asdict().items() if name != "code"}


def _said(code: OutcomeCode) -> str:
    marks = {
        "connected": code.connected,
        "right party": code.right_party,
        "promise": code.promise,
        "counts": code.counts,
    }
    return ", ".join([f"“{code.words}”", *(name for name, counts in marks.items() if counts)])
