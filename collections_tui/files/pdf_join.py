"""Several PDF files as one, page by page as they are, for a printer that shall not be asked a thousand times."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO


def joined(files: Iterable[bytes]) -> bytes:
    """Return one PDF with all pages of the others, in their order. It says nothing of when or by what it was made.

    Raises:
        ValueError: one of them is no PDF that can be read.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    writer = PdfWriter()
    try:
        for content in files:
            writer.append(PdfReader(BytesIO(content)), import_outline=False)
    except (PyPdfError, OSError, KeyError, RecursionError) as error:
        raise ValueError("it is no PDF that can be read") from error
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
