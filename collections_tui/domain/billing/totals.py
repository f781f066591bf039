"""What a bill comes to, to the cent: lines, discounts, taxes, what insurance and a deposit pay of it.

All of it is whole minor units, and halves go up (away from nothing, so that a credit note is exactly the reverse).
Refuses to say whether a bill may be issued: ``why_not`` names what cannot be right about its sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.records import ONE, WHOLE, BillDraft, BillLine, TaxSum, Totals
from collections_tui.domain.money import format_cents

MOST_CENTS = 10**11
"""More than any bill comes to: a billion, in currencies with two decimals."""
MOST_MILLI = 10**9
"""More than anybody is billed of one thing: a million of it."""
MOST_LINES = 1_000


class Charge(NamedTuple):
    """What totals need of a line: what it comes to, and the name of its tax."""

    amount_cents: int
    tax: str = ""


def half_up(number: int, parts: int) -> int:
    """Return ``number / parts`` as a whole number; a half goes away from nothing. ``parts`` is more than 0."""
    whole, rest = divmod(abs(number), parts)
    rounded = whole + (2 * rest >= parts)
    return -rounded if number < 0 else rounded


def gross_cents(quantity_milli: int, unit_cents: int) -> int:
    """Return quantity times price, in cents."""
    return half_up(quantity_milli * unit_cents, ONE)


def amount_of(line: BillLine) -> int:
    """Return what a line comes to, in cents: quantity times price less its own discount."""
    return gross_cents(line.quantity_milli, line.unit_cents) - line.discount_cents


def spread(cents: int, weights: Sequence[int]) -> list[int]:
    """Return ``cents`` in parts by weight, which add up to it: what is left of a cent goes to the largest remainders.

    Of equal remainders the first gets it. Where the weights come to nothing every part is 0. No part is more than its
    weight as long as ``cents`` is not more than all of them.
    """
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    parts = [cents * weight // whole for weight in weights]
    largest_first = sorted(range(len(weights)), key=lambda at: -(cents * weights[at] % whole))
    for at in largest_first[: cents - sum(parts)]:
        parts[at] += 1
    return parts


def total(
    charges: Sequence[Charge],
    rates: Mapping[str, int],
    *,
    discount_cents: int = 0,
    discount_ppm: int = 0,
    insurance_cents: int = 0,
    deposit_cents: int | None = 0,
    credit_cents: int = 0,
) -> Totals:
    """Return what a bill comes to.

    Args:
        charges: its lines.
        rates: the taxes by name, in parts of a million; a name that is not among them is taxed with nothing.
        discount_cents: off all of it.
        discount_ppm: likewise as a rate of the lines; one of the two is 0.
        insurance_cents: what an insurer has paid of it.
        deposit_cents: what the account's credit pays of it; None for as much as there is, and no more than is due.
        credit_cents: how much there is.
    """
    lines = sum(one.amount_cents for one in charges)
    discount = discount_cents + half_up(lines * discount_ppm, WHOLE)
    taxes = _taxes(charges, rates, spread(discount, [one.amount_cents for one in charges]))
    tax = sum(one.tax_cents for one in taxes)
    comes_to = lines - discount + tax
    left = comes_to - insurance_cents
    deposit = max(0, min(left, credit_cents)) if deposit_cents is None else deposit_cents
    return Totals(lines, discount, taxes, tax, comes_to, insurance_cents, deposit, left - deposit)


def _taxes(charges: Sequence[Charge], rates: Mapping[str, int], off: Sequence[int]) -> tuple[TaxSum, ...]:
    """Each tax on the sum of what is taxed with it, in the order of their names."""
    bases: dict[str, int] = {}
    for charge, part in zip(charges, off, strict=True):
        if charge.tax in rates:
            bases[charge.tax] = bases.get(charge.tax, 0) + charge.amount_cents - part
    return tuple(
        TaxSum(name, rates[name], base, half_up(base * rates[name], WHOLE)) for name, base in sorted(bases.items())
    )


def of_draft(draft: BillDraft, rates: Mapping[str, int], credit_cents: int) -> Totals:
    """Return what a draft comes to as it stands, its sums right or not."""
    return total(
        [Charge(one.amount_cents, one.tax) for one in draft.lines],
        rates,
        discount_cents=draft.discount_cents,
        discount_ppm=draft.discount_ppm,
        insurance_cents=draft.insurance_cents,
        deposit_cents=draft.deposit_cents,
        credit_cents=credit_cents,
    )


def shares(lines: Sequence[BillLine], totals: Totals) -> list[int]:
    """Return what each line makes of the total: less its part of the discount on all of it, with its part of its tax.

    The parts add up to the total where the lines, the discount and the taxes do.
    """
    amounts = [line.amount_cents for line in lines]
    off = spread(totals.discount_cents, amounts)
    parts = [amount - part for amount, part in zip(amounts, off, strict=True)]
    found = list(parts)
    for tax in totals.taxes:
        taxed = [at for at, line in enumerate(lines) if line.tax == tax.name]
        for at, cents in zip(taxed, spread(tax.tax_cents, [parts[at] for at in taxed]), strict=True):
            found[at] += cents
    return found


def reversed_totals(totals: Totals) -> Totals:
    """Return the totals of the credit note for a bill: everything with the opposite sign, nothing due."""
    taxes = tuple(one._replace(base_cents=-one.base_cents, tax_cents=-one.tax_cents) for one in totals.taxes)
    return Totals(
        -totals.lines_cents, -totals.discount_cents, taxes, -totals.tax_cents, -totals.total_cents, 0, 0,
        -totals.total_cents,
    )  # fmt: skip


def why_not(
    draft: BillDraft, totals: Totals, rates: Iterable[str], *, currency: str, credit_cents: int, due_on: date, on: date
) -> list[str]:
    """Return what keeps a draft from being issued on a day as far as its sums go, a sentence each; often nothing."""

    def say(cents: int) -> str:
        return format_cents(cents, currency)

    if not draft.lines:
        return ["Nothing is billed yet: add a line."]
    wrong = []
    for line in draft.lines:
        if line.amount_cents != amount_of(line):
            wrong.append(f"Line {line.position} does not come to its quantity times its price: enter it again.")
    if totals.discount_cents > totals.lines_cents:
        wrong.append(
            f"The discount of {say(totals.discount_cents)} is more than the {say(totals.lines_cents)} of the lines: "
            "lower it."
        )
    elif totals.total_cents <= 0:
        wrong.append("It comes to nothing, so there is nothing to issue: check prices and discounts.")
    if totals.total_cents > MOST_CENTS:
        wrong.append(f"{say(totals.total_cents)} is too large to be right: check quantities and prices.")
    strange = {line.tax for line in draft.lines if line.tax} - set(rates)
    if strange:
        wrong.append(f"The client has no tax “{min(strange)}” any more: change the lines that have it.")
    if totals.insurance_cents > max(totals.total_cents, 0):
        wrong.append(
            f"Insurance of {say(totals.insurance_cents)} is more than the {say(totals.total_cents)} billed: check it."
        )
    elif totals.due_cents < 0:
        over = totals.total_cents - totals.insurance_cents
        wrong.append(f"A deposit of {say(totals.deposit_cents)} is more than the {say(over)} left to pay: lower it.")
    if totals.deposit_cents > credit_cents:
        wrong.append(
            f"A deposit of {say(totals.deposit_cents)} is more than the {say(credit_cents)} of credit there is: "
            "lower it, or enter the payment first."
        )
    if due_on < on:
        wrong.append(f"It would be due on {due_on.isoformat()}, which has passed: give it another day.")
    return wrong
