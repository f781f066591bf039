"""The commands about the audit: `audit` lists its entries, `verify` checks them, `head` prints the newest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import click

from collections_tui.cli.options import common, read_day, settings
from collections_tui.cli.output import progress_bar, say, say_json, say_table
from collections_tui.domain.audit import Entry
from collections_tui.domain.audit_check import Checked
from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, audit
from collections_tui.services.audit import AuditFilter
from collections_tui.services.desk import Desk
from collections_tui.services.exports import exported

PAGE = 500


@click.group("audit", invoke_without_command=True)
@click.option("--person", default="", metavar="LOGIN", help="Only what this person did.")
@click.option("--account", "number", metavar="NUMBER", help="Only what is about this account.")
@click.option("--kind", default="", metavar="KIND", help="Only entries of this kind: call, view, refused, export…")
@click.option("--day", metavar="DATE", help="Only those of this day.")
@click.option("--to", "last_day", metavar="DATE", help="From --day up to and with this day.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most this many, the newest.")
@common
@click.pass_context
def audit_group(
    ctx: click.Context,
    person: str,
    number: str | None,
    kind: str,
    day: str | None,
    last_day: str | None,
    limit: int,
) -> None:
    """List what people did, were refused and looked at, newest first; or check that all of it is as it was written.

    JSON: [{"entry", "at", "by", "place", "action", "account", "about", "before", "after", "details", "digest"}].
    """
    if ctx.invoked_subcommand is not None:
        return
    if last_day and not day:
        raise click.UsageError("Say with --day from which day.")
    with settings().desk() as desk:
        first = read_day(desk, day) if day else None
        account = None if number is None else accounts.by_number(desk, number)
        chosen = AuditFilter(person, account, kind, first, read_day(desk, last_day) if last_day else None)
        entries = list(_entries(desk, chosen, limit))
        if settings().json:
            exported(desk, "audit", f"{len(entries):,} entries")
    if settings().json:
        say_json([entry_json(entry) for entry in entries])
        return
    titles = (">entry", "when", "who", "what", "account", "about", "details", "from")
    say_table(titles, (_row(desk, entry) for entry in entries), empty="The audit has nothing like it.")


@audit_group.command("verify")
@click.option("--head", default="", metavar="NUMBER:DIGEST", help="A head that was kept: is all up to it as it was?")
@common
def audit_verify_command(head: str) -> None:
    """Check that no entry was changed, removed, added or moved since it was written, and name the first that was.

    Exit code 1 says that one was.

    JSON: {"entries", "head", "bad": null or {"entry", "wrong", "sentence"}}.
    """
    with settings().desk() as desk, progress_bar("Checking") as progress:
        found = audit.verify(desk, head, progress)
    if settings().json:
        say_json(checked_json(found))
    if found.bad is not None:
        before = "None before it is there." if not found.good else f"The {found.good:,} before it are as they were."
        raise Refused(f"{found.bad.sentence} {before}")
    if not settings().json:
        say(f"All {found.good:,} entries are as they were written. The newest is {found.head}.")


@audit_group.command("head")
@common
def audit_head_command() -> None:
    """Print the number and the digest of the newest entry, to be kept elsewhere: `verify --head` asks after it.

    JSON: {"entry", "digest"}.
    """
    with settings().desk() as desk:
        head = audit.head(desk)
    if settings().json:
        say_json({"entry": head.id, "digest": head.digest})
        return
    say(str(head))


@audit_group.command("kinds")
@common
def audit_kinds_command() -> None:
    """List the kinds of entries there are.

    JSON: [kind].
    """
    with settings().desk() as desk:
        kinds = audit.kinds(desk)
    if settings().json:
        say_json(kinds)
        return
    for kind in kinds:
        say(kind)


def entry_json(entry: Entry) -> dict[str, object]:
    """Return an entry as programs read it."""
    fields: dict[str, object] = entry._asdict()
    fields = {"entry": fields.pop("id")} | fields
    del fields["account_id"]
    return fields | {"account": entry.account or None}


def checked_json(found: Checked) -> dict[str, object]:
    """Return what a check found as programs read it."""
    bad = (
        None if found.bad is None else {"entry": found.bad.id, "wrong": found.bad.wrong, "sentence": found.bad.sentence}
    )
    return {"entries": found.good, "head": str(found.head), "bad": bad}


def _entries(desk: Desk, chosen: AuditFilter, limit: int) -> Iterator[Entry]:
    last = None
    while limit > 0:
        page = audit.page(desk, chosen, after=last, limit=min(PAGE, limit))
        yield from page
        if len(page) < PAGE:
            return
        limit, last = limit - len(page), page[-1]


def _row(desk: Desk, entry: Entry) -> tuple[object, ...]:
    when = f"{desk.local(entry.at):%Y-%m-%d %H:%M:%S}"
    return entry.id, when, entry.by, entry.action, entry.account, entry.about, _details(entry), entry.place


def _details(entry: Entry) -> str:
    """What changed, from what to what, and what was said of it."""
    names = dict.fromkeys((*entry.before, *entry.after))
    changes = [f"{name}: {_change(name, entry.before, entry.after)}" for name in names]
    return "; ".join(filter(None, (entry.details, *changes)))


def _change(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    new = _value(after[name]) if name in after else "nothing"
    return f"{_value(before[name])} → {new}" if name in before else new


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
