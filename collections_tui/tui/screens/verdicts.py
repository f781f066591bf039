"""What the contact rules say to a number, in few words behind a sign that needs no colour.

``✓ may call until 21:00`` · ``! may call until 21:00 (…)`` · ``◷ wait until Thu 08:00 (…)`` · ``✗ never (…)``

All times are by the customer's clocks. Plain functions; nothing here draws or asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from rich.cells import cell_len

from collections_tui.domain.contact.flag_words import attorney_words
from collections_tui.domain.contact.records import Case, Finding, Judgement
from collections_tui.domain.dates import say_day
from collections_tui.services.dialling import Dialled
from collections_tui.services.views import AccountView, PhoneLine
from collections_tui.tui.widgets.lines import Run, Tone, line_cells

MAY, WARNED, WAIT, NEVER = "✓", "!", "◷", "✗"
_OF = re.compile(r"(?<=\d) of \d+(?= )")
"""How many are allowed: where that many were made, it is said by what they led to."""
_WHICH = re.compile(r"^(\d+ \w+) .*?\bsince\b")
"""Which calls a limit counts is told with the rule; how many, and since when, wherever there is a verdict."""
_HOUR = re.compile(r"\d\d:\d\d")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_SHORT: Mapping[str, str] = {
    "client_policy": "the client’s rules are not known here",
    "wrong_number": "wrong number",
    "disconnected": "disconnected",
    "do_not_call": "asked us not to call this number",
    "consent_revoked": "consent to this number revoked",
    "bankruptcy": "bankruptcy",
    "deceased": "the customer has died",
    "minor": "a minor",
    "cease": "wrote that we must stop",
    "no_calls": "asked us to stop calling",
    "dispute": "disputed in writing",
    "third_party": "somebody else answers there",
    "inconvenient_time": "a time they called inconvenient",
    "inconvenient_place": "a place they called inconvenient",
    "employer_forbids": "the employer forbids it",
    "place_unknown": "nobody knows where they are",
    "notice": "no validation notice",
    "time_barred": "too old to be sued over",
}
"""What of a rule is said where there is room for few words only; limits say what was counted."""


class Verdict(NamedTuple):
    """A sign and words; ``because`` goes in brackets behind them, ``clocks`` is what time it is there."""

    sign: str
    words: str
    because: str = ""
    clocks: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing has to be minded."""
        return self.sign == MAY

    @property
    def tone(self) -> Tone:
        """In which it is written."""
        return "dim" if self.fine else "warn"

    @property
    def said(self) -> str:
        """Sign and words."""
        return f"{self.sign} {self.words}"

    def runs(self, room: int, words: int = 0) -> tuple[Run, ...]:
        """It as one line: the words in at least so many cells, then why, and the clocks as far as there is room.

        The clocks lose their places before they are left out; what is said before them never gives way to them.
        """
        found = [Run(f"{self.said:<{words}}", self.tone)]
        if self.because:
            found.append(Run(f" ({self.because})", "" if self.fine else "warn"))
        left = room - line_cells(tuple(found)) - 2
        clocks = next((text for text in (self.clocks, self.hours) if text and cell_len(text) <= left), "")
        if clocks:
            found.append(Run(f"  {clocks}", "dim"))
        return tuple(found)

    @property
    def hours(self) -> str:
        """The clocks without their places: ``09:34–10:34 there``."""
        hours = _HOUR.findall(self.clocks)
        return f"{'–'.join(dict.fromkeys((hours[0], hours[-1])))} there" if hours else ""


def of_phone(view: AccountView, line: PhoneLine) -> Verdict:
    """Return what is to be known before a number of the account is dialled."""
    if view.lease is not None and not view.mine:
        return Verdict(NEVER, f"{view.lease.login} has it")
    found = line.judgement
    if found.verdict == "block":
        return _blocked(found, view.case)
    words = "may call" if line.until is None else f"may call until {their_time(line.until, found)}"
    if view.stopped:
        return Verdict(WARNED, words, view.stopped, clocks(found))
    warned = next((one for one in found.findings if one.verdict == "warn"), None)
    if warned is not None:
        return Verdict(WARNED, words, _near(short(warned, view.case), found), clocks(found))
    return Verdict(MAY, words, "", clocks(found))


def of_judgement(found: Judgement, case: Case) -> Verdict:
    """Return a verdict in words by itself, without what stops calls on the account and until when it holds."""
    if found.verdict == "block":
        return _blocked(found, case)
    warned = next((one for one in found.findings if one.verdict == "warn"), None)
    if warned is None:
        return Verdict(MAY, "may call", "", clocks(found))
    return Verdict(WARNED, "may call", _near(short(warned, case), found), clocks(found))


def of_dialled(dialled: Dialled) -> Verdict:
    """Return what the rules said when a number was dialled: it is not asked again while the customer is on the line."""
    texts = [rule["text"] for rule in rules_of(dialled.judged) if rule["verdict"] == dialled.verdict]
    because = _head(texts[0]) if texts else ""
    if dialled.override_reason:
        return Verdict(WARNED, "overridden", dialled.override_reason)
    if dialled.verdict == "block":
        return Verdict(NEVER, "blocked when it was dialled", because)
    return Verdict(WARNED if dialled.verdict == "warn" else MAY, "allowed when it was dialled", because)


def _blocked(found: Judgement, case: Case) -> Verdict:
    because = _because(found, case)
    if found.clears_at is None:
        return Verdict(NEVER, "never", because)
    return Verdict(WAIT, f"wait until {their_time(found.clears_at, found)}", because, clocks(found))


def _because(found: Judgement, case: Case) -> str:
    """Why it is blocked: of what never ends by itself if anything does, else what ends last."""
    lasting = [one for one in found.blocking if one.clears_at is None]
    last = max(found.blocking, key=lambda one: one.clears_at or found.at, default=None)
    first = lasting[0] if lasting else last
    return _near(short(first, case), found) if first is not None else ""


def _near(text: str, found: Judgement) -> str:
    """A text whose days of the last week are named by the weekday alone, as rules write them in full.

    The day of a conversation keeps its date: what it leads to is a week later, on the same day of the week.
    """
    if not found.local_times:
        return text
    today, spoken = found.local_times[0][1].date(), "spoken with on "
    for back in range(2 if text.startswith(spoken) else 7):
        day = today - timedelta(days=back)
        name = ("today", "yesterday")[back] if back < 2 else _DAYS[day.weekday()]
        text = text.replace(f"{_DAYS[day.weekday()]} {day.day} {day:%b}", name)
    return text.replace(spoken, "spoken with ")


def short(finding: Finding, case: Case) -> str:
    """Return what a rule found in few words."""
    if finding.id == "attorney":
        known = (flag for flag in case.flags if flag.kind == "attorney")
        return f"attorney: {'; '.join(dict.fromkeys(attorney_words(flag.details) for flag in known))}"
    if finding.id == "cease" and not any(flag.kind == "cease" for flag in case.flags):
        return "wrote that they refuse to pay"
    if finding.id == "notice" and finding.text.startswith("In the"):
        return "in the validation period"
    if finding.id == "dispute" and finding.verdict == "warn":
        return "disputed"
    if " their time; it is " in finding.text or "their time on " in finding.text:
        return ""  # the clocks say it
    return _SHORT.get(finding.id) or _WHICH.sub(r"\1 since", _OF.sub("", _head(finding.text)))


def _head(text: str) -> str:
    """What a text says before it goes on to say what follows from it; a time of day is no end."""
    return text.split(": ")[0].split(";")[0].rstrip(".")


def clocks(found: Judgement) -> str:
    """Return what time it is where the customer may be: ``their time 14:10 Pacific``."""
    there = ", ".join(f"{at:%H:%M} {place}" for place, at in found.local_times)
    return f"their time {there}" if there else ""


def their_time(when: datetime, found: Judgement) -> str:
    """Return an instant by the customer's clock: the hour alone on their day, the weekday for a week after it."""
    if not found.local_times:
        return f"{when:%a %H:%M} UTC"
    place, now = found.local_times[0]
    there = when.astimezone(now.tzinfo)
    days = (there.date() - now.date()).days
    hour = f"{there:%H:%M}"
    if days:
        near = _DAYS[there.weekday()] if 0 < days <= 7 else say_day(there.date(), now.date())
        named = "tomorrow" if days == 1 else near
        hour = f"{named} {hour}"
    return f"{hour} {place}" if len(found.local_times) > 1 else hour


def refusal(said: str, found: Judgement, case: Case, keys: Sequence[str]) -> str:
    """Return why no call begins, when one may, and what can be done, in one sentence each.

    Args:
        said: the number as one reads it out; '' where there is none.
        found: what the rules say to it.
        case: what they looked at.
        keys: what can be done, each with its key.
    """
    first = next((one for one in found.blocking if one.clears_at is None), found.blocking[0])
    if found.clears_at is None:
        when = "never to be called"
    else:
        when = f"not before {their_time(found.clears_at, found)} their time"
    why = short(first, case) if first.id in ("attorney",) else first.text.split("; otherwise")[0].rstrip(".")
    return f"{said or 'This account'}: {when}. {why[:1].upper()}{why[1:]} ({first.source}). {' · '.join(keys)}"


def rules_of(judged: str) -> list[dict[str, Any]]:
    """Return the rules that are kept with a call: what warned or blocked when it was dialled."""
    if not judged:
        return []
    rules: list[dict[str, Any]] = json.loads(judged)["rules"]
    return rules
