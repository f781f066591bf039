"""Money comes in: a payment is entered on the account, and one that fits no account is worked off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collections_tui.services import accounts, imports, ledger, scoring, unmatched
from tests.build import Office, add_account, office
from tests.stories.driver import sitting
from tests.stories.test_calls import open_by_finding

BILLS = [(date(2026, 8, 1), 100_00), (date(2026, 7, 1), 50_00), (date(2026, 9, 1), 30_00)]


@pytest.fixture
def owing(tmp_path: Path) -> Office:
    """P-1 owes 180.00 on three invoices; P-2 of the same customer owes 20.00."""
    work = office(tmp_path, accounts=1)
    with work.boss.store.write() as tx:
        first = add_account(tx, number="P-1", name="Ada Payer", invoices=BILLS)
        account = tx.accounts.get(first)
        assert account is not None
        add_account(tx, number="P-2", customer_id=account.customer_id, invoices=[(date(2026, 8, 15), 20_00)])
    work.accounts.append(first)
    scoring.rescore(work.boss)
    return work


async def test_a_payment_shows_what_it_pays_and_is_entered_with_few_keys(owing: Office) -> None:
    with owing as work:
        async with sitting(work) as ui:
            await open_by_finding(ui, "P-1")
            await ui.press("$", *"120")
            ui.sees("P-1, Ada Payer: $180.00 owed", "$50.00 on P-1-2, $70.00 on P-1-1")
            await ui.press("enter")
            ui.sees("$120.00 paid on P-1: $50.00 on invoice P-1-2, $70.00 on invoice P-1-1.")
            ui.sees("Account P-1")
            await ui.press("$", *"100", "tab", "3", "tab", *"p-2", "tab", *"ch", "tab", *"no 17", "tab", *"yesterday")
            ui.sees("Sun 22 Nov: $30.00 on P-1-3, $30.00 on P-1-1, $40.00 for P-2 · check")
            await ui.press("enter")
            ui.sees("$20.00 on invoice P-2-1 of P-2, $20.00 on no invoice. $20.00 is credit.")
            assert "$20.00 credit" in ui.line_with("Ada Payer")
            await ui.press("i")
            assert "$20.00" in ui.line_with("credit, on no invoice")
        lines = ledger.entries(work.boss, work.accounts[-1])
        assert ("check", "no 17", "ana", date(2026, 11, 22)) in [(e.method, e.reference, e.by, e.on) for e in lines]


async def test_a_payment_says_what_is_wrong_and_keeps_what_was_typed(owing: Office) -> None:
    with owing as work:
        async with sitting(work) as ui:
            await open_by_finding(ui, "P-1")
            await ui.press("$", "enter")
            ui.sees("Type what was paid.")
            wrong = [
                ("amount", "0", "must be more than nothing"),
                ("amount", "5.001", "has more decimals than the 2 of USD"),
                ("amount", "9999999999", "is too large to be right"),
                ("to", "9", "No open invoice is called “9”: open are P-1-2, P-1-1, P-1-3."),
                ("also", "A-0001", "“A-0001” is no other account of theirs: there is P-2."),
                ("method", "c", "cash or check or card? Write one of"),
                ("reference", "4111 1111 1111 1111", "looks like the number of a payment card"),
                ("on", "tomorrow", "Tomorrow is still to come"),
            ]
            fields = ["amount", "to", "also", "method", "reference", "on"]
            for field in fields:
                for text, words in ((text, words) for name, text, words in wrong if name == field):
                    await ui.type(text)
                    ui.sees(words)
                    await ui.press("ctrl+u")
                if field == "amount":
                    await ui.type("5")
                await ui.press("tab")
            await ui.press("shift+tab", "shift+tab")
            await ui.type("4111 1111 1111 1111")
            await ui.press("escape")
            ui.sees("The payment is not saved; it is kept: $ goes on with it.")
            await ui.press("$")
            ui.sees("This was typed before", "•••• •••• •••• 1111")
            await ui.press("enter")
            ui.sees("$5.00 paid on P-1")
        assert accounts.alone(work.boss, work.accounts[-1]).balance_cents == 175_00


async def test_payments_that_fit_no_account_are_worked_off(owing: Office, tmp_path: Path) -> None:
    with owing as work:
        file = tmp_path / "bank.csv"
        file.write_text("paid_on,amount,reference\n2026-11-20,40.00,Payer\n2026-11-19,12.00,who\x1b[2J\n")
        mapping = imports.find_mapping("payments", None, imports.header_of(file))
        assert imports.run(work.boss, "payments", file, "HOSP", mapping).unmatched == 2
        async with sitting(work) as ui:
            await ui.press("U")
            ui.sees("Unmatched payments", "unknown reference P…", "2 payments · $52.00")
            await ui.press("down", "enter")
            ui.sees("Whose payment is it?", "$40.00 to HOSP, Fri 20 Nov · Payer")
            await ui.type("P-1")
            await ui.press("enter")
            ui.sees("$40.00 paid on P-1, Fri 20 Nov: $40.00 on invoice P-1-2.", "1 payment · $12.00")
            await ui.press("ctrl+g", "enter")
            ui.sees("Say why: the reason is kept.")
            await ui.type("sent back")
            await ui.press("enter")
            ui.sees("$12.00 is off the list: sent back.", "Every payment has its account: nothing waits here.")
            await ui.press("escape")
            ui.sees("Main")
        assert unmatched.page(work.boss) == []


async def test_an_auditor_looks_at_no_payment_dialog(owing: Office) -> None:
    with owing as work:
        from collections_tui.services import people

        people.add(work.boss, "olga", "Olga", ("auditor",))
        async with sitting(work, "olga") as ui:
            await open_by_finding(ui, "P-1")
            await ui.press("$")
            ui.sees("You may look at accounts, not work on them")
            await ui.press("U")
            ui.sees("olga may not match payments")
