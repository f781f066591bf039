"""What somebody whose clients are limited may see, as part of a question to the database."""

from __future__ import annotations

from typing import Any, NamedTuple

from collections_tui.store.values import Ids


class Seen(NamedTuple):
    """Accounts of these clients, and those on these worklists. Who sees all of them asks without it."""

    clients: tuple[int, ...]
    worklists: tuple[int, ...] = ()

    def params(self) -> dict[str, Any]:
        """The parameters of ``seen``."""
        return {"seen_clients": Ids(self.clients), "seen_worklists": Ids(self.worklists)}


# The signs keep an engine from going through whole clients: the question itself knows a shorter way to its accounts.
_SEEN = """
(+{a}.client_id IN (SELECT value FROM json_each(:seen_clients))
 OR +{a}.worklist_id IN (SELECT value FROM json_each(:seen_worklists)))"""


def seen(who: Seen | None) -> tuple[str, dict[str, Any]]:
    """What makes an account ``a`` one that they see, behind other conditions, and its parameters; nothing for all."""
    return ("", {}) if who is None else (f" AND {_SEEN.format(a='a')}", who.params())


def seen_through(who: Seen, account: str) -> tuple[str, dict[str, Any]]:
    """What makes a row one that they see which may be about an account, whose id is in that column.

    What is about no account is everybody's.
    """
    through = f"EXISTS (SELECT 1 FROM account seen WHERE seen.id = {account} AND {_SEEN.format(a='seen')})"
    return f"({account} IS NULL OR {through})", who.params()
