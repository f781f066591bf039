"""A terminal that is asked whether it is there."""

from __future__ import annotations

from collections_tui.tui.pulse import MISSED, Pulse


def made() -> tuple[Pulse, list[str]]:
    told: list[str] = []
    return Pulse(lambda: told.append("asked"), lambda: told.append("gone")), told


def test_one_that_stops_answering_is_gone_after_three_minutes_and_told_once() -> None:
    pulse, told = made()
    pulse.beat()
    pulse.answered()
    for _ in range(MISSED + 4):
        pulse.beat()
    assert told.count("gone") == 1
    assert told.index("gone") == 1 + MISSED


def test_whatever_comes_in_shows_that_it_is_there() -> None:
    pulse, told = made()
    pulse.answered()
    for _ in range(20):
        pulse.beat()
        pulse.beat()
        pulse.heard()
    assert "gone" not in told


def test_one_that_never_answers_is_never_taken_for_gone() -> None:
    pulse, told = made()
    for _ in range(20):
        pulse.beat()
    assert "gone" not in told
