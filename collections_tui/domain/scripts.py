"""What to say on a call: a text for every situation, chosen by what is known of the account, with its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain import templates
from collections_tui.domain.config import Fields

Party = Literal["first", "third"]
Situation = Literal["first_call", "follow_up", "voicemail", "refusal", "hardship", "dispute", "third_party"]

_SITUATIONS: tuple[Situation, ...] = get_args(Situation)
_PARTIES: tuple[Party, ...] = get_args(Party)
BLANKS = ("customer", "client", "collector", "balance", "days", "business", "phone")

# What may not be said to a machine or a stranger, whose debt it is not. For a third-party client a message is a
# limited-content message (12 CFR 1006.2(j)), and words to others only look for the customer (12 CFR 1006.10(b)).
_SECRET = {"voicemail": ("client", "balance", "days", "customer"), "third_party": ("client", "balance", "days")}
_SOURCE = {"voicemail": "12 CFR 1006.2(j)", "third_party": "12 CFR 1006.10(b)"}


class Script(NamedTuple):
    """One text. ``parties`` are the kinds of client it is for, ``after`` the outcomes whose next call it opens."""

    id: str
    title: str
    text: str
    situation: Situation
    parties: tuple[Party, ...]
    after: tuple[str, ...]


class ScriptBook(NamedTuple):
    """All scripts in the order they are offered; both kinds of client have one for every situation."""

    scripts: tuple[Script, ...]

    def for_party(self, party: Party) -> tuple[Script, ...]:
        """Return the scripts for a first-party or third-party client, in order."""
        return tuple(script for script in self.scripts if party in script.parties)

    def get(self, situation: Situation, party: Party) -> Script:
        """Return the script for a situation."""
        return next(script for script in self.for_party(party) if script.situation == situation)


def parse_scripts(raw: Mapping[str, object], source: str = "scripts") -> ScriptBook:
    """Return the scripts from parsed TOML: ``[[script]]`` tables.

    Raises:
        ConfigError: a field or a blank is unknown or wrong, a situation has no script or two, or a script would tell a
            third-party client's business to a machine or a stranger.
    """
    fields = Fields(raw, source)
    scripts: list[Script] = []
    for entry in fields.tables("script"):
        script = _script(entry)
        if script.id in {other.id for other in scripts}:
            raise entry.wrong("id", f"{script.id} is used twice")
        scripts.append(script)
    fields.done()
    book = ScriptBook(tuple(scripts))
    for party in _PARTIES:
        have = sorted(script.situation for script in book.for_party(party))
        for situation in _SITUATIONS:
            if have.count(situation) != 1:
                how = "more than one script" if situation in have else "no script"
                raise fields.wrong("", f"there is {how} for {situation} and {party}-party clients")
    return book


def pick(book: ScriptBook, *, party: Party, contacted: bool, last_outcome: str = "") -> Script:
    """Return what to open the next call with.

    Args:
        book: all scripts.
        party: the kind of the account's client.
        contacted: whether the customer was ever reached: until then it is the first call, with its full disclosure
            (12 CFR 1006.18(e)(1)), however often the telephone rang.
        last_outcome: the code of the latest call's outcome, empty without one.
    """
    for script in book.for_party(party):
        if contacted and last_outcome in script.after:
            return script
    return book.get("follow_up" if contacted else "first_call", party)


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
    )
    entry.done()
    wrong = templates.complaint(script.text, BLANKS)
    if wrong:
        raise entry.wrong("text", wrong)
    told = sorted(templates.blanks(script.text) & set(_SECRET.get(script.situation, ())))
    if told and "third" in script.parties:
        law = _SOURCE[script.situation]
        raise entry.wrong("text", f"cannot have {{{told[0]}}} when it is heard by others than the customer ({law})")
    return script
