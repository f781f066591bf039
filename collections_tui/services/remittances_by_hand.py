"""Remittances worked by hand: what fitted no invoice is matched or set aside, and what was wrong is taken back."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.domain.insurance.shares import REVERSAL, told
from collections_tui.domain.money import format_cents
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.ledger_checks import reason_of
from collections_tui.services.remittance_matching import BELOW, Nowhere, Where, claim_among
from collections_tui.services.remittance_posting import Posted, Poster, Source
from collections_tui.services.remittance_views import Fitting, Matched
from collections_tui.services.scope import account_of, refuse_client
from collections_tui.store.subjects.seen import Seen
from collections_tui.store.transaction import Transaction

MOST = 50
"""Invoices that one may be for, and accounts that are looked through for them."""
_WEIGHTS = {"charge": 8, "member id": 4, "day": 2, "name": 1}


def fitting(desk: Desk, row_id: int, text: str = "") -> list[Fitting]:
    """Return the invoices that something which waits may be for, the likeliest first and at most ``MOST``.

    Args:
        desk: who looks.
        row_id: which of those that wait.
        text: the number of an invoice, or what finds its account: part of a name, a number, a telephone number. Without
            it those of whoever has the member id or the name that the insurer says.

    Raises:
        Refused: no permission, or there is none.
    """
    desk.permit("see")
    text = text.strip()
    with desk.store.read() as tx:
        one = _existing(tx, desk, row_id)
        member = one.told.member
        members = set(tx.fittings.insured_as(one.client_id, member, MOST)) if member else set()
        named = _named(tx, one)
        asked = _found(tx, one, text) if text else members | named
        found = tx.fittings.invoices_of(sorted(asked), 4 * MOST)
        exact = tx.fittings.invoice(one.client_id, text) if text else None
        if exact is not None:
            found = [exact, *(each for each in found if each.id != exact.id)]
    charge, days = abs(one.told.charge_cents), set(one.told.days)
    rows = []
    for invoice in found:
        agrees = {
            "charge": invoice.amount_cents == charge,
            "member id": invoice.account_id in members,
            "day": bool(days & set(invoice.days)),
            "name": invoice.account_id in named,
        }
        rows.append(Fitting(invoice, tuple(name for name, holds in agrees.items() if holds)))
    rows.sort(key=lambda row: (row.invoice.number != text, -sum(_WEIGHTS[name] for name in row.agrees)))
    return rows[:MOST]


def _named(tx: Transaction, one: KeptClaim) -> set[int]:
    """Accounts whose customer has the patient's name; those of the family name if nobody has all of it."""
    names = (one.told.patient, one.told.patient.partition(",")[0])
    return next(filter(None, (_found(tx, one, name) for name in dict.fromkeys(names))), set())


def _found(tx: Transaction, one: KeptClaim, text: str) -> set[int]:
    """Accounts of the client that was paid which a text finds: whoever may see one of these sees all."""
    return {each.account_id for each in tx.search.find(text, MOST, Seen((one.client_id,)))}


def match(desk: Desk, row_id: int, account_id: int | None = None, invoice: str = "") -> Matched:
    """Post what fitted nothing where it belongs, and return what was posted. The same again changes nothing.

    Args:
        desk: who found out.
        row_id: which of those that wait.
        account_id: whose it is; its one invoice of that charge is meant unless one is told.
        invoice: the number of the invoice that the claim was for.

    Raises:
        Refused: no permission; it is off the list, or there is none; no such invoice, or an account of another client
            or in another currency; it is not known which invoice is meant.
    """
    desk.permit("match payments")
    now = desk.now()
    with desk.store.write() as tx:
        one = _existing(tx, desk, row_id)
        where = _told_where(tx, desk, one, account_id, invoice.strip())
        if one.settled_at is not None:
            if one.invoice_id == where.invoice_id:
                return Matched(one, _matched(one))
            raise Refused(
                f"{_off_the_list(one)}: take it back first (`collections-tui remittance take-back {row_id}`)."
            )
        account = account_of(tx, desk, where.account_id)
        if account.currency != one.currency:
            raise Refused(f"Account {account.number} is in {account.currency}, the remittance in {one.currency}.")
        if one.told.charge_cents < 0 and one.told.status != REVERSAL:
            raise Refused(f"{_name(one)} cannot be posted: {BELOW.reason}.")
        poster = Poster(tx, desk, now)
        source = _source(desk, one)
        posted: Posted | Nowhere | None = None
        if one.told.status == REVERSAL:
            posted = poster.reverse(one.id, one.client_id, source, one.told)
        if not isinstance(posted, Posted):
            poster.post(one.id, source, one.told, where, by_hand=True)
        poster.finish()
        after = _existing(tx, desk, row_id)
        return Matched(after, _matched(after))


def set_aside(desk: Desk, row_id: int, reason: str) -> Matched:
    """Take something off the list that belongs to no invoice here.

    Raises:
        Refused: no permission, no reason, there is none, or it is off the list.
    """
    desk.permit("match payments")
    reason = reason_of(checked(reason), "Setting it aside")
    with desk.store.write() as tx:
        one = _existing(tx, desk, row_id)
        if one.settled_at is not None and one.settled_as != reason:
            raise Refused(f"{_off_the_list(one)}.")
        if one.settled_at is None:
            tx.remittances.put(
                row_id, one.shares, invoice_id=None, claim_id=None, entry_id=None, words=reason,
                now=desk.now(), by=desk.person.id,
            )  # fmt: skip
            details = f"{one.told.control}: {reason}"
            about = f"remittance claim {row_id}"
            desk.note(tx, "set remittance aside", details=details, about=about, after={"settled_as": reason})
        return Matched(_existing(tx, desk, row_id), f"{_name(one)} is off the list: {reason}.")


def take_back(desk: Desk, row_id: int, reason: str) -> Matched:
    """Take back what was posted for a claim, or that it was set aside, and put it on the list again.

    Raises:
        Refused: no permission, no reason; it waits already, is a reversal, was taken back by the insurer, or somebody
            has reversed its entries.
    """
    desk.permit("match payments")
    reason = reason_of(checked(reason), "Taking it back")
    with desk.store.write() as tx:
        one = _existing(tx, desk, row_id)
        if one.settled_at is None:
            raise Refused(f"{_name(one)} waits to be matched: there is nothing to take back.")
        if one.reversed_by is not None or one.reverses_id is not None:
            raise Refused(f"{_name(one)} and its reversal by the insurer belong together: correct it with `adjust`.")
        if one.account_id is not None:
            account_of(tx, desk, one.account_id)
        poster = Poster(tx, desk, desk.now())
        if not poster.undo(one, _source(desk, one), reason):
            raise Refused(f"What {_name(one)} brought has been reversed in the ledger already: correct it there.")
        tx.remittances.wait_again(row_id, reason)
        poster.finish()
        about = f"remittance claim {row_id}"
        desk.note(tx, "take back remittance", one.account_id, f"{one.told.control}: {reason}", about=about)
        return Matched(_existing(tx, desk, row_id), f"{_name(one)} waits to be matched again.")


def _existing(tx: Transaction, desk: Desk, row_id: int) -> KeptClaim:
    found = tx.remittances.claim(row_id)
    if found is None:
        raise Refused(
            f"No remittance has a claim {row_id}: `collections-tui remittance unmatched` lists those that wait."
        )
    refuse_client(desk, found.client_id, found.client)
    return found


def _told_where(tx: Transaction, desk: Desk, one: KeptClaim, account_id: int | None, number: str) -> Where:
    """The invoice that somebody means."""
    if not number and account_id is None:
        raise Refused("Say where it belongs: an invoice, or an account.")
    account = None if account_id is None else account_of(tx, desk, account_id)
    if account is not None and account.client_id != one.client_id:
        raise Refused(f"Account {account.number} is not one of {one.client}, to whom this was paid: name another.")
    if number:
        found = tx.fittings.invoice(one.client_id, number)
        if found is None or (account is not None and found.account_id != account.id):
            on = "" if account is None else f" on {account.number}"
            raise Refused(f"{one.client} has no invoice {clean(number)[:64]}{on}: name another.")
        if found.void:
            raise Refused(f"Invoice {found.number} is void: name the one that took its place.")
    else:
        assert account is not None, "one of the two was told"
        fitting = tx.fittings.invoices_of_account(one.client_id, account.number, abs(one.told.charge_cents))
        if len(fitting) != 1:
            charge = format_cents(abs(one.told.charge_cents), one.currency)
            count = "No invoice" if not fitting else "More than one invoice"
            raise Refused(f"{count} of {account.number} was for {charge}: say which one is meant (--to).")
        found = fitting[0]
    every = tx.claims.of_invoice(found.id)
    codes = {one.payer_code, *(each.payer.code for each in every if each.payer.id == one.payer_id)}
    made = claim_among(every, one.told, codes, known=one.payer_id is not None)
    return Where(found.id, found.account_id, None if made is None else made.id)


def _source(desk: Desk, one: KeptClaim) -> Source:
    return Source(one.payer, one.payer_code, one.payer_id, one.trace, min(one.paid_on, desk.today()), one.currency)


def _name(one: KeptClaim) -> str:
    return f"Claim {one.told.control or one.id} of {one.payer}"


def _matched(one: KeptClaim) -> str:
    if one.invoice_id is None:
        return f"{_name(one)} is off the list: {one.settled_as}."
    return f"{_name(one)} is on invoice {one.invoice} of {one.account}: {told(one.shares, one.currency)}."


def _off_the_list(one: KeptClaim) -> str:
    what = f"set it aside ({one.settled_as})" if one.invoice_id is None else f"put it on invoice {one.invoice}"
    return f"{one.settled_by} has {what}"
