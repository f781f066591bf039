"""What protects a hospital's patients, for many accounts at once: from a file, all of it or nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.assistance import read_assistance
from collections_tui.services.assistance import enter
from collections_tui.services.desk import Desk
from collections_tui.services.imports_report import count_of
from collections_tui.services.scope import client_named

MOST = 100_000
"""Rows of one file."""


class AssistanceTaken(NamedTuple):
    """How many rows a file had, and of how many accounts something is known that was not; with a sentence."""

    read: int
    changed: int
    sentence: str


class _TakenBack(Exception):
    """Ends a transaction that is not to be kept."""


def take(desk: Desk, path: Path, client_code: str, *, dry_run: bool = False) -> AssistanceTaken:
    """Take down what a file says of the accounts of a hospital. The same file again changes nothing.

    Args:
        desk: who imports.
        path: a CSV file with the columns of ``files.assistance.COLUMNS``.
        client_code: whose accounts they are.
        dry_run: say the same, and store nothing.

    Raises:
        Refused: no permission, no such client or one that is no hospital, a file that cannot be read, an account that
            is not there, or a row that cannot be; with its line. Nothing is stored then.
    """
    desk.permit("import")
    desk.refuse_from_afar("import files")
    read = changed = 0
    name = clean(path.name)
    with suppress(_TakenBack), desk.store.write() as tx:
        client = client_named(tx, desk, client_code)
        if not client.hospital:
            raise Refused(
                f"{client.code} is no hospital that gives assistance: `clients set --hospital` says that it is."
            )
        for row in read_assistance(path, client.currency):
            read += 1
            if read > MOST:
                raise Refused(f"{name} has more than {MOST:,} rows: divide it.")
            found = tx.accounts.ids_by_number(row.account, client.code)
            account = tx.accounts.get(found[0]) if found else None
            if account is None:
                shown = clean(row.account)[:40]
                raise Refused(f"{name}, line {row.line}: {client.code} has no account {shown}. Nothing was stored.")
            try:
                changed += enter(tx, desk, account, row.happened)
            except Refused as refused:
                raise Refused(f"{name}, line {row.line}: {refused}") from refused
        desk.note(tx, "import assistance", details=f"{name} for {client.code}: {changed:,} of {read:,}")
        if dry_run:
            raise _TakenBack
    dry = " Nothing was stored: this was a dry run." if dry_run else ""
    counts = f"{count_of(read, 'row', 'rows')} read from {name}: {count_of(changed, 'account', 'accounts')} changed."
    return AssistanceTaken(read, changed, f"{counts}{dry}")
