"""The commands about who works here: `users` and `teams`."""

from __future__ import annotations

from typing import get_args

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.records import Person, Role
from collections_tui.services import authority, clients, people, teams
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import check_login, system_login

NO_USERS = "Nobody works here yet: add the first with collections-tui users add LOGIN --name NAME --role ROLE."
NO_TEAMS = "No teams yet: add one with collections-tui teams add CODE --name NAME."
_ROLES = click.Choice(get_args(Role))


@click.group("users", invoke_without_command=True)
@common
@click.pass_context
def users_group(ctx: click.Context) -> None:
    """List the people who work here, add one, say what they may do, or let them in no more."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(users_list_command)


@users_group.command("list")
@common
def users_list_command() -> None:
    """List the people who work here.

    JSON: [{"login", "name", "role", "roles", "disabled", "team", "clients"}], where "role" is the first of "roles", and
    no "clients" are all of them.
    """
    with settings().desk() as desk:
        everyone = people.everyone(desk)
        codes = _codes(desk)
    if settings().json:
        say_json([person_json(person, codes) for person in everyone])
        return
    titles = ("login", "name", "roles", "team", "clients", "")
    say_table(titles, (_person_row(person, codes) for person in everyone), empty=NO_USERS)


@users_group.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The name others see.")
@click.option(
    "--role", "roles", multiple=True, type=_ROLES, default=("collector",), show_default=True,
    help="What they may do; may be given several times.",
)  # fmt: skip
@common
def users_add_command(login: str, name: str, roles: tuple[Role, ...]) -> None:
    """Add somebody who signs in as LOGIN.

    Whoever makes a new database is its first user, as admin and supervisor; also when it is themselves they add.
    """
    said = settings()
    check_login(login)
    own = login == (said.user or system_login())
    with said.desk(create=True, name=(lambda _: name) if own else None) as desk:
        person = people.add(desk, login, name, roles)
        codes = _codes(desk)
    if said.json:
        say_json(person_json(person, codes))
        return
    if own:
        say(f"You are the first user of this database, {person.name}, and so its {' and '.join(person.roles)}.")
        return
    say(f"{person.name} may now work here as {', '.join(person.roles)}, signing in as {person.login}.")


@users_group.command("role")
@click.argument("login")
@click.argument("roles", nargs=-1, required=True, type=_ROLES)
@common
def users_role_command(login: str, roles: tuple[Role, ...]) -> None:
    """Give LOGIN these ROLES instead of those they had.

    Workstations that they have open are refused at once.

    JSON: as of `users list`, of one person.
    """
    with settings().desk() as desk:
        person = people.set_roles(desk, login, roles)
        codes = _codes(desk)
    _say(person, codes, f"{person.name} may now work here as {', '.join(person.roles)}.")


@users_group.command("scope")
@click.argument("login")
@click.argument("codes", nargs=-1, metavar="[CLIENT]...")
@click.option("--all", "everything", is_flag=True, help="All clients again.")
@common
@click.pass_context
def users_scope_command(ctx: click.Context, login: str, codes: tuple[str, ...], everything: bool) -> None:
    """Limit LOGIN to the accounts of these CLIENTS, and those on the worklists that they work.

    JSON: as of `users list`, of one person.
    """
    if bool(codes) == everything:
        raise click.UsageError("Say the clients, or --all.", ctx)
    with settings().desk() as desk:
        person = people.set_scope(desk, login, codes)
        names = _codes(desk)
    whose = f"those of {', '.join(sorted(names[one] for one in person.scope))}" if person.scope else "all of them"
    rest = ", besides those on their worklists" if person.scope else ""
    _say(person, names, f"Accounts that {person.name} sees: {whose}{rest}.")


@users_group.command("team")
@click.argument("login")
@click.argument("team", required=False)
@click.option("--none", "no_team", is_flag=True, help="Out of their team.")
@common
@click.pass_context
def users_team_command(ctx: click.Context, login: str, team: str | None, no_team: bool) -> None:
    """Put LOGIN into TEAM, whose worklists they work from then on.

    JSON: as of `users list`, of one person.
    """
    if bool(team) == no_team:
        raise click.UsageError("Say the team, or --none.", ctx)
    with settings().desk() as desk:
        person = people.set_team(desk, login, team or "")
        codes = _codes(desk)
    _say(person, codes, f"{person.name} is now in {'no team' if no_team else f'team {person.team}'}.")


@users_group.command("disable")
@click.argument("login")
@common
def users_disable_command(login: str) -> None:
    """Let LOGIN sign in no more. The accounts they have in hand are free; what they own is nobody's meanwhile.

    JSON: as of `users list`, of one person.
    """
    with settings().desk() as desk:
        person = people.disable(desk, login)
        codes = _codes(desk)
    _say(person, codes, f"{person.name} is disabled: open workstations of theirs are refused from now on.")


@users_group.command("enable")
@click.argument("login")
@common
def users_enable_command(login: str) -> None:
    """Let LOGIN sign in again, as who they were.

    JSON: as of `users list`, of one person.
    """
    with settings().desk() as desk:
        person = people.enable(desk, login)
        codes = _codes(desk)
    _say(person, codes, f"{person.name} may sign in again as {', '.join(person.roles)}.")


@users_group.command("pin")
@common
def users_pin_command() -> None:
    """Set my PIN, which is asked for, twice.

    It opens my locked screen; a supervisor's also lends their authority for one action at somebody else's keyboard.
    """
    pin = click.prompt("New PIN", hide_input=True, confirmation_prompt="And again", err=True)
    with settings().desk() as desk:
        done = authority.set_pin(desk, pin.strip())
    if settings().json:
        say_json({"login": settings().user or system_login(), "set": True})
    else:
        say(done)


@click.group("teams", invoke_without_command=True)
@common
@click.pass_context
def teams_group(ctx: click.Context) -> None:
    """List the teams, or add one."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(teams_list_command)


@teams_group.command("list")
@common
def teams_list_command() -> None:
    """List the teams and who is in them.

    JSON: [{"code", "name", "people"}], the people by their logins.
    """
    with settings().desk() as desk:
        every = teams.every(desk)
    if settings().json:
        say_json([{"code": team.code, "name": team.name, "people": list(team.people)} for team in every])
        return
    rows = ((team.code, team.name, " ".join(team.people)) for team in every)
    say_table(("code", "name", "people"), rows, empty=NO_TEAMS)


@teams_group.command("add")
@click.argument("code")
@click.option("--name", default="", help="The name others see; otherwise the code.")
@common
def teams_add_command(code: str, name: str) -> None:
    """Add the team CODE.

    JSON: {"code", "name", "people"}.
    """
    with settings().desk() as desk:
        team = teams.add(desk, code, name)
    if settings().json:
        say_json({"code": team.code, "name": team.name, "people": []})
        return
    say(f"Team {team.code}, {team.name}, is ready: collections-tui users team LOGIN {team.code} puts people into it.")


def person_json(person: Person, codes: dict[int, str]) -> dict[str, object]:
    """Return a person as programs read one; ``codes`` are those of the clients."""
    return {
        "login": person.login,
        "name": person.name,
        "role": person.roles[0],
        "roles": list(person.roles),
        "disabled": person.disabled,
        "team": person.team,
        "clients": sorted(codes[one] for one in person.scope),
    }


def _codes(desk: Desk) -> dict[int, str]:
    return {client.id: client.code for client in clients.every(desk)}


def _say(person: Person, codes: dict[int, str], sentence: str) -> None:
    if settings().json:
        say_json(person_json(person, codes))
    else:
        say(sentence)


def _person_row(person: Person, codes: dict[int, str]) -> tuple[str, ...]:
    whose = " ".join(sorted(codes[one] for one in person.scope)) or "all"
    return person.login, person.name, ", ".join(person.roles), person.team, whose, "disabled" if person.disabled else ""
