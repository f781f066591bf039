"""What to say on a call: a text for every situation, chosen by what is known of the account, with its figures."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain import templates
from collections_tui.domain.config import Fields
from collections_tui.domain.contact.disclosure import FIRST, When, message_complaint, says_first, says_later, spoken

Party = Literal["first", "third"]
Situation = Literal["first_call", "follow_up", "voicemail", "refusal", "hardship", "dispute", "third_party", "estate"]

_SITUATIONS: tuple[Situation, ...] = get_args(Situation)
_PARTIES: tuple[Party, ...] = get_args(Party)
_WHENS: tuple[When, ...] = get_args(When)
LANGUAGE = "en"
"""The language of scripts that say none, and of those that stand in where there are none in the customer's."""
BLANKS = ("customer", "client", "collector", "balance", "days", "business", "phone")

# What may not be said to a machine or a stranger, whose debt it is not. For a third-party client a message is a
# limited-content message (12 CFR 1006.2(j)), and words to others only look for the customer (12 CFR 1006.10(b)), or for
# whoever handles the estate (comment 10(b)(2)-1).
_SECRET = {
    "voicemail": ("client", "balance", "days", "customer"),
    "third_party": ("client", "balance", "days"),
    "estate": ("client", "balance", "days"),
}
_SOURCE = {"voicemail": "12 CFR 1006.2(j)", "third_party": "12 CFR 1006.10(b)", "estate": "comment 10(b)(2)-1"}
# Conversations with the customer, in which it is said who calls (12 CFR 1006.18(e)).
_LATER: tuple[Situation, ...] = ("follow_up", "refusal", "hardship", "dispute")


class Script(NamedTuple):
    """One text. ``parties`` are the kinds of client it is for, ``after`` the outcomes whose next call it opens."""

    id: str
    title: str
    text: str
    situation: Situation
    parties: tuple[Party, ...]
    after: tuple[str, ...]
    language: str = LANGUAGE


class Aside(NamedTuple):
    """A reminder that stands above every text for as long as something is so. ``parties`` as for a script."""

    when: When
    text: str
    parties: tuple[Party, ...]


class ScriptBook(NamedTuple):
    """All scripts in the order they are offered; both kinds of client have one for every situation."""

    scripts: tuple[Script, ...]
    asides: tuple[Aside, ...] = ()

    def for_party(self, party: Party, language: str = "", *, deceased: bool = False) -> tuple[Script, ...]:
        """Return the scripts for a first-party or third-party client, in order, one for every situation.

        In the customer's language where there is one in it, else in English. What looks for whoever handles an estate
        is among them only for a customer who has died.
        """
        fits = [one for one in self.scripts if party in one.parties and (deceased or one.situation != "estate")]
        spoken = language.strip().lower().split("-")[0].split("_")[0]
        theirs = {one.situation: one for one in fits if one.language == spoken}
        return tuple(theirs.get(one.situation, one) for one in fits if one.language == LANGUAGE)

    def get(self, situation: Situation, party: Party, language: str = "") -> Script:
        """Return the script for a situation."""
        offered = self.for_party(party, language, deceased=True)
        return next(script for script in offered if script.situation == situation)

    def reminders(self, party: Party, when: Collection[When]) -> tuple[str, ...]:
        """Return the texts that stand above every script while ``when`` is so, in the order of the file."""
        return tuple(one.text for one in self.asides if one.when in when and party in one.parties)


def parse_scripts(raw: Mapping[str, object], source: str = "scripts") -> ScriptBook:
    """Return the scripts from parsed TOML: ``[[script]]`` tables, and ``[[aside]]`` tables with reminders.

    Raises:
        ConfigError: a field or a blank is unknown or wrong, a situation has no script or two in one language, a script
            would tell a third-party client's business to a machine or a stranger, or it lacks the words of 12 CFR
            1006.18(e) or 1006.2(j).
    """
    fields = Fields(raw, source)
    scripts: list[Script] = []
    for entry in fields.tables("script"):
        script = _script(entry)
        if script.id in {other.id for other in scripts}:
            raise entry.wrong("id", f"{script.id} is used twice")
        scripts.append(script)
    asides = tuple(_aside(entry) for entry in fields.tables("aside")) if "aside" in fields else ()
    fields.done()
    languages = sorted({script.language for script in scripts} | {LANGUAGE}, key=lambda one: (one != LANGUAGE, one))
    for party in _PARTIES:
        for language in languages:
            have = [one.situation for one in scripts if party in one.parties and one.language == language]
            for situation in _SITUATIONS:
                # English stands in for every other language, so only English has to be complete.
                if have.count(situation) > 1 or (situation not in have and language == LANGUAGE):
                    how = "more than one script" if situation in have else "no script"
                    told = "" if language == LANGUAGE else f" in the language {language}"
                    raise fields.wrong("", f"there is {how} for {situation} and {party}-party clients{told}")
    return ScriptBook(tuple(scripts), asides)


def pick(
    book: ScriptBook,
    *,
    party: Party,
    contacted: bool,
    last_outcome: str = "",
    language: str = "",
    deceased: bool = False,
) -> Script:
    """Return what to open the next call with.

    Args:
        book: all scripts.
        party: the kind of the account's client.
        contacted: whether the customer was ever spoken with, whoever rang: until then it is the first call, with its
            full disclosure (12 CFR 1006.18(e)(1)), however often the telephone rang. ``disclosure.due`` tells it.
        last_outcome: the code of the latest call's outcome, empty without one.
        language: the customer's, such as ``es`` or ``es-US``; words are said in the language of the conversation
            (12 CFR 1006.18(e)(4)).
        deceased: whether the customer has died: then the call looks for whoever handles the estate.
    """
    if deceased:
        return book.get("estate", party, language)
    for script in book.for_party(party, language):
        if contacted and last_outcome in script.after:
            return script
    return book.get("follow_up" if contacted else "first_call", party, language)


def fill(script: Script, values: Mapping[str, str]) -> str:
    """Return the script's text with its blanks filled in: plain text, never markup. A missing value is a gap."""
    return templates.fill(script.text, values)


def _script(entry: Fields) -> Script:
    script = Script(
        id=entry.text("id", longest=40),
        title=entry.text("title", longest=40),
        text=entry.long_text("text"),
        situation=cast(Situation, entry.choice("situation", _SITUATIONS)),
        parties=cast(tuple[Party, ...], entry.words("parties", _PARTIES, required=True)),
        after=entry.words("after"),
        language=_language(entry),
    )
    entry.done()
    wrong = templates.complaint(script.text, BLANKS)
    if wrong:
        raise entry.wrong("text", wrong)
    told = sorted(templates.blanks(script.text) & set(_SECRET.get(script.situation, ())))
    if told and "third" in script.parties:
        law = _SOURCE[script.situation]
        raise entry.wrong("text", f"cannot have {{{told[0]}}} when it is heard by others than the customer ({law})")
    if "third" in script.parties:
        _check_words(entry, script)
    return script


def _check_words(entry: Fields, script: Script) -> None:
    """Refuse a text for a third-party client that lacks the words it has to have, or has words it cannot have."""
    if script.situation == "voicemail":
        wrong = message_complaint(script.text)
        if wrong:
            raise entry.wrong("text", f"{wrong}, because it is left on a machine (12 CFR 1006.2(j))")
    # Whether a translation is complete and accurate (12 CFR 1006.18(e)(4)) is for its author to know.
    if script.language != LANGUAGE:
        return
    flat = spoken(script.text)
    if script.situation == "first_call" and not says_first(flat):
        raise entry.wrong("text", f"must say “{FIRST}” (12 CFR 1006.18(e)(1))")
    if script.situation in _LATER and not says_later(flat):
        raise entry.wrong("text", "must say that it comes from a debt collector (12 CFR 1006.18(e)(2))")


def _aside(entry: Fields) -> Aside:
    aside = Aside(
        when=cast(When, entry.choice("when", _WHENS)),
        text=entry.long_text("text").strip(),
        parties=cast(tuple[Party, ...], entry.words("parties", _PARTIES, required=True)),
    )
    entry.done()
    if templates.blanks(aside.text) or "{" in aside.text:
        raise entry.wrong("text", "cannot have blanks: it stands above every script")
    return aside


def _language(entry: Fields) -> str:
    language = entry.text("language", LANGUAGE, longest=3)
    if not re.fullmatch(r"[a-z]{2,3}", language):
        raise entry.wrong("language", "must be the two or three small letters of a language, such as es")
    return language
