"""How often: what the official comments to 12 CFR 1006.14(b) show by example, in cases of our own.

Each test names the paragraph of the comment whose point it makes, as far as it is known down to the number of the
example; docs/contact-rules.md says what was read of them. Dates are ours, in 2020: Wednesday 1 April and Tuesday
11 August, from which a week is easily counted.
"""

from __future__ import annotations

import pytest

from collections_tui.domain.contact.policy import Limit, Policy
from collections_tui.domain.contact.policy_files import ClientPolicy, policy_for
from collections_tui.domain.contact.records import Flag
from tests.domain.contact.frequency_cases import (
    CONVERSATION,
    COUNT,
    FEDERAL,
    HOME,
    LAWS,
    LOS_ANGELES,
    MASSACHUSETTS,
    MOBILE,
    NEW_YORK,
    UNKNOWN,
    WASHINGTON,
    WORK,
    blocks,
    called,
    case,
    consent,
    found,
    talked,
    there,
)

SEVEN = [called(f"2020-04-0{day}T10:00") for day in range(1, 8)]


def test_comment_14_b_2_i_1_seven_calls_from_wednesday_april_1_to_tuesday_april_7() -> None:
    full = case(*SEVEN)
    assert blocks(case(*SEVEN[:6]), "2020-04-07T10:00") == set()
    assert blocks(full, "2020-04-07T18:00") == {COUNT}
    assert blocks(full, "2020-04-07T23:59") == {COUNT}
    assert blocks(full, "2020-04-08T00:00") == set()
    finding = found(full, "2020-04-07T18:00")[COUNT]
    assert finding.clears_at == there("2020-04-08T00:00")
    assert finding.text == "7 of 7 calls about this debt since Wed 1 Apr: the next from Wed 8 Apr"
    assert finding.source == "12 CFR 1006.14(b)(2)(i)(A)"
    assert finding.overridable


def test_comment_14_b_2_i_1_a_conversation_on_tuesday_august_11() -> None:
    spoken = case(talked("2020-08-11T15:00"))
    assert blocks(spoken, "2020-08-11T15:05") == {CONVERSATION}
    assert blocks(spoken, "2020-08-17T23:59") == {CONVERSATION}
    assert blocks(spoken, "2020-08-18T00:00") == set()
    finding = found(spoken, "2020-08-12T12:00")[CONVERSATION]
    assert finding.text == "spoken with on Tue 11 Aug: the next call from Tue 18 Aug"
    assert finding.clears_at == there("2020-08-18T00:00")
    assert finding.source == "12 CFR 1006.14(b)(2)(i)(B)"


def test_comment_14_b_2_i_1_ii_a_conversation_that_the_customer_began_counts_and_is_no_call_made() -> None:
    spoken = case(talked("2020-08-11T15:00"), talked("2020-08-14T09:00", outbound=False))
    assert blocks(spoken, "2020-08-20T23:59") == {CONVERSATION}
    assert blocks(spoken, "2020-08-21T00:00") == set()
    assert found(spoken, "2020-08-15T12:00")[COUNT].text == "1 of 7 calls about this debt since Tue 11 Aug"


def test_comment_14_b_2_i_1_iii_calls_to_somebody_elses_number_count_for_the_customer_too() -> None:
    """The comment counts each person by themselves; here what was dialled for the customer counts: that is stricter."""
    brothers = Flag("third_party", there("2020-03-31T10:00"), e164=HOME, details={"asked": "no"})
    asked = [called(f"2020-04-0{day}T10:00", e164=HOME) for day in range(1, 8)]
    assert blocks(case(*asked, flags=(brothers,)), "2020-04-07T18:00") == {COUNT}


def test_comment_14_b_2_i_misdirected_calls_to_a_number_that_is_somebody_elses_were_not_calls_to_the_person() -> None:
    misdirected = [called(f"2020-04-0{day}T10:00", not_theirs=True) for day in range(1, 6)]
    own = called("2020-04-06T10:00", e164=HOME)
    assert found(case(*misdirected), "2020-04-06T10:00")[COUNT].text.startswith("0 of 7 calls")
    assert found(case(*misdirected, own), "2020-04-07T10:00")[COUNT].text.startswith("1 of 7 calls")
    found_late = [call._replace(not_theirs=False) for call in misdirected]
    assert found(case(*found_late, own), "2020-04-07T10:00")[COUNT].text.startswith("6 of 7 calls")


def test_comment_14_b_2_i_2_i_seven_calls_in_one_day_and_two_in_five_minutes_are_a_warning() -> None:
    day = [called(f"2020-04-01T{hour}:00") for hour in range(10, 16)]
    assert found(case(*day[:5]), "2020-04-01T17:00")["concentrated"].verdict == "allow"
    finding = found(case(*day), "2020-04-01T17:00")["concentrated"]
    assert (finding.verdict, finding.clears_at) == ("warn", there("2020-04-02T00:00"))
    assert finding.text == "6 of 6 calls in one day since Wed 1 Apr: the next from Thu 2 Apr"
    last = case(called("2020-04-01T10:00", 2))
    soon = found(last, "2020-04-01T10:04:59")["rapid_succession"]
    assert (soon.verdict, soon.clears_at) == ("warn", there("2020-04-01T10:05"))
    assert soon.text == "1 of 1 calls in the last 5 minutes: the next from 10:05"
    assert found(last, "2020-04-01T10:05")["rapid_succession"].verdict == "allow"
    assert blocks(case(*day), "2020-04-01T15:01") == set()


def test_comment_14_b_2_ii_1_the_eighth_call_and_a_call_after_a_conversation_are_violations() -> None:
    times = ["01T09:00", "01T15:00", "02T09:00", "03T09:00", "03T15:00", "04T09:00", "05T09:00"]
    several_a_day = case(*(called(f"2020-04-{when}") for when in times))
    assert blocks(several_a_day, "2020-04-06T10:00") == {COUNT}
    assert found(several_a_day, "2020-04-06T10:00")[COUNT].clears_at == there("2020-04-08T00:00")
    assert blocks(case(talked("2020-04-01T10:00")), "2020-04-07T20:00") == {CONVERSATION}


@pytest.mark.parametrize(
    ("since", "until", "at", "allowed"),
    [
        ("2020-04-07T12:00", None, "2020-04-07T11:59", False),
        ("2020-04-07T12:00", None, "2020-04-07T12:00", True),
        ("2020-04-05T12:00", None, "2020-04-07T18:00", True),
        ("2020-04-07T12:00", "2020-04-07T18:00", "2020-04-07T17:59", True),
        ("2020-04-07T12:00", "2020-04-07T18:00", "2020-04-07T18:00", False),
    ],
)
def test_comment_14_b_3_i_3_with_prior_consent_a_call_more_is_allowed(
    since: str, until: str | None, at: str, allowed: bool
) -> None:
    before = case(*SEVEN[:4], *SEVEN[:3], flags=(consent(since, until),))
    assert (blocks(before, at) == set()) is allowed


def test_comment_14_b_3_i_3_the_words_say_that_it_is_by_consent() -> None:
    full = case(*SEVEN[:5], *SEVEN[:2], flags=(consent("2020-04-06T09:00"),))
    finding = found(full, "2020-04-06T10:00")[COUNT]
    assert (finding.verdict, finding.clears_at) == ("allow", None)
    assert finding.text == (
        "7 of 7 calls about this debt since Wed 1 Apr, and more allowed: they agreed to calls through Sun 12 Apr"
    )
    shorter = full._replace(flags=(consent("2020-04-06T09:00", "2020-04-06T15:30"),))
    assert found(shorter, "2020-04-06T10:00")[COUNT].text.endswith("they agreed to calls until Mon 6 Apr 15:30")


def test_comment_14_b_3_i_consent_lasts_seven_days_with_its_own_and_its_calls_do_not_count() -> None:
    during = [called(f"2020-04-{day:02}T10:00") for day in range(2, 12)]
    agreed = case(*during, flags=(consent("2020-04-01T09:00"),))
    assert blocks(agreed, "2020-04-07T23:59") == set()
    # April 2 to 7 were under consent, April 8 to 11 were not.
    assert found(agreed, "2020-04-11T12:00")[COUNT].text == "4 of 7 calls about this debt since Wed 8 Apr"


def test_comment_14_b_3_i_2_consent_ends_with_the_next_conversation_and_that_call_was_still_under_it() -> None:
    spoken = case(*SEVEN[:2], talked("2020-04-03T10:00"), flags=(consent("2020-04-02T18:00"),))
    assert blocks(spoken, "2020-04-03T18:00") == {CONVERSATION}
    assert found(spoken, "2020-04-03T18:00")[COUNT].text.startswith("2 of 7 calls")
    again = spoken._replace(flags=(*spoken.flags, consent("2020-04-03T10:10")))
    assert blocks(again, "2020-04-04T10:00") == set()
    assert found(again, "2020-04-04T10:00")[CONVERSATION].text == (
        "spoken with on Fri 3 Apr, and more allowed: they agreed to calls through Thu 9 Apr"
    )


def test_a_conversation_about_another_debt_does_not_end_consent_for_this_one() -> None:
    spoken = case(*SEVEN, talked("2020-04-07T11:00", 2), flags=(consent("2020-04-07T10:30", account=1),))
    assert blocks(spoken, "2020-04-07T12:00") == set()


def test_consent_given_during_a_call_does_not_make_that_call_uncounted() -> None:
    assert found(case(*SEVEN[:3], flags=(consent("2020-04-03T10:00"),)), "2020-04-03T11:00")[COUNT].text.startswith(
        "3 of"
    )


def test_consent_ends_when_it_is_revoked_and_calls_made_before_stay_uncounted() -> None:
    flags = (consent("2020-04-01T09:00"), Flag("consent_revoked", there("2020-04-04T12:00")))
    assert found(case(*SEVEN, flags=flags), "2020-04-07T12:00")[COUNT].text == (
        "3 of 7 calls about this debt since Sun 5 Apr"
    )


def test_consent_for_one_number_allows_no_other() -> None:
    agreed = case(*SEVEN, flags=(consent("2020-04-07T11:00", e164=HOME),))
    assert blocks(agreed, "2020-04-07T12:00", HOME) == set()
    assert blocks(agreed, "2020-04-07T12:00", MOBILE) == {COUNT}


@pytest.mark.parametrize(
    ("what", "reached", "conversation", "counts"),
    [
        ("busy signal", False, False, False),
        ("not in service", False, False, False),
        ("rang and was not answered", True, False, True),
        ("voicemail that did not ring, and took no message", True, False, True),
        ("answered by somebody else", True, False, True),
        ("answered, then dropped", True, True, True),
    ],
)
def test_comment_14_b_3_ii_1_what_connects_counts(what: str, reached: bool, conversation: bool, counts: bool) -> None:
    made = called("2020-04-01T10:00", reached=reached, conversation=conversation)
    text = found(case(made), "2020-04-02T10:00")[COUNT].text
    assert text == (f"{int(counts)} of 7 calls about this debt since " + ("Wed 1 Apr" if counts else "Fri 27 Mar")), (
        what
    )


def test_a_conversation_cut_off_and_called_back_bars_from_the_day_of_the_redial() -> None:
    dropped = case(talked("2020-04-01T23:58"), talked("2020-04-02T00:01"))
    assert found(dropped, "2020-04-03T10:00")[CONVERSATION].clears_at == there("2020-04-09T00:00")


def test_comment_14_b_4_1_student_loans_serviced_under_one_number_are_one_debt() -> None:
    loans = frozenset({1, 2, 3})
    calls = [called(f"2020-04-0{day}T10:00", day % 3 + 1) for day in range(1, 8)]
    assert blocks(case(*calls, same=loans), "2020-04-07T12:00") == {COUNT}
    assert blocks(case(*calls, same=loans, debt=3), "2020-04-07T12:00") == {COUNT}
    assert blocks(case(*calls), "2020-04-07T12:00") == set()
    assert blocks(case(talked("2020-04-01T10:00", 2), same=loans), "2020-04-07T12:00") == {CONVERSATION}


def test_comment_14_b_4_2_i_three_debts_have_seven_calls_a_week_each() -> None:
    """An unanswered call counts for the debt it was dialled for: twenty-one calls in a week about three debts."""
    calls = [called(f"2020-04-0{day}T{9 + debt}:00", debt) for day in range(1, 8) for debt in (1, 2, 3)]
    for debt in (1, 2, 3):
        assert found(case(*calls, debt=debt), "2020-04-07T18:00")[COUNT].text.startswith("7 of 7 calls")
        assert blocks(case(*calls[:-3], debt=debt), "2020-04-07T18:00") == set()


def test_comment_14_b_4_1_i_a_message_about_two_debts_counts_for_both() -> None:
    both = called("2020-04-01T10:00", 1, 2)
    counted = [found(case(both, debt=debt), "2020-04-02T10:00")[COUNT].text[:6] for debt in (1, 2, 3)]
    assert counted == ["1 of 7", "1 of 7", "0 of 7"]


def test_comment_14_b_4_1_ii_the_customer_brings_up_the_card_debt_in_a_call_about_the_medical_debt() -> None:
    medical, card, other = 1, 2, 3
    spoken = talked("2020-04-01T10:00", medical, card)
    assert blocks(case(spoken, debt=medical), "2020-04-07T12:00") == {CONVERSATION}
    assert blocks(case(spoken, debt=card), "2020-04-07T12:00") == {CONVERSATION}
    assert blocks(case(spoken, debt=other), "2020-04-07T12:00") == set()
    assert blocks(case(spoken, debt=card), "2020-04-08T00:00") == set()


def test_comment_14_b_4_1_ii_a_conversation_in_which_no_debt_was_named_was_about_every_debt() -> None:
    unnamed = talked("2020-04-01T10:00", outbound=False)._replace(debts=frozenset())
    assert all(blocks(case(unnamed, debt=debt), "2020-04-02T12:00") == {CONVERSATION} for debt in (1, 2, 3))


def test_in_two_zones_the_day_begins_when_it_does_in_the_later_one() -> None:
    zones = (NEW_YORK, LOS_ANGELES)
    finding = found(case(*SEVEN, zones=zones), "2020-04-07T12:00")[COUNT]
    assert finding.clears_at == there("2020-04-08T00:00", LOS_ANGELES)
    # At 01:00 on April 8 in New York it was still April 7 in Los Angeles, so that call counts until April 14 is over.
    night = case(talked("2020-04-08T01:00"), zones=zones)
    assert found(night, "2020-04-09T12:00")[CONVERSATION].clears_at == there("2020-04-15T00:00", NEW_YORK)
    late = case(talked("2020-04-08T10:00"), zones=zones)
    assert found(late, "2020-04-09T12:00")[CONVERSATION].clears_at == there("2020-04-15T00:00", LOS_ANGELES)


@pytest.mark.parametrize(("day", "clears"), [("2026-03-03", "2026-03-10"), ("2026-10-27", "2026-11-03")])
def test_days_are_the_calendars_over_a_change_of_clocks(day: str, clears: str) -> None:
    spoken = case(talked(f"{day}T20:00"))
    assert found(spoken, there(f"{day}T20:30"))[CONVERSATION].clears_at == there(f"{clears}T00:00")


def test_calls_after_the_instant_that_is_judged_are_not_looked_at() -> None:
    assert blocks(case(*SEVEN, talked("2020-04-07T11:00")), "2020-04-06T12:00") == set()


def test_massachusetts_two_in_seven_days_at_home_or_mobile_and_two_in_thirty_elsewhere() -> None:
    two = [called("2020-04-01T10:00"), called("2020-04-02T10:00", e164=HOME)]
    personal = case(*two, policy=MASSACHUSETTS)
    assert blocks(personal, "2020-04-07T12:00", HOME) == {"ma_personal"}
    assert blocks(personal, "2020-04-07T12:00", UNKNOWN) == {"ma_personal"}
    assert blocks(personal, "2020-04-07T12:00", WORK) == set()
    assert blocks(personal, "2020-04-08T00:00", HOME) == set()
    at_work = case(*[call._replace(e164=WORK, kind="work") for call in two], policy=MASSACHUSETTS)
    assert blocks(at_work, "2020-04-30T23:59", WORK) == {"ma_elsewhere"}
    assert blocks(at_work, "2020-05-01T00:00", WORK) == set()
    assert blocks(at_work, "2020-04-07T12:00", HOME) == set()
    assert blocks(case(*two, policy=MASSACHUSETTS, debt=2), "2020-04-07T12:00", HOME) == set()
    assert found(personal, "2020-04-07T12:00")["ma_personal"].text == (
        "2 of 2 calls to home or mobile about this debt since Wed 1 Apr: the next from Wed 8 Apr"
    )


def test_watkins_v_glenn_voicemail_without_a_message_counts_for_a_creditor() -> None:
    # Spoken with on December 17, 2014; on December 22 and 23 his voicemail answered twice a day and got no message.
    first = called("2014-12-22T11:12")
    creditor = case(talked("2014-12-17T17:50"), first, policy=policy_for(LAWS, "first", ("MA",), ()))
    assert blocks(creditor, "2014-12-22T18:08") == {"ma_personal_creditor", CONVERSATION}
    without = policy_for(LAWS, "first", ("MA",), (), ClientPolicy("x", "", "first", off={CONVERSATION: "tested"}))
    assert blocks(creditor._replace(policy=without), "2014-12-22T18:08") == {"ma_personal_creditor"}


def test_washington_three_a_week_about_any_debt_and_one_at_work() -> None:
    three = [called("2020-04-01T10:00", 1), called("2020-04-02T10:00", 2), called("2020-04-03T10:00", 3)]
    assert blocks(case(*three, policy=WASHINGTON), "2020-04-07T12:00") == {"wa_three_a_week"}
    assert blocks(case(*three, policy=WASHINGTON), "2020-04-08T00:00") == set()
    once = case(called("2020-04-01T10:00", 2, e164=WORK), policy=WASHINGTON)
    assert blocks(once, "2020-04-07T12:00", WORK) == {"wa_one_at_work"}
    assert blocks(once, "2020-04-07T12:00", MOBILE) == set()
    agreed = once._replace(flags=(consent("2020-04-02T10:00"),))
    assert blocks(agreed, "2020-04-07T12:00", WORK) == {"wa_one_at_work"}, "federal consent is no consent to this"


def test_a_limit_that_is_off_says_why_and_allows() -> None:
    relaxed = FEDERAL._replace(off={COUNT: "approved by counsel"})
    finding = found(case(*SEVEN, policy=relaxed), "2020-04-07T12:00")[COUNT]
    assert (finding.verdict, finding.text) == ("allow", "not applied: approved by counsel")


def test_attempts_that_do_not_connect_count_where_a_limit_says_so() -> None:
    attempts = Limit("attempts", "client", 2, 1, "person", "all", "attempts", overridable=False)
    busy = [called(f"2020-04-01T1{hour}:00", reached=False) for hour in range(2)]
    judged = found(case(*busy, policy=Policy("x", (), (attempts,))), "2020-04-01T15:00")["attempts"]
    assert (judged.verdict, judged.overridable) == ("block", False)


def test_every_limit_says_what_it_found_also_where_it_allows() -> None:
    told = {one.id: one.text for one in found(case(called("2020-04-04T10:00")), "2020-04-07T12:00").values()}
    assert told == {
        "calls_in_seven_days": "1 of 7 calls about this debt since Sat 4 Apr",
        "after_conversation": "no conversation since Wed 1 Apr",
        "rapid_succession": "0 of 1 calls in the last 5 minutes",
        "concentrated": "0 of 6 calls in one day since Tue 7 Apr",
    }
