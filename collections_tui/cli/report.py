"""The command `report`: the figures that run the floor, for people, spreadsheets and programs."""

from __future__ import annotations

import io

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.figures import Rate
from collections_tui.files.csv_out import write_rows
from collections_tui.services import figures
from collections_tui.services.exports import exported
from collections_tui.services.figures_text import PLACES, cells, csv_rows, currency_of
from collections_tui.services.figures_views import Column, Report, Value


@click.command("report")
@click.argument("name")
@click.option("--by", default="", metavar="WHAT", help="A line for each person, team, client, week, day or hour.")
@click.option("--from", "first", metavar="DATE", help="From this day; else from the first of the month.")
@click.option("--to", "last", metavar="DATE", help="Up to and with this day; else up to today.")
@click.option("--person", metavar="LOGIN", help="Only the figures of this person.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets.")
@common
def report_command(name: str, by: str, first: str | None, last: str | None, person: str | None, as_csv: bool) -> None:
    """Print a report: calls, wrap-up, promises, money, penetration, aging, effectiveness, exhaustion; of insurers
    claim-aging, denials, underpayments.

    Collectors see their own figures, supervisors and auditors everybody's. docs/figures.md says what counts.

    JSON: {"report", "by", "from", "to", "lines": [{…}]}, where a rate is {"rate", "numerator", "denominator"}.
    """
    with settings().desk() as desk:
        begin = read_day(desk, first) if first else None
        made = figures.report(desk, name, by, begin, read_day(desk, last) if last else None, person)
        if as_csv or settings().json:
            exported(desk, "report", " ".join((made.name, f"by {made.by or 'nothing'}", made.days)))
    if settings().json:
        say_json(report_json(made))
    elif as_csv:
        out = io.StringIO(newline="")
        write_rows(out, csv_rows(made))
        click.echo(out.getvalue(), nl=False)
    else:
        _print(made)


def report_json(made: Report) -> dict[str, object]:
    """Return a report as programs read it: amounts in cents, durations in seconds."""
    lines = []
    for line in made.lines:
        fields: dict[str, object] = dict(zip(made.keys, line.key, strict=True))
        for column, value in zip(made.columns, line.values, strict=True):
            fields[_json_name(column)] = _json_value(value)
        lines.append(fields)
    return {"report": made.name, "by": made.by or None, "from": made.first, "to": made.last, "lines": lines}


def _json_name(column: Column) -> str:
    units = {"money": "_cents", "money_per": "_cents", "seconds": "_seconds"}
    return column.name + units.get(column.kind, "")


def _json_value(value: Value) -> object:
    if not isinstance(value, Rate):
        return value
    exact = value.value
    rate = None if exact is None else float(round(exact, PLACES))
    return {"rate": rate, "numerator": value.numerator, "denominator": value.denominator}


def _print(made: Report) -> None:
    """Print a table; beside every rate stands what it is of."""
    titles = [*made.keys]
    for column in made.columns:
        titles += [f">{column.name.replace('_', ' ')}", ">of"] if column.of else [f">{column.name.replace('_', ' ')}"]
    rows = []
    for line in made.lines:
        row, currency = list[object](line.key), currency_of(made, line)
        for column, value in zip(made.columns, line.values, strict=True):
            row += cells(column, value, currency)
        rows.append(row)
    say_table(titles, rows, empty="Nothing to report.")
    say()
    say(f"{figures.KINDS[made.name].words}, {made.days}")
