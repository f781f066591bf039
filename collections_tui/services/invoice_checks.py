"""What is wrong with a bill, or may be, before it is issued. All of it is a part of services: nobody is asked here."""

from __future__ import annotations

from collections_tui.domain.billing.checks import examine
from collections_tui.domain.billing.records import BillDraft, Finding
from collections_tui.services.bill_facts import of_draft
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction


def findings(tx: Transaction, desk: Desk, draft: BillDraft) -> tuple[Finding, ...]:
    """What a draft shows at this moment: errors, which keep it from being issued, and warnings."""
    looked = of_draft(tx, desk, draft)
    return examine(looked.bill, looked.around, looked.book)
