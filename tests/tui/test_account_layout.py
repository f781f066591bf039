"""An account laid out as lines: what matters most is there at every size, and nothing stands out of its place."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.billing.records import BillLine, Dispute, TaxSum, Totals
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Found, Invoice
from collections_tui.resources import data_path
from collections_tui.services import accounts, calls, scripts
from collections_tui.services.books import load_outcomes
from collections_tui.services.invoice_views import Applied, InvoiceView
from collections_tui.services.views import AccountView, CallEntry, Logged, TimelineItem, Words
from collections_tui.tui.dialogs.call_detail import detail_lines, duration
from collections_tui.tui.dialogs.call_form import Typed
from collections_tui.tui.dialogs.call_head import head_lines
from collections_tui.tui.here import Here
from collections_tui.tui.screens.account_invoices import invoice_items, sibling_items
from collections_tui.tui.screens.account_script import script_items
from collections_tui.tui.screens.account_summary import narrow_summary, phone_lines, wide_summary
from collections_tui.tui.screens.account_timeline import timeline_items
from collections_tui.tui.screens.account_words import logged_words
from collections_tui.tui.widgets.item_scroll import Item
from collections_tui.tui.widgets.lines import Line, line_cells
from tests.build import FLOOR, NOON, TODAY, add_account, office

HERE = Here(NOON, FLOOR)
PHONES = [f"+1212555010{n}" for n in range(7)]
BOOK = load_outcomes(data_path("outcomes.toml"))


class Sample:
    """An account with a bit of everything."""

    def __init__(self, folder: Path) -> None:
        with office(folder, accounts=0) as work:
            bills = [(date(2026, 11, 30), 10_00), (date(2026, 10, 31), 20_00), (date(2026, 7, 1), 1_240_00)]
            with work.boss.store.write() as tx:
                account = add_account(tx, number="B-1", name="Maria Rivera", phones=PHONES, invoices=bills)
            accounts.add_note(work.boss, account, "first line\nsecond line\nthird line\nfourth line")
            entry = CallEntry(account, "promised", "op", amount_cents=50_00, promised_on=TODAY + timedelta(days=4))
            self.logged: Logged = calls.log_call(work.boss, entry._replace(note="will pay", spoke_with="herself"))
            calls.add_addendum(work.boss, self.logged.call.id, "by card")
            self.call = calls.get(work.boss, self.logged.call.id)
            self.view: AccountView = accounts.view(work.boss, account)
            self.words: Words = scripts.for_view(work.boss, self.view)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """One for all: it is only read."""
    return Sample(tmp_path_factory.mktemp("office"))


def texts(lines: list[Line]) -> list[str]:
    return ["".join(run.text for run in line).rstrip() for line in lines]


@given(cells=st.integers(40, 200), height=st.integers(3, 50))
def test_the_summary_keeps_inside_its_room(sample: Sample, cells: int, height: int) -> None:
    for summary in (narrow_summary, wide_summary):
        lines = summary(sample.view, HERE, cells, height)
        assert len(lines) <= height
        assert all(line_cells(line) <= cells for line in lines)


def test_who_owes_what_and_how_to_reach_them_come_first(sample: Sample) -> None:
    lines = texts(narrow_summary(sample.view, HERE, 79, 6))
    assert lines[0].startswith("Maria Rivera")
    assert lines[0].endswith("$1,270.00 owed")
    assert lines[1].endswith("145 days late")
    assert any("(212) 555-0100" in line for line in lines)


def test_numbers_that_have_no_room_are_counted(sample: Sample) -> None:
    line = texts(narrow_summary(sample.view, HERE, 79, 3))[2]
    assert line.endswith("◷ wait until Mon 08:00 (spoken with today)…  and 6 more")
    shown = texts(narrow_summary(sample.view, HERE, 79, 20))
    assert "  and 4 more numbers: the digits choose them too" in shown
    assert any(line.startswith("3 (212) 555-0102 other  ◷ wait until Mon 08:00 (spoken with today)") for line in shown)


def test_nobody_is_left_without_a_word_when_there_is_no_number(sample: Sample) -> None:
    (line,) = texts(phone_lines(sample.view._replace(phones=()), 80))
    assert line.startswith("No number is known")


def test_why_it_ranks_here_adds_up(sample: Sample) -> None:
    lines = texts(wide_summary(sample.view, HERE, 60, 50))
    at = lines.index(f"Ranks here with {sample.view.score}")
    points = [int(line.split()[0]) for line in lines[at + 1 : at + 1 + len(sample.view.why)]]
    assert sum(points) == sample.view.score


def test_the_timeline_shortens_texts_until_asked_for_all(sample: Sample) -> None:
    short = [line for item in timeline(sample, full=False) for line in texts(list(item.lines))]
    whole = [line for item in timeline(sample, full=True) for line in texts(list(item.lines))]
    assert "             second line …" in short
    assert "             fourth line" not in short
    assert "             fourth line" in whole
    assert "             Added: by card" in short


def timeline(sample: Sample, *, full: bool) -> list[Item]:
    return timeline_items(sample.view.timeline, "USD", HERE, 60, full=full)


def test_money_is_said_without_a_sign_because_the_word_says_it(sample: Sample) -> None:
    paid = TimelineItem("payment", NOON, "", "Paid", "invoice 7", -12_34, 1)
    (item,) = timeline_items([paid], "USD", HERE, 60, full=False)
    assert texts(list(item.lines)) == ["23 Nov       Paid $12.34 · invoice 7"]


def test_an_old_touch_names_its_year(sample: Sample) -> None:
    old = TimelineItem("note", NOON - timedelta(days=700), "ana", "Note", "hello", None, 1)
    (item,) = timeline_items([old], "USD", HERE, 60, full=False)
    assert texts(list(item.lines))[0].startswith("23 Dec 2024  Note · hello")


@given(cells=st.integers(40, 160))
def test_every_item_keeps_inside_its_room(sample: Sample, cells: int) -> None:
    opened = {invoice.id: opened_up(sample, invoice) for invoice in sample.view.invoices}
    found = Found(1, "B" * 60, "x", "HOSP", "", "USD", 100, "open")
    items = [
        *timeline_items(sample.view.timeline, "USD", HERE, cells, full=True),
        *invoice_items(sample.view.invoices, opened, "USD", HERE, cells),
        *sibling_items([found], cells),
        *script_items(sample.words.scripts, sample.words.opening, cells),
    ]
    assert all(line_cells(line) <= cells for item in items for line in item.lines)


def opened_up(sample: Sample, invoice: Invoice) -> InvoiceView:
    """An invoice with a bit of everything in it: a line in dispute, discount and tax, a payment, a dispute of all."""
    line = BillLine(1, "Blood count " * 9, 10_00, 25_00, "85025", modifier="25", service_on=TODAY, quantity_milli=2500)
    totals = Totals(25_00, 1_00, (TaxSum("Sales", 88_750, 24_00, 2_13),), 2_13, 26_13, 0, 0, 26_13)
    paid = Applied(7, TODAY, "payment", "card", -5_00, "reference " * 9)
    disputes = tuple(Dispute(1, invoice.id, at, 25_00, NOON, "ana", "never done " * 9) for at in (1, None))
    view = sample.view
    return InvoiceView(
        invoice._replace(disputed_cents=10_00), "invoice", "B-1", view.client, view.customer, "USD", (line,), totals,
        None, (paid,), disputes, "CN-1", "I-0",
    )  # fmt: skip


def test_an_opened_invoice_says_what_was_paid_and_what_is_disputed_apart(sample: Sample) -> None:
    (invoice,) = [one for one in sample.view.invoices if one.amount_cents == 20_00]
    items = invoice_items([invoice], {invoice.id: opened_up(sample, invoice)}, "USD", HERE, 79)
    shown = [" ".join(text.split()) for item in items for text in texts(list(item.lines))]
    assert [type(item.target).__name__ for item in items] == ["Invoice", "Billed", "Invoice"]
    assert shown[1].startswith("2026-11-23 85025-25 Blood count")
    assert shown[2].startswith("disputed 12:00: never done")
    assert shown[3:6] == ["discount -$1.00", "Sales 8.875% $2.13", shown[5]]
    assert shown[5].startswith("payment today · card reference")
    assert shown[-5:] == [
        "open $20.00",
        "disputed, waits for an answer -$10.00",
        "asked for $10.00",
        "voided by CN-1",
        "voids I-0",
    ]


def test_an_invoice_says_what_is_open_and_of_how_much(sample: Sample) -> None:
    due = TODAY - timedelta(days=10)
    bills = [
        Invoice(1, 1, "I-1", due, due, 100_00, 0),
        Invoice(2, 1, "I-2", due, due, 100_00, 25_00, disputed=True),
        Invoice(3, 1, "I-3", due, TODAY, 100_00, 100_00),
    ]
    shown = [" ".join(texts(list(item.lines))[0].split()) for item in invoice_items(bills, {}, "USD", HERE, 79)]
    assert shown == [
        "+ I-2 due Fri 13 Nov · 10 days late · disputed $25.00 of $100.00",
        "+ I-3 due today $100.00",
        "+ I-1 due Fri 13 Nov paid $100.00",
    ]


def test_empty_parts_say_so() -> None:
    for items in (invoice_items([], {}, "USD", HERE, 79), sibling_items([], 79), script_items((), 0, 79)):
        ((line,),) = [texts(list(item.lines)) for item in items]
        assert line.endswith(".") or ":" in line


def test_the_head_of_a_call_says_whom_it_goes_to_and_whether_it_may(sample: Sample) -> None:
    typed = Typed(phone=PHONES[1])
    first, second = texts(head_lines(sample.view, typed, None, "12:00", False, 78))
    assert first.startswith("Call to Maria Rivera  How did it end? ──")
    assert len(first) == 78
    assert second == "(212) 555-0101 other · ◷ wait until Mon 08:00 (spoken with today)  began 12:00"
    first, second = texts(
        head_lines(sample.view, typed._replace(phone=""), BOOK.by_code["promised"], "12:00", True, 78)
    )
    assert "Promised a payment" in first
    assert second.startswith("no number chosen")
    assert second.endswith("stays here · began 12:00")


@pytest.mark.parametrize("name", ["李丽华", "Łukasz Wójcik", "Ω" * 40])
def test_the_head_of_a_call_is_as_wide_as_the_screen_whatever_the_name(sample: Sample, name: str) -> None:
    view = sample.view._replace(customer=sample.view.customer._replace(name=name))
    first = head_lines(view, Typed(phone=PHONES[1]), None, "12:00", False, 78)[0]
    assert line_cells(first) == 78
    assert f"Call to {name}  How did it end? ─" in texts([first])[0]


def test_what_was_logged_fits_eighty_columns(sample: Sample) -> None:
    entry = CallEntry(1, "promised", "op", amount_cents=50_00, promised_on=date(2026, 11, 27))
    account, name, today = sample.view.account, "Maria Magdalena Rivera-Castellanos", HERE.today
    promised = logged_words(sample.logged, entry, account, name, today, 78)
    assert promised.startswith("Promised $50.00 by Fri 27 Nov: B-1 Maria")
    assert promised.endswith("· u undoes")
    all_of_it = logged_words(sample.logged, entry._replace(amount_cents=None), account, name, today, 78)
    assert all_of_it.startswith(f"Promised {format_cents(account.balance_cents, account.currency)} by Fri 27 Nov: B-1")
    later = sample.logged._replace(outcome_words="No answer", next_words="next try tomorrow 17:30 their time")
    not_reached = logged_words(later, CallEntry(1, "no_answer", "op"), account, name, today, 78)
    assert not_reached.startswith("No answer: B-1 Maria Magdalena")
    assert not_reached.endswith(" · back tomorrow 17:30 · u undoes")
    assert max(map(len, (promised, all_of_it, not_reached))) <= 78


def test_the_detail_of_a_call_has_everything(sample: Sample) -> None:
    found, call = sample.call
    lines = texts(detail_lines(found, call, HERE, 70))
    assert lines[:2] == ["Promised a payment", "Account     B-1 · Maria Rivera · HOSP"]
    for line in ("Spoke with  herself", "Promised    $50.00", "Note        will pay", "Added 12:00 by boss", "by card"):
        assert line in lines


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (65, "1:05"), (3725, "1:02:05")])
def test_durations(seconds: int, words: str) -> None:
    assert duration(seconds) == words
