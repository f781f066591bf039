"""The next account, and who has it. ``docs/queue.md`` explains the design."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from time import monotonic

from collections_tui.domain.aging import days_past_due
from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account, Draft, Lease, Unsaved, Worklist
from collections_tui.services.choosing import choose, fitting
from collections_tui.services.contact import case_of, may_call
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.permissions import allowed
from collections_tui.services.rules_changed import catch_up
from collections_tui.services.scope import account_of, gone, refuse_unseen, sees
from collections_tui.services.scoring import rescore_account, score_of
from collections_tui.services.views import Choice, Claimed, ListQuery, NothingNow
from collections_tui.services.waiting import nothing
from collections_tui.services.worklists import named, of_person
from collections_tui.store.subjects.accounts import AccountCard
from collections_tui.store.transaction import Transaction

LOOKED_AT = 1_000  # accounts that the contact rules may put to sleep in one claim before it gives up for now
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

    A session that already has an account gets it again, its claim renewed, as long as it may be called and is on the
    worklists asked for. Otherwise it is given back, unless a call on it is under way: then that is the answer.

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
        answer = claim(tx, desk, choice, now, leave, fit)
    has_claimed(desk, answer)
    return answer


def has_claimed(desk: Desk, answer: Claimed | NothingNow) -> None:
    """Remember, once the claim has committed, that its account is looked at."""
    if isinstance(answer, Claimed):
        desk.has_looked(answer.account_id, "claim")


def claim(
    tx: Transaction, desk: Desk, choice: Choice, now: datetime, leave: int | None, fit: Sequence[int]
) -> Claimed | NothingNow:
    """``next_account`` inside the caller's transaction; ``fit`` is what ``fitting`` found before it."""
    every = of_person(tx, desk)
    asked = named(every, choice.worklist)
    windows = tx.worklists.windows()
    is_open = desk.open_windows(windows, now)
    held = tx.queue.held_by(desk.person.id, desk.session, now)
    mine = [one.id for one in (every if choice.elsewhere else asked)]

    def callable_now() -> Iterator[AccountCard]:
        cards = (card_of(tx, account_id) for account_id in held)
        return (one for one in cards if _may_be_called(tx, desk, one.account, mine, is_open, now))

    if leave is None:
        still = next(callable_now(), None)
        if still is not None:
            return _claimed(tx, desk, still, now)
        for account_id in held:
            draft = tx.drafts.get(desk.person.id, account_id)
            if draft is not None:
                return _call_under_way(desk, existing(tx, account_id), draft)
    card, lists, instead_of = _choose_callable(tx, desk, choice, every, asked, is_open, fit, now)
    left = [one.account for one in callable_now()] if card is None else []
    for account_id in held:
        tx.queue.release(account_id, now)
    if card is None and choice.within is not None:
        why = ["Nobody that the filter keeps may be called right now: f changes it.", *desk.unjudged(now).values()]
        return NothingNow(" ".join(why), None)
    if card is None:
        return nothing(tx, desk, [one.id for one in lists], windows, now, left)
    claimed = _claimed(tx, desk, card, now)._replace(left_out=_left_out(desk, now))
    if instead_of is None:
        return claimed
    came_from = next(one.name for one in lists if one.id == card.account.worklist_id)
    return claimed._replace(worklist=came_from, instead_of=instead_of.name)


def _choose_callable(
    tx: Transaction,
    desk: Desk,
    choice: Choice,
    every: list[Worklist],
    asked: list[Worklist],
    windows: Sequence[int],
    fit: Sequence[int],
    now: datetime,
) -> tuple[AccountCard | None, list[Worklist], Worklist | None]:
    """The best account that the contact rules let be called, else as ``Chosen`` has it.

    What they block sleeps until they let it, and the next best is looked at: each account is looked at once, so that
    this stays as quick as one look. Of a client whose own rules are not known here nobody can say: its accounts are
    passed over, and stay as they are for whoever has the rules.
    """
    unjudged = desk.unjudged(now)
    for _ in range(LOOKED_AT):
        chosen = choose(tx, desk, choice, every, asked, windows, fit, unjudged)
        if chosen.account_id is None:
            return None, chosen.lists, chosen.instead_of
        card = card_of(tx, chosen.account_id)
        case = case_of(tx, desk, card.account, now)
        if case.policy.unknown:
            unjudged[card.account.client_id] = case.policy.unknown
            continue
        at = may_call(case, now)
        if at <= now:
            return card, chosen.lists, chosen.instead_of
        tx.contact.rest(chosen.account_id, at)
        tx.queue.settle(chosen.account_id, now)
    return None, chosen.lists, None


def _may_be_called(
    tx: Transaction, desk: Desk, account: Account, lists: Sequence[int], windows: Sequence[int], now: datetime
) -> bool:
    """Whether the queue would still give out an account that I have: hours, plans and payments go on meanwhile."""
    awake = account.next_action_at is None or account.next_action_at <= now
    wanted = account.status == "open" and awake and account.worklist_id in lists and account.window_id in windows
    if not wanted:
        return False
    case = case_of(tx, desk, account, now)
    return not case.policy.unknown and may_call(case, now) <= now


def _left_out(desk: Desk, now: datetime) -> str:
    """Clients of whom nobody is offered here, with why and what to do: what the person was not told yet."""
    new = [why for why in desk.unjudged(now).values() if why not in desk.told]
    desk.told.update(new)
    return " ".join(new)


def _call_under_way(desk: Desk, account: Account, draft: Draft) -> NothingNow:
    begun = say_moment(desk.local(draft.started_at), desk.today())
    return NothingNow(
        f"Your call on {account.number}, begun {begun}, is not finished, and the account may not be called now: "
        "log the call, or leave the account.",
        None,
    )


def open_account(desk: Desk, account_id: int) -> Lease | None:
    """Claim an account I chose myself; None when somebody else has it, or I only look (it may be seen all the same).

    My own claim from another window, or from before a crash, is taken over. What this session had is given back.

    Raises:
        Refused: there is no such account, or I may not see it.
    """
    desk.permit("see")
    if not allowed("work", desk.person.roles):
        return None
    now = desk.now()
    with desk.store.write() as tx:
        card = card_of(tx, account_id)
        refuse_unseen(tx, desk, card.account)
        holder = tx.queue.holder(account_id, now)
        if holder is not None and holder.login != desk.person.login:
            return None
        for other in tx.queue.held_by(desk.person.id, desk.session, now):
            if other != account_id:
                tx.queue.release(other, now)
        lease = _take(tx, desk, card.account, score_of(tx, desk, card, now).score, now)
        if desk.looks_anew(account_id):
            desk.note(tx, "view", account_id)
    desk.has_looked(account_id, "view")
    return lease


def renew(desk: Desk, account_id: int) -> bool:
    """Keep my claim for another while, or claim again what ran out; False when somebody else has it."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        account = existing(tx, account_id)
        if tx.queue.renew(account_id, desk.person.id, desk.session, now, now + desk.claims_last):
            return True
        if tx.queue.holder(account_id, now) is not None or not allowed("work", desk.person.roles):
            return False
        if not sees(tx, desk, account):
            return False
        tx.queue.lease(account_id, desk.person.id, desk.session, now, now + desk.claims_last)
        return True


def leave(desk: Desk, account_id: int) -> None:
    """Give an account back to the queue as it was, if this session has it."""
    desk.permit("see")
    now = desk.now()
    with desk.store.write() as tx:
        existing(tx, account_id)
        if account_id in tx.queue.held_by(desk.person.id, desk.session, now):
            tx.queue.release(account_id, now)


def leave_all(desk: Desk) -> None:
    """Give back what this session has: the workstation closes.

    An account with a call that was typed into within the time of a claim, and is not finished, stays mine for the rest
    of the claim, so that nobody else rings a customer whom I may have on the line: after a dropped line I go on with
    the call.
    """
    desk.permit("see")
    now = desk.now()
    with desk.store.read() as tx:
        if not tx.queue.held_by(desk.person.id, desk.session, now):
            return
    with desk.store.write() as tx:
        for account_id in tx.queue.held_by(desk.person.id, desk.session, now):
            draft = tx.drafts.get(desk.person.id, account_id)
            if draft is None or draft.updated_at + desk.claims_last <= now:
                tx.queue.release(account_id, now)


def set_next_action(desk: Desk, account_id: int, day: date, words: str = "", *, kept: bool = False) -> None:
    """Let the account sleep until a day, with what it is for.

    Args:
        account_id: which.
        day: the day it is worked on next.
        words: what for.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, a day that has passed, an account that is closed or that somebody else has.
    """
    desk.permit("work")
    now = desk.now()
    words = checked(words)
    if day < desk.today():
        raise Refused(f"{say_day(day, desk.today())} has passed: give today or a later day.")
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, now)
        if account.status == "closed":
            raise Refused(f"Account {account.number} is closed: it has no next action.")
        tx.queue.plan(account_id, desk.start_of(day), words, urgent=False, now=now)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("plan", account_id))
        rescore_account(tx, desk, account_id, now)
        desk.note(
            tx, "next action", account_id,
            before={"next_action_at": account.next_action_at, "next_action": account.next_action},
            after={"next_action_at": desk.start_of(day), "next_action": words},
        )  # fmt: skip


def wake_due(desk: Desk, seconds: float | None = None) -> int:
    """Wake the accounts whose time has come, in small steps that let others through; how many.

    With ``seconds`` it stops about then, whatever is left: who has other work to do asks again. Where the contact rules
    have changed, the accounts that rest by the old ones are looked at first.
    """
    desk.permit("see")
    return _wake(desk, desk.now(), seconds)


def wake_some(desk: Desk, now: datetime) -> None:
    """Wake those whose time has come, as many as fit into the moment a person may wait for the next account."""
    _wake(desk, now, WAKE_SECONDS)


def existing(tx: Transaction, account_id: int) -> Account:
    """The account, whoever asks: ``scope.account_of`` is the way of those who name one.

    Raises:
        Refused: there is none.
    """
    account = tx.accounts.get(account_id)
    if account is None:
        raise gone()
    return account


def card_of(tx: Transaction, account_id: int) -> AccountCard:
    """The account with the names around it, whoever asks: ``scope.card_of`` is the way of those who name one.

    Raises:
        Refused: there is none.
    """
    card = tx.accounts.card(account_id)
    if card is None:
        raise gone()
    return card


def refuse_if_taken(tx: Transaction, desk: Desk, account: Account, now: datetime) -> None:
    """Pass if nobody else is working on the account.

    Raises:
        Refused: somebody is.
    """
    holder = tx.queue.holder(account.id, now)
    if holder is not None and holder.login != desk.person.login:
        since = desk.local(holder.claimed_at).strftime("%H:%M")
        raise Refused(f"{holder.login} has been working on {account.number} since {since}: ask them, or try later.")


def _wake(desk: Desk, now: datetime, seconds: float | None) -> int:
    woken, started = 0, monotonic()
    for looked_at in catch_up(desk, now):
        if seconds is not None and monotonic() - started > seconds:
            return looked_at
    while True:
        with desk.store.read() as tx:
            if not tx.queue.due(now):
                return woken
        with desk.store.write() as tx:
            woken += tx.queue.wake(now, WAKE_BATCH)
        if seconds is not None and monotonic() - started > seconds:
            return woken


def _claimed(tx: Transaction, desk: Desk, card: AccountCard, now: datetime) -> Claimed:
    account = card.account
    score, why = score_of(tx, desk, card, now)
    lease = _take(tx, desk, account, score, now)
    if desk.looks_anew(account.id, "claim"):
        desk.note(tx, "claim", account.id)
    return Claimed(
        account.id,
        account.number,
        card.client,
        card.customer,
        account.balance_cents,
        account.currency,
        days_past_due(account.oldest_due_on, desk.today()),
        score,
        account.urgent,
        why,
        lease,
    )


def _take(tx: Transaction, desk: Desk, account: Account, score: int, now: datetime) -> Lease:
    """Claim the account for this session, with the score it has at this moment."""
    until = now + desk.claims_last
    # Where the score is the same, the indexes that it stands in need not be written.
    new = None if score == account.score else score
    tx.queue.lease(account.id, desk.person.id, desk.session, now, until, new)
    return Lease(account.id, desk.person.login, desk.session, now, until)
