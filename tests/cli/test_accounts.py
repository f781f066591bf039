"""`account`, `note` and `find`."""

import pytest

from tests.build import Office, add_account
from tests.cli.conftest import Shell


def test_account_tells_programs_everything(shell: Shell) -> None:
    shell.run("log-call", "A-0008", "--outcome", "promised", "--amount", "$100", "--by", "fri", "--note", "pays Friday")
    account = shell.json("account", "A-0008")
    assert (account["number"], account["client"], account["balance_cents"]) == ("A-0008", "HOSP", 274_57)
    assert account["aging"] == {"current": 0, "1_30": 274_57, "31_60": 0, "61_90": 0, "over_90": 0}
    assert account["customer"]["name"] == "Ada Lovelace 8"
    assert account["phones"][0]["e164"] == "+12015550108"
    assert account["promises"] == [
        {
            "id": 1, "amount_cents": 100_00, "due_on": "2026-11-27", "last_day": "2026-11-30", "status": "open",
            "paid_cents": 0, "everywhere": False, "by": "ana",
        }
    ]  # fmt: skip
    assert [item["kind"] for item in account["timeline"]] == ["call", "promise", "charge"]
    assert sum(reason["points"] for reason in account["why"]) == account["score"]


@pytest.mark.usefixtures("new_york")
def test_account_tells_people_what_matters(shell: Shell) -> None:
    shell.run("log-call", "A-0008", "--outcome", "promised", "--amount", "$100", "--by", "fri", "--note", "pays Friday")
    text = shell.run("account", "A-0008").stdout
    assert text.startswith("A-0008  Ada Lovelace 8 · St. Elsewhere Hospital · open\n$274.57 owed, 30 days past due\n")
    assert "! Promise open: $100.00 by 2026-11-27" in text
    assert "! Rests until 2026-12-01 08:00. " in text
    assert "  1  (201) 555-0108  other    12:00 Eastern  wait until Mon 30 Nov 08:00\n" in text
    assert "  A-0008-1  2026-09-24  2026-10-24  $274.57  $274.57\n" in text
    assert "pays Friday" in text


def test_account_says_who_works_on_it_and_why_it_is_held(shell: Shell, boss: Shell) -> None:
    boss.run("next")
    assert "! boss is working on it until " in shell.run("account", "A-0020").stdout
    shell.run("log-call", "A-0001", "--outcome", "attorney", "--note", "Smith & Co")
    text = shell.run("account", "A-0001").stdout
    assert "· held\n" in text
    assert "! Held: attorney. Smith & Co\n" in text


def test_an_account_number_of_two_clients_wants_the_client(work: Office, shell: Shell, boss: Shell) -> None:
    boss.run("clients", "add", "DENT", "--name", "Dental")
    with work.boss.store.write() as tx:
        add_account(tx, number="A-0001", client_id=2)
    assert "CLIENT/A-0001" in shell.refused("account", "A-0001")
    assert shell.json("account", "DENT/A-0001")["client"] == "DENT"
    assert shell.json("account", "HOSP/A-0001")["client"] == "HOSP"


def test_no_name_drives_the_terminal(work: Office, shell: Shell) -> None:
    name = "\x1b[2J[red]Mallory[/]\u202e"
    with work.boss.store.write() as tx:
        add_account(tx, number="N-1", name=name)
    for words in (["account", "N-1"], ["find", "mallory"], ["list", "--text", "N-1"], ["next"]):
        lines = shell.run(*words).stdout.splitlines()
        assert all(line.isprintable() for line in lines)
    assert "[red]Mallory[/]" in shell.run("account", "N-1").stdout
    assert shell.json("account", "N-1")["customer"]["name"] == name


def test_notes_are_kept(shell: Shell) -> None:
    assert shell.run("note", "A-0001", "Prefers mornings").stdout == "Noted on account A-0001.\n"
    assert shell.json("note", "A-0001", "and tea") == {"account": "A-0001", "at": "2026-11-23T17:00:00Z", "by": "ana"}
    notes = [item["text"] for item in shell.json("account", "A-0001")["timeline"] if item["kind"] == "note"]
    assert sorted(notes) == ["Prefers mornings", "and tea"]
    assert "note is empty" in shell.refused("note", "A-0001", " ")
    assert "no account A-9" in shell.refused("note", "A-9", "x")


@pytest.mark.parametrize("text", ["wojcik 2", "WÓJCIK 2", "A-0002", "5550102"])
def test_find_knows_names_numbers_and_phones(shell: Shell, text: str) -> None:
    found = shell.json("find", text)
    assert {
        "account": "A-0002",
        "client": "HOSP",
        "customer": "Łukasz Wójcik 2",
        "phone": "+12015550102",
        "balance_cents": 49_51,
        "currency": "USD",
        "status": "open",
    } in found


def test_find_speaks_to_people(shell: Shell) -> None:
    lines = shell.run("find", "A-0002").stdout.splitlines()
    assert lines == [
        "account  customer         client  phone             owed",
        "A-0002   Łukasz Wójcik 2  HOSP    (201) 555-0102  $49.51",
    ]
    assert "Nothing found" in shell.run("find", "nobody at all").stdout
    assert shell.run("find", "\x1b]0;nobody\x07").stdout.rstrip("\n").isprintable()
    assert len(shell.json("find", "A", "--limit", "4")) == 4


def test_account_tells_programs_what_was_billed_and_what_to_say(work: Office, shell: Shell, boss: Shell) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run(
            "INSERT INTO invoice_line (invoice_id, position, code, description, service_on, quantity_milli, "
            "unit_cents, amount_cents) VALUES (1, 1, 'D0150', 'Examination', '2026-09-01', 1500, 800, 1200)"
        )
    boss.run("next")
    shell.run("log-call", "A-0001", "--outcome", "hardship", "--note", "lost his job")
    account = shell.json("account", "A-0001")
    assert account["invoices"][0]["lines"] == [
        {
            "position": 1, "code": "D0150", "description": "Examination", "service_on": "2026-09-01",
            "quantity_milli": 1500, "unit_cents": 800, "amount_cents": 1200,
        }
    ]  # fmt: skip
    assert (account["holds"][0]["until"], account["next_action"]) == ("2026-12-23", None)
    assert account["opening_script"] in [script["id"] for script in account["scripts"]]
    assert all(script["title"] and script["text"] for script in account["scripts"])
    assert shell.json("account", "A-0020")["leased_at"] == "2026-11-23T17:00:00Z"
    text = shell.run("account", "A-0001", "--invoices").stdout.splitlines()
    assert "Invoice A-0001-1" in text
    assert [line.split() for line in text if "D0150" in line] == [
        ["2026-09-01", "D0150", "Examination", "1.5", "$8.00", "$12.00"]
    ]


def test_only_promises_that_wait_or_were_broken_are_warnings(shell: Shell) -> None:
    for amount in ("100", "50"):
        shell.run("log-call", "A-0008", "--outcome", "promised", "--amount", amount, "--by", "fri")
    lines = shell.run("account", "A-0008").stdout.splitlines()
    assert "! Promise open: $50.00 by 2026-11-27" in lines
    assert "Promise cancelled: $100.00 by 2026-11-27" in lines
