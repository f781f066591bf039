"""Where a report goes as CSV."""

from __future__ import annotations

from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.letter import LetterDialog


class ExportDialog(LetterDialog):
    """Writes the file before it closes, and stays open with what was typed when that fails."""

    SCOPE = "export"
    TITLE_TEXT = "Report as CSV"
    BINDINGS = bindings_for("export")
    NOTHING_TYPED = "Type the name of a file."
