"""Insurers, and who insures a customer: in order, never two at one place, with what was said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import coverages, payers
from collections_tui.services.coverages import Corrected, NewCoverage
from collections_tui.services.payers import PayerDetails
from tests.build import Office
from tests.services.claiming import AETNA, MEDICARE, claimed, patient

NEW_YEAR, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)
BLUE = PayerDetails("Blue", "800 555 0100", "weekdays 8 am-5 pm", "America/Chicago", "https://blue.example", 90, 180)


def test_insurers_are_added_changed_and_listed(work: Office) -> None:
    ana = work.desk("ana")
    blue = payers.add(ana, " 60054 ", BLUE)
    assert (blue.code, blue.phone, blue.followup_days) == ("60054", "+18005550100", 30)
    now = payers.change(ana, "60054", PayerDetails(note="ask for Ł.", portal="", followup_days=14))
    assert now == blue._replace(note="ask for Ł.", portal="", followup_days=14)
    assert payers.every(ana) == [now]
    with pytest.raises(Refused, match="There already is an insurer 60054"):
        payers.add(ana, "60054", BLUE)
    with pytest.raises(Refused, match="There is no insurer none: add it"):
        payers.change(ana, "none", BLUE)
    with pytest.raises(NotPermitted, match="olga may not manage payers"):
        payers.add(work.desk("olga"), "x", BLUE)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "An insurer needs a name"),
        ({"phone": "12"}, "“12” is no telephone number"),
        ({"hours": "whenever"}, "“whenever” are no hours"),
        ({"zone": "Mars/Base"}, "is no time zone"),
        ({"filing_days": 0}, "Days are from 1 to 3,650, and 0 is not"),
        ({"note": "4111 1111 1111 1111"}, "payment card"),
        ({"portal": "x" * 201}, "The portal is longer than 200"),
    ],
)
def test_what_cannot_be_of_an_insurer_is_refused(work: Office, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        payers.add(work.desk("ana"), "60054", BLUE._replace(**wrong))
    assert payers.every(work.desk("ana")) == []


def test_who_insures_a_customer_is_kept_in_order_with_what_was_said(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    payers.add(ana, "B", BLUE)
    payers.add(ana, "A", PayerDetails("Aid"))
    first = coverages.add(ana, account, NewCoverage("B", "M-1", NEW_YEAR, group="G"))
    second = coverages.add(ana, account, NewCoverage("A", "M-2", NEW_YEAR))
    assert [(one.rank, one.payer.code) for one in coverages.of_account(ana, account)] == [(1, "B"), (2, "A")]
    with pytest.raises(Refused, match=r"Blue is primary since Thu 1 Jan \(insurance 1\): end it first"):
        coverages.add(ana, account, NewCoverage("A", "M-3", JULY, rank=1))
    assert coverages.end(ana, account, first.id, JUNE).valid_to == JUNE
    third = coverages.add(ana, account, NewCoverage("A", "M-3", JULY, rank=1))
    assert [one.id for one in coverages.of_account(ana, account, JULY)] == [third.id, second.id]
    with pytest.raises(Refused, match="Aid is primary since"):
        coverages.end(ana, account, first.id, JULY)
    with pytest.raises(Refused, match="it cannot end before"):
        coverages.end(ana, account, third.id, JUNE)
    said = coverages.verify(ana, account, second.id, {"copay": "$20", "spoke with": "Łucja"})
    assert (said.verified_by, said.said) == ("ana", (("copay", "$20"), ("spoke with", "Łucja")))
    assert coverages.of_account(ana, account, JUNE)[1] == said
    with pytest.raises(Refused, match="99 is no insurance of that customer"):
        coverages.verify(ana, account, 99, {})
    with pytest.raises(Refused, match="1 is no insurance of that customer"):
        coverages.end(ana, work.accounts[1], first.id, JUNE)
    with work.boss.store.read() as tx:
        entered = [row[0] for row in tx.sql.all("SELECT action FROM audit WHERE about LIKE 'coverage %' ORDER BY id")]
    assert entered == ["add coverage", "add coverage", "end coverage", "add coverage", "verify coverage"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"payer": "none"}, "There is no insurer none"),
        ({"member": " "}, "The member id has 1 to 80 characters"),
        ({"group": "g" * 81}, "The group has 0 to 80 characters"),
        ({"valid_to": date(2025, 12, 31)}, "The last day is before the first"),
        ({"rank": 10}, "10 is no place"),
    ],
)
def test_what_cannot_be_of_a_coverage_is_refused(work: Office, wrong: dict[str, Any], words: str) -> None:
    ana = work.desk("ana")
    payers.add(ana, "B", BLUE)
    with pytest.raises(Refused, match=words):
        coverages.add(ana, work.accounts[0], NewCoverage("B", "M-1", NEW_YEAR)._replace(**wrong))
    assert coverages.of_account(ana, work.accounts[0]) == []


def test_what_was_taken_down_wrongly_is_put_right(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    payers.add(ana, "B", BLUE)
    payers.add(ana, "A", PayerDetails("Aid"))
    first = coverages.add(ana, account, NewCoverage("B", "M-l", JULY, JULY, "G"))
    other = coverages.add(ana, account, NewCoverage("A", "M-2", NEW_YEAR))
    with pytest.raises(Refused, match=r"Aid insures them with that number already \(insurance 2, .*change that one"):
        coverages.add(ana, account, NewCoverage("A", "M-2", JUNE))
    assert coverages.add(ana, account, NewCoverage("A", "M-3", JUNE)).rank == 3, "of two plans with one insurer"
    done = coverages.change(ana, account, first.id, Corrected("M-1", "", valid_from=NEW_YEAR, endless=True))
    assert done == first._replace(member="M-1", group="", valid_from=NEW_YEAR, valid_to=None)
    assert done in coverages.of_account(ana, account)
    with pytest.raises(Refused, match="Aid is secondary since Thu 1 Jan"):
        coverages.change(ana, account, first.id, Corrected(rank=2))
    for wrong, words in (
        (Corrected(), "Nothing was said"),
        (Corrected(member=" "), "The member id has 1 to 80"),
        (Corrected(rank=0), "0 is no place"),
        (Corrected(valid_to=date(2025, 1, 1)), "begins on Thu 1 Jan: it cannot end before"),
    ):
        with pytest.raises(Refused, match=words):
            coverages.change(ana, account, first.id, wrong)
    with pytest.raises(Refused, match="2 is no insurance of that customer"):
        coverages.change(ana, work.accounts[1], other.id, Corrected("M"))
    with pytest.raises(NotPermitted):
        coverages.change(work.desk("olga"), account, other.id, Corrected("M"))
    with work.boss.store.read() as tx:
        (row,) = tx.sql.all("SELECT before, after FROM audit WHERE action = 'change coverage'")
    assert '"M-l"' in row[0]
    assert '"M-1"' in row[1]


def test_an_insurance_that_never_held_is_taken_out(work: Office) -> None:
    ana, account = work.desk("ana"), patient(work, AETNA, MEDICARE)
    asked, never = coverages.of_account(ana, account)
    claim = claimed(ana, account)
    with pytest.raises(Refused, match=f"Aetna was asked by it .{claim.name}.: say from when to when it held"):
        coverages.remove(ana, account, asked.id, "mistaken")
    with pytest.raises(Refused, match="The reason has 1 to 80"):
        coverages.remove(ana, account, never.id, " ")
    assert coverages.remove(ana, account, never.id, "of another patient") == never
    assert coverages.of_account(ana, account) == [asked]
    with pytest.raises(Refused, match="is no insurance of that customer"):
        coverages.remove(ana, account, never.id, "again")
    with work.boss.store.read() as tx:
        (row,) = tx.sql.all("SELECT before FROM audit WHERE action = 'remove coverage'")
    assert "of another patient" in row[0]
    assert never.member in row[0]
