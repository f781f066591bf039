"""The queue: which account is next, who has it, and when sleepers wake. ``docs/queue.md`` says why it stays quick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from collections_tui.domain.records import Lease
from collections_tui.store.contract import Engine, Sql
from collections_tui.store.values import Ids, instant, instant_or_none, to_instant

# The one place that says when an account is ready, when a sleeper wakes, and on which worklist it is. A live lease
# comes first: the account sleeps until it runs out, and is looked at again then. Else it is where it was to go
# (``moves_to``), and sleeps until both its plan and the contact rules let it be called. A held account wakes on the
# morning its last hold ends, if every hold has an end. Which worklist it is may be given too (``there``).
_TAKEN = "EXISTS (SELECT 1 FROM lease l WHERE l.account_id = account.id AND l.expires_at > :now)"
_SETTLED = f"""
    ready = CASE WHEN {{status}} = 'open' AND {{there}} IS NOT NULL
        AND ({{next}} IS NULL OR {{next}} <= :now) AND ({{may}} IS NULL OR {{may}} <= :now)
        AND NOT {_TAKEN}
        THEN 1 ELSE 0 END,
    wake_at = CASE
        WHEN {{there}} IS NULL THEN NULL
        WHEN {{status}} = 'open' THEN coalesce(
            (SELECT l.expires_at FROM lease l WHERE l.account_id = account.id AND l.expires_at > :now),
            CASE WHEN {{next}} > :now AND {{next}} >= coalesce({{may}}, '') THEN {{next}}
                WHEN {{may}} > :now THEN {{may}} END)
        WHEN {{status}} = 'held' THEN (
            SELECT CASE WHEN count(*) = count(h.until) THEN max(h.until) || 'T10:00:00Z' END
            FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)
    END
"""
# What was to move does so in the very statement that finds that nobody has it any more.
_MOVED = f"""
    worklist_id = CASE WHEN moves_to IS NULL OR {_TAKEN} THEN worklist_id ELSE moves_to END,
    moves_to = CASE WHEN moves_to IS NOT NULL AND {_TAKEN} THEN moves_to END,
"""
_STORED = {"status": "status", "next": "next_action_at", "may": "may_call_at", "there": "worklist_id"}
SETTLE = f"UPDATE account SET {_MOVED} {_SETTLED.format_map(_STORED)}"
# Whoever claims an account, or keeps it, moves it nowhere.
_SETTLE_TAKEN = f"UPDATE account SET {_SETTLED.format_map(_STORED)}"
# Without what the contact rules said before: each account is judged anew before anybody gets it.
SETTLE_FORGOTTEN = (
    f"UPDATE account SET may_call_at = NULL, {_MOVED} {_SETTLED.format_map(_STORED | {'may': 'CAST(NULL AS text)'})}"
)
# An assignment sees the columns as they were before the statement: what it sets itself is given to it.
SETTLE_AS_GIVEN = _MOVED + _SETTLED.format(
    status="CAST(:status AS text)",
    next="CAST(:next_action_at AS text)",
    may="CAST(:may_call_at AS text)",
    there="worklist_id",
)
# On another worklist than before.
SETTLE_ELSEWHERE = f"""
    worklist_id = CAST(:there AS bigint), moves_to = NULL,
    {_SETTLED.format_map(_STORED | {"there": "CAST(:there AS bigint)"})}"""

# One seek for each worklist and window: the top of each, then the best of those. Where writers work side by side, the
# top few of each, and the best that nobody else is claiming at this moment: what is locked is skipped, not waited for.
# There those few are sorted before any row is fetched, so that rows are fetched only down to the first that is free.
PICK: dict[Engine, str] = {
    "sqlite": """
SELECT a.id
FROM json_each(:worklists) w CROSS JOIN json_each(:windows) z CROSS JOIN account a
WHERE a.id = (
    SELECT b.id FROM account b
    WHERE b.ready = 1 AND b.worklist_id = w.value AND b.window_id = z.value{but}
    ORDER BY b.urgent DESC, b.score DESC, b.id DESC LIMIT 1)
ORDER BY a.urgent DESC, a.score DESC, a.id DESC LIMIT 1
""",
    "postgres": """
SELECT a.id
FROM (
    SELECT t.id, t.urgent, t.score
    FROM json_each(:worklists) w CROSS JOIN json_each(:windows) z CROSS JOIN LATERAL (
        SELECT b.id, b.urgent, b.score FROM account b
        WHERE b.ready = 1 AND b.worklist_id = w.value AND b.window_id = z.value{but}
        ORDER BY b.urgent DESC, b.score DESC, b.id DESC LIMIT {top}) t
    ORDER BY t.urgent DESC, t.score DESC, t.id DESC) best
JOIN account a ON a.id = best.id AND a.ready = 1
ORDER BY best.urgent DESC, best.score DESC, best.id DESC LIMIT 1 FOR UPDATE OF a SKIP LOCKED
""",
}
# Left out are accounts of clients whose rules are not known where it is asked: nearly always there is none.
_BUT = " AND b.client_id NOT IN (SELECT value FROM json_each(:but))"
_TOPS = (4, 64, 1024)  # how many of each are looked at: more when all of those are being claimed by others

# The best of a few accounts that were looked up before, each of which may have been taken since.
_PICK_OF = """
SELECT a.id FROM account a
WHERE a.id IN (SELECT value FROM json_each(:ids))
    AND a.ready = 1 AND a.worklist_id = :worklist AND a.window_id IN (SELECT value FROM json_each(:windows))
    AND a.client_id NOT IN (SELECT value FROM json_each(:but))
ORDER BY a.urgent DESC, a.score DESC, a.id DESC LIMIT 1
"""
PICK_OF: dict[Engine, str] = {"sqlite": _PICK_OF, "postgres": f"{_PICK_OF} FOR UPDATE SKIP LOCKED"}

# Worklist by worklist, because the index on the wake time begins with it.
DUE: dict[Engine, str] = {
    "sqlite": """
SELECT a.id, a.status FROM worklist w CROSS JOIN account a WHERE a.worklist_id = w.id AND a.wake_at <= :now LIMIT :limit
""",
    "postgres": """
SELECT a.id, a.status FROM worklist w CROSS JOIN LATERAL (
    SELECT b.id, b.status FROM account b WHERE b.worklist_id = w.id AND b.wake_at <= :now
    ORDER BY b.wake_at LIMIT :limit) a
LIMIT :limit
""",
}
# Who wakes does not wait for others who do.
TO_WAKE: dict[Engine, str] = {
    "sqlite": DUE["sqlite"],
    "postgres": DUE["postgres"].replace("LIMIT :limit) a", "LIMIT :limit FOR UPDATE SKIP LOCKED) a"),
}

# A claim that has run out says nothing any more; whoever had it can still log the call.
_FORGET = "DELETE FROM lease WHERE expires_at <= :now AND account_id IN (SELECT value FROM json_each(:ids))"

_LIFT = """
UPDATE hold SET lifted_at = :now
WHERE lifted_at IS NULL AND until <= :today AND account_id IN (SELECT value FROM json_each(:ids))
"""

_REOPEN = """
UPDATE account SET status = 'open', wake_at = :now, revision = revision + 1
WHERE id IN (SELECT value FROM json_each(:ids))
    AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.account_id = account.id AND h.lifted_at IS NULL)
"""

COUNTED = 100  # what waits is counted no further: whoever has nothing to do need not wait for an exact figure

# Each is answered from one index alone.
COUNT_WORKING = (
    "SELECT count(*) FROM account WHERE worklist_id = :w AND (CASE status WHEN 'closed' THEN 0 ELSE 1 END) = 1"
)
COUNT_HELD = "SELECT count(*) FROM account WHERE worklist_id = :w AND status = 'held'"

_ANY_READY = """
SELECT 1 FROM json_each(:worklists) w CROSS JOIN json_each(:windows) z
WHERE EXISTS (
    SELECT 1 FROM account b WHERE b.ready = 1 AND b.worklist_id = w.value AND b.window_id = z.value{but}) LIMIT 1
"""

READY_BY_WINDOW = """
SELECT z.value, (SELECT sum(n) FROM (
    SELECT (SELECT count(*) FROM (
        SELECT 1 FROM account a
        WHERE a.ready = 1 AND a.worklist_id = w.value AND a.window_id = z.value LIMIT :most) r) AS n
    FROM json_each(:worklists) w) c)
FROM json_each(:windows) z
"""

# Of one worklist, from the index alone. By the minute: a day begins at a full minute, wherever the floor is.
SLEEPERS = """
SELECT min(s.wake_at), count(*)
FROM (SELECT wake_at FROM account WHERE worklist_id = :w AND wake_at > :now ORDER BY wake_at LIMIT :most) s
GROUP BY substr(s.wake_at, 1, 16)
"""

FIRST_SLEEPER = """
SELECT min((SELECT a.wake_at FROM account a WHERE a.worklist_id = w.value AND a.wake_at > :now
            ORDER BY a.wake_at LIMIT 1))
FROM json_each(:worklists) w
"""


class Queue:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def wake(self, now: datetime, limit: int) -> int:
        """Settle up to ``limit`` accounts whose time has come; how many there were."""
        due = self._sql.all(TO_WAKE[self._sql.engine], {"now": instant(now), "limit": limit})
        held = [row[0] for row in due if row[1] == "held"]
        if held:
            self._end_holds(held, now)
        ids = Ids(row[0] for row in due)
        self._sql.run(_FORGET, {"now": instant(now), "ids": ids})
        self._sql.run(f"{SETTLE} WHERE id IN (SELECT value FROM json_each(:ids))", {"now": instant(now), "ids": ids})
        return len(due)

    def _end_holds(self, account_ids: list[int], now: datetime) -> None:
        """Lift the holds whose day has come, and open the accounts that have no other."""
        params = {"now": instant(now), "today": now.date().isoformat(), "ids": Ids(account_ids)}
        self._sql.run(_LIFT, params)
        self._sql.run(_REOPEN, params)

    def due(self, now: datetime) -> bool:
        """Whether any account is waiting to be woken."""
        return self._sql.one(DUE[self._sql.engine], {"now": instant(now), "limit": 1}) is not None

    def pick(self, worklists: Sequence[int], windows: Sequence[int], but: Collection[int] = ()) -> int | None:
        """The best account that may be called now, or None; none of the clients in ``but``. Nothing is claimed yet."""
        asked = {"worklists": Ids(worklists), "windows": Ids(windows)} | ({"but": Ids(but)} if but else {})
        without = _BUT if but else ""
        if self._sql.engine == "sqlite":
            found: int | None = self._sql.value(PICK["sqlite"].format(but=without), asked)
            return found
        return self._pick_beside_others(asked, without)

    def _pick_beside_others(self, asked: dict[str, Ids], but: str) -> int | None:
        for top in _TOPS:
            # A number that stands in the text lets the server plan once for all claims.
            found: int | None = self._sql.value(PICK["postgres"].format(top=top, but=but), asked)
            # Where there is any at all, nothing was found because others are claiming the best ones.
            if found is not None or self._sql.one(_ANY_READY.format(but=but), asked) is None:
                return found
        return None

    def pick_of(
        self, account_ids: Sequence[int], worklist_id: int, windows: Sequence[int], but: Collection[int] = ()
    ) -> int | None:
        """The best of these accounts that is still on the worklist and may be called now, or None; see ``pick``."""
        params = {"ids": Ids(account_ids), "worklist": worklist_id, "windows": Ids(windows), "but": Ids(but)}
        found = self._sql.value(PICK_OF[self._sql.engine], params)
        return None if found is None else int(found)

    def lease(
        self, account_id: int, person_id: int, session: str, now: datetime, until: datetime, score: int | None = None
    ) -> None:
        """Claim the account, whoever had it before, and put it to sleep until the claim runs out; ``score`` it too."""
        self._sql.run(
            "INSERT INTO lease (account_id, collector_id, session, claimed_at, expires_at) "
            "VALUES (:account, :person, :session, :now, :until) ON CONFLICT (account_id) DO UPDATE SET "
            "collector_id = excluded.collector_id, session = excluded.session, claimed_at = excluded.claimed_at, "
            "expires_at = excluded.expires_at",
            {
                "account": account_id,
                "person": person_id,
                "session": session,
                "now": instant(now),
                "until": instant(until),
            },
        )
        scored = "" if score is None else ", score = :score, scored_at = :now"
        params = {"id": account_id, "now": instant(now), "person": person_id}
        self._sql.run(
            f"{_SETTLE_TAKEN}{scored}, claims = claims + 1, claimed_by = :person WHERE id = :id",
            params | ({} if score is None else {"score": score}),
        )

    def renew(self, account_id: int, person_id: int, session: str, now: datetime, until: datetime) -> bool:
        """Make my live claim last until ``until``; False when it is no longer mine."""
        renewed = self._sql.run(
            "UPDATE lease SET expires_at = :until WHERE account_id = :account AND collector_id = :person "
            "AND session = :session AND expires_at > :now",
            {
                "account": account_id,
                "person": person_id,
                "session": session,
                "now": instant(now),
                "until": instant(until),
            },
        )
        if renewed:
            self.settle(account_id, now)
        return renewed > 0

    def holder(self, account_id: int, now: datetime) -> Lease | None:
        """Who has the account at this moment."""
        row = self._sql.one(
            "SELECT l.account_id, p.login, l.session, l.claimed_at, l.expires_at "
            "FROM lease l JOIN collector p ON p.id = l.collector_id "
            "WHERE l.account_id = :account AND l.expires_at > :now",
            {"account": account_id, "now": instant(now)},
        )
        return None if row is None else Lease(row[0], row[1], row[2], to_instant(row[3]), to_instant(row[4]))

    def held_by(self, person_id: int, session: str, now: datetime) -> list[int]:
        """The accounts that one session of a person has claimed, the latest first."""
        rows = self._sql.all(
            "SELECT account_id FROM lease WHERE collector_id = :person AND session = :session AND expires_at > :now "
            "ORDER BY claimed_at DESC, account_id",
            {"person": person_id, "session": session, "now": instant(now)},
        )
        return [row[0] for row in rows]

    def claimed_by(self, person_id: int) -> list[int]:
        """The accounts that all sessions of a person have claimed, also those whose claim has run out."""
        rows = self._sql.all(
            "SELECT account_id FROM lease WHERE collector_id = :person ORDER BY account_id", {"person": person_id}
        )
        return [row[0] for row in rows]

    def release(self, account_id: int, now: datetime) -> None:
        """Give the account back: it is ready again, or sleeps until its next action."""
        self.end_lease(account_id)
        self.settle(account_id, now)

    def end_lease(self, account_id: int) -> None:
        """Forget who has the account; it must be settled afterwards."""
        self._sql.run("DELETE FROM lease WHERE account_id = :account", {"account": account_id})

    def settle(self, account_id: int, now: datetime, score: int | None = None) -> None:
        """Make *ready* and the wake time follow from status, next action and lease; write a new score with them."""
        scored = "" if score is None else ", score = :score, scored_at = :now"
        params = {"id": account_id, "now": instant(now)} | ({} if score is None else {"score": score})
        self._sql.run(f"{SETTLE}{scored} WHERE id = :id", params)

    def plan(self, account_id: int, at: datetime | None, words: str, urgent: bool, now: datetime) -> None:
        """When to act next and why. ``urgent`` puts it before every score once its time has come."""
        self._sql.run(
            "UPDATE account SET next_action_at = :at, next_action = :words, urgent = :urgent, revision = revision + 1 "
            "WHERE id = :id",
            {"id": account_id, "at": instant_or_none(at), "words": words, "urgent": int(urgent)},
        )
        self.settle(account_id, now)

    def counts(self, worklist_id: int, windows: Sequence[int]) -> tuple[int, int, int, int]:
        """Callable in these windows, ready in all, asleep, held."""
        by_window = self._sql.all(
            "SELECT window_id, count(*) FROM account WHERE ready = 1 AND worklist_id = :w GROUP BY window_id",
            {"w": worklist_id},
        )
        is_open = set(windows)
        ready = sum(count for _, count in by_window)
        now = sum(count for window, count in by_window if window in is_open)
        working, held = (int(self._sql.value(sql, {"w": worklist_id})) for sql in (COUNT_WORKING, COUNT_HELD))
        return now, ready, working - ready - held, held

    def ready_by_window(self, worklists: Sequence[int], windows: Sequence[int]) -> list[tuple[int, int]]:
        """How many accounts are ready in each window that has any; counting stops just above ``COUNTED``."""
        rows = self._sql.all(
            READY_BY_WINDOW,
            {"worklists": Ids(worklists), "windows": Ids(windows), "most": COUNTED + 1},
        )
        return [(row[0], row[1]) for row in rows if row[1]]

    def sleepers(self, worklists: Sequence[int], now: datetime) -> list[tuple[datetime, int]]:
        """When the next sleepers of these worklists wake, and how many in that minute, the soonest first.

        Up to just above ``COUNTED`` of each worklist are counted.
        """
        first: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for worklist in worklists:
            for at, count in self._sql.all(SLEEPERS, {"w": worklist, "now": instant(now), "most": COUNTED + 1}):
                minute = at[:16]
                first[minute] = min(at, first.get(minute, at))
                counts[minute] += count
        return [(to_instant(first[minute]), counts[minute]) for minute in sorted(first)]

    def first_sleeper(self, worklists: Sequence[int], now: datetime) -> datetime | None:
        """When the next sleeper of these worklists wakes."""
        at = self._sql.value(FIRST_SLEEPER, {"now": instant(now), "worklists": Ids(worklists)})
        return None if at is None else to_instant(at)
