"""What can be wrong with a bill: facts in, findings out, by the checks of a book.

Refuses to find facts: whoever calls has read them. What each rule looks at is in ``check_rules``; which checks there
are, how severe each is, its sentence and what to do about it are data (``data/policies/checks-standard.toml``), read by
``check_book``. ``docs/checks.md`` explains all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collections_tui.domain.billing.check_records import Around, Bill, Check
from collections_tui.domain.billing.check_rules import RULES
from collections_tui.domain.billing.records import Finding
from collections_tui.domain.templates import fill


def examine(bill: Bill, around: Around, book: tuple[Check, ...]) -> tuple[Finding, ...]:
    """Return what is wrong with a bill, in the order of the book, within one check from the first line to the last."""
    found: list[Finding] = []
    for check in book:
        if bill.form in check.of:
            for position, values in RULES[check.rule].find(bill, around, check.limits):
                sentence, do = fill(check.sentence, values), fill(check.do, values)
                found.append(Finding(check.id, check.severity, sentence, do, check.words, position))
    return tuple(found)


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those with which a bill cannot be issued."""
    return tuple(one for one in findings if one.severity == "error")


def unanswered(findings: Iterable[Finding], accepted: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the warnings to which nobody has said why the bill is right all the same."""
    return tuple(one for one in findings if one.severity == "warning" and not accepted.get(one.check, "").strip())
