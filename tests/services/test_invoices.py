"""Bills are prepared and issued: what they come to, which number they get, what is in the ledger, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from collections_tui.domain.billing.records import BillDraft
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import accounts, invoice_drafts, invoices, ledger, people
from collections_tui.services.invoice_views import InvoiceQuery, NewLine, Terms
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import TODAY, Office, put
from tests.services.billing import SERVICE, accepted, check_bills, draft, issued, line, operation, price
from tests.services.facts import check_everything


def set_terms(work: Office, of: BillDraft, **more: object) -> BillDraft:
    return invoice_drafts.change(work.desk("ana"), of.id, Terms.of(of)._replace(**more))  # type: ignore[arg-type]


def paid(work: Office, account_id: int, cents: int) -> None:
    ledger.pay(work.desk("ana"), PaymentEntry(account_id, cents, TODAY, operation()))


def settled(work: Office, at: int = 0) -> int:
    """An account of which everything is paid: it is closed."""
    account_id = work.accounts[at]
    paid(work, account_id, accounts.view(work.boss, account_id).account.balance_cents)
    assert accounts.view(work.boss, account_id).account.status == "closed"
    return account_id


def test_codes_fill_in_from_the_list_of_the_day_of_service(work: Office) -> None:
    with work.boss.store.write() as tx:
        price(tx, cents=110_00, until="2026-11-20")
        price(tx, cents=120_00, since="2026-11-21")
        price(tx, cents=60_00, modifier="52", description="Office visit, reduced")
    ana = work.desk("ana")
    begun = invoice_drafts.begin(ana, work.accounts[0], service_on=SERVICE, operation_id="one")
    assert (begun.number, begun.status, begun.by, begun.lines) == ("D1", "draft", "ana", ())
    invoice_drafts.add_line(ana, begun.id, NewLine("99213", 1500))
    invoice_drafts.add_line(ana, begun.id, NewLine("99213", service_on=date(2026, 11, 21), modifier="25"))
    invoice_drafts.add_line(ana, begun.id, NewLine("99213", modifier="52", discount_cents=10_00))
    found = invoice_drafts.add_line(
        ana, begun.id, NewLine("99213", unit_cents=100_00, price_reason="agreed by phone", description="Visit at home")
    )
    assert [(one.unit_cents, one.amount_cents, one.list_cents, one.service_on) for one in found.lines] == [
        (110_00, 165_00, 110_00, SERVICE),
        (120_00, 120_00, 120_00, date(2026, 11, 21)),
        (60_00, 50_00, 60_00, SERVICE),
        (100_00, 100_00, 110_00, SERVICE),
    ]
    assert [one.description for one in found.lines] == [
        "Office visit", "Office visit", "Office visit, reduced", "Visit at home",
    ]  # fmt: skip
    assert found.lines[3].price_reason == "agreed by phone"
    assert {one.system for one in found.lines} == {"CPT"}


def test_an_invoice_gets_its_number_and_is_owed_at_once(work: Office) -> None:
    account_id = settled(work)
    ana = work.desk("ana")
    made = draft(ana, account_id, line(80_00), line(33, "Copy", quantity_milli=1500, discount_cents=1))
    made = set_terms(
        work, made, discount_ppm=100_000, insurance_cents=30_00, insurance_reference="claim 7", note="Thanks"
    )
    found = invoices.issue(ana, made.id, "op")
    assert (found.number, found.draft, found.due_on) == ("INV-2026-00001", "D1", TODAY + timedelta(days=30))
    assert found.sentence == ("Invoice INV-2026-00001 on A-0001: $72.44 billed, $42.44 due Wed 23 Dec.")
    account = accounts.view(work.boss, account_id).account
    assert (account.status, account.balance_cents) == ("open", 42_44), "it is taken up again"
    assert account.next_action_at == datetime(2026, 12, 24, 5, tzinfo=UTC), "and nobody is called before it was due"
    seen = invoices.view(ana, found.invoice_id)
    assert (seen.kind, seen.invoice.status, seen.open_cents, seen.asked_cents) == ("invoice", "issued", 42_44, 42_44)
    assert [one.amount_cents for one in seen.lines] == [80_00, 49]
    assert seen.totals._replace(taxes=()) == (80_49, 8_05, (), 0, 72_44, 30_00, 0, 42_44)
    assert [(one.kind, one.method, one.cents, one.reference) for one in seen.applied] == [
        ("payment", "insurer", -30_00, "claim 7")
    ]
    assert seen.made is not None
    assert (seen.made.by, seen.made.verified_by, seen.made.note) == ("ana", "ana", "Thanks")
    over = invoice_drafts.view(ana, made.id)
    assert (over.invoice, over.totals, over.draft.over) == (found.number, seen.totals, True)
    check_bills(work)
    check_everything(work.boss)


def test_the_same_operation_issues_once_and_another_is_told_so(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0])
    first = invoices.issue(ana, made.id, "op")
    assert invoices.issue(ana, made.id, "op") == first
    with pytest.raises(Refused, match="D1 was issued as INV-2026-00001 and stays as it is"):
        invoices.issue(ana, made.id, "other")
    with pytest.raises(Refused, match="Another invoice has that operation ID"):
        invoices.issue(ana, draft(ana, work.accounts[1]).id, "op")
    paid(work, work.accounts[1], 1)
    ledger.pay(ana, PaymentEntry(work.accounts[1], 1, TODAY, "paid"))
    with pytest.raises(Refused, match="Another entry has that operation ID"):
        invoices.issue(ana, 2, "paid")
    assert invoice_drafts.begin(ana, work.accounts[0], operation_id="begun") == invoice_drafts.begin(
        ana, work.accounts[0], operation_id="begun"
    )
    with pytest.raises(Refused, match="Another draft has that operation ID"):
        invoice_drafts.begin(ana, work.accounts[1], operation_id="begun")
    assert issued(ana, work.accounts[2]).number == "INV-2026-00002", "what was refused has taken no number"
    check_bills(work)


def test_a_deposit_is_the_credit_that_nothing_else_waits_for(work: Office) -> None:
    account_id = settled(work)
    paid(work, account_id, 50_00)
    ana = work.desk("ana")
    made = draft(ana, account_id)
    view = invoice_drafts.view(ana, made.id)
    assert (view.credit_cents, view.totals.deposit_cents, view.totals.due_cents) == (50_00, 50_00, 50_00)
    made = set_terms(work, made, deposit_cents=20_00)
    found = invoices.issue(ana, accepted(ana, made.id), operation())
    assert (found.due_cents, found.balance_cents) == (80_00, 50_00)
    # The credit that is left is for what is owed on the first invoice: it is no deposit of the next.
    second = draft(ana, account_id)
    assert invoice_drafts.view(ana, second.id).credit_cents == 0
    with pytest.raises(Refused, match=r"A deposit of \$1.00 is more than the \$0.00 of credit there is"):
        invoices.issue(ana, set_terms(work, second, deposit_cents=1_00).id, operation())
    assert invoices.view(ana, found.invoice_id).open_cents == 80_00
    check_bills(work)
    check_everything(work.boss)


def test_what_others_change_meanwhile_is_not_issued_unseen(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    made = draft(ana, work.accounts[0])
    invoice_drafts.add_line(ben, made.id, line(5_00))
    with pytest.raises(Refused, match="Somebody has changed D1 meanwhile"):
        invoices.issue(ana, made.id, operation(), revision=made.revision)
    with pytest.raises(Refused, match="Somebody has changed D1 meanwhile"):
        invoice_drafts.add_line(ana, made.id, line(), revision=made.revision)
    found = invoice_drafts.drop_line(ana, made.id, 1)
    with pytest.raises(Refused, match="D1 has no line 1: it has 2"):
        invoice_drafts.change_line(ana, made.id, 1, line())
    with work.boss.store.write() as tx:
        tx.bill_drafts.verify(made.id, work.boss.person.id, work.clock.now(), [("age", "seen")])
    verified = invoice_drafts.view(ana, made.id).draft
    assert (verified.status, verified.verified_by, dict(verified.accepted)) == ("verified", "boss", {"age": "seen"})
    assert invoice_drafts.change_line(ana, made.id, 2, line(7_00)).status == "draft", "whatever changes it"
    assert invoices.issue(ana, made.id, operation()).total_cents == 7_00
    assert found.lines[0].amount_cents == 5_00
    for change in (
        lambda: invoice_drafts.add_line(ana, made.id, line()),
        lambda: invoice_drafts.drop_line(ana, made.id, 2),
        lambda: invoice_drafts.change(ana, made.id, Terms()),
        lambda: invoice_drafts.drop(ana, made.id),
    ):
        with pytest.raises(Refused, match="D1 was issued as INV-2026-00001 and stays as it is"):
            change()


def test_a_draft_that_was_given_up_is_over(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0])
    assert [one.id for one in invoice_drafts.of_account(ana, work.accounts[0])] == [made.id]
    assert invoice_drafts.drop(ana, made.id) == "D1 on A-0001 is given up."
    assert invoice_drafts.of_account(ana, work.accounts[0]) == []
    with pytest.raises(Refused, match="D1 was given up: begin another"):
        invoices.issue(ana, made.id, operation())


BAD_LINES = {
    "control": (line(description="Visit\x1b[31m"), "There is something in the description that cannot be printed"),
    "direction": (line(description="Visit \u202etisiV"), "There is something in the description that cannot be"),
    "code": (NewLine(code="99214\n"), "99214 is not in the price list of HOSP for"),
    "long": (line(description="x" * 201), "The description is longer than 200 characters"),
    "card": (line(description="paid by 4111 1111 1111 1111"), "This looks like the number of a payment card"),
    "nothing": (NewLine(), "A line needs a code of the price list, or a description and a price"),
    "no price": (NewLine("X1", description="Visit"), "X1 is not in the price list of HOSP"),
    "zero": (line(0), "A price of nothing bills nothing"),
    "negative": (line(-1), "A price cannot be below nothing"),
    "huge": (line(10**11 + 1), "$1,000,000,000.01 is too large to be a price"),
    "huge line": (line(10**10, quantity_milli=10**7), "$1,000,000,000,000.00 is too large for one line"),
    "no quantity": (line(quantity_milli=0), "The quantity must be more than nothing"),
    "too many": (line(quantity_milli=10**9 + 1), "The quantity is too large to be right"),
    "negative off": (line(discount_cents=-1), "A discount cannot be below nothing"),
    "all off": (line(discount_cents=100_01), "A discount of $100.01 is more than the $100.00 of the line"),
    "tax": (line(tax="vat"), "HOSP has no tax “vat”: it has none."),
    "day": (line(service_on=date(1926, 1, 1)), "Fri 1 Jan 1926 is more than ten years away"),
    "reason": (NewLine("99213", unit_cents=1_00), "The price list has $120.00 for 99213: say why it is $1.00 here"),
}


def test_a_line_that_cannot_be_is_refused_in_a_sentence_before_anything_is_written(work: Office) -> None:
    ana = work.desk("ana")
    with work.boss.store.write() as tx:
        price(tx)
    made = draft(ana, work.accounts[0])
    for bad, (new, sentence) in BAD_LINES.items():
        with pytest.raises(Refused) as refused:
            invoice_drafts.add_lines(ana, made.id, [line(), new])
        assert str(refused.value).startswith(sentence), bad
        assert str(refused.value).isprintable()
    with pytest.raises(Refused, match="A price of nothing"):
        invoice_drafts.begin(ana, work.accounts[0], lines=[line(0)], operation_id=operation())
    assert [one.draft_id for one in invoices.listed(ana, InvoiceQuery(status="draft"))] == [made.id]
    assert invoice_drafts.view(ana, made.id).draft == made


BAD_TERMS = [
    (Terms(due_on=TODAY - timedelta(days=1)), "An invoice cannot be due"),
    (Terms(due_on=TODAY + timedelta(days=367)), "An invoice cannot be due"),
    (Terms(discount_cents=-1), "A discount cannot be below nothing"),
    (Terms(insurance_cents=10**12), "$10,000,000,000.00 is too large"),
    (Terms(discount_ppm=10**6 + 1), "A discount is from 0 to 100 per cent"),
    (Terms(discount_ppm=1, discount_cents=1), "A discount is an amount or a rate"),
    (Terms(note="a\x00b"), "There is something in the note that cannot be printed"),
    (Terms(insurance_reference="4111111111111111"), "This looks like the number of a payment card"),
]


def test_terms_that_cannot_be_are_refused(work: Office) -> None:
    made = draft(work.desk("ana"), work.accounts[0])
    for terms, sentence in BAD_TERMS:
        with pytest.raises(Refused) as refused:
            invoice_drafts.change(work.boss, made.id, terms)
        assert str(refused.value).startswith(sentence)
    assert invoice_drafts.view(work.boss, made.id).draft == made


def test_ten_thousand_lines_are_too_many_and_markup_is_text(work: Office) -> None:
    ana = work.desk("ana")
    made = draft(ana, work.accounts[0], line(description="[red]Visit[/red] <b>&"))
    with pytest.raises(Refused, match="A bill has at most 1,000 lines, and it would have 10,001"):
        invoice_drafts.add_lines(ana, made.id, [line()] * 10_000)
    invoice_drafts.add_lines(ana, made.id, [line(1)] * 999)
    found = invoices.issue(ana, accepted(ana, made.id), operation())
    assert found.total_cents == 109_99
    assert invoices.view(ana, found.invoice_id).lines[0].description == "[red]Visit[/red] <b>&"


def test_what_is_not_right_is_not_issued(work: Office) -> None:
    ana = work.desk("ana")
    empty = invoice_drafts.begin(ana, work.accounts[0], operation_id=operation())
    with pytest.raises(Refused, match="D1 cannot be issued: Nothing is billed yet: add a line"):
        invoices.issue(ana, empty.id, operation())
    made = set_terms(work, draft(ana, work.accounts[0]), discount_cents=100_00)
    with pytest.raises(Refused, match="D2 cannot be issued: It comes to nothing"):
        invoices.issue(ana, made.id, operation())
    with work.boss.store.write() as tx:
        put(tx, work.accounts[1], status="closed", closed_reason="uncollectable")
    with pytest.raises(Refused, match=r"A-0002 was closed \(uncollectable\)"):
        invoice_drafts.begin(ana, work.accounts[1], operation_id=operation())
    with pytest.raises(Refused, match="There is no draft D99"):
        invoices.issue(ana, 99, operation())
    check_bills(work)


def test_a_number_that_came_from_a_file_is_not_given_again(work: Office) -> None:
    ana = work.desk("ana")
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE invoice SET number = 'INV-2026-00001' WHERE account_id = :id", {"id": work.accounts[5]})
    made = draft(ana, work.accounts[0])
    with pytest.raises(Refused, match="The next number, INV-2026-00001, is that of an invoice of HOSP from a file"):
        invoices.issue(ana, made.id, operation())
    assert invoice_drafts.view(ana, made.id).draft == made
    with work.boss.store.read() as tx:
        assert tx.sql.all("SELECT last FROM number_series") == []


def test_numbers_begin_anew_with_the_year(work: Office) -> None:
    ana = work.desk("ana")
    assert issued(ana, work.accounts[0]).number == "INV-2026-00001"
    work.clock.forward(timedelta(days=60))  # type: ignore[attr-defined]
    assert issued(work.desk("ana"), work.accounts[1], line(service_on=None)).number == "INV-2027-00001"


def test_currencies_without_decimals_and_with_three(work: Office) -> None:
    ana = work.desk("ana")
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET currency = 'JPY' WHERE id = :id", {"id": work.accounts[0]})
        tx.sql.run("UPDATE account SET currency = 'KWD' WHERE id = :id", {"id": work.accounts[1]})
    assert "¥500 billed" in issued(ana, work.accounts[0], line(333, quantity_milli=1500)).sentence
    with work.boss.store.write() as tx:
        price(tx)
    with pytest.raises(Refused, match="The price list of HOSP is in USD, and this bill in JPY: give the price"):
        draft(ana, work.accounts[0], NewLine("99213"))
    abroad = draft(ana, work.accounts[0], NewLine("99213", unit_cents=12_000)).lines[0]
    assert (abroad.list_cents, abroad.price_reason) == (None, "the price list is in USD")
    assert "KWD 1.250 billed" in issued(ana, work.accounts[1], line(1250)).sentence


def test_lists_have_drafts_first_and_then_the_newest(work: Office) -> None:
    ana = work.desk("ana")
    issued(ana, work.accounts[0])
    draft(ana, work.accounts[0], line(5_00))
    draft(ana, work.accounts[1])
    rows = invoices.listed(ana, InvoiceQuery())
    assert [row.number for row in rows[:3]] == ["D3", "D2", "INV-2026-00001"]
    assert len(rows) == 9
    assert rows[1]._replace(due=TODAY)[:12] == (
        -2, "D2", "invoice", "draft", work.accounts[0], "A-0001", "HOSP", "Ada Lovelace 1", "USD", None, TODAY, 5_00,
    )  # fmt: skip
    paged = []
    before = None
    while page := invoices.listed(ana, InvoiceQuery(limit=2, before=before)):
        paged += page
        before = page[-1].key
    assert paged == rows
    assert [row.number for row in invoices.listed(ana, InvoiceQuery(work.accounts[0], status="draft"))] == ["D2"]
    assert len(invoices.listed(ana, InvoiceQuery(client="HOSP", status="issued"))) == 7
    with pytest.raises(Refused, match="There is no client NONE"):
        invoices.listed(ana, InvoiceQuery(client="NONE"))


def test_whoever_may_not_see_an_account_sees_none_of_its_bills(work: Office) -> None:
    from collections_tui.services import clients

    clients.add(work.boss, "OTHER", "Other")
    ana = work.desk("ana")
    first, made = issued(ana, work.accounts[0]), draft(ana, work.accounts[1])
    people.set_scope(work.boss, "ben", ["OTHER"])
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET worklist_id = NULL, ready = 0")
    ben = work.desk("ben")
    for ask in (
        lambda: invoices.view(ben, first.invoice_id),
        lambda: invoices.find(ben, first.number),
        lambda: invoice_drafts.view(ben, made.id),
        lambda: invoice_drafts.add_line(ben, made.id, line()),
        lambda: invoices.issue(ben, made.id, operation()),
        lambda: invoice_drafts.begin(ben, work.accounts[0], operation_id=operation()),
        lambda: invoices.listed(ben, InvoiceQuery(client="HOSP")),
        lambda: invoices.listed(ben, InvoiceQuery(work.accounts[0])),
    ):
        with pytest.raises(NotPermitted):
            ask()
    assert invoices.listed(ben, InvoiceQuery()) == []
    olga = work.desk("olga")
    assert invoices.find(olga, "HOSP/INV-2026-00001") == first.invoice_id
    with pytest.raises(NotPermitted):
        invoices.issue(olga, made.id, operation())
