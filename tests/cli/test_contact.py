"""`can-call`, `flag`, and what the contact rules add to `log-call`, `calls`, `account` and `clients`."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.build import Office, add_account
from tests.cli.conftest import Shell

RULE = {"id", "source", "verdict", "text", "clears_at", "overridable"}


@pytest.fixture
def two_numbers(work: Office) -> Office:
    """An account of somebody with two numbers."""
    with work.boss.store.write() as tx:
        work.accounts.append(add_account(tx, number="B-1", phones=("+12125550150", "+12125550151")))
    return work


def test_one_number_is_answered_in_just_the_documented_shape(shell: Shell) -> None:
    told = shell.json("can-call", "A-0001", "--phone", "(201) 555-0101")
    assert set(told) == {"verdict", "phone", "local_times", "rules"}
    assert (told["verdict"], told["phone"]) == ("allow", "+12015550101")
    assert told["local_times"] == [{"place": "Eastern", "time": "12:00"}]
    assert all(set(rule) == RULE for rule in told["rules"])
    assert "hours" in {rule["id"] for rule in told["rules"]}


def test_of_several_numbers_the_best_comes_first(two_numbers: Office, shell: Shell) -> None:
    shell.run("flag", "B-1", "do_not_call", "--phone", "212 555 0150")
    told = shell.json("can-call", "B-1")
    assert (told["verdict"], told["phone"]) == ("allow", "+12125550151")
    assert [(one["phone"], one["verdict"]) for one in told["numbers"]] == [
        ("+12125550150", "block"), ("+12125550151", "allow"),
    ]  # fmt: skip
    blocked = Shell(shell.database).run("can-call", "B-1", "--phone", "2125550150", exit_code=1)
    assert "not to call this number" in blocked.stdout


@pytest.mark.parametrize(("at", "code"), [("2026-11-23T12:59Z", 1), ("2026-11-23T13:00Z", 0), ("2026-11-24T02:00Z", 1)])
def test_the_exit_code_says_whether_it_may_be_called_at_an_instant(shell: Shell, at: str, code: int) -> None:
    answer = shell.run("can-call", "A-0001", "--at", at, "--json", exit_code=code)
    told = json.loads(answer.stdout)
    assert (told["verdict"] == "block") is (code == 1)
    hours = next(rule for rule in told["rules"] if rule["id"] == "hours")
    assert hours["clears_at"] == ("2026-11-23T13:00:00Z" if at < "2026-11-23T13" else
                                  "2026-11-24T13:00:00Z" if code else None)  # fmt: skip


def test_why_names_every_rule_with_its_source(shell: Shell) -> None:
    shell.run("log-call", "A-0001", "--outcome", "refuses", "--phone", "2015550101", "--note", "no")
    short = shell.run("can-call", "A-0001", exit_code=1).stdout
    assert short.count("\n") == 1
    assert "wait until Mon 30 Nov" in short
    assert "12 CFR 1006.14(b)(2)(i)(B)" in short
    long = shell.run("can-call", "A-0001", "--why", exit_code=1).stdout
    told = json.loads(shell.run("can-call", "A-0001", "--json", exit_code=1).stdout)
    assert all(f"{rule['id']}: " in long and rule["source"] in long for rule in told["rules"])


def test_an_unknown_account_or_number_is_refused_without_an_answer(shell: Shell) -> None:
    assert "A-9999" in shell.refused("can-call", "A-9999")
    assert "no telephone number" in shell.refused("can-call", "A-0001", "--phone", "tomorrow")


def test_flags_are_set_listed_and_lifted(shell: Shell, boss: Shell) -> None:
    words = ("--set", "name=Smith & Co", "--set", "phones=(212) 555-0199", "--all-accounts")
    (flag,) = shell.json("flag", "A-0001", "attorney", *words)
    assert (flag["kind"], flag["by"], flag["all_accounts"]) == ("attorney", "ana", True)
    assert flag["details"] == {"name": "Smith & Co", "phones": "+12125550199"}
    assert "Smith & Co" in shell.run("flag", "A-0001").stdout
    assert shell.run("flag", "A-0001", "--list").stdout == shell.run("flag", "A-0001").stdout
    assert "supervisor" in shell.refused("flag", "A-0001", "--lift", str(flag["id"]))
    assert boss.json("flag", "A-0001", "--lift", str(flag["id"])) == []
    assert "Nothing is known" in shell.run("flag", "A-0001").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("attorney", "--list"),
        ("attorney", "--set", "name"),
        ("attorney", "--set", "name=a", "--set", "name=b"),
        ("--set", "name=a"),
        ("--lift", "1", "--list"),
    ],
)
def test_a_flag_command_that_says_two_things_is_mistyped(shell: Shell, words: tuple[str, ...]) -> None:
    shell.run("flag", "A-0001", *words, exit_code=2)


def test_a_flag_that_lacks_something_or_does_not_exist_is_refused(shell: Shell) -> None:
    assert "needs name" in shell.refused("flag", "A-0001", "attorney")
    assert "There is no flag" in shell.refused("flag", "A-0001", "purple")
    help_text = shell.run("flag", "--help").stdout
    assert "do_not_call" in help_text
    assert "role=spouse|executor" in help_text


def test_a_flag_and_the_verdicts_stand_with_the_account(shell: Shell) -> None:
    shell.run("flag", "A-0001", "times", "--set", "times=not mornings")
    told = shell.json("account", "A-0001")
    assert [flag["kind"] for flag in told["flags"]] == ["times"]
    assert told["phones"][0]["verdict"] in ("allow", "block")
    assert "Times" in shell.run("account", "A-0001").stdout or "may be called" in shell.run("account", "A-0001").stdout


# -- log-call -------------------------------------------------------------------------------------------------------


def test_a_call_against_the_rules_is_recorded_and_said(shell: Shell) -> None:
    shell.run("flag", "A-0001", "attorney", "--set", "name=Smith")
    answer = shell.run("log-call", "A-0001", "--outcome", "no_answer", "--phone", "2015550101", "--json")
    told = json.loads(answer.stdout)
    assert told["call"]["verdict"] == "block"
    assert "attorney: Smith" in told["not_allowed"]
    assert answer.stderr.startswith("collections-tui: This call was not allowed: ")
    quiet = shell.run("log-call", "A-0002", "--outcome", "no_answer", "--phone", "2015550102", "--json")
    assert quiet.stderr == ""
    assert (json.loads(quiet.stdout)["call"]["verdict"], json.loads(quiet.stdout)["not_allowed"]) == ("allow", None)


def test_a_supervisor_gives_the_reason_with_the_call(shell: Shell, boss: Shell) -> None:
    shell.run("flag", "A-0001", "attorney", "--set", "name=Smith")
    call = ("log-call", "A-0001", "--outcome", "no_answer", "--phone", "2015550101")
    assert "override contact rules" in shell.refused(*call, "--override", "the attorney agreed")
    told = boss.json(*call, "--override", "the attorney agreed")
    assert (told["call"]["override_reason"], told["not_allowed"]) == ("the attorney agreed", None)
    (line,) = boss.json("calls")["calls"]
    assert (line["verdict"], line["override_by"], line["override_reason"]) == ("block", "boss", "the attorney agreed")
    (row,) = csv.DictReader(io.StringIO(boss.run("calls", "--csv").stdout))
    assert row["override_reason"] == "the attorney agreed"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (("--outcome", "no_answer"), "No rule stood against this call"),
        (("--outcome", "no_answer", "--at", "2026-11-23T08:00Z"), "Nobody may override this"),
        (("--outcome", "inbound_question", "--note", "x"), "No rule stands against a call that we got"),
    ],
)
def test_a_reason_that_overrides_nothing_is_refused(boss: Shell, more: tuple[str, ...], wrong: str) -> None:
    assert wrong in boss.refused("log-call", "A-0001", "--phone", "2015550101", *more, "--override", "because")
    assert "the reason is empty" in boss.refused("log-call", "A-0001", *more, "--override", " ")
    assert boss.json("calls")["calls"] == []


def test_a_conversation_about_another_account_counts_for_it(work: Office, shell: Shell) -> None:
    with work.boss.store.write() as tx:
        account = tx.accounts.get(work.accounts[0])
        assert account is not None
        add_account(tx, number="B-2", customer_id=account.customer_id)
    call = ("log-call", "A-0001", "--outcome", "refuses", "--note", "x", "--phone", "2015550101")
    shell.run("can-call", "B-2")
    shell.run(*call, "--about", "B-2")
    told = json.loads(shell.run("can-call", "B-2", "--json", exit_code=1).stdout)
    assert next(rule for rule in told["rules"] if rule["id"] == "after_conversation")["verdict"] == "block"
    assert "same customer" in shell.refused(*call, "--about", "A-0002")


# -- clients --------------------------------------------------------------------------------------------------------


def test_clients_get_states_and_a_policy_that_is_there(boss: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "books" / "policies"
    folder.mkdir(parents=True)
    (folder / "mercy.toml").write_text(example(), "utf-8")
    books = ("--config", str(folder.parent))
    told = boss.json(*books, "clients", "set", "HOSP", "--policy", "mercy", "--state", "wa", "--state", "OR")
    assert (told["policy"], told["states"]) == ("mercy", ["WA", "OR"])
    assert boss.json("clients", "list")[0]["policy"] == "mercy"
    hours = next(rule for rule in boss.json(*books, "can-call", "A-0001")["rules"] if rule["id"] == "mercy_hours")
    assert hours["source"] == "Placement agreement, section 4.1"
    late = ("can-call", "A-0001", "--at", "2026-11-23T23:30Z")
    boss.run(*books, *late, exit_code=1)
    assert "no policy nobody" in boss.refused(*books, "clients", "set", "HOSP", "--policy", "nobody")
    assert "is no state" in boss.refused("clients", "set", "HOSP", "--state", "XX")
    assert "collect their own debts" in boss.refused("clients", "set", "HOSP", "--policy", "first-party")
    assert boss.json("clients", "set", "HOSP", "--policy", "", "--state", "")["states"] == []
    boss.run(*late)
    boss.run("clients", "set", "HOSP", exit_code=2)
    assert "no client" in boss.refused("clients", "set", "NONE", "--name", "x")


def example() -> str:
    """The first policy that the page shows."""
    page = Path(__file__).parents[2] / "docs" / "contact-rules.md"
    found = re.search(r"^```toml\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None, "the page shows one"
    return found[1]
