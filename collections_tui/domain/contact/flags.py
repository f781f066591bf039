"""The one table of flags: what each is called, whom it is about, what it asks, and what follows from setting it.

The dialog on the account, the command line and the services are made from it. Nothing here reads or checks a value:
``flag_values.py`` does, and ``flag_words.py`` says a flag that is set in one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from collections_tui.domain.contact.records import FlagKind
from collections_tui.domain.records import HoldKind

Scope = Literal["account", "customer", "number"]
ValueKind = Literal["text", "phone", "phones", "day", "past_day", "days", "times", "choice"]
Lasts = Literal["lifted", "days", "until"]
Lifter = Literal["work", "supervisor"]


class Ask(NamedTuple):
    """One thing a flag asks for. ``name`` is its key in ``Flag.details``.

    ``kind``: ``phone`` is one number and ``phones`` several, kept in E.164 with spaces between; ``day`` and
    ``past_day`` (not after today) are kept as ISO dates; ``days`` is a number of days; ``times`` is kept as it was
    typed; ``choice`` is one of ``options``, each with its words. ``preset`` is what stands there before anybody types.
    """

    name: str
    label: str
    kind: ValueKind = "text"
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    preset: str = ""


class FlagSpec(NamedTuple):
    """One kind of flag.

    ``scope`` is what it is about; ``all_accounts`` tells whether one that is about an account may instead be about all
    of the customer's. ``hold`` is what it puts on the account, and ``releases`` the hold that it ends. ``lasts`` until
    somebody lifts it, for the ``days`` it asks, or to the end of the day it asks as ``until``. ``starts`` names the day
    from which it is in force, '' for the moment it is set. ``lifted_by`` is the permission it takes to lift it.
    """

    kind: FlagKind
    key: str
    words: str
    scope: Scope
    asks: tuple[Ask, ...]
    source: str
    hold: HoldKind | None = None
    releases: HoldKind | None = None
    lasts: Lasts = "lifted"
    starts: str = ""
    all_accounts: bool = False
    lifted_by: Lifter = "supervisor"


MOST_CONSENT_DAYS = 7
"""Consent to more calls counts for at most seven days, the day it was given the first (12 CFR 1006.14(b)(3)(i))."""

ESTATE_ROLES = frozenset({"spouse", "executor", "administrator", "representative", "parent", "successor"})
"""Who may be spoken with where the customer has died: 12 CFR 1006.6(a)(1), (2), (4) and (5) with their comments."""
MINOR_ROLES = frozenset({"parent", "guardian"})
"""Who may be spoken with where the customer is a minor: 12 CFR 1006.6(a)(2) and (3)."""

_ROLES = (
    ("spouse", "spouse"),
    ("executor", "executor of the estate"),
    ("administrator", "administrator of the estate"),
    ("representative", "personal representative"),
    ("parent", "parent of a minor"),
    ("guardian", "legal guardian"),
    ("successor", "confirmed successor in interest"),
)
_RECEIVED = Ask("received_on", "Received on", "past_day", True, preset="today")
_YES = (("yes", "yes"), ("no", "no"))

FLAGS: tuple[FlagSpec, ...] = (
    FlagSpec(
        "attorney",
        "A",
        "Has an attorney",
        "account",
        (
            Ask("name", "Attorney’s name", required=True),
            Ask("phones", "Attorney’s telephone", "phones"),
            Ask("address", "Address"),
        ),
        "12 CFR 1006.6(b)(2)",
        hold="attorney",
        all_accounts=True,
    ),
    FlagSpec(
        "no_calls",
        "Z",
        "Asked us to stop calling",
        "customer",
        (Ask("said", "What was said"),),
        "12 CFR 1006.14(h)(1)",
        hold="cease",
    ),
    FlagSpec(
        "cease",
        "W",
        "Wrote that we must stop",
        "account",
        (_RECEIVED,),
        "12 CFR 1006.6(c)(1)(ii)",
        hold="cease",
        starts="received_on",
        all_accounts=True,
    ),
    FlagSpec(
        "refuses",
        "R",
        "Wrote that they refuse to pay",
        "account",
        (_RECEIVED,),
        "12 CFR 1006.6(c)(1)(i)",
        hold="cease",
        starts="received_on",
        all_accounts=True,
    ),
    FlagSpec(
        "bankruptcy",
        "B",
        "Bankruptcy",
        "customer",
        (
            Ask("court", "Court"),
            Ask("chapter", "Chapter", "choice", options=(("7", "7"), ("11", "11"), ("12", "12"), ("13", "13"))),
            Ask("case_number", "Case number"),
            Ask("filed_on", "Filed on", "past_day"),
        ),
        "11 U.S.C. 362(a)(6)",
        hold="bankruptcy",
        starts="filed_on",
    ),
    FlagSpec(
        "deceased",
        "D",
        "Has died",
        "customer",
        (Ask("died_on", "Died on", "past_day"), Ask("speaks", "Who speaks for the estate")),
        "12 CFR 1006.6(a)(4)",
        hold="deceased",
    ),
    FlagSpec(
        "speaks_for",
        "F",
        "Number of somebody who speaks for them",
        "number",
        (Ask("name", "Name", required=True), Ask("role", "Who that is", "choice", True, _ROLES)),
        "12 CFR 1006.6(a)",
    ),
    FlagSpec(
        "minor",
        "M",
        "Is a minor",
        "customer",
        (Ask("until", "A minor until the day before", "day"),),
        "12 CFR 1006.6(a)(2)",
        lasts="until",
    ),
    FlagSpec(
        "dispute",
        "S",
        "Disputes the debt",
        "account",
        (
            Ask("in_writing", "In writing", "choice", True, _YES, "no"),
            Ask("received_on", "Received on", "past_day", True, preset="today"),
            Ask(
                "asks",
                "What they want",
                "choice",
                True,
                (("debt", "dispute it, or a part of it"), ("creditor", "name of the original creditor")),
                "debt",
            ),
            Ask("about", "What is wrong"),
        ),
        "12 CFR 1006.38(c) and (d)(2)",
        hold="dispute",
        starts="received_on",
    ),
    FlagSpec(
        "answered",
        "Q",
        "Dispute answered",
        "account",
        (
            Ask("answered_on", "Sent on", "past_day", True, preset="today"),
            Ask(
                "what",
                "What was sent",
                "choice",
                True,
                (
                    ("verification", "copy of the verification"),
                    ("judgment", "copy of a judgment"),
                    ("creditor", "name and address of the original creditor"),
                    ("duplicate", "answer to a dispute that repeats an earlier one"),
                ),
            ),
        ),
        "12 CFR 1006.38(c) and (d)(2)",
        releases="dispute",
        starts="answered_on",
    ),
    FlagSpec(
        "times",
        "T",
        "Times that do not suit",
        "customer",
        (Ask("times", "When not", "times", True), Ask("until", "Last day of it", "day")),
        "12 CFR 1006.6(b)(1)(i)",
        lasts="until",
        lifted_by="work",
    ),
    FlagSpec(
        "place",
        "P",
        "A place that does not suit",
        "customer",
        (
            Ask(
                "place",
                "Where not",
                "choice",
                True,
                (("home", "at home"), ("work", "at work"), ("employer", "at work, the employer forbids it")),
            ),
        ),
        "12 CFR 1006.6(b)(1)(ii) and (b)(3)",
        lifted_by="work",
    ),
    FlagSpec(
        "consent",
        "C",
        "Agrees to more calls",
        "account",
        (
            Ask("given_on", "Given on", "past_day", True, preset="today"),
            Ask("days", "For how many days", "days", True, preset=str(MOST_CONSENT_DAYS)),
        ),
        "12 CFR 1006.14(b)(3)(i)",
        lasts="days",
        starts="given_on",
        lifted_by="work",
    ),
    FlagSpec(
        "do_not_call",
        "N",
        "Do not call this number",
        "number",
        (Ask("said", "What was said"),),
        "12 CFR 1006.14(h)(1), comment 14(h)(1)-2",
    ),
    FlagSpec(
        "consent_revoked",
        "K",
        "Consent for this number revoked",
        "number",
        (Ask("revoked_on", "Revoked on", "past_day", True, preset="today"),),
        "47 CFR 64.1200(a)(10)",
        starts="revoked_on",
    ),
    FlagSpec(
        "third_party",
        "O",
        "Somebody else’s number",
        "number",
        (
            Ask("who", "Whose it is"),
            Ask("asked", "Already asked where they are", "choice", True, _YES, "yes"),
        ),
        "12 CFR 1006.10",
    ),
    FlagSpec(
        "where",
        "L",
        "Said where they are",
        "customer",
        (Ask("where", "State or time zone", required=True),),
        "comment 6(b)(1)(i)-2",
        lifted_by="work",
    ),
    FlagSpec(
        "notice",
        "V",
        "Validation notice sent",
        "account",
        (
            Ask("sent_on", "Sent on", "past_day", True, preset="today"),
            Ask(
                "how",
                "How",
                "choice",
                True,
                (("mail", "by mail"), ("email", "by e-mail"), ("hand", "handed over"), ("spoken", "told on a call")),
                "mail",
            ),
            Ask("received_on", "Received on, if known", "past_day"),
        ),
        "12 CFR 1006.34",
        starts="sent_on",
    ),
    FlagSpec(
        "time_barred",
        "E",
        "Too old to be sued over",
        "account",
        (Ask("barred_on", "Since", "past_day"),),
        "12 CFR 1006.26(b)",
        starts="barred_on",
    ),
)

BY_KIND: Mapping[FlagKind, FlagSpec] = {spec.kind: spec for spec in FLAGS}
BY_KEY: Mapping[str, FlagSpec] = {spec.key: spec for spec in FLAGS}

# What an outcome's effect says of the customer. Somebody who asks on the telephone to stop refuses the telephone; only
# a letter ends all communication. A number that is a bad one says so itself (``Number.status``).
_BY_EFFECT: Mapping[str, FlagKind] = {
    "hold:attorney": "attorney",
    "hold:cease": "no_calls",
    "hold:bankruptcy": "bankruptcy",
    "hold:deceased": "deceased",
    "hold:dispute": "dispute",
}
# A hold that came in a file does not tell how it was asked for: the stricter reading stands until somebody knows.
_BY_HOLD: Mapping[HoldKind, FlagKind] = {
    "attorney": "attorney",
    "cease": "cease",
    "bankruptcy": "bankruptcy",
    "deceased": "deceased",
    "dispute": "dispute",
}


def flag_of_effect(effect: str) -> FlagKind | None:
    """Return the flag that an outcome with this effect sets, None for none."""
    return _BY_EFFECT.get(effect)


def flag_of_hold(hold: HoldKind) -> FlagKind | None:
    """Return the flag that stands for a hold of which nothing else is known, None for none."""
    return _BY_HOLD.get(hold)
