"""A password in a file of its own. It is returned, and never in a sentence."""

from __future__ import annotations

import os
import stat

from collections_tui.domain.errors import ConfigError
from collections_tui.domain.text import clean

_LARGEST = 4_096


def read_password(path: str) -> str:
    """Return the first line of a file that nobody else may read.

    Raises:
        ConfigError: it cannot be read, is empty, or others may read it.
    """
    shown = clean(path)[:200]
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXO | stat.S_IWGRP):
                raise ConfigError(f"The password in {shown} is there for others too: chmod o-rwx,g-w {shown}.")
            text = file.read(_LARGEST).decode("utf-8")
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise ConfigError(f"The password for mail cannot be read from {shown}: {why}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"The password for mail in {shown} is no text: write it anew.") from None
    lines = text.splitlines()
    if not lines or not lines[0]:
        raise ConfigError(f"There is no password for mail in {shown}: write it in its first line.")
    return lines[0]
