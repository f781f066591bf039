"""What is typed about a call is understood or refused field by field, and survives in a draft as it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.resources import data_path
from collections_tui.services import accounts
from collections_tui.services.books import load_outcomes
from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.call_form import (
    FieldName,
    Talk,
    Typed,
    entry_of,
    fields_for,
    needs_fields,
    problems,
    typed_from,
    understand,
)
from collections_tui.tui.here import Here
from tests.build import FLOOR, NOON, PACIFIC, office

BOOK = load_outcomes(data_path("outcomes.toml"))
HERE = Here(NOON, FLOOR)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> AccountView:
    """An account of $12.00 in California."""
    folder: Path = tmp_path_factory.mktemp("office")
    with office(folder, accounts=1, zones=[PACIFIC]) as work:
        return accounts.view(work.boss, work.accounts[0])


@pytest.mark.parametrize(
    ("field", "text", "value", "words"),
    [
        ("amount", "5", 5_00, "$5.00 of $12.00"),
        ("amount", "$1,000.50", 1000_50, "$1,000.50, more than the $12.00 owed"),
        ("day", "fri", date(2026, 11, 27), "Fri 27 Nov, in 4 days"),
        ("day", "tomorrow", date(2026, 11, 24), "tomorrow"),
        ("day", "31 jan", date(2027, 1, 31), "Sun 31 Jan 2027, in 69 days"),
        ("moment", "2pm", datetime(2026, 11, 23, 22, tzinfo=UTC), "today 14:00 Pacific, 17:00 here"),
        ("moment", "+30m", datetime(2026, 11, 23, 17, 30, tzinfo=UTC), "today 09:30 Pacific, 12:30 here"),
        ("spoke_with", "her sister", "her sister", ""),
    ],
)
def test_a_field_says_back_what_it_understood(
    view: AccountView, field: FieldName, text: str, value: object, words: str
) -> None:
    typed = typed_from({"phone": view.phones[0].phone.e164, field: text})
    understood = understand(field, typed, BOOK.by_code["promised"], view, HERE)
    assert (understood.value, understood.words, understood.problem) == (value, words, "")


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("amount", "0", "an amount is more than nothing"),
        ("amount", "-5", "an amount is more than nothing"),
        ("amount", "five", "'five' is not an amount"),
        ("amount", "", "needed, such as 200"),
        ("day", "22 nov 2026", "has passed"),
        ("day", "5", "is not a day"),
        ("day", "", "needed, such as fri"),
        ("moment", "8:00", "is past"),
        ("moment", "5", "is not a moment"),
    ],
)
def test_a_field_says_what_is_wrong(view: AccountView, field: FieldName, text: str, problem: str) -> None:
    outcome = BOOK.by_code["call_back" if field == "moment" else "promised"]
    understood = understand(field, typed_from({field: text}), outcome, view, HERE)
    assert problem in understood.problem
    assert understood.value is None


def test_the_whole_balance_is_meant_where_no_amount_is_given(view: AccountView) -> None:
    understood = understand("amount", Typed(), BOOK.by_code["will_pay_full"], view, HERE)
    assert (understood.words, understood.problem) == ("all of it: $12.00", "")


def test_what_an_outcome_shows_and_needs() -> None:
    assert fields_for(BOOK.by_code["promised"]) == ("amount", "day", "spoke_with", "note")
    assert fields_for(BOOK.by_code["call_back"]) == ("moment", "spoke_with", "note")
    assert fields_for(BOOK.by_code["no_answer"]) == ("note",)
    assert not needs_fields(BOOK.by_code["no_answer"], Typed())
    assert needs_fields(BOOK.by_code["refuses"], Typed(note="  "))
    assert not needs_fields(BOOK.by_code["refuses"], Typed(note="no money"))
    assert needs_fields(BOOK.by_code["promised"], Typed(amount="5", day="fri"))


def test_an_entry_has_what_was_understood(view: AccountView) -> None:
    typed = Typed(phone="+1", outcome="promised", amount="5", day="fri", spoke_with=" him ", note="a\nb")
    outcome = BOOK.by_code["promised"]
    assert problems(typed, outcome, view, HERE) == {}
    entry = entry_of(typed, outcome, view, HERE, "op", Talk(NOON))
    assert (entry.amount_cents, entry.promised_on, entry.spoke_with) == (5_00, date(2026, 11, 27), "him")
    assert (entry.note, entry.phone, entry.moment, entry.operation_id) == ("a\nb", "+1", None, "op")


def test_a_call_that_a_clock_set_back_has_still_to_come_is_of_now(view: AccountView) -> None:
    outcome, talk = BOOK.by_code["no_answer"], Talk(HERE.now + timedelta(seconds=9), ended_at=HERE.now + timedelta(1))
    entry = entry_of(Typed(outcome="no_answer"), outcome, view, HERE, "op", talk)
    assert (entry.started_at, entry.ended_at) == (HERE.now, HERE.now)


def test_what_another_outcome_left_behind_is_not_logged(view: AccountView) -> None:
    typed = Typed(outcome="no_answer", amount="5", day="nonsense")
    outcome = BOOK.by_code["no_answer"]
    assert problems(typed, outcome, view, HERE) == {}
    entry = entry_of(typed, outcome, view, HERE, "op", Talk(NOON))
    assert (entry.amount_cents, entry.promised_on) == (None, None)


WORDS = st.text("abc 12,.äß日本", max_size=20)


@given(
    st.builds(
        Typed,
        WORDS,
        st.sampled_from(["inbound", "outbound"]),
        WORDS,
        WORDS,
        WORDS,
        WORDS,
        WORDS,
        st.text("ab\n日"),
        WORDS,
        WORDS,
        WORDS,
    )
)
def test_a_draft_gives_back_what_was_typed(typed: Typed) -> None:
    assert typed_from(typed.body()) == typed


def test_a_draft_that_somebody_tampered_with_is_text_all_the_same() -> None:
    assert typed_from({"note": "a\x1b]52;c;x\x07\nb", "amount": "5\n6"}) == Typed(note="a␛]52;c;x␇\nb", amount="5 6")


def test_a_draft_of_another_version_does_no_harm() -> None:
    assert typed_from({"colour": "red", "direction": "sideways", "note": "n"}) == Typed(note="n")


def test_where_nobody_knows_the_time_there_ours_counts(view: AccountView) -> None:
    lost = view._replace(places=(), phones=())
    understood = understand("moment", Typed(moment="14:30"), BOOK.by_code["call_back"], lost, HERE)
    assert understood.value == datetime(2026, 11, 23, 14, 30, tzinfo=ZoneInfo("America/New_York"))
    assert understood.words == "today 14:30"
