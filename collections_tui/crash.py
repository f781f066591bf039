"""What becomes of an error that nobody foresaw: where it happened goes to a log file, and a person sees one sentence.

A log is read by people who may not see accounts, and is sent by mail. So it says of which kind an error was and through
which lines of the program it came, and nothing that was in it: what an error says of itself quotes names, numbers and
amounts, and so do the values of variables.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from collections_tui import __version__

LOG_NAME = "collections-tui.log"

_ROOTS = ("collections_tui", "site-packages", "tests")
_SHOW = "show whoever installed this program"


def log_folder() -> Path:
    """Return the folder where this operating system keeps a person's logs; it need not exist yet."""
    from platformdirs import user_log_path

    return user_log_path("collections-tui", appauthor=False)


def log_crash(error: BaseException, at: datetime, told: str = "") -> str:
    """Write how the error came about to the log file; return the sentence that says where, what happened, and what to
    do.

    ``told`` is what may be said of it on the screen; without it the kind of the error is.

    Never raises: when the folder cannot be written, the file goes to the folder for temporary files, and when that
    fails too, the sentence carries what there is.
    """
    entry = f"{at:%Y-%m-%dT%H:%M:%SZ} collections-tui {__version__}\n{account_of(error)}\n"
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            path = _append(folder, entry)
        except OSError:
            continue
        what = told.rstrip(".") or _name(error)
        return f"{path} says what went wrong ({what}): try again; if it stays, {_SHOW} that file."
    return (
        f"Something went wrong, and no log file could be written ({_name(error)}, {_place(error)}): "
        f"try again; if it stays, {_SHOW} this sentence."
    )


def account_of(error: BaseException) -> str:
    """Return how an error came about, line by line of the program: without a word of what it says, or of any value."""
    return "".join(_chain(error, set()))


def _chain(error: BaseException, told: set[int]) -> Iterator[str]:
    """The error that came first comes first, as in Python's own tracebacks."""
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _chain(before, told)
        yield "which led to\n"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            if id(one) not in told:
                yield from _chain(one, told)
                yield "together with others in\n"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}: {(frame.line or '').strip()}\n"
    yield f"{_name(error)}{_code(error)}\n"


def _short(path: str) -> str:
    """A file by its package: where it is installed names whoever installed it."""
    parts = Path(path).parts
    at = max((at for at, part in enumerate(parts) if part in _ROOTS), default=max(0, len(parts) - 2))
    return "/".join(parts[at:])


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{_short(frames[-1].filename)}:{frames[-1].lineno}" if frames else "nowhere"


def _code(error: BaseException) -> str:
    """What a database calls the error: a code, which quotes nothing."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return f" ({code})" if isinstance(code, str) else ""


def _append(folder: Path, entry: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG_NAME
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(entry)
    # It is for nobody else on this machine all the same.
    path.chmod(0o600)
    return path


def _name(error: BaseException) -> str:
    # What the system says about a full disk or a forbidden folder helps whoever reads it; other texts are for the log.
    said = error.strerror if isinstance(error, OSError) else None
    return type(error).__name__ + (f": {said}" if said else "")
