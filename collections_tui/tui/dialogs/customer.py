"""A new customer: who they are and where they live, for which client; a bill is begun on their account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from collections_tui.domain.records import Client, PhoneKind, Unsaved
from collections_tui.services import clients, customers, unsaved
from collections_tui.services.customers import NewCustomer
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.screens.base import AtDesk
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import line

LABELS = {
    "client": ("Client", ""),
    "name": ("Name", "as invoices are to have it"),
    "street": ("Street", ""),
    "city": ("City", ""),
    "state": ("State", "two letters"),
    "postcode": ("ZIP code", ""),
    "phone": ("Telephone", "several with a comma between"),
    "email": ("E-mail", "for invoices by mail"),
    "language": ("Language", "en where nothing is said"),
    "number": ("Account", "empty for the next number"),
}
_OF = Unsaved("bill", 0)
"""What is typed of a customer belongs to no bill yet."""
_KIND: PhoneKind = "other"


class CustomerDialog(FormDialog):
    """Registers the customer before it closes, and stays open with what was typed when that fails.

    Args:
        known: the clients there are.
        write: registers the customer; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "customer"
    TITLE_TEXT = "New customer"
    BINDINGS = bindings_for("customer")
    LOOK = "mark"

    def __init__(self, known: Sequence[Client], write: Callable[[NewCustomer], Awaitable[str]], begun: Body) -> None:
        super().__init__(_OF, (), {name: label for name, (label, _) in LABELS.items()}, begun)
        self._known, self._write = known, write

    def understood(self, name: str) -> str:
        """The client's name; of others what they are for.

        Raises:
            ValueError: there is no such client.
        """
        if name != "client":
            return LABELS[name][1]
        found = self._client()
        if found is None:
            raise ValueError(self._which())
        return found.name

    def required(self, name: str) -> None:
        """Pass unless the client or the name is missing."""
        if name == "client" and self._client() is None:
            raise ValueError(f"Say for which client: {self._which()}.")
        if name == "name" and not self.text("name"):
            raise ValueError("Type the customer's name, as invoices are to have it.")

    def _client(self) -> Client | None:
        """The client whose code begins as typed; the only one there is where nothing is."""
        typed = self.text("client").lower()
        found = [one for one in self._known if one.code.lower() == typed] or [
            one for one in self._known if one.code.lower().startswith(typed)
        ]
        return found[0] if len(found) == 1 else None

    def _which(self) -> str:
        return "one of " + ", ".join(line(one.code, 12) for one in self._known[:4])

    async def write(self) -> str:
        """Register the customer; the sentence that says so."""
        client = self._client()
        assert client is not None, "nothing is saved without one"
        phones = tuple((text.strip(), _KIND) for text in self.text("phone").split(",") if text.strip())
        new = NewCustomer(
            client=client.code,
            name=self.text("name"),
            number=self.text("number"),
            street=self.text("street"),
            city=self.text("city"),
            state=self.text("state"),
            postcode=self.text("postcode"),
            email=self.text("email"),
            language=self.text("language"),
            phones=phones,
        )
        return await self._write(new)


async def ask_for_customer(behind: AtDesk) -> None:
    """Take down a new customer, and begin a bill on their account."""
    registered: list[int] = []

    async def write(new: NewCustomer) -> str:
        found = await behind.ask(customers.register, new)
        registered.append(found.account_id)
        return found.sentence

    def then(left: bool | None) -> None:
        if registered:
            behind.attempt(behind.workstation.travel.to_bill_of(registered[0]))
        elif left:
            behind.say("The customer is not saved; what was typed is kept: + and ctrl+n go on with it.")

    known = await behind.ask(clients.every)
    dialog = CustomerDialog(known, write, await behind.ask(unsaved.begun, _OF))
    await behind.workstation.travel.show_dialog(dialog, then)
