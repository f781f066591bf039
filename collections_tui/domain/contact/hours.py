from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from collections_tui.domain.contact.records import Case, Finding, Number


def findings(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Nothing yet."""
    return iter(())
