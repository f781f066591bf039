"""What is typed into a dialog and not saved yet: kept while it is typed, offered again, gone once it is saved.

Saving is done by ``accounts.add_note``, ``queue.set_next_action``, ``calls.add_addendum``, ``promises.make``,
``arrangements.arrange``, ``ledger.pay`` and ``adjust``, and ``approvals.ask``. Told that the text was ``kept``, they
drop it in the same transaction, and ``flags.set_flag`` keeps what is left of it; a note from the command line leaves
one that is being typed alone. So do ``arrangement_answers.answer`` and ``approvals.answer``, told or not: a request has
one answer, and whoever gives it has no other to go on with. So does what is recorded about a claim
(``claim_parts.enter``); once it is closed it drops what anybody has typed about it. Of a bill in the making the line
and the terms are kept by its draft, and dropped by whoever saves them; ``disputes.open`` drops the reason when told
that it was ``kept``.
"""

from __future__ import annotations

from collections_tui.domain.records import Unsaved
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import hidden


def keep(desk: Desk, of: Unsaved, body: dict[str, str]) -> None:
    """Keep what I have typed so far; where nothing is left of it there is nothing to keep."""
    desk.permit("work")
    with desk.store.write() as tx:
        if any(text.strip() for text in body.values()):
            tx.unsaved.save(desk.person.id, of, hidden(body), desk.now())
        else:
            tx.unsaved.drop(desk.person.id, of)


def begun(desk: Desk, of: Unsaved) -> dict[str, str]:
    """What I typed before and did not save; empty where there is nothing.

    Raises:
        Refused: I may look but not write.
    """
    desk.permit("work")
    with desk.store.read() as tx:
        return tx.unsaved.get(desk.person.id, of)
