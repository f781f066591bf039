"""The commands about paying in parts: `arrange` and `arrangements`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import click

from collections_tui.cli.options import as_operation, as_path, common, read_day, settings
from collections_tui.cli.output import say, say_json, say_table, warn
from collections_tui.domain.arrangements.records import Due, PolicyLine, Terms
from collections_tui.domain.arrangements.schedule import EVERY_FORMS, say_every
from collections_tui.domain.arrangements.typed import Typed, terms_of
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.records import Instalment
from collections_tui.services import accounts, arrangements
from collections_tui.services.arrangement_words import say_status

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Worksheet
    from collections_tui.services.arrangement_views import ArrangementView, Preview, Request
    from collections_tui.services.desk import Desk

_Command = TypeVar("_Command", bound=Callable[..., Any])

_NOTHING = "There is none: make one with collections-tui arrange NUMBER."


def with_terms(command: _Command) -> _Command:
    """Let a command take terms, as people say them."""
    for option in reversed(
        (
            click.option("--down", default="", metavar="MONEY", help="The down payment."),
            click.option("--down-on", default="", metavar="DATE", help="When it is paid; otherwise today."),
            click.option("--instalments", default="", metavar="N", help="How many instalments."),
            click.option(
                "--amount", default="", metavar="MONEY", help="How much one is; with N the last may be larger."
            ),
            click.option("--every", default="", metavar="HOW OFTEN", help=f"{EVERY_FORMS}; otherwise month."),
            click.option(
                "--first", default="", metavar="DATE", help="When the first is due; otherwise one step ahead."
            ),
            click.option("--settle", default="", metavar="SHARE", help="What is taken off: 20% or an amount."),
            click.option("--until", default="", metavar="DATE", help="When a settlement has to be paid."),
        )
    ):
        command = option(command)
    return command


@click.command("arrange")
@click.argument("number")
@with_terms
@click.option("--dry-run", is_flag=True, help="Show what it comes to; store nothing.")
@click.option("--instead", type=int, metavar="ID", help="The arrangement or request that it takes the place of.")
@click.option("--letter", callback=as_path, metavar="FILE", help="Write the letter of agreement: .pdf, .txt, .html.")
@click.option("--household", type=int, metavar="N", help="How many people live on the income.")
@click.option("--income", metavar="MONEY", help="What they have a month.")
@click.option("--spend", multiple=True, metavar="WHAT=MONEY", help="Essential spending a month; may be repeated.")
@click.option("--operation-id", callback=as_operation, metavar="ID", help="The same ID twice is one arrangement.")
@common
@click.pass_context
def arrange_command(
    ctx: click.Context, /, number: str, dry_run: bool, instead: int | None, letter: Path | None,
    household: int | None, income: str | None, spend: tuple[str, ...], operation_id: str | None, **said: str,
) -> None:  # fmt: skip
    """Let account NUMBER be paid in parts; outside the client's policy a supervisor has to approve it.

    The instalments begin with the down payment and add up to the total. --spend is one of housing, utilities, food,
    transport, medical, care, taxes, court and other.

    JSON: {"total_cents", "instalments": [{"due", "amount_cents"}], "needs_approval", "policy": [{"id", "ok",
    "text"}]}; unless it is a dry run also "arrangement" and "status".
    """
    if letter is not None and dry_run:
        raise click.UsageError("A dry run stores nothing, so there is nothing to write a letter about.", ctx)
    if (household is None) is not (income is None) or (spend and income is None):
        raise click.UsageError("A worksheet of their means takes --household and --income, then --spend.", ctx)
    with settings().desk() as desk:
        if letter is not None:
            from collections_tui.services.documents import check_file

            check_file(desk, letter)
        account_id = accounts.by_number(desk, number)
        start = arrangements.ground(desk, account_id)
        terms = read_terms(desk, Typed(**given(said)), start.owed_cents, start.currency)
        sheet = _worksheet(household, income, spend, start.currency)
        if dry_run:
            laid = arrangements.preview(desk, account_id, terms, sheet)
            _say_preview(laid, "Nothing is stored: this is a dry run.", {})
            return
        made = arrangements.arrange(
            desk, account_id, terms, operation_id or uuid4().hex, means=sheet, instead_of=instead
        )
        if letter is not None and made.status == "active":
            _write_letter(desk, made.arrangement_id, letter)
    _say_preview(made.preview, f"{made.words}.", {"arrangement": made.arrangement_id, "status": made.status})
    if letter is not None and made.status != "active":
        warn("There is no letter before a supervisor has approved it: write it then, with arrangements --letter.")


@click.command("arrangements")
@click.argument("number", required=False)
@click.option("--asked", is_flag=True, help="Those that wait for a supervisor.")
@click.option("--id", "chosen", type=int, metavar="ID", help="Which one; otherwise the active one, else the request.")
@click.option("--move", type=int, metavar="N", help="Let its instalment N be due on another day.")
@click.option("--to", metavar="DATE", help="The day it is moved to.")
@click.option("--cancel", is_flag=True, help="End it, or take back the request; needs a reason.")
@click.option("--reason", default="", help="Why it is cancelled.")
@click.option("--letter", callback=as_path, metavar="FILE", help="Write its letter of agreement: .pdf, .txt, .html.")
@common
@click.pass_context
def arrangements_command(
    ctx: click.Context, /, number: str | None, asked: bool, chosen: int | None, move: int | None, to: str | None,
    cancel: bool, reason: str, letter: Path | None,
) -> None:  # fmt: skip
    """List the arrangements of account NUMBER; without it the active ones of all accounts, or those --asked for.

    JSON: [{"id", "account", "status", "made_at", "by", "every", "owed_cents", "total_cents", "paid_cents", "until",
    "instalments": [{"number", "due", "amount_cents", "paid_cents", "last_day", "moved_from"}], "asked": [{"id",
    "text"}], "answer", "answered_by", "ended_reason", "means"}].
    """
    acts = (move is not None) + cancel + (letter is not None)
    if acts > 1 or (asked and number) or (acts and number is None):
        raise click.UsageError(
            "Say an account NUMBER with one of --move, --cancel and --letter, or --asked alone.", ctx
        )
    if (move is None) is not (to is None) or (reason and not cancel) or (chosen is not None and not acts):
        raise click.UsageError("--move goes --to a day, and --reason and --id with what is to be done.", ctx)
    with settings().desk() as desk:
        words = ""
        if number is None:
            _say_requests(arrangements.requests(desk) if asked else _active(desk))
            return
        account_id = accounts.by_number(desk, number)
        if acts:
            arrangement = chosen or _which(desk, account_id, number)
            if move is not None and to is not None:
                words = arrangements.move(desk, arrangement, move, read_day(desk, to))
            elif cancel:
                words = arrangements.cancel(desk, arrangement, reason)
            elif letter is not None:
                words = _write_letter(desk, arrangement, letter)
        start = arrangements.ground(desk, account_id)
        found = arrangements.of_account(desk, account_id)
    if settings().json:
        say_json([arrangement_json(view, start.number) for view in found])
    elif words:
        say(words)
    else:
        _say_views(found, start.currency)


def arrangement_json(view: ArrangementView, number: str) -> dict[str, object]:
    """Return an arrangement as programs read it."""
    one = view.arrangement
    return {
        "id": one.id,
        "account": number,
        "status": one.status,
        "made_at": one.made_at,
        "by": one.by,
        "every": say_every(view.terms.every, view.terms.first_on),
        "owed_cents": one.owed_cents,
        "total_cents": one.total_cents,
        "paid_cents": view.paid_cents,
        "until": one.until,
        "instalments": [
            {
                "number": due.number,
                "due": due.due_on,
                "amount_cents": due.amount_cents,
                "paid_cents": due.paid_cents,
                "last_day": due.last_day,
                "moved_from": due.moved_from,
            }
            for due in view.dues
        ],
        "asked": [{"id": line.id, "text": line.text} for line in view.asked],
        "answer": one.answer or None,
        "answered_by": one.answered_by or None,
        "ended_reason": one.ended_reason or None,
        "means": view.means,
    }


def preview_json(laid: Preview) -> dict[str, object]:
    """Return what terms come to, as programs read it."""
    return {
        "total_cents": laid.total_cents,
        "instalments": [{"due": due.due_on, "amount_cents": due.amount_cents} for due in laid.dues],
        "needs_approval": laid.needs_approval,
        "policy": [{"id": line.id, "ok": line.ok, "text": line.text} for line in laid.lines],
    }


# -- reading what was said ------------------------------------------------------------------------------------------


def given(said: dict[str, str]) -> dict[str, str]:
    """Return what was said of the terms, by the names of ``Typed``."""
    return {("number" if name == "instalments" else name): text for name, text in said.items()}


def read_terms(desk: Desk, typed: Typed, owed_cents: int, currency: str) -> Terms:
    """Return terms as they were typed.

    Raises:
        Refused: they are none.
    """
    try:
        return terms_of(typed, owed_cents, desk.today(), currency)
    except ValueError as error:
        raise Refused(str(error)) from None


def _worksheet(household: int | None, income: str | None, spend: Iterable[str], currency: str) -> Worksheet | None:
    if household is None or income is None:
        return None
    from collections_tui.domain.arrangements.means import Worksheet

    spending = []
    try:
        for text in spend:
            what, _, amount = text.partition("=")
            spending.append((what.strip(), parse_cents(amount, currency=currency)))
        return Worksheet(household, parse_cents(income, currency=currency), tuple(spending))
    except ValueError as error:
        raise Refused(str(error)) from None


def _which(desk: Desk, account_id: int, number: str) -> int:
    """The arrangement of an account that is meant: the active one, else the one that waits."""
    start = arrangements.ground(desk, account_id)
    found = start.running or start.asked
    if found is None:
        raise Refused(f"{number} has no arrangement that is active or waits: collections-tui arrange makes one.")
    return found.arrangement.id


def _active(desk: Desk) -> list[Request]:
    """All that are active, page by page."""
    found = arrangements.every(desk)
    while more := arrangements.every(desk, after=found[-1].view.arrangement.id) if found else []:
        found += more
    return found


def _write_letter(desk: Desk, arrangement_id: int, path: Path) -> str:
    from collections_tui.services.documents import write

    return write(desk, "agreement", arrangement_id, path)


# -- printing -------------------------------------------------------------------------------------------------------


def _say_preview(laid: Preview, words: str, more: dict[str, object]) -> None:
    if settings().json:
        say_json(preview_json(laid) | more)
        return
    rows = [(due.number or "down", f"{due.due_on:%a} {due.due_on}", _money(due, laid.currency)) for due in laid.dues]
    say_table((">", "due", ">amount"), [*rows, ("", "in all", format_cents(laid.total_cents, laid.currency))], empty="")
    if laid.means is not None:
        from collections_tui.domain.arrangements.means import say_means

        say(say_means(laid.means, laid.currency))
    for line in laid.lines:
        say(f"{_mark(line)} {line.text}")
    say(words)


def _say_requests(found: list[Request]) -> None:
    if settings().json:
        say_json([arrangement_json(one.view, one.number) for one in found])
        return
    rows = []
    for one in found:
        made, due = one.view.arrangement, one.view.next_due
        asked = "; ".join(line.text for line in one.view.asked)
        total = format_cents(made.total_cents, one.currency)
        rows.append((made.id, one.number, one.customer, total, "" if due is None else due.due_on, made.by, asked))
    say_table((">id", "account", "customer", ">in all", "next", "by", "asked"), rows, empty="There is none.")


def _say_views(found: list[ArrangementView], currency: str) -> None:
    if not found:
        say(_NOTHING)
    for view in found:
        one = view.arrangement
        total, paid = format_cents(one.total_cents, currency), format_cents(view.paid_cents, currency)
        say(f"Arrangement {one.id}: {say_status(one.status)}, {paid} of {total} paid, by {one.by}")
        for line in view.asked:
            say(f"  {line.text}")
        if one.answer:
            say(f"  {one.answered_by}: {one.answer}")
        if one.ended_reason and one.ended_reason != one.answer:
            say(f"  {one.ended_reason}")
        rows = [(due.number or "down", due.due_on, _money(due, currency), *_paid(due, currency)) for due in view.dues]
        say_table((">", "due", ">amount", ">paid", ""), rows, empty="")


def _paid(due: Instalment, currency: str) -> tuple[str, str]:
    moved = f"moved from {due.moved_from}" if due.moved_from else ""
    return (format_cents(due.paid_cents, currency) if due.paid_cents else "", moved)


def _money(due: Due | Instalment, currency: str) -> str:
    return format_cents(due.amount_cents, currency)


def _mark(line: PolicyLine) -> str:
    return "✓" if line.ok else "!" if line.advice else "✗"
