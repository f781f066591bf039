"""The file of rows that could not be taken."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import CsvFile
from collections_tui.files.csv_out import is_formula
from collections_tui.files.rejects import Rejects, default_path, guarded, unguarded


def test_nothing_is_written_while_there_is_nothing_to_keep(tmp_path: Path) -> None:
    rejects = Rejects(tmp_path / "x.rejects.csv", ["a"])
    assert rejects.close() is None
    assert list(tmp_path.iterdir()) == []


def rows_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    """The cells of a file of rejects, but for the marks of its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[*row[:2], *row[3:]] for row in csv.reader(file, delimiter=delimiter)]


def write(path: Path, *rows: list[str], delimiter: str = ",") -> Path | None:
    """Write a file of rejects; where it went."""
    rejects = Rejects(path, ["name", "amount"], delimiter)
    for line, row in enumerate(rows, start=2):
        rejects.add(line, "because", row)
    return rejects.close()


def test_line_reason_and_the_row_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.rejects.csv"
    rejects = Rejects(path, ["name", "amount"])
    rejects.add(3, "amount: “x” is no amount", ["José", "x"])
    rejects.add(9, "the row has 1 fields and the header 2", ["=1+1"])
    assert rejects.close() == path
    assert rows_of(path) == [
        ["line", "reason", "name", "amount"],
        ["3", "amount: “x” is no amount", "José", "x"],
        ["9", "the row has 1 fields and the header 2", "'=1+1"],
    ]
    assert (rejects.count, rejects.first[0]) == (2, (3, "amount: “x” is no amount"))


@given(st.text(st.sampled_from("'=+-@＝ \t05a$\x1b\n\r,;\"") | st.characters(exclude_categories=["Cs"])))
def test_the_guard_is_taken_away_exactly(text: str) -> None:
    written = guarded(text)
    assert not is_formula(written)
    assert unguarded(written) == clean(text.replace("\t", " "), lines=True)
    assert unguarded(guarded(unguarded(written))) == unguarded(written)


def test_the_file_reads_back_as_what_was_written(tmp_path: Path) -> None:
    header = ["name", "line", "amount"]
    row = ["'=x", "-A2", "two\nlines; and a mark"]
    rejects = Rejects(tmp_path / "x.rejects.csv", header, ";")
    rejects.add(7, "because", row)
    path = rejects.close()
    assert path is not None
    with CsvFile(path, "latin-1", ";") as file:
        assert (file.again, file.columns) == (True, tuple(header))
        batch = file.take(10)
        assert batch is not None
        assert batch.cells[0][3:] == row
        once_more = Rejects(tmp_path / "y.csv", file.header, ";", again=True)
        once_more.add(2, "still", batch.cells[0])
        assert file.first_mark(batch.rows[0])
    written = once_more.close()
    assert written is not None
    assert rows_of(written, ";")[1][:2] == ["7", "still"]
    with CsvFile(written, "latin-1", ";") as again:
        second = again.take(10)
        assert second is not None
        assert (again.header, again.first_mark(second.rows[0])) == (file.header, file.first_mark(batch.rows[0]))


def test_what_somebody_has_corrected_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.rejects.csv"
    assert write(path, ["Ann", "x"], ["=1", "y"]) == path
    assert write(path, ["Ann", "x"], ["Bob", "z"]) == path, "nobody has touched it"
    path.write_bytes(path.read_bytes().replace(b",z", b",5.00"))
    corrected = path.read_bytes()
    assert write(path, ["Ann", "x"]) == tmp_path / "x.rejects-2.csv"
    assert write(path, ["Cy", "x"]) == tmp_path / "x.rejects-2.csv"
    (tmp_path / "x.rejects-2.csv").write_text("mine", "utf-8")
    assert write(path, ["Ann", "x"]) == tmp_path / "x.rejects-3.csv"
    assert path.read_bytes() == corrected


def test_without_a_path_rows_are_only_counted() -> None:
    rejects = Rejects(None, ["a"])
    for line in range(20):
        rejects.add(line, f"because {line}", [])
    assert (rejects.count, len(rejects.first), rejects.close()) == (20, 5, None)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="name another file with --rejects"):
        Rejects(tmp_path / "missing" / "x.csv", ["a"]).add(1, "because", [])


def test_beside_the_file() -> None:
    assert default_path(Path("in/x.csv")) == Path("in/x.rejects.csv")
    assert default_path(Path("in/x.txt")) == Path("in/x.txt.rejects.csv")
