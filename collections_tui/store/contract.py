"""What services see of the store, whatever engine is behind it.

A store hands out transactions. A reading transaction is one snapshot and never blocks a writer; a writing
transaction waits its turn, then commits as a whole or not at all. Each subject of a transaction is a small class with
one typed method per query. No row, no placeholder and no driver error leaves this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections_tui.store.subjects.audit import Fields
    from collections_tui.store.transaction import Transaction

Row = tuple[Any, ...]
Params = Mapping[str, Any]
Engine = Literal["sqlite", "postgres"]
SESSION_OVER = "This workstation is signed in no more: sign in again."
ADDRESSES = ("postgresql://", "postgres://")
"""How the address of a database on a server begins; anything else is the path of a file."""


class Sql(Protocol):
    """One open transaction of one engine, as the subject classes use it. Parameters are named (``:name``).

    Subjects write SQL that both engines understand; where they cannot, the forms stand side by side, chosen by
    ``engine``. Lists of numbers or texts are one parameter (``Ids``, ``Texts``), and rows in ``json_each(:name)``.
    """

    engine: Engine

    @property
    def lock(self) -> str:
        """What is put behind a SELECT of rows that this transaction will change, so that it is their only writer."""

    def all(self, sql: str, params: Params = ...) -> list[Row]:
        """Every row of the answer."""

    def stream(self, sql: str, params: Params = ...) -> Iterator[Row]:
        """The rows one by one; the caller must read to the end or close it."""

    def one(self, sql: str, params: Params = ...) -> Row | None:
        """The first row, or None."""

    def value(self, sql: str, params: Params = ...) -> Any:
        """The first column of the first row, or None."""

    def run(self, sql: str, params: Params = ...) -> int:
        """Change something; how many rows changed."""

    def add(self, sql: str, params: Params = ...) -> int:
        """Insert one row; its id."""

    def many(self, sql: str, rows: Iterable[Params] | Iterable[Sequence[Any]]) -> int:
        """The same change for many rows (named or positional parameters); how many rows changed."""

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert very many rows, just as they are."""

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order."""

    def reserve(self, table: str, count: int) -> int:
        """The first of so many ids in a row, above all that were given out, which nobody else gets."""

    def go_on_from(self, table: str) -> None:
        """Give out ids above the highest there is, after rows were inserted with ids of their own."""


class Around(NamedTuple):
    """What stands around a database: sizes in bytes, and nothing that is in it.

    ``exposed`` are the files that anybody on this computer could read or write; ``free`` is the room on the disk, None
    where it is a server's.
    """

    versions: str
    schema: int
    size: int
    free: int | None
    exposed: tuple[str, ...]
    stuck: int | None = None
    """The process that keeps everybody from writing, and has for a while; None where nobody does, or nobody knows."""


class Store(Protocol):
    """A database of ours, opened and known to be of this version."""

    where: str
    """Its path or address, for whoever opens it again; it may hold a password."""
    name: str
    """The same as people may see it."""
    session: str | None
    """The code of the session that everything is done in; None where nobody has registered one. Once its row is gone
    every transaction is refused as it begins with ``SessionOver``; one that writes keeps the row from going."""
    waiting: Callable[[bool], None]
    """Told when the store begins to wait for a server that has gone, and when that is over."""

    @property
    def busy(self) -> bool:
        """Whether a transaction is open at this moment; another cannot be begun in it."""

    def read(self) -> AbstractContextManager[Transaction]:
        """A snapshot."""

    def write(self) -> AbstractContextManager[Transaction]:
        """A turn at writing, durable when the block is left without an error."""

    def enter(self, entry: Fields) -> None:
        """Add an entry to the audit whatever becomes of the transaction that is open, if one is: behind it where it is
        taken back or only reads, else with it.

        Raises:
            StoreError: no transaction is open, and it cannot be stored.
        """

    def loading(self) -> AbstractContextManager[None]:
        """A time of volume imports, with no transaction open when it begins or ends.

        Rows are not held against foreign keys and checks one by one: who makes them answers for them.
        """

    def bulk(self) -> AbstractContextManager[None]:
        """While inside, this connection changes very much, turn after turn: nobody else waits for its tidying up."""

    def around(self) -> Around:
        """What stands around the database at this moment."""

    def analyse(self) -> None:
        """Let the engine look at what there is now, so that it chooses its ways well; after very much has come in."""

    def close(self) -> None:
        """Let go of the connection."""
