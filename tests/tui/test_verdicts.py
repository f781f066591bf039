"""What a verdict says in few words, and what gives way where there is little room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collections_tui.domain.contact.records import Case, Finding, Judgement
from collections_tui.tui.screens.verdicts import MAY, Verdict, of_judgement
from collections_tui.tui.widgets.lines import Line
from tests.domain.contact.frequency_cases import case

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
CASE: Case = case()


def line_text(line: Line) -> str:
    return "".join(run.text for run in line)


def blocked(text: str, clears: timedelta) -> str:
    """A verdict of which only the sentence and the end differ."""
    finding = Finding("after_conversation", "12 CFR", "block", text, NOW + clears)
    found = Judgement("+12125550101", NOW, "block", (("UTC", NOW),), (finding,), NOW + clears)
    return line_text(of_judgement(found, CASE).runs(60))


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("spoken with on Mon 23 Nov: the next call", 7, "wait until Mon 17:00 (spoken with today)"),
        ("spoken with on Sun 22 Nov: the next call", 6, "wait until Sun 17:00 (spoken with yesterday)"),
        ("spoken with on Tue 17 Nov: the next call", 1, "wait until tomorrow 17:00 (spoken with Tue 17 Nov)"),
        ("7 of 7 calls since Tue 17 Nov: the next", 1, "wait until tomorrow 17:00 (7 calls since Tue)"),
        (
            "2 of 2 calls to home about this debt since Tue 17 Nov: the",
            1,
            "wait until tomorrow 17:00 (2 calls since Tue)",
        ),
    ],
)
def test_a_wait_is_not_taken_for_the_day_that_it_follows_from(text: str, days: int, said: str) -> None:
    assert blocked(text, timedelta(days=days)).partition("  ")[0] == f"◷ {said}"


def test_the_clocks_lose_their_places_and_then_go() -> None:
    verdict = Verdict(MAY, "may call", "", "their time 09:34 Pacific, 10:34 Mountain")
    assert line_text(verdict.runs(60)) == "✓ may call  their time 09:34 Pacific, 10:34 Mountain"
    assert line_text(verdict.runs(40)) == "✓ may call  09:34–10:34 there"
    assert line_text(verdict.runs(28)) == "✓ may call"
    assert line_text(verdict._replace(clocks="their time 14:10 Pacific").runs(30)) == "✓ may call  14:10 there"
