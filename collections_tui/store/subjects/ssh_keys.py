"""Keys of SSH: by which somebody who comes from afar is known. None is ever removed, so that none comes back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import instant, to_instant, to_instant_or_none


class SshKey(NamedTuple):
    """A key and whose it is. ``body`` is in base64; ``disabled`` tells of its person."""

    fingerprint: str
    person_id: int
    login: str
    kind: str
    body: str
    comment: str
    added_at: datetime
    added_by: str
    revoked_at: datetime | None
    disabled: bool

    @property
    def good(self) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and not self.disabled


_KEY = """
SELECT k.fingerprint, p.id, p.login, k.kind, k.body, k.comment, k.added_at, coalesce(b.login, ''), k.revoked_at,
    p.disabled
FROM ssh_key k JOIN collector p ON p.id = k.collector_id LEFT JOIN collector b ON b.id = k.added_by"""


def _key(row: Row) -> SshKey:
    added_at, added_by, revoked_at, disabled = row[6:]
    return SshKey._make((*row[:6], to_instant(added_at), added_by, to_instant_or_none(revoked_at), bool(disabled)))


class SshKeys:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(
        self, person_id: int, fingerprint: str, kind: str, body: str, comment: str, at: datetime, by: int
    ) -> SshKey:
        """Store a key that is not there yet."""
        self._sql.run(
            "INSERT INTO ssh_key (fingerprint, collector_id, kind, body, comment, added_at, added_by) "
            "VALUES (:fingerprint, :person, :kind, :body, :comment, :at, :by)",
            {
                "fingerprint": fingerprint,
                "person": person_id,
                "kind": kind,
                "body": body,
                "comment": comment,
                "at": instant(at),
                "by": by,
            },
        )
        added = self.get(fingerprint)
        assert added is not None, "it was just stored"
        return added

    def get(self, fingerprint: str) -> SshKey | None:
        """The key of that fingerprint, revoked or not."""
        row = self._sql.one(f"{_KEY} WHERE k.fingerprint = :fingerprint", {"fingerprint": fingerprint})
        return None if row is None else _key(row)

    def every(self) -> list[SshKey]:
        """All keys, those that were revoked too, by login and then as they were added."""
        return [_key(row) for row in self._sql.all(f"{_KEY} ORDER BY p.login, k.added_at, k.fingerprint")]

    def sign_out(self, person_id: int) -> None:
        """Let no workstation that somebody has open do anything any more: one of them may be open by a revoked key."""
        self._sql.run("DELETE FROM session WHERE collector_id = :person", {"person": person_id})

    def revoke(self, fingerprint: str, at: datetime) -> None:
        """Let a key open nothing any more."""
        self._sql.run(
            "UPDATE ssh_key SET revoked_at = :at WHERE fingerprint = :fingerprint AND revoked_at IS NULL",
            {"fingerprint": fingerprint, "at": instant(at)},
        )
