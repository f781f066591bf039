"""What a contact with an insurer about a claim can end in. The codes come from TOML; the rules for them are here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.config import Fields
from collections_tui.domain.insurance.claims import by_deadline, deadline, moved, told_refused
from collections_tui.domain.insurance.records import STATUSES, Claim, ClaimStatus

Need = Literal["spoke_with", "reference", "note", "day", "codes"]
_NEEDS: tuple[Need, ...] = get_args(Need)
NEED_WORDS: Mapping[Need, str] = {
    "spoke_with": "whom you spoke with",
    "reference": "the reference number of the call",
    "note": "a note",
    "day": "the day that was said",
    "codes": "the reason's code",
}
# What people cannot record as a contact: `claim file`, `claim close` and remittances enter these themselves.
OWN_CODES = ("filed", "appeal_sent", "closed", "remittance", "made", "undone", "reopened")
_GROUPS = {"to file": "it is with us", "denied": "it is with us", "": "it stays as it is"}
_LEADS_TO: tuple[str, ...] = ("", "to file", "acknowledged", "pending", "denied")


class ClaimOutcome(NamedTuple):
    """One outcome. ``status`` is what it makes of the claim, '' for nothing; ``requires`` what has to be told.

    It is acted on again after ``days``, None for as long as the payer usually takes; counted from the day that was said
    where ``from_day``.
    """

    code: str
    key: str
    words: str
    status: ClaimStatus | Literal[""]
    requires: frozenset[Need]
    days: int | None
    from_day: bool
    action: str

    @property
    def group(self) -> str:
        """Whose turn it is then, in words: what is shown together."""
        return _GROUPS.get(self.status, "it is with them")

    def next_on(self, today: date, payer: Payer, said: date | None = None) -> date:
        """Return the day on which the claim is worked again."""
        start = said if self.from_day and said is not None else today
        return max(today, start + timedelta(days=payer.followup_days if self.days is None else self.days))


class ClaimOutcomes(NamedTuple):
    """All of them in the order in which they are shown."""

    outcomes: tuple[ClaimOutcome, ...]
    by_code: Mapping[str, ClaimOutcome]


def parse_claim_outcomes(raw: Mapping[str, object], source: str = "insurance/outcomes") -> ClaimOutcomes:
    """Return the outcomes from parsed TOML: ``[[outcome]]`` tables.

    Raises:
        ConfigError: a field is missing, unknown or wrong, or a code or key comes twice.
    """
    fields = Fields(raw, source)
    found: list[ClaimOutcome] = []
    for entry in fields.tables("outcome"):
        one = _outcome(entry)
        for other in found:
            if other.code == one.code:
                raise entry.wrong("code", f"{one.code} is used twice")
            if other.key == one.key:
                raise entry.wrong("key", f"{one.key} is already that of {other.code}")
        found.append(one)
    fields.done()
    return ClaimOutcomes(tuple(found), {one.code: one for one in found})


def heard(
    claim: Claim,
    outcome: ClaimOutcome,
    today: date,
    *,
    day: date | None = None,
    codes: tuple[str, ...] = (),
    next_on: date | None = None,
) -> Claim:
    """Return a claim as it is after a contact that may end so.

    Args:
        claim: as it is before.
        outcome: how the contact ended.
        today: the day of the contact.
        day: that was said: of the payment, or on which it was refused.
        codes: why it is refused (CARC).
        next_on: when to act next, today at the earliest; None for when the outcome says. It is never put behind a
            deadline that can still be met.
    """
    if outcome.status == "denied":
        claim = told_refused(claim, day, today, codes)
    elif outcome.status:
        claim = claim._replace(status=moved(claim.status, outcome.status) or claim.status)
    then = next_on or outcome.next_on(today, claim.payer, day)
    return claim._replace(next_on=by_deadline(then, deadline(claim), today), next_action=outcome.action)


def stays(claim: Claim, outcome: ClaimOutcome) -> bool:
    """Whether a claim stays what it is although the outcome leads elsewhere: one that is refused, paid or contested is
    so also while it is said to be in process.
    """
    wanted = outcome.status
    return wanted != "" and wanted != claim.status and moved(claim.status, wanted) == claim.status


def missing(outcome: ClaimOutcome, given: Mapping[Need, object]) -> list[Need]:
    """Return what the outcome requires and was not told, in the order in which it is asked."""
    return [need for need in _NEEDS if need in outcome.requires and not given.get(need)]


def _outcome(entry: Fields) -> ClaimOutcome:
    code = entry.text("code", longest=40)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code) or code in OWN_CODES:
        raise entry.wrong("code", f"must be small letters, digits and _, and none of {', '.join(OWN_CODES)}")
    days, from_day = _next(entry)
    one = ClaimOutcome(
        code=code,
        key=entry.text("key", longest=1),
        words=entry.text("words", longest=40),
        status=cast("ClaimStatus | Literal['']", entry.choice("status", _LEADS_TO, "")),
        requires=frozenset(cast(tuple[Need, ...], entry.words("requires", _NEEDS))),
        days=days,
        from_day=from_day,
        action=entry.text("action", longest=80),
    )
    entry.done()
    assert one.status == "" or one.status in STATUSES
    if from_day and "day" not in one.requires:
        raise entry.wrong("requires", "must have day, because the next action depends on it")
    return one


def _next(entry: Fields) -> tuple[int | None, bool]:
    words = " ".join(entry.text("next").lower().split())
    if words == "when the payer usually answers":
        return None, False
    if words == "at once":
        return 0, False
    found = re.fullmatch(r"(?:in )?([0-9]{1,3}) days?( after the day said)?", words)
    if found is None:
        raise entry.wrong(
            "next", "must be one of: at once; in 5 days; 5 days after the day said; when the payer usually answers"
        )
    return int(found[1]), found[2] is not None
