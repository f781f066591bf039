"""Takes apart what somebody said about times: words into days, hours and whether they are convenient.

Refuses to guess: a word it does not know, or one that could mean two things, is a ``ValueError`` of one sentence.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from collections_tui.domain.contact.weeks import DAY

FORMS = "weekdays 15–17, weekends · not before 10 · only after 6 pm · weekdays except 3–5 pm"

EVERY = frozenset(range(7))

_LONGEST = 1000  # what is written down may be longer than what was said
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS, _WEEKENDS = frozenset(range(5)), frozenset((5, 6))

_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?|s)?"
_TIME = r"(?:(?:\d{1,2}[:.]\d{2}|\d{4}|\d{1,2})(?:\s?(?:am|pm)\b)?|noon|midday|midnight)"
_TO = r"\s*(?:-|\bto\b|\btill\b|\buntil\b|\bthrough\b|\bthru\b)\s*"
_EXCEPTING = r"except(?:ing)?(?:\s+for)?|but\s+(?:not|never)|excluding|other\s+than|apart\s+from"
_NO = (
    r"never|not|no|none|don'?t|do\s+not|can'?t|cannot|won'?t|isn'?t|aren'?t|inconvenient|unavailable|bad|avoid|busy"
    r"|refuses?"
)
_PATTERNS = (
    ("except", _EXCEPTING),
    ("not", _NO),
    ("only", r"only|just"),
    ("good", r"ok|okay|fine|good|best|better|convenient|available|free|allowed|may|can"),
    ("call", r"call|reach|ring|phone|contact|reached"),
    ("every", r"(?:every|any|all)\s+days?|(?:any|all\s+the)\s?time|anytime|always|daily|all\s+week"),
    ("weekdays", r"week\s?-?days?|work(?:ing)?\s?days?|business\s+days?"),
    ("weekends", r"week\s?-?ends?"),
    ("range", rf"(?:from\s+)?({_TIME}){_TO}({_TIME})|between\s+({_TIME})\s*(?:-|and|to)\s*({_TIME})"),
    ("before", rf"(?:before|until|till|earlier\s+than|prior\s+to)\s+({_TIME})"),
    ("after", rf"(?:after|from|past|later\s+than|since)\s+({_TIME})"),
    ("part", r"mornings?|afternoons?|evenings?|nights?|lunch(?:\s?time)?s?|(?:working|business|office|work)\s+hours"),
    ("days", rf"({_DAY_NAME}){_TO}({_DAY_NAME})"),
    ("day", _DAY_NAME),
    ("time", _TIME),
    ("stop", r"[;.\n]+"),
    ("comma", r"[,/&+]|and|or|nor"),
    (
        "fill",
        r"a|the|on|at|in|of|is|are|be|to|me|him|her|them|us|please|i|my|his|their|time|times|hours?|all|each|every|day"
        r"|any|ever|during|for|calls|calling|called|it|that|local|customer|says?",
    ),
)
_MASTER = tuple((kind, re.compile(rf"(?:{words})(?![\w'])")) for kind, words in _PATTERNS if kind not in ("stop",))
_STOP = re.compile(r"[;.\n]+")
_COMMA = re.compile(r"[,/&+]")

# Where an hour of the day is inconvenient, and where it is convenient.
PARTS: dict[str, tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]] = {
    "morning": (((0, 12),), ((0, 12),)),
    "afternoon": (((12, 18),), ((12, 17),)),
    "evening": (((17, 24),), ((18, 24),)),
    "night": (((0, 8), (18, 24)), ((20, 24),)),
    "lunch": (((11, 14),), ((12, 13),)),
    "hours": (((8, 18),), ((9, 17),)),
}


class _Token(NamedTuple):
    kind: str
    words: str
    parts: tuple[str, ...] = ()


class Clause:
    """One part of what was said: some days, some hours, and whether they are convenient."""

    def __init__(self, main: Clause | None = None, after_stop: bool = False) -> None:
        self.main = main  # of an exception: what it is excepted from
        self.after_stop = after_stop
        self.days: set[int] = set()
        self.named = True  # all days were given by their names
        self.ranges: list[tuple[int, int]] = []
        self.parts: list[str] = []
        self.before: list[int] = []
        self.after: list[int] = []
        self.marks: set[str] = set()
        self.holes: list[Clause] = []
        self.marked_behind = False
        self.loose = False  # a comma stands where it is not plain whether days and hours belong together

    @property
    def timed(self) -> bool:
        return bool(self.ranges or self.parts or self.before or self.after)

    @property
    def filled(self) -> bool:
        return bool(self.days) or self.timed


def _tokens(text: str) -> list[_Token]:
    if len(text) > _LONGEST:
        raise ValueError(f"That is too long: write it as in {FORMS}.")
    words = text.casefold().translate({ord("’"): "'", ord("–"): "-", ord("—"): "-", ord("‑"): "-"})
    words = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", words)
    words = re.sub(r"(\d)\s?([ap])\b(?!m)", r"\1\2m", words)
    words = re.sub(r"\s?o'?clock\b", "", words)
    found, at = [], 0
    while at < len(words):
        if words[at] in " \t":
            at += 1
            continue
        token = _token(words, at)
        if token is None:
            unknown = re.split(r"[\s,;]", words[at:], maxsplit=1)[0][:20]
            raise ValueError(f"“{unknown}” is not understood: write days and hours, as in {FORMS}.")
        at += len(token.words)
        if token.kind != "fill":
            found.append(token)
    return found


def _token(words: str, at: int) -> _Token | None:
    # A sign needs nothing behind it, a word has to end.
    for kind, sign in (("stop", _STOP), ("comma", _COMMA)):
        if match := sign.match(words, at):
            return _Token(kind, match[0])
    for kind, pattern in _MASTER:
        if match := pattern.match(words, at):
            return _Token(kind, match[0], tuple(group for group in match.groups() if group))
    return None


# --- clauses ---------------------------------------------------------------------------------------------------------


def clauses_of(text: str) -> list[Clause]:
    """Return the parts of what was said, exceptions with what they are excepted from.

    Raises:
        ValueError: the words are not understood or could mean two things; one sentence.
    """
    reader = _Reader()
    for token in _tokens(text):
        reader.take(token)
    mains = [one for one in reader.mains if one.filled or one.marks or one.holes]
    if not any(one.filled or one.holes for one in mains):
        raise ValueError(f"No days or hours are in that: write them as in {FORMS}.")
    for one in mains:
        if not one.filled and not one.holes:
            raise ValueError(f"It is not plain what is meant: write days and hours, as in {FORMS}.")
        if any(not hole.filled for hole in one.holes):
            raise ValueError(f"It is not plain what is excepted: write days and hours, as in {FORMS}.")
    return mains


class _Reader:
    """Puts words together into clauses."""

    def __init__(self) -> None:
        self.now = Clause()
        self.mains = [self.now]
        self.comma = False

    def take(self, token: _Token) -> None:
        kind = token.kind
        if kind == "comma":
            self.comma = True
            return
        if kind == "stop":
            if self.now.filled:
                self._start(after_stop=True)
        elif kind == "except":
            self._except()
        elif kind in ("not", "only", "good", "call"):
            self._mark(kind)
        elif kind in ("day", "days", "weekdays", "weekends", "every"):
            self._add_days(token)
        elif kind == "time":
            raise ValueError(
                f"“{token.words}” is one moment: say from when to when, such as 15–17, or before or after."
            )
        else:
            self._add_hours(token)
        self.comma = False

    def _start(self, after_stop: bool = False) -> None:
        self.now = Clause(after_stop=after_stop)
        self.mains.append(self.now)

    def _split(self) -> None:
        """Go on with the next part; behind an exception that is one more exception."""
        main = self.now.main
        if main is None:
            self._start()
            return
        if "not" in main.marks:
            raise ValueError("It is not plain what comes after the exception: write “not …” or “only …” before it.")
        self.now = Clause(main)
        main.holes.append(self.now)

    def _except(self) -> None:
        main = self.now.main or self.now
        if self.now.main is not None and not self.now.filled:
            raise ValueError(f"It is not plain what is excepted: write days and hours, as in {FORMS}.")
        self.now = Clause(main)
        main.holes.append(self.now)

    def _mark(self, kind: str) -> None:
        now = self.now
        if now.main is not None:
            if kind != "not" or not now.filled:
                raise ValueError("An exception can only have days and hours: write what is convenient apart from it.")
            self._start()
        elif now.filled and (self.comma or (kind == "not" and now.marks)):
            self._start()
        elif now.filled:
            now.marked_behind = True
        self.now.marks.add(kind)

    def _add_days(self, token: _Token) -> None:
        days, named = _days_of(token)
        now = self.now
        if now.days and (now.timed or now.marked_behind):
            self._split()
        elif now.filled and self.comma and not (now.named and named and now.days):
            now.loose = bool(now.timed)
            self._split()
        self.now.days |= days
        self.now.named &= named

    def _add_hours(self, token: _Token) -> None:
        now = self.now
        if now.timed and now.marked_behind:
            self._split()
        elif self.comma and now.days and not now.timed:
            now.loose = True
            self._split()
        now = self.now
        if token.kind == "range":
            now.ranges.append(_range(*token.parts))
        elif token.kind == "part":
            now.parts.append(next(name for name in PARTS if name in token.words))
            if "hours" in token.words and not now.days:
                now.days |= _WEEKDAYS
        elif token.kind == "before":
            now.before.append(_bound(token.parts[0], "before"))
        else:
            now.after.append(_bound(token.parts[0], "after"))


def _days_of(token: _Token) -> tuple[frozenset[int], bool]:
    if token.kind == "day":
        return frozenset((_day(token.words),)), True
    if token.kind == "days":
        first, last = map(_day, token.parts)
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)), True
    return {"weekdays": _WEEKDAYS, "weekends": _WEEKENDS, "every": EVERY}[token.kind], False


def _day(name: str) -> int:
    return next(number for number, day in enumerate(_DAYS) if name.startswith(day))


# --- hours -----------------------------------------------------------------------------------------------------------


class _Clock(NamedTuple):
    minute: int
    half: Literal["", "am", "pm"]  # which half of the day, where that was said
    open: bool  # whether it could be in either half


def _clock(words: str) -> _Clock:
    if words in ("noon", "midday"):
        return _Clock(12 * 60, "", False)
    if words == "midnight":
        return _Clock(0, "", False)
    found = re.fullmatch(r"(\d{1,2}?)(?:[:.]?(\d{2}))?\s?(am|pm)?", words)
    if found is None:
        raise ValueError(f"“{words}” is no time of day: write it as 9, 15:30 or 3 pm.")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3] or ""
    if minute > 59 or hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        raise ValueError(f"“{words}” is no time of day: write it as 9, 15:30 or 3 pm.")
    if half == "am":
        return _Clock(hour % 12 * 60 + minute, "am", False)
    if half == "pm":
        return _Clock((hour % 12 + 12) * 60 + minute, "pm", False)
    plain = found[1].startswith("0") or hour > 12
    return _Clock(hour * 60 + minute, "", not plain)


def _bound(words: str, side: Literal["before", "after"]) -> int:
    """Return the minute that somebody means with one hour."""
    clock = _clock(words)
    if words == "midnight":
        return DAY if side == "before" else 0
    if not clock.open:
        return clock.minute
    hour = clock.minute // 60
    if side == "after" and 8 <= hour <= 11:
        raise ValueError(f"Is “after {words}” in the morning or in the evening? Write {words} am or {words} pm.")
    return clock.minute + (DAY // 2 if hour <= 7 else 0)


def _range(first: str, last: str) -> tuple[int, int]:
    """Return start and end, in minutes since the day's midnight; the end may lie on the next day."""
    start, end = _clock(first), _clock(last)
    begin, stop = start.minute, end.minute
    noon = DAY // 2
    if start.open:
        if end.half:
            # “3–5 pm” is afternoon, “9–5 pm” begins in the morning: whichever comes before the end, the later first.
            begin = max((one for one in (begin % noon, begin % noon + noon) if one < stop), default=begin)
        elif begin // 60 <= 7:
            if end.open and 9 <= stop // 60 <= 11:
                raise ValueError(f"Is “{first}–{last}” in the morning or in the evening? Write am or pm.")
            begin += noon
    if end.open and not (start.half or start.open) and stop > begin:
        pass  # 08:00–12, 15–17
    elif end.open:
        stop = next((one for one in (stop % noon, stop % noon + noon, stop % noon + DAY) if one > begin), stop)
    if last == "midnight" or stop == 0:
        stop = DAY
    if begin == stop:
        raise ValueError(f"“{first}–{last}” has no length: say from when to when.")
    return (begin, stop) if begin < stop else (begin, stop + DAY)
