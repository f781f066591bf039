"""A message, whatever is in it: no header and no end of it but ours, and everything in it arrives as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.post import Message
from collections_tui.files.bounces import read_report
from collections_tui.files.mail_message import message_bytes
from tests.naughty.strings import NAUGHTY

AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TEXTS = st.one_of(st.sampled_from([*NAUGHTY.values()]), st.text(max_size=60)).map(
    lambda text: text.encode("utf-8", "replace").decode()
)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]


@settings(max_examples=60)
@given(TEXTS, TEXTS, TEXTS, TEXTS, st.binary(max_size=300))
def test_nothing_in_it_becomes_a_header_or_an_end(subject: str, text: str, html: str, name: str, body: bytes) -> None:
    message = Message("<m@example.org>", '"Łódź Bills" <b@example.org>', "ada@example.org", subject, text, html, AT)
    made = message_bytes(message, name, "application/pdf", body)
    assert made == message_bytes(message, name, "application/pdf", body), "the same, whenever it is asked for"
    assert made.isascii()
    lines = made.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 998
    read = message_from_bytes(made, policy=policy.default)
    assert sorted(set(read.keys())) == sorted(HEADERS)
    assert len(read.keys()) == len(HEADERS)
    assert (read["To"], read["From"].addresses[0].display_name) == ("ada@example.org", "Łódź Bills")
    (attached,) = read.iter_attachments()
    assert attached.get_payload(decode=True) == body
    assert len(list(read.walk())) == (5 if html else 3)


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(max_size=200), st.sampled_from([value.encode("utf-8", "replace") for value in NAUGHTY.values()])
    )
)
def test_whatever_comes_back_is_read_or_is_no_report(content: bytes) -> None:
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n--B\r\n"
    for wrapped in (content, head + content, head + b"Content-Type: message/delivery-status\r\n\r\n" + content):
        assert isinstance(read_report(wrapped), list)


# As Exchange Online writes it: all of the message comes back, and lines are folded.
EXCHANGE = b"""\
Content-Type: multipart/report; report-type=delivery-status;\r
\tboundary="_000_"\r
\r
--_000_\r
Content-Type: multipart/alternative; boundary="_inner_"\r
\r
--_inner_\r
Content-Type: text/plain\r
\r
Your message couldn't be delivered.\r
\r
--_inner_--\r
\r
--_000_\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns;mx.example\r
\r
Final-Recipient: rfc822;Ada@Example.ORG\r
Action: failed\r
Status: 5.2.2\r
Diagnostic-Code: smtp;552 5.2.2\r
\tmailbox full\r
\r
Final-Recipient: rfc822;ben@example.org\r
Action: failed\r
Status: 5.1.10\r
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound\r
\r
--_000_\r
Content-Type: message/rfc822\r
\r
Message-ID: <m@example.org>\r
Subject: A bill\r
\r
You owe.\r
\r
--_000_--\r
"""


def test_a_report_with_all_of_the_message_is_read_address_by_address() -> None:
    full, gone = read_report(EXCHANGE)
    assert (full.address, full.marks, full.failed, full.address_bad) == (
        "Ada@example.org", ("<m@example.org>",), True, False,
    )  # fmt: skip
    assert full.words == "552 5.2.2 mailbox full"
    assert (gone.address, gone.address_bad) == ("ben@example.org", True)
    assert read_report(b"Subject: Re: your bill\r\n\r\nI have paid it!\r\n") == []
