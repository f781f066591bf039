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
    sums = next(one["wrong"] for one in told["figures"] if one["name"] == "sums of the ledger")
    assert (told["accounts"], told["wrong"]) == (20, 1 + sums)
    assert told["figures"][0]["examples"][0]["where"] == "A-0003"
    assert {one["name"]: one["state"] for one in told["checks"]}["pages and indexes"] == "ok"
    assert shell.refused("doctor").startswith("ana may not check the database")
    mended = boss.run("doctor", "--repair").stdout.splitlines()
    assert "mended  balances: 1 were wrong" in mended
    assert {line.split()[0] for line in boss.run("doctor").stdout.splitlines()} == {"ok"}


def test_what_should_be_looked_at_is_told_with_what_to_do_and_is_no_failure(work: Office, boss: Shell) -> None:
    with work.boss.store.write() as tx:
        tx.sql.run(
            "INSERT INTO draft (account_id, collector_id, started_at, updated_at, body) "
            "VALUES (1, 2, '2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z', '{}')"
        )
        tx.sql.run("INSERT INTO session VALUES ('s', 2, 'tty', '2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z')")
    lines = boss.run("doctor").stdout.splitlines()
    at = lines.index("look    drafts: 1")
    assert lines[at + 1].startswith("    A-0001: ana, left lying 2026-11-20 ")
    assert lines[at + 2].startswith("    → Ask them to finish or to drop")
    lines = boss.run("doctor", "--repair").stdout.splitlines()
    assert "mended  sessions: 1" in lines
    assert "look    drafts: 1" in lines
