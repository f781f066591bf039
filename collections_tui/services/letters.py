"""The letter of agreement of an arrangement: gathered here, laid out and written in ``files``."""

from __future__ import annotations

from pathlib import Path

from collections_tui.domain.arrangements.records import Due
from collections_tui.domain.arrangements.schedule import say_every
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.records import Customer
from collections_tui.domain.text import clean
from collections_tui.files.letters import Letter, letter_bytes, letter_text
from collections_tui.services.arrangement_layout import views
from collections_tui.services.desk import Desk
from collections_tui.services.exports import place_for
from collections_tui.services.scope import account_of


def letter_of(desk: Desk, arrangement_id: int) -> Letter:
    """The letter of an arrangement, as it is agreed now.

    Raises:
        Refused: no permission, no such arrangement, or nothing has been agreed.
        ConfigError: the client's file is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.arrangements.get(arrangement_id)
        if found is None:
            raise Refused(f"There is no arrangement {arrangement_id}: `collections-tui arrangements` lists them.")
        if found.status == "proposed":
            raise Refused("A supervisor has not approved it yet: there is a letter once something is agreed.")
        if found.status == "refused":
            raise Refused("It was refused: there is nothing to write a letter about.")
        account = account_of(tx, desk, found.account_id)
        view = views(tx, [found])[0]
        client = tx.clients.get(account.client_id)
        customer = tx.accounts.customer(account.customer_id)
    desk.looked(account.id)
    return Letter(
        client.name,
        desk.books.letterhead(client),
        _phone(client.phone),
        customer.name,
        _address(customer),
        account.number,
        desk.local(found.answered_at or found.made_at).date(),
        desk.today(),
        found.owed_cents,
        found.total_cents,
        found.until,
        tuple(Due(due.number, due.due_on, due.amount_cents) for due in view.dues),
        account.currency,
        say_every(view.terms.every, view.terms.first_on),
        client.party == "third",
    )


def text(desk: Desk, arrangement_id: int) -> str:
    """The letter as plain text.

    Raises:
        Refused: as ``letter_of``.
    """
    return letter_text(letter_of(desk, arrangement_id))


def write(desk: Desk, arrangement_id: int, path: Path) -> str:
    """Write the letter, as a PDF where the file's name ends in ``.pdf``, else as text; a sentence that says so.

    Raises:
        Refused: as ``letter_of``, or the file cannot be written.
    """
    desk.permit("work")
    place = place_for(desk, path)
    place.check()
    letter = letter_of(desk, arrangement_id)
    with desk.store.write() as tx:  # before there is a file: what cannot be entered is not written
        found = tx.arrangements.get(arrangement_id)
        about = None if found is None else found.account_id
        desk.note(tx, "export letter", about, clean(str(path)), about=f"arrangement {arrangement_id}")
    place.write(letter_bytes(letter, place.suffix))
    return f"{letter.account}: the letter of arrangement {arrangement_id} is in {place}."


def _phone(text: str) -> str:
    parsed = parse_phone(text, "US")
    return text if parsed is None else say_phone(parsed.e164)


def _address(customer: Customer) -> tuple[str, ...]:
    town = " ".join(filter(None, (customer.city, customer.state, customer.postcode)))
    country = "" if customer.country == "US" else customer.country
    return tuple(filter(None, (customer.street, town, country)))
