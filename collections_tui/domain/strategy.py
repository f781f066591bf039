"""How accounts are ranked: a strategy is a list of weighted rules, the score is the sum of those that hold.

Every rule is a function of one value of an account's facts (its due date, its balance, …), and ``points_of`` is its
only definition. ``explain`` calls it and ``compile_score`` tabulates it, so a score and its explanation cannot drift
apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.domain.aging import BUCKETS, bucket_of, days_past_due
from collections_tui.domain.config import Fields, is_whole
from collections_tui.domain.records import Facts
from collections_tui.domain.strategy_text import BLANKS, sentence
from collections_tui.domain.templates import complaint


class Params(NamedTuple):
    """What a rule compares with. ``tiers`` are (at least, points), rising; ``stacked`` adds up all tiers reached."""

    tiers: tuple[tuple[int, int], ...] = ()
    stacked: bool = False
    names: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One weighted rule. ``points`` is 0 for a rule with tiers, which carry their own; ``text`` is its sentence."""

    id: str
    kind: str
    points: int
    text: str
    params: Params = Params()


class Strategy(NamedTuple):
    """A named list of rules, in the order of the file."""

    name: str
    title: str
    rules: tuple[Rule, ...]


class Why(NamedTuple):
    """One rule that holds for an account: what it adds to the score and the sentence that says so."""

    rule: str
    points: int
    text: str


# What each kind of rule looks at. The field is the one that decides; nothing else of the account does.
FIELD_OF = {
    "days_past_due": "oldest_due_on",
    "aging_bucket": "oldest_due_on",
    "balance": "balance_cents",
    "promise_broken": "promise_until",
    "days_since_contact": "last_contact_on",
    "never_contacted": "last_contact_on",
    "disputed": "disputed",
    "client": "client",
    "best_hour": "best_hour",
}
TIERED = ("days_past_due", "balance", "days_since_contact")

# Enough for any ranking, and a million of them still fit the database's integers.
MOST_POINTS = 10_000
_MOST_RULES = 100


def parse_strategy(raw: Mapping[str, object], source: str = "strategy", *, name: str = "strategy") -> Strategy:
    """Return a strategy from parsed TOML: a ``title`` and ``[[rule]]`` tables.

    Args:
        raw: the parsed file.
        source: what to call it in errors.
        name: the strategy's name, as worklists know it.

    Raises:
        ConfigError: a field is missing, unknown or wrong, or two rules share an id.
    """
    fields = Fields(raw, source)
    title = fields.text("title", longest=60)
    rules: list[Rule] = []
    for entry in fields.tables("rule"):
        rule = _rule(entry)
        if rule.id in {other.id for other in rules}:
            raise entry.wrong("id", f"{rule.id} is used twice")
        rules.append(rule)
    if len(rules) > _MOST_RULES:
        raise fields.wrong("", f"there are more than {_MOST_RULES} rules")
    fields.done()
    return Strategy(name, title, tuple(rules))


def points_of(rule: Rule, value: Any, today: date, local_hour: int) -> int:
    """Return what a rule gives for the value of its field; 0 when it does not hold.

    Args:
        rule: the rule.
        value: the value of the field that ``FIELD_OF`` names for the rule's kind.
        today: the day the score is for.
        local_hour: the hour of the day, 0 to 23, at the customer's.
    """
    kind, params = rule.kind, rule.params
    if kind in TIERED:
        amount = _amount(kind, value, today)
        return 0 if amount is None else _tier_points(params, amount)
    if kind == "aging_bucket":
        holds = value is not None and bucket_of((today - value).days) in params.names
    elif kind == "promise_broken":
        holds = value is not None and value < today
    elif kind == "never_contacted":
        holds = value is None
    elif kind == "disputed":
        holds = bool(value)
    elif kind == "client":
        holds = value in params.names
    else:
        holds = value is not None and value == local_hour
    return rule.points if holds else 0


def explain(strategy: Strategy, facts: Facts, now: datetime, local_hour: int) -> list[Why]:
    """Return the rules that hold for an account, the largest first; their points add up to its score.

    Args:
        strategy: the rules.
        facts: what is known of the account.
        now: the moment, in the time zone whose day counts; only its day is used.
        local_hour: the hour of the day at the customer's.
    """
    today, held = now.date(), []
    for rule in strategy.rules:
        points = points_of(rule, getattr(facts, FIELD_OF[rule.kind]), today, local_hour)
        if points:
            held.append(Why(rule.id, points, sentence(rule, facts, today)))
    return sorted(held, key=lambda why: -why.points)


def score(strategy: Strategy, facts: Facts, now: datetime, local_hour: int) -> int:
    """Return an account's score: the sum of what ``explain`` gives."""
    today = now.date()
    return sum(points_of(rule, getattr(facts, FIELD_OF[rule.kind]), today, local_hour) for rule in strategy.rules)


def compile_score(strategy: Strategy, today: date, local_hour_by_window: Mapping[int, int]) -> Callable[[Facts], int]:
    """Return the strategy as one fast function of an account's facts, for one day and hour: for millions of accounts.

    Args:
        strategy: the rules.
        today: the day the scores are for.
        local_hour_by_window: the hour of the day at the customers' of each call window, by its id.
    """
    by_field: dict[str, list[Rule]] = {}
    for rule in strategy.rules:
        by_field.setdefault(FIELD_OF[rule.kind], []).append(rule)
    due, contact, promise, disputed, client = (
        _Memo(by_field.get(field, []), today)
        for field in ("oldest_due_on", "last_contact_on", "promise_until", "disputed", "client")
    )
    steps, step_points = _balance_steps(by_field.get("balance_cents", []), today)
    hours = _Hours(by_field.get("best_hour", []), today)
    hour_of = local_hour_by_window.get

    def fast(facts: Facts) -> int:
        total = (
            due[facts.oldest_due_on]
            + contact[facts.last_contact_on]
            + promise[facts.promise_until]
            + disputed[facts.disputed]
            + client[facts.client]
            + step_points[bisect_right(steps, facts.balance_cents)]
        )
        best = facts.best_hour
        return total if best is None else total + hours[best, hour_of(facts.window_id, -1)]

    return fast


def best_hour(hours: Iterable[int]) -> int | None:
    """Return the local hour in which the customer was reached most often, the earliest of equals.

    None while no hour has two right-party contacts: one is chance.
    """
    counts = Counter(hours)
    if not counts:
        return None
    hour, times = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return hour if times >= 2 else None


class _Memo(dict[Any, int]):
    """The points of some rules by the value of the field they share, found out once for every value."""

    def __init__(self, rules: list[Rule], today: date) -> None:
        super().__init__()
        self._rules, self._today = rules, today

    def __missing__(self, value: Any) -> int:
        points = sum(points_of(rule, value, self._today, -1) for rule in self._rules)
        self[value] = points
        return points


class _Hours(_Memo):
    """The same for best hours: by the account's best hour and the hour it is there now."""

    def __missing__(self, value: Any) -> int:
        best, local_hour = value
        points = sum(points_of(rule, best, self._today, local_hour) for rule in self._rules)
        self[value] = points
        return points


def _balance_steps(rules: list[Rule], today: date) -> tuple[list[int], list[int]]:
    """Return the amounts at which the points change, and the points below, between and above them."""
    steps = sorted({least for rule in rules for least, _ in rule.params.tiers})
    probes = [steps[0] - 1, *steps] if steps else [0]
    return steps, [sum(points_of(rule, amount, today, -1) for rule in rules) for amount in probes]


def _amount(kind: str, value: Any, today: date) -> int | None:
    if kind == "balance":
        return int(value)
    if kind == "days_past_due":
        return days_past_due(value, today)
    return None if value is None else (today - value).days


def _tier_points(params: Params, amount: int) -> int:
    points = 0
    for least, tier in params.tiers:
        if amount < least:
            break
        points = points + tier if params.stacked else tier
    return points


def _rule(entry: Fields) -> Rule:
    id_, kind = entry.text("id", longest=40), entry.choice("kind", FIELD_OF)
    text = entry.text("text", longest=100)
    wrong = complaint(text, BLANKS[kind])
    if wrong:
        raise entry.wrong("text", wrong)
    params, points = Params(), 0
    if kind in TIERED:
        params = Params(tiers=_tiers(entry), stacked=entry.flag("stacked", False))
    else:
        points = entry.whole("points", least=-MOST_POINTS, most=MOST_POINTS)
    if kind == "aging_bucket":
        params = Params(names=entry.words("buckets", BUCKETS, required=True))
    elif kind == "client":
        params = Params(names=entry.words("clients", required=True))
    entry.done()
    return Rule(id_, kind, points, text, params)


def _tiers(entry: Fields) -> tuple[tuple[int, int], ...]:
    """Return ``at_least``: pairs of a limit and its points. Money limits are in minor units."""
    value = entry.value("at_least")
    if not isinstance(value, list) or not value:
        raise entry.wrong("at_least", "must be a list of pairs such as [[30, 5], [60, 10]]")
    tiers: list[tuple[int, int]] = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2 or not all(is_whole(number) for number in pair):
            raise entry.wrong("at_least", "must be pairs of whole numbers such as [[30, 5], [60, 10]]")
        least, points = pair
        if not (tiers[-1][0] if tiers else 0) < least <= 10**13:
            raise entry.wrong("at_least", "must rise from pair to pair, from 1 on")
        if abs(points) > MOST_POINTS:
            raise entry.wrong("at_least", f"cannot give more than {MOST_POINTS} points")
        tiers.append((least, points))
    return tuple(tiers)
