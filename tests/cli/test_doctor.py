"""`doctor`: one line for each kind of figure, the exit code of a nightly job, and what it mends."""

import json

from tests.build import Office
from tests.cli.conftest import Shell


def test_what_is_wrong_is_said_with_its_kind_and_mended_by_an_admin(work: Office, boss: Shell, shell: Shell) -> None:
    assert {line.split()[0] for line in boss.run("doctor").stdout.splitlines()} == {"ok"}
    with work.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET balance_cents = 1 WHERE id = :id", {"id": work.accounts[2]})
        tx.sql.run("DELETE FROM ledger_sum")
    lines = boss.run("doctor", exit_code=1).stdout.splitlines()
    at = lines.index("WRONG   balances: 1")
    assert lines[at + 1].startswith("    A-0003: kept 1, should be ")
    assert [line.split(":")[0] for line in lines if line.startswith("WRONG")] == [
        "WRONG   balances", "WRONG   sums of the ledger",
    ]  # fmt: skip
    told = json.loads(boss.run("doctor", "--json", exit_code=1).stdout)
    assert (told["accounts"], told["wrong"]) == (20, 1 + told["figures"][-1]["wrong"])
    assert told["figures"][0]["examples"][0]["where"] == "A-0003"
    assert shell.refused("doctor").startswith("ana may not check the database")
    mended = boss.run("doctor", "--repair").stdout.splitlines()
    assert "mended  balances: 1 were wrong" in mended
    assert {line.split()[0] for line in boss.run("doctor").stdout.splitlines()} == {"ok"}
