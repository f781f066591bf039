"""Contents of documents in the store: every byte comes back, on both engines, from the other, and of a backup."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from collections_tui.domain.post import Outgoing
from collections_tui.services import backup
from collections_tui.store import copying, open_store
from collections_tui.store.contract import Store
from collections_tui.store.copying import copy
from tests import postgres
from tests.build import NOON, Office, office
from tests.engines import ENGINES, on

BODIES = (b"", b"\x00\xff\\\n\r\t'\"{},\x00", bytes(range(256)) * 3, b"\\x41\\N\\.", b"%PDF-1.7\n%\xe2\xe3")


def fill(work: Office, *more: bytes) -> None:
    with work.boss.store.write() as tx:
        for body in (*BODIES, *more):
            tx.documents.add(work.accounts[0], Outgoing("statement", "S", "s.pdf", "application/pdf", body), NOON, 1)


def bodies(store: Store) -> list[bytes]:
    with store.read() as tx:
        assert list(tx.documents.changed()) == []
        found = tx.documents.of_account(1, 100)[::-1]
        assert [one.hash for one in found] == [hashlib.sha256(tx.documents.body(one.id)).hexdigest() for one in found]
        assert tx.documents.bodies([one.id for one in found]) == {one.id: tx.documents.body(one.id) for one in found}
        assert [one.size for one in found] == [len(tx.documents.body(one.id)) for one in found]
        return [tx.documents.body(one.id) for one in found]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_byte_comes_back_here_and_on_the_other_engine(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(copying.HEAVY, "document", 3)
    noise = os.urandom(200_000)
    with on(engine), office(tmp_path, accounts=2) as work:
        fill(work, noise)
        assert bodies(work.boss.store) == [*BODIES, noise]
        other = postgres.server().new() if engine == "sqlite" else str(tmp_path / "other.db")
        target = open_store(other, create=True)
        held = copy(work.boss.store, target, lambda done, total: None)
        assert held["document"].rows == len(BODIES) + 1
        assert bodies(target) == [*BODIES, noise]
        target.close()
        if engine == "sqlite":
            postgres.server().drop(other)


def test_a_byte_that_did_not_arrive_is_told(tmp_path: Path) -> None:
    with on("sqlite"), office(tmp_path, accounts=1) as work:
        fill(work)
        where = postgres.server().new()
        target = open_store(where, create=True)

        def meddle(done: int, total: int) -> None:
            if done * 2 == total:
                with target.write() as tx:
                    tx.sql.run("ALTER TABLE document DISABLE TRIGGER ALL")
                    tx.sql.run("UPDATE document SET body = :body WHERE id = 2", {"body": BODIES[1][:-1] + b"\x01"})

        with pytest.raises(Exception, match="document is not the same"):
            copy(work.boss.store, target, meddle)
        target.close()
        postgres.server().drop(where)


def test_a_backup_has_them(tmp_path: Path) -> None:
    with on("sqlite"), office(tmp_path, accounts=1) as work:
        fill(work)
        backup.make(work.boss, str(tmp_path / "kept.db"))
        kept = open_store(str(tmp_path / "kept.db"))
        assert bodies(kept) == [*BODIES]
        kept.close()
