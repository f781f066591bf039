"""Documents to send, in tests of what is sent: a small PDF, and the desk that queues it."""

from __future__ import annotations

from functools import lru_cache
from uuid import uuid4

from fpdf import FPDF

from collections_tui.domain.post import Outgoing
from collections_tui.services import mail
from collections_tui.services.desk import Desk
from collections_tui.services.mail import Queued
from collections_tui.services.scope import account_of


@lru_cache(maxsize=8)
def pdf(words: str = "You owe") -> bytes:
    """A PDF of one page."""
    made = FPDF()
    made.add_page()
    made.set_font("Helvetica", size=12)
    made.text(20, 20, words)
    return bytes(made.output())


def outgoing(title: str = "Statement of A-0001", body: bytes | None = None, invoice_id: int | None = None) -> Outgoing:
    """A document that is ready to go out."""
    return Outgoing(
        "statement" if invoice_id is None else "invoice", title, "statement.pdf", "application/pdf",
        pdf(title) if body is None else body, f"{title}\n.\n.. what you owe\nŁukasz\n",
        f"<html><body><p>{title}</p></body></html>", invoice_id,
    )  # fmt: skip


def give_address(desk: Desk, account_id: int, address: str) -> None:
    """Let the customer of an account have an e-mail address."""
    with desk.store.write() as tx:
        tx.sql.run(
            "UPDATE customer SET email = :address WHERE id = (SELECT customer_id FROM account WHERE id = :id)",
            {"address": address, "id": account_id},
        )


def post(
    desk: Desk, account_id: int, document: Outgoing | None = None, to: str | None = None, operation_id: str = ""
) -> Queued:
    """Queue a document."""
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        return mail.queue(
            tx, desk, account, document or outgoing(), address=to, operation_id=operation_id or uuid4().hex
        )
