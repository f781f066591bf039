"""The head of a call under way: whom it goes to, since when, and what the program is about to do with it."""

from __future__ import annotations

from rich.cells import cell_len

from collections_tui.domain.outcomes import Outcome
from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.call_form import Typed
from collections_tui.tui.screens.verdicts import Verdict, of_phone
from collections_tui.tui.widgets.lines import Line, Run, ends, fit_line, line_cells

_RULE = "─"


def head_lines(
    view: AccountView,
    typed: Typed,
    outcome: Outcome | None,
    begun: str,
    stay: bool,
    cells: int,
    verdict: Verdict | None = None,
) -> list[Line]:
    """Return the two lines over the outcomes: a rule with what this is, and the number with its verdict.

    ``verdict`` is the one with which it was dialled; without it the one of this moment is shown.
    """
    return [_title(view, typed, outcome, cells), _number(view, typed, begun, stay, cells, verdict)]


def _title(view: AccountView, typed: Typed, outcome: Outcome | None, cells: int) -> Line:
    what = outcome.words if outcome is not None else "How did it end?"
    who = "Call from" if typed.direction == "inbound" else "Call to"
    others = len(typed.about_ids)
    also = f"  also about {others} other{'s' if others > 1 else ''}" if others else ""
    head = fit_line((Run(f"{who} {view.customer.name}", "strong"), Run(also), Run("  "), Run(what, "accent")), cells)
    used = cell_len("".join(run.text for run in head).rstrip())
    if used + 2 > cells:
        return head
    return (*fit_line(head, used), Run(" "), Run(_RULE * (cells - used - 1), "dim"))


def _number(view: AccountView, typed: Typed, begun: str, stay: bool, cells: int, verdict: Verdict | None) -> Line:
    line = next((one for one in view.phones if one.phone.e164 == typed.phone), None)
    after = "stays here" if stay else ""
    right = " · ".join(part for part in (after, f"began {begun}") if part)
    if line is None:
        return ends(
            (Run("no number chosen: a digit does, + adds one" if view.phones else "no number known: + adds one"),),
            (Run(right, "dim"),),
            cells,
        )
    who: Line = (Run(line.said, "strong", link=f"tel:{line.phone.e164}"), Run(f" {line.phone.kind}", "dim"))
    if typed.direction == "inbound":  # whether they may be called is no question now
        return ends(who, (Run(right, "dim"),), cells)
    verdict = verdict or of_phone(view, line)
    who = (*who, Run(" · ", "dim"))
    # Times go before anything of a verdict does.
    said: Line = (*who, *verdict._replace(clocks="").runs(cells))
    if line_cells(said) + len(right) + 1 > cells:
        return fit_line(said if not after else ends(said, (Run(after, "dim"),), cells), cells)
    return ends((*who, *verdict.runs(cells - line_cells(who) - len(right) - 1)), (Run(right, "dim"),), cells)
