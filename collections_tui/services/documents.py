"""Documents for customers: invoices, statements, agreements, validation notices, reminders. Gathered here, laid out in
``files.documents`` by the client's own template, and written to a file or handed to a printer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Outgoing
from collections_tui.files.documents.records import Form, Kind, Rendered
from collections_tui.services import document_papers as papers
from collections_tui.services.desk import Desk
from collections_tui.services.document_files import Target, composed, enter, file_for, put, say_lost

if TYPE_CHECKING:
    from collections_tui.files.documents.compose import Document


def statement(desk: Desk, account_id: int, since: date | None = None) -> Document:
    """The statement of an account, of what was booked since a day; 90 days ago where nobody says.

    Raises:
        Refused: no permission, no such account, or a day that has not come.
        ConfigError: the client's file or a template is wrong.
    """
    desk.permit("see")
    if since is not None and since > desk.today():
        raise Refused(f"{since} has not come yet: name the day since which you want to see what was booked.")
    with desk.store.read() as tx:
        whole = papers.around(tx, desk, account_id)
        found = papers.Gathered(papers.statement_of(tx, desk, whole, since), whole[1], account_id)
    desk.looked(account_id)
    return composed(found, desk)


def document(desk: Desk, kind: Kind, of: int) -> Document:
    """A document about an invoice, an arrangement (``agreement``), or an account, by its id.

    Raises:
        Refused: no permission, there is none, or such a document cannot be written about it.
        ConfigError: the client's file or a template is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = papers.gather(tx, desk, kind, of)
    desk.looked(found.account_id)
    return composed(found, desk)


def in_text(made: Document) -> str:
    """A document as plain text, 80 columns wide."""
    from collections_tui.files.documents.as_text import as_text

    return as_text(made)


def rendered(desk: Desk, kind: Kind, of: int, form: Form = "pdf") -> Rendered:
    """A document as a file, which is not written anywhere.

    Raises:
        Refused: as ``document``.
        ConfigError: as ``document``; the client's logo or a font of its is none.
    """
    from collections_tui.files.documents import render

    return render.rendered(document(desk, kind, of), form)


def outgoing(desk: Desk, kind: Kind, of: int) -> Outgoing:
    """A document ready to be mailed: the PDF, and the same as text and as HTML for the message.

    Raises:
        Refused: as ``document``.
        ConfigError: as ``rendered``.
    """
    from collections_tui.files.documents.as_html import as_html
    from collections_tui.files.documents.render import rendered as rendered_as

    made = document(desk, kind, of)
    pdf = rendered_as(made, "pdf")
    about = of if kind in ("invoice", "credit_note") else None
    return Outgoing(
        made.content.kind, pdf.title, pdf.name, pdf.media, pdf.body, in_text(made), as_html(made), about, pdf.lost
    )


def write(desk: Desk, kind: Kind, of: int, path: Path) -> str:
    """Write a document as a PDF, as text or as HTML, by the end of the file's name; a sentence that says so.

    Raises:
        Refused: as ``document``, or the file cannot be written.
        ConfigError: as ``rendered``; there is no file then.
    """
    desk.permit("work")
    place, form = file_for(path, desk)
    return put(document(desk, kind, of), desk, Target(kind, of), place, form)


def write_statement(desk: Desk, account_id: int, path: Path, since: date | None = None) -> str:
    """Write a statement since a day; otherwise as ``write``.

    Raises:
        Refused: as ``statement``, or the file cannot be written.
    """
    desk.permit("work")
    place, form = file_for(path, desk)
    return put(statement(desk, account_id, since), desk, Target("statement", account_id), place, form)


def print_to(desk: Desk, kind: Kind, of: int, printer: str) -> str:
    """Hand a document to a printer; a sentence that says so.

    Raises:
        Refused: as ``document``; there is no `lp` here, or it does not take it.
    """
    from collections_tui.files.printer import Printer

    desk.permit("send documents")
    made = rendered(desk, kind, of, "pdf")
    to = Printer(printer)
    enter(Target(kind, of), desk, f"printer {printer}")
    said = to.send(made.title, made.body)
    return f"{made.title} is with the printer {printer}{f' ({said})' if said else ''}.{say_lost(made)}"


def check_file(desk: Desk, path: Path) -> None:
    """Pass if a document could be written there: for what is stored before its letter is written.

    Raises:
        Refused: it could not.
    """
    desk.permit("see")
    file_for(path, desk)
