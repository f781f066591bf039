"""What arrangements are judged by."""

from __future__ import annotations

from collections_tui.store.contract import Sql


class Standing:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql
