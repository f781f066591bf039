"""Payments: what they pay, and that none counts twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.aging import Aging
from collections_tui.services import accounts, calls, imports
from collections_tui.services.views import CallEntry
from tests.build import NOON, HandClock, put
from tests.services.importing import Importer

BILLS = (
    "account,invoice,amount,issued_on,due_on,disputed,phone\n"
    "A,I1,100.00,2026-07-01,2026-08-01,,2125550101\nA,I2,50.00,2026-06-01,2026-07-01,,\n"
    "A,I3,30.00,2026-08-01,2026-09-01,yes,\nB,I4,20.00,2026-08-01,2026-09-01,,\n"
)
HEADER_OF_BILLS = "account,customer,invoice,amount,due_on\n"
HEADER = "account,invoice,paid_on,amount,reference\n"


@pytest.fixture
def owed(incoming: Importer) -> Importer:
    """Account A owes on three invoices, one of them disputed; account B on one."""
    assert incoming.run("invoices", BILLS).added == 4
    return incoming


def open_cents(importer: Importer) -> dict[str, int]:
    """What is open on each invoice."""
    return dict(importer.all("SELECT number, open_cents FROM invoice ORDER BY number"))


def test_a_payment_pays_the_invoice_it_names(owed: Importer) -> None:
    report = owed.run("payments", HEADER + "A,I1,2026-09-05,40.00,check 17\n,I4,2026-09-06,20.00,\n")
    assert (report.added, report.totals_cents) == (2, {"USD": 60_00})
    assert open_cents(owed) == {"I1": 60_00, "I2": 50_00, "I3": 30_00, "I4": 0}
    assert owed.all("SELECT kind, amount_cents, entry_on, reference FROM ledger_entry WHERE kind = 'payment'") == [
        ("payment", -40_00, "2026-09-05", "check 17"),
        ("payment", -20_00, "2026-09-06", ""),
    ]
    assert owed.all("SELECT number, status, closed_reason, ready FROM account ORDER BY number") == [
        ("A", "open", "", 1),
        ("B", "closed", "paid", 0),
    ]
    owed.check()


def test_a_payment_that_names_none_pays_the_oldest_first_but_nothing_disputed(owed: Importer) -> None:
    owed.run("payments", HEADER + "A,,2026-09-05,120.00,\n")
    assert open_cents(owed) == {"I1": 30_00, "I2": 0, "I3": 30_00, "I4": 20_00}
    owed.run("payments", HEADER + "A,,2026-09-06,45.00,\n")
    assert open_cents(owed) == {"I1": 0, "I2": 0, "I3": 30_00, "I4": 20_00}
    assert owed.one("SELECT sum(amount_cents) FROM ledger_entry WHERE kind = 'payment' AND invoice_id IS NULL") == (
        -15_00,
    )
    view = accounts.view(owed.desk, owed.account("A"))
    assert (view.account.balance_cents, view.aging.total) == (15_00, 15_00)
    owed.check()


def test_what_exceeds_its_invoice_pays_the_others_and_the_rest_is_credit(owed: Importer) -> None:
    owed.run("payments", HEADER + "A,I3,2026-09-05,200.00,\n")
    assert open_cents(owed) == {"I1": 0, "I2": 0, "I3": 0, "I4": 20_00}
    assert owed.one("SELECT balance_cents, status, oldest_due_on, disputed FROM account WHERE number = 'A'") == (
        -20_00, "closed", None, 0,
    )  # fmt: skip
    view = accounts.view(owed.desk, owed.account("A"))
    assert view.aging == Aging(current=-20_00)
    owed.check()


def test_the_same_file_again_enters_nothing(owed: Importer) -> None:
    text = HEADER + "A,,2026-09-05,120.00,\nA,I1,2026-09-05,1.00,\n"
    owed.run("payments", text)
    before = owed.everything()
    report = owed.run("payments", text)
    assert (report.added, report.unchanged, report.totals_cents) == (0, 2, {})
    assert owed.everything() == before


@pytest.mark.parametrize("most", [1, 100])
def test_two_payments_alike_are_two_payments(owed: Importer, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    one = "A,I1,2026-09-05,10.00,\n"
    assert owed.run("payments", HEADER + one + one).added == 2
    again = owed.run("payments", HEADER + one + one + one)
    assert (again.added, again.unchanged) == (1, 2)
    assert open_cents(owed)["I1"] == 70_00
    owed.check()


def test_a_payment_that_names_neither_account_nor_invoice_nor_reference_is_turned_away(owed: Importer) -> None:
    report = owed.run("payments", HEADER + ",,2026-09-05,1.00,\n")
    assert report.problems == ((2, "the row names neither an account nor an invoice"),)


def test_a_payment_in_another_currency_is_turned_away(owed: Importer) -> None:
    report = owed.run("payments", "account,paid_on,amount,currency\nA,2026-09-05,1.00,EUR\nA,2026-09-05,1.00,USD\n")
    assert (report.added, report.problems) == (1, ((2, "account A is in USD, the row in EUR"),))


def promise(owed: Importer, cents: int, due: date) -> None:
    """Ana is promised money on account A, today (2026-11-23)."""
    calls.log_call(
        owed.office.desk("ana"),
        CallEntry(owed.account("A"), "promised", f"op-{cents}-{due}", amount_cents=cents, promised_on=due),
    )


def test_payments_keep_promises(owed: Importer) -> None:
    promise(owed, 60_00, date(2026, 11, 27))
    owed.run("payments", HEADER + "A,,2026-11-01,60.00,\n")
    assert owed.one("SELECT status FROM promise") == ("open",), "that was before it was made"
    owed.run("payments", HEADER + "A,,2026-11-23,59.99,\n")
    assert owed.one("SELECT p.status, promise_due_on FROM promise p JOIN account a ON a.id = p.account_id") == (
        "open", "2026-11-27",
    )  # fmt: skip
    owed.run("payments", HEADER + "A,,2026-11-24,0.01,\n")
    assert owed.one("SELECT p.status, promise_due_on FROM promise p JOIN account a ON a.id = p.account_id") == (
        "kept",
        None,
    )
    owed.check()


def test_a_promise_of_the_evening_is_kept_by_a_payment_of_that_day(owed: Importer) -> None:
    clock = owed.office.clock
    assert isinstance(clock, HandClock)
    clock.forward(timedelta(hours=9))  # nine in the evening on the floor: in UTC it is tomorrow already
    promise(owed, 60_00, date(2026, 11, 27))
    owed.run("payments", HEADER + "A,,2026-11-22,60.00,\n")
    assert owed.one("SELECT status FROM promise") == ("open",), "that was before it was made"
    owed.run("payments", HEADER + "A,,2026-11-23,60.00,\n")
    assert owed.one("SELECT status FROM promise") == ("kept",)
    owed.check()


def test_what_is_paid_late_leaves_a_promise_broken(owed: Importer) -> None:
    promise(owed, 60_00, date(2026, 11, 27))
    clock = owed.office.clock
    assert isinstance(clock, HandClock)
    clock.forward(timedelta(days=9))
    owed.run("payments", HEADER + "A,,2026-12-01,60.00,\n")
    ana = owed.office.desk("ana")
    assert [one.status for one in accounts.view(ana, owed.account("A")).promises] == ["broken"]
    assert owed.one("SELECT promise_due_on FROM account WHERE number = 'A'") == ("2026-11-27",)
    owed.run("payments", HEADER + "A,,2026-11-30,60.00,\n", name="bank.csv")
    assert [one.status for one in accounts.view(ana, owed.account("A")).promises] == ["kept"], "it had come in time"
    owed.check()


def test_one_payment_keeps_one_of_two_promises(owed: Importer) -> None:
    promise(owed, 50_00, date(2026, 11, 27))
    account = owed.account("A")
    with owed.desk.store.write() as tx:
        tx.promises.add(account, 1, 1, 50_00, date(2026, 11, 30), date(2026, 11, 30), NOON)
        due_on, until = tx.promises.awaited(account)
        put(tx, account, promise_due_on=due_on, promise_until=until)
    owed.run("payments", HEADER + "A,,2026-11-24,50.00,\n")
    assert owed.all("SELECT due_on, status FROM promise ORDER BY due_on") == [
        ("2026-11-27", "kept"),
        ("2026-11-30", "open"),
    ]
    owed.check()


def test_what_is_credit_makes_no_invoice_older_than_aging_says(owed: Importer) -> None:
    """Days past due, buckets and points follow from one rule: credit pays the oldest due first."""
    owed.run("invoices", HEADER_OF_BILLS + "Y,C9,Y1,100.00,2026-04-01\n")
    owed.run("payments", HEADER + "Y,,2026-11-01,200.00,\n")
    owed.run("invoices", HEADER_OF_BILLS + "Y,C9,Y2,100.00,2026-05-01\nY,C9,Y3,300.00,2026-11-01\n", name="new.csv")
    view = accounts.view(owed.desk, owed.account("Y"))
    assert view.aging.as_json() == {"current": 0, "1_30": 300_00, "31_60": 0, "61_90": 0, "over_90": 0}
    assert view.days_past_due == 22
    owed.check()


NUMBERS = count(1)
SOME_BILLS = st.lists(
    st.tuples(st.dates(date(2026, 4, 1), date(2026, 12, 31)), st.integers(-90, 200).filter(bool)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SOME_BILLS, SOME_BILLS, st.lists(st.integers(1, 300), max_size=3))
def test_the_oldest_due_date_is_that_of_the_aging_whatever_was_billed_and_paid(
    incoming: Importer, bills: list[tuple[date, int]], later: list[tuple[date, int]], payments: list[int]
) -> None:
    number = next(NUMBERS)

    def billed(kind: str, some: list[tuple[date, int]]) -> str:
        rows = (f"N{number},C{number},N{number}-{kind}{at},{cents},{due}\n" for at, (due, cents) in enumerate(some))
        return HEADER_OF_BILLS + "".join(rows)

    incoming.run("invoices", billed("a", bills))
    incoming.run("payments", HEADER + "".join(f"N{number},,2026-11-01,{cents},\n" for cents in payments))
    incoming.run("invoices", billed("b", later))
    incoming.check()


def test_a_payment_from_elsewhere_lets_nobody_undo_a_call_before_it(owed: Importer) -> None:
    ana = owed.office.desk("ana")
    calls.log_call(
        ana, CallEntry(owed.account("A"), "no_answer", "op-1", ended_at=datetime(2026, 11, 23, 17, tzinfo=UTC))
    )
    owed.run("payments", HEADER + "A,,2026-11-23,5.00,\n")
    with pytest.raises(Exception, match="has been worked on since"):
        calls.undo_last(ana)
