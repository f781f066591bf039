"""What of a claim somebody is about to change, as it is; and the claim as it was before. Changes nothing itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from collections_tui.domain.insurance.records import Claim
from collections_tui.store.subjects.claims import Before

_PLAIN = (
    "status", "number", "expected_cents", "paid_cents", "written_cents", "patient_cents", "refused_cents",
    "denied_cents", "decided_cents", "next_action", "closed_reason",
)  # fmt: skip
_DAYS = ("refused_on", "file_by", "filed_on", "appeal_by", "next_on")


def before(claim: Claim) -> Before:
    """Return what may be changed of a claim, as it is, and the revision that it has afterwards."""
    days = {name: getattr(claim, name) for name in _DAYS}
    return {
        **{name: getattr(claim, name) for name in _PLAIN},
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
        "refusal": list(claim.refusal),
        "closed_at": None if claim.closed_at is None else claim.closed_at.isoformat(),
        "revision": claim.revision + 1,
    }


def as_before(claim: Claim, kept: Before) -> Claim:
    """Return a claim as it was before. What was agreed for it stays, where it came later: that is so either way."""
    changed: dict[str, Any] = {name: kept[name] for name in _PLAIN}
    changed |= {name: None if kept[name] is None else date.fromisoformat(kept[name]) for name in _DAYS}
    changed["expected_cents"] = claim.expected_cents if kept["expected_cents"] is None else kept["expected_cents"]
    closed_at = None if kept["closed_at"] is None else datetime.fromisoformat(kept["closed_at"])
    return claim._replace(**changed, refusal=tuple(kept["refusal"]), closed_at=closed_at)
