"""Insurers: whom to ask and when, and within how many days a claim must be filed or a refusal contested."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collections_tui.domain.audit import differing
from collections_tui.domain.billing.records import Payer
from collections_tui.domain.contact.times import parse_times
from collections_tui.domain.contact.weeks import Week, is_open, next_open
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.records import Fee
from collections_tui.domain.phones import parse_phone
from collections_tui.domain.records import Client
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.scope import client_named, seen_by
from collections_tui.store.transaction import Transaction

LONGEST_CODE = 80
LONGEST = 200
LONGEST_NOTE = 2_000
MOST_DAYS = 3_650
MOST_FEES = 10_000
HOME_ZONE = "America/New_York"
"""Where an insurer's hours are meant to be as long as nobody has said where it is."""


class PayerDetails(NamedTuple):
    """What is said of an insurer; None is what nobody says."""

    name: str | None = None
    phone: str | None = None
    hours: str | None = None
    zone: str | None = None
    portal: str | None = None
    filing_days: int | None = None
    appeal_days: int | None = None
    followup_days: int | None = None
    note: str | None = None
    address: str | None = None


def add(desk: Desk, code: str, details: PayerDetails) -> Payer:
    """Register an insurer by the id that it has on claims.

    Raises:
        Refused: no permission, a code that is taken or cannot be one, no name, or a detail that cannot be.
    """
    desk.permit("manage payers")
    code = code.strip()
    if not 0 < len(code) <= LONGEST_CODE or clean(code) != code:
        raise Refused(f"An insurer's id has 1 to {LONGEST_CODE} characters that can be printed.")
    with desk.store.write() as tx:
        if tx.payers.by_code(code) is not None:
            raise Refused(f"There already is an insurer {code}: `collections-tui payer list` shows it.")
        payer = tx.payers.add(_with(Payer(0, code, ""), details))
        desk.note(tx, "add payer", details=code, about=f"payer {payer.id}", after=payer._asdict())
    return payer


def change(desk: Desk, code: str, details: PayerDetails) -> Payer:
    """Change what is known of an insurer; what is None stays, '' is taken away.

    Raises:
        Refused: no permission, no such insurer, or a detail that cannot be.
    """
    desk.permit("manage payers")
    with desk.store.write() as tx:
        before = payer_named(tx, code)
        payer = _with(before, details)
        tx.payers.put(payer)
        changed = differing(before._asdict(), payer._asdict())
        desk.note(tx, "change payer", details=payer.code, about=f"payer {payer.id}", **changed._asdict())
    return payer


class PayerRow(NamedTuple):
    """An insurer in a list: whether somebody answers there now (None where nobody has said when), how many claims with
    it are not over, and what is asked of it for them, by currency in cents.
    """

    payer: Payer
    answers: bool | None
    claims: int
    cents: Mapping[str, int]


def listed(desk: Desk) -> list[PayerRow]:
    """All insurers by name, with the work there is with each; of the accounts that the person may see."""
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.payers.every()
        work = tx.claim_figures.of_payers(seen_by(tx, desk))
    rows = []
    for payer in found:
        of = [(currency, count, cents) for payer_id, currency, count, cents in work if payer_id == payer.id]
        sums = {currency: cents for currency, _, cents in of if cents}
        rows.append(PayerRow(payer, answers_now(payer, desk), sum(count for _, count, _ in of), sums))
    return rows


def answers_now(payer: Payer, desk: Desk) -> bool | None:
    """Whether somebody answers a payer's telephone at this moment; None where nobody has said when they do."""
    week = _week(payer)
    return None if week is None else is_open(week, _zones(payer), desk.now())


def answers_at(payer: Payer, desk: Desk) -> datetime | None:
    """When somebody answers a payer's telephone next, this moment if they do now; None where nobody knows."""
    week = _week(payer)
    return None if week is None else next_open(week, _zones(payer), desk.now())


def closed_now(tx: Transaction, desk: Desk) -> list[int]:
    """The ids of the payers that nobody answers for at this moment: calling them can wait."""
    return [payer.id for payer in tx.payers.every() if answers_now(payer, desk) is False]


def _week(payer: Payer) -> Week | None:
    """A payer's hours; None where nobody has said any."""
    if not payer.hours:
        return None
    try:
        return parse_times(f"only {payer.hours}").convenient
    except ValueError:  # said before it was looked at
        return None


def _zones(payer: Payer) -> tuple[str, ...]:
    return (payer.zone or HOME_ZONE,)


class Agreed(NamedTuple):
    """What a client and an insurer have agreed on; amounts are in the client's currency."""

    payer: Payer
    client: Client
    fees: tuple[Fee, ...]


def fees(desk: Desk, code: str, client: str, on: date | None = None) -> Agreed:
    """What a client and an insurer have agreed on, by code; with a day what holds on it.

    Raises:
        Refused: no permission, no such insurer or client.
        NotPermitted: a client that they may not see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        payer, of = payer_named(tx, code), client_named(tx, desk, client)
        return Agreed(payer, of, tuple(tx.fees.listed(of.id, payer.id, on, MOST_FEES)))


def every(desk: Desk) -> list[Payer]:
    """All insurers, by name."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.payers.every()


def payer_named(tx: Transaction, code: str) -> Payer:
    """The insurer of that id.

    Raises:
        Refused: there is none.
    """
    payer = tx.payers.by_code(code.strip())
    if payer is None:
        shown = clean(code).strip()[:40]
        raise Refused(f"There is no insurer {shown}: add it with `collections-tui payer add {shown} --name NAME`.")
    return payer


def _with(payer: Payer, details: PayerDetails) -> Payer:
    """An insurer with what was said of it.

    Raises:
        Refused: some of it cannot be.
    """
    said = {field: value for field, value in details._asdict().items() if value is not None}
    for field, value in said.items():
        if isinstance(value, str):
            said[field] = _text(field, value)
        elif not 0 < value <= MOST_DAYS:
            raise Refused(f"Days are from 1 to {MOST_DAYS:,}, and {value} is not.")
    now = payer._replace(**said)
    if not now.name:
        raise Refused("An insurer needs a name: give it as its letters have it.")
    return now._replace(phone=phone_of(now.phone), hours=hours_of(now.hours), zone=zone_of(now.zone))


def _text(field: str, value: str) -> str:
    longest = LONGEST_NOTE if field == "note" else LONGEST
    text = checked(value, lines=field in ("note", "address"))
    if field == "address":
        text = "\n".join(part.strip() for part in re.split("[;\n]", text) if part.strip())
    if len(text) > longest:
        raise Refused(f"The {field} is longer than {longest:,} characters: shorten it.")
    return text


def phone_of(text: str) -> str:
    """An insurer's telephone number as it is stored; refused where it is none."""
    if not text:
        return ""
    parsed = parse_phone(text)
    if parsed is None or parsed.extension:
        raise Refused(f"“{text[:40]}” is no telephone number: write it with its area code, an extension into the note.")
    return parsed.e164


def hours_of(text: str) -> str:
    """When somebody answers there, in words that the contact rules know; refused where they do not."""
    if text:
        try:
            parse_times(f"only {text}")
        except ValueError:
            raise Refused(f"“{text[:40]}” are no hours: write them as in weekdays 8 am-5 pm.") from None
    return text


def zone_of(name: str) -> str:
    """Its time zone; refused where there is none of that name."""
    if name:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise Refused(f"“{name[:40]}” is no time zone: write one such as America/New_York.") from None
    return name
