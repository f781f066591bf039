"""What leaves the program in a file or for one: each export is an entry of the audit, made before anything is out."""

from __future__ import annotations

from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk


def exported(desk: Desk, what: str, details: str = "") -> None:
    """Enter in the audit that something is exported. Whoever exports calls this first, and then writes.

    Args:
        desk: who exports.
        what: the thing, in a word: ``report``, ``calls``.
        details: which of it, and where to.

    Raises:
        Refused: no permission.
        StoreError: it cannot be entered, so that nothing may go out.
    """
    desk.permit("see")
    with desk.store.write() as tx:
        desk.note(tx, f"export {clean(what)}", details=clean(details))
