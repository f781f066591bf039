"""Money: paid, returned, charged, adjusted, written off. Entries are added and taken back, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collections_tui.domain.audit import Change, differing
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.ledger import Part
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, EntryKind, Unsaved
from collections_tui.services.booking import book, parts_of, purse_of, take_back
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.ledger_checks import (
    check_amount,
    check_day,
    invoices_told,
    method_of,
    own_accounts,
    reason_of,
    short,
)
from collections_tui.services.ledger_views import Adjusted, LedgerLine, Paid, PaidPart, PaymentEntry, Reversed
from collections_tui.services.money import settle
from collections_tui.services.queue import existing
from collections_tui.services.scope import account_of
from collections_tui.store.subjects.ledger import Entered, NewEntries
from collections_tui.store.transaction import Transaction

SHOWN = 200
_KINDS: dict[EntryKind, str] = {
    "charge": "A charge",
    "adjustment": "An adjustment",
    "write_off": "A write-off",
    "payment": "A payment",
}
_DONE: dict[EntryKind, str] = {"charge": "charged", "adjustment": "adjusted", "write_off": "written off"}


def pay(desk: Desk, entry: PaymentEntry, *, kept: bool = False) -> Paid:
    """Enter a payment, and return what it paid.

    It goes to the invoices told, in their order; then to what is due on the account, the oldest first and nothing that
    is disputed (12 CFR 1006.30(c)(2)); then likewise to the other accounts told. What is left is credit on the account.
    The same ``operation_id`` again changes nothing and gives the same answer. Told that it was ``kept`` while it was
    typed (``unsaved``), that is dropped.

    Raises:
        Refused: no permission; an amount, a day or words that cannot be; an invoice on which nothing is owed; an
            account of somebody else or in another currency.
    """
    desk.permit("work")
    method, reference = method_of(entry.method), short(checked(entry.reference), "reference")
    now = desk.now()
    with desk.store.write() as tx:
        accounts = own_accounts(tx, desk, entry.account_id, entry.accounts)
        account = accounts[0]
        done = tx.ledger.id_of_operation(entry.operation_id)
        if done is not None:
            if kept:
                tx.unsaved.drop(desk.person.id, Unsaved("payment", entry.account_id))
            return _paid_before(tx, desk, entry, done)
        check_amount(entry.amount_cents, account.currency)
        check_day(entry.paid_on, desk)
        purse = purse_of(tx, accounts)
        named = invoices_told(tx, purse, accounts, entry.invoices)
        parts = purse.lay_out(entry.amount_cents, [one.id for one in accounts], named)
        new = NewEntries("payment", entry.paid_on, now, desk.person.id, entry.operation_id, method, reference)
        first = tx.ledger.add(new, parts)
        settle(tx, desk, {part.account_id for part in parts}, now)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("payment", account.id))
        amount = format_cents(entry.amount_cents, account.currency)
        here = sum(part.cents for part in parts if part.account_id == account.id)
        desk.note(
            tx, "pay", account.id, amount, about=f"entry {first}",
            before={"balance_cents": account.balance_cents}, after={"balance_cents": account.balance_cents - here},
        )  # fmt: skip
        return paid_now(tx, desk, accounts, first, entry.paid_on, parts)


def reverse(desk: Desk, entry_id: int, reason: str, on: date | None, operation_id: str) -> Reversed:
    """Take an entry back with every part of its payment, so that what it had paid is owed again.

    Whoever takes payments may take one back; other entries are a matter of who may adjust the ledger.

    Args:
        desk: who does it.
        entry_id: any entry of the payment.
        reason: why, in words: ``returned unpaid (NSF)``.
        on: the day on which it was returned; None for today.
        operation_id: made by the caller; the same again changes nothing.

    Raises:
        Refused: no permission, no such entry, it has been reversed, no reason, or a day before the entry's own.
        NotPermitted: it paid an account too that they may not see.
    """
    desk.permit("work")
    reason = reason_of(checked(reason), "A reversal")
    day = desk.today() if on is None else on
    now = desk.now()
    with desk.store.write() as tx:
        first = tx.ledger.get(entry_id)
        if first is None:
            raise Refused(
                f"There is no entry {entry_id} in the ledger: `collections-tui ledger NO` shows an account's."
            )
        account = account_of(tx, desk, first.entry.account_id)
        by = desk.person if first.entry.kind == "payment" else desk.permit("adjust the ledger")
        done = tx.ledger.id_of_operation(operation_id)
        if done is not None:
            return _reversed_again(tx, first, done)
        _refuse_billed(tx, first)
        check_day(day, desk, "a reversal")
        if day < first.entry.on:
            when, then = say_day(day, desk.today()), say_day(first.entry.on, desk.today())
            raise Refused(f"{when} is before the entry itself, which is of {then}: check the day.")
        taken = take_back(tx, desk, first, on=day, reason=reason, operation_id=operation_id, now=now)
        touched = sorted({one.entry.account_id for one in taken.entries})
        for other in touched if desk.person.scope else ():
            account_of(tx, desk, other)  # what it paid besides may be none of theirs: then nothing is taken back
        if first.entry.kind == "payment":
            _tell_of_it(tx, desk, account, taken.entries)
        settle(tx, desk, touched, now)
        now_owed = existing(tx, account.id)
        changed = _owed(account, now_owed)._asdict()
        desk.note(tx, "reverse", account.id, reason, about=f"entry {first.entry.id}", by=by, **changed)
        return _reversed(now_owed, taken.entry_id, taken.entries)


def adjust(
    desk: Desk,
    account_id: int,
    kind: EntryKind,
    cents: int,
    on: date | None,
    invoice: str,
    reason: str,
    operation_id: str,
    *,
    kept: bool = False,
) -> Adjusted:
    """Book a charge, an adjustment or a write-off, and return what became of it.

    Args:
        desk: who does it.
        account_id: where.
        kind: ``charge``, ``adjustment`` or ``write_off``.
        cents: more than 0; an adjustment below 0 lowers what is owed.
        on: its day; None for today.
        invoice: the number of the one it is about; '' for whatever is due, or for the account itself.
        reason: why, in words.
        operation_id: made by the caller; the same again changes nothing.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission; an amount, a day or words that cannot be; no such invoice; more written off than owed.
    """
    by = desk.permit("adjust the ledger")
    if kind not in _DONE:
        raise Refused("Only a charge, an adjustment or a write_off can be booked: enter payments with `pay`.")
    reason = reason_of(checked(reason), _KINDS[kind])
    day = desk.today() if on is None else on
    now = desk.now()
    with desk.store.write() as tx:
        account = after = account_of(tx, desk, account_id)
        done = tx.ledger.id_of_operation(operation_id)
        if done is None:
            if kind == "adjustment" and not cents:
                raise Refused("An adjustment of nothing changes nothing: check the amount.")
            check_amount(abs(cents) if kind == "adjustment" else cents, account.currency, _KINDS[kind])
            check_day(day, desk, "an entry")
            signed = -cents if kind == "write_off" else cents
            done = book(
                tx, desk, account, kind, signed, day,
                reason=reason, operation_id=operation_id, now=now, invoice=invoice,
            )  # fmt: skip
            settle(tx, desk, [account_id], now)
            amount = format_cents(signed, account.currency)
            after = existing(tx, account_id)
            desk.note(
                tx, "adjust", account_id, f"{kind} {amount}: {reason}", about=f"entry {done}", by=by,
                **_owed(account, after)._asdict(),
            )  # fmt: skip
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("entry", account_id))
        return _adjusted(tx, after, _entry(tx, done))


def entries(desk: Desk, account_id: int, limit: int = SHOWN) -> list[LedgerLine]:
    """The ledger of an account, newest first."""
    desk.permit("see")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        found = [_line(one) for one in tx.ledger.of_account(account_id, limit)]
    desk.looked(account_id)
    return found


# -- what is answered -----------------------------------------------------------------------------------------------


def _owed(before: Account, after: Account) -> Change:
    """What the audit tells of an account whose money has changed."""
    return differing({"balance_cents": before.balance_cents}, {"balance_cents": after.balance_cents})


def _line(one: Entered) -> LedgerLine:
    entry = one.entry
    return LedgerLine(
        entry.id, entry.on, entry.kind, entry.amount_cents, one.invoice, entry.method, entry.reference, entry.reason,
        one.by, entry.part_of, entry.reverses_id, one.reversed_by,
    )  # fmt: skip


def _named_parts(tx: Transaction, accounts: Sequence[Account], parts: Sequence[Part]) -> tuple[PaidPart, ...]:
    numbers = {account.id: account.number for account in accounts}
    touched = {part.account_id for part in parts if part.invoice_id is not None}
    invoices = {one.id: one.number for account_id in touched for one in tx.accounts.invoices(account_id)}
    return tuple(
        PaidPart(numbers[part.account_id], invoices.get(part.invoice_id or 0, ""), part.cents) for part in parts
    )


def _paid(desk: Desk, account: Account, entry_id: int, on: date, parts: tuple[PaidPart, ...]) -> Paid:
    credit = min(
        max(0, -account.balance_cents),
        sum(part.cents for part in parts if not part.invoice and part.account == account.number),
    )
    total = sum(part.cents for part in parts)
    when = "" if on == desk.today() else f", {say_day(on, desk.today())}"
    sentence = f"{_amount(total, account)} paid on {account.number}{when}: {_where(account, parts)}. {_left(account)}"
    return Paid(entry_id, account.number, account.currency, total, on, parts, account.balance_cents, credit, sentence)


def paid_now(
    tx: Transaction, desk: Desk, accounts: Sequence[Account], entry_id: int, on: date, parts: Sequence[Part]
) -> Paid:
    """What is said of a payment that has just been entered, its accounts settled."""
    return _paid(desk, existing(tx, accounts[0].id), entry_id, on, _named_parts(tx, accounts, parts))


def paid_again(tx: Transaction, desk: Desk, first: Entered) -> Paid:
    """What is said of a payment that was entered before, with its account as it is now."""
    account = existing(tx, first.entry.account_id)
    return _paid(desk, account, first.entry.id, first.entry.on, parts_of(tx.ledger.together(first)))


def _paid_before(tx: Transaction, desk: Desk, entry: PaymentEntry, entry_id: int) -> Paid:
    """The answer to a payment that comes again.

    Raises:
        Refused: its ``operation_id`` is that of something else, which this one would be lost behind.
    """
    first = _entry(tx, entry_id)
    paid = paid_again(tx, desk, first)
    if first.entry.kind != "payment" or (paid.amount_cents, paid.paid_on) != (entry.amount_cents, entry.paid_on):
        raise Refused("Another entry has that operation ID already, so nothing was stored: give each its own.")
    return paid


def _reversed(account: Account, entry_id: int, taken: Sequence[Entered]) -> Reversed:
    total = sum(abs(one.entry.amount_cents) for one in taken)
    parts = parts_of(taken)
    what = "payment" if taken[0].entry.kind == "payment" else taken[0].entry.kind.replace("_", "-")
    sentence = (
        f"The {what} of {_amount(total, account)} on {account.number} is taken back: {_where(account, parts)}. "
        f"{_left(account)}"
    )
    return Reversed(entry_id, account.number, account.currency, total, parts, account.balance_cents, sentence)


def _reversed_again(tx: Transaction, first: Entered, entry_id: int) -> Reversed:
    taken = tx.ledger.together(first)
    if not any(one.reversed_by == entry_id for one in taken):
        raise Refused("Another entry has that operation ID already, so nothing was stored: give each its own.")
    return _reversed(existing(tx, first.entry.account_id), entry_id, taken)


def _adjusted(tx: Transaction, account: Account, first: Entered) -> Adjusted:
    together = tx.ledger.together(first)
    total = sum(one.entry.amount_cents for one in together)
    parts = parts_of(together)
    shown = _amount(total if first.entry.kind == "adjustment" else abs(total), account)
    done = _DONE.get(first.entry.kind, "entered")
    sentence = f"{shown} {done} on {account.number}: {_where(account, parts)}. {_left(account)}"
    return Adjusted(
        first.entry.id, account.number, account.currency, first.entry.kind, total, parts, account.balance_cents,
        sentence,
    )  # fmt: skip


def _entry(tx: Transaction, entry_id: int) -> Entered:
    found = tx.ledger.get(entry_id)
    assert found is not None, "it has just been looked up"
    return found


def _amount(cents: int, account: Account) -> str:
    return format_cents(cents, account.currency)


def _where(account: Account, parts: Sequence[PaidPart]) -> str:
    """The parts in words: ``$50.00 on invoice I2, $20.00 on A-0002, $5.00 on no invoice``."""
    said = []
    for part in parts:
        elsewhere = "" if part.account == account.number else f" of {part.account}"
        where = f"on invoice {part.invoice}" if part.invoice else "on no invoice"
        said.append(f"{_amount(part.cents, account)} {where}{elsewhere}")
    return ", ".join(said)


def _left(account: Account) -> str:
    if account.balance_cents < 0:
        return f"{_amount(-account.balance_cents, account)} is credit."
    if not account.balance_cents:
        return "Nothing is owed any more."
    return f"{_amount(account.balance_cents, account)} is still owed."


def _refuse_billed(tx: Transaction, first: Entered) -> None:
    """Pass unless an entry is what an invoice of ours was issued with.

    Raises:
        Refused: it is.
    """
    invoice = None if first.void else first.entry.invoice_id
    if first.entry.kind == "charge" and invoice is not None and tx.invoices.charge_of(invoice) == first.entry.id:
        raise Refused(f"That is what invoice {first.invoice} was issued for: void the invoice instead.")


def _tell_of_it(tx: Transaction, desk: Desk, account: Account, taken: Sequence[Entered]) -> None:
    """Let an account whose payment came back be called about it now, unless a call-back was agreed.

    An arrangement that breaks by it says so itself afterwards.
    """
    if (account.status == "open" or account.closed_reason == "paid") and not account.urgent:
        words = f"payment returned: {_amount(sum(-one.entry.amount_cents for one in taken), account)}"
        tx.queue.plan(account.id, None, words, urgent=False, now=desk.now())
