"""Documents as they went out: each is kept once, never changed, and known by the digest of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from collections_tui.domain.post import Document, Outgoing
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, instant, to_instant

_DOCUMENT = """
SELECT d.id, d.account_id, d.kind, d.invoice_id, d.title, d.name, d.media, length(d.body), d.hash, d.made_at,
       coalesce(p.login, '')
FROM document d LEFT JOIN collector p ON p.id = d.made_by"""
_AT_ONCE = 50
"""So many contents are held in memory at once."""


def digest(body: bytes) -> str:
    """SHA-256 of a content, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def _document(row: Row) -> Document:
    return Document._make((*row[:9], to_instant(row[9]), row[10]))


class Documents:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, account_id: int, rendered: Outgoing, now: datetime, by: int) -> int:
        """Keep a document; its id."""
        return self._sql.add(
            "INSERT INTO document (account_id, kind, invoice_id, title, name, media, body, hash, made_at, made_by) "
            "VALUES (:account, :kind, :invoice, :title, :name, :media, :body, :hash, :now, :by)",
            {
                "account": account_id,
                "kind": rendered.kind,
                "invoice": rendered.invoice_id,
                "title": rendered.title,
                "name": rendered.name,
                "media": rendered.media,
                "body": rendered.body,
                "hash": digest(rendered.body),
                "now": instant(now),
                "by": by,
            },
        )

    def get(self, document_id: int) -> Document | None:
        """What is known of a document."""
        row = self._sql.one(f"{_DOCUMENT} WHERE d.id = :id", {"id": document_id})
        return None if row is None else _document(row)

    def body(self, document_id: int) -> bytes:
        """All of it. Whoever gives it to somebody holds it against its digest first."""
        return bytes(self._sql.value("SELECT body FROM document WHERE id = :id", {"id": document_id}))

    def bodies(self, ids: Sequence[int]) -> dict[int, bytes]:
        """All of several of them, by their ids."""
        rows = self._sql.all(
            "SELECT id, body FROM document WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": Ids(ids)}
        )
        return {row[0]: bytes(row[1]) for row in rows}

    def of_account(self, account_id: int, limit: int) -> list[Document]:
        """The account's, newest first."""
        rows = self._sql.all(
            f"{_DOCUMENT} WHERE d.account_id = :account ORDER BY d.made_at DESC, d.id DESC LIMIT :limit",
            {"account": account_id, "limit": limit},
        )
        return [_document(row) for row in rows]

    def changed(self) -> Iterator[Document]:
        """Those whose content is not what their digest says: somebody was at them past the program."""
        last = 0
        while True:
            rows = self._sql.all(
                "SELECT id, body, hash FROM document WHERE id > :last ORDER BY id LIMIT :limit",
                {"last": last, "limit": _AT_ONCE},
            )
            if not rows:
                return
            for document_id, body, kept in rows:
                if digest(bytes(body)) != kept:
                    found = self.get(document_id)
                    assert found is not None, "it was just read"
                    yield found
            last = rows[-1][0]

    def count(self) -> int:
        """How many there are."""
        return int(self._sql.value("SELECT count(*) FROM document"))
