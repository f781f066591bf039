"""Text from outside through an import: nothing crashes, nothing is lost, nothing can drive a terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.services import accounts, find
from tests.build import office
from tests.engines import for_an_example
from tests.services.importing import Importer

NAUGHTY = (
    "\x1b]52;c;aGFjaw==\x07", "\x1b[2J\x1b[31mred", "\x9b31m", "a\x00b", "\u202egnp.exe", "\u2066\u2067",
    "\ufeffmark", "[red]markup[/]", "[@click=app.quit]x[/]", "'; DROP TABLE account; --", '" OR "1"="1',
    "Robert'); DELETE FROM call;--", "=HYPERLINK(\"x\")", "@SUM(1)", "-1+1", "田中さん", "مرحبا", "שלום",
    "👩‍👩‍👧‍👦 family", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙", "\u200b\u200b", "ﷺ" * 40, "ı İ ß ﬁ", "\ud7ff\ue000\uffff",
    "\U000e0041\U000e0042", "tab\there", "two\r\nlines", "quote\"inside", "comma, inside", "NULL",
    "None", "x" * 100_000, "a\u0300" * 5_000, " ", "\u00a0", "\u3000", "\u2028para", "%s %n {0} ${x}",
    "../../etc/passwd", "1e309", "NaN",
)  # fmt: skip


def write(path: Path, rows: list[list[str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_naughty_names_are_kept_visible_and_can_be_shown(incoming: Importer) -> None:
    header = ["account", "customer", "name", "street", "phone", "email", "balance", "due_on"]
    rows = [[f"N-{at}", f"C-{at}", text, text, text, text, "10.00", "2026-09-01"] for at, text in enumerate(NAUGHTY)]
    report = incoming.run("accounts", write(incoming.folder / "naughty.csv", [header, *rows]))
    nul = [at for at, text in enumerate(NAUGHTY) if "\0" in text]
    assert report.added == len(NAUGHTY) - len(nul)
    assert report.problems == tuple((report.problems[0][0], "the row holds NUL bytes") for _ in nul)
    for at, text in enumerate(NAUGHTY):
        if at in nul:
            continue
        view = accounts.view(incoming.desk, incoming.account(f"N-{at}"))
        shown = clean(text.strip()).strip()
        assert view.customer.name == (shown or f"C-{at}")
        assert (view.customer.street, view.customer.email) == (shown, shown)
        notes = [item.text for item in view.timeline if item.kind == "note"]
        assert notes == ([f"Phone: {shown}"] if shown else [])
    incoming.check()
    rejected = (incoming.folder / "naughty.rejects.csv").read_bytes()
    assert b"\x1b" not in rejected
    assert b"a\xe2\x90\x80b" in rejected, "the NUL itself is made visible"
    assert [one.number for one in find.find(incoming.desk, "田中さん")]


def test_naughty_keys_are_kept_or_turned_away(incoming: Importer) -> None:
    header = ["account", "invoice", "amount", "due_on"]
    rows = [[text, f"I{at}", "10.00", "2026-09-01"] for at, text in enumerate(NAUGHTY)]
    report = incoming.run("invoices", write(incoming.folder / "keys.csv", [header, *rows]))
    kept = {clean(text.strip()).strip() for text in NAUGHTY if "\0" not in text}
    assert {number for (number,) in incoming.all("SELECT number FROM account")} == {
        text for text in kept if 0 < len(text) <= 64
    }
    assert report.read == report.added + report.rejected
    incoming.check()


@pytest.mark.parametrize("field", ["amount", "due_on", "disputed", "currency"])
def test_naughty_values_are_turned_away_with_safe_reasons(incoming: Importer, field: str) -> None:
    header = ["account", "invoice", "amount", "due_on", "disputed", "currency"]
    rows = []
    for at, text in enumerate(NAUGHTY):
        row = dict(zip(header, ["A", f"I{at}", "10.00", "2026-09-01", "no", "USD"], strict=True)) | {field: text}
        rows.append(list(row.values()))
    report = incoming.run("invoices", write(incoming.folder / "values.csv", [header, *rows]))
    assert report.read == len(rows)
    assert report.read == report.added + report.rejected
    assert all(reason.isprintable() and len(reason) < 500 for _, reason in report.problems)
    incoming.check()


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_taken_or_turned_away(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    with for_an_example(tmp_path_factory) as folder, office(folder, accounts=0, lists=()) as made:
        importer = Importer(made, folder)
        path = folder / "some.csv"
        path.write_bytes(b"account,balance\nA,1.00\n" + content)
        refused = ""
        try:
            report = importer.run("accounts", path)
            assert report.added >= 1 or report.rejected
        except Refused as trouble:
            refused = str(trouble)
        assert refused.isprintable()
        assert not refused or importer.all("SELECT 1 FROM account") == []
        importer.check()
