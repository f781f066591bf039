"""What the account screen asks of services, each in one turn of the desk's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from collections_tui.services import accounts, calls, queue
from collections_tui.services.views import AccountView, CallEntry, Claimed, Logged, NothingNow
from collections_tui.tui.text import cut

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk


class AfterCall(NamedTuple):
    """A call that is written, what comes next, and the account to show now, if there is one."""

    logged: Logged
    next: Claimed | NothingNow | None
    view: AccountView | None


def look(desk: Desk, account_id: int, claim: bool) -> AccountView:
    """Return an account to show; with ``claim`` it is made mine first, where I may work and nobody else has it."""
    if claim:
        queue.open_account(desk, account_id)
    return accounts.view(desk, account_id)


def finish(desk: Desk, entry: CallEntry, worklist: str | None) -> AfterCall:
    """Write a call, claim the next account, and return that one to show."""
    logged, claimed = calls.log_and_next(desk, entry, worklist)
    view = accounts.view(desk, claimed.account_id) if isinstance(claimed, Claimed) else None
    return AfterCall(logged, claimed, view)


def finish_here(desk: Desk, entry: CallEntry) -> AfterCall:
    """Write a call and keep its account."""
    logged = calls.log_call(desk, entry)
    return AfterCall(logged, None, look(desk, entry.account_id, claim=True))


def drop(desk: Desk, account_id: int) -> AccountView:
    """Forget the call begun on an account, and return the account as it is then."""
    calls.drop_draft(desk, account_id)
    return accounts.view(desk, account_id)


def logged_words(logged: Logged, customer: str, cells: int) -> str:
    """Return what was logged, what happens next, and how to take it back; the name gives way to the rest."""
    head, tail = f"{logged.outcome_words}: {logged.number} ", f" · {logged.next_words} · u undoes it"
    return head + cut(customer, max(6, cells - len(head) - len(tail))) + tail
