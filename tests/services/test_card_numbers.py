"""The number of a payment card is stored nowhere, whatever text it is typed into."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Unsaved
from collections_tui.services import (
    accounts,
    arrangement_answers,
    arrangements,
    calls,
    dialling,
    flags,
    ledger,
    promises,
    queue,
    unmatched,
    unsaved,
)
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.views import CallEntry
from tests.build import TODAY, Office
from tests.services.entries import entry
from tests.services.importing import Importer
from tests.sound import tables

CARD = "4111-1111 1111-1111"
SAID = f"my card is {CARD}"

Act = Callable[[Desk, int], Any]
TYPED: dict[str, Act] = {
    "a note": lambda desk, one: accounts.add_note(desk, one, SAID),
    "a note of a call": lambda desk, one: calls.log_call(desk, entry(desk, one)._replace(note=SAID)),
    "whom": lambda desk, one: calls.log_call(desk, entry(desk, one)._replace(spoke_with=SAID)),
    "an addendum": lambda desk, one: calls.add_addendum(desk, 1, SAID),
    "next words": lambda desk, one: queue.set_next_action(desk, one, TODAY + timedelta(days=2), SAID),
    "a flag": lambda desk, one: flags.set_flag(desk, one, "attorney", {"name": SAID}),
    "an override": lambda desk, one: dialling.dial(desk, one, "+12015550101", override=SAID),
    "a reference": lambda desk, one: ledger.pay(desk, PaymentEntry(one, 1_00, TODAY, "p", reference=SAID)),
    "a reversal": lambda desk, one: ledger.reverse(desk, 1, SAID, None, "r"),
    "a write-off": lambda desk, one: ledger.adjust(desk, one, "write_off", 1_00, None, "", SAID, "w"),
    "a promise taken back": lambda desk, one: promises.cancel(desk, 1, SAID),
    "an arrangement ended": lambda desk, one: arrangements.cancel(desk, 1, SAID),
    "an answer": lambda desk, one: arrangement_answers.answer(desk, 1, False, SAID),
    "a dismissal": lambda desk, one: unmatched.dismiss(desk, 1, SAID),
}


def stored(desk: Desk) -> str:
    """Everything that the database holds, as one text."""
    with desk.store.read() as tx:
        return repr([tx.sql.all(f"SELECT * FROM {name}") for name in tables(tx)])


@pytest.mark.parametrize("what", TYPED)
def test_it_is_refused_wherever_people_type(work: Office, what: str) -> None:
    desk, account = work.boss, work.accounts[0]
    calls.log_call(desk, CallEntry(work.accounts[1], "no_answer", "c"))
    before = stored(desk)
    with pytest.raises(Refused, match="looks like the number of a payment card, which must not be stored here"):
        TYPED[what](desk, account)
    assert stored(desk) == before


def test_what_is_kept_while_it_is_typed_has_it_hidden(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    calls.save_draft(ana, account, {"note": SAID, "phone": "+4915112345678905", "outcome": "no_answer"})
    unsaved.keep(ana, Unsaved("note", account), {"text": SAID})
    assert CARD not in stored(ana)
    body = calls.drafts(ana)[0].draft.body
    assert (body["note"], body["phone"]) == ("my card is ••••-•••• ••••-1111", "+4915112345678905")
    assert unsaved.begun(ana, Unsaved("note", account)) == {"text": "my card is ••••-•••• ••••-1111"}


FILES = {
    "calls": ("account,started_at,outcome,note,spoke_with\n", "A,2026-11-20 10:00,no_answer,{},\n"),
    "calls, whom": ("account,started_at,outcome,spoke_with\n", "A,2026-11-20 10:00,no_answer,{}\n"),
    "invoices": ("account,invoice,amount,due_on,attorney\n", "B,I2,5.00,2026-09-01,{}\n"),
    "customers": ("customer,name,cease\n", "C1,Ada,{}\n"),
    "payments": ("account,paid_on,amount,reference\n", "A,2026-09-05,5.00,{}\n"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_brings_it_in_nowhere(incoming: Importer, kind: str) -> None:
    incoming.run("invoices", "account,invoice,amount,due_on\nA,I1,5.00,2026-09-01\n")
    header, row = FILES[kind]
    text = header + row.format(SAID) + row.format("paid by card")
    report = incoming.run(kind.partition(",")[0], text, name="told.csv")
    assert (report.rejected, report.read) == (1, 2)
    assert "looks like the number of a payment card" in report.problems[0][1]
    assert CARD not in stored(incoming.desk)
    assert report.rejects_path is not None
    assert CARD not in report.rejects_path.read_text("utf-8-sig")
