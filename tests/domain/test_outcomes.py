"""Outcomes: the set that ships is complete and lawful, a wrong file is refused, and what comes next is never lost."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.outcomes import TAKEN_KEYS, Outcome, missing_needs, next_action, parse_outcomes
from collections_tui.domain.records import CallWindow
from collections_tui.domain.windows import is_open
from collections_tui.resources import data_path

BOOK = parse_outcomes(tomllib.loads(data_path("outcomes.toml").read_text("utf-8")), "outcomes.toml")
CHICAGO = ("America/Chicago",)
COAST_TO_COAST = ("America/Chicago", "America/Denver", "America/Los_Angeles", "America/New_York")
MONDAY_NOON = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "code": "no_answer",
    "key": "n",
    "words": "No answer",
    "group": "Not reached",
    "connected": False,
    "right_party": False,
    "counts": True,
    "next": "in 2 business days",
}


def in_chicago(outcome: str, wall: str, **given: Any) -> str:
    now = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("America/Chicago"))
    due = next_action(BOOK.by_code[outcome], now, CHICAGO, **given)
    assert due is not None
    assert due.tzinfo is UTC
    return due.astimezone(ZoneInfo("America/Chicago")).strftime("%a %d %b %H:%M")


def refused(*changes: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as error:
        parse_outcomes({"outcome": [ENTRY | change for change in changes]}, "my/outcomes.toml")
    return str(error.value)


# ── What ships ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_answer_comes_first_and_needs_nothing_else() -> None:
    first = BOOK.outcomes[0]
    assert (first.code, first.key, first.requires) == ("no_answer", "n", frozenset())


def test_every_ending_of_a_call_is_there() -> None:
    made = {outcome.code for outcome in BOOK.for_direction("outbound")}
    assert made == {
        *("no_answer", "busy", "disconnected", "voicemail_left", "voicemail_not_left", "third_party_message"),
        *(
            "wrong_number",
            "call_dropped",
            "will_pay_full",
            "promised",
            "arrangement",
            "refuses",
            "disputes",
            "hardship",
        ),
        *("call_back", "language_barrier", "deceased", "bankrupt", "attorney", "cease", "insurance_question"),
        *("paid_already", "abusive", "spoke_dropped"),
    }
    reached = {outcome.code for outcome in BOOK.for_direction("outbound") if outcome.connected}
    received = {outcome.code for outcome in BOOK.for_direction("inbound")}
    assert received >= {
        f"inbound_{code}" for code in reached - {"call_dropped", "spoke_dropped", "third_party_message"}
    }


def test_the_same_key_means_the_same_for_calls_made_and_received() -> None:
    for outcome in BOOK.for_direction("inbound"):
        twin = BOOK.by_key(outcome.key, "outbound")
        if twin is not None and outcome.code not in ("inbound_dropped", "inbound_third_party"):
            assert outcome.code == f"inbound_{twin.code}"
            assert outcome.effect == twin.effect


def test_a_capital_letter_never_acts_without_a_word() -> None:
    for outcome in BOOK.outcomes:
        lower = BOOK.by_key(outcome.key.lower(), outcome.direction)
        if outcome.key.isupper() and lower is not None:
            assert outcome.requires, f"with caps lock on, {lower.code} would be {outcome.code}"


def test_keys_are_free_and_words_fit_the_dialog() -> None:
    for outcome in BOOK.outcomes:
        assert outcome.key not in TAKEN_KEYS
        assert len(outcome.words) <= 32


@pytest.mark.parametrize(
    ("code", "connected", "right_party", "counts"),
    [
        ("no_answer", False, False, True),
        ("busy", False, False, False),
        ("disconnected", False, False, False),
        ("voicemail_left", False, False, True),
        ("voicemail_not_left", False, False, True),
        ("third_party_message", True, False, True),
        ("wrong_number", True, False, True),
        ("promised", True, True, True),
        ("refuses", True, True, True),
        ("deceased", True, False, True),
        ("inbound_promised", True, True, False),
    ],
)
def test_what_counts_as_reached(code: str, connected: bool, right_party: bool, counts: bool) -> None:
    outcome = BOOK.by_code[code]
    assert (outcome.connected, outcome.right_party, outcome.counts) == (connected, right_party, counts)


@pytest.mark.parametrize(
    ("code", "hold"),
    [
        ("disputes", "dispute"),
        ("cease", "cease"),
        ("attorney", "attorney"),
        ("bankrupt", "bankruptcy"),
        ("deceased", "deceased"),
        ("abusive", "supervisor"),
        ("insurance_question", "claim"),
        ("hardship", "hardship"),
        ("inbound_cease", "cease"),
    ],
)
def test_what_stops_the_work_holds_the_account(code: str, hold: str) -> None:
    outcome = BOOK.by_code[code]
    assert outcome.hold == hold
    assert next_action(outcome, MONDAY_NOON, CHICAGO) is None


def test_what_is_no_hold_names_none() -> None:
    assert BOOK.by_code["promised"].hold is None
    assert BOOK.by_code["wrong_number"].effect == "phone:wrong"
    assert BOOK.by_code["wrong_number"].hold is None


def test_promises_are_the_outcomes_with_a_date() -> None:
    promising = {outcome.code for outcome in BOOK.outcomes if outcome.promises}
    assert promising == {
        f"{prefix}{code}" for prefix in ("", "inbound_") for code in ("will_pay_full", "promised", "arrangement")
    }
    assert missing_needs(BOOK.by_code["promised"], []) == ["date", "amount"]
    assert missing_needs(BOOK.by_code["promised"], ["date", "note"]) == ["amount"]
    assert missing_needs(BOOK.by_code["no_answer"], []) == []


# ── What comes next ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wall", "due"),
    [
        ("2026-11-23T09:00", "Tue 24 Nov 13:30"),
        ("2026-11-23T13:00", "Tue 24 Nov 17:30"),
        ("2026-11-23T17:00", "Tue 24 Nov 09:30"),
        ("2026-11-27T10:00", "Mon 30 Nov 13:30"),
        ("2026-11-28T10:00", "Mon 30 Nov 13:30"),
    ],
)
def test_who_did_not_answer_is_tried_at_another_time_of_day(wall: str, due: str) -> None:
    assert in_chicago("no_answer", wall) == due


def test_minutes_later_unless_it_is_too_late() -> None:
    assert in_chicago("busy", "2026-11-23T10:00") == "Mon 23 Nov 10:30"
    assert in_chicago("busy", "2026-11-23T20:45") == "Tue 24 Nov 08:00"


def test_business_days_later_from_the_first_hour() -> None:
    assert in_chicago("voicemail_left", "2026-11-25T16:00") == "Mon 30 Nov 08:00"


def test_the_day_after_the_promise() -> None:
    assert in_chicago("promised", "2026-11-23T16:00", promised_on=date(2026, 12, 4)) == "Sat 05 Dec 08:00"


def test_at_the_moment_agreed() -> None:
    agreed = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
    assert in_chicago("call_back", "2026-11-23T16:00", moment=agreed) == "Wed 25 Nov 14:15"
    at_night = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert in_chicago("call_back", "2026-11-23T16:00", moment=at_night) == "Wed 25 Nov 08:00"


@pytest.mark.parametrize("code", ["call_back", "promised"])
def test_what_depends_on_an_answer_cannot_do_without(code: str) -> None:
    with pytest.raises(ValueError, match=r"needs the (moment|day) that was"):
        next_action(BOOK.by_code[code], MONDAY_NOON, CHICAGO)


def test_after_a_conversation_nobody_is_called_within_seven_days_unasked() -> None:
    """12 CFR 1006.14(b)(2)(i)(B), for every day of the week on which we may have spoken."""
    asked = {"moment", "after_promise", "none"}
    for outcome in BOOK.outcomes:
        for day in range(7):
            if outcome.right_party and outcome.next.kind not in asked:
                spoke = MONDAY_NOON + timedelta(days=day)
                due = next_action(outcome, spoke, COAST_TO_COAST)
                assert due is not None
                assert (due.date() - spoke.date()).days >= 7


@given(
    st.sampled_from(BOOK.outcomes),
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([CHICAGO, COAST_TO_COAST, ("America/Adak", "America/New_York"), ("Pacific/Guam",)]),
)
def test_what_comes_next_is_later_and_lawful(outcome: Outcome, now: datetime, zones: tuple[str, ...]) -> None:
    due = next_action(outcome, now, zones, moment=now - timedelta(days=1), promised_on=now.date() + timedelta(days=3))
    if due is None:
        assert outcome.hold is not None
    else:
        assert now <= due <= now + timedelta(days=14)
        assert is_open(CallWindow(1, zones), due)


# ── Wrong files ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"code": "No Answer"}, "code must be small letters, digits and _"),
        ({"key": "1"}, "key must be one sign of a plain keyboard"),
        ({"key": "j"}, "key must be one sign of a plain keyboard"),
        ({"key": "é"}, "key must be one sign of a plain keyboard"),
        ({"key": "nn"}, "key must be one line of at most 1 printable characters"),
        ({"key": " "}, "key must not be empty"),
        ({"words": ""}, "words must not be empty"),
        ({"words": "\x1b[31mred"}, "words must be one line of at most 40 printable characters"),
        ({"connected": "no"}, "connected must be true or false"),
        ({"right_party": True}, "right_party cannot be true when nobody answered"),
        ({"requires": ["nots"]}, "requires cannot have 'nots'; it may have note, date, amount, moment"),
        ({"requires": "note"}, "requires must be a list of words in quotes"),
        ({"requires": ["note"], "asks": ["note"]}, "asks repeats what is required"),
        ({"direction": "sideways"}, "direction must be one of outbound, inbound"),
        ({"effect": "hold:forever"}, "effect must be one of none, close, phone:wrong"),
        ({"effect": "hold:dispute"}, "next must be none for an outcome that holds or closes the account"),
        ({"next": "none"}, "next must be none for an outcome that holds or closes the account, and for no other"),
        ({"next": "soon"}, "next must be one of: in 3 business days; in 30 minutes; next business day, another"),
        ({"next": "in 0 minutes"}, "next must be one of"),
        ({"requires": ["amount"]}, "requires cannot have amount unless next is “day after the date promised”"),
        ({"requires": ["amount", "date"], "next": "in 3 business days"}, "requires cannot have amount unless"),
        ({"asks": ["date"]}, "asks cannot have date unless"),
        ({"asks": ["moment"]}, "asks cannot have moment unless next is “at the moment agreed”"),
        ({"next": "at the moment agreed"}, "requires must have moment"),
        ({"next": "day after the date promised"}, "requires must have date"),
        ({"hold_days": 3}, "hold_days is only for an outcome that holds the account"),
        ({"hold_days": True, "effect": "hold:dispute", "next": "none"}, "hold_days must be a whole number"),
        ({"hold_days": 999, "effect": "hold:dispute", "next": "none"}, "hold_days must be from 0 to 400"),
        ({"requried": ["note"]}, "requried is not a field here; the fields are asks, code, connected"),
        ({"like": "busy"}, "like names busy, which is no earlier outcome"),
    ],
)
def test_a_wrong_entry_is_refused_by_file_entry_and_field(change: dict[str, Any], complaint: str) -> None:
    assert refused(change).startswith(f"my/outcomes.toml: outcome 1: {complaint}")


@pytest.mark.parametrize("field", list(ENTRY))
def test_a_missing_field_is_named(field: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != field}
    with pytest.raises(ConfigError, match=f"^f: outcome 1: {field} is missing$"):
        parse_outcomes({"outcome": [entry]}, "f")


def test_codes_and_keys_are_used_once() -> None:
    assert refused({}, {"key": "a"}) == "my/outcomes.toml: outcome 2: code no_answer is used twice"
    assert refused({}, {"code": "other"}) == "my/outcomes.toml: outcome 2: key n is already that of no_answer"


def test_a_file_without_outcomes_or_with_something_else_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^f: there must be at least one \[\[outcome\]\]$"):
        parse_outcomes({}, "f")
    with pytest.raises(ConfigError, match=r"^f: colour is not a field here; the fields are outcome$"):
        parse_outcomes({"outcome": [ENTRY], "colour": "red"}, "f")
    with pytest.raises(ConfigError, match=r"^f: outcome 1: outcome must be a table of fields$"):
        parse_outcomes({"outcome": ["n"]}, "f")


def test_an_outcome_like_another_takes_over_what_it_does_not_say() -> None:
    book = parse_outcomes({"outcome": [ENTRY, {"like": "no_answer", "code": "rang_once", "direction": "inbound"}]})
    first, second = book.outcomes
    assert second == first._replace(code="rang_once", direction="inbound", counts=False)
    assert book.by_key("n") is first
    assert book.by_key("n", "inbound") is second
    assert book.by_key("q") is None
