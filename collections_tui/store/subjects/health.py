"""What a doctor looks at besides figures: what is left lying, whose time is odd, and who has it open."""

from __future__ import annotations

from collections_tui.store.contract import Sql


class Health:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def accounts(self) -> int:
        """How many accounts there are."""
        return int(self._sql.value("SELECT count(*) FROM account"))

    def end_sessions(self) -> int:
        """Let nobody be at work; how many were."""
        return self._sql.run("DELETE FROM session")
