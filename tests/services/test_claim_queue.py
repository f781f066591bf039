"""The next claim: the one that ranks first, never the same for two; lists and looks, and who sees what of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.claim_rank import score
from collections_tui.domain.insurance.records import Claim, ClaimStatus
from collections_tui.services import audit, claim_outcomes, claim_queue, claims, people
from collections_tui.services.claim_views import ClaimQuery, ClaimView, ContactEntry, NewClaim, NoClaim
from collections_tui.services.desk import Desk
from collections_tui.services.patience import keep_trying
from collections_tui.services.sign_in import open_desk
from tests.build import FLOOR, NOON, TODAY, Office, taken_back
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, any_claim, billed, claimed, patient, remitted


def taken(desk: Desk, **more: object) -> str:
    """The name of the claim that somebody is given next; '' for none."""
    found = claim_queue.next_claim(desk, **more)  # type: ignore[arg-type]
    return found.claim.name if isinstance(found, ClaimView) else ""


def test_nobody_is_given_what_somebody_has(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    small = claimed(ana, patient(work, MEDICARE), line(20_00), filed=False)
    large = claimed(ana, patient(work, AETNA), line(6_000_00), filed=False)
    asked = claimed(ana, patient(work, AETNA))
    assert taken(ana) == large.name, "the most money"
    assert taken(ana) == large.name, "the same until something is recorded"
    assert taken(ben) == small.name
    assert taken(ben, leave=small.id) == "", "one is passed over, one is taken, one is not due"
    none = claim_queue.next_claim(ben, leave=small.id)
    assert isinstance(none, NoClaim)
    assert none.next_on == asked.next_on
    with pytest.raises(Refused, match="ana is working on C2"):
        claims.file(ben, large.id, operation())
    claims.file(ana, large.id, operation())
    assert taken(ana) == small.name
    assert claim_queue.leave(ana, small.id) == "C1 is given back."
    assert claim_queue.leave(ana, small.id) == "C1 was not yours."
    assert taken(ben, payer="MCARE") == small.name
    assert taken(ana, client="HOSP", payer="60054") == ""
    work.clock.forward(timedelta(minutes=16))  # type: ignore[attr-defined]
    assert taken(ana) == small.name, "what nobody hears of any more is given to others"
    work.clock.forward(timedelta(days=30))  # type: ignore[attr-defined]
    assert {taken(ana), taken(ben)} == {large.name, asked.name}
    with pytest.raises(NotPermitted, match="olga may not work claims"):
        claim_queue.next_claim(work.desk("olga"))
    with pytest.raises(Refused, match="There is no insurer X"):
        claim_queue.next_claim(ana, payer="X")


_days = st.none() | st.integers(-40, 60).map(lambda days: TODAY + timedelta(days))
_cents = st.sampled_from([0, 1, 49_99, 50_00, 300_00, 1_000_00, 4_999_99, 5_000_00, 9_000_00])
_states: list[ClaimStatus] = ["to file", "filed", "pending", "denied", "part paid", "appealed", "paid"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(_states), _days, _days, st.integers(0, 400), st.integers(1, 9_000_00), _cents, _cents, _cents,
    st.none() | _cents, st.integers(0, 1_000_00),
)  # fmt: skip
def test_the_store_ranks_as_the_rules_do(
    work: Office, status: ClaimStatus, file_by: date | None, appeal_by: date | None, age: int, charge: int, paid: int,
    refused: int, theirs: int, expected: int | None, others: int,
) -> None:  # fmt: skip
    with taken_back(work.boss.store) as tx:
        invoice = tx.accounts.invoices(work.accounts[0])[0].id
        made = tx.claims.get(any_claim(tx, invoice))
        assert made is not None
        day = TODAY - timedelta(days=age)
        again: Claim = made._replace(id=0, service_from=day, service_to=day, charge_cents=charge)
        again = again._replace(others_cents=min(others, charge))
        one = tx.claims.get(tx.claims.add(again, (), 1, operation()))
        assert one is not None
        one = one._replace(
            status=status, file_by=file_by, appeal_by=appeal_by, paid_cents=paid, refused_cents=refused,
            patient_cents=theirs, expected_cents=expected,
        )  # fmt: skip
        tx.claims.put(one)
        listed = {row.claim.id: row.score for row in tx.claims.listed(None, TODAY, limit=9)}
        assert listed[one.id] == score(one, TODAY)
        best = max(listed, key=lambda number: (listed[number], -number))
        assert tx.claims.best(None, 1, NOON, TODAY) == best


def test_everything_about_a_claim_and_who_may_see_it(work: Office) -> None:
    ana, olga = work.desk("ana"), work.desk("olga")
    account_id = patient(work, AETNA)
    made = claims.make(ana, NewClaim(billed(ana, account_id), diagnoses=("M54.5",)), operation()).claim
    claims.file(ana, made.id, operation(), reference="batch 7")
    seen = claim_queue.view(ana, claim_queue.find(ana, "c1"))
    assert (seen.invoice, seen.outstanding_cents, seen.pending_cents) == ("INV-2026-00001", 100_00, 100_00)
    assert seen.answers is True, "it is noon in New York, on a Monday"
    assert [one.outcome for one in seen.contacts] == ["filed"]
    assert (seen.diagnoses, seen.claim.diagnoses) == (None, ())
    assert claim_queue.view(ana, made.id, diagnoses=True).diagnoses == ("M54.5",)
    assert claim_queue.find(olga, "INV-2026-00001") == made.id
    assert claim_queue.view(olga, made.id).claim.status == "filed"
    with pytest.raises(NotPermitted, match="olga may not see diagnoses"):
        claim_queue.view(olga, made.id, diagnoses=True)
    looks = [one for one in audit.page(olga, audit.AuditFilter(account=account_id)) if one.action == "view"]
    assert {one.by for one in looks} == {"ana", "olga"}
    with pytest.raises(Refused, match="There is no claim C9"):
        claim_queue.find(ana, "C9")
    people.set_scope(work.boss, "ben", ["HOSP"])
    assert len(claim_queue.listed(work.desk("ben"), ClaimQuery())) == 1
    assert len(claim_outcomes.every(ana)) == 10


def test_a_claim_is_found_by_every_number_that_somebody_may_name(work: Office) -> None:
    """Ours goes before the insurer's, and that before the reference number of a call."""
    ana = work.desk("ana")
    one, two = claimed(ana, patient(work, AETNA)), claimed(ana, patient(work, AETNA))
    said = ContactEntry("received", "Dana", "REF-1", number="ICN-7")
    claims.contact(ana, two.id, said, operation())
    assert claim_queue.find(ana, " ICN-7 ") == claim_queue.find(ana, "REF-1") == two.id
    claims.contact(ana, one.id, ContactEntry("received", "Kim", two.control, number="REF-1"), operation())
    assert claim_queue.find(ana, two.control) == two.id
    assert claim_queue.find(ana, "REF-1") == one.id
    claims.contact(ana, one.id, ContactEntry("in_process", "Kim", "REF-2"), operation())
    claims.contact(ana, two.id, ContactEntry("in_process", "Kim", "REF-2"), operation())
    with pytest.raises(Refused, match=f"2 claims have the number REF-2: say which .{one.name}, {two.name}"):
        claim_queue.find(ana, "REF-2")
    with pytest.raises(Refused, match="There is no claim"):
        claim_queue.find(ana, "")


def test_lists_are_in_the_order_of_the_work(work: Office) -> None:
    ana = work.desk("ana")
    waits = claimed(ana, patient(work, AETNA))
    over = claimed(ana, patient(work, AETNA))
    remitted(ana, over.id, 100_00)
    due = claimed(ana, patient(work, AETNA), filed=False)
    denied = claimed(ana, patient(work, AETNA), line(2_000_00))
    claims.contact(ana, denied.id, ContactEntry("denied", reference="R", codes=("50",)), operation())
    rows = claim_queue.listed(ana, ClaimQuery())
    assert [row.claim.name for row in rows] == [denied.name, due.name, waits.name, over.name]
    assert rows[0].deadline == TODAY + timedelta(60)
    assert [row.claim.name for row in claim_queue.listed(ana, ClaimQuery(when="due"))] == [denied.name, due.name]
    assert [row.claim.name for row in claim_queue.listed(ana, ClaimQuery(status="paid"))] == [over.name]
    assert [row.claim.name for row in claim_queue.listed(ana, ClaimQuery(account_id=over.account_id))] == [over.name]
    assert claim_queue.listed(ana, ClaimQuery(payer="60054", client="HOSP", limit=1))[0].claim.id == denied.id
    with pytest.raises(Refused, match="A list has 1 to 10,000 lines"):
        claim_queue.listed(ana, ClaimQuery(limit=0))


def test_of_many_at_once_no_two_are_given_the_same(work: Office) -> None:
    """Each has a connection of their own; on a server they do not wait for each other."""
    ana = work.desk("ana")
    many = 12
    made = {claimed(ana, patient(work, AETNA), filed=False).name for _ in range(many)}
    logins = [f"p{number}" for number in range(4)]
    for login in logins:
        people.add(work.boss, login, login, ("collector",))

    def work_off(login: str) -> list[str]:
        with closing(open_desk(work.where, login, work.clock, session=login)) as desk:
            desk.zone = FLOOR
            got: list[str] = []
            while (name := keep_trying(lambda: taken(desk), patience=20)) != "":
                got.append(name)
                keep_trying(lambda: claims.file(desk, int(name[1:]), f"file {name}"), patience=20)
            return got

    with ThreadPoolExecutor(len(logins)) as pool:
        got = [name for names in pool.map(work_off, logins) for name in names]
    assert sorted(got) == sorted(made)


def test_nobody_is_sent_to_a_telephone_that_nobody_answers(work: Office) -> None:
    """By their hours and their clocks: what can be done without a call comes first, and a call once they are open."""
    ana = work.desk("ana")
    closed = AETNA._replace(code="60000", name="Westward", hours="weekdays 8-17", zone="America/Los_Angeles")
    asked = claimed(ana, patient(work, closed), line(9_000_00))
    claims.contact(ana, asked.id, ContactEntry("in_process", reference="R", next_on=TODAY), operation())
    unfiled = claimed(ana, patient(work, closed), line(50_00), filed=False)
    work.clock.forward(timedelta(hours=-2))  # type: ignore[attr-defined]  # seven in the morning there
    assert taken(ana) == unfiled.name, "filing needs nobody to answer"
    claim_queue.leave(ana, unfiled.id)
    rows = claim_queue.listed(ana, ClaimQuery(when="due"))
    assert [(row.claim.name, row.answers) for row in rows] == [(unfiled.name, False), (asked.name, False)]
    seen = claim_queue.view(ana, asked.id)
    assert (seen.answers, seen.opens_at) == (False, work.clock.now() + timedelta(hours=1))
    work.clock.forward(timedelta(hours=1))  # type: ignore[attr-defined]
    assert taken(ana) == asked.name, "somebody answers by now, and it is worth more"
    assert claim_queue.view(ana, asked.id).answers is True


def test_whoever_opens_a_claim_has_it_unless_somebody_else_does(work: Office) -> None:
    ana, ben, olga = work.desk("ana"), work.desk("ben"), work.desk("olga")
    claim = claimed(ana, patient(work, AETNA), filed=False)
    assert claim_queue.take(ana, claim.id).claim.taken_by == "ana"
    assert claim_queue.take(ben, claim.id).claim.taken_by == "ana"
    assert not claim_queue.renew(ben, claim.id)
    assert claim_queue.take(olga, claim.id).claim.taken_by == "ana", "an auditor looks"
    work.clock.forward(timedelta(minutes=10))  # type: ignore[attr-defined]
    assert claim_queue.renew(ana, claim.id)
    work.clock.forward(timedelta(minutes=10))  # type: ignore[attr-defined]
    assert claim_queue.take(ben, claim.id).claim.taken_by == "ana", "it was renewed"
    work.clock.forward(timedelta(minutes=16))  # type: ignore[attr-defined]
    assert claim_queue.view(olga, claim.id).claim.taken_by == "", "her time is over"
    assert [row.claim.taken_by for row in claim_queue.listed(olga, ClaimQuery())] == [""]
    assert claim_queue.take(ben, claim.id).claim.taken_by == "ben"


def test_the_parts_of_the_work_are_counted_with_what_is_asked(work: Office) -> None:
    ana = work.desk("ana")
    claimed(ana, patient(work, AETNA), line(30_00), filed=False)
    claimed(ana, patient(work, MEDICARE), line(20_00))
    over = claimed(ana, patient(work, AETNA), line(10_00))
    remitted(ana, over.id, 10_00)
    counts = claim_queue.counts(ana)
    assert {when: (one.claims, dict(one.cents)) for when, one in counts.items()} == {
        "due": (1, {"USD": 30_00}), "waiting": (1, {"USD": 20_00}), "over": (1, {}),
    }  # fmt: skip
    assert claim_queue.counts(ana, payer="MCARE")["due"].claims == 0
    assert [row.claim.name for row in claim_queue.listed(ana, ClaimQuery(when="over"))] == [over.name]
