"""What the account's summary says of flags. Plain functions; nothing here draws or asks.

A hold that stands for a flag is one line, the flag's. What stops nobody stands apart from the warnings.
"""

from __future__ import annotations

from collections.abc import Mapping

from collections_tui.domain.contact.flags import FLAGS
from collections_tui.domain.contact.records import FlagKind
from collections_tui.domain.records import Hold, HoldKind
from collections_tui.services.views import AccountView, FlagLine
from collections_tui.tui.text import cut
from collections_tui.tui.widgets.lines import Line, Run, text_line

_ORDER: Mapping[FlagKind, int] = {spec.kind: place for place, spec in enumerate(FLAGS)}
_HOLDS: Mapping[FlagKind, HoldKind] = {spec.kind: spec.hold for spec in FLAGS if spec.hold is not None}
# Each stops calls on its own, whether or not it has put this account on hold: it may be about all of the customer's.
_STOPS: frozenset[FlagKind] = frozenset({"attorney", "no_calls", "cease", "refuses", "bankruptcy", "deceased"})


def stop_words(view: AccountView) -> list[str]:
    """Return what the flags say that stop calls or stand for a hold, a sentence each, the gravest first."""
    held = {hold.kind for hold in view.holds}
    return [one.statement for one in _sorted(view) if one.kind in _STOPS or _HOLDS.get(one.kind) in held]


def holds_without_flag(view: AccountView) -> list[Hold]:
    """Return the holds that no flag says."""
    said = {_HOLDS.get(one.kind) for one in view.flags}
    return [hold for hold in view.holds if hold.kind not in said]


def known_line(view: AccountView, cells: int) -> list[Line]:
    """Return what else is known about contact in one line, where there is something."""
    known = _known(view)
    if not known:
        return []
    return [(Run("Contact: ", "dim"), Run(" · ".join(one.words for one in known)))]


def known_lines(view: AccountView, cells: int, most: int) -> list[Line]:
    """Return what else is known about contact under a heading, where there is something."""
    known = _known(view)
    if not known:
        return []
    lines = [text_line(cut(one.statement, cells)) for one in known]
    if len(lines) > most:
        lines = [*lines[: most - 1], text_line(f"and {len(lines) - most + 1} more: F shows them", "dim")]
    return [text_line("Known about contact", "strong"), *lines]


def _known(view: AccountView) -> list[FlagLine]:
    stops = set(stop_words(view))
    old = set() if _minds_notice(view) else {"notice"}
    return [one for one in _sorted(view) if one.statement not in stops and one.kind not in old]


def _minds_notice(view: AccountView) -> bool:
    """Whether the validation notice is something to mind: once its period is over it is none, and F still shows it."""
    findings = [one for line in view.phones for one in line.judgement.findings if one.id == "notice"]
    return not findings or any(one.verdict != "allow" for one in findings)


def _sorted(view: AccountView) -> list[FlagLine]:
    """The gravest first; of what is said twice in the same words, one."""
    once = {one.statement: one for one in reversed(view.flags)}
    return sorted(once.values(), key=lambda one: _ORDER[one.kind])
