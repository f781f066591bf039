"""Reading CSV: whole files, damaged files, and files that are none."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.files.csv_in import LONGEST_FIELD, CsvFile


def read(path: Path, content: bytes, encoding: str = "utf-8", delimiter: str = ",") -> CsvFile:
    """Write a file and open it."""
    path.write_bytes(content)
    return CsvFile(path, encoding, delimiter)


def rows(file: CsvFile, most: int = 7) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """The good rows with their lines, and the lines and reasons of the bad ones."""
    good: list[tuple[int, list[str]]] = []
    bad: list[tuple[int, str]] = []
    with file:
        while (batch := file.take(most)) is not None:
            assert len(batch.lines) == len(batch.cells) <= most
            good += zip(batch.lines, batch.cells, strict=True)
            bad += [(row.line, reason) for row, reason in batch.bad]
        assert file.done == file.size == file.path.stat().st_size
    return good, bad


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file goes."""
    return tmp_path / "some.csv"


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)


@given(
    table=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=30),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    most=st.integers(1, 40),
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    quoting: int,
    end: str,
    mark: bytes,
    most: int,
) -> None:
    if quoting == csv.QUOTE_MINIMAL:  # writes signs of other line ends than its own bare, as if they were line ends
        bare = "\r" if "\n" in end else "\r\n"
        table = [[cell.translate(dict.fromkeys(map(ord, bare))) for cell in row] for row in table]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([["a", "b", "c"], *table])
    path = tmp_path_factory.mktemp("csv") / "some.csv"
    good, bad = rows(read(path, mark + text.getvalue().encode()), most)
    assert [cells for _, cells in good] == [cells for cells in table if any(cells)]
    assert bad == []


def test_lines_are_counted_from_the_top_of_the_file(path: Path) -> None:
    good, _ = rows(read(path, b'\n\na,b\n1,"two\nlines"\n\n3,4\n'))
    assert good == [(4, ["1", "two\nlines"]), (7, ["3", "4"])]


def test_a_large_file_comes_in_batches_of_the_size_asked_for(path: Path) -> None:
    plain = b"".join(b"%d,x\n" % number for number in range(100_000))
    good, bad = rows(read(path, b"a,b\n" + plain), most=1_234)
    assert [line for line, _ in good] == list(range(2, 100_002))
    assert [cells[0] for _, cells in good] == [str(number) for number in range(100_000)]
    assert bad == []


def test_a_quoted_field_may_run_over_blocks(path: Path) -> None:
    long = "\n".join(f"line {number}" for number in range(60_000))
    good, bad = rows(read(path, f'a,b\n1,"{long}"\n2,"x"\n'.encode()))
    assert good == [(2, ["1", long]), (60_002, ["2", "x"])]
    assert bad == []


def test_a_quote_left_open_costs_one_line(path: Path) -> None:
    good, bad = rows(read(path, b'a,b\n1,2\n3,"4\n5,6\n7,8\n'))
    assert [cells for _, cells in good] == [["1", "2"], ["5", "6"], ["7", "8"]]
    assert bad == [(3, "a quote opens on this line and is not closed")]


def test_a_quote_left_open_before_other_quotes_costs_one_line(path: Path) -> None:
    good, bad = rows(read(path, b'a,b\n1,"2\n3,"4"\n"5",6\n7,8\n'))
    assert [cells for _, cells in good] == [["3", "4"], ["5", "6"], ["7", "8"]]
    assert [line for line, _ in bad] == [2]


def test_many_quotes_left_open_are_found_one_by_one(path: Path) -> None:
    good, bad = rows(read(path, b"a,b\n" + b'1,"2\n3,4\n' * 20_000))
    assert len(good) + len(bad) == 40_000
    assert {cells[0] for _, cells in good} == {"3"}


def test_a_quote_in_the_middle_of_a_field(path: Path) -> None:
    good, bad = rows(read(path, b'a,b\n1,5" pipe\n"2"x,3\n4,5\n'))
    assert [cells for _, cells in good] == [["1", '5" pipe'], ["4", "5"]]
    assert bad == [(3, "a quote closes in the middle of a field")]


def test_rows_of_another_width(path: Path) -> None:
    good, bad = rows(read(path, b"a,b\n1\n1,2,\n1,2,3\n,\n\n5,6\n"))
    assert [cells for _, cells in good] == [["1", "2"], ["5", "6"]]
    assert bad == [(2, "the row has 1 fields and the header 2"), (4, "the row has 3 fields and the header 2")]


def test_nul_bytes(path: Path) -> None:
    good, bad = rows(read(path, b"a,b\n1,2\n3,\x004\n"))
    assert [cells for _, cells in good] == [["1", "2"]]
    assert bad == [(3, "the row holds NUL bytes")]


def test_a_field_of_a_hundred_kilobytes_is_read_and_one_of_more_than_a_million_is_not(path: Path) -> None:
    long, longer = b"x" * 100_000, b"y" * (LONGEST_FIELD + 1)
    good, bad = rows(read(path, b"a,b\n1," + long + b"\n2," + longer + b"\n3,4\n"))
    assert [cells[0] for _, cells in good] == ["1", "3"]
    assert good[0][1][1] == long.decode()
    assert bad == [(3, "a field is longer than 1,000,000 characters")]


def test_other_encodings(path: Path) -> None:
    assert rows(read(path, "a;b\nJosé;1\n".encode("latin-1"), encoding="latin-1", delimiter=";"))[0] == [
        (2, ["José", "1"])
    ]
    assert rows(read(path, "a,b\nJosé,1\n".encode("utf-16")))[0] == [(2, ["José", "1"])]
    # A mark at the start of the file is believed before anybody.
    assert rows(read(path, "a,b\nJosé,1\n".encode("utf-8-sig"), encoding="latin-1"))[0] == [(2, ["José", "1"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "some.csv is empty"),
        (b"\n\n , \n", "some.csv is empty"),
        (b"a,b\n1,2\n3,Jos\xe9\n", "some.csv, line 3: the byte 0xe9 is no UTF-8 text"),
        (b"a,b\n" + b"1,2\n" * 200_000 + b"\xff\n", "line 200002"),
        (b'a,"b\n1,2\n', "line 1: the header cannot be read: a quote opens on this line"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read(path, content).close()
    assert words in str(refused.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        CsvFile(tmp_path / "none.csv")
    with pytest.raises(Refused, match="is not a file"):
        CsvFile(tmp_path)


def test_a_file_name_is_shown_without_its_escape_sequences(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31mb.csv"
    path.write_bytes(b"")
    with pytest.raises(Refused) as refused:
        CsvFile(path)
    assert "\x1b" not in str(refused.value)


def test_a_header_without_rows(path: Path) -> None:
    file = read(path, b"a,b\n")
    assert file.header == ("a", "b")
    assert rows(file) == ([], [])


def test_a_file_of_stray_quotes_is_not_read_once_for_every_line(path: Path) -> None:
    good, bad = rows(read(path, b"a,b,c\n" + b'x",",\n' * 30_000 + b"1,2,3\n"))
    assert len(bad) == 30_000
    assert good == [(30_002, ["1", "2", "3"])]
