"""Which accounts a worklist shows: client, age, amount, state, words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from collections_tui.domain.money import format_cents, parse_cents
from collections_tui.services.views import ListQuery
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.worklist_words import BUCKETS
from collections_tui.tui.text import cut, line
from collections_tui.tui.widgets.inputs import FieldInput

Value = TypeVar("Value")

FIELDS = ("client", "age", "from", "to", "state", "words")
_HINT = 55


class FilterDialog(DeskDialog[ListQuery]):
    """Is dismissed with the query as it is to be from now on.

    Args:
        query: as it is.
        clients: codes there are.
        states: states there are.
    """

    SCOPE = "filter"
    TITLE_TEXT = "Show only"
    BINDINGS = bindings_for("filter")
    AUTO_FOCUS = "Input"

    def __init__(self, query: ListQuery, clients: Sequence[str], states: Sequence[str]) -> None:
        super().__init__()
        self._base = query
        self._clients = clients
        self._states = states

    def compose_body(self) -> ComposeResult:
        values = as_typed(self._base)
        hints = {
            "client": " ".join(self._clients),
            "age": ", ".join(BUCKETS.values()),
            "from": "amount owed, at least: 250",
            "to": "amount owed, at most: 1,000",
            "state": " ".join(self._states),
            "words": "part of a name, a number or a phone",
        }
        for name in FIELDS:
            with Horizontal(classes="field"):
                yield Static(name, markup=False, classes="label")
                field = FieldInput(id=f"field-{name}")
                field.value, field.placeholder = values[name], cut(hints[name], _HINT)
                yield field

    def on_input_submitted(self) -> None:
        """Enter applies from every field."""
        self.action_apply()

    def action_apply(self) -> None:
        """Show what the fields say, or say which of them cannot be understood."""
        typed = {name: self._field(name).value.strip() for name in FIELDS}
        try:
            query = from_typed(self._base, typed, self._clients, self._states)
        except FieldError as error:
            self._field(error.field).focus()
            self.say(str(error), "error")
        else:
            self.dismiss(query)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_clear(self) -> None:
        """Empty every field."""
        for name in FIELDS:
            self._field(name).value = ""

    def _field(self, name: str) -> Input:
        return self.query_one(f"#field-{name}", Input)


class FieldError(ValueError):
    """What was typed in ``field`` cannot be understood; the sentence says what could be."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def as_typed(query: ListQuery) -> dict[str, str]:
    """Return a query's filter as somebody would type it."""
    return {
        "client": query.client or "",
        "age": BUCKETS[query.bucket] if query.bucket else "",
        "from": _amount(query.at_least_cents),
        "to": _amount(query.at_most_cents),
        "state": query.state or "",
        "words": query.text or "",
    }


def from_typed(query: ListQuery, typed: Mapping[str, str], clients: Sequence[str], states: Sequence[str]) -> ListQuery:
    """Return the query with the filter that was typed; empty fields filter nothing.

    Raises:
        FieldError: a field cannot be understood.
    """
    least, most = _read("from", typed, _cents), _read("to", typed, _cents)
    if least is not None and most is not None and most < least:
        raise FieldError("to", "No amount is both: “to” is less than “from”.")
    return query._replace(
        client=_read("client", typed, lambda text: _one_of(text, {one: one for one in clients})),
        bucket=_read("age", typed, lambda text: _one_of(text, {words: code for code, words in BUCKETS.items()})),
        at_least_cents=least,
        at_most_cents=most,
        state=_read("state", typed, lambda text: _one_of(text, {one: one for one in states})),
        text=typed["words"] or None,
    )


def _read(name: str, typed: Mapping[str, str], parse: Callable[[str], Value]) -> Value | None:
    if not typed[name]:
        return None
    try:
        return parse(typed[name])
    except ValueError as error:
        raise FieldError(name, str(error)) from error


def _amount(cents: int | None) -> str:
    return "" if cents is None else format_cents(cents).removeprefix("$")


def _cents(text: str) -> int:
    cents = parse_cents(text)
    if cents < 0:
        raise ValueError("An amount to filter by is not negative.")
    return cents


def _one_of(text: str, choices: Mapping[str, str]) -> str:
    """Return what the words stand for: typed in full, or as the beginning of only one of them."""
    typed = _plain(text)
    by_words = {_plain(words): value for words, value in choices.items()}
    if typed in by_words:
        return by_words[typed]
    found = [value for words, value in by_words.items() if words.startswith(typed)]
    if len(found) == 1:
        return found[0]
    there_are = cut(", ".join(choices), 80) or "none"
    raise ValueError(f"“{line(text, 20)}” is none of them: there are {there_are}.")


def _plain(words: str) -> str:
    """Words as typed on any keyboard: 31-60 and 31–60 are the same, and so is 90+."""
    plain = words.lower().replace("–", "-").replace("_", "-").replace(" days", "")
    return {"90+": "over 90", ">90": "over 90", "current": "not due"}.get(plain, plain)
