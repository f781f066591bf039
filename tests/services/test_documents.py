"""Documents made of what the database has: their sums, whose words they are in, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError, NotPermitted, Refused
from collections_tui.domain.records import HoldKind
from collections_tui.files.documents.records import Form, Kind
from collections_tui.services import clients, document_runs, documents, invoice_drafts, invoices, ledger
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import Terms
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import NOON, TODAY, Office, add_account
from tests.services.billing import draft, issued, line, operation

COLLECTOR = 'collector = ["North South Group", "P.O. Box 123456", "Pasadena CA 91111"]'


@pytest.fixture
def ana(work: Office) -> Desk:
    """A collector."""
    return work.desk("ana")


def say(desk: Desk, kind: Kind, of: int) -> str:
    """A document on one line."""
    return " ".join(documents.in_text(documents.document(desk, kind, of)).split())


def own(work: Office, folder: Path, words: str, **layouts: str) -> Desk:
    """Somebody at a desk where the client has a file of its own, and these layouts."""
    for name in ("policies", "layouts/hosp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "policies" / "hosp.toml").write_text(words)
    for name, text in layouts.items():
        (folder / "layouts" / "hosp" / f"{name}.toml").write_text(text)
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE client SET policy = 'hosp'")
    desk = work.desk("ana")
    desk.books = Books(folder)
    return desk


def test_an_invoice_says_what_was_billed_and_what_was_paid_since(work: Office, ana: Desk) -> None:
    account = work.accounts[0]
    ledger.pay(ana, PaymentEntry(account, 60_00, TODAY, operation()))  # 48.00 more than is owed: a deposit
    begun = draft(ana, account, line(100_00, "Visit", quantity_milli=2500), line(40_00, "Splint", discount_cents=5_00))
    terms = Terms.of(begun)._replace(
        discount_ppm=100_000,
        discount_reason="charity",
        insurance_cents=50_00,
        insurance_reference="ERA 9",
        note="Hello.",
    )
    invoice_drafts.change(ana, begun.id, terms)
    made = invoices.issue(ana, begun.id, operation())
    before = say(ana, "invoice", made.invoice_id)
    assert "Hello." in before
    for part in ("Sum of the lines $285.00", "Discount charity -$28.50", "Total $256.50", "insurance ERA 9 -$50.00"):
        assert part in before
    assert "Visit 2.5 $100.00 $250.00" in before
    deposit = re.search(r"Paid in advance -\$([\d.]+)", before)
    due = 206_50 - (0 if deposit is None else int(deposit[1].replace(".", "")))
    assert due == made.due_cents
    assert f"To be paid by 23 December 2026 ${due / 100:,.2f}" in before
    ledger.pay(ana, PaymentEntry(account, 30_00, TODAY, operation(), "check", "", (made.number,)))
    after = say(ana, "invoice", made.invoice_id)
    assert "Payment, check, 23 Nov 2026 -$30.00" in after
    assert f"To be paid by 23 December 2026 ${(due - 30_00) / 100:,.2f}" in after


def test_what_is_printed_of_an_invoice_from_a_file_adds_up(work: Office, ana: Desk) -> None:
    with ana.store.read() as tx:
        bill = tx.accounts.invoices(work.accounts[3])[0]
    ledger.pay(ana, PaymentEntry(work.accounts[3], 20_00, TODAY, operation()))
    said = say(ana, "invoice", bill.id)
    assert f"Total ${bill.amount_cents / 100:,.2f}" in said
    assert f"To be paid by {documents_day(bill.due_on)} ${(bill.amount_cents - 20_00) / 100:,.2f}" in said


def documents_day(day: date) -> str:
    """A day as documents have it."""
    return f"{day.day} {day:%B %Y}"


def test_a_statement_leads_from_what_was_owed_to_what_is(work: Office, ana: Desk) -> None:
    account = work.accounts[2]
    made = issued(ana, account)
    ledger.pay(ana, PaymentEntry(account, 30_00, TODAY, operation(), "cash"))
    statement = documents.statement(ana, account)
    text = " ".join(documents.in_text(statement).split())
    assert f"Invoice {made.number} $100.00" in text
    rows = statement.content.tables["booked"]
    with ana.store.read() as tx:
        balance = tx.accounts.get(account).balance_cents  # type: ignore[union-attr]
    assert rows[-1].cells["owed"] == f"${balance / 100:,.2f}"
    first = rows[0]
    assert statement.content.fields["before"] == f"${(balance - sum(row.cents for row in rows)) / 100:,.2f}"
    assert first.cells["day"]
    later = documents.statement(ana, account, TODAY)
    assert len(later.content.tables["booked"]) < len(rows) or rows[0].cells["day"] == "23 Nov 2026"
    with pytest.raises(Refused, match="has not come yet"):
        documents.statement(ana, account, TODAY + timedelta(days=1))


@pytest.mark.parametrize("hold", ["cease", "attorney", "bankruptcy", "deceased", "dispute"])
def test_nobody_is_reminded_who_may_not_be(work: Office, ana: Desk, hold: HoldKind) -> None:
    assert "is overdue, the oldest part of it for" in say(ana, "reminder", work.accounts[0])
    with ana.store.write() as tx:
        tx.accounts.add_hold(work.accounts[0], hold, "", NOON, None, None)
    with pytest.raises(Refused, match="gets no reminder"):
        documents.document(ana, "reminder", work.accounts[0])


def test_there_is_no_reminder_of_nothing(work: Office, ana: Desk) -> None:
    with ana.store.write() as tx:
        later = add_account(tx, number="B-1", invoices=[(TODAY + timedelta(days=5), 10_00)])
        disputed = add_account(tx, number="B-2")
        tx.sql.run("UPDATE invoice SET disputed = 1 WHERE account_id = :a", {"a": disputed})
    for account in (later, disputed):
        with pytest.raises(Refused, match="Nothing is overdue on B-"):
            documents.document(ana, "reminder", account)


def test_a_validation_notice_itemises_the_debt_since_the_last_invoice(work: Office, tmp_path: Path) -> None:
    desk = own(work, tmp_path, f'kind = "client"\ntitle = "Hospital"\n[layout]\n{COLLECTOR}\n')
    account = work.accounts[1]
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE client SET party = 'first'")
    with pytest.raises(Refused, match="collects its own debts"):
        documents.document(desk, "validation", account)
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE client SET party = 'third'")
    with pytest.raises(Refused, match="name and the mailing address of who collects"):
        documents.document(work.boss, "validation", account)
    made = documents.document(desk, "validation", account)
    fields = made.content.fields
    assert (fields["sender"], fields["client"]) == ("North South Group", "St. Elsewhere Hospital")
    with desk.store.read() as tx:
        bill = tx.accounts.invoices(account)[0]
    assert documents.document(desk, "invoice", bill.id).content.fields["sender"] == "St. Elsewhere Hospital"
    # Sent on Monday, 23 November; the 26th is a holiday: received on 1 December, and 30 days more (1006.34(b)(5)).
    assert fields["until"] == "31 December 2026"
    ledger.pay(desk, PaymentEntry(account, 10_00, TODAY, operation()))
    again = documents.document(desk, "validation", account).content.fields
    assert (again["then"], again["credited"]) == (fields["then"], "$10.00")


ALL = "{account} {customer} {disclosure}"
BAD = {
    "a field": ('text = "You owe {totl}"', r"statement\.toml, line 8: block 2: text names \{totl\}, which is no field"),
    "a table": (
        f'text = "{ALL}"\n[[block]]\ntype = "table"\nrows = "lins"\ncolumns = ["x"]',
        r"statement\.toml, line 11: block 3: rows must be a table of this kind of document: booked, bills, aging",
    ),
    "a brace": ('text = "You owe {"', "line 8: block 2: text has a brace that belongs to no field"),
    "nothing": ('text = "Hello {account}"', r"no block has \{customer\}, which every such document has to have"),
    "a key": (f'text = "{ALL}"\ncolour = "red"', "line 9: block 2: colour is not a field here"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_template_is_refused_with_its_place_before_anything_is_written(
    work: Office, tmp_path: Path, name: str
) -> None:
    block, why = BAD[name]
    head = 'kind = "statement"\ntitle = "Statement"\n\n[[block]]\ntype = "letterhead"\n[[block]]\ntype = "text"\n'
    template = f"{head}{block}\n"
    desk = own(work, tmp_path, 'kind = "client"\ntitle = "Hospital"\n', statement=template)
    for suffix in ("pdf", "txt", "html"):
        file = tmp_path / f"s.{suffix}"
        with pytest.raises(ConfigError, match=why):
            documents.write(desk, "statement", work.accounts[0], file)
        assert not file.exists()
    with pytest.raises(ConfigError, match=why):
        document_runs.statements(desk, "HOSP", tmp_path / "all.pdf")
    assert exports(work) == []


def test_the_clients_own_template_words_and_paper_go_before_those_that_ship(work: Office, tmp_path: Path) -> None:
    words = 'kind = "client"\ntitle = "Hospital"\n[layout]\npaper = "a4"\nhelp = "Ask {client} for its charity."\n'
    template = (
        'kind = "reminder"\ntitle = "Please"\n[[block]]\ntype = "heading"\ntext = "Dear {customer}!"\n'
        '[[block]]\ntype = "text"\ntext = "{account} {overdue} {disclosure} {help}"\n'
    )
    desk = own(work, tmp_path, words, reminder=template)
    said = say(desk, "reminder", work.accounts[0])
    assert said.startswith("DEAR ADA LOVELACE 1! ==")
    assert (
        "A-0001 $12.00 This communication is from a debt collector. Ask St. Elsewhere Hospital for its charity." in said
    )
    assert documents.document(desk, "statement", work.accounts[0]).look.paper == "a4"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('logo = "logo.png"', "is no PNG or JPEG image"),
        ('logo = "none.png"', "cannot be read: no such file"),
        ('fonts = ["logo.png"]', "is no font that can be embedded"),
        ('paper = "a5"', r"hosp\.toml, line 4: paper"),
        ('help = "{helpp}"', r"line 4: help names \{helpp\}"),
        ('shoes = "red"', r"line 4: shoes is not a field here"),
        (f"collector = {['x' * 90]}", "at most 8 lines of at most 80"),
    ],
)
def test_a_wrong_look_is_one_sentence_before_anything_is_written(
    work: Office, tmp_path: Path, line: str, why: str
) -> None:
    desk = own(work, tmp_path, f'kind = "client"\ntitle = "Hospital"\n[layout]\n{line}\n')
    (tmp_path / "logo.png").write_bytes(b"no image")
    file = tmp_path / "s.pdf"
    for write in (
        lambda: documents.write(desk, "statement", work.accounts[0], file),
        lambda: document_runs.statements(desk, "HOSP", file),
        lambda: document_runs.statements(desk, "HOSP", tmp_path, each=True),
    ):
        with pytest.raises(ConfigError, match=why):
            write()
    assert list(tmp_path.glob("*.pdf")) == []
    assert exports(work) == []
    with pytest.raises(ConfigError, match=why):
        desk.books.check_documents(clients.every(desk)[0])


def exports(work: Office) -> list[str]:
    """What the audit says went out."""
    with work.boss.store.read() as tx:
        return [row[0] for row in tx.sql.all("SELECT action FROM audit WHERE action LIKE 'export%' ORDER BY id")]


def test_what_goes_out_is_in_the_audit(work: Office, ana: Desk, tmp_path: Path) -> None:
    made = issued(ana, work.accounts[0])
    forms: tuple[Form, ...] = ("pdf", "txt", "html")
    for form in forms:
        said = documents.write(ana, "invoice", made.invoice_id, tmp_path / f"i.{form}")
        assert said == f"A-0001: the invoice {made.number} is in {tmp_path}/i.{form}."
        assert (tmp_path / f"i.{form}").read_bytes() == documents.rendered(ana, "invoice", made.invoice_id, form).body
    documents.write_statement(ana, work.accounts[0], tmp_path / "s.txt")
    assert exports(work) == ["export invoice"] * 3 + ["export statement"]
    for name in ("x", "x.doc", "x.PDF.exe"):
        with pytest.raises(Refused, match=r"let its name end in one of \.pdf, \.txt, \.html"):
            documents.write(ana, "invoice", made.invoice_id, tmp_path / name)


def test_a_document_is_ready_to_be_mailed_in_all_its_forms(work: Office, ana: Desk) -> None:
    made = issued(ana, work.accounts[0])
    ready = documents.outgoing(ana, "invoice", made.invoice_id)
    assert (ready.kind, ready.title, ready.invoice_id) == ("invoice", f"Invoice {made.number}", made.invoice_id)
    assert ready.body == documents.rendered(ana, "invoice", made.invoice_id).body
    assert f"INVOICE {made.number}" in ready.text
    assert f"<title>Invoice {made.number}</title>" in ready.html
    voided = invoices.void(work.boss, made.invoice_id, "Wrong customer.", operation())
    said = say(ana, "invoice", voided.credit_note_id)
    assert f"This voids invoice {made.number}" in said
    assert "Wrong customer." in said
    assert "Credited -$100.00" in said
    assert documents.outgoing(ana, "invoice", voided.credit_note_id).kind == "credit_note"
    assert "voided by a credit note" in say(ana, "invoice", made.invoice_id)


def test_all_statements_of_a_client_in_one_file_or_one_each(work: Office, ana: Desk, tmp_path: Path) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run(
            "UPDATE account SET status = 'held', ready = 0, wake_at = NULL WHERE id = :a", {"a": work.accounts[5]}
        )
        add_account(tx, number="B/1", invoices=[])
    run = document_runs.statements(ana, "HOSP", tmp_path / "all.txt")
    assert (run.written, run.held) == (5, 1)
    assert "1 held accounts were left out." in run.sentence
    text = (tmp_path / "all.txt").read_text()
    assert re.findall(r"STATEMENT OF ACCOUNT (A-\d+)", text) == [f"A-{n:04d}" for n in range(1, 6)]
    (tmp_path / "each").mkdir()
    document_runs.statements(ana, "HOSP", tmp_path / "each", each=True)
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == [
        f"statement-A-{n:04d}.pdf" for n in range(1, 6)
    ]
    assert exports(work) == ["export statements"] * 2
    for path, each, why in (
        (tmp_path / "none", True, "There is no folder"),
        (tmp_path / "all.html", False, "HTML is for one document"),
        (tmp_path / "all", False, "let its name end in"),
    ):
        with pytest.raises(Refused, match=why):
            document_runs.statements(ana, "HOSP", path, each=each)
    with pytest.raises(Refused, match="There is no client NONE"):
        document_runs.statements(ana, "NONE", tmp_path / "x.pdf")
    clients.add(work.boss, "LAKE", "Lakeside")
    with pytest.raises(Refused, match="Nothing is owed on any open account of LAKE"):
        document_runs.statements(ana, "LAKE", tmp_path / "x.pdf")
    with pytest.raises(NotPermitted):
        document_runs.statements(work.desk("olga"), "HOSP", tmp_path / "x.pdf")
