"""The audit: entries that are added when their transaction ends, each with a digest of it and of the one before it.

They are kept in memory until the transaction is about to commit, because all that commit must form one line for it:
on a server the newest entry's row is held from the first of them until the commit, and no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from collections_tui.domain.audit import BEGINNING, Entry, Head, Link, canonical, digest, of_json
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.seen import Seen, seen_through
from collections_tui.store.values import Texts, instant, to_instant

_COLUMNS = "id, at, collector_id, place, action, account_id, about, before, after, details, hash"
_HEAD = "SELECT id, hash FROM audit_head WHERE one = 1"
_ADD = f"""
INSERT INTO audit ({_COLUMNS})
VALUES (:id, :at, :person, :place, :action, :account, :about, :before, :after, :details, :hash)"""
_MOVE = """
INSERT INTO audit_head (one, id, hash) VALUES (1, :id, :hash)
ON CONFLICT (one) DO UPDATE SET id = excluded.id, hash = excluded.hash WHERE audit_head.id < excluded.id"""
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

_SHOWN = """
SELECT a.id, a.at, coalesce(p.login, ''), a.place, a.action, a.account_id, coalesce(n.number, ''), a.about, a.before,
    a.after, a.details, a.hash
FROM audit a LEFT JOIN collector p ON p.id = a.collector_id LEFT JOIN account n ON n.id = a.account_id"""
_LINKS = "SELECT id, at, collector_id, place, action, account_id, about, before, after, details, hash FROM audit"
ALL_DAY = ("call", "claim", "preview", "view")
"""Kinds of which there are so many that they are in no index: the next one is never far."""
_RARE = "a.action NOT IN ('call', 'claim', 'view', 'preview')"  # as the index has it
# One look at the index for each kind there is, however many entries there are.
_KINDS = f"""
WITH RECURSIVE kind(action) AS (
    SELECT min(a.action) FROM audit a WHERE {_RARE}
    UNION ALL
    SELECT (SELECT min(a.action) FROM audit a WHERE a.action > r.action AND {_RARE})
    FROM kind r WHERE r.action IS NOT NULL)
SELECT r.action FROM kind r WHERE r.action IS NOT NULL"""

Place = tuple[datetime, int]
"""Where an entry stands in a list: its time and its number."""


class Chosen(NamedTuple):
    """Which entries: of a person, on an account, of kinds, from an instant up to another; None for all."""

    person: int | None = None
    account: int | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    who: Seen | None = None
    """Only about accounts that they see, or about none."""


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
        found: int | None = self._sql.value("SELECT id FROM audit_head WHERE one = 1")
        return found or 0

    def head(self) -> Head:
        """The newest entry as the database has it; 0 where there is none."""
        return Head._make(self._sql.one(_HEAD) or (0, BEGINNING))

    def after(self, chosen: Chosen, place: Place | None, limit: int) -> list[Entry]:
        """The entries just older than one at a place, newest first; without one, the newest."""
        return [_entry(row) for row in self._page(chosen, place, "<", "DESC", limit)]

    def before(self, chosen: Chosen, place: Place | None, limit: int) -> list[Entry]:
        """The entries just newer than one at a place, newest first; without one, the oldest."""
        return [_entry(row) for row in reversed(self._page(chosen, place, ">", "ASC", limit))]

    def count(self, chosen: Chosen) -> int:
        """How many there are."""
        where, params = _where(chosen)
        return int(self._sql.value(f"SELECT count(*) FROM audit a {where}", params))

    def kinds(self) -> list[str]:
        """The kinds of entries there are, in the order of the alphabet; those of all day are always among them."""
        return sorted([*ALL_DAY, *(row[0] for row in self._sql.all(_KINDS))])

    def links(self) -> Iterator[Link]:
        """All entries in the order of their numbers, as the chain is checked by; the caller reads to the end."""
        for row in self._sql.stream(f"{_LINKS} ORDER BY id"):
            yield Link(row[0], canonical(*row[1:10]), row[10])

    def _page(self, chosen: Chosen, place: Place | None, sign: str, order: str, limit: int) -> list[Row]:
        where, params = _where(chosen)
        if place is not None:
            where = f"{where or 'WHERE true'} AND (a.at, a.id) {sign} (:at, :id)"
            params |= {"at": instant(place[0]), "id": place[1]}
        sql = f"{_SHOWN} {where} ORDER BY a.at {order}, a.id {order} LIMIT :limit"
        return self._sql.all(sql, params | {"limit": limit})

    def append(self, entries: list[Fields]) -> None:
        """Add entries behind the newest one. The transaction does nothing else after this, and commits."""
        rows = [one | {"entry": _canonical(one)} for one in entries]
        if self._sql.engine == "sqlite":
            self._link(rows)
        else:
            for row in rows:  # all of them go to the server together with the commit
                self._sql.run(_APPEND, row)

    def _link(self, rows: list[Fields]) -> None:
        """Nobody else writes meanwhile: the digests can be made here."""
        number, last = self._sql.one(_HEAD) or (0, BEGINNING)
        for row in rows:
            number += 1
            last = digest(last, number, row["entry"])
            row["id"], row["hash"] = number, last
        self._sql.many(_ADD, rows)
        self.go_on_behind(number, last)

    def go_on_behind(self, number: int, last: str) -> None:
        """Let the next entry follow this one."""
        self._sql.run(_MOVE, {"id": number, "hash": last})


def _canonical(one: Fields) -> str:
    return canonical(
        one["at"], one["person"], one["place"], one["action"], one["account"],
        one["about"], one["before"], one["after"], one["details"],
    )  # fmt: skip


def _where(chosen: Chosen) -> tuple[str, dict[str, Any]]:
    """What keeps the chosen ones, and its parameters."""
    parts: list[str] = []
    params: dict[str, Any] = {}
    if chosen.person is not None:
        parts.append("a.collector_id = :person")
        params["person"] = chosen.person
    if chosen.account is not None:
        parts.append("a.account_id = :account")
        params["account"] = chosen.account
    if len(chosen.kinds) == 1:
        parts.append("a.action = :kind")
        params["kind"] = chosen.kinds[0]
    elif chosen.kinds:
        parts.append("a.action IN (SELECT value FROM json_each(:kinds))")
        params["kinds"] = Texts(chosen.kinds)
    if chosen.kinds and not set(chosen.kinds).intersection(ALL_DAY):
        parts.append(_RARE)
    if chosen.since is not None:
        parts.append("a.at >= :since")
        params["since"] = instant(chosen.since)
    if chosen.until is not None:
        parts.append("a.at < :until")
        params["until"] = instant(chosen.until)
    if chosen.who is not None:
        condition, who = seen_through(chosen.who, "a.account_id")
        parts.append(condition)
        params |= who
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), params


def _entry(row: Row) -> Entry:
    return Entry._make((row[0], to_instant(row[1]), *row[2:8], of_json(row[8]), of_json(row[9]), *row[10:]))
