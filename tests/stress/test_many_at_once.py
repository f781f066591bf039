"""Sixteen processes claim and record as fast as they can: nobody is called twice, nothing is lost, no error shows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from collections_tui.domain.audit_check import check
from collections_tui.services.desk import Desk
from tests.build import office
from tests.services.facts import check_everything
from tests.stress.processes import answer, await_ready, in_words, start, tell

pytestmark = pytest.mark.xdist_group("stress")


def worked_through(folder: Path, processes: int, accounts: int) -> list[float]:
    """Let so many processes work so many accounts; how long each claim took."""
    logins = [f"c{number}" for number in range(processes)]
    with office(folder, people=logins, accounts=accounts) as work:
        crew = [start("flat out", work.where, login) for login in logins]
        await_ready(crew)
        for one in crew:
            tell(one)
        answers = [answer(one) for one in crew]
        done = [(account, operation) for said in answers for account, operation in said["done"]]
        check_calls(work.boss, work.accounts, done)
        return [wait for said in answers for wait in said["waits"]]


def check_calls(desk: Desk, accounts: list[int], done: list[tuple[int, str]]) -> None:
    """Everything that was acknowledged is there, once, and nothing else is."""
    assert Counter(account for account, _ in done) == Counter(accounts)
    with desk.store.read() as tx:
        stored = tx.sql.all("SELECT account_id, operation_id, outcome FROM call")
        assert sorted((account, operation) for account, operation, _ in stored) == sorted(done)
        assert {outcome for _, _, outcome in stored} == {"no_answer"}
        assert tx.sql.value("SELECT count(*) FROM audit WHERE action = 'call'") == len(done)
        assert check(tx.audit.links, tx.audit.head()).bad is None
        assert tx.sql.value("SELECT count(*) FROM lease") == 0
        assert tx.sql.value("SELECT count(*) FROM account WHERE call_count = 1 AND ready = 0") == len(accounts)
        assert tx.sql.value("PRAGMA integrity_check") == "ok"


def test_sixteen_collectors_work_two_thousand_accounts(tmp_path: Path) -> None:
    waits = worked_through(tmp_path, 16, 2_000)
    print(f"\n16 processes flat out over 2,000 accounts, {in_words(waits)}")


@pytest.mark.slow
def test_sixty_four_collectors_work_ten_thousand_accounts(tmp_path: Path) -> None:
    waits = worked_through(tmp_path, 64, 10_000)
    print(f"\n64 processes flat out over 10,000 accounts, {in_words(waits)}")


def test_every_cached_figure_is_right_after_the_rush(tmp_path: Path) -> None:
    logins = [f"c{number}" for number in range(4)]
    with office(tmp_path, people=logins, accounts=60) as work:
        crew = [start("flat out", work.where, login) for login in logins]
        await_ready(crew)
        for one in crew:
            tell(one)
        for one in crew:
            answer(one)
        check_everything(work.boss)
