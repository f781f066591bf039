"""Where a line of a bill is typed: a row in the grid of the lines, and a second one for what is seldom needed.

It is a part of the screen and not a window over it, so that the lines and what they come to stay in sight. Nothing is
written from here: the screen is told.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from collections_tui.domain.billing.records import Price
from collections_tui.domain.money import plain_amount
from collections_tui.services.ledger_checks import LONGEST_WORDS
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.line_form import FIELDS, LONGEST, NUMBER, Typed
from collections_tui.tui.screens.draft_keeper import Body
from collections_tui.tui.text import line as one_line
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.one_line import OneLine

NEW = 0
"""In place of the position of a line that is new."""
_HINTS = {"code": "code/word", "qty": "1"}


class LineForm(Vertical):
    """The fields of one line. Its keys are those of the scope ``line``."""

    BINDINGS = bindings_for("line")

    class Changed(Message):
        """Something was typed: ``field`` says where."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field

    class Entered(Message):
        """Enter was pressed: in the field of the code, or in another."""

        def __init__(self, field: str) -> None:
            super().__init__()
            self.field = field

    class CodeLeft(Message):
        """The person went on from a code that was typed, without taking a price for it."""

    class Stepped(Message):
        """The cursor among the prices goes on, or back."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    class Left(Message):
        """The person wants back to the lines."""

    class Cleared(Message):
        """The person wants the fields empty."""

    class HelpWanted(Message):
        """The person wants to see the keys."""

    def __init__(self) -> None:
        super().__init__(id="bill-line")
        self.number = NEW
        """The position of the line that is being changed; ``NEW`` for one that is new."""
        self.price: Price | None = None
        """What the list has for the code that was taken."""
        self.taken = ""
        """The code and modifier for which that was looked up, as they were then."""
        self._fields = {
            name: FieldInput(id=f"line-{name}", max_length=LONGEST.get(name, LONGEST_WORDS)) for name in FIELDS
        }
        self._original: Typed = {}
        self._day = ""
        self._mark = OneLine(id="line-mark")
        self._amount = OneLine(id="line-amount")

    def compose(self) -> ComposeResult:
        with Horizontal(classes="line-row"):
            yield self._mark
            for name in ("code", "day", "what", "qty", "price"):
                yield self._fields[name]
            yield self._amount
        with Horizontal(classes="line-row"):
            for name, label in (("mod", "modifier"), ("off", "off"), ("why", "why this price"), ("tax", "tax")):
                word = OneLine(classes=f"line-label line-label-{name}")
                word.show(Content(label))
                yield word
                yield self._fields[name]

    def on_mount(self) -> None:
        self._show_mark()

    # What is typed

    @property
    def typed(self) -> Typed:
        """The texts of the fields."""
        return {name: field.value for name, field in self._fields.items()}

    @property
    def body(self) -> Body:
        """What is to be kept of it; empty where nothing is typed."""
        typed = {name: text for name, text in self.typed.items() if text.strip()}
        return typed | {NUMBER: str(self.number)} if typed and not self.is_as_it_was else {}

    @property
    def is_as_it_was(self) -> bool:
        """Whether a line of the bill stands here as it is there."""
        return self.number != NEW and self.typed == self._original

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed that is not in the bill."""
        return not self.body

    @property
    def wanted(self) -> str:
        """The code and modifier as they are typed: what ``taken`` would be."""
        return f"{self._fields['code'].value.strip()} {self._fields['mod'].value.strip()}"

    @property
    def searching(self) -> bool:
        """Whether a price is being looked for: the code was typed into and none is taken yet."""
        return self.field == "code" and bool(self._fields["code"].value.strip()) and self.taken != self.wanted

    @property
    def field(self) -> str:
        """The field that has the focus, '' where none has."""
        return next((name for name, one in self._fields.items() if one.has_focus), "")

    def begin(self, position: int = NEW, was: Typed | None = None, typed: Typed | None = None) -> None:
        """Begin a line, or change the bill's one of this position.

        Args:
            position: of the line.
            was: that line as it would be typed; nothing of a new one.
            typed: what was typed of it before, in the place of that.
        """
        self.number, self._original = position, dict.fromkeys(FIELDS, "") | (was or {})
        self.price, self.taken = None, ""
        with self.prevent(Input.Changed):
            for name, field in self._fields.items():
                field.value = (self._original if typed is None else typed).get(name, "")
                field.cursor_position = len(field.value)
        self.show_listed("")
        self._show_mark()

    def go(self, field: str = "code") -> None:
        """Go to a field."""
        self.screen.set_focus(self._fields[field])

    def take(self, price: Price | None, currency: str) -> None:
        """Take a price of the list for this line, or know that there is none; what it says stands in empty fields."""
        self.price = price
        if price is not None:
            with self.prevent(Input.Changed):
                self._fields["code"].value = price.code
                self._fields["mod"].value = self._fields["mod"].value or price.modifier
        self.taken = self.wanted
        self.show_listed(currency)

    def show_listed(self, currency: str) -> None:
        """Show in empty fields what the list says."""
        price = self.price
        said = dict.fromkeys(FIELDS, "") | _HINTS | {"day": self._day}
        if price is not None:
            said |= {
                "what": one_line(price.description),
                "price": plain_amount(price.cents, currency),
                "tax": one_line(price.tax, 40) or "none",
            }
        for name, field in self._fields.items():
            field.placeholder = said[name]

    def say_day(self, words: str) -> None:
        """Show which day a line has that says none."""
        self._day = self._fields["day"].placeholder = words

    def say_amount(self, words: str) -> None:
        """Show what the line comes to."""
        self._amount.show(plain(words))

    def _show_mark(self) -> None:
        self._mark.show(plain("+" if self.number == NEW else str(self.number)))

    # Keys

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self._field_of(event.input)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self._field_of(event.input)))

    def _field_of(self, input: Input) -> str:
        return (input.id or "").removeprefix("line-")

    def action_save(self) -> None:
        """Take the price, or add the line."""
        self.post_message(self.Entered(self.field))

    def action_following(self) -> None:
        """Go to the next field."""
        self._go_on(1)

    def action_previous(self) -> None:
        """Go to the field before."""
        self._go_on(-1)

    def _go_on(self, by: int) -> None:
        if self.searching:
            self.post_message(self.CodeLeft())
        at = FIELDS.index(self.field) if self.field in FIELDS else 0
        self.go(FIELDS[(at + by) % len(FIELDS)])

    def action_step_down(self) -> None:
        """The next price that fits."""
        self.post_message(self.Stepped(1))

    def action_step_up(self) -> None:
        """The price before."""
        self.post_message(self.Stepped(-1))

    def action_clear(self) -> None:
        """Empty every field."""
        self.post_message(self.Cleared())

    def action_back(self) -> None:
        """Go back to the lines; what was typed stays."""
        self.post_message(self.Left())

    def action_help_here(self) -> None:
        """Show the keys."""
        self.post_message(self.HelpWanted())
