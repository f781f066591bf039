"""Which words are due, and what may be left on a machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact import disclosure
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.records import Case, Flag, PastCall

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
PLAIN = Case(7, "third", Policy("test", (), ()), ("America/New_York",), True, ())
MESSAGE = "Hello. This is {collector} from {business}. Please call me back at {phone}."


def call(*, about: int = 7, **more: Any) -> PastCall:
    """A call of yesterday in which the customer was spoken with, but for what is said otherwise."""
    said: dict[str, Any] = {"outbound": True, "e164": "+12125550160", "reached": True, "conversation": True} | more
    return PastCall(AT - timedelta(days=1), debts=frozenset({about}), **said)


@pytest.mark.parametrize(
    ("of", "due"),
    [
        (PLAIN, "first"),
        (PLAIN._replace(calls=(call(),)), "later"),
        (PLAIN._replace(calls=(call(outbound=False),)), "later"),  # they rang: it was the first communication too
        (PLAIN._replace(calls=(call(conversation=False),)), "first"),  # a message with limited content is none
        (PLAIN._replace(calls=(call(conversation=False, third_party=True),)), "first"),
        (PLAIN._replace(calls=(call(about=8),)), "first"),  # another debt
        (PLAIN._replace(calls=(call(about=8),), same_debt=frozenset({7, 8})), "later"),
        (PLAIN._replace(contacted=True), "later"),  # longer ago than the calls go back
        (PLAIN._replace(flags=(Flag("notice", AT),)), "first"),
    ],
)
def test_the_first_conversation_has_the_full_disclosure(of: Case, due: disclosure.Due) -> None:
    """12 CFR 1006.18(e)(1), (e)(2); comment 2(d)-2."""
    assert disclosure.due(of) == due
    assert disclosure.words_due(of) == ((disclosure.FIRST if due == "first" else disclosure.LATER),)
    assert disclosure.words_due(of._replace(party="first")) == ()


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        (disclosure.FIRST, True, False),
        (
            "We are attempting to collect a debt. Any information you give us will be\nused for that purpose.",
            True,
            False,
        ),
        ("This is an attempt to collect a debt.", False, False),
        ("Any information obtained will be used for that purpose.", False, False),
        (disclosure.LATER, False, True),
        ("This call is from a debt  collection agency.", False, True),
        ("We collect.", False, False),
    ],
)
def test_a_disclosure_is_known_by_what_it_says(text: str, first: bool, later: bool) -> None:
    assert (disclosure.says_first(text), disclosure.says_later(text)) == (first, later)


def test_what_a_script_reminds_of_follows_the_flags() -> None:
    barred, minor = Flag("time_barred", AT, account_id=7), Flag("minor", AT, until=AT + timedelta(days=9))
    notice = Flag("notice", AT, account_id=7, details={"sent_on": "2026-11-24", "how": "mail"})
    of = PLAIN._replace(flags=(barred, minor, notice))
    assert disclosure.reminders_due(of, AT) == {"time_barred", "minor", "validation_period"}
    assert disclosure.reminders_due(of._replace(party="first"), AT) == {"time_barred", "minor"}
    assert disclosure.reminders_due(of, AT - timedelta(days=1)) == frozenset()
    assert disclosure.reminders_due(of, AT + timedelta(days=60)) == {"time_barred"}
    assert disclosure.reminders_due(PLAIN._replace(flags=(barred._replace(account_id=8),)), AT) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE,
        # Comment 2(j)'s own kind of message, with all that is optional.
        "Hi, this is {collector} calling from {business}. It is 4:15 p.m. on Wednesday, September 1. Please contact me "
        "or any of our representatives at {phone} until 6:00 p.m. Eastern time, or any weekday from 8:00 a.m.",
        "Hola. Le habla {collector} de {business}. Por favor, llámeme al {phone}.",
        MESSAGE + "\n\n(Nothing of a debt, no amount.)",
    ],
)
def test_a_message_may_have_what_is_required_and_what_is_optional(text: str) -> None:
    assert disclosure.message_complaint(text) == ""


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hello. This is {collector}. Please call me back at {phone}.", "must have {business}"),
        ("Hello. This is {business}. Please call back at {phone}.", "must have {collector}"),
        ("Hello. This is {collector} from {business}. Please call me back.", "must have {phone}"),
        ("(This is {collector}, {business}, {phone}: call.)", "must have {business}"),
        ("Hello. This is {collector} from {business}, {phone}. Goodbye.", "must ask for a call back"),
        ("{customer}? " + MESSAGE, "cannot have {customer}"),
        (MESSAGE + " It is about a debt.", "cannot have the word 'debt'"),
        (MESSAGE + " It is about your account.", "cannot have the word 'account'"),
        (MESSAGE + " This is an important matter.", "cannot have the word 'important'"),
        (MESSAGE + " We are debt collectors.", "cannot have the word 'debt'"),
        (MESSAGE + " Es sobre una deuda.", "cannot have the word 'deuda'"),
        (MESSAGE + " please" * 60, "must be at most 60 words"),
    ],
)
def test_a_message_may_have_nothing_else(text: str, complaint: str) -> None:
    """12 CFR 1006.2(j): "and that includes no other content"."""
    assert disclosure.message_complaint(text) == complaint


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert disclosure.message_complaint(text) != "" or all(f"{{{name}}}" in text for name in ("business", "phone"))
