"""`next`, `worklists`, `list`, `plan` and `rescore`."""

from pathlib import Path

import pytest

from tests.build import Office
from tests.cli.conftest import Shell

NIGHT = "2026-11-24T05:00:00Z"


def test_next_claims_the_best_account_and_explains_it(shell: Shell, boss: Shell) -> None:
    account = shell.json("next")["account"]
    assert set(account) >= {
        "number", "client", "customer", "balance_cents", "currency", "days_past_due", "score", "why", "lease_expires_at"
    }  # fmt: skip
    assert account["number"] == "A-0020"
    assert (account["client"], account["customer"], account["currency"]) == ("HOSP", "Wei Zhang 20", "USD")
    assert account["lease_expires_at"] == "2026-11-23T17:15:00Z"
    assert sum(reason["points"] for reason in account["why"]) == account["score"]
    assert set(account["why"][0]) == {"rule", "points", "text"}
    assert boss.json("next")["account"]["number"] != "A-0020"


def test_next_gives_the_same_account_until_it_is_worked_or_skipped(shell: Shell) -> None:
    assert shell.json("next")["account"]["number"] == "A-0020"
    assert shell.json("next")["account"]["number"] == "A-0020"
    skipped_to = shell.json("next", "--skip")["account"]["number"]
    assert skipped_to != "A-0020"
    shell.run("log-call", skipped_to, "--outcome", "no_answer")
    assert shell.json("next")["account"]["number"] == "A-0020"


@pytest.mark.usefixtures("new_york")
def test_next_speaks_to_people_in_words(shell: Shell) -> None:
    first, owed, score, lease = shell.run("next").stdout.splitlines()
    assert first == "A-0020  Wei Zhang 20 · HOSP"
    assert owed == "$724.69 owed, 42 days past due"
    assert score.startswith("Score 35: +12 42 days past due · +")
    assert lease == "Yours until 12:15."


def test_at_night_next_says_what_waits(shell: Shell) -> None:
    answer = shell.json("next", "--now", NIGHT)
    assert answer["account"] is None
    assert "20 wait for 08:00 Eastern" in answer["reason"]
    assert answer["wakes_at"] == "2026-11-24T13:00:00Z"
    assert shell.run("next", "--now", NIGHT).stdout == answer["reason"] + "\n"


def test_next_takes_from_the_worklist_named(shell: Shell, boss: Shell) -> None:
    boss.run("worklists", "add", "legal", "--name", "Legal", "--member", "ana", "--strategy", "promises-first")
    assert "You have no worklist none" in shell.refused("next", "--worklist", "none")
    assert shell.json("next", "--worklist", "legal")["account"] is None
    assert shell.json("next", "--worklist", "main")["account"] is not None


def test_an_auditor_may_look_but_takes_nothing(work: Office) -> None:
    olga = Shell(work.where, "olga")
    assert olga.json("account", "A-0001")["number"] == "A-0001"
    assert "olga may not work" in olga.refused("next")


def test_worklists_are_listed_with_counts(shell: Shell, boss: Shell) -> None:
    boss.run("worklists", "add", "legal", "--name", "Legal", "--member", "ana")
    shell.run("plan", "A-0001", "fri")
    shell.run("log-call", "A-0002", "--outcome", "attorney", "--note", "Smith & Co")
    legal, main = shell.json("worklists", "list")
    assert legal == {
        "code": "legal", "name": "Legal", "strategy": "balanced", "owner": "ana",
        "callable_now": 0, "ready": 0, "asleep": 0, "held": 0, "ownerless": False,
        "team": "", "members": ["ana"], "rule": [], "place": 0,
    }  # fmt: skip
    assert (main["callable_now"], main["ready"], main["asleep"], main["held"]) == (18, 18, 1, 1)
    night = shell.json("worklists", "--now", NIGHT)[1]
    assert (night["callable_now"], night["ready"]) == (0, 18)
    assert shell.run("worklists").stdout.splitlines()[0] == "worklist  name   whose  callable now  ready  asleep  held"


def test_a_worklist_of_an_unknown_person_or_strategy_is_refused(boss: Shell) -> None:
    assert "Nobody signs in as zoe" in boss.refused("worklists", "add", "x", "--name", "X", "--member", "zoe")
    assert "no strategy wild" in boss.refused("worklists", "add", "x", "--name", "X", "--strategy", "wild")


def test_list_ranks_the_worklist_and_claims_nothing(shell: Shell) -> None:
    rows = shell.json("list")
    assert [row["account"] for row in rows[:2]] == ["A-0020", "A-0019"]
    assert len(rows) == 20
    assert rows == shell.json("list", "main")
    assert rows[0]["score"] == 35
    scores = [row["score"] for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert shell.json("worklists")[0]["ready"] == 20


def test_list_is_filtered_sorted_and_limited(shell: Shell) -> None:
    assert [row["account"] for row in shell.json("list", "--text", "lovelace", "--sort", "balance")] == [
        "A-0015",
        "A-0008",
        "A-0001",
    ]
    assert [row["account"] for row in shell.json("list", "--limit", "3", "--sort", "days")] == [
        "A-0020",
        "A-0019",
        "A-0018",
    ]
    assert {row["days_past_due"] > 30 for row in shell.json("list", "--bucket", "31_60")} == {True}
    assert shell.json("list", "--client", "NONE") == []
    assert "try --show open" in shell.run("list", "--client", "NONE").stdout
    assert shell.json("list", "--now", NIGHT) == []
    assert len(shell.json("list", "--now", NIGHT, "--show", "open")) == 20


def test_list_asks_which_worklist_when_there_are_several(shell: Shell, boss: Shell) -> None:
    boss.run("worklists", "add", "legal", "--name", "Legal", "--member", "ana")
    assert shell.refused("list") == "Say which worklist: yours are legal, main."
    assert shell.refused("list", "other") == "You have no worklist other: yours are legal, main."


def test_plan_lets_an_account_rest(shell: Shell) -> None:
    planned = shell.json("plan", "A-0020", "+3d", "--words", "ask for the letter")
    assert planned == {"account": "A-0020", "next_action_on": "2026-11-26"}
    assert shell.json("next")["account"]["number"] == "A-0019"
    account = shell.json("account", "A-0020")
    assert account["next_action"] == "ask for the letter"
    assert account["next_action_at"].startswith("2026-11-2")
    assert "has passed" in shell.refused("plan", "A-0020", "2026-11-20")
    assert "soon" in shell.refused("plan", "A-0020", "soon")


def test_rescore_follows_the_days(shell: Shell, boss: Shell) -> None:
    assert "ana may not rescore" in shell.refused("rescore")
    assert boss.json("rescore") == {"changed": 0}
    later = boss.json("rescore", "--now", "2026-12-28T17:00:00Z")
    assert later["changed"] > 0
    assert boss.run("rescore").stdout.endswith(" scores changed.\n")


def test_lists_and_counts_know_who_has_woken(shell: Shell) -> None:
    shell.run("log-call", "A-0020", "--outcome", "busy")
    later = ("--now", "2026-11-23T17:31:00Z")
    assert "A-0020" in [row["account"] for row in shell.json("list", *later)]
    shell.run("log-call", "A-0019", "--outcome", "busy")
    (main,) = shell.json("worklists", *later)
    assert (main["callable_now"], main["asleep"]) == (20, 0)


def test_a_rule_about_a_client_there_is_not_is_noticed(work: Office, boss: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "books" / "strategies"
    folder.mkdir(parents=True)
    (folder / "balanced.toml").write_text(
        'title = "Mine"\n[[rule]]\nid = "dental"\nkind = "client"\nclients = ["HOSP", "DETN"]\npoints = 5\n'
        'text = "of the dentist"\n'
    )
    result = boss.run("rescore", "--config", str(folder.parent))
    assert result.stderr == (
        "collections-tui: Strategy balanced: its rule dental speaks of a client DETN, and there is none of that code.\n"
    )
    assert boss.run("rescore").stderr == ""
