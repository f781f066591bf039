"""Screens as plain text, kept in tests/frames: what a change does to a screen is then to be read in its diff.

    async def test_worklist(golden: Golden) -> None:
        async with sitting(work, size=(80, 24)) as ui:
            golden(ui, "worklist")        # compares with tests/frames/worklist-80x24.txt

``pytest --update-frames`` writes the files.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

from tests.stories.driver import Driver

FRAMES = Path(__file__).parents[1] / "frames"
SIZES = ((80, 24), (120, 40))

Golden = Callable[[Driver, str], None]


def compare(ui: Driver, name: str, *, update: bool) -> None:
    """Check that the screen is as it is kept, or keep it as it is."""
    columns, lines = ui.app.size
    path = FRAMES / f"{name}-{columns}x{lines}.txt"
    now = ui.screen_text + "\n"
    if update:
        path.write_text(now, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    diff = "\n".join(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", n=0, lineterm=""))
    assert not diff, (
        f"{path.name} is another picture. If it is meant to be: pytest --update-frames, and look at the diff.\n{diff}"
    )
