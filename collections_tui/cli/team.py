"""The commands of supervisors who look: `team` shows the floor, `listen` what a colleague has typed."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.dates import say_moment
from collections_tui.domain.floor import Size, say_minutes
from collections_tui.domain.money import format_cents
from collections_tui.services import accounts, listening, team
from collections_tui.services.desk import Desk
from collections_tui.services.team_views import Money, Ownerless, Seat, Team


@click.command("team")
@common
def team_command() -> None:
    """Show everybody: what they have to work on, whom they talk to now, and their figures of today.

    Worklists that nobody works any more stand below. "queue" are the accounts of all worklists somebody takes from,
    "due" those of them due today, "callable_now" those that may be called at this moment. Of an account that is none of
    your clients' "number" and "customer" are null.

    JSON: {"at", "people": [{"login", "name", "team", "roles", "worklists", "queue", "due", "callable_now",
    "account": {"number", "customer", "since", "call_since"} or null, "last": {"at", "action", "account"} or null,
    "worked", "calls", "right_party", "promised": {CURRENCY: CENTS}, "collected": {CURRENCY: CENTS}}], "ownerless":
    [{"code", "name", "queue", "due", "callable_now"}]}.
    """
    with settings().desk() as desk:
        found = team.look(desk)
        assert found is not None, "there is nothing that it could be the same as"
        if settings().json:
            say_json(team_json(found))
            return
        rows = [_row(desk, seat, found) for seat in found.seats]
    titles = (
        "who", "team", ">queue", ">due", ">now", ">worked", ">RPC", ">promised", ">collected", "at this moment", "last"
    )  # fmt: skip
    say_table(titles, rows, empty="Nobody works here.")
    for left in found.ownerless:
        size = left.size
        say(f"Nobody works {left.code} ({left.name}): {size.accounts:,} accounts, {size.callable_now:,} callable now.")


@click.command("listen")
@click.argument("number")
@common
def listen_command(number: str) -> None:
    """Show who works on account NUMBER at this moment, and what they have typed of a call; nothing is claimed.

    JSON: {"account", "by", "since", "call_since", "typed": {LABEL: TEXT}}; "by" is null where nobody works on it.
    """
    with settings().desk() as desk:
        heard = listening.heard(desk, accounts.by_number(desk, number))
        today = desk.today()
        hours = {at: say_moment(desk.local(at), today) for at in (heard.since, heard.call_since) if at} if heard else {}
    if settings().json:
        told = dict(heard.typed) if heard else {}
        by, since, call = (heard.login, heard.since, heard.call_since) if heard else (None, None, None)
        say_json({"account": number, "by": by, "since": since, "call_since": call, "typed": told})
    elif heard is None:
        say(f"Nobody works on {number} at this moment.")
    else:
        doing = (
            f"is in a call since {hours[heard.call_since]}"
            if heard.call_since
            else f"has it since {hours[heard.since]}"
        )
        say(f"{heard.login} {doing}.")
        for label, text in heard.typed:
            say(f"  {label}: {text}" if text else f"  {label}")


def team_json(found: Team) -> dict[str, object]:
    """Return the team as programs read it."""
    return {
        "at": found.at,
        "people": [_seat_json(seat) for seat in found.seats],
        "ownerless": [_ownerless_json(left) for left in found.ownerless],
    }


def _size_json(size: Size) -> dict[str, object]:
    return {"queue": size.accounts, "due": size.due, "callable_now": size.callable_now}


def _seat_json(seat: Seat) -> dict[str, object]:
    having, did = seat.having, seat.did
    return {
        "login": seat.login,
        "name": seat.name,
        "team": seat.team or None,
        "roles": seat.roles,
        "worklists": seat.worklists,
        **_size_json(seat.size),
        "account": having
        and {
            "number": having.number or None,
            "customer": having.customer or None,
            "since": having.since,
            "call_since": having.call_since,
        },
        "last": did and {"at": did.at, "action": did.action, "account": did.number or None},
        "worked": seat.worked,
        "calls": seat.calls,
        "right_party": seat.right_party,
        "promised": dict(seat.promised),
        "collected": dict(seat.collected),
    }


def _ownerless_json(left: Ownerless) -> dict[str, object]:
    return {"code": left.code, "name": left.name, **_size_json(left.size)}


def _row(desk: Desk, seat: Seat, found: Team) -> tuple[object, ...]:
    size, did = seat.size, seat.did
    last = f"{desk.local(did.at):%d %b %H:%M} {did.action} {did.number}".rstrip() if did else ""
    return (
        seat.login, seat.team, f"{size.accounts:,}", f"{size.due:,}", f"{size.callable_now:,}", seat.worked,
        seat.right_party, _money(seat.promised), _money(seat.collected), _doing(seat, found), last,
    )  # fmt: skip


def _doing(seat: Seat, found: Team) -> str:
    having = seat.having
    if having is None:
        return ""
    if having.call_since is None:
        return f"at {having.shown}"
    return f"calls {having.shown}, {say_minutes(having.call_since, found.at)}"


def _money(amounts: Money) -> str:
    return " + ".join(format_cents(cents, currency) for currency, cents in amounts)
