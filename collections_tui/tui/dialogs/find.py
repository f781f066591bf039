"""Find any account by part of its name, number or phone."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Found
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.picker import Picker
from collections_tui.tui.widgets.virtual_columns import Column

MOST = 50


class FindDialog(Picker[Found, int]):
    """Is dismissed with the id of the account that was chosen."""

    SCOPE = "find"
    TITLE_TEXT = "Find an account"
    BINDINGS = bindings_for("find")
    HINT = "part of a name, an account number or a phone number"

    def key(self, row: Found) -> Hashable:
        return row.account_id

    def columns(self) -> Sequence[Column[Found]]:
        return (
            Column("account", 12, lambda row: row.number, priority=3),
            Column("name", 12, lambda row: row.customer, priority=5, flexible=True),
            Column("owed", 11, lambda row: format_cents(row.balance_cents, row.currency), "right", priority=4),
            Column("client", 8, lambda row: row.client, priority=1, tone=lambda _: "dim"),
            Column(
                "phone", 14, lambda row: say_phone(row.phone) if row.phone else "", priority=2, tone=lambda _: "dim"
            ),
            Column("", 6, lambda row: "" if row.status == "open" else row.status, priority=3, tone=lambda _: "dim"),
        )

    async def answers(self, text: str) -> Sequence[Found]:
        from collections_tui.services.find import find

        return await self.ask(find, text, MOST) if text.strip() else []

    def picked(self, row: Found) -> int:
        return row.account_id

    def empty_words(self, text: str) -> str:
        return "No account fits: type less of it, or something else." if text else "Type to find any account."
