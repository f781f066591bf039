"""A client's own terms: numbers, due days and taxes by its file; what is wrong in it has its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.billing.invoicing import Invoicing
from collections_tui.domain.billing.records import Tax
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.records import Client
from collections_tui.services import clients, invoice_drafts, invoices
from collections_tui.services.bookshelf import Books
from collections_tui.services.invoice_views import InvoiceQuery, Terms
from tests.build import NOON, Office, add_account
from tests.services.billing import accepted, check_bills, draft, line, operation, price
from tests.services.facts import check_everything
from tests.services.test_missing_policy import MERCY, folder, sit
from tests.services.test_policies import write

OWN = (
    MERCY
    + """
[invoices]
due_days = 14
prefix = "M"
credit_prefix = "MC"
year = false
digits = 3

[[invoices.tax]]
name = "sales"
percent = "8.875"

[[invoices.tax]]
name = "city"
percent = 4
"""
)
CLIENT = Client(1, "MERCY", "Mercy", "third", "medical", "USD", policy="mercy")


def test_the_standard_ships_and_a_clients_own_says_what_differs(tmp_path: Path) -> None:
    assert Books().invoicing(CLIENT._replace(policy="")) == Invoicing() == Invoicing(30, "INV-", "CN-", True, 5, ())
    own = write(tmp_path, "mercy", OWN).invoicing(CLIENT)
    assert own == Invoicing(14, "M", "MC", False, 3, (Tax("sales", 88_750), Tax("city", 40_000)))
    assert (own.number("invoice", 2026, 7), own.number("credit_note", 2026, 7), own.series(2026)) == (
        "M007",
        "MC007",
        0,
    )
    with pytest.raises(Refused, match="There is no policy mercy"):
        Books().invoicing(CLIENT)


TAX = "invoices.tax 1: "
WRONG = {
    "due_days = 400": "line 12: due_days must be from 0 to 366",
    "due_day = 4": "line 12: due_day is not a field here",
    'prefix = "a/b"': "line 12: prefix must have no slash in it",
    'credit_prefix = "INV-"': "line 12: credit_prefix must be another than prefix",
    "year = 2026": "line 12: year must be true or false",
    "digits = 0": "line 12: digits must be from 1 to 12",
    '[[invoices.tax]]\nname = "x"\npercent = 8.875': f"line 14: {TAX}percent must be a rate such as 8",
    '[[invoices.tax]]\nname = "x"\npercent = 101': f"line 14: {TAX}percent must be a rate such as 8",
    "[[invoices.tax]]\npercent = 1": f"line 12: {TAX}name is missing",
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # no database is asked
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path) -> None:
    for bad, sentence in WRONG.items():
        with pytest.raises(ConfigError) as error:
            write(tmp_path, "mercy", f"{MERCY}\n[invoices]\n{bad}\n").invoicing(CLIENT)
        assert str(error.value).startswith(f"policies/mercy.toml, {sentence}"), error.value


def test_taxes_are_on_what_is_left_after_the_discount_and_numbers_run_on(work: Office, tmp_path: Path) -> None:
    boss = sit(work, "boss", folder(tmp_path, OWN))
    client = clients.add(boss, "MERCY", "Mercy Hospital", policy="mercy")
    with boss.store.write() as tx:
        account = add_account(tx, number="M-1", client_id=client.id, invoices=(), now=NOON)
        tx.sql.run("UPDATE account SET status = 'closed', closed_reason = 'paid', ready = 0, wake_at = NULL, "
                   "worklist_id = NULL WHERE id = :id", {"id": account})  # fmt: skip
        price(tx, "X1", 33_33, "Crutches", tax="sales", client=client.id)
    begun = draft(boss, account, line(0, "", code="X1", unit_cents=None), line(10_01, tax="city"), line(5_00))
    assert [one.tax for one in begun.lines] == ["sales", "city", ""]
    begun = invoice_drafts.change(boss, begun.id, Terms(discount_cents=10_00))
    # Of 10.00 the lines bear 6.90, 2.07 and 1.03: taxed are 26.43 and 7.94.
    totals = invoice_drafts.view(boss, begun.id).totals
    assert [tuple(one) for one in totals.taxes] == [("city", 40_000, 7_94, 32), ("sales", 88_750, 26_43, 2_35)]
    assert (totals.lines_cents, totals.tax_cents, totals.total_cents) == (48_34, 2_67, 41_01)
    bill = invoices.issue(boss, accepted(boss, begun.id), operation())
    assert (bill.number, bill.total_cents, bill.due_on.isoformat()) == ("M001", 41_01, "2026-12-07")
    note = invoices.view(boss, invoices.void(boss, bill.invoice_id, "by mistake", operation()).credit_note_id)
    assert note.invoice.number == "MC001"
    assert [tuple(one) for one in note.totals.taxes] == [("city", 40_000, -7_94, -32), ("sales", 88_750, -26_43, -2_35)]
    draft(boss, account, line(10_00, tax="city"))
    # Whoever lacks the file issues nothing by wrong terms, and has a list all the same.
    ana = work.desk("ana")
    with pytest.raises(Refused, match="There is no policy mercy"):
        invoices.issue(ana, 2, operation())
    assert [(row.number, row.total_cents) for row in invoices.listed(ana, InvoiceQuery(status="draft"))] == [
        ("D2", 10_00)
    ]
    check_bills(work)
    check_everything(boss)
