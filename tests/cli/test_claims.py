"""Claims from the command line: made, filed, asked about, refused, contested, closed, as text and as JSON."""

from __future__ import annotations

import pytest

from tests.build import Office
from tests.cli.conftest import Shell
from tests.services.billing import line
from tests.services.claiming import AETNA, billed, patient


@pytest.fixture
def shell(work: Office) -> Shell:
    ana = work.desk("ana")
    for cents in (100_00, 250_00):
        billed(ana, patient(work, AETNA), line(cents, "Visit", code="99213"))
    return Shell(work.where)


def test_a_claim_from_the_invoice_to_its_end(shell: Shell) -> None:
    made = shell.json("claim", "make", "INV-2026-00002", "--diagnosis", "M54.5", "--operation-id", "one")
    assert shell.json("claim", "make", "INV-2026-00002", "--operation-id", "one")["claim"] == "C1"
    assert (made["claim"], made["status"], made["charge_cents"], made["payer"]) == ("C1", "to file", 250_00, "60054")
    assert "diagnoses" not in made
    account = shell.json("claim", "show", "C1")["account"]
    before = shell.json("account", account)
    assert (before["status"], before["claims_pending_cents"], before["asked_cents"]) == ("held", 250_00, 0)
    assert "$250.00 waits for insurers, $0.00 is asked for" in shell.run("account", account).stdout
    assert "file it, until Thu 18 Feb 2027." in shell.run("claim", "make", "INV-2026-00001").stdout
    taken = shell.json("claim", "next")
    assert (taken["claim"], taken["payer_answers"], taken["why"][0]["points"]) == ("C1", True, 10)
    assert shell.run("claim", "next", "--skip", "C1").stdout.startswith("C2 · Aetna · to file")
    assert shell.run("claim", "leave", "C2").stdout == "C2 is given back.\n"
    assert "is filed: ask whether it is in process" in shell.run("claim", "file", "C1", "--number", "ICN1").stdout
    assert "needs the reason's code" in shell.refused(
        "claim", "contact", "C1", "--outcome", "denied", "--reference", "R1"
    )
    decided = ("claim", "contact", "C1", "--outcome", "denied", "--reference", "R1", "--code", "197", "--day")
    assert "Fri 1 May is before the service" in shell.refused(*decided, "1 may")  # the last one, not the nearest
    told = shell.json(
        "claim", "contact", "C1", "--outcome", "denied", "--with", "Kim", "--reference", "R1", "--code", "CO-197"
    )
    assert (told["status"], told["refusal"], told["refused_cents"]) == ("denied", ["197"], 250_00)
    assert told["appeal_by"] == "2027-01-22"
    shown = shell.run("claim", "show", "INV-2026-00002", "--diagnoses").stdout
    for words in (
        "Diagnoses: M54.5",
        "Refused for 197 (No authorization or notice beforehand): authorization",
        "To be contested by Fri 22 Jan 2027, 60 days left",
        "R1",
        "theirs ICN1",
    ):
        assert words in shown
    advice = shell.json("claim", "show", "C1")["refused_for"]
    assert (advice["kind"], advice["helps"] in shown, set(advice["send"]) != set()) == ("authorization", True, True)
    sent = shell.json("claim", "appeal", "C1", "--because", "It was authorised", "--reference", "fax 3")
    assert (sent["status"], sent["next_on"]) == ("appealed", "2026-12-23")
    assert "say whether the patient owes it" in shell.refused("claim", "close", "C1", "--because", "lost")
    assert shell.run("claim", "close", "C1", "--because", "lost", "--patient").stdout == (
        f"C1 of Aetna on {account} is closed. $250.00 is the patient’s.\n"
    )
    after = shell.json("account", account)
    assert (after["status"], after["claims_pending_cents"], after["asked_cents"]) == ("open", 0, 250_00)
    rows = shell.json("claim", "list")
    assert [(row["claim"], row["status"], row["outstanding_cents"]) for row in rows] == [
        ("C2", "to file", 100_00),
        ("C1", "closed", 0),
    ]
    assert "lost" in shell.run("claim", "list", "--account", account).stdout
    shell.run("claim", "file", "C2", "--on", "22 nov")
    assert "2026-11-22" in shell.run("claim", "show", "C2").stdout
    none = shell.run("claim", "next", exit_code=1).stdout
    assert none == "No claim is due that nobody else has. The next one is due on 2026-12-22.\n"
    assert shell.json("claim", "outcomes")[0]["code"] == "in_process"
    assert "not_on_file" in shell.run("claim", "outcomes").stdout


def test_days_of_an_insurance_are_the_nearest_that_can_be(shell: Shell) -> None:
    """On 23 November it began on the last 1 January, and ends on the coming 31 December."""
    shell.run("claim", "make", "INV-2026-00001")
    account = shell.json("claim", "show", "C1")["account"]
    told = ("--payer", "60054", "--member", "W9", "--rank", "2")
    shell.run("coverage", "add", account, *told, "--from", "1 jan", "--to", "31 dec")
    listed = shell.run("coverage", "list", account).stdout
    assert "2026-01-01" in listed
    assert "2026-12-31" in listed
