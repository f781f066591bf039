"""What to say: the texts that fit an account, with its figures filled in."""

from __future__ import annotations

from collections_tui.domain.contact.disclosure import due, reminders_due
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.scripts import fill, pick
from collections_tui.services.desk import Desk
from collections_tui.services.views import AccountView, SpokenScript, Words


def for_view(desk: Desk, view: AccountView) -> Words:
    """The texts for an account's client, filled in, and which of them opens the next call.

    Raises:
        Refused: no permission.
        ConfigError: the file of scripts is wrong.
    """
    desk.permit("see")
    book, party = desk.books.scripts, view.client.party
    contacted, language = due(view.case) == "later", view.customer.language
    deceased = any(flag.kind == "deceased" for flag in view.case.flags)
    opening = pick(
        book,
        party=party,
        contacted=contacted,
        last_outcome=view.last_outcome,
        language=language,
        deceased=deceased,
    )
    scripts = book.for_party(party, language, deceased=deceased)
    values = _values(desk, view)
    spoken = tuple(SpokenScript(script.id, script.title, fill(script, values)) for script in scripts)
    reminders = book.reminders(party, reminders_due(view.case, desk.now()))
    return Words(spoken, scripts.index(opening), reminders)


def _values(desk: Desk, view: AccountView) -> dict[str, str]:
    """What the blanks of a script stand for. What nobody told the program stays a visible gap."""
    client = view.client
    own = client.party == "first"
    return {
        "customer": view.customer.name,
        "client": client.name,
        "collector": desk.person.name,
        # What is disputed, or waits for an insurer, is not asked for.
        "balance": format_cents(view.asked_cents or view.account.balance_cents, view.account.currency),
        "days": str(view.days_past_due),
        "business": client.name if own else "[the name we answer the telephone with]",
        "phone": say_phone(client.phone) if client.phone else "[our number]",
    }
