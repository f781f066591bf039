"""What a doctor looks at besides figures: the database as a whole, what is left lying, and whose time is odd.

What only an engine can tell of itself stands here for both. Refuses to say what is to be done about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from collections_tui.store.contract import Sql
from collections_tui.store.values import Ids, instant, to_instant

MOST = 20
"""So many of each are told."""
FAULTY_INDEX = ("missing from index", "wrong # of entries in index", "non-unique entry in index", "is not finished")
"""What is told of an index that is not what its table is; an index can be made anew."""

# Indexes that a server could not finish. (Whether its pages are whole its own checksums tell, at every look.)
_UNFINISHED = """
SELECT 'index ' || c.relname || ' is not finished' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT i.indisvalid"""
# What was switched off on a server, past which rows could be changed.
_UNWATCHED = """
SELECT c.relname || ' is not checked (' || f.conname || ')' FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND f.contype = 'f'
  AND (NOT f.convalidated OR EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = f.oid AND t.tgenabled = 'D'))"""
# Nobody sat at a desk for what was made up for a demo.
_BY_OUR_CLOCKS = "a.place <> '' AND a.place NOT LIKE '%by a clock that was set%'"
_HELD = "EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)"
_IDS = "SELECT value FROM json_each(:ids)"


class Left(NamedTuple):
    """Something of somebody's that lies about: on which account (its number and id), whose, and since when."""

    account: str
    account_id: int
    login: str
    since: datetime


class Jump(NamedTuple):
    """Two entries of the audit of which the later one is older: its number, both instants."""

    entry: int
    before: datetime
    at: datetime


class Health:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self._sql.value("SELECT count(*) FROM account"))

    # -- the database as a whole ---------------------------------------------------------------------------------

    def damage(self) -> list[str]:
        """What is wrong with pages and indexes."""
        if self._sql.engine == "postgres":
            return [row[0] for row in self._sql.all(_UNFINISHED)]
        import sqlite3

        try:
            return [row[0] for row in self._sql.all(f"PRAGMA integrity_check({MOST})") if row[0] != "ok"]
        except sqlite3.DatabaseError as error:  # so damaged that it cannot even be looked through
            if "malformed" not in str(error):
                raise
            return [str(error)]

    def loose_ends(self) -> list[str]:
        """What points at a row that is not there, or is no longer watched."""
        if self._sql.engine == "postgres":
            return [row[0] for row in self._sql.all(_UNWATCHED)]
        rows = self._sql.all("PRAGMA foreign_key_check")
        return [f"{row[0]} {'' if row[1] is None else row[1]} points at no {row[2]}" for row in rows[: MOST + 1]]

    def reindex(self) -> None:
        """Make all indexes anew."""
        if self._sql.engine == "sqlite":
            self._sql.run("REINDEX")

    def database_time(self) -> datetime | None:
        """What time it is on the server; None where there is none."""
        if self._sql.engine == "sqlite":
            return None
        return to_instant(self._sql.value("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"))

    # -- time ----------------------------------------------------------------------------------------------------

    def newest(self) -> datetime | None:
        """The latest instant in the audit, but for those by a clock that somebody has set."""
        at = self._sql.value(f"SELECT max(a.at) FROM audit a WHERE {_BY_OUR_CLOCKS}")
        return None if at is None else to_instant(at)

    def jumps_back(self, since: datetime, by: timedelta) -> list[Jump]:
        """The entries of the audit since an instant that are older, by more than so much, than the one before them."""
        recent = "a.id >= (SELECT min(e.id) FROM audit e WHERE e.at >= :since)"
        rows = self._sql.all(
            "SELECT j.id, j.before, j.at FROM (SELECT a.id, a.at, lag(a.at) OVER (ORDER BY a.id) AS before "
            f"FROM audit a WHERE {recent} AND {_BY_OUR_CLOCKS}) j "
            "WHERE unixepoch(j.before) - unixepoch(j.at) > :by ORDER BY j.id DESC LIMIT :most",
            {"since": instant(since), "by": int(by.total_seconds()), "most": MOST},
        )
        return [Jump(row[0], to_instant(row[1]), to_instant(row[2])) for row in rows]

    # -- what lies about -----------------------------------------------------------------------------------------

    def odd_leases(self, now: datetime, leeway: timedelta) -> list[Left]:
        """Claims that were made after now, and those of people who may not work any more."""
        return self._left(
            "SELECT a.number, a.id, p.login, l.claimed_at FROM lease l JOIN account a ON a.id = l.account_id "
            "JOIN collector p ON p.id = l.collector_id "
            "WHERE l.claimed_at > :latest OR (p.disabled = 1 AND l.expires_at > :now) ORDER BY l.account_id",
            {"latest": instant(now + leeway), "now": instant(now)},
        )

    def old_drafts(self, before: datetime) -> list[Left]:
        """Calls that were begun and left lying, and what else was typed and not saved, since before an instant."""
        drafts = self._left(
            "SELECT a.number, a.id, p.login, d.updated_at FROM draft d JOIN account a ON a.id = d.account_id "
            "JOIN collector p ON p.id = d.collector_id WHERE d.updated_at < :before ORDER BY d.updated_at",
            {"before": instant(before)},
        )
        unsaved = self._left(
            "SELECT u.kind, 0, p.login, u.updated_at FROM unsaved u JOIN collector p ON p.id = u.collector_id "
            "WHERE u.updated_at < :before ORDER BY u.updated_at",
            {"before": instant(before)},
        )
        return [*drafts, *unsaved]

    def silent_sessions(self, before: datetime) -> list[Left]:
        """Workstations that have not been heard of since before an instant, and those of people who were disabled."""
        return self._left(
            "SELECT s.place, 0, p.login, s.seen_at FROM session s JOIN collector p ON p.id = s.collector_id "
            "WHERE s.seen_at < :before OR p.disabled = 1 ORDER BY s.seen_at",
            {"before": instant(before)},
        )

    def _left(self, sql: str, params: dict[str, object]) -> list[Left]:
        return [Left(row[0], row[1], row[2], to_instant(row[3])) for row in self._sql.all(sql, params)]

    # -- putting right -------------------------------------------------------------------------------------------

    def end_sessions(self, before: datetime | None = None) -> int:
        """Let nobody be at work; with an instant only those who have not been heard of since, or are disabled."""
        if before is None:
            return self._sql.run("DELETE FROM session")
        return self._sql.run(
            "DELETE FROM session WHERE seen_at < :before "
            "OR collector_id IN (SELECT id FROM collector WHERE disabled = 1)",
            {"before": instant(before)},
        )

    def let_status_follow(self, account_ids: Iterable[int], now: datetime) -> None:
        """Make accounts held that have a hold, and open those that have none; they must be settled afterwards."""
        params = {"ids": Ids(sorted(set(account_ids))), "now": instant(now)}
        self._sql.run(
            f"UPDATE account SET status = CASE WHEN {_HELD} THEN 'held' ELSE 'open' END, ready = 0, wake_at = :now, "
            f"revision = revision + 1 WHERE id IN ({_IDS}) AND status <> 'closed' "
            f"AND status <> CASE WHEN {_HELD} THEN 'held' ELSE 'open' END",
            params,
        )
