"""How documents are printed and sent from a screen, and how one that went out is opened again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import uuid4

from collections_tui.services.permissions import allowed
from collections_tui.tui.screens.base import AtDesk

Kind = Literal["invoice", "statement"]
"""What is printed and sent from a screen; an invoice is a credit note too."""
After = Callable[[], Awaitable[None]]
"""What is done once something went out: whoever asked shows it as it is now."""

PRINTED = "print"
"""Typed in the place of an address: it is printed with the others."""


class Paper(NamedTuple):
    """What is printed or sent: a kind of document, the id of what it is about, what it is called, and a line on it."""

    kind: Kind
    of: int
    name: str
    about: str


def may_send(on: AtDesk) -> bool:
    """Whether the person may print and send; the message line says why not."""
    if allowed("send documents", on.desk.person.roles):
        return True
    on.say("You may look at bills, not print or send them: ask for the role of collector.", "error")
    return False


def print_paper(on: AtDesk, paper: Paper) -> None:
    """Ask where a document goes, into a file or to a printer, and print it there."""
    from collections_tui.services import documents
    from collections_tui.tui.dialogs.print_to import PrintDialog

    async def write(path: Path) -> str:
        return await on.ask(documents.write, paper.kind, paper.of, path)

    async def hand_over(printer: str) -> str:
        return await on.ask(documents.print_to, paper.kind, paper.of, printer)

    if may_send(on):
        on.open_dialog(PrintDialog(paper.about, f"{file_name(paper.name)}.pdf", write, hand_over))


def send_paper(on: AtDesk, paper: Paper, address: str, after: After) -> None:
    """Ask to whom a document goes, and let it go out."""
    from collections_tui.services import mail

    operation = uuid4().hex  # one for all tries: what a lost connection left unknown goes out once

    async def send(to: str) -> str:
        printed = to.lower() == PRINTED
        queued = await on.ask(
            mail.send,
            paper.kind,
            paper.of,
            address=None if printed or not to else to,
            printed=printed,
            operation_id=operation,
        )
        await after()
        return queued.sentence

    _ask_to_whom(on, paper.about, address, send)


def send_again(on: AtDesk, document_id: int, about: str, address: str, after: After) -> None:
    """Ask to whom a document that went out goes once more, exactly as it was."""
    from collections_tui.services import mail

    operation = uuid4().hex

    async def send(to: str) -> str:
        printed = to.lower() == PRINTED
        where = None if printed or not to else to
        queued = await on.ask(mail.send_again, document_id, address=where, printed=printed, operation_id=operation)
        await after()
        return queued.sentence

    _ask_to_whom(on, about, address, send)


def _ask_to_whom(on: AtDesk, about: str, address: str, send: Callable[[str], Awaitable[str]]) -> None:
    from collections_tui.tui.dialogs.print_to import SendDialog

    if may_send(on):
        on.open_dialog(SendDialog(about, address, send))


async def open_document(on: AtDesk, account_id: int, document_id: int) -> None:
    """Write a document that went out into a file, exactly as it was."""
    from collections_tui.services import mail
    from collections_tui.tui.dialogs.print_to import DocumentDialog

    found = next(one for one in await on.ask(mail.documents_of, account_id) if one.document.id == document_id)

    async def write(path: Path) -> str:
        return await on.ask(mail.write_document, document_id, path)

    about = f"{found.document.title}, exactly as it went out; @ sends it once more"
    await on.workstation.travel.show_dialog(DocumentDialog(about, found.document.name, write), None)


def file_name(text: str) -> str:
    """Return what a file may be called after a number: letters, digits and lines."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)
