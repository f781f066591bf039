"""A time of many large turns: as safe as any turns, the log stays short, and everything is as before afterwards."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.domain.errors import StoreError
from collections_tui.store import open_store

PRAGMAS = ("cache_size", "wal_autocheckpoint", "synchronous", "foreign_keys", "recursive_triggers")


def test_the_log_does_not_grow_with_the_number_of_turns(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "work.db"), create=True)) as store, store.bulk():
        sizes = []
        for turn in range(30):
            with store.write() as tx:
                tx.settings.set("much", str(turn) * 300_000)
            sizes.append((tmp_path / "work.db-wal").stat().st_size)
    assert max(sizes) < 3 * sizes[0]


def test_each_turn_is_kept_and_one_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "work.db"), create=True)
    with closing(open_store(str(tmp_path / "work.db"))) as other, store.bulk():
        with store.write() as tx:
            tx.settings.set("a", "1")
        with other.write() as tx:  # others get their turn between ours
            tx.settings.set("b", "1")
        with pytest.raises(StoreError), store.write() as tx:
            tx.sql.run("UPDATE setting SET value = NULL")
        with other.read() as tx:
            assert (tx.settings.get("a"), tx.settings.get("b")) == ("1", "1")
    store.close()


@pytest.mark.parametrize("error", [None, ValueError])
def test_afterwards_everything_is_as_before(tmp_path: Path, error: type[Exception] | None) -> None:
    with closing(open_store(str(tmp_path / "work.db"), create=True)) as store:

        def tuned() -> list[object]:
            with store.read() as tx:
                return [tx.sql.value(f"PRAGMA {name}") for name in PRAGMAS]

        def work() -> None:
            with store.bulk():
                assert tuned() != before
                if error is not None:
                    raise error

        before = tuned()
        if error is None:
            work()
        else:
            with pytest.raises(error):
                work()
        assert tuned() == before
