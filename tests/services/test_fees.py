"""What was agreed with insurers: taken in from a file, expected of claims, and what is paid less than that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.domain.insurance.contracts import allowed, expected_of_all, fee_for
from collections_tui.domain.insurance.records import ClaimLine, Fee
from collections_tui.services import claim_queue, claims, imports
from tests.build import TODAY, Office
from tests.services.billing import SERVICE, line, operation
from tests.services.claiming import AETNA, billed, claimed, patient, remitted
from tests.services.importing import Importer

FEES = """Code,Modifier,Allowed,Percent,From,To
99213,,80.00,,2026-01-01,
99213,25,90,,2026-01-01,
80053,,,62.5%,2026-01-01,2026-12-31
,,,40,2026-01-01,
"""


def held(incoming: Importer) -> list[Fee]:
    with incoming.desk.store.read() as tx:
        return tx.fees.listed(1, 1, None, 99)


def test_what_was_agreed_is_read_and_what_is_newer_ends_what_was(incoming: Importer) -> None:
    with incoming.desk.store.write() as tx:
        tx.payers.add(AETNA)
    report = incoming.run("fees", FEES, payer="60054")
    assert (report.added, report.rejected, report.ok) == (4, 0, True)
    assert [(one.code, one.modifier, one.allowed_cents, one.allowed_ppm, one.valid_to) for one in held(incoming)] == [
        ("", "", None, 400_000, None),
        ("80053", "", None, 625_000, date(2026, 12, 31)),
        ("99213", "", 80_00, None, None),
        ("99213", "25", 90_00, None, None),
    ]
    again = incoming.run("fees", FEES, payer="60054")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)
    newer = incoming.run("fees", "code,allowed\n99213,85\n", payer="60054", start=date(2027, 1, 1))
    assert newer.added == 1
    assert [
        (one.allowed_cents, one.valid_to) for one in held(incoming) if one.code == "99213" and not one.modifier
    ] == [
        (80_00, date(2026, 12, 31)),
        (85_00, None),
    ]
    wrong = "code,allowed,percent\n99213,80,50\n99214,,\n99215,-1,\n99216,,120%\n99217,70,\n99217,71,\n"
    bad = incoming.run("fees", wrong, payer="60054", start=date(2027, 1, 1), name="wrong.csv")
    assert (bad.added, bad.rejected) == (1, 5)
    assert [reason for _, reason in bad.problems] == [
        "allowed: a row has either an amount or a percentage",
        "allowed: a row has either an amount or a percentage",
        "allowed: “-1” is less than nothing",
        "percent: “120%” is more than all of the charge",
        "99217 is on an earlier line, with another amount",
    ]
    with pytest.raises(Refused, match="There is no insurer X"):
        incoming.run("fees", FEES, payer="X")


def test_what_is_agreed_is_never_more_than_what_is_charged() -> None:
    fees = [
        Fee(1, 1, 1, "99213", SERVICE, "", 80_00),
        Fee(2, 1, 1, "99213", SERVICE, "25", 90_00),
        Fee(3, 1, 1, "", SERVICE, "", None, 333_333),
    ]
    assert allowed(fees, ClaimLine(1, "99213", 100_00, "25"), SERVICE) == 90_00
    assert allowed(fees, ClaimLine(1, "99213", 100_00, "59"), SERVICE) == 80_00
    assert allowed(fees, ClaimLine(1, "99213", 300_00, quantity_milli=1500), SERVICE) == 120_00
    assert allowed(fees, ClaimLine(1, "99213", 60_00), SERVICE) == 60_00
    assert allowed(fees, ClaimLine(1, "J1100", 1_00), SERVICE) == 33
    assert allowed(fees, ClaimLine(1, "J1100", 1_00, service_on=SERVICE - timedelta(1)), SERVICE) is None
    assert fee_for(fees, "99213", "", SERVICE - timedelta(1)) is None
    assert expected_of_all([80_00, 33]) == 80_33
    assert expected_of_all([80_00, None]) is None
    assert expected_of_all([]) is None


def test_a_claim_that_is_paid_less_than_agreed_is_contested_and_paid(work: Office) -> None:
    ana = work.desk("ana")
    account_id = patient(work, AETNA)
    with work.boss.store.write() as tx:
        payer = tx.payers.by_code("60054")
        assert payer is not None
        tx.fees.add([Fee(0, 1, payer.id, "99213", date(2026, 1, 1), "", 80_00)])
    claim = claimed(ana, account_id)
    assert claim.expected_cents == 80_00
    short = remitted(ana, claim.id, 50_00, written=35_00, patient=15_00)
    assert (short.status, short.next_on, short.next_action) == ("paid", TODAY, "contest what was paid too little")
    assert claim_queue.view(ana, claim.id).underpaid_cents == 15_00
    sent = claims.appeal(ana, claim.id, "The contract says $80.00 for 99213.", operation()).claim
    assert sent.status == "appealed"
    won = remitted(ana, claim.id, 15_00, written=-15_00)
    assert (won.status, won.next_on, won.paid_cents) == ("paid", None, 65_00)
    with pytest.raises(Refused, match="is paid as agreed: there is nothing to contest"):
        claims.appeal(ana, claim.id, "more", operation())
    other = claimed(ana, patient(work, AETNA), line(30_00, "Something else", code="J1100"))
    assert other.expected_cents is None, "nobody knows"


def test_who_may_import_what_was_agreed(work: Office, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("fees") / "fees.csv"
    path.write_text(FEES, "utf-8")
    mapping = imports.find_mapping("fees", None, imports.header_of(path))
    billed(work.desk("ana"), patient(work, AETNA))
    with pytest.raises(NotPermitted, match="ana may not manage contracts"):
        imports.run(work.desk("ana"), "fees", path, "HOSP", mapping, payer="60054")
    assert imports.run(work.desk("sue"), "fees", path, "HOSP", mapping, payer="60054").added == 4
