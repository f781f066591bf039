"""What the screen of a bill asks of services, each in one turn of the desk's thread."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.billing.records import Price
from collections_tui.domain.records import Unsaved
from collections_tui.services import invoice_drafts, prices, unsaved
from collections_tui.services.invoice_views import DraftView, NewLine, Terms
from collections_tui.services.permissions import allowed

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

MOST = 50
"""Prices that are offered for what is typed."""


class Opened(NamedTuple):
    """A bill to show, and what was typed of a line before and not saved."""

    view: DraftView
    typed: dict[str, str]


def open_draft(desk: Desk, draft_id: int) -> Opened:
    """Return a bill to show."""
    view = invoice_drafts.view(desk, draft_id)
    may_type = allowed("work", desk.person.roles)
    return Opened(view, unsaved.begun(desk, Unsaved("line", draft_id)) if may_type else {})


def put_line(desk: Desk, draft_id: int, position: int, line: NewLine, revision: int) -> DraftView:
    """Add a line, or change the one of a position that is not 0; what was typed of it is not kept any more.

    The first day that is typed is the bill's own, so that it need not be typed again; and so is the day that one is put
    right to, where nothing else was done on the bill's.
    """
    if position:
        draft = invoice_drafts.change_line(desk, draft_id, position, line, revision=revision)
    else:
        draft = invoice_drafts.add_line(desk, draft_id, line)
    if line.service_on is not None and draft.service_on not in {one.service_on for one in draft.lines}:
        invoice_drafts.change(desk, draft_id, Terms.of(draft)._replace(service_on=line.service_on))
    unsaved.keep(desk, Unsaved("line", draft_id), {})
    return invoice_drafts.view(desk, draft_id)


def drop_line(desk: Desk, draft_id: int, position: int, revision: int) -> DraftView:
    """Take a line out."""
    invoice_drafts.drop_line(desk, draft_id, position, revision=revision)
    return invoice_drafts.view(desk, draft_id)


def find_prices(desk: Desk, client_id: int, text: str, on: date) -> list[Price]:
    """Return the prices that fit what is typed, the best first; of one code the one without a modifier comes first."""
    found = prices.find(desk, client_id, text, on)[:MOST]
    places: dict[str, int] = {}
    for one in found:
        places.setdefault(one.code, len(places))
    return sorted(found, key=lambda one: (places[one.code], one.modifier))


def exact(found: list[Price], code: str, modifier: str) -> Price | None:
    """Return the price of this very code: with the modifier, else the one without."""
    same = [one for one in found if one.code.lower() == code.lower()]
    by_modifier = {one.modifier.lower(): one for one in same}
    return by_modifier.get(modifier.lower()) or by_modifier.get("")
