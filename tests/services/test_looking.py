"""What is looked at: accounts by number, views, previews, lists and finds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, clients, find, lists, queue, worklists
from collections_tui.services.views import ListQuery
from tests.build import NOON, PACIFIC, TODAY, HandClock, Office, add_account, office
from tests.services.entries import entry

# -- accounts -----------------------------------------------------------------------------------------------------


def test_an_account_is_named_by_its_number_and_by_its_client_where_two_have_it(work: Office) -> None:
    ana = work.desk("ana")
    other = clients.add(work.boss, "OTHER", "Other")
    with work.boss.store.write() as tx:
        twin = add_account(tx, number="A-0001", client_id=other.id)
        odd = add_account(tx, number="7/8", client_id=other.id)
    assert accounts.by_number(ana, "A-0002") == work.accounts[1]
    assert accounts.by_number(ana, "OTHER/A-0001") == twin
    assert accounts.by_number(ana, "HOSP/A-0001") == work.accounts[0]
    assert accounts.by_number(ana, "7/8") == accounts.by_number(ana, "OTHER/7/8") == odd
    with pytest.raises(Refused, match="2 clients have an account A-0001: write it as CLIENT/A-0001"):
        accounts.by_number(ana, "A-0001")


@pytest.mark.parametrize("number", ["", "A-9999", "a-0001", "NONE/A-0001", "\x1b[31m", "9" * 500, "' OR 1=1 --"])
def test_a_number_there_is_not_is_a_sentence(work: Office, number: str) -> None:
    with pytest.raises(Refused, match="There is no account") as refused:
        accounts.by_number(work.desk("ana"), number)
    assert "\x1b" not in str(refused.value)


def test_a_view_is_one_moment_with_everything_in_it(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    accounts.add_note(ana, account, "first\nnote")
    calls.log_call(ana, entry(ana, account, "promised", amount_cents=3_00))
    view = accounts.view(ana, account)
    assert view.account.balance_cents == sum(view.aging) == sum(invoice.open_cents for invoice in view.invoices)
    assert (view.client.code, view.customer.name, view.open_now) == ("HOSP", "Ada Lovelace 1", True)
    assert view.days_past_due == (TODAY - date(2026, 10, 31)).days
    assert {item.kind for item in view.timeline} == {"call", "charge", "promise", "note"}
    assert [item.at for item in view.timeline] == sorted((item.at for item in view.timeline), reverse=True)
    assert [line.open_now for line in view.phones] == [False], "after a conversation nobody calls for seven days"
    assert view.worklist is not None
    assert view.worklist.code == "main"


def test_a_number_is_not_rung_outside_its_hours_or_when_it_is_wrong(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=(PACIFIC,)) as work:
        ana, account = work.desk("ana"), work.accounts[0]
        phone = accounts.view(ana, account).phones[0]
        assert (phone.open_now, [place for place, _ in phone.places]) == (True, ["Pacific"])
        calls.log_call(ana, entry(ana, account, "wrong_number", phone=phone.phone.e164))
        assert accounts.view(ana, account).phones[0].open_now is False
        assert isinstance(work.clock, HandClock)
        work.clock.at = NOON - timedelta(hours=2)
        view = accounts.view(ana, account)
        assert (view.open_now, view.opens_at) == (False, NOON - timedelta(hours=1)), "the address still tells the place"


def test_a_preview_shows_why_and_the_last_touches(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    for text in ("one", "two", "three", "four"):
        accounts.add_note(ana, account, text)
    shown = accounts.preview(ana, account)
    assert len(shown.touches) == 3
    assert shown.score == sum(why.points for why in shown.why)
    assert [why.points for why in shown.why] == sorted((why.points for why in shown.why), reverse=True)


def test_reasons_that_come_to_the_same_score_are_told_as_of_today(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    before = accounts.preview(ana, account)
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(days=3))
    after = accounts.preview(ana, account)
    assert after.score == before.score
    assert "26 days past due" in [why.text for why in after.why]
    work.clock.forward(timedelta(days=30))
    assert accounts.preview(ana, account).why == before.why, "another score needs the reasons of its own day"


def test_other_accounts_of_the_customer_are_shown(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.write() as tx:
        first = tx.accounts.get(account)
        assert first is not None
        add_account(tx, number="SECOND", customer_id=first.customer_id)
    assert [other.number for other in accounts.view(ana, account).siblings] == ["SECOND"]


def test_notes_are_kept_as_typed_and_made_safe(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    accounts.add_note(ana, account, " a\n\x1b[2Jb[bold] ")
    (note,) = (item for item in accounts.view(ana, account).timeline if item.kind == "note")
    assert (note.text, note.by) == ("a\n␛[2Jb[bold]", "ana")
    with pytest.raises(Refused, match="empty"):
        accounts.add_note(ana, account, " \n ")


# -- lists --------------------------------------------------------------------------------------------------------


def test_a_list_shows_who_may_be_called_now_all_open_or_all(tmp_path: Path) -> None:
    with office(tmp_path, accounts=6, zones=(PACIFIC, ("America/New_York",))) as work:
        ana = work.desk("ana")
        calls.log_call(ana, entry(ana, work.accounts[1], "cease"))
        queue.open_account(ana, work.accounts[3])
        assert isinstance(work.clock, HandClock)
        work.clock.at = NOON - timedelta(hours=2)
        numbers = {
            show: {row.account_id for row in lists.page(ana, ListQuery(1, show))} for show in ("now", "open", "all")
        }
        assert numbers["now"] == {work.accounts[5]}
        assert numbers["open"] == numbers["all"] == set(work.accounts)


@pytest.mark.parametrize(
    ("bucket", "days"),
    [("current", {-5, 0}), ("1_30", {1, 30}), ("31_60", {31, 60}), ("61_90", {61, 90}), ("over_90", {91, 400})],
)
def test_a_bucket_has_the_accounts_of_its_age(work: Office, bucket: str, days: set[int]) -> None:
    made = {}
    with work.boss.store.write() as tx:
        other = tx.worklists.add("aged", "Aged", "balanced", None, [])
        for age in (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400):
            bills = [(TODAY - timedelta(days=age), 10_00)]
            made[add_account(tx, number=f"AGE{age}", worklist_id=other.id, invoices=bills)] = age
        add_account(tx, number="NONE", worklist_id=other.id, invoices=())
    ana = work.desk("ana")
    query = ListQuery(other.id, "open", bucket=bucket)
    assert {made[row.account_id] for row in lists.page(ana, query)} == days
    assert lists.count(ana, query) == 2


def test_counts_of_my_worklists(work: Office) -> None:
    ana = work.desk("ana")
    calls.log_call(ana, entry(ana, work.accounts[0], "cease"))
    calls.log_call(ana, entry(ana, work.accounts[1]))
    queue.open_account(ana, work.accounts[2])
    (count,) = worklists.counts(ana)
    assert (count.worklist.code, count.callable_now, count.ready, count.asleep, count.held) == ("main", 3, 3, 2, 1)


def test_filters_there_are_to_choose_from(work: Office) -> None:
    assert lists.facets(work.desk("ana")) == (["HOSP"], ["NY"])


# -- find ---------------------------------------------------------------------------------------------------------


def test_an_account_is_found_by_name_number_and_phone(work: Office) -> None:
    ana = work.desk("ana")
    phone = accounts.view(ana, work.accounts[1]).phones[0].phone.e164
    for text in ("lukasz wojcik", "A-0002", "a0002", phone, phone[-10:], phone[-4:]):
        assert work.accounts[1] in [found.account_id for found in find.find(ana, text)], text
    assert find.find(ana, "  ") == []
    assert len(find.find(ana, "a", limit=2)) == 2


def test_the_account_whose_number_was_typed_in_full_is_found_first(work: Office) -> None:
    with work.boss.store.write() as tx:
        first = add_account(tx, number="Z-1", phones=["+12125550160"])
        known = tx.accounts.get(first)
        assert known is not None
        second = add_account(tx, number="Z-2", customer_id=known.customer_id)
    ana = work.desk("ana")
    assert [one.account_id for one in find.find(ana, "Z-2")][:1] == [second], "2 begins the telephone number of both"
    assert [one.account_id for one in find.find(ana, " z-1 ")][:1] == [first]
