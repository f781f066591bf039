"""Files in, answers out: what hostile files brought is all there, can be looked for, and harms no spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.naughty.conftest import ACCOUNTS, NUMBERS, Files
from tests.naughty.strings import BROKEN, FORMULAS, LONG, NAUGHTY, SHORT, driving, is_kept

FIELDS = ("name", "street", "city", "postcode", "email", "language")


def account(files: Files, name: str) -> dict[str, Any]:
    """The account with the text of this name, as programs read it."""
    result = files.run("account", NUMBERS[name], "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("names", [[*SHORT], ["long", "long escapes", "long zalgo"]], ids=["short", "long"])
def test_nothing_that_came_in_is_lost(filled: Files, names: list[str]) -> None:
    for name in names:
        text = NAUGHTY[name]
        found = account(filled, name)
        for field in FIELDS:
            shown = found["customer"][field]
            assert is_kept(text, shown), (name, field)
            assert driving(shown) == [], (name, field)
        said = [item["text"] for item in found["timeline"]]
        assert all(driving(one.replace("\n", "")) == [] for one in said), name
        # A column for telephone numbers that holds none, and what was said in a call, are kept in words.
        for label in ("Home phone: ", "Work phone: "):
            assert not text.strip() or any(one.startswith(label) and is_kept(text, one) for one in said), (name, label)
        for kind in ("call", "payment"):
            assert any(item["kind"] == kind and is_kept(text, item["text"]) for item in found["timeline"]), (name, kind)


def test_every_control_sign_leaves_a_mark(filled: Files) -> None:
    for name, text in SHORT.items():
        controls = [sign for sign in text.strip() if not sign.isprintable() and not sign.isspace()]
        shown = account(filled, name)["customer"]["name"]
        marks = sum(0x2400 <= ord(sign) <= 0x2421 or sign == "⟨" or sign in "\u200c\u200d" for sign in shown)
        kept = sum(not sign.isprintable() for sign in shown)
        assert marks + kept >= len(controls), name


def test_the_same_hostile_files_again_change_nothing(files: Files, filled: Files) -> None:
    for kind in ("accounts", "customers", "payments", "calls"):
        result = files.run("import", kind, str(filled.folder / f"{kind}.csv"), "--client", "HOSP", "--json")
        report = json.loads(result.stdout)
        assert (report["added"], report["changed"], report["rejected"]) == (0, 0, 0), kind
        assert report["unchanged"] == len(NAUGHTY), kind


def test_money_is_right_whatever_stands_beside_it(filled: Files) -> None:
    rows = json.loads(filled.run("list", "--show", "all", "--limit", "1000", "--json").stdout)
    owed = {row["account"]: row["balance_cents"] for row in rows}
    assert owed == {number: (100 + position) * 100 - 100 for position, number in enumerate(NUMBERS.values())}


def test_the_call_log_as_csv_harms_no_spreadsheet_and_loses_nothing(filled: Files) -> None:
    printed = filled.run("calls", "--by", "boss", "--csv").stdout
    assert driving(printed.replace("\r\n", "\n")) == []
    rows = {row["account"]: row for row in csv.DictReader(io.StringIO(printed, newline=""))}
    for name, text in NAUGHTY.items():
        row = rows[NUMBERS[name]]
        assert is_kept(text, row["customer"]), name
        assert is_kept(text, row["note"]), name
        for column in ("customer", "note"):
            assert row[column].lstrip()[:1] not in tuple("=+-@＝＋－＠"), (name, row[column][:20])
    assert all(rows[NUMBERS[name]]["customer"].startswith("'") for name in FORMULAS)


def test_turned_away_rows_are_kept_whole_and_harmless(files: Files) -> None:
    rows = [(f"B{at}", "", text, *[text] * 9, "never", "1.00") for at, text in enumerate(NAUGHTY.values())]
    result = files.run("import", "accounts", files.write("bad.csv", ACCOUNTS, rows), "--client", "HOSP")
    assert result.exit_code == 1
    assert driving(result.output) == []
    with (files.folder / "bad.rejects.csv").open(encoding="utf-8", newline="") as file:
        turned_away = list(csv.DictReader(file))
    assert [row["account"] for row in turned_away] == [row[0] for row in rows]
    for text, row in zip(NAUGHTY.values(), turned_away, strict=True):
        assert is_kept(text, row["name"])
        assert driving("".join(row.values()).replace("\r\n", "\n")) == []
        assert row["name"].lstrip()[:1] not in tuple("=+@＝＋－＠")


def test_what_is_no_text_is_turned_away_with_its_line(files: Files) -> None:
    path = files.folder / "broken.csv"
    head = b"account,name,due_on,balance\r\n"
    for tail, said in (
        (b"X1,caf\xe9,2026-09-01,1.00\r\n", "line 2: the byte 0xe9 is no UTF-8 text"),
        (b"X1,\xed\xa0\xbd,2026-09-01,1.00\r\n", "line 2: the byte 0xed is no UTF-8 text"),
        (b"X1,a\x00b,2026-09-01,1.00\r\n", "line 2: the row holds NUL bytes"),
        (b'X1,"Ann,2026-09-01,1.00\r\n', "line 2: a quote opens on this line and is not closed"),
        (b"X1," + b"x" * 1_000_001 + b",2026-09-01,1.00\r\n", "line 2: a field is longer than 1,000,000 characters"),
    ):
        path.write_bytes(head + tail)
        result = files.run("import", "accounts", str(path), "--client", "HOSP")
        assert result.exit_code == 1
        assert said in result.output
        assert driving(result.output) == []
    assert files.run("account", "X1").exit_code == 1


@pytest.mark.parametrize("number", [" " * 20_000, "0:" * 20_000, "T" * 20_000, "1" + " " * 20_000 + "x"])
def test_a_cell_without_end_keeps_nobody_waiting(files: Files, number: str) -> None:
    """A date of a megabyte is no date. (Blank after blank used to be tried as the beginning of the time.)"""
    calls = files.write("some.csv", ("account", "started_at", "outcome"), [(NUMBERS["SQL"], f"1{number}x", "busy")])
    bills = files.write("more.csv", ("account", "due_on", "balance"), [("Y1", f"1{number}x", "1.00")])
    for kind, path in (("calls", calls), ("accounts", bills)):
        result = files.run("import", kind, path, "--client", "HOSP")
        assert result.exit_code == 1
        assert "1 rejected" in result.output


def test_everybody_can_be_looked_for(filled: Files) -> None:
    for name, text in (SHORT | BROKEN).items():
        for words in (("find", "--", text), ("list", "--show", "all", "--text", text)):
            result = filled.run(*words)
            assert result.exit_code in (0, 1), (name, result.output)
            assert "says what went wrong" not in result.output, name
            assert driving(result.output) == [], name
    for name in ("markup", "SQL", "quotes", "wide", "Arabic", "Hebrew with vowels", "other digits", "family"):
        assert NUMBERS[name] in filled.run("find", SHORT[name]).stdout, name


def test_one_long_name_fills_no_other_line(filled: Files) -> None:
    lines = filled.run("list", "--show", "all", "--limit", "1000").stdout.splitlines()
    assert len(lines) == len(NAUGHTY) + 1
    assert sum(len(line) < 2_000 for line in lines) == len(lines) - len(LONG)
