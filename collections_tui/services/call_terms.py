"""An arrangement that is agreed in a call: stored with it, and taken back with it. Imported only when there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account
from collections_tui.services.arrangement_layout import instalments, lay_out
from collections_tui.services.arrangement_next import planned
from collections_tui.services.arrangements import agree
from collections_tui.services.call_plan import Plan
from collections_tui.services.desk import Desk
from collections_tui.services.grace import policy_of
from collections_tui.services.views import CallEntry
from collections_tui.store.transaction import Transaction

WAITS = "arrangement waits for a supervisor"


def plan_for(tx: Transaction, desk: Desk, account: Account, entry: CallEntry) -> tuple[Plan, bool]:
    """When the account is worked next if the terms of a call are agreed on, and whether they need an approval.

    Raises:
        Refused: nothing is owed, or the terms cannot be met.
    """
    assert entry.terms is not None, "the caller has looked"
    if account.status == "closed":
        raise Refused(f"Account {account.number} is closed: there is nothing to arrange.")
    policy = policy_of(tx, desk, account)
    laid = lay_out(tx, desk, account, entry.terms, entry.means)
    if laid.needs_approval:
        on = desk.today() + timedelta(days=max(1, policy.approval_days))
        return Plan(desk.start_of(on), WAITS, urgent=False), True
    found = planned(instalments(laid.dues, policy), policy, desk.today(), laid.currency)
    assert found is not None, "nothing is paid yet"
    return Plan(desk.start_of(found.on), found.words, urgent=False), False


def replaced(tx: Transaction, account_id: int, *, asks: bool, instead_of: int | None) -> list[tuple[int, str]]:
    """The arrangements that ``agree`` ends for another one, with their status: what an undo must know of them."""
    there = [one for one in (tx.arrangements.running(account_id), tx.arrangements.asked(account_id)) if one is not None]
    ended = [one for one in there if not asks or (one.id == instead_of and one.status == "proposed")]
    return [(one.id, one.status) for one in ended]


def agree_in(tx: Transaction, desk: Desk, account: Account, entry: CallEntry, call_id: int) -> str:
    """Store the arrangement of a call; what it is, in words.

    Raises:
        Refused: as ``arrange``.
    """
    assert entry.terms is not None, "the caller has looked"
    made = agree(
        tx, desk, account, entry.terms, entry.operation_id,
        means=entry.means, call_id=call_id, instead_of=entry.instead_of,
    )  # fmt: skip
    return made.words


def put_back(tx: Transaction, desk: Desk, account_id: int, call_id: int, before: list[list[Any]]) -> None:
    """Take back the arrangement of a call, and let those run again of which it had taken the place."""
    for one in tx.arrangements.of_account(account_id):
        if one.call_id == call_id and one.status in ("active", "proposed"):
            tx.arrangements.set_status(one.id, "cancelled", desk.now(), "its call was taken back")
    for arrangement_id, status in before:
        old = tx.arrangements.get(arrangement_id)
        if old is not None and old.status in ("superseded", "cancelled"):
            tx.arrangements.set_status(arrangement_id, status)
