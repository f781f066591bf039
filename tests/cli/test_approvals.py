"""`ask`, `approvals`, `approve`: what is asked of supervisors and answered, in words and for programs."""

from __future__ import annotations

from collections_tui.services import accounts, flags
from tests.build import Office
from tests.cli.conftest import Shell


def test_a_write_off_is_asked_for_approved_with_a_change_and_told(work: Office, shell: Shell, boss: Shell) -> None:
    said = shell.run("ask", "A-0001", "write-off", "--amount", "5", "--reason", "Small", "--operation-id", "one").stdout
    assert said == "A-0001: R1, write off $5.00, waits for a supervisor. Q shows the answer.\n"
    again = shell.json("ask", "A-0001", "write-off", "--amount", "5", "--reason", "Small", "--operation-id", "one")
    assert again == {"words": said.strip()}
    (waiting,) = boss.json("approvals")
    assert (waiting["id"], waiting["kind"], waiting["cents"], waiting["status"]) == (
        "R1",
        "write_off",
        -5_00,
        "waiting",
    )
    assert "Small" in boss.run("approvals").stdout
    assert shell.refused("approve", "R1") == "ana may not answer requests: ask a supervisor."
    told = boss.json("approve", "r1", "--amount", "3", "--reason", "no more")
    assert (told["status"], told["cents"], told["asked_cents"], told["answer"]) == ("changed", -3_00, -5_00, "no more")
    assert "waits for no answer" in boss.refused("approve", "R1")
    assert "changed by boss: no more" in shell.run("approvals", "--answered").stdout
    assert boss.run("approvals").stdout == "Nothing waits for a supervisor.\n"


def test_a_call_is_asked_for_by_its_last_digits_and_logged_once_it_is_allowed(
    work: Office, shell: Shell, boss: Shell
) -> None:
    account = work.accounts[2]
    flags.set_flag(work.boss, account, "attorney", {"name": "Otto Law", "phones": "212 555 0199"})
    number = accounts.view(work.boss, account).phones[0].phone.e164
    assert "ends in 77" in shell.refused("ask", "A-0003", "call", "--phone", "77", "--reason", "She asked")
    shell.run("ask", "A-0003", "call", "--phone", number[-4:], "--reason", "She asked")
    assert "leave --first away" in boss.refused("approve", "R1", "--first", "fri")
    assert boss.json("approve", "R1", "--minutes", "10")["until"] == "2026-11-23T17:10:00Z"
    shell.run("log-call", "A-0003", "--outcome", "no_answer", "--phone", number)
    (used,) = shell.json("approvals", "--answered")
    assert used["status"] == "used"


def test_what_does_not_belong_together_is_a_mistake_in_the_command(work: Office, shell: Shell, boss: Shell) -> None:
    shell.run("ask", "A-0001", "call", "--amount", "5", "--reason", "x", exit_code=2)
    shell.run("ask", "A-0001", "write-off", "--reason", "x", exit_code=2)
    shell.run("approvals", "--reason", "x", exit_code=2)
    shell.run("ask", "A-0001", "adjustment", "--amount=-2", "--reason", "x")
    assert shell.run("approvals", "--take-back", "R1").stdout == "A-0001: the request R1 is taken back.\n"
    assert boss.refused("approve", "R7").startswith("There is no request R7")
    assert boss.refused("approve", "what").startswith("There is no request what")
