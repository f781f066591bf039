"""A file of remittances: looked through first, with its balance and where each claim would go; then taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from collections_tui.services import remittances
from collections_tui.services.remittance_views import ImportedRemittances
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.call_filter import one_of
from collections_tui.tui.dialogs.call_form import Understood
from collections_tui.tui.dialogs.field_row import FieldRow
from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.screens.remittance_words import report_lines
from collections_tui.tui.text import cut
from collections_tui.tui.widgets.reading import ItemsView

_AROUND = 9  # lines of everything but what the file comes to


class ImportDialog(DeskDialog[bool]):
    """Is dismissed with True once the file was taken in. Nothing is stored before it was shown.

    Args:
        clients: codes there are.
    """

    SCOPE = "remittance_import"
    TITLE_TEXT = "Take in a remittance (X12 835)"
    BINDINGS = bindings_for("remittance_import")
    AUTO_FOCUS = "FieldInput"

    def __init__(self, clients: Sequence[str]) -> None:
        super().__init__(classes="-arrangement")
        self._clients = {code: code for code in clients}
        self._file = FieldRow("file", "File", look="form")
        self._file.input.max_length = 400
        self._client = FieldRow("client", "Client", look="form")
        if len(clients) == 1:
            self._client.input.value = clients[0]
        self._report = ItemsView(reading=True, id="remittance-report")
        self._looked: ImportedRemittances | None = None
        self._anyway = False

    def compose_body(self) -> ComposeResult:
        yield self._file
        yield self._client
        yield self._report

    def on_mount(self) -> None:
        self._client.say_back(Understood(words=cut(", ".join(self._clients), 30)), False)
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Give the report the lines there are."""
        self._lay_out()

    def _lay_out(self) -> None:
        report = self._looked
        lines = []
        if report is not None:
            lines = report_lines(report, max(20, min(80, self.app.size.width) - 5), self.desk.books.codes)
        self._report.display = bool(lines)
        self._report.styles.height = min(len(lines), max(3, self.app.size.height - _AROUND))
        self._report.read(lines)

    @on(Input.Changed)
    def _changed(self) -> None:
        """What was looked through was another file."""
        self._looked, self._anyway = None, False
        self._lay_out()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Look it through; then take it in."""
        path = self._file.input.value.strip()
        try:
            client = one_of("client", self._client.input.value.strip(), self._clients)
        except ValueError as error:
            self.say(str(error), "error")
            return
        if not path or client is None:
            self.set_focus((self._client if path else self._file).input)
            self.say("Type the name of the file, and the client whose claims it is about.", "error")
        elif self._looked is None:
            self.attempt(self._look(Path(path).expanduser(), client))
        else:
            self.attempt(self._take(Path(path).expanduser(), client))

    def action_anyway(self) -> None:
        """Look it through though its numbers were used before: the payer says that both hold."""
        self._anyway = True
        self._looked = None
        self.action_save()

    async def _look(self, path: Path, client: str) -> None:
        self._looked = await self.ask(remittances.take, path, client, dry_run=True, anyway=self._anyway)
        self._lay_out()
        posts = self._looked.posted + self._looked.unmatched
        more = "enter takes it in." if posts else "There is nothing new in it."
        self.say(f"{self._looked.sentence.removesuffix(remittances.DRY)} {more}")

    async def _take(self, path: Path, client: str) -> None:
        report = await self.ask(remittances.take, path, client, anyway=self._anyway)
        await self.dismiss(True)
        self.workstation.say(report.sentence)

    def action_page_down(self) -> None:
        """Go on in what it comes to."""
        self._report.action_page_down()

    def action_page_up(self) -> None:
        """Go back in it."""
        self._report.action_page_up()

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()
