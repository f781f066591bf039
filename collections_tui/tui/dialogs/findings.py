"""What the checks say of a bill, as the screens show it."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Finding(NamedTuple):
    """One thing that is wrong with a bill."""

    id: str
    severity: Literal["error", "warning"]
    words: str
    sentence: str
    todo: str
    position: int | None = None
