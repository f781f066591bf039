"""Whether a number may be called, rule by rule: what was looked at, what was found, and where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult

from collections_tui.domain.contact.records import Case, Finding, Judgement, Verdict
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.verdicts import MAY, NEVER, WAIT, WARNED, of_judgement, their_time
from collections_tui.tui.widgets.item_scroll import Item, ItemScroll
from collections_tui.tui.widgets.lines import BLANK, Line, LinesView, Run, line_cells, text_line, wrapped

_WORDS: dict[Verdict, str] = {"block": "blocks", "warn": "warns", "allow": "allows"}
_INDENT = 10


class Asked(NamedTuple):
    """One number: as one reads it out, its kind, and what the rules say to it."""

    said: str
    kind: str
    judgement: Judgement


class WhyDialog(DeskDialog[None]):
    """Shows what the rules found for one number; digits switch to the others.

    Args:
        asked: every number of the account.
        chosen: the place of the one to begin with.
        case: what the rules looked at.
        besides: what stops calls on the account besides the rules; '' for nothing.
    """

    SCOPE = "why"
    TITLE_TEXT = "What the contact rules say"
    BINDINGS = bindings_for("why")
    AUTO_FOCUS = "#why-lines"

    def __init__(self, asked: Sequence[Asked], chosen: int, case: Case, besides: str) -> None:
        super().__init__(classes="-with-list")
        self._asked = asked
        self._chosen = chosen
        self._case = case
        self._besides = besides
        self._scroll = ItemScroll(reading=True)
        self._lines = LinesView(id="why-lines")
        self._lines.can_focus = True

    def compose_body(self) -> ComposeResult:
        yield self._lines

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._lay_out(keep=True))

    def _lay_out(self, *, keep: bool) -> None:
        cells, height = self._lines.size
        if cells:
            lines = why_lines(self._asked, self._chosen, self._case, self._besides, cells - 1)
            self._scroll.fill([Item(number, [line]) for number, line in enumerate(lines)], keep=keep)
            self._scroll.resize(height)
            self._show()

    def _show(self) -> None:
        self._lines.show(self._scroll.lines(active=False))

    def action_phone(self, digit: int) -> None:
        """Show another number."""
        if int(digit) > len(self._asked):
            self.say(f"There is no number {digit}.")
            return
        self.say("")
        self._chosen = int(digit) - 1
        self._lay_out(keep=False)

    def action_down(self) -> None:
        """Scroll on."""
        self._scroll.move(1)
        self._show()

    def action_up(self) -> None:
        """Scroll back."""
        self._scroll.move(-1)
        self._show()

    def action_page_down(self) -> None:
        """Scroll on by a page."""
        self._scroll.page(1)
        self._show()

    def action_page_up(self) -> None:
        """Scroll back by a page."""
        self._scroll.page(-1)
        self._show()


def why_lines(asked: Sequence[Asked], chosen: int, case: Case, besides: str, cells: int) -> list[Line]:
    """Return every rule that was looked at for a number, what blocks first, under the numbers there are."""
    lines: list[Line] = []
    for number, one in enumerate(asked):
        verdict = of_judgement(one.judgement, case)
        mark, tone = ("▸", "accent") if number == chosen else (" ", "")
        digit = str(number + 1) if number < 9 else " "
        who = f"{one.said} {one.kind}" if one.said else "without a number"
        head: Line = (Run(f"{mark}{digit} ", "accent"), Run(f"{who}  ", tone))  # type: ignore[arg-type]
        lines.append((*head, *verdict.runs(cells - line_cells(head))))
    if besides:
        lines.append((Run(f"{WARNED} ", "warn"), Run(besides, "warn")))
    found = asked[chosen].judgement
    for finding in found.findings:
        lines += [BLANK, *_finding(finding, found, cells)] if finding.verdict != "allow" else []
    lines.append(BLANK)
    for finding in found.findings:
        lines += _finding(finding, found, cells) if finding.verdict == "allow" else []
    return lines


def _finding(finding: Finding, found: Judgement, cells: int) -> list[Line]:
    verdict = finding.verdict
    sign = {"warn": WARNED, "allow": MAY}.get(verdict) or (NEVER if finding.clears_at is None else WAIT)
    text, *rest = wrapped(finding.text[:1].upper() + finding.text[1:], cells - _INDENT)
    tail = [finding.source]
    if finding.clears_at is not None:
        tail.append(f"until {their_time(finding.clears_at, found)} their time")
    elif verdict == "block":
        tail.append("does not end by itself")
    if verdict == "block":
        tail.append("a supervisor may override it" if finding.overridable else "nobody may override it")
    head = Run(f"{sign} {_WORDS[verdict]:<{_INDENT - 2}}", "dim" if verdict == "allow" else "warn")
    indent = Run(" " * _INDENT)
    return [
        (head, Run(text, "" if verdict == "allow" else "strong")),
        *((indent, Run(more)) for more in rest),
        *((indent, *text_line(part, "dim")) for part in wrapped(" · ".join(tail), cells - _INDENT)),
    ]
