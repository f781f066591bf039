"""Reads the book of checks, and what a client's own file changes of it, from parsed TOML.

``docs/checks.md`` explains every field. Refuses to look at bills: ``checks`` does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import cast, get_args

from collections_tui.domain.billing.check_records import FORMS, Check, Form, LimitKind, Sector, Severity
from collections_tui.domain.billing.check_rules import RULES, Rule
from collections_tui.domain.billing.records import ONE
from collections_tui.domain.config import BadField, Fields, is_whole
from collections_tui.domain.templates import complaint

KIND = "checks"
TABLE = "checks"
"""What the table is called in a client's own file."""
_SEVERITIES = ("error", "warning")
_MOST_DAYS = 36_600
_MOST_MILLI = 10**12
_QUANTITY = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,3}))?")


def parse_checks(raw: Mapping[str, object], source: str) -> tuple[Check, ...]:
    """Return the checks of a book, in its order.

    Raises:
        ConfigError: a field is missing, unknown or wrong, or an id is used twice.
    """
    fields = Fields(dict(raw), source)
    fields.choice("kind", (KIND,))
    fields.text("title")
    book = _added(fields, ())
    fields.done()
    return book


def checks_in(raw: Mapping[str, object], source: str, standard: tuple[Check, ...]) -> tuple[Check, ...]:
    """Return the standard checks as a client's own file changes them: the same where it says nothing of them.

    Raises:
        ConfigError: a field of it is missing, unknown or wrong, or it changes a check that is fixed.
    """
    if TABLE not in raw:
        return standard
    table = raw[TABLE]
    if not isinstance(table, dict):
        raise BadField(source, f"{TABLE} must be a table, with [[{TABLE}.change]] and the like", field=TABLE)
    try:
        fields = Fields(table, source)
        book = {one.id: one for one in (_added(fields, standard) if "check" in fields else standard)}
        for name, change in (("change", _changed), ("off", _off)):
            for entry in fields.tables(name) if name in fields else ():
                change(entry, book)
                entry.done()
        for name in ("check", "change", "off"):
            fields.value(name, ())
        fields.done()
    except BadField as error:
        raise _within(error) from None
    return tuple(book.values())


def _within(error: BadField) -> BadField:
    """The same error with its entry named as it is in the client's file: ``[[checks.change]]``."""
    if not error.table:
        return error
    table = f"{TABLE}.{error.table}"
    where = {"entry": f"{table} {error.number}", "field": error.field, "table": table, "number": error.number}
    return BadField(error.source, error.reason, **where)  # type: ignore[arg-type]


def _added(fields: Fields, before: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that stand before, and those of every ``[[check]]`` behind them."""
    book = {one.id: one for one in before}
    for entry in fields.tables("check"):
        check = _check(entry)
        if check.id in book:
            raise entry.wrong("id", f"{check.id} is already used{': change it with [[checks.change]]' * bool(before)}")
        if before and check.fixed:
            raise entry.wrong("fixed", "is for the checks that ship")
        entry.done()
        book[check.id] = check
    return tuple(book.values())


def _check(entry: Fields) -> Check:
    check_id = entry.text("id", longest=60)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", check_id):
        raise entry.wrong("id", "must be made of small letters, digits and _")
    name = entry.text("rule", check_id)
    if name not in RULES:
        close = get_close_matches(name, RULES, 1)
        raise entry.wrong("rule", f"{name[:60]} is none{f': {close[0]} is one' if close else ''}")
    rule = RULES[name]
    of = cast("tuple[Form, ...]", entry.words("of", FORMS, required="of" in entry)) or FORMS
    return Check(
        check_id,
        name,
        cast(Severity, entry.choice("severity", _SEVERITIES)),
        entry.text("words", longest=60),
        _sentence(entry, "sentence", rule),
        _sentence(entry, "do", rule),
        {limit: _limit(entry, limit, kind) for limit, kind in rule.limits.items()},
        of,
        entry.flag("fixed", False),
        cast("tuple[Sector, ...]", entry.words("sectors", get_args(Sector))),
    )


def _changed(entry: Fields, book: dict[str, Check]) -> None:
    """Change one check: whatever the entry says of it, the rest stays."""
    check = _known(entry, book)
    rule = RULES[check.rule]
    told = {"severity", "of", "do", *rule.limits} & entry.plain().keys()
    if not told:
        raise entry.wrong("", "it changes nothing: say severity, of, do or a limit of the check")
    book[check.id] = check._replace(
        severity=cast(Severity, entry.choice("severity", _SEVERITIES, check.severity)),
        of=cast("tuple[Form, ...]", entry.words("of", FORMS, required="of" in entry)) or check.of,
        do=_sentence(entry, "do", rule) if "do" in entry else check.do,
        limits={
            limit: _limit(entry, limit, kind) if limit in entry else check.limits[limit]
            for limit, kind in rule.limits.items()
        },
    )


def _off(entry: Fields, book: dict[str, Check]) -> None:
    """Take one check out; whoever reads the file is told why."""
    check = _known(entry, book)
    entry.text("reason")
    del book[check.id]


def _known(entry: Fields, book: Mapping[str, Check]) -> Check:
    check_id = entry.text("id", longest=60)
    if check_id not in book:
        close = get_close_matches(check_id, book, 1)
        raise entry.wrong("id", f"{check_id} is no check{f': {close[0]} is one' if close else ''}")
    if book[check_id].fixed:
        raise entry.wrong("id", f"{check_id} stays as it is: without it nobody could rely on a bill's sums")
    return book[check_id]


def _sentence(entry: Fields, name: str, rule: Rule) -> str:
    text = entry.text(name, longest=300)
    wrong = complaint(text, ("bill", *rule.blanks))
    if wrong:
        raise entry.wrong(name, wrong)
    return text


def _limit(entry: Fields, name: str, kind: LimitKind) -> int:
    if kind == "days":
        return entry.whole(name, least=0, most=_MOST_DAYS)
    if kind == "yes":
        return int(entry.flag(name))
    value = entry.value(name)
    written = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if written is not None:
        sign, whole, part = written.groups()
        return int(f"{sign}1") * (int(whole) * ONE + int((part or "").ljust(3, "0")))
    if not is_whole(value) or not isinstance(value, int) or abs(value) * ONE > _MOST_MILLI:
        raise entry.wrong(name, 'must be a quantity such as 12 or "0.5"')
    return value * ONE
