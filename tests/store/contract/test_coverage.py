"""What both engines answer about insurers and whom they insure."""

from __future__ import annotations

from datetime import date

from collections_tui.domain.billing.records import Coverage, Payer
from tests.build import NOON, Office

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)


def test_whoever_insures_a_customer_comes_back_in_the_order_of_paying(work: Office) -> None:
    with work.boss.store.write() as tx:
        blue = tx.payers.add(Payer(0, "60054", "Blue", "+18005550100", "weekdays 8-17", filing_days=90))
        aid = tx.payers.add(Payer(0, "AID", "Aid of the state"))
        tx.payers.put(aid._replace(note="ask for the desk of claims", appeal_days=60, followup_days=14))
        second = tx.coverages.add(Coverage(0, 1, aid, 2, "M-2", FIRST), work.boss.person.id, NOON)
        first = tx.coverages.add(Coverage(0, 1, blue, 1, "M-1", FIRST, LAST, "G"), None, NOON)
        tx.coverages.add(Coverage(0, 2, blue, 1, "M-3", FIRST), None, NOON)
        tx.coverages.verified(second.id, NOON, work.boss.person.id, {"copay": "$20", "who": "Łucja"})
    with work.boss.store.read() as tx:
        assert [one.name for one in tx.payers.every()] == ["Aid of the state", "Blue"]
        aid = aid._replace(note="ask for the desk of claims", appeal_days=60, followup_days=14)
        assert (tx.payers.by_code("AID"), tx.payers.by_code("no")) == (aid, None)
        here = tx.coverages.of_customer(1)
        said = (("copay", "$20"), ("who", "Łucja"))
        assert here == [first, second._replace(payer=aid, verified_at=NOON, verified_by="boss", said=said)]
        assert [one.id for one in tx.coverages.of_customer(1, date(2026, 7, 1))] == [second.id]
        assert [one.id for one in tx.coverages.of_customer(1, LAST)] == [first.id, second.id]
        assert (tx.coverages.get(first.id), tx.coverages.get(99), tx.coverages.of_customer(3)) == (first, None, [])
    with work.boss.store.write() as tx:
        tx.coverages.put(second._replace(valid_to=FIRST))
    with work.boss.store.read() as tx:
        assert tx.coverages.of_customer(1, LAST) == [first]
