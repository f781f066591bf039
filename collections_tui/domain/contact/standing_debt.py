"""What is known of the debt: a wish to stop in writing, a dispute, the notice, its age, and which words are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from collections_tui.domain.contact import disclosure, validation
from collections_tui.domain.contact.records import Case, Finding, Flag, Number
from collections_tui.domain.contact.standing_parts import (
    Flags,
    Rule,
    block,
    clears,
    day_words,
    first_after,
    local_day,
    on_day,
    since_words,
)
from collections_tui.domain.dates import say_day

# What each rule finds where it has nothing to say: made once, because judging is done on every claim.
_CEASE = Finding("cease", "12 CFR 1006.6(c)", "allow", "No refusal to pay and no wish to stop in writing.")
_DISPUTE = Finding("dispute", "12 CFR 1006.38(d)(2)", "allow", "No dispute is open.")
_NOTICE = Finding("notice", "12 CFR 1006.34(a)(1) and 1006.38(b)", "allow", "Not yet spoken with: no notice is late.")
_TIME_BARRED = Finding("time_barred", "12 CFR 1006.26(b)", "allow", "Not recorded as too old to be sued over.")
_FIRST_WORDS = Finding("disclosure", "12 CFR 1006.18(e)(1)", "allow", f"First conversation: say “{disclosure.FIRST}”")
_LATER_WORDS = Finding("disclosure", "12 CFR 1006.18(e)(2)", "allow", f"Later conversation: say “{disclosure.LATER}”")
_OWN_WORDS = Finding("disclosure", "12 CFR 1006.18(e)", "allow", "The client collects its own debts: no words are due.")


def _cease(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    wrote = [*flags.get("cease", ()), *flags.get("refuses", ())]
    if not wrote:
        return None
    what = "that we must stop" if flags.get("cease") else "that they refuse to pay"
    text = f"They wrote {what}, received {on_day(day_words(case, max(flag.since for flag in wrote), at))}."
    return block(_CEASE, text, clears(wrote), overridable=True)


def _dispute(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    answers = flags.get("answered", ())
    open_ones = [flag for flag in flags.get("dispute", ()) if not any(_answers(one, flag) for one in answers)]
    if not open_ones:
        return _DISPUTE._replace(text="The dispute was answered.") if flags.get("dispute") else None
    written = [flag for flag in open_ones if flag.details.get("in_writing") == "yes"]
    in_time = [flag for flag in written if _in_period(case, flag, flags)]
    if in_time:
        creditor = all(flag.details.get("asks") == "creditor" for flag in in_time)
        wanted = "the name of the original creditor" if creditor else "the copy of the verification or a judgment"
        day = on_day(day_words(case, min(flag.since for flag in in_time), at))
        text = f"Disputed in writing, received {day}: nothing is collected until {wanted} is sent."
        return block(_DISPUTE, text, clears(in_time))
    late = "in writing, after the validation period" if written else "not in writing"
    text = f"Disputed {since_words(case, open_ones, at)}, {late}: do not press for what is disputed."
    return _DISPUTE._replace(verdict="warn", text=text, clears_at=clears(open_ones))


def _in_period(case: Case, dispute: Flag, flags: Flags) -> bool:
    """Whether a dispute came before the validation period was over; without a notice it cannot be over."""
    notices = flags.get("notice")
    if not notices:
        return True
    end = max(validation.last_day(one.details, local_day(case, one.since)) for one in notices)
    # The flag is in force from the beginning of the day it was received, in the first zone that reached it.
    received = dispute.details.get("received_on")
    return (date.fromisoformat(received) if received else local_day(case, dispute.since)) <= end


def _answers(answer: Flag, dispute: Flag) -> bool:
    about = answer.account_id is None or dispute.account_id in (None, answer.account_id)
    return about and (answer.since, answer.id) >= (dispute.since, dispute.id)


def _notice(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    if case.party == "first":
        return _NOTICE._replace(text="The client collects its own debts: no validation notice is due.")
    sent = flags.get("notice")
    if sent:
        end = max(validation.last_day(one.details, local_day(case, one.since)) for one in sent)
        over = first_after(case, end)
        if at >= over:
            return _NOTICE._replace(text=f"The validation period ended {on_day(say_day(end, local_day(case, at)))}.")
        day = say_day(end, local_day(case, at))
        text = f"In the validation period until the end of {day}: nothing said may hide the right to dispute."
        return _NOTICE._replace(verdict="warn", text=text, clears_at=over)
    first = disclosure.first_communication(case)
    if first is None and not case.contacted:
        return None
    if first is None:
        text = "No validation notice is recorded, and the customer was spoken with long ago: send it."
        return _NOTICE._replace(verdict="warn", text=text)
    last = local_day(case, first) + timedelta(days=validation.NOTICE_DAYS)
    late = "was due by" if last < local_day(case, at) else "is due by"
    text = f"No validation notice is recorded: it {late} {say_day(last, local_day(case, at))}."
    return _NOTICE._replace(verdict="warn", text=text)


def _time_barred(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    barred = flags.get("time_barred")
    if not barred:
        return None
    text = f"Too old to be sued over: {disclosure.TIME_BARRED}."
    return _TIME_BARRED._replace(verdict="warn", text=text, clears_at=clears(barred))


def _disclosure(case: Case, number: Number, at: datetime, flags: Flags) -> Finding | None:
    if case.party == "first":
        return _OWN_WORDS
    return _FIRST_WORDS if disclosure.due(case) == "first" else _LATER_WORDS


RULES: tuple[tuple[Finding, Rule], ...] = (
    (_CEASE, _cease),
    (_DISPUTE, _dispute),
    (_NOTICE, _notice),
    (_TIME_BARRED, _time_barred),
    (_FIRST_WORDS, _disclosure),
)
