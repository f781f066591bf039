"""What to say: lawful words for every situation, and blanks that are filled once and safely."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact.disclosure import spoken
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.outcomes import parse_outcomes
from collections_tui.domain.scripts import Party, Situation, fill, parse_scripts, pick
from collections_tui.domain.templates import MISSING
from collections_tui.resources import data_path

RAW: dict[str, Any] = tomllib.loads(data_path("scripts", "default.toml").read_text("utf-8"))
BOOK = parse_scripts(RAW, "scripts/default.toml")
OUTCOMES = parse_outcomes(tomllib.loads(data_path("outcomes.toml").read_text("utf-8")))
PARTIES: tuple[Party, ...] = ("first", "third")
VALUES = {
    "customer": "Ana Ruiz",
    "client": "Mercy Hospital",
    "collector": "Sam",
    "balance": "$1,240.00",
    "days": "73",
    "business": "NCS",
    "phone": "(212) 555-0160",
}


@pytest.mark.parametrize("situation", ["first_call", "follow_up", "refusal", "hardship", "dispute"])
def test_a_collector_for_others_says_so(situation: Situation) -> None:
    """12 CFR 1006.18(e)(1) for the first conversation, (e)(2) for every later one."""
    text = BOOK.get(situation, "third").text
    if situation == "first_call":
        assert (
            "This is an attempt to collect a debt, and any information obtained will be used for that purpose." in text
        )
    else:
        assert "We are a debt collector" in text


def test_who_it_is_comes_before_what_it_is_about() -> None:
    text = BOOK.get("first_call", "third").text
    assert text.index("right person") < text.index("debt") < text.index("{balance}")


@pytest.mark.parametrize("party", PARTIES)
def test_a_message_on_a_machine_says_nothing_of_a_debt(party: Party) -> None:
    """12 CFR 1006.2(j): a neutral name, a request to reply, a person and a number."""
    said = fill(BOOK.get("voicemail", party), VALUES).partition("(Nothing more")[0]
    assert said.split("\n\n")[0] == "Hello. This is Sam from NCS. Please call me back at (212) 555-0160."
    for word in ("debt", "collect", "owe", "bill", "account", "pay", "Mercy", "1,240", "Ruiz"):
        assert word not in said


@pytest.mark.parametrize("party", PARTIES)
def test_somebody_else_hears_nothing_of_a_debt(party: Party) -> None:
    """12 CFR 1006.10(b)(2): the collector may not say that the customer owes a debt."""
    spoken = [line for line in fill(BOOK.get("third_party", party), VALUES).splitlines() if not line.startswith("(")]
    for word in ("debt", "owe", "Mercy", "1,240", "73"):
        assert word not in " ".join(spoken)


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize(
    ("contacted", "last_outcome", "situation"),
    [
        (False, "", "first_call"),
        (False, "no_answer", "first_call"),
        (False, "refuses", "first_call"),
        (True, "no_answer", "follow_up"),
        (True, "promised", "follow_up"),
        (True, "refuses", "refusal"),
        (True, "inbound_hardship", "hardship"),
        (True, "disputes", "dispute"),
    ],
)
def test_the_script_fits_what_is_known(party: Party, contacted: bool, last_outcome: str, situation: str) -> None:
    script = pick(BOOK, party=party, contacted=contacted, last_outcome=last_outcome)
    assert script.situation == situation
    assert party in script.parties


def test_scripts_name_outcomes_that_exist() -> None:
    named = {code for script in BOOK.scripts for code in script.after}
    assert named <= set(OUTCOMES.by_code)


@pytest.mark.parametrize("party", PARTIES)
def test_where_the_customer_has_died_the_call_looks_for_the_estate(party: Party) -> None:
    """Comment 10(b)(2)-1: the person handling the financial affairs, without a word of a debt."""
    script = pick(BOOK, party=party, contacted=True, last_outcome="refuses", deceased=True)
    said = spoken(fill(script, VALUES))
    assert script.situation == "estate"
    assert "identify and locate the person handling the financial affairs of Ana Ruiz" in said
    for word in ("debt", "owe", "bill", "Mercy", "1,240"):
        assert word not in said.partition("•")[0]
    assert "estate" not in [one.situation for one in BOOK.for_party(party)]
    assert "estate" in [one.situation for one in BOOK.for_party(party, deceased=True)]


def test_words_in_the_language_of_the_customer_come_before_english() -> None:
    """12 CFR 1006.18(e)(4)."""
    spanish = dict(RAW["script"][4]) | {
        "id": "voicemail_es",
        "language": "es",
        "text": "Hola. Le habla {collector} de {business}. Por favor, llámeme al {phone}.",
    }
    book = parse_scripts({"script": [*RAW["script"], spanish]}, "f")
    assert book.get("voicemail", "third", "es-US").id == "voicemail_es"
    assert book.get("voicemail", "third", "ES").id == "voicemail_es"
    assert book.get("voicemail", "third").id == book.get("voicemail", "third", "fr").id == "voicemail"
    assert pick(book, party="third", contacted=False, language="es").id == "first_call_third"
    assert [one.situation for one in book.for_party("third", "es")] == [
        one.situation for one in BOOK.for_party("third")
    ]
    with pytest.raises(
        ConfigError, match="more than one script for voicemail and first-party clients in the language es"
    ):
        parse_scripts({"script": [*RAW["script"], spanish, spanish | {"id": "other"}]}, "f")


@pytest.mark.parametrize("party", PARTIES)
def test_a_reminder_stands_above_what_is_said(party: Party) -> None:
    """12 CFR 1006.26(b): no suit, and no threat of one."""
    assert BOOK.reminders(party, ()) == ()
    (barred,) = BOOK.reminders(party, {"time_barred"})
    assert "no lawsuit and no threat of one" in barred
    assert spoken(barred) == ""
    assert len(BOOK.reminders(party, {"time_barred", "validation_period", "minor"})) == (3 if party == "third" else 2)


@pytest.mark.parametrize("party", PARTIES)
def test_every_situation_has_one_script_a_party(party: Party) -> None:
    assert [script.situation for script in BOOK.for_party(party)] == [
        *("first_call", "follow_up", "voicemail", "refusal", "hardship", "dispute", "third_party")
    ]


def test_a_value_nobody_has_is_a_gap_to_be_seen() -> None:
    said = fill(BOOK.get("voicemail", "third"), {"collector": "Sam", "business": ""})
    assert f"Sam from {MISSING}. Please call me back at {MISSING}." in said


@given(st.text(max_size=40))
def test_values_are_data_whatever_they_hold(name: str) -> None:
    script = BOOK.get("follow_up", "first")
    before, after = script.text.split("{customer}")
    said = fill(script, VALUES | {"customer": name})
    assert said == fill(script._replace(text=before), VALUES) + (name or MISSING) + fill(
        script._replace(text=after), VALUES
    )


def test_a_blank_in_a_name_is_not_filled_in() -> None:
    said = fill(BOOK.get("follow_up", "first"), VALUES | {"customer": "{balance} [red]\\1"})
    assert "speak with {balance} [red]\\1?" in said


@pytest.mark.parametrize(
    ("number", "change", "complaint"),
    [
        (1, {"text": "Hello {name}"}, "script 1: text cannot have {name}; it may have {balance}, {business}, {client}"),
        (1, {"text": "Hello {customer"}, "script 1: text has a brace that belongs to no blank"),
        (1, {"text": "Hello {0}"}, "script 1: text has a brace that belongs to no blank"),
        (1, {"text": " \n "}, "script 1: text must be text in quotes"),
        (1, {"text": "\x1b[2J"}, "script 1: text must be at most 5000 printable characters"),
        (1, {"situation": "goodbye"}, "script 1: situation must be one of first_call, follow_up"),
        (1, {"parties": []}, "script 1: parties must not be empty"),
        (2, {"id": "first_call"}, "script 2: id first_call is used twice"),
        (2, {"parties": ["first", "third"]}, "there is more than one script for first_call and first-party clients"),
        (3, {"situation": "voicemail"}, "there is no script for follow_up and first-party clients"),
        (
            5,
            {"text": "About {balance}"},
            "script 5: text cannot have {balance} when it is heard by others than the customer",
        ),
        (
            5,
            {"text": "For {client}"},
            "script 5: text cannot have {client} when it is heard by others than the customer",
        ),
        (
            12,
            {"text": "Owes {days}"},
            "script 12: text cannot have {days} when it is heard by others than the customer",
        ),
        (1, {"colour": "red"}, "script 1: colour is not a field here"),
        (1, {"language": "Spanish"}, "script 1: language must be "),
        (1, {"language": "ES"}, "script 1: language must be the two or three small letters of a language, such as es"),
        (1, {"language": "es"}, "there is no script for first_call and first-party clients"),
        (2, {"text": "Hello {customer}"}, "script 2: text must say “This is an attempt to collect a debt, and any"),
        (4, {"text": "Hello {customer}"}, "script 4: text must say that it comes from a debt collector"),
        (4, {"text": "Hello.\n\n(We are a debt collector.)"}, "script 4: text must say that it comes from a debt"),
        (5, {"text": "This is {collector}. Call {phone}."}, "script 5: text must have {business}, because it is left"),
        (13, {"text": "The estate of {customer} owes {balance}"}, "script 13: text cannot have {balance} when it is"),
    ],
)
def test_a_wrong_script_is_refused(number: int, change: dict[str, Any], complaint: str) -> None:
    scripts = [dict(script) for script in RAW["script"]]
    scripts[number - 1] |= change
    with pytest.raises(ConfigError) as refused:
        parse_scripts({"script": scripts}, "f")
    assert str(refused.value).startswith(f"f: {complaint}")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"when": "raining"}, "aside 1: when must be one of time_barred"),
        ({"text": "About {balance}"}, "aside 1: text cannot have blanks"),
        ({"parties": []}, "aside 1: parties must not be empty"),
        ({"colour": "red"}, "aside 1: colour is not a field here"),
    ],
)
def test_a_wrong_reminder_is_refused(change: dict[str, Any], complaint: str) -> None:
    aside = {"when": "minor", "parties": ["first"], "text": "(Careful.)"} | change
    with pytest.raises(ConfigError) as refused:
        parse_scripts({"script": RAW["script"], "aside": [aside]}, "f")
    assert str(refused.value).startswith(f"f: {complaint}")
