"""The insurance of an account: who insures, what the insurer said and did in plain words, and a claim of a bill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.insurance.records import Fee
from collections_tui.services import claim_queue, clients, coverages, payers
from collections_tui.services.claim_views import ClaimQuery
from collections_tui.services.payers import PayerDetails
from tests.build import Office, office
from tests.services.claiming import AETNA, MEDICARE, billed, claimed, line, patient, remitted
from tests.stories.driver import Driver, sitting
from tests.stories.test_calls import open_by_finding
from tests.stories.test_claims import ON_ONE


@pytest.fixture
def insured_work(tmp_path: Path) -> Iterator[Office]:
    """A patient of Aetna and Medicare, with a bill that nobody was asked for and one that Aetna has answered."""
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        account = patient(work, AETNA, MEDICARE)
        answered = claimed(ana, account)
        remitted(ana, answered.id, 60_00, written=15_00, patient=25_00, codes=("1",))
        billed(ana, account, line(80_00, code="85025"))
        work.accounts.append(account)
        yield work


async def to_insurance(ui: Driver, work: Office) -> None:
    """Open the patient's account, and its insurance."""
    number = claim_queue.view(work.desk("ana"), 1).account
    await open_by_finding(ui, number)
    await ui.do("everywhere.claims")


async def test_the_account_says_in_plain_words_what_insurers_did(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work, size=(120, 40)) as ui:
            await to_insurance(ui, work)
            ui.sees(
                "[Ins. 2]", "primary Aetna", "secondary Medicare", "never verified", "C1 Aetna · paid",
                "It paid $60.00.", "$15.00 was taken off by contract", "$25.00 theirs",
                "Aetna not asked: enter makes a claim",
            )  # fmt: skip


async def test_what_the_insurer_says_of_an_insurance_is_taken_down_and_nothing_typed_is_lost(
    insured_work: Office,
) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            await ui.press("enter")
            ui.sees("What the insurer says", "Deductible left")
            await ui.type("250.00")
            await ui.press("escape")
            ui.sees("It is not saved; what was typed is kept")
            await ui.press("enter")
            ui.sees("250.00")
            await ui.press("tab")
            await ui.type("30.00")
            await ui.press("enter")
            ui.sees("deductible left 250.00; copay 30.00")
        first = coverages.of_account(work.desk("ana"), work.accounts[-1])[0]
        assert dict(first.said) == {"deductible left": "250.00", "copay": "30.00"}
        assert first.verified_by == "ana"


@ON_ONE
async def test_an_insurance_ends_on_the_day_that_is_near(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            await ui.press("enter", *["tab"] * 6)
            await ui.type("31 dec")
            ui.sees("Ends on         31 dec                   Thu 31 Dec")
            await ui.press(*["backspace"] * 6)
            await ui.type("31 oct")
            ui.sees("Sat 31 Oct ")
            await ui.press(*["backspace"] * 6, "escape")
            await ui.press("down", "down", "enter", *["tab"] * 4)
            await ui.type("1 jan")
            await ui.press("tab")
            await ui.type("31 dec")
            ui.sees("Thu 1 Jan ", "To              31 dec                   Thu 31 Dec")


async def test_a_card_that_was_copied_wrongly_is_put_right_and_one_that_never_held_is_taken_out(
    insured_work: Office,
) -> None:
    with insured_work as work:
        ana, account = work.desk("ana"), work.accounts[-1]
        before = coverages.of_account(ana, account)[0]
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            await ui.press("enter", *["tab"] * 7, "end", *["backspace"] * 12)
            await ui.type("W-7782")
            await ui.press("tab", "tab", "end", *["backspace"] * 12)
            await ui.type("1 mar")
            ui.sees("From            1 mar                    Sun 1 Mar")
            await ui.press("tab", "end", *["backspace"] * 9)
            await ui.type("9th")
            await ui.press("enter")
            ui.sees("that is noted", "W-7782")
            changed = coverages.of_account(ana, account)[-1]
            assert changed == before._replace(member="W-7782", rank=9, valid_from=date(2026, 3, 1))
            other = coverages.of_account(ana, account)[0]
            await ui.press("home", "enter", *["tab"] * 6)
            await ui.type("never")
            ui.sees("it never held: it is taken out")
            await ui.press("enter")
            ui.sees(f"{other.payer.name} is taken out.")
        assert coverages.of_account(ana, account) == [changed]


async def test_an_insurance_is_taken_down_by_the_name_of_the_insurer(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            await ui.press("down", "down")
            ui.cursor_on("another insurance")
            await ui.press("enter", "enter")
            ui.sees("Say who insures them")
            await ui.type("aet")
            ui.sees("Aetna")
            await ui.press("tab")
            await ui.type("W-77")
            await ui.press("enter")
            ui.sees("tertiary Aetna", "W-77")
        assert [one.rank for one in coverages.of_account(work.desk("ana"), work.accounts[-1])] == [1, 2, 3]


async def test_a_claim_is_made_of_a_bill_that_nobody_was_asked_for(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            ui.misses("Insurers are asked")
            await ui.press("end")
            ui.cursor_on("not asked")
            await ui.press("enter")
            ui.sees("Make a claim", "Aetna, primary", "all: $80.00", "1      $80.00  85025")
            await ui.press("tab", "tab")
            await ui.type("m54.50")
            await ui.press("enter")
            ui.sees("Aetna is to be asked for $80.00", "C2 Aetna · to file", "$80.00 waits")
            ui.sees("! Insurers are asked for $80.00 of what is owed, the patient for $25.00.")
            await ui.press("end", "up", "enter")
            ui.sees("Claim C2", "to file")
            ui.misses("M54.50")
            await ui.do("claim.view")
            ui.sees("Diagnoses: M54.50")
            await ui.do("claim.open")
            ui.sees("Account ")
        rows = claim_queue.listed(work.desk("ana"), ClaimQuery(when="due"))
        assert [row.claim.name for row in rows] == ["C2"]


async def test_an_insurer_is_added_and_changed(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.payers")
            ui.sees("Insurers", "Aetna", "(800) 555-0100", "open", "Medicare", "365")
            await ui.do("payers.add")
            await ui.type("Cigna")
            await ui.press("tab", *"62308", "tab", *"12", "enter")
            ui.sees("is no telephone number")
            await ui.press("escape")
            ui.sees("It is not saved; what was typed is kept")
            await ui.do("payers.add")
            ui.sees("Cigna", "62308")
            await ui.press("tab", "tab", "backspace", "backspace", "enter")
            ui.sees("Cigna (62308) is added", "3 insurers")
            await ui.press("home", "enter")
            ui.sees("Aetna (60054)")
            await ui.press(*["tab"] * 9)
            await ui.type("PO Box 1; Lexington KY 40512")
            await ui.press("enter")
            ui.sees("Aetna (60054) is changed")
            await ui.do("payers.terms")
            ui.sees("Nothing is agreed on with Aetna")
            payers.change(work.boss, "60054", PayerDetails(note="press 3\nask for Dana"))
            await ui.do("payers.refresh")
            await ui.press("enter", "end", *" Inc", "enter")
            ui.sees("Aetna Inc (60054) is changed")
        [aetna, *_] = payers.every(work.desk("ana"))
        assert aetna.note == "press 3\nask for Dana", "nobody has touched it"
        assert aetna.address.splitlines() == ["PO Box 1", "Lexington KY 40512"]
        assert (aetna.phone, aetna.appeal_days) == ("+18005550100", 60)


async def test_insurance_is_read_while_talking(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            await ui.do("account.timeline")
            await ui.do("account.called")
            await ui.do("outcome.claims")
            ui.sees("primary Aetna", "It paid $60.00.")


async def test_a_patient_asks_for_assistance_and_everybody_sees_what_follows(insured_work: Office) -> None:
    with insured_work as work:
        clients.change(work.boss, "HOSP", hospital=True)
        async with sitting(work) as ui:
            await to_insurance(ui, work)
            ui.sees("! No extraordinary action: nobody knows when the first statement went out")
            await ui.press("end", "enter")
            ui.sees("Financial assistance", "1st statement")
            await ui.type("2 nov")
            ui.sees("Mon 2 Nov")
            await ui.press("enter")
            ui.sees(
                "No extraordinary collection action before Tue 2 Mar 2027", "· They may ask for financial assistance"
            )
            await ui.press("end", "enter", "tab", "tab")
            await ui.type("today")
            await ui.press("enter")
            ui.sees("asked for assistance today, not decided")
            await ui.press("enter", *["backspace"] * 10, "enter")
            ui.sees("“1st statement” was 2026-11-02, and stays: write what is right.")
            await ui.type("3 nov")
            await ui.press(*["tab"] * 5)
            await ui.type("1000")
            ui.sees("$1,000.00", "granted, partly, or refused")
            await ui.press("tab", "tab", "tab")
            await ui.type("maybe")
            await ui.press("enter")
            ui.sees("Write y or n.")


@ON_ONE
async def test_what_is_wrong_about_an_insurer_is_said_at_once_and_where(insured_work: Office) -> None:
    with insured_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.payers")
            await ui.do("everywhere.help")
            ui.sees("On the insurers")
            await ui.press("escape", "enter", "tab", "tab", "tab")
            await ui.press(*["backspace"] * 20, *"Chicago")
            ui.sees("! “Chicago” is no time zone", "for appeals; “;” ends a line")
            await ui.press("tab", "tab", "x", "enter")
            ui.sees("! “Chicago” is no time zone: write one such as America/New_York.")
            await ui.press(*["backspace"] * 7, *"America/Chicago", "enter")
            ui.sees("! write a number, such as 90", "! Write a number, such as 90.")
            await ui.press(*["backspace"] * 3, "enter")
            ui.sees("“File within” was 90, and stays: write how many days are right.")
            await ui.press(*"95", "enter")
            ui.sees("Aetna (60054) is changed")
        assert payers.every(work.desk("ana"))[0].zone == "America/Chicago"


@ON_ONE
async def test_what_was_agreed_stands_in_columns(insured_work: Office) -> None:
    with insured_work as work:
        with work.boss.store.write() as tx:
            payer = tx.payers.by_code("60054")
            assert payer is not None
            day = date(2026, 1, 1)
            tx.fees.add(
                [Fee(0, 1, payer.id, "", day, "", None, 550_000), Fee(0, 1, payer.id, "99213", day, "25", 8_00)]
            )
        async with sitting(work) as ui:
            await ui.do("everywhere.payers")
            await ui.do("payers.terms")
            ui.sees("everything else  since 2026-01-01          55% of the charge")
            ui.sees("99213 25         since 2026-01-01                      $8.00")
