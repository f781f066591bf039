"""`statement`, `letter`, `invoice print`: where documents go, and what is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.files import printer
from tests.build import Office
from tests.cli.conftest import Shell


@pytest.fixture
def number(boss: Shell) -> str:
    """An invoice that was issued here."""
    boss.run("invoice", "new", "A-0002", "--service-on", "2026-11-20")
    boss.run("invoice", "add-line", "D1", "--description", "Visit [bold]x[/] 王", "--price", "100")
    (bill,) = boss.json("invoice", "verify", "D1")["bills"]
    for warning in {one["id"] for one in bill["findings"]}:
        boss.run("invoice", "accept", "D1", "--warning", warning, "--because", "as agreed")
    made = boss.json("invoice", "issue", "D1")
    return str(made["number"])


def test_an_invoice_is_written_in_three_forms_or_shown(shell: Shell, number: str, tmp_path: Path) -> None:
    for end, start in (("pdf", b"%PDF-1.7"), ("txt", b"St. Elsewhere Hospital"), ("html", b"<!DOCTYPE html>")):
        file = tmp_path / f"i.{end}"
        said = shell.run("invoice", "print", number, "--to", str(file)).stdout
        assert said == f"A-0002: the invoice {number} is in {file}.\n"
        assert file.read_bytes().startswith(start)
    shown = shell.run("invoice", "print", number).stdout
    assert shown == (tmp_path / "i.txt").read_text()
    assert "Visit [bold]x[/] 王" in shown
    told = shell.json("invoice", "print", number)
    assert (told["title"], told["text"]) == (f"Invoice {number}", shown)
    assert "There is no invoice X-1" in shell.refused("invoice", "print", "X-1")
    assert "let its name end in one of .pdf" in shell.refused("invoice", "print", number, "--to", str(tmp_path / "x"))
    assert "There is no folder" in shell.refused("invoice", "print", number, "--to", "/nowhere/x.pdf")
    shell.run("invoice", "print", number, "--to", "x.pdf", "--printer", "desk", exit_code=2)


def test_statements_and_letters(shell: Shell, boss: Shell, work: Office, tmp_path: Path) -> None:
    assert "STATEMENT OF ACCOUNT A-0002" in shell.run("statement", "A-0002", "--since", "1 nov").stdout
    told = shell.json("statement", "--client", "HOSP", "--to", str(tmp_path / "all.pdf"))
    assert (told["written"], told["held"]) == (20, 0)
    assert shell.json("letter", "reminder", "A-0002")["title"] == "Reminder, account A-0002"
    assert "name and the mailing address of who collects" in shell.refused("letter", "validation", "A-0002")
    for words in (
        ("statement",),
        ("statement", "A-0002", "--client", "HOSP"),
        ("statement", "--client", "HOSP"),
        ("statement", "A-0002", "--each", "x"),
        ("statement", "--client", "HOSP", "--to", "a.pdf", "--each", "x"),
        ("statement", "--client", "HOSP", "--to", "a.pdf", "--printer", "x"),
        ("letter", "love", "A-0002"),
    ):
        shell.run(*words, exit_code=2)
    olga = Shell(work.where, "olga")
    assert "may not work" in olga.refused("statement", "A-0002", "--to", str(tmp_path / "s.pdf"))
    assert "may not send documents" in olga.refused("statement", "--client", "HOSP", "--to", str(tmp_path / "s.pdf"))


def test_a_printer_gets_the_pdf(shell: Shell, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "There is no `lp`" in shell.refused("invoice", "print", number, "--printer", "desk")
        or Path("/usr/bin/lp").exists()
    )
    lp = tmp_path / "lp"
    lp.write_text(f"#!/bin/sh\ncat > {tmp_path}/got\necho 'request id is desk-1 (1 file)'\n")
    lp.chmod(0o755)
    monkeypatch.setattr(printer.Printer.__init__, "__defaults__", ((lp,),))
    said = shell.run("invoice", "print", number, "--printer", "desk").stdout
    assert said == f"Invoice {number} is with the printer desk (request id is desk-1 (1 file)).\n"
    assert (tmp_path / "got").read_bytes().startswith(b"%PDF-1.7")
    assert "cannot be the name of a printer" in shell.refused("letter", "reminder", "A-0002", "--printer", "-o raw")
