"""Reports about claims: how old, what was refused and won, what is paid less than agreed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.figures import Rate
from collections_tui.domain.insurance.records import Fee
from collections_tui.services import claims, clients, figures, people
from collections_tui.services.claim_views import ContactEntry
from collections_tui.services.desk import Desk
from tests.build import Office
from tests.services.billing import line, operation
from tests.services.claiming import AETNA, MEDICARE, claimed, patient, remitted


def lines(desk: Desk, name: str, by: str = "", **more: object) -> list[tuple[tuple[str, ...], tuple[object, ...]]]:
    """The lines of a report, without the first part of their keys."""
    return [(one.key[1:], one.values) for one in figures.report(desk, name, by, **more).lines]  # type: ignore[arg-type]


def test_what_is_won_and_lost_by_insurer_and_kind(work: Office) -> None:
    ana, sue, olga = work.desk("ana"), work.desk("sue"), work.desk("olga")
    won = claimed(ana, patient(work, AETNA))
    remitted(ana, won.id, 0, refused=100_00, code="4", codes=("197",))
    claims.appeal(ana, won.id, "authorised", operation())
    remitted(ana, won.id, 70_00, refused=30_00, codes=("197",))
    lost = claimed(ana, patient(work, AETNA), line(40_00))
    claims.contact(ana, lost.id, ContactEntry("denied", reference="R", codes=("15",)), operation())
    claims.close(sue, lost.id, "no authorization", operation(), left="write off")
    late = claimed(ana, patient(work, MEDICARE))
    claims.contact(ana, late.id, ContactEntry("denied", reference="R", codes=("29",)), operation())
    claimed(ana, patient(work, MEDICARE))
    assert lines(olga, "denials") == [
        (("Aetna", "authorization", "USD"), (2, 140_00, 70_00, 40_00, 30_00, Rate(70_00, 110_00))),
        (("Medicare", "timely filing", "USD"), (1, 100_00, 0, 0, 100_00, Rate(0, 0))),
    ]
    assert lines(olga, "denials", "client")[0][1][0] == 2
    assert lines(sue, "denials", first=date(2026, 1, 1), last=date(2026, 11, 22)) == []
    with pytest.raises(NotPermitted, match="ana may not see everybody's figures"):
        figures.report(ana, "denials")
    clients.add(work.boss, "LAKE", "Lakeside Dental")
    people.set_scope(work.boss, "olga", ["LAKE"])
    assert lines(work.desk("olga"), "denials") == []


def test_what_is_asked_of_insurers_grows_older(work: Office) -> None:
    ana, olga = work.desk("ana"), work.desk("olga")
    claimed(ana, patient(work, AETNA))
    part = claimed(ana, patient(work, AETNA), line(50_00))
    remitted(ana, part.id, 20_00, refused=30_00)
    paid = claimed(ana, patient(work, AETNA))
    remitted(ana, paid.id, 100_00)
    assert lines(olga, "claim-aging") == [(("Aetna", "USD"), (2, 130_00, 0, 0, 0, 0, 130_00))]
    assert figures.report(olga, "claim-aging").days == "2026-11-23"
    with pytest.raises(Refused, match="The report claim-aging is of now: leave out the days"):
        figures.report(olga, "claim-aging", last=date(2026, 10, 31))
    for days, at in ((27, 0), (1, 1), (59, 2), (30, 3), (400, 4)):  # the service was three days ago
        work.clock.forward(timedelta(days=days))  # type: ignore[attr-defined]
        (line_now,) = lines(olga, "claim-aging")
        values = [0, 0, 0, 0, 0]
        values[at] = 130_00
        assert line_now[1] == (2, *values, 130_00), (days, at)


def test_what_is_paid_less_than_agreed_is_at_stake(work: Office) -> None:
    ana, olga = work.desk("ana"), work.desk("olga")
    patients = [patient(work, AETNA) for _ in range(2)]
    with work.boss.store.write() as tx:
        payer = tx.payers.by_code("60054")
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "99213", date(2026, 1, 1), "", 80_00)])
    for account_id in patients:
        one = claimed(ana, account_id)
        remitted(ana, one.id, 50_00, written=40_00, patient=10_00)
    assert lines(olga, "underpayments") == [(("Aetna", "USD"), (2, 160_00, 40_00, 0))]
    claims.appeal(ana, one.id, "the contract says 80", operation())
    assert lines(olga, "underpayments") == [(("Aetna", "USD"), (2, 160_00, 40_00, 20_00))]
    claims.close(ana, one.id, "not worth it", operation())
    assert lines(olga, "underpayments") == [(("Aetna", "USD"), (1, 80_00, 20_00, 0))]
