"""What the tests of imports share: a person at a desk who imports texts, and looks at the database afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collections_tui.services import imports
from collections_tui.services.desk import Desk
from collections_tui.services.imports import ImportReport
from tests.build import Office
from tests.services.facts import check_everything
from tests.sound import database_is_sound, search_is_sound, tables

SAMPLE = Path(__file__).parents[1] / "data" / "receivables"


class Importer:
    """Writes texts as files and imports them for one client, as the boss of an office."""

    def __init__(self, office: Office, folder: Path, client: str = "HOSP") -> None:
        self.office, self.folder, self.client = office, folder, client
        self.desk: Desk = office.boss

    def run(
        self, kind: str, text: str | Path, *, map_text: str | None = None, name: str = "some.csv", **options: Any
    ) -> ImportReport:
        """Import a text, or a file."""
        path = text if isinstance(text, Path) else self.folder / name
        if isinstance(text, str):
            path.write_text(text, "utf-8")
        mapping_file = None
        if map_text is not None:
            mapping_file = self.folder / "mine.toml"
            mapping_file.write_text(f'kind = "{kind}"\n{map_text}', "utf-8")
        header = () if mapping_file else imports.header_of(path)
        mapping = imports.find_mapping(kind, mapping_file, header, self.desk.books)
        return imports.run(self.desk, kind, path, options.pop("client", self.client), mapping, **options)

    def all(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with self.desk.store.read() as tx:
            return tx.sql.all(sql, params)

    def one(self, sql: str, **params: Any) -> tuple[Any, ...]:
        """The one row of the answer."""
        (row,) = self.all(sql, **params)
        return row

    def account(self, number: str) -> int:
        """The id of an account."""
        return int(self.one("SELECT id FROM account WHERE number = :n", n=number)[0])

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """All that the database holds, but who did what when."""
        with self.desk.store.read() as tx:
            names = [name for name in tables(tx) if name not in ("audit", "audit_head", "operation", "import_seen")]
        return [self.all(f"SELECT * FROM {name}") for name in names]

    def check(self) -> None:
        """Hold the database against its schema, its search index, and all that accounts cache."""
        with self.desk.store.read() as tx:
            database_is_sound(tx)
            wrong = tx.sql.all(
                "SELECT i.number FROM invoice i WHERE i.open_cents <> coalesce("
                "(SELECT sum(amount_cents) FROM ledger_entry e WHERE e.invoice_id = i.id), 0)"
            )
            assert wrong == []
            wrong = tx.sql.all(
                "SELECT number FROM account a WHERE disputed <> coalesce((SELECT max(i.disputed) "
                "FROM invoice i WHERE i.account_id = a.id AND i.open_cents > 0), 0) "
                "OR (balance_cents <= 0) <> (status = 'closed')"
            )
            assert wrong == []
        with self.desk.store.write() as tx:
            search_is_sound(tx)
        check_everything(self.desk)
