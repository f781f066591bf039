"""Where a report goes as CSV."""

from __future__ import annotations

from pathlib import Path

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.letter import LetterDialog


class ExportDialog(LetterDialog):
    """Writes the file before it closes, and stays open with what was typed when that fails."""

    SCOPE = "export"
    TITLE_TEXT = "Report as CSV"
    BINDINGS = bindings_for("export")

    def action_save(self) -> None:
        """Write the file."""
        typed = self._file.input.value.strip()
        if not typed:
            self.say("Type the name of a file.", "error")
        else:
            self.attempt(self._save(Path(typed)))
