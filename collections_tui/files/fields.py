"""The fields an import knows, for each kind of file, and the other names by which a column may be called.

Refuses to read anything: a table of names, and what a kind of file cannot do without.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from collections_tui.domain.records import HoldKind

PHONE_FIELDS = {"phone": "other", "home_phone": "home", "mobile_phone": "mobile", "work_phone": "work"}
"""The fields that hold a telephone number, with the kind of number that each means."""

FLAG_FIELDS: tuple[HoldKind, ...] = ("deceased", "attorney", "bankruptcy", "cease")
"""The fields that put an account on hold; each is called like the kind of hold."""

WISH_FIELDS = ("inconvenient_times", "do_not_call")
"""The fields that say when and where a customer does not want to be called: they bind us as if said to us."""

DEBT_FIELDS = ("validation_notice_on", "time_barred")
"""The fields that say of an account what the contact rules look at."""

ADDRESS_FIELDS = ("street", "city", "state", "postcode", "country", "email", "language")
CUSTOMER_FIELDS = ("customer", "name", *ADDRESS_FIELDS, *PHONE_FIELDS)


class Kind(NamedTuple):
    """One kind of file. Of each group in ``needs`` at least one field has to have a column or a constant."""

    name: str
    fields: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    one: str
    many: str


_BILL = (
    *("account", *CUSTOMER_FIELDS, "invoice", "issued_on", "due_on", "amount", "balance", "currency", "disputed"),
    *FLAG_FIELDS,
    *WISH_FIELDS,
    *DEBT_FIELDS,
    "serviced_as",
)
_KINDS = (
    Kind(
        "customers",
        ("account", *CUSTOMER_FIELDS, *FLAG_FIELDS, *WISH_FIELDS),
        (("customer", "account"),),
        "customer",
        "customers",
    ),
    Kind("accounts", (*_BILL, "opened_on"), (("account", "customer"), ("balance", "amount")), "account", "accounts"),
    Kind(
        "invoices",
        (*_BILL, "opened_on"),
        (("account", "customer"), ("invoice",), ("amount",), ("due_on", "issued_on")),
        "invoice",
        "invoices",
    ),
    Kind(
        "payments",
        ("account", "customer", "invoice", "paid_on", "amount", "currency", "reference", "method"),
        (("account", "customer", "invoice", "reference"), ("paid_on",), ("amount",)),
        "payment",
        "payments",
    ),
    Kind(
        "calls",
        (
            "account",
            "customer",
            "started_at",
            "date",
            "time",
            "ended_at",
            "duration",
            "outcome",
            "direction",
            "phone",
            "collector",
            "spoke_with",
            "note",
        ),
        (("account", "customer"), ("started_at", "date"), ("outcome",)),
        "call",
        "calls",
    ),
    Kind(
        "prices",
        (
            "code",
            "system",
            "modifier",
            "description",
            "unit",
            "price",
            "currency",
            "valid_from",
            "valid_to",
            "least",
            "most",
            "tax",
        ),
        (("code",), ("description",), ("price",)),
        "price",
        "prices",
    ),
    Kind(
        "fees",
        ("code", "modifier", "allowed", "percent", "currency", "valid_from", "valid_to"),
        (("allowed", "percent"),),
        "agreed amount",
        "agreed amounts",
    ),
)
KINDS = {kind.name: kind for kind in _KINDS}

# What people call these columns when nobody told them our names.
_ALIASES = {
    "account_number": "account",
    "account_no": "account",
    "account_id": "account",
    "customer_id": "customer",
    "customer_number": "customer",
    "customer_no": "customer",
    "customer_reference": "customer",
    "customer_name": "name",
    "address": "street",
    "zip": "postcode",
    "zip_code": "postcode",
    "postal_code": "postcode",
    "e_mail": "email",
    "telephone": "phone",
    "phone_number": "phone",
    "home": "home_phone",
    "mobile": "mobile_phone",
    "cell": "mobile_phone",
    "cell_phone": "mobile_phone",
    "work": "work_phone",
    "invoice_number": "invoice",
    "invoice_no": "invoice",
    "invoice_id": "invoice",
    "invoice_date": "issued_on",
    "issue_date": "issued_on",
    "issued": "issued_on",
    "due_date": "due_on",
    "due": "due_on",
    "invoice_amount": "amount",
    "balance_due": "balance",
    "amount_due": "balance",
    "is_deceased": "deceased",
    "has_attorney": "attorney",
    "attorney_represented": "attorney",
    "represented_by_attorney": "attorney",
    "bankrupt": "bankruptcy",
    "is_bankrupt": "bankruptcy",
    "cease_request": "cease",
    "cease_and_desist": "cease",
    "do_not_call_times": "inconvenient_times",
    "times_not_to_call": "inconvenient_times",
    "dnc": "do_not_call",
    "validation_notice": "validation_notice_on",
    "validation_notice_date": "validation_notice_on",
    "validation_notice_sent_on": "validation_notice_on",
    "time_barred_on": "time_barred",
    "time_barred_since": "time_barred",
    "opened": "opened_on",
    "open_date": "opened_on",
    "opened_date": "opened_on",
    "paid": "paid_on",
    "payment_date": "paid_on",
    "date_paid": "paid_on",
    "payment_amount": "amount",
    "payment_method": "method",
    "paid_by": "method",
    "started": "started_at",
    "start": "started_at",
    "ended": "ended_at",
    "end": "ended_at",
    "seconds": "duration",
    "result": "outcome",
    "agent": "collector",
    "login": "collector",
    "notes": "note",
    "service_code": "code",
    "item": "code",
    "code_system": "system",
    "code_type": "system",
    "modifiers": "modifier",
    "name_of_service": "description",
    "service": "description",
    "unit_price": "price",
    "charge": "price",
    "fee": "price",
    "allowed_amount": "allowed",
    "contract_rate": "allowed",
    "negotiated_rate": "allowed",
    "percentage": "percent",
    "percent_of_charge": "percent",
    "from": "valid_from",
    "effective_date": "valid_from",
    "effective_from": "valid_from",
    "to": "valid_to",
    "effective_to": "valid_to",
    "end_date": "valid_to",
    "least_quantity": "least",
    "most_quantity": "most",
}


def field_named(column: str, kind: Kind) -> str | None:
    """Return the field that a column of this name would be without a mapping, or None."""
    name = re.sub(r"[\s.\-_]+", "_", column.strip().lower()).strip("_")
    name = name if name in kind.fields else _ALIASES.get(name, name)
    return name if name in kind.fields else None


def missing(kind: Kind, given: set[str]) -> tuple[str, ...]:
    """Return what such a file still needs, each as ``due_on or issued_on``; empty when nothing."""
    return tuple(" or ".join(group) for group in kind.needs if not given.intersection(group))
