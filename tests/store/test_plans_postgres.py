"""The hot queries use the indexes made for them on PostgreSQL too, asked of a demo of twenty thousand accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from collections_tui.clock import FixedClock
from collections_tui.services.demo import make_demo
from collections_tui.store import open_store
from collections_tui.store.contract import Store
from collections_tui.store.subjects.calls import CallSpan
from collections_tui.store.subjects.checked import Which
from collections_tui.store.subjects.lists import ListSpec
from collections_tui.store.subjects.seen import Seen
from collections_tui.store.transaction import Transaction
from tests import postgres
from tests.engines import on
from tests.store.plans import Listener

pytestmark = pytest.mark.xdist_group("plans")  # the demo is made once, by one worker

NOW = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
DAY = CallSpan(NOW - timedelta(hours=12), NOW + timedelta(hours=12))
LISTS, WINDOWS = [1, 2], [1, 2, 3]
ONE = Which(5, 5, 1, 5, 7)  # an invoice of an account
SOME = Seen((1, 2), (1,))


@pytest.fixture(scope="module")
def demo() -> Iterator[Store]:
    with on("postgres"):
        where = postgres.server().new(empty=True)
        make_demo(where, accounts=20_000, clock=FixedClock(NOW))
        store = open_store(where)
        yield store
        store.close()
        postgres.server().drop(where)


ACTS: dict[str, tuple[Callable[[Transaction], object], str]] = {
    "pick": (lambda tx: tx.queue.pick(LISTS, WINDOWS), "account_ready"),
    "due": (lambda tx: tx.queue.due(NOW), "account_wake"),
    "wake": (lambda tx: tx.queue.wake(NOW + timedelta(days=1), 500), "account_wake"),
    "sleepers": (lambda tx: tx.queue.sleepers(LISTS, NOW), "account_wake"),
    "ready by window": (lambda tx: tx.queue.ready_by_window(LISTS, WINDOWS), "account_ready"),
    "page of the ready": (lambda tx: tx.lists.after(ListSpec(1, windows=WINDOWS), None, 50), "account_ready"),
    "page of the open": (lambda tx: tx.lists.after(ListSpec(1), None, 50), "account_ranked"),
    "find": (lambda tx: tx.search.find("smith mar", 50), "account_search_words"),
    "find for some clients": (lambda tx: tx.search.find("smith mar", 50, SOME), "account_search_words"),
    "page for some clients": (lambda tx: tx.lists.after(ListSpec(1, only_clients=(1,)), None, 50), "account_ranked"),
    "log for some clients": (
        lambda tx: tx.calls.log_after(DAY._replace(who=SOME), None, 50),
        "call_started|call_counted",
    ),
    "account": (lambda tx: tx.accounts.get(5), "account_pkey"),
    "calls of an account": (lambda tx: tx.calls.of_account(5, 50), "call_account"),
    "ledger": (lambda tx: tx.accounts.entries(5, 50), "ledger_account"),
    "invoices of an account": (lambda tx: tx.invoices.listed(None, account_id=5, limit=50), "invoice_account"),
    "entries of an invoice": (lambda tx: tx.ledger.on_invoice(5, 5), "ledger_account"),
    "invoice by number": (lambda tx: tx.invoices.ids_by_number("X", "C"), "invoice_client_id_number_key"),
    "newest invoices": (lambda tx: tx.invoices.listed(None, limit=50), "invoice_pkey"),
    "all of a customer": (lambda tx: tx.accounts.get_all_of_customer(5), "account_customer"),
    "disputes of an account": (lambda tx: tx.disputes.of_account(5, 50), "invoice_account"),
    "what the rules stand on": (lambda tx: tx.contact.ground(5), "account_pkey"),
    "calls the rules look at": (lambda tx: tx.contact.calls(5, NOW - timedelta(days=62)), "call_account"),
    "lines of an invoice": (lambda tx: tx.checked.lines(ONE), "invoice_line_invoice_id_position_key"),
    "booked on an invoice": (lambda tx: tx.checked.booked(ONE), "ledger_account"),
    "what is around a bill": (
        lambda tx: (
            tx.checked.accounts(ONE),
            tx.checked.served(ONE),
            tx.checked.deaths(ONE),
            tx.checked.coverages(ONE),
        ),
        "account_customer",
    ),
    "places of what moves": (lambda tx: tx.moves.places([5, 6], NOW), "account_pkey"),
    "moving": (lambda tx: tx.moves.put([5, 6], 2, NOW), "account_pkey"),
    "moving later": (lambda tx: tx.moves.put_later([5, 6], 2), "account_pkey"),
    # Both begin with the time; which is read costs the same.
    "log of a day": (lambda tx: tx.calls.log_after(DAY, None, 50), "call_started|call_counted"),
}


@pytest.mark.parametrize("act", ACTS)
def test_hot_queries_use_their_index_and_read_no_large_table(demo: Store, act: str) -> None:
    do, index = ACTS[act]
    plans = ""
    with demo.write() as tx:
        listener = Listener(tx.sql)
        do(Transaction(listener))
        for sql, params in listener.asked:
            plans += "\n".join(str(row[0]) for row in tx.sql.all(f"EXPLAIN {sql}", params)) + "\n\n"
    assert re.search(index, plans), plans
    for table in ("account a", "account b", "account", "call k", "invoice i", "ledger_entry e", "customer c"):
        assert f"Seq Scan on {table} " not in plans, plans
