"""Sentences with blanks such as ``{customer}``: checked when loaded, filled in once, values are never blanks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# What stands for a value nobody has: a gap to be seen and spoken over, not an error in the middle of a call.
MISSING = "____"
_BLANK = r"\{([a-z_]*)\}"


def blanks(template: str) -> set[str]:
    """Return the names of the blanks in a template."""
    return set(re.findall(_BLANK, template))


def complaint(template: str, allowed: Iterable[str]) -> str:
    """Return what is wrong with the blanks of a template, following the field's name; empty when nothing is."""
    known = sorted(allowed)
    strange = sorted(blanks(template) - set(known))
    if strange:
        return f"cannot have {{{strange[0]}}}; it may have {', '.join(f'{{{name}}}' for name in known)}"
    if re.search(r"[{}]", re.sub(_BLANK, "", template)):
        return "has a brace that belongs to no blank such as {customer}"
    return ""


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the template with its blanks filled in; what comes from the values is not looked at again."""
    return re.sub(_BLANK, lambda found: values.get(found[1]) or MISSING, template)
