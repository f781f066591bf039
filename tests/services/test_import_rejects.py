"""Correct the rejects and import that file: the cycle that docs/import.md promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.services import imports
from collections_tui.services.imports import ImportReport
from tests.services.importing import Importer

GERMAN = (
    'delimiter = ";"\nencoding = "latin-1"\ndecimal = ","\n'
    '[columns]\naccount = "Konto"\nname = "Name"\nbalance = "Saldo"\n'
)
PAYMENTS = "account,paid_on,amount\n"
OWED = "account,balance,due_on\nA,100.00,2026-09-01\n"


def import_bytes(importer: Importer, content: bytes, mapping: str, name: str = "konten.csv") -> ImportReport:
    """Import a file of these bytes, as accounts."""
    path = importer.folder / name
    path.write_bytes(content)
    return importer.run("accounts", path, map_text=mapping)


def correct(report: ImportReport, wrong: str, right: str) -> Path:
    """Correct the file of rejects as an editor would: its encoding stays."""
    assert report.rejects_path is not None
    text = report.rejects_path.read_bytes().decode("utf-8")
    assert wrong in text
    report.rejects_path.write_bytes(text.replace(wrong, right).encode("utf-8"))
    return report.rejects_path


def test_numbers_and_names_come_back_as_they_were(incoming: Importer) -> None:
    rows = "Konto;Name;Saldo\n-A2;Ölé =x;neun\n+A3;@ Jörg;neun\n'=A4;ESC\x1b;neun\n"
    report = import_bytes(incoming, rows.encode("latin-1"), GERMAN)
    assert report.rejected == 3
    again = incoming.run("accounts", correct(report, ";neun", ";9,00"), map_text=GERMAN)
    assert (again.added, again.rejected, again.not_read) == (3, 0, ())
    assert incoming.all(
        "SELECT a.number, c.name FROM account a JOIN customer c ON c.id = a.customer_id ORDER BY a.id"
    ) == [("-A2", "Ölé =x"), ("+A3", "@ Jörg"), ("'=A4", "ESC␛")]


def test_a_shipped_mapping_is_found_for_the_rejects_of_its_files(incoming: Importer) -> None:
    text = "customerID,invoiceNumber,SettledDate,Amount\nC1,I1,1/13/2012,some\n"
    report = incoming.run("payments", text)
    assert report.mapping == "receivables-payments.toml"
    assert report.rejects_path is not None
    assert incoming.run("payments", report.rejects_path).mapping == "receivables-payments.toml"


@pytest.mark.parametrize("most", [1, 100])
def test_a_corrected_payment_is_not_the_one_it_equals(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    incoming.run("accounts", OWED)
    original = PAYMENTS + "A,2026-09-05,10.00\nA,2026-09-05,ten\nA,2026-09-05,zehn\n"
    report = incoming.run("payments", original)
    path = correct(report, ",ten", ",10.00")
    first = incoming.run("payments", path)
    assert (first.added, first.unchanged, first.rejected) == (1, 0, 1)
    assert first.rejects_path is not None
    second = incoming.run("payments", correct(first, ",zehn", ",10.00"))
    assert (second.added, second.unchanged) == (1, 0)
    for again in (original, path, first.rejects_path):
        assert incoming.run("payments", again).added == 0
    assert incoming.one("SELECT count(*), sum(amount_cents) FROM ledger_entry WHERE kind = 'payment'") == (3, -30_00)
    # The source has been corrected as well: it brings nothing that is not here.
    corrected = incoming.run("payments", PAYMENTS + "A,2026-09-05,10.00\n" * 3)
    assert (corrected.added, corrected.unchanged) == (0, 3)
    assert incoming.run("payments", PAYMENTS + "A,2026-09-05,10.00\n" * 4).added == 1
    incoming.check()


def test_tomorrows_rejects_of_the_same_row_are_the_same_payment(incoming: Importer) -> None:
    incoming.run("accounts", OWED)
    monday = incoming.run("payments", PAYMENTS + "A,2026-09-05,ten\n", name="monday.csv")
    assert incoming.run("payments", correct(monday, ",ten", ",10.00")).added == 1
    tuesday = incoming.run("payments", PAYMENTS + "A,2026-09-06,1.00\nA,2026-09-05,ten\n", name="tuesday.csv")
    again = incoming.run("payments", correct(tuesday, ",ten", ",10.00"))
    assert (again.added, again.unchanged) == (0, 1)


def test_a_corrected_call_is_not_the_one_it_equals(incoming: Importer) -> None:
    incoming.run("accounts", OWED)
    text = "account,started,outcome\nA,2026-11-18T22:10:00Z,busy\nA,2026-11-18T22:10:00Z,engaged\n"
    path = correct(incoming.run("calls", text), ",engaged", ",busy")
    assert incoming.run("calls", path).added == 1
    assert incoming.run("calls", path).unchanged == 1
    assert incoming.run("calls", text.replace("engaged", "busy")).unchanged == 2
    assert incoming.one("SELECT call_count FROM account") == (2,)


def test_corrections_are_not_written_over_by_the_next_import(incoming: Importer) -> None:
    text = "account,balance,due_on\nA,one,2026-09-01\n"
    path = correct(incoming.run("accounts", text), ",one", ",1.00")
    corrected = path.read_bytes()
    again = incoming.run("accounts", text.replace("A,", "B,"))
    assert again.rejects_path == incoming.folder / "some.rejects-2.csv"
    assert "some.rejects-2.csv, because some.rejects.csv has been changed since it was written." in again.sentence
    assert path.read_bytes() == corrected
    assert incoming.run("accounts", path).added == 1


def test_columns_that_nothing_reads_are_named(incoming: Importer) -> None:
    report = incoming.run("accounts", "account,colour,balance,due_on,shade\nA,red,1.00,2026-09-01,light\n")
    assert report.not_read == ("colour", "shade")
