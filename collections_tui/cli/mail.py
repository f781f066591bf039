"""The commands about what is mailed: `mail` and what stands under it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from collections_tui.cli.options import as_path, common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.cli.sending import send_letter_command
from collections_tui.domain.post import STATES, Delivery, DeliveryState, Refusal, Way
from collections_tui.services import deliveries
from collections_tui.services.mail import LISTED
from collections_tui.services.post_words import outcome

_NOTHING = "Nothing waits, and nothing went wrong: everything that was sent has gone out."


@click.group("mail", invoke_without_command=True)
@common
@click.pass_context
def mail_group(ctx: click.Context) -> None:
    """List what waits to go out or did not arrive; send it, look after it, and after addresses.

    JSON: what `mail list` answers.
    """
    if ctx.invoked_subcommand is None:
        _list(deliveries.OPEN, None, LISTED)


@mail_group.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only what is so; may be repeated.")
@click.option("--way", type=click.Choice(get_args(Way)), help="Only what is mailed, or printed.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=LISTED, help="How many to show.")
@common
def list_command(states: tuple[DeliveryState, ...], way: Way | None, limit: int) -> None:
    """List what waits, what did not arrive, and what nobody knows about; or what is in any other state.

    JSON: [{"id", "document", "account", "client", "kind", "title", "way", "address", "state", "tries", "next_at",
    "said", "queued_at", "by", "ended_at"}].
    """
    _list(states or deliveries.OPEN, way, limit)


def _list(states: tuple[DeliveryState, ...], way: Way | None, limit: int) -> None:
    with settings().desk() as desk:
        found = deliveries.listed(desk, states, way, limit)
        rows = [
            (one.id, f"{desk.local(one.queued_at):%Y-%m-%d %H:%M}", one.account, one.title, outcome(one), one.said)
            for one in found
        ]
    if settings().json:
        say_json([delivery_json(one) for one in found])
        return
    say_table((">id", "queued", "account", "document", "what became of it", "said"), rows, empty=_NOTHING)


@mail_group.command("show")
@click.argument("delivery", type=int)
@click.option("--to", "file", metavar="FILE", callback=as_path, help="Write the message into it, as it goes out.")
@common
def show_command(delivery: int, file: Path | None) -> None:
    """Show the DELIVERY of this ID; or write its message, to the byte as the mail server gets it.

    JSON: as one of `mail list`; {"id", "file"} of what is written.
    """
    with settings().desk() as desk:
        if file is not None:
            said = deliveries.write_message(desk, delivery, file)
        else:
            one = deliveries.view(desk, delivery)
    if file is not None:
        _answer({"id": delivery, "file": str(file)}, said)
    elif settings().json:
        say_json(delivery_json(one))
    else:
        for name, value in delivery_json(one).items():
            say(f"{name:<10} {'' if value is None else value}".rstrip())


@mail_group.command("retry")
@click.argument("numbers", type=int, nargs=-1, metavar="DELIVERY...")
@click.option("--unsure", is_flag=True, help="All of which nobody knows whether they went out, up to 10,000.")
@click.option("--print", "printed", is_flag=True, help="By the print run instead.")
@common
@click.pass_context
def retry_command(ctx: click.Context, numbers: tuple[int, ...], unsure: bool, printed: bool) -> None:
    """Let deliveries of these IDs go out after all: they failed, came back, were cancelled, or nobody knows.

    JSON: [as one of `mail list`].
    """
    if bool(numbers) is unsure:
        raise click.UsageError("Say which, by ID, or --unsure.", ctx)
    with settings().desk() as desk:
        which = numbers or [one.id for one in deliveries.listed(desk, ("unsure",), limit=10_000)]
        done = [deliveries.retry(desk, one, printed=printed) for one in which]
    if settings().json:
        say_json([delivery_json(one) for one in done])
        return
    for one in done:
        say(_said(one))
    if not done:
        say("Of everything it is known whether it went out.")


@mail_group.command("doubt")
@common
def doubt_command() -> None:
    """Let nothing go out by itself that waits now: after a server's database was restored from a dump.

    It may have gone out since that was made. `restore` does this for a file by itself.

    JSON: {"unsure"}.
    """
    with settings().desk() as desk:
        number = deliveries.doubt(desk)
    _answer({"unsure": number}, f"{number:,} are unsure: `mail list --state unsure` lists them.")


@mail_group.command("cancel")
@click.argument("delivery", type=int)
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@common
def cancel_command(delivery: int, reason: str) -> None:
    """Take the DELIVERY of this ID out of the queue before it goes out.

    JSON: as one of `mail list`.
    """
    with settings().desk() as desk:
        _tell(deliveries.cancel(desk, delivery, reason))


@mail_group.command("bounced")
@click.argument("file", metavar="FILE", callback=as_path)
@common
def bounced_command(file: Path) -> None:
    """Read FILE, a report that a message could not be delivered: its address is marked, its document printed.

    JSON: [{"address", "said", "deliveries", "refused", "delayed"}].
    """
    from collections_tui.services.bounces import bounced

    with settings().desk() as desk:
        found = bounced(desk, file)
    if settings().json:
        say_json([
            {"address": one.address, "said": one.words, "deliveries": list(one.delivery_ids), "refused": one.refused,
             "delayed": one.delayed}
            for one in found
        ])  # fmt: skip
        return
    for one in found:
        ids = ", ".join(map(str, one.delivery_ids))
        if not ids:
            say(f"{one.address}: nothing of ours ({one.words}).")
        elif one.delayed:
            say(f"{one.address}: delivery {ids} is still being tried elsewhere ({one.words}).")
        else:
            more = " Nothing is mailed there any more." if one.refused else ""
            say(f"{one.address}: delivery {ids} came back ({one.words}).{more}")


@mail_group.command("refuse")
@click.argument("address")
@click.option("--because", "words", default="", metavar="TEXT", help="What was said.")
@common
def refuse_command(address: str, words: str) -> None:
    """Mail nothing to ADDRESS any more: its customer wants letters. What waits for it is printed.

    JSON: {"address", "refused"}.
    """
    with settings().desk() as desk:
        said = deliveries.refuse(desk, address, words)
    _answer({"address": address, "refused": True}, said)


@mail_group.command("allow")
@click.argument("address")
@common
def allow_command(address: str) -> None:
    """Mail to ADDRESS again.

    JSON: {"address", "refused"}.
    """
    with settings().desk() as desk:
        said = deliveries.allow(desk, address)
    _answer({"address": address, "refused": False}, said)


@mail_group.command("refused")
@click.option("--limit", type=click.IntRange(1, 10_000), default=LISTED, help="How many to show.")
@common
def refused_command(limit: int) -> None:
    """List the addresses to which nothing is mailed, and why.

    JSON: [{"address", "kind", "at", "by", "words"}].
    """
    with settings().desk() as desk:
        found = deliveries.refusals(desk, limit)
        rows = [(one.address, one.kind, f"{desk.local(one.at):%Y-%m-%d}", one.by, one.words) for one in found]
    if settings().json:
        say_json([_refusal_json(one) for one in found])
        return
    say_table(("address", "kind", "since", "by", "what was said"), rows, empty="Every address is mailed to.")


@mail_group.command("check")
@common
def check_command() -> None:
    """Sign in at the mail server without sending anything.

    JSON: {"said"}.
    """
    from collections_tui.services.sender import check

    with settings().desk() as desk:
        said = check(desk)
    _answer({"said": said}, said)


@mail_group.command("deliver")
@click.option("--once", is_flag=True, help="What may be sent now, and no more; so it is without --every too.")
@click.option("--every", type=click.IntRange(1, 86_400), metavar="SECONDS", help="Look again and again, until ctrl+c.")
@click.option("--limit", type=click.IntRange(1, 100_000), metavar="N", help="At most so many.")
@click.option("--systemd", is_flag=True, help="Print what systemd has to be told instead.")
@common
@click.pass_context
def deliver_command(ctx: click.Context, once: bool, every: int | None, limit: int | None, systemd: bool) -> None:
    """Mail what waits for it: hand each message to the mail server, once.

    Several may do so at once. It exits with 1 where the server cannot be reached; what waits then waits on.

    JSON: {"sent", "later", "bounced", "failed", "unsure"}; with --systemd {"unit", "text"}.
    """
    from collections_tui.cli.mail_sender import deliver_again_and_again, deliver_once, print_unit

    if once and every is not None:
        raise click.UsageError("Say either --once or --every, not both.", ctx)
    if systemd:
        print_unit(every)
    elif every is not None:
        deliver_again_and_again(every)
    else:
        deliver_once(limit)


mail_group.add_command(send_letter_command)


def delivery_json(one: Delivery) -> dict[str, object]:
    """Return a delivery as programs read one."""
    kept = (
        "id", "account", "client", "kind", "title", "way", "address", "state", "tries", "next_at", "said", "queued_at",
        "by", "ended_at",
    )  # fmt: skip
    return {"document": one.document_id} | {field: getattr(one, field) for field in kept}


def _refusal_json(one: Refusal) -> dict[str, object]:
    return dict(one._asdict())


def _tell(one: Delivery) -> None:
    _answer(delivery_json(one), _said(one))


def _said(one: Delivery) -> str:
    return f"{one.account}: {one.title} {outcome(one)}."


def _answer(value: object, said: str) -> None:
    if settings().json:
        say_json(value)
    else:
        say(said)
