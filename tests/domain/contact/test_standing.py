"""Whether a customer may be called at all: each rule with each of its verdicts, and what may never happen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact import standing
from collections_tui.domain.contact.flags import FLAGS
from collections_tui.domain.contact.policy import Policy
from collections_tui.domain.contact.records import Case, Finding, Flag, FlagKind, Number, PastCall, Verdict

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)  # a Tuesday
HOME = Number("+12125550160", "home", "good")
MOBILE = Number("+12125550161", "mobile", "good")
ROE = "+13035550142"
STRICT: dict[Verdict, int] = {"allow": 0, "warn": 1, "block": 2}


def case(*flags: Flag, off: dict[str, str] | None = None, **more: Any) -> Case:
    """A third party's account with two numbers, of which nothing is known."""
    plain = Case(7, "third", Policy("test", (), (), off or {}), ("America/New_York",), True, (HOME, MOBILE))
    return plain._replace(flags=flags, **more)


def flag(kind: FlagKind, *, days: float = 5, account: int | None = None, e164: str = "", **details: Any) -> Flag:
    """A flag set some days ago."""
    return Flag(kind, AT - timedelta(days=days), account_id=account, e164=e164, details=details)


def call(days: float, *, outbound: bool = True, e164: str = HOME.e164, about: int = 7, **more: Any) -> PastCall:
    """A call some days ago that got through."""
    said = {"reached": True, "conversation": False} | more
    return PastCall(AT - timedelta(days=days), outbound, e164, frozenset({about}), **said)


def found(rule: str, of: Case, number: Number = HOME, at: datetime = AT) -> Finding:
    """What one rule finds."""
    (one,) = [finding for finding in standing.findings(of, number, at) if finding.id == rule]
    return one


def verdict(of: Case, number: Number = HOME, at: datetime = AT) -> Verdict:
    """The strictest of what all rules find."""
    return max((one.verdict for one in standing.findings(of, number, at)), key=STRICT.__getitem__)


def test_a_customer_of_whom_nothing_is_known_may_be_called_and_every_rule_says_so() -> None:
    looked_at = list(standing.findings(case(), HOME, AT))
    assert [one.id for one in looked_at] == [
        *("wrong_number", "disconnected", "do_not_call", "consent_revoked", "attorney", "bankruptcy", "deceased"),
        *("minor", "cease", "no_calls", "dispute", "third_party", "notice", "time_barred", "disclosure"),
    ]
    assert {one.verdict for one in looked_at} == {"allow"}
    assert all(one.source and one.text and one.clears_at is None and not one.overridable for one in looked_at)


def test_every_rule_that_may_be_overridden_has_its_exceptions_and_no_other_has() -> None:
    """An override names one of them."""
    blocked = case(
        *(
            Flag(spec.kind, AT, e164=HOME.e164 if spec.scope == "number" else "")
            for spec in FLAGS
            if spec.kind != "speaks_for"
        )
    )
    assert {one.id for one in standing.findings(blocked, HOME, AT) if one.overridable} == set(standing.EXCEPTIONS)


# ── The number ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("status", "rule"), [("wrong", "wrong_number"), ("disconnected", "disconnected")])
def test_a_bad_number_is_blocked_and_no_supervisor_helps(status: Any, rule: str) -> None:
    got = found(rule, case(), HOME._replace(status=status))
    assert (got.verdict, got.overridable, got.clears_at) == ("block", False, None)
    assert verdict(case(), MOBILE) == "allow"


@pytest.mark.parametrize(("kind", "source"), [("do_not_call", "14(h)(1)"), ("consent_revoked", "64.1200(a)(10)")])
def test_a_number_they_do_not_want_called_is_blocked_and_the_others_are_not(kind: FlagKind, source: str) -> None:
    of = case(flag(kind, e164=HOME.e164))
    got = found(kind, of)
    assert (got.verdict, got.overridable) == ("block", True)
    assert source in got.source
    assert "Thu 19 Nov" in got.text
    assert verdict(of, MOBILE) == "allow"


def test_a_strangers_number_is_asked_once() -> None:
    """12 CFR 1006.10(c)."""
    first = case(flag("third_party", e164=HOME.e164, who="a brother", asked="no"))
    got = found("third_party", first)
    assert got.verdict == "warn"
    assert "a brother" in got.text
    assert "once" in got.text
    again = found("third_party", first._replace(calls=(call(2, third_party=True),)))
    assert (again.verdict, again.overridable) == ("block", True)
    assert found("third_party", first._replace(calls=(call(6, third_party=True),))).verdict == "warn"
    assert found("third_party", first._replace(calls=(call(2, reached=False),))).verdict == "warn"


def test_a_stranger_who_was_asked_is_not_asked_again() -> None:
    assert found("third_party", case(flag("third_party", e164=HOME.e164, asked="yes"))).verdict == "block"
    assert found("third_party", case(flag("third_party", e164=HOME.e164))).verdict == "block"
    assert found("third_party", case(flag("third_party", e164=HOME.e164, asked="yes")), MOBILE).verdict == "allow"


def test_where_somebody_else_answered_the_collector_is_warned_until_the_customer_does() -> None:
    once = case(calls=(call(3, third_party=True),))
    assert found("third_party", once).verdict == "warn"
    assert "on Sat 21 Nov" in found("third_party", once).text
    assert found("third_party", once, MOBILE).verdict == "allow"
    since = (call(1, conversation=True), call(3, third_party=True))
    assert found("third_party", case(calls=since)).verdict == "allow"


# ── The customer ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_an_attorney_is_called_no_more_but_the_attorney_is() -> None:
    """12 CFR 1006.6(b)(2): names and telephone stand in the text, the exceptions are the supervisor's to name."""
    of = case(flag("attorney", name="Jane Roe", phones=f"{ROE} +13035550143"))
    got = found("attorney", of)
    assert (got.verdict, got.overridable, got.clears_at) == ("block", True, None)
    assert "Jane Roe, (303) 555-0142, (303) 555-0143" in got.text
    assert verdict(of, Number(ROE, "other", "good")) == "allow"
    assert [one.partition("1006.6")[2] for one in standing.EXCEPTIONS["attorney"]] == [
        *("(b)(2)(i)).", "(b)(2)(ii)).", "(b)(4)(i)).", "(b)(4)(ii)).")
    ]


def test_an_attorney_for_another_debt_is_no_attorney_for_this_one() -> None:
    assert verdict(case(flag("attorney", account=8, name="Jane Roe"))) == "allow"
    assert verdict(case(flag("attorney", account=7, name="Jane Roe"))) == "block"
    joined = case(flag("attorney", account=8, name="Jane Roe"), same_debt=frozenset({7, 8}))
    assert verdict(joined) == "block"


def test_a_bankruptcy_cannot_be_overridden() -> None:
    got = found("bankruptcy", case(flag("bankruptcy", chapter="13", case_number="26-12345")))
    assert (got.verdict, got.overridable, got.clears_at) == ("block", False, None)
    assert "(chapter 13, 26-12345)" in got.text


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("deceased", "executor", "allow"),
        ("deceased", "administrator", "allow"),
        ("deceased", "representative", "allow"),
        ("deceased", "spouse", "allow"),
        ("deceased", "guardian", "block"),
        ("deceased", "", "block"),
        ("minor", "parent", "allow"),
        ("minor", "guardian", "allow"),
        ("minor", "spouse", "block"),
    ],
)
def test_only_who_speaks_for_them_is_called(kind: FlagKind, role: str, expected: Verdict) -> None:
    """12 CFR 1006.6(a)(1) to (4)."""
    of = case(flag(kind), flag("speaks_for", e164=HOME.e164, name="Bob Roe", role=role))
    got = found(kind, of)
    assert got.verdict == expected
    assert ("Bob Roe" in got.text) == (expected == "allow")
    assert found(kind, of, MOBILE).verdict == "block"
    assert found(kind, of, MOBILE).overridable


def test_somebody_who_speaks_for_them_without_a_number_opens_none() -> None:
    assert verdict(case(flag("deceased"), flag("speaks_for", name="Bob Roe", role="executor"))) == "block"


def test_a_minor_comes_of_age() -> None:
    until = datetime(2027, 5, 4, 4, tzinfo=UTC)
    of = case(flag("minor")._replace(until=until))
    assert found("minor", of).clears_at == until
    assert found("minor", of, at=until).verdict == "allow"


def test_stop_calling_ends_calls_but_one_reply_to_a_call_of_theirs() -> None:
    """12 CFR 1006.14(h)(1) and (h)(2)(ii)."""
    asked = flag("no_calls", days=5)
    of = case(asked)
    assert (found("no_calls", of).verdict, found("no_calls", of).overridable) == ("block", True)
    assert "Letters may go on" in found("no_calls", of).text
    called = call(2, outbound=False, conversation=True)
    assert found("no_calls", of._replace(calls=(called,))).verdict == "warn"
    assert found("no_calls", of._replace(calls=(call(1, reached=False), called))).verdict == "warn"
    assert found("no_calls", of._replace(calls=(call(1), called))).verdict == "block"
    # The call in which they said it is not one to reply to, and neither is somebody else's.
    assert found("no_calls", of._replace(calls=(call(5, outbound=False, conversation=True),))).verdict == "block"
    assert found("no_calls", of._replace(calls=(call(2, outbound=False, third_party=True),))).verdict == "block"


# ── The debt ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "words"), [("cease", "that we must stop"), ("refuses", "that they refuse to pay")])
def test_a_letter_ends_communication_with_three_exceptions(kind: FlagKind, words: str) -> None:
    """12 CFR 1006.6(c)(1), which binds on receipt (comment 6(c)(1)-1), and (c)(2)."""
    of = case(flag(kind, account=7))
    got = found("cease", of)
    assert (got.verdict, got.overridable, got.clears_at) == ("block", True, None)
    assert f"{words}, received on Thu 19 Nov" in got.text
    assert len(standing.EXCEPTIONS["cease"]) == 3
    assert found("cease", of, at=AT - timedelta(days=6)).verdict == "allow"


WRITTEN: dict[str, Any] = {"in_writing": "yes", "asks": "debt"}


def test_a_written_dispute_in_time_stops_collection_until_it_is_answered() -> None:
    """12 CFR 1006.38(d)(2)(i)."""
    notice = flag("notice", days=20, sent_on="2026-11-04", how="mail")
    dispute = flag("dispute", account=7, received_on="2026-11-19", **WRITTEN)
    got = found("dispute", case(notice, dispute))
    assert (got.verdict, got.overridable, got.clears_at) == ("block", False, None)
    assert "verification" in got.text
    answered = case(notice, dispute, flag("answered", days=1, account=7, what="verification"))
    assert found("dispute", answered).verdict == "allow"


def test_an_answer_of_before_the_dispute_answers_nothing() -> None:
    dispute, before = flag("dispute", account=7, **WRITTEN), flag("answered", days=9, account=7)
    assert found("dispute", case(dispute, before)).verdict == "block"
    assert found("dispute", case(dispute, flag("answered", days=1, account=8))).verdict == "block"
    two = case(dispute, flag("answered", days=4, account=7), flag("dispute", days=3, account=7, **WRITTEN))
    assert found("dispute", two).verdict == "block"


def test_the_last_day_of_the_period_is_in_it_and_the_day_after_is_late() -> None:
    notice = flag("notice", days=60, sent_on="2026-09-24", how="spoken")  # its period ends on 24 October
    for received, expected in (("2026-10-24", "block"), ("2026-10-25", "warn")):
        of = case(notice, flag("dispute", account=7, received_on=received, **WRITTEN))
        assert found("dispute", of).verdict == expected


def test_a_dispute_by_word_of_mouth_is_a_warning() -> None:
    got = found("dispute", case(flag("dispute", account=7, in_writing="no", asks="debt")))
    assert got.verdict == "warn"
    assert "not in writing" in got.text


def test_who_asks_for_the_original_creditor_waits_for_the_name() -> None:
    """12 CFR 1006.38(c)."""
    got = found("dispute", case(flag("dispute", account=7, in_writing="yes", asks="creditor")))
    assert got.verdict == "block"
    assert "original creditor" in got.text


def test_the_validation_notice_is_missed_and_its_period_is_told() -> None:
    """12 CFR 1006.34(a)(1)(i)(B), (b)(5) and 1006.38(b)."""
    talked = case(calls=(call(2, conversation=True),))
    assert "is due by Fri 27 Nov" in found("notice", talked).text
    late = case(calls=(call(9, conversation=True),))
    assert found("notice", late).verdict == "warn"
    assert "was due by Fri 20 Nov" in found("notice", late).text
    assert found("notice", case(calls=(call(9, conversation=True, about=8),))).verdict == "allow"
    assert found("notice", case(contacted=True)).verdict == "warn"
    sent = talked._replace(flags=(flag("notice", sent_on="2026-11-19", how="mail"),))
    got = found("notice", sent)
    assert got.verdict == "warn"
    assert "until the end of Sun 27 Dec" in got.text
    assert got.clears_at == datetime(2026, 12, 28, 5, tzinfo=UTC)
    assert found("notice", sent, at=got.clears_at - timedelta(seconds=1)).verdict == "warn"
    assert found("notice", sent, at=got.clears_at).verdict == "allow"


def test_the_period_ends_in_the_last_place_the_customer_may_be() -> None:
    zones = ("America/New_York", "Pacific/Honolulu")
    got = found("notice", case(flag("notice", sent_on="2026-11-19", how="mail"), zones=zones))
    assert got.clears_at == datetime(2026, 12, 28, 10, tzinfo=UTC)


def test_an_old_debt_is_a_standing_warning_of_what_may_not_be_said() -> None:
    """12 CFR 1006.26(b)."""
    got = found("time_barred", case(flag("time_barred", account=7)))
    assert (got.verdict, got.clears_at) == ("warn", None)
    assert "no lawsuit and no threat of one" in got.text


def test_the_words_that_are_due_are_told() -> None:
    """12 CFR 1006.18(e)(1) and (2)."""
    first = found("disclosure", case())
    assert first.verdict == "allow"
    assert "an attempt to collect a debt" in first.text
    assert first.source.endswith("(e)(1)")
    later = found("disclosure", case(calls=(call(9, outbound=False, conversation=True),)))
    assert "debt collector" in later.text
    assert later.source.endswith("(e)(2)")


# ── A client that collects its own ──────────────────────────────────────────────────────────────────────────────────


def test_a_client_that_collects_its_own_starts_from_the_same_rules() -> None:
    of = case(flag("cease", account=7), flag("attorney", name="Jane Roe"), party="first")
    assert found("cease", of).verdict == found("attorney", of).verdict == "block"
    assert found("notice", case(party="first", contacted=True)).verdict == "allow"
    assert "no words are due" in found("disclosure", case(party="first")).text


def test_its_policy_switches_rules_off_with_a_reason_but_not_those_that_bind_it_too() -> None:
    kinds: tuple[FlagKind, ...] = ("cease", "no_calls", "bankruptcy", "attorney")
    flags = (*(flag(kind) for kind in kinds), flag("consent_revoked", e164=HOME.e164))
    off = dict.fromkeys((*kinds, "consent_revoked", "wrong_number"), "its own care team calls")
    own = case(*flags, off=off, party="first")
    assert found("cease", own) == found("cease", case())._replace(
        text="Switched off for this client: its own care team calls"
    )
    assert found("no_calls", own).verdict == "allow"
    assert found("bankruptcy", own).verdict == found("consent_revoked", own).verdict == "block"
    assert found("wrong_number", own, HOME._replace(status="wrong")).verdict == "block"
    others = case(*flags, off=off)
    assert all(found(name, others).verdict == "block" for name in (*kinds, "consent_revoked"))


def test_massachusetts_binds_creditors_too() -> None:
    """940 CMR 7.04(2); 7.05 and 7.06."""
    off = {"attorney": "own staff", "third_party": "own staff"}
    flags = (flag("attorney", name="Jane Roe"), flag("third_party", e164=HOME.e164))
    there = case(*flags, off=off, party="first", states=frozenset({"NY", "MA"}))
    assert found("attorney", there).verdict == found("third_party", there).verdict == "block"
    assert found("attorney", there).source == "12 CFR 1006.6(b)(2); 940 CMR 7.04(2)"
    elsewhere = there._replace(states=frozenset({"NY"}))
    assert found("attorney", elsewhere).verdict == "allow"


# ── Whatever comes ──────────────────────────────────────────────────────────────────────────────────────────────────

PERMISSIVE = ("consent", "answered", "speaks_for", "notice")
"""Kinds that may open what another closed: the notice, because without one its period cannot be over."""

DETAILS: dict[str, st.SearchStrategy[str]] = {
    "name": st.just("Jane Roe"),
    "phones": st.just(ROE),
    "asked": st.sampled_from(["yes", "no"]),
    "in_writing": st.sampled_from(["yes", "no"]),
    "asks": st.sampled_from(["debt", "creditor"]),
    "role": st.sampled_from(["spouse", "executor", "parent", "guardian"]),
    "how": st.sampled_from(["mail", "spoken"]),
}


@st.composite
def flags_st(draw: st.DrawFn, kinds: tuple[str, ...] = get_args(FlagKind)) -> Flag:
    kind: Any = draw(st.sampled_from(kinds))
    spec = next(one for one in FLAGS if one.kind == kind)
    since = AT + timedelta(hours=draw(st.integers(-1500, 300)))
    until = draw(st.none() | st.integers(1, 2000).map(lambda hours: since + timedelta(hours=hours)))
    details = {ask.name: draw(DETAILS[ask.name]) for ask in spec.asks if ask.name in DETAILS and draw(st.booleans())}
    e164 = draw(st.sampled_from([HOME.e164, MOBILE.e164])) if spec.scope == "number" else ""
    account = draw(st.sampled_from([None, 7, 8])) if spec.scope == "account" else None
    return Flag(kind, since, until, account, e164, details)


@st.composite
def calls_st(draw: st.DrawFn) -> PastCall:
    how = draw(st.sampled_from(["missed", "rang", "talk", "stranger"]))
    return call(
        draw(st.integers(1, 1400)) / 24,
        outbound=draw(st.booleans()),
        e164=draw(st.sampled_from([HOME.e164, MOBILE.e164])),
        about=draw(st.sampled_from([7, 8])),
        reached=how != "missed",
        conversation=how == "talk",
        third_party=how == "stranger",
    )


CASES = st.builds(
    lambda flags, calls, party, contacted, zones: case(
        *flags, calls=tuple(calls), party=party, contacted=contacted, zones=zones
    ),
    st.lists(flags_st(), max_size=6),
    st.lists(calls_st(), max_size=5),
    st.sampled_from(["first", "third"]),
    st.booleans(),
    st.sampled_from([("America/New_York",), ("America/Los_Angeles", "America/New_York")]),
)


def by_rule(of: Case, at: datetime = AT) -> dict[str, Finding]:
    """All findings by their rule."""
    return {one.id: one for one in standing.findings(of, HOME, at)}


@given(CASES, flags_st(tuple(kind for kind in get_args(FlagKind) if kind not in PERMISSIVE)))
def test_one_more_flag_is_never_more_permissive(of: Case, more: Flag) -> None:
    less, got = by_rule(of), by_rule(of._replace(flags=(*of.flags, more)))
    if more.kind == "no_calls":  # said again, it leaves no reply open
        assert STRICT[got["no_calls"].verdict] >= STRICT[less["no_calls"].verdict]
    assert all(STRICT[got[rule].verdict] >= STRICT[less[rule].verdict] for rule in got)


@given(CASES, st.data())
def test_lifting_a_flag_is_never_stricter(of: Case, data: st.DataObject) -> None:
    if not of.flags:
        return
    gone = data.draw(st.sampled_from(range(len(of.flags))))
    left = tuple(one for place, one in enumerate(of.flags) if place != gone)
    if of.flags[gone].kind in PERMISSIVE:
        return
    before, after = by_rule(of), by_rule(of._replace(flags=left))
    assert all(STRICT[after[rule].verdict] <= STRICT[before[rule].verdict] for rule in after)


@given(CASES)
def test_every_rule_answers_once_and_says_what_may_be_done(of: Case) -> None:
    got = list(standing.findings(of, HOME, AT))
    assert len({one.id for one in got}) == len(got) == 15
    for one in got:
        assert one.text
        assert "\n" not in one.text
        assert one.verdict == "block" or not one.overridable
        assert one.verdict != "allow" or one.clears_at is None
        assert one.clears_at is None or one.clears_at > AT
        assert not one.overridable or standing.EXCEPTIONS[one.id]


@given(CASES)
def test_what_blocks_until_an_instant_blocks_no_more_from_then_on(of: Case) -> None:
    # Flags that begin later are another matter: they may block again.
    of = of._replace(flags=tuple(one for one in of.flags if one.since <= AT))
    for one in standing.findings(of, HOME, AT):
        if one.clears_at is not None and one.verdict == "block":
            just_before = by_rule(of, one.clears_at - timedelta(seconds=1))[one.id]
            assert just_before.verdict == "block" or one.id == "dispute"
            assert by_rule(of, one.clears_at)[one.id].verdict != "block" or _ended_too(of, one.clears_at)


def _ended_too(of: Case, at: datetime) -> bool:
    """Whether something that opened the way ended as well: an answer, a notice, or who speaks for them."""
    return any(one.kind in (*PERMISSIVE, "attorney") and one.until is not None and one.until <= at for one in of.flags)


@given(CASES, calls_st())
def test_a_call_that_did_not_connect_changes_nothing(of: Case, more: PastCall) -> None:
    missed = more._replace(reached=False, conversation=False, third_party=False)
    assert by_rule(of) == by_rule(of._replace(calls=(*of.calls, missed)))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.times())
def test_it_may_be_asked_at_any_instant(day: date, hour: time) -> None:
    at = datetime.combine(day, hour, tzinfo=UTC)
    of = case(*(Flag(spec.kind, AT) for spec in FLAGS))
    assert len(list(standing.findings(of, HOME, at))) == 15
