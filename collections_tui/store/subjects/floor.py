"""The floor at this moment: who works what, how much is left of it, who is in a call, what was done last.

Figures of the day are those of reports (`figures`). What is here is read every few seconds while a supervisor looks,
so each query stays with the few rows of people, leases and drafts, or within one index.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.floor import Did, Having, Head, Size
from collections_tui.store.contract import Sql
from collections_tui.store.subjects.people import MINE, OWNERLESS
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids, instant, to_instant, to_instant_or_none


class WorklistLine(NamedTuple):
    """A worklist, and who is told to work it: ``nobody`` where there were some and none of them may any more."""

    id: int
    code: str
    name: str
    nobody: bool


_HEAD = """
SELECT coalesce((SELECT id FROM audit_head), 0), coalesce((SELECT max(id) FROM call), 0),
       (SELECT count(*) FROM lease), coalesce((SELECT max(claimed_at) FROM lease), ''),
       coalesce((SELECT CAST(sum(account_id) AS bigint) FROM lease), 0),
       (SELECT count(*) FROM draft), coalesce((SELECT max(started_at) FROM draft), ''),
       coalesce((SELECT CAST(sum(account_id) AS bigint) FROM draft), 0)"""

# Of the same worklists as those from which they take the next account.
_WORKED_BY = f"""
SELECT p.id, w.id FROM collector p CROSS JOIN worklist w
WHERE p.disabled = 0 AND EXISTS (SELECT 1 FROM collector_role r WHERE r.collector_id = p.id AND r.role = 'collector')
  AND {MINE.replace(":person", "p.id")}"""

_WORKLISTS = f"""
SELECT w.id, w.code, w.name, CASE WHEN {OWNERLESS} THEN 1 ELSE 0 END
FROM worklist w ORDER BY w.name, w.code"""

_HAVING = """
SELECT l.collector_id, a.id, a.number, c.name, l.claimed_at, d.started_at
FROM lease l JOIN account a ON a.id = l.account_id JOIN customer c ON c.id = a.customer_id
LEFT JOIN draft d ON d.collector_id = l.collector_id AND d.account_id = l.account_id AND d.ended_at IS NULL
WHERE l.expires_at > :now
ORDER BY l.collector_id, CASE WHEN d.started_at IS NULL THEN 0 ELSE 1 END, l.claimed_at, l.account_id"""

_DID = """
SELECT p.id, u.at, u.action, coalesce(a.number, ''), a.id
FROM collector p JOIN audit u ON u.id = (
    SELECT b.id FROM audit b WHERE b.collector_id = p.id ORDER BY b.at DESC, b.id DESC LIMIT 1)
LEFT JOIN account a ON a.id = u.account_id"""

# The sign keeps it to the index of the day that holds all it asks for, and from that of each person's calls.
_WORKED = """
SELECT +k.collector_id, count(DISTINCT k.account_id) FROM call k
WHERE k.started_at >= :first AND k.started_at < :before
  AND NOT EXISTS (SELECT 1 FROM call_correction u WHERE u.call_id = k.id AND u.kind = 'undo')
GROUP BY 1"""

# Each is answered from one index alone.
_NOT_CLOSED = """
SELECT worklist_id, count(*) FROM account
WHERE worklist_id IS NOT NULL AND (CASE status WHEN 'closed' THEN 0 ELSE 1 END) = 1 GROUP BY worklist_id"""
_READY = """
SELECT worklist_id, window_id, count(*) FROM account WHERE ready = 1 GROUP BY worklist_id, window_id"""
_WAKING = """
SELECT w.id, (SELECT count(*) FROM account a WHERE a.worklist_id = w.id AND a.wake_at < :until) FROM worklist w"""


class Floor:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def head(self) -> Head:
        """Where the floor stands: another one as soon as anybody did, claimed, left or began anything."""
        row = self._sql.one(_HEAD)
        assert row is not None, "it has no FROM"
        return tuple(row)

    def teams(self) -> dict[int, str]:
        """The code of the team of everybody who is in one."""
        return dict(self._sql.all("SELECT p.id, t.code FROM collector p JOIN team t ON t.id = p.team_id"))

    def worked_by(self) -> dict[int, list[int]]:
        """The worklists from which each collector takes accounts."""
        found: dict[int, list[int]] = {}
        for person, worklist in self._sql.all(_WORKED_BY):
            found.setdefault(person, []).append(worklist)
        return found

    def worklists(self) -> list[WorklistLine]:
        """All worklists, by name."""
        return [WorklistLine(row[0], row[1], row[2], bool(row[3])) for row in self._sql.all(_WORKLISTS)]

    def sizes(self, windows: Collection[int], until: datetime) -> dict[int, Size]:
        """How much is on each worklist; callable now is what is ready in these windows."""
        accounts = {row[0]: row[1] for row in self._sql.all(_NOT_CLOSED)}
        ready, callable_now = dict[int, int](), dict[int, int]()
        for worklist, window, count in self._sql.all(_READY):
            ready[worklist] = ready.get(worklist, 0) + count
            if window in windows:
                callable_now[worklist] = callable_now.get(worklist, 0) + count
        return {
            worklist: Size(accounts.get(worklist, 0), ready.get(worklist, 0) + waking, callable_now.get(worklist, 0))
            for worklist, waking in self._sql.all(_WAKING, {"until": instant(until)})
        }

    def having(self, now: datetime) -> dict[int, Having]:
        """What everybody has at this moment; where somebody has several, the one they are in a call on, or the last."""
        return {
            row[0]: Having(row[1], row[2], row[3], to_instant(row[4]), to_instant_or_none(row[5]))
            for row in self._sql.all(_HAVING, {"now": instant(now)})
        }

    def seen(self, accounts: Collection[int], who: Seen) -> set[int]:
        """Which of these accounts they may see."""
        condition, params = seen(who)
        rows = self._sql.all(
            f"SELECT a.id FROM account a WHERE a.id IN (SELECT value FROM json_each(:ids)){condition}",
            {"ids": Ids(sorted(accounts))} | params,
        )
        return {row[0] for row in rows}

    def did(self) -> dict[int, Did]:
        """The last thing that everybody did."""
        return {row[0]: Did(to_instant(row[1]), row[2], row[3], row[4]) for row in self._sql.all(_DID)}

    def worked(self, first: datetime, before: datetime) -> dict[int, int]:
        """On how many accounts everybody has logged a call that began in these hours and stands."""
        return dict(self._sql.all(_WORKED, {"first": instant(first), "before": instant(before)}))
