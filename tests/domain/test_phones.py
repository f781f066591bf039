"""Telephone numbers: every spelling comes to one form, and what is not certainly a number is none."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.phones import ParsedPhone, parse_phone, say_phone, zones_of

AREA = st.integers(200, 999)
LINE = st.integers(0, 9999)
SPELLINGS = [
    "{a}{e}{n:04d}",
    "{a}-{e}-{n:04d}",
    "({a}) {e}-{n:04d}",
    "({a}){e}-{n:04d}",
    "{a}.{e}.{n:04d}",
    "1 {a} {e} {n:04d}",
    "1-{a}-{e}-{n:04d}",
    "+1 {a} {e} {n:04d}",
    "+1 ({a}) {e}-{n:04d}",
    "+1{a}{e}{n:04d}",
    "  {a} {e} {n:04d} ",
]


@pytest.mark.parametrize(
    ("raw", "e164", "extension"),
    [
        ("+1 787 555 0149", "+17875550149", ""),
        ("787-555-0181", "+17875550181", ""),
        ("(212) 555-0160", "+12125550160", ""),
        ("212-555-0160 ext 12", "+12125550160", "12"),
        ("(212) 555 0160 x5", "+12125550160", "5"),
        ("212 555 0160 extension 7", "+12125550160", "7"),
        ("tel:+12125550160", "+12125550160", ""),
        ("200-200-2222", "+12002002222", ""),
        ("1-800-FLOWERS", "+18003569377", ""),
        ("dad 212-555-0160", "+12125550160", ""),
        ("+44 20 7946 0018", "+442079460018", ""),
        ("011 44 20 7946 0018", "+442079460018", ""),
        ("+49 30 123456", "+4930123456", ""),
    ],
)
def test_spellings(raw: str, e164: str, extension: str) -> None:
    assert parse_phone(raw) == ParsedPhone(e164, extension)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "call her brother",
        "n/a",
        "555-0100",
        "12",
        "+",
        "+1 555 0100",
        "0125550160",
        "112-555-0160",
        "212-155-0160",
        "999-999-9999",
        "000-000-0000",
        "2125550160 or 3125550161",
        "call 2125550160 after 5",
        "2125550160 home",
        "5 pm ask Bob 2125550160",
        "\x1b[31m2125550160",
        "212\n555-0160",
        pytest.param("x" * 100_000, id="letters"),
        pytest.param("2" * 100_000, id="digits"),
    ],
)
def test_what_is_not_certainly_a_number_is_none(raw: str) -> None:
    assert parse_phone(raw) is None


def test_a_national_number_belongs_to_the_region_given() -> None:
    assert parse_phone("020 7946 0018", "GB") == ParsedPhone("+442079460018")
    assert parse_phone("020 7946 0018", "US") is None
    assert parse_phone("416 555 0160", "CA") == ParsedPhone("+14165550160")


@given(AREA, AREA, LINE, st.sampled_from(SPELLINGS))
def test_all_north_american_spellings_are_one_number(area: int, exchange: int, line: int, spelling: str) -> None:
    digits = f"{area}{exchange}{line:04d}"
    expected = None if len(set(digits)) == 1 else ParsedPhone(f"+1{digits}")
    assert parse_phone(spelling.format(a=area, e=exchange, n=line)) == expected


@given(AREA, AREA, LINE)
def test_a_number_that_is_said_is_the_same_number(area: int, exchange: int, line: int) -> None:
    parsed = parse_phone(f"{area}{exchange}{line:04d}")
    assert parsed is None or parse_phone(say_phone(parsed.e164)) == parsed


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_none(raw: str) -> None:
    parsed = parse_phone(raw)
    if parsed is not None:
        assert parsed.e164[0] == "+"
        assert parsed.e164[1:].isascii()
        assert 8 <= len(parsed.e164) <= 16
        assert parsed.e164[1:].isdigit()


def test_numbers_in_words() -> None:
    assert say_phone("+12125550160") == "(212) 555-0160"
    assert say_phone("+442079460018") == "+44 20 7946 0018"
    assert say_phone("anything") == "anything"


def test_zones_are_evidence_only_when_few() -> None:
    assert zones_of("+12125550160") == {"America/New_York"}
    assert zones_of("+17875550149") == {"America/Puerto_Rico"}
    assert zones_of("+442079460018") == {"Europe/London"}
    for nowhere in ("+18005551234", "+15005550100", "+19995550100", "anything", ""):
        assert zones_of(nowhere) == frozenset()


def test_a_north_american_number_needs_no_library_to_be_read_and_said() -> None:
    program = (
        "import sys; from collections_tui.domain.phones import parse_phone, say_phone;"
        "print(say_phone(parse_phone('212-555-0160').e164), 'phonenumbers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(212) 555-0160 False"
