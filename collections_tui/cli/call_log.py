"""The commands about calls already made: `calls` shows a day of them, `addendum` adds to one."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import instant, say, say_json, say_table
from collections_tui.domain.money import format_cents, plain_amount
from collections_tui.files.csv_out import write_rows
from collections_tui.services import call_log, calls
from collections_tui.services.desk import Desk
from collections_tui.services.exports import exported
from collections_tui.services.views import CallFilter, CallLine, CallTotals

PAGE = 500
CSV_TITLES = (
    "call", "started_at", "seconds", "by", "client", "account", "customer", "direction", "phone", "outcome",
    "outcome_words", "promised", "currency", "note", "undone", "addenda",
    "verdict", "override_by", "override_reason",
)  # fmt: skip


@click.command("calls")
@click.option("--day", default="today", show_default=True, metavar="DATE", help="Of this day.")
@click.option("--to", "last_day", metavar="DATE", help="From --day up to and with this day.")
@click.option("--everybody", is_flag=True, help="Not only mine.")
@click.option("--by", metavar="LOGIN", help="Of this person.")
@click.option("--outcome", metavar="CODE", help="Only with this outcome.")
@click.option("--client", metavar="CODE", help="Only for this client.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")
@common
def calls_command(
    day: str,
    last_day: str | None,
    everybody: bool,
    by: str | None,
    outcome: str | None,
    client: str | None,
    as_csv: bool,
) -> None:
    """Show the call log of a day, newest first.

    JSON: {"calls": [{…}], "totals": {"calls", "right_party", "promises", "promised_cents", "seconds"}}, where
    "promised_cents" is by currency.
    """
    with settings().desk() as desk:
        first = read_day(desk, day)
        whose = None if everybody else by or desk.person.login
        chosen = CallFilter(first, read_day(desk, last_day) if last_day else first, whose, outcome, client)
        lines = list(_lines(desk, chosen))
        totals = call_log.totals(desk, chosen)
        if as_csv or settings().json:
            exported(desk, "calls", f"{len(lines):,} of {whose or 'everybody'}, {first} to {chosen.last_day}")
    if settings().json:
        say_json({"calls": [line_json(line) for line in lines], "totals": totals_json(totals)})
    elif as_csv:
        _print_csv(lines)
    else:
        _print_log(desk, lines, totals)


@click.command("addendum")
@click.argument("call", type=int)
@click.argument("text")
@common
def addendum_command(call: int, text: str) -> None:
    """Add TEXT to the call with the number CALL, as the call log shows it; what was written stays.

    JSON: {"call", "at", "by"}.
    """
    with settings().desk() as desk:
        calls.add_addendum(desk, call, text)
    if settings().json:
        say_json({"call": call, "at": desk.now(), "by": desk.person.login})
        return
    say(f"Added to call {call}.")


def line_json(line: CallLine) -> dict[str, object]:
    """Return a line of the call log as programs read it."""
    fields: dict[str, object] = line._asdict()
    fields["account"] = fields.pop("number")
    del fields["account_id"]
    for field in ("verdict", "override_by", "override_reason"):
        fields[field] = fields[field] or None
    return fields


def totals_json(totals: CallTotals) -> dict[str, object]:
    """Return the totals of a call log as programs read them."""
    fields: dict[str, object] = totals._asdict()
    fields["promised_cents"] = dict(totals.promised)
    del fields["promised"]
    return fields


def _lines(desk: Desk, chosen: CallFilter) -> Iterator[CallLine]:
    page = call_log.page(desk, chosen, limit=PAGE)
    while page:
        yield from page
        page = call_log.page(desk, chosen, after=page[-1], limit=PAGE) if len(page) == PAGE else []


def _print_csv(lines: Iterable[CallLine]) -> None:
    """Print the log as CSV, every cell safe for a spreadsheet."""
    out = io.StringIO(newline="")
    write_rows(out, [CSV_TITLES, *map(_csv_row, lines)])
    click.echo(out.getvalue(), nl=False)


def _csv_row(line: CallLine) -> tuple[object, ...]:
    promised = "" if line.promise_cents is None else plain_amount(line.promise_cents, line.currency)
    return (
        line.call_id, instant(line.started_at), line.seconds, line.by, line.client, line.number, line.customer,
        line.direction, line.phone, line.outcome, line.outcome_words, promised, line.currency, line.note,
        "undone" if line.undone else "", line.addenda, line.verdict, line.override_by, line.override_reason,
    )  # fmt: skip


def _print_log(desk: Desk, lines: list[CallLine], totals: CallTotals) -> None:
    titles = (">call", "began", ">lasted", "by", "account", "customer", "outcome", ">promised", "note")
    say_table(
        titles, (_log_row(desk, line) for line in lines), empty="No calls: record one with collections-tui log-call."
    )
    if lines:
        say()
        say(totals_line(totals))


def totals_line(totals: CallTotals) -> str:
    """Return the totals in words: `12 calls · 4 with the right party · 2 promises, $310.00`."""
    promised = ", ".join(format_cents(cents, currency) for currency, cents in totals.promised)
    parts = (
        _counted(totals.calls, "call"),
        f"{totals.right_party:,} with the right party",
        _counted(totals.promises, "promise") + (f", {promised}" if promised else ""),
        f"{_lasted(totals.seconds)} talking",
    )
    return " · ".join(parts)


def _log_row(desk: Desk, line: CallLine) -> tuple[object, ...]:
    promised = "" if line.promise_cents is None else format_cents(line.promise_cents, line.currency)
    outcome = f"{line.outcome_words} (taken back)" if line.undone else line.outcome_words
    began = f"{desk.local(line.started_at):%Y-%m-%d %H:%M}"
    number = f"{line.client}/{line.number}"
    return line.call_id, began, _lasted(line.seconds), line.by, number, line.customer, outcome, promised, line.note


def _lasted(seconds: int) -> str:
    """A duration as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
