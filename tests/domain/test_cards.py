"""Numbers of payment cards in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.cards import LONGEST, MASK, SHORTEST, find_card, masked

VISA = "4111111111111111"


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        "4111 1111 1111 1111",
        "card 4111-1111-1111-1111, thanks",
        "4111\u20131111 - 1111\u00a01111",
        "378282246310005",
        "3782 822463 10005 exp 12/27",
        "4222222222222",
        "6011000990139424",
        "6304 0000 0000 0000",
        "4111 1111 1111 1111 123 12 27",  # the security code and a date behind it
        "17 4111 1111 1111 1111",
        "x4111111111111111y",
        "4111 1111\n1111 1111",
        "\u0664\u0661\u0661\u0661 1111 1111 1111",
        "+1 212 555 0101 4111111111111111",
    ],
)
def test_what_looks_like_a_card_is_found_and_hidden(text: str) -> None:
    assert find_card(text) is not None
    hidden = masked(text)
    assert find_card(hidden) is None
    assert len(hidden) == len(text)
    assert hidden.count(MASK) >= 9
    assert masked(hidden) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111 1111 1111 1112",  # the check digit is wrong
        "411111111111",
        "41111111111111111111",
        "0000 0000 0000 0000",
        "(212) 555-0101, (212) 555-0102",
        "+49 151 1234 56789 05",
        "2026-11-23 17:00, $1,240.50",
        "4111.1111.1111.1111",
        f"{MASK * 12}1111",
    ],
)
def test_what_does_not_look_like_one_is_left_alone(text: str) -> None:
    assert find_card(text) is None
    assert masked(text) == text


def check_digit(digits: str) -> str:
    """Luhn's formula by its own words: double every second digit from the right, sum the digits, fill up to tens."""
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(reversed(digits)))
    return str(-sum(map(int, doubled)) % 10)


@given(
    st.text("0123456789", min_size=SHORTEST - 1, max_size=LONGEST - 1).filter(lambda text: text.strip("0")), st.data()
)
def test_every_number_with_its_check_digit_is_found_however_it_is_written(digits: str, data: st.DataObject) -> None:
    number = digits + check_digit(digits)
    between = data.draw(
        st.lists(st.sampled_from(["", "", " ", "-", " - "]), min_size=len(number), max_size=len(number))
    )
    text = "".join(digit + gap for digit, gap in zip(number, between, strict=True)).rstrip(" -")
    assert find_card(f"paid with {text}.") == (10, 10 + len(text))
    wrong = digits + str((int(number[-1]) + 1) % 10)
    assert find_card(wrong) is None
    assert [sign for sign in masked(f"a {text} b") if sign.isdigit()] == list(number[-4:])


@given(st.text("1234 -+•a", max_size=200))
def test_hiding_leaves_nothing_and_ends(text: str) -> None:
    hidden = masked(text)
    assert find_card(hidden) is None
    assert len(hidden) == len(text)


def test_a_long_text_of_digits_takes_no_time() -> None:
    assert find_card("1 " * 20_000) is None
    assert find_card("4 " * 20_000) is not None
    assert find_card("7" * 50_000) is None
    assert find_card(masked("4111 1111 1111 1111 " * 2_000)) is None
