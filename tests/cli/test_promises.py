"""`promise` and `promises`, as typed."""

from __future__ import annotations

from tests.build import Office
from tests.cli.conftest import Shell


def test_a_promise_is_noted_listed_and_cancelled(work: Office, shell: Shell) -> None:
    number = work.number(work.accounts[0])
    said = shell.json("promise", number, "--amount", "10", "--by", "fri")
    assert said["next"] == "rests until Tue 1 Dec"
    assert said["promise"] | {"id": 0} == {
        "id": 0, "account": number, "currency": "USD", "amount_cents": 1000, "due_on": "2026-11-27",
        "last_day": "2026-11-30", "everywhere": False, "status": "open", "paid_cents": 0, "by": "ana",
    }  # fmt: skip
    listed = shell.json("promises", "coming")
    assert [(row["which"], row["account"], row["kind"], row["status"]) for row in listed["expected"]] == [
        ("coming", number, "promise", "open")
    ]
    assert listed["sums"]["coming"] == {"count": 1, "cents": {"USD": 1000}}
    text = shell.run("promises").stdout
    assert "Fri 27 Nov" in text
    assert text.splitlines()[-1] == "0 overdue · 0 today · 1 coming ($10.00)"
    shell.now = "2026-12-01T17:00:00Z"
    assert shell.json("promises", "overdue")["expected"][0]["status"] == "broken"
    shell.now = "2026-11-24T17:00:00Z"
    assert "Cancelled: $10.00 by Fri 27 Nov" in shell.run("promise", number, "--cancel", "wrong account").stdout
    assert shell.json("promises")["expected"] == []


def test_the_same_operation_twice_is_one_promise(work: Office, shell: Shell) -> None:
    number = work.number(work.accounts[0])
    words = ("promise", number, "--by", "+3d", "--operation-id", "x1")
    assert shell.json(*words) == shell.json(*words)
    assert len(shell.json("promises", "coming")["expected"]) == 1


def test_what_is_wrong_is_said_in_one_sentence(work: Office, shell: Shell) -> None:
    number = work.number(work.accounts[0])
    for words, sentence in (
        (("--amount", "10"), "needs a day"),
        (("--amount", "0", "--by", "fri"), "more than nothing"),
        (("--amount", "-3", "--by", "fri"), "more than nothing"),
        (("--amount", "1.005", "--by", "fri"), "--amount"),
        (("--amount", "99999999", "--by", "fri"), "more than the"),
        (("--by", "2026-11-22"), "has passed"),
        (("--by", "someday"), "someday"),
        (("--cancel", "x"), "none to cancel"),
        (("--cancel", "x", "--by", "fri"), "nothing but its reason"),
    ):
        assert sentence in shell.refused("promise", number, *words)


def test_an_arrangement_agreed_in_a_call_takes_its_terms_and_undo_takes_both_back(work: Office, shell: Shell) -> None:
    number = work.number(work.accounts[10])
    words = ("log-call", number, "--outcome", "arrangement", "--instalments", "2", "--first", "1 dec")
    said = shell.json(*words, "--operation-id", "c1")
    assert said["arranged"].startswith(f"{number}: arrangement 1, 2 instalments, ")
    assert [row["status"] for row in shell.json("arrangements", number)] == ["active"]
    listed = shell.json("promises", "coming")["expected"]
    assert [(row["kind"], row["number"], row["of"], row["due_on"]) for row in listed] == [
        ("instalment", 1, 2, "2026-12-01")
    ]
    assert "instalment 1 of 2" in shell.run("promises").stdout
    shell.run("undo")
    assert [row["status"] for row in shell.json("arrangements", number)] == ["cancelled"]
    assert "leave --next away" in shell.refused(*words, "--next", "fri")
    assert "no use for the terms" in shell.refused("log-call", number, "--outcome", "busy", "--every", "week")
    assert "at least one" in shell.refused("log-call", number, "--outcome", "arrangement", "--instalments", "0")


def test_the_day_is_said_in_one_line(work: Office, shell: Shell) -> None:
    shell.run("promise", work.number(work.accounts[0]), "--amount", "5", "--by", "today")
    shell.now = "2026-12-01T17:00:00Z"
    assert shell.run("day").stdout.startswith("Tue 1 Dec 2026: 1 promise broken, ")
    assert shell.run("day").stdout == "Tue 1 Dec 2026: nothing had changed.\n"
    assert shell.json("day")["broken"] == 0
