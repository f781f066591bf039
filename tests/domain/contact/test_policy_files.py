"""Policy files: every rule has its source, the law holds where it says, and a client relaxes only what it may."""

from __future__ import annotations

import re
import tomllib
from datetime import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.contact.policy import Limit
from collections_tui.domain.contact.policy_files import (
    ClientPolicy,
    PolicyFile,
    parse_client_policy,
    parse_policy_file,
    policy_for,
)
from collections_tui.domain.contact.records import Party
from collections_tui.domain.errors import ConfigError
from tests.domain.contact.frequency_cases import LAWS, blocks, called, case

US, MA, WA = LAWS
BOSTON, SEATTLE, NEW_YORK, TOLL_FREE = "+16175550101", "+12065550101", "+12125550101", "+18005550101"
FEDERAL = ["hours", "calls_in_seven_days", "after_conversation", "rapid_succession", "concentrated"]
CLIENT = 'kind = "client"\ntitle = "Mercy"\nparty = "{party}"\n'
TEN = """
[[limit]]
id = "calls_in_seven_days"
source = "the client's policy"
most = {most}
days = {days}
per = "debt"
counts = "reached"
words = "calls"
consent = true
"""
OFF = '[[off]]\nid = "{id}"\nreason = "approved by counsel"\n'


def client(text: str, party: Party = "first") -> ClientPolicy:
    return parse_client_policy(tomllib.loads(CLIENT.format(party=party) + text), "mercy.toml", LAWS, name="mercy")


def refused(text: str, party: Party = "first") -> str:
    with pytest.raises(ConfigError) as error:
        client(text, party)
    return str(error.value)


def ids(party: Party, states: str = "", *e164s: str, own: ClientPolicy | None = None) -> list[str]:
    policy = policy_for(LAWS, party, states.split(), e164s, own)
    return [one.id for one in policy.hours] + [one.id for one in policy.limits]


def test_every_rule_that_ships_has_its_source_and_an_id_of_its_own() -> None:
    rules = [(one.id, one.source) for law in LAWS for one in law.hours]
    rules += [(one.id, one.source) for law in LAWS for one in law.limits]
    assert len(dict(rules)) == len(rules)
    assert all(re.search(r"(CFR|CMR|RCW|comment) .*[0-9]", source) for _, source in rules)


def test_the_numbers_that_ship() -> None:
    limits = {limit.id: limit for law in LAWS for limit in law.limits}
    numbers = {
        one.id: (one.most, one.days or one.minutes, one.per, sorted(one.kinds), one.consent, one.warns)
        for one in limits.values()
    }
    personal, elsewhere = ["home", "mobile", "other"], ["other", "work"]
    assert numbers == {
        "calls_in_seven_days": (7, 7, "debt", [], True, False),
        "after_conversation": (0, 7, "debt", [], True, False),
        "rapid_succession": (1, 5, "person", [], False, True),
        "concentrated": (6, 1, "person", [], False, True),
        "ma_personal_creditor": (2, 7, "debt", personal, False, False),
        "ma_elsewhere_creditor": (2, 30, "debt", elsewhere, False, False),
        "ma_personal": (2, 7, "debt", personal, False, False),
        "ma_elsewhere": (2, 30, "debt", elsewhere, False, False),
        "wa_three_a_week": (3, 7, "person", [], False, False),
        "wa_one_at_work": (1, 7, "person", ["work"], False, False),
    }
    hours = {one.id: (one.opens, one.closes, len(one.weekdays)) for law in LAWS for one in law.hours}
    assert hours == {
        "hours": (time(8), time(21), 7),
        "ma_hours_creditor": (time(8), time(21), 7),
        "ma_hours": (time(8), time(21), 7),
        "wa_hours": (time(7, 30), time(21), 7),
    }


@pytest.mark.parametrize(
    ("states", "e164s", "more"),
    [
        ("", [], []),
        ("NY", [NEW_YORK, TOLL_FREE], []),
        ("MA", [], ["ma_hours", "ma_personal", "ma_elsewhere"]),
        ("NY", [NEW_YORK, BOSTON], ["ma_hours", "ma_personal", "ma_elsewhere"]),
        ("WA", [], ["wa_hours", "wa_three_a_week", "wa_one_at_work"]),
        ("", [SEATTLE], ["wa_hours", "wa_three_a_week", "wa_one_at_work"]),
        ("", ["+442065550101"], []),
    ],
)
def test_whoever_collects_for_others_is_bound_by_the_law_of_every_place_the_evidence_points_to(
    states: str, e164s: list[str], more: list[str]
) -> None:
    assert sorted(ids("third", states, *e164s)) == sorted(FEDERAL + more)


def test_a_client_that_collects_its_own_starts_from_the_same_and_from_what_binds_creditors() -> None:
    assert ids("first", "NY") == FEDERAL
    creditors = ["ma_hours_creditor", "ma_personal_creditor", "ma_elsewhere_creditor"]
    assert sorted(ids("first", "MA WA")) == sorted(FEDERAL + creditors)
    assert "wa_three_a_week" in ids("first", "WA", own=client('follows = ["us-wa"]'))
    assert "wa_three_a_week" not in ids("first", "MA", own=client('follows = ["us-wa"]'))


def test_the_strictest_of_what_applies_wins() -> None:
    policy = policy_for(LAWS, "third", ("MA", "WA"), ())
    calls = [called("2020-04-01T10:00"), called("2020-04-02T10:00"), called("2020-04-03T10:00", 2)]
    assert blocks(case(*calls, policy=policy), "2020-04-04T10:00") == {"ma_personal", "wa_three_a_week"}


def test_a_first_party_client_switches_a_federal_rule_off_with_a_reason() -> None:
    own = client(OFF.format(id="after_conversation") + OFF.format(id="hours"))
    policy = policy_for(LAWS, "first", ("NY",), (), own)
    assert policy.name == "mercy"
    assert [one.id for one in policy.hours] == ["hours"]
    assert policy.off == {"after_conversation": "approved by counsel", "hours": "approved by counsel"}
    assert [one.id for one in policy.limits] == FEDERAL[1:]


def test_a_first_party_client_gives_a_federal_rule_another_number() -> None:
    policy = policy_for(LAWS, "first", ("MA",), (), client(TEN.format(most=10, days=7)))
    limits = {one.id: one for one in policy.limits}
    assert limits["calls_in_seven_days"].most == 10
    assert limits["calls_in_seven_days"].source == "the client's policy"
    assert limits["ma_personal_creditor"].most == 2


def test_a_clients_own_rule_is_added() -> None:
    text = TEN.replace("calls_in_seven_days", "one_a_day").format(most=1, days=1)
    parties: tuple[Party, ...] = ("first", "third")
    for party, states in product(parties, ("NY", "MA")):
        assert ids(party, states, own=client(text, party))[-1] == "one_a_day"


def test_stricter_numbers_for_a_place_hold_there_only() -> None:
    text = TEN.replace("calls_in_seven_days", "wa_three_a_week").replace('"debt"', '"person"')
    own = client(text.format(most=2, days=7).replace("consent = true", ""), "third")
    assert "wa_three_a_week" not in ids("third", "NY", own=own)
    limits = policy_for(LAWS, "third", ("WA",), (), own).limits
    assert [one.most for one in limits if one.id == "wa_three_a_week"] == [2]


@pytest.mark.parametrize(
    ("text", "party", "reason"),
    [
        (OFF.format(id="concentrated"), "third", "off 1: id concentrated cannot be switched off: we collect for this"),
        (
            OFF.format(id="ma_personal_creditor"),
            "first",
            "off 1: id ma_personal_creditor cannot be switched off: it bin",
        ),
        (OFF.format(id="ma_hours_creditor"), "first", "off 1: id ma_hours_creditor cannot be switched off: it binds"),
        ('[[off]]\nid = "hours"', "first", "off 1: reason is missing"),
        ('[[off]]\nid = "hours"\nreason = ""', "first", "off 1: reason must not be empty"),
        (TEN.format(most=8, days=7), "third", "limit 1: most cannot be more than 7: 12 CFR 1006.14(b)(2)(i)(A)"),
        (TEN.format(most=7, days=6), "third", "limit 1: days cannot be fewer than 7: 12 CFR 1006.14(b)(2)(i)(A)"),
        (
            TEN.format(most=7, days=7) + 'kinds = ["home"]',
            "third",
            "limit 1: kinds cannot leave out a kind that the law",
        ),
        (TEN.format(most=7, days=7) + "warns = true", "third", "limit 1: warns cannot be true"),
        (
            TEN.replace("calls_in_seven_days", "wa_three_a_week").format(most=3, days=7),
            "third",
            "limit 1: per cannot be",
        ),
        (
            TEN.replace("calls_in_seven_days", "ma_personal_creditor").format(most=2, days=7),
            "first",
            "limit 1: consent cannot be true: 940 CMR 7.04(1)(f)",
        ),
        (
            TEN.replace("calls_in_seven_days", "hours").format(most=3, days=7),
            "third",
            "limit 1: id hours is a rule of an",
        ),
        (
            '[[hours]]\nid = "hours"\nsource = "x"\nopens = "07:00"\ncloses = "21:00"',
            "third",
            "hours 1: opens cannot be before 08:00: 12 CFR 1006.6(b)(1)(i)",
        ),
        (
            '[[hours]]\nid = "ma_hours_creditor"\nsource = "x"\nopens = "09:00"\ncloses = "21:30"',
            "first",
            "hours 1: closes cannot be after 21:00: 940 CMR 7.04(1)",
        ),
        (
            '[[hours]]\nid = "hours"\nsource = "x"\nopens = "09:00"\ncloses = "21:00"\noverridable = true',
            "third",
            "hours 1: overridable cannot be true",
        ),
        ('follows = ["us-wa"]', "third", "follows is for clients that collect their own debts"),
        ('follows = ["us-xx"]', "first", "follows cannot have 'us-xx'"),
        (TEN.format(most=1, days=7) * 2, "third", "limit 2: id calls_in_seven_days is already used"),
        (TEN.format(most=0, days=1), "first", "limit 1: most must be from 1 to 1000"),
        (TEN.format(most=1, days=61), "first", "limit 1: days must be from 1 to 60"),
        (TEN.format(most=1, days=1) + "minutes = 5", "first", "limit 1: there must be either days or minutes"),
        (TEN.format(most=1, days=1) + "mots = 5", "first", "limit 1: mots is not a field here"),
    ],
)
def test_what_a_client_may_not_say_is_refused(text: str, party: Party, reason: str) -> None:
    assert refused(text, party).startswith(f"mercy.toml: {reason}")


def test_a_policy_for_the_other_party_is_refused() -> None:
    with pytest.raises(ConfigError, match="The policy mercy is for clients that collect their own debts"):
        policy_for(LAWS, "third", (), (), client(""))


LAW = 'kind = "law"\ntitle = "x"\nbinds = "both"\n'
HOURS = '[[hours]]\nid = "a"\nsource = "s"\nopens = "08:00"\ncloses = "21:00"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LAW + HOURS, "states must say where the law holds"),
        (LAW + 'states = ["MA"]\neverywhere = true\n' + HOURS, "states must say where the law holds"),
        (LAW + 'states = ["Mass"]\n' + HOURS, "states cannot have 'Mass'"),
        (LAW + 'states = ["MA"]\narea_codes = ["61"]\n' + HOURS, "area_codes cannot have '61'"),
        (LAW + "everywhere = true", "there must be at least one [[hours]] or [[limit]]"),
        (LAW + "everywhere = true\n" + HOURS.replace('source = "s"\n', ""), "hours 1: source is missing"),
        (LAW + "everywhere = true\n" + HOURS.replace("08:00", "8"), 'hours 1: opens must be a time such as "08:00"'),
        (LAW + "everywhere = true\n" + HOURS.replace("08:00", "21:00"), "hours 1: closes must be later than opens"),
        (LAW + "everywhere = true\n" + HOURS + "weekdays = []", "hours 1: weekdays must not be empty"),
        (LAW + "everywhere = true\n" + HOURS.replace('"a"', '"A b"'), "hours 1: id must be made of small letters"),
        (LAW.replace("law", "client") + HOURS, "kind must be one of law"),
    ],
)
def test_a_law_that_is_wrong_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_policy_file(tomllib.loads(text), "x.toml")
    assert str(error.value).startswith(f"x.toml: {reason}")


def test_two_files_cannot_use_one_id() -> None:
    with pytest.raises(ConfigError, match=r"hours 1: id a is already used in policies/us\.toml"):
        parse_policy_file(tomllib.loads(LAW + "everywhere = true\n" + HOURS), "x.toml", taken={"a": "policies/us.toml"})


def written(limit: Limit) -> str:
    kinds = f"kinds = {sorted(limit.kinds)}\n" if limit.kinds else ""
    return (
        f'[[limit]]\nid = "{limit.id}"\nsource = "s"\nmost = {limit.most}\ndays = {limit.days}\nper = "{limit.per}"\n'
        f'counts = "{limit.counts}"\nwords = "calls"\nconsent = {str(limit.consent).lower()}\n{kinds}'
    )


@given(
    law=st.sampled_from([one for file in LAWS for one in file.limits if one.days and one.most]),
    most=st.integers(1, 9),
    days=st.integers(1, 40),
    per=st.sampled_from(["debt", "person"]),
    counts=st.sampled_from(["reached", "all"]),
    consent=st.booleans(),
    kinds=st.frozensets(st.sampled_from(["home", "mobile", "work", "other"])),
    history=st.lists(st.tuples(st.integers(0, 39), st.integers(1, 2), st.booleans()), max_size=10),
)
def test_what_passes_for_stricter_never_allows_what_the_law_does_not(
    law: Limit,
    most: int,
    days: int,
    per: str,
    counts: str,
    consent: bool,
    kinds: frozenset[str],
    history: list[tuple[int, int, bool]],
) -> None:
    own = Limit(law.id, "s", most, days, per, counts, "calls", kinds, consent=consent)  # type: ignore[arg-type]
    try:
        mercy = client(written(own), "third")
    except ConfigError:
        return
    places = ("MA", "WA")
    calls = [
        called(f"2020-{1 + day // 28:02}-{1 + day % 28:02}T10:00", debt, reached=reached)
        for day, debt, reached in history
    ]
    strict = case(*calls, policy=policy_for(LAWS, "third", places, (), mercy))
    lawful = case(*calls, policy=policy_for(LAWS, "third", places, ()))
    for day in (8, 20, 28):
        assert blocks(lawful, f"2020-02-{day:02}T12:00") <= blocks(strict, f"2020-02-{day:02}T12:00")


def test_a_file_holds_where_a_state_or_an_area_code_says_so() -> None:
    assert isinstance(US, PolicyFile)
    assert US.holds((), ())
    assert MA.holds(("MA",), ())
    assert MA.holds((), ("617",))
    assert not WA.holds(("MA", "NY"), ("617",))
