"""The commands that prepare a bill: `invoice new`, `add-line`, `change-line`, `drop-line`, `set`, `drop`."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import click

from collections_tui.cli.invoice_text import draft_json, draft_lines
from collections_tui.cli.options import as_operation, common, read_day, settings
from collections_tui.cli.output import say, say_json
from collections_tui.domain.billing.typed import draft_id, parse_quantity, parse_rate
from collections_tui.domain.dates import parse_past_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import parse_cents
from collections_tui.domain.text import clean
from collections_tui.services import accounts, invoice_drafts, invoices
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import NewLine, Terms

_LINE = (
    click.option("--quantity", metavar="NUMBER", help="How many, such as 2 or 1.5; otherwise 1."),
    click.option("--modifier", metavar="TEXT", help="The modifier of the code."),
    click.option("--service-on", metavar="DATE", help="The day of service; otherwise the draft's."),
    click.option("--description", metavar="TEXT", help="What it was; otherwise as the price list has it."),
    click.option("--price", metavar="MONEY", help="For one of it; otherwise as the price list has it."),
    click.option("--because", metavar="WORDS", help="Why the price is not the list's."),
    click.option("--discount", metavar="MONEY", help="Off this line."),
    click.option("--tax", metavar="NAME", help="One of the client's taxes; '' for none, otherwise the list's."),
)
_JSON_OF_DRAFT = "JSON: what `invoice show` answers for a draft."


def _line_options(command: Any) -> Any:
    for option in reversed(_LINE):
        command = option(command)
    return command


@click.command("new")
@click.argument("number")
@click.option("--service-on", metavar="DATE", help="The day of service of lines without one of their own.")
@click.option("--line", "lines", multiple=True, metavar="CODE[*QUANTITY]", help="A line; may be repeated.")
@click.option("--like", metavar="INVOICE", help="Begin with the lines of this invoice, for what was voided.")
@click.option(
    "--operation-id", callback=as_operation, metavar="ID", help="The same ID twice is one draft: makes repeating safe."
)
@common
def new_command(
    number: str, service_on: str | None, lines: tuple[str, ...], like: str | None, operation_id: str | None
) -> None:
    """Begin a bill for account NUMBER, with lines of the price list or none yet.

    JSON: {"draft", "account", "client", "customer", "status", "invoice", "currency", "service_on", "due", "revision",
    "lines": [{"position", "description", "unit_cents", "amount_cents", "code", "system", "modifier", "service_on",
    "quantity_milli", "unit", "list_cents", "price_reason", "discount_cents", "tax"}], "totals": {"lines_cents",
    "discount_cents", "taxes": [{"name", "ppm", "base_cents", "tax_cents"}], "tax_cents", "total_cents",
    "insurance_cents", "deposit_cents", "due_cents"}, "discount_ppm", "discount_reason", "insurance_reference",
    "credit_cents", "note", "verified_at", "verified_by", "accepted"}.
    """
    with settings().desk() as desk:
        wanted = [_short_line(text) for text in lines]
        account_id, day = accounts.by_number(desk, number), _service_day(desk, service_on)
        draft = invoice_drafts.begin(
            desk,
            account_id,
            service_on=day,
            lines=wanted,
            like=None if like is None else invoices.find(desk, like),
            operation_id=operation_id or uuid4().hex,
        )
        show(desk, draft.id)


@click.command("add-line")
@click.argument("draft")
@click.argument("code", default="")
@_line_options
@common
def add_line_command(draft: str, code: str, **said: str | None) -> None:
    """Add a line to DRAFT: a CODE of the price list, or a description and a price.

    JSON: what `invoice new` answers.
    """
    with settings().desk() as desk:
        found = read_draft(draft)
        new = _line(desk, found, NewLine(code=code), said)
        invoice_drafts.add_line(desk, found, new)
        show(desk, found)


@click.command("change-line")
@click.argument("draft")
@click.argument("position", type=int)
@click.option("--code", metavar="CODE", help="Another code, with what the price list says of it.")
@_line_options
@common
def change_line_command(draft: str, position: int, code: str | None, **said: str | None) -> None:
    """Change the line of DRAFT at POSITION; what is not said stays as it is.

    JSON: what `invoice new` answers.
    """
    with settings().desk() as desk:
        found = read_draft(draft)
        seen = invoice_drafts.view(desk, found).draft
        line = next((one for one in seen.lines if one.position == position), None)
        was = NewLine() if line is None else NewLine.of(line)
        if code is not None:
            was = NewLine(code, was.quantity_milli, was.service_on)
        invoice_drafts.change_line(desk, found, position, _line(desk, found, was, said), revision=seen.revision)
        show(desk, found)


@click.command("drop-line")
@click.argument("draft")
@click.argument("position", type=int)
@common
def drop_line_command(draft: str, position: int) -> None:
    """Take the line at POSITION out of DRAFT; the others keep their positions.

    JSON: what `invoice new` answers.
    """
    with settings().desk() as desk:
        found = read_draft(draft)
        invoice_drafts.drop_line(desk, found, position)
        show(desk, found)


@click.command("set")
@click.argument("draft")
@click.option("--due", metavar="DATE", help="When it is due; '' for the client's terms.")
@click.option("--discount", metavar="MONEY|RATE", help="Off all of it: 5.00, or 10%; 0 for none.")
@click.option("--discount-because", metavar="WORDS", help="Why.")
@click.option("--insurance", metavar="MONEY", help="What an insurer has paid of it, and nobody has entered yet.")
@click.option("--insurance-reference", metavar="TEXT", help="By which it is found again.")
@click.option("--deposit", metavar="MONEY|all", help="How much of the account's credit pays it; otherwise all of it.")
@click.option("--note", metavar="TEXT", help="Printed on it.")
@click.option("--service-on", metavar="DATE", help="The day of service of lines that are still to come.")
@common
def set_command(draft: str, **said: str | None) -> None:
    """Set what DRAFT says besides its lines; what is not said stays as it is.

    JSON: what `invoice new` answers.
    """
    with settings().desk() as desk:
        found = read_draft(draft)
        seen = invoice_drafts.view(desk, found)
        terms = _terms(desk, Terms.of(seen.draft), seen.currency, said)
        invoice_drafts.change(desk, found, terms, revision=seen.draft.revision)
        show(desk, found)


@click.command("drop")
@click.argument("draft")
@common
def drop_command(draft: str) -> None:
    """Give DRAFT up.

    JSON: {"draft", "status"}.
    """
    with settings().desk() as desk:
        found = read_draft(draft)
        said = invoice_drafts.drop(desk, found)
    if settings().json:
        say_json({"draft": f"D{found}", "status": "dropped"})
        return
    say(said)


def read_draft(text: str) -> int:
    """Return the id of a draft, written D12.

    Raises:
        Refused: it is none.
    """
    found = draft_id(text)
    if found is None:
        raise Refused(
            f"“{clean(text)[:40]}” is no draft: write its number such as D12, which `collections-tui invoice list "
            "--status draft` shows."
        )
    return found


def show(desk: Desk, draft: int) -> None:
    """Print a draft as it is now."""
    view = invoice_drafts.view(desk, draft)
    if settings().json:
        say_json(draft_json(view))
        return
    for line in draft_lines(view):
        click.echo(line)


def _short_line(text: str) -> NewLine:
    code, _, quantity = text.rpartition("*") if "*" in text else (text, "", "1")
    return NewLine(code=code.strip(), quantity_milli=_read("--line", parse_quantity, quantity))


def _line(desk: Desk, draft: int, was: NewLine, said: dict[str, str | None]) -> NewLine:
    """A line with what was said of it."""
    more: dict[str, Any] = {}
    for name in ("modifier", "description", "tax"):
        if said[name] is not None:
            more[name] = said[name]
    if said["because"] is not None:
        more["price_reason"] = said["because"]
    if said["quantity"] is not None:
        more["quantity_milli"] = _read("--quantity", parse_quantity, said["quantity"])
    if said["service_on"] is not None:
        more["service_on"] = _service_day(desk, said["service_on"])
    if said["price"] is not None or said["discount"] is not None:
        currency = invoice_drafts.view(desk, draft).currency
        for name, field in (("price", "unit_cents"), ("discount", "discount_cents")):
            text = said[name]
            if text is not None:
                more[field] = _money(f"--{name}", text, currency)
    return was._replace(**more)


def _terms(desk: Desk, was: Terms, currency: str, said: dict[str, str | None]) -> Terms:
    more: dict[str, Any] = {}
    for name, field in (("discount_because", "discount_reason"), ("insurance_reference", "insurance_reference"),
                        ("note", "note")):  # fmt: skip
        if said[name] is not None:
            more[field] = said[name]
    due, discount, insurance, deposit = (said[name] for name in ("due", "discount", "insurance", "deposit"))
    if due is not None:
        more["due_on"] = read_day(desk, due) if due.strip() else None
    if said["service_on"] is not None:
        more["service_on"] = _service_day(desk, said["service_on"])
    if discount is not None and discount.strip().endswith("%"):
        more |= {"discount_cents": 0, "discount_ppm": _read("--discount", parse_rate, discount)}
    elif discount is not None:
        more |= {"discount_cents": _money("--discount", discount, currency), "discount_ppm": 0}
    if insurance is not None:
        more["insurance_cents"] = _money("--insurance", insurance, currency)
    if deposit is not None:
        more["deposit_cents"] = None if deposit.strip() == "all" else _money("--deposit", deposit, currency)
    return was._replace(**more)


def _service_day(desk: Desk, text: str | None) -> Any:
    if text is None or not text.strip():
        return None
    return _read("--service-on", lambda said: parse_past_day(said, desk.today()), text)


def _money(option: str, text: str, currency: str) -> int:
    return int(_read(option, lambda said: parse_cents(said, currency=currency), text))


def _read(option: str, parse: Any, text: str) -> Any:
    try:
        return parse(text)
    except ValueError as error:
        raise Refused(f"{option}: {error}") from None
