"""The reports on the screen: a table and a plot, month by month, by this and that; and what is shown, as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import calls
from tests.build import NOON, HandClock, Office, office
from tests.services.entries import entry
from tests.services.paying import pay
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Ana and Ben have called for two days, once in the month before; one promise is kept, one is broken."""
    clock = HandClock(NOON - timedelta(days=24))
    with office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=9, clock=clock) as made:
        ana, ben, ids = made.desk("ana", "early"), made.desk("ben", "early"), made.accounts
        calls.log_call(ana, entry(ana, ids[0], "no_answer"))
        clock.at = NOON - timedelta(days=6, hours=3)
        for number, (desk, outcome) in enumerate(
            ((ana, "no_answer"), (ben, "promised"), (ana, "busy"), (ana, "promised"), (ben, "refuses"))
        ):
            said = {"promised_on": desk.today() + timedelta(days=2)} if outcome == "promised" else {}
            calls.log_call(desk, entry(desk, ids[number], outcome, **said))
            clock.forward(timedelta(minutes=25))
        pay(made.boss, ids[1], 500_00)
        clock.at = NOON
        yield made


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_table_and_plot(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, "sue", size=size) as ui:
        await ui.do("everywhere.reports")
        golden(ui, "reports-calls")
        await ui.do("reports.preview")
        golden(ui, "reports-turned")
        await ui.do("reports.preview")
        await ui.press("3")
        golden(ui, "reports-promises")
        await ui.press("6")
        golden(ui, "reports-aging")


async def test_a_supervisor_looks_around_and_takes_what_they_see_along(work: Office, tmp_path: Path) -> None:
    async with sitting(work, "sue", size=(120, 40)) as ui:
        await ui.do("everywhere.reports")
        ui.sees("calls by hour", "2026-11-01 to 2026-11-23")
        await ui.do("reports.view")
        ui.sees("Reports · calls ·")
        await ui.do("reports.view")
        ui.sees("calls by person", "ana", "ben")
        await ui.do("reports.earlier")
        ui.sees("2026-10-01 to 2026-10-31", "ana")
        await ui.do("reports.later")
        await ui.do("reports.later")
        ui.sees("That month is still to come.")
        await ui.do("reports.export")
        ui.sees("calls-by-person-2026-11-01-2026-11-23.csv")
        await ui.press(*["backspace"] * 41)
        await ui.type(str(tmp_path / "nowhere" / "calls.csv"))
        await ui.press("enter")
        ui.sees("cannot", "no such file or directory")
        await ui.press(*["backspace"] * 200)
        await ui.type(str(tmp_path / "calls.csv"))
        await ui.press("enter")
        ui.sees("3 lines of calls by person")
        await ui.press("8")
        ui.sees("Reports · exhaustion")
        await ui.do("reports.view")
        ui.sees("has lines of its own")
        await ui.press("9")
        ui.sees("Reports · denials", "what insurers refused, and what of it was won")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "calls.csv").read_text(encoding="utf-8"))))
    assert [(row["person"], row["calls"], row["promised"], row["promise_rate_of"]) for row in rows] == [
        ("ana", "3", "1", "1"),
        ("ben", "2", "1", "2"),
        ("all", "5", "2", "3"),
    ]
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action LIKE 'export%'") == 2, "one could not be written"


async def test_a_collector_sees_their_own(work: Office) -> None:
    async with sitting(work, "ana", size=(120, 40)) as ui:
        await ui.do("everywhere.reports")
        ui.sees("calls by hour", "penetration")
        assert "aging" not in ui.screen_text, "of everybody together"
