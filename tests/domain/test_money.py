"""Money: what files and people write comes in to the cent or not at all, and comes out the way it went in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.money import MOST_CENTS, decimals_of, format_cents, parse_cents

CENTS = st.integers(-MOST_CENTS, MOST_CENTS)
CURRENCIES = st.sampled_from(["USD", "EUR", "GBP", "JPY", "CHF", "BHD", "KRW", "XXX"])


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1240.50", 124_050),
        ("$1,240.50", 124_050),
        ("  $ 1,240.50 ", 124_050),
        ("1,240", 124_000),
        ("12.5", 1_250),
        (".50", 50),
        ("0", 0),
        ("-0.00", 0),
        ("+5", 500),
        ("(12.00)", -1_200),
        ("12.00-", -1_200),
        ("-12.00", -1_200),
        ("−12.00", -1_200),
        ("-$3", -300),
        ("$-3", -300),
        ("$(12.00)", -1_200),
        ("(12.00) USD", -1_200),
        ("USD 12.00", 1_200),
        ("$12.00 USD", 1_200),
        ("00012.00", 1_200),
    ],
)
def test_spellings_of_dollars(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "abc",
        "$",
        "-",
        "()",
        ".",
        "5.",
        "1,2,3.4",
        "12,40",
        "1,240,",
        ",240",
        "1.005",
        "1.500",
        "1 240",
        "--3",
        "-(3)",
        "(3)-",
        "(3",
        "3)",
        "$$3",
        "€3",
        "3 EUR",
        "12e5",
        "0x10",
        "1_000",
        "٣",
        "１２",
        "NaN",
        "1.2.3",
        "\x1b[31m5",
        "5\u202e",
        "1" * 30,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        parse_cents(text)


def test_a_refusal_is_one_short_line_whatever_the_file_holds() -> None:
    with pytest.raises(ValueError, match="is not an amount of USD") as refused:
        parse_cents("\x1b]52;c;aGk=\x07\n" + "9" * 100_000)
    assert len(str(refused.value)) < 200
    assert str(refused.value).isprintable()


def test_a_refusal_says_how_to_write_it() -> None:
    with pytest.raises(ValueError, match=r"write it as 1\.240,50\.$"):
        parse_cents("12;50", currency="EUR", decimal=",", thousands=".")
    with pytest.raises(ValueError, match=r"write it as 1,240\.$"):
        parse_cents("12.50", currency="JPY")
    with pytest.raises(ValueError, match=r"has more decimals than the 2 of USD: write it as 1,240\.50\.$"):
        parse_cents("1.005")


def test_other_countries_marks() -> None:
    assert parse_cents("1.240,50", currency="EUR", decimal=",", thousands=".") == 124_050
    assert parse_cents("1 240,50 €", currency="EUR", decimal=",", thousands=" ") == 124_050
    assert parse_cents("1\u00a0240,50", currency="EUR", decimal=",", thousands=" ") == 124_050
    assert parse_cents("1\u202f240", currency="EUR", decimal=",", thousands=" ") == 124_000
    assert parse_cents("1'240.50", currency="CHF", thousands="'") == 124_050
    assert parse_cents("1240.50", thousands="") == 124_050
    assert parse_cents("1,240", currency="JPY") == 1_240
    assert parse_cents("1.234", currency="BHD") == 1_234


@pytest.mark.parametrize(("decimal", "thousands"), [(".", "."), ("", ","), (".", "12"), ("a", ","), (".", "-")])
def test_marks_that_cannot_be_told_apart_are_refused(decimal: str, thousands: str) -> None:
    with pytest.raises(ValueError, match="two different single signs"):
        parse_cents("1", decimal=decimal, thousands=thousands)


def test_the_largest_amount() -> None:
    assert parse_cents("100,000,000,000.00") == MOST_CENTS
    with pytest.raises(ValueError, match="too large"):
        parse_cents("100,000,000,000.01")


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        (124_000, "USD", "$1,240.00"),
        (-300, "USD", "-$3.00"),
        (0, "USD", "$0.00"),
        (5, "USD", "$0.05"),
        (1_200, "EUR", "€12.00"),
        (500, "JPY", "¥500"),
        (-1_234_567, "JPY", "-¥1,234,567"),
        (124_000, "CHF", "CHF 1,240.00"),
        (-5, "BHD", "-BHD 0.005"),
    ],
)
def test_amounts_in_words(cents: int, currency: str, text: str) -> None:
    assert format_cents(cents, currency) == text


@given(CENTS, CURRENCIES)
def test_what_is_written_reads_back(cents: int, currency: str) -> None:
    assert parse_cents(format_cents(cents, currency), currency=currency) == cents


@given(CENTS)
def test_accounting_spellings_of_the_same_amount_agree(cents: int) -> None:
    bare = format_cents(abs(cents)).lstrip("$")
    expected = -abs(cents)
    assert parse_cents(f"({bare})") == parse_cents(f"{bare}-") == parse_cents(f"-${bare}") == expected
    assert parse_cents(bare.replace(",", "")) == -expected


@given(st.text(max_size=60), CURRENCIES)
def test_any_text_is_an_amount_or_refused(text: str, currency: str) -> None:
    try:
        cents = parse_cents(text, currency=currency)
    except ValueError as refused:
        complaint = str(refused)
    else:
        complaint = "none."
        # Nothing was made up: the digits of the amount are those of the text, and only its missing decimals are added.
        digits = "".join(sign for sign in text if sign in "0123456789").lstrip("0")
        assert str(abs(cents)).strip("0") == digits.rstrip("0")
        assert len(str(abs(cents))) <= len(digits) + decimals_of(currency) + 1
    assert complaint.endswith(".")
    assert complaint.isprintable()


@given(st.text("0123456789,.-+()$€ ", min_size=1, max_size=12), CURRENCIES)
def test_what_looks_like_an_amount_is_read_to_the_cent_or_refused(text: str, currency: str) -> None:
    try:
        cents = parse_cents(text, currency=currency)
    except ValueError:
        return
    bare = text.translate(str.maketrans("", "", ",+-()$€ "))
    assert Decimal(abs(cents)).scaleb(-decimals_of(currency)) == Decimal(bare)
    assert cents <= 0 or not set(text) & set("-(")
