"""Moving a whole database to another engine, or to another machine."""

from __future__ import annotations

from collections.abc import Callable

from collections_tui.domain.audit_check import check
from collections_tui.domain.errors import Refused
from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from collections_tui.store import open_store
from collections_tui.store.copying import Told, copy

_PATIENCE = 60.0


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def copy_everything(desk: Desk, to: str, progress: Callable[[int, int], None] | None = None) -> dict[str, Told]:
    """Copy all that is in the desk's database into a new one, and compare every row; what each table holds.

    What was interrupted goes on when it is begun again.

    Args:
        desk: of the database that is copied.
        to: path or address of the other, which is made, or is empty.
        progress: told how much is done and how much there is.

    Raises:
        Refused: no permission; or all was copied, and the audit in both is not as it was written.
        StoreError: the other cannot be made, holds other data, or differs in the end.
    """
    desk.permit("copy the database")
    desk.refuse_from_afar("copy the database")
    target = open_store(to, create=True)
    try:
        # Before the first row goes over, so that the copy tells of itself too: half of one is out of the house as well.
        with desk.store.write() as tx:
            desk.note(tx, "export database", details=f"everything to {target.name}")
        with target.loading():
            held = keep_trying(lambda: copy(desk.store, target, progress or _quiet), patience=_PATIENCE)
        with target.read() as tx:
            bad = check(tx.audit.links, tx.audit.head()).bad
        if bad is not None:
            raise Refused(
                f"Everything was copied and is the same in both, but the audit of both is not as it was written: "
                f"{bad.sentence} Ask whoever runs the database what happened to it."
            )
    finally:
        target.close()
    return held
