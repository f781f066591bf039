"""Rows of an accounts or invoices file: what is owed, on which account, by whom.

A row with an invoice number is that invoice. A row without one is an account with one opening invoice, which is
numbered like the account and for the balance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from collections_tui.domain.cards import find_card
from collections_tui.files.amounts import LONGEST_KEY, Money, flag, key, says_no
from collections_tui.files.card_numbers import REASON as CARD
from collections_tui.files.cells import Picker
from collections_tui.files.csv_in import BAD, Batch, Row
from collections_tui.files.fields import CUSTOMER_FIELDS
from collections_tui.files.flags import BILL_FLAGS, Flags, flag_column
from collections_tui.files.mapping import PER_CUSTOMER, Mapping
from collections_tui.files.reading import Memo, Problems
from collections_tui.files.when import Dates, shown
from collections_tui.files.who import Who, WhoColumns, WhoReader

_FIELDS = (
    *("account", "invoice", "issued_on", "due_on", "opened_on"),
    *("amount", "balance", "currency", "disputed", "serviced_as"),
    *BILL_FLAGS,
    *CUSTOMER_FIELDS,
)
_WHO = _FIELDS.index("customer")
_DATES = ("issued_on", "due_on", "opened_on")
_PLAIN_CENTS = re.compile(r"(?:[0-9]{1,11}\.[0-9]{2}\n)*")


class Bill(NamedTuple):
    """One invoice. Days are ISO strings; ``disputed`` is None when the file does not say."""

    row: Row
    who: Who
    account: str
    invoice: str
    issued_on: str
    due_on: str
    opened_on: str
    cents: int
    currency: str
    disputed: bool | None
    note: str
    flags: Flags
    serviced_as: str


class Bills(NamedTuple):
    """Many invoices, as columns; a ``Bill`` is made of one when it is needed."""

    lines: list[int]
    cells: list[list[str]]
    people: WhoColumns
    account: list[str]
    invoice: list[str]
    issued_on: list[str]
    due_on: list[str]
    opened_on: list[str]
    cents: list[int]
    currency: list[str]
    disputed: list[bool | None]
    note: list[str]
    flags: list[Flags]
    serviced_as: list[str]

    def bill(self, at: int) -> Bill:
        """Return one of them."""
        columns: Any = self[3:]
        return Bill(Row(self.lines[at], self.cells[at]), self.people.who(at), *[column[at] for column in columns])

    def all(self) -> list[Bill]:
        """Return all of them, one by one."""
        columns: Any = self[3:]
        return list(map(Bill, map(Row, self.lines, self.cells), map(self.people.who, range(len(self.lines))), *columns))

    def only(self, rows: Sequence[int]) -> Bills:
        """Return some of them, in the order of ``rows``."""
        if len(rows) == len(self.lines):
            return self
        columns: Any = self[3:]
        kept: Any = [[column[at] for at in rows] for column in (self.lines, self.cells, *columns)]
        return Bills(kept[0], kept[1], self.people.only(rows), *kept[2:])


class BillReader:
    """Reads rows of an accounts or invoices file."""

    def __init__(self, mapping: Mapping, header: Sequence[str], name: str, currency: str, today: date) -> None:
        """Find the columns.

        Args:
            mapping: which column is which field.
            header: the names of the columns.
            name: what to call the file.
            currency: the client's.
            today: when what has no date at all is due; only for a file that has no column for dates.

        Raises:
            Refused: a column is missing.
        """
        self._picker = Picker(mapping, header, _FIELDS, name)
        self._who, self._money = WhoReader(mapping), Money(mapping, currency)
        self._days, self._flags = Memo(Dates(mapping.dates).iso_or_none), Memo(flag)
        self._notices, self._barred = Memo(self._notice_day), Memo(self._barred_day)
        self._dates_of, self._today = Dates(mapping.dates), today
        self._currencies = Memo(self._money.currency)
        self._per_customer = mapping.account == PER_CUSTOMER
        self._has_invoice = "invoice" in mapping.fields
        self._owed = "balance" if "balance" in mapping.fields else "amount"
        self._undated = today.isoformat() if mapping.fields.isdisjoint(_DATES) else ""
        self._plain = mapping.decimal == "."

    def read(self, batch: Batch) -> tuple[Bills, list[BAD]]:
        """Return the bills of a batch, and the rows that are none, with the reasons."""
        texts = dict(zip(_FIELDS, self._picker.columns(batch.cells), strict=True))
        problems = Problems(self._picker.labels)
        people = self._who.columns([texts[field] for field in _FIELDS[_WHO:]])
        account = people.reference if self._per_customer else texts["account"]
        self._check_keys(problems, account, texts)
        invoice = account
        if self._has_invoice:
            invoice = [given or number for given, number in zip(texts["invoice"], account, strict=True)]
        currency = self._currencies.column(texts["currency"])
        problems.note("currency", currency if self._currencies.failed else ())
        cents = self._cents(problems, texts, currency)
        issued, due, opened = self._dates(problems, texts)
        disputed = self._flags.column(texts["disputed"])
        problems.note("disputed", disputed if self._flags.failed else ())
        notices = self._notices.column(texts["validation_notice_on"])
        problems.note("validation_notice_on", notices if self._notices.failed else ())
        texts |= {"validation_notice_on": notices, "time_barred": self._barred.column(texts["time_barred"])}
        notes = list(map(self._picker.note, batch.cells)) if self._picker.notes else [""] * len(account)
        self._check_words(problems, texts, notes)
        bills = Bills(
            *(batch.lines, batch.cells, people, account, invoice, issued, due, opened),
            *(cents, currency, disputed, notes),
            flag_column([texts[field] for field in BILL_FLAGS], self._picker.labels),
            texts["serviced_as"],
        )
        if not problems:
            return bills, []
        return bills.only([at for at in range(len(account)) if at not in problems]), problems.bad(batch)

    def _check_keys(self, problems: Problems, account: list[str], texts: dict[str, list[str]]) -> None:
        if "" in account:
            for at, number in enumerate(account):
                if not number:
                    field = "customer" if self._per_customer else "account"
                    problems.add(at, field, "the number is empty, so nobody can tell whose the row is")
        for field in ("customer", "account", "invoice", "serviced_as"):
            column = texts[field]
            if max(map(len, column), default=0) > LONGEST_KEY:
                problems.note(field, Memo(key).column(column))

    def _check_words(self, problems: Problems, texts: dict[str, list[str]], notes: list[str]) -> None:
        """Turn away rows whose words hold the number of a card."""
        for field in (*BILL_FLAGS, "inconvenient_times", "notes"):
            column = notes if field == "notes" else texts[field]
            if find_card("\n".join(filter(None, column))) is None:  # mostly: one look at all of them
                continue
            for at, text in enumerate(column):
                if find_card(text) is not None:
                    problems.add(at, field, CARD)

    def _notice_day(self, text: str) -> str:
        """The day on which a notice was sent, '' for none."""
        if says_no(text):
            return ""
        day = self._dates_of.iso(text)
        if day > self._today.isoformat():
            raise ValueError(f"{shown(text)} is in the future")
        return day

    def _barred_day(self, text: str) -> str:
        """The day since which a debt is too old to be sued over, else words that say so; '' where they deny it."""
        if says_no(text):
            return ""
        try:
            return self._dates_of.iso(text)
        except ValueError:
            return text

    def _cents(self, problems: Problems, texts: dict[str, list[str]], currency: list[str]) -> list[int]:
        """Return what every row is for: an invoice for its amount, an account for its balance."""
        amounts, balances = texts["amount"], texts["balance"]
        if any(balances):
            pairs = zip(texts["invoice"], amounts, balances, strict=True)
            amounts = [amount if amount and (invoice or not balance) else balance for invoice, amount, balance in pairs]
        joined = "\n".join((*amounts, ""))
        if self._plain and set(currency) == {"USD"} and _PLAIN_CENTS.fullmatch(joined):
            # Nothing but digits and cents: as good as anything else to Python, and ten times as quick.
            return list(map(int, joined.replace(".", "").split()))
        return self._read_cents(problems, amounts, currency, texts)

    def _read_cents(
        self, problems: Problems, amounts: list[str], currency: list[str], texts: dict[str, list[str]]
    ) -> list[int]:
        cents = [0] * len(amounts)
        for at, (text, code) in enumerate(zip(amounts, currency, strict=True)):
            try:
                cents[at] = self._money.cents(text, code)
            except ValueError as error:
                problems.add(at, "amount" if texts["amount"][at] else self._owed, str(error))
        return cents

    def _dates(self, problems: Problems, texts: dict[str, list[str]]) -> tuple[list[str], list[str], list[str]]:
        """Return when every row was issued, is due, and its account was opened; one stands in for another."""
        given = [self._days.column(texts[field]) for field in _DATES]
        if self._days.failed:
            for field, column in zip(_DATES, given, strict=True):
                problems.note(field, column)
        rows = list(zip(*given, strict=True))
        due = [due or issued or opened or self._undated for issued, due, opened in rows]
        issued = [issued or opened or day for (issued, _, opened), day in zip(rows, due, strict=True)]
        opened = [opened or day for (_, _, opened), day in zip(rows, issued, strict=True)]
        if "" in due:
            for at, day in enumerate(due):
                if not day:
                    problems.add(at, "due_on", "there is no date in the row")
        return issued, due, opened
