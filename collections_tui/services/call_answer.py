"""What is said of a call that was stored: of one just stored, and of one that was stored before."""

from __future__ import annotations

from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.outcomes import NEEDS_NUMBER
from collections_tui.domain.records import Account, Call
from collections_tui.services.accounts import window_of
from collections_tui.services.desk import Desk
from collections_tui.services.dialling import not_allowed
from collections_tui.services.flags import of_call, sets_flag
from collections_tui.services.queue import existing
from collections_tui.services.scoring import clocks
from collections_tui.services.views import CallEntry, Logged
from collections_tui.store.transaction import Transaction


def answer_again(tx: Transaction, desk: Desk, entry: CallEntry, call_id: int) -> Logged:
    """The answer to a call that comes again.

    Raises:
        Refused: its ``operation_id`` is that of another call, which this one would be lost behind.
    """
    call = stored_call(tx, call_id)
    if (call.account_id, call.by, call.outcome) != (entry.account_id, desk.person.login, entry.outcome):
        raise Refused("Another call has that operation ID already, so nothing was stored: give each call its own.")
    return answer(tx, desk, call, existing(tx, call.account_id))


def stored_call(tx: Transaction, call_id: int) -> Call:
    """A call as it is in the log.

    Raises:
        Refused: there is none.
    """
    call = tx.calls.get(call_id)
    if call is None:
        raise Refused("That call does not exist: look it up in the call log.")
    return call


def answer(tx: Transaction, desk: Desk, call: Call, account: Account, flag: str | None = None) -> Logged:
    """What is said of a call, with the account as it is now; ``flag`` is what it has set, where that is known."""
    outcome = desk.books.outcomes.by_code.get(call.outcome)
    began = desk.local(call.started_at).date()
    day = "" if began == desk.today() else f"on {say_day(began, desk.today())}"
    words = outcome.words if outcome else call.outcome
    if flag is None:
        flag = of_call(tx, desk, call.id) if outcome is not None and sets_flag(outcome) else ""
    return Logged(call, account.number, words, _next_words(tx, desk, account), day, not_allowed(call), flag)


def _next_words(tx: Transaction, desk: Desk, account: Account) -> str:
    """What happens to the account now, in words and in the customer's time."""
    if account.status == "closed":
        return f"closed: {account.closed_reason}"
    if account.status == "held":
        return f"on hold: {', '.join(hold.kind for hold in tx.accounts.holds(account.id))}"
    waits = [at for at in (account.next_action_at, account.may_call_at) if at is not None and at > desk.now()]
    if not waits:
        return "next try now"
    there = max(waits).astimezone(clocks(window_of(tx, account)))
    their_today = desk.now().astimezone(there.tzinfo).date()
    if account.next_action == NEEDS_NUMBER.words:
        return f"{NEEDS_NUMBER.words} by {say_day(there.date(), their_today)}"
    return f"next try {say_moment(there, their_today)} their time"
