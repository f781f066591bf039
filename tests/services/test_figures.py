"""A month of 40 calls, with its payments and promises, of which every figure was worked out by hand; on both engines.

The floor is in New York, the month is November 2026, and the reports are asked for at noon on the 30th.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.figures import Rate
from collections_tui.services import calls, clients, figures, figures_calls, queue, scoring, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.figures_views import Line, Report
from collections_tui.services.patience import keep_trying
from collections_tui.store.subjects.figures import HOUR, MINUTE, CallCell, Key, Span
from tests.build import FLOOR, TODAY, HandClock, Office, add_account, office
from tests.services.entries import entry
from tests.services.facts import check_counts
from tests.services.paying import bounce, pay

# What is owed: account, amount, and the day it is due; it was billed thirty days before. D is in euros.
BILLS = """
H1 500 2026-10-01    H2 200 2026-09-15    H3 300 2026-11-10    H4 160 2026-08-20
H5 150 2026-10-20    H6 250 2026-11-20    H7  25 2026-07-01    H8 400 2026-12-15
D1 100 2026-10-05    D2  90 2026-11-25    D3  70 2026-12-01
"""

# Day of the month, time, who, account, how it ended, seconds it lasted, seconds until it was stored; what was promised
# and by which day of the month. "undone" calls were taken back.
CALLS = """
 2 09:05 ana H1 no_answer             30   5
 2 09:15 ana H2 no_answer             30  10
 2 09:40 ana H3 promised             240  40  100  6
 2 10:10 ana H4 busy                  10   5
 2 10:30 ana D1 voicemail_left        40  15
 2 10:50 ben D2 refuses              120  30
 2 11:05 ben H5 no_answer             25  10
 2 11:30 ben H5 third_party_message   60  20
 3 09:00 ana H1 call_back             90  20
 3 09:20 ana H2 promised             180  60   80 10
 3 14:05 ben D1 promised             200  50   50 13
 3 14:30 ben H4 no_answer             30  10
 3 15:10 ben H4 inbound_promised     150  30   60  9
 3 15:40 ana H1 promised              45  10   55 12 undone
 4 09:10 ana H3 no_answer             20   5
 4 09:30 ana H5 refuses              100  25
 4 16:00 ben D2 no_answer             20  10
 4 16:20 ben D2 voicemail_left        35  10
 9 10:00 ana H2 no_answer             20   5
 9 10:20 ana H1 promised             300  90  120 20
 9 10:40 ana D1 busy                  10   5
 9 11:00 ben H4 inbound_question     130   0
 9 11:10 ben H5 no_answer             30  10
 9 11:50 ben H3 third_party_message   70  20
10 13:00 ana D2 promised             220  70   40 30
10 13:30 ana D1 no_answer             20   5
10 17:05 ben H2 refuses              140  35
10 17:45 ben H1 busy                  10   5 undone
16 09:00 ben H5 promised             160  45   90 17
16 09:20 ben H4 no_answer             25  10
16 09:50 ben H2 no_answer             25  10
16 14:00 ana H3 refuses               90  20
20 10:00 ana H6 inbound_promised     140  30   70 24
20 10:30 ana H1 no_answer             20   5
20 11:00 ana D1 refuses              110  30
25 09:00 ben D1 no_answer             20  10
25 09:30 ben H2 voicemail_left        30  10
25 15:00 ana H4 no_answer             20 901
25 15:20 ana H5 no_answer             20   5
25 15:59 ben H3 busy                  10   5
"""

# Day of the month, account, amount and how it was paid. What H6 paid comes back on the 26th.
PAYMENTS = """
 5 H3 100 card
 9 H4  60 card
12 D1  20 transfer
17 H5  90 insurer
18 H1  30 card
24 H6  70 check
27 H7  25 cash
28 H5  60 card
"""

# By report and what it is by: the figures of each line. A rate is shown with what it is of, and money in whole units.
#
# Calls. #14 and #28 were taken back, so 38 stand: 35 made and 3 received. Each line: made, received, hours, a hour;
# connected, of; right party, of; promised, of right party; right party and promised of those received.
EXPECTED = {
    ("calls", "person"): """
ana: 19 1 10 19/10 8 8/19 8 8/19 4 4/8 1 1
ben: 16 2 10 16/10 6 6/16 4 4/16 2 2/4 2 1
all: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
""",
    # Hours in which somebody called for both clients count for both: 8 + 16 is more than 20.
    ("calls", "client"): """
DENT: 10 0 8 10/8 4 4/10 4 4/10 2 2/4 0 0
HOSP: 25 3 16 25/16 10 10/25 8 8/25 4 4/8 3 2
all: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
""",
    # Ana and Ben are in one team: each of its hours is one of a person's still, each of its accounts is one.
    ("calls", "team"): """
east: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
all: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
""",
    ("calls", "day"): """
2026-11-02: 8 0 4 8/4 3 3/8 2 2/8 1 1/2 0 0
2026-11-03: 4 1 3 4/3 3 3/4 3 3/4 2 2/3 1 1
2026-11-04: 4 0 2 4/2 1 1/4 1 1/4 0 0/1 0 0
2026-11-09: 5 1 2 5/2 2 2/5 1 1/5 1 1/1 1 0
2026-11-10: 3 0 2 3/2 2 2/3 2 2/3 1 1/2 0 0
2026-11-16: 4 0 2 4/2 2 2/4 2 2/4 1 1/2 0 0
2026-11-20: 2 1 2 2/2 1 1/2 1 1/2 0 0/1 1 1
2026-11-25: 5 0 3 5/3 0 0/5 0 0/5 0 0/0 0 0
all: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
""",
    ("calls", "hour"): """
09:00: 12 0 5 12/5 5 5/12 5 5/12 3 3/5 0 0
10:00: 7 1 4 7/4 2 2/7 2 2/7 1 1/2 1 1
11:00: 5 1 3 5/3 3 3/5 1 1/5 0 0/1 1 0
13:00: 2 0 1 2/1 1 1/2 1 1/2 1 1/1 0 0
14:00: 3 0 2 3/2 2 2/3 2 2/3 1 1/2 0 0
15:00: 3 1 3 3/3 0 0/3 0 0/3 0 0/0 1 1
16:00: 2 0 1 2/1 0 0/2 0 0/2 0 0/0 0 0
17:00: 1 0 1 1/1 1 1/1 1 1/1 0 0/1 0 0
all: 35 3 20 35/20 14 14/35 12 12/35 6 6/12 3 2
""",
    # All 38 lasted: 10 ×3, 20 ×8, 25 ×3, 30 ×5, among them the 19th; the 35th is 200. Of wrap-ups that of 0 s has no
    # end of its own, and that of 901 s was done later: 36 are left, 5 ×9, 10 ×10 with the 18th; the 33rd is 50.
    ("wrap-up", ""): "all: 38 30 200 36 10 50",
    ("wrap-up", "team"): "east: 38 30 200 36 10 50\nall: 38 30 200 36 10 50",
    # Made and amount; due and amount; kept, in part, of due; paid, of the amount due. That of D2 falls due later, that
    # of H1 on the 3rd was taken back, the insurer's 90 keep nothing, the 70 of H6 came back.
    ("promises", "person"): """
ana EUR: 1 40 0 0 0 0 0/0 0 0/0
ana USD: 4 370 4 370 1 1 1/4 130 130/370
ben EUR: 1 50 1 50 0 1 0/1 20 20/50
ben USD: 2 150 2 150 1 0 1/2 60 60/150
all EUR: 2 90 1 50 0 1 0/1 20 20/50
all USD: 6 520 6 520 2 1 2/6 190 190/520
""",
    ("promises", "client"): """
DENT EUR: 2 90 1 50 0 1 0/1 20 20/50
HOSP USD: 6 520 6 520 2 1 2/6 190 190/520
all EUR: 2 90 1 50 0 1 0/1 20 20/50
all USD: 6 520 6 520 2 1 2/6 190 190/520
""",
    # On the 9th H4's is due, on the same day H1 promises 120.
    ("promises", "day"): """
2026-11-02 USD: 1 100 0 0 0 0 0/0 0 0/0
2026-11-03 EUR: 1 50 0 0 0 0 0/0 0 0/0
2026-11-03 USD: 2 140 0 0 0 0 0/0 0 0/0
2026-11-06 USD: 0 0 1 100 1 0 1/1 100 100/100
2026-11-09 USD: 1 120 1 60 1 0 1/1 60 60/60
2026-11-10 EUR: 1 40 0 0 0 0 0/0 0 0/0
2026-11-10 USD: 0 0 1 80 0 0 0/1 0 0/80
2026-11-13 EUR: 0 0 1 50 0 1 0/1 20 20/50
2026-11-16 USD: 1 90 0 0 0 0 0/0 0 0/0
2026-11-17 USD: 0 0 1 90 0 0 0/1 0 0/90
2026-11-20 USD: 1 70 1 120 0 1 0/1 30 30/120
2026-11-24 USD: 0 0 1 70 0 0 0/1 0 0/70
all EUR: 2 90 1 50 0 1 0/1 20 20/50
all USD: 6 520 6 520 2 1 2/6 190 190/520
""",
    # Weeks begin on Mondays: the 2nd, 9th, 16th and 23rd.
    ("promises", "week"): """
2026-11-02 EUR: 1 50 0 0 0 0 0/0 0 0/0
2026-11-02 USD: 3 240 1 100 1 0 1/1 100 100/100
2026-11-09 EUR: 1 40 1 50 0 1 0/1 20 20/50
2026-11-09 USD: 1 120 2 140 1 0 1/2 60 60/140
2026-11-16 USD: 2 160 2 210 0 1 0/2 30 30/210
2026-11-23 USD: 0 0 1 70 0 0 0/1 0 0/70
all EUR: 2 90 1 50 0 1 0/1 20 20/50
all USD: 6 520 6 520 2 1 2/6 190 190/520
""",
    # Paid, returned, collected, insurers; calls made on accounts of the currency; collected for each. Nobody called H7.
    ("money", "person"): """
 USD: 25 0 25 0 0 25/0
ana EUR: 0 0 0 0 5 0/5
ana USD: 200 70 130 0 14 130/14
ben EUR: 20 0 20 0 5 20/5
ben USD: 120 0 120 90 11 120/11
all EUR: 20 0 20 0 10 20/10
all USD: 345 70 275 90 25 275/25
""",
    ("money", "team"): """
 USD: 25 0 25 0 0 25/0
east EUR: 20 0 20 0 10 20/10
east USD: 320 70 250 90 25 250/25
all EUR: 20 0 20 0 10 20/10
all USD: 345 70 275 90 25 275/25
""",
    ("money", "client"): """
DENT EUR: 20 0 20 0 10 20/10
HOSP USD: 345 70 275 90 25 275/25
all EUR: 20 0 20 0 10 20/10
all USD: 345 70 275 90 25 275/25
""",
    # Attempted are H1 to H5, D1 and D2; H5 is closed since. H6 only called in, H7 was closed without a call.
    ("penetration", "client"): """
DENT: 2 3 2/3
HOSP: 5 7 5/7
all: 7 10 7/10
""",
    # Both work both lists. Ben's only call to H1 was taken back.
    ("penetration", "person"): """
ana: 7 10 7/10
ben: 6 10 6/10
all: 7 10 7/10
""",
    ("penetration", "team"): """
east: 7 10 7/10
all: 7 10 7/10
""",
    # Five buckets, unapplied, total; what rolled into 1–30, 31–60, 61–90 and over 90.
    ("aging", ""): """
all EUR 2026-10-31: 90 100 0 0 0 0 190 – – – –
all EUR 2026-11-30: 70 90 80 0 0 0 240 90/90 80/100 0/0 0/0
all USD 2026-10-31: 550 650 200 160 25 0 1585 – – – –
all USD 2026-11-30: 400 450 470 200 100 0 1620 450/550 470/650 200/200 100/185
""",
    # 1585 + 400 sold − 345 paid + 70 returned − 90 of the insurer = 1620. (1585 + 400 − 1620) of (1585 + 400 − 400);
    # 1620 × 30 ÷ 400 are 121.5 days.
    ("effectiveness", "client"): """
DENT EUR: 190 70 240 70 1 20/190 7200/70
HOSP USD: 1585 400 1620 400 1 365/1585 48600/400
all EUR: 190 70 240 70 1 20/190 7200/70
all USD: 1585 400 1620 400 1 365/1585 48600/400
""",
    # H1 to H4 and D1 are planned for today. Both work both lists: at 35 calls in 20 hours, 4 accounts are 4 × 20 ÷ 35
    # hours.
    ("exhaustion", ""): """
main: 4 35 20 35/20 80/35
side: 1 35 20 35/20 20/35
""",
}
BOUNCED = ("H6", datetime(2026, 11, 26, 9, tzinfo=FLOOR))


@pytest.fixture
def month(tmp_path: Path) -> Iterator[Office]:
    """The month as it was lived through, event after event; now it is noon of the 30th."""
    people = ("ana", "ben", "olga:auditor", "adam:admin")
    with office(tmp_path, people=people, accounts=0, clock=HandClock(at("1", "08:00"))) as work:
        clients.add(work.boss, "DENT", "Lakeside Dental", currency="EUR")
        worklists.add(work.boss, "side", "Side")
        with work.boss.store.write() as tx:
            team = tx.sql.add("INSERT INTO team (code, name) VALUES ('east', 'East')")
            tx.sql.run("UPDATE collector SET team_id = :team WHERE login IN ('ana', 'ben')", {"team": team})
        billed = bill(work)
        lines = [line.split() for line in CALLS.strip().splitlines()]
        events: list[tuple[datetime, list[str]]] = [(at(*words[:2]), words) for words in lines]
        events += [(at(line.split()[0], "18:00"), line.split()) for line in PAYMENTS.strip().splitlines()]
        entries: dict[str, int] = {}
        desks = {login: work.desk(login) for login in ("ana", "ben")}
        for begun, words in sorted([*events, (BOUNCED[1], [])]):
            if not words:
                move(work, begun)
                bounce(work.boss, entries[BOUNCED[0]])
            elif len(words) == 4:
                move(work, begun)
                entries[words[1]] = pay(work.boss, billed[words[1]], int(words[2]) * 100, method=words[3])
            else:
                call(work, desks[words[2]], billed[words[3]], begun, words[4:])
        move(work, at("30", "12:00"))
        for number in ("H1", "H2", "H3", "H4", "H6", "H8", "D1", "D2", "D3"):  # H5 and H7 are closed
            planned = date(2026, 11, 30) if number in ("H1", "H2", "H3", "H4", "D1") else date(2026, 12, 20)
            queue.set_next_action(work.boss, billed[number], planned)
        yield work


def at(day: str, time: str) -> datetime:
    hour, minute = map(int, time.split(":"))
    return datetime(2026, 11, int(day), hour, minute, tzinfo=FLOOR)


def move(work: Office, to: datetime) -> None:
    assert isinstance(work.clock, HandClock)
    work.clock.at = to.astimezone(UTC)


def bill(work: Office) -> dict[str, int]:
    """The accounts by their numbers."""
    words, made = BILLS.split(), {}
    with work.boss.store.write() as tx:
        for number, amount, due in zip(words[::3], words[1::3], words[2::3], strict=True):
            euros = number.startswith("D")  # of the second client, on the second worklist
            made[number] = add_account(
                tx, number=number, name=f"Customer {number}", client_id=1 + euros, worklist_id=1 + euros,
                invoices=[(date.fromisoformat(due), int(amount) * 100)], now=work.clock.now(),
            )  # fmt: skip
            if euros:
                tx.sql.run("UPDATE account SET currency = 'EUR' WHERE id = :id", {"id": made[number]})
    scoring.rescore(work.boss)
    return made


def call(work: Office, desk: Desk, account: int, begun: datetime, words: list[str]) -> None:
    undone = words[-1] == "undone"
    outcome, lasted, wrap, *more = words[: len(words) - undone]
    ended = begun + timedelta(seconds=int(lasted))
    move(work, ended + timedelta(seconds=int(wrap)))
    promised = {"amount_cents": int(more[0]) * 100, "promised_on": at(more[1], "12:00").date()} if more else {}
    direction = "inbound" if outcome.startswith("inbound") else "outbound"
    said = {"direction": direction, "started_at": begun, "ended_at": ended, **promised}
    calls.log_call(desk, entry(desk, account, outcome, **said))
    if undone:
        calls.undo_last(desk)
        calls.drop_draft(desk, account)
        queue.leave(desk, account)


def written(report: Report) -> str:
    """A report as it stands above."""
    return "\n".join(f"{' '.join(line.key)}: {' '.join(cells(report, line))}" for line in report.lines)


def cells(report: Report, line: Line) -> list[str]:
    found = []
    for column, value in zip(report.columns, line.values, strict=True):
        if isinstance(value, Rate):
            top = value.numerator // 100 if column.of_money or column.kind == "money_per" else value.numerator
            found.append(f"{top}/{value.denominator // 100 if column.of_money else value.denominator}")
        else:
            whole = value // 100 if column.kind == "money" and value is not None else value
            found.append("–" if whole is None else str(whole))
    return found


def test_every_figure_of_the_month_is_what_was_worked_out_by_hand(month: Office) -> None:
    found = {}
    for name, by in EXPECTED:
        report = figures.report(month.boss, name, by, date(2026, 11, 1), date(2026, 12, 31))
        found[name, by] = written(report)
    assert found == {key: text.strip("\n") for key, text in EXPECTED.items()}


def test_a_collector_sees_their_own_figures_and_an_auditor_everybodys(month: Office) -> None:
    ana, first = month.desk("ana"), date(2026, 11, 1)

    def lines(desk: Desk, name: str, by: str = "", person: str | None = None) -> list[str]:
        return written(figures.report(desk, name, by, first, None, person)).splitlines()

    mine = EXPECTED["calls", "person"].strip().splitlines()[0]
    assert lines(ana, "calls", "person") == [mine, mine.replace("ana", "all")]
    assert lines(ana, "calls", person="ana") == [mine.replace("ana", "all")]
    assert lines(ana, "calls", "client")[0].startswith("DENT: 5 0 4 ")
    assert lines(ana, "money") == ["all EUR: 0 0 0 0 5 0/5", "all USD: 200 70 130 0 14 130/14"]
    assert lines(ana, "promises", "client") == [
        "DENT EUR: 1 40 0 0 0 0 0/0 0 0/0",
        "HOSP USD: 4 370 4 370 1 1 1/4 130 130/370",
        "all EUR: 1 40 0 0 0 0 0/0 0 0/0",
        "all USD: 4 370 4 370 1 1 1/4 130 130/370",
    ]
    assert lines(month.desk("ben"), "penetration", "person") == ["ben: 6 10 6/10", "all: 6 10 6/10"]
    assert lines(ana, "exhaustion") == ["main: 4 19 10 19/10 40/19", "side: 1 19 10 19/10 10/19"]
    olga = month.desk("olga")
    assert lines(olga, "calls", "person") == EXPECTED["calls", "person"].strip().splitlines()
    assert lines(olga, "calls", "person", "ana") == lines(ana, "calls", "person")
    for desk, name, person in ((ana, "calls", "ben"), (ana, "aging", None), (ana, "effectiveness", None)):
        with pytest.raises(Refused, match="ana may not see everybody's figures: ask an auditor or supervisor"):
            figures.report(desk, name, person=person)


@pytest.mark.parametrize(
    ("name", "by", "more", "why"),
    [
        ("cals", "", {}, "There is no report “cals”: choose one of calls, wrap-up"),
        ("money", "hour", {}, "cannot be by “hour”: it can be by person or team or client or week or day"),
        ("exhaustion", "person", {}, "it can be by nothing, as it has its own lines"),
        ("calls", "", {"person": "zoe"}, "Nobody signs in as zoe"),
        ("aging", "", {"person": "ana"}, "is of all people together"),
        ("calls", "", {"first": date(2026, 12, 1)}, "of no day: check --from and --to"),
        ("calls", "", {"first": date(2001, 1, 1)}, "ten years at most"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    work: Office, name: str, by: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=re.escape(why)):
        figures.report(work.boss, name, by, **more)


@pytest.mark.parametrize("name", figures.KINDS)
def test_an_empty_office_has_a_report_without_any_rate(work: Office, name: str) -> None:
    day = None if figures.KINDS[name].of_now else TODAY
    report = figures.report(work.boss, name, first=day, last=day)
    rates = {
        column.name: value for line in report.lines for column, value in zip(report.columns, line.values, strict=True)
    }
    assert all(isinstance(rates[one.name], Rate | None) for one in report.columns if one.of and one.name in rates)


def test_hours_are_those_of_a_floor_whose_clock_is_half_an_hour_off(month: Office) -> None:
    month.boss.zone = ZoneInfo("Asia/Kolkata")  # 9:05 in New York is 19:35 there
    report = figures.report(month.boss, "calls", "hour", date(2026, 11, 2), date(2026, 11, 2))
    assert [(line.key[0], line.values[0]) for line in report.lines] == [
        ("19:00", 2), ("20:00", 2), ("21:00", 3), ("22:00", 1), ("all", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["", "person", "team", "client"])
def test_how_much_was_called_is_the_same_whichever_way_it_is_found(
    month: Office, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """From the counts or, by a clock half an hour off, from the calls; each account asked for, or all of them read."""
    expected = written(figures.report(month.boss, "penetration", by, date(2026, 11, 1)))
    monkeypatch.setattr(figures_calls, "FEW", 0)
    assert written(figures.report(month.boss, "penetration", by, date(2026, 11, 1))) == expected
    month.boss.zone = ZoneInfo("Asia/Kolkata")
    assert written(figures.report(month.boss, "penetration", by, date(2026, 11, 1))) == expected


def test_what_is_owed_in_the_end_is_what_the_accounts_say(month: Office) -> None:
    pay(month.boss, 1, 600_00)  # more than the invoice: what is left is on none
    with month.boss.store.read() as tx:
        owed: dict[str, int] = dict(
            tx.sql.all("SELECT currency, CAST(sum(balance_cents) AS bigint) FROM account GROUP BY 1")
        )
    names = [column.name for column in figures.KINDS["aging"].columns]
    lines = figures.report(month.boss, "aging").lines
    ends = {line.key[1]: dict(zip(names, line.values, strict=True)) for line in lines if line.key[2] == "2026-11-30"}
    assert {currency: one["total"] for currency, one in ends.items()} == owed
    assert ends["USD"]["unapplied"] == -130_00


def test_a_call_is_wrapped_up_from_the_choice_of_its_outcome(work: Office) -> None:
    """Where the outcome was chosen at the keyboard; later than a quarter of an hour after it was no wrap-up."""
    ana = work.desk("ana")
    for account, seconds in zip(work.accounts, (0, 12, 40, 901), strict=False):
        begun, chosen = (ana.now() - timedelta(seconds=seconds + more) for more in (60, 0))
        calls.log_call(ana, entry(ana, account, "no_answer", started_at=begun, outcome_at=chosen, ended_at=ana.now()))
    assert written(figures.report(work.boss, "wrap-up", first=TODAY)) == "all: 4 72 961 3 12 40"


def test_what_is_kept_follows_when_an_outcome_counts_otherwise(month: Office) -> None:
    before = figures.report(month.boss, "calls", "person", date(2026, 11, 1))
    with month.boss.store.write() as tx:
        busy = tx.calls.outcome_codes()["busy"]
        tx.calls.sync_outcomes([busy._replace(connected=True)])
    with month.boss.store.read() as tx:
        check_counts(tx)
    after = figures.report(month.boss, "calls", "person", date(2026, 11, 1))
    at = [column.name for column in after.columns].index("connected")
    assert [line.values[at] for line in before.lines] == [8, 6, 14]
    assert [line.values[at] for line in after.lines] == [10, 7, 17], "three calls that stand were busy"


def test_what_is_kept_is_what_comes_of_counting_one_by_one(month: Office) -> None:
    """And the reports by the minute, which count the calls themselves, tell the same."""
    with month.boss.store.read() as tx:
        check_counts(tx)
        span = Span(at("1", "00:00"), at("30", "23:00"))
        for by_client in (False, True):
            by_hour, by_minute = (
                sorted(_by_the_hour(tx.figures.calls(span, width, by_client=by_client))) for width in (HOUR, MINUTE)
            )
            assert by_hour == by_minute
        keys: tuple[Key, ...] = ("", "person", "client")
        for key in keys:
            made = [sorted(tx.figures.made(span, key, width)) for width in (HOUR, MINUTE)]
            assert made[0] == made[1]
        for what in ("handling", "wrap-up"):
            found = [sorted(tx.figures.lasted(what, span, "person", width)) for width in (HOUR, MINUTE)]
            assert found[0] == found[1]


def _by_the_hour(found: list[CallCell]) -> list[tuple[Any, ...]]:
    sums: dict[tuple[Any, ...], list[int]] = {}
    for cell in found:
        of = sums.setdefault((cell.person_id, cell.slot[:HOUR], cell.client_id), [0] * len(cell[3:]))
        of[:] = [one + more for one, more in zip(of, cell[3:], strict=True)]
    return [(*key, *of) for key, of in sums.items()]


def test_two_windows_of_one_person_lose_nothing_of_each_other(work: Office) -> None:
    """Both change the same row at the same time; every third call is taken back."""
    windows = [work.desk("ana", name) for name in ("one", "two")]

    def work_off(at: int) -> int:
        desk, logged = windows[at], 0
        for number, account in enumerate(work.accounts[at::2]):
            said = entry(desk, account, ("no_answer", "busy")[at])
            keep_trying(partial(calls.log_call, desk, said), patience=20)
            logged += 1
            if not number % 3:
                with suppress(Refused):  # the other window's may be the latest
                    keep_trying(partial(calls.undo_last, desk), patience=20)
                    logged -= 1
        return logged

    with ThreadPoolExecutor(2) as both:
        stand = sum(both.map(work_off, (0, 1)))
    with work.boss.store.read() as tx:
        check_counts(tx)
        assert tx.sql.value("SELECT CAST(sum(made) AS bigint) FROM call_count") == stand
