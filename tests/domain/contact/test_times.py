"""What people say about when they may be called: read one way, written one way, and read back in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact.times import parse_times, say_times

NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.mark.parametrize(
    ("said", "inconvenient", "read_back"),
    [
        (
            "weekdays except 3–5 pm, never weekends",
            "Mon-Fri 15:00-17:00; Sat-Sun",
            "may be called Mon–Fri 08:00–15:00 and 17:00–21:00; not Sat–Sun",
        ),
        ("Weekdays except 3 p.m. to 5 p.m.", "Mon-Fri 15:00-17:00; Sat-Sun", ""),
        ("weekdays 15-17, weekends", "Mon-Fri 15:00-17:00; Sat-Sun", ""),
        ("never weekends", "Sat-Sun", "may be called Mon–Fri 08:00–21:00; not Sat–Sun"),
        ("not before 10", "Mon-Sun 00:00-10:00", "may be called Mon–Sun 10:00–21:00"),
        ("not until 10", "Mon-Sun 00:00-10:00", ""),
        ("after 6pm only", "Mon-Sun 00:00-18:00", "may be called Mon–Sun 18:00–21:00"),
        ("only after 6 pm", "Mon-Sun 00:00-18:00", ""),
        ("call after 6", "Mon-Sun 00:00-18:00", ""),
        ("don’t call before 9 or after 6", "Mon-Sun 00:00-09:00 18:00-24:00", ""),
        ("only after 9 am and before 5", "Mon-Sun 00:00-09:00 17:00-24:00", ""),
        ("mornings", "Mon-Sun 00:00-12:00", "may be called Mon–Sun 12:00–21:00"),
        ("only mornings", "Mon-Sun 12:00-24:00", "may be called Mon–Sun 08:00–12:00"),
        ("evenings", "Mon-Sun 17:00-24:00", ""),
        ("only evenings", "Mon-Sun 00:00-18:00", ""),
        ("working hours", "Mon-Fri 08:00-18:00", ""),
        ("mon wed fri 9-12", "Mon Wed Fri 09:00-12:00", ""),
        ("mon, wed and fri 9-12", "Mon Wed Fri 09:00-12:00", ""),
        ("sundays", "Sun", ""),
        ("15:00-17:00", "Mon-Sun 15:00-17:00", ""),
        ("3-5", "Mon-Sun 15:00-17:00", ""),
        ("1500-1700", "Mon-Sun 15:00-17:00", ""),
        ("11-1pm", "Mon-Sun 11:00-13:00", ""),
        ("9am-5", "Mon-Sun 09:00-17:00", ""),
        ("between noon and 2", "Mon-Sun 12:00-14:00", ""),
        ("10pm-6am", "Mon-Sun 00:00-06:00 22:00-24:00", ""),
        ("fri 10pm-6am", "Fri 22:00-24:00; Sat 00:00-06:00", ""),
        ("sat-mon", "Mon Sat-Sun", "may be called Tue–Fri 08:00–21:00; not Mon Sat–Sun"),
        ("mondays not before 10", "Mon 00:00-10:00", ""),
        ("weekdays ok, weekends never", "Sat-Sun", ""),
        ("never except mondays 9-12", "Mon 00:00-09:00 12:00-24:00; Tue-Sun", ""),
        ("any time except mornings", "Mon-Sun 00:00-12:00", ""),
        (
            "only weekdays 9-12, saturdays 10-12",
            "Mon-Fri 00:00-09:00 12:00-24:00; Sat 00:00-10:00 12:00-24:00; Sun",
            "may be called Mon–Fri 09:00–12:00; Sat 10:00–12:00; not Sun",
        ),
        ("22:00-23:00", "Mon-Sun 22:00-23:00", "may be called Mon–Sun 08:00–21:00"),
        ("only 10pm-11pm", "Mon-Sun 00:00-22:00 23:00-24:00", "may be called at no lawful hour"),
    ],
)
def test_what_was_said(said: str, inconvenient: str, read_back: str) -> None:
    times = parse_times(said)
    assert times.text == inconvenient
    assert not read_back or say_times(times) == read_back


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("", "No days or hours are in that"),
        ("never", "No days or hours are in that"),
        ("when the baby sleeps", "“when” is not understood"),
        ("not on holidays", "“holidays” is not understood"),
        ("after 6pm", "It is not plain whether that is convenient"),
        ("until 5", "It is not plain whether that is convenient"),
        ("only after 9", "Is “after 9” in the morning or in the evening"),
        ("7-9", "Is “7–9” in the morning or in the evening"),
        ("3", "“3” is one moment"),
        ("25:00-26:00", "“25:00” is no time of day"),
        ("5-5", ""),
        ("15:00-15:00", "has no length"),
        ("only weekdays, 9-12", "It is not plain which hours go with which days"),
        ("weekends, only after 6", "It is not plain which parts are convenient"),
        ("not only mondays", "“not” and “only” together"),
        ("never mondays except 9-12, tuesdays", "It is not plain what comes after the exception"),
        ("daily", "That leaves no time to call"),
        ("only daily", "That names no inconvenient time"),
        ("mon " * 300, "That is too long"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(said: str, complaint: str) -> None:
    if not complaint:
        assert parse_times(said).text  # five to five the next morning
        return
    with pytest.raises(ValueError, match=complaint) as refused:
        parse_times(said)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith((".", "?"))


SPANS = st.lists(st.integers(0, 96), max_size=6, unique=True).map(
    lambda quarters: [(a * 15, b * 15) for a, b in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)]
)


def hm(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(st.lists(SPANS, min_size=7, max_size=7))
def test_a_written_week_is_read_as_itself(week: list[list[tuple[int, int]]]) -> None:
    text = "; ".join(
        f"{name} {' '.join(f'{hm(start)}-{hm(end)}' for start, end in spans)}"
        for name, spans in zip(NAMES, week, strict=True)
        if spans
    )
    if not text or all(spans == [(0, 1440)] for spans in week):
        return
    times = parse_times(text)
    for spans, convenient in zip(week, times.convenient, strict=True):
        for minute in range(0, 1440, 15):
            bad = any(start <= minute < end for start, end in spans)
            assert any(start <= minute < end for start, end in convenient) is not bad
    assert parse_times(times.text) == times


SAID = """
never not only except weekdays weekends mon tuesdays fri-sun 9-12 3-5pm 15:00-17:00 before after 10 6 pm and or , ;
mornings evenings noon call ok at between to
"""
WORDS = st.sampled_from(SAID.split())


@given(st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60))
def test_anything_is_read_or_refused_and_what_is_written_is_read_as_the_same(said: str) -> None:
    try:
        times = parse_times(said)
    except ValueError as refused:
        sentence = str(refused)
    else:
        sentence = ""
    assert "\n" not in sentence
    if sentence:
        return
    assert parse_times(times.text) == times
    assert any(times.convenient)


@given(
    st.sampled_from(["weekends", "mon 9-12", "not before 10", "mornings"]), st.sampled_from(["; sun", "; fri 3-5pm"])
)
def test_naming_more_that_is_inconvenient_never_gives_time_back(first: str, more: str) -> None:
    one, both = parse_times(first), parse_times(first + more)
    for before, after in zip(one.convenient, both.convenient, strict=True):
        for start, end in after:
            assert any(opens <= start and end <= closes for opens, closes in before)
