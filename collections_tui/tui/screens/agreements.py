"""What is done with promises and arrangements from more than one screen: answered, moved, cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from collections_tui.domain.arrangements.records import Terms
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Instalment, Unsaved
from collections_tui.services import unsaved
from collections_tui.services.permissions import allowed
from collections_tui.tui.here import here_at
from collections_tui.tui.screens.base import AtDesk

After = Callable[[], Awaitable[None]]
"""What is done once something has changed: whoever asked shows it as it is now."""

ANSWER_KEPT = "The answer is not saved; it is kept: enter on the request goes on with it."


async def answer_request(on: AtDesk, arrangement_id: int, after: After, kept: str = ANSWER_KEPT) -> None:
    """Let a supervisor answer a request, at their own desk or with their PIN at somebody else's.

    Args:
        on: the screen behind the dialog.
        arrangement_id: what was asked for.
        after: what is done once it is answered.
        kept: what is said there when the person goes back without an answer and has typed something of one.

    Raises:
        Refused: there is no such request any more.
    """
    if not allowed("work", on.desk.person.roles):
        on.say("A supervisor answers it.")
        return
    from collections_tui.services import arrangement_answers, arrangements
    from collections_tui.tui.dialogs.answer import AnswerDialog

    request = await on.ask(arrangements.get, arrangement_id)
    ground = await on.ask(arrangements.ground, request.arrangement.account_id)

    async def write(approve: bool, reason: str, terms: Terms | None) -> str:
        said = await on.ask(arrangement_answers.answer, arrangement_id, approve, reason, terms)
        await after()
        return said

    begun = await on.ask(unsaved.begun, Unsaved("answer", arrangement_id))
    dialog = AnswerDialog(request, ground, write, begun)
    await on.workstation.travel.show_dialog(dialog, lambda left: on.say(kept) if left else None)


async def mark_instalment(
    on: AtDesk, arrangement_id: int, number: int, about: str, after: After, *, running: bool = True
) -> None:
    """Let an instalment be moved, or its arrangement be cancelled; one that is asked for can only be taken back."""
    from collections_tui.services import arrangements
    from collections_tui.tui.dialogs.mark import MarkDialog

    async def write(day: date | None, reason: str) -> str:
        if day is not None:
            said = await on.ask(arrangements.move, arrangement_id, number, day)
        else:
            said = await on.ask(arrangements.cancel, arrangement_id, reason)
        await after()
        return said

    what = "the arrangement" if running else "the request"
    dialog = MarkDialog(about, here_at(on.desk).today, write, moves=running, what=what)
    await on.workstation.travel.show_dialog(dialog, None)


async def mark_promise(on: AtDesk, promise_id: int, about: str, after: After) -> None:
    """Let a promise be cancelled."""
    from collections_tui.services import promises
    from collections_tui.tui.dialogs.mark import MarkDialog

    async def write(day: date | None, reason: str) -> str:
        made = await on.ask(promises.cancel, promise_id, reason)
        await after()
        return f"{made.number}: the promise is cancelled; {made.next_words}."

    dialog = MarkDialog(about, here_at(on.desk).today, write, moves=False, what="the promise")
    await on.workstation.travel.show_dialog(dialog, None)


def instalment_words(due: Instalment, account: str, currency: str, today: date) -> str:
    """Return which instalment it is, in a line."""
    which = f"Instalment {due.number}" if due.number else "The down payment"
    amount = format_cents(due.amount_cents, currency)
    return f"{which} of {account}: {amount} due {say_day(due.due_on, today)}"
