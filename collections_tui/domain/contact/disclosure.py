"""Words that the law wants said, and which of them are due on an account now.

Refuses to translate: a disclosure is made in the language of the conversation (12 CFR 1006.18(e)(4)), and words in
another language come from the scripts, where somebody who speaks it has written them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from collections_tui.domain.contact import validation
from collections_tui.domain.contact.records import Case
from collections_tui.domain.templates import blanks, fill
from collections_tui.domain.windows import zone

Due = Literal["first", "later"]
When = Literal["time_barred", "validation_period", "minor"]
"""What a script reminds of for as long as it is so."""

FIRST = "This is an attempt to collect a debt, and any information obtained will be used for that purpose."
"""12 CFR 1006.18(e)(1): in the first communication, and in the first one in writing when that one was spoken."""
LATER = "We are a debt collector."
"""12 CFR 1006.18(e)(2): in every later communication, that it comes from a debt collector."""
LOCATION = "confirming or correcting location information"
"""12 CFR 1006.10(b)(1): what somebody else is told that the call is for; the employer's name only when they ask."""
ESTATE = "the person handling the financial affairs"
"""Comment 10(b)(2)-1: how one looks for whoever speaks for somebody who has died, without a word of a debt."""
TIME_BARRED = "no lawsuit and no threat of one, not a word of court, of suing or of a judgment"
"""12 CFR 1006.26(b): what may not be said about a debt that is too old to be sued over."""

# 12 CFR 1006.2(j)(1): the business name, the person, the number and the request to reply.
_REQUIRED = ("business", "collector", "phone")
_REPLY = re.compile(
    r"\b(?:call|ring|phone|contact|reply|reach|respond|return|get back|ll[aá]m[a-zé]*|comun[ií]quese|contest[a-zé]*"
    r"|devu[eé]lv[a-z]*)\b",
    re.IGNORECASE,
)
# 12 CFR 1006.2(j): "and no other content". These tell of a debt, of a business that collects, or that it presses.
_TELLS = re.compile(
    r"\b(?:debt\w*|collect\w*|owe[sd]?|owing|bills?|billing|accounts?|pay|pays|paid|paying|payments?|balances?|invoices?|"
    r"amounts?|overdue|past due|legal\w*|law|lawyers?|attorneys?|court|su(?:e|ed|ing)|urgent\w*|important\w*|matters?|"
    r"recorded|deuda\w*|cobr\w+|debe\w*|pag(?:o|os|ar|ue)|cuentas?|saldo\w*|factura\w*|abogad\w+|urgente\w*)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 60
# The law asks for what is disclosed, not for these very words.
_ATTEMPT = re.compile(r"\battempt\w* to collect (?:a|the|this|your) debt\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\binformation\b[^.]*\bused for that purpose\b", re.IGNORECASE)
_COLLECTOR = re.compile(r"\bdebt collect(?:or|ors|ion agency)\b", re.IGNORECASE)


def due(case: Case) -> Due:
    """Return which disclosure the next conversation about this debt begins with.

    The first conversation with the customer is the first communication, whoever rang; a message with limited content
    is none (12 CFR 1006.2(d), comment 2(d)-2), nor is what somebody else was told. A notice that was sent before does
    not count here: the longer words said once more do no harm.
    """
    return "later" if case.contacted or first_communication(case) is not None else "first"


def first_communication(case: Case) -> datetime | None:
    """Return when the customer was first spoken with about this debt, as far as the calls go back; None for never."""
    debts = case.same_debt or frozenset((case.account_id,))
    return min((one.at for one in case.calls if one.conversation and not debts.isdisjoint(one.debts)), default=None)


def words_due(case: Case) -> tuple[str, ...]:
    """Return the sentences that the next conversation has to have; none where the client collects its own."""
    if case.party == "first":
        return ()
    return (FIRST,) if due(case) == "first" else (LATER,)


def reminders_due(case: Case, at: datetime) -> frozenset[When]:
    """Return what every script has to remind of at an instant."""
    found: set[When] = set()
    for flag in case.flags:
        if flag.since > at or (flag.until is not None and flag.until <= at):
            continue
        if flag.account_id not in (None, case.account_id) and flag.account_id not in case.same_debt:
            continue
        if flag.kind == "time_barred" or flag.kind == "minor":
            found.add(flag.kind)
        elif flag.kind == "notice" and case.party == "third":
            here = zone(case.zones[0])
            last = validation.last_day(flag.details, flag.since.astimezone(here).date())
            if at.astimezone(here).date() <= last:
                found.add("validation_period")
    return frozenset(found)


def spoken(text: str) -> str:
    """Return what of a script is said: without its asides, which are paragraphs in brackets."""
    parts = (part for part in re.split(r"\n\s*\n", text.strip()) if not part.strip().startswith("("))
    return "\n\n".join(parts)


def says_first(text: str) -> bool:
    """Whether an English text has the disclosure of a first communication (12 CFR 1006.18(e)(1))."""
    flat = " ".join(text.split())
    return bool(_ATTEMPT.search(flat) and _PURPOSE.search(flat))


def says_later(text: str) -> bool:
    """Whether an English text says that it comes from a debt collector (12 CFR 1006.18(e)(2))."""
    return bool(_COLLECTOR.search(" ".join(text.split())))


def message_complaint(text: str) -> str:
    """Return what keeps a script from being a limited-content message (12 CFR 1006.2(j)), '' when nothing does.

    It must have the business name, a person, a number and a request to reply; it may have a salutation, its date and
    time, times to reply, and that anybody there can help. Nothing else: what can be recognised of that is refused.
    """
    said = spoken(text)
    missing = [name for name in _REQUIRED if name not in blanks(said)]
    if missing:
        return f"must have {{{missing[0]}}}"
    strange = sorted(blanks(said) - set(_REQUIRED))
    if strange:
        return f"cannot have {{{strange[0]}}}"
    # The names of the blanks are words too, and are not said.
    words = fill(said, {})
    if not _REPLY.search(words):
        return "must ask for a call back"
    told = _TELLS.search(words)
    if told:
        return f"cannot have the word {told[0]!r}"
    if len(said.split()) > _MOST_WORDS:
        return f"must be at most {_MOST_WORDS} words"
    return ""
