"""The head of a call under way: whom it goes to, since when, and what the program is about to do with it."""

from __future__ import annotations

from collections_tui.domain.outcomes import Outcome
from collections_tui.services.views import AccountView
from collections_tui.tui.dialogs.call_form import Typed
from collections_tui.tui.screens.account_summary import phone_verdict
from collections_tui.tui.widgets.lines import Line, Run, ends, fit_line

_RULE = "─"


def head_lines(
    view: AccountView, typed: Typed, outcome: Outcome | None, begun: str, stay: bool, cells: int
) -> list[Line]:
    """Return the two lines over the outcomes: a rule with what this is, and the number with its verdict."""
    return [_title(view, typed, outcome, cells), _number(view, typed, begun, stay, cells)]


def _title(view: AccountView, typed: Typed, outcome: Outcome | None, cells: int) -> Line:
    what = outcome.words if outcome is not None else "How did it end?"
    who = "Call from" if typed.direction == "inbound" else "Call to"
    head = fit_line((Run(f"{who} {view.customer.name}", "strong"), Run("  "), Run(what, "accent")), cells)
    used = "".join(run.text for run in head).rstrip()
    if len(used) + 2 > cells:
        return head
    shown = fit_line(head, len(used))
    return (*shown, Run(" "), Run(_RULE * (cells - len(used) - 1), "dim"))


def _number(view: AccountView, typed: Typed, begun: str, stay: bool, cells: int) -> Line:
    line = next((one for one in view.phones if one.phone.e164 == typed.phone), None)
    after = "stays here" if stay else ""
    right = " · ".join(part for part in (after, f"began {begun}") if part)
    if line is None:
        return ends(
            (Run("no number chosen: a digit does, + adds one" if view.phones else "no number known: + adds one"),),
            (Run(right, "dim"),),
            cells,
        )
    there = ", ".join(f"{at:%H:%M} {place}" for place, at in line.places)
    verdict, fine = phone_verdict(view, line)
    left: Line = (
        Run(line.said, "strong", link=f"tel:{line.phone.e164}"),
        Run(f" {line.phone.kind} · ", "dim"),
        Run(verdict, "dim" if fine else "warn"),
        Run(f" · {there}", "dim"),
    )
    return ends(left, (Run(right, "dim"),), cells)
