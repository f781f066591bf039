"""Writing CSV that people open in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.files.csv_out import safe_cell, write_rows


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+cmd|x",
        "-2+3+cmd|x",
        "@SUM(1)",
        " =1",
        "\t=1",
        "\r=1",
        "＝1",
        "=HYPERLINK(1)",
        "-",
        "+",
    ],
)
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["-12.00", "+1 212 555 0160", "(12.00)", "1,240.50", "Ann", "a=b", "-$3.00", "", "0379-NEVHP"]
)
def test_ordinary_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_other_values() -> None:
    assert [safe_cell(value) for value in (None, 5, -5, True)] == ["", "5", "-5", "True"]


def test_controls_are_made_visible() -> None:
    assert safe_cell("a\x1b[31mb\x9bc\u202ed") == "a␛[31mb⟨U+009B⟩c⟨U+202E⟩d"


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=10))
def test_a_spreadsheet_reads_back_safe_cells(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    assert write_rows(file, rows) == len(rows)
    read = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert [row or [""] for row in read] == [[safe_cell(cell) for cell in row] for row in rows]
    for cell in (cell for row in read for cell in row):
        assert "\x1b" not in cell
        assert cell.lstrip()[:1] not in ("=", "@")
