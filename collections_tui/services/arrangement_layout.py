"""Laying out an arrangement: what some terms come to on an account, held against its client's policy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from collections_tui.domain.arrangements.check import check, needs_approval
from collections_tui.domain.arrangements.records import ArrangementPolicy, Due, History, PolicyLine, Settlement, Terms
from collections_tui.domain.arrangements.schedule import schedule, terms_from, terms_json
from collections_tui.domain.arrangements.typed import OPEN_END
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account, Arrangement, ArrangementStatus, Instalment
from collections_tui.services.arrangement_views import ArrangementView, Preview
from collections_tui.services.desk import Desk
from collections_tui.services.grace import policy_of
from collections_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Means, Worksheet


def lay_out(
    tx: Transaction,
    desk: Desk,
    account: Account,
    terms: Terms,
    sheet: Worksheet | None,
    *,
    owed_cents: int | None = None,
    earliest: date | None = None,
) -> Preview:
    """What terms come to, and what the policy says to them.

    Args:
        tx: the caller's transaction.
        desk: whose roles decide how much may be forgiven.
        account: the account; what is owed on it is what the terms have to speak of.
        terms: what is to be agreed. With 0 owed they are about all that is owed now.
        sheet: the worksheet of the customer's means, if there is one.
        owed_cents: what was owed when the terms were asked for, where that is another time.
        earliest: the first day on which something may be due; today, if not told.

    Raises:
        Refused: nothing is owed, something else than they say, or the terms cannot be met.
        ConfigError: the client's policy is wrong.
    """
    today, policy = desk.today(), policy_of(tx, desk, account)
    terms = _as_of(account, terms, account.balance_cents if owed_cents is None else owed_cents, today)
    earliest = earliest or today
    _refuse_past(terms, earliest, today)
    dues = _dues(policy, terms, account.currency, earliest)
    if terms.settlement is not None and terms.settlement.until == OPEN_END:
        until = max(dues[-1].due_on, today + timedelta(days=policy.settlement_days))
        terms = terms._replace(settlement=Settlement(terms.settlement.off_cents, until))
    means = None if sheet is None else means_of(tx, desk, account, sheet, policy)
    history = History(
        today,
        desk.person.roles,
        tx.arrangements.broken(account.id),
        means is not None,
        None if means is None else means.affordable_cents,
    )
    lines = check(policy, terms, dues, history, account.currency)
    return Preview(terms, dues, lines, terms.total_cents, needs_approval(lines), account.currency, means)


def means_of(tx: Transaction, desk: Desk, account: Account, sheet: Worksheet, policy: ArrangementPolicy) -> Means:
    """What a worksheet says, by the guideline of where the customer lives.

    Raises:
        Refused: it cannot be one.
    """
    from collections_tui.domain.arrangements.means import assess

    state = tx.accounts.customer(account.customer_id).state
    try:
        return assess(sheet, desk.books.guidelines, policy.aid, state)
    except ValueError as error:
        raise Refused(str(error)) from error


def instalments(dues: tuple[Due, ...], policy: ArrangementPolicy) -> tuple[Instalment, ...]:
    """The payments of a schedule with the last day on which each is in time."""
    grace = timedelta(days=policy.grace_days)
    return tuple(Instalment(due.number, due.due_on, due.amount_cents, due.due_on + grace) for due in dues)


def asked_json(lines: tuple[PolicyLine, ...]) -> str:
    """The lines of a policy that terms do not keep, as JSON."""
    return json.dumps([{"id": one.id, "text": one.text} for one in lines if not one.ok and not one.advice])


def asked_for_json(terms: str, dues: Iterable[Instalment]) -> str:
    """What was asked for, as it is kept where something else is approved."""
    return json.dumps(
        {"terms": json.loads(terms), "dues": [[due.number, due.due_on.isoformat(), due.amount_cents] for due in dues]}
    )


def asked_for_from(text: str) -> tuple[Terms, tuple[Due, ...]]:
    """What was asked for, as ``asked_for_json`` wrote it."""
    kept = json.loads(text)
    dues = (Due(number, date.fromisoformat(day), cents) for number, day, cents in kept["dues"])
    return terms_from(json.dumps(kept["terms"])), tuple(dues)


def agreed(laid: Preview, status: ArrangementStatus) -> dict[str, object]:
    """What the audit tells of terms that are agreed, or that are asked for with what the policy says against them."""
    asked = json.loads(asked_json(laid.lines)) if laid.needs_approval else []
    told = {"status": status, "total_cents": laid.total_cents, "terms": json.loads(terms_json(laid.terms))}
    return told | ({"asked": asked} if asked else {})


def stands(arrangement: Arrangement) -> dict[str, object]:
    """What the audit tells of an arrangement as it is."""
    terms = json.loads(arrangement.terms)
    return {"status": arrangement.status, "total_cents": arrangement.total_cents, "terms": terms}


def view_of(arrangement: Arrangement, dues: tuple[Instalment, ...]) -> ArrangementView:
    """An arrangement as people look at it."""
    from collections_tui.domain.arrangements.means import worksheet_from

    asked = json.loads(arrangement.asked) if arrangement.asked else []
    means: dict[str, Any] | None = json.loads(arrangement.means) if arrangement.means else None
    return ArrangementView(
        arrangement,
        dues,
        terms_from(arrangement.terms),
        tuple(PolicyLine(one["id"], False, one["text"]) for one in asked),
        worksheet_from(arrangement.means),
        means,
    )


def views(tx: Transaction, arrangements: list[Arrangement]) -> list[ArrangementView]:
    """Arrangements with their instalments."""
    dues = tx.arrangements.instalments(one.id for one in arrangements)
    return [view_of(one, dues[one.id]) for one in arrangements]


def _as_of(account: Account, terms: Terms, owed: int, today: date) -> Terms:
    """The terms with what is owed, and with a day for the down payment.

    Raises:
        Refused: nothing is owed, or the terms are about something else.
    """
    if owed <= 0:
        raise Refused(f"Nothing is owed on {account.number}: there is nothing to arrange.")
    if terms.owed_cents and terms.owed_cents != owed:
        now, said = (format_cents(cents, account.currency) for cents in (owed, terms.owed_cents))
        raise Refused(f"{now} is owed on {account.number}, and no longer {said}: look at the terms again.")
    down_on = terms.down_on if terms.down_on is not None or not terms.down_cents else today
    return terms._replace(owed_cents=owed, down_on=down_on)


def _refuse_past(terms: Terms, earliest: date, today: date) -> None:
    """Pass if no day has passed.

    Raises:
        Refused: one has.
    """
    until = None if terms.settlement is None else terms.settlement.until
    down_on = terms.down_on if terms.down_cents else None
    for what, day in (("first instalment", terms.first_on), ("down payment", down_on), ("whole settlement", until)):
        if day is not None and day < earliest:
            raise Refused(f"The {what} cannot be due {say_day(day, today)}, which has passed: give a later day.")


def _dues(policy: ArrangementPolicy, terms: Terms, currency: str, earliest: date) -> tuple[Due, ...]:
    try:
        if policy.off_days == "as it falls":
            return schedule(terms, rounding=policy.rounding, currency=currency)
        from collections_tui.services.closed_days import closed

        return schedule(
            terms, rounding=policy.rounding, off_days=policy.off_days, closed=closed, not_before=earliest,
            currency=currency,
        )  # fmt: skip
    except ValueError as error:
        raise Refused(str(error)) from error
