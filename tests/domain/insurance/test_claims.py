"""How a claim's state moves and which days matter, for any sequence of what may happen to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance import claims
from collections_tui.domain.insurance.claim_rank import score, why
from collections_tui.domain.insurance.claims import Answer, answered, moved, outstanding, refused, underpaid
from collections_tui.domain.insurance.records import STATUSES, Claim, ClaimStatus

TODAY = date(2026, 11, 23)
PAYER = Payer(1, "60054", "Aetna", filing_days=90, appeal_days=60)


def claim(status: ClaimStatus = "filed", **more: object) -> Claim:
    service = TODAY - timedelta(days=10)
    made = datetime(2026, 11, 13, 15, tzinfo=UTC)
    one = Claim(12, 1, 1, 1, PAYER, 1, 1, "INV-1", status, service, service, 100_00, made)
    one = one._replace(next_on=TODAY, filed_on=TODAY, file_by=claims.file_by(service, PAYER))
    return one._replace(**more)  # type: ignore[arg-type]


def test_deadlines_are_the_payers() -> None:
    assert claims.file_by(date(2026, 11, 30), PAYER) == date(2027, 2, 28)
    assert claims.appeal_by(date(2022, 5, 15), PAYER._replace(appeal_days=125)) == date(2022, 9, 17)
    assert claims.file_by(TODAY, PAYER._replace(filing_days=None)) is None
    to_file = claim("to file")
    assert claims.deadline(to_file) == to_file.file_by
    assert claims.deadline(claim("filed")) is None
    assert claims.by_deadline(TODAY + timedelta(30), TODAY + timedelta(5), TODAY) == TODAY + timedelta(5)
    assert claims.by_deadline(TODAY + timedelta(30), TODAY - timedelta(5), TODAY) == TODAY + timedelta(30)
    filed = claims.filed(to_file, TODAY, TODAY)
    assert (filed.status, filed.next_on) == ("filed", TODAY + timedelta(30))
    assert claims.filed(to_file, TODAY - timedelta(40), TODAY).next_on == TODAY, "that day has passed"


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("to file", "filed", "filed"),
        ("to file", "pending", None),
        ("filed", "filed", None),
        ("filed", "to file", "to file"),
        ("filed", "appealed", None),
        ("filed", "pending", "pending"),
        ("pending", "acknowledged", "pending"),
        ("appealed", "pending", "appealed"),
        ("appealed", "denied", "denied"),
        ("denied", "appealed", "appealed"),
        ("denied", "filed", "filed"),
        ("part paid", "pending", "part paid"),
        ("paid", "appealed", "appealed"),
        ("paid", "denied", None),
        ("closed", "appealed", None),
        ("closed", "closed", None),
    ],
)
def test_only_what_can_follow_does(before: ClaimStatus, wanted: ClaimStatus, after: ClaimStatus | None) -> None:
    assert moved(before, wanted) == after


def test_answers_say_what_is_left() -> None:
    paid = answered(claim(), Answer(60_00, 25_00, 15_00, 0), TODAY, TODAY)
    assert (paid.status, paid.next_on, outstanding(paid), paid.other_cents) == ("paid", None, 0, 0)
    denied = answered(claim(), Answer(0, 0, 0, 100_00, "4", ("197",)), TODAY, TODAY)
    assert (denied.status, denied.appeal_by, denied.refusal) == ("denied", TODAY + timedelta(60), ("197",))
    assert outstanding(denied) == 100_00
    part = answered(claim(), Answer(50_00, 10_00, 10_00, 30_00), TODAY, TODAY)
    assert (part.status, outstanding(part), part.next_on) == ("part paid", 30_00, TODAY)
    for patient in (0, 10_00):  # told once more, or not
        won = answered(claims.appealed(part, TODAY, TODAY), Answer(30_00, 0, patient, 0), TODAY, TODAY)
        assert (won.status, won.paid_cents, won.patient_cents, won.denied_cents) == ("paid", 80_00, 10_00, 30_00)


def test_an_answer_that_does_not_fit_beside_takes_the_place_of_what_was_refused() -> None:
    denied = answered(claim(), Answer(0, 0, 0, 100_00, "4"), TODAY, TODAY)
    won = answered(claims.appealed(denied, TODAY, TODAY), Answer(80_00, 20_00, 0, 0), TODAY, TODAY)
    assert (won.status, won.refused_cents, won.denied_cents, won.paid_cents) == ("paid", 0, 100_00, 80_00)
    # A claim that is answered in two parts, each with its own lines.
    first = answered(claim(), Answer(20_00, 10_00, 10_00, 0), TODAY, TODAY)
    both = answered(first, Answer(0, 0, 0, 60_00, "4"), TODAY, TODAY)
    assert (both.status, both.patient_cents, both.refused_cents, both.other_cents) == ("part paid", 10_00, 60_00, 0)


def test_a_reversal_takes_back_and_the_correction_follows() -> None:
    paid = answered(claim(), Answer(60_00, 25_00, 15_00, 0), TODAY, TODAY)
    back = answered(paid, Answer(-60_00, -25_00, -15_00, 0, "22"), TODAY, TODAY)
    assert (back.status, outstanding(back), back.next_on) == ("pending", 100_00, TODAY + timedelta(30))
    again = answered(back, Answer(70_00, 25_00, 5_00, 0), TODAY, TODAY)
    assert (again.status, again.paid_cents, again.patient_cents) == ("paid", 70_00, 5_00)


def test_what_is_paid_less_than_agreed_is_contested() -> None:
    short = answered(claim(expected_cents=90_00), Answer(60_00, 25_00, 15_00, 0), TODAY, TODAY)
    assert (underpaid(short), short.status, short.next_on) == (15_00, "paid", TODAY)
    assert underpaid(answered(claim(expected_cents=75_00), Answer(60_00, 25_00, 15_00, 0), TODAY, TODAY)) == 0
    assert underpaid(claim(expected_cents=75_00)) == 0, "nobody has answered yet"


def test_the_patient_is_asked_for_what_waits_for_no_insurer() -> None:
    assert claims.pending(100_00, (claim(),)) == 100_00
    assert claims.pending(40_00, (claim(),)) == 40_00, "never for more than is open"
    assert claims.pending(-5, (claim(),)) == 0
    part = answered(claim(), Answer(50_00, 10_00, 10_00, 30_00), TODAY, TODAY)
    assert claims.pending(40_00, (part,)) == 30_00
    assert claims.pending(40_00, (claims.closed(part, "given up"),)) == 0


def test_what_no_answer_is_about_is_still_asked_of_the_insurer() -> None:
    part = answered(claim(), Answer(50_00, 0, 10_00, 0, charge_cents=60_00), TODAY, TODAY)
    assert (part.status, part.undecided_cents, outstanding(part)) == ("pending", 40_00, 40_00)
    assert (part.next_on, part.next_action) == (TODAY + timedelta(30), "ask what becomes of the rest")
    assert underpaid(part._replace(expected_cents=100_00)) == 0, "the rest is not paid too little yet"
    assert underpaid(part._replace(expected_cents=100_00, decided_cents=100_00)) == 40_00
    denied = answered(part, Answer(0, 0, 0, 30_00, codes=("197",), charge_cents=30_00), TODAY, TODAY)
    assert (denied.status, denied.undecided_cents, outstanding(denied)) == ("part paid", 10_00, 40_00)
    whole = answered(part, Answer(30_00, 0, 0, 0, charge_cents=40_00), TODAY, TODAY)
    assert (whole.status, whole.undecided_cents, whole.other_cents, outstanding(whole)) == ("paid", 0, 10_00, 0)
    back = answered(whole, Answer(-30_00, 0, 0, 0, "22", charge_cents=-40_00), TODAY, TODAY)
    assert (back.status, outstanding(back)) == ("pending", 40_00)
    nothing = answered(claim(), Answer(0, 0, 0, 0, charge_cents=0), TODAY, TODAY)
    assert (nothing.status, outstanding(nothing)) == ("pending", 100_00), "it decides on nothing"
    phoned = refused(part, TODAY, TODAY, ("29",))
    assert (phoned.refused_cents, phoned.undecided_cents, outstanding(phoned)) == (40_00, 0, 40_00)


def test_what_a_part_refuses_stays_refused_when_another_part_is_paid() -> None:
    refusal = Answer(0, 0, 0, 40_00, "4", ("197",), charge_cents=40_00)
    twice = answered(answered(claim(), refusal, TODAY, TODAY), refusal, TODAY, TODAY)  # it says so once more
    paid = answered(twice, Answer(60_00, 0, 0, 0, charge_cents=60_00), TODAY, TODAY)
    assert (paid.status, paid.refused_cents, outstanding(paid)) == ("part paid", 40_00, 40_00)
    whole = answered(paid, Answer(0, 0, 10_00, 0, charge_cents=100_00), TODAY, TODAY)
    assert (whole.status, whole.refused_cents, whole.patient_cents) == ("paid", 0, 10_00)


_cents = st.integers(0, 100_00)
_days = st.integers(0, 400).map(lambda days: TODAY - timedelta(days))
_codes = st.lists(st.sampled_from(["29", "50", "197"]), max_size=2, unique=True).map(tuple)
_Told = tuple[str, date | None, tuple[str, ...]]


@given(st.lists(st.tuples(st.sampled_from(["denied", "appealed", "filed"]), st.none() | _days, _codes), max_size=6))
def test_a_refusal_that_stands_is_decided_once(steps: list[_Told]) -> None:
    """Told once more without a day its deadline stays; contested or filed anew, it is another decision."""
    one = claim("filed")
    for at, (step, day, codes) in enumerate(steps):
        today = TODAY + timedelta(at)
        if step == "filed":
            one = claims.filed(one, today, today)
        elif step == "appealed":
            one = claims.appealed(one, today, today)
        else:
            stands = one.status == "denied"
            after = claims.told_refused(one, day, today, codes)
            decided = one.refused_on if stands and day is None else day or today
            assert decided is not None
            assert (after.status, after.refused_on) == ("denied", decided)
            assert after.appeal_by == claims.appeal_by(decided, PAYER)
            assert after.refusal == (codes or one.refusal)
            one = after


@st.composite
def _steps(draw: st.DrawFn) -> list[object]:
    about = st.one_of(st.none(), _cents)
    parts = st.tuples(_cents, _cents, _cents, _cents, st.sampled_from(["1", "2", "4", "22"]), about)
    return draw(st.lists(st.one_of(parts, st.sampled_from(STATUSES)), max_size=8))


@settings(max_examples=150)
@given(_steps(), _cents)
def test_whatever_happens_a_claim_is_never_lost(steps: list[object], expected: int) -> None:
    one = claim("to file", expected_cents=expected or None)
    for step in steps:
        if isinstance(step, tuple):
            sign = -1 if step[4] == "22" else 1
            paid, written, patient, left = (sign * cents for cents in step[:4])
            about = None if step[5] is None else sign * step[5]
            one = answered(one, Answer(paid, written, patient, left, step[4], (), about), TODAY, TODAY)
        else:
            wanted: ClaimStatus = step  # type: ignore[assignment]
            after = moved(one.status, wanted)
            if after is None:
                continue
            if wanted == "filed":
                one = claims.filed(one, TODAY, TODAY)
            elif wanted == "appealed":
                one = claims.appealed(one, TODAY, TODAY)
            elif wanted == "denied":
                one = refused(one, TODAY, TODAY, ("29",))
            elif wanted == "closed":
                one = claims.closed(one, "given up")
            else:
                one = one._replace(status=after, next_on=one.next_on or TODAY)
        assert one.status in STATUSES
        assert one.next_on is not None or one.status in ("paid", "closed"), "lost"
        assert one.next_on is None or one.next_on >= TODAY
        assert 0 <= outstanding(one) <= max(one.charge_cents, one.refused_cents)
        assert min(one.refused_cents, one.patient_cents) >= 0
        assert one.denied_cents >= one.refused_cents
        assert score(one, TODAY) == sum(reason.points for reason in why(one, TODAY)) >= 0
