"""`users`, `teams` and `clients`."""

from pathlib import Path

from click.testing import CliRunner

from collections_tui.cli.main import cli
from tests.cli.conftest import Shell


def test_people_are_added_and_listed(boss: Shell) -> None:
    zoe = {
        "login": "zoe",
        "name": "Zoë Ng",
        "role": "supervisor",
        "roles": ["supervisor", "collector"],
        "disabled": False,
        "team": "",
        "clients": [],
    }
    roles = ("--role", "supervisor", "--role", "collector", "--role", "supervisor")
    assert boss.json("users", "add", "zoe", "--name", "Zoë Ng", *roles) == zoe
    listed = boss.json("users", "list")
    assert zoe in listed
    assert [person["login"] for person in listed] == ["ana", "ben", "boss", "olga", "zoe"]
    assert boss.json("users") == listed
    assert "zoe    Zoë Ng  supervisor, collector        all" in boss.run("users").stdout


def test_a_new_person_is_a_collector_and_may_sign_in(boss: Shell) -> None:
    said = boss.run("users", "add", "zoe", "--name", "Zoë Ng").stdout
    assert said == "Zoë Ng may now work here as collector, signing in as zoe.\n"
    assert Shell(boss.database, "zoe").json("next")["account"] is not None


def test_people_change(boss: Shell) -> None:
    boss.run("teams", "add", "east", "--name", "East coast")
    assert boss.run("users", "team", "ana", "east").stdout == "Ana is now in team east.\n"
    assert boss.json("teams") == [{"code": "east", "name": "East coast", "people": ["ana"]}]
    said = boss.run("users", "scope", "ana", "HOSP").stdout
    assert said == "Accounts that Ana sees: those of HOSP, besides those on their worklists.\n"
    assert boss.run("users", "role", "ana", "supervisor", "collector").stdout.startswith("Ana may now work here as sup")
    ana = next(one for one in boss.json("users") if one["login"] == "ana")
    assert (ana["roles"], ana["team"], ana["clients"]) == (["supervisor", "collector"], "east", ["HOSP"])
    assert "ana    Ana   supervisor, collector  east  HOSP" in boss.run("users").stdout
    assert boss.json("users", "scope", "ana", "--all")["clients"] == []
    assert boss.json("users", "team", "ana", "--none")["team"] == ""
    assert "east  East coast" in boss.run("teams", "list").stdout
    for words in (("users", "scope", "ana"), ("users", "scope", "ana", "HOSP", "--all"), ("users", "team", "ana")):
        assert "Say the" in boss.run(*words, exit_code=2).stderr


def test_whoever_is_disabled_works_no_more_and_what_they_own_is_nobodys(boss: Shell, shell: Shell) -> None:
    boss.run("worklists", "add", "own", "--name", "Own", "--member", "ana")
    shell.run("next")
    assert boss.run("users", "disable", "ana").stdout.startswith("Ana is disabled: open workstations")
    assert "ana has been disabled: ask an admin." in shell.refused("next")
    assert "disabled" in boss.run("users").stdout
    own = next(one for one in boss.json("worklists") if one["code"] == "own")
    assert (own["owner"], own["ownerless"]) == (None, True)
    assert "own       Own   nobody" in boss.run("worklists").stdout
    assert boss.json("users", "enable", "ana")["disabled"] is False
    assert shell.json("next")["account"] is not None
    assert "boss is the only admin" in boss.refused("users", "role", "boss", "collector")


def test_a_pin_is_asked_for_and_shown_nowhere(boss: Shell) -> None:
    typed = CliRunner().invoke(
        cli, ["--db", str(boss.database), "--as", "boss", "users", "pin"], input="270461\n270461\n"
    )
    assert typed.exit_code == 0, typed.output
    assert "Your PIN is set" in typed.stdout
    assert "270461" not in typed.output


def test_only_an_admin_adds_people(shell: Shell) -> None:
    assert "ana may not manage people" in shell.refused("users", "add", "zoe", "--name", "Zoë")
    assert "zoe" not in shell.run("users").stdout


def test_a_login_that_is_taken_or_impossible_is_refused(boss: Shell) -> None:
    assert "already signs in as ana" in boss.refused("users", "add", "ana", "--name", "Ana")
    assert "cannot be a login" in boss.refused("users", "add", "a b", "--name", "A")


def test_an_unknown_login_is_told_the_command_that_adds_it(boss: Shell) -> None:
    sentence = Shell(boss.database, "zoe").refused("next")
    assert "collections-tui users add zoe --name NAME --role collector" in sentence


def test_whoever_adds_the_first_person_to_a_new_database_is_its_first_user(tmp_path: Path) -> None:
    first = Shell(tmp_path / "new.db", "ana")
    first.run("users", "add", "ben", "--name", "Ben")
    ana, ben = first.json("users")
    assert (ana["login"], ana["name"], ana["roles"]) == ("ana", "ana", ["admin", "supervisor"])
    assert (ben["login"], ben["roles"]) == ("ben", ["collector"])


def test_clients_are_added_and_listed(boss: Shell) -> None:
    words = ("--name", "Lakeside Dental", "--party", "first", "--sector", "medical", "--phone", "(312) 555-0100")
    added = boss.json("clients", "add", "DENT", *words, "--currency", "eur")
    assert added == {
        "code": "DENT",
        "name": "Lakeside Dental",
        "party": "first",
        "sector": "medical",
        "currency": "EUR",
        "phone": "(312) 555-0100",
        "policy": "",
        "hospital": False,
        "states": [],
    }
    assert [client["code"] for client in boss.json("clients", "list")] == ["DENT", "HOSP"]
    assert "Lakeside Dental" in boss.run("clients").stdout
    assert "There already is a client DENT" in boss.refused("clients", "add", "DENT", "--name", "x")


def test_a_new_database_says_how_to_go_on(tmp_path: Path) -> None:
    first = Shell(tmp_path / "new.db")
    first.run("users", "add", "ben", "--name", "Ben")
    assert "clients add" in first.run("clients").stdout
    assert "import accounts" in first.run("worklists").stdout
