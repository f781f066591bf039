"""Ranking: an explanation adds up to the score and the fast form agrees, for any rules and any account."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.domain.aging import BUCKETS
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.records import Facts
from collections_tui.domain.strategy import (
    FIELD_OF,
    MOST_POINTS,
    TIERED,
    Params,
    Rule,
    Strategy,
    Why,
    best_hour,
    compile_score,
    explain,
    parse_strategy,
    score,
)
from collections_tui.resources import data_path

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
SHIPPED = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in data_path("strategies").glob("*.toml")}
BALANCED = parse_strategy(SHIPPED["balanced"], "balanced.toml", name="balanced")
RULE: dict[str, Any] = {"id": "late", "kind": "days_past_due", "at_least": [[30, 5]], "text": "{days} days past due"}

POINTS = st.integers(-MOST_POINTS, MOST_POINTS)
CLIENTS = st.sampled_from(["HOSP", "DENT", "UTIL"])


@st.composite
def any_rule(draw: st.DrawFn) -> Rule:
    kind = draw(st.sampled_from(sorted(FIELD_OF)))
    if kind in TIERED:
        most = 10**7 if kind == "balance" else 200
        limits = sorted(draw(st.sets(st.integers(1, most), min_size=1, max_size=6)))
        params = Params(tuple((limit, draw(POINTS)) for limit in limits), draw(st.booleans()))
        return Rule("r", kind, 0, "{balance}", params)
    names = {
        "aging_bucket": st.sets(st.sampled_from(BUCKETS), min_size=1),
        "client": st.sets(CLIENTS, min_size=1),
    }.get(kind, st.just(set()))
    return Rule("r", kind, draw(POINTS), "{balance}", Params(names=tuple(draw(names))))


@st.composite
def any_strategy(draw: st.DrawFn) -> Strategy:
    rules = draw(st.lists(any_rule(), min_size=1, max_size=12))
    return Strategy("s", "S", tuple(rule._replace(id=f"r{number}") for number, rule in enumerate(rules)))


AROUND_TODAY = st.none() | st.integers(-200, 250).map(lambda days: TODAY - timedelta(days=days))
ANY_FACTS = st.builds(
    Facts,
    account_id=st.just(1),
    revision=st.just(1),
    client=CLIENTS,
    balance_cents=st.integers(-10_000, 10**7) | st.just(0),
    oldest_due_on=AROUND_TODAY,
    disputed=st.booleans(),
    promise_due_on=AROUND_TODAY,
    promise_until=AROUND_TODAY,
    last_contact_on=AROUND_TODAY,
    last_call_on=AROUND_TODAY,
    call_count=st.integers(0, 50),
    best_hour=st.none() | st.integers(0, 23),
    window_id=st.integers(1, 3),
    score=st.just(0),
    currency=st.sampled_from(["USD", "JPY", "CHF"]),
)


def facts(**known: Any) -> Facts:
    nothing = Facts(1, 1, "HOSP", 0, None, False, None, TODAY, None, 0, None, 1, 0)
    return nothing._replace(**known)


def only(kind: str, points: int = 5, text: str = "so", params: Params = Params()) -> Strategy:  # noqa: B008
    return Strategy("s", "S", (Rule("r", kind, points, text, params),))


def points(strategy: Strategy, known: Facts, hour: int = 10) -> int:
    return score(strategy, known, NOW, hour)


@given(any_strategy(), ANY_FACTS, st.integers(0, 23))
def test_the_explanation_adds_up_and_the_fast_form_agrees(strategy: Strategy, known: Facts, hour: int) -> None:
    why = explain(strategy, known, NOW, hour)
    fast = compile_score(strategy, TODAY, {1: hour, 2: hour, 3: hour})
    assert sum(reason.points for reason in why) == score(strategy, known, NOW, hour) == fast(known) == fast(known)
    assert all(reason.points for reason in why)
    assert [reason.points for reason in why] == sorted((reason.points for reason in why), reverse=True)


@given(st.sampled_from(sorted(SHIPPED)), st.lists(ANY_FACTS, max_size=20), st.lists(st.integers(0, 23), min_size=3))
def test_the_fast_form_agrees_for_what_ships_over_many_accounts(name: str, many: list[Facts], hours: list[int]) -> None:
    strategy = parse_strategy(SHIPPED[name], name)
    by_window = {window: hours[window - 1] for window in (1, 2, 3)}
    fast = compile_score(strategy, TODAY, by_window)
    for known in many:
        hour = by_window[known.window_id]
        assert fast(known) == sum(why.points for why in explain(strategy, known, NOW, hour))


def test_an_account_explains_itself_in_words_largest_first() -> None:
    known = facts(
        balance_cents=124_050,
        oldest_due_on=TODAY - timedelta(days=73),
        promise_due_on=TODAY - timedelta(days=3),
        promise_until=TODAY - timedelta(days=1),
        last_contact_on=TODAY - timedelta(days=10),
        disputed=True,
        best_hour=10,
    )
    assert explain(BALANCED, known, NOW, 10) == [
        Why("promise_broken", 40, "promise broken Fri 20 Nov"),
        Why("days_past_due", 18, "73 days past due"),
        Why("balance", 14, "$1,240 owed"),
        Why("best_hour", 7, "usually reached about 10:00"),
        Why("turning_old", 6, "$1,240 over 60 days"),
        Why("days_since_contact", 6, "not reached in 10 days"),
        Why("disputed", -20, "an invoice is disputed"),
    ]


def test_tiers_are_steps_or_stacked() -> None:
    tiers = ((5, 2), (10, 2), (15, 4))
    for days, stepped, stacked in ((4, 0, 0), (5, 2, 2), (10, 2, 4), (99, 4, 8)):
        known = facts(oldest_due_on=TODAY - timedelta(days=days))
        assert points(only("days_past_due", params=Params(tiers)), known) == stepped
        assert points(only("days_past_due", params=Params(tiers, stacked=True)), known) == stacked


@pytest.mark.parametrize("stacked", [False, True])
@pytest.mark.parametrize("kind", ["balance", "days_past_due", "days_since_contact"])
def test_the_fast_form_agrees_at_every_limit_and_beside_it(kind: str, stacked: bool) -> None:
    limits = (7, 30, 31, 90)
    strategy = only(kind, params=Params(tuple((limit, 3 + at) for at, limit in enumerate(limits)), stacked=stacked))
    fast = compile_score(strategy, TODAY, {})
    for amount in sorted({limit + beside for limit in limits for beside in (-1, 0, 1)}):
        day = TODAY - timedelta(days=amount)
        known = facts(balance_cents=amount, oldest_due_on=day, last_contact_on=day)
        reached = [3 + at for at, limit in enumerate(limits) if limit <= amount]
        expected = sum(reached) if stacked else (reached or [0])[-1]
        assert fast(known) == points(strategy, known) == expected, amount


def test_balance_counts_from_exactly_the_limit() -> None:
    rule = only("balance", params=Params(((10_000, 3),)))
    assert [points(rule, facts(balance_cents=cents)) for cents in (9_999, 10_000)] == [0, 3]


def test_a_promise_is_broken_the_day_after() -> None:
    rule = only("promise_broken")
    assert points(rule, facts(promise_until=TODAY)) == 0
    assert points(rule, facts(promise_until=TODAY - timedelta(days=1))) == 5
    assert points(rule, facts(promise_until=None)) == 0


def test_never_reached_and_not_reached_lately_are_two_things() -> None:
    never, lately = only("never_contacted"), only("days_since_contact", params=Params(((7, 5),)))
    known = facts(last_contact_on=None, call_count=9)
    assert (points(never, known), points(lately, known)) == (5, 0)
    known = facts(last_contact_on=TODAY - timedelta(days=7))
    assert (points(never, known), points(lately, known)) == (0, 5)


def test_bucket_client_dispute_and_hour() -> None:
    bucket = only("aging_bucket", params=Params(names=("31_60",)))
    assert [points(bucket, facts(oldest_due_on=TODAY - timedelta(days=days))) for days in (30, 31, 60, 61)] == [
        0,
        5,
        5,
        0,
    ]
    assert points(bucket, facts(oldest_due_on=None)) == 0
    client = only("client", params=Params(names=("HOSP", "DENT")))
    assert [points(client, facts(client=code)) for code in ("HOSP", "UTIL")] == [5, 0]
    assert [points(only("disputed", -5), facts(disputed=disputed)) for disputed in (True, False)] == [-5, 0]
    hour = only("best_hour")
    assert [points(hour, facts(best_hour=best), hour=10) for best in (10, 11, None)] == [5, 0, 0]


def test_the_day_is_that_of_the_moments_own_zone() -> None:
    late = facts(oldest_due_on=date(2026, 11, 22))
    rule = only("days_past_due", params=Params(((2, 5),)))
    midnight_utc = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert score(rule, late, midnight_utc, 18) == 5
    assert score(rule, late, midnight_utc.replace(day=23, hour=18), 18) == 0


@pytest.mark.parametrize(
    ("kind", "text", "params", "known", "said"),
    [
        ("days_past_due", "{days} days, over {over}", Params(((30, 5), (60, 5))), {"oldest": 73}, "73 days, over 60"),
        ("days_since_contact", "not reached in {days} days", Params(((1, 5),)), {"contact": 1}, "not reached in 1 day"),
        ("balance", "{balance}, over {over}", Params(((5_000, 5), (10_000, 5))), {}, "$123, over $100"),
        ("never_contacted", "{calls} calls for {client}", Params(), {"contact": None}, "3 calls for HOSP"),
        ("aging_bucket", "{balance} over {over} days", Params(names=("31_60",)), {"oldest": 60}, "$123 over 30 days"),
        ("aging_bucket", "{over}", Params(names=("over_90",)), {"oldest": 500}, "90"),
    ],
)
def test_sentences(kind: str, text: str, params: Params, known: dict[str, int | None], said: str) -> None:
    days = {"oldest_due_on": known.get("oldest"), "last_contact_on": known.get("contact", 40)}
    when = {field: None if ago is None else TODAY - timedelta(days=ago) for field, ago in days.items()}
    [why] = explain(only(kind, text=text, params=params), facts(balance_cents=12_345, call_count=3, **when), NOW, 10)
    assert why.text == said


def test_a_client_code_is_never_a_blank_or_more() -> None:
    rule = only("client", text="works for {client}", params=Params(names=("{balance}[red]",)))
    [why] = explain(rule, facts(client="{balance}[red]"), NOW, 10)
    assert why.text == "works for {balance}[red]"


def test_the_best_hour_needs_two_contacts() -> None:
    assert best_hour([]) is None
    assert best_hour([10, 14]) is None
    assert best_hour([14, 10, 14]) == 14
    assert best_hour([17, 17, 9, 9]) == 9


@given(st.lists(st.integers(0, 23)))
def test_the_best_hour_is_one_of_the_commonest(hours: list[int]) -> None:
    best = best_hour(hours)
    most = max((hours.count(hour) for hour in hours), default=0)
    assert (best is None) == (most < 2)
    assert best is None or hours.count(best) == most


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_what_ships_is_valid_and_puts_a_broken_promise_first(name: str) -> None:
    strategy = parse_strategy(SHIPPED[name], name, name=name)
    assert strategy.name == name
    known = facts(
        promise_until=TODAY - timedelta(days=1), oldest_due_on=TODAY - timedelta(days=95), balance_cents=10**7
    )
    assert explain(strategy, known, NOW, 10)[0].rule == "promise_broken"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kind": "weather"}, "kind must be one of days_past_due, aging_bucket, balance"),
        ({"points": 5}, "points is not a field here; the fields are at_least, id, kind, stacked, text"),
        ({"at_least": []}, "at_least must be a list of pairs"),
        ({"at_least": [30, 5]}, "at_least must be pairs of whole numbers"),
        ({"at_least": [[30, 5, 1]]}, "at_least must be pairs of whole numbers"),
        ({"at_least": [[30, 2.5]]}, "at_least must be pairs of whole numbers"),
        ({"at_least": [[True, 5]]}, "at_least must be pairs of whole numbers"),
        ({"at_least": [[30, 5], [30, 6]]}, "at_least must rise from pair to pair"),
        ({"at_least": [[0, 5]]}, "at_least must rise from pair to pair, from 1 on"),
        ({"at_least": [[30, 10_001]]}, "at_least cannot give more than 10000 points"),
        ({"stacked": 1}, "stacked must be true or false"),
        ({"text": "{day}"}, "text cannot have {day}; it may have {balance}, {calls}, {client}, {days}, {over}"),
        ({"text": "{days"}, "text has a brace that belongs to no blank"),
        ({"text": "{days.__class__}"}, "text has a brace that belongs to no blank"),
        ({"text": "a\nb"}, "text must be one line"),
        ({"kind": "disputed", "text": "so"}, "points is missing"),
    ],
)
def test_a_wrong_rule_is_refused_by_file_rule_and_field(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_strategy({"title": "T", "rule": [RULE, RULE | {"id": "second"} | change]}, "strategies/x.toml")
    assert str(refused.value).startswith(f"strategies/x.toml: rule 2: {complaint}")


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"kind": "disputed", "points": "5"}, "points must be a whole number"),
        ({"kind": "disputed", "points": 2.5}, "points must be a whole number"),
        ({"kind": "disputed", "points": True}, "points must be a whole number"),
        ({"kind": "disputed", "points": 10**9}, "points must be from -10000 to 10000"),
        ({"kind": "aging_bucket", "points": 5}, "buckets is missing"),
        (
            {"kind": "aging_bucket", "points": 5, "buckets": ["old"]},
            "buckets cannot have 'old'; it may have current, 1_30",
        ),
        ({"kind": "client", "points": 5, "clients": []}, "clients must not be empty"),
        ({"kind": "client", "points": 5, "clients": ["A", "A"]}, "clients names something twice"),
        ({"kind": "client", "points": 5, "clients": ["A"], "at_least": [[1, 1]]}, "at_least is not a field here"),
    ],
)
def test_each_kind_has_its_own_fields(rule: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_strategy({"title": "T", "rule": [{"id": "x", "text": "so"} | rule]}, "f")
    assert str(refused.value).startswith(f"f: rule 1: {complaint}")


def test_rules_have_different_ids_and_are_not_too_many() -> None:
    with pytest.raises(ConfigError, match=r"^f: rule 2: id late is used twice$"):
        parse_strategy({"title": "T", "rule": [RULE, RULE]}, "f")
    with pytest.raises(ConfigError, match=r"^f: there are more than 100 rules$"):
        parse_strategy({"title": "T", "rule": [RULE | {"id": str(number)} for number in range(101)]}, "f")
