"""Going through all rows of a table, some at a time."""

from __future__ import annotations

from collections.abc import Iterator

from collections_tui.store.contract import Sql


def spans(sql: Sql, table: str, size: int) -> Iterator[tuple[int, int]]:
    """The ids of all rows of a table of ours, so many at a time: from and to."""
    last = 0
    while True:
        row = sql.one(
            f"SELECT min(id), max(id) FROM (SELECT id FROM {table} WHERE id > :last ORDER BY id LIMIT :size) t",
            {"last": last, "size": size},
        )
        if row is None or row[0] is None:
            return
        last = row[1]
        yield row[0], row[1]
