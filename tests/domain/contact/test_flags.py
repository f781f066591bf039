"""The table of flags, what is typed for them, and how they read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact.flag_values import details_from_note, details_of, ends, starts
from collections_tui.domain.contact.flag_words import reading
from collections_tui.domain.contact.flags import BY_KEY, BY_KIND, FLAGS, flag_of_effect, flag_of_hold
from collections_tui.domain.contact.records import Flag, FlagKind
from collections_tui.domain.windows import zone
from collections_tui.resources import data_path

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
NEW_YORK = ("America/New_York",)
BOTH = ("America/Los_Angeles", "America/New_York")
EXAMPLES: dict[FlagKind, dict[str, str]] = {
    "attorney": {"name": "Jane Roe", "phones": "212-555-0160 and (212) 555-0161"},
    "no_calls": {},
    "cease": {"received_on": "23 nov 2026"},
    "refuses": {"received_on": "today"},
    "bankruptcy": {"court": "S.D.N.Y.", "chapter": "7", "case_number": "26-12345", "filed_on": "11/2/2026"},
    "deceased": {"died_on": "2026-11-01"},
    "speaks_for": {"name": "Bob Roe", "role": "Executor of the estate"},
    "minor": {"until": "2027-05-04"},
    "dispute": {"in_writing": "yes", "received_on": "today", "asks": "debt"},
    "answered": {"answered_on": "today", "what": "verification"},
    "times": {"times": "weekdays 3-5 pm", "until": "+10d"},
    "place": {"place": "employer"},
    "consent": {"given_on": "today", "days": "7"},
    "do_not_call": {"said": "this is my work phone"},
    "consent_revoked": {"revoked_on": "today"},
    "third_party": {"who": "a brother", "asked": "no"},
    "where": {"where": "Arizona"},
    "notice": {"sent_on": "23 nov 2026", "how": "mail"},
    "time_barred": {"barred_on": "2025-01-01"},
}


def at(kind: FlagKind, details: dict[str, str], **about: str) -> Flag:
    """A flag as it is kept, set on 9 November in New York."""
    return Flag(kind, datetime(2026, 11, 9, 15, tzinfo=UTC), details=details, **about)  # type: ignore[arg-type]


def test_every_kind_is_in_the_table_once_with_a_key_of_its_own() -> None:
    assert sorted(BY_KIND) == sorted(get_args(FlagKind))
    assert len(BY_KIND) == len(BY_KEY) == len(FLAGS)
    assert all(len(spec.key) == 1 and spec.key.isupper() and spec.source for spec in FLAGS)


def test_the_kind_of_time_it_lasts_fits_what_it_asks() -> None:
    for spec in FLAGS:
        names = {ask.name: ask for ask in spec.asks}
        assert len(names) == len(spec.asks)
        assert (spec.lasts == "days") == ("days" in names)
        assert (spec.lasts == "until") == ("until" in names)
        assert not spec.starts or names[spec.starts].kind == "past_day"
        assert all(bool(ask.options) == (ask.kind == "choice") for ask in spec.asks)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_a_flag_is_typed_kept_and_read(kind: FlagKind) -> None:
    spec = BY_KIND[kind]
    details = details_of(spec, EXAMPLES[kind], TODAY)
    assert set(details) == set(EXAMPLES[kind])
    # What is kept is a form that is understood again, and then the same.
    assert details_of(spec, details, TODAY) == details
    said = reading(Flag(kind, NOW, details=details), TODAY)
    assert said
    assert "\n" not in said
    assert "_" not in said


def test_an_attorney_reads_as_on_a_card() -> None:
    details = details_of(BY_KIND["attorney"], {"name": "Jane Roe", "phones": "2125550160"}, TODAY)
    assert details == {"name": "Jane Roe", "phones": "+12125550160"}
    assert reading(at("attorney", details), TODAY) == "attorney: Jane Roe, (212) 555-0160, since Mon 9 Nov"


@pytest.mark.parametrize(
    ("kind", "details", "about", "words"),
    [
        ("cease", {"received_on": "2026-11-09"}, {}, "wrote that we must stop: since Mon 9 Nov"),
        (
            "dispute",
            {"in_writing": "yes", "received_on": "2026-11-09", "asks": "debt"},
            {},
            "dispute: in writing, received Mon 9 Nov",
        ),
        (
            "notice",
            {"sent_on": "2026-11-09", "how": "mail"},
            {},
            "validation notice: by mail, its period ends Thu 17 Dec, sent Mon 9 Nov",
        ),
        ("do_not_call", {}, {"e164": "+12125550160"}, "do not call: (212) 555-0160, since Mon 9 Nov"),
        ("place", {"place": "work"}, {}, "not at work, since Mon 9 Nov"),
        (
            "bankruptcy",
            {"court": "S.D.N.Y.", "chapter": "13", "case_number": "26-12345"},
            {},
            "bankruptcy: S.D.N.Y., chapter 13, 26-12345, since Mon 9 Nov",
        ),
        ("deceased", {"died_on": "2026-11-01"}, {}, "has died: died on Sun 1 Nov, since Mon 9 Nov"),
        (
            "speaks_for",
            {"name": "Bob Roe", "role": "executor"},
            {"e164": "+12125550160"},
            "speaks for them: (212) 555-0160, Bob Roe, executor of the estate, since Mon 9 Nov",
        ),
    ],
)
def test_a_flag_reads_in_one_line(kind: FlagKind, details: dict[str, str], about: dict[str, str], words: str) -> None:
    assert reading(at(kind, details, **about), TODAY, zone("America/New_York")) == words


def test_the_end_of_a_flag_is_the_last_day_of_it() -> None:
    until = datetime(2026, 11, 16, 5, tzinfo=UTC)  # midnight in New York
    said = reading(Flag("consent", at("consent", {}).since, until), TODAY, zone("America/New_York"))
    assert said == "agrees to more calls: given Mon 9 Nov, until the end of Sun 15 Nov"


@pytest.mark.parametrize(
    ("kind", "typed", "complaint"),
    [
        ("attorney", {}, "“Has an attorney” needs name (Attorney’s name)."),
        ("attorney", {"name": "J", "phones": "555-0160"}, "Attorney’s telephone must be a telephone number"),
        ("attorney", {"name": "J", "phones": "212-555-0160, soon"}, "Attorney’s telephone must be a telephone number"),
        ("cease", {"received_on": "tomorrow"}, "Received on cannot be tomorrow: write a day that is not after today."),
        ("cease", {"received_on": "soon"}, "'soon' is not a day"),
        ("consent", {"given_on": "today", "days": "8"}, "For how many days must be a number from 1 to 7."),
        ("consent", {"given_on": "today", "days": "0"}, "For how many days must be a number from 1 to 7."),
        ("consent", {"given_on": "today", "days": "a week"}, "For how many days must be a number from 1 to 7."),
        ("place", {"place": "pub"}, "Where not must be one of home, work, employer."),
        ("speaks_for", {"name": "Bob"}, "“Number of somebody who speaks for them” needs role (spouse, executor,"),
        ("minor", {"age": "15"}, "“Is a minor” has no age: it asks for until."),
        ("no_calls", {"said": "x" * 201}, "What was said is too long: write at most 200 characters."),
    ],
)
def test_what_is_typed_wrong_is_refused_in_a_sentence(kind: FlagKind, typed: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}"):
        details_of(BY_KIND[kind], typed, TODAY)


def test_what_was_not_asked_has_its_preset() -> None:
    """So a letter can be recorded from the command line without its date: it came today."""
    assert details_of(BY_KIND["cease"], {}, TODAY) == {"received_on": "2026-11-24"}
    assert details_of(BY_KIND["consent"], {}, TODAY) == {"given_on": "2026-11-24", "days": "7"}
    with pytest.raises(ValueError, match="needs received_on"):
        details_of(BY_KIND["cease"], {"received_on": " "}, TODAY)


def test_times_are_read_by_who_knows_how() -> None:
    def none_is_right(text: str) -> object:
        raise ValueError(f"{text} are no times.")

    with pytest.raises(ValueError, match="never are no times"):
        details_of(BY_KIND["times"], {"times": "never"}, TODAY, check_times=none_is_right)


def test_a_control_character_is_made_visible() -> None:
    assert details_of(BY_KIND["attorney"], {"name": "J\x1b[2J"}, TODAY)["name"] == "J␛[2J"


def test_seven_days_of_consent_are_the_day_itself_and_six_more() -> None:
    """12 CFR 1006.14(b)(3)(i): days d to d + 6; it ends where the customer's first clock says so."""
    details = {"given_on": "2026-11-23", "days": "7"}
    assert ends(BY_KIND["consent"], details, NEW_YORK, NOW) == datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert ends(BY_KIND["consent"], details, BOTH, NOW) == datetime(2026, 11, 30, 5, tzinfo=UTC)
    assert ends(BY_KIND["consent"], {"given_on": "2026-11-23", "days": "1"}, NEW_YORK, NOW) == datetime(
        2026, 11, 24, 5, tzinfo=UTC
    )


def test_what_forbids_ends_in_the_last_zone() -> None:
    assert ends(BY_KIND["times"], {"until": "2026-11-30"}, BOTH, NOW) == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert ends(BY_KIND["minor"], {"until": "2027-05-04"}, BOTH, NOW) == datetime(2027, 5, 4, 7, tzinfo=UTC)
    assert ends(BY_KIND["times"], {}, BOTH, NOW) is None
    assert ends(BY_KIND["attorney"], {}, BOTH, NOW) is None


def test_a_letter_binds_from_the_day_it_came() -> None:
    assert starts(BY_KIND["cease"], {"received_on": "2026-11-20"}, BOTH, NOW) == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert starts(BY_KIND["attorney"], {"name": "J"}, BOTH, NOW) == NOW
    assert starts(BY_KIND["cease"], {"received_on": "2026-11-25"}, BOTH, NOW) == NOW


def test_every_effect_that_stops_calls_sets_a_flag() -> None:
    """What people say on the telephone is refusing the telephone; a hold out of a file is read the strict way."""
    effects = {
        line.split('"')[1] for line in data_path("outcomes.toml").read_text("utf-8").splitlines() if "effect = " in line
    }
    unset = {effect for effect in effects if flag_of_effect(effect) is None}
    assert unset == {"hold:hardship", "hold:claim", "hold:supervisor", "phone:wrong", "phone:disconnected"}
    assert flag_of_effect("hold:cease") == "no_calls"
    assert flag_of_hold("cease") == "cease"
    assert flag_of_hold("hardship") is None


@pytest.mark.parametrize(
    ("note", "details"),
    [
        ("Jane Roe, (212) 555-0160", {"name": "Jane Roe", "phones": "+12125550160"}),
        ("attorney Jane Roe 212-555-0160", {"name": "Jane Roe", "phones": "+12125550160"}),
        (
            "Has an attorney: Jane Roe, Roe & Doe LLP, 212.555.0160 or 212.555.0161",
            {"name": "Jane Roe", "phones": "+12125550160 +12125550161"},
        ),
        ("represented by Jane Roe; will write", {"name": "Jane Roe"}),
        ("lawyer, did not say who", {"name": "did not say who"}),
        ("(212) 555-0160", {"name": "(212) 555-0160", "phones": "+12125550160"}),
        ("lawyer", {"name": "lawyer"}),
        ("", {}),
    ],
)
def test_the_attorney_is_found_in_the_note(note: str, details: dict[str, str]) -> None:
    assert details_from_note("attorney", note, TODAY) == details


def test_a_bankruptcy_is_found_in_the_note() -> None:
    note = "Filed chapter 13 in Denver, case 1:26-bk-12345-KHT"
    assert details_from_note("bankruptcy", note, TODAY) == {
        "chapter": "13",
        "case_number": "1:26-bk-12345-KHT",
        "court": note,
    }


def test_the_day_of_death_is_found_in_the_note() -> None:
    note = "Wife says he died on 3 November 2026, her brother handles it."
    assert details_from_note("deceased", note, TODAY) == {"died_on": "2026-11-03", "speaks": note[:-1]}
    assert details_from_note("deceased", "Died last week.", TODAY) == {"speaks": "Died last week"}


@given(st.sampled_from(sorted(EXAMPLES)), st.text(max_size=300))
def test_details_out_of_any_note_are_ones_the_flag_may_have(kind: FlagKind, note: str) -> None:
    details = details_from_note(kind, note, TODAY)
    spec = BY_KIND[kind]
    assert set(details) <= {ask.name for ask in spec.asks}
    missing = {ask.name: EXAMPLES[kind][ask.name] for ask in spec.asks if ask.required and ask.name not in details}
    details_of(spec, details | missing, TODAY)
    reading(Flag(kind, NOW, details=details), TODAY)


def test_a_note_stands_inside_a_line_without_its_last_stop() -> None:
    assert details_from_note("bankruptcy", "Filed last month.", TODAY) == {"court": "Filed last month"}
