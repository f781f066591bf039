"""`reassign`, and worklists that are owned, shared or filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build import Office, add_account, office
from tests.cli.conftest import Shell


@pytest.fixture
def floor(tmp_path: Path) -> Office:
    """Ana with six accounts, ben, and sue who may move them."""
    made = office(tmp_path, people=("ana", "ben", "sue:supervisor"), accounts=6)
    made.boss.close()
    return made


@pytest.fixture
def sue(floor: Office) -> Shell:
    """The supervisor at her shell."""
    shell = Shell(floor.where, "sue")
    shell.run("worklists", "set", "main", "--owner", "ana")
    return shell


def test_reassign_says_what_it_would_do_does_it_and_takes_it_back(sue: Shell) -> None:
    said = sue.run("reassign", "--from", "ana", "--to", "ben", "--dry-run").stdout
    assert "ana to ben: 6 accounts of 6 customers would move." in said
    assert "ben (new)" in said
    plan = sue.json("reassign", "--from", "ana", "--to", "ben", "--dry-run")
    assert [(one["source"], one["target"], one["accounts"]) for one in plan["moves"]] == [("main", "ben", 6)]
    assert [(one["code"], one["before"]["accounts"], one["after"]["accounts"]) for one in plan["worklists"]] == [
        ("main", 6, 0),
        ("ben", 0, 6),
    ]
    assert sue.run("reassign", "list").stdout == "Nothing has been reassigned yet.\n"
    said = sue.run("reassign", "--from", "ana", "--to", "ben", "--until", "fri").stdout
    assert said == "ana to ben, until Fri 27 Nov: 6 accounts moved. `reassign undo 1` takes it back.\n"
    past = sue.json("reassign", "list")
    assert [(one["id"], one["by"], one["until"], one["state"]) for one in past] == [(1, "sue", "2026-11-27", "done")]
    assert sue.run("reassign", "undo", "1").stdout == "Reassignment 1 is taken back: 6 accounts are where they were.\n"
    assert sue.refused("reassign", "undo", "1").startswith("Reassignment 1 was taken back")


def test_a_filter_and_accounts_by_their_numbers(sue: Shell) -> None:
    done = sue.json("reassign", "--from", "ana", "--to", "ben", "--where", "min=150", "--operation-id", "one")
    assert (done["moved"], done["state"]) == (2, "done")
    assert sue.json("reassign", "--from", "ana", "--to", "ben", "--where", "min=150", "--operation-id", "one") == done
    assert sue.json("reassign", "--account", "A-0001", "--account", "A-0002", "--to", "ben")["moved"] == 2


def test_whom_a_filter_divides_is_said_and_the_rest_can_go_along(sue: Shell, floor: Office) -> None:
    with Office(floor.where, floor.clock) as made, made.boss.store.write() as tx:
        account = tx.accounts.get(floor.accounts[0])
        assert account is not None
        add_account(tx, number="B-1", customer_id=account.customer_id, worklist_id=account.worklist_id)
    words = ("reassign", "--account", "A-0001", "--to", "ben")
    said = "1 customer would be divided: 1 account of theirs stays behind. --whole-customers takes them along.\n"
    assert said in sue.run(*words, "--dry-run").stdout
    plan = sue.json(*words, "--dry-run")
    assert (plan["divided"], plan["behind"], plan["along"], plan["accounts"]) == (1, 1, 0, 1)
    plan = sue.json(*words, "--dry-run", "--whole-customers")
    assert (plan["divided"], plan["behind"], plan["along"], plan["accounts"]) == (0, 0, 1, 2)
    assert sue.json(*words, "--whole-customers")["moved"] == 2


def test_what_makes_no_sense_is_a_mistake_in_usage_and_nobody_else_may(sue: Shell, floor: Office) -> None:
    for words in (
        ("reassign",),
        ("reassign", "--from", "ana"),
        ("reassign", "--from", "ana", "--account", "A-0001", "--to", "ben"),
        ("reassign", "--from", "ana", "--to", "ben", "--where", "colour=red"),
        ("reassign", "--from", "ana", "--to", "ben", "--by", "age"),
        ("worklists", "add", "x", "--name", "X", "--rule", "words=smith"),
        ("worklists", "set", "main"),
    ):
        sue.run(*words, exit_code=2)
    ana = Shell(floor.where, "ana")
    assert "may not reassign accounts" in ana.refused("reassign", "--from", "ana", "--to", "ben")


def test_a_worklist_is_filled_by_its_rule(sue: Shell) -> None:
    sue.run("worklists", "set", "main", "--owner", "")
    sue.run("worklists", "add", "big", "--name", "Big", "--rule", "min=100", "--rule", "client=HOSP", "--place", "1")
    assert sue.json("worklists", "refresh") == {"moved": 3}
    big = next(one for one in sue.json("worklists") if one["code"] == "big")
    assert (big["rule"], big["place"], big["team"], big["ready"]) == (["client=HOSP", "min=100"], 1, "", 3)
    assert "client=HOSP min=100" in sue.run("worklists").stdout
    assert sue.run("worklists", "set", "big", "--rule", "").stdout == "Worklist big is changed: everybody works it.\n"
