"""A telephone number: a new one in any spelling, or what is known of one that is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar, get_args

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input

from collections_tui.domain.phones import parse_phone, say_phone
from collections_tui.domain.records import PhoneKind, PhoneStatus
from collections_tui.services.numbers import STATUS_WORDS
from collections_tui.services.views import AccountView
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import line, plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

KINDS: tuple[PhoneKind, ...] = get_args(PhoneKind)
STATES: tuple[PhoneStatus, ...] = get_args(PhoneStatus)
_SHOWN = 9
_Choice = TypeVar("_Choice", bound=str)


class PhoneChange(NamedTuple):
    """What is to be known of a number. ``new``: the customer did not have it."""

    e164: str
    kind: PhoneKind | None
    status: PhoneStatus
    new: bool


class PhoneDialog(DeskDialog[bool]):
    """Saves the change before it closes, and stays open with all that was typed when that fails.

    It is dismissed with whether anything changed.

    Args:
        view: the account whose customer has the numbers.
        write: stores the change; returns the sentence that says so.
    """

    SCOPE = "phone"
    TITLE_TEXT = "Telephone number"
    BINDINGS = bindings_for("phone")
    AUTO_FOCUS = "#phone-number"

    def __init__(self, view: AccountView, write: Callable[[PhoneChange], Awaitable[str]]) -> None:
        super().__init__()
        self._view = view
        self._write = write
        self._fields = {name: FieldInput(id=f"phone-{name}", max_length=60) for name in ("number", "kind", "state")}
        self._said = OneLine(classes="field-said")

    def compose_body(self) -> ComposeResult:
        for number, one in enumerate(self._view.phones[:_SHOWN], 1):
            known = OneLine(classes="known")
            known.show(plain(f"{number} {one.said}  {one.phone.kind}  {STATUS_WORDS[one.phone.status]}"))
            yield known
        hints = {
            "number": "a new number, or the digit of one above" if self._view.phones else "in any spelling",
            "kind": ", ".join(KINDS),
            "state": ", ".join(STATES),
        }
        for name, field in self._fields.items():
            with Horizontal(classes="field"):
                label = OneLine(classes="label")
                label.show(Content("it is" if name == "state" else name))
                yield label
                field.placeholder = hints[name]
                yield field
        yield self._said

    @property
    def _change(self) -> tuple[PhoneChange | None, str]:
        return read_change(self._view, *(field.value for field in self._fields.values()))

    @on(Input.Changed)
    def _say_back(self) -> None:
        """Say what was understood."""
        change, words = self._change
        typed = any(field.value.strip() for field in self._fields.values())
        self._said.set_class(typed and change is None, "-problem")
        self._said.show(plain(words if typed else ""))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save the change and close, or say what is wrong."""
        change, words = self._change
        if change is None:
            self.say(words, "error")
        else:
            self.attempt(self._save(change))

    async def _save(self, change: PhoneChange) -> None:
        said = await self._write(change)
        await self.dismiss(True)
        self.workstation.say(said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


def read_change(view: AccountView, number: str, kind: str, state: str) -> tuple[PhoneChange | None, str]:
    """Return the change that was typed and how to say it back; None and what is wrong when there is none."""
    text = number.strip()
    if not text:
        return None, "Type a number with its area code."
    known, e164 = next((one for n, one in enumerate(view.phones, 1) if text == str(n)), None), ""
    if known is None:
        parsed = parse_phone(text, view.customer.country or "US")
        if parsed is None:
            return None, f"“{line(text, 30)}” is no telephone number: write it with its area code."
        e164 = parsed.e164
        known = next((one for one in view.phones if one.phone.e164 == e164), None)
    try:
        kind_now, status = _one_of("kind", kind, KINDS), _one_of("state", state, STATES)
    except ValueError as error:
        return None, str(error)
    if known is None:
        if status not in (None, "good"):
            return None, "A number that is new here is good until a call shows otherwise."
        return PhoneChange(e164, kind_now, "good", True), f"{say_phone(e164)}, new"
    phone, kind_after = known.phone, kind_now or known.phone.kind
    after = status or ("good" if phone.status != "good" and kind_now is None else phone.status)
    if (after, kind_after) == (phone.status, phone.kind):
        return None, f"{known.said} is known as {STATUS_WORDS[after]}: say what is to change."
    return PhoneChange(phone.e164, kind_now, after, False), f"{known.said}: {kind_after}, {STATUS_WORDS[after]}"


def _one_of(field: str, text: str, choices: tuple[_Choice, ...]) -> _Choice | None:
    """The choice that begins with what was typed; None for nothing typed."""
    typed = text.strip().lower()
    if not typed:
        return None
    found = next((one for one in choices if one.startswith(typed)), None)
    if found is None:
        raise ValueError(f"“{line(text, 20)}” is no {field}: write one of {', '.join(choices)}.")
    return found
