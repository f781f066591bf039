"""The commands about what insurers paid: `import remittance` and `remittance`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json, say_table
from collections_tui.domain.insurance.codes import CodeBook
from collections_tui.domain.insurance.posted import KeptClaim, KeptRemittance
from collections_tui.domain.insurance.remittance import Adjustment, ClaimPayment, ProviderAdjustment
from collections_tui.domain.insurance.shares import Shares, provider_told, reasons_told, told
from collections_tui.domain.money import format_cents
from collections_tui.services import accounts, remittances, remittances_by_hand
from collections_tui.services.desk import Desk
from collections_tui.services.remittance_views import Fitting, ImportedRemittances, Matched, TakenClaim

_TITLES = (">id", "number", "status", ">charged", ">paid", ">contract", ">patient", ">refused", ">other", "where")


def import_remittance(desk: Desk, file: Path, client: str, *, dry_run: bool, anyway: bool) -> None:
    """Take in a file of remittances and print what it came to."""
    report = remittances.take(desk, file, client, dry_run=dry_run, anyway=anyway)
    book = desk.books.codes
    if settings().json:
        say_json(report_json(report, book))
        return
    say(report.sentence)
    for one in report.transactions:
        paid = format_cents(one.told.paid_cents, one.currency)
        known = "" if one.new else ", here already"
        say(f"{one.told.payer}, {one.told.trace}, {one.told.paid_on.isoformat()}: {paid}{known}")
        for provider in one.told.provider:
            say(f"  {provider_told(provider, book, one.currency)}")
        for note in one.told.notes:
            say(f"  {note}")
        for claim in one.claims:
            where = f"invoice {claim.invoice} of {claim.account}" if claim.invoice else "on the list"
            say(f"  {claim.told.control}: {where}{f': {claim.words}' if claim.words else ''}")
    if report.unmatched and not report.dry_run:
        say("What is unmatched waits until somebody finds its invoice: `collections-tui remittance unmatched`.")


@click.group("remittance")
def remittance_group() -> None:
    """List what insurers paid (X12 835), show one, match by hand what fitted no invoice.

    `collections-tui import remittance FILE --client CODE` brings them in. Every command answers programs with --json,
    and its own help tells how.
    """


@remittance_group.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=remittances.PAGE, help="How many to show.")
@common
def list_command(limit: int) -> None:
    """List the remittances, the newest first.

    JSON: [{"id", "client", "payer", "payer_code", "trace", "method", "paid_on", "paid_cents", "provider_cents",
    "currency", "claims", "unmatched", "file", "imported_at", "imported_by"}].
    """
    with settings().desk() as desk:
        found = remittances.listed(desk, limit=limit)
    if settings().json:
        say_json([_head_json(one) for one in found])
        return
    titles = (">id", "client", "day", "payer", "number", ">paid", ">claims", ">unmatched", "file")
    say_table(titles, map(_head_row, found), empty="There is no remittance yet: `import remittance` brings one in.")


@remittance_group.command("show")
@click.argument("remittance", type=int)
@common
def show_command(remittance: int) -> None:
    """Show the REMITTANCE of this ID: what it says of each claim, and what became of it.

    JSON: what `list` has, "provider": [{"code", "words", "reference", "cents"}], "notes", and "claims": [{"id",
    "patient_control_number", "status", "payer_claim_number", "patient", "member", "charge_cents", "paid_cents",
    "written_cents", "patient_cents", "refused_cents", "other_cents", "adjustments", "remarks", "lines", "matched",
    "account", "invoice", "claim", "waits", "words"}].
    """
    with settings().desk() as desk:
        found = remittances.view(desk, remittance)
        book = desk.books.codes
    one = found.remittance
    if settings().json:
        provider = [_provider_json(each, book) for each in one.provider]
        claims = [kept_json(each, book) for each in found.claims]
        say_json(_head_json(one) | {"provider": provider, "notes": list(one.notes), "claims": claims})
        return
    paid = format_cents(one.paid_cents, one.currency)
    say(f"{one.payer} paid {one.client} {paid} on {one.paid_on.isoformat()} ({one.method or 'no method'} {one.trace}).")
    say(f"From {one.file}, imported by {one.by}.")
    for line in [*(provider_told(each, book, one.currency) for each in one.provider), *one.notes]:
        say(line)
    say_table(_TITLES, map(_claim_row, found.claims), empty="It is about no claim.")
    for claim in found.claims:
        for line in reasons_told(claim.told, book, claim.currency):
            say(f"{claim.told.control}: {line}")


@remittance_group.command("unmatched")
@click.option("--limit", type=click.IntRange(1, 10_000), default=remittances.PAGE, help="How many to show.")
@common
def unmatched_command(limit: int) -> None:
    """List what insurers said of claims that fitted no invoice here.

    JSON: as the "claims" of `show`, each with "client", "payer", "trace" and "paid_on".
    """
    with settings().desk() as desk:
        found = remittances.waiting(desk, limit=limit)
        book = desk.books.codes
    if settings().json:
        say_json([kept_json(one, book) for one in found])
        return
    titles = (">id", "client", "day", "payer", "number", "patient", ">charged", ">paid", "why it fits none")
    say_table(titles, map(_waiting_row, found), empty="Every claim has its invoice: nothing waits.")


@remittance_group.command("of")
@click.argument("number")
@common
def of_command(number: str) -> None:
    """Show what insurers paid, took off and refused of the invoices of account NUMBER, and why.

    JSON: as the "claims" of `show`.
    """
    with settings().desk() as desk:
        found = remittances.of_account(desk, accounts.by_number(desk, number))
        book = desk.books.codes
    if settings().json:
        say_json([kept_json(one, book) for one in found])
        return
    for one in found:
        say(f"{one.paid_on.isoformat()} {one.payer}, invoice {one.invoice}: {told(one.shares, one.currency)}")
        for line in reasons_told(one.told, book, one.currency):
            say(f"  {line}")
    if not found:
        say("No insurer has said anything of its invoices yet.")


@remittance_group.command("fitting")
@click.argument("claim", type=int)
@click.argument("text", nargs=-1)
@common
def fitting_command(claim: int, text: tuple[str, ...]) -> None:
    """Show the invoices that the unmatched CLAIM of this ID may be for, the likeliest first.

    They are of whoever has the member id or the name that the insurer says; with TEXT those of an invoice's number, or
    of accounts that find finds.

    JSON: [{"invoice", "account", "customer", "issued_on", "service_on": [], "amount_cents", "open_cents",
    "agrees": []}]; what "agrees" is one of charge, member id, day, name.
    """
    with settings().desk() as desk:
        found = remittances_by_hand.fitting(desk, claim, " ".join(text))
    if settings().json:
        say_json([_fitting_json(one) for one in found])
        return
    titles = ("invoice", "account", "name", "issued", ">for", ">open", "agrees")
    say_table(titles, map(_fitting_row, found), empty="No invoice fits: say what finds it or its account.")


def _fitting_row(one: Fitting) -> tuple[str, ...]:
    invoice = one.invoice
    cents = (format_cents(each, invoice.currency) for each in (invoice.amount_cents, invoice.open_cents))
    return (
        invoice.number, invoice.account, invoice.customer, invoice.issued_on.isoformat(), *cents,
        ", ".join(one.agrees),
    )  # fmt: skip


def _fitting_json(one: Fitting) -> dict[str, object]:
    invoice = one.invoice
    return {
        "invoice": invoice.number,
        "account": invoice.account,
        "customer": invoice.customer,
        "issued_on": invoice.issued_on.isoformat(),
        "service_on": [day.isoformat() for day in invoice.days],
        "amount_cents": invoice.amount_cents,
        "open_cents": invoice.open_cents,
        "agrees": list(one.agrees),
    }


@remittance_group.command("match")
@click.argument("claim", type=int)
@click.argument("number", required=False)
@click.option("--to", "invoice", default="", metavar="INVOICE", help="The invoice that the claim was for.")
@common
@click.pass_context
def match_command(ctx: click.Context, claim: int, number: str | None, invoice: str) -> None:
    """Post the unmatched CLAIM of this ID on account NUMBER, or on the invoice told.

    JSON: the claim, as `show` has it.
    """
    if number is None and not invoice:
        raise click.UsageError("Say where it belongs: the NUMBER of an account, or --to INVOICE.", ctx)
    with settings().desk() as desk:
        account_id = None if number is None else accounts.by_number(desk, number)
        _answer(remittances_by_hand.match(desk, claim, account_id, invoice), desk.books.codes)


@remittance_group.command("set-aside")
@click.argument("claim", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why it belongs to no invoice here.")
@common
def set_aside_command(claim: int, reason: str) -> None:
    """Take the unmatched CLAIM of this ID off the list without posting it.

    JSON: the claim, as `show` has it.
    """
    with settings().desk() as desk:
        _answer(remittances_by_hand.set_aside(desk, claim, reason), desk.books.codes)


@remittance_group.command("take-back")
@click.argument("claim", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="What was wrong.")
@common
def take_back_command(claim: int, reason: str) -> None:
    """Take back what was posted for the CLAIM of this ID, and put it on the list again.

    JSON: the claim, as `show` has it.
    """
    with settings().desk() as desk:
        _answer(remittances_by_hand.take_back(desk, claim, reason), desk.books.codes)


def _answer(done: Matched, book: CodeBook) -> None:
    if settings().json:
        say_json(kept_json(done.claim, book))
        return
    say(done.sentence)


# -- JSON ------------------------------------------------------------------------------------------------------------


def report_json(report: ImportedRemittances, book: CodeBook) -> dict[str, object]:
    """Return what a file came to as programs read it."""
    return {
        "file": report.file.name,
        "client": report.client,
        "dry_run": report.dry_run,
        "transactions": [
            {
                "id": None if report.dry_run and one.new else one.id,
                "new": one.new,
                "payer": one.told.payer,
                "payer_codes": list(one.told.codes),
                "trace": one.told.trace,
                "method": one.told.method,
                "paid_on": one.told.paid_on,
                "paid_cents": one.told.paid_cents,
                "currency": one.currency,
                "provider_cents": one.told.provider_cents,
                "provider": [_provider_json(each, book) for each in one.told.provider],
                "notes": list(one.told.notes),
                "claims": [_taken_json(each, book) for each in one.claims],
            }
            for one in report.transactions
        ],
        "posted": report.posted,
        "unmatched": report.unmatched,
        "unchanged": report.unchanged,
    }


def _taken_json(one: TakenClaim, book: CodeBook) -> dict[str, object]:
    return _claim_json(one.told, one.shares, book) | {
        "matched": one.matched,
        "account": one.account or None,
        "invoice": one.invoice or None,
        "claim": one.claim_id,
        "words": one.words,
    }


def kept_json(one: KeptClaim, book: CodeBook) -> dict[str, object]:
    """Return a claim of a remittance as programs read one."""
    head = {"id": one.id, "remittance": one.remittance_id, "client": one.client, "payer": one.payer}
    head |= {"trace": one.trace, "paid_on": one.paid_on}
    return (
        head
        | _claim_json(one.told, one.shares, book)
        | {
            "matched": one.invoice_id is not None,
            "account": one.account or None,
            "invoice": one.invoice or None,
            "claim": one.claim_id,
            "entry": one.entry_id,
            "reverses": one.reverses_id,
            "reversed_by": one.reversed_by,
            "waits": one.settled_at is None,
            "words": one.settled_as or one.reason,
        }
    )


def _claim_json(claim: ClaimPayment, shares: Shares, book: CodeBook) -> dict[str, object]:
    return {
        "patient_control_number": claim.control,
        "status": claim.status,
        "payer_claim_number": claim.number,
        "patient": claim.patient,
        "member": claim.member,
        "service_from": claim.service_from,
        "service_to": claim.service_to,
        "charge_cents": claim.charge_cents,
        "paid_cents": claim.paid_cents,
        "written_cents": shares.written,
        "patient_cents": shares.patient,
        "refused_cents": shares.refused,
        "other_cents": shares.other,
        "adjustments": _adjustments_json(claim.adjustments, book),
        "remarks": _remarks_json(claim.remarks, book),
        "lines": [
            {
                "code": line.code,
                "modifiers": list(line.modifiers),
                "service_on": line.service_on,
                "charge_cents": line.charge_cents,
                "paid_cents": line.paid_cents,
                "allowed_cents": line.allowed_cents,
                "adjustments": _adjustments_json(line.adjustments, book),
                "remarks": _remarks_json(line.remarks, book),
            }
            for line in claim.lines
        ],
    }


def _adjustments_json(adjustments: Iterable[Adjustment], book: CodeBook) -> list[dict[str, object]]:
    return [
        {"group": one.group, "reason": one.reason, "cents": one.cents, "words": book.reason(one.reason)}
        | ({} if one.group == "PR" else {"kind": book.kind(one.reason)})
        for one in adjustments
    ]


def _remarks_json(remarks: Iterable[str], book: CodeBook) -> list[dict[str, str]]:
    return [{"code": code, "words": book.remark(code)} for code in remarks]


def _provider_json(one: ProviderAdjustment, book: CodeBook) -> dict[str, object]:
    return {"code": one.code, "words": book.provider(one.code), "reference": one.reference, "cents": one.cents}


def _head_json(one: KeptRemittance) -> dict[str, object]:
    kept = ("id", "client", "payer", "payer_code", "trace", "method", "paid_on", "paid_cents", "currency", "claims")
    return {field: getattr(one, field) for field in kept} | {
        "provider_cents": sum(each.cents for each in one.provider),
        "unmatched": one.waiting,
        "file": one.file,
        "imported_at": one.imported_at,
        "imported_by": one.by,
    }


# -- words -----------------------------------------------------------------------------------------------------------


def _head_row(one: KeptRemittance) -> tuple[object, ...]:
    paid = format_cents(one.paid_cents, one.currency)
    return (
        one.id, one.client, one.paid_on.isoformat(), one.payer, one.trace, paid, one.claims, one.waiting, one.file,
    )  # fmt: skip


def _claim_row(one: KeptClaim) -> tuple[object, ...]:
    shares = (one.told.charge_cents, *one.shares)
    where = f"invoice {one.invoice} of {one.account}" if one.invoice_id else one.settled_as or f"waits: {one.reason}"
    charged, paid, written, patient, refused, other = (format_cents(cents, one.currency) for cents in shares)
    return one.id, one.told.control, one.told.status, charged, paid, written, patient, refused, other, where


def _waiting_row(one: KeptClaim) -> tuple[object, ...]:
    charged, paid = (format_cents(cents, one.currency) for cents in (one.told.charge_cents, one.told.paid_cents))
    return (
        one.id, one.client, one.paid_on.isoformat(), one.payer, one.told.control, one.told.patient, charged, paid,
        one.reason,
    )  # fmt: skip
