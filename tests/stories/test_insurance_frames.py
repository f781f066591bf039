"""Claims, insurers and remittances as they look at both sizes, and the insurance of an account."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collections_tui.services import claims, clients, coverages, remittances
from collections_tui.services.claim_views import ContactEntry
from tests.build import Office, office
from tests.era import Service, Told, era
from tests.services.billing import SERVICE, operation
from tests.services.claiming import AETNA, MEDICARE, billed, claimed, insured, line
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.test_calls import open_by_finding
from tests.stories.test_claims import named

pytestmark = [
    pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}"),
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),  # they look the same on both
]


def practice(folder: Path) -> Office:
    """Maria Rivera is insured by Aetna, then Medicare: of one bill Aetna has paid a part, another is refused, a third
    waits, and for a fourth nobody was asked. One payment fits nothing.
    """
    work = office(folder, accounts=0)
    ana = work.desk("ana")
    clients.change(work.boss, "HOSP", hospital=True)
    account = named(work, "H-20417", "Maria Rivera")
    first, _ = insured(work, account, AETNA, MEDICARE)
    coverages.verify(ana, account, first.id, {"deductible left": "250.00", "copay": "30.00", "spoke with": "Dana"})
    paid = claimed(ana, account, line(210_40, code="99213"))
    refused = claimed(ana, account, line(1_250_00, code="70551"), line(84_00, code="36415"))
    claims.contact(ana, refused.id, ContactEntry("in_process", "Dana", "R-2087"), operation())
    claims.contact(ana, refused.id, ContactEntry("denied", "Sam", "R-2091", codes=("CO-197",)), operation())
    claimed(ana, account, line(131_00, code="99214"), filed=False)
    billed(ana, account, line(25_00, code="85025"))
    told = [
        Told(paid.control, (Service(210_40, (("CO", "45", 60_40), ("PR", "1", 40_00)), on=SERVICE),), patient="RIVERA"),
        Told("OLD-7710", (Service(185_00, (("CO", "45", 65_00),), on=date(2026, 9, 14)),), patient="NOVAK"),
    ]
    (folder / "aetna.835").write_text(era(*told, plb=[("WO", 10_00)], payer="AETNA", code="60054", trace="EFT-5520"))
    return work


async def test_claims(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with practice(tmp_path) as work:
        remittances.take(work.boss, tmp_path / "aetna.835", "HOSP")
        async with sitting(work, size=size) as ui:
            await ui.do("everywhere.claims")
            golden(ui, "claims-due")
            await ui.do("everywhere.next")
            golden(ui, "claim")
            await ui.do("claim.call")
            golden(ui, "claim-outcomes")
            await ui.press("d", *"R-9", "tab", *"co-50 96")
            golden(ui, "claim-contact")
            await ui.press("escape", "escape")
            await ui.do("claim.void")
            await ui.press(*"given up", "tab", "p")
            golden(ui, "claim-close")


async def test_the_insurance_of_an_account(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with practice(tmp_path) as work:
        remittances.take(work.boss, tmp_path / "aetna.835", "HOSP")
        async with sitting(work, size=size) as ui:
            await open_by_finding(ui, "H-20417")
            await ui.do("everywhere.claims")
            golden(ui, "insurance")
            await ui.press("enter")
            golden(ui, "insurance-verify")
            await ui.press("escape")
            await ui.press("end", "up", "enter", "tab", "tab", *"m54.50")
            golden(ui, "claim-make")
            await ui.press("escape")
            await ui.press("end", "enter", *"2 nov")
            golden(ui, "assistance")


async def test_insurers_and_remittances(tmp_path: Path, size: tuple[int, int], golden: Golden) -> None:
    with practice(tmp_path) as work:
        async with sitting(work, "boss", size=size) as ui:
            await ui.do("everywhere.payers")
            golden(ui, "insurers")
            await ui.press("enter")
            golden(ui, "insurer")
            await ui.press("escape")
            await ui.do("everywhere.remittances")
            await ui.do("remittances.add")
            await ui.type(str(tmp_path / "aetna.835"))
            await ui.press("enter")
            ui.sees("✓ $220.00 paid")
            await ui.press("enter")
            golden(ui, "remittances")
            await ui.press("enter")
            golden(ui, "remittance")
