"""A message as it goes over the line: text, HTML and the document attached. The same from the same, to the byte.

Nothing of it can be taken for a header or for the end of the message: headers are of one line, and all text is encoded.
"""

from __future__ import annotations

import hashlib
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

from collections_tui.domain.post import Message
from collections_tui.domain.text import clean

_POLICY = policy.SMTP.clone(cte_type="7bit")
_TEXT = "quoted-printable"
LONGEST_SUBJECT = 200


def message_bytes(message: Message, name: str, media: str, body: bytes) -> bytes:
    """Return a message with one file attached, its lines ended as SMTP wants them.

    Args:
        message: all but the file.
        name: the file's.
        media: what kind of file it is, as ``application/pdf``.
        body: its content.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = clean(message.from_line)
    mail["To"] = message.address
    mail["Subject"] = clean(message.subject)[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(message.queued_at)
    mail["Message-ID"] = message.message_id
    # Nobody's absence is worth an answer to a bill (RFC 3834, section 5).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte=_TEXT)
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte=_TEXT)
    main, _, sub = media.partition("/")
    mail.add_attachment(body, maintype=main, subtype=sub or "octet-stream", filename=clean(name))
    _bound(mail, message.message_id)
    return mail.as_bytes()


def _bound(mail: EmailMessage, seed: str) -> None:
    """Part the message by lines that follow from it, so that it can be made again; they stand in no encoded text."""
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{seed} {number}'.encode()).hexdigest()[:32]}")
