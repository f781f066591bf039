"""What the contact rules are given: the calls of all accounts of a customer, and a call that is just being logged."""

from __future__ import annotations

from datetime import timedelta

from collections_tui.domain.contact.records import PastCall
from collections_tui.domain.records import Account
from collections_tui.services import calls, contact, queue
from collections_tui.services.bookshelf import Books
from collections_tui.services.desk import Desk
from collections_tui.store.transaction import Transaction
from tests.build import HandClock, Office, add_account
from tests.services.entries import entry

MANY = 60


def siblings(work: Office, account_id: int, count: int) -> list[int]:
    with work.boss.store.write() as tx:
        account = tx.accounts.get(account_id)
        assert account is not None
        return [add_account(tx, number=f"S-{one}", customer_id=account.customer_id) for one in range(count)]


def stored(desk: Desk, account_id: int) -> tuple[Account, tuple[PastCall, ...], Account]:
    """An account, the calls that the rules see of it, and the account rested anew by all that is stored."""
    with desk.store.read() as tx:
        account = tx.accounts.get(account_id)
        assert account is not None
        known = contact.known_of(tx, account, desk.now())
        return account, known.calls, contact.rested(tx, desk, account, desk.now())


def test_the_calls_of_all_accounts_of_a_customer_count(work: Office) -> None:
    ana, first = work.desk("ana"), work.accounts[0]
    others = siblings(work, first, MANY)
    now = work.clock.now()
    with ana.store.write() as tx:
        for back, account in enumerate((*others, first)):
            at = now - timedelta(days=61) + timedelta(minutes=back)
            record(tx, ana, account, at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _, seen, _ = stored(ana, first)
    assert len(seen) == MANY + 1
    assert {min(call.debts) for call in seen} == {first, *others}


def record(tx: Transaction, desk: Desk, account: int, at: str) -> None:
    """A call that was made, with what its account caches of it."""
    values = {"account": account, "person": desk.person.id, "at": at, "op": f"op {account}"}
    tx.sql.add(
        "INSERT INTO call (account_id, collector_id, direction, started_at, ended_at, outcome, before, operation_id) "
        "VALUES (:account, :person, 'outbound', :at, :at, 'no_answer', '{}', :op)",
        values,
    )
    tx.sql.run("UPDATE account SET last_call_at = :at, call_count = 1 WHERE id = :account", values)


def test_a_call_is_judged_as_it_will_be_stored_whatever_its_outcome(work: Office) -> None:
    """Nothing is read back for it: what comes of that is the same as of reading."""
    ana = work.desk("ana")
    assert isinstance(work.clock, HandClock)
    for code in [outcome.code for outcome in Books().outcomes.outcomes]:
        (account, other) = siblings_of_its_own(work, code)
        with ana.store.read() as tx:
            mine = tx.accounts.get(account)
            assert mine is not None
            phone = tx.accounts.phones(mine.customer_id)[0].e164
        for about in ((), (other,)):
            if stored(ana, account)[0].status == "closed":
                break
            queue.open_account(ana, account)
            calls.log_call(ana, entry(ana, account, code, phone=phone, about=about))
            there, seen, anew = stored(ana, account)
            assert there.may_call_at == anew.may_call_at, code
            assert seen[0].debts == {account, *about}
            work.clock.forward(timedelta(minutes=7))


def siblings_of_its_own(work: Office, name: str) -> tuple[int, int]:
    """Two accounts of one new customer."""
    with work.boss.store.write() as tx:
        first = add_account(tx, number=f"{name}-1", name=name)
        account = tx.accounts.get(first)
        assert account is not None
        return first, add_account(tx, number=f"{name}-2", customer_id=account.customer_id)
