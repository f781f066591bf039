"""Terms as people type them: what is read, what is refused in one sentence, and that they can be typed again."""

from __future__ import annotations

from datetime import date

import pytest

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.arrangements.typed import OPEN_END, Typed, changed, terms_of, typed_of

TODAY = date(2026, 11, 23)


def read(**typed: str) -> Terms:
    return terms_of(Typed(**typed), 60_000, TODAY)


def test_what_is_typed_is_read() -> None:
    assert read(number="6") == Terms(60_000, Every("months"), date(2026, 12, 23), 6)
    assert read(every="2weeks", amount="$75", first="fri", down="100.00") == Terms(
        60_000, Every("weeks", 2), date(2026, 11, 27), None, 7_500, 10_000, TODAY
    )
    assert read(number="3", settle="20%", until="31 jan", down="1", down_on="+2d") == Terms(
        60_000, Every("months"), date(2026, 12, 23), 3, None, 100, date(2026, 11, 25),
        Settlement(12_000, date(2027, 1, 31)),
    )  # fmt: skip


def test_today_has_not_passed() -> None:
    terms = read(number="1", first="today", down="5", down_on="today", settle="5%", until="today")
    assert (terms.first_on, terms.down_on) == (TODAY, TODAY)


def test_a_share_is_rounded_down_and_a_settlement_may_have_no_end_yet() -> None:
    assert terms_of(Typed(number="1", settle="33.33%"), 816_595, TODAY).settlement == Settlement(272_171, OPEN_END)
    assert read(number="1", settle="500.00").settlement == Settlement(50_000, OPEN_END)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "0"}, "There is at least one instalment, not 0"),
        ({"number": "-2"}, "There is at least one instalment, not -2"),
        ({"number": "six"}, "'six' is no number of instalments"),
        ({"number": "1.5"}, "'1.5' is no number of instalments"),
        ({"number": "9" * 30}, "is no number of instalments"),
        ({"amount": "0"}, "An instalment is more than nothing"),
        ({"amount": "-75"}, "An instalment is more than nothing"),
        ({"amount": "75.001"}, "more decimals than the 2 of USD"),
        ({"amount": "9" * 18}, "too large to be an amount: check it."),
        ({"down": "0.00"}, "A down payment is more than nothing"),
        ({"down": "-1"}, "A down payment is more than nothing"),
        ({"down_on": "fri"}, "a day for a down payment and no amount"),
        ({"down": "10", "down_on": "2026-11-22"}, "The down payment cannot be due Sun 22 Nov, which has passed"),
        ({"first": "2026-11-22"}, "The first instalment cannot be due Sun 22 Nov, which has passed"),
        ({"first": "31/31"}, "is not a day|There is no day"),
        ({"every": "year"}, "is not how often something is due"),
        ({"settle": "0%"}, "'0%' is no share to take off"),
        ({"settle": "100%"}, "'100%' is no share to take off"),
        ({"settle": "-5%"}, "'-5%' is no share"),
        ({"settle": "0"}, "What a settlement takes off is more than nothing"),
        ({"settle": "20%", "until": "2026-11-01"}, "The whole settlement cannot be due"),
        ({"until": "fri"}, "Only a settlement has an end"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(typed: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        read(**{"number": "6", **typed})
    assert str(refused.value).count(".\n") == 0


@pytest.mark.parametrize(
    "typed",
    [
        Typed("month:31", "6", "", "2027-01-31"),
        Typed("semimonth:5,20", "", "75.00", "2026-12-05", "100.00", "2026-11-24", "120.00", "2027-01-31"),
        Typed("10-days", "12", "1250.50", "2026-12-05"),
    ],
)
def test_terms_can_be_typed_again(typed: Typed) -> None:
    assert typed_of(terms_of(typed, 5_000_000, TODAY)) == typed


def test_what_is_changed_takes_the_place_of_what_it_answers() -> None:
    typed = Typed("month", "6", "", "2026-12-05", "100.00")
    assert changed(typed, {"amount": "75", "down": ""}) == typed._replace(number="", amount="75")
    assert changed(typed, {"amount": "75", "number": "9"}) == typed._replace(number="9", amount="75")
    assert changed(typed, {"every": "week"}) == typed._replace(every="week", first="")
    assert changed(typed, {"every": "week", "first": "fri"}) == typed._replace(every="week", first="fri")
