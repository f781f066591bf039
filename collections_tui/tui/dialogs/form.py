"""A form: fields with labels, each of which says back what it understood; kept until it is saved.

A subclass names its fields, says what each is understood as, and writes them. Nothing here knows what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input

from collections_tui.domain.records import Unsaved
from collections_tui.services import unsaved
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.dialogs.keeping import KeepingDialog
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.one_line import OneLine


class FormDialog(KeepingDialog):
    """Saves before it closes, and stays open with what was typed when that fails.

    Args:
        of: what the text belongs to.
        about: lines of words above the fields.
        labels: the fields by name, with the words before them.
        begun: what was typed before and not saved.
        as_it_is: what the fields say where nobody has typed.
    """

    SCOPE = "form"
    BINDINGS = bindings_for("form")
    AUTO_FOCUS = "FieldInput"
    LOOK: ClassVar[str] = "form"
    """How its fields look: ``FieldRow.look``."""
    SENTENCES: ClassVar[tuple[str, ...]] = ("because", "note")
    """Fields into which sentences are typed: once something is there, what they are for leaves them the room."""

    def __init__(
        self,
        of: Unsaved,
        about: Sequence[str],
        labels: Mapping[str, str],
        begun: Body,
        as_it_is: Body | None = None,
    ) -> None:
        super().__init__(of, begun)
        self._about = about
        self._as_it_is: Body = as_it_is or {}
        self.said = ""
        """The sentence that says what was saved; '' before."""
        self._rows = {name: FieldRow(name, label, look=self.LOOK) for name, label in labels.items()}
        typed = {name: text for name, text in begun.items() if name in labels} or self._as_it_is
        for name, row in self._rows.items():
            row.input.max_length = LONGEST_WORDS
            row.input.value = typed.get(name, "")

    def compose_body(self) -> ComposeResult:
        yield from self._head()
        yield from self._rows.values()

    def _head(self) -> Iterator[Widget]:
        for at, words in enumerate(self._about, start=1):
            about = OneLine(classes="about" if at == len(self._about) else "form-about")
            about.show(plain(words))
            yield about

    def on_mount(self) -> None:
        super().on_mount()
        self._say_back()

    # What a subclass says

    def understood(self, name: str) -> str:
        """What a field was understood as, or what it is for where nothing is typed.

        Raises:
            ValueError: it is wrong; a sentence.
        """
        raise NotImplementedError

    async def write(self) -> str:
        """Store what is typed; the sentence that says so."""
        raise NotImplementedError

    @property
    def beside(self) -> Body:
        """What is kept with what is typed and is no field of this form: it stays when the form is saved."""
        return {}

    # What is typed

    def text(self, name: str) -> str:
        """What is typed into a field, without blanks around it."""
        return self._rows[name].input.value.strip()

    @property
    def body(self) -> Body:
        """What is in the fields, where that is not what is there already; and what is kept beside it."""
        typed = {name: row.input.value for name, row in self._rows.items() if row.input.value.strip()}
        return {**({} if typed == self._as_it_is else typed), **self.beside}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say_back()
        self.keep_typed()

    def _say_back(self) -> None:
        for name, row in self._rows.items():
            try:
                said = Understood(words=self.understood(name))
            except ValueError as error:
                said = Understood(problem=str(error))
            row.say_back(said, False)
            if name in self.SENTENCES:
                row.said.display = bool(said.problem) or not row.input.value

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Save it, or say what is wrong, and where."""
        for name, row in self._rows.items():
            if not row.display:
                continue
            try:
                self.required(name)
                self.understood(name)
            except ValueError as error:
                self.set_focus(row.input)
                self.say(sentence(str(error)), "error")
                return
        self.do_save()

    def required(self, name: str) -> None:
        """Pass unless a field has to be filled and is not.

        Raises:
            ValueError: it has; a sentence.
        """

    def do_save(self) -> None:
        """Have it saved."""
        self.attempt(self._save())

    async def _save(self) -> None:
        await self.settle()
        self.said = await self.write()
        await self.ask(unsaved.keep, self._of, self.beside)
        await self.dismiss(False)
        self.workstation.say(self.said)

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()


def sentence(text: str) -> str:
    """Return words as a sentence."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
