"""What the checks said of an invoice, to be read: what is wrong with it, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult

from collections_tui.domain.billing.records import Finding
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.text import plain
from collections_tui.tui.widgets.lines import Line, LinesView, Run, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

_AROUND = 8  # lines of everything but the findings


def finding_lines(findings: Sequence[Finding], cells: int) -> list[Line]:
    """Return findings as lines, errors first: each with its mark, its sentence, and what to do."""
    lines: list[Line] = []
    for one in sorted(findings, key=lambda one: one.severity != "error"):
        wrong = one.severity == "error"
        first, *rest = wrapped(one.sentence, cells - 2)
        lines.append((Run("! " if wrong else "? ", "warn"), Run(first, "strong" if wrong else "")))
        lines += [(Run("  "), Run(part, "strong" if wrong else "")) for part in rest]
        lines += [text_line(f"  {part}", "dim") for part in wrapped(one.do, cells - 2)]
    return lines


class ChecksDialog(DeskDialog[bool]):
    """Is dismissed with nothing.

    Args:
        about: of which invoice, in one line of words.
        findings: what the checks said.
    """

    SCOPE = "checks"
    TITLE_TEXT = "What the checks say"
    BINDINGS = bindings_for("checks")

    def __init__(self, about: str, findings: Sequence[Finding]) -> None:
        super().__init__(classes="-arrangement")
        self._about, self._findings = about, findings
        self._said = LinesView(id="accept-said")
        self._top = 0

    def compose_body(self) -> ComposeResult:
        about = OneLine(classes="about")
        about.show(plain(self._about))
        yield about
        yield self._said

    def on_mount(self) -> None:
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Give the findings the lines there are."""
        self._lay_out()

    def _lay_out(self) -> None:
        lines = finding_lines(self._findings, max(20, min(80, self.app.size.width) - 4))
        room = max(3, self.app.size.height - _AROUND)
        self._said.styles.height = min(room, len(lines))
        self._top = max(0, min(self._top, len(lines) - room))
        self._said.show(lines[self._top :])

    def action_down(self) -> None:
        """The next line."""
        self._turn(1)

    def action_up(self) -> None:
        """The line before."""
        self._turn(-1)

    def action_page_down(self) -> None:
        """Go on in it."""
        self._turn(self._said.size.height - 1)

    def action_page_up(self) -> None:
        """Go back in it."""
        self._turn(1 - self._said.size.height)

    def _turn(self, lines: int) -> None:
        self._top = max(0, self._top + lines)
        self._lay_out()
