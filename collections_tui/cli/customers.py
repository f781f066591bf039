"""The commands about customers: `customer`. Those who come in a file are imported."""

from __future__ import annotations

import click

from collections_tui.cli.options import common, settings
from collections_tui.cli.output import say, say_json
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Customer, PhoneKind
from collections_tui.services import accounts, customers
from collections_tui.services.customers import Changes, NewCustomer


@click.group("customer")
def customer_group() -> None:
    """Register a customer with an account, or put right what is known of one. Its commands answer with --json too."""


@customer_group.command("add")
@click.option("--client", required=True, metavar="CODE", help="Whom they will owe.")
@click.option("--name", default="", help="As invoices are to have it.")
@click.option(
    "--same-as", metavar="NUMBER", help="The account of the customer who gets another; say nothing else of them."
)
@click.option("--number", default="", help="Of the new account; otherwise the next of the client's series.")
@click.option("--reference", default="", help="The client's own number for the customer.")
@click.option("--street", default="")
@click.option("--city", default="")
@click.option("--state", default="", help="Two letters: NY.")
@click.option("--postcode", default="")
@click.option("--country", default="", help="Two letters; otherwise US.")
@click.option("--email", default="")
@click.option("--language", default="", help="In which they are spoken and written to.")
@click.option("--phone", "other", multiple=True, metavar="PHONE", help="A number, in any spelling; may be repeated.")
@click.option("--home", multiple=True, metavar="PHONE", help="One at home.")
@click.option("--mobile", multiple=True, metavar="PHONE", help="A mobile one.")
@click.option("--work", multiple=True, metavar="PHONE", help="One at work.")
@click.option("--worklist", default="", metavar="CODE", help="Where the account goes; otherwise to the client's.")
@common
def customer_add_command(
    client: str, name: str, same_as: str | None, number: str, reference: str, street: str, city: str, state: str,
    postcode: str, country: str, email: str, language: str, other: tuple[str, ...], home: tuple[str, ...],
    mobile: tuple[str, ...], work: tuple[str, ...], worklist: str,
) -> None:  # fmt: skip
    """Register a customer with an account, or a further account of one who is here.

    JSON: {"account", "client", "customer", "alike"}; "alike" are numbers of accounts with the same telephone number.
    """
    kinds: tuple[tuple[PhoneKind, tuple[str, ...]], ...] = (
        *(("mobile", mobile), ("home", home)),
        *(("work", work), ("other", other)),
    )
    phones = tuple((text, kind) for kind, texts in kinds for text in texts)
    with settings().desk() as desk:
        other_account = None if same_as is None else accounts.by_number(desk, same_as)
        new = NewCustomer(
            client, name, number, reference, street, city, state, postcode, country, email, language, phones,
            other_account, worklist,
        )  # fmt: skip
        done = customers.register(desk, new)
    if settings().json:
        say_json({"account": done.account, "client": done.client, "customer": done.customer, "alike": done.alike})
        return
    say(done.sentence)


@customer_group.command("set")
@click.argument("number")
@click.option("--name", help="As invoices are to have it.")
@click.option("--street")
@click.option("--city")
@click.option("--state", help="Two letters: NY.")
@click.option("--postcode")
@click.option("--country", help="Two letters.")
@click.option("--email")
@click.option("--language")
@common
def customer_set_command(
    number: str, name: str | None, street: str | None, city: str | None, state: str | None, postcode: str | None,
    country: str | None, email: str | None, language: str | None,
) -> None:  # fmt: skip
    """Put right what is known of the customer of account NUMBER; what is not said stays, "" takes it away.

    JSON: {"name", "street", "city", "state", "postcode", "country", "email", "language"}.
    """
    changes = Changes(name, street, city, state, postcode, country, email, language)
    if not any(value is not None for value in changes):
        raise Refused("Nothing is said that changes: give --name, --street, --city, --state, --postcode or --email.")
    with settings().desk() as desk:
        customer = customers.change(desk, accounts.by_number(desk, number), changes)
    if settings().json:
        say_json(customer_json(customer))
        return
    address = ", ".join(filter(None, (customer.street, customer.city, f"{customer.state} {customer.postcode}".strip())))
    say(f"{customer.name} is changed: {address or 'no address'}.")


def customer_json(customer: Customer) -> dict[str, object]:
    """Return a customer as programs read one: everything but the number the database gave them."""
    return {field: value for field, value in customer._asdict().items() if field != "id"}
