"""What a call must say, and what it may not: nothing that was said is dropped in silence."""

from __future__ import annotations

from collections_tui.domain.dates import say_day, say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.outcomes import Need, Outcome, missing_needs
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Account, Call, Draft
from collections_tui.domain.text import clean
from collections_tui.services.desk import Desk
from collections_tui.services.promised import LONGEST_PROMISE, asked_on, owed_on
from collections_tui.services.scope import refuse_unseen
from collections_tui.services.views import CallEntry
from collections_tui.store.transaction import Transaction

LONGEST_NOTE = 20_000
SOME_CALLS = 20  # so many of an account's latest calls are looked through for one that was taken back
_LEDGER = 1_000  # entries looked back over, for what was owed on the day of a call
_NEEDS_IN_WORDS: dict[Need, str] = {
    "note": "a note (--note)",
    "date": "a date (--by)",
    "amount": "an amount (--amount)",
    "moment": "when to call back (--callback)",
}


def outcome_of(desk: Desk, entry: CallEntry) -> Outcome:
    """The outcome of the entry, which says all that it requires and nothing that it has no use for.

    Raises:
        Refused: there is none of that code, something is missing, or something does not belong.
    """
    outcome = desk.books.outcomes.by_code.get(entry.outcome)
    if outcome is None:
        raise Refused(
            f"There is no outcome “{clean(entry.outcome)[:40]}”: `collections-tui outcomes` lists those there are."
        )
    if outcome.direction != entry.direction:
        raise Refused(
            f"“{outcome.words}” is the outcome of an {outcome.direction} call, this one was {entry.direction}."
        )
    given: dict[Need, bool] = {
        "note": bool(entry.note.strip()),
        "date": entry.promised_on is not None,
        "amount": entry.amount_cents is not None,
        "moment": entry.moment is not None,
    }
    if entry.terms is not None:
        _refuse_terms(outcome, entry)
        given |= {"date": True, "amount": True}  # of the first payment: the terms have them
    missing = missing_needs(outcome, [need for need, there in given.items() if there])
    if missing:
        raise Refused(f"“{outcome.words}” needs {' and '.join(_NEEDS_IN_WORDS[need] for need in missing)}.")
    _refuse_what_does_not_belong(outcome, entry, given)
    if entry.amount_cents is not None and entry.amount_cents <= 0:
        raise Refused("The amount promised must be more than nothing.")
    if len(entry.note) > LONGEST_NOTE:
        raise Refused(f"The note is longer than {LONGEST_NOTE:,} characters: shorten it.")
    return outcome


def _refuse_terms(outcome: Outcome, entry: CallEntry) -> None:
    """Only where something was promised there are terms, and they say amounts and dates themselves."""
    if not outcome.promises:
        raise Refused(f"“{outcome.words}” has no use for the terms of an arrangement: leave them away.")
    if entry.amount_cents is not None or entry.promised_on is not None or entry.everywhere:
        raise Refused(
            "The terms of an arrangement say what is due and when: leave --amount, --by and --everywhere away."
        )
    if entry.next_on is not None:
        raise Refused("What is next follows from the arrangement: leave --next away.")


def _refuse_what_does_not_belong(outcome: Outcome, entry: CallEntry, given: dict[Need, bool]) -> None:
    """Only promises have amounts and dates, only call-backs a moment; and a plan is not made twice."""
    may_have = {"note"} | outcome.requires | outcome.asks | ({"amount", "date"} if outcome.promises else set())
    if entry.everywhere and not outcome.promises:
        raise Refused(f"“{outcome.words}” is no promise, so it is not for all accounts: leave --everywhere away.")
    odd = [_NEEDS_IN_WORDS[need] for need, there in given.items() if there and need not in may_have]
    if odd:
        raise Refused(f"“{outcome.words}” has no use for {' and '.join(odd)}: leave it away, or give another outcome.")
    if entry.next_on is None:
        return
    if outcome.next.kind == "moment":
        raise Refused("The account comes back at the moment agreed (--callback): leave --next away.")
    if outcome.hold is not None or outcome.effect == "close":
        ends = "closes the account" if outcome.hold is None else "puts the account on hold"
        raise Refused(f"“{outcome.words}” {ends}, so it has no next day: leave --next away.")


def number_called(tx: Transaction, outcome: Outcome, account: Account, phone: str) -> str:
    """The number of the call; where the outcome marks it as bad, the only one that it can be if none was said.

    Raises:
        Refused: which number turned out to be bad is not clear, or it is none of the customer's.
    """
    if not outcome.effect.startswith("phone:"):
        return phone
    phones = tx.accounts.phones(account.customer_id)
    if not phones or phone in {one.e164 for one in phones}:
        return phone
    name, known = tx.accounts.customer(account.customer_id).name, ", ".join(say_phone(one.e164) for one in phones)
    if phone:
        raise Refused(f"{say_phone(phone)} is no number of {name}, so it cannot be marked: theirs are {known}.")
    candidates = [one for one in phones if one.status == "good"] or phones
    if len(candidates) > 1:
        raise Refused(f"“{outcome.words}” needs the number that was called (--phone): {known}.")
    return candidates[0].e164


def promised_cents(tx: Transaction, desk: Desk, entry: CallEntry, account: Account, call: Call) -> int:
    """What was promised, which is owed, by a day within a year: all that is asked for, unless an amount was said.

    Raises:
        Refused: it is not.
    """
    today, made_on = desk.today(), desk.local(call.ended_at).date()
    if entry.promised_on is not None and entry.promised_on > made_on + LONGEST_PROMISE:
        raise Refused(f"{say_day(entry.promised_on, today)} is more than a year ahead: agree on an earlier day.")
    owed = now_owed = owed_on(tx, desk, account, everywhere=entry.everywhere)
    if made_on < today:  # what was paid meanwhile was owed then
        entries = tx.accounts.entries(account.id, _LEDGER)
        owed -= sum(
            one.entry.amount_cents for one in entries if one.entry.kind == "payment" and one.entry.on >= made_on
        )
    if owed <= 0:
        raise Refused(f"Nothing is owed on {account.number}: there is nothing to promise.")
    if entry.amount_cents is not None and entry.amount_cents > owed:
        said, whole = format_cents(entry.amount_cents, account.currency), format_cents(owed, account.currency)
        raise Refused(f"{said} is more than the {whole} owed on {account.number}: check the amount.")
    if entry.amount_cents is not None:
        return entry.amount_cents
    return owed - (now_owed - asked_on(tx, desk, account, everywhere=entry.everywhere))


def others_of(tx: Transaction, desk: Desk, account: Account, entry: CallEntry) -> list[int]:
    """The other accounts that the call was about.

    Raises:
        Refused: one of them may not be seen, or is not the customer's.
    """
    others = {one for one in entry.about if one != account.id}
    if others:
        theirs = {one.id: one for one in tx.accounts.of_customer(account.customer_id)}
        if not others <= theirs.keys():
            raise Refused("A call can be about other accounts of the same customer only: check --about.")
        for other in others:
            refuse_unseen(tx, desk, theirs[other])
    return sorted(others)


def settle_draft(tx: Transaction, desk: Desk, entry: CallEntry, account: Account) -> Draft | None:
    """The draft that the call finishes. A call from elsewhere swallows none that was begun in the workstation.

    Raises:
        Refused: there is such a call, with something in it that is kept nowhere else.
    """
    draft = tx.drafts.get(desk.person.id, account.id)
    if draft is None or entry.draft == "finish":
        return draft
    if entry.draft == "refuse" and not _is_of_undone_call(tx, desk, draft):
        begun = say_moment(desk.local(draft.started_at), desk.today())
        raise Refused(
            f"A call on {account.number} was begun {begun} and is not finished: finish it in the workstation, "
            "or forget it with --drop-draft."
        )
    tx.drafts.drop(desk.person.id, account.id)
    return None


def _is_of_undone_call(tx: Transaction, desk: Desk, draft: Draft) -> bool:
    """Whether the draft only repeats a call that was taken back and is still in the log."""
    said = {name: draft.body[name] for name in ("phone", "spoke_with", "note") if draft.body.get(name)}
    for call in tx.calls.of_account(draft.account_id, SOME_CALLS):
        parts = {"phone": call.phone, "spoke_with": call.spoke_with, "note": call.note}
        if (
            call.undone
            and call.by == desk.person.login
            and said == {name: text for name, text in parts.items() if text}
        ):
            return True
    return False
