"""Moving a whole database to another engine, or to another machine."""

from __future__ import annotations

from collections.abc import Callable

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
        Refused: no permission.
        StoreError: the other cannot be made, holds other data, or differs in the end.
    """
    desk.permit("copy the database")
    target = open_store(to, create=True)
    try:
        with target.loading():
            held = keep_trying(lambda: copy(desk.store, target, progress or _quiet), patience=_PATIENCE)
        with desk.store.write() as tx:
            desk.note(tx, "copy", details=f"everything to {target.name}")
    finally:
        target.close()
    return held
