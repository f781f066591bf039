"""A workstation that lacks the file with a client's own contact rules: its accounts wait, all others are offered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, clients, dialling, queue
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.services.views import Claimed, ListQuery, NothingNow
from tests.build import FLOOR, NOON, PACIFIC, HandClock, Office, add_account, office
from tests.services.entries import entry

MERCY = """\
kind = "client"
title = "Mercy Hospital"
party = "third"

[[hours]]
id = "mercy_hours"
source = "Placement agreement, section 4.1"
opens = "09:00"
closes = "18:00"
"""


def folder(tmp_path: Path, text: str | None = MERCY) -> Path:
    """A configuration's folder with the file of the client's rules, or without it."""
    made = tmp_path / f"config{len(list(tmp_path.glob('config*')))}"
    (made / "policies").mkdir(parents=True)
    if text is not None:
        (made / "policies" / "mercy.toml").write_text(text, "utf-8")
    return made


def sit(work: Office, login: str, config: Path | None) -> Desk:
    desk = open_desk(work.where, login, work.clock, config=config)
    desk.zone = FLOOR
    work._desks.append(desk)
    return desk


def mercy(work: Office, config: Path, count: int = 3) -> list[int]:
    """So many accounts, the best of all, of a client with rules of its own."""
    boss = sit(work, "boss", config)
    client = clients.add(boss, "MERCY", "Mercy Hospital", phone="+12125550100", policy="mercy")
    with boss.store.write() as tx:
        return [
            add_account(tx, number=f"M-{one}", client_id=client.id, name=f"Mary {one}", invoices=[(NOON.date(), 9_00)])
            for one in range(count)
        ]


def best(work: Office, made: list[int]) -> None:
    with work.boss.store.write() as tx:
        for account in made:
            tx.scores.set(account, 1_000, NOON)


def test_others_are_offered_and_the_person_is_told_once(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        made = mercy(work, folder(tmp_path))
        best(work, made)
        ana = work.desk("ana")
        first = queue.next_account(ana)
        assert isinstance(first, Claimed)
        assert (first.client, first.left_out) == (
            "HOSP",
            "MERCY has contact rules of its own: start with --config and the folder that has policies/mercy.toml.",
        )
        second = queue.next_account(ana, leave=0)
        assert isinstance(second, Claimed)
        assert (second.client, second.left_out) == ("HOSP", "")
        for account in (first.account_id, second.account_id):
            calls.log_call(ana, entry(ana, account, "no_answer"))
        none = queue.next_account(ana)
        assert isinstance(none, NothingNow)
        assert "2 wake" in none.reason
        assert none.reason.endswith(first.left_out)
        # Who has the file is offered them at once: nothing was put to sleep.
        ben = sit(work, "ben", folder(tmp_path))
        theirs = queue.next_account(ben)
        assert isinstance(theirs, Claimed)
        assert (theirs.client, theirs.left_out) == ("MERCY", "")


def test_with_a_filter_others_are_offered_too(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        best(work, mercy(work, folder(tmp_path), count=25))
        ana = work.desk("ana")
        answer = queue.next_account(ana, "main", within=ListQuery(1, at_least_cents=1))
        assert isinstance(answer, Claimed)
        assert answer.client == "HOSP"
        none = queue.next_account(ana, "main", within=ListQuery(1, client="MERCY"), leave=0)
        assert isinstance(none, NothingNow)
        assert none.reason.startswith("Nobody that the filter keeps")
        assert "policies/mercy.toml" in none.reason


def test_a_file_that_is_put_right_is_found_within_a_minute(tmp_path: Path) -> None:
    with office(tmp_path, accounts=0) as work:
        mercy(work, folder(tmp_path))
        config = folder(tmp_path, MERCY.replace('"18:00"', '"25:00"'))
        ana = sit(work, "ana", config)
        none = queue.next_account(ana)
        assert isinstance(none, NothingNow)
        assert none.reason == (
            "Nobody may be called right now. MERCY has contact rules of its own, and they cannot be followed: "
            'policies/mercy.toml, line 9: hours 1: closes must be a time such as "08:00"'
        )
        (config / "policies" / "mercy.toml").unlink()
        assert isinstance(work.clock, HandClock)
        work.clock.forward(timedelta(minutes=1))
        none = queue.next_account(ana)
        assert isinstance(none, NothingNow)
        assert "policies/mercy.toml is missing: put it into the folder of --config." in none.reason
        (config / "policies" / "mercy.toml").write_text(MERCY, "utf-8")
        work.clock.forward(timedelta(minutes=1))
        assert isinstance(queue.next_account(ana), Claimed)


def test_the_account_says_so_and_is_not_dialled_but_a_call_is_logged(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        (account, *_) = mercy(work, folder(tmp_path))
        ana = work.desk("ana")
        view = accounts.view(ana, account)
        (line,) = view.phones
        (rule,) = line.judgement.blocking
        assert (rule.id, line.open_now, line.judgement.never) == ("client_policy", False, True)
        assert rule.text.startswith("MERCY has contact rules of its own")
        queue.open_account(ana, account)
        with pytest.raises(dialling.NotNow, match="MERCY has contact rules of its own"):
            dialling.dial(ana, account, line.phone.e164)
        queue.leave(ana, account)
        with pytest.raises(Refused, match="That cannot be overridden"):
            dialling.dial(work.boss, account, line.phone.e164, override="why")
        logged = calls.log_call(ana, entry(ana, account, "no_answer", phone=line.phone.e164))
        assert logged.call.verdict == "block"
        assert "MERCY has contact rules of its own" in logged.not_allowed


def test_an_account_that_i_have_is_not_given_again(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1, zones=[PACIFIC]) as work:
        (account,) = mercy(work, folder(tmp_path), count=1)
        ana = work.desk("ana")
        queue.open_account(ana, account)
        answer = queue.next_account(ana)
        assert isinstance(answer, Claimed)
        assert answer.client == "HOSP"
