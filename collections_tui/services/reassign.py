"""Moving accounts from one person to another: for good, or until a day. ``docs/worklists.md`` says how."""

from __future__ import annotations

from time import monotonic, sleep

from collections_tui.domain.dates import say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.floor import HIDDEN
from collections_tui.services.desk import Desk
from collections_tui.services.moving import Moving, Progress, forget, settle_begun
from collections_tui.services.reassign_plan import Planned, work_out
from collections_tui.services.reassign_views import Asked, Done, Past, Plan, State
from collections_tui.services.scope import sees
from collections_tui.services.scoring import STAND_BACK_SECONDS
from collections_tui.store.subjects.moves import Reassignment
from collections_tui.store.transaction import Transaction

LINES = 10_000
"""Lines of the journal that are written in one turn."""


def preview(desk: Desk, asked: Asked) -> Plan:
    """What would move from whom to whom, and what everybody has before and after. Nothing is stored.

    Raises:
        Refused: no permission, nobody of that name, nothing to move.
    """
    desk.permit("reassign accounts")
    with desk.store.read() as tx:
        return work_out(tx, desk, asked).plan


def do(desk: Desk, asked: Asked, operation_id: str, progress: Progress | None = None) -> Done:
    """Move them, in short turns beside everybody's work. The same operation twice is done once.

    What was interrupted is gone on with first, whoever began it.

    Args:
        desk: of whoever wishes it.
        asked: what is to move.
        operation_id: made by the caller.
        progress: told how many have moved and how many are to.

    Raises:
        Refused: no permission, nobody of that name, nothing to move.
    """
    desk.permit("reassign accounts")
    finish_begun(desk)
    work = begin(desk, asked, operation_id)
    work.finish(desk, told(desk, work.id).planned, progress)
    return told(desk, work.id)


def begin(desk: Desk, asked: Asked, operation_id: str) -> Moving:
    """Write down what is to move; ``go_on`` moves it.

    Raises:
        Refused: no permission, nobody of that name, nothing to move.
    """
    desk.permit("reassign accounts")
    with desk.store.read() as tx:
        known = tx.moves.by_operation(operation_id)
        planned = work_out(tx, desk, asked) if known is None or known.state == "planned" else None
    if planned is None:
        assert known is not None, "it is one of the two"
        return Moving(desk, known.id)
    if known is not None:
        forget(known.id, desk)
    return Moving(desk, _write_down(desk, planned, operation_id))


def go_on(desk: Desk, work: Moving, seconds: float) -> bool:
    """Go on for about so long; whether all of it is done."""
    desk.permit("reassign accounts")
    until = monotonic() + seconds
    while not work.step(desk):
        if monotonic() > until:
            return False
        sleep(STAND_BACK_SECONDS)
    return True


def undo(desk: Desk, reassignment_id: int, progress: Progress | None = None) -> Done:
    """Give everything back, if nobody has claimed or called one of the accounts since.

    What somebody claims while this goes on, or has been moved on by others, stays where it is.

    Raises:
        Refused: no permission, no such reassignment, or somebody has: the sentence says who, and which.
    """
    work = begin_undo(desk, reassignment_id)
    work.finish(desk, told(desk, reassignment_id).moved, progress)
    return told(desk, reassignment_id)


def begin_undo(desk: Desk, reassignment_id: int) -> Moving:
    """Say that everything is to be given back; ``go_on`` does it.

    Raises:
        Refused: as ``undo``.
    """
    desk.permit("reassign accounts")
    finish_begun(desk)
    with desk.store.read() as tx:
        _refuse_to_undo(tx, desk, _existing(tx, reassignment_id))
    now = desk.now()
    with desk.store.write() as tx:
        head = _existing(tx, reassignment_id)
        if head.state == "done":
            tx.moves.put_state(reassignment_id, "undoing", now, desk.person.id)
            desk.note(tx, "undo reassign", details=head.words, about=f"reassignment {reassignment_id}")
    return Moving(desk, reassignment_id)


def every(desk: Desk, limit: int = 50) -> list[Past]:
    """The latest reassignments, the newest first."""
    desk.permit("reassign accounts")
    with desk.store.read() as tx:
        return [
            Past(one.id, one.at, one.by, one.words, one.accounts, one.until, _state(one))
            for one in tx.moves.every(limit)
        ]


def told(desk: Desk, reassignment_id: int) -> Done:
    """What became of one so far.

    Raises:
        Refused: no permission, no such reassignment.
    """
    desk.permit("reassign accounts")
    with desk.store.read() as tx:
        head = _existing(tx, reassignment_id)
        tally = tx.moves.tally(reassignment_id)
        waiting = tx.moves.waiting(reassignment_id)
    if head.state in ("undone", "returned"):
        return Done(head.id, head.words, _state(head), head.accounts, tally.get("back", 0), 0, tally.get("kept", 0))
    return Done(head.id, head.words, _state(head), head.accounts, tally.get("moved", 0), waiting, tally.get("left", 0))


def finish_begun(desk: Desk) -> None:
    """Go on with what somebody began and did not finish; a plan that came to nothing is forgotten."""
    desk.permit("reassign accounts")
    settle_begun(desk.now(), desk)


# -- parts --------------------------------------------------------------------------------------------------------


def _write_down(desk: Desk, planned: Planned, operation_id: str) -> int:
    """The head, a worklist for whoever has none of their own, then the lines; when all are there it may be done."""
    now, plan = desk.now(), planned.plan
    with desk.store.write() as tx:
        ids = [
            target.id or tx.worklists.add(target.code, target.name, target.strategy, owner, [owner]).id
            for target in planned.targets
            for owner in [target.person.id if target.person is not None else 0]
        ]
        new = tx.moves.add(now, desk.person.id, operation_id, plan.words, plan.accounts, plan.asked.until)
    for start in range(0, len(planned.lines), LINES):
        some = planned.lines[start : start + LINES]
        with desk.store.write() as tx:
            tx.moves.add_lines(new, [(account, source, ids[share]) for account, source, share in some])
    with desk.store.write() as tx:
        tx.moves.put_state(new, "moving")
        desk.note(tx, "reassign", details=f"{plan.words}: {plan.accounts:,}", about=f"reassignment {new}")
    return new


def _existing(tx: Transaction, reassignment_id: int) -> Reassignment:
    head = tx.moves.get(reassignment_id)
    if head is None:
        raise Refused(f"There is no reassignment {reassignment_id}: see reassign list.")
    return head


def _refuse_to_undo(tx: Transaction, desk: Desk, head: Reassignment) -> None:
    if head.state in ("undone", "returned"):
        when = say_moment(desk.local(head.ended_at), desk.today()) if head.ended_at is not None else "before"
        what = "taken back" if head.state == "undone" else "given back, as its day was over,"
        raise Refused(f"Reassignment {head.id} was {what} {when}: nothing is left to undo.")
    worked = tx.moves.worked(head.id, head.last_call)
    if worked is not None:
        did = "called" if worked.called else "opened"
        account = tx.accounts.get(worked.account_id)
        number = worked.number if account is not None and sees(tx, desk, account) else HIDDEN
        raise Refused(f"{worked.login} has {did} {number} since it was moved: move what you want back with reassign.")


def _state(head: Reassignment) -> State:
    state: State = head.state  # type: ignore[assignment]
    return state
