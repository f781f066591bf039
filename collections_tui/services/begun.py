"""What I have begun and not finished: calls to customers, and what is typed about claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.insurance.records import ClaimStatus
from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services import unsaved
from collections_tui.services.calls import drafts, drop_draft
from collections_tui.services.claims import why_not
from collections_tui.services.desk import Desk
from collections_tui.services.scope import sees
from collections_tui.services.views import DraftLine


class BegunClaim(NamedTuple):
    """What is typed about a claim and not saved: ``kind`` says into which form, ``note`` what stands there."""

    claim_id: int
    kind: UnsavedKind
    begun_at: datetime
    customer: str
    payer: str
    note: str

    @property
    def name(self) -> str:
        """The claim as people call it."""
        return f"C{self.claim_id}"


Begun = DraftLine | BegunClaim
_LEADS_TO: Mapping[UnsavedKind, ClaimStatus | None] = {"contact": None, "filing": "filed", "appeal": "appealed"}
"""What a claim can become when what was typed is saved; one may always be closed, or opened again."""


def drop(desk: Desk, begun: Begun) -> None:
    """Forget what I have begun, as if I had not.

    Raises:
        Refused: no permission.
    """
    desk.permit("work")
    if isinstance(begun, BegunClaim):
        unsaved.keep(desk, Unsaved(begun.kind, begun.claim_id), {})
    else:
        drop_draft(desk, begun.draft.account_id)


def every(desk: Desk) -> list[Begun]:
    """All of it: calls first, the latest before the others, then claims likewise.

    What cannot be gone on with as the claim stands is left out, and offered again once it can.

    Raises:
        Refused: no permission.
    """
    desk.permit("see")
    found: list[Begun] = [*drafts(desk)]
    with desk.store.read() as tx:
        for of, at, body, customer, payer, account_id in tx.unsaved.of_claims(desk.person.id):
            account = tx.accounts.get(account_id)
            claim = tx.claims.get(of.about)
            if account is None or claim is None or not sees(tx, desk, account):
                continue
            if of.kind not in _LEADS_TO or not why_not(claim, _LEADS_TO[of.kind]):
                note = body.get("note") or body.get("because") or body.get("reference") or ""
                found.append(BegunClaim(of.about, of.kind, at, customer, payer, note))
    return found
