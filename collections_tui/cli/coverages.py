"""The commands about who insures a customer: `coverage`."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, read_day, read_near_day, read_past_day, settings
from collections_tui.cli.output import instant, say, say_json, say_table
from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, coverages
from collections_tui.services.coverages import Corrected, NewCoverage, rank_words


@click.group("coverage")
def coverage_group() -> None:
    """Say who insures a customer, in which order they pay, and what the insurer said; with --json to programs too."""


@coverage_group.command("list")
@click.argument("number")
@click.option("--on", metavar="DATE", help="Only those of that day.")
@common
def coverage_list_command(number: str, on: str | None) -> None:
    """List who insures the customer of account NUMBER, who pays first before the others.

    JSON: [{"id", "payer", "name", "rank", "member", "group", "valid_from", "valid_to", "verified_at", "verified_by",
    "said": {NAME: WORDS}}].
    """
    with settings().desk() as desk:
        day = None if on is None else read_day(desk, on)
        found = coverages.of_account(desk, accounts.by_number(desk, number), day)
    if settings().json:
        say_json([coverage_json(one) for one in found])
        return
    titles = (">insurance", "pays", "insurer", "member", "group", "from", "to", "verified", "said")
    say_table(titles, map(_cells, found), empty=f"Nobody is known to insure the customer of {number}.")


@coverage_group.command("add")
@click.argument("number")
@click.option("--payer", required=True, metavar="ID", help="The insurer; `payer list` shows them.")
@click.option("--member", required=True, metavar="ID", help="The customer's number there.")
@click.option("--group", default="", help="The number of the group.")
@click.option("--rank", type=click.IntRange(1, 9), help="1 pays first; otherwise behind all others.")
@click.option("--from", "first", metavar="DATE", help="Its first day; otherwise today.")
@click.option("--to", "last", metavar="DATE", help="Its last day.")
@common
def coverage_add_command(
    number: str, payer: str, member: str, group: str, rank: int | None, first: str | None, last: str | None
) -> None:
    """Note who insures the customer of account NUMBER.

    JSON: as one of `coverage list`.
    """
    with settings().desk() as desk:
        begins = desk.today() if first is None else read_past_day(desk, first)
        ends = None if last is None else read_near_day(desk, last, begins)
        new = NewCoverage(payer, member, begins, ends, group, rank)
        done = coverages.add(desk, accounts.by_number(desk, number), new)
    _answer(done, f"{done.payer.name} is {rank_words(done.rank)} from {done.valid_from}: insurance {done.id}.")


@coverage_group.command("end")
@click.argument("number")
@click.argument("insurance", type=int)
@click.option("--on", metavar="DATE", help="Its last day; otherwise today.")
@common
def coverage_end_command(number: str, insurance: int, on: str | None) -> None:
    """Say that the INSURANCE of this number ends.

    JSON: as one of `coverage list`.
    """
    with settings().desk() as desk:
        last = desk.today() if on is None else read_near_day(desk, on)
        done = coverages.end(desk, accounts.by_number(desk, number), insurance, last)
    _answer(done, f"{done.payer.name} insures them until {done.valid_to}.")


@coverage_group.command("change")
@click.argument("number")
@click.argument("insurance", type=int)
@click.option("--member", metavar="ID", help="The customer's number there.")
@click.option("--group", help="The number of the group.")
@click.option("--rank", type=click.IntRange(1, 9), help="1 pays first.")
@click.option("--from", "first", metavar="DATE", help="Its first day.")
@click.option("--to", "last", metavar="DATE", help="Its last day.")
@click.option("--endless", is_flag=True, help="It has no last day.")
@common
def coverage_change_command(
    number: str, insurance: int, member: str | None, group: str | None, rank: int | None, first: str | None,
    last: str | None, endless: bool,
) -> None:  # fmt: skip
    """Write the INSURANCE of this number anew: what was taken down wrongly. Its insurer stays.

    JSON: as one of `coverage list`.
    """
    with settings().desk() as desk:
        begins = None if first is None else read_past_day(desk, first)
        ends = None if last is None else read_near_day(desk, last, *([begins] if begins else []))
        told = Corrected(member, group, rank, begins, ends, endless)
        done = coverages.change(desk, accounts.by_number(desk, number), insurance, told)
    until = "" if done.valid_to is None else f" to {done.valid_to}"
    _answer(done, f"{done.payer.name} is {rank_words(done.rank)} from {done.valid_from}{until}, member {done.member}.")


@coverage_group.command("remove")
@click.argument("number")
@click.argument("insurance", type=int)
@click.option("--because", required=True, metavar="WORDS", help="Why it never held.")
@common
def coverage_remove_command(number: str, insurance: int, because: str) -> None:
    """Take out the INSURANCE of this number, which never held, and of which no claim was made.

    JSON: as one of `coverage list`, as it was.
    """
    with settings().desk() as desk:
        done = coverages.remove(desk, accounts.by_number(desk, number), insurance, because)
    _answer(done, f"{done.payer.name} is taken out: it never insured them.")


@coverage_group.command("verify")
@click.argument("number")
@click.argument("insurance", type=int)
@click.option("--deductible-left", metavar="MONEY", help="What they pay themselves before the insurer does.")
@click.option("--copay", metavar="MONEY", help="What they pay each time.")
@click.option("--coinsurance", metavar="RATE", help="Their share of the rest: 20%.")
@click.option("--spoke-with", metavar="NAME", help="Who said so.")
@click.option("--reference", metavar="TEXT", help="The insurer's number for the call.")
@click.option("--said", multiple=True, metavar="NAME=WORDS", help="Anything else; may be repeated.")
@common
def coverage_verify_command(
    number: str, insurance: int, deductible_left: str | None, copay: str | None, coinsurance: str | None,
    spoke_with: str | None, reference: str | None, said: tuple[str, ...],
) -> None:  # fmt: skip
    """Keep what the insurer said of the INSURANCE of this number, instead of what was said before.

    JSON: as one of `coverage list`.
    """
    named = {
        "deductible left": deductible_left, "copay": copay, "coinsurance": coinsurance, "spoke with": spoke_with,
        "reference": reference,
    }  # fmt: skip
    told = {name: words for name, words in named.items() if words is not None}
    for text in said:
        name, equals, words = text.partition("=")
        if not equals or not name.strip():
            raise Refused("--said takes a name and words: write --said network=in.")
        told[name] = words
    with settings().desk() as desk:
        done = coverages.verify(desk, accounts.by_number(desk, number), insurance, told)
    _answer(done, f"{done.payer.name} is verified: {_said(done) or 'nothing more was said'}.")


def coverage_json(one: Coverage) -> dict[str, object]:
    """Return a coverage as programs read one."""
    head = {"id": one.id, "payer": one.payer.code, "name": one.payer.name}
    fields = {field: getattr(one, field) for field in ("rank", "member", "group", "valid_from", "valid_to")}
    verified = {"verified_at": instant(one.verified_at), "verified_by": one.verified_by}
    return head | fields | verified | {"said": dict(one.said)}


def _answer(done: Coverage, sentence: str) -> None:
    if settings().json:
        say_json(coverage_json(done))
        return
    say(sentence)


def _cells(one: Coverage) -> tuple[object, ...]:
    verified = f"{one.verified_at:%Y-%m-%d} {one.verified_by}" if one.verified_at is not None else ""
    days = one.valid_from, one.valid_to or ""
    return one.id, rank_words(one.rank), one.payer.name, one.member, one.group, *days, verified, _said(one)


def _said(one: Coverage) -> str:
    return "; ".join(f"{name} {words}" for name, words in one.said)
