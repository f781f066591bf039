"""How files are taken in: all or nothing, without storing, beside people who work; and who may."""

from __future__ import annotations

import gc
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collections_tui.domain.errors import Refused, StoreError
from collections_tui.services import clients, imports, queue, worklists
from collections_tui.services.views import Claimed
from tests.build import office
from tests.services.importing import Importer

HEADER = "account,name,phone,balance,due_on\n"
GOOD = HEADER + "A,Ann,(212) 555-0160,10.00,2026-09-01\nB,Bob,,20.00,2026-09-01\n"
MIXED = GOOD + "C,Cy,,thirty,2026-09-01\nD,Di,,40.00,2026-09-01\nE,Ed,,50.00\n"


# -- all, nothing, or without storing -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [GOOD, MIXED, HEADER])
def test_a_dry_run_says_the_same_and_stores_nothing(incoming: Importer, text: str) -> None:
    before = incoming.everything()
    files = set(incoming.folder.iterdir()) | {incoming.folder / "some.csv"}
    dry = incoming.run("accounts", text, dry_run=True)
    assert incoming.everything() == before
    assert {file for file in incoming.folder.iterdir() if file.suffix == ".csv"} <= files
    assert incoming.all("SELECT 1 FROM audit WHERE action LIKE 'import%'") == []
    real = incoming.run("accounts", text)
    same = (
        "read",
        "added",
        "changed",
        "unchanged",
        "rejected",
        "customers",
        "accounts",
        "totals_cents",
        "problems",
        "ok",
    )
    assert [getattr(dry, field) for field in same] == [getattr(real, field) for field in same]
    assert "Nothing was stored: this was a dry run." in dry.sentence or not dry.read
    incoming.check()


def test_a_dry_run_over_several_chunks_is_exact(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    text = MIXED + "A,Ann,(212) 555-0160,10.00,2026-09-01\n" + "A,Ann,,11.00,2026-09-01\n"
    dry = incoming.run("accounts", text, dry_run=True)
    assert (dry.read, dry.added, dry.unchanged, dry.rejected) == (7, 3, 1, 3)
    assert incoming.all("SELECT 1 FROM account") == []


def test_a_dry_run_writes_rejects_only_where_it_is_told(incoming: Importer) -> None:
    path = incoming.folder / "dry.csv"
    assert incoming.run("accounts", MIXED, dry_run=True).rejects_path is None
    assert incoming.run("accounts", MIXED, dry_run=True, rejects=path).rejects_path == path
    assert path.read_text("utf-8").count("\n") == 3


def test_strict_takes_all_or_nothing(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 1)
    before = incoming.everything()
    report = incoming.run("accounts", MIXED, strict=True)
    assert (report.rejected, report.ok) == (2, False)
    assert "Nothing was stored, because not every row can be taken." in report.sentence
    assert report.rejects_path is not None
    assert incoming.everything() == before
    assert incoming.run("accounts", GOOD, strict=True).ok
    assert incoming.one("SELECT count(*) FROM account") == (2,)
    incoming.check()


def test_good_rows_go_in_and_bad_rows_are_told(incoming: Importer) -> None:
    report = incoming.run("accounts", MIXED)
    assert (report.read, report.added, report.rejected, report.ok) == (5, 3, 2, False)
    assert [line for line, _ in report.problems] == [4, 6]
    assert report.sentence.startswith(
        "5 accounts read from some.csv for HOSP: 3 added ($70.00), 2 rejected. Rejected rows"
    )
    assert incoming.one("SELECT action, details FROM audit WHERE action LIKE 'import%'") == (
        "import accounts", "some.csv for HOSP: 3 added, 0 changed, 0 unchanged, 2 rejected",
    )  # fmt: skip


def test_no_rejects_no_file(incoming: Importer) -> None:
    assert incoming.run("accounts", GOOD).rejects_path is None
    assert not (incoming.folder / "some.rejects.csv").exists()


def test_rejects_are_never_written_over_the_file_itself(incoming: Importer) -> None:
    with pytest.raises(Refused, match="written over the file itself"):
        incoming.run("accounts", MIXED, rejects=incoming.folder / "some.csv")
    assert (incoming.folder / "some.csv").read_text("utf-8") == MIXED


def test_a_header_without_rows(incoming: Importer) -> None:
    report = incoming.run("accounts", HEADER)
    assert (report.read, report.ok, report.sentence) == (
        0,
        True,
        "some.csv has a header and no rows: nothing to import.",
    )


def test_progress_is_told_in_bytes(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    told: list[tuple[int, int]] = []
    incoming.run("accounts", MIXED, progress=lambda done, size: told.append((done, size)))
    size = len(MIXED.encode())
    assert told
    assert told[-1] == (size, size)
    assert told == sorted(told)


class Stopped(Exception):
    """Somebody pressed ctrl+c."""


def test_what_was_taken_before_a_stop_stays_and_the_rest_comes_later(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 1)

    def stop(done: int, size: int) -> None:
        if incoming.one("SELECT count(*) FROM account") == (2,):
            raise Stopped

    with pytest.raises(Stopped):
        incoming.run("accounts", MIXED, progress=stop)
    incoming.check()
    report = incoming.run("accounts", MIXED)
    assert (report.added, report.unchanged, report.rejected) == (1, 2, 2)
    assert gc.isenabled()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_a_full_disk_let_in_is_told_and_entered_in_the_audit(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 50)
    text = HEADER + "".join(f"N{number},{'x' * 3000},,1.00,2026-09-01\n" for number in range(300))

    def fill_up(done: int, size: int) -> None:
        with incoming.desk.store.write() as tx:
            tx.sql.all(f"PRAGMA max_page_count = {tx.sql.value('PRAGMA page_count') + 2}")

    with pytest.raises(StoreError) as refused:
        incoming.run("accounts", text, progress=fill_up)
    assert str(refused.value).startswith(
        "some.csv was not taken in to the end: 50 accounts of it are stored, and importing it again goes on behind "
    )
    assert "nothing more was saved" in str(refused.value)
    assert incoming.one("SELECT count(*) FROM account") == (50,)
    assert incoming.all("SELECT action, details FROM audit WHERE action LIKE '%import%'") == [
        ("begin import accounts", "some.csv for HOSP")
    ]
    with incoming.desk.store.write() as tx:
        tx.sql.all("PRAGMA max_page_count = 1000000")
    again = incoming.run("accounts", text)
    assert (again.added, again.unchanged) == (250, 50)
    incoming.check()


def test_an_import_is_a_few_entries_of_the_audit_however_many_rows_it_has(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait in memory until their transaction commits."""
    monkeypatch.setattr(imports, "MOST_ROWS", 50)
    entered = []
    for count in (10, 400):
        before = incoming.one("SELECT count(*) FROM audit")[0]
        incoming.run("accounts", HEADER + "".join(f"{count}-{n},x,,1.00,2026-09-01\n" for n in range(count)))
        entered.append(incoming.one("SELECT count(*) FROM audit")[0] - before)
    assert entered == [3, 2], "the worklist is new the first time"


def test_two_imports_for_a_new_client_at_once_make_one_client(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = '[columns]\naccount = "account"\nbalance = "balance"\n[client]\nname = "Dental"\n'
    other = Importer(incoming.office, incoming.folder, "DENT")
    other.desk = incoming.office.desk("boss", "another window")
    take_all = imports._take_all

    def after_the_other(*args: Any) -> None:
        monkeypatch.setattr(imports, "_take_all", take_all)
        assert other.run("accounts", GOOD, map_text=settings, name="other.csv").new_client
        take_all(*args)

    monkeypatch.setattr(imports, "_take_all", after_the_other)
    report = incoming.run("accounts", GOOD.replace("A,", "C,"), map_text=settings, client="DENT")
    assert (report.added, report.unchanged, report.new_client) == (1, 1, False)
    assert incoming.one("SELECT count(*) FROM worklist") == (1,)
    incoming.check()


# -- beside people who work -----------------------------------------------------------------------------------------


def test_collectors_get_their_turn_between_small_chunks(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming.run("accounts", GOOD)
    ana = incoming.office.desk("ana")
    assert isinstance(queue.next_account(ana), Claimed)
    monkeypatch.setattr(imports, "BESIDE_PEOPLE", 2)
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    text = HEADER + "".join(f"N{number},Ann,,1.00,2026-09-01\n" for number in range(9))
    incoming.run("accounts", text)
    assert len(pauses) == 5
    incoming.check()


def test_people_see_chunk_after_chunk(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    ana = incoming.office.desk("ana")
    seen: list[int] = []

    def look(done: int, size: int) -> None:
        with ana.store.read() as tx:
            seen.append(int(tx.sql.value("SELECT count(*) FROM account")))

    incoming.run("accounts", HEADER + "".join(f"N{n},Ann,,1.00,2026-09-01\n" for n in range(5)), progress=look)
    assert seen == sorted(seen)
    assert len(set(seen)) > 1


# -- who, for whom, where to ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"), [("collector", False), ("auditor", False), ("supervisor", True), ("admin", True)]
)
def test_who_may_import(tmp_path: Path, role: str, may: bool) -> None:
    with office(tmp_path, people=(f"x:{role}",), accounts=0) as made:
        importer = Importer(made, tmp_path)
        importer.desk = made.desk("x")
        if may:
            assert importer.run("accounts", GOOD).ok
        else:
            with pytest.raises(Refused, match="x may not import: ask an admin or supervisor"):
                importer.run("accounts", GOOD)


def test_a_client_nobody_knows_is_refused_with_the_command_that_adds_it(incoming: Importer) -> None:
    with pytest.raises(Refused) as refused:
        incoming.run("accounts", GOOD, client="DENT")
    assert 'collections-tui clients add DENT --name "NAME"' in str(refused.value)
    assert incoming.all("SELECT 1 FROM account") == []


def test_the_first_client_is_made_on_the_way(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0, lists=()) as made:
        with made.boss.store.write() as tx:
            tx.sql.run("DELETE FROM client")
        importer = Importer(made, tmp_path, "DENT")
        assert importer.run("accounts", GOOD, dry_run=True).new_client
        assert clients.every(made.boss) == []
        report = importer.run("accounts", GOOD)
        assert (report.new_client, report.client) == (True, "DENT")
        (client,) = clients.every(made.boss)
        assert (client.code, client.name, client.party, client.currency) == ("DENT", "DENT", "third", "USD")
        assert not importer.run("accounts", GOOD).new_client


def test_what_is_made_on_the_way_is_in_the_audit(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0, lists=()) as made:
        importer = Importer(made, tmp_path, "DENT")
        describes = 'title = "x"\n[client]\nname = "Dental"\n[columns]\naccount = "account"\nbalance = "balance"\n'
        importer.run("accounts", GOOD, map_text=describes)
        importer.run("accounts", GOOD, map_text=describes)
        made_on_the_way = importer.all(
            "SELECT action, details FROM audit WHERE action LIKE 'add %' AND details = 'DENT' ORDER BY id"
        )
        assert made_on_the_way == [("add client", "DENT"), ("add worklist", "DENT")]


def test_a_mapping_may_describe_its_client(incoming: Importer) -> None:
    settings = (
        'currency = "EUR"\n[columns]\naccount = "a"\nbalance = "b"\n'
        '[client]\nname = "Stadtwerke"\nparty = "first"\nsector = "utility"\n'
    )
    assert incoming.run("accounts", "a,b\n1,5.00\n", map_text=settings, client="SW").new_client
    client = next(one for one in clients.every(incoming.desk) if one.code == "SW")
    assert (client.name, client.party, client.sector, client.currency) == ("Stadtwerke", "first", "utility", "EUR")
    assert incoming.one("SELECT currency FROM account") == ("EUR",)


@pytest.mark.parametrize("code", ["", "x" * 33, "two\nlines", "X/Y"])
def test_a_code_that_can_be_no_clients(incoming: Importer, code: str) -> None:
    with pytest.raises(Refused, match="1 to 32 characters"):
        incoming.run("accounts", GOOD, client=code)


def test_new_accounts_go_on_the_worklist_named(incoming: Importer) -> None:
    worklists.add(incoming.desk, "new", "New ones", strategy="promises-first", members=("ana",))
    assert incoming.run("accounts", GOOD, worklist="new").worklist == "new"
    assert incoming.all("SELECT DISTINCT w.code FROM account a JOIN worklist w ON w.id = a.worklist_id") == [("new",)]
    assert isinstance(queue.next_account(incoming.office.desk("ana")), Claimed)
    assert not isinstance(queue.next_account(incoming.office.desk("ben")), Claimed)
    incoming.check()


def test_a_worklist_that_is_not_there_is_refused(incoming: Importer) -> None:
    with pytest.raises(Refused, match="collections-tui worklists add nowhere"):
        incoming.run("accounts", GOOD, worklist="nowhere")


def test_a_file_with_other_columns_is_refused_before_anything_is_made(incoming: Importer) -> None:
    before = incoming.everything()
    with pytest.raises(Refused, match=r"some\.csv has no column Nummer, which mine\.toml asks for"):
        incoming.run("accounts", GOOD, map_text='[columns]\naccount = "Nummer"\nbalance = "balance"\n')
    assert incoming.everything() == before


# -- which mapping --------------------------------------------------------------------------------------------------


def test_a_shipped_mapping_is_taken_for_the_header_it_was_made_for(incoming: Importer) -> None:
    header = ["customerID", "invoiceNumber", "SettledDate", "Amount"]
    assert imports.find_mapping("payments", None, header).source == "receivables-payments.toml"
    assert imports.find_mapping("payments", "receivables-payments", ()).source == "receivables-payments.toml"
    other = imports.find_mapping("payments", None, ["invoice", "paid_on", "amount"])
    assert other.source == "the column names"


def test_a_mapping_for_another_kind_of_file_is_refused(incoming: Importer) -> None:
    with pytest.raises(Refused, match="is a mapping for payments, not for customers"):
        imports.find_mapping("customers", "receivables-payments", ())
    assert imports.find_mapping("accounts", "receivables-invoices", ()).kind == "invoices"


def test_a_mapping_that_is_not_there_is_refused_with_those_that_ship(incoming: Importer) -> None:
    with pytest.raises(Refused, match=r"There is no mapping nonsense: give a \.toml file, or one of those that ship"):
        imports.find_mapping("customers", "nonsense", ())
    with pytest.raises(Refused, match="There is no mapping"):
        imports.find_mapping("customers", "../../etc", ())


def test_a_supervisors_own_mapping_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    from collections_tui.services.bookshelf import Books

    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "mine.toml").write_text('kind = "customers"\n[columns]\ncustomer = "x"\n', "utf-8")
    assert imports.find_mapping("customers", "mine", (), Books(tmp_path)).columns == {"customer": ("x",)}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_import_leaves_the_connection_as_it_was(incoming: Importer) -> None:
    names = ("foreign_keys", "ignore_check_constraints", "cache_size", "wal_autocheckpoint", "recursive_triggers")

    def settings() -> list[object]:
        with incoming.desk.store.read() as tx:
            return [tx.sql.value(f"PRAGMA {name}") for name in names]

    before = settings()
    incoming.run("accounts", MIXED)
    with pytest.raises(Refused):
        incoming.run("accounts", MIXED, rejects=incoming.folder / "none" / "x.csv")
    assert settings() == before


def test_an_expired_claim_is_nobody_at_work(incoming: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming.run("accounts", GOOD)
    queue.next_account(incoming.office.desk("ana"))
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    incoming.desk.clock.forward(timedelta(minutes=16))  # type: ignore[attr-defined]
    incoming.run("accounts", GOOD)
    assert pauses == []
