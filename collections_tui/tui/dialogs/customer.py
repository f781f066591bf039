"""A new customer: who they are and where they live, for which client; a bill is begun on their account."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.domain.records import Client, PhoneKind, Unsaved
from collections_tui.services import clients, customers, unsaved
from collections_tui.services.customers import NewCustomer
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
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


class CustomerDialog(KeepingDialog):
    """Registers the customer before it closes, and stays open with what was typed when that fails.

    Args:
        known: the clients there are.
        write: registers the customer; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    SCOPE = "customer"
    TITLE_TEXT = "New customer"
    BINDINGS = bindings_for("customer")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, known: Sequence[Client], write: Callable[[NewCustomer], Awaitable[str]], begun: Body) -> None:
        super().__init__(_OF, begun)
        self._known, self._write = known, write
        self._rows = {name: FieldRow(name, label, look="mark") for name, (label, _) in LABELS.items()}
        for name, row in self._rows.items():
            row.input.max_length = LONGEST_WORDS
            row.input.value = begun.get(name, "")

    def compose_body(self) -> ComposeResult:
        yield from self._rows.values()

    def on_mount(self) -> None:
        super().on_mount()
        self._say_back()

    @property
    def body(self) -> Body:
        """What is in the fields, but for blanks alone."""
        return {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        for name, row in self._rows.items():
            said = Understood(words=LABELS[name][1])
            if name == "client":
                found = self._client()
                said = Understood(words=found.name) if found else Understood(problem=self._which())
            row.say_back(said, False)

    def _text(self, name: str) -> str:
        return self._rows[name].input.value.strip()

    def _client(self) -> Client | None:
        """The client whose code begins as typed; the only one there is where nothing is."""
        typed = self._text("client").lower()
        found = [one for one in self._known if one.code.lower() == typed] or [
            one for one in self._known if one.code.lower().startswith(typed)
        ]
        return found[0] if len(found) == 1 else None

    def _which(self) -> str:
        return "one of " + ", ".join(line(one.code, 12) for one in self._known[:4])

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Register the customer, or say what is missing."""
        client = self._client()
        if client is None:
            self.set_focus(self._rows["client"].input)
            self.say(f"Say for which client: {self._which()}.", "error")
            return
        if not self._text("name"):
            self.set_focus(self._rows["name"].input)
            self.say("Type the customer's name, as invoices are to have it.", "error")
            return
        phones = tuple((text.strip(), _KIND) for text in self._text("phone").split(",") if text.strip())
        new = NewCustomer(
            client=client.code,
            name=self._text("name"),
            number=self._text("number"),
            street=self._text("street"),
            city=self._text("city"),
            state=self._text("state"),
            postcode=self._text("postcode"),
            email=self._text("email"),
            language=self._text("language"),
            phones=phones,
        )
        self.attempt(self.save(lambda: self._write(new)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


async def ask_for_customer(behind: AtDesk) -> None:
    """Take down a new customer, and begin a bill on their account."""
    registered: list[int] = []

    async def write(new: NewCustomer) -> str:
        found = await behind.ask(customers.register, new)
        registered.append(found.account_id)
        await behind.ask(unsaved.keep, _OF, {})
        return found.sentence

    def then(left: bool | None) -> None:
        if registered:
            behind.attempt(behind.workstation.travel.to_bill_of(registered[0]))
        elif left:
            behind.say("The customer is not saved; what was typed is kept: + and ctrl+n go on with it.")

    known = await behind.ask(clients.every)
    dialog = CustomerDialog(known, write, await behind.ask(unsaved.begun, _OF))
    await behind.workstation.travel.show_dialog(dialog, then)
