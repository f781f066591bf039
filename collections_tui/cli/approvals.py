"""The commands about approvals: `ask` asks a supervisor, `approvals` lists what waits, `approve` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import click

from collections_tui.cli.arrangements import arrangement_json, given, read_terms, with_terms
from collections_tui.cli.options import as_operation, common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.arrangements.typed import changed, typed_of
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.domain.requests import RequestKind
from collections_tui.services import accounts, approvals, arrangements
from collections_tui.services.approval_views import Approval, Change, Wanted
from collections_tui.services.approval_words import KINDS, say_status

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

WHAT: dict[str, RequestKind] = {"call": "override", "write-off": "write_off", "adjustment": "adjustment"}


@click.command("ask")
@click.argument("number")
@click.argument("what", type=click.Choice(list(WHAT)))
@click.option("--reason", required=True, metavar="TEXT", help="Why; the supervisor reads it, and it is kept.")
@click.option("--phone", metavar="NUMBER", help="Of a call: which number; may be left away where there is one.")
@click.option("--amount", metavar="MONEY", help="How much; an adjustment of -5.00 lowers what is owed.")
@click.option("--to", "invoice", default="", metavar="INVOICE", help="The invoice it is about.")
@click.option("--operation-id", callback=as_operation, metavar="ID", help="The same ID twice is one request.")
@common
@click.pass_context
def ask_command(
    ctx: click.Context, /, number: str, what: str, reason: str, phone: str | None, amount: str | None, invoice: str,
    operation_id: str | None,
) -> None:  # fmt: skip
    """Ask a supervisor for something on account NUMBER: a call that the contact rules block, or an entry in the ledger.

    JSON: {"words"}, the sentence that says what waits.
    """
    kind = WHAT[what]
    if (kind == "override") is (amount is not None) or (phone and kind != "override") or (invoice and not amount):
        raise click.UsageError("A call has a --phone; a write-off or an adjustment has an --amount.", ctx)
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        wanted = Wanted(kind, account_id, reason, invoice=invoice)
        if amount is None:
            wanted = wanted._replace(e164=_number(desk, account_id, phone))
        else:
            wanted = wanted._replace(cents=_cents(amount, accounts.alone(desk, account_id).currency))
        words = approvals.ask(desk, wanted, operation_id or uuid4().hex)
    if settings().json:
        say_json({"words": words})
    else:
        say(words)


@click.command("approvals")
@click.option("--answered", is_flag=True, help="What was answered within the last week.")
@click.option("--take-back", metavar="ID", help="Take back this request of mine.")
@click.option("--reason", default="", help="Why it is taken back.")
@common
@click.pass_context
def approvals_command(ctx: click.Context, /, answered: bool, take_back: str | None, reason: str) -> None:
    """List what waits for a supervisor, the oldest first: everybody's for supervisors and auditors, else mine.

    "id" is A3 for arrangement 3, and R5 for any other request; "kind" is arrangement, settlement, override, adjustment
    or write_off; "status" is waiting, approved, changed, refused, cancelled, used or run out.

    JSON: [{"id", "kind", "status", "account", "client", "customer", "currency", "by", "made_at", "what", "cents",
    "asked_cents", "phone", "reason", "rules": [TEXT], "answered_by", "answered_at", "answer", "until"}].
    """
    if (answered and take_back) or (reason and not take_back):
        raise click.UsageError("--reason goes with --take-back, and --answered alone.", ctx)
    with settings().desk() as desk:
        if take_back:
            say(approvals.take_back(desk, take_back, reason))
            return
        found = approvals.answered(desk) if answered else approvals.waiting(desk)
        days = [f"{desk.local(one.made_at):%d %b %H:%M}" for one in found]
    if settings().json:
        say_json([approval_json(one) for one in found])
        return
    titles = ("id", "asked", "by", "account", "customer", "what", ">in all", "answer" if answered else "why")
    rows = [(one.ref, day, *_row(one, answered)) for one, day in zip(found, days, strict=True)]
    say_table(titles, rows, empty="Nothing was answered." if answered else "Nothing waits for a supervisor.")


@click.command("approve")
@click.argument("request", metavar="ID")
@click.option("--refuse", is_flag=True, help="Refuse it instead; needs a reason.")
@click.option("--reason", default="", help="Why; whoever asked is told, and the customer.")
@click.option("--minutes", type=int, metavar="N", help="Of a call: within how many minutes it has to begin.")
@with_terms
@common
def approve_command(request: str, refuse: bool, reason: str, minutes: int | None, **said: str) -> None:
    """Approve the request ID as it is, with a change, or refuse it; for supervisors.

    ID is as `approvals` shows it: 3 or A3 is an arrangement, of which what is not said of the terms stays as it was
    asked for; R5 is another request, of which --amount or --minutes may be changed.

    JSON: an arrangement as it is afterwards, as in arrangements; any other request as in approvals.
    """
    with settings().desk() as desk:
        one = approvals.get(desk, request)
        change = _change(desk, one, minutes, said)
        words = approvals.answer(desk, one.ref, not refuse, reason, change)
        after: object
        if one.is_arrangement:
            after = arrangement_json(arrangements.get(desk, one.id), one.number)
        else:
            after = approval_json(approvals.get(desk, one.ref))
    if settings().json:
        say_json(after)
    else:
        say(words)


def approval_json(one: Approval) -> dict[str, object]:
    """Return a request as programs read it."""
    kept = ("kind", "status", "client", "customer", "currency", "by", "made_at", "cents", "reason", "rules")
    fields = {field: getattr(one, field) for field in kept}
    return {
        "id": one.ref,
        "account": one.number,
        **fields,
        "what": one.in_full,
        "asked_cents": one.asked_cents,
        "phone": one.e164 or None,
        "answered_by": one.answered_by or None,
        "answered_at": one.answered_at,
        "answer": one.answer or None,
        "until": one.until,
    }


def _row(one: Approval, answered: bool) -> tuple[object, ...]:
    because = f": {one.answer}" if one.answer else ""
    why = "; ".join(filter(None, (one.reason, *one.rules)))
    total = format_cents(one.cents, one.currency) if one.is_arrangement else ""
    what = one.in_full if one.kind not in ("arrangement", "settlement") else f"{KINDS[one.kind]} {one.in_full}"
    said = f"{say_status(one)} by {one.answered_by}{because}" if answered else why
    return one.by, one.number, one.customer, what, total, said


def _change(desk: Desk, one: Approval, minutes: int | None, said: dict[str, str]) -> Change | None:
    """What is approved instead; None where nothing was said of it."""
    if not one.is_arrangement:
        others = [name for name, text in said.items() if text and name != "amount"]
        if others:
            raise Refused(f"{one.ref} is no arrangement: leave --{others[0].replace('_', '-')} away.")
        cents = _cents(said["amount"], one.currency) if said["amount"] else None
        return Change(cents=cents, minutes=minutes) if minutes is not None or cents is not None else None
    if minutes is not None:
        raise Refused(f"{one.ref} is an arrangement: leave --minutes away.")
    if not any(said.values()):
        return None
    asked = arrangements.get(desk, one.id)
    typed = changed(typed_of(asked.terms, one.currency), given(said))
    return Change(read_terms(desk, typed, asked.terms.owed_cents, one.currency))


def _number(desk: Desk, account_id: int, phone: str | None) -> str:
    """The number that is meant, as it is stored; the only one there is where none was said."""
    known = [one.phone for one in accounts.view(desk, account_id).phones]
    if phone is None:
        if len(known) > 1:
            raise Refused("The account has several numbers: say which with --phone.")
        return known[0].e164 if known else ""
    digits = "".join(sign for sign in phone if sign.isdigit())
    found = [one.e164 for one in known if digits and one.e164.endswith(digits)]
    if len(found) != 1:
        raise Refused(f"--phone: {len(found) or 'none'} of the account's numbers ends in {digits or 'that'}.")
    return found[0]


def _cents(text: str, currency: str) -> int:
    try:
        return parse_cents(text, currency=currency)
    except ValueError as error:
        raise Refused(f"--amount: {error}") from None
