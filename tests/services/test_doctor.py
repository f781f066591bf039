"""The doctor: it finds whatever is kept wrong, by its kind, and mends it; a sound database has nothing to be found."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock, SystemClock
from collections_tui.services import doctor, figures, house, invoices, people, remittances
from collections_tui.services.demo import DemoReport, make_demo
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.build import NOON, Office, office
from tests.engines import on, place
from tests.era import Service, Told, era
from tests.services.billing import SERVICE, issued
from tests.services.claiming import AETNA, claimed, patient
from tests.services.facts import check_everything
from tests.sound import past_the_triggers

_SOMEBODY = "(SELECT min(id) FROM account WHERE status = 'open' AND last_contact_at IS NOT NULL)"
BREAKS = {
    "balances": f"UPDATE account SET balance_cents = balance_cents + 1 WHERE id = {_SOMEBODY}",
    "oldest due days": f"UPDATE account SET oldest_due_on = '2001-01-01' WHERE id = {_SOMEBODY}",
    "disputes": f"UPDATE account SET disputed = 1 - disputed WHERE id = {_SOMEBODY}",
    "what is waited for": "UPDATE account SET promise_due_on = '2001-01-01', promise_until = '2001-01-01' "
    f"WHERE id = {_SOMEBODY}",
    "numbers of calls": f"UPDATE account SET call_count = call_count + 1 WHERE id = {_SOMEBODY}",
    "last calls": f"UPDATE account SET last_call_at = '2001-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "last outcomes": f"UPDATE account SET last_outcome = 'attorney' WHERE id = {_SOMEBODY}",
    "last contacts": f"UPDATE account SET last_contact_at = '2001-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "best hours": f"UPDATE account SET best_hour = 3 WHERE id = {_SOMEBODY}",
    "open invoices": f"UPDATE invoice SET open_cents = open_cents - 1 WHERE id = (SELECT min(id) FROM invoice WHERE "
    f"account_id = {_SOMEBODY})",
    "disputed amounts": "UPDATE invoice SET disputed_cents = 1 WHERE id = (SELECT min(id) FROM invoice WHERE "
    f"account_id = {_SOMEBODY})",
    "promises": "UPDATE promise SET paid_cents = paid_cents + 1 "
    "WHERE id = (SELECT min(id) FROM promise WHERE status = 'open')",
    "instalments": "UPDATE instalment SET paid_cents = 1 WHERE arrangement_id = (SELECT max(id) FROM arrangement WHERE "
    "status = 'active') AND number = (SELECT max(i.number) FROM instalment i "
    "WHERE i.arrangement_id = instalment.arrangement_id)",
    "queue": f"UPDATE account SET ready = 0, wake_at = '2099-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "counts of calls": "UPDATE call_count SET made = made + 1 WHERE hour = (SELECT max(hour) FROM call_count)",
    "sums of the ledger": "DELETE FROM ledger_sum WHERE entry_on = (SELECT max(entry_on) FROM ledger_sum)",
    "words of prices": "DELETE FROM price_word WHERE price_id = (SELECT min(id) FROM price)",
}
# What was issued is never changed: of these it only tells.
BREAKS_OF_BILLS = {
    "bills": (
        "UPDATE invoice_line SET amount_cents = amount_cents + 1 WHERE invoice_id = (SELECT min(invoice_id) "
        "FROM invoice_made)",
        "INV-2026-00001", 100_00, "lines 10001, ledger 10000",
    ),
    "lines of drafts": ("UPDATE invoice_draft_line SET amount_cents = 7", "D1, line 1", 7, 100_00),
    "numbers of bills": ("UPDATE number_series SET last = 3 WHERE kind = 'invoice'", "HOSP, numbers of invoices", 3, 1),
    "remittances": ("UPDATE remittance SET paid_cents = 7", "remittance 1 (T1)", 7, "claims 500, 0 odd"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS_OF_BILLS)
def test_a_bill_that_does_not_add_up_is_told_and_never_changed(work: Office, name: str, tmp_path: Path) -> None:
    bill = issued(work.desk("ana"), work.accounts[0])
    invoices.void(work.boss, bill.invoice_id, "by mistake", "void")
    (tmp_path / "x.835").write_text(era(Told("X", (Service(5_00),))))
    remittances.take(work.boss, tmp_path / "x.835", "HOSP")
    assert doctor.examine(work.boss).wrong == 0
    sql, *told = BREAKS_OF_BILLS[name]
    with work.boss.store.write() as tx:
        assert tx.sql.run(sql) == 1
    found = {one.name: one for one in doctor.examine(work.boss, repair=True).findings if one.wrong}
    assert found.keys() == {name}
    assert list(found[name].examples[0][:3]) == told
    assert found[name].repaired == 0


# What an insurer was asked for is never changed either; the hold for it follows again.
BREAKS_OF_CLAIMS = {
    "holds for claims": ("UPDATE claim SET hold_id = NULL", "not held", "held", 1),
    "charges of claims": ("UPDATE claim_line SET charge_cents = charge_cents + 1", 100_00, 100_01, 0),
}


@pytest.mark.parametrize("name", BREAKS_OF_CLAIMS)
def test_a_claim_that_does_not_add_up_is_told_and_its_hold_mended(work: Office, name: str) -> None:
    claimed(work.desk("ana"), patient(work, AETNA))
    assert doctor.examine(work.boss).wrong == 0
    sql, kept, wanted, repaired = BREAKS_OF_CLAIMS[name]
    with work.boss.store.write() as tx:
        assert tx.sql.run(sql) == 1
    found = {one.name: one for one in doctor.examine(work.boss, repair=True).findings if one.wrong}
    assert found.keys() == {name}
    assert (found[name].examples[0][1:3], found[name].repaired) == ((kept, wanted), repaired)
    check_everything(work.boss)


ANSWERS = "answers to claims"


def test_a_claim_that_says_something_else_than_its_remittances_is_told(work: Office, tmp_path: Path) -> None:
    claim = claimed(work.desk("ana"), patient(work, AETNA))
    (tmp_path / "x.835").write_text(era(Told(claim.control, (Service(100_00, (("CO", "45", 40_00),), on=SERVICE),))))
    remittances.take(work.boss, tmp_path / "x.835", "HOSP")
    assert doctor.examine(work.boss).wrong == 0
    with work.boss.store.write() as tx:
        assert tx.sql.run("UPDATE claim SET paid_cents = 7, written_cents = 93 WHERE paid_cents > 0") == 1
    found = {one.name: one for one in doctor.examine(work.boss, repair=True).findings if one.wrong}
    assert found.keys() == {ANSWERS}
    assert found[ANSWERS].examples[0][:3] == (claim.name, 7, 60_00)
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE claim SET paid_cents = 6000, written_cents = 4000, decided_cents = 9000")
    (one,) = (one for one in doctor.examine(work.boss).findings if one.wrong)
    assert one.examples[0][:3] == (claim.name, 90_00, 100_00), "of how much of the charge they are"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[DemoReport, Desk]]:
    made = make_demo(place(tmp_path), accounts=120, clock=FixedClock(NOON))
    with closing(open_desk(made.where, made.supervisor, FixedClock(NOON))) as desk:
        yield made, desk


def test_everything_that_is_wrong_is_found_and_mended(demo: tuple[DemoReport, Desk]) -> None:
    desk = demo[1]
    sound = doctor.examine(desk)
    assert sound.wrong == 0, "it was made right"
    assert {one.state for one in sound.checks} == {"ok"}
    assert {one.name for one in doctor.examine(desk).findings} == {
        *BREAKS,
        *BREAKS_OF_BILLS,
        *BREAKS_OF_CLAIMS,
        ANSWERS,
    }, "each is broken here"
    reports = [figures.report(desk, name).lines for name in figures.KINDS]
    for name, sql in BREAKS.items():
        with desk.store.write() as tx:
            assert tx.sql.run(sql) > 0, name
        found = {one.name: one for one in doctor.examine(desk).findings}
        assert found[name].wrong > 0, name
        assert found[name].examples[0].where, name
        mended = doctor.examine(desk, repair=True)
        assert mended.wrong == 0, mended
        assert {one.name: one.repaired for one in mended.findings}[name] == found[name].wrong
        assert doctor.examine(desk).wrong == 0, name
    assert [figures.report(desk, name).lines for name in figures.KINDS] == reports


def test_an_account_that_is_held_without_a_hold_is_opened(work: Office) -> None:
    held, other = work.accounts[:2]
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET status = 'held', ready = 0, wake_at = NULL WHERE id = :id", {"id": held})
        tx.sql.run(
            "INSERT INTO hold (account_id, kind, note, since) VALUES (:id, 'dispute', '', '2026-11-20T12:00:00Z')",
            {"id": other},
        )
    found = {one.name: one for one in doctor.examine(work.boss).findings}["queue"]
    assert [one.kept for one in found.examples] == ["held without a hold", "open though held"]
    assert doctor.examine(work.boss, repair=True).wrong == 0
    with work.boss.store.read() as tx:
        status = {row[0]: row[1] for row in tx.sql.all("SELECT id, status FROM account")}
    assert (status[held], status[other]) == ("open", "held")
    check_everything(work.boss)


# -- the database as a whole, and what stands around it ---------------------------------------------------------------

LONG_AGO = "2026-11-20T12:00:00Z"
# What is done to the database, what it is called then, and whether it can be put right.
AROUND: dict[str, tuple[str, str, bool]] = {
    "claims": (
        "INSERT INTO lease VALUES (1, 2, 's', '2026-11-23T18:00:00Z', '2026-11-23T18:15:00Z')", "wrong", True,
    ),
    "drafts": (
        f"INSERT INTO draft (account_id, collector_id, started_at, updated_at, body) "
        f"VALUES (1, 2, '{LONG_AGO}', '{LONG_AGO}', '{{}}')", "look", False,
    ),
    "sessions": (f"INSERT INTO session VALUES ('s', 2, 'tty', '{LONG_AGO}', '{LONG_AGO}')", "look", True),
    "audit": ("UPDATE audit SET details = 'nothing' WHERE id = 2", "wrong", False),
}  # fmt: skip


@pytest.mark.parametrize("name", AROUND)
def test_what_lies_about_is_told_with_what_to_do(work: Office, name: str) -> None:
    sql, state, mended = AROUND[name]
    with work.boss.store.write() as tx:
        if name == "audit":
            past_the_triggers(tx)
        assert tx.sql.run(sql) == 1
    report = doctor.examine(work.boss)
    found = {one.name: one for one in report.checks if one.state != "ok"}
    assert found.keys() == {name}
    assert (found[name].state, found[name].number) == (state, 1)
    assert found[name].found[0]
    assert found[name].advice.endswith(".")
    assert sum(one.wrong for one in report.checks) == (state == "wrong")
    after = doctor.examine(work.boss, repair=True)
    assert {one.name: one.mended for one in after.checks}[name] == mended
    assert after.wrong == (state == "wrong" and not mended)
    with work.boss.store.read() as tx:
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'repair'") == mended
    if name == "claims":
        check_everything(work.boss)


def test_what_was_done_past_the_program_is_found(work: Office, engine: str) -> None:
    with work.boss.store.write() as tx:
        if engine == "postgres":
            tx.sql.run("ALTER TABLE lease DISABLE TRIGGER ALL")
            tx.sql.run("DELETE FROM account_search WHERE account_id = 2")
        else:
            tx.search.forget_customers([3])
    if engine == "sqlite":
        with closing(sqlite3.connect(work.where)) as file:
            file.executescript("PRAGMA foreign_keys = OFF; DELETE FROM phone; DELETE FROM customer WHERE id = 2")
        with closing(sqlite3.connect(work.where, isolation_level=None)) as file:
            # An index that has missed a row.
            rewrite = "UPDATE sqlite_schema SET sql = {} WHERE name = 'customer_state'"
            (was,) = file.execute("SELECT sql FROM sqlite_schema WHERE name = 'customer_state'").fetchone()
            file.execute("PRAGMA writable_schema = ON")
            file.execute(rewrite.format(f"'{was} WHERE id < 0'"))
            file.execute("PRAGMA writable_schema = RESET")
            file.execute("INSERT INTO customer (name, state) VALUES ('Nobody', 'NY')")
            file.execute("PRAGMA writable_schema = ON")
            file.execute(rewrite.format(f"'{was}'"))
            file.execute("PRAGMA writable_schema = RESET")
        work = reopened(work)
    found = {one.name: one.found for one in doctor.examine(work.boss).checks if one.state == "wrong"}
    assert found.keys() == {"what points where", "pages and indexes" if engine == "sqlite" else "index of words"}
    after = doctor.examine(work.boss, repair=True)
    assert [one.name for one in after.checks if one.wrong] == ["what points where"]
    assert {one.name: one.mended for one in after.checks}["index of words"] == 1
    with work.boss.store.read() as tx:
        assert len(tx.search.find("3", 10)) >= 1


def reopened(work: Office) -> Office:
    """A new desk for the boss."""
    work.boss = work.desk("boss")
    return work


class Shifted(SystemClock):
    """The machine's clock, set to another hour."""

    by = timedelta()

    def now(self) -> datetime:
        return super().now() + self.by


def test_a_clock_that_is_set_back_is_seen(tmp_path: Path, engine: str) -> None:
    clock = Shifted()
    with office(tmp_path, accounts=1, clock=clock) as work:
        assert clock_of(work.boss) == ("ok", ())
        people.set_team(work.boss, "ana", "")
        clock.by = -timedelta(hours=1)
        state, found = clock_of(work.boss)
        assert state == "wrong"
        assert ("on the server" if engine == "postgres" else "the audit has an entry of") in found[0]
        with work.boss.store.write() as tx:
            work.boss.note(tx, "add nothing")
        clock.by = timedelta()
        state, found = clock_of(work.boss)
        assert state == "look"
        assert "comes behind one of" in found[0]


def clock_of(desk: Desk) -> tuple[str, tuple[str, ...]]:
    check = {one.name: one for one in doctor.examine(desk).checks}["clock"]
    return check.state, check.found


def test_files_that_everybody_may_read_and_a_full_disk_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    with on("sqlite"), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with closing(open_desk(f"{folder}/work.db", "boss", FixedClock(NOON), create=True)) as desk:
            assert not (folder / "work.db").stat().st_mode & 0o007, "it is made so"
            assert doctor.examine(desk).wrong == 0
            (folder / "work.db").chmod(0o644)
            monkeypatch.setattr(house, "TOO_LITTLE", 1 << 62)
            wrong = {one.name: one.found for one in doctor.examine(desk).checks if one.state == "wrong"}
        assert wrong.keys() == {"files", "room"}
        assert wrong["files"][0].startswith(f"{folder}/work.db may be read")


def test_of_a_file_that_is_damaged_it_says_so_and_trusts_nothing_in_it(tmp_path: Path) -> None:
    with on("sqlite"), office(tmp_path, accounts=200) as made:
        pass
    path = tmp_path / "work.db"
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'invoice'").fetchone()
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    with closing(open_desk(made.where, "boss", made.clock)) as boss:
        for repair in (False, True):
            report = doctor.examine(boss, repair=repair)
            assert [one.name for one in report.checks if one.state == "wrong"] == ["pages and indexes"]
            assert (report.wrong > 0, report.findings) == (True, ())
            assert "restore the newest backup" in report.checks[0].advice
