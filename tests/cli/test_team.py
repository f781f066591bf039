"""`team` and `listen`: the floor in words and for programs."""

from __future__ import annotations

from collections_tui.services import calls, clients, dialling, people, queue, worklists
from tests.build import Office
from tests.cli.conftest import Shell


def test_the_team_as_programs_read_it_and_as_people_do(work: Office, boss: Shell, shell: Shell) -> None:
    ben = work.desk("ben")
    queue.open_account(ben, work.accounts[6])
    dialling.dial(ben, work.accounts[6], "+12015550107")
    found = boss.json("team")
    assert found["ownerless"] == []
    assert [one["login"] for one in found["people"]] == ["ana", "ben", "boss", "olga"]
    told = found["people"][1]
    told.pop("last")
    assert told == {
        "login": "ben", "name": "Ben", "team": None, "roles": ["collector"], "worklists": ["main"], "queue": 20,
        "due": 20, "callable_now": 19, "worked": 0, "calls": 0, "right_party": 0, "promised": {}, "collected": {},
        "account": {"number": "A-0007", "customer": "Ann-Marie Dupont 7", "since": "2026-11-23T17:00:00Z",
                    "call_since": "2026-11-23T17:00:00Z"},
    }  # fmt: skip
    assert "calls A-0007, 0 min" in boss.run("team").stdout
    assert shell.refused("team") == "ana may not see the team: ask an auditor or supervisor."


def test_listening_in(work: Office, boss: Shell) -> None:
    ben = work.desk("ben")
    assert boss.run("listen", "A-0007").stdout == "Nobody works on A-0007 at this moment.\n"
    queue.open_account(ben, work.accounts[6])
    dialling.dial(ben, work.accounts[6], "+12015550107")
    calls.save_draft(ben, work.accounts[6], {"phone": "+12015550107", "note": "\x1b[31mHer sister"})
    assert boss.json("listen", "A-0007") == {
        "account": "A-0007", "by": "ben", "since": "2026-11-23T17:00:00Z", "call_since": "2026-11-23T17:00:00Z",
        "typed": {"number": "(201) 555-0107", "note": "␛[31mHer sister"},
    }  # fmt: skip
    assert "  note: ␛[31mHer sister\n" in boss.run("listen", "A-0007").stdout


def test_of_another_clients_account_nothing_is_told(work: Office, boss: Shell) -> None:
    clients.add(work.boss, "LAKE", "Lakeside Dental")
    worklists.change(work.boss, "main", members=("ana", "ben"))
    people.set_scope(work.boss, "boss", ["LAKE"])
    ben = work.desk("ben")
    queue.open_account(ben, work.accounts[6])
    dialling.dial(ben, work.accounts[6], "+12015550107")
    told = boss.json("team")["people"][1]
    assert (told["account"]["number"], told["account"]["customer"]) == (None, None)
    assert (told["last"]["action"], told["last"]["account"]) == ("view", None)
    said = boss.run("team").stdout
    assert "calls another client's account, 0 min" in said
    assert "A-0007" not in said
