"""Whether a customer may be called at all: flags, the number's own state, and what the law wants said.

One finding for each rule, also where it allows. A client that collects its own debts is bound by the same rules until
its policy switches one off with a reason; ``ALWAYS`` binds it whatever the policy says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from collections_tui.domain.contact import standing_customer, standing_debt, standing_number
from collections_tui.domain.contact.records import Case, Finding, Flag, FlagKind, Number
from collections_tui.domain.contact.standing_parts import Flags, Rule

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

_NOTHING: Flags = {}
_ORDER = (
    "wrong_number",
    "disconnected",
    "do_not_call",
    "consent_revoked",
    "attorney",
    "bankruptcy",
    "deceased",
    "minor",
    "cease",
    "no_calls",
    "dispute",
    "third_party",
    "notice",
    "time_barred",
    "disclosure",
)
_BY_ID = {one[0].id: one for one in (*standing_number.RULES, *standing_customer.RULES, *standing_debt.RULES)}
_RULES: tuple[tuple[Finding, Rule], ...] = tuple(_BY_ID[rule_id] for rule_id in _ORDER)

IDS = frozenset(_BY_ID)
"""Every rule here."""


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


def _in_force(case: Case, number: Number, at: datetime) -> Flags:
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
