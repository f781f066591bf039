"""The demo: believable, consistent, the same for the same seed, and fresh on any day."""

from __future__ import annotations

import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.domain.errors import Refused, StoreError
from collections_tui.services import (
    deliveries,
    demo_parts,
    doctor,
    find,
    invoices,
    lists,
    mail,
    queue,
    verify,
    worklists,
)
from collections_tui.services.accounts import view
from collections_tui.services.demo import DemoReport, demo_instant, is_demo, make_demo
from collections_tui.services.demo_calendar import OFFICE
from collections_tui.services.invoice_views import InvoiceQuery
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import Claimed, ListQuery
from collections_tui.store import open_store
from tests.services.demo_checks import check_demo, days_between

# A demo is made in a file; tests/store/test_copying.py has it on a server.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

NOW = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # a Thursday, 11:30 Eastern
TABLES = """
    client collector collector_role worklist worklist_member call_window customer customer_reference phone account
    invoice invoice_line ledger_entry outcome_code call promise hold note account_search arrangement instalment
    unmatched_payment audit price price_word payer coverage invoice_draft invoice_draft_line invoice_made dispute
    document claim claim_line claim_contact fee remittance remittance_claim assistance
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    """The demo that everybody gets."""
    started = time.perf_counter()
    report = make_demo(tmp_path_factory.mktemp("demo") / "demo.db", clock=FixedClock(NOW))
    print(f"2,000 accounts in {time.perf_counter() - started:.2f} s")
    return report


def rows(path: Path | str, sql: str) -> list[tuple[object, ...]]:
    """What a query finds in a database."""
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def number(path: Path | str, sql: str) -> int:
    """The one number that a query finds."""
    found = rows(path, sql)[0][0]
    assert isinstance(found, int)
    return found


def everything(path: Path | str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the demo fills."""
    return {table: rows(path, f"SELECT * FROM {table}") for table in TABLES.split()}


def test_everything_holds(demo: DemoReport) -> None:
    check_demo(demo.where, NOW)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 3, 14, 40, tzinfo=UTC),  # the clocks were changed two days ago
        datetime(2027, 3, 16, 22, 50, tzinfo=UTC),
        datetime(2028, 2, 29, 15, 0, tzinfo=UTC),
        datetime(2026, 8, 1, 17, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 9, 6, 8, 0, tzinfo=UTC),  # a Sunday night
        datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 6, 1, 13, 30, tzinfo=UTC),  # a Monday, as the office opens
    ],
)
def test_everything_holds_on_any_day(tmp_path: Path, now: datetime) -> None:
    make_demo(tmp_path / "demo.db", accounts=300, clock=FixedClock(now))
    check_demo(tmp_path / "demo.db", now)
    latest = rows(tmp_path / "demo.db", "SELECT max(started_at) FROM call")[0][0]
    assert now - datetime.fromisoformat(str(latest)) < timedelta(days=5)


def test_it_is_the_office_that_was_asked_for(demo: DemoReport) -> None:
    assert (demo.accounts, demo.login, demo.supervisor) == (2000, "ana", "dolores")
    assert number(demo.where, "SELECT count(*) FROM account") == 2000
    assert number(demo.where, "SELECT count(*) FROM client") == 3
    assert number(demo.where, "SELECT count(*) FROM collector_role WHERE role = 'collector'") == 6
    assert number(demo.where, "SELECT count(*) FROM collector_role WHERE role = 'supervisor'") == 1
    assert {str(party) for (party,) in rows(demo.where, "SELECT party FROM client")} == {"first", "third"}


def test_there_is_some_of_everything(demo: DemoReport) -> None:
    counted = {
        "SELECT count(DISTINCT collector_id) FROM call": 6,
        "SELECT count(*) FROM promise WHERE status = 'kept'": 50,
        "SELECT count(*) FROM promise WHERE status = 'open' AND due_on < '2026-11-19'": 50,
        "SELECT count(*) FROM promise WHERE due_on >= '2026-11-19'": 20,
        "SELECT count(*) FROM account WHERE best_hour IS NOT NULL": 20,
        "SELECT count(*) FROM account WHERE call_count = 0": 200,
        "SELECT count(*) FROM phone WHERE status = 'wrong'": 20,
        "SELECT count(*) FROM phone WHERE status = 'disconnected'": 20,
        "SELECT count(*) FROM hold WHERE kind = 'dispute'": 5,
        "SELECT count(*) FROM hold WHERE kind = 'attorney'": 1,
        "SELECT count(*) FROM hold WHERE kind = 'bankruptcy'": 1,
        "SELECT count(*) FROM note": 100,
        "SELECT count(*) FROM call WHERE note <> ''": 1000,
        "SELECT count(*) FROM call WHERE direction = 'inbound'": 20,
        "SELECT count(*) FROM customer WHERE name LIKE '% LLC' OR name LIKE '% Inc.'": 10,
        "SELECT count(DISTINCT state) FROM customer": 40,
        "SELECT count(DISTINCT description) FROM invoice_line": 30,
        "SELECT count(*) FROM ledger_entry WHERE kind = 'adjustment'": 50,
        "SELECT count(*) FROM ledger_entry WHERE invoice_id IS NULL": 3,
        "SELECT count(*) FROM ledger_entry WHERE kind = 'reversal'": 4,
        "SELECT count(DISTINCT method) FROM ledger_entry": 6,
        "SELECT count(*) FROM unmatched_payment WHERE settled_at IS NULL": 12,
        "SELECT count(*) FROM arrangement WHERE status = 'proposed'": 5,
        "SELECT count(*) FROM arrangement WHERE status = 'active'": 15,
        "SELECT count(*) FROM arrangement WHERE status = 'broken'": 2,
        "SELECT count(*) FROM arrangement WHERE status = 'kept'": 1,
        "SELECT count(*) FROM arrangement WHERE status = 'paid_early'": 2,
        "SELECT count(*) FROM arrangement WHERE until IS NOT NULL": 2,
        "SELECT count(*) FROM arrangement WHERE supersedes_id IS NOT NULL": 1,
        "SELECT count(*) FROM instalment i JOIN arrangement r ON r.id = i.arrangement_id "
        "WHERE r.status = 'active' AND i.due_on = '2026-11-19' AND i.paid_cents < i.amount_cents": 1,
        "SELECT count(*) FROM promise WHERE everywhere = 1": 3,
        "SELECT count(*) FROM assistance WHERE applied_on IS NOT NULL": 1,
        "SELECT count(*) FROM assistance WHERE estimate_cents IS NOT NULL": 1,
        "SELECT count(*) FROM promise WHERE status = 'open' AND due_on = '2026-11-19'": 1,
        "SELECT count(*) FROM promise WHERE status = 'open' AND due_on < '2026-11-19' AND last_day >= '2026-11-19'": 3,
    }
    for sql, least in counted.items():
        assert number(demo.where, sql) >= least, sql


def test_there_are_bills_in_every_state(demo: DemoReport) -> None:
    desk = open_desk(str(demo.where), demo.supervisor, FixedClock(NOW))
    listed = invoices.listed(desk, InvoiceQuery(here=True, limit=100))
    assert {one.status for one in listed} == {"draft", "verified", "issued", "sent", "void"}
    assert {one.kind for one in listed} == {"invoice", "credit_note"}
    assert {one.number for one in listed if one.client == "HOSPITAL" and one.invoice_id} == {
        f"INV-2026-0000{serial}" for serial in (1, 2, 3)
    }
    drafts = [verify.check_draft(desk, one.draft_id) for one in listed if one.draft_id]
    assert {found.check for one in drafts for found in one.errors} == {"already_billed"}
    assert {found.check for one in drafts for found in one.unanswered} == {"quantity"}
    assert len([one for one in listed if 0 < one.disputed_cents < one.total_cents]) == 1
    queued = deliveries.listed(desk, ("waiting", "sent"))
    assert sorted((one.way, one.state) for one in queued) == [
        ("mail", "sent"), ("mail", "waiting"), ("print", "waiting"), ("print", "waiting")
    ]  # fmt: skip
    for one in queued:
        assert mail.open_document(desk, one.document_id).startswith(b"%PDF-")
    checks = doctor.examine(desk).checks
    assert {one.name for one in checks if one.state != "ok"} == set()
    desk.close()


def test_some_customers_have_an_account_at_two_clients(demo: DemoReport) -> None:
    twice = rows(
        demo.where, "SELECT count(*), count(DISTINCT client_id) FROM account GROUP BY customer_id HAVING count(*) > 1"
    )
    assert len(twice) > 40
    assert set(twice) == {(2, 2)}


def test_names_come_in_several_scripts(demo: DemoReport) -> None:
    letters = {letter for (name,) in rows(demo.where, "SELECT name FROM customer") for letter in str(name)}
    assert letters >= set("ñłüøễ'-")
    for first, last in (("Ѐ", "ӿ"), ("Ͱ", "Ͽ"), ("؀", "ۿ"), ("一", "鿿"), ("가", "힣")):
        assert any(first <= letter <= last for letter in letters), f"{first}–{last}"


def test_all_zones_of_the_country_are_there(demo: DemoReport) -> None:
    zones = {
        str(zone)
        for (names,) in rows(demo.where, "SELECT DISTINCT zones FROM account JOIN call_window w ON w.id = window_id")
        for zone in str(names).split(",")
    }
    places = ("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles", "Anchorage", "Puerto_Rico")
    assert zones >= {f"America/{place}" for place in places} | {"Pacific/Honolulu"}


def test_people_are_reached_more_in_the_evening_than_at_noon(demo: DemoReport) -> None:
    eastern = "America/New_York"
    by_hour = rows(
        demo.where,
        "SELECT k.started_at, o.right_party FROM call k JOIN outcome_code o ON o.code = k.outcome "
        "JOIN account a ON a.id = k.account_id JOIN call_window w ON w.id = a.window_id "
        f"WHERE w.zones = '{eastern}'",
    )
    told = [(datetime.fromisoformat(str(at)).astimezone(OFFICE).hour, int(str(reached))) for at, reached in by_hour]
    noon = [reached for hour, reached in told if 11 <= hour < 15]
    evening = [reached for hour, reached in told if hour >= 17]
    assert sum(evening) / len(evening) > sum(noon) / len(noon)


def test_call_backs_are_agreed_for_today(demo: DemoReport) -> None:
    today = rows(
        demo.where,
        "SELECT next_action_at, ready FROM account WHERE last_outcome = 'call_back' AND status = 'open' "
        "AND urgent = 1 AND next_action_at LIKE '2026-11-19%'",
    )
    assert {ready for _, ready in today} == {0, 1}
    assert len(today) >= 8


def test_whoever_opens_the_demo_finds_work_and_an_empty_day(demo: DemoReport, tmp_path: Path) -> None:
    path = shutil.copy(demo.where, tmp_path)
    desk = open_desk(str(path), demo.login, FixedClock(NOW))
    mine = worklists.mine(desk)
    assert [one.owner for one in mine] == ["ana", "ana", None, None]
    for one in worklists.counts(desk):
        assert one.callable_now > 50, one
        first = lists.page(desk, ListQuery(one.worklist.id))
        assert len(first) == 50
        assert all(days_between(row.oldest_due_on.isoformat(), desk.today()) >= 0 for row in first if row.oldest_due_on)
    claimed = queue.next_account(desk)
    assert isinstance(claimed, Claimed)
    assert claimed.urgent
    assert sum(why.points for why in claimed.why) == claimed.score
    shown = view(desk, claimed.account_id)
    assert shown.aging.total == claimed.balance_cents
    assert shown.open_now
    desk.close()
    assert number(demo.where, "SELECT count(*) FROM call WHERE collector_id = 1 AND started_at > '2026-11-19'") == 0
    assert number(demo.where, "SELECT count(*) FROM call WHERE started_at > '2026-11-19'") > 5


def test_accounts_are_found_by_name_number_and_phone(demo: DemoReport) -> None:
    desk = open_desk(str(demo.where), demo.login, FixedClock(NOW))
    name, account, phone = rows(
        demo.where,
        "SELECT c.name, a.number, p.e164 FROM account a JOIN customer c ON c.id = a.customer_id "
        "JOIN phone p ON p.customer_id = c.id WHERE a.id = 1777",
    )[0]
    for text in (str(name), str(account), str(phone)[2:]):
        assert account in {one.number for one in find.find(desk, text, limit=500)}, text
    desk.close()


def test_the_same_seed_gives_the_same_demo(tmp_path: Path) -> None:
    for name, seed in (("one.db", 7), ("two.db", 7), ("three.db", 8)):
        make_demo(tmp_path / name, accounts=250, seed=seed, clock=FixedClock(NOW))
    assert everything(tmp_path / "one.db") == everything(tmp_path / "two.db")
    assert everything(tmp_path / "one.db")["customer"] != everything(tmp_path / "three.db")["customer"]


def test_a_large_demo_is_the_same_on_one_core_and_on_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_parts, "HALVED_FROM", 400)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(demo_parts, "cores", lambda: 1)
    make_demo(tmp_path / "one.db", accounts=401, clock=FixedClock(NOW), progress=lambda *done: told.append(done))
    monkeypatch.setattr(demo_parts, "cores", lambda: 2)
    make_demo(tmp_path / "two.db", accounts=401, clock=FixedClock(NOW))
    assert everything(tmp_path / "one.db") == everything(tmp_path / "two.db")
    assert told == sorted(told)
    assert told[-1] == (401, 401)
    assert number(tmp_path / "two.db", "SELECT count(*) FROM account") == 401
    assert number(tmp_path / "two.db", "SELECT max(id) FROM invoice") == number(
        tmp_path / "two.db", "SELECT count(*) FROM invoice"
    )


def test_a_crowded_demo_holds_too(tmp_path: Path) -> None:
    started = time.perf_counter()
    make_demo(tmp_path / "demo.db", accounts=9_000, clock=FixedClock(NOW))
    print(f"9,000 accounts in {time.perf_counter() - started:.2f} s")
    one_batch = number(tmp_path / "demo.db", "SELECT min(account_id) FROM call WHERE id > 15000")
    assert one_batch > 2500
    check_demo(tmp_path / "demo.db", NOW, crowded=True)


def test_one_account_is_a_demo(tmp_path: Path) -> None:
    make_demo(tmp_path / "demo.db", accounts=1, clock=FixedClock(NOW))
    check_demo(tmp_path / "demo.db", NOW)


def test_a_demo_is_replaced_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    make_demo(path, accounts=30, clock=FixedClock(NOW))
    store = open_store(str(path))
    with store.write() as tx:
        tx.people.add("mine", "Somebody", ("collector",))
    store.close()
    make_demo(path, accounts=40, clock=FixedClock(NOW))
    assert is_demo(path)
    assert number(path, "SELECT count(*) FROM account") == 40
    assert number(path, "SELECT count(*) FROM collector WHERE login = 'mine'") == 0
    assert [one.name for one in tmp_path.iterdir()] == ["demo.db"]


def test_a_real_database_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    open_desk(str(path), "boss", FixedClock(NOW), create=True).close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="is not a demo and will not be replaced"):
        make_demo(path, accounts=10, clock=FixedClock(NOW))
    assert path.read_bytes() == before
    assert not is_demo(path)


def test_a_file_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ana, " * 100)
    with pytest.raises(StoreError, match="not a collections-tui database"):
        make_demo(path, accounts=10, clock=FixedClock(NOW))
    assert path.read_text().startswith("Dear Ana")


def test_a_demo_that_is_open_elsewhere_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    make_demo(path, accounts=10, clock=FixedClock(NOW))
    desk = open_desk(str(path), "ana", FixedClock(NOW))
    queue.next_account(desk)
    with pytest.raises(StoreError, match="open in another window"):
        make_demo(path, accounts=20, clock=FixedClock(NOW))
    assert len(find.find(desk, "555", limit=100)) <= 10
    desk.close()
    assert number(path, "SELECT count(*) FROM account") == 10


@pytest.mark.parametrize("accounts", [0, -1, 10_000_001])
def test_impossible_numbers_of_accounts_are_refused(tmp_path: Path, accounts: int) -> None:
    with pytest.raises(Refused, match="from 1 to 10,000,000 accounts"):
        make_demo(tmp_path / "demo.db", accounts=accounts, clock=FixedClock(NOW))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist: make it"):
        make_demo(tmp_path / "nowhere" / "demo.db", clock=FixedClock(NOW))


def test_an_error_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    class Enough(Exception):
        """Somebody has pressed ctrl+c."""

    def stop(done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        make_demo(tmp_path / "demo.db", accounts=10, clock=FixedClock(NOW), progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-19T11:00-05:00", "2026-11-19T11:00-05:00"),  # Thursday morning: as it is
        ("2026-11-21T18:59-05:00", "2026-11-21T18:59-05:00"),  # Saturday evening too
        ("2026-11-19T19:00-05:00", "2026-11-19T11:30-05:00"),  # after hours: the morning of that day
        ("2026-11-19T09:29-05:00", "2026-11-18T11:30-05:00"),  # before hours: the day before
        ("2026-11-22T12:00-05:00", "2026-11-20T11:30-05:00"),  # Sunday: Friday
        ("2026-11-23T03:00-05:00", "2026-11-20T11:30-05:00"),  # Monday night: Friday
        ("2026-11-21T22:00-05:00", "2026-11-20T11:30-05:00"),  # Saturday night: Friday
        ("2026-11-20T02:00+00:00", "2026-11-19T11:30-05:00"),  # it is still Thursday in the office
    ],
)
def test_the_demo_opens_at_an_hour_for_calls(now: str, then: str) -> None:
    assert demo_instant(datetime.fromisoformat(now)) == datetime.fromisoformat(then)
