"""A policy's file that has changed: who rests by the old rules is looked at again, once and not over and over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.services import queue, rules_changed
from collections_tui.services.desk import Desk
from collections_tui.services.views import Claimed, NothingNow
from tests.build import NOON, HandClock, Office, office
from tests.services.test_missing_policy import MERCY, folder, mercy, sit

LATE = MERCY.replace('"09:00"', '"13:00"')


def rests(desk: Desk) -> int:
    """How many accounts the rules let rest."""
    with desk.store.read() as tx:
        return len(tx.contact.resting(0, 1_000))


def turns(desk: Desk) -> list[rules_changed.Turn]:
    with desk.store.read() as tx:
        return rules_changed._turns(tx)


def put_to_sleep(work: Office, config: Path) -> Desk:
    """A desk at noon by whose rules nobody may be called before one."""
    desk = sit(work, "ana", config)
    assert isinstance(queue.next_account(desk), NothingNow)
    return desk


def test_whoever_starts_with_a_changed_file_is_offered_what_it_allows(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        late, early = folder(tmp_path, LATE), folder(tmp_path)
        mercy(work, late, count=3)
        ana = put_to_sleep(work, late)
        assert rests(ana) == 3
        assert isinstance(queue.next_account(sit(work, "ben", late)), NothingNow), "nothing has changed"
        assert isinstance(queue.next_account(sit(work, "ben", early)), Claimed)
        assert rests(ana) == 0


def test_two_workstations_with_different_files_do_not_undo_each_others_work(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        assert isinstance(work.clock, HandClock)
        late, early = folder(tmp_path, LATE), folder(tmp_path)
        mercy(work, late, count=3)
        ana = put_to_sleep(work, late)
        queue.wake_due(sit(work, "ben", early))
        first = turns(ana)
        assert [turn.done_to for turn in first] == [None, None]
        for _ in range(2):
            put_to_sleep(work, late)
            queue.wake_due(sit(work, "ben", early))
            assert (rests(ana), turns(ana)) == (3, first), "each had its turn this week"
        work.clock.forward(timedelta(days=7))
        queue.wake_due(sit(work, "ben", early))
        assert turns(ana) == first, "nobody has put other rules in its place since"
        queue.wake_due(sit(work, "ana", late))
        assert [turn.mark for turn in turns(ana)] == [turn.mark for turn in first[::-1]]


def test_it_is_done_in_steps_and_whoever_comes_next_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with office(tmp_path, accounts=0) as work:
        late, early = folder(tmp_path, LATE), folder(tmp_path)
        mercy(work, late, count=5)
        ana = put_to_sleep(work, late)
        monkeypatch.setattr(rules_changed, "CHUNK", 2)
        assert queue.wake_due(sit(work, "ben", early), seconds=0) == 2
        assert (rests(ana), turns(ana)[0].done_to is None) == (3, False)
        queue.wake_due(sit(work, "ben", early))
        assert (rests(ana), turns(ana)[0].done_to) == (0, None)


def test_whoever_lacks_a_file_changes_nothing_for_its_client(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        late = folder(tmp_path, LATE)
        mercy(work, late, count=3)
        ana = put_to_sleep(work, late)
        queue.wake_due(sit(work, "ben", None))
        assert len(turns(ana)) == 2
        assert rests(ana) == 3


def test_a_law_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        config = folder(tmp_path)
        (config / "policies" / "us.toml").write_text("x", "utf-8")
        desk = sit(work, "ben", config)
        assert queue.wake_due(desk) == 0
        assert turns(desk) == []
        assert work.clock.now() == NOON
