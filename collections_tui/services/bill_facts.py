"""What checks of bills look at, put together: of one bill, or of very many, each question asked once for all of them.

All of it is a part of services: nobody is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from collections_tui.domain.billing.check_records import Around, Bill, Billed, Check
from collections_tui.domain.billing.price_words import folded
from collections_tui.domain.billing.records import BillDraft, BillLine, Price, TaxSum
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_parts import prepared, sums_wrong
from collections_tui.services.queue import existing
from collections_tui.services.scope import account_of
from collections_tui.store.subjects.checked import Booked, Issued, OfAccount, Served, Which
from collections_tui.store.transaction import Transaction


class Looked(NamedTuple):
    """A bill with what is around it, whose it is, and by what it is checked. One of the two ids is None."""

    bill: Bill
    around: Around
    account: OfAccount
    client: str
    book: tuple[Check, ...]
    invoice_id: int | None = None
    draft_id: int | None = None
    disputed: bool = False
    accepted: tuple[tuple[str, str], ...] = ()


class Lists:
    """The price lists and books of clients, each read once: whole where very many bills are looked at."""

    def __init__(self, tx: Transaction, desk: Desk, *, whole: bool) -> None:
        self._tx, self._desk, self._whole = tx, desk, whole
        self._prices: dict[int, dict[str, tuple[Price, ...]]] = {}
        self._has: dict[int, str] = {}  # the currency of its price list, '' for none
        self._books: dict[int, tuple[str, tuple[Check, ...]]] = {}

    def has(self, client_id: int, currency: str) -> bool:
        """Whether a client has a price list for a currency: its list is in its own."""
        if client_id not in self._has:
            has = self._tx.checked.has_prices(client_id)
            self._has[client_id] = self._tx.clients.get(client_id).currency if has else ""
        return self._has[client_id] == currency

    def prices(self, client_id: int, currency: str, codes: Iterable[str]) -> dict[str, tuple[Price, ...]]:
        """What a client's list says of some codes, in a currency."""
        if not self.has(client_id, currency):
            return {}
        if not self._whole:
            return self._tx.checked.prices(client_id, codes)
        if client_id not in self._prices:
            self._prices[client_id] = self._tx.checked.prices(client_id)
        known = self._prices[client_id]
        return {code: known[code] for code in {folded(code) for code in codes} if code in known}

    def book(self, client_id: int) -> tuple[str, tuple[Check, ...]]:
        """A client's code, and what its bills are checked for.

        Raises:
            Refused: its own file is not there.
            ConfigError: a file is wrong.
        """
        if client_id not in self._books:
            client = self._tx.clients.get(client_id)
            self._books[client_id] = (client.code, self._desk.books.checks(client))
        return self._books[client_id]


def of_draft(tx: Transaction, desk: Desk, draft: BillDraft) -> Looked:
    """A draft with everything that its checks look at."""
    account = account_of(tx, desk, draft.account_id)
    which = Which(account.customer_id, account.customer_id, account.client_id, account.id)
    days = [line.service_on for line in draft.lines if line.service_on is not None]
    return _Around(tx, desk, which, Lists(tx, desk, whole=False), days).draft(draft)


def of_invoice(tx: Transaction, desk: Desk, invoice_id: int, account_id: int) -> Looked:
    """An invoice with everything that its checks look at."""
    account = account_of(tx, desk, account_id)
    which = Which(account.customer_id, account.customer_id, account.client_id, account.id, invoice_id)
    (found,) = of_span(tx, desk, which, Lists(tx, desk, whole=False))
    return found


def of_span(
    tx: Transaction, desk: Desk, which: Which, lists: Lists, drafts: Sequence[BillDraft] = ()
) -> Iterator[Looked]:
    """The invoices that are open of some customers, then these drafts of theirs, each with what is looked at."""
    issued = tx.checked.issued(which)
    if not issued and not drafts:
        return
    lines, taxes, booked = tx.checked.lines(which), tx.checked.taxes(which), tx.checked.booked(which)
    days = None
    if which.invoice_id is not None:
        days = [line.service_on for some in lines.values() for line in some if line.service_on is not None]
    around = _Around(tx, desk, which, lists, days)
    for one in issued:
        yield around.invoice(one, tuple(lines.get(one.id, ())), tuple(taxes.get(one.id, ())), booked.get(one.id))
    for draft in drafts:
        yield around.draft(draft)


class _Around:
    """What is around the bills of some customers, read once for all of them."""

    def __init__(self, tx: Transaction, desk: Desk, which: Which, lists: Lists, days: Iterable[date] | None) -> None:
        self._tx, self._desk, self._lists = tx, desk, lists
        self._accounts = tx.checked.accounts(which)
        self._customers, self._deaths = tx.checked.who(which), tx.checked.deaths(which)
        self._coverages = tx.checked.coverages(which)
        # By customer, client and day, so that those with very many bills are no more work for each.
        self._served: dict[tuple[int, int, date | None], list[Served]] = {}
        for one in tx.checked.served(which, days):
            self._served.setdefault((one.customer_id, one.client_id, one.billed.service_on), []).append(one)

    def invoice(
        self, one: Issued, lines: tuple[BillLine, ...], taxes: tuple[TaxSum, ...], booked: Booked | None
    ) -> Looked:
        account = self._accounts[one.account_id]
        client, book = self._lists.book(account.client_id)
        paid = 0 if booked is None else booked.insurer_cents
        bill = Bill(
            "invoice", one.number, one.issued_on, account.currency, lines, one.total_cents, one.discount_cents, taxes,
            max(one.insurance_cents, paid), one.deposit_cents, one.open_cents - one.disputed_cents,
            0 if booked is None else booked.charged_cents, one.made,
        )  # fmt: skip
        around = self._of(account, bill, one.id, account.loose_cents)
        return Looked(bill, around, account, client, book, one.id, None, one.disputed_cents > 0, one.accepted)

    def draft(self, draft: BillDraft) -> Looked:
        account = self._accounts[draft.account_id]
        client, book = self._lists.book(account.client_id)
        one = prepared(self._tx, self._desk, draft, existing(self._tx, draft.account_id))
        totals = one.totals
        bill = Bill(
            "draft", draft.number, self._desk.today(), account.currency, draft.lines, totals.total_cents,
            totals.discount_cents, totals.taxes, totals.insurance_cents, totals.deposit_cents, totals.due_cents,
            faults=tuple(sums_wrong(one, self._desk.today())),
        )  # fmt: skip
        around = self._of(account, bill, None, one.credit_cents)
        return Looked(bill, around, account, client, book, None, draft.id, accepted=draft.accepted)

    def _of(self, account: OfAccount, bill: Bill, invoice_id: int | None, credit: int) -> Around:
        return Around(
            self._customers[account.customer_id],
            account.opened_on,
            self._lists.has(account.client_id, account.currency),
            self._lists.prices(account.client_id, account.currency, (line.code for line in bill.lines)),
            tuple(self._coverages.get(account.customer_id, ())),
            credit,
            self._deaths.get(account.customer_id),
            tuple(self._billed(account, bill, invoice_id)),
        )

    def _billed(self, account: OfAccount, bill: Bill, invoice_id: int | None) -> Iterator[Billed]:
        """What other bills have on the days of this one."""
        for day in {line.service_on for line in bill.lines if line.service_on is not None}:
            for one in self._served.get((account.customer_id, account.client_id, day), ()):
                if one.invoice_id != invoice_id:
                    yield one.billed._replace(here=one.account_id == account.id)
