"""What is known about contact with a customer: the flags that are set, setting one, and lifting one."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Input

from collections_tui.domain.records import Unsaved
from collections_tui.services.permissions import allowed
from collections_tui.services.views import AccountView, FlagLine
from collections_tui.tui.commands import bindings_for, footer_commands
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.flag_form import (
    BY_CODE,
    Offer,
    fields_of,
    hint_of,
    label_of,
    number_of,
    preset_of,
    problems,
    understand,
    whole,
)
from collections_tui.tui.dialogs.flag_keys import FlagKeys, liftable
from collections_tui.tui.dialogs.keeping import TYPED_BEFORE, KeepingDialog
from collections_tui.tui.here import Here, here_at
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import Footer, OneLine

EVERYWHERE = "everywhere"
"""Stands among what was typed where a flag is to be about all accounts of the customer."""


class Writer(Protocol):
    """What the screen behind the dialog does for it. Each returns the sentence that says so."""

    def set_flag(
        self, offer: Offer, typed: dict[str, str], phone: str, everywhere: bool, left: Body
    ) -> Awaitable[str]: ...

    def lift_flag(self, flag_id: int) -> Awaitable[tuple[str, AccountView]]: ...


class FlagRow(FieldRow):
    """A field of a flag, with what was understood under it."""

    def __init__(self, name: str, label: str, text: str, hint: str, tall: bool) -> None:
        super().__init__(name, label, look="flag")
        self.input.value, self.input.placeholder = text, hint
        self.said.set_class(tall, "-tall")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield self.label
            yield self.input
        yield self.said


class FlagDialog(KeepingDialog):
    """Shows the kinds of flags with their keys; a key asks for what that flag needs, in the same place.

    It is dismissed with whether something that was typed is left unsaved.

    Args:
        view: the account.
        writer: sets and lifts.
        begun: what was typed before and not saved.
        dialled: the number of the call under way, '' without one.
    """

    SCOPE = "flag"
    TITLE_TEXT = "What is known about contact"
    BINDINGS = bindings_for("flag")
    AUTO_FOCUS = "FlagKeys"

    def __init__(self, view: AccountView, writer: Writer, begun: Body, dialled: str = "") -> None:
        super().__init__(Unsaved("flag", view.account.id), begun)
        self.add_class("-with-list")
        self._view = view
        self._writer = writer
        self._dialled = dialled
        self._typed = _typed_from(begun)
        self._offer: Offer | None = BY_CODE.get(begun.get("kind", ""))
        self._touched = self._offer
        self._insist = False
        self._asked_to_lift = 0
        self._keys = FlagKeys()
        self._form = Vertical(id="flag-form")

    def compose_body(self) -> ComposeResult:
        yield self._keys
        yield self._form

    def on_mount(self) -> None:
        begun = self._offer
        self._show_keys()
        if begun is not None:
            self.attempt(self._go_on(begun))

    async def _go_on(self, begun: Offer) -> None:
        await self._ask(begun)
        self.say(TYPED_BEFORE)

    # The list

    @property
    def _here(self) -> Here:
        return here_at(self.desk)

    def _show_keys(self) -> None:
        self._offer, self._insist, self._asked_to_lift = None, False, 0
        self._form.display, self._keys.display = False, True
        self.query_one("#dialog", Container).border_title = self.TITLE_TEXT
        self._keys.offer(known_flags(self._view), self._touched, works=self._works)
        self.set_focus(self._keys)
        self._offer_keys()

    def _offer_keys(self) -> None:
        commands = footer_commands((self.SCOPE,), self.desk.person.roles, typing=self._offer is not None)
        if not self._may_be_everywhere:
            commands = [one for one in commands if one.verb != EVERYWHERE]
        if not liftable(self._view.flags, self._works):
            commands = [one for one in commands if one.verb != "lift"]
        self.query_one(Footer).offer(commands)

    @on(FlagKeys.Chosen)
    def _take(self, event: FlagKeys.Chosen) -> None:
        event.stop()
        if event.offer.numbered and not self._view.phones:
            self.say("No number is known: + on the account adds one.", "error")
            return
        self.say("")
        self.attempt(self._ask(event.offer))

    @on(FlagKeys.Unknown)
    def _say_unknown(self, event: FlagKeys.Unknown) -> None:
        event.stop()
        self.say(f"{event.sign} is the key of no flag: the key in front of each sets it, esc goes back.")

    @property
    def _works(self) -> bool:
        return allowed("work", self.desk.person.roles)

    def action_lift(self, digit: int) -> None:
        """Lift the flag of this digit, asked twice."""
        if self._offer is not None:
            return
        known = liftable(known_flags(self._view), self._works)
        if int(digit) > len(known):
            self._asked_to_lift = 0
            self.say(f"There is no flag {digit} that you may lift.")
            return
        chosen = known[int(digit) - 1]
        if self._asked_to_lift != chosen.id:
            self._asked_to_lift = chosen.id
            how = "" if chosen.may_lift else ", with a supervisor’s PIN"
            self.say(f"{digit} again lifts this{how}: {chosen.statement}.", "error")
        else:
            self.attempt_lent(lambda: self._lift(chosen))

    async def _lift(self, chosen: FlagLine) -> None:
        self._asked_to_lift = 0
        said, self._view = await self._writer.lift_flag(chosen.id)
        self._show_keys()
        self.say(said)

    # One flag

    @property
    def _may_be_everywhere(self) -> bool:
        spec = None if self._offer is None else self._offer.spec
        return spec is not None and spec.all_accounts and bool(self._view.siblings)

    async def _ask(self, offer: Offer) -> None:
        """Ask for what a flag needs; what was typed of it before is there again."""
        self._offer, self._touched, self._insist, self._asked_to_lift = offer, offer, False, 0
        typed = self._typed.setdefault(offer.code, {})
        self._keys.display, self._form.display = False, True
        self.query_one("#dialog", Container).border_title = offer.title
        await self._form.remove_children()
        about = OneLine(classes="about")
        about.show(plain(_about(offer, self._view)))
        rows = [self._row(offer, name, typed) for name in fields_of(offer)]
        await self._form.mount(about, *rows, OneLine(id="flag-everywhere"), OneLine(id="flag-whole"))
        self._offer_keys()
        self._say_back()
        wanting = problems(offer, typed, self._view, self._here, self.desk.books.places)
        first = next((row for row in rows if row.field in wanting), rows[0] if rows else None)
        self.set_focus(first.input if first is not None else None)

    def _row(self, offer: Offer, name: str, typed: dict[str, str]) -> FlagRow:
        text = typed.setdefault(name, preset_of(offer, name, self._view, self._dialled))
        tall = any(ask.name == name and ask.kind == "times" for ask in offer.asks)
        return FlagRow(name, label_of(offer, name), text, hint_of(offer, name, self._view), tall)

    @property
    def body(self) -> Body:
        """What was typed of every flag that is begun, but for blanks and for what stood there before anybody typed."""
        return self._left(None)

    def _left(self, done: Offer | None) -> Body:
        body = {
            f"{code}.{name}": text
            for code, typed in self._typed.items()
            for name, text in typed.items()
            if done is not BY_CODE[code] and text.strip() and text != self._preset(BY_CODE[code], name)
        }
        begun = [name.partition(".")[0] for name in body]
        if begun:
            last = self._touched.code if self._touched is not None else ""
            body["kind"] = last if last in begun else begun[-1]
        return body

    def _preset(self, offer: Offer, name: str) -> str:
        return "" if name == EVERYWHERE else preset_of(offer, name, self._view, self._dialled)

    @on(Input.Changed)
    def _changed(self) -> None:
        if self._offer is not None:
            typed = self._typed[self._offer.code]
            for row in self._form.query(FlagRow):
                typed[row.field] = row.input.value
            self._say_back()
            self.keep_typed()

    def _say_back(self) -> None:
        """Say what was understood, of each field and of the whole."""
        offer = self._offer
        if offer is None:
            return
        typed, here, places = self._typed[offer.code], self._here, self.desk.books.places
        for row in self._form.query(FlagRow):
            row.say_back(understand(offer, row.field, typed, self._view, here, places), self._insist)
        everywhere = self._form.query_one("#flag-everywhere", OneLine)
        everywhere.show(plain(self._everywhere_words()))
        everywhere.display = self._may_be_everywhere
        said = whole(offer, typed, self._view, here, places)
        self._form.query_one("#flag-whole", OneLine).show(plain(f"enter sets: {said}" if said else ""))

    def _everywhere_words(self) -> str:
        accounts = len(self._view.siblings) + 1
        if self._offer is not None and self._typed[self._offer.code].get(EVERYWHERE):
            return f"On all {accounts} accounts of the customer. ctrl+t: on this one alone."
        return f"On this account alone. ctrl+t: on all {accounts} accounts of the customer."

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def on_key(self, event: events.Key) -> None:
        """Enter sets a flag that asks for nothing, too."""
        if event.key == "enter" and self._offer is not None and not fields_of(self._offer):
            self.action_save()

    def action_save(self) -> None:
        """Set the flag and close, or say what is missing and go there."""
        offer = self._offer
        if offer is None:
            self.say("Which one? The key in front of it says so; or go there with ↓ and press enter.")
            return
        typed = self._typed[offer.code]
        found = problems(offer, typed, self._view, self._here, self.desk.books.places)
        if found:
            name, problem = next(iter(found.items()))
            self._insist = True
            self._say_back()
            self.set_focus(next(row.input for row in self._form.query(FlagRow) if row.field == name))
            self.say(f"Not set yet. {label_of(offer, name)}: {problem}", "error")
            return
        values = {name: text for name, text in typed.items() if name in {ask.name for ask in offer.asks}}
        phone = number_of(typed, self._view) if offer.numbered else ""
        everywhere = bool(typed.get(EVERYWHERE)) and self._may_be_everywhere
        self.attempt(self.save(lambda: self._writer.set_flag(offer, values, phone, everywhere, self._left(offer))))

    def action_everywhere(self) -> None:
        """On this account alone, or on all accounts of the customer."""
        if self._offer is not None and self._may_be_everywhere:
            typed = self._typed[self._offer.code]
            typed[EVERYWHERE] = "" if typed.get(EVERYWHERE) else "yes"
            self._say_back()
            self.keep_typed()

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_cancel(self) -> None:
        """One step back: from a flag to the list, from there to the account; what was typed is kept."""
        if self._offer is not None:
            self._show_keys()
            self.say("")
        else:
            super().action_cancel()


def known_flags(view: AccountView) -> list[FlagLine]:
    """Return the flags that are set, the gravest first."""
    order = list(BY_CODE)
    return sorted(view.flags, key=lambda one: order.index(one.kind))


def _typed_from(begun: Body) -> dict[str, dict[str, str]]:
    typed: dict[str, dict[str, str]] = {}
    for key, text in begun.items():
        code, dot, name = key.partition(".")
        offer = BY_CODE.get(code)
        if dot and offer is not None and (name == EVERYWHERE or name in fields_of(offer)):
            typed.setdefault(code, {})[name] = text
    return typed


def _about(offer: Offer, view: AccountView) -> str:
    who = f"{view.account.number}, {view.customer.name}"
    if offer.spec is None:
        return who
    held = " · puts the account on hold" if offer.spec.hold else ""
    ended = " · ends the hold" if offer.spec.releases else ""
    return f"{who} · {offer.spec.source}{held}{ended}"
