"""Every check that ships finds what it is for, and nothing on a bill that is right."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.check_book import parse_checks
from collections_tui.domain.billing.check_records import Around, Bill, Billed
from collections_tui.domain.billing.check_rules import RULES, half_up, thousandths
from collections_tui.domain.billing.checks import errors, examine, unanswered
from collections_tui.domain.billing.records import BillLine, Coverage, Finding, Payer, Price, TaxSum
from collections_tui.domain.contact.deaths import Death, day_of_death, death_of
from collections_tui.domain.contact.records import Flag
from collections_tui.domain.records import Customer
from collections_tui.resources import data_path

BOOK = parse_checks(
    tomllib.loads(data_path("policies", "checks-standard.toml").read_text("utf-8")), "policies/checks-standard.toml"
)
TODAY, SERVICE = date(2026, 11, 23), date(2026, 11, 20)
VISIT = BillLine(1, "Clinic visit", 125_00, 125_00, "CL-20", service_on=SERVICE)
HOURS = BillLine(2, "Observation, per hour", 41_00, 102_50, "MN-10", service_on=SERVICE, quantity_milli=2_500)
TAX = TaxSum("State", 88_750, 227_50, 20_19)
DRAFT = Bill("draft", "D12", TODAY, "USD", (VISIT, HOURS), 247_69, taxes=(TAX,), open_cents=247_69)
ISSUED = DRAFT._replace(form="invoice", name="2026-0001", charged_cents=247_69)
IMPORTED = Bill("invoice", "R-1", TODAY, "USD", (), 80_00, open_cents=80_00, charged_cents=80_00, made=False)
CUSTOMER = Customer(1, "Ada Lovelace", "1 Main Street", "Albany", "NY", "12207")
PAYER = Payer(1, "60054", "Aetna")
AROUND = Around(
    CUSTOMER,
    date(2026, 1, 2),
    has_list=True,
    prices={
        "cl-20": (
            Price(1, 1, "CL-20", "Clinic visit", 120_00, date(2025, 1, 1), date(2025, 12, 31)),
            Price(2, 1, "CL-20", "Clinic visit", 125_00, date(2026, 1, 1)),
            Price(3, 1, "CL-20", "Clinic visit, long", 190_00, date(2026, 1, 1), modifier="22"),
        ),
        "mn-10": (Price(4, 1, "MN-10", "Observation", 41_00, date(2026, 1, 1), least_milli=1000, most_milli=14_000),),
    },
)
COVERED = Coverage(1, 1, PAYER, 1, "W123", date(2026, 1, 1), date(2026, 12, 31))


def line(**changes: object) -> Bill:
    """The draft with another first line, added up again."""
    return with_lines(VISIT._replace(**changes), HOURS)  # type: ignore[arg-type]


def with_lines(*lines: BillLine) -> Bill:
    """The draft with other lines, added up again; without tax."""
    total = sum(one.amount_cents for one in lines)
    return DRAFT._replace(lines=lines, taxes=(), total_cents=total, open_cents=total)


def issued(*lines: BillLine) -> Bill:
    """The invoice with other lines, added up again; without tax."""
    bill = with_lines(*lines)
    return bill._replace(form="invoice", charged_cents=bill.total_cents)


def known(**changes: object) -> Around:
    """What is around, with something else known."""
    return AROUND._replace(**changes)  # type: ignore[arg-type]


def lives(**changes: str) -> Around:
    """The customer lives somewhere else."""
    return AROUND._replace(customer=CUSTOMER._replace(**changes))  # type: ignore[arg-type]


TWICE = with_lines(VISIT, HOURS, VISIT._replace(position=3))
BILLED = Billed("2026-0007", "CL-20", "", "Visit", SERVICE)

# id, the bill, what is around it, and something of the sentence
WRONG: list[tuple[str, Bill, Around, str]] = [
    ("sums", DRAFT._replace(faults=("Nothing is billed yet: add a line.",)), AROUND, "Nothing is billed yet"),
    ("line_amount", issued(VISIT._replace(amount_cents=125_01)), AROUND, "Line 1 (CL-20 Clinic visit) says $125.01"),
    ("line_amount", issued(HOURS._replace(discount_cents=2_50)), AROUND, "comes to $100.00"),
    ("total", ISSUED._replace(total_cents=247_68, charged_cents=247_68), AROUND, "The total is $247.68 on it"),
    ("total", ISSUED._replace(discount_cents=1), AROUND, "comes to $247.68"),
    ("total", ISSUED._replace(taxes=(TAX._replace(tax_cents=20_20),), total_cents=247_70), AROUND, "The tax “State”"),
    ("source", IMPORTED._replace(charged_cents=79_00), AROUND, "charged for it is $79.00"),
    ("source", ISSUED._replace(charged_cents=0), AROUND, "charged for it is $0.00"),
    ("source", IMPORTED._replace(lines=(VISIT,)), AROUND, "the sum of its lines is $125.00"),
    ("after_death", DRAFT, known(death=Death(date(2026, 11, 19), TODAY)), "had died by Thu 19 Nov 2026"),
    ("after_death", DRAFT, known(death=Death(None, date(2026, 11, 18))), "had died by Wed 18 Nov 2026"),
    ("death_unknown", DRAFT, known(death=Death(None, TODAY)), "known since Mon 23 Nov 2026"),
    ("before_registration", DRAFT, known(registered_on=date(2026, 12, 21)), "opened on Mon 21 Dec 2026"),
    ("in_the_future", line(service_on=date(2026, 11, 24)), AROUND, "after the bill's own day, Mon 23 Nov 2026"),
    ("no_day", line(service_on=None), AROUND, "Line 1 (CL-20 Clinic visit) has no day"),
    ("same_twice", TWICE, AROUND, "Line 3 (CL-20 Clinic visit) is the same service"),
    ("price", line(unit_cents=130_00, amount_cents=130_00), AROUND, "charged at $130.00, and the list has $125.00"),
    ("price", line(service_on=date(2025, 5, 5)), known(registered_on=date(2025, 1, 1)), "the list has $120.00"),
    ("price", line(modifier="22"), AROUND, "the list has $190.00"),
    ("no_price_then", line(service_on=date(2024, 5, 5)), known(registered_on=date(2024, 1, 1)), "has no price for"),
    (
        "quantity",
        with_lines(HOURS._replace(quantity_milli=15_000, amount_cents=615_00)),
        AROUND,
        "15; usual is 1 to 14",
    ),
    ("quantity", line(quantity_milli=0, amount_cents=0), AROUND, "0; usual is 0.001 to 10,000"),
    ("quantity", line(quantity_milli=-1000, amount_cents=-125_00), AROUND, "a quantity of -1"),
    ("no_code", line(code=""), AROUND, "Line 1 (Clinic visit) has no code"),
    ("no_description", line(description=" "), AROUND, "does not say what it is for"),
    ("unknown_code", line(code="XX-99"), AROUND, "not on the client's price list"),
    ("insurance", DRAFT, known(coverages=(COVERED,)), "Aetna insures the customer"),
    ("insurance", IMPORTED, known(coverages=(COVERED,)), "(member W123)"),
    ("payment", DRAFT._replace(deposit_cents=10_00), known(credit_cents=30_00), "$20.00 of credit"),
    ("payment", ISSUED, known(credit_cents=30_00), "$247.69 are asked for"),
    ("address", DRAFT, lives(street="", state=""), "it has no street and no state"),
    ("address", DRAFT, lives(street="Returned mail"), "nobody lives at “Returned mail, Albany”"),
    ("address", DRAFT, lives(city="UNKNOWN"), "nobody lives at “1 Main Street, UNKNOWN”"),
    ("address", DRAFT, lives(street="---"), "nobody lives at “---, Albany”"),
    ("address", DRAFT, lives(postcode="1220"), "“1220” is no ZIP code"),
    ("already_billed", DRAFT, known(billed=(BILLED,)), "is already on 2026-0007"),
    ("billed_elsewhere", DRAFT, known(billed=(BILLED._replace(here=False),)), "on another account"),
]

# A bill that is right, though it looks like one that is wrong.
RIGHT: list[tuple[str, Bill, Around]] = [
    ("line_amount", ISSUED, AROUND),
    ("total", ISSUED._replace(discount_cents=7_69, total_cents=240_00), AROUND),
    ("total", IMPORTED, AROUND),
    ("source", ISSUED, AROUND),
    ("source", IMPORTED._replace(lines=(VISIT._replace(amount_cents=80_00),)), AROUND),
    ("after_death", DRAFT, known(death=Death(SERVICE, TODAY))),
    ("death_unknown", DRAFT, known(death=Death(SERVICE, TODAY))),
    ("before_registration", DRAFT, known(registered_on=date(2026, 12, 20))),
    ("in_the_future", line(service_on=TODAY), AROUND),
    ("same_twice", with_lines(VISIT, VISIT._replace(position=2, modifier="76")), AROUND),
    ("same_twice", with_lines(VISIT._replace(service_on=None), VISIT._replace(position=2, service_on=None)), AROUND),
    ("price", line(unit_cents=130_00, amount_cents=130_00, price_reason="agreed on the telephone"), AROUND),
    ("price", line(service_on=date(2025, 5, 5), unit_cents=120_00, amount_cents=120_00), AROUND),
    ("price", line(modifier="59"), AROUND),
    ("quantity", with_lines(HOURS._replace(quantity_milli=14_000, amount_cents=574_00)), AROUND),
    ("no_code", line(code=""), known(has_list=False, prices={})),
    ("unknown_code", line(code="XX-99"), known(has_list=False, prices={})),
    ("insurance", DRAFT._replace(insurance_cents=1), known(coverages=(COVERED,))),
    ("insurance", DRAFT, known(coverages=(COVERED._replace(valid_to=date(2026, 11, 19)),))),
    ("payment", DRAFT._replace(deposit_cents=30_00), known(credit_cents=30_00)),
    ("payment", ISSUED._replace(open_cents=0), known(credit_cents=30_00)),
    ("address", DRAFT, lives(country="FR", state="", postcode="75001")),
    ("address", DRAFT, lives(postcode="12207-1234")),
    ("address", DRAFT, lives(street="4 Test Street", city="None Such Falls")),
    ("already_billed", DRAFT, known(billed=(BILLED._replace(service_on=TODAY), BILLED._replace(modifier="22")))),
    ("already_billed", DRAFT, known(billed=(BILLED._replace(here=False),))),
    ("billed_elsewhere", DRAFT, known(billed=(BILLED,))),
]


@pytest.mark.parametrize(("check_id", "bill", "around", "words"), WRONG)
def test_a_bill_that_is_wrong_is_found_out(check_id: str, bill: Bill, around: Around, words: str) -> None:
    found = [one for one in examine(bill, around, BOOK) if one.check == check_id]
    assert found
    assert words in found[0].sentence
    assert found[0].do
    assert "____" not in found[0].sentence + found[0].do


@pytest.mark.parametrize(("check_id", "bill", "around"), RIGHT)
def test_a_bill_that_is_right_is_let_be(check_id: str, bill: Bill, around: Around) -> None:
    assert check_id not in {one.check for one in examine(bill, around, BOOK)}


def test_a_good_bill_has_nothing_against_it() -> None:
    assert examine(DRAFT, AROUND, BOOK) == examine(ISSUED, AROUND, BOOK) == examine(IMPORTED, AROUND, BOOK) == ()


def test_every_check_and_every_rule_has_a_bill_that_it_finds() -> None:
    assert {case[0] for case in WRONG} == {check.id for check in BOOK}
    assert {check.rule for check in BOOK} == set(RULES)


def test_a_check_that_is_only_for_drafts_leaves_invoices_alone() -> None:
    undated = ISSUED._replace(lines=(VISIT._replace(service_on=None), HOURS))
    assert "no_day" not in {one.check for one in examine(undated, AROUND, BOOK)}


def test_an_error_stops_a_bill_and_a_warning_wants_a_word() -> None:
    found = examine(TWICE._replace(faults=("It is off by a cent.",)), AROUND, BOOK)
    assert [one.check for one in errors(found)] == ["sums"]
    assert [one.check for one in unanswered(found, {})] == ["same_twice"]
    assert unanswered(found, {"same_twice": " "})
    assert unanswered(found, {"same_twice": "two visits that day"}) == ()


def test_what_a_bill_says_stands_in_a_sentence_as_it_is() -> None:
    (found,) = (one for one in examine(line(description="[red]{line}", code="X{y}"), AROUND, BOOK) if one.position)
    assert found.sentence.startswith("Line 1 (X{y} [red]{line}) has a code")


def test_words_and_halves() -> None:
    assert [half_up(of, 1000) for of in (499, 500, 1500, -499, -500, -1500)] == [0, 1, 2, 0, -1, -2]
    assert [thousandths(milli) for milli in (1000, 500, 1_450_000, -2500, 0)] == ["1", "0.5", "1,450", "-2.5", "0"]


_WORDS = st.text(max_size=8)
_DAYS = st.none() | st.dates(date(2024, 1, 1), date(2027, 1, 1))
_LINES = st.builds(
    BillLine, st.integers(1, 9), _WORDS, st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12),
    code=st.sampled_from(["", "CL-20", "MN-10", "XX"]), modifier=st.sampled_from(["", "22"]), service_on=_DAYS,
    quantity_milli=st.integers(-(10**9), 10**9), discount_cents=st.integers(0, 10**6),
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(_LINES, max_size=5), st.integers(-(10**12), 10**12), _DAYS, st.sampled_from([DRAFT, ISSUED, IMPORTED]))
def test_nothing_that_can_stand_on_a_bill_goes_unanswered(
    lines: list[BillLine], total: int, died: date | None, bill: Bill
) -> None:
    """Whatever is on it, each finding is a whole sentence; and a line that is wrong by a cent is always found."""
    around = AROUND._replace(death=Death(died, TODAY), billed=(BILLED,), credit_cents=5, coverages=(COVERED,))
    found: tuple[Finding, ...] = examine(bill._replace(lines=tuple(lines), total_cents=total), around, BOOK)
    assert all(one.sentence and "____" not in one.sentence for one in found)
    off = {
        one.position for one in lines
        if half_up(one.quantity_milli * one.unit_cents, 1000) - one.discount_cents != one.amount_cents
    }  # fmt: skip
    assert {one.position for one in found if one.check == "line_amount"} == (off if bill.form == "invoice" else set())


def test_the_day_of_death_is_the_one_that_was_noted_last() -> None:
    first = Flag("deceased", datetime(2026, 11, 10, 15, tzinfo=UTC), details={"died_on": "2026-11-02"})
    again = first._replace(details={"died_on": "2026-11-01"})
    unknown = first._replace(details={})
    assert death_of([first, again, unknown]) == Death(date(2026, 11, 1), date(2026, 11, 10))
    assert death_of([unknown]) == Death(None, date(2026, 11, 10))
    assert death_of([unknown], [("Deceased: 03/01/2026", TODAY)]).on == date(2026, 3, 1)
    assert death_of([], [("Deceased: 3 Mar 2026", TODAY), ("Deceased: 2026-03-04", TODAY)]) == Death(None, TODAY)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("wife says he died on 3 March 2026", date(2026, 3, 3)),
        ("died March 3, 2026, executor is Jane Roe", date(2026, 3, 3)),
        ("2026-03-03", date(2026, 3, 3)),
        ("born 3/3/1950, died 3/3/2026", None),
        ("died 24 nov 2026", None),
        ("died 31 feb 2026", None),
        ("died last year", None),
    ],
)
def test_one_day_with_its_year_among_words_is_the_day(words: str, day: date | None) -> None:
    assert day_of_death(words, TODAY) == day
