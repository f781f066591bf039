"""The file of rows that could not be taken."""

import csv
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.files.rejects import Rejects, default_path


def test_nothing_is_written_while_there_is_nothing_to_keep(tmp_path: Path) -> None:
    rejects = Rejects(tmp_path / "x.rejects.csv", ["a"])
    assert rejects.close() is None
    assert list(tmp_path.iterdir()) == []


def test_line_reason_and_the_row_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "x.rejects.csv"
    rejects = Rejects(path, ["name", "amount"])
    rejects.add(3, "amount: “x” is no amount", ["José", "x"])
    rejects.add(9, "the row has 1 fields and the header 2", ["=1+1"])
    assert rejects.close() == path
    assert list(csv.reader(path.read_text("utf-8").splitlines())) == [
        ["line", "reason", "name", "amount"],
        ["3", "amount: “x” is no amount", "José", "x"],
        ["9", "the row has 1 fields and the header 2", "'=1+1"],
    ]
    assert (rejects.count, rejects.first[0]) == (2, (3, "amount: “x” is no amount"))


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
