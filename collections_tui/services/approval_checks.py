"""What may be asked of a supervisor and approved: blocked numbers, amounts that can be booked, changes that fit."""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.contact.judge import judge
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account
from collections_tui.domain.requests import Asked, Rule
from collections_tui.domain.text import clean
from collections_tui.services.approval_views import Change, Wanted
from collections_tui.services.contact import case_of
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_checks import check_amount
from collections_tui.store.transaction import Transaction

LASTS = 30
"""Minutes within which a call that was approved has to begin, if the supervisor says nothing else."""
LONGEST = 240


def refuse_answered(asked: Asked) -> None:
    """Pass if the request waits for an answer.

    Raises:
        Refused: it was answered, or taken back.
    """
    if asked.status != "waiting":
        what = f"{asked.status} by {asked.answered_by}" if asked.answered_by else "taken back"
        raise Refused(f"R{asked.id} waits for no answer: it was {what}.")


def refuse_twice(tx: Transaction, desk: Desk, wanted: Wanted) -> None:
    """Pass if I have not asked for the same already.

    Raises:
        Refused: I have, and it waits.
    """
    for one in tx.requests.of_account(wanted.account_id, desk.now()):
        same = (one.kind, one.e164, one.by) == (wanted.kind, wanted.e164, desk.person.login)
        if same and one.status == "waiting":
            raise Refused(f"You asked for that already (R{one.id}): it waits for a supervisor.")


def blocking(
    tx: Transaction, desk: Desk, account: Account, e164: str, now: datetime, *, still: bool = True
) -> tuple[Rule, ...]:
    """The rules that block a number at this moment; none at all is good enough where they need not ``still`` do so.

    Raises:
        Refused: none does, or one that nobody may override.
    """
    if e164 and e164 not in {one.e164 for one in tx.accounts.phones(account.customer_id)}:
        raise Refused(f"{account.number} has no number {clean(e164)[:20]}: `collections-tui account` shows theirs.")
    found = judge(case_of(tx, desk, account, now), e164, now)
    if found.verdict != "block" and still:
        raise Refused("The contact rules allow this call: it needs nobody's approval.")
    if not found.overridable:
        why = next(one for one in found.blocking if not one.overridable)
        raise Refused(f"Nobody may override this: {why.text} ({why.source}).")
    return tuple(Rule(one.id, one.text) for one in found.blocking)


def signed(account: Account, wanted: Wanted) -> int:
    """The amount as the balance sees it.

    Raises:
        Refused: it cannot be one.
    """
    check_amount(
        abs(wanted.cents) if wanted.kind == "adjustment" else wanted.cents, account.currency,
        "An adjustment" if wanted.kind == "adjustment" else "A write-off",
    )  # fmt: skip
    return -wanted.cents if wanted.kind == "write_off" else wanted.cents


def invoice_of(tx: Transaction, account: Account, wanted: Wanted) -> str:
    """The number of the invoice it is about; '' for none.

    Raises:
        Refused: the account has no such invoice.
    """
    number = clean(wanted.invoice).strip()
    if number and number not in {one.number for one in tx.accounts.invoices(account.id)}:
        raise Refused(f"{account.number} has no invoice {number[:40]}: leave it away, or see its invoices.")
    return number


def refuse_unbookable(account: Account, kind: str, cents: int) -> None:
    """Pass if the entry can be booked at this moment.

    Raises:
        Refused: more would be written off than is owed.
    """
    if kind == "write_off" and -cents > account.balance_cents:
        owed, said = (format_cents(amount, account.currency) for amount in (account.balance_cents, -cents))
        raise Refused(f"{said} is more than the {owed} owed on {account.number}: another amount has to be written off.")


def changed(account: Account, asked: Asked, change: Change) -> Asked:
    """The request with what is approved instead.

    Raises:
        Refused: the change does not fit it.
    """
    if change.terms is not None:
        raise Refused("Only an arrangement has terms.")
    if asked.kind == "override":
        if change.cents is not None:
            raise Refused("A call has no amount: change the minutes within which it may begin.")
        if change.minutes is not None and not 1 <= change.minutes <= LONGEST:
            raise Refused(f"A call may be allowed for 1 to {LONGEST} minutes.")
        return asked
    if change.minutes is not None:
        raise Refused("An entry in the ledger has no minutes: change its amount.")
    if change.cents is None:
        return asked
    wanted = Wanted(asked.kind, account.id, asked.reason, cents=change.cents)
    return asked._replace(cents=signed(account, wanted))
