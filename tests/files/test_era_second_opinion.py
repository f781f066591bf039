"""A well-kept reader of X12 reads what ours reads, in the same segments and amounts."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
import pyx12.x12file  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.insurance.remittance import ClaimPayment
from tests.era import Sheet, written
from tests.files.test_era import BODIES, SAMPLES, read

SHEETS = st.builds(
    lambda marks, wrap: Sheet(marks[0], marks[1], marks[2], wrap),
    st.sampled_from(["*:~", "|>~", "+;'"]), st.sampled_from(["", "\n"]),
)  # fmt: skip


Fact = tuple[str | int, ...]
"""A segment that bears money: its name and what it says, in cents."""


def theirs(text: str) -> list[list[Fact]]:
    """What the other reader reads of each transaction: what is paid, its claims, services and adjustments."""
    found: list[list[Fact]] = []
    for segment in pyx12.x12file.X12Reader(io.StringIO(text)):
        name, get = segment.get_seg_id(), segment.get_value
        if name == "BPR":
            found.append([(name, _cents(get("BPR02")))])
        elif name == "CLP":
            found[-1].append((name, get("CLP01"), get("CLP02"), _cents(get("CLP03")), _cents(get("CLP04"))))
        elif name == "SVC":
            found[-1].append((name, get("SVC01-2"), _cents(get("SVC02")), _cents(get("SVC03"))))
        elif name == "CAS":
            reasons = [(get(f"CAS{at:02}"), _cents(get(f"CAS{at + 1:02}"))) for at in range(2, 20, 3)]
            found[-1] += [(name, get("CAS01"), *one) for one in reasons if one[0]]
        elif name == "PLB":
            taken = [(get(f"PLB{at:02}-1"), _cents(get(f"PLB{at + 1:02}"))) for at in range(3, 15, 2)]
            found[-1] += [(name, *one) for one in taken if one[0]]
    return found


def _cents(text: str | None) -> int:
    return int(Decimal(text or "0") * 100)


def ours(text: str) -> list[list[Fact]]:
    """The same, by our own."""
    return [
        [
            ("BPR", one.paid_cents),
            *(fact for claim in one.claims for fact in _claimed(claim)),
            *(("PLB", each.code, each.cents) for each in one.provider),
        ]
        for one in read(text)
    ]


def _claimed(claim: ClaimPayment) -> list[Fact]:
    facts: list[Fact] = [("CLP", claim.control, claim.status, claim.charge_cents, claim.paid_cents)]
    facts += [("CAS", *one) for one in claim.adjustments]
    for line in claim.lines:
        facts.append(("SVC", line.code, line.charge_cents, line.paid_cents))
        facts += [("CAS", *one) for one in line.adjustments]
    return facts


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
    assert [facts[0] for facts in there] == [("BPR", paid)]
    assert {fact[0] for facts in there for fact in facts} >= {"CLP", "CAS"}
