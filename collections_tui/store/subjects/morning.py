"""What a new day changes by itself."""

from __future__ import annotations

from collections_tui.store.contract import Sql


class Morning:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql
