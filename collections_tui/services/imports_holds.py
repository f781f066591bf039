"""What files say that outlasts them: holds on accounts, by flags of rows and by the calls of other systems.

What has been done here since stays done: a hold that somebody has lifted is not put on again by what the file said
before, or says still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from collections_tui.domain.records import HoldKind
from collections_tui.files.fields import FLAG_FIELDS
from collections_tui.files.flags import Flag, Flags
from collections_tui.services.imports_flags import FromFile, set_flags
from collections_tui.services.imports_job import Job
from collections_tui.store.staged import NewHold, PastHold
from collections_tui.store.transaction import Transaction

_NOTED = re.compile(rf"Hold \(({'|'.join(FLAG_FIELDS)})\): (.*)", re.DOTALL)


def put_on_hold(tx: Transaction, job: Job, wanted: Iterable[NewHold]) -> set[int]:
    """Put accounts on hold, each for one reason once; the ids of those that have a hold more than before.

    Of several holds of one kind the first in order counts.
    """
    return {hold.account_id for hold in put_holds(tx, job, wanted)}


def put_holds(tx: Transaction, job: Job, wanted: Iterable[NewHold]) -> list[NewHold]:
    """The same; the holds that are new."""
    asked = list(wanted)
    past = tx.bulk.holds.of(hold.account_id for hold in asked) if asked else {}
    new: dict[tuple[int, HoldKind], NewHold] = {}
    for hold in asked:
        known = past.get((hold.account_id, hold.kind), ())
        if not any(_is_settled(hold, before) for before in known):
            new.setdefault((hold.account_id, hold.kind), hold)
    accounts = {account for account, _ in new}
    if new:
        tx.bulk.holds.add(new.values(), job.now)
    job.tally.held += len(accounts - {account for (account, _), holds in past.items() if any(map(_in_force, holds))})
    return list(new.values())


def flag_accounts(tx: Transaction, job: Job, flagged: Iterable[tuple[int, Flags]]) -> set[int]:
    """Put accounts on hold for the flags that rows have, and set the others; the ids of those of which more is known.

    What is no hold is said of the customer where it can only be that.
    """
    told = [(account, flags) for account, flags in flagged if flags]
    held = put_on_hold(
        tx,
        job,
        (
            NewHold(account, cast(HoldKind, flag.kind), flag.words, job.now)
            for account, flags in told
            for flag in flags
            if not _is_wish(flag)
        ),
    )
    others = [(account, flag) for account, flags in told for flag in flags if _is_wish(flag)]
    if not others:
        return held
    owners = tx.bulk.contact.owners(account for account, _ in others)
    new = set_flags(tx, job, (FromFile(owners[account], account, flag) for account, flag in others))
    return held | {account for account, _ in others if owners[account] in new}


def flag_customers(tx: Transaction, job: Job, flagged: Mapping[int, Flags]) -> set[int]:
    """Flag customers, and put all their accounts on hold, those that come later too; those of whom that was new."""
    wishes = [FromFile(customer, None, flag) for customer, some in flagged.items() for flag in some if _is_wish(flag)]
    return _hold_customers(tx, job, flagged) | set_flags(tx, job, wishes)


def _hold_customers(tx: Transaction, job: Job, flagged: Mapping[int, Flags]) -> set[int]:
    told = {
        customer: tuple(flag for flag in flags if not _is_wish(flag)) for customer, flags in flagged.items() if flags
    }
    told = {customer: flags for customer, flags in told.items() if flags}
    if not told:
        return set()
    person = job.desk.person.id
    notes = [(customer, f"Hold ({flag.kind}): {flag.words}") for customer, flags in told.items() for flag in flags]
    new = {customer for customer, text in notes if tx.bulk.customers.add_notes([(customer, person, job.now, text)])}
    accounts = {account: customer for customer, some in tx.bulk.holds.accounts_of(told).items() for account in some}
    held = flag_accounts(tx, job, ((account, told[customer]) for account, customer in accounts.items()))
    return new | {accounts[account] for account in held}


def _is_wish(flag: Flag) -> bool:
    return flag.kind not in FLAG_FIELDS


def flag_new_accounts(tx: Transaction, job: Job, customers: Mapping[int, int]) -> None:
    """Put new accounts on hold whose customers have been flagged before: customer by account."""
    notes = tx.bulk.holds.flagged(customers.values()) if customers else []
    flags: dict[int, Flags] = {}
    for customer, text in notes:
        if found := _NOTED.fullmatch(text):
            flags[customer] = (*flags.get(customer, ()), Flag(cast(HoldKind, found[1]), found[2]))
    if flags:
        flag_accounts(tx, job, ((account, flags.get(customer, ())) for account, customer in customers.items()))


def hold_new_account(tx: Transaction, account_id: int, customer_id: int, now: datetime) -> None:
    """Put one new account on hold whose customer has been flagged before."""
    found = (_NOTED.fullmatch(text) for _, text in tx.bulk.holds.flagged([customer_id]))
    new = [NewHold(account_id, cast(HoldKind, one[1]), one[2], now) for one in found if one is not None]
    if new:
        tx.bulk.holds.add(new, now)


def _in_force(hold: PastHold) -> bool:
    return hold.lifted_at is None


def _is_settled(hold: NewHold, before: PastHold) -> bool:
    """Whether an earlier hold of the kind leaves nothing to do: it is in force, or somebody has lifted it since."""
    if before.lifted_at is None:
        return True
    return before.note == hold.note if hold.call_id is None else before.lifted_at > hold.since
