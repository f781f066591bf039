"""What is known of one telephone number: wrong, out of service, not to be called, somebody else's."""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.contact.records import Case, Finding, Number
from collections_tui.domain.contact.standing_parts import (
    Flags,
    Rule,
    block,
    clears,
    day_words,
    is_attorneys,
    on_day,
    since_words,
)

# What each rule finds where it has nothing to say: made once, because judging is done on every claim.
_WRONG = Finding("wrong_number", "12 CFR 1006.6(d)(1)", "allow", "Not known as somebody else’s number.")
_DISCONNECTED = Finding("disconnected", "comment 14(b)(3)(ii)-1", "allow", "Not known to be out of service.")
_DO_NOT_CALL = Finding(
    "do_not_call", "12 CFR 1006.14(h)(1), comment 14(h)(1)-2", "allow", "Nobody asked us not to call this number."
)
_CONSENT_REVOKED = Finding(
    "consent_revoked", "47 CFR 64.1200(a)(10)", "allow", "No consent was revoked for this number."
)
_THIRD_PARTY = Finding("third_party", "12 CFR 1006.10(b) and (c)", "allow", "Nobody else is known to answer here.")


def _wrong_number(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    if number.status != "wrong":
        return None
    return block(_WRONG, "This number is somebody else’s: mark it good again when it turns out to be the customer’s.")


def _disconnected(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    if number.status != "disconnected":
        return None
    return block(_DISCONNECTED, "This number is not in service: mark it good again when it is.")


def _do_not_call(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    asked = [flag for flag in flags.get("do_not_call", ()) if flag.e164]
    if not asked:
        return None
    text = f"They asked us {since_words(case, asked, at)} not to call this number."
    return block(_DO_NOT_CALL, text, clears(asked), overridable=True)


def _consent_revoked(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    revoked = [flag for flag in flags.get("consent_revoked", ()) if flag.e164]
    if not revoked:
        return None
    text = f"Consent to call this number was revoked {since_words(case, revoked, at)}."
    return block(_CONSENT_REVOKED, text, clears(revoked), overridable=True)


def _third_party(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    if is_attorneys(number, flags) or flags.get("speaks_for"):
        return None
    known = [flag for flag in flags.get("third_party", ()) if flag.e164]
    theirs = [call for call in case.calls if call.third_party and call.e164 == number.e164 and call.at <= at]
    if not known:
        return _somebody_answered(case, number, at) if theirs else None
    who = next((flag.details["who"] for flag in known if flag.details.get("who")), "")
    whose = f"This is the number of somebody else{f' ({who})' if who else ''}"
    since = min(flag.since for flag in known)
    if any(flag.details.get("asked") != "no" for flag in known) or any(call.at > since for call in theirs):
        text = f"{whose}, who was asked once where the customer is: not again."
        return block(_THIRD_PARTY, text, clears(known), overridable=True)
    text = f"{whose}: ask only where the customer is, once. Your name, no employer unless they ask, nothing of a debt."
    return _THIRD_PARTY._replace(verdict="warn", text=text, clears_at=clears(known))


def _somebody_answered(case: Case, number: Number, at: datetime) -> Finding | None:
    """A warning where the last person who answered at the customer's own number was somebody else."""
    answered = (c for c in case.calls if c.e164 == number.e164 and c.at <= at and (c.conversation or c.third_party))
    last = max(answered, key=lambda call: call.at, default=None)
    if last is None or last.conversation:
        return None
    day = day_words(case, last.at, at)
    text = f"Somebody else answered here {on_day(day)}: say nothing of a debt before you know who it is."
    return _THIRD_PARTY._replace(verdict="warn", text=text)


RULES: tuple[tuple[Finding, Rule], ...] = (
    (_WRONG, _wrong_number),
    (_DISCONNECTED, _disconnected),
    (_DO_NOT_CALL, _do_not_call),
    (_CONSENT_REVOKED, _consent_revoked),
    (_THIRD_PARTY, _third_party),
)
