"""Hands a PDF to CUPS's `lp`, which is found by its whole path and never through a shell."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

PLACES = tuple(map(Path, ("/usr/bin/lp", "/usr/local/bin/lp", "/opt/homebrew/bin/lp", "/bin/lp")))
_PRINTER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,126}")
_SECONDS = 60
_LONGEST = 100


class Printer:
    """A printer by its name.

    Raises:
        Refused: that cannot be the name of one, or there is no `lp` here.
    """

    def __init__(self, name: str, places: tuple[Path, ...] = PLACES) -> None:
        if not _PRINTER.fullmatch(name):
            raise Refused(f"“{clean(name)[:80]}” cannot be the name of a printer: `lpstat -e` lists them.")
        found = next((place for place in places if place.is_file() and os.access(place, os.X_OK)), None)
        if found is None:
            raise Refused("There is no `lp` on this computer: install CUPS, or write a file with --to and print that.")
        self._lp, self._name = found, name

    def __str__(self) -> str:
        return self._name

    def send(self, title: str, content: bytes) -> str:
        """Hand over a file; what `lp` says of it.

        Raises:
            Refused: it did not take it.
        """
        words = [str(self._lp), "-d", self._name, "-t", clean(title)[:_LONGEST], "--", "-"]
        try:
            done = subprocess.run(
                words, input=content, capture_output=True, check=False, timeout=_SECONDS,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, close_fds=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(f"The printer {self._name} took nothing within a minute: look at its queue.") from None
        except OSError as error:
            raise Refused(f"{self._lp} cannot be started: {(error.strerror or 'unknown error').lower()}.") from None
        said = clean(" ".join((done.stdout + b" " + done.stderr).decode("utf-8", "replace").split()))[:200]
        if done.returncode:
            why = said.rstrip(".") or "lp did not say why"
            raise Refused(f"The printer {self._name} was given nothing: {why}.")
        return said
