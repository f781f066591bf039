"""Which calls of the log are shown: outcome, client, person."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from collections_tui.domain.outcomes import Outcome, OutcomeBook
from collections_tui.services.views import CallFilter
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import cut, line
from collections_tui.tui.widgets.inputs import FieldInput

FIELDS = ("outcome", "client", "person")


class CallFilterDialog(DeskDialog[CallFilter]):
    """Is dismissed with the filter as it is to be from now on.

    Args:
        chosen: as it is.
        book: the outcomes there are.
        clients: codes there are.
        people: logins of those whose calls may be asked for; the first is my own.
    """

    SCOPE = "filter"
    TITLE_TEXT = "Show only"
    BINDINGS = bindings_for("filter")
    AUTO_FOCUS = "Input"

    def __init__(self, chosen: CallFilter, book: OutcomeBook, clients: Sequence[str], people: Sequence[str]) -> None:
        super().__init__()
        self._chosen = chosen
        self._book = book
        self._clients = clients
        self._people = people
        self._fields = {name: FieldInput(id=f"field-{name}", max_length=60) for name in FIELDS}

    def compose_body(self) -> ComposeResult:
        hints = {
            "outcome": "promised, no answer, refuses…",
            "client": " ".join(self._clients),
            "person": " ".join(self._people),
        }
        for name, value in as_typed(self._chosen, self._book).items():
            with Horizontal(classes="field"):
                yield Static(name, markup=False, classes="label")
                field = self._fields[name]
                field.value, field.placeholder = value, cut(hints[name], 50)
                yield field

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_apply()

    def action_apply(self) -> None:
        """Show what the fields say, or say which of them cannot be understood."""
        typed = {name: field.value.strip() for name, field in self._fields.items()}
        try:
            chosen = from_typed(self._chosen, typed, self._book, self._clients, self._people)
        except ValueError as error:
            self.say(str(error), "error")
        else:
            self.dismiss(chosen)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_clear(self) -> None:
        """Empty every field."""
        for field in self._fields.values():
            field.value = ""


def as_typed(chosen: CallFilter, book: OutcomeBook) -> dict[str, str]:
    """Return a filter as somebody would type it."""
    outcome = book.by_code.get(chosen.outcome or "")
    return {
        "outcome": _words(outcome) if outcome is not None else chosen.outcome or "",
        "client": chosen.client or "",
        "person": chosen.by or "",
    }


def _words(outcome: Outcome) -> str:
    return outcome.words if outcome.direction == "outbound" else outcome.code.replace("_", " ")


def from_typed(
    chosen: CallFilter, typed: dict[str, str], book: OutcomeBook, clients: Sequence[str], people: Sequence[str]
) -> CallFilter:
    """Return the filter that was typed. An empty field filters nothing; nobody but myself is asked for by one person.

    Raises:
        ValueError: a field is none of what there is; one sentence.
    """
    words = {one.words: one.code for one in book.for_direction("outbound")}
    if typed["outcome"].lower().startswith("inbound"):
        # Calls we got have outcomes of their own, many with the same words: their codes tell them apart.
        words = {one.code.replace("_", " "): one.code for one in book.for_direction("inbound")}
    person = one_of("person", typed["person"], {login: login for login in people})
    return chosen._replace(
        outcome=one_of("outcome", typed["outcome"], words),
        client=one_of("client", typed["client"], {code: code for code in clients}),
        by=person if person is not None or len(people) > 1 else chosen.by,
    )


def one_of(field: str, text: str, choices: dict[str, str]) -> str | None:
    """Return what the words stand for: typed in full, or as part of only one of them; None for nothing typed."""
    typed = text.lower()
    if not typed:
        return None
    exact = [value for words, value in choices.items() if words.lower() == typed]
    found = exact or [value for words, value in choices.items() if words.lower().startswith(typed)]
    found = found or [value for words, value in choices.items() if typed in words.lower()]
    if len(found) == 1:
        return found[0]
    which = [words for words in choices if typed in words.lower()] or list(choices)
    raise ValueError(f"“{line(text, 20)}” is no single {field}: write one of {cut(', '.join(which), 90)}.")
