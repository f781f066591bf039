"""The audit: what is entered, once and for good; and that whatever is done to it past the program is found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collections_tui.domain.audit import Entry, Head
from collections_tui.domain.audit_check import Checked, check
from collections_tui.domain.errors import NotPermitted, Refused, StoreError, TryAgain
from collections_tui.services import (
    accounts,
    audit,
    calls,
    clients,
    dialling,
    exports,
    flags,
    ledger,
    numbers,
    promises,
    queue,
    scoring,
)
from collections_tui.services.audit import AuditFilter
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.views import Claimed
from collections_tui.store.transaction import Transaction
from tests.build import NOON, TODAY, HandClock, Office, office, taken_back
from tests.engines import for_an_example, on
from tests.services.entries import entry
from tests.sound import past_the_triggers

Told = tuple[str, str, str]


def told(work: Office, **chosen: Any) -> list[Entry]:
    """The entries, the oldest first."""
    return audit.page(work.boss, AuditFilter(**chosen), limit=500)[::-1]


def kinds(work: Office, person: str = "ana") -> list[str]:
    return [one.action for one in told(work, person=person)]


def a_morning(work: Office, number: int = 0) -> None:
    """Something of nearly everything that people do."""
    ana, account = work.desk("ana"), work.accounts[number]
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    calls.log_and_next(ana, entry(ana, claimed.account_id, "promised"))
    accounts.add_note(ana, account, "they moved; see “#12”")
    numbers.add(ana, account, "212 555 0166")
    ledger.pay(ana, PaymentEntry(account, 5_00, TODAY, f"payment {number}"))
    with suppress(NotPermitted):
        scoring.rescore(ana)
    clients.change(work.boss, "HOSP", name="St. Elsewhere’s", phone="+12125550199")
    accounts.view(work.desk("olga"), account)


# -- what is entered ------------------------------------------------------------------------------------------------


def test_an_entry_says_who_from_where_what_on_which_record_before_and_after(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    day = TODAY + timedelta(days=3)
    queue.set_next_action(ana, account, day, "ask for the insurer")
    ana.place = "ana at desk 7, screen"
    queue.set_next_action(ana, account, day, "ask again")
    one = told(work)[-1]
    assert (one.at, one.by, one.place, one.action, one.account) == (
        NOON, "ana", "ana at desk 7, screen", "next action", "A-0001",
    )  # fmt: skip
    starts = f"{day}T05:00:00Z"
    assert one.before == {"next_action_at": starts, "next_action": "ask for the insurer"}
    assert one.after == {"next_action_at": starts, "next_action": "ask again"}


def test_what_is_changed_is_told_as_it_was_and_as_it_is(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    with work.boss.store.read() as tx:
        owed = tx.accounts.get(account).balance_cents  # type: ignore[union-attr]

    def last() -> tuple[str, str, dict[str, object], dict[str, object]]:
        one = told(work)[-1]
        return one.action, one.about, dict(one.before), dict(one.after)

    clients.change(work.boss, "HOSP", name="Another name")
    assert last() == ("change client", "client 1", {"name": "St. Elsewhere Hospital"}, {"name": "Another name"})
    ledger.pay(ana, PaymentEntry(account, 5_00, TODAY, "one"))
    assert last()[0] == "pay"
    assert last()[2:] == ({"balance_cents": owed}, {"balance_cents": owed - 5_00})
    entry_id = int(last()[1].split()[1])
    ledger.reverse(ana, entry_id, "NSF", None, "two")
    assert last()[1:] == (f"entry {entry_id}", {"balance_cents": owed - 5_00}, {"balance_cents": owed})
    flags.set_flag(ana, account, "no_calls", {})
    flag = last()
    assert flag[0] == "set no_calls"
    assert flag[2:] == ({}, {"since": "2026-11-23T17:00:00Z"})
    flags.lift(work.boss, account, int(flag[1].split()[1]))
    assert last() == ("lift no_calls", flag[1], flag[3], {})
    numbers.add(ana, account, "212 555 0166")
    numbers.mark(ana, account, "212 555 0166", "wrong")
    assert last() == ("phone", "+12125550166", {"status": "good"}, {"status": "wrong"})
    made = promises.make(ana, account, 5_00, TODAY + timedelta(days=4), "three")
    assert last()[3]["amount_cents"] == 5_00
    promises.cancel(ana, made.promise.id, "she called back")
    assert last()[2:] == ({"status": "open"}, {"status": "cancelled"})


def test_a_call_and_its_undo_tell_what_they_changed_of_the_account(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    queue.set_next_action(ana, account, TODAY, "first thing")
    calls.log_call(ana, entry(ana, account, "refuses"))
    call = told(work)[-1]
    assert (call.action, call.details) == ("call", "refuses")
    assert call.before["next_action"] == "first thing"
    calls.undo_last(ana)
    undone = told(work)[-1]
    assert (undone.action, undone.about) == ("undo call", call.about)
    assert (undone.before, undone.after) == (call.after, call.before)


def test_what_is_taken_back_is_not_entered(work: Office) -> None:
    before = told(work)
    with suppress(ZeroDivisionError), work.boss.store.write() as tx:
        work.boss.note(tx, "note", work.accounts[0])
        raise ZeroDivisionError
    with work.boss.store.write() as tx:
        tx.settings.set("a", "1")
    assert told(work) == before


# -- refusals -------------------------------------------------------------------------------------------------------


def test_a_refusal_is_entered_though_nothing_else_is(work: Office) -> None:
    ana = work.desk("ana")
    with pytest.raises(NotPermitted) as refused:
        scoring.rescore(ana)
    assert [(one.action, one.about, one.details) for one in told(work, person="ana")] == [
        ("refused", "rescore", str(refused.value))
    ]


def test_a_refusal_within_a_transaction_outlasts_it(work: Office) -> None:
    """Whose call it is, is known only after it was read."""
    ben, account = work.desk("ben"), work.accounts[0]
    call = calls.log_call(work.desk("ana"), entry(work.desk("ana"), account)).call
    with pytest.raises(NotPermitted, match="correct any call"):
        calls.add_addendum(ben, call.id, "mine")
    assert kinds(work, "ben") == ["refused"]


def test_what_the_contact_rules_block_is_entered(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    work.clock.forward(timedelta(hours=10))  # type: ignore[attr-defined]
    with pytest.raises(dialling.NotNow) as refused:
        dialling.dial(ana, account, "+12015550101")
    one = told(work, person="ana")[-1]
    assert (one.action, one.account_id, one.about, one.details) == (
        "refused", account, "+12015550101", str(refused.value),
    )  # fmt: skip


@pytest.mark.parametrize("again", [True, False])
def test_a_refusal_of_a_transaction_that_failed_is_not_entered_twice(work: Office, again: bool) -> None:
    """Where the database failed, all of it is done again, and the refusal with it."""
    ana = work.desk("ana")

    def work_on() -> None:
        with ana.store.write():
            ana.refused("no")
            raise TryAgain("others were in the way") if again else Refused("no")

    for _ in range(3):
        with pytest.raises((TryAgain, Refused)):
            work_on()
    assert kinds(work) == ([] if again else ["refused"] * 3)


def test_a_refusal_that_is_got_over_is_entered_with_its_transaction(work: Office) -> None:
    ana = work.desk("ana")
    with ana.store.write() as tx:
        ana.refused("no")
        ana.note(tx, "note")
    assert kinds(work) == ["refused", "note"]


def test_whoever_is_not_let_in_is_entered(work: Office) -> None:
    with pytest.raises(Refused):
        work.desk("eve")
    one = told(work)[-1]
    assert (one.by, one.action, one.about) == ("", "refused", "sign in")
    assert one.details.startswith("Nobody here signs in as eve")


# -- looks and exports ----------------------------------------------------------------------------------------------


def test_looking_at_an_account_is_entered_once_until_another_is_looked_at_or_time_has_passed(work: Office) -> None:
    olga = work.desk("olga")
    one, other = work.accounts[:2]
    looks: list[tuple[Callable[[Desk, int], object], int, int, list[str]]] = [
        (accounts.preview, one, 0, ["preview"]),
        (accounts.preview, one, 1, []),
        (accounts.view, one, 1, ["view"]),
        (accounts.preview, one, 1, []),
        (ledger.entries, one, 1, []),
        (accounts.view, one, 13, ["view"]),
        (accounts.view, one, 14, []),
        (flags.of_account, other, 0, ["view"]),
        (accounts.view, one, 0, ["view"]),
    ]
    for look, account, minutes, expected in looks:
        work.clock.forward(timedelta(minutes=minutes))  # type: ignore[attr-defined]
        before = len(told(work))
        look(olga, account)
        new = told(work)[before:]
        assert [(entry.by, entry.action, entry.account_id) for entry in new] == [
            ("olga", kind, account) for kind in expected
        ]


def test_a_claim_is_a_look(work: Office) -> None:
    ana = work.desk("ana")
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    accounts.view(ana, claimed.account_id)
    queue.next_account(ana)
    assert kinds(work) == ["claim"]
    _, following = calls.log_and_next(ana, entry(ana, claimed.account_id))
    assert isinstance(following, Claimed)
    accounts.view(ana, following.account_id)
    queue.open_account(ana, work.accounts[0])
    accounts.view(ana, work.accounts[0])
    assert kinds(work) == ["claim", "call", "claim", "view"]


def test_an_export_is_entered(work: Office) -> None:
    exports.exported(work.desk("sue"), "report", "money by client")
    one = told(work)[-1]
    assert (one.by, one.action, one.details) == ("sue", "export report", "money by client")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_cannot_be_entered_is_not_shown(work: Office) -> None:
    olga, account = work.desk("olga"), work.accounts[0]
    with olga.store.write() as tx:
        tx.sql.all(f"PRAGMA max_page_count = {tx.sql.value('PRAGMA page_count')}")

    def look() -> None:
        for _ in range(200):  # until the last page is full
            accounts.view(olga, account)
            work.clock.forward(timedelta(minutes=15))  # type: ignore[attr-defined]

    with pytest.raises(StoreError, match=r"is full; .*\."):
        look()
    with pytest.raises(StoreError, match="is full"):
        scoring.rescore(olga)
    seen = len(told(work, person="olga"))
    with olga.store.write() as tx:
        tx.sql.all("PRAGMA max_page_count = 1000000")
    accounts.view(olga, account)
    assert len(told(work, person="olga")) == seen + 1
    assert audit.verify(work.boss).bad is None


# -- reading it -----------------------------------------------------------------------------------------------------


def test_it_is_read_by_person_account_kind_and_day_page_by_page(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    for number in range(7):
        work.clock.forward(timedelta(days=number % 2))  # type: ignore[attr-defined]
        accounts.add_note(ana, account, str(number))
        exports.exported(ana, f"report {number % 3}")
    chosen = AuditFilter(person="ana", account=account, kind="note")
    every = audit.page(work.boss, chosen)
    assert [one.after["text"] for one in every] == list("6543210")
    for size in (1, 2, 3, 7):
        pages = [audit.page(work.boss, chosen, limit=size)]
        while len(pages[-1]) == size:
            pages.append(audit.page(work.boss, chosen, after=pages[-1][-1], limit=size))
        assert [one for page in pages for one in page] == every
        assert audit.last_page(work.boss, chosen, size) == every[-size:]
        assert audit.page(work.boss, chosen, before=every[-1], limit=size) == every[-1 - size : -1]
    assert audit.count(work.boss, chosen) == 7
    tomorrow = TODAY + timedelta(days=1)
    assert [one.after["text"] for one in told(work, kind="note", day=tomorrow)] == ["1", "2"]
    assert len(told(work, person="ana", day=TODAY, last_day=tomorrow)) == 6
    assert len(told(work, kind="export")) == 7
    assert {one.action for one in told(work, kind="export report 1")} == {"export report 1"}
    assert audit.kinds(work.boss) == sorted({one.action for one in told(work)})
    assert audit.count(work.boss) == len(told(work)) == audit.head(work.boss).id
    with pytest.raises(Refused, match="Nobody signs in as eve"):
        audit.page(work.boss, AuditFilter(person="eve"))
    with pytest.raises(Refused, match="Nothing of the kind “moon” is in the audit; there is: add client"):
        audit.page(work.boss, AuditFilter(kind="moon"))


# -- is it as it was? -----------------------------------------------------------------------------------------------


def test_what_people_do_makes_a_chain_and_a_head_that_is_kept_proves_it(work: Office) -> None:
    a_morning(work)
    kept = audit.head(work.boss)
    a_morning(work, 1)
    seen: list[tuple[int, int]] = []
    found = audit.verify(work.boss, str(kept), lambda done, total: seen.append((done, total)))
    assert (found.good, found.bad) == (audit.count(work.boss), None)
    assert found.head == audit.head(work.boss)
    other = Head(kept.id, audit.head(work.boss).digest)
    assert audit.verify(work.boss, f" {str(other).upper()} ").bad == (
        kept.id,
        "rewritten",
        f"Entry {kept.id} is not the one whose digest was kept: it, or what comes before it, was written anew.",
    )
    for wrong in ("12", "x:" + kept.digest, f"12:{kept.digest[1:]}", f"12:{kept.digest[1:]}g", f"²:{kept.digest}"):
        with pytest.raises(Refused, match="is no head"):
            audit.verify(work.boss, wrong)


def checked(tx: Transaction) -> Checked:
    return check(tx.audit.links, tx.audit.head())


@pytest.mark.parametrize(
    ("tamper", "bad", "wrong"),
    [
        ("UPDATE audit SET details = 'nothing' WHERE id = 5", 5, "changed"),
        ("UPDATE audit SET at = '2026-11-23T17:00:01Z' WHERE id = 5", 5, "changed"),
        ("UPDATE audit SET collector_id = 2 WHERE id = 5", 5, "changed"),
        ("UPDATE audit SET collector_id = NULL WHERE id = 1", 1, "changed"),
        ("UPDATE audit SET account_id = 2 WHERE id = 9", 9, "changed"),
        ("UPDATE audit SET place = '', hash = (SELECT hash FROM audit WHERE id = 4) WHERE id = 5", 5, "changed"),
        ("UPDATE audit SET before = '{}' WHERE id = 3", 3, "changed"),
        ("UPDATE audit SET about = after, after = about WHERE id = 7 AND about <> after", 7, "changed"),
        ("DELETE FROM audit WHERE id = 1", 1, "missing"),
        ("DELETE FROM audit WHERE id IN (4, 6)", 4, "missing"),
        ("DELETE FROM audit WHERE id > 6", 7, "missing"),
        ("DELETE FROM audit", 1, "missing"),
        ("UPDATE audit SET id = id + 90 WHERE id = 5; UPDATE audit SET id = id - 1 WHERE id BETWEEN 5 AND 90", 5,
         "moved"),
        ("UPDATE audit SET id = -2 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 8; "
         "UPDATE audit SET id = 8 WHERE id = -2", 2, "moved"),
        ("UPDATE audit_head SET id = id - 1", None, "added"),
        ("DELETE FROM audit_head", 1, "added"),
        ("UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE id = 5)", None, "rewritten"),
    ],
)  # fmt: skip
def test_what_is_done_to_it_past_the_program_is_found(work: Office, tamper: str, bad: int | None, wrong: str) -> None:
    a_morning(work)
    with taken_back(work.boss.store) as tx:
        assert checked(tx).bad is None
        newest = tx.audit.head_id()
        past_the_triggers(tx)
        for statement in tamper.split(";"):
            assert tx.sql.run(statement) > 0
        found = checked(tx).bad
        assert found is not None
        assert found.id == (newest if bad is None else bad)
        assert found.wrong == wrong


def test_any_edits_deletions_and_exchanges_are_found_and_the_first_is_named(
    tmp_path_factory: pytest.TempPathFactory, engine: str
) -> None:
    with on(engine), for_an_example(tmp_path_factory) as folder, office(folder, accounts=3) as work:
        a_morning_of_two(work)
        count = audit.count(work.boss)
        numbers_ = st.integers(1, count)
        tampering = st.lists(
            st.tuples(st.sampled_from(("edit", "delete", "exchange")), numbers_, numbers_), min_size=1, max_size=4
        )

        @settings(max_examples=25, deadline=None)
        @given(tampering)
        def tried(done: list[tuple[str, int, int]]) -> None:
            with taken_back(work.boss.store) as tx:
                was = rows(tx)
                past_the_triggers(tx)
                for what, one, other in done:
                    tampered(tx, what, one, other)
                now = rows(tx)
                first = next((number for number in range(1, count + 1) if was.get(number) != now.get(number)), None)
                found = checked(tx).bad
                assert (None if found is None else found.id) == first

        tried()


def a_morning_of_two(work: Office) -> None:
    for login in ("ana", "ben"):
        desk = work.desk(login)
        claimed = queue.next_account(desk)
        assert isinstance(claimed, Claimed)
        calls.log_and_next(desk, entry(desk, claimed.account_id))


def rows(tx: Transaction) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row for row in tx.sql.all("SELECT * FROM audit")}


def tampered(tx: Transaction, what: str, one: int, other: int) -> None:
    if what == "edit":
        tx.sql.run("UPDATE audit SET details = details || :more WHERE id = :id", {"more": str(other), "id": one})
    elif what == "delete":
        tx.sql.run("DELETE FROM audit WHERE id = :id", {"id": one})
    else:
        for old, new in ((one, -1), (other, one), (-1, other)):
            if old != new:
                tx.sql.run("UPDATE audit SET id = :new WHERE id = :old", {"old": old, "new": new})


def test_those_who_write_at_once_make_one_chain(work: Office) -> None:
    """Each in a connection of their own; none of them numbers an entry like another's."""
    desks = [work.desk("ana") for _ in range(4)]
    start = threading.Barrier(len(desks))

    def write(desk: Desk) -> None:
        start.wait()
        for number in range(12):
            with desk.store.write() as tx:
                for _ in range(1 + number % 3):
                    desk.note(tx, "note", details=f"{number}")

    threads = [threading.Thread(target=write, args=(desk,)) for desk in desks]
    before = audit.count(work.boss)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify(work.boss)
    assert found.bad is None
    assert found.good == before + 4 * 24


def test_an_entry_can_be_of_any_text_that_can_be_stored(work: Office) -> None:
    strange = "“ß” \\ \" ' \t\n \u2028 \U0001f642 " + "\u0301" * 3
    with work.boss.store.write() as tx:
        work.boss.note(tx, "note", None, strange, about=strange, before={strange: strange}, after={"n": 10**30})
    assert audit.verify(work.boss).bad is None
    one = told(work)[-1]
    assert (one.details, one.before, one.after) == (strange, {strange: strange}, {"n": 10**30})
    with pytest.raises(StoreError, match="broken character"), work.boss.store.write() as tx:
        work.boss.note(tx, "note", None, "\ud800")
    assert audit.verify(work.boss).good == one.id
    assert isinstance(work.clock, HandClock)
