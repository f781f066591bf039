"""Accounts and invoices: what rows make, what they change, and what they may not."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.services import accounts, imports, invoices, queue
from collections_tui.services.views import Claimed
from tests.build import HandClock, office, put
from tests.engines import for_an_example
from tests.services.billing import issued
from tests.services.importing import Importer

ONE = "account,name,phone,state,balance,due_on\nA-1,Ann Öster,(212) 555-0160,NY,100.00,2026-09-01\n"
BY_CUSTOMER = (
    'account = "per customer and client"\n[columns]\ncustomer = "c"\ninvoice = "i"\namount = "a"\ndue_on = "d"\n'
)


def test_a_new_account_is_ready_to_be_called(incoming: Importer) -> None:
    report = incoming.run("accounts", ONE)
    assert (report.read, report.added, report.accounts, report.customers, report.ok) == (1, 1, 1, 1, True)
    assert report.totals_cents == {"USD": 100_00}
    assert report.sentence == "1 account read from some.csv for HOSP: 1 added ($100.00)."
    ana = incoming.office.desk("ana")
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    assert (claimed.number, claimed.customer, claimed.balance_cents) == ("A-1", "Ann Öster", 100_00)
    view = accounts.view(ana, claimed.account_id)
    assert (view.phones[0].phone.e164, view.phones[0].phone.raw) == ("+12125550160", "(212) 555-0160")
    assert view.phones[0].phone.zones == ("America/New_York",)
    assert [invoice.number for invoice in view.invoices] == ["A-1"]
    assert (view.aging.d61_90, view.days_past_due) == (100_00, 83)
    incoming.check()


def test_what_was_issued_here_or_voided_is_not_changed_by_a_file(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    bill = issued(incoming.desk, incoming.account("A-1"))
    row = f"account,name,invoice,balance,issued_on,due_on\nA-1,Ann Öster,{bill.number},100.00,2026-11-23,2026-12-23\n"
    assert incoming.run("accounts", row).rejected == 0, "it says the same"
    again = incoming.run("accounts", row.replace("2026-12-23", "2026-12-24"))
    assert [reason for _, reason in again.problems] == [
        f"invoice {bill.number} was issued here or is void, and differs: what it says is never changed"
    ]
    assert incoming.one("SELECT due_on FROM invoice WHERE number = :n", n=bill.number) == ("2026-12-23",)
    old = int(incoming.one("SELECT id FROM invoice WHERE number = 'A-1'")[0])
    invoices.void(incoming.desk, old, "not ours", "void")
    assert incoming.run("accounts", ONE.replace("2026-09-01", "2026-09-02")).rejected == 1
    incoming.check()


def test_new_accounts_go_on_a_worklist_called_like_the_client(incoming: Importer) -> None:
    assert incoming.run("accounts", ONE).worklist == "HOSP"
    assert incoming.all("SELECT code, name, strategy, owner_id FROM worklist") == [
        ("HOSP", "St. Elsewhere Hospital", "balanced", None)
    ]
    incoming.run("accounts", ONE.replace("A-1", "A-2"))
    assert incoming.one("SELECT count(*), count(DISTINCT worklist_id) FROM account") == (2, 1)


def test_a_call_is_right_only_where_it_is_right_in_every_place(incoming: Importer) -> None:
    incoming.run(
        "accounts",
        "account,home,mobile,state,balance\n"
        "A,(212) 555-0160,(415) 555-0160,,5\nB,(212) 555-0160,,HI,5\nC,,,,5\nD,,,CA,5\n",
    )
    zones = dict(incoming.all("SELECT number, zones FROM account a JOIN call_window w ON w.id = a.window_id"))
    assert zones == {
        "A": "America/Los_Angeles,America/New_York",
        "B": "America/New_York,Pacific/Honolulu",
        "C": "America/Chicago,America/Denver,America/Los_Angeles,America/New_York",
        "D": "America/Los_Angeles",
    }
    incoming.check()


def test_several_invoices_make_one_account(incoming: Importer) -> None:
    report = incoming.run(
        "invoices",
        "c,i,a,d\nC1,I1,10.00,2026-09-01\nC2,I2,5.00,2026-09-02\nC1,I3,20.00,2026-08-01\nC1,I4,-4.00,2026-07-01\n",
        map_text=BY_CUSTOMER,
    )
    assert (report.added, report.accounts, report.customers) == (4, 2, 2)
    assert incoming.all("SELECT number, balance_cents, oldest_due_on, opened_on FROM account ORDER BY number") == [
        ("C1", 26_00, "2026-08-01", "2026-07-01"),
        ("C2", 5_00, "2026-09-02", "2026-09-02"),
    ]
    incoming.check()


def test_what_is_owed_to_the_customer_is_closed(incoming: Importer) -> None:
    incoming.run(
        "accounts",
        "account,balance,due_on,phone\nA,0.00,2026-09-01,\nB,-5.00,2026-09-01,\nC,5.00,2026-09-01,2125550101\n",
    )
    assert incoming.all("SELECT number, status, closed_reason, ready, oldest_due_on FROM account ORDER BY number") == [
        ("A", "closed", "paid", 0, None),
        ("B", "closed", "paid", 0, None),
        ("C", "open", "", 1, "2026-09-01"),
    ]
    incoming.check()


def test_a_further_invoice_takes_a_paid_account_up_again(incoming: Importer) -> None:
    incoming.run("invoices", "c,i,a,d\nC1,I1,0.00,2026-09-01\n", map_text=BY_CUSTOMER)
    assert incoming.one("SELECT status FROM account") == ("closed",)
    report = incoming.run("invoices", "c,i,a,d\nC1,I2,7.00,2026-10-01\n", map_text=BY_CUSTOMER)
    assert (report.added, report.accounts) == (1, 0)
    assert incoming.one("SELECT status, closed_reason, ready, balance_cents, oldest_due_on FROM account") == (
        "open", "", 1, 7_00, "2026-10-01",
    )  # fmt: skip
    incoming.check()


def test_an_account_closed_for_another_reason_stays_closed(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    account = incoming.account("A-1")
    with incoming.desk.store.write() as tx:
        put(tx, account, incoming.desk.now(), status="closed", closed_reason="bankrupt")
    incoming.run("invoices", "account,invoice,amount,due_on\nA-1,I-9,7.00,2026-10-01\n")
    assert incoming.one("SELECT status, closed_reason, balance_cents FROM account") == ("closed", "bankrupt", 107_00)


def test_an_account_somebody_works_on_stays_theirs(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    ana = incoming.office.desk("ana")
    assert isinstance(queue.next_account(ana), Claimed)
    incoming.run("invoices", "account,invoice,amount,due_on\nA-1,I-9,7.00,2026-10-01\n")
    assert incoming.one("SELECT ready, balance_cents FROM account") == (0, 107_00)
    clock = incoming.desk.clock
    assert isinstance(clock, HandClock)
    clock.forward(timedelta(minutes=16))
    again = queue.next_account(incoming.office.desk("ben"))
    assert isinstance(again, Claimed)
    assert again.balance_cents == 107_00


# -- once more ------------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    before = incoming.everything()
    report = incoming.run("accounts", ONE)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    assert incoming.everything() == before


def test_what_was_billed_is_never_changed(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    report = incoming.run("accounts", ONE.replace("100.00", "90.00"))
    assert (report.added, report.rejected, report.ok) == (0, 1, False)
    assert "invoice A-1 is already here for $100.00, not $90.00" in report.problems[0][1]
    assert incoming.one("SELECT balance_cents FROM account") == (100_00,)


def test_dates_and_disputes_may_change(incoming: Importer) -> None:
    incoming.run("accounts", ONE)
    score = incoming.one("SELECT score FROM account")[0]
    text = "account,balance,due_on,disputed\nA-1,100.00,2026-10-01,yes\n"
    report = incoming.run("accounts", text)
    assert (report.changed, report.unchanged) == (1, 0)
    assert incoming.one("SELECT due_on, disputed FROM invoice") == ("2026-10-01", 1)
    assert incoming.one("SELECT oldest_due_on, disputed FROM account") == ("2026-10-01", 1)
    assert incoming.one("SELECT score FROM account")[0] < score
    assert incoming.run("accounts", text).unchanged == 1
    incoming.check()


def test_other_files_fill_what_is_empty_and_change_nothing_else(incoming: Importer) -> None:
    incoming.run("accounts", "account,customer,balance,due_on\nA-1,C-1,100.00,2026-09-01\n")
    assert incoming.one("SELECT name FROM customer") == ("C-1",)
    text = (
        "account,customer,name,email,phone,balance,due_on\nA-1,C-1,Ann,a@example.com,(212) 555-0160,100.00,2026-09-01\n"
    )
    assert incoming.run("accounts", text).changed == 1
    other = text.replace("Ann", "Bob").replace("a@", "b@").replace("0160", "0161")
    assert incoming.run("accounts", other).changed == 1
    assert incoming.one("SELECT name, email FROM customer") == ("Ann", "a@example.com")
    assert incoming.all("SELECT e164 FROM phone ORDER BY e164") == [("+12125550160",), ("+12125550161",)]
    incoming.check()


def test_a_customer_has_accounts_at_several_times(incoming: Importer) -> None:
    incoming.run("accounts", "account,customer,name,balance,due_on\nA,C,Ann,1.00,2026-09-01\nB,C,Ann,2.00,2026-09-01\n")
    incoming.run("accounts", "account,customer,name,balance,due_on\nD,C,Ann,4.00,2026-09-01\n")
    assert incoming.one("SELECT count(DISTINCT customer_id), count(*) FROM account") == (1, 3)
    incoming.check()


def test_an_account_without_a_customers_number_finds_the_customer_of_that_number(incoming: Importer) -> None:
    incoming.run("customers", "customer,name\nA-1,Ann\n")
    incoming.run("accounts", "account,balance,due_on\nA-1,1.00,2026-09-01\n")
    assert incoming.one("SELECT name FROM customer") == ("Ann",)


# -- what cannot be -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A-1,C-2,I-9,1.00,USD", "account A-1 belongs to another customer than C-2"),
        ("A-1,C-1,I-9,1.00,EUR", "account A-1 is in USD, the row in EUR"),
        ("A-2,C-2,I-1,1.00,USD", "invoice I-1 is already on another account"),
        ("A-3,C-1,I-1,1.00,USD", "invoice I-1 is already on another account"),
    ],
)
def test_a_row_that_contradicts_what_is_here_is_turned_away(incoming: Importer, text: str, reason: str) -> None:
    header = "account,customer,invoice,amount,currency,due_on\n"
    incoming.run("invoices", f"{header}A-1,C-1,I-1,1.00,USD,2026-09-01\nA-2,C-2,I-2,1.00,USD,2026-09-01\n")
    before = incoming.everything()
    report = incoming.run("invoices", f"{header}{text},2026-09-01\n")
    assert report.problems == ((2, reason),)
    assert incoming.everything() == before


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("A,C,I1,1.00,USD\nA,D,I2,1.00,USD", "account A is on line 2 with another customer"),
        ("A,C,I1,1.00,USD\nA,C,I2,1.00,EUR", "account A is on line 2 with USD, here with EUR"),
        ("A,C,I1,1.00,USD\nB,C,I1,1.00,USD", "invoice I1 is on line 2 already, and different"),
        ("A,C,I1,1.00,USD\nA,C,I1,2.00,USD", "invoice I1 is on line 2 already, and different"),
        ("B,C,I1,1.00,USD\nA,,I2,1.00,USD\nA,C,I3,1.00,USD", "account A is on line 3 with another customer"),
    ],
)
def test_rows_that_contradict_each_other(incoming: Importer, rows: str, reason: str) -> None:
    text = "account,customer,invoice,amount,currency,due_on\n" + rows.replace("\n", ",2026-09-01\n") + ",2026-09-01\n"
    report = incoming.run("invoices", text)
    assert [why for _, why in report.problems] == [reason]
    incoming.check()


def test_a_row_that_says_the_same_again_is_unchanged(incoming: Importer) -> None:
    report = incoming.run("accounts", ONE + ONE.splitlines()[1] + "\n")
    assert (report.read, report.added, report.unchanged) == (2, 1, 1)


def test_nothing_is_made_that_the_mapping_says_is_here(incoming: Importer) -> None:
    settings = 'create = ["accounts"]\n' + BY_CUSTOMER
    incoming.run("customers", "customer,name\nC1,Ann\n")
    report = incoming.run("invoices", "c,i,a,d\nC1,I1,1.00,2026-09-01\nC2,I2,1.00,2026-09-01\n", map_text=settings)
    assert (report.added, report.problems) == (1, ((3, "there is no customer C2"),))
    settings = "create = []\n" + BY_CUSTOMER
    report = incoming.run("invoices", "c,i,a,d\nC1,I3,1.00,2026-09-01\nC3,I4,1.00,2026-09-01\n", map_text=settings)
    assert (report.added, report.problems) == (1, ((3, "there is no account C3"),))
    incoming.check()


def test_rejects_can_be_corrected_and_brought_again(incoming: Importer) -> None:
    text = "account,name,balance,due_on\nA,Ann,1.00,2026-09-01\nB,Bob,one,2026-09-01\nC,Cy,3.00\n"
    report = incoming.run("accounts", text)
    path = incoming.folder / "some.rejects.csv"
    assert (report.rejects_path, report.rejected) == (path, 2)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason", "row", "account", "name", "balance", "due_on"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[1][3:] == ["B", "Bob", "one", "2026-09-01"]
    corrected = path.read_text("utf-8").replace(",one,", ",2.00,").replace("C,Cy,3.00", "C,Cy,3.00,2026-09-01")
    assert incoming.run("accounts", corrected, name="again.csv").added == 2


def test_notes_of_the_file_are_on_the_account_once(incoming: Importer) -> None:
    settings = 'notes = ["flag"]\n[columns]\naccount = "a"\nbalance = "b"\nphone = "p"\n'
    text = "a,b,p,flag\nA,1.00,ask the desk,deceased\nB,2.00,,\n"
    for _ in range(2):
        incoming.run("accounts", text, map_text=settings)
    view = accounts.view(incoming.desk, incoming.account("A"))
    assert sorted(item.text for item in view.timeline if item.kind == "note") == [
        "Phone: ask the desk",
        "flag: deceased",
    ]
    assert incoming.one("SELECT count(*) FROM note") == (1,)


@pytest.mark.parametrize("most", [1, 100])
def test_every_note_of_an_invoice_is_kept(incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    settings = 'notes = ["flag"]\n[columns]\naccount = "a"\nbalance = "b"\ndue_on = "d"\n'
    text = "a,b,d,flag\n" + "".join(f"A,1.00,2026-09-01,{flag}\n" for flag in ("not paid", "paid", "", "paid", "not"))
    incoming.run("accounts", text, map_text=settings)
    notes = incoming.all("SELECT text FROM note ORDER BY text")
    assert notes == [("flag: not",), ("flag: not paid",), ("flag: paid",)]
    again = incoming.run("accounts", text, map_text=settings)
    assert (again.changed, again.unchanged) == (0, 5)


# -- whatever the size of the chunks --------------------------------------------------------------------------------

CONTRADICTORY = st.tuples(
    st.sampled_from(["A", "B", "C-1", "D"]),
    st.sampled_from(["", "R", "S", "A"]),
    st.sampled_from(["", "I1", "I2", "I3", "I4"]),
    st.sampled_from(["1.00", "2.50", "-3.00", "0.00"]),
    st.sampled_from(["", "Ann", "Łukasz"]),
    st.sampled_from(["", "(212) 555-0160", "(415) 555-0161", "no phone"]),
    st.sampled_from(["", "(212) 555-0160", "(415) 555-0161"]),
    st.sampled_from(["2026-09-01", "2026-10-01"]),
    st.sampled_from(["", "yes"]),
)
FACTS = (
    "SELECT a.number, a.currency, a.opened_on, a.status, a.balance_cents, a.oldest_due_on, a.disputed, a.score, "
    "a.ready, w.zones, "
    "c.name FROM account a JOIN call_window w ON w.id = a.window_id JOIN customer c ON c.id = a.customer_id ORDER BY 1",
    "SELECT i.number, a.number, i.due_on, i.amount_cents, i.open_cents, i.disputed FROM invoice i "
    "JOIN account a ON a.id = i.account_id ORDER BY 1",
    "SELECT a.number, p.e164, p.kind FROM phone p JOIN account a ON a.customer_id = p.customer_id ORDER BY 1, 2",
    "SELECT a.number, n.text FROM customer_note n JOIN account a ON a.customer_id = n.customer_id ORDER BY 1, 2",
    "SELECT r.reference, a.number FROM customer_reference r JOIN account a ON a.customer_id = r.customer_id "
    "ORDER BY 1, 2",
)


HEADER = "account,customer,invoice,amount,name,phone,home_phone,due_on,disputed\n"
OWNERS = {"A": "R", "B": "R", "C-1": "", "D": "S"}


def consistent(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The same rows, in which an account has one customer, and an invoice is said once."""
    invoices: dict[str, tuple[str, ...]] = {}
    for account, _, invoice, *rest in rows:
        invoices.setdefault(invoice or account, (account, OWNERS[account], invoice, *rest))
    return list(invoices.values())


def both_times(folder: Path, rows: list[tuple[str, ...]], most: int) -> object:
    """Import rows in chunks of some size, twice; what the database then holds, and how many were added."""
    with office(folder, accounts=0, lists=()) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "MOST_ROWS", most)
        importer = Importer(made, folder)
        text = HEADER + "".join(",".join(row) + "\n" for row in rows)
        first = importer.run("accounts", text)
        importer.check()
        facts = [importer.all(sql) for sql in FACTS]
        again = importer.run("accounts", text)
        importer.check()
        assert [importer.all(sql) for sql in FACTS] == facts
        assert (again.read, again.added, again.changed) == (first.read, 0, 0)
        return facts, first.read, first.added, first.rejected


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(CONTRADICTORY, max_size=9).map(consistent), most=st.integers(1, 4))
def test_the_size_of_the_chunks_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], most: int
) -> None:
    with for_an_example(tmp_path_factory) as folder:
        small = both_times(folder, rows, most)
    with for_an_example(tmp_path_factory) as folder:
        assert small == both_times(folder, rows, 1000)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(CONTRADICTORY, max_size=9), most=st.sampled_from([1, 2, 3, 1000]))
def test_rows_that_contradict_each_other_do_no_harm(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], most: int
) -> None:
    with for_an_example(tmp_path_factory) as folder:
        both_times(folder, rows, most)


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_same_contradictions_come_back_every_time(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    text = (
        "account,customer,invoice,amount,name,phone,due_on\nC-1,A,I4,1.00,,,2026-09-01\nA,A,I4,1.00,,,2026-09-01\n"
        "A,R,I2,1.00,,,2026-09-01\nA,,I3,5.00,,,2026-09-01\n"
    )
    first = incoming.run("accounts", text)
    second = incoming.run("accounts", text)
    assert (second.added, second.rejected) == (0, first.rejected)
    incoming.check()


@pytest.mark.parametrize("most", [1, 100])
def test_an_account_is_as_old_as_its_oldest_invoice(
    incoming: Importer, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", most)
    header = "account,invoice,amount,issued_on,due_on\n"
    text = header + "".join(f"A,I{at},1.00,2026-{at:02}-01,2026-09-01\n" for at in (8, 1, 5))
    incoming.run("invoices", text)
    assert incoming.one("SELECT opened_on FROM account") == ("2026-01-01",)
    incoming.run("invoices", header + "A,I0,1.00,2025-12-01,2026-09-01\n")
    assert incoming.one("SELECT opened_on FROM account") == ("2025-12-01",)
    assert incoming.run("invoices", text).unchanged == 3


def test_thousands_of_repeats_of_one_invoice_are_put_together_once(incoming: Importer) -> None:
    rows = "".join(f"A,1.00,2026-09-01,ask number {at}\n" for at in range(8_000))
    report = incoming.run("accounts", f"account,balance,due_on,phone\n{rows}")
    assert (report.added, report.unchanged) == (1, 7_999)
    assert incoming.one("SELECT count(*) FROM customer_note") == (8_000,)


def test_an_account_without_a_number_rests_until_one_is_known(incoming: Importer) -> None:
    incoming.run("accounts", "account,balance,due_on,phone\nA,4.00,2026-09-01,\nB,5.00,2026-09-01,2125550101\n")
    rested = "SELECT number, ready, next_action, wake_at IS NOT NULL FROM account ORDER BY number"
    assert incoming.all(rested) == [("A", 0, "needs a number", 1), ("B", 1, "", 0)]
    incoming.run("customers", "account,name,phone\nA,Ada,2125550102\n")
    assert incoming.all(rested) == [("A", 1, "", 0), ("B", 1, "", 0)]
    incoming.check()
