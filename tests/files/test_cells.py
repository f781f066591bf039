"""From the cells of rows to clean texts for each field."""

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.files.cells import Picker
from collections_tui.files.mapping import Mapping

FIELDS = ("account", "name", "state", "disputed", "currency")


def columns(mapping: Mapping, header: list[str], *rows: list[str]) -> dict[str, list[str]]:
    """The columns of some rows, by field."""
    return dict(zip(FIELDS, Picker(mapping, header, FIELDS, "some.csv").columns(rows), strict=True))


def test_columns_are_found_joined_translated_and_completed() -> None:
    mapping = Mapping(
        "accounts",
        "mine.toml",
        {"account": ("No",), "name": ("First", "Last"), "disputed": ("D",), "state": ("ST",)},
        constants={"currency": "USD", "state": "NY"},
        values={"disputed": {"ja": "yes", "": "no"}},
    )
    header = ["D", "Last", "First", "No", "st"]
    got = columns(mapping, header, ["JA", " Wójcik ", "Łukasz", " 1 ", "ca"], ["", "Bono", "", "2", ""])
    assert got == {
        "account": ["1", "2"],
        "name": ["Łukasz Wójcik", "Bono"],
        "state": ["ca", "NY"],
        "disputed": ["yes", "no"],
        "currency": ["USD", "USD"],
    }


def test_texts_are_made_safe_and_nothing_is_lost() -> None:
    mapping = Mapping("accounts", "mine.toml", {"account": ("a",), "name": ("b",)})
    got = columns(mapping, ["a", "b"], ["1", "two\r\nlines \x1b[31mred\u202e"], ["2", "plain"])
    assert got["name"] == ["two lines ␛[31mred⟨U+202E⟩", "plain"]
    assert got["state"] == ["", ""]


def test_a_column_that_is_missing_or_twice_there_is_refused() -> None:
    mapping = Mapping("accounts", "mine.toml", {"account": ("Nö",)})
    with pytest.raises(Refused, match=r"some\.csv has no column Nö, which mine\.toml asks for: its columns are a, b"):
        columns(mapping, ["a", "b"])
    with pytest.raises(Refused, match=r"some\.csv has 2 columns called Nö"):
        columns(mapping, ["Nö", "b", "Nö"])
    with pytest.raises(Refused, match="Perhaps its delimiter is ';'"):
        columns(mapping, ["Nö;b"])


def test_a_column_twice_there_that_nobody_wants_is_no_trouble() -> None:
    assert columns(Mapping("accounts", "m", {"account": ("a",)}), ["a", "x", "x"], ["1", "", ""])["account"] == ["1"]


def test_notes_keep_what_fits_no_field() -> None:
    mapping = Mapping("accounts", "mine.toml", {"account": ("a",)}, notes=("Flag", "Remark"))
    picker = Picker(mapping, ["a", "Remark", "Flag"], FIELDS, "some.csv")
    assert picker.note(["1", "line one\nline two\x07", "deceased"]) == "Flag: deceased\nRemark: line one\nline two␇"
    assert picker.note(["1", " ", ""]) == ""
