"""Scores: all of them afresh, beside people who work, and always equal to their reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain import strategy
from collections_tui.services import accounts, calls, queue, scoring, worklists
from collections_tui.services.views import Claimed
from tests.build import TODAY, HandClock, Office, add_account, office, put
from tests.services.entries import entry
from tests.services.facts import check_everything


def forward(work: Office, **parts: float) -> None:
    """Let time pass."""
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(**parts))


def scores(work: Office) -> dict[int, int]:
    """The score of every account."""
    with work.boss.store.read() as tx:
        return dict(tx.sql.all("SELECT id, score FROM account"))


def revisions(work: Office) -> list[tuple[int, int]]:
    """The revision of every account."""
    with work.boss.store.read() as tx:
        return [(row[0], row[1]) for row in tx.sql.all("SELECT id, revision FROM account ORDER BY id")]


def test_rescoring_gives_every_account_what_its_reasons_say(work: Office) -> None:
    before = revisions(work)
    for days in (0, 1, 10, 45):
        forward(work, days=days)
        scoring.rescore(work.boss)
        check_everything(work.boss)
    assert revisions(work) == before, "a new score is no change of the account"
    assert scoring.rescore(work.boss) == 0, "only what differs is written"


def test_rescoring_says_how_far_it_is_and_how_many_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "CHUNK", 4)
    with office(tmp_path, accounts=10) as work:
        with work.boss.store.write() as tx:
            tx.sql.run("UPDATE account SET score = score + 1 WHERE id <= 7")
        steps: list[int] = []
        assert scoring.rescore(work.boss, steps.append) == 7
        assert steps == [4, 8, 10]
        with work.boss.store.read() as tx:
            last = tx.sql.value("SELECT details FROM audit WHERE action = 'rescore' ORDER BY id DESC")
        assert last == "7 of 10 changed"


def test_each_worklist_is_ranked_by_its_own_strategy(work: Office) -> None:
    other = worklists.add(work.boss, "other", "Other", strategy="promises-first")
    bill = [(TODAY - timedelta(days=40), 300_00)]
    with work.boss.store.write() as tx:
        twins = [
            add_account(tx, number=f"T{w}", worklist_id=w, invoices=bill, now=work.clock.now()) for w in (1, other.id)
        ]
    scoring.rescore(work.boss)
    check_everything(work.boss)
    rules = [{why.rule for why in accounts.preview(work.boss, twin).why} for twin in twins]
    assert rules[0] != rules[1]


def test_a_closed_account_and_one_on_no_worklist_are_left_alone(work: Office) -> None:
    closed, loose = work.accounts[:2]
    with work.boss.store.write() as tx:
        put(tx, closed, work.clock.now(), status="closed", closed_reason="paid")
        tx.sql.run("UPDATE account SET ready = 0, wake_at = NULL, worklist_id = NULL WHERE id = :id", {"id": loose})
        tx.sql.run("UPDATE account SET score = 999")
    scoring.rescore(work.boss)
    after = scores(work)
    assert (after[closed], after[loose]) == (999, 999)
    assert 999 not in [after[account] for account in work.accounts[2:]]
    assert accounts.preview(work.boss, loose).why == ()


@contextmanager
def between_reading_and_writing(monkeypatch: pytest.MonkeyPatch, happens: list[object]) -> Iterator[None]:
    """Let somebody else act just after the rescore has read a chunk, each time it has."""
    plain = scoring._write

    def late(*args: object) -> int:
        for act in happens:
            assert callable(act)
            act()
        happens.clear()
        return plain(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(scoring, "_write", late)
        yield


def test_an_account_that_changes_during_the_rescore_keeps_its_newer_score(
    work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    forward(work, days=30)
    happens: list[object] = [lambda: calls.log_call(ana, entry(ana, account, "disputes"))]
    with between_reading_and_writing(monkeypatch, happens):
        scoring.rescore(work.boss)
    assert happens == []
    check_everything(work.boss)
    assert accounts.view(ana, account).account.call_count == 1


def test_worklists_windows_and_accounts_that_are_new_during_the_rescore_do_not_stop_it(
    work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = work.desk("ana")
    plain = strategy.compile_score

    def late(*args: object) -> object:
        with ana.store.write() as tx:
            if tx.worklists.by_code("late") is None:
                late_list = tx.worklists.add("late", "Late", "balanced", None, [])
                zones = ("America/Denver",)
                made.append(add_account(tx, number="LATE", worklist_id=late_list.id, zones=zones, invoices=()))
        return plain(*args)  # type: ignore[arg-type]

    made: list[int] = []
    monkeypatch.setattr(scoring, "compile_score", late)
    scoring.rescore(work.boss)
    assert made
    monkeypatch.undo()
    scoring.rescore(work.boss)
    check_everything(work.boss)


def test_a_claim_scores_the_account_as_of_now(work: Office) -> None:
    ana = work.desk("ana")
    forward(work, days=40)
    claimed = queue.next_account(ana)
    assert isinstance(claimed, Claimed)
    assert scores(work)[claimed.account_id] == claimed.score == accounts.view(ana, claimed.account_id).score
    check_everything(ana)


def test_one_account_and_very_many_are_scored_by_the_same_facts(work: Office) -> None:
    """As a claim tells the rules about an account, and as they are told about all of them."""
    ana = work.desk("ana")
    for number, code in enumerate(("no_answer", "promised", "refuses", "call_back", "disputes")):
        forward(work, hours=7 * number)
        calls.log_call(ana, entry(ana, work.accounts[number], code))
    with ana.store.read() as tx:
        told = [facts for _, facts in tx.scores.chunk(0, 100, ana.zone)]
        cards = [tx.accounts.card(account) for account in work.accounts]
    assert [scoring.facts_of(ana, card) for card in cards if card is not None] == told
    assert len(told) == len(work.accounts)
