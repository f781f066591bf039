"""Rows of each kind of file: what they say, and why some say nothing that can be taken."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collections_tui.files.bills import Bill, BillReader
from collections_tui.files.call_rows import CallReader, CallRow
from collections_tui.files.csv_in import BAD, CsvFile
from collections_tui.files.mapping import PER_CUSTOMER, Mapping, by_field_names
from collections_tui.files.payments import Payment, PaymentReader
from collections_tui.files.reading import read_rows
from collections_tui.files.who import CustomerReader, CustomerRow, PhoneText

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


class Desk:
    """Reads texts as files of each kind."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "some.csv"

    def bills(self, text: str, **settings: object) -> tuple[list[Bill], list[BAD]]:
        file, mapping = self._open("accounts", text, settings)
        with file:
            batch = file.take(1000)
            assert batch is not None
            bills, bad = BillReader(mapping, file.header, file.name, "USD", TODAY).read(batch)
            return bills.all(), bad

    def customers(self, text: str, **settings: object) -> tuple[list[CustomerRow], list[BAD]]:
        file, mapping = self._open("customers", text, settings)
        with file:
            batch = file.take(1000)
            assert batch is not None
            return read_rows(CustomerReader(mapping, file.header, file.name), batch)

    def payments(self, text: str, **settings: object) -> tuple[list[Payment], list[BAD]]:
        file, mapping = self._open("payments", text, settings)
        with file:
            batch = file.take(1000)
            assert batch is not None
            return read_rows(PaymentReader(mapping, file.header, file.name, "USD"), batch)

    def calls(self, text: str, **settings: object) -> tuple[list[CallRow], list[BAD]]:
        file, mapping = self._open("calls", text, {"time_zone": "America/New_York"} | settings)
        with file:
            batch = file.take(1000)
            assert batch is not None
            return read_rows(CallReader(mapping, file.header, file.name, NOW), batch)

    def _open(self, kind: str, text: str, settings: dict[str, object]) -> tuple[CsvFile, Mapping]:
        self._path.write_text(text, "utf-8")
        file = CsvFile(self._path)
        return file, by_field_names(kind, file.header)._replace(**settings)  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Somebody who reads files."""
    return Desk(tmp_path)


def reasons(bad: list[BAD]) -> list[tuple[int, str]]:
    """Lines and reasons."""
    return [(row.line, reason) for row, reason in bad]


# -- customers ------------------------------------------------------------------------------------------------------


def test_phones_in_every_spelling(desk: Desk) -> None:
    rows, bad = desk.customers(
        "customer,home,mobile,work\n"
        "1,(212) 555-0160,787.555.0181,+1 415 555 0102\n"
        "2,2125550160,1-212-555-0160,\n"
        "3,212-555-0101 / 212-555-0102,call her brother,555-0100\n"
        "4,212-555-0101 or call her brother,,\n"
        "5,(212) 555-0160 ext. 12,,\n"
    )
    assert bad == []
    assert [[phone.e164 for phone in row.who.phones] for row in rows] == [
        ["+12125550160", "+17875550181", "+14155550102"],
        ["+12125550160"],
        ["+12125550101", "+12125550102"],
        [],
        ["+12125550160"],
    ]
    assert rows[0].who.phones[1] == PhoneText("+17875550181", "mobile", "787.555.0181")
    assert rows[2].who.remarks == ("Mobile phone: call her brother", "Work phone: 555-0100")
    assert rows[3].who.remarks == ("Home phone: 212-555-0101 or call her brother",)
    assert rows[4].who.phones[0].raw == "(212) 555-0160 ext. 12"


def test_phones_of_other_countries_go_by_the_address(desk: Desk) -> None:
    rows, _ = desk.customers("customer,phone,country\n1,030 5550100,de\n2,(212) 555-0160,USA\n3,(212) 555-0160,\n")
    assert [row.who.phones[0].e164 for row in rows] == ["+49305550100", "+12125550160", "+12125550160"]
    assert [row.who.country for row in rows] == ["DE", "US", ""]


def test_a_customer_needs_a_number(desk: Desk) -> None:
    rows, bad = desk.customers("customer,name\n,Nobody\n" + "9" * 65 + ",Long\n,\n1,Ann\n")
    assert [row.who.name for row in rows] == ["Ann"]
    assert [line for line, _ in reasons(bad)] == [2, 3]


# -- accounts and invoices ------------------------------------------------------------------------------------------


def test_a_row_with_a_balance_is_an_account_with_one_invoice(desk: Desk) -> None:
    bills, bad = desk.bills(
        'account,name,phone,balance,due_on,state\nA-1,Ann,(212) 555-0160,"1,240.50",2026-01-31,ny\n'
    )
    assert bad == []
    (bill,) = bills
    assert (bill.account, bill.invoice, bill.cents, bill.currency) == ("A-1", "A-1", 124050, "USD")
    assert (bill.issued_on, bill.due_on, bill.opened_on) == ("2026-01-31",) * 3
    assert (bill.who.name, bill.who.state, bill.who.phones[0].e164) == ("Ann", "NY", "+12125550160")
    assert (bill.disputed, bill.note) == (None, "")


def test_a_row_with_an_invoice_is_that_invoice(desk: Desk) -> None:
    bills, _ = desk.bills(
        "account,invoice,amount,balance,issued_on,due_on,disputed\n"
        "A,I-1,10.00,99.00,2026-01-01,2026-01-31,yes\n"
        "A,I-2,,99.00,2026-01-02,,N\n"
        "B,,10.00,99.00,,2026-01-31,\n"
        "C,,10.00,,,2026-01-31,\n"
    )
    assert [(bill.invoice, bill.cents) for bill in bills] == [("I-1", 1000), ("I-2", 9900), ("B", 9900), ("C", 1000)]
    assert [(bill.issued_on, bill.due_on) for bill in bills[:2]] == [
        ("2026-01-01", "2026-01-31"),
        ("2026-01-02", "2026-01-02"),
    ]
    assert [bill.disputed for bill in bills] == [True, False, None, None]


def test_a_file_without_dates_is_due_today(desk: Desk) -> None:
    bills, _ = desk.bills("account,balance\nA,5.00\n")
    assert bills[0].due_on == TODAY.isoformat()


def test_one_account_for_each_customer(desk: Desk) -> None:
    bills, _ = desk.bills("customer,invoice,amount,due_on\nC1,I1,5.00,2026-01-01\n", account=PER_CUSTOMER)
    assert (bills[0].account, bills[0].who.reference, bills[0].invoice) == ("C1", "C1", "I1")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Ann,5.00,2026-01-31,,", "account: the number is empty, so nobody can tell whose the row is"),
        ("A,Ann,,2026-01-31,,", "balance:"),
        ("A,Ann,five,2026-01-31,,", "balance: 'five' is not an amount"),
        ("A,Ann,5.001,2026-01-31,,", "balance:"),
        ("A,Ann,5.00,31.1.2026,,", "due_on: “31.1.2026” is not a date of the form YYYY-MM-DD"),
        ("A,Ann,5.00,,,", "due_on: there is no date in the row"),
        ("A,Ann,5.00,2026-01-31,perhaps,", "disputed: “perhaps” is neither yes nor no"),
        ("A,Ann,5.00,2026-01-31,,dollars", "currency: “dollars” is not a currency such as USD"),
        ("A" * 65 + ",Ann,5.00,2026-01-31,,", "is longer than 64 characters"),
    ],
)
def test_a_row_that_says_nothing_is_turned_away_and_the_others_are_taken(desk: Desk, row: str, reason: str) -> None:
    text = (
        f"account,name,balance,due_on,disputed,currency\nX,Xi,1.00,2026-01-01,,\n{row}\nY,Yo,2.00,2026-01-02,no,eur\n"
    )
    bills, bad = desk.bills(text)
    assert [(bill.account, bill.cents, bill.currency) for bill in bills] == [("X", 100, "USD"), ("Y", 200, "EUR")]
    ((bad_row, why),) = bad
    assert bad_row.line == 3
    assert ",".join(bad_row.cells) == row
    assert reason in why


def test_reasons_name_the_columns_of_the_file(desk: Desk) -> None:
    _, bad = desk.bills("Account Number,Amount Due,Due\nA,x,2026-01-01\n")
    assert reasons(bad)[0][1].startswith("Amount Due: ")


def test_amounts_as_other_countries_write_them(desk: Desk) -> None:
    text = 'account,balance,due_on\nA,"1.240,50",2026-01-01\nB,"€ 5",2026-01-01\nC,"1,5",2026-01-01\nD,1.5,2026-01-01\n'
    bills, bad = desk.bills(text, decimal=",", thousands=".", currency="EUR")
    assert [bill.cents for bill in bills] == [124050, 500, 150]
    assert [row.line for row, _ in bad] == [5]
    _, bad = desk.bills("account,balance,due_on\nA,12345678901234567890,2026-01-01\n")
    assert reasons(bad)[0][1].endswith("is too large to be an amount: check the decimal mark"), "it may be the file's"


def test_plain_amounts_are_read_as_all_others(desk: Desk) -> None:
    plain, _ = desk.bills(
        "account,balance,due_on\nA,0.01,2026-01-01\nB,12345678901.99,2026-01-01\nC,007.10,2026-01-01\n"
    )
    mixed, _ = desk.bills(
        "account,balance,due_on\nA,0.01,2026-01-01\nB,12345678901.99,2026-01-01\nC,007.10,2026-01-01\nD,$1,2026-01-01\n"
    )
    assert [bill.cents for bill in plain] == [bill.cents for bill in mixed[:3]] == [1, 1234567890199, 710]


def test_credit_notes_are_negative(desk: Desk) -> None:
    bills, _ = desk.bills("account,balance,due_on\nA,(5.00),2026-01-01\nB,-1.00,2026-01-01\n")
    assert [bill.cents for bill in bills] == [-500, -100]


# -- payments -------------------------------------------------------------------------------------------------------


def test_payments(desk: Desk) -> None:
    rows, bad = desk.payments(
        "account,invoice,paid,amount,reference\n"
        "A,,2026-01-05,$5.00,check 17\n"
        ",I-1,2026-01-05,5.00,\n"
        ",,2026-01-05,5.00,\n"
        "A,,2026-01-05,-5.00,\n"
        "A,,2026-01-05,0.00,\n"
        "A,,,5.00,\n"
    )
    assert [(row.account, row.invoice, row.cents, row.reference) for row in rows] == [
        ("A", "", 500, "check 17"),
        ("", "I-1", 500, ""),
    ]
    assert len({row.content for row in rows}) == 2
    assert [line for line, _ in reasons(bad)] == [4, 5, 6, 7]
    assert reasons(bad)[0][1] == "the row names neither an account nor an invoice"
    assert "must be more than zero" in reasons(bad)[1][1]


# -- calls ----------------------------------------------------------------------------------------------------------


def test_calls(desk: Desk) -> None:
    rows, bad = desk.calls(
        "account,date,time,duration,outcome,direction,phone,collector,note\n"
        "A,2026-11-20,2:05 PM,1:35,no-answer,,(212) 555-0160,ana,\n"
        "A,2026-11-20,14:05,,promise,in,ask the desk,ben,said so\n"
        "A,2026-11-24,14:05,,promise,in,,ben,\n"
        "A,2026-11-20,later,,promise,in,,ben,\n"
        "A,2026-11-20,14:05,,,in,,ben,\n"
        "A,2026-11-20,14:05,,promise,sideways,,ben,\n"
        ",2026-11-20,14:05,,promise,in,,ben,\n"
    )
    first, second = rows
    assert first.started_at == datetime(2026, 11, 20, 19, 5, tzinfo=UTC)
    assert (first.ended_at - first.started_at).seconds == 95
    assert (first.direction, first.phone, first.collector) == ("", "+12125550160", "ana")
    assert (second.direction, second.phone, second.note) == ("inbound", "", "said so (phone: ask the desk)")
    assert [line for line, _ in reasons(bad)] == [4, 5, 6, 7, 8]
    assert "is in the future" in reasons(bad)[0][1]


def test_calls_with_a_moment_and_an_end(desk: Desk) -> None:
    rows, bad = desk.calls(
        "account,started_at,ended_at,outcome\n"
        "A,2026-11-20T10:00:00Z,2026-11-20T10:02:00Z,promise\n"
        "A,2026-11-20T10:00:00Z,2026-11-20T09:02:00Z,promise\n"
        "A,2026-11-20T10:00:00Z,2026-11-22T10:02:00Z,promise\n"
    )
    assert [(row.ended_at - row.started_at).seconds for row in rows] == [120]
    assert [line for line, _ in reasons(bad)] == [3, 4]
    assert "not within a day after the start" in reasons(bad)[0][1]
