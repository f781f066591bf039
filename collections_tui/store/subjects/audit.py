"""The audit: entries that are added when their transaction ends, each with a digest of it and of the one before it.

They are kept in memory until the transaction is about to commit, because all that commit must form one line for it:
on a server the newest entry's row is held from the first of them until the commit, and no longer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from collections_tui.domain.audit import BEGINNING, canonical, digest
from collections_tui.store.contract import Sql
from collections_tui.store.values import instant

_COLUMNS = "id, at, collector_id, place, action, account_id, about, before, after, details, hash"
_HEAD = "SELECT id, hash FROM audit_head"
_ADD = f"""
INSERT INTO audit ({_COLUMNS})
VALUES (:id, :at, :person, :place, :action, :account, :about, :before, :after, :details, :hash)"""
_MOVE = """
INSERT INTO audit_head (one, id, hash) VALUES (1, :id, :hash)
ON CONFLICT (one) DO UPDATE SET id = excluded.id, hash = excluded.hash"""
# One question for both: whoever comes at the same moment waits at the head for our commit, and sees what we left there.
_APPEND = f"""
WITH head AS (
    INSERT INTO audit_head AS h (one, id, hash)
    VALUES (1, 1, encode(sha256(convert_to('{BEGINNING}1' || CAST(:entry AS text), 'UTF8')), 'hex'))
    ON CONFLICT (one) DO UPDATE SET id = h.id + 1,
        hash = encode(sha256(convert_to(h.hash || (h.id + 1) || CAST(:entry AS text), 'UTF8')), 'hex')
    RETURNING id, hash)
INSERT INTO audit ({_COLUMNS})
SELECT id, CAST(:at AS text), CAST(:person AS bigint), CAST(:place AS text), CAST(:action AS text),
    CAST(:account AS bigint), CAST(:about AS text), CAST(:before AS text), CAST(:after AS text),
    CAST(:details AS text), hash
FROM head"""

Fields = dict[str, Any]
"""An entry that is not added yet: its columns, but for its number and its digest."""


def fields(
    at: datetime,
    person_id: int | None,
    action: str,
    account_id: int | None = None,
    details: str = "",
    *,
    place: str = "",
    about: str = "",
    before: str = "",
    after: str = "",
) -> Fields:
    """An entry: who did what when, from where, on which record, and what it was before and after (as JSON)."""
    return {
        "at": instant(at),
        "person": person_id,
        "place": place,
        "action": action,
        "account": account_id,
        "about": about,
        "before": before,
        "after": after,
        "details": details,
    }


class Audit:
    def __init__(self, sql: Sql, waiting: list[Fields]) -> None:
        self._sql = sql
        self._waiting = waiting

    def add(
        self,
        at: datetime,
        person_id: int | None,
        action: str,
        account_id: int | None = None,
        details: str = "",
        *,
        place: str = "",
        about: str = "",
        before: str = "",
        after: str = "",
    ) -> None:
        """One thing that somebody did. It is added when the transaction commits, and not if it does not."""
        self._waiting.append(
            fields(at, person_id, action, account_id, details, place=place, about=about, before=before, after=after)
        )

    def head_id(self) -> int:
        """The number of the newest entry; 0 where there is none. It changes with whatever anybody does."""
        found: int | None = self._sql.value("SELECT id FROM audit_head")
        return found or 0

    def append(self, entries: list[Fields]) -> None:
        """Add entries behind the newest one. The transaction does nothing else after this, and commits."""
        rows = [one | {"entry": _canonical(one)} for one in entries]
        if self._sql.engine == "sqlite":
            self._link(rows)
        elif len(rows) == 1:
            self._sql.run(_APPEND, rows[0])
        else:
            self._sql.many(_APPEND, rows)

    def _link(self, rows: list[Fields]) -> None:
        """Nobody else writes meanwhile: the digests can be made here."""
        number, last = self._sql.one(_HEAD) or (0, BEGINNING)
        for row in rows:
            number += 1
            last = digest(last, number, row["entry"])
            row["id"], row["hash"] = number, last
        self._sql.many(_ADD, rows)
        self._sql.run(_MOVE, {"id": number, "hash": last})


def _canonical(one: Fields) -> str:
    return canonical(
        one["at"], one["person"], one["place"], one["action"], one["account"],
        one["about"], one["before"], one["after"], one["details"],
    )  # fmt: skip
