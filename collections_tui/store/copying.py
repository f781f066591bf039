"""Moving everything from one database to another, whichever engines they are, and making sure that all has arrived.

Rows go over table by table in the order of their keys, so that a copy that was interrupted goes on behind the last row
that arrived. What the engines make for themselves (the index of words, the counters of ids) is made anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from collections_tui.domain.errors import StoreError
from collections_tui.store.contract import Row, Store
from collections_tui.store.transaction import Transaction

CHUNK = 10_000
HEAVY = {"document": 100, "delivery": 1_000}
"""Tables whose rows are files or letters: so many of them at once, for all that is copied at once is in memory."""
_MARK = "copying from"
# Copied again when a copy goes on: the mark is a setting, wherever its name stands, and the audit may have gone on.
_ALWAYS = ("setting", "audit_head")
Progress = Callable[[int, int], None]

# Every table with its key, in an order in which a row comes after those it points at.
TABLES: dict[str, tuple[str, ...]] = {
    "setting": ("name",),
    "team": ("id",),
    "collector": ("id",),
    "collector_role": ("collector_id", "role"),
    "collector_pin": ("collector_id",),
    "ssh_key": ("fingerprint",),
    "session": ("code",),
    "left_off": ("collector_id",),
    "client": ("id",),
    "collector_client": ("collector_id", "client_id"),
    "customer": ("id",),
    "customer_reference": ("client_id", "reference"),
    "phone": ("id",),
    "worklist": ("id",),
    "worklist_member": ("worklist_id", "collector_id"),
    "call_window": ("id",),
    "account": ("id",),
    "lease": ("account_id",),
    "reassignment": ("id",),
    "reassignment_line": ("reassignment_id", "account_id"),
    "invoice": ("id",),
    "invoice_line": ("id",),
    "ledger_entry": ("id",),
    "unmatched_payment": ("id",),
    "price": ("id",),
    "price_word": ("client_id", "word", "price_id"),
    "invoice_draft": ("id",),
    "invoice_draft_line": ("draft_id", "position"),
    "number_series": ("client_id", "kind", "year"),
    "invoice_made": ("invoice_id",),
    "invoice_tax": ("invoice_id", "name"),
    "dispute": ("id",),
    "document": ("id",),
    "delivery": ("id",),
    "mail_refused": ("address",),
    "payer": ("id",),
    "coverage": ("id",),
    "fee": ("id",),
    "outcome_code": ("code",),
    "call": ("id",),
    "call_debt": ("call_id", "account_id"),
    "flag": ("id",),
    "call_correction": ("id",),
    "hold": ("id",),
    "assistance": ("account_id",),
    "claim": ("id",),
    "claim_line": ("claim_id", "position"),
    "claim_contact": ("id",),
    "remittance": ("id",),
    "remittance_claim": ("id",),
    "promise": ("id",),
    "call_count": ("hour", "collector_id", "client_id", "currency"),
    "ledger_sum": ("entry_on", "client_id", "currency", "due_on"),
    "arrangement": ("id",),
    "instalment": ("arrangement_id", "number"),
    "request": ("id",),
    "note": ("id",),
    "customer_note": ("id",),
    "draft": ("collector_id", "account_id"),
    "unsaved": ("collector_id", "kind", "about"),
    "audit": ("id",),
    "audit_head": ("one",),
}


class Told(NamedTuple):
    """What a table holds: how many rows, and a digest of all of them in the order of their keys."""

    rows: int
    digest: str


def copy(source: Store, target: Store, progress: Progress) -> dict[str, Told]:
    """Move everything, and hold both sides against each other; what each table holds.

    Raises:
        StoreError: the target has other data, or in the end something differs.
    """
    _begin(source, target)
    with source.read() as tx:  # one moment of the source, however long it takes
        total = sum(_count(tx, table) for table in TABLES)
        done = 0
        for table, key in TABLES.items():
            for chunk in _missing(tx, target, table, key):
                _add(target, table, _columns(tx, table), chunk)
                done += len(chunk)
                progress(done, 2 * total)
        _finish(target)
        held = _hold_against(tx, target, total, progress)
    with target.write() as there:
        there.settings.forget(_MARK)
    return held


def _begin(source: Store, target: Store) -> None:
    with target.write() as tx:
        marked = tx.settings.get(_MARK)
        if marked == source.name:
            return  # it was interrupted
        if marked is not None or tx.people.any():
            raise StoreError(f"{target.name} is not empty: copy into a new database.")
        tx.settings.set(_MARK, source.name)


def _missing(tx: Transaction, target: Store, table: str, key: Sequence[str]) -> Iterator[list[Row]]:
    """The rows that have not arrived, chunk by chunk."""
    with target.read() as there:
        last = there.sql.one(f"SELECT {', '.join(key)} FROM {table} ORDER BY {_downward(key)} LIMIT 1")
    yield from _chunks(tx, table, key, None if table in _ALWAYS else last)


def _chunks(tx: Transaction, table: str, key: Sequence[str], last: Row | None) -> Iterator[list[Row]]:
    """The rows of a table behind a key, in the order of their keys."""
    columns = _columns(tx, table)
    places = [columns.index(name) for name in key]
    order, names = ", ".join(key), ", ".join(columns)
    while True:
        after = f"WHERE ({order}) > ({', '.join(f':k{n}' for n in range(len(key)))})" if last is not None else ""
        params: dict[str, Any] = {f"k{number}": value for number, value in enumerate(last or ())}
        limit = min(CHUNK, HEAVY.get(table, CHUNK))
        rows = tx.sql.all(f"SELECT {names} FROM {table} {after} ORDER BY {order} LIMIT {limit}", params)
        if not rows:
            return
        last = tuple(rows[-1][place] for place in places)
        yield rows


def _downward(key: Sequence[str]) -> str:
    return ", ".join(f"{name} DESC" for name in key)


def _columns(tx: Transaction, table: str) -> list[str]:
    return tx.sql.columns(table)


def _count(tx: Transaction, table: str) -> int:
    return int(tx.sql.value(f"SELECT count(*) FROM {table}"))


def _add(target: Store, table: str, columns: Sequence[str], rows: list[Row]) -> None:
    with target.write() as tx:
        if table == "setting":
            for row in rows:
                tx.settings.set(row[0], row[1])
        elif table == "audit_head":
            for row in rows:
                tx.audit.go_on_behind(row[columns.index("id")], row[columns.index("hash")])
        else:
            tx.sql.fill(table, columns, rows)


def _finish(target: Store) -> None:
    """Let the target give out ids above those it has now, and find every account."""
    with target.write() as tx:
        for table, key in TABLES.items():
            if key == ("id",):
                tx.sql.go_on_from(table)
    more = True
    while more:
        with target.write() as tx:
            more = tx.search.index_missing(CHUNK)
    target.analyse()


def _hold_against(tx: Transaction, target: Store, total: int, progress: Progress) -> dict[str, Told]:
    """Compare every row of every table.

    Raises:
        StoreError: something differs.
    """
    held: dict[str, Told] = {}
    with target.read() as there:
        for table, key in TABLES.items():
            columns = _columns(tx, table)
            here, arrived = _told(tx, table, key, columns), _told(there, table, key, columns)
            if here != arrived:
                raise StoreError(
                    f"{table} is not the same in {target.name} ({arrived.rows:,} of {here.rows:,} rows have arrived): "
                    "somebody has worked in one of the two meanwhile; copy into a new database, while nobody works."
                )
            held[table] = here
            progress(total + sum(one.rows for one in held.values()), 2 * total)
    return held


def _told(tx: Transaction, table: str, key: Sequence[str], columns: Sequence[str]) -> Told:
    digest, rows = hashlib.blake2b(digest_size=16), 0
    but = f"WHERE name <> '{_MARK}'" if table == "setting" else ""
    every: Iterable[Row] = (
        chain.from_iterable(_chunks(tx, table, key, None))
        if table in HEAVY
        else tx.sql.stream(f"SELECT {', '.join(columns)} FROM {table} {but} ORDER BY {', '.join(key)}")
    )
    for row in every:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        rows += 1
    return Told(rows, digest.hexdigest())
