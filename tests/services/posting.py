"""Documents to send, in tests of what is sent: a small PDF, and the desk that queues it."""

from __future__ import annotations

from functools import lru_cache
from uuid import uuid4

from collections_tui.domain.post import Outgoing
from collections_tui.files.documents.faces import face
from collections_tui.files.documents.pdf_file import PdfFile
from collections_tui.files.documents.sheet import SIZES, Sheet
from collections_tui.services import mail_queue
from collections_tui.services.desk import Desk
from collections_tui.services.mail_queue import Queued
from collections_tui.services.scope import account_of
from tests.build import NOON


@lru_cache(maxsize=8)
def pdf(words: str = "You owe") -> bytes:
    """A PDF of one page."""
    file = PdfFile(words, "en", "", NOON)
    Sheet(file, SIZES["letter"], face(False, ()), face(True, ())).write(None, 57, 57, words, 12)
    return file.finish()


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
        return mail_queue.queue(
            tx, desk, account, document or outgoing(), address=to, operation_id=operation_id or uuid4().hex
        )
