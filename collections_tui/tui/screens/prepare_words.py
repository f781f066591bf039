"""A bill in the making, in words: whose it is, its lines, what it comes to, what the checks say, what prices fit.

Plain functions that return lines; nothing here draws or asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from collections_tui.domain.billing.records import BillDraft, BillLine, Finding, Price, Totals
from collections_tui.domain.billing.typed import say_quantity, say_rate
from collections_tui.domain.dates import say_day
from collections_tui.domain.money import format_cents, plain_amount
from collections_tui.services.invoice_views import DraftView
from collections_tui.tui.text import fit
from collections_tui.tui.widgets.item_scroll import CURSOR_MARK, Item
from collections_tui.tui.widgets.lines import BLANK, Line, Run, Tone, ends, fit_line, text_line, wrapped

POSITION, CODE, DAY, QUANTITY, PRICE, AMOUNT = 3, 9, 6, 6, 9, 11
"""Cells of the columns that keep their width; what was done has the rest."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TOTALS = 30
"""Cells of what the bill comes to."""
BETWEEN = " │ "


def what_cells(cells: int) -> int:
    """Return how many cells there are for what was done, in a line of this many."""
    return max(4, cells - (POSITION + CODE + DAY + QUANTITY + PRICE + AMOUNT + 6))


def head_lines(view: DraftView, today: date, cells: int) -> list[Line]:
    """Return whose bill it is, of which day, and when it is due, in two lines."""
    customer, draft = view.customer, view.draft
    place = " ".join(filter(None, (customer.state, customer.postcode)))
    where = ", ".join(filter(None, (customer.street, customer.city, place)))
    service = "not said" if draft.service_on is None else say_day(draft.service_on, today)
    who: Line = (Run(customer.name, "strong"), Run(f" · {view.account} · {view.client.name}", "dim"))
    return [
        ends(who, (Run("service: ", "dim"), Run(service)), cells),
        ends(
            text_line(where) if where else text_line("No address is known.", "warn"),
            (Run("due: ", "dim"), Run(say_day(view.due_on, today))),
            cells,
        ),
    ]


def column_line(cells: int) -> Line:
    """Return the names of the columns."""
    names = ("#".rjust(POSITION), fit("code", CODE), fit("day", DAY), fit("what", what_cells(cells)))
    figures = ("qty".rjust(QUANTITY), "price".rjust(PRICE), "amount".rjust(AMOUNT))
    return text_line(" ".join((*names, *figures)), "dim")


def line_items(lines: Sequence[BillLine], currency: str, today: date, cells: int) -> list[Item]:
    """Return the lines of the bill as items, each with what is special about it under it."""
    if not lines:
        return [Item("none", [text_line("No line yet: type a code or a word of what was done.", "dim")])]
    return [
        Item(one.position, [_line(one, currency, today, cells), *_under(one, currency, cells)], one) for one in lines
    ]


def _line(one: BillLine, currency: str, today: date, cells: int) -> Line:
    return (
        Run(str(one.position).rjust(POSITION), "dim"),
        Run(" " + fit(code_words(one.code, one.modifier), CODE)),
        Run(" " + fit(short_day(one.service_on, today), DAY), "dim"),
        Run(" " + fit(one.description, what_cells(cells))),
        Run(" " + fit(say_quantity(one.quantity_milli), QUANTITY, "right")),
        Run(" " + fit(plain_amount(one.unit_cents, currency), PRICE, "right")),
        Run(" " + fit(format_cents(one.amount_cents, currency), AMOUNT, "right"), "strong"),
    )


def _under(one: BillLine, currency: str, cells: int) -> Iterator[Line]:
    """What makes the line another than the list says."""
    said = []
    if one.list_cents is None:
        said.append("not in the price list")
    elif one.unit_cents != one.list_cents:
        said.append(f"list {format_cents(one.list_cents, currency)}")
    if one.price_reason:
        said.append(one.price_reason)
    if one.discount_cents:
        said.append(f"less {format_cents(one.discount_cents, currency)}")
    if one.tax:
        said.append(f"taxed: {one.tax}")
    if said:
        indent = POSITION + CODE + DAY + 3
        yield fit_line((Run(" " * indent), Run(" · ".join(said), "dim")), cells)


def code_words(code: str, modifier: str) -> str:
    """Return a code with its modifier: ``99213-25``."""
    return f"{code}-{modifier}" if modifier else code


def short_day(day: date | None, today: date) -> str:
    """Return a day in six cells: ``20 Nov``, ``Nov 25`` of another year."""
    if day is None:
        return ""
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month}" if day.year == today.year else f"{month} {day.year % 100:02}"


def totals_lines(totals: Totals, currency: str, discount_ppm: int, cells: int = TOTALS) -> list[Line]:
    """Return what the bill comes to; what is nothing is left out."""

    def one(label: str, cents: int, tone: Tone = "") -> Line:
        return ends(text_line(label, tone or "dim"), text_line(format_cents(cents, currency), tone), cells)

    lines = [one("Lines", totals.lines_cents)]
    if totals.discount_cents:
        lines.append(one(f"Discount {say_rate(discount_ppm)}" if discount_ppm else "Discount", -totals.discount_cents))
    lines += [one(f"{tax.name} {say_rate(tax.ppm)}", tax.tax_cents) for tax in totals.taxes]
    lines.append(one("Total", totals.total_cents, "strong"))
    if totals.insurance_cents:
        lines.append(one("Insurance", -totals.insurance_cents))
    if totals.deposit_cents:
        lines.append(one("Paid before", -totals.deposit_cents))
    if totals.insurance_cents or totals.deposit_cents:
        lines.append(one("To pay", totals.due_cents, "strong"))
    return lines


def price_lines(prices: Sequence[Price], at: int, currency: str, cells: int, height: int) -> list[Line]:
    """Return the prices that fit what is typed, the one that enter takes marked; ``height`` lines of them in view."""
    if not prices:
        return [text_line("  Nothing in the price list fits.", "dim")]
    first = max(0, min(at - height // 2, len(prices) - height))
    return [_price(one, number == at, currency, cells) for number, one in enumerate(prices)][first : first + height]


def _price(one: Price, current: bool, currency: str, cells: int) -> Line:
    amount = f"{format_cents(one.cents, currency)}{f' a {one.unit}' if one.unit else ''}"
    left: Line = (Run(f"{CURSOR_MARK if current else ' '} "), Run(f"{fit(code_words(one.code, one.modifier), CODE)} "),
                  Run(one.description))  # fmt: skip
    line = ends(left, text_line(amount), cells)
    return tuple(run._replace(tone="cursor") for run in line) if current else line


def finding_lines(findings: Sequence[Finding], draft: BillDraft, cells: int, height: int) -> list[Line]:
    """Return what the checks say of the bill as it stands, or what to do next; what has no room is counted."""
    if draft.verified_at is not None:
        by = f" by {draft.verified_by}" if draft.verified_by else ""
        return words_lines(f"Verified{by}: I issues it.", cells, "strong")
    if not findings:
        return words_lines("Nothing is wrong with it: V says so, and I issues it then.", cells)
    parts = [finding_part(one, cells) for one in findings]
    if sum(map(len, parts)) <= height:
        return [line for part in parts for line in part]
    lines: list[Line] = []
    for number, part in enumerate(parts):
        if len(lines) + len(part) > height - 1:
            return [*lines, text_line(f"and {len(parts) - number} more: V shows them", "dim")]
        lines += part
    return lines


def finding_part(one: Finding, cells: int) -> list[Line]:
    """Return one finding: its mark and sentence, and what to do about it."""
    mark = "! " if one.severity == "error" else "? "
    first, *rest = wrapped(one.sentence, cells - 2)
    lines: list[Line] = [(Run(mark, "warn"), Run(first, "strong" if one.severity == "error" else ""))]
    lines += [(Run("  "), Run(part, "strong" if one.severity == "error" else "")) for part in rest]
    return lines


def below(left: Sequence[Line], right: Sequence[Line], cells: int, height: int) -> list[Line]:
    """Return the lower part of the screen: what fits or is wrong on the left, what it comes to on the right."""
    room = cells - TOTALS - len(BETWEEN)
    tall = [*left[:height], *[BLANK] * (height - len(left))]
    sums = [*right[:height], *[BLANK] * (height - len(right))]
    return [(*fit_line(one, room), Run(BETWEEN, "dim"), *two) for one, two in zip(tall, sums, strict=True)]


def left_cells(cells: int) -> int:
    """Return how many cells the left one of both has."""
    return cells - TOTALS - len(BETWEEN)


def words_lines(text: str, cells: int, tone: Tone = "") -> list[Line]:
    """Return a sentence as lines of this width."""
    return [text_line(part, tone) for part in wrapped(text, cells)]
