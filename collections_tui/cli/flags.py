"""The command about what is known of contact with a customer: `flag`."""

from __future__ import annotations

from collections.abc import Iterable

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.contact.flags import FLAGS, Ask, FlagSpec
from collections_tui.services import accounts, flags
from collections_tui.services.views import FlagLine

_NOTHING = "Nothing is known about contact on this account: set a flag with collections-tui flag NUMBER KIND."


def _help_of(spec: FlagSpec) -> str:
    """One kind of flag for the help: what it is called, what it is about, what it asks."""
    asks = " ".join(map(_ask, spec.asks))
    about = {"number": ", --phone", "account": ", --all-accounts" if spec.all_accounts else ""}.get(spec.scope, "")
    return f"{spec.kind} ({spec.words}{about}){': ' if asks else ''}{asks}"


def _ask(ask: Ask) -> str:
    """What must be said; in brackets what need not be."""
    form = "|".join(value for value, _ in ask.options) or ("DATE" if ask.kind in ("day", "past_day") else "…")
    return f"{ask.name}={form}" if ask.required and not ask.preset else f"[{ask.name}={form}]"


def _as_pair(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return what was said as name=value; click calls this."""
    pairs = {}
    for text in values:
        name, is_there, value = text.partition("=")
        if not is_there or not name.strip():
            raise click.BadParameter(f'“{text}” is no name=value, such as name="Smith & Co".', ctx, param)
        if name.strip() in pairs:
            raise click.BadParameter(f"{name.strip()} is said twice.", ctx, param)
        pairs[name.strip()] = value
    return pairs


@click.command(
    "flag", epilog="\b\nThe kinds, and what each asks:\n" + "\n".join(f"  {_help_of(spec)}" for spec in FLAGS)
)
@click.argument("number")
@click.argument("kind", required=False)
@click.option("--set", "typed", multiple=True, metavar="NAME=VALUE", callback=_as_pair, help="What the flag asks for.")
@click.option("--phone", metavar="PHONE", help="The number it is about, in any spelling.")
@click.option("--all-accounts", is_flag=True, help="It is about all accounts of the customer.")
@click.option("--list", "listing", is_flag=True, help="Show what is known; also without KIND.")
@click.option("--lift", type=int, metavar="ID", help="End the flag of this ID.")
@common
@click.pass_context
def flag_command(
    ctx: click.Context, number: str, kind: str | None, typed: dict[str, str], phone: str | None, all_accounts: bool,
    listing: bool, lift: int | None,
) -> None:  # fmt: skip
    """Note what is known about contact with the customer of account NUMBER: who speaks for them, when not to call.

    JSON: [{"id", "kind", "words", "source", "by", "may_lift", "phone", "all_accounts", "since", "until",
    "details"}], all flags of the account as they are afterwards.
    """
    _check(ctx, kind, bool(typed or phone or all_accounts), listing, lift)
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        said = ""
        if lift is not None:
            said = flags.lift(desk, account_id, lift)
        elif kind is not None:
            name = kind.replace("-", "_")
            said = flags.set_flag(desk, account_id, name, typed, phone=phone or "", everywhere=all_accounts)
        known = flags.of_account(desk, account_id)
    if settings().json:
        say_json([flag_json(line) for line in known])
    elif said:
        say(said)
    else:
        _say_flags(known)


def flag_json(line: FlagLine) -> dict[str, object]:
    """Return a flag as programs read it."""
    told: dict[str, object] = line._asdict()
    flag = line.flag
    del told["flag"]
    if flag is None:
        return told
    return told | {
        "phone": flag.e164,
        "all_accounts": flag.account_id is None,
        "since": flag.since,
        "until": flag.until,
        "details": dict(flag.details),
    }


def _check(ctx: click.Context, kind: str | None, more: bool, listing: bool, lift: int | None) -> None:
    """Pass if one thing is asked, and nothing is said that it has no use for."""
    asked = (kind is not None) + listing + (lift is not None)
    if asked > 1:
        raise click.UsageError("Say one of KIND, --list and --lift.", ctx)
    if more and kind is None:
        raise click.UsageError("--set, --phone and --all-accounts go with the KIND of flag that is set.", ctx)


def _say_flags(known: Iterable[FlagLine]) -> None:
    rows = [(line.id, line.kind, line.words, line.by or "file", line.source) for line in known]
    say_table((">id", "kind", "what", "by", "source"), rows, empty=_NOTHING)
