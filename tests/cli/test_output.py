"""What is printed: columns that stand, JSON that programs can read, and no escape sequence in either."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.cli.output import as_json, instant, progress_bar, table, width

NAUGHTY = "\x1b]52;c;aGk=\x07\x9b31m\u202egnp.exe\u2028\x7f"


def test_a_table_stands_in_columns() -> None:
    lines = list(table(("name", ">owed", ""), [("Łukasz", "$1,200.00", "held"), ("Ada", "$5.00", "")]))
    assert lines == [
        "name         owed",
        "Łukasz  $1,200.00  held",
        "Ada         $5.00",
    ]


def test_wide_signs_and_marks_keep_the_columns_straight() -> None:
    decomposed = "Jose\u0301"
    lines = list(table(("name", "state"), [("王伟", "NY"), (decomposed, "CA")]))
    assert lines == ["name  state", "王伟  NY", f"{decomposed}  CA"]
    assert width("王伟") == 4
    assert width(decomposed) == 4


def test_no_cell_drives_the_terminal() -> None:
    (_, line) = table(("note",), [(NAUGHTY,)])
    assert line.isprintable()
    assert "gnp.exe" in line


def test_a_cell_of_several_lines_is_one_line() -> None:
    assert list(table(("note",), [("first\nsecond",)]))[1] == "first second"


@given(st.text())
def test_json_carries_any_text_whole_and_printable(text: str) -> None:
    printed = as_json({"text": text})
    assert json.loads(printed) == {"text": text}
    assert all(line.isprintable() for line in printed.split("\n"))


def test_json_keeps_names_readable() -> None:
    assert "Łukasz 王伟" in as_json(["Łukasz 王伟"])


def test_json_writes_instants_in_utc_and_days_as_iso() -> None:
    at = datetime.fromisoformat("2026-11-23T12:00:00-05:00")
    assert json.loads(as_json([at, date(2026, 11, 23), None])) == ["2026-11-23T17:00:00Z", "2026-11-23", None]
    assert instant(None) is None
    assert instant(datetime(2026, 11, 23, 17, tzinfo=UTC)) == "2026-11-23T17:00:00Z"


def test_json_refuses_what_has_no_form() -> None:
    with pytest.raises(TypeError, match="set has no form"):
        as_json({1, 2})


def test_no_progress_bar_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Scoring") as progress:
        assert progress is None
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
