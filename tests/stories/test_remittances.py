"""A remittance on the screen: looked through with its balance, taken in, matched by hand, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from collections_tui.services import accounts, remittances
from tests.build import Office, add_account, office
from tests.era import Service, Told, era
from tests.services.billing import SERVICE
from tests.services.claiming import AETNA, claimed, patient
from tests.stories.driver import Driver, sitting


class Paid(NamedTuple):
    """Aetna pays the claim of one patient, and one whose number nobody knows."""

    work: Office
    account_id: int
    file: Path


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[Paid]:
    """The file waits in a folder."""
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        account_id = patient(work, AETNA)
        claim = claimed(ana, account_id)
        file = tmp_path / "aetna.835"
        told = [
            Told(claim.control, (Service(100_00, (("CO", "45", 15_00), ("PR", "1", 25_00)), on=SERVICE),)),
            Told("X-99", (Service(40_00, (("CO", "45", 5_00),)),), patient="ROE"),
        ]
        file.write_text(era(*told, plb=[("L6", -1_00)], payer="AETNA"))
        yield Paid(work, account_id, file)


async def look_through(ui: Driver, file: Path) -> None:
    """Type the name of the file, and look it through."""
    await ui.do("everywhere.remittances")
    await ui.do("remittances.add")
    await ui.type(str(file))
    await ui.press("enter")


async def test_a_file_is_looked_through_and_then_taken_in(paid: Paid) -> None:
    work, account_id, file = paid
    async with sitting(work, "boss", size=(120, 40)) as ui:
        await look_through(ui, file)
        ui.sees("✓ $96.00 paid = $95.00 for its claims + $1.00 of the provider's", "X-99 ROE")
        ui.sees("1 claim posted, 1", "enter takes it in.")
        assert remittances.listed(work.boss) == []
        await ui.press("enter")
        ui.sees("AETNA", "$96.00", "2 to be matched (1)")
        assert accounts.alone(work.boss, account_id).balance_cents == 25_00
        await ui.press("enter")
        ui.sees("✓ $96.00 paid", "$25.00 the patient's", "Deductible (PR 1)", "waits:", f"{SERVICE:%-d %b}")
        assert "$60.00 of $100.00" in ui.line_with("99213 on "), "each service with what was paid of it"
        await ui.press("escape")
        await ui.do("remittances.add")
        await ui.type(str(file))
        await ui.press("enter")
        ui.sees("here already", "There is nothing new in it.")


async def test_a_file_that_does_not_balance_is_refused_with_its_segment(paid: Paid) -> None:
    work, _, file = paid
    file.write_text(file.read_text().replace("BPR*I*96", "BPR*I*97"))
    async with sitting(work, "boss") as ui:
        await look_through(ui, file)
        ui.sees("It does not balance", "segment 4 (BPR*I*97")
        ui.sees("Take in a remittance")  # what was typed is there
    assert remittances.listed(work.boss) == []


async def test_what_fits_no_invoice_is_matched_set_aside_and_taken_back(paid: Paid) -> None:
    work, _, file = paid
    remittances.take(work.boss, file, "HOSP")
    [row] = remittances.waiting(work.boss)
    async with sitting(work, "ana") as ui:
        await ui.do("everywhere.remittances")
        await ui.press("2")
        ui.sees("X-99", "ROE", "$40.00", "1 claim")
        await ui.press("enter")
        ui.sees(
            "Which invoice is it for?", "It waits: no claim, invoice or account has the number X-99", "Member id M1"
        )
        ui.sees("Member id M1", "Nobody here has that name or member id: type to find the invoice")
        await ui.type("NONE-1")
        await ui.press("enter")
        ui.sees("No invoice fits")
        await ui.press("escape")
        await ui.do("remittances.drop")
        await ui.type("of the practice next door")
        await ui.press("enter")
        ui.sees("is off the list: of the practice next door", "Every claim has its invoice")
        await ui.press("1", "enter", "down")
        await ui.do("remittance.void")
        await ui.type("it is ours")
        await ui.press("enter")
        ui.cursor_on("X-99")
        ui.sees("waits to be matched again")
    assert [one.id for one in remittances.waiting(work.boss)] == [row.id]


async def test_what_waits_is_posted_on_the_invoice_of_whoever_has_the_name(paid: Paid) -> None:
    """Two keys where one invoice fits; any other is found by what is typed."""
    work, _, file = paid
    with work.boss.store.write() as tx:
        roe = add_account(
            tx, number="R-1", name="Mary Roe", invoices=((date(2026, 9, 1), 40_00), (date(2026, 9, 2), 90_00))
        )
        for number, cents in (("R-77", 40_00), ("R-78", 90_00)):
            tx.sql.run(
                "UPDATE invoice SET number = :number WHERE account_id = :id AND amount_cents = :cents",
                {"id": roe, "number": number, "cents": cents},
            )
    remittances.take(work.boss, file, "HOSP")
    async with sitting(work, "ana") as ui:
        await ui.do("everywhere.remittances")
        await ui.press("2", "enter")
        ui.sees("R-77", "R-78", "Mary Roe", "charge, name")
        await ui.press("down", "enter")
        ui.sees("R-78 was for $90.00, not $40.00: enter once more posts it there", "Which invoice is it")
        await ui.press("up")
        await ui.type("P-")
        await ui.press("down")
        ui.misses("R-77")
        await ui.press("backspace", "backspace")
        await ui.type("R-77")
        await ui.press("enter")
        ui.sees("Claim X-99 of AETNA is on invoice R-77 of R-1", "Every claim has its invoice")
    assert accounts.alone(work.boss, roe).balance_cents == 90_00


async def test_lists_say_when_they_show_only_a_part(paid: Paid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collections_tui.tui.screens.remittances.MOST", 1)
    more = Told("X-98", (Service(10_00),), patient="ROE")
    paid.file.write_text(era(more, more._replace(control="X-97"), payer="AETNA"))
    remittances.take(paid.work.boss, paid.file, "HOSP")
    async with sitting(paid.work, "ana") as ui:
        await ui.do("everywhere.remittances")
        ui.sees("the newest 1 remittance · $20.00 paid", "2 to be matched (2)")
        await ui.press("2")
        ui.sees("the first 1 of 2 claims · $10.00 paid")


async def test_a_large_remittance_is_shown_before_all_of_it_is_laid_out(
    paid: Paid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collections_tui.tui.screens.remittance.AT_ONCE", 2)
    paid.file.write_text(era(*(Told(f"X-{at}", (Service(10_00 + at),)) for at in range(40)), payer="AETNA"))
    remittances.take(paid.work.boss, paid.file, "HOSP")
    async with sitting(paid.work, "ana") as ui:
        await ui.do("everywhere.remittances")
        await ui.press("enter")
        ui.sees("X-0", "X-2")
        await ui.press("end")
        ui.cursor_on("X-39")
        await ui.resize(120, 40)
        ui.cursor_on("X-39")
        ui.sees("$10.39 of $10.39")


async def test_a_collector_takes_no_file_in(paid: Paid) -> None:
    async with sitting(paid.work, "ana") as ui:
        await ui.do("everywhere.remittances")
        await ui.do("remittances.add")
        ui.sees("Files are taken in by supervisors")
