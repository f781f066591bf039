"""Documents of the program's own that are sent: a bill from its first line to the customer's mailbox, and letters."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from collections_tui.domain.errors import Refused
from collections_tui.files.printer import Printer
from collections_tui.services import deliveries, invoices, mail
from collections_tui.services.bookshelf import Books
from collections_tui.services.invoice_views import InvoiceQuery
from collections_tui.services.print_run import print_on, print_run
from collections_tui.services.sender import deliver
from tests.build import Office
from tests.mailserver import MailServer
from tests.services.billing import issued, line, operation
from tests.services.posting import give_address

ADA = "ada@example.org"


def text_of(body: bytes) -> str:
    """What a PDF says, on one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(body)).pages)


def test_a_bill_goes_from_its_first_line_to_a_mailbox_and_its_credit_note_too(work: Office, tmp_path: Path) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    give_address(ana, account, ADA)
    bill = issued(ana, account, line(80_00, "Visit <b>& splint</b>"), line(40_25, "Łóżko"))

    def status() -> str:
        (found,) = [one for one in invoices.listed(work.boss, InvoiceQuery(account)) if one.number == bill.number]
        return found.status

    with MailServer() as server:
        ana.books = work.boss.books = Books(server.settings(tmp_path / "config"))
        sent = mail.send(ana, "invoice", bill.invoice_id, operation_id="once")
        assert sent.sentence == f"A-0001: Invoice {bill.number} waits to be mailed to {ADA}."
        assert mail.send(ana, "invoice", bill.invoice_id, operation_id="once").delivery_id == sent.delivery_id
        assert status() == "issued", "nothing has gone out yet"
        assert deliver(work.boss).sent == 1
        assert status() == "sent"
        void = invoices.void(work.boss, bill.invoice_id, "billed twice", operation())
        with pytest.raises(Refused, match=f"Invoice {bill.number} is void: send its credit note"):
            mail.send(ana, "invoice", bill.invoice_id, operation_id=operation())
        mail.send(ana, "invoice", invoices.find(ana, void.credit_note), operation_id=operation())
        assert deliver(work.boss).sent == 1
    first, second = (message_from_bytes(one.content, policy=policy.default) for one in server.taken)
    (attached,) = first.iter_attachments()
    said = text_of(attached.get_content())
    plain, html = _part(first, "plain"), _part(first, "html")
    for words in (bill.number, "Łóżko", "$120.25"):
        assert words in said
        assert words in plain
        assert words in html
    assert "Visit &lt;b&gt;&amp; splint&lt;/b&gt;" in html
    assert bytes(attached.get_content()) == mail.open_document(ana, sent.document_id)
    assert void.credit_note in second["Subject"]
    assert [one.document.kind for one in mail.documents_of(ana, account)] == ["credit_note", "invoice"]


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_statements_of_a_client_go_to_everybody_who_owes_once(work: Office, tmp_path: Path) -> None:
    work.boss.books = Books()
    give_address(work.boss, work.accounts[0], ADA)
    with work.boss.store.write() as tx:
        tx.accounts.add_hold(work.accounts[1], "dispute", "", work.boss.now(), None, None)
        tx.sql.run("UPDATE account SET status = 'held', ready = 0, wake_at = NULL WHERE id = 2")
    for _ in range(2):
        run = mail.send_statements(work.boss, "HOSP", "november")
        assert run == mail.Run(0, len(work.accounts) - 1, 1)
    printed = print_run(work.boss, tmp_path / "run.pdf", "HOSP")
    assert [one.account for one in printed.deliveries] == [f"A-{n:04}" for n in (1, 3, 4, 5, 6)]
    assert len(PdfReader(tmp_path / "run.pdf").pages) >= 5
    assert "A-0003" in text_of((tmp_path / "run.pdf").read_bytes())
    with pytest.raises(Refused, match="There is no client NONE"):
        mail.send_statements(work.boss, "NONE", "x")


def test_a_printer_that_takes_nothing_leaves_everything_waiting(
    work: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "lp"
    monkeypatch.setattr(Printer.__init__, "__defaults__", ((program,),))
    mail.send(work.boss, "statement", work.accounts[0], operation_id=operation())
    with pytest.raises(Refused, match="There is no `lp`"):
        print_on(work.boss, "desk")
    for script, taken in (("echo 'out of paper' >&2; exit 1", False), (f"cat > {tmp_path}/got", True)):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        if taken:
            assert [one.account for one in print_on(work.boss, "desk").deliveries] == ["A-0001"]
        else:
            with pytest.raises(Refused, match="out of paper"):
                print_on(work.boss, "desk")
        (found,) = deliveries.listed(work.boss, ("waiting", "printed", "sending"))
        assert found.state == ("printed" if taken else "waiting")
    assert "A-0001" in text_of((tmp_path / "got").read_bytes())
