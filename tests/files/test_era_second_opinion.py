"""A well-kept reader of X12 reads what ours reads, in the same segments and amounts."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
import pyx12.x12file  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.era import Sheet, written
from tests.files.test_era import BODIES, SAMPLES, read

SHEETS = st.builds(
    lambda marks, wrap: Sheet(marks[0], marks[1], marks[2], wrap),
    st.sampled_from(["*:~", "|>~", "+;'"]), st.sampled_from(["", "\n"]),
)  # fmt: skip


def theirs(text: str) -> list[tuple[int, list[tuple[str, str, int, int]]]]:
    """What the other reader reads of each transaction: what is paid, and its claims with their amounts."""
    found: list[tuple[int, list[tuple[str, str, int, int]]]] = []
    for segment in pyx12.x12file.X12Reader(io.StringIO(text)):
        name = segment.get_seg_id()
        if name == "BPR":
            found.append((_cents(segment.get_value("BPR02")), []))
        elif name == "CLP":
            number, status, charge, paid = (segment.get_value(f"CLP0{at}") for at in (1, 2, 3, 4))
            found[-1][1].append((number, status, _cents(charge), _cents(paid)))
    return found


def _cents(text: str | None) -> int:
    return int(Decimal(text or "0") * 100)


def ours(text: str) -> list[tuple[int, list[tuple[str, str, int, int]]]]:
    """The same, by our own."""
    return [
        (one.paid_cents, [(each.control, each.status, each.charge_cents, each.paid_cents) for each in one.claims])
        for one in read(text)
    ]


@settings(max_examples=40)
@given(st.lists(BODIES, min_size=1, max_size=3), SHEETS)
def test_both_read_the_same_of_any_file(bodies: list[list[list[str]]], sheet: Sheet) -> None:
    text = written(bodies, sheet)
    assert ours(text) == theirs(text)


@pytest.mark.parametrize(("name", "paid"), [("emedny_sample.txt", 45_75), ("blue_cross_nc_sample.txt", 1922_86)])
def test_both_read_the_same_of_the_samples(name: str, paid: int) -> None:
    text = Path(SAMPLES / name).read_text()
    begin, end = written([]).split("GE*")  # the other reader wants an envelope, in which ours would count segments
    there = theirs(text if text.startswith("ISA") else f"{begin}{text}GE*{end}")
    assert ours(text) == there
    assert [one for one, _ in there] == [paid]
