"""Laying money out: which invoices an amount pays, in which order, and what is left over as credit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.records import Method


class OpenInvoice(NamedTuple):
    """An invoice that a payment may be for. ``open_cents`` is what is still owed on it.

    ``disputed`` is all of it, ``disputed_cents`` what is disputed line by line.
    """

    id: int
    account_id: int
    number: str
    due_on: str
    open_cents: int
    disputed: bool
    disputed_cents: int = 0


class Part(NamedTuple):
    """So many cents, more than 0, for one invoice; or for an account, on none of its invoices."""

    account_id: int
    invoice_id: int | None
    cents: int


class Unmatched(NamedTuple):
    """A payment from a file that fits no account. ``account``, ``invoice`` and ``reference`` are as the file has them.

    ``reason`` says why it fits none. Once somebody has found out, ``settled_at`` is set: ``entry_id`` is the payment
    that it became, or ``settled_as`` says what else became of it.
    """

    id: int
    client_id: int
    client: str
    paid_on: date
    cents: int
    currency: str
    account: str
    invoice: str
    reference: str
    method: Method
    reason: str
    import_key: str
    entered_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    settled_as: str = ""
    entry_id: int | None = None


class Purse:
    """What is owed on some accounts, as amount after amount is laid out on it."""

    def __init__(self, invoices: Iterable[OpenInvoice], loose: Mapping[int, int] | None = None) -> None:
        """Remember what is open.

        Args:
            invoices: those of every account on which something is owed, the oldest due first.
            loose: cents that are owed on accounts besides their invoices.
        """
        self._open: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        self._account: dict[int, int] = {}
        self._by_number: dict[tuple[int, str], int] = {}
        self._oldest: dict[int, deque[int]] = {}
        self._disputed: dict[int, list[int]] = {}
        self._loose = dict(loose or {})
        for invoice in invoices:
            self._open[invoice.id] = invoice.open_cents
            if invoice.disputed_cents:
                self._kept[invoice.id] = invoice.disputed_cents
            self._account[invoice.id] = invoice.account_id
            self._by_number[invoice.account_id, invoice.number] = invoice.id
            if invoice.disputed:
                self._disputed.setdefault(invoice.account_id, []).append(invoice.id)
            else:
                self._oldest.setdefault(invoice.account_id, deque()).append(invoice.id)

    def find(self, account_id: int, number: str) -> int | None:
        """Return the id of an invoice of this number on which something was owed; None when there is none."""
        return self._by_number.get((account_id, number))

    def lay_out(
        self, cents: int, accounts: Sequence[int], named: Sequence[int] = (), *, disputed: bool = False
    ) -> list[Part]:
        """Return what an amount pays; the parts add up to it.

        First the invoices named, in their order. Then account after account the oldest due first, and what is owed
        there besides invoices. Nobody but the customer may put money towards a debt that they dispute (12 CFR
        1006.30(c)(2)): what is disputed of an invoice, or all of it, is paid only where it is named. What is left over
        is credit, on no invoice of the first account.

        Args:
            cents: the amount, more than 0.
            accounts: where it goes; one at least.
            named: ids of invoices.
            disputed: it is no payment: what is disputed gets its share too, after all else of its account.
        """
        rest, parts = cents, list[Part]()
        for account, invoice, owed in self._owed(accounts, named, disputed):
            part = min(rest, owed)
            if invoice is None:
                self._loose[account] -= part
            else:
                self._open[invoice] -= part
            rest -= part
            if self._kept:
                _add(parts, Part(account, invoice, part))
            else:
                parts.append(Part(account, invoice, part))
            if not rest:
                return parts
        return _with_credit(parts, accounts[0], rest)

    def _owed(
        self, accounts: Sequence[int], named: Sequence[int], disputed: bool
    ) -> Iterator[tuple[int, int | None, int]]:
        """Yield where something is owed and how much, in order; an invoice that is paid is never looked at again."""
        for invoice in named:
            if self._open.get(invoice, 0) > 0:
                yield self._account[invoice], invoice, self._open[invoice]
        for account in accounts:
            oldest = self._oldest.get(account)
            while oldest:
                asked = self._open[oldest[0]] - self._kept.get(oldest[0], 0)
                if asked > 0:
                    yield account, oldest[0], asked
                else:  # what is left of it, if anything, is disputed
                    self._disputed.setdefault(account, []).append(oldest.popleft())
            if self._loose and self._loose.get(account, 0) > 0:
                yield account, None, self._loose[account]
            for invoice in self._disputed.get(account, ()) if disputed else ():
                if self._open[invoice] > 0:
                    yield account, invoice, self._open[invoice]


def _add(parts: list[Part], part: Part) -> None:
    """Add a part, to one that is for the same where there is one: up to what is disputed first, and then the rest."""
    for place, one in enumerate(parts):
        if (one.account_id, one.invoice_id) == (part.account_id, part.invoice_id):
            parts[place] = one._replace(cents=one.cents + part.cents)
            return
    parts.append(part)


def _with_credit(parts: list[Part], account_id: int, cents: int) -> list[Part]:
    """Add what is left over: to what is already on no invoice of the account, or as a part of its own."""
    _add(parts, Part(account_id, None, cents))
    return parts
