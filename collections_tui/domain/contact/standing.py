"""Whether a customer may be called at all: flags, the number's own state, and what the law wants said.

One finding for each rule, also where it allows. A client that collects its own debts is bound by the same rules until
its policy switches one off with a reason; ``ALWAYS`` binds it whatever the policy says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from collections_tui.domain.contact import disclosure, validation
from collections_tui.domain.contact.flag_words import attorney_words
from collections_tui.domain.contact.flags import ESTATE_ROLES, MINOR_ROLES
from collections_tui.domain.contact.records import Case, Finding, Flag, FlagKind, Number
from collections_tui.domain.dates import say_day
from collections_tui.domain.windows import zone

ALWAYS = frozenset({"wrong_number", "disconnected", "consent_revoked", "bankruptcy"})
"""Facts of a number, and what binds a creditor as much as a collector: no policy switches these off."""

IN_STATES: Mapping[str, tuple[frozenset[str], str]] = {
    "attorney": (frozenset({"MA"}), "940 CMR 7.04(2)"),
    "third_party": (frozenset({"MA"}), "940 CMR 7.05 and 7.06"),
}
"""Rules that a state puts on creditors too: there no policy switches them off. With the state's own source."""

EXCEPTIONS: Mapping[str, tuple[str, ...]] = {
    "do_not_call": (
        "They called us from this number, and this is the one reply to it (12 CFR 1006.14(h)(2)(ii)).",
        "The law requires this call (12 CFR 1006.14(h)(2)(iii)).",
    ),
    "consent_revoked": (
        "A person dials it by hand, and no artificial or recorded voice speaks (47 U.S.C. 227(b)(1)(A)).",
    ),
    "attorney": (
        "The attorney has not answered within a reasonable time (12 CFR 1006.6(b)(2)(i)).",
        "The attorney agrees that we speak with the customer (12 CFR 1006.6(b)(2)(ii)).",
        "The customer agreed to it beforehand, directly to us, in a call that was allowed (12 CFR 1006.6(b)(4)(i)).",
        "A court permits it (12 CFR 1006.6(b)(4)(ii)).",
    ),
    "cease": (
        "To say that collection ends (12 CFR 1006.6(c)(2)(i)).",
        "To say that a remedy which is ordinarily used may be used (12 CFR 1006.6(c)(2)(ii)).",
        "To say that a certain remedy will be used (12 CFR 1006.6(c)(2)(iii)).",
    ),
    "no_calls": (
        "They called us, and this is the one reply to it (12 CFR 1006.14(h)(2)(ii)).",
        "The law requires this call (12 CFR 1006.14(h)(2)(iii)).",
    ),
    "deceased": ("To ask who handles the estate, without a word of a debt (comments 10(a)-1 and 10(b)(2)-1).",),
    "minor": ("To speak with a parent or guardian, who answers at this number (12 CFR 1006.6(a)(2) and (3)).",),
    "third_party": (
        "They asked us to call again (12 CFR 1006.10(c)).",
        "What they said was wrong or incomplete, and they know better now (12 CFR 1006.10(c)).",
    ),
}
"""For each rule that a supervisor may override, the exceptions it has: the reason names one of them."""

_Flags = Mapping[FlagKind, list[Flag]]
_NOTHING: _Flags = {}
_FAR = datetime.max.replace(tzinfo=UTC)


def findings(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield what each rule about the standing of the customer, the debt and the number finds, one finding a rule."""
    flags = _in_force(case, number, at) if case.flags else _NOTHING
    off = case.policy.off if case.party == "first" else None
    for allowed, rule in _RULES:
        reason = off.get(allowed.id) if off else None
        state = _state_source(case, allowed.id) if case.states else ""
        if reason is not None and not state and allowed.id not in ALWAYS:
            yield allowed._replace(text=f"Switched off for this client: {reason}")
            continue
        found = rule(case, number, at, flags)
        if found is None:
            yield allowed
        else:
            yield found._replace(source=f"{found.source}; {state}") if state else found


def blocking(case: Case, number: Number, at: datetime) -> Iterator[Finding]:
    """Yield what of ``findings`` blocks; nothing is worked out where it is plain that nothing can."""
    if case.flags or number.status != "good":  # each rule that blocks is about one or the other
        yield from (one for one in findings(case, number, at) if one.verdict == "block")


def _state_source(case: Case, rule_id: str) -> str:
    """The source of a state that puts a rule on creditors too, where the customer may be in it; '' for none."""
    states = IN_STATES.get(rule_id)
    return "" if states is None or states[0].isdisjoint(case.states) else states[1]


def _in_force(case: Case, number: Number, at: datetime) -> _Flags:
    """The flags that are about this debt and this number at an instant, by kind."""
    debts = case.same_debt or (case.account_id,)
    found: dict[FlagKind, list[Flag]] = {}
    for flag in case.flags:
        if flag.since > at or (flag.until is not None and flag.until <= at):
            continue
        if flag.account_id is not None and flag.account_id != case.account_id and flag.account_id not in debts:
            continue
        if flag.e164 and flag.e164 != number.e164:
            continue
        found.setdefault(flag.kind, []).append(flag)
    return found


# ── The number ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _wrong_number(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    if number.status != "wrong":
        return None
    return _block(_WRONG, "This number is somebody else’s: mark it good again when it turns out to be the customer’s.")


def _disconnected(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    if number.status != "disconnected":
        return None
    return _block(_DISCONNECTED, "This number is not in service: mark it good again when it is.")


def _do_not_call(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    asked = [flag for flag in flags.get("do_not_call", ()) if flag.e164]
    if not asked:
        return None
    text = f"They asked us {_since(case, asked, at)} not to call this number."
    return _block(_DO_NOT_CALL, text, _clears(asked), overridable=True)


def _consent_revoked(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    revoked = [flag for flag in flags.get("consent_revoked", ()) if flag.e164]
    if not revoked:
        return None
    text = f"Consent to call this number was revoked {_since(case, revoked, at)}."
    return _block(_CONSENT_REVOKED, text, _clears(revoked), overridable=True)


def _third_party(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    if _is_attorneys(number, flags) or flags.get("speaks_for"):
        return None
    known = [flag for flag in flags.get("third_party", ()) if flag.e164]
    theirs = [call for call in case.calls if call.third_party and call.e164 == number.e164 and call.at <= at]
    if not known:
        return _somebody_answered(case, number, at) if theirs else None
    who = next((flag.details["who"] for flag in known if flag.details.get("who")), "")
    whose = f"This is the number of somebody else{f' ({who})' if who else ''}"
    since = min(flag.since for flag in known)
    if any(flag.details.get("asked") != "no" for flag in known) or any(call.at > since for call in theirs):
        text = f"{whose}, who was asked once where the customer is: not again."
        return _block(_THIRD_PARTY, text, _clears(known), overridable=True)
    text = f"{whose}: ask only where the customer is, once. Your name, no employer unless they ask, nothing of a debt."
    return _THIRD_PARTY._replace(verdict="warn", text=text, clears_at=_clears(known))


def _somebody_answered(case: Case, number: Number, at: datetime) -> Finding | None:
    """A warning where the last person who answered at the customer's own number was somebody else."""
    answered = (c for c in case.calls if c.e164 == number.e164 and c.at <= at and (c.conversation or c.third_party))
    last = max(answered, key=lambda call: call.at, default=None)
    if last is None or last.conversation:
        return None
    day = _day(case, last.at, at)
    text = f"Somebody else answered here {_on(day)}: say nothing of a debt before you know who it is."
    return _THIRD_PARTY._replace(verdict="warn", text=text)


# ── The customer ────────────────────────────────────────────────────────────────────────────────────────────────────


def _attorney(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    has = flags.get("attorney")
    if not has:
        return None
    names = "; ".join(dict.fromkeys(attorney_words(flag.details) for flag in has))
    if _is_attorneys(number, flags):
        return _ATTORNEY._replace(text=f"This is the attorney’s number: {names}.")
    text = f"The customer has an attorney: {names}. Call only the attorney."
    return _block(_ATTORNEY, text, _clears(has), overridable=True)


def _bankruptcy(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    filed = flags.get("bankruptcy")
    if not filed:
        return None
    details = filed[-1].details
    parts = [f"chapter {details['chapter']}" if details.get("chapter") else "", details.get("case_number", "")]
    told = ", ".join(part for part in parts if part)
    text = f"Bankruptcy{f' ({told})' if told else ''}: every act to collect is stayed until the case or the stay ends."
    return _block(_BANKRUPTCY, text, _clears(filed))


def _deceased(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    died = flags.get("deceased")
    if not died:
        return None
    speaker = _speaker(flags, ESTATE_ROLES)
    if speaker is not None or _is_attorneys(number, flags):
        who = _who(speaker) if speaker is not None else "the attorney"
        return _DECEASED._replace(text=f"The customer has died; {who} may be spoken with at this number.")
    text = "The customer has died: speak only with the executor, the administrator or the spouse."
    return _block(_DECEASED, text, _clears(died), overridable=True)


def _minor(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    young = flags.get("minor")
    if not young:
        return None
    speaker = _speaker(flags, MINOR_ROLES)
    if speaker is not None or _is_attorneys(number, flags):
        who = _who(speaker) if speaker is not None else "the attorney"
        return _MINOR._replace(text=f"The customer is a minor; {who} may be spoken with at this number.")
    text = "The customer is a minor: speak only with a parent or the legal guardian."
    return _block(_MINOR, text, _clears(young), overridable=True)


def _no_calls(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    asked = flags.get("no_calls")
    if not asked or _is_attorneys(number, flags):
        return None
    since = max(flag.since for flag in asked)
    called = max((c.at for c in case.calls if not c.outbound and c.conversation and since < c.at <= at), default=None)
    if called is not None and not any(c.outbound and c.reached and called < c.at <= at for c in case.calls):
        text = f"They asked us to stop calling, and called us {_on(_day(case, called, at))}: one reply is allowed."
        return _NO_CALLS._replace(verdict="warn", text=text)
    text = f"They asked us {_since(case, asked, at)} to stop calling. Letters may go on."
    return _block(_NO_CALLS, text, _clears(asked), overridable=True)


# ── The debt ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cease(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    wrote = [*flags.get("cease", ()), *flags.get("refuses", ())]
    if not wrote:
        return None
    what = "that we must stop" if flags.get("cease") else "that they refuse to pay"
    text = f"They wrote {what}, received {_on(_day(case, max(flag.since for flag in wrote), at))}."
    return _block(_CEASE, text, _clears(wrote), overridable=True)


def _dispute(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    answers = flags.get("answered", ())
    open_ones = [flag for flag in flags.get("dispute", ()) if not any(_answers(one, flag) for one in answers)]
    if not open_ones:
        return _DISPUTE._replace(text="The dispute was answered.") if flags.get("dispute") else None
    written = [flag for flag in open_ones if flag.details.get("in_writing") == "yes"]
    in_time = [flag for flag in written if _in_period(case, flag, flags)]
    if in_time:
        creditor = all(flag.details.get("asks") == "creditor" for flag in in_time)
        wanted = "the name of the original creditor" if creditor else "the copy of the verification or a judgment"
        day = _on(_day(case, min(flag.since for flag in in_time), at))
        text = f"Disputed in writing, received {day}: nothing is collected until {wanted} is sent."
        return _block(_DISPUTE, text, _clears(in_time))
    late = "in writing, after the validation period" if written else "not in writing"
    text = f"Disputed {_since(case, open_ones, at)}, {late}: do not press for what is disputed."
    return _DISPUTE._replace(verdict="warn", text=text, clears_at=_clears(open_ones))


def _in_period(case: Case, dispute: Flag, flags: _Flags) -> bool:
    """Whether a dispute came before the validation period was over; without a notice it cannot be over."""
    notices = flags.get("notice")
    if not notices:
        return True
    end = max(validation.last_day(one.details, _local(case, one.since)) for one in notices)
    # The flag is in force from the beginning of the day it was received, in the first zone that reached it.
    received = dispute.details.get("received_on")
    return (date.fromisoformat(received) if received else _local(case, dispute.since)) <= end


def _answers(answer: Flag, dispute: Flag) -> bool:
    about = answer.account_id is None or dispute.account_id in (None, answer.account_id)
    return about and (answer.since, answer.id) >= (dispute.since, dispute.id)


def _notice(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    if case.party == "first":
        return _NOTICE._replace(text="The client collects its own debts: no validation notice is due.")
    sent = flags.get("notice")
    if sent:
        end = max(validation.last_day(one.details, _local(case, one.since)) for one in sent)
        over = _after(case, end)
        if at >= over:
            return _NOTICE._replace(text=f"The validation period ended {_on(say_day(end, _local(case, at)))}.")
        day = say_day(end, _local(case, at))
        text = f"In the validation period until the end of {day}: nothing said may hide the right to dispute."
        return _NOTICE._replace(verdict="warn", text=text, clears_at=over)
    first = disclosure.first_communication(case)
    if first is None and not case.contacted:
        return None
    if first is None:
        text = "No validation notice is recorded, and the customer was spoken with long ago: send it."
        return _NOTICE._replace(verdict="warn", text=text)
    last = _local(case, first) + timedelta(days=validation.NOTICE_DAYS)
    late = "was due by" if last < _local(case, at) else "is due by"
    text = f"No validation notice is recorded: it {late} {say_day(last, _local(case, at))}."
    return _NOTICE._replace(verdict="warn", text=text)


def _time_barred(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    barred = flags.get("time_barred")
    if not barred:
        return None
    text = f"Too old to be sued over: {disclosure.TIME_BARRED}."
    return _TIME_BARRED._replace(verdict="warn", text=text, clears_at=_clears(barred))


def _disclosure(case: Case, number: Number, at: datetime, flags: _Flags) -> Finding | None:
    if case.party == "first":
        return _OWN_WORDS
    return _FIRST_WORDS if disclosure.due(case) == "first" else _LATER_WORDS


# ── Helpers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _block(allowed: Finding, text: str, clears: datetime | None = None, *, overridable: bool = False) -> Finding:
    return Finding(allowed.id, allowed.source, "block", text, clears, overridable)


def _clears(flags: list[Flag]) -> datetime | None:
    """When the last of some flags ends by itself; None where one has to be lifted."""
    last = max(flag.until or _FAR for flag in flags)
    return None if last == _FAR else last


def _is_attorneys(number: Number, flags: _Flags) -> bool:
    return any(number.e164 in flag.details.get("phones", "").split() for flag in flags.get("attorney", ()))


def _speaker(flags: _Flags, roles: frozenset[str]) -> Flag | None:
    """Somebody with one of these roles whose number this is; a flag without a number speaks for none."""
    speaks = flags.get("speaks_for", ())
    return next((flag for flag in speaks if flag.e164 and flag.details.get("role") in roles), None)


def _who(speaker: Flag) -> str:
    role = speaker.details.get("role", "")
    words = {"representative": "personal representative", "guardian": "legal guardian", "successor": "successor"}
    return f"{speaker.details.get('name') or 'somebody'} ({words.get(role, role)})"


def _local(case: Case, instant: datetime) -> date:
    return _local_day(case.zones[0], instant)


@lru_cache(maxsize=4096)
def _local_day(name: str, instant: datetime) -> date:
    return instant.astimezone(zone(name)).date()


def _day(case: Case, instant: datetime, at: datetime) -> str:
    return say_day(_local(case, instant), _local(case, at))


def _on(day: str) -> str:
    return day if day in ("today", "tomorrow") else f"on {day}"


def _since(case: Case, flags: list[Flag], at: datetime) -> str:
    return _on(_day(case, min(flag.since for flag in flags), at))


def _after(case: Case, day: date) -> datetime:
    """The first instant after a day everywhere the customer may be."""
    return _first_after(case.zones, day)


@lru_cache(maxsize=4096)
def _first_after(zones: tuple[str, ...], day: date) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time())
    return max(midnight.replace(tzinfo=zone(name)).astimezone(UTC) for name in zones)


# What each rule finds where it has nothing to say: made once, because judging is done on every claim.
_WRONG = Finding("wrong_number", "12 CFR 1006.6(d)(1)", "allow", "Not known as somebody else’s number.")
_DISCONNECTED = Finding("disconnected", "comment 14(b)(3)(ii)-1", "allow", "Not known to be out of service.")
_DO_NOT_CALL = Finding(
    "do_not_call", "12 CFR 1006.14(h)(1), comment 14(h)(1)-2", "allow", "Nobody asked us not to call this number."
)
_CONSENT_REVOKED = Finding(
    "consent_revoked", "47 CFR 64.1200(a)(10)", "allow", "No consent was revoked for this number."
)
_ATTORNEY = Finding("attorney", "12 CFR 1006.6(b)(2)", "allow", "No attorney is known.")
_BANKRUPTCY = Finding("bankruptcy", "11 U.S.C. 362(a)(6)", "allow", "No bankruptcy is known.")
_DECEASED = Finding("deceased", "12 CFR 1006.6(a)(4)", "allow", "Not known to have died.")
_MINOR = Finding("minor", "12 CFR 1006.6(a)(2) and (3)", "allow", "Not known to be a minor.")
_CEASE = Finding("cease", "12 CFR 1006.6(c)", "allow", "No refusal to pay and no wish to stop in writing.")
_NO_CALLS = Finding("no_calls", "12 CFR 1006.14(h)(1)", "allow", "Nobody asked us to stop calling.")
_DISPUTE = Finding("dispute", "12 CFR 1006.38(d)(2)", "allow", "No dispute is open.")
_THIRD_PARTY = Finding("third_party", "12 CFR 1006.10(b) and (c)", "allow", "Nobody else is known to answer here.")
_NOTICE = Finding("notice", "12 CFR 1006.34(a)(1) and 1006.38(b)", "allow", "Not yet spoken with: no notice is late.")
_TIME_BARRED = Finding("time_barred", "12 CFR 1006.26(b)", "allow", "Not recorded as too old to be sued over.")
_FIRST_WORDS = Finding("disclosure", "12 CFR 1006.18(e)(1)", "allow", f"First conversation: say “{disclosure.FIRST}”")
_LATER_WORDS = Finding("disclosure", "12 CFR 1006.18(e)(2)", "allow", f"Later conversation: say “{disclosure.LATER}”")
_OWN_WORDS = Finding("disclosure", "12 CFR 1006.18(e)", "allow", "The client collects its own debts: no words are due.")

_Rule = Callable[[Case, Number, datetime, _Flags], Finding | None]
_RULES: tuple[tuple[Finding, _Rule], ...] = (
    (_WRONG, _wrong_number),
    (_DISCONNECTED, _disconnected),
    (_DO_NOT_CALL, _do_not_call),
    (_CONSENT_REVOKED, _consent_revoked),
    (_ATTORNEY, _attorney),
    (_BANKRUPTCY, _bankruptcy),
    (_DECEASED, _deceased),
    (_MINOR, _minor),
    (_CEASE, _cease),
    (_NO_CALLS, _no_calls),
    (_DISPUTE, _dispute),
    (_THIRD_PARTY, _third_party),
    (_NOTICE, _notice),
    (_TIME_BARRED, _time_barred),
    (_FIRST_WORDS, _disclosure),
)

IDS = frozenset(allowed.id for allowed, _ in _RULES)
"""Every rule here."""
