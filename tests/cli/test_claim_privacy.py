"""Diagnoses come out where they are asked for and nowhere else; whoever looks at a person's claims is in the audit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from collections_tui.services import claim_queue, claim_words, claims, insured, remittances
from collections_tui.services.claim_views import ClaimQuery, ContactEntry, NewClaim
from collections_tui.services.desk import Desk
from collections_tui.services.figures import KINDS
from tests.build import Office
from tests.cli.conftest import Shell
from tests.services.billing import operation
from tests.services.claiming import AETNA, billed, patient

SECRET = "F32.9"


@pytest.fixture
def asked(work: Office) -> tuple[Office, int, str]:
    """A claim with a diagnosis, filed and refused, of an account; the claim's id and the account's number."""
    ana = work.desk("ana")
    made = claims.make(ana, NewClaim(billed(ana, patient(work, AETNA)), diagnoses=(SECRET,)), operation()).claim
    claims.file(ana, made.id, operation())
    claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=("CO-50",)), operation())
    return work, made.id, claim_queue.view(ana, made.id).account


def test_no_command_tells_a_diagnosis_unasked(asked: tuple[Office, int, str], tmp_path: Path) -> None:
    work, claim, number = asked
    shell, boss = Shell(work.where), Shell(work.where, "boss")
    name = f"C{claim}"
    lines = [
        ["account", number], ["claim", "list"], ["claim", "show", name], ["claim", "take", name], ["claim", "next"],
        ["claim", "explain", number], ["coverage", "list", number], ["payer", "list"], ["find", number],
        ["invoice", "show", "INV-2026-00001"], ["documents", number], ["ledger", number], ["remittance", "of", number],
    ]  # fmt: skip
    said = [shell.run(*words, *more).stdout for words in lines for more in ([], ["--json"])]
    said += [boss.run("report", kind, "--json").stdout for kind in KINDS]
    said += [boss.run("audit", "--json").stdout, boss.run("audit", "--account", number).stdout]
    for paper in (["claim", "letter", name], ["statement", number], ["invoice", "print", "HOSP/INV-2026-00001"]):
        said.append(shell.run(*paper).stdout)
        shell.run(*paper, "--to", str(tmp_path / "paper.txt"))
        said.append((tmp_path / "paper.txt").read_text())
    assert all(SECRET not in text for text in said), [text for text in said if SECRET in text]
    assert SECRET in shell.run("claim", "show", name, "--diagnoses").stdout
    assert SECRET in shell.run("claim", "show", name, "--diagnoses", "--json").stdout
    for login in ("olga",):
        assert f"{login} may not see diagnoses" in Shell(work.where, login).refused(
            "claim", "show", name, "--diagnoses"
        )


def test_they_are_kept_in_one_place(asked: tuple[Office, int, str]) -> None:
    """In the claim itself: no log, no audit, no search has them."""
    db = sqlite3.connect(asked[0].where)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        table
        for table in tables
        for row in db.execute(f'SELECT * FROM "{table}"')
        if any(SECRET in str(value) for value in row)
    }
    db.close()
    assert found == {"claim"}


LOOKS: dict[str, tuple[Callable[[Desk, int, int], object], str]] = {
    "a claim": (lambda desk, claim, account: claim_queue.view(desk, claim), "view"),
    "its diagnoses": (lambda desk, claim, account: claim_queue.view(desk, claim, diagnoses=True), "view diagnoses"),
    "one that is taken": (lambda desk, claim, account: claim_queue.take(desk, claim), "view"),
    "those of an account": (lambda desk, claim, account: claim_queue.listed(desk, ClaimQuery(account)), "view"),
    "in plain words": (lambda desk, claim, account: claim_words.explain(desk, account), "view"),
    "insurance": (lambda desk, claim, account: insured.view(desk, account), "view"),
    "what insurers said": (lambda desk, claim, account: remittances.of_account(desk, account), "view"),
    "the next one": (lambda desk, claim, account: claim_queue.next_claim(desk), "take claim"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_whoever_looks_at_a_persons_claims_is_in_the_audit(asked: tuple[Office, int, str], look: str) -> None:
    work, claim, _ = asked
    ben = work.desk("ben")
    with ben.store.read() as tx:
        account = tx.claims.account_of(claim)
    assert account is not None
    act, action = LOOKS[look]
    act(ben, claim, account)
    with ben.store.read() as tx:
        rows = tx.sql.all(
            "SELECT a.action FROM audit a JOIN collector p ON p.id = a.collector_id "
            "WHERE p.login = 'ben' AND a.account_id = :id",
            {"id": account},
        )
    assert action in [row[0] for row in rows]
