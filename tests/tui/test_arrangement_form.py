"""What is typed of an arrangement and of their means: what is said back, what is kept, and what fits."""

from __future__ import annotations

from datetime import date

import pytest

from collections_tui.domain.arrangements.means import Worksheet
from collections_tui.domain.arrangements.records import Due, Every, PolicyLine, Settlement, Terms
from collections_tui.domain.arrangements.schedule import schedule
from collections_tui.domain.arrangements.typed import terms_of
from collections_tui.services.arrangement_views import Preview
from collections_tui.tui.dialogs import arrangement_form as form
from collections_tui.tui.dialogs import means_form
from collections_tui.tui.dialogs.arrangement_call import begun_in
from collections_tui.tui.widgets.lines import Line

TODAY = date(2026, 11, 23)
TERMS = Terms(600_00, Every("months"), date(2026, 12, 15), 6)


def laid(terms: Terms) -> Preview:
    return Preview(terms, schedule(terms), (), terms.total_cents, False, "USD")


def text(line: Line) -> str:
    return "".join(run.text for run in line)


def test_what_is_due_fits_and_ends_with_the_last_payment() -> None:
    for number in (1, 7, 8, 9, 40, 600):
        preview = laid(TERMS._replace(number=number))
        lines = [text(line) for line in form.schedule_lines(preview, TODAY, 8)]
        assert len(lines) == min(number, 8)
        assert lines[-1].split()[0] == str(number)
        hidden = [line for line in lines if "more, then" in line]
        assert sum(int(line.split()[1]) for line in hidden) + len(lines) - len(hidden) == number
        assert max(map(len, lines)) <= 31


def test_the_field_that_is_not_typed_says_what_follows_from_the_other() -> None:
    preview = laid(TERMS)
    assert form.understood("amount", {"number": "6"}, preview, TODAY).words == "= 100.00"
    assert form.understood("number", {"number": "6"}, preview, TODAY).words == ""
    assert form.understood("number", {"amount": "100"}, preview, TODAY).words == "= 6"
    assert form.understood("first", {"number": "6"}, preview, TODAY).words == "Tue 15 Dec"
    assert form.understood("first", {}, None, TODAY).words == "such as 15th, eom"


@pytest.mark.parametrize(
    "terms",
    [
        TERMS,
        TERMS._replace(number=None, each_cents=75_00),
        TERMS._replace(each_cents=75_00, down_cents=50_00, down_on=TODAY),
        TERMS._replace(settlement=Settlement(60_00, date(2027, 7, 1)), every=Every("half months", 1, (5, 20))),
    ],
)
def test_terms_are_typed_again_as_they_were(terms: Terms) -> None:
    body = form.body_of(terms, "USD")
    assert terms_of(form.typed_in(body), 600_00, TODAY) == terms
    assert form.said_in(body) == body
    assert (form.BOTH in body) is (terms.number is not None and terms.each_cents is not None)


def test_what_needs_a_supervisor_stands_first() -> None:
    lines = (
        PolicyLine("a", True, "minimum $50 – ok"),
        PolicyLine("b", False, "a worksheet is wanted", advice=True),
        PolicyLine("c", False, "14 months – the policy allows 12: needs a supervisor"),
    )
    shown = [text(line) for line in form.policy_lines(lines, 40)]
    assert [line[:2] for line in shown] == ["! ", "  ", "· ", "✓ "]


def test_what_a_call_kept_is_read_again_and_nonsense_is_nothing() -> None:
    assert begun_in('{"number": "6", "colour": "red", "every": " "}', "USD") == {"number": "6"}
    for nonsense in ("", "{", "[1]", "7"):
        assert begun_in(nonsense, "USD") == {}


def test_a_worksheet_is_read_or_says_what_is_missing() -> None:
    assert means_form.sheet_of({}, "USD") is None
    typed = {"household": "3", "income": "2,400", "spend food": "600.50"}
    sheet = means_form.sheet_of(typed, "USD")
    assert sheet == Worksheet(3, 2400_00, (("food", 600_50),))
    assert means_form.sheet_of(means_form.body_of(sheet, "USD"), "USD") == sheet
    for wrong, words in (
        ({"income": "2400"}, "How many people"),
        ({"household": "3"}, "What comes in a month"),
        ({"household": "3", "income": "much"}, "not an amount"),
    ):
        with pytest.raises(ValueError, match=words):
            means_form.sheet_of(wrong, "USD")


def test_a_down_payment_is_told_apart() -> None:
    assert text(form.due_line(Due(0, TODAY, 50_00), "USD", TODAY)).startswith("now today")
