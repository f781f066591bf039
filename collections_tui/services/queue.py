"""The next account, and who has it. ``docs/queue.md`` explains the design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

from collections_tui.domain.aging import days_past_due
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, CallWindow, Lease
from collections_tui.domain.text import clean
from collections_tui.domain.windows import local_times, opens_at
from collections_tui.services.choosing import choose, fitting
from collections_tui.services.desk import Desk
from collections_tui.services.permissions import allowed
from collections_tui.services.scoring import rescore_account
from collections_tui.services.views import Choice, Claimed, ListQuery, NothingNow
from collections_tui.store.subjects.queue import COUNTED
from collections_tui.store.transaction import Transaction

LEASE = timedelta(minutes=15)
SAID = 3  # reasons why nobody may be called
WAKE_BATCH = 500
WAKE_SECONDS = 0.15  # how long a claim may spend on waking sleepers before it takes the best of those awake


def next_account(
    desk: Desk,
    worklist: str | None = None,
    *,
    within: ListQuery | None = None,
    elsewhere: bool = False,
    leave: int | None = None,
) -> Claimed | NothingNow:
    """Claim the best account of my worklists that may be called now.

    A session that already has an account gets it again, its claim renewed, unless it leaves it.

    Args:
        desk: whose worklists they are.
        worklist: only from this one.
        within: only what the filter of this query keeps of it.
        elsewhere: from my other worklists, where that one has nobody now and there is no filter.
        leave: the account to give back once the next one is claimed; 0 to go on from none.

    Raises:
        Refused: no permission, or no such worklist of mine.
    """
    desk.permit("work")
    now = desk.now()
    wake_some(desk, now)
    choice = Choice(worklist, within, elsewhere)
    fit = fitting(desk, choice)
    with desk.store.write() as tx:
        return claim(tx, desk, choice, now, leave, fit)


def claim(
    tx: Transaction, desk: Desk, choice: Choice, now: datetime, leave: int | None, fit: Sequence[int]
) -> Claimed | NothingNow:
    """``next_account`` inside the caller's transaction; ``fit`` is what ``fitting`` found before it."""
    held = tx.queue.held_by(desk.person.id, desk.session, now)
    if leave is None and held:
        return _claimed(tx, desk, held[0], now)
    found, lists, instead_of = choose(tx, desk, choice, now, fit)
    for account_id in held:
        tx.queue.release(account_id, now)
    if found is None and choice.within is not None:
        return NothingNow("Nobody that the filter keeps may be called right now: f changes it.", None)
    if found is None:
        return _nothing(tx, desk, [one.id for one in lists], tx.worklists.windows(), now)
    claimed = _claimed(tx, desk, found, now)
    if instead_of is None:
        return claimed
    came_from = next(one.name for one in lists if one.id == existing(tx, found).worklist_id)
    return claimed._replace(worklist=came_from, instead_of=instead_of.name)


def open_account(desk: Desk, account_id: int) -> Lease | None:
    """Claim an account I chose myself; None when somebody else has it, or I only look (it may be seen all the same).

    My own claim from another window, or from before a crash, is taken over. What this session had is given back.
    """
    desk.permit("see")
    if not allowed("work", desk.person.roles):
        return None
    now = desk.now()
    with desk.store.write() as tx:
        existing(tx, account_id)
        holder = tx.queue.holder(account_id, now)
        if holder is not None and holder.login != desk.person.login:
            return None
        for other in tx.queue.held_by(desk.person.id, desk.session, now):
            if other != account_id:
                tx.queue.release(other, now)
        tx.queue.lease(account_id, desk.person.id, desk.session, now, now + LEASE)
        rescore_account(tx, desk, account_id, now)
        return tx.queue.holder(account_id, now)


def renew(desk: Desk, account_id: int) -> bool:
    """Keep my claim for another quarter of an hour, or claim again what ran out; False when somebody else has it."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        if tx.queue.renew(account_id, desk.person.id, desk.session, now, now + LEASE):
            return True
        if tx.queue.holder(account_id, now) is not None or not allowed("work", desk.person.roles):
            return False
        tx.queue.lease(account_id, desk.person.id, desk.session, now, now + LEASE)
        return True


def leave(desk: Desk, account_id: int) -> None:
    """Give an account back to the queue as it was, if this session has it."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        if account_id in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.queue.release(account_id, now)


def leave_all(desk: Desk) -> None:
    """Give back whatever this session has: the workstation closes."""
    now = desk.now()
    with desk.store.write() as tx:
        for account_id in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.queue.release(account_id, now)


def set_next_action(desk: Desk, account_id: int, day: date, words: str = "") -> None:
    """Let the account sleep until a day, with what it is for.

    Raises:
        Refused: no permission, a day that has passed, an account that is closed or that somebody else has.
    """
    desk.permit("work")
    now = desk.now()
    words = clean(words).strip()
    if day < desk.today():
        raise Refused(f"{say_day(day, desk.today())} has passed: give today or a later day.")
    with desk.store.write() as tx:
        account = existing(tx, account_id)
        refuse_if_taken(tx, desk, account, now)
        if account.status == "closed":
            raise Refused(f"Account {account.number} is closed: it has no next action.")
        tx.queue.plan(account_id, start_of(desk, day), words, urgent=False, now=now)
        rescore_account(tx, desk, account_id, now)
        tx.audit.add(now, desk.person.id, "next action", account_id, f"{day.isoformat()} {words}".strip())


def wake_due(desk: Desk, seconds: float | None = None) -> int:
    """Wake the accounts whose time has come, in small steps that let others through; how many.

    With ``seconds`` it stops about then, whatever is left: who has other work to do asks again.
    """
    return _wake(desk, desk.now(), seconds)


def wake_some(desk: Desk, now: datetime) -> None:
    """Wake those whose time has come, as many as fit into the moment a person may wait for the next account."""
    _wake(desk, now, WAKE_SECONDS)


def existing(tx: Transaction, account_id: int) -> Account:
    """The account.

    Raises:
        Refused: there is none.
    """
    account = tx.accounts.get(account_id)
    if account is None:
        raise Refused("That account does not exist any more: go back to the worklist.")
    return account


def refuse_if_taken(tx: Transaction, desk: Desk, account: Account, now: datetime) -> None:
    """Pass if nobody else is working on the account.

    Raises:
        Refused: somebody is.
    """
    holder = tx.queue.holder(account.id, now)
    if holder is not None and holder.login != desk.person.login:
        since = desk.local(holder.claimed_at).strftime("%H:%M")
        raise Refused(f"{holder.login} has been working on {account.number} since {since}: ask them, or try later.")


def start_of(desk: Desk, day: date) -> datetime:
    """The instant at which a day begins on the floor."""
    midnight = datetime.combine(day, time())
    return midnight.replace(tzinfo=desk.zone) if desk.zone is not None else midnight.astimezone()


def _wake(desk: Desk, now: datetime, seconds: float | None) -> int:
    woken, started = 0, monotonic()
    while True:
        with desk.store.read() as tx:
            if not tx.queue.due(now):
                return woken
        with desk.store.write() as tx:
            woken += tx.queue.wake(now, WAKE_BATCH)
        if seconds is not None and monotonic() - started > seconds:
            return woken


def _claimed(tx: Transaction, desk: Desk, account_id: int, now: datetime) -> Claimed:
    tx.queue.lease(account_id, desk.person.id, desk.session, now, now + LEASE)
    score, why = rescore_account(tx, desk, account_id, now)
    account = existing(tx, account_id)
    lease = tx.queue.holder(account_id, now)
    assert lease is not None, "it was claimed in this transaction"
    return Claimed(
        account_id,
        account.number,
        tx.clients.get(account.client_id).code,
        tx.accounts.customer(account.customer_id).name,
        account.balance_cents,
        account.currency,
        days_past_due(account.oldest_due_on, desk.today()),
        score,
        account.urgent,
        why,
        lease,
    )


def _nothing(
    tx: Transaction, desk: Desk, lists: Sequence[int], windows: Sequence[CallWindow], now: datetime
) -> NothingNow:
    """Say what waits. Counting stops at a limit, so that this stays quick whatever the size of the queue."""
    if not lists:
        return NothingNow("You have no worklist: ask a supervisor to give you one.", None)
    waits = _waiting_for_hours(tx, desk, lists, windows, now)
    waits += _asleep(tx, desk, lists, now)
    if not waits:
        return NothingNow("Your worklists have no account to call: import some, or ask a supervisor.", None)
    words = ", ".join(f"{_count(count)} {what}" for _, count, what in waits[:SAID])
    first = min((at for at, _, _ in waits if at is not None), default=None)
    return NothingNow(f"Nobody may be called right now: {words}.", first)


def _waiting_for_hours(
    tx: Transaction, desk: Desk, lists: Sequence[int], windows: Sequence[CallWindow], now: datetime
) -> list[tuple[datetime | None, int, str]]:
    """What is ready and waits for its windows to open, the soonest first; no more than will be said is counted."""
    waits: list[tuple[datetime | None, int, str]] = []
    for at, opening, ids in desk.this_minute(("openings", tuple(windows)), now, lambda: _openings(windows, now)):
        count = sum(count for _, count in tx.queue.ready_by_window(lists, ids))
        if count:
            waits.append((at, count, _opening_words(opening, count)))
        if len(waits) == SAID:
            break
    return waits


def _openings(windows: Sequence[CallWindow], now: datetime) -> list[tuple[datetime | None, str, list[int]]]:
    """When windows open, in words, and which: the soonest first, those that never do last."""
    together: dict[tuple[datetime | None, str], list[int]] = {}
    for window in windows:
        at = opens_at(window, now)
        together.setdefault((at, _opening(window, at)), []).append(window.id)
    far = datetime.max.replace(tzinfo=UTC)
    openings = sorted(together.items(), key=lambda item: item[0][0] or far)
    return [(at, words, ids) for (at, words), ids in openings]


def _opening(window: CallWindow, at: datetime | None) -> str:
    """When the window opens, on the clocks of its westernmost zone: the one that all others wait for; '' for never."""
    if at is None:
        return ""
    place, local = min(local_times(window, at), key=lambda place: place[1].utcoffset() or timedelta())
    return f"{local:%H:%M} {place}"


def _opening_words(opening: str, count: int) -> str:
    if not opening:
        return f"{'has' if count == 1 else 'have'} no hour that is right in all their time zones"
    return f"wait{'s' if count == 1 else ''} for {opening}"


def _asleep(tx: Transaction, desk: Desk, lists: Sequence[int], now: datetime) -> list[tuple[datetime | None, int, str]]:
    by_day: Counter[date] = Counter()
    first: dict[date, datetime] = {}
    for at, count in tx.queue.sleepers(lists, now):
        day = desk.local(at).date()
        by_day[day] += count
        first.setdefault(day, at)
    today = desk.today()
    return [
        (first[day], count, f"wake{'s' if count == 1 else ''} {say_day(day, today)}")
        for day, count in sorted(by_day.items())
    ]


def _count(count: int) -> str:
    return f"over {COUNTED:,}" if count > COUNTED else f"{count:,}"
