"""Remittances (X12 835): read with any separators, balanced or refused, never half a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.remittance import Remittance, check
from collections_tui.domain.text import clean
from collections_tui.files.era.reader import read_remittances, remittances
from tests.era import DAY, Adjusted, Service, Sheet, Told, amount, body, era, written

SAMPLES = Path(__file__).parents[1] / "data" / "era835"

CENTS = st.integers(-20_000, 20_000)
ADJUSTED = st.tuples(
    st.sampled_from(["CO", "PR", "OA", "PI"]), st.sampled_from(["1", "2", "3", "29", "45", "97"]), CENTS
)
SERVICES = st.builds(
    lambda charge, adjusted, code: Service(charge, tuple(adjusted), code),
    st.integers(0, 900_000), st.lists(ADJUSTED, max_size=3), st.sampled_from(["99213", "J1885"]),
)  # fmt: skip
CLAIMS = st.builds(
    lambda control, lines, adjusted, status: Told(control, tuple(lines), tuple(adjusted), status),
    st.text("ABC123-", min_size=1, max_size=20), st.lists(SERVICES, max_size=3), st.lists(ADJUSTED, max_size=2),
    st.sampled_from(["1", "2", "4", "22"]),
)  # fmt: skip
BODIES = st.builds(
    lambda claims, plb: body(claims, plb),
    st.lists(CLAIMS, max_size=4), st.lists(st.tuples(st.just("WO"), CENTS), max_size=3),
)  # fmt: skip
MARKS = st.sampled_from(["*:~", "|>~", "^:\n", "+;'", "*<\r", "\x1d\x1f\x1c", "~:*", "!@\x85"])
SHEETS = st.builds(
    lambda marks, wrap, envelope: Sheet(marks[0], marks[1], marks[2], wrap, envelope),
    MARKS, st.sampled_from(["", "\n", "\r\n"]), st.booleans(),
)  # fmt: skip


def read(text: str) -> list[Remittance]:
    found = remittances(text, "x.835")
    for one in found:
        check(one)
    return found


@settings(max_examples=60)
@given(st.lists(BODIES, min_size=1, max_size=3), SHEETS)
def test_what_balances_is_read_whatever_separates_it(bodies: list[list[list[str]]], sheet: Sheet) -> None:
    found = read(written(bodies, sheet))
    assert len(found) == len(bodies)
    for remittance, told in zip(found, bodies, strict=True):
        claims = [one for one in told if one[0] == "CLP"]
        assert [(one.control, amount(one.charge_cents), amount(one.paid_cents)) for one in remittance.claims] == [
            (one[1], one[3], one[4]) for one in claims
        ]
        assert [amount(one.patient_cents) for one in remittance.claims] == [one[5] for one in claims]
        assert amount(remittance.paid_cents) == told[0][2]


MONEY = {"BPR": (2,), "CLP": (3, 4), "SVC": (2, 3), "CAS": (3,), "PLB": (4, 6, 8)}


@settings(max_examples=60)
@given(BODIES, SHEETS, st.integers(1, 50_000), st.randoms(use_true_random=False))
def test_what_does_not_balance_never_passes(told: list[list[str]], sheet: Sheet, off: int, random: object) -> None:
    places = [
        (at, index) for at, one in enumerate(told) for index in MONEY.get(one[0], ()) if index < len(one)
    ]  # fmt: skip
    at, index = random.choice(places)  # type: ignore[attr-defined]
    cents = round(float(told[at][index]) * 100) + off
    wrong = [list(one) for one in told]
    wrong[at][index] = amount(cents)
    with pytest.raises(Refused, match=r"segment \d+ \(|does not balance"):
        read(written([wrong], sheet))


@settings(max_examples=40)
@given(BODIES, st.data())
def test_a_file_that_was_cut_off_is_refused(told: list[list[str]], data: st.DataObject) -> None:
    whole = written([told])
    cut = data.draw(st.integers(10, len(whole) - len("IEA*1*000000001~")))
    with pytest.raises(Refused):
        read(whole[:cut])
    segments = whole.split("~")
    gone = data.draw(st.integers(2, len(segments) - 3))
    with pytest.raises(Refused):
        read("~".join(segments[:gone] + segments[gone + 1 :]))


def test_the_samples_are_read_to_the_cent() -> None:
    (blue,) = read_remittances(SAMPLES / "blue_cross_nc_sample.txt")
    check(blue)
    (claim,) = blue.claims
    assert (blue.payer, blue.trace, blue.paid_cents, str(blue.paid_on)) == (
        "BLUE CROSS AND BLUE SHIELD OF NORTH CAROLINA", "02790758", 1922_86, "2011-01-08",
    )  # fmt: skip
    assert (claim.control, claim.charge_cents, claim.paid_cents, claim.patient_cents) == (
        "200200964A52", 2100_00, 1922_86, 142_54,
    )  # fmt: skip
    assert [(one.code, one.charge_cents, one.paid_cents, one.allowed_cents) for one in claim.lines] == [
        ("59430", 1210_00, 1057_86, 1175_40), ("59440", 890_00, 865_00, None), ("59426", 0, 0, 742_00),
    ]  # fmt: skip
    assert blue.notes == ("It says that it has 33 segments, and has 32.",), "without an envelope that stops nothing"
    (medicaid,) = read_remittances(SAMPLES / "emedny_sample.txt")
    check(medicaid)
    assert (medicaid.paid_cents, [one.paid_cents for one in medicaid.claims]) == (45_75, [34_25, 0, 11_50])
    assert medicaid.claims[2].all_remarks == ("N206",)
    assert (medicaid.claims[0].lines[0].modifiers, medicaid.interchange) == (("RB",), "EMEDNYBAT/006000600")


@settings(max_examples=60)
@given(BODIES, SHEETS, st.data())
def test_whatever_a_file_has_become_it_is_read_or_refused_in_one_sentence(
    told: list[list[str]], sheet: Sheet, data: st.DataObject
) -> None:
    text = written([told], sheet)
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(text)))
        last = data.draw(st.integers(first, min(len(text), first + 12)))
        text = (
            text[:first]
            + data.draw(st.text(max_size=6) | st.sampled_from(["~", "*", "ISA*", "ST*835*", "CLP*"]))
            + text[last:]
        )
    said = ""
    try:
        read(text)
    except Refused as refused:
        said = str(refused)
    assert clean(said) == said
    assert len(said) < 500


ONE = Told("A1", (Service(10_000, (("CO", "45", 2_000),)),))


def test_several_envelopes_each_with_marks_of_its_own() -> None:
    first = written([body([ONE]), body([ONE], trace="T2")])
    second = written([body([ONE], [("WO", 500), ("FB", -20)], trace="T3")], Sheet("|", ">", "\n"), "000000002")
    found = read(f"{first}\r\n\r\n{second}")
    assert [(one.trace, one.paid_cents, one.provider_cents) for one in found] == [
        ("T1", 8_000, 0), ("T2", 8_000, 0), ("T3", 7_520, 480),
    ]  # fmt: skip
    assert [one.interchange for one in found] == ["SENDER/000000001"] * 2 + ["SENDER/000000002"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,amount\nx,1\n", "is no X12 file"),
        ("ISA*00*", "cut off or damaged in its envelope"),
        (era(ONE).replace("ST*835", "ST*837"), r"has claims \(837\) in it, no remittance"),
        ("ST*999*0001*005010X231A1~AK1*HC*1~SE*3*0001~", r"has an acknowledgment \(999\) in it"),
        (era(ONE).replace("CLP*A1*1*100*", "CLP*A1*1*1e2*"), "CLP03 “1e2” is no amount"),
        (era(ONE).replace("CLP*A1*1*100*", "CLP*A1*1*100.005*"), "CLP03 “100.005” has fractions of a cent"),
        (era(ONE).replace("CLP*A1*1*100*", "CLP*A1*1*99999999999999*"), "is too large to be right"),
        (era(ONE).replace("CLP*A1*1*100*", "CLP*A1*1**"), "CLP03 is empty: ask"),
        (era(ONE).replace("20261005~TRN", "20261305~TRN"), "BPR16 “20261305” is no day"),
        (era(ONE).replace("SE*12*", "SE*11*"), "counts others than the 12 segments"),
        (era(ONE).replace("GE*1*7", "GE*2*7"), "counts others than the 1 here"),
        (era(ONE).replace("IEA*1*000000001", "IEA*1*000000009"), "ends another than"),
        (era(ONE).replace("CAS*CO", "CAS*XX"), "is no group of adjustments"),
        (era(ONE).replace("LX*1~", "CAS*CO*45*1~"), "stands where none can"),
        (era(ONE).replace("TRN*1*T1", "TRN*1*"), "has no TRN02"),
        (written([]), "has no remittance in it"),
        (era(ONE) + "HELLO*1~", "HELLO.* stands outside of any transaction"),
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_sentence(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        read(text)
    assert str(refused.value).isprintable()
    assert "\n" not in str(refused.value)


def test_nothing_but_the_segment_that_does_not_balance_is_named() -> None:
    unbalanced: Adjusted = ("PR", "3", 1)
    told = body([ONE, ONE._replace(control="A2")])
    told[[one[0] for one in told].index("SVC") + 3 :] = [
        ["CAS", *map(str, unbalanced)],
        *told[[one[0] for one in told].index("SVC") + 3 :],
    ]
    with pytest.raises(
        Refused, match=r"The service line in segment 11 \(SVC\*HC:99213\*100\*80\*\*1\) does not balance: 100.00"
    ):
        read(written([told]))
    assert DAY.year == 2026


def test_escape_sequences_come_out_as_pictures() -> None:
    (found,) = read(era(ONE._replace(patient="\x1b[31mDOE"), payer="B\x1b]0;x\x07C"))
    assert found.claims[0].patient.isprintable()
    assert found.payer.isprintable()


@pytest.mark.parametrize("behind", ["", "\x1a", "\r\n\x1a", "\0\0\0", "\n\n \n"])
def test_what_stands_behind_the_end_of_a_file_is_no_segment(tmp_path: Path, behind: str) -> None:
    path = tmp_path / "x.835"
    path.write_text(era(Told("A", (Service(100_00),))) + behind, "utf-8", newline="")
    (one,) = read_remittances(path)
    assert one.paid_cents == 100_00


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read_remittances(tmp_path / "none.835")
    (tmp_path / "empty.835").write_text("\r\n")
    with pytest.raises(Refused, match="is empty"):
        read_remittances(tmp_path / "empty.835")
