"""The commands that record calls: `log-call`, `undo`, and the `outcomes` they can have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import uuid4

import click

from collections_tui.cli.options import as_instant, common, settings
from collections_tui.cli.options import as_operation as as_operation
from collections_tui.cli.output import say, say_json, say_table, warn
from collections_tui.domain.dates import parse_day, parse_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import parse_cents
from collections_tui.domain.phones import parse_phone
from collections_tui.domain.records import Direction
from collections_tui.services import accounts, calls
from collections_tui.services.bookshelf import Books
from collections_tui.services.views import CallEntry, Logged

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.records import Terms
    from collections_tui.domain.outcomes import Outcome
    from collections_tui.services.desk import Desk

Value = TypeVar("Value")


@click.command("log-call")
@click.argument("number")
@click.option("--outcome", required=True, metavar="CODE", help="What came of it; collections-tui outcomes lists them.")
@click.option("--phone", default="", help="The number that was called, in any spelling.")
@click.option("--spoke-with", default="", metavar="NAME", help="Who answered.")
@click.option("--note", default="", help="What was said.")
@click.option("--inbound", is_flag=True, help="They called us.")
@click.option("--at", callback=as_instant, metavar="INSTANT", help="When the call began; otherwise now.")
@click.option("--lasted", type=click.IntRange(0, 86_400), default=0, metavar="SECONDS", help="How long the call took.")
@click.option("--amount", metavar="MONEY", help="The amount promised.")
@click.option("--by", metavar="DATE", help="The day it is promised for: fri, +10d, 31 jan, eom, 2027-01-31.")
@click.option("--everywhere", is_flag=True, help="What is promised is for all accounts of the customer.")
@click.option("--every", default="", metavar="HOW OFTEN", help="Of an arrangement: month, week, 2weeks, as in arrange.")
@click.option("--instalments", default="", metavar="N", help="How many; --amount is then what one comes to.")
@click.option("--first", default="", metavar="DATE", help="When the first instalment is due.")
@click.option("--down", default="", metavar="MONEY", help="The down payment of an arrangement.")
@click.option("--settle", default="", metavar="SHARE", help="What an arrangement takes off: 20% or an amount.")
@click.option("--until", default="", metavar="DATE", help="When a settlement has to be paid.")
@click.option("--instead", type=int, metavar="ID", help="The arrangement that a new one takes the place of.")
@click.option("--callback", metavar="MOMENT", help="When they want to be called: 2:30pm, fri 2pm, +2h.")
@click.option("--next", "next_on", metavar="DATE", help="The day to work the account again.")
@click.option("--about", multiple=True, metavar="NUMBER", help="Another account of theirs that was talked about.")
@click.option("--override", metavar="REASON", help="Why it was made though a contact rule blocks it; for supervisors.")
@click.option("--drop-draft", is_flag=True, help="Forget a call begun on this account in the workstation.")
@click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice is one call: makes repeating safe."
)
@common
def log_call_command(number: str, operation_id: str | None, **said: Any) -> None:
    """Record a call on account NUMBER and what came of it.

    A call that the contact rules would not have let be made is recorded all the same; what speaks against it comes on
    standard error.

    JSON: {"call": {…}, "next": WORDS, "not_allowed": WORDS or null, "flag": WORDS or null}.
    """
    with settings().desk() as desk:
        account_id = accounts.by_number(desk, number)
        logged = calls.log_call(desk, _entry(desk, account_id, operation_id or uuid4().hex, Said(**said)))
    logged_there = f" It is in the log {logged.day_words}." if logged.day_words else ""
    _say_logged(logged, f"{logged.outcome_words} on account {logged.number}.{logged_there}")
    if logged.not_allowed:
        warn(f"This call was not allowed: {logged.not_allowed.rstrip('.')}.")


@click.command("undo")
@common
def undo_command() -> None:
    """Take back my last call of today, if nobody has touched the account since.

    JSON: {"call": {…}, "next": WORDS, "not_allowed": WORDS or null, "flag": null}, with "undone": true.
    """
    with settings().desk() as desk:
        logged = calls.undo_last(desk)
    logged = logged._replace(call=logged.call._replace(undone=True))
    _say_logged(logged, f"{logged.outcome_words} on account {logged.number}.")


@click.command("outcomes")
@common
def outcomes_command() -> None:
    """List the outcomes a call can have.

    JSON: [{"code", "key", "words", "group", "direction", "connected", "right_party", "requires"}].
    """
    outcomes = Books(settings().config).outcomes.outcomes
    if settings().json:
        say_json([outcome_json(outcome) for outcome in outcomes])
        return
    titles = ("code", "key", "words", "needs")
    rows = [(one.code, one.key, one.words, ", ".join(sorted(one.requires))) for one in outcomes]
    say_table(titles, rows, empty="")


def logged_json(logged: Logged) -> dict[str, object]:
    """Return a stored call as programs read one."""
    call = logged.call
    return {
        "call": {
            "id": call.id,
            "account": logged.number,
            "by": call.by,
            "direction": call.direction,
            "started_at": call.started_at,
            "ended_at": call.ended_at,
            "seconds": call.seconds,
            "phone": call.phone,
            "spoke_with": call.spoke_with,
            "outcome": call.outcome,
            "outcome_words": logged.outcome_words,
            "note": call.note,
            "next_action_at": call.next_action_at,
            "undone": call.undone,
            "verdict": call.verdict or None,
            "override_reason": call.override_reason or None,
        },
        "next": logged.next_words,
        "not_allowed": logged.not_allowed or None,
        "flag": logged.flag_words or None,
        "arranged": logged.arranged or None,
    }


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as programs read one."""
    kept = ("code", "key", "words", "group", "direction", "connected", "right_party")
    return {field: getattr(outcome, field) for field in kept} | {"requires": sorted(outcome.requires)}


def _say_logged(logged: Logged, sentence: str) -> None:
    if settings().json:
        say_json(logged_json(logged))
        return
    say(sentence)
    if logged.arranged:
        say(f"{logged.arranged}.")
    say(f"{logged.next_words[:1].upper()}{logged.next_words[1:]}.")
    if logged.flag_words:
        say(f"Noted: {logged.flag_words}.")


class Said(NamedTuple):
    """The options of `log-call` as they were typed."""

    outcome: str
    phone: str
    spoke_with: str
    note: str
    inbound: bool
    at: datetime | None
    lasted: int
    amount: str | None
    by: str | None
    everywhere: bool
    every: str
    instalments: str
    first: str
    down: str
    settle: str
    until: str
    instead: int | None
    callback: str | None
    next_on: str | None
    about: tuple[str, ...]
    override: str | None
    drop_draft: bool


def _entry(desk: Desk, account_id: int, operation_id: str, said: Said) -> CallEntry:
    """The call as the service wants it.

    Raises:
        Refused: the phone, amount or a date is none.
    """
    outcome, direction = _outcome(desk, said)
    started, ended = _times(desk, said)
    terms = _terms(desk, account_id, said)
    return CallEntry(
        account_id,
        outcome,
        operation_id,
        phone=_phone(said.phone),
        direction=direction,
        started_at=started,
        ended_at=ended,
        spoke_with=said.spoke_with,
        note=said.note,
        amount_cents=None if terms else _read("--amount", said.amount, lambda text: _cents(desk, account_id, text)),
        promised_on=_read("--by", said.by, lambda text: parse_day(text, desk.today())),
        moment=_read("--callback", said.callback, lambda text: _moment(desk, text)),
        next_on=_read("--next", said.next_on, lambda text: parse_day(text, desk.today())),
        about=tuple(accounts.by_number(desk, text) for text in said.about),
        override=_override(said.override),
        draft="drop" if said.drop_draft else "refuse",
        everywhere=said.everywhere,
        terms=terms,
        instead_of=said.instead,
    )


def _terms(desk: Desk, account_id: int, said: Said) -> Terms | None:
    """The terms of an arrangement, where anything was said of one.

    Raises:
        Refused: they are none.
    """
    if not any((said.every, said.instalments, said.first, said.down, said.settle, said.until)):
        return None
    from collections_tui.domain.arrangements.typed import Typed, terms_of

    account = accounts.alone(desk, account_id)
    typed = Typed(
        said.every or "month", said.instalments, said.amount or "", said.first, said.down, "", said.settle, said.until
    )
    try:
        return terms_of(typed, account.balance_cents, desk.today(), account.currency)
    except ValueError as error:
        raise Refused(str(error)) from None


def _outcome(desk: Desk, said: Said) -> tuple[str, Direction]:
    """The code and the direction meant: an outcome of calls we make has, for --inbound, a sister of the same key."""
    book = desk.books.outcomes
    known = book.by_code.get(said.outcome)
    if known is None:
        return said.outcome, "outbound"  # the service says what there is instead
    if not said.inbound or known.direction == "inbound":
        return known.code, known.direction
    sister = book.by_key(known.key, "inbound")
    if sister is None:
        raise Refused(f"“{known.words}” is no outcome of a call we got: leave --inbound away, or give another outcome.")
    return sister.code, "inbound"


def _times(desk: Desk, said: Said) -> tuple[datetime | None, datetime | None]:
    """When the call began and ended; None for what the service knows better, such as when its draft was begun."""
    lasted = timedelta(seconds=said.lasted)
    if said.at is not None:
        return said.at, said.at + lasted
    return (desk.now() - lasted, desk.now()) if lasted else (None, None)


def _read(option: str, text: str | None, parse: Callable[[str], Value]) -> Value | None:
    """What an option means; None when it was not given."""
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise Refused(f"{option}: {error}") from None


def _override(text: str | None) -> str:
    if text is not None and not text.strip():
        raise Refused("--override: the reason is empty: say why the call was made, or leave it away.")
    return text or ""


def _phone(text: str) -> str:
    if not text:
        return ""
    parsed = parse_phone(text)
    if parsed is None:
        raise Refused(f"--phone: “{text}” is no telephone number: write it with its area code.")
    return parsed.e164


def _cents(desk: Desk, account_id: int, text: str) -> int:
    return parse_cents(text, currency=accounts.alone(desk, account_id).currency)


def _moment(desk: Desk, text: str) -> datetime:
    moment = parse_moment(text, desk.local(desk.now()))
    if desk.zone is None and not text.lstrip().startswith("+"):
        # The computer's own zone came as today's offset: on the day meant, summer time may have begun or ended.
        return moment.replace(tzinfo=None).astimezone()
    return moment
