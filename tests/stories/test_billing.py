"""A bill from its first line until it is sent: prepared by typing, checked, issued, printed, and mended afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from collections_tui.services import accounts, invoice_drafts, invoices
from collections_tui.services.bookshelf import Books
from collections_tui.services.invoice_views import InvoiceQuery
from collections_tui.services.sender import deliver
from tests.build import Office, add_account, office
from tests.mailserver import MailServer
from tests.stories.driver import Driver, sitting
from tests.stories.test_calls import open_by_finding

ON_ONE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is of the screen alone, and the same on both engines."""

PRICES = (
    ("99213", "", "Office visit, established patient", 92_00),
    ("99213", "25", "Office visit with another service", 97_00),
    ("99214", "", "Office visit, moderate", 131_00),
    ("85025", "", "Blood count, complete", 25_00),
    ("85027", "", "Blood count, automated", 21_50),
    ("36415", "", "Drawing blood", 12_00),
)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Office]:
    """H-1 of Maria Rivera owes nothing yet; the hospital has a short price list."""
    with office(tmp_path, accounts=1) as work:
        with work.boss.store.write() as tx:
            account = add_account(tx, number="H-1", name="Maria Rivera", invoices=())
            found = tx.accounts.get(account)
            assert found is not None
            address(tx.sql, found.customer_id)
            list_prices(tx)
        work.accounts.append(account)
        yield work


def address(sql: object, customer: int) -> None:
    """Where the customer lives."""
    sql.run(  # type: ignore[attr-defined]
        "UPDATE customer SET street = '12 Elm Street', city = 'Albany', state = 'NY', postcode = '12207', "
        "email = 'maria@example.com' WHERE id = :id",
        {"id": customer},
    )


def list_prices(tx: object) -> None:
    """The hospital's price list."""
    rows = [
        {"code": code, "modifier": modifier, "description": words, "cents": cents, "words": f"{code} {words}".lower()}
        for code, modifier, words, cents in PRICES
    ]
    for row in rows:
        tx.sql.run(  # type: ignore[attr-defined]
            "INSERT INTO price (client_id, code, modifier, description, cents, valid_from, words) "
            "VALUES (1, :code, :modifier, :description, :cents, '2026-01-01', :words)",
            row,
        )


async def begin(ui: Driver, number: str = "H-1") -> None:
    """Begin a bill on an account."""
    await open_by_finding(ui, number)
    await ui.do("everywhere.bills")
    ui.sees("Prepare D1")


async def test_a_bill_is_typed_checked_and_issued(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.type("blood")
            ui.sees("▸ 36415", "Blood count, complete", "85027")
            await ui.press("down", "enter")
            ui.sees("25.00")
            await ui.press(*"20 nov", "enter", "enter")
            ui.sees("1 85025", "Lines", "$25.00", "service: Fri 20 Nov")
            await ui.type("99213")
            await ui.press("enter")
            await ui.type("2")
            ui.sees("$184.00", "$209.00")  # with what is typed, before it is added
            await ui.press("enter")
            ui.sees("2 99213")
            await ui.press("escape")
            await ui.do("prepare.check")
            ui.sees("D1 is verified: I issues it.", "D1 · verified")
            await ui.do("prepare.issue")
            ui.sees("INV-2026-00001 is issued", "D1 · issued")
            await ui.press("escape")
            ui.sees("Account H-1", "$209.00 owed")
        [row] = invoices.listed(work.boss, InvoiceQuery(status="issued", account_id=work.accounts[-1]))
        assert (row.number, row.total_cents, row.open_cents) == ("INV-2026-00001", 209_00, 209_00)
        assert accounts.alone(work.boss, work.accounts[-1]).balance_cents == 209_00


async def test_a_line_typed_ahead_in_one_go_is_in_the_bill(clinic: Office) -> None:
    """As over a line that was stuck: everything comes in at once."""
    with clinic as work:
        async with sitting(work) as ui:
            await open_by_finding(ui, "H-1")
            keys = [
                "B",
                *"85025",
                "enter",
                *"20 nov",
                "enter",
                *"3",
                "enter",
                *"36415",
                "enter",
                "enter",
                "escape",
                "V",
                "I",
            ]
            await ui.press_at_once(*keys)
            ui.sees("INV-2026-00001 is issued", "$87.00")
        [row] = invoices.listed(work.boss, InvoiceQuery(status="issued", account_id=work.accounts[-1]))
        seen = invoices.view(work.boss, row.key)
        assert [(one.code, one.quantity_milli, one.amount_cents) for one in seen.lines] == [
            ("85025", 3000, 75_00),
            ("36415", 1000, 12_00),
        ]
        assert {one.service_on for one in seen.lines} == {date(2026, 11, 20)}


async def test_a_line_is_changed_taken_out_and_what_is_not_in_the_list_needs_words(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(*"36415", "enter", *"20 nov", "enter", "enter")
            await ui.press(*"TAXI", "enter")
            ui.sees("“TAXI” is not in the price list of HOSP")
            await ui.press(*"Ride home", "enter")
            ui.sees("This code has no price in the list: write what one costs.")
            await ui.press(*"8.50", "enter")
            ui.sees("2 TAXI", "Ride home", "not in the price list", "$20.50")
            await ui.press("escape", "up", "enter")
            await ui.press("tab", *"10", "enter")
            ui.sees("The list says $12.00: write why it is another price here.")
            await ui.press(*"agreed", "shift+tab", *"10 %")
            ui.sees("$9.00", "$17.50")
            await ui.press("enter")
            ui.sees("1 36415", "list $12.00 · agreed · less $1.00", "$17.50")
            ui.cursor_on("36415")
            await ui.press("down")
            await ui.do("prepare.drop")
            ui.sees("Line 2 is taken out: Ride home.")
            ui.misses("TAXI")
            await ui.press("enter", "escape", "enter")  # looked at alone: nothing is kept of it
            ui.misses("is being typed")


async def test_what_is_typed_is_there_after_leaving_in_the_middle_of_a_word(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work, session="before") as ui:
            await begin(ui)
            await ui.press(*"99213", "enter", *"20 nov", "enter", "enter", *"85025", "enter")
            await ui.leave(*"4")
        async with sitting(work, session="after") as ui:
            await begin(ui)
            ui.sees("1 99213", "+ 85025", "This was typed before", "$100.00", "$192.00")
            await ui.press("escape")
            await ui.do("prepare.issue")
            ui.sees("A line is typed and not in the bill")
            await ui.press("ctrl+r", "escape", "enter", "tab", *"7")
            await ui.press("escape", "escape")
            ui.sees("D1 and the line that was typed are kept: B goes on with them.")
            await ui.do("everywhere.bills")
            ui.misses("85025")
            ui.sees("This was typed before")
            await ui.press("escape", "escape", "w")
            await ui.do("everywhere.bills")
            ui.sees("Bills · in the making", "D1", "Maria Rivera", "$92.00", "1 bill")
            await ui.press("ctrl+g")
            ui.sees("Give D1 of Maria Rivera up? ctrl+g again does.")
            await ui.press("ctrl+g")
            ui.sees("D1 on H-1 is given up.", "No bill is in the making: + begins one.")
        with work.boss.store.read() as tx:
            assert tx.sql.all("SELECT kind FROM unsaved", {}) == []


async def test_a_line_that_drops_leads_back_to_the_line_that_was_typed(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work, session="before", cut=True) as ui:
            await begin(ui)
            await ui.press(*"85025", "enter", *"20 nov")
            ui.app.tick()  # once a minute it is kept where somebody is
            await ui.idle()
        async with sitting(work, session="after") as ui:
            ui.sees("Prepare D1", "+ 85025", "20 nov", "This was typed before")


async def test_the_terms_of_a_bill_stand_in_what_it_comes_to(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(*"99214", "enter", *"20 nov", "enter", "enter", "escape")
            await ui.do("prepare.terms")
            ui.sees("D1 of Maria Rivera, $131.00", "as usual")
            await ui.press("tab", *"yesterday", "enter")
            ui.sees("is not a day")
            await ui.press("ctrl+u", *"eom", "tab", *"10 %", "tab", *"staff", "tab", *"80", "tab", *"EOB 7")
            ui.sees("Mon 30 Nov", "10% off all of it")
            await ui.press("escape")
            ui.sees("The terms are not saved; they are kept: T goes on with them.")
            await ui.do("prepare.terms")
            ui.sees("This was typed before")
            await ui.press("enter")
            ui.sees("due: Mon 30 Nov", "Discount 10%", "-$13.10", "$117.90", "Insurance", "-$80.00", "To pay", "$37.90")
            await ui.press("V", "I")
            ui.sees("INV-2026-00001 is issued")
        [row] = invoices.listed(work.boss, InvoiceQuery(status="issued", account_id=work.accounts[-1]))
        assert (row.total_cents, row.open_cents, row.due) == (117_90, 37_90, date(2026, 11, 30))


@ON_ONE
async def test_an_empty_bill_that_is_left_leaves_nothing(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press("enter")
            ui.sees("Type a code or a word of what was done")
            await ui.press("escape", "escape")
            ui.sees("Account H-1")
        assert invoices.listed(work.boss, InvoiceQuery(status="draft")) == []


@ON_ONE
async def test_whoever_only_looks_at_bills_is_told_so(clinic: Office) -> None:
    from collections_tui.services import people

    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(*"99214", "enter", *"20 nov", "enter", "enter")
        people.add(work.boss, "olga", "Olga", ("auditor",))
        async with sitting(work, "olga") as ui:
            await ui.do("everywhere.bills")
            await ui.press("+")
            ui.sees("You may look at bills, not prepare them")
            await ui.press("enter")
            ui.sees("Prepare D1", "99214")
            for key in ("+", "enter", "T", "V", "I", "ctrl+g"):
                await ui.press(key)
                ui.sees("You may look at bills, not prepare them")


async def test_a_warning_needs_a_word_and_an_error_is_mended(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(*"85025", "enter", *"tomorrow", "enter", "enter", "escape")
            ui.sees("! ")
            await ui.do("prepare.check")
            ui.sees("Is it right?", "1 to mend")
            await ui.press("escape")
            await ui.do("prepare.issue")
            ui.sees("It is not verified as it stands now: V does that.")
            await ui.press("enter", "shift+tab", "shift+tab", "ctrl+u", *"20 nov", "enter")
            await ui.press("+", *"85025", "enter", "enter", "escape")
            ui.sees("? ")
            await ui.do("prepare.check")
            ui.sees("1 to be told why it is right")
            await ui.press("enter")
            ui.sees("Say in a few words why it is right all the same")
            await ui.press(*"two samp", "escape")
            ui.sees("The answers are not saved; they are kept: V goes on with them.")
            await ui.do("prepare.check")
            await ui.press(*"les", "enter")
            ui.sees("D1 is verified: I issues it.")
            await ui.do("prepare.issue")
            ui.sees("INV-2026-00001 is issued")
        [row] = invoices.listed(work.boss, InvoiceQuery(status="issued", account_id=work.accounts[-1]))
        made = invoices.view(work.boss, row.key).made
        assert made is not None
        assert dict(made.accepted) == {"same_twice": "two samples"}


async def test_from_a_new_patient_to_an_invoice_that_was_sent(clinic: Office, tmp_path: Path) -> None:
    """All of it at one keyboard, to a real mail server."""
    with clinic as work, MailServer() as server:
        config = server.settings(tmp_path / "config")
        async with sitting(work, config=config) as ui:
            await ui.do("everywhere.bills")
            await ui.press("+", *"Zoe")
            ui.sees("No account fits")
            await ui.press("ctrl+n")
            ui.sees("New customer", "St. Elsewhere Hospital")
            await ui.press("enter")
            ui.sees("Type the customer's name")
            await ui.press(*"Zoe Park", "tab", *"9 Oak Road", "tab", *"Troy", "escape")
            ui.sees("The customer is not saved; what was typed is kept")
            await ui.press("+", "ctrl+n")
            ui.sees("This was typed before")
            for text in ("", "", "", "", "NY", "12180", "212 555 0177", "zoe@example.com"):
                await ui.type(text)
                await ui.press("tab")
            await ui.press("enter")
            ui.sees("Prepare D1", "Zoe Park · HOSP-00001", "9 Oak Road, Troy, NY 12180")
            await ui.press(*"99213", "enter", *"today", "enter", "enter", "escape", "V", "I")
            ui.sees("INV-2026-00001 is issued", "$92.00")
            await ui.do("prepare.print")
            await ui.press("ctrl+u", *str(tmp_path / "bill.pdf"), "enter")
            ui.sees("HOSP-00001: the invoice INV-2026-00001 is in")
            await ui.do("prepare.send")
            await ui.press("enter")
            ui.sees("waits to be mailed to zoe@example.com")
            work.boss.books = Books(config)
            assert deliver(work.boss).sent == 1
            await ui.press("escape")
            ui.sees("No bill is in the making")
            await ui.press("2")
            ui.sees("Every bill that was issued was sent.")  # those of other accounts came from files
            await ui.press("3")
            ui.sees("INV-2026-00001", "Zoe Park", "$92.00")
            await ui.press("enter")
            ui.sees("Account HOSP-00001", "[Invoices 1]", "99213", "Office visit, established")
            await ui.do("account.timeline")
            ui.sees("Invoice INV-2026-00001: mailed to zoe@example.com")
        with work.boss.store.read() as tx:
            assert tx.sql.all("SELECT kind FROM unsaved", {}) == []
    assert (tmp_path / "bill.pdf").read_bytes().startswith(b"%PDF")
    (message,) = server.taken
    assert message.to == ("zoe@example.com",)


async def issued(ui: Driver, *codes: str) -> None:
    """Issue a bill with these codes on H-1, and open it on the account."""
    await begin(ui)
    day = ["20 nov", "enter"]
    for code in codes:
        await ui.press(*code, "enter", *(key for word in day for key in (word if word != "enter" else [word])), "enter")
        day = []
    await ui.press("escape", "V", "I", "escape")
    await ui.do("account.invoices")
    await ui.press("enter")


async def test_a_line_is_disputed_checked_settled_and_the_invoice_voided(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await issued(ui, "99214", "85025")
            ui.sees("INV-2026-00001", "99214", "85025")
            await ui.press("down", "down")
            await ui.do("account.dispute")
            ui.sees("INV-2026-00001, line 2: Blood count, complete, $25.00")
            await ui.press("enter")
            ui.sees("Say what is wrong with it")
            await ui.press(*"never dr", "escape")
            ui.sees("It is not saved; it is kept: D on the invoice goes on with it.")
            await ui.do("account.dispute")
            await ui.press(*"awn", "enter")
            ui.sees("$25.00 disputed", "never drawn", "disputed, waits for an answer", "asked for", "$131.00")
            ui.sees("! Disputed: $25.00 of what is owed. $131.00 is asked for.")
            await ui.do("account.check")
            ui.sees("that is noted on the timeline")
            await ui.do("account.dispute")
            ui.sees("Settle the dispute", "by ana, $25.00: never drawn")
            await ui.press(*"it was drawn", "enter")
            ui.misses("disputed")
            await ui.press("$", *"20", "enter")
            assert "-$20.00" in ui.line_with("payment today")
            await ui.do("account.void")
            ui.sees("Void an invoice", "INV-2026-00001 of Maria Rivera: $156.00, $136.00 open")
            await ui.press(*"wrong patient", "enter")
            ui.sees("A supervisor allows it")
            await ui.press("escape")
            ui.sees("ana may not void invoices")
            await ui.press("escape")
            await ui.do("everywhere.worklist")
        async with sitting(work, "boss") as ui:
            await open_by_finding(ui, "H-1")
            await ui.do("account.void")
            ui.sees("i shows the invoices: put the cursor on one")
            await ui.do("account.invoices")
            await ui.do("account.void")
            await ui.press(*"wrong patient", "enter")
            ui.sees("CN-2026-00001", "void $156.00", "credit note -$156.00", "$20.00 credit")
        assert accounts.alone(work.boss, work.accounts[-1]).balance_cents == -20_00


@ON_ONE
async def test_the_key_on_an_account_in_dispute_checks_what_is_disputed(clinic: Office) -> None:
    from collections_tui.services import disputes

    with clinic as work:
        async with sitting(work) as ui:
            await issued(ui, "99213")
            [row] = invoices.listed(work.boss, InvoiceQuery(status="issued", account_id=work.accounts[-1]))
            with work.boss.store.write() as tx:
                tx.sql.run("UPDATE price SET cents = 8000 WHERE code = '99213'", {})
            disputes.open(work.desk("ana"), row.key, None, "too dear")
            await open_by_finding(ui, "H-1")
            await ui.do("account.check")
            ui.sees("What the checks say", "INV-2026-00001", "$80.00")
            await ui.press("escape", "t")
            ui.sees("Invoice INV-2026-00001 was verified: 1 error")


@ON_ONE
async def test_what_was_issued_is_printed_into_a_file_and_on_no_printer(clinic: Office, tmp_path: Path) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press("escape")
            await ui.do("prepare.print")
            ui.sees("It is printed and sent once it has its number")
            await ui.press("+", *"99214", "enter", *"20 nov", "enter", "enter", "escape", "V", "I")
            await ui.do("prepare.print")
            ui.sees("INV-2026-00001 of Maria Rivera: $131.00", "INV-2026-00001.pdf")
            await ui.press("tab", *"-oops", "enter")
            ui.sees("printer")
            await ui.press("ctrl+u", "shift+tab", "ctrl+u", *str(tmp_path / "bill.odt"), "enter")
            ui.sees("does not say what to write")
            await ui.press("ctrl+u", *str(tmp_path / "bill.txt"), "enter")
            ui.sees("H-1: the invoice INV-2026-00001 is in")
            await ui.press("escape")
            await ui.do("account.print")
            ui.sees("A statement of H-1, Maria Rivera", "statement-H-1.pdf")
            await ui.press("ctrl+u", *str(tmp_path / "all.pdf"), "enter")
        assert "Office visit, moderate" in (tmp_path / "bill.txt").read_text(encoding="utf-8")
        assert (tmp_path / "all.pdf").read_bytes().startswith(b"%PDF")


async def test_what_a_colleague_has_changed_meanwhile_is_shown_and_nothing_typed_is_lost(clinic: Office) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(
                *"99214", "enter", *"20 nov", "enter", "enter", *"85025", "enter", "enter", "escape", "enter", *"7"
            )
            ben = work.desk("ben")
            invoice_drafts.drop_line(ben, 1, 1)
            await ui.press("enter")
            ui.sees("Somebody has changed D1 meanwhile", "2 85025", "$175.00")
            ui.misses("99214")
            await ui.press("enter")
            ui.sees("Lines                  $175.00")
            await ui.press("V")
            invoices.issue(ben, 1, "bens")
            await ui.press("I")
            ui.sees("was issued as INV-2026-00001")
            await ui.press("I")
            ui.sees("It is issued, and stays as it is")


@ON_ONE
async def test_words_of_a_price_list_are_words_and_a_small_window_still_has_the_totals(clinic: Office) -> None:
    naughty = "[red]Visit[/] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07 ﷽"
    with clinic as work:
        with work.boss.store.write() as tx:
            tx.sql.run("UPDATE price SET description = :words WHERE code = '99214'", {"words": naughty})
        async with sitting(work, size=(60, 15)) as ui:
            await begin(ui)
            await ui.type("99214")
            ui.sees("[red]Visit[/] [@click=app.quit]x[/]")
            await ui.press("enter", *"20 nov", "enter")
            assert "\x1b" not in ui.screen_text
            await ui.press("enter")
            ui.sees("1 99214", "Total", "$131.00")
            await ui.resize(120, 40)
            ui.sees("[red]Visit[/] [@click=app.quit]x[/] ␛]52;c;aGk=␇")


async def test_a_bill_is_sent_and_what_went_out_opens_as_it_was(clinic: Office, tmp_path: Path) -> None:
    with clinic as work:
        async with sitting(work) as ui:
            await begin(ui)
            await ui.press(*"99214", "enter", *"20 nov", "enter", "enter", "escape", "V", "I")
            await ui.do("prepare.send")
            ui.sees("INV-2026-00001 of Maria Rivera: $131.00", "maria@example.com")
            await ui.press(*"nobody", "enter")
            ui.sees("nobody")
            await ui.press("ctrl+u", *"print", "enter")
            ui.sees("print run")
            await ui.press("escape", "t")
            ui.sees("Invoice INV-2026-00001")
            await ui.press("enter")
            ui.sees("exactly as it went out")
            await ui.press("ctrl+u", *str(tmp_path / "again.pdf"), "enter")
            ui.sees("again.pdf")
            await ui.do("account.send")
            ui.sees("exactly as it went out")
            await ui.press(*"print", "enter")
            ui.sees("print run")
            await ui.do("everywhere.bills")
        assert (tmp_path / "again.pdf").read_bytes().startswith(b"%PDF")
