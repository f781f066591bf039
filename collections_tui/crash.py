"""What becomes of an error that nobody foresaw: its details go to a log file, and a person sees one sentence."""

from __future__ import annotations

import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from collections_tui import __version__

LOG_NAME = "collections-tui.log"

_SHOW = "show whoever installed this program"


def log_folder() -> Path:
    """Return the folder where this operating system keeps a person's logs; it need not exist yet."""
    from platformdirs import user_log_path

    return user_log_path("collections-tui", appauthor=False)


def log_crash(error: BaseException, at: datetime, told: str = "") -> str:
    """Write the error's traceback to the log file; return the sentence that says where, what happened, and what to do.

    ``told`` is what may be said of it beside the log; without it the kind of the error is.

    Never raises: when the folder cannot be written, the file goes to the folder for temporary files, and when that
    fails too, the sentence carries what there is.
    """
    entry = f"{at:%Y-%m-%dT%H:%M:%SZ} collections-tui {__version__}\n{''.join(traceback.format_exception(error))}\n"
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            path = _append(folder, entry)
        except OSError:
            continue
        what = told.rstrip(".") or _name(error)
        return f"{path} says what went wrong ({what}): try again; if it stays, {_SHOW} that file."
    return (
        f"Something went wrong, and no log file could be written ({type(error).__name__}: {error}): "
        f"try again; if it stays, {_SHOW} this sentence."
    )


def _append(folder: Path, entry: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG_NAME
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(entry)
    # A traceback can quote what was typed: it is for nobody else on this machine.
    path.chmod(0o600)
    return path


def _name(error: BaseException) -> str:
    # What the system says about a full disk or a forbidden folder helps whoever reads it; other texts are for the log.
    said = error.strerror if isinstance(error, OSError) else None
    return type(error).__name__ + (f": {said}" if said else "")
