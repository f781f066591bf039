"""The question whether a customer may be called, as people and programs ask it."""

from __future__ import annotations

from datetime import datetime

from collections_tui.domain.contact.judge import judge
from collections_tui.domain.contact.records import Case, Judgement
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import parse_phone
from collections_tui.domain.text import clean
from collections_tui.services.contact import case_of
from collections_tui.services.desk import Desk
from collections_tui.services.scope import account_of


def can_call(desk: Desk, account_id: int, phone: str | None = None, at: datetime | None = None) -> list[Judgement]:
    """What the contact rules say to each number of an account, or to one in any spelling; at an instant, or now.

    Raises:
        Refused: no permission, no such account, or ``phone`` is no number.
    """
    desk.permit("see")
    at = at or desk.now()
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        case = case_of(tx, desk, account, at)
        customer = tx.accounts.customer(account.customer_id)
    desk.looked(account_id)
    if phone is None:
        return judge_all(case, at)
    parsed = parse_phone(clean(phone).strip(), customer.country or "US")
    if parsed is None:
        raise Refused(f"“{clean(phone)[:40]}” is no telephone number: write it with its area code.")
    return [judge(case, parsed.e164, at)]


def judge_all(case: Case, at: datetime) -> list[Judgement]:
    """What the rules say to each of the customer's numbers, in their order; to no number at all where there is none."""
    return [judge(case, number.e164, at) for number in case.numbers] or [judge(case, "", at)]
