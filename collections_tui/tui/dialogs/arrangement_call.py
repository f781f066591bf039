"""The terms of an arrangement that is agreed on in a call: they are kept and stored with the call."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from collections_tui.domain.arrangements.schedule import terms_from
from collections_tui.domain.records import Unsaved
from collections_tui.services.arrangement_views import Ground, Preview
from collections_tui.tui.dialogs import arrangement_form as form
from collections_tui.tui.dialogs import means_form
from collections_tui.tui.dialogs.arrangement import ArrangementDialog
from collections_tui.tui.dialogs.arrangement_form import Agreed
from collections_tui.tui.screens.draft_keeper import Body


class CallArrangementDialog(ArrangementDialog):
    """Hands on what is typed as text, whenever it changes, and what was agreed on once it is complete.

    Args:
        ground: what the arrangement begins with.
        take: is given what was agreed on; returns the sentence that says so.
        keep: is given all that is typed, to be kept with the call.
        begun: what was typed before.
    """

    SCOPE = "arrangement"
    TITLE_TEXT = "Arrangement in this call"

    def __init__(
        self, ground: Ground, take: Callable[[Agreed], Awaitable[str]], keep: Callable[[str], None], begun: Body
    ) -> None:
        super().__init__(Unsaved("arrangement", ground.account_id), ground, take, begun)
        self._keep_text = keep

    async def _keep(self, about: int, body: Body) -> None:
        self._keep_text(json.dumps(body) if body else "")
        self._kept = body

    def _verdict(self, laid: Preview) -> str:
        if laid.needs_approval:
            return "enter agrees on it; saved with the call, it asks a supervisor."
        return "enter agrees on it: it is within the policy, and saved with the call."


def begun_in(text: str, currency: str) -> Body:
    """Return what was typed of an arrangement in a call: as it was kept, or as its terms were stored."""
    if not text:
        return {}
    try:
        raw = json.loads(text)
    except ValueError:
        return {}  # nobody typed it: better nothing than what cannot be read
    if not isinstance(raw, dict):
        return {}
    if "owed_cents" in raw:
        from collections_tui.domain.arrangements.means import worksheet_from

        sheet = worksheet_from(json.dumps(raw["means"])) if "means" in raw else None
        return form.body_of(terms_from(text), currency) | means_form.body_of(sheet, currency)
    return form.said_in({str(name): str(value) for name, value in raw.items()})
