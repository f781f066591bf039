"""Remittances (X12 835): what insurers paid, taken in whole, posted to the ledger, and matched by hand where need be.

A file is one transaction: all of it is posted, or nothing. ``docs/remittances.md`` says what is booked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.posted import KeptClaim, KeptRemittance, content_of
from collections_tui.domain.insurance.remittance import ClaimPayment, Remittance, check
from collections_tui.domain.insurance.shares import REVERSAL, shares_of
from collections_tui.domain.money import decimals_of, format_cents
from collections_tui.domain.records import Account, Client
from collections_tui.domain.text import clean
from collections_tui.files.era.reader import read_remittances
from collections_tui.services import garbage
from collections_tui.services.clients import code_of
from collections_tui.services.desk import Desk
from collections_tui.services.imports_report import count_of
from collections_tui.services.remittance_matching import Matcher, Nowhere, Where
from collections_tui.services.remittance_posting import Posted, Poster, Source
from collections_tui.services.remittance_views import (
    ImportedRemittances,
    RemittanceView,
    TakenClaim,
    TakenRemittance,
)
from collections_tui.services.scope import account_of, refuse_client
from collections_tui.store.subjects.audit import fields
from collections_tui.store.subjects.remittances import Known
from collections_tui.store.transaction import Transaction

PAGE = 200
DRY = " Nothing was stored: this was a dry run."
AHEAD_DAYS = 31
"""How far ahead the day of a payment may be: transfers are told of some days before."""


def take(
    desk: Desk, path: Path, client_code: str, *, dry_run: bool = False, anyway: bool = False
) -> ImportedRemittances:
    """Take in a file of remittances, and return what it came to. The same transaction again changes nothing.

    Args:
        desk: who imports.
        path: the file, an X12 835.
        client_code: whose claims it is about.
        dry_run: report the same, and store nothing.
        anyway: take it though its numbers were used before by one that says something else.

    Raises:
        Refused: no permission, an unknown client; a file that cannot be read, is something else, is not whole or does
            not balance; a number that was used before for something else. Nothing is posted then.
    """
    desk.permit("import payments")
    desk.refuse_from_afar("import files")
    with garbage.put_off():
        return _take(desk, path, client_code, dry_run=dry_run, anyway=anyway)


def _take(desk: Desk, path: Path, client_code: str, *, dry_run: bool, anyway: bool) -> ImportedRemittances:
    found = read_remittances(path)
    for one in found:
        check(one)
        _check_day(desk, one)
    name = clean(path.name)
    taken: list[TakenRemittance] = []
    with suppress(_TakenBack), desk.store.write() as tx:
        client = _client(tx, desk, client_code)
        tx.remittances.one_at_a_time(client.id)
        taken = _Taking(tx, desk, client, name, anyway=anyway).take(found)
        details = f"{name} for {client.code}: {_counts(taken)}"
        desk.note(tx, "import remittance", details=details, about=f"client {client.id}")
        if dry_run:
            raise _TakenBack
    return _report(path, client.code, taken, dry_run=dry_run)


def listed(desk: Desk, before: int | None = None, limit: int = PAGE) -> list[KeptRemittance]:
    """The remittances, the newest first; from below an id on."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.remittances.listed(desk.person.scope, before, limit)


def view(desk: Desk, remittance_id: int) -> RemittanceView:
    """A remittance with what it says of each claim. That somebody looked at it is entered in the audit.

    Raises:
        Refused: there is none.
        NotPermitted: it is of a client that is none of theirs.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        one = tx.remittances.get(remittance_id)
        if one is None:
            raise Refused(f"There is no remittance {remittance_id}: `collections-tui remittance list` shows them.")
        refuse_client(desk, one.client_id, one.client)
        with garbage.put_off():
            claims = tuple(tx.remittances.claims(remittance_id))
    _looked(desk, f"remittance {remittance_id}")
    return RemittanceView(one, claims)


def of_account(desk: Desk, account_id: int) -> list[KeptClaim]:
    """What insurers said of the invoices of an account, the newest first; that somebody looks is in the audit.

    Raises:
        Refused: there is no such account.
        NotPermitted: they may not see it.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        found = tx.remittances.of_account(account_id)
    desk.looked(account_id)
    return found


def waiting(desk: Desk, after: int = 0, limit: int = PAGE) -> list[KeptClaim]:
    """What insurers said of claims that nobody has matched, as it came; from behind an id on."""
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.remittances.waiting(desk.person.scope, after, limit)
    if found:
        _looked(desk, "remittances that wait")
    return found


def count_waiting(desk: Desk) -> int:
    """How many claims wait to be matched."""
    desk.permit("see")
    with desk.store.read() as tx:
        return tx.remittances.count_waiting(desk.person.scope)


# -- taking in a file -----------------------------------------------------------------------------------------------


class _TakenBack(Exception):
    """Ends a transaction that is not to be kept."""


class _Taking:
    """Takes in the transactions of one file, within one transaction of the database."""

    def __init__(self, tx: Transaction, desk: Desk, client: Client, file: str, *, anyway: bool) -> None:
        self._tx, self._desk, self._client, self._file, self._anyway = tx, desk, client, file, anyway
        self._now: datetime = desk.now()
        self._poster = Poster(tx, desk, self._now)

    def take(self, found: Sequence[Remittance]) -> list[TakenRemittance]:
        """Take in all of them; the accounts they touch are locked in one order before anything is entered."""
        claims = [claim for one in found for claim in one.claims]
        matcher = Matcher(self._tx, self._client.id, self._client.currency, claims)
        places: list[list[Where | Nowhere]] = []
        for one in found:
            self._refuse_other_envelope(one)
            places.append([matcher.find(claim, one.codes) for claim in one.claims])
        accounts = {each.account_id for every in places for each in every if isinstance(each, Where)}
        accounts |= self._of_reversals(claims)
        locked = {account_id: self._tx.accounts.get(account_id) for account_id in sorted(accounts)}
        taken = []
        for one, every in zip(found, places, strict=True):
            currency = one.currency or self._client.currency
            _check_currency(one, currency)
            taken.append(self._one(one, [_in_its_currency(where, locked, currency) for where in every]))
        self._poster.finish()
        return taken

    def _of_reversals(self, claims: Sequence[ClaimPayment]) -> set[int]:
        earlier = [
            old
            for one in claims
            if one.status == REVERSAL
            for old in self._tx.remittances.reversible(self._client.id, one)
        ]
        return {old.account_id for old in earlier if old.account_id is not None}

    def _one(self, one: Remittance, places: Sequence[Where | Nowhere]) -> TakenRemittance:
        key = _key(one)
        known = self._tx.remittances.of_trace(self._client.id, one.payer, one.code, one.trace)
        here = next((each for each in known if each.key == key), None)
        if here is None and not self._anyway:
            self._refuse_other_payment(one, known)
        currency = one.currency or self._client.currency
        payer = next(filter(None, map(self._tx.payers.by_code, one.codes)), None)
        payer_id, on = None if payer is None else payer.id, min(one.paid_on, self._desk.today())
        source = Source(one.payer, one.code, payer_id, one.trace, on, currency)
        if here is not None:
            kept = self._tx.remittances.claims(here.id)
            again = [self._again(source, row, where) for row, where in zip(kept, places, strict=True)]
            return TakenRemittance(here.id, one, False, currency, tuple(again))
        new = self._tx.remittances.add(
            self._client.id, payer_id, one, key=key, file=self._file, now=self._now, by=self._desk.person.id
        )
        rows = [self._add(new, position, claim) for position, claim in enumerate(one.claims, start=1)]
        return TakenRemittance(new, one, True, currency, self._post_all(source, rows, one.claims, places))

    def _add(self, remittance_id: int, position: int, claim: ClaimPayment) -> int:
        shares = shares_of(claim, self._desk.books.codes)
        return self._tx.remittances.add_claim(remittance_id, position, claim, shares, "")

    def _post_all(
        self, source: Source, rows: Sequence[int], claims: Sequence[ClaimPayment], places: Sequence[Where | Nowhere]
    ) -> tuple[TakenClaim, ...]:
        """Post all of one transaction: reversals go before their corrections, whichever stands first in the file.

        What takes back something of the very same transaction is tried once more behind it.
        """
        taken: dict[int, TakenClaim] = {}
        reversals = dict.fromkeys(at for at, claim in enumerate(claims) if claim.status == REVERSAL)
        to_come = set(rows)
        for at in (*reversals, *range(len(claims)), *reversals):
            if at not in taken or (at in reversals and not taken[at].matched):
                taken[at] = self._post(rows[at], source, claims[at], places[at], to_come)
                to_come.discard(rows[at])
        return tuple(taken[at] for at in range(len(claims)))

    def _again(self, source: Source, row: KeptClaim, where: Where | Nowhere) -> TakenClaim:
        """One that is here: where it waits and now has its invoice, it is posted; not what somebody has taken back."""
        reverses = row.told.status == REVERSAL
        if row.settled_at is None and (reverses or isinstance(where, Where)) and not self._poster.was_posted(row.id):
            return self._post(row.id, source, row.told, where)
        return TakenClaim(
            row.told, row.shares, row.invoice_id is not None, row.account, row.invoice, row.claim_id,
            row.settled_as or row.reason, new=False,
        )  # fmt: skip

    def _post(
        self, row_id: int, source: Source, claim: ClaimPayment, where: Where | Nowhere, to_come: Collection[int] = ()
    ) -> TakenClaim:
        posted: Posted | Nowhere
        if claim.status == REVERSAL:
            posted = self._poster.reverse(row_id, self._client.id, source, claim, to_come)
        else:
            posted = where if isinstance(where, Nowhere) else self._poster.post(row_id, source, claim, where)
        kept = self._tx.remittances.claim(row_id)
        assert kept is not None, "it was stored just now"
        if isinstance(posted, Nowhere):
            self._tx.remittances.wait_again(row_id, posted.reason)
            return TakenClaim(claim, kept.shares, False, words=posted.reason)
        return TakenClaim(claim, posted.shares, True, kept.account, kept.invoice, kept.claim_id, posted.words)

    def _refuse_other_envelope(self, one: Remittance) -> None:
        """Pass unless an envelope of that sender and number came before with something else in it.

        Raises:
            Refused: it did; with the file that it came in.
        """
        if one.interchange and not self._anyway:
            known = self._tx.remittances.of_interchange(self._client.id, one.interchange)
            if known and _key(one) not in {each.key for each in known}:
                raise self._other(f"The envelope {one.interchange}", known[0])

    def _refuse_other_payment(self, one: Remittance, known: Sequence[Known]) -> None:
        """Pass unless the payer gave the number of this payment to another; where nothing is paid it means little.

        Raises:
            Refused: it did; with the file that it came in.
        """
        by_trace = next((each for each in known if each.paid_cents and one.paid_cents), None)
        if by_trace is not None:
            raise self._other(f"The payment {one.trace} of {one.payer}", by_trace)

    def _other(self, what: str, before: Known) -> Refused:
        return Refused(
            f"{what} is here already, from {before.file}, and says something else in {self._file}: ask the payer which "
            "of them holds, or take it all the same with --anyway. Nothing was posted."
        )


def _in_its_currency(where: Where | Nowhere, accounts: Mapping[int, Account | None], currency: str) -> Where | Nowhere:
    """The same place, unless its account is in another currency than the remittance."""
    account = accounts[where.account_id] if isinstance(where, Where) else None
    if account is None or account.currency == currency:
        return where
    return Nowhere(f"account {account.number} is in {account.currency}, it is in {currency}")


def _key(one: Remittance) -> str:
    """What recognises a transaction when it comes again, whatever separates its parts."""
    text = json.dumps(content_of(one), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _client(tx: Transaction, desk: Desk, code: str) -> Client:
    """The client of that code.

    Raises:
        Refused: there is none.
        NotPermitted: it is none of theirs.
    """
    code = code_of(code)
    client = tx.clients.by_code(code)
    if client is None:
        have = ", ".join(one.code for one in tx.clients.every()[:20]) or "none"
        raise Refused(f"There is no client {code} (there is {have}): correct --client.")
    refuse_client(desk, client.id, client.code)
    return client


def _check_day(desk: Desk, one: Remittance) -> None:
    if (one.paid_on - desk.today()).days > AHEAD_DAYS:
        when = say_day(one.paid_on, desk.today())
        raise Refused(f"{one.place} is of {when}, which is still to come: ask for a whole file. Nothing was posted.")


def _check_currency(one: Remittance, currency: str) -> None:
    """Pass if amounts with two decimals are cents of a currency."""
    if decimals_of(currency) != 2:
        raise Refused(
            f"{one.place} is in {currency}, which is not divided into hundredths: amounts of an 835 cannot be read in "
            "it. Nothing was posted."
        )


# -- what is answered ------------------------------------------------------------------------------------------------


def _posted_now(taken: Sequence[TakenRemittance]) -> list[TakenClaim]:
    return [claim for one in taken for claim in one.claims if claim.new and claim.matched]


def _waiting_now(taken: Sequence[TakenRemittance]) -> list[TakenClaim]:
    return [claim for one in taken for claim in one.claims if claim.new and not claim.matched]


def _counts(taken: Sequence[TakenRemittance]) -> str:
    parts = [f"{count_of(len(_posted_now(taken)), 'claim', 'claims')} posted"]
    waiting = len(_waiting_now(taken))
    if waiting:
        parts.append(f"{waiting:,} waiting to be matched")
    known = sum(not one.new for one in taken)
    if known:
        parts.append(f"{count_of(known, 'remittance', 'remittances')} here already")
    return ", ".join(parts)


def _report(path: Path, client: str, taken: Sequence[TakenRemittance], *, dry_run: bool) -> ImportedRemittances:
    sums: dict[str, int] = {}
    for one in taken:
        if one.new:
            sums[one.currency] = sums.get(one.currency, 0) + one.told.paid_cents
    paid = " and ".join(format_cents(cents, currency) for currency, cents in sums.items())
    head = f"{count_of(len(taken), 'remittance', 'remittances')} read from {clean(path.name)} for {client}"
    tail = DRY if dry_run else ""
    sentence = f"{head}: {f'{paid} paid, ' if paid else ''}{_counts(taken)}.{tail}"
    known = sum(not one.new for one in taken)
    return ImportedRemittances(
        path, client, dry_run, tuple(taken), len(_posted_now(taken)), len(_waiting_now(taken)), known, sentence
    )


def _looked(desk: Desk, what: str) -> None:
    """Enter in the audit that the person looks at what insurers said of people."""
    desk.store.enter(fields(desk.now(), desk.person.id, "view remittance", None, what, place=desk.place, about=what))
