"""What is known of the customer that stops calls: an attorney, bankruptcy, death, minority, a wish not to be called."""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.contact.flag_words import attorney_words
from collections_tui.domain.contact.flags import ESTATE_ROLES, MINOR_ROLES
from collections_tui.domain.contact.records import Case, Finding, Number
from collections_tui.domain.contact.standing_parts import (
    Flags,
    Rule,
    block,
    clears,
    day_words,
    is_attorneys,
    name_of,
    on_day,
    since_words,
    speaker_of,
)

# What each rule finds where it has nothing to say: made once, because judging is done on every claim.
_ATTORNEY = Finding("attorney", "12 CFR 1006.6(b)(2)", "allow", "No attorney is known.")
_BANKRUPTCY = Finding("bankruptcy", "11 U.S.C. 362(a)(6)", "allow", "No bankruptcy is known.")
_DECEASED = Finding("deceased", "12 CFR 1006.6(a)(4)", "allow", "Not known to have died.")
_MINOR = Finding("minor", "12 CFR 1006.6(a)(2) and (3)", "allow", "Not known to be a minor.")
_NO_CALLS = Finding("no_calls", "12 CFR 1006.14(h)(1)", "allow", "Nobody asked us to stop calling.")


def _attorney(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    has = flags.get("attorney")
    if not has:
        return None
    names = "; ".join(dict.fromkeys(attorney_words(flag.details) for flag in has))
    if is_attorneys(number, flags):
        return _ATTORNEY._replace(text=f"This is the attorney’s number: {names}.")
    text = f"The customer has an attorney: {names}. Call only the attorney."
    return block(_ATTORNEY, text, clears(has), overridable=True)


def _bankruptcy(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    filed = flags.get("bankruptcy")
    if not filed:
        return None
    details = filed[-1].details
    parts = [f"chapter {details['chapter']}" if details.get("chapter") else "", details.get("case_number", "")]
    told = ", ".join(part for part in parts if part)
    text = f"Bankruptcy{f' ({told})' if told else ''}: every act to collect is stayed until the case or the stay ends."
    return block(_BANKRUPTCY, text, clears(filed))


def _deceased(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    died = flags.get("deceased")
    if not died:
        return None
    speaker = speaker_of(flags, ESTATE_ROLES)
    if speaker is not None or is_attorneys(number, flags):
        who = name_of(speaker) if speaker is not None else "the attorney"
        return _DECEASED._replace(text=f"The customer has died; {who} may be spoken with at this number.")
    text = "The customer has died: speak only with the executor, the administrator or the spouse."
    return block(_DECEASED, text, clears(died), overridable=True)


def _minor(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    young = flags.get("minor")
    if not young:
        return None
    speaker = speaker_of(flags, MINOR_ROLES)
    if speaker is not None or is_attorneys(number, flags):
        who = name_of(speaker) if speaker is not None else "the attorney"
        return _MINOR._replace(text=f"The customer is a minor; {who} may be spoken with at this number.")
    text = "The customer is a minor: speak only with a parent or the legal guardian."
    return block(_MINOR, text, clears(young), overridable=True)


def _no_calls(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    asked = flags.get("no_calls")
    if not asked or is_attorneys(number, flags):
        return None
    since = max(flag.since for flag in asked)
    called = max((c.at for c in case.calls if not c.outbound and c.conversation and since < c.at <= at), default=None)
    if called is not None and not any(c.outbound and c.reached and called < c.at <= at for c in case.calls):
        text = (
            f"They asked us to stop calling, and called us {on_day(day_words(case, called, at))}: one reply is allowed."
        )
        return _NO_CALLS._replace(verdict="warn", text=text)
    text = f"They asked us {since_words(case, asked, at)} to stop calling. Letters may go on."
    return block(_NO_CALLS, text, clears(asked), overridable=True)


RULES: tuple[tuple[Finding, Rule], ...] = (
    (_ATTORNEY, _attorney),
    (_BANKRUPTCY, _bankruptcy),
    (_DECEASED, _deceased),
    (_MINOR, _minor),
    (_NO_CALLS, _no_calls),
)
