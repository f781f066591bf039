"""What is typed into the worksheet of a customer's means, and what it says. Plain functions; no widgets here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collections_tui.domain.money import format_cents, parse_cents

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Worksheet

HOUSEHOLD, INCOME = "household", "income"
# The names of the categories (domain.arrangements.means), which are not read before the worksheet is wanted.
SPENDING = ("housing", "utilities", "food", "transport", "medical", "care", "taxes", "court", "other")
MEANS = (HOUSEHOLD, INCOME, *(f"spend {name}" for name in SPENDING))
"""What the fields are called where they are kept."""


def is_begun(body: Mapping[str, str]) -> bool:
    """Tell whether anything is typed into the worksheet."""
    return any(body.get(name, "").strip() for name in MEANS)


def sheet_of(body: Mapping[str, str], currency: str) -> Worksheet | None:
    """Return the worksheet that was typed; None where there is none.

    Raises:
        ValueError: a field is missing, no number or no amount; one sentence.
    """
    if not is_begun(body):
        return None
    from collections_tui.domain.arrangements.means import Worksheet

    people = body.get(HOUSEHOLD, "").strip()
    if not (people.isascii() and people.isdigit() and len(people) <= 3):
        raise ValueError("How many people live on the income? Write a number such as 3.")
    if not body.get(INCOME, "").strip():
        raise ValueError("What comes in a month? Write an amount such as 2400.")
    spending = tuple(
        (name, _amount(body[f"spend {name}"], currency)) for name in SPENDING if body.get(f"spend {name}", "").strip()
    )
    return Worksheet(int(people), _amount(body[INCOME], currency), spending)


def body_of(sheet: Worksheet | None, currency: str) -> dict[str, str]:
    """Return what somebody would have typed to get this worksheet."""
    if sheet is None:
        return {}

    def typed(cents: int) -> str:
        return format_cents(cents, currency).lstrip("$€£¥").replace(",", "")

    spending = {f"spend {name}": typed(cents) for name, cents in sheet.spending}
    return {HOUSEHOLD: str(sheet.household), INCOME: typed(sheet.income_cents)} | spending


def _amount(text: str, currency: str) -> int:
    try:
        return parse_cents(text, currency=currency)
    except ValueError as error:
        raise ValueError(str(error).replace("check the file's decimal mark", "check it")) from None
