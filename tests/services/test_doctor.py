"""The doctor: it finds whatever is kept wrong, by its kind, and mends it; a sound database has nothing to be found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.clock import FixedClock
from collections_tui.services import doctor, figures
from collections_tui.services.demo import DemoReport, make_demo
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.build import NOON
from tests.engines import place

_SOMEBODY = "(SELECT min(id) FROM account WHERE status = 'open' AND last_contact_at IS NOT NULL)"
BREAKS = {
    "balances": f"UPDATE account SET balance_cents = balance_cents + 1 WHERE id = {_SOMEBODY}",
    "oldest due days": f"UPDATE account SET oldest_due_on = '2001-01-01' WHERE id = {_SOMEBODY}",
    "disputes": f"UPDATE account SET disputed = 1 - disputed WHERE id = {_SOMEBODY}",
    "what is waited for": "UPDATE account SET promise_due_on = '2001-01-01', promise_until = '2001-01-01' "
    f"WHERE id = {_SOMEBODY}",
    "numbers of calls": f"UPDATE account SET call_count = call_count + 1 WHERE id = {_SOMEBODY}",
    "last calls": f"UPDATE account SET last_call_at = '2001-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "last outcomes": f"UPDATE account SET last_outcome = 'attorney' WHERE id = {_SOMEBODY}",
    "last contacts": f"UPDATE account SET last_contact_at = '2001-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "best hours": f"UPDATE account SET best_hour = 3 WHERE id = {_SOMEBODY}",
    "open invoices": f"UPDATE invoice SET open_cents = open_cents - 1 WHERE id = (SELECT min(id) FROM invoice WHERE "
    f"account_id = {_SOMEBODY})",
    "promises": "UPDATE promise SET paid_cents = paid_cents + 1 "
    "WHERE id = (SELECT min(id) FROM promise WHERE status = 'open')",
    "instalments": "UPDATE instalment SET paid_cents = 1 WHERE arrangement_id = (SELECT max(id) FROM arrangement WHERE "
    "status = 'active') AND number = (SELECT max(i.number) FROM instalment i "
    "WHERE i.arrangement_id = instalment.arrangement_id)",
    "queue": f"UPDATE account SET ready = 0, wake_at = '2099-01-01T00:00:00Z' WHERE id = {_SOMEBODY}",
    "counts of calls": "UPDATE call_count SET made = made + 1 WHERE hour = (SELECT max(hour) FROM call_count)",
    "sums of the ledger": "DELETE FROM ledger_sum WHERE entry_on = (SELECT max(entry_on) FROM ledger_sum)",
}


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[DemoReport, Desk]]:
    made = make_demo(place(tmp_path), accounts=120, clock=FixedClock(NOON))
    with closing(open_desk(made.where, made.supervisor, FixedClock(NOON))) as desk:
        yield made, desk


def test_everything_that_is_wrong_is_found_and_mended(demo: tuple[DemoReport, Desk]) -> None:
    desk = demo[1]
    assert doctor.examine(desk).wrong == 0, "it was made right"
    assert {one.name for one in doctor.examine(desk).findings} == set(BREAKS), "each kind is broken here"
    reports = [figures.report(desk, name).lines for name in figures.KINDS]
    for name, sql in BREAKS.items():
        with desk.store.write() as tx:
            assert tx.sql.run(sql) > 0, name
        found = {one.name: one for one in doctor.examine(desk).findings}
        assert found[name].wrong > 0, name
        assert found[name].examples[0].where, name
        mended = doctor.examine(desk, repair=True)
        assert mended.wrong == 0, mended
        assert {one.name: one.repaired for one in mended.findings}[name] == found[name].wrong
        assert doctor.examine(desk).wrong == 0, name
    assert [figures.report(desk, name).lines for name in figures.KINDS] == reports
