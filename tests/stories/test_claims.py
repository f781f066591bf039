"""A day of claims: the worklist, one claim, calling the insurer in a few keys, contesting, closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.insurance.records import Fee
from collections_tui.domain.records import Unsaved
from collections_tui.services import claim_queue, claims, figures, remittances, unsaved
from collections_tui.services.claim_views import ClaimQuery, ClaimView, ContactEntry
from tests.build import Office, add_account, office
from tests.era import Service, Told, era
from tests.services.billing import SERVICE, operation
from tests.services.claiming import AETNA, MEDICARE, claimed, line, patient, remitted
from tests.stories.driver import Driver, sitting

ON_ONE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is of the screen alone, and the same on both engines."""


@pytest.fixture
def desk_work(tmp_path: Path) -> Iterator[Office]:
    """Three claims are due: one refused by Aetna, two to be filed, with Aetna and with Medicare."""
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        refused = claimed(ana, patient(work, AETNA))
        claims.contact(ana, refused.id, ContactEntry("denied", reference="R1", codes=("CO-197",)), operation())
        claimed(ana, patient(work, AETNA), filed=False)
        claimed(ana, patient(work, MEDICARE), filed=False)
        yield work


async def open_first(ui: Driver) -> None:
    """Open the claim that ranks first of those that are due."""
    await ui.do("everywhere.claims")
    await ui.do("claims.open")


async def test_the_next_claim_is_worked_in_two_keys(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            ui.sees("Claims · due", "due (3)", "Aetna", "Medicare", "denied", "to file", "60 d", "contest or close")
            await ui.do("everywhere.next")
            ui.sees("Claim C1", "denied", "by Fri 22 Jan 2027, 60 days left", "$100.00 asked", "authorization")
            await ui.do("claim.call")
            ui.sees("Call the insurer", "Nobody reached")
            await ui.press("?")
            ui.sees("Asking insurers", "a letter", "saved at once")
            await ui.press("escape")
            ui.sees("Have at hand: claim INV-2026-00001 · member W2 · service 2026-11-20 · Ada")
            ui.sees("r Received, not in process", "w Waits for the patient")  # whole at 80 columns
            await ui.press("n")
            ui.sees("Claim C2", "to file")
        assert [one.outcome for one in claim_queue.view(work.desk("ana"), 1).contacts][:2] == ["not_reached", "denied"]
        due = claim_queue.listed(work.desk("ana"), ClaimQuery(when="due"))
        assert {one.claim.name for one in due} == {"C2", "C3"}


async def test_a_key_too_many_is_taken_back(desk_work: Office) -> None:
    """The claim is in view again; a call to a customer is not taken back by it."""
    with desk_work as work:
        async with sitting(work, size=(120, 40)) as ui:
            await ui.do("everywhere.claims")
            await ui.do("everywhere.next")
            ui.sees("Claim C1")
            await ui.do("claim.call")
            await ui.press("n")
            ui.sees("Claim C2")
            await ui.do("everywhere.undo")
            ui.sees("Claim C1", "C1 is as it was before: “Nobody reached” is taken back. Record what is right.")
            ui.sees("contest or close", "Taken back")
            await ui.do("claim.call")
            await ui.press("n")
            ui.sees("Claim C2")


async def test_the_list_shows_each_minute_what_others_have_at_hand(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work, size=(120, 40)) as ui:
            await ui.do("everywhere.claims")
            ui.misses("boss has it")
            claim_queue.take(work.boss, 1)
            await ui.minute()
            ui.sees("boss has it")


async def test_an_outcome_asks_for_just_what_it_needs_and_nothing_typed_is_lost(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.call")
            await ui.press("e")
            ui.sees("Spoke with", "Reference", "ask what became of it")
            ui.misses("Reasons")
            await ui.type("Kim")
            await ui.press("enter")
            ui.sees("“Escalated” needs the reference number of the call")
            await ui.type("A77")
            await ui.press("escape", "escape")
            ui.sees("It is not saved; what was typed is kept")
        async with sitting(work) as ui:
            ui.sees("Begun and not finished", "C1", "A77")
            await ui.press("enter", "e")
            ui.sees("Kim", "A77")
            await ui.press("enter")
            ui.sees("Claim C1", "Escalated · spoke with Kim · ref A77")
            await open_first(ui)
            await ui.press("escape")
            ui.sees("Claims · due")
        said = claim_queue.view(work.desk("ana"), 1).contacts[0]
        assert (said.outcome, said.spoke_with, said.reference) == ("escalated", "Kim", "A77")


async def test_a_dropped_line_comes_back_to_the_claim_and_what_was_typed(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.do("everywhere.next")
            await ui.do("claim.call")
            await ui.press("m")
            await ui.type("R-5")
            await ui.press("shift+tab")
            await ui.type("Lee")  # nobody has to say with whom they spoke
            ui.app.hang_up()
            await ui.ended()
        async with sitting(work) as ui:
            ui.sees("C1 Aetna", "Call the insurer", "R-5", "Lee", "Records are wanted")
            await ui.press("escape", "escape")
            await ui.do("everywhere.worklist")
            await ui.do("everywhere.unfinished")
            ui.sees("Begun and not finished", "C1", "Aetna", "R-5")
            await ui.press("enter")
            ui.sees("Claim C1", "Call the insurer")
            await ui.press("m")
            ui.sees("R-5")
            await ui.press("escape", "escape")
            for _ in range(2):
                await ui.do("everywhere.unfinished")
                ui.sees("R-5")
                await ui.do("unfinished.drop")
                await ui.do("unfinished.drop")
                ui.sees("It is forgotten, and nothing else of yours is unfinished.")
                unsaved.keep(work.desk("ana"), Unsaved("appeal", 1), {"because": "R-5"})
            claims.close(work.desk("ana"), 1, "enough", operation(), left="patient")
            await ui.do("everywhere.unfinished")
            ui.sees("Nothing of yours is unfinished.")


async def test_what_was_refused_is_contested_filed_again_or_given_up(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.dispute")
            await ui.press("enter")
            ui.sees("Say why it is contested")
            await ui.type("the approval was given by telephone, number 55")
            ui.sees("the approval was given by telephone, number 55")  # not the end of it alone
            await ui.press("enter")
            ui.sees("appealed", "L writes the letter")
            await ui.do("claim.void")
            await ui.type("given up")
            await ui.press("enter")
            ui.sees("Say p if the patient owes it")
            await ui.type("w")
            ui.sees("it is written off")
            await ui.press("enter")
            ui.sees("supervisor")  # a collector asks for their authority
            await ui.press("escape")
            await ui.press("backspace", "p", "enter")
            ui.sees("closed", "$100.00 is the patient")


async def test_a_claim_is_filed_with_its_day(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.press("down")
            await ui.do("claims.open")
            await ui.do("claim.file")
            ui.sees("It takes claims until")
            await ui.press("tab")
            await ui.type("B-9")
            await ui.press("enter")
            ui.sees("filed", "ask whether it is in process", "ref B-9")
        assert claim_queue.view(work.desk("ana"), 2).claim.status == "filed"


def named(work: Office, number: str, name: str) -> int:
    """An account of somebody of that name, on which nothing is owed yet; its id."""
    with work.boss.store.write() as tx:
        account_id = add_account(tx, number=number, name=name, invoices=())
        tx.accounts.put_status(account_id, "open")
    return account_id


def next_name(work: Office) -> str:
    """The claim that Ben is given next."""
    answer = claim_queue.next_claim(work.desk("ben"))
    assert isinstance(answer, ClaimView)
    return answer.claim.name


async def test_a_colleague_is_not_given_the_claim_that_is_open_and_gets_it_when_it_is_left(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await open_first(ui)
            assert next_name(work) == "C2"
            claim_queue.leave(work.desk("ben"), 2)
            await ui.do("claim.leave")
            assert next_name(work) == "C1"


async def test_only_some_claims_are_shown(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.do("claims.filter")
            await ui.press("tab")
            await ui.type("medi")
            await ui.press("enter")
            ui.sees("insurer MCARE", "due (1)", "C3")
            ui.misses("C1", "C2")
            await ui.do("everywhere.next")
            ui.sees("Claim C3")
            await ui.do("claim.leave")
            await ui.do("claims.filter")
            await ui.press("tab", "tab", *"c9", "enter")
            ui.sees("There is no claim c9")
            await ui.do("claims.filter")
            await ui.press("tab", "tab", *"inv-2026-00001".upper(), "enter")
            ui.sees("Claim C1")


async def test_when_nothing_is_due_it_says_when_something_will_be(desk_work: Office) -> None:
    with desk_work as work:
        ana = work.desk("ana")
        for claim in (2, 3):
            claims.file(ana, claim, operation())
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.do("everywhere.next")
            await ui.do("claim.dispute")
            await ui.type("it was approved")
            await ui.press("enter")
            ui.sees("Claim C1", "appealed", "L writes the letter")
            await ui.do("everywhere.next")
            ui.sees("Claims · due", "No claim is due that nobody else has. The next is due Wed 23 Dec.")


async def test_the_log_says_on_which_day_something_was_done_or_said(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.press("down")
            await ui.do("claims.open")
            await ui.do("claim.file")
            await ui.type("20 nov")
            await ui.press("enter")
            ui.sees("Filed Fri 20 Nov · ana")
            await ui.do("claim.call")
            await ui.press("y")
            await ui.type("R-9")
            await ui.press("tab")
            await ui.type("21 nov")
            await ui.press("enter")
            ui.sees("Paid on a day: Sat 21 Nov · ref R-9 · ana")
        said = claim_queue.view(work.desk("ana"), 2).contacts
        assert [str(one.day) for one in said] == ["2026-11-21", "2026-11-20"]


@ON_ONE
async def test_a_reference_number_is_never_cut(desk_work: Office) -> None:
    with desk_work as work:
        ana = work.desk("ana")
        told = ContactEntry("denied", "Kimberly Featherstonehaugh", "CALL-2026-11-23-000917", codes=("CO-197",))
        claims.contact(ana, 1, told, operation())
        async with sitting(work, size=(80, 30)) as ui:
            await open_first(ui)
            ui.sees("Denied · spoke with Kimberly Featherstonehaugh", "ref CALL-2026-11-23-000917 · ana")


@ON_ONE
async def test_a_day_that_an_insurer_names_may_be_still_to_come(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.call")
            await ui.press("y")
            await ui.type("R-9")
            await ui.press("tab")
            await ui.type("3 dec")
            ui.sees("Thu 3 Dec ", "Sun 13 Dec: look whether")
            await ui.press(*["backspace"] * 5)
            await ui.type("19 nov")
            await ui.press("enter")
            ui.sees("Thu 19 Nov is before the service (2026-11-20): check the day.")


@ON_ONE
async def test_what_is_needed_on_the_telephone_is_never_cut(tmp_path: Path) -> None:
    """The day by which it has to be done, the member id, and all amounts, also where names are long."""
    blue = AETNA._replace(name="Blue Cross and Blue Shield of Western Massachusetts", code="BCBS")
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        made = claimed(ana, patient(work, blue), line(12_345_67, code="99213"))
        remitted(ana, made.id, 2_345_67, 1_000_00, 2_000_00, 7_000_00, codes=("197",))
        async with sitting(work) as ui:
            await open_first(ui)
            ui.sees("… · part paid · by Fri 22 Jan 2027, 60 days left $7,000.00 asked", "theirs ICN1")
            ui.sees("member W2", "by contract $1,000.00", "patient's $2,000.00", "refused $7,000.00")


@ON_ONE
async def test_what_was_paid_too_little_is_seen_on_a_small_screen(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        account = patient(work, AETNA)
        with work.boss.store.write() as tx:
            payer = tx.payers.by_code("60054")
            assert payer is not None
            tx.fees.add([Fee(0, 1, payer.id, "99213", date(2026, 1, 1), "", 80_00)])
        made = claimed(ana, account, line(100_00, code="99213"), line(60_00, code="80053"))
        visit = Service(100_00, (("CO", "45", 30_00), ("PR", "1", 15_00)), on=SERVICE)
        panel = Service(60_00, (("CO", "197", 60_00),), "80053", SERVICE)
        file = tmp_path / "first.835"
        file.write_text(era(Told(made.control, (visit, panel))), "utf-8")
        remittances.take(work.boss, file, "HOSP")
        async with sitting(work) as ui:
            await open_first(ui)
            ui.sees("Services              charged       paid  patient's    refused too little")
            ui.sees("99213       20 Nov    $100.00     $55.00     $15.00                $10.00")
            await ui.resize(100, 24)
            ui.sees("agreed       paid  patient's    refused too little")


@ON_ONE
async def test_a_form_says_by_when_also_where_names_are_long(tmp_path: Path) -> None:
    blue = AETNA._replace(name="Blue Cross and Blue Shield of Western Massachusetts", code="BCBS")
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        claimed(ana, patient(work, blue), filed=False)
        refused = claimed(ana, patient(work, blue))
        claims.contact(ana, refused.id, ContactEntry("denied", reference="R1", codes=("CO-197",)), operation())
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.do("claims.filter")
            await ui.press("tab", "tab", *"c1", "enter")
            await ui.do("claim.file")
            ui.sees("It takes claims until Thu 18 Feb 2027.")
            await ui.press("escape")
            await ui.do("claim.leave")
            await ui.do("claims.filter")
            await ui.press("tab", "tab", *"c2", "enter")
            await ui.do("claim.dispute")
            ui.sees("It may be contested until Fri 22 Jan 2027.")
            await ui.press("escape")
            await ui.do("claim.void")
            ui.sees("$100.00 is not paid.", "p: patient's, w: write it off ")
            await ui.press("tab", "x")
            ui.sees("! type p or w")
            await ui.press("shift+tab", "y", "enter")
            ui.sees("Say p if the patient owes it, w to write it off.")


@ON_ONE
async def test_what_cannot_be_done_about_a_claim_is_said_before_anything_is_typed(desk_work: Office) -> None:
    with desk_work as work:
        claims.close(work.desk("ana"), 1, "ours to bear", operation(), left="patient")
        async with sitting(work) as ui:
            await ui.do("everywhere.claims")
            await ui.do("everywhere.next")
            await ui.do("claim.dispute")
            ui.sees("C2 is to file and cannot be “contested”: only what was refused or paid too")
            await ui.do("claim.letter")
            ui.sees("C2 is to file: only what was refused or paid too little is contested.")
            await ui.do("claim.call")
            await ui.press("p")
            ui.sees("C2 is to file and cannot be “in process”: it was never filed: record", "Nobody reached")
            await ui.press("escape")
            await ui.do("claim.leave")
            await ui.do("claims.following")
            await ui.do("claims.following")
            await ui.do("claims.open")
            for key in ("claim.call", "claim.file", "claim.dispute"):
                await ui.do(key)
                ui.sees("C1 is closed (ours to bear): open it again first.")
            await ui.do("claim.void")
            ui.sees("Open the claim again", "It was closed: ours to bear")
            await ui.press("enter")
            ui.sees("Say why it is worked on again")
            await ui.type("records found")
            await ui.press("enter")
            ui.sees("C1 is open again, denied: contest or close.", "Open again · ana")


@ON_ONE
async def test_on_a_wide_screen_the_lists_say_in_full_what_is_next_and_why_it_is_over(desk_work: Office) -> None:
    with desk_work as work:
        ana = work.desk("ana")
        claims.contact(ana, 1, ContactEntry("patient_asked", reference="R2", note="their other insurance"), operation())
        claims.close(ana, 2, "the patient was in prison", operation(), left="patient")
        async with sitting(work, size=(120, 40)) as ui:
            await ui.do("everywhere.claims")
            await ui.do("claims.following")
            ui.sees("ask the patient to answer the insurer")
            await ui.do("claims.following")
            ui.sees("claim  service insurer", "the patient was in prison")


@ON_ONE
async def test_every_reason_of_a_refusal_is_said_in_words_while_it_is_typed(desk_work: Office) -> None:
    with desk_work as work:
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.call")
            await ui.press("p")
            ui.sees("In process: it stays denied; ask whether it is decided")
            await ui.press("escape")
            await ui.press("d", "tab")
            await ui.type("CO-197 29")
            ui.sees("Denied: No authorization or notice beforehand; The time to file had passed", "that is: 197, 29")
            await ui.press(*["backspace"] * 9)
            ui.sees("Denied: contest or close", "today: contest by 22 Jan 2027")
            await ui.press("tab")
            await ui.type("2 nov")  # before the service
            ui.sees("2 Nov: contest by 1 Jan 2027")
            await ui.press(*["backspace"] * 5)
            await ui.type("21 nov")
            await ui.press("shift+tab")
            await ui.type("50")
            await ui.press("shift+tab")
            await ui.type("R8")
            await ui.press("enter")
        claim = claim_queue.view(work.desk("ana"), 1).claim
        assert (claim.refused_on, claim.appeal_by) == (date(2026, 11, 21), date(2027, 1, 20))


@ON_ONE
async def test_the_day_on_which_an_insurer_decided_is_typed_and_says_by_when_it_is_contested(tmp_path: Path) -> None:
    """It was weeks before the call: the days to contest it run from then, and nothing comes up behind their end."""
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        old = line(100_00, code="99213")._replace(service_on=date(2026, 9, 1))
        claimed(ana, patient(work, AETNA), old, filed=False)
        claims.file(ana, 1, operation(), on=date(2026, 9, 10))
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.call")
            await ui.press("y")
            ui.misses("Decided on")
            await ui.press("escape", "d")
            await ui.type("R-9")
            await ui.press("tab")
            await ui.type("CO-197")
            ui.sees("Decided on", "today: contest by 22 Jan 2027")
            await ui.press("tab")
            await ui.type("1 oct")
            ui.sees("1 Oct: contest by 30 Nov")
            await ui.press("escape", "escape")
        async with sitting(work) as ui:
            await ui.press("enter", "d")
            ui.sees("Decided on      1 oct", "1 Oct: contest by 30 Nov")
            await ui.press(*["tab"] * 5, *"5 dec")
            ui.sees("Mon 30 Nov: the last day")
            await ui.press("enter")
            ui.sees("denied · by Mon 30 Nov, 7 days left", "Next: contest or close, Mon 30 Nov", "behind the deadline.")
            await ui.do("claim.call")
            await ui.press("d")
            ui.sees("1 Oct: contest by 30 Nov")  # told once more it is no new decision
            await ui.press("tab", "tab", *"1 sep")
            ui.sees("1 Sep: was until 31 Oct")
        assert claim_queue.view(work.desk("ana"), 1).claim.refused_on == date(2026, 10, 1)


@ON_ONE
async def test_the_reports_show_on_a_small_screen_what_is_still_open_and_how_old_it_is(desk_work: Office) -> None:
    """What is the same in every line gives way before the figures do."""
    with desk_work as work:
        async with sitting(work, "boss") as ui:
            await ui.do("everywhere.reports")
            await ui.press("9")
            ui.sees("payer kind          claims  denied", "given up    open", "Aetna authorization      1 $100.00")
            await ui.press("right")
            ui.sees("older   total", "$0.00 $200.00")
            ui.misses("No room for")


@ON_ONE
@pytest.mark.parametrize(
    ("size", "turned", "lost", "aged"),
    [((80, 24), False, 3, 0), ((120, 40), False, 4, 2), ((120, 40), True, 0, 0)],
    ids=["narrow", "beside the plot", "alone"],
)
async def test_the_total_and_the_rate_are_always_there_and_what_has_no_room_is_named(
    tmp_path: Path, size: tuple[int, int], turned: bool, lost: int, aged: int
) -> None:
    blue = AETNA._replace(name="Blue Cross and Blue Shield of Western Massachusetts", code="BCBS")
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        made = claimed(ana, patient(work, blue), line(12_345_678_90, code="99213"))
        remitted(ana, made.id, 0, refused=12_345_678_90, code="4", codes=("197",))
        claims.appeal(ana, made.id, "authorised", operation())
        remitted(ana, made.id, 2_345_678_90, refused=10_000_000_00, codes=("197",))
        async with sitting(work, "boss", size=size) as ui:
            await ui.do("everywhere.reports")
            await ui.press("9")
            if turned:
                await ui.do("reports.preview")
            ui.sees("Blue Cross and …", "won of decided", "100.0% of $2,345,678.90")
            told(ui, lost, plot=size[0] > 80 and not turned)
            if size[0] == 80:
                await ui.do("reports.preview")
                told(ui, 0, plot=True)  # in the place of the table nothing is missed
                await ui.do("reports.preview")
                told(ui, lost, plot=False)
            else:
                days = figures.report(work.boss, "denials").days
                assert days == "2025-12-01 to 2026-11-23"
                ui.sees(f"Reports · denials · {days}")  # the same months as the command tells
            await ui.press("right")
            ui.sees("Blue Cross and …", "total", "$10,000,000.00")
            told(ui, aged, plot=size[0] > 80 and not turned)


def told(ui: Driver, many: int, *, plot: bool) -> None:
    """Check that so many columns are said to have no room."""
    if many:
        ui.sees(f"No room for {many} columns: {'z hides the plot, ' if plot else ''}X writes all of them (")
    else:
        ui.misses("No room for")


@ON_ONE
async def test_an_insurer_opens_by_its_own_clock(tmp_path: Path) -> None:
    west = AETNA._replace(hours="weekdays 10 am-5 pm", zone="America/Los_Angeles")
    with office(tmp_path, accounts=1) as work:
        claimed(work.desk("ana"), patient(work, west), filed=False)
        async with sitting(work) as ui:
            await ui.do("everywhere.payers")
            ui.sees("1 insurer · 1 claim not over")
            await open_first(ui)
            ui.sees("(800) 555-0100 closed, 09:00 there, opens 10:00, weekdays 10 am-5 pm")


@ON_ONE
async def test_a_form_says_that_the_day_has_passed(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        claimed(work.desk("ana"), patient(work, AETNA._replace(filing_days=2)), filed=False)
        async with sitting(work) as ui:
            await open_first(ui)
            await ui.do("claim.file")
            ui.sees("It took claims until Sun 22 Nov: too late.")
            await ui.press("enter")
            ui.sees("Aetna took claims until Sun 22 Nov: expect a")
