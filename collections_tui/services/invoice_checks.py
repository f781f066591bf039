"""What is wrong with a bill, or may be, before it is issued. All of it is a part of services: nobody is asked here."""

from __future__ import annotations

from collections_tui.domain.billing.records import BillDraft, Finding
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_parts import prepared, sums_wrong
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction


def findings(tx: Transaction, desk: Desk, draft: BillDraft) -> tuple[Finding, ...]:
    """What a draft shows at this moment: errors, which keep it from being issued, and warnings."""
    one = prepared(tx, desk, draft, account_of(tx, desk, draft.account_id))
    return tuple(Finding("totals", "error", sentence) for sentence in sums_wrong(one, desk.today()))
