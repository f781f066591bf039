"""A collector tries everything that a collector may not do, at the workstation and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from collections_tui.cli.main import COMMANDS, cli
from collections_tui.cli.options import ask_pin
from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.services import arrangements, authority, calls, clients, flags, people, queue, worklists
from tests.build import NOON, TODAY, Office, add_account, office
from tests.services.entries import entry
from tests.sound import tables
from tests.stories.driver import Driver, sitting
from tests.stories.frames import SIZES, Golden
from tests.stories.test_calls import open_by_finding

PIN, WRONG = "270461", "270462"
LATE = Terms(0, Every("months"), TODAY + timedelta(days=90), 1)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    """Ana sees HOSP. L-1 is of LAKE and on ben's worklist. A-0001 has an attorney; ben called A-0002, and asked for
    something outside the policy on A-0003, as ana did on A-0004."""
    with office(tmp_path, people=("ana", "ben", "eva:supervisor"), accounts=4) as made:
        boss, ben = made.boss, made.desk("ben")
        lake = clients.add(boss, "LAKE", "Lakeside Dental")
        his = worklists.add(boss, "ben", "Ben's", members=["ben"])
        with boss.store.write() as tx:
            add_account(tx, number="L-1", client_id=lake.id, worklist_id=his.id, name="Lola Lake")
        flags.set_flag(ben, made.accounts[0], "attorney", {"name": "Jane Roe"})
        calls.log_call(ben, entry(ben, made.accounts[1], note="said no"))
        arrangements.arrange(ben, made.accounts[2], LATE, "asked")
        arrangements.arrange(made.desk("ana"), made.accounts[3], LATE, "asked too")
        queue.leave_all(ben)
        people.set_scope(boss, "ana", ["HOSP"])
        authority.set_pin(made.desk("eva"), PIN)
        yield made


def stored(work: Office) -> dict[str, list[Any]]:
    """All rows of everything that a person could change: not what is typed and not saved, nor who looked and tried."""
    passing = ("operation", "audit", "audit_head", "setting", "unsaved", "draft", "lease", "collector_pin", "account")
    with work.boss.store.read() as tx:
        kept = {name: tx.sql.all(f"SELECT * FROM {name} ORDER BY 1, 2") for name in tables(tx) if name not in passing}
        # Looking at an account claims it.
        kept["account"] = tx.sql.all(
            "SELECT id, status, balance_cents, worklist_id, next_action FROM account ORDER BY id"
        )
    return kept


async def refused_without_a_pin(ui: Driver, permission: str) -> None:
    """A supervisor is asked for; nobody comes, and nothing is done."""
    ui.sees("A supervisor allows it", f"It takes a supervisor to {permission}.")
    await ui.press("escape")
    ui.sees(f"ana may not {permission}: ask a supervisor.")


async def test_at_the_workstation(work: Office) -> None:
    before = stored(work)
    async with sitting(work) as ui:
        # The account of another client is not even found.
        await ui.do("everywhere.find")
        await ui.type("lola")
        ui.misses("Lola Lake")
        await ui.press("escape")
        await open_by_finding(ui, "A-0001")
        await ui.press("!")
        await ui.type("I want to")
        await ui.do("ask_call.here")
        await refused_without_a_pin(ui, "override contact rules")
        await ui.press("escape", "F", "1", "1")
        await refused_without_a_pin(ui, "lift any flag")
        await ui.press("escape", "escape")
        # The call of somebody else.
        await open_by_finding(ui, "A-0002")
        await ui.press("end", "home", "enter", "+")
        await ui.type("she lied")
        await ui.press("enter")
        await refused_without_a_pin(ui, "correct any call")
        await ui.press("escape", "escape", "escape")
        await ui.press("l", "e")
        ui.sees("ana may not see everybody's calls")
        # What she asked for herself waits for a supervisor.
        await ui.press("Q")
        ui.sees("A-0004")
        ui.misses("A-0003")
        await ui.do("approvals.approve")
        await refused_without_a_pin(ui, "approve arrangements")
    assert stored(work) == before


async def test_with_a_supervisor_beside_them_it_is_done_once(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "A-0001")
        await ui.press("!")
        await ui.type("the attorney agreed")
        await ui.do("ask_call.here")
        await ui.type("eva")
        await ui.press("enter")
        ui.sees("Now their PIN.")
        await ui.type(WRONG)
        ui.misses(WRONG)
        await ui.press("enter")
        ui.sees("That is not the PIN of eva: 4 more wrong ones lock it")
        await ui.type(PIN)
        ui.misses(PIN)
        await ui.press("enter")
        ui.sees("How did it end?")
        await ui.press("n")
        assert ui.app.desk.lent is None
        with work.boss.store.read() as tx:
            (call,) = tx.calls.of_account(work.accounts[0], 5)
        assert (call.by, call.verdict, call.override_by) == ("ana", "block", "eva")
        assert call.override_reason == "the attorney agreed"
        # It was for that call and nothing else.
        await open_by_finding(ui, "A-0001")
        await ui.press("F", "1", "1")
        ui.sees("It takes a supervisor to lift any flag.")
        await ui.type("eva")
        await ui.press("tab")
        await ui.type(PIN)
        await ui.press("enter")
        ui.sees("A-0001: “Has an attorney” is lifted.")
    with work.boss.store.read() as tx:
        said = [row[0] for row in tx.sql.all("SELECT details FROM audit WHERE details LIKE '%authority of eva%'")]
    assert len(said) == 2, said


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_question_as_it_looks(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, size=size) as ui:
        await open_by_finding(ui, "A-0001")
        await ui.press("F", "1", "1")
        await ui.type("eva")
        await ui.press("tab")
        await ui.type(PIN[:4])
        golden(ui, "authority")


async def test_a_workstation_of_somebody_disabled_stops(work: Office) -> None:
    async with sitting(work) as ui:
        await open_by_finding(ui, "A-0002")
        await ui.press("m")
        people.disable(work.boss, "ana")
        ui.send("x")
        await ui.ended()
        assert ui.app.ending.words.startswith("ana has been disabled: ask an admin.")
    assert queue.open_account(work.desk("ben"), work.accounts[1]) is not None


# What ana may do, and does elsewhere: on her own accounts and for herself.
MAY = {"next", "undo", "find", "promises", "outcomes", "day", "demo", "unmatched", "arrangements", "approvals"}
MAY |= {"export", "server"}  # files of one's own; a program of the host that opens no database
MAY |= {"prices", "payer"}  # everybody's to look at, and insurers to keep as well
MAY |= {"document", "print-run"}  # by themselves about no account: what is not theirs is refused where it is read
TRIED: tuple[tuple[str, str], ...] = (
    # People and settings are an admin's or a supervisor's.
    ("users add zoe --name Zoe", "manage people"),
    ("users role ana supervisor", "manage people"),
    ("users scope ana --all", "manage people"),
    ("users team ana --none", "manage people"),
    ("users disable ben", "manage people"),
    ("users enable ben", "manage people"),
    ("teams add east", "manage people"),
    ("ssh list", "manage keys"),
    ("ssh revoke ana SHA256:none", "manage keys"),
    ("clients add NEW --name New", "manage clients"),
    ("clients set HOSP --name Mine", "manage clients"),
    ("worklists add mine --name Mine", "manage worklists"),
    ("rescore", "rescore"),
    ("backup {folder}/kept.db", "back up the database"),
    ("restore {folder}/kept.db", "restore"),
    ("copy --to {folder}/copy.db", "copy the database"),
    ("import accounts {folder}/file.csv --client HOSP", "import"),
    ("import payments {folder}/file.csv --client HOSP", "import payments"),
    ("import prices {folder}/prices.csv --client HOSP", "manage prices"),
    ("import remittance {folder}/file.csv --client HOSP", "import payments"),
    ("mail deliver --once", "deliver mail"),
    # What takes a supervisor.
    ("adjust A-0002 charge --amount 5 --reason fee", "adjust the ledger"),
    ("reverse 1 --reason mistake", "adjust the ledger"),
    ("approve 1", "approve arrangements"),
    ("addendum 1 more", "correct any call"),
    ("flag A-0001 --lift 1", "lift any flag"),
    ("log-call A-0001 --outcome no_answer --override because", "override contact rules"),
    ("calls --everybody", "see everybody's calls"),
    ("calls --by ben", "see everybody's calls"),
    ("report calls --person ben", "see everybody's figures"),
    ("report aging", "see everybody's figures"),
    ("team", "see the team"),
    ("listen A-0002", "listen in"),
    ("reassign --from main --to ana", "reassign accounts"),
    ("invoice void A-0001-1 --reason mistake", "void invoices"),
    ("audit", "read the audit"),
    ("audit verify", "read the audit"),
    ("doctor", "check the database"),
    # The account of a client that is not hers.
    *(
        (line, "LAKE, which is not among the clients of ana")
        for line in (
            "account L-1",
            "can-call L-1",
            "note L-1 hello",
            "plan L-1 fri",
            "promise L-1 --amount 5 --by fri",
            "pay L-1 --amount 5",
            "phone L-1 add 2125550177",
            "flag L-1 attorney",
            "flag L-1 --list",
            "ledger L-1",
            "arrange L-1 --instalments 2 --dry-run",
            "arrangements L-1",
            "log-call L-1 --outcome no_answer",
            "unmatched match 1 L-1",
            "ask L-1 write-off --amount 5 --reason small",
            "invoice new L-1",
            "invoice verify --account L-1",
            "invoice verify L-1-1",
            "invoice dispute L-1-1 --reason wrong",
            "customer set L-1 --street Elsewhere",
            "coverage list L-1",
            "statement L-1 --to {folder}/L-1.pdf",
            "letter reminder L-1 --to {folder}/L-1.pdf",
            "documents L-1",
            "remittance of L-1",
            "claim make L-1-1",
            "claim explain L-1",
            "assistance show L-1",
            "assistance set L-1 --applied today",
        )
    ),
    ("invoice verify --client LAKE", "LAKE is not among the clients of ana"),
    ("list ben", "You have no worklist ben"),
)


def test_on_the_command_line(work: Office, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("account,amount,paid on\nA-0001,5.00,2026-11-20\n")
    (tmp_path / "prices.csv").write_text("code,description,price\n99213,Visit,120.00\n")
    before = stored(work)
    who = ["--db", work.where, "--as", "ana", "--now", NOON.isoformat()]
    for line, sentence in TRIED:
        result = CliRunner().invoke(cli, [*who, *line.format(folder=tmp_path).split()])
        assert result.exit_code == 1, (line, result.output)
        assert result.stdout == "", line
        assert sentence in result.stderr, (line, result.stderr)
        assert result.stderr.count("\n") == 1
    assert stored(work) == before
    assert not (tmp_path / "copy.db").exists()
    tried = {line.split()[0] for line, _ in TRIED}
    every = {name for group in COMMANDS.values() for name in group}
    assert every - tried - MAY == set(), "say here what a collector may not do with it"


def test_on_the_command_line_with_a_supervisors_pin(work: Office) -> None:
    who = ["--db", work.where, "--as", "ana", "--now", NOON.isoformat()]
    line = ["adjust", "A-0002", "charge", "--amount", "5", "--reason", "fee", "--authority", "eva"]

    def run(*words: str, pin: str = "") -> Any:
        ask_pin.cache_clear()
        return CliRunner().invoke(cli, [*who, *words], input=f"{pin}\n")

    wrong = run(*line, pin=WRONG)
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "That is not the PIN of eva: 4 more wrong ones" in wrong.stderr
    right = run(*line, pin=PIN)
    assert right.exit_code == 0, right.output
    assert "$5.00 charged on A-0002" in right.stdout
    assert PIN not in right.output
    for still, permission in (("users disable ben", "manage people"), ("calls --everybody", "see everybody's calls")):
        other = run(*still.split(), "--authority", "eva", pin=PIN)
        assert other.exit_code == 1
        assert f"ana may not {permission}" in other.stderr, "that is not lent"
    assert run(*line[:-2]).exit_code == 1, "nothing is left of it"
