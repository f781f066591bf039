"""What files say that outlasts them: flags and imported outcomes put accounts on hold, close them, mark numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collections_tui.services import accounts, calls, imports, queue
from collections_tui.services.views import CallEntry, Claimed
from collections_tui.store.values import instant
from tests.build import HandClock, put
from tests.services.importing import Importer

BILLS = (
    "account,customer,name,phone,balance,due_on\n"
    "A,C1,Ann,(415) 555-0160,10.00,2026-09-01\nB,C2,Bob,(212) 555-0161,10.00,2026-09-01\n"
)
CALLS = "account,started,outcome,phone,note\n"
HOLDS = (
    "SELECT a.number, a.status, h.kind, h.note FROM account a "
    "LEFT JOIN hold h ON h.account_id = a.id AND h.lifted_at IS NULL ORDER BY a.number, h.kind"
)


@pytest.fixture
def owed(incoming: Importer) -> Importer:
    """Accounts A and B, of two customers."""
    assert incoming.run("accounts", BILLS).added == 2
    return incoming


def lift(importer: Importer, number: str) -> None:
    """Lift every hold of an account, as somebody here might."""
    account, now = importer.account(number), importer.desk.now()
    with importer.desk.store.write() as tx:
        tx.sql.run(
            "UPDATE hold SET lifted_at = :now WHERE account_id = :account", {"now": instant(now), "account": account}
        )
        put(tx, account, now, status="open")


# -- past calls -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 100])
def test_an_imported_outcome_puts_its_account_on_hold(
    owed: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    text = CALLS + (
        "A,2026-11-18T22:10:00Z,deceased,,his wife says\n"
        "A,2026-11-17T22:10:00Z,attorney,,Smith & Co\n"
        "A,2026-11-16T22:10:00Z,attorney,,Jones\n"
        "A,2026-11-19T22:10:00Z,no_answer,,\n"
    )
    report = owed.run("calls", text)
    assert (report.added, report.held) == (4, 1)
    assert ("A", "held", "deceased", "his wife says") in owed.all(HOLDS)
    assert [row[2] for row in owed.all(HOLDS)] == ["attorney", "deceased", None]
    ana = owed.office.desk("ana")
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    assert claimed.number == "B", "nobody is offered the dead"
    assert [hold.kind for hold in accounts.view(ana, owed.account("A")).holds] == ["attorney", "deceased"]
    owed.check()


def test_what_was_lifted_here_since_stays_lifted(owed: Importer) -> None:
    text = CALLS + "A,2026-11-18T22:10:00Z,disputes,,not mine\n"
    owed.run("calls", text)
    lift(owed, "A")
    assert owed.run("calls", text).held == 0
    assert owed.run("calls", text.replace("11-18", "11-12")).held == 0, "an older call of the same kind is over as well"
    assert owed.one("SELECT status FROM account WHERE number = 'A'") == ("open",)
    clock = owed.desk.clock
    assert isinstance(clock, HandClock)
    clock.forward(timedelta(days=3))
    assert owed.run("calls", text.replace("11-18", "11-25")).held == 1
    owed.check()


def test_a_hold_of_some_days_is_over_after_them(owed: Importer) -> None:
    owed.run("calls", CALLS + "A,2026-10-01T22:10:00Z,hardship,,\nB,2026-11-01T22:10:00Z,hardship,,\n")
    assert [row[:3] for row in owed.all(HOLDS)] == [("A", "open", None), ("B", "held", "hardship")]
    assert owed.one("SELECT until FROM hold") == ("2026-12-01",)
    owed.check()


def test_a_number_that_was_wrong_is_marked_unless_the_customer_was_reached_by_it_since(owed: Importer) -> None:
    owed.run(
        "calls",
        CALLS
        + "A,2026-11-16T22:10:00Z,wrong_number,(415) 555-0160,\nB,2026-11-16T22:10:00Z,disconnected,212-555-0161,\n"
        + "B,2026-11-17T22:10:00Z,refuses,212-555-0161,\n",
    )
    assert owed.all("SELECT e164, status FROM phone ORDER BY id") == [
        ("+14155550160", "wrong"),
        ("+12125550161", "good"),
    ]


def test_an_account_that_an_imported_call_closed_is_closed(owed: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    book = owed.desk.books.outcomes
    closes = dict(book.by_code) | {"refuses": book.by_code["refuses"]._replace(effect="close")}
    monkeypatch.setattr(owed.desk.books, "outcomes", book._replace(by_code=closes), raising=False)
    owed.run(
        "calls",
        CALLS + "A,2026-11-16T22:10:00Z,refuses,,\nB,2026-11-16T22:10:00Z,refuses,,\nB,2026-11-17T22:10:00Z,busy,,\n",
    )
    assert owed.all("SELECT number, status, closed_reason FROM account ORDER BY number") == [
        ("A", "closed", book.by_code["refuses"].words),
        ("B", "open", ""),
    ]


def test_a_call_made_here_since_keeps_its_account_open(owed: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    calls.log_call(owed.office.desk("ana"), CallEntry(owed.account("A"), "no_answer", "op-1"))
    book = owed.desk.books.outcomes
    closes = dict(book.by_code) | {"refuses": book.by_code["refuses"]._replace(effect="close")}
    monkeypatch.setattr(owed.desk.books, "outcomes", book._replace(by_code=closes), raising=False)
    owed.run("calls", CALLS + "A,2026-11-16T22:10:00Z,refuses,,\n")
    assert owed.one("SELECT status FROM account WHERE number = 'A'") == ("open",)


# -- flags ----------------------------------------------------------------------------------------------------------


def test_flags_of_an_accounts_file_are_holds(incoming: Importer) -> None:
    text = (
        "account,balance,due_on,Deceased,Attorney,bankrupt,Cease and desist\n"
        "A,10.00,2026-09-01,Y,,no,\nB,10.00,2026-09-01,,Smith & Co,,\nC,10.00,2026-09-01,N,none,No,0\n"
        "D,0.00,2026-09-01,,,yes,x\n"
    )
    report = incoming.run("accounts", text)
    assert (report.added, report.held, report.not_read) == (4, 3, ())
    assert incoming.all(HOLDS) == [
        ("A", "held", "deceased", "Deceased: Y"),
        ("B", "held", "attorney", "Attorney: Smith & Co"),
        ("C", "open", None, None),
        ("D", "closed", "bankruptcy", "bankrupt: yes"),
        ("D", "closed", "cease", "Cease and desist: x"),
    ]
    incoming.check()
    again = incoming.run("accounts", text)
    assert (again.held, again.unchanged) == (0, 4)
    lift(incoming, "A")
    assert incoming.run("accounts", text).held == 0, "somebody here knows better"
    incoming.check()


def test_a_flag_that_comes_later_holds_an_account_that_is_here(owed: Importer) -> None:
    text = "account,balance,due_on,deceased\nA,10.00,2026-09-01,yes\n"
    report = owed.run("accounts", text)
    assert (report.changed, report.held) == (1, 1)
    assert owed.one("SELECT status, ready FROM account WHERE number = 'A'") == ("held", 0)
    owed.check()


@pytest.mark.parametrize("most", [1, 100])
def test_a_flag_of_any_invoice_holds_its_account(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    rows = ("A,I1,", "A,I2,yes", "A,I2,yes", "B,I3,", "B,I3,yes")
    text = "account,invoice,cease,amount,due_on\n" + "".join(f"{row},10.00,2026-09-01\n" for row in rows)
    assert incoming.run("invoices", text).rejected == 0
    assert [row[:3] for row in incoming.all(HOLDS)] == [("A", "held", "cease"), ("B", "held", "cease")]
    assert incoming.run("invoices", text).held == 0
    incoming.check()


def test_flags_of_a_customers_file_hold_every_account_the_later_ones_too(incoming: Importer) -> None:
    text = "customer,name,deceased,bankruptcy\nC1,Ann,yes,\nC2,Bob,no,Chapter 7\n"
    assert incoming.run("customers", text).added == 2
    incoming.run("accounts", BILLS)
    assert [row[:3] for row in incoming.all(HOLDS)] == [("A", "held", "deceased"), ("B", "held", "bankruptcy")]
    incoming.run("accounts", BILLS.replace("A,", "A2,").replace("B,", "B2,"))
    assert [row[:2] for row in incoming.all(HOLDS)] == [(name, "held") for name in ("A", "A2", "B", "B2")]
    assert (incoming.run("customers", text).unchanged, incoming.run("accounts", BILLS).unchanged) == (2, 2)
    report = incoming.run("customers", "customer,attorney\nC1,Smith\n")
    assert (report.changed, report.held) == (1, 0), "they have been on hold before"
    assert incoming.one("SELECT count(*) FROM hold WHERE kind = 'attorney'") == (2,)
    incoming.check()
