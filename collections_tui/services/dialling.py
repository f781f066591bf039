"""Dialling: a call begins only where the contact rules let it, and what they said is kept with it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.contact.judge import judge
from collections_tui.domain.contact.records import Judgement
from collections_tui.domain.dates import say_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Account, Call, Draft, Person
from collections_tui.services.contact import Known, case_from, case_of
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.permissions import allowed
from collections_tui.services.queue import refuse_if_taken
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction
from collections_tui.store.values import instant, instant_or_none

LONGEST_REASON = 500


class NotNow(Refused):
    """The contact rules block a number at this moment. ``judgement`` says why; ``overridable`` for whoever asked."""

    def __init__(self, sentence: str, judgement: Judgement, overridable: bool) -> None:
        super().__init__(sentence)
        self.judgement = judgement
        self.overridable = overridable


class Dialled(NamedTuple):
    """What is kept of a number that was dialled."""

    phone: str
    verdict: str
    judged: str
    override_reason: str = ""
    override_by: str = ""
    """The login of whoever lent the authority for it or approved of it before; '' where whoever calls has it."""


def dial(desk: Desk, account_id: int, e164: str, *, override: str = "") -> Judgement:
    """Begin a call, or go on with another number, if the contact rules let it; what they said is kept in its draft.

    Args:
        desk: who calls.
        account_id: on which account.
        e164: the number; '' where the account has none.
        override: a supervisor's reason for calling all the same.

    Raises:
        NotNow: the rules block it, and nobody overrode them who may.
        Refused: no permission, or somebody else has the account.
    """
    desk.permit("work")
    now = desk.now()
    reason, by = _reason(desk, override)
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        refuse_if_taken(tx, desk, account, now)
        found = judge(case_of(tx, desk, account, now), e164, now)
        overridden = found.verdict == "block"
        kept = dialled_of(found, reason if overridden else "", _lender(desk, by) if overridden else "")
        if overridden and not (reason and found.overridable):
            approved = None if reason else _approved(tx, desk, account, found, now)
            if approved is None:
                raise _not_now(desk, account_id, found, asked=bool(reason))
            kept = kept._replace(**approved)
        tx.drafts.dial(desk.person.id, account_id, text_of(kept), {"phone": e164} if e164 else {}, now)
        tx.queue.renew(account_id, desk.person.id, desk.session, now, now + desk.claims_last)
        if kept.override_reason:
            rules = ", ".join(one.id for one in found.blocking)
            before = "" if reason else f" (approved by {kept.override_by})"
            desk.note(tx, "override", account_id, f"{rules}: {kept.override_reason}{before}", about=e164, by=by)
    return found


def judged(
    tx: Transaction, desk: Desk, account: Account, known: Known, call: Call, draft: Draft | None, override: str = ""
) -> Call:
    """The call with what the rules said when it was dialled: kept in its draft, else found for when it began.

    ``known`` is what is stored of its account, for any instant from when it began.

    Raises:
        Refused: ``override`` is a supervisor's reason where no rule blocked the call, or one that nobody may override;
            or whoever gave it may not.
    """
    reason, by = _reason(desk, override)
    if call.direction == "inbound":
        if reason:
            raise Refused("No rule stands against a call that we got: leave --override away.")
        return call
    kept = None if draft is None or not draft.dialled else of_text(draft.dialled)
    if kept is None or kept.phone != call.phone or reason:
        found = judge(case_from(desk, account, known, call.started_at), call.phone, call.started_at)
        if reason:
            _override(tx, desk, call, found, reason, by)
        kept = dialled_of(found, reason, _lender(desk, by) if reason else "")
        if found.verdict == "block" and not reason:
            kept = kept._replace(**(_approved(tx, desk, account, found, call.started_at) or {}))
    return call._replace(
        verdict=kept.verdict, judged=kept.judged, override_reason=kept.override_reason, override_by=kept.override_by
    )


def not_allowed(call: Call) -> str:
    """What a rule says against a call that nobody overrode it for, with its source; '' where nothing does."""
    if call.verdict != "block" or call.override_reason:
        return ""
    first = next(rule for rule in json.loads(call.judged)["rules"] if rule["verdict"] == "block")
    return f"{first['text']} ({first['source']})"


def dialled_of(found: Judgement, reason: str = "", by: str = "") -> Dialled:
    """What is kept of a judgement: everything but what it allows without a word."""
    told = {
        "at": instant(found.at),
        "local_times": [f"{at:%a %H:%M} {place}" for place, at in found.local_times],
        "rules": [
            one._asdict() | {"clears_at": instant_or_none(one.clears_at)}
            for one in found.findings
            if one.verdict != "allow"
        ],
    }
    return Dialled(found.phone, found.verdict, json.dumps(told, ensure_ascii=False), reason, by)


def text_of(dialled: Dialled) -> str:
    """The form in which a draft keeps it."""
    return json.dumps(dialled._asdict(), ensure_ascii=False)


def of_text(text: str) -> Dialled:
    """What a draft has kept."""
    return Dialled(**json.loads(text))


def _reason(desk: Desk, override: str) -> tuple[str, Person]:
    """A supervisor's reason as it is stored, '' for none; and on whose authority it is given.

    Raises:
        Refused: whoever gives it may not override the rules, or it is too long.
    """
    reason, by = checked(override), desk.person
    if reason:
        by = desk.permit("override contact rules")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"The reason is longer than {LONGEST_REASON} characters: shorten it.")
    return reason, by


def _lender(desk: Desk, by: Person) -> str:
    return "" if by.id == desk.person.id else by.login


def _approved(tx: Transaction, desk: Desk, account: Account, found: Judgement, now: datetime) -> dict[str, str] | None:
    """Who approved of this call before, and why it was asked for; used up by it. None where nobody did."""
    if not found.overridable:
        return None
    from collections_tui.services.approvals import allowance

    given = allowance(tx, desk, account.id, found.phone, {one.id for one in found.blocking}, now)
    if given is None:
        return None
    tx.requests.use(given.id, now)
    return {"override_reason": given.reason, "override_by": given.answered_by}


def _override(tx: Transaction, desk: Desk, call: Call, found: Judgement, reason: str, by: Person) -> None:
    """Enter in the audit that a call was made against the rules, for a reason.

    Raises:
        Refused: nothing blocked it, or what did is overridden by nobody.
    """
    if found.verdict != "block":
        raise Refused("No rule stood against this call: leave --override away.")
    if not found.overridable:
        why = next(one for one in found.blocking if not one.overridable)
        sentence = f"Nobody may override this: {why.text} ({why.source}). Leave --override away."
        desk.refused(sentence, call.account_id, about=call.phone)
        raise Refused(sentence)
    rules = ", ".join(one.id for one in found.blocking)
    desk.note(tx, "override", call.account_id, f"{rules}: {reason}", about=call.phone, by=by)


def _not_now(desk: Desk, account_id: int, found: Judgement, *, asked: bool) -> NotNow:
    """The refusal in one sentence, and in the audit: which number, why, and when again."""
    number = say_phone(found.phone) if found.phone else "This account"
    why = found.blocking[0]
    may = found.overridable and allowed("override contact rules", desk.person.roles)
    clears = found.clears_at
    when = "never" if clears is None else f"not before {say_moment(desk.local(clears), desk.today())}"
    rest = " That cannot be overridden." if asked and not found.overridable else ""
    sentence = f"{number} may be called {when}: {why.text} ({why.source}).{rest}"
    desk.refused(sentence, account_id, about=found.phone)
    return NotNow(sentence, found, may)
