"""A document in the form that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from collections_tui.files.documents.compose import Document
from collections_tui.files.documents.records import Form, Rendered

FORMS: tuple[Form, ...] = get_args(Form)
MEDIA: dict[Form, str] = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
}


def form_of(suffix: str) -> Form | None:
    """The form that the end of a file's name asks for; None where it is none of ours."""
    return next((form for form in FORMS if suffix == f".{form}"), None)


def render(document: Document, form: Form) -> bytes:
    """Return a document as a file.

    Raises:
        ConfigError: its logo is no image, or a font of its client's is none.
    """
    return rendered(document, form).body


def rendered(document: Document, form: Form) -> Rendered:
    """Return a document as a file, with its title, a name for it and what kind of file it is.

    Raises:
        ConfigError: as ``render``.
    """
    body, lost = _made(document, form)
    return Rendered(document.title, f"{document.name}.{form}", MEDIA[form], body, lost)


def together(documents: Iterable[Document], title: str, form: Form) -> Rendered:
    """Return many documents as one file: a PDF in which each begins on a page of its own, or text with page breaks.

    Raises:
        ConfigError: as ``render``.
        ValueError: there is none, or the form cannot hold several.
    """
    if form == "txt":
        from collections_tui.files.documents.as_text import as_text

        return Rendered(title, f"{title}.txt", MEDIA[form], "\f".join(map(as_text, documents)).encode())
    if form != "pdf":
        raise ValueError("HTML is for one document.")
    from collections_tui.files.documents.as_pdf import PdfBook, book_for

    book: PdfBook | None = None
    for document in documents:
        book = book or book_for(document, title)
        book.add(document)
    if book is None:
        raise ValueError("There is nothing to write.")
    made = book.finish()
    return Rendered(title, f"{title}.pdf", MEDIA[form], made.body, made.lost)


def _made(document: Document, form: Form) -> tuple[bytes, str]:
    if form == "txt":
        from collections_tui.files.documents.as_text import as_text

        return as_text(document).encode(), ""
    if form == "html":
        from collections_tui.files.documents.as_html import as_html

        return as_html(document).encode(), ""
    from collections_tui.files.documents.as_pdf import as_pdf

    made = as_pdf(document)
    return made.body, made.lost
